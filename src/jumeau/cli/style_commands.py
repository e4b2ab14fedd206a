"""The command ``style``: how a layer looks, when it was measured and in which unit."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from jumeau.cli.output import print_json, print_lines
from jumeau.cli.project_commands import layer_named
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import open_project
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.style import Style, StyleKind, Symbol, Target
from jumeau.render.styling.changing import (
    add_style,
    free_title,
    put_first,
    remove_style,
    replace_style,
    styles_of,
)
from jumeau.render.styling.fields import field_of, fields_of
from jumeau.render.styling.making import make_style
from jumeau.render.styling.named import standards_for
from jumeau.render.styling.words import style_title
from jumeau.render.themes.changes import measured, restyled
from jumeau.render.themes.dress import palette_of
from jumeau.render.themes.registry import palettes_of
from jumeau.titles import title_of


def style(options: argparse.Namespace, tr: Translator) -> int:
    """Change how a layer looks; without options, tell how it does."""
    opened = open_project(options.project)
    try:
        session = opened.session
        layer = layer_named(session.project, options.layer)
        project = _changed(session.project, layer, opened.store, options, tr)
        if project != session.project:
            session.commit("style", project, title=title_of(layer, tr))
            opened.save()
        layer = session.project.layer(layer.id)
        if options.json:
            print_json(_record(layer, options, tr))
        else:
            print_lines(*_lines(layer, options, tr))
        return 0
    finally:
        opened.close()


def _changed(
    project: Project, layer: Layer, payloads: Payloads, options: argparse.Namespace, tr: Translator
) -> Project:
    """Return the project as the options ask for."""
    opacity = None if options.opacity is None else options.opacity / 100
    if options.remove is not None:
        project = remove_style(project, layer.id, options.remove)
    elif options.use is not None:
        project = put_first(project, layer.id, options.use)
    elif options.kind is not None:
        made = _made(layer, payloads, options, tr)
        if options.add:
            project = add_style(project, layer.id, made)
        else:
            project = replace_style(project, layer.id, _replaced(layer, options), made)
    if options.kind is None:
        project = restyled(
            project, layer.id, palette=options.palette, opacity=opacity, colour=options.colour
        )
    return measured(project, layer.id, instant=options.instant, unit=options.unit)


def _replaced(layer: Layer, options: argparse.Namespace) -> str:
    """Return the title of the style that is changed: the one that is named, else the first."""
    named = options.title or ""
    return named if any(x.title == named for x in styles_of(layer)) else layer.style.title


def _made(layer: Layer, payloads: Payloads, options: argparse.Namespace, tr: Translator) -> Style:
    """Return the style that the options describe."""
    kind = StyleKind(options.kind)
    title = options.title
    if title is None:
        title = "" if not options.add else free_title(layer, _usual_title(layer, kind, options, tr))
    if title is None or (not options.add and not title):
        title = layer.style.title
    made = make_style(
        payloads, layer, kind=kind, field=options.field or "", method=options.method or "pretty",
        count=options.classes or 5, ramp=options.ramp or "", reversed=options.reverse,
        target=Target(options.target or "everything"), title=title,
        manual=options.bounds or (), colour=options.colour or "",
        opacity=1.0 if options.opacity is None else options.opacity / 100,
        outline=options.outline or "", outline_width=options.outline_width or 0.0,
        symbol=Symbol(options.symbol or "disc"), size=options.size or 0.0,
        extrude=options.extrude or "", extrude_scale=options.extrude_scale or 0.0,
        low=options.low, high=options.high,
    )  # fmt: skip
    if kind is StyleKind.STANDARD and options.palette:
        made = msgspec.structs.replace(made, name=options.palette)
    return made


def _usual_title(layer: Layer, kind: StyleKind, options: argparse.Namespace, tr: Translator) -> str:
    if options.field:
        return field_of(layer, options.field, tr).title
    return tr(f"styling.kind.{kind.value}")


def _record(layer: Layer, options: argparse.Namespace, tr: Translator) -> dict[str, Any]:
    """Return what ``--json`` tells."""
    known = palettes_of(layer)
    record: dict[str, Any] = {
        "layer": layer.id,
        "palette": palette_of(layer, known) if known else "standard",
        "palettes": list(known),
        "opacity": round(100 * layer.style.opacity),
        "colour": layer.style.colour,
        "instant": layer.instant,
        "unit": layer.unit,
        "styles": [msgspec.to_builtins(x) for x in styles_of(layer)],
    }
    if options.list:
        record["fields"] = [
            {
                "name": x.name, "title": x.title, "numeric": x.numeric, "unit": x.unit,
                "standards": list(standards_for(layer, x.name)),
            }
            for x in fields_of(layer, tr)
        ]  # fmt: skip
    return record


def _lines(layer: Layer, options: argparse.Namespace, tr: Translator) -> list[str]:
    """Return what is told to people: the first style, then, where there are more, all of them."""
    known = palettes_of(layer)
    worn = palette_of(layer, known) if known else "standard"
    lines = [
        tr(
            "cli.say.style",
            title=title_of(layer, tr),
            palette=worn,
            palettes=", ".join(known) or worn,
            opacity=round(100 * layer.style.opacity),
            instant=layer.instant or "\N{EN DASH}",
            unit=layer.unit or "\N{EN DASH}",
        )
    ]
    if layer.styles or layer.style.kind is not StyleKind.STANDARD or options.list:
        lines += [f"  {_line(layer, x, tr)}" for x in styles_of(layer)]
    if options.list:
        for info in fields_of(layer, tr):
            scales = ", ".join(standards_for(layer, info.name))
            unit = f" ({info.unit})" if info.unit else ""
            lines.append(f"  {info.name}: {info.title}{unit}{f' [{scales}]' if scales else ''}")
    return lines


def _line(layer: Layer, one: Style, tr: Translator) -> str:
    kind = tr(f"styling.kind.{one.kind.value}")
    title = style_title(one, tr)
    if one.field:
        line = tr("styling.say.line_field", title=title, kind=kind, field=one.field)
    else:
        line = tr("styling.say.line", title=title, kind=kind)
    return tr("styling.say.first", line=line) if one is layer.style else line
