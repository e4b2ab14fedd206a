"""What the legend says of a style: heading with the unit, classes, ramp, "no data"."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from jumeau.i18n import Translator
from jumeau.model.canonical import CANONICAL, Kind
from jumeau.model.codes import READINGS
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleClass, StyleKind
from jumeau.render import look
from jumeau.render.legend_row import Row
from jumeau.render.look import Rgb, rgb
from jumeau.render.styling.applying import (
    AS_ROLE,
    NO_DATA,
    classes_of,
    no_data_colour,
    ramp_of,
    tells_data,
)
from jumeau.render.styling.fields import FieldInfo, fields_of, without_sentinels
from jumeau.render.styling.named import STANDARDS
from jumeau.render.themes.dress import OPACITY, POINT_FORMS, Form
from jumeau.render.themes.keys import Key
from jumeau.render.themes.ramps import Ramp, decimals, rounding
from jumeau.titles import legend_title

_UNITS = {"1/d": "per_day", "1/h": "per_hour", "dB(A)": "decibels", "count": ""}
_THEMED = {
    Role.LOCAL_CLIMATE_ZONE: ("zone", "second_zone"),
    Role.ZONING: ("zone",),
    Role.CROP: ("group", "crop"),
    Role.LAND_COVER: ("class",),
}
"""Codes for which the themes have words."""
_FLAGS = {"yes": "common.yes", "no": "common.no"}
_YEARS = (1000.0, 2200.0)


def style_title(style: Style, tr: Translator) -> str:
    """Return the name of a style in lists; the role's own look has one too."""
    return style.title or tr(
        "styling.standard_look" if style.kind is StyleKind.STANDARD else "styling.untitled"
    )


def unit_words(unit: str, tr: Translator) -> str:
    """Return a unit as people read it; empty for none."""
    key = _UNITS.get(unit)
    return unit if key is None else (tr(f"styling.unit.{key}") if key else "")


def heading(layer: Layer, tr: Translator) -> str:
    """Return what stands over the classes of a layer: what they tell, and in which unit."""
    style = layer.style
    info = _info(layer, tr)
    unit = unit_words(info.unit, tr) if info is not None and info.numeric else ""
    if _worded(style):
        unit = ""  # each class says it
    if style.title:
        title = style.title
    elif info is None or layer.payload.kind is PayloadKind.RASTER:
        title = legend_title(layer, tr)
    else:
        title = tr("styling.heading", layer=legend_title(layer, tr), field=_inside(info.title))
    return tr("styling.with_unit", title=title, unit=unit) if unit else title


def class_words(layer: Layer, one: StyleClass, tr: Translator) -> str:
    """Return the legend's words for a class: its label, else what follows from values or bounds."""
    if one.label:
        return one.label
    style = layer.style
    if style.kind is StyleKind.CATEGORIES:
        if not one.values:
            return tr("styling.others")
        return ", ".join(value_words(layer, style.field, text, tr) for text in one.values)
    if _worded(style) and one in style.classes:
        return tr(f"styling.standard_class.{style.method}_{style.classes.index(one)}")
    return bounds_words(one, style.classes, tr)


def bounds_words(one: StyleClass, classes: tuple[StyleClass, ...], tr: Translator) -> str:
    """Return a class's bounds in words, all bounds of a style with as many decimals."""
    ends = [x for c in classes for x in (c.low, c.high) if x is not None]
    if one.low is None and one.high is None:
        return tr("styling.all_values")
    if one.low is None:
        return tr("styling.below", high=_number(one.high, ends, tr))
    if one.high is None:
        return tr("styling.above", low=_number(one.low, ends, tr))
    low, high = (_number(x, ends, tr) for x in (one.low, one.high))
    return tr("styling.between", low=low, high=high)


def value_words(layer: Layer, field: str, text: str, tr: Translator) -> str:
    """Return a value of a category as people read it."""
    if text in _FLAGS:
        return tr(_FLAGS[text])
    if field in _THEMED.get(layer.role, ()):
        from jumeau.render.legend import entry_text
        from jumeau.render.themes.registry import entry_of

        main = _THEMED[layer.role][0]
        entry = entry_of(layer, lambda name: np.array([text], object) if name == main else None)
        if entry is not None:
            return entry_text(entry, tr)
    return text


def style_rows(layer: Layer, key: Key | None, tr: Translator) -> list[Row]:
    """Return the rows of the legend of a layer in a style of its own.

    Parameters
    ----------
    key : Key or None
        What is known of its content; without it nothing is said of missing values.
    """
    style = layer.style
    form = form_of(layer, key)
    if style.kind is StyleKind.SINGLE:
        title = style.title or legend_title(layer, tr)
        colour = rgb(style.colour) if style.colour else look.NEUTRAL
        return [Row(title, _seen(layer, colour, form), form)]
    rows = [Row(heading(layer, tr), None)]
    if style.kind is StyleKind.CONTINUOUS:
        known = key.ramp if key is not None else None
        rows.append(_ramp_row(layer, known or ramp_of(style), form, tr))
    else:
        rows += [
            Row(class_words(layer, one, tr), _seen(layer, rgb(one.colour), form), form)
            for one in style.classes
            if one.shown
        ]
    if style.extrude and style.extrude != style.field:
        rows.append(Row(_raised(layer, tr), None, "note"))
    rows += _missing_rows(layer, key, tr)
    return rows


