"""What the panels on the right write: provenance card, clicked feature, report of what was loaded.

Pure functions from values to the small HTML that Qt's text browser shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from jumeau.app.words import (
    certainty_title,
    field_label,
    file_size,
    first_known,
    has_features,
    layer_title,
    left_out_lines,
    role_title,
)
from jumeau.i18n import Translator
from jumeau.io.missing import MissingData, missing_data
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.provenance import Provenance, SourceFile, Transformation


@dataclass(frozen=True)
class Ink:
    """The colours of the text."""

    faint: str
    accent: str
    warning: str
    line: str


def rows(pairs: Sequence[tuple[str, str]], ink: Ink) -> str:
    """Return label and value pairs as a table; values are HTML already."""
    lines = "".join(
        f'<tr><td style="color:{ink.faint}; padding:3px 12px 3px 0">{escape(label)}</td>'
        f'<td style="padding:3px 0">{value}</td></tr>'
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
    licence = escape(card.licence) or unknown
    if card.url:
        licence += f'<br><a href="{escape(card.url)}">{escape(card.url)}</a>'
    facts = [
        (tr("app.card.certainty"), f"<b>{escape(certainty_title(layer.certainty, tr))}</b>"),
        (tr("app.card.producer"), escape(card.producer) or unknown),
        (tr("app.card.product"), escape(card.product)),
        (tr("app.card.edition"), escape(card.edition) or unknown),
        (tr("app.card.licence"), licence),
        (tr("app.card.access"), escape(tr(f"app.access.{layer.access}"))),
        (tr("app.card.count"), escape(tr.number(layer.count)) if has_features(layer) else ""),
        (tr("app.card.created"), escape(card.created.replace("T", " ")[:16])),
    ]
    parts = [heading(layer_title(layer, tr))]
    if layer_title(layer, tr) != role_title(layer, tr):
        parts.append(note(role_title(layer, tr), ink.faint))
    if card.invented:
        parts.append(note(tr("app.card.invented"), ink.warning))
    parts.append(rows(facts, ink))
    parts.append(_method(card, project, tr))
    if card.sources:
        parts += [section(tr("app.card.sources")), bullets([_source(x, tr) for x in card.sources])]
    if card.transformations:
        lines = [_transformation(x, tr) for x in card.transformations]
        parts += [section(tr("app.card.transformations")), bullets(lines)]
    for name, items in (("left_out", layer.left_out), ("repaired", layer.repaired)):
        if items:
            parts += [section(tr(f"app.card.{name}")), bullets(left_out_lines(items, name, tr))]
    return "".join(parts)


def _method(card: Provenance, project: Project, tr: Translator) -> str:
    if not card.method:
        return ""
    key = f"methods.{card.method}"
    text = tr(key) if tr.has(key) else card.method.replace("_", " ")
    lines = [text]
    titles = {layer.id: layer_title(layer, tr) for layer in project.layers}
    if card.derived_from:
        names = ", ".join(titles.get(x, x) for x in card.derived_from)
        lines.append(tr("app.card.derived_from", names=names))
    lines += [f"{name} : {value}" for name, value in card.parameters]
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


def feature_card(
    layer: Layer, attributes: Mapping[str, Any], facts: Mapping[str, Any], tr: Translator, ink: Ink
) -> str:
    """Return what is known of a feature: how its height was known first, then its attributes."""
    parts = [
        heading(_feature_title(layer, attributes, tr)),
        note(layer_title(layer, tr), ink.faint),
    ]
    told = [
        (first_known(tr, f"app.fact.{name}", otherwise=name), escape(_fact(name, value, tr)))
        for name, value in facts.items()
        if value == value  # NaN is not itself
    ]
    if told:
        parts += [section(tr("app.feature.in_picture")), rows(told, ink)]
    pairs = [
        (field_label(layer, name, tr), escape(tr.value(value)))
        for name, value in attributes.items()
        if value is not None and value != "" and value == value  # NaN is not itself
    ]
    empty = len(attributes) - len(pairs)
    if pairs:
        parts += [section(tr("app.feature.attributes")), rows(pairs, ink)]
    elif not told:
        parts.append(note(tr("app.feature.none"), ink.faint))
    if empty:
        parts.append(note(tr.count("app.feature.empty", empty), ink.faint))
    if layer.provenance.short:
        source = tr("app.feature.source", short=layer.provenance.short)
        parts.append(note(source, ink.faint))
    return "".join(parts)


def ground_card(point: tuple[float, float, float], tr: Translator, ink: Ink) -> str:
    """Return the card of a place where there is nothing but ground."""
    x, y, z = (float(part) for part in point)
    pairs = [
        (tr("app.ground.altitude"), escape(tr("app.unit.length", value=tr.number(z, 1)))),
        (tr("app.ground.east"), escape(tr("app.unit.length", value=tr.number(x, 1)))),
        (tr("app.ground.north"), escape(tr("app.unit.length", value=tr.number(y, 1)))),
    ]
    return heading(tr("app.one.terrain")) + rows(pairs, ink)


def _feature_title(layer: Layer, attributes: Mapping[str, Any], tr: Translator) -> str:
    columns = dict(layer.columns)
    for canonical in ("name", "use", "nature"):
        value = attributes.get(columns.get(canonical, ""))
        if value:
            return str(value)
    return first_known(tr, f"app.one.{layer.role}", otherwise=role_title(layer, tr))


def _fact(name: str, value: Any, tr: Translator) -> str:
    if isinstance(value, str):
        return first_known(tr, f"app.fact_value.{value}", otherwise=value)
    if isinstance(value, float):
        area = name.endswith("area")
        number = tr.number(value, 0 if area else 1)
        return tr("app.unit.area" if area else "app.unit.length", value=number)
    return tr.value(value)


def report_card(project: Project, tr: Translator, ink: Ink) -> str:
    """Return what the project holds, what was left out or repaired, and what is still missing."""
    parts = [heading(tr("app.report.title"))]
    if project.place is not None:
        place = project.place
        line = tr(
            "app.report.place", name=place.name, insee=place.insee, margin=tr.number(place.margin)
        )
        parts.append(note(line, ink.faint))
    pairs = [
        (layer_title(layer, tr), escape(tr.number(layer.count)) if has_features(layer) else "✓")
        for layer in project.layers
    ]
    parts += [section(tr.count("app.report.loaded", len(pairs))), rows(pairs, ink)]
    for name in ("left_out", "repaired"):
        lines = [
            f"{layer_title(layer, tr)} : {line}"
            for layer in project.layers
            for line in left_out_lines(getattr(layer, name), name, tr, examples=False)
        ]
        if lines:
            parts += [section(tr(f"app.card.{name}")), bullets(lines)]
    if lacking := missing_data(project):
        parts.append(section(tr("app.report.missing")))
        parts += [_missing(data, tr, ink) for data in lacking]
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
