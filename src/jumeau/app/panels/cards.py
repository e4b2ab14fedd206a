"""What the panels on the right write: provenance card, clicked feature, report of what was loaded.

Pure functions from values to the small HTML that Qt's text browser shows.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

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
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.project import Project, visible_layers
from jumeau.model.provenance import LeftOut, Provenance, SourceFile, Transformation
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.data_classes import CLASSES, classify
from jumeau.titles import variety_of

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
        (tr("app.card.created"), escape(_day(card.created))),
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
    parts.append(rows(facts, ink))
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


def _day(moment: str) -> str:
    """Return the day of an ISO moment as people write it."""
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$", r"\3/\2/\1", moment)


def _parameter(name: str, value: str, tr: Translator) -> str:
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
    lines += [_parameter(name, value, tr) for name, value in card.parameters]
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
    told = [(tr(f"app.fact.{name}"), escape(text)) for name, text in told_facts(facts, tr)]
    if (kind := _class_name(layer, attributes, tr)) is not None:
        told.append((tr("app.fact.class"), escape(kind)))
    if told:
        parts += [section(tr("app.feature.in_picture")), rows(told, ink)]
    key = layer.key_field
    ordered = sorted(attributes.items(), key=lambda item: item[0] != key)
    pairs = [
        (
            tr("app.feature.key") if name == key else field_label(layer, name, tr),
            escape(str(value) if name == key else _value(value, tr)),
        )
        for name, value in ordered
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


def ground_card(
    point: tuple[float, float, float], project: Project, view: ViewState, tr: Translator, ink: Ink
) -> str:
    """Return the card of a place where there is nothing but ground: how its altitude is known."""
    x, y, z = (float(part) for part in point)
    ground = project.ground
    guessed = ground is not None and is_estimated_ground(ground)
    altitude = tr(
        "app.unit.about" if guessed else "app.unit.length", value=tr.number(z, 0 if guessed else 1)
    )
    pairs = [
        (tr("app.ground.altitude"), escape(altitude)),
        (tr("app.ground.east"), escape(tr("app.unit.length", value=tr.number(x)))),
        (tr("app.ground.north"), escape(tr("app.unit.length", value=tr.number(y)))),
    ]
    parts = [heading(tr("app.one.terrain"))]
    if ground is None:
        parts.append(note(tr("app.ground.none"), ink.warning))
        pairs = pairs[1:]
    elif guessed:
        parts.append(note(tr("app.ground.estimated"), ink.warning))
    parts.append(rows(pairs, ink))
    seen = [x for x in visible_layers(project, view) if x.role in (Role.ORTHOPHOTO, Role.TERRAIN)]
    sources = [
        (layer_title(layer, tr), escape(layer.provenance.short))
        for layer in seen
        if layer.provenance.short and not is_estimated_ground(layer)
    ]
    if sources:
        parts += [section(tr("app.ground.sources")), rows(sources, ink)]
    return "".join(parts)


def _class_name(layer: Layer, attributes: Mapping[str, Any], tr: Translator) -> str | None:
    """Return the legend's words for a feature of a layer of data in classes."""
    if layer.role not in CLASSES:
        return None
    columns = dict(layer.columns)

    def column(name: str) -> Any:
        value = attributes.get(columns.get(name, ""))
        return None if value is None else np.array([value])

    name, _ = CLASSES[layer.role][int(classify(layer.role, column, 1)[0])]
    return tr(f"picture.class.{name}")


def _feature_title(layer: Layer, attributes: Mapping[str, Any], tr: Translator) -> str:
    columns = dict(layer.columns)
    one = first_known(tr, f"app.one.{layer.role}", otherwise=role_title(layer, tr))
    for canonical in ("name", "use", "nature", "label"):
        value = attributes.get(columns.get(canonical, ""))
        if value and canonical == "use":
            return f"{one} \N{EN DASH} {str(value).lower()}"
        if value:
            return str(value)
    return one


def told_facts(facts: Mapping[str, Any], tr: Translator) -> list[tuple[str, str]]:
    """Return what the model says of a feature, and how it is known, as (key, sentence)."""

    def metres(name: str, *, about: bool = False, decimals: int = 1) -> str:
        value = tr.number(facts[name], decimals)
        return tr("app.unit.about" if about else "app.unit.length", value=value)

    known = {name for name, value in facts.items() if value == value}  # NaN is not itself
    told = []
    if "height" in known:
        told.append(("height", metres("height", about=bool(facts.get("estimated")))))
    if "height_source" in known:
        source = str(facts["height_source"])
        told.append(
            ("height_source", first_known(tr, f"app.fact_value.{source}", otherwise=source))
        )
    if "roof_form" in known:
        form = str(facts["roof_form"])
        text = first_known(tr, f"app.fact_value.{form}", otherwise=form)
        if facts.get("roof_rise", 0.0) >= 0.05:
            guessed = bool(facts.get("roof_estimated"))
            text = tr("app.fact_value.roof", form=text, rise=metres("roof_rise", about=guessed))
        told.append(("roof_form", text))
    if "roof_estimated" in known:
        key = "roof_guessed" if facts["roof_estimated"] else "roof_known"
        told.append(("roof_source", tr(f"app.fact_value.{key}")))
    if "ground" in known:
        guessed = bool(facts.get("ground_estimated"))
        text = metres("ground", about=guessed, decimals=0 if guessed else 1)
        told.append(("ground", tr("app.fact_value.on_estimated", text=text) if guessed else text))
    if "footprint_area" in known:
        area = tr.number(facts["footprint_area"])
        told.append(("footprint_area", tr("app.unit.area", value=area)))
    return told


def _value(value: Any, tr: Translator) -> str:
    """Return an attribute as people write it: dates, decimals, but nothing added or taken away."""
    if isinstance(value, str):
        return _day(value) if re.match(r"\d{4}-\d\d-\d\d(?:$|[T ])", value) else value
    if isinstance(value, datetime.datetime):
        return tr.value(value.date())
    if isinstance(value, float):
        text = f"{value:.3f}".rstrip("0")
        return tr.number(value, len(text.partition(".")[2]))
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
    if pairs:
        loaded = section(tr.count("app.report.loaded", len(pairs)))
        parts += [loaded, rows(pairs, ink, numbers=True)]
    if any(is_estimated_ground(layer) for layer in project.layers):
        parts.append(note(tr("app.ground.estimated"), ink.warning))
    for name in ("left_out", "estimated", "repaired"):
        lines = [
            f"{layer_title(layer, tr)}{tr('app.card.colon')}{line}"
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