def _missing_rows(layer: Layer, key: Key | None, tr: Translator) -> list[Row]:
    if key is None:
        return []
    if key.missing or (key.bare and layer.style.no_data):
        colour = no_data_colour(layer.style)
        return [Row(tr("styling.no_data"), _seen(layer, colour, Form.MISSING), Form.MISSING)]
    if key.bare:
        return [Row(tr("themes.note.no_data"), None, "note")]
    return []


def form_of(layer: Layer, key: Key | None) -> Form:
    """Return how a class stands in the legend; without a key by what the role leads to expect."""
    from jumeau.render.ground_layers import LINE_ROLES, POINT_ROLES

    if key is not None:
        return key.form
    if layer.role in LINE_ROLES:
        return Form.LINE
    if layer.role in POINT_ROLES:
        return POINT_FORMS[list(type(layer.style.symbol)).index(layer.style.symbol)]
    return Form.PRISM if layer.style.extrude else Form.FILL


def row_class(layer: Layer, attributes: Mapping[str, Any], tr: Translator) -> str | None:
    """Return the legend's words for one feature in the layer's style; None where it has none.

    Parameters
    ----------
    attributes : mapping
        The feature's values by the names of the source's columns.
    """
    style = layer.style
    if not tells_data(style) or style.kind is StyleKind.CONTINUOUS:
        return None
    value = _read(layer, attributes.get(dict(layer.columns).get(style.field, style.field)))
    if value is None or value != value or value == "":
        return tr("styling.no_data")
    values: Any
    if isinstance(value, bool):
        values = np.array(["yes" if value else "no"], object)
    elif isinstance(value, int | float):
        values = np.array([float(value)])
    else:
        values = np.array([str(value)], object)
    index = int(classes_of(style, values)[0])
    if index == NO_DATA:
        return tr("styling.no_data")
    return None if index == AS_ROLE else class_words(layer, style.classes[index], tr)


def _read(layer: Layer, value: Any) -> Any:
    """Return a value of the source as styles read it: codes in one spelling, no sentinels."""
    field = layer.style.field
    quantity = CANONICAL.get(layer.role, {}).get(field)
    if quantity is None or value is None or field not in dict(layer.columns):
        return value
    if quantity.reading:
        return READINGS[quantity.reading](str(value))
    if quantity.kind is Kind.NUMBER:
        try:
            number = float(str(value).replace(",", "."))
        except ValueError:
            return None
        return float(without_sentinels(layer, field, np.array([number]))[0])
    return value


def _ramp_row(layer: Layer, ramp: Ramp, form: Form, tr: Translator) -> Row:
    """Return the bar of a ramp: its ends, and its middle where it is a short number."""
    step = rounding(ramp.high - ramp.low)
    low, high = (tr.number(x, decimals(step)) for x in (ramp.low, ramp.high))
    low = f"\N{LESS-THAN OR EQUAL TO} {low}" if ramp.below else low
    high = f"\N{GREATER-THAN OR EQUAL TO} {high}" if ramp.above else high
    middle = (ramp.low + ramp.high) / 2
    marks = [low, high]
    if abs(round(middle / step) * step - middle) < 1e-9 * max(abs(middle), 1.0):
        marks.insert(1, tr.number(middle, decimals(step)))
    stops = tuple(_seen(layer, colour, form) for colour in ramp.stops)
    return Row("|".join(marks), None, "ramp", stops)


def _raised(layer: Layer, tr: Translator) -> str:
    info = next((x for x in fields_of(layer, tr) if x.name == layer.style.extrude), None)
    title = _inside(info.title) if info is not None else layer.style.extrude
    return tr("styling.raised", field=title)


def _info(layer: Layer, tr: Translator) -> FieldInfo | None:
    return next((x for x in fields_of(layer, tr) if x.name == layer.style.field), None)


def _inside(title: str) -> str:
    """Return a title as it stands within a line: without its capital, unless it is a code."""
    return title if title[1:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]


def _seen(layer: Layer, colour: Rgb, form: Form) -> Rgb:
    """Return a colour as it looks: on the paled ground it is mixed, on solids it is not."""
    solid = layer.role in (Role.BUILDING, Role.CITY_OBJECT, Role.TREE) or layer.has_surfaces
    if solid or form not in (Form.FILL, Form.MISSING):
        return colour
    share = OPACITY * layer.style.opacity
    red, green, blue = (p + (c - p) * share for c, p in zip(colour, look.PALE, strict=True))
    return (red, green, blue)


def _worded(style: Style) -> bool:
    """Tell whether a style still has the classes of a standard that has words for each."""
    standard = STANDARDS.get(style.method)
    if standard is None or not standard.worded or style.kind is not StyleKind.GRADUATED:
        return False
    last = len(standard.bounds) - 2
    published = [
        (None if k == 0 else low, None if k == last else high)
        for k, (low, high) in enumerate(pairwise(standard.bounds))
    ]
    return [(one.low, one.high) for one in style.classes] == published


def _number(value: float | None, ends: list[float], tr: Translator) -> str:
    assert value is not None
    whole = all(x == round(x) for x in ends)
    if whole and all(_YEARS[0] <= x <= _YEARS[1] for x in ends) and len(ends) > 1:
        return str(round(value))  # years are not grouped
    places = next(
        (p for p in range(5) if all(abs(round(x, p) - x) < 1e-9 * max(1.0, abs(x)) for x in ends)),
        4,
    )
    return tr.number(value, places)
