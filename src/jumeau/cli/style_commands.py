"""The command ``style``: how a layer looks, when it was measured and in which unit."""

from __future__ import annotations

import argparse

from jumeau.cli.output import print_json, print_lines
from jumeau.cli.project_commands import layer_named
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import open_project
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
        opacity = None if options.opacity is None else options.opacity / 100
        project = restyled(
            session.project, layer.id, palette=options.palette, opacity=opacity,
            colour=options.colour,
        )  # fmt: skip
        project = measured(project, layer.id, instant=options.instant, unit=options.unit)
        if project != session.project:
            session.commit("style", project, title=title_of(layer, tr))
            opened.save()
        layer = session.project.layer(layer.id)
        known = palettes_of(layer)
        worn = palette_of(layer, known) if known else "standard"
        if options.json:
            print_json(
                {
                    "layer": layer.id,
                    "palette": worn,
                    "palettes": list(known),
                    "opacity": round(100 * layer.style.opacity),
                    "colour": layer.style.colour,
                    "instant": layer.instant,
                    "unit": layer.unit,
                }
            )
        else:
            print_lines(
                tr(
                    "cli.say.style",
                    title=title_of(layer, tr),
                    palette=worn,
                    palettes=", ".join(known) or worn,
                    opacity=round(100 * layer.style.opacity),
                    instant=layer.instant or "\N{EN DASH}",
                    unit=layer.unit or "\N{EN DASH}",
                )
            )
        return 0
    finally:
        opened.close()
