"""What the panels on the right write of something that was clicked: a feature, or bare ground."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np

from jumeau.app.panels.cards import Ink, day, heading, note, rows, section
from jumeau.app.words import field_label, first_known, layer_title, role_title
from jumeau.i18n import Translator
from jumeau.io.schemas.meanings import meanings_of
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.project import Project, visible_layers
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.cloud_colours import class_key
from jumeau.render.legend import entry_text
from jumeau.render.styling.applying import is_styled
from jumeau.render.styling.words import row_class
from jumeau.render.themes.people import about
from jumeau.render.themes.registry import entry_of


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
    for name, words in meanings_of(layer, attributes, tr):
        told.append((tr(f"app.fact.{name}"), escape(words)))
    if told:
        parts += [section(tr("app.feature.in_picture")), rows(told, ink)]
    key = layer.key_field
    if layer.role is Role.POPULATION_GRID:
        attributes = _residents(layer, attributes, tr)
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
    if is_styled(layer.style):
        return row_class(layer, attributes, tr)
    columns = dict(layer.columns)

    def column(name: str) -> Any:
        value = attributes.get(columns.get(name, ""))
        return None if value is None else np.array([value])

    entry = entry_of(layer, column)
    if entry is None or layer.role in _NAMED_BY_THEMSELVES:
        return None
    return entry_text(entry, tr)


# Of which the legend says no more than what they are.
_NAMED_BY_THEMSELVES = frozenset(
    {Role.POINTS, Role.STOP, Role.SENSOR, Role.LUMINAIRE, Role.ADDRESS, Role.CENSUS_AREA}
)


def _residents(layer: Layer, attributes: Mapping[str, Any], tr: Translator) -> dict[str, str]:
    """Return what may be told of a square of residents: rounded, fewer than eleven merged."""
    told: dict[str, str] = {}
    for name, source in layer.columns:
        value = attributes.get(source)
        if name in ("residents", "households") and isinstance(value, int | float):
            kind, number = about(float(value))
            if kind:
                told[source] = tr(f"themes.people.{kind}", number=tr.number(number))
        elif name == "code" and value is not None:
            told[source] = str(value)
    return told


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
    if "point_class" in known:
        told.append(("point_class", tr(f"picture.class.{class_key(int(facts['point_class']))}")))
        told.append(("altitude", metres("altitude")))
    if "above_ground" in known:
        guessed = bool(facts.get("ground_estimated"))
        told.append(("above_ground", metres("above_ground", about=guessed)))
    if "height" in known:
        told.append(("height", metres("height", about=bool(facts.get("estimated")))))
    if "total_height" in known:
        told.append(("total_height", metres("total_height")))
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
    if "off_ground" in known:
        which = "off_above" if facts["off_ground"] > 0 else "off_below"
        height = tr("app.unit.about", value=tr.number(abs(facts["off_ground"])))
        told.append(("off_ground", tr(f"app.fact_value.{which}", height=height)))
    if "moved" in known:
        height = tr("app.unit.about", value=tr.number(facts["moved"]))
        told.append(("moved", tr("app.fact_value.moved_up", height=height)))
    if facts.get("footprint_area"):
        area = tr.number(facts["footprint_area"])
        told.append(("footprint_area", tr("app.unit.area", value=area)))
    return told


def _value(value: Any, tr: Translator) -> str:
    """Return an attribute as people write it: dates, decimals, but nothing added or taken away."""
    if isinstance(value, str):
        return day(value) if re.match(r"\d{4}-\d\d-\d\d(?:$|[T ])", value) else value
    if isinstance(value, datetime.datetime):
        return tr.value(value.date())
    if isinstance(value, float):
        text = f"{value:.3f}".rstrip("0")
        return tr.number(value, len(text.partition(".")[2]))
    return tr.value(value)
