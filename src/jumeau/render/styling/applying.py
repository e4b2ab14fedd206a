"""From values to colours: which class or colour each feature wears, whatever its geometry."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.model.style import Style, StyleKind
from jumeau.render.look import Rgb, rgb
from jumeau.render.styling.fields import number_text
from jumeau.render.styling.ramps import DEFAULT_RAMP, RAMPS, ramp_table
from jumeau.render.themes.ramps import STEPS, Ramp

NO_DATA = -1
"""Index of features without a value."""
AS_ROLE = -2
"""Index of features that look as their role does: of a class that is not shown, or of none."""
NO_DATA_COLOUR = rgb("#A9A49C")
"""Of the hatching that stands for "no data"."""


def is_styled(style: Style) -> bool:
    """Tell whether colours follow from the style alone, not from the role's own look."""
    return style.kind is not StyleKind.STANDARD


def tells_data(style: Style) -> bool:
    """Tell whether a style shows values, so that the model steps back behind it."""
    return style.kind not in (StyleKind.STANDARD, StyleKind.SINGLE)


def classes_of(style: Style, values: NDArray[Any]) -> NDArray[np.int16]:
    """Return the class (F,) of each value: its index in ``style.classes``, or :data:`NO_DATA`.

    Values in no class are :data:`AS_ROLE`; those of a class that is not shown keep its index.

    Parameters
    ----------
    values : (F,) array
        float64 with NaN where unknown, or str objects with ``""``.
    """
    if style.kind is StyleKind.CATEGORIES:
        return _categories(style, values)
    found = np.full(len(values), AS_ROLE, np.int16)
    level = _numbers(values)
    with np.errstate(invalid="ignore"):
        for index, one in enumerate(style.classes):
            inside = np.isfinite(level)
            if one.low is not None:
                inside &= level >= one.low
            if one.high is not None:
                inside &= level < one.high
            found[inside] = index
    found[~np.isfinite(level)] = NO_DATA
    return found


def indices_of(style: Style, values: NDArray[Any] | None, count: int) -> NDArray[np.int16]:
    """Return the colour (F,) of each feature: its index in :func:`palette_of_style`.

    Parameters
    ----------
    values : (F,) array or None
        Of ``style.field``; None where the style needs none, or the layer has none.
    """
    if style.kind in (StyleKind.SINGLE, StyleKind.STANDARD):
        index = 0 if style.kind is StyleKind.SINGLE and style.colour else AS_ROLE
        return np.full(count, index, np.int16)
    if values is None or len(values) != count:
        return np.full(count, NO_DATA, np.int16)
    if style.kind is StyleKind.CONTINUOUS:
        return ramp_places(style, _numbers(values))
    found = classes_of(style, values)
    hidden = np.array([not one.shown for one in style.classes] or [False])
    found[(found >= 0) & hidden[np.maximum(found, 0)]] = AS_ROLE
    return found


def ramp_places(style: Style, level: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return the place (…) of values on the ramp's 256 colours, :data:`NO_DATA` for none."""
    low, high = ends_of(style)
    known = np.isfinite(level)
    share = np.clip((np.where(known, level, low) - low) / (high - low), 0.0, 1.0)
    places = (share * (STEPS - 1)).round().astype(np.int16)
    places[~known] = NO_DATA
    return places


def ends_of(style: Style) -> tuple[float, float]:
    """Return the ends of a continuous style's ramp, always apart."""
    low = 0.0 if style.low is None else style.low
    high = low + 1.0 if style.high is None else style.high
    return (low, high) if high > low else (low, low + 1.0)


def ramp_of(style: Style, values: NDArray[Any] | None = None) -> Ramp:
    """Return the ramp of a continuous style as the legend draws it.

    Parameters
    ----------
    values : (N,) array or None
        What lies beyond its ends is told.
    """
    low, high = ends_of(style)
    at = np.linspace(0, STEPS - 1, 24).round().astype(int)
    stops = tuple((float(r), float(g), float(b)) for r, g, b in palette_of_style(style)[at])
    below = above = False
    if values is not None:
        level = _numbers(values)
        with np.errstate(invalid="ignore"):
            below, above = bool((level < low).any()), bool((level > high).any())
    return Ramp(stops, low, high, "", below, above)


def palette_of_style(style: Style) -> NDArray[np.uint8]:
    """Return the colours (K, 3) that :func:`indices_of` points into; K is 1 at least."""
    if style.kind is StyleKind.CONTINUOUS:
        name = style.ramp if style.ramp in RAMPS else DEFAULT_RAMP
        return ramp_table(name, style.reversed).round().astype(np.uint8)
    if style.kind is StyleKind.SINGLE:
        return _bytes((rgb(style.colour or "#B8B3C9"),))
    return _bytes(tuple(rgb(one.colour) for one in style.classes) or (NO_DATA_COLOUR,))


def no_data_colour(style: Style) -> Rgb:
    """Return the colour of features without a value."""
    return rgb(style.no_data) if style.no_data else NO_DATA_COLOUR


def colours_of(style: Style, values: NDArray[Any] | None, count: int) -> NDArray[np.uint8]:
    """Return red, green, blue and whether it is worn (F, 4): 255, or 0 for the role's own look."""
    index = indices_of(style, values, count)
    out = np.zeros((count, 4), np.uint8)
    own = index >= 0
    out[own, :3] = palette_of_style(style)[index[own]]
    out[index == NO_DATA, :3] = _bytes((no_data_colour(style),))[0]
    out[index != AS_ROLE, 3] = 255
    return out


def recoloured(style: Style, ramp: str, reversed: bool = False) -> Style:  # noqa: A002
    """Return a style with the colours of another ramp; classes, labels and the rest stay.

    Raises
    ------
    InputError
        ``styling.ramp_unknown``.
    """
    from jumeau.render.styling.ramps import ramp_colours

    colours = ramp_colours(ramp, len(style.classes), reversed)
    pairs = zip(style.classes, colours, strict=True)
    classes = tuple(msgspec.structs.replace(one, colour=colour) for one, colour in pairs)
    return msgspec.structs.replace(style, ramp=ramp, reversed=reversed, classes=classes)


def _categories(style: Style, values: NDArray[Any]) -> NDArray[np.int16]:
    known = {text: k for k, one in enumerate(style.classes) for text in one.values}
    others = next((k for k, one in enumerate(style.classes) if not one.values), AS_ROLE)
    if values.dtype != object:
        level = _numbers(values)
        distinct, place = np.unique(level, return_inverse=True)
        texts = [number_text(float(x)) if np.isfinite(x) else "" for x in distinct]
        table = np.array([_class(known, others, text) for text in texts] or [NO_DATA], np.int16)
        return table[place]
    found = {text: _class(known, others, str(text)) for text in set(values.tolist())}
    return np.array([found[text] for text in values.tolist()], np.int16)


def _class(known: dict[str, int], others: int, text: str) -> int:
    return known.get(text, others) if text else NO_DATA


def _numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    if values.dtype != object:
        return values.astype(np.float64)
    out = np.full(len(values), np.nan)
    for k, text in enumerate(values.tolist()):
        try:
            out[k] = float(str(text).replace(",", "."))
        except ValueError:
            continue
    return out


def _bytes(colours: tuple[Rgb, ...]) -> NDArray[np.uint8]:
    return np.array(colours).round().astype(np.uint8).reshape(-1, 3)
