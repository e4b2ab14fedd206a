"""What the panels on the right write: provenance card, report of what was loaded.

Pure functions from values to the small HTML that Qt's text browser shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from jumeau.app.panels.figures import SHARE, figure_rows
from jumeau.app.words import (
    certainty_title,
    file_size,
    first_known,
    has_features,
    layer_title,
    left_out_lines,
    role_title,
)
from jumeau.i18n import Translator
from jumeau.io.missing import MissingData, missing_data
from jumeau.model.inputs import outdated
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.project import Project
from jumeau.model.provenance import LeftOut, Provenance, SourceFile, Transformation
from jumeau.render.legend import told_instant
from jumeau.titles import told_apart, variety_of

NOTE = "noise_note_"
"""How parameters of a card begin that tell what was assumed for computed noise."""

# Values that the source lacks: the feature is there, what it lacks is estimated.
_ESTIMATED = frozenset({"height_missing", "height_zero", "altitude_missing"})


@dataclass(frozen=True)
class Ink:
    """The colours of the text."""

    faint: str
    accent: str
    warning: str
    line: str


def rows(pairs: Sequence[tuple[str, str]], ink: Ink, *, numbers: bool = False) -> str:
    """Return label and value pairs as a table; values are HTML already."""
    align = ' align="right"' if numbers else ""
    lines = "".join(
        f'<tr><td style="color:{ink.faint}; padding:3px 12px 3px 0">{escape(label)}</td>'
        f'<td{align} style="padding:3px 0">{value}</td></tr>'
        for label, value in pairs
        if value
    )
    return f'<table cellspacing="0" cellpadding="0">{lines}</table>' if lines else ""


def heading(text: str) -> str:
    """Return the head of a card."""
    return f'<p style="font-size:13pt; font-weight:bold; margin:0 0 2px 0">{escape(text)}</p>'


def section(text: str) -> str:
    """Return the head of a part of a card."""
    return f'<p style="font-weight:bold; margin:14px 0 3px 0">{escape(text)}</p>'


def note(text: str, colour: str) -> str:
    """Return a faint line."""
    return f'<p style="color:{colour}; margin:0 0 8px 0">{escape(text)}</p>'


def bullets(lines: Sequence[str]) -> str:
    """Return a list."""
    return "".join(f'<p style="margin:2px 0 2px 10px">• {escape(line)}</p>' for line in lines)


def provenance_card(layer: Layer, project: Project, tr: Translator, ink: Ink) -> str:
    """Return the provenance card of a layer."""
    card = layer.provenance
    unknown = f'<span style="color:{ink.warning}">{escape(tr("app.card.unknown"))}</span>'
    derived = bool(card.method)
    licence = escape(card.licence) or unknown
    if card.url:
        licence += f'<br><a href="{escape(card.url)}">{escape(card.url)}</a>'
    facts = [
        (tr("app.card.certainty"), f"<b>{escape(certainty_title(layer.certainty, tr))}</b>"),
        (tr("app.card.producer"), escape(card.producer) or ("" if derived else unknown)),
        (tr("app.card.product"), escape(card.product)),
        (tr("app.card.edition"), escape(card.edition) or unknown),
        (tr("app.card.licence"), "" if derived and not card.licence else licence),
        (tr("app.card.access"), escape(tr(f"app.access.{layer.access}"))),
        (tr("app.card.count"), escape(tr.number(layer.count)) if has_features(layer) else ""),
        (
            tr("app.style.moment"),
            escape(told_instant(layer.instant, tr)) if layer.instant else "",
        ),
        (tr("app.moment.unit"), escape(layer.unit)),
        (tr("app.card.created"), escape(day(card.created))),
    ]
    parts = [heading(layer_title(layer, tr))]
    if layer_title(layer, tr) != role_title(layer, tr):
        parts.append(note(role_title(layer, tr), ink.faint))
    told = [
        tr(f"titles.told.{part}")
        for part in variety_of(layer).split("_")
        if tr.has(f"titles.told.{part}")
    ]
    parts += [note(text, ink.faint) for text in told]
    if card.invented:
        parts.append(note(tr("app.card.invented"), ink.warning))
    if not card.year and not card.derived_from:
        parts.append(note(tr("app.card.year_missing"), ink.warning))
    why = outdated(project, layer)
    if why is not None:
        reason = tr(f"analyses.reason.{why}")
        parts.append(note(tr("analyses.outdated_told", reason=reason), ink.warning))
    parts.append(rows(facts, ink))
    if figures := figure_rows(layer, tr):
        parts += [section(tr("analyses.figures")), rows(figures, ink, numbers=True)]
    parts.append(_method(card, project, tr))
    if card.sources:
        parts += [section(tr("app.card.sources")), bullets([_source(x, tr) for x in card.sources])]
    if card.transformations:
        lines = [_transformation(x, tr) for x in card.transformations]
        parts += [section(tr("app.card.transformations")), bullets(lines)]
    for name, items in _remarks(layer):
        if items:
            lines = left_out_lines(items, tr)
            parts += [section(tr(f"app.card.{name}")), bullets(lines)]
    return "".join(parts)


def _remarks(layer: Layer) -> tuple[tuple[str, tuple[LeftOut, ...]], ...]:
    """Return what was left out, what is estimated because it was not given, what was repaired."""
    return (
        ("left_out", tuple(x for x in layer.left_out if x.reason not in _ESTIMATED)),
        (
            "estimated",
            tuple(x for x in (*layer.left_out, *layer.repaired) if x.reason in _ESTIMATED),
        ),
        ("repaired", tuple(x for x in layer.repaired if x.reason not in _ESTIMATED)),
    )


def day(moment: str) -> str:
    """Return the day of an ISO moment as people write it."""
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$", r"\3/\2/\1", moment)


def _parameter(name: str, value: str, tr: Translator) -> str:
    if name.startswith(NOTE) and value.isdigit():
        return tr(f"noise.note.{name.removeprefix(NOTE)}", count=tr.number(int(value)))
    if re.fullmatch(r"-?\d+\.\d+", value):
        value = tr.number(float(value), len(value.partition(".")[2]))
    for key in (f"app.parameter.{name}_{value}", f"app.parameter.{name}"):
        if tr.has(key):
            return tr(key, value=tr.number(int(value)) if value.isdigit() else value)
    return f"{name}{tr('app.card.colon')}{value}"


def _method(card: Provenance, project: Project, tr: Translator) -> str:
    if not card.method:
        told = [_parameter(name, value, tr) for name, value in card.parameters]
        return section(tr("app.card.read_how")) + bullets(told) if told else ""
    key = f"methods.{card.method}"
    text = tr(key) if tr.has(key) else card.method.replace("_", " ")
    lines = [text]
    titles = {layer.id: layer_title(layer, tr) for layer in project.layers}
    if card.derived_from:
        names = ", ".join(titles.get(x, x) for x in card.derived_from)
        lines.append(tr("app.card.derived_from", names=names))
    kept = [x for x in card.parameters if not x[0].startswith(SHARE)]
    lines += [_parameter(name, day(value), tr) for name, value in kept]
    body = "".join(f'<p style="margin:0 0 2px 0">{escape(line)}</p>' for line in lines)
    return section(tr("app.card.method")) + body


def _source(source: SourceFile, tr: Translator) -> str:
    name = f"{source.name} › {source.layer}" if source.layer else source.name
    return tr("app.card.source", name=name, size=file_size(source.size, tr))


def _transformation(change: Transformation, tr: Translator) -> str:
    way = f"{change.source} → {change.target}"
    if not change.done:
        return tr("app.card.not_transformed", way=way)
    if change.accuracy is None:
        return tr("app.card.transformed", way=way)
    return tr("app.card.transformed_within", way=way, metres=tr.number(change.accuracy, 2))


def report_card(project: Project, tr: Translator, ink: Ink) -> str:
    """Return what the project holds, what was left out or repaired, and what is still missing."""
    parts = [heading(tr("app.report.title"))]
    if project.place is not None:
        place = project.place
        line = tr(
            "app.report.place", name=place.name, insee=place.insee, margin=tr.number(place.margin)
        )
        parts.append(note(line, ink.faint))
    names = told_apart(project.layers, tr)
    pairs = [
        (names[layer.id], escape(tr.number(layer.count)) if has_features(layer) else "✓")
        for layer in project.layers
    ]
    if pairs:
        loaded = section(tr.count("app.report.loaded", len(pairs)))
        parts += [loaded, rows(pairs, ink, numbers=True)]
    if any(is_estimated_ground(layer) for layer in project.layers):
        parts.append(note(tr("app.ground.estimated"), ink.warning))
    for name in ("left_out", "estimated", "repaired"):
        lines = [
            f"{names[layer.id]}{tr('app.card.colon')}{line}"
            for layer in project.layers
            for kind, items in _remarks(layer)
            if kind == name
            for line in left_out_lines(items, tr, examples=False)
        ]
        if lines:
            parts += [section(tr(f"app.card.{name}")), bullets(lines)]
        elif name == "left_out" and pairs:
            parts += [
                section(tr("app.card.left_out")),
                note(tr("app.report.nothing_left"), ink.faint),
            ]
    lacking = missing_data(project)
    parts.append(section(tr("app.report.missing")))
    parts += [_missing(data, tr, ink) for data in lacking]
    if not lacking:
        parts.append(note(tr("app.report.nothing_missing"), ink.faint))
    return "".join(parts)


def _missing(data: MissingData, tr: Translator, ink: Ink) -> str:
    """Return why a data set is worth having and where it is published."""
    title, why, where = (
        escape(first_known(tr, f"missing.{data.id}.{part}", otherwise=""))
        for part in ("title", "why", "where")
    )
    host = escape(data.url.removeprefix("https://").split("?")[0])
    return (
        f'<p style="margin:4px 0 8px 0"><b>{title or escape(data.id)}</b><br>'
        f'<span style="color:{ink.faint}">{why} {where}</span><br>'
        f'<a href="{escape(data.url)}">{host}</a></p>'
    )
