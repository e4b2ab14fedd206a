"""Styles on the ground: the swatches of polygons, lines and points, and what the legend is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.model.style import Style, StyleKind, Symbol
from jumeau.render.look import Rgb, rgb
from jumeau.render.styling.applying import (
    AS_ROLE,
    NO_DATA,
    indices_of,
    no_data_colour,
    palette_of_style,
    ramp_of,
)
from jumeau.render.themes.dress import HATCH, OPACITY, POINT_FORMS, Dress, Form, Swatch
from jumeau.render.themes.keys import Key

RAMP_STEPS = 32
"""Colours of a continuous ramp on shapes: more than anybody tells apart."""
_WHITE = rgb("#FFFFFF")
_LINE_LEAST, _POINT_LEAST = 1.0, 5.0  # [texels]
_LINE_WIDTH, _POINT_SIZE = 3.0, 10.0  # [m]
_CASING = 0.6
_SYMBOLS = dict(zip(Symbol, POINT_FORMS, strict=True))

Shapes = Polygons | Lines | Points


def restyled(
    shapes: Shapes,
    dress: Dress,
    style: Style,
    values: NDArray[Any] | None,
    there: NDArray[np.bool_],
) -> tuple[Dress, Key]:
    """Return the dress of a layer in a style, and what its legend can say.

    Parameters
    ----------
    dress : Dress
        As the role has it: worn by features of classes that are not shown.
    values : (F,) array or None
        Of the style's field.
    there : (F,) bool
        Features that have a shape and meet the layer's filter.
    """
    count = len(dress.kind)
    index = indices_of(style, values, count)
    palette = palette_of_style(style)
    counts = _counts(style, index, there, len(palette))
    missing = int(((index == NO_DATA) & there).sum())
    if style.kind is StyleKind.CONTINUOUS:
        place = np.linspace(0, len(palette) - 1, RAMP_STEPS).round().astype(int)
        own = index >= 0
        index[own] = (index[own].astype(np.int64) * RAMP_STEPS) // len(palette)
        palette = palette[place]
    role_own = tuple(_outlined(x, style, shapes) for x in dress.swatches)
    first = len(role_own) + 1
    own_swatches = [
        _swatch(shapes, dress, style, (float(c[0]), float(c[1]), float(c[2])))
        for c in palette.tolist()
    ]
    swatches = (*role_own, _missing(shapes, dress, style), *own_swatches)
    kind = np.where(index >= 0, index + first, first - 1).astype(np.int16)
    as_role = index == AS_ROLE
    kind[as_role] = dress.kind[as_role]
    continuous = style.kind is StyleKind.CONTINUOUS and values is not None
    key = Key(
        ramp=ramp_of(style, values[there]) if continuous and values is not None else None,
        counts=counts,
        missing=missing,
        form=form_of(shapes, style),
    )
    return Dress(swatches, kind, _half_widths(shapes, dress, style)), key


def form_of(shapes: Shapes | None, style: Style) -> Form:
    """Return how a class stands in the legend."""
    if isinstance(shapes, Lines):
        return Form.LINE
    if isinstance(shapes, Points):
        return _SYMBOLS[style.symbol]
    return Form.PRISM if style.extrude else Form.FILL


def _counts(
    style: Style, index: NDArray[np.int16], there: NDArray[np.bool_], colours: int
) -> tuple[int, ...]:
    if style.kind is StyleKind.CONTINUOUS:
        return ()
    seen = index[there & (index >= 0)]
    return tuple(int(n) for n in np.bincount(seen, minlength=colours))


def _outline(style: Style, usual: Rgb | None) -> Rgb | None:
    if style.outline == "none":
        return None
    return rgb(style.outline) if style.outline else usual


def _outlined(swatch: Swatch, style: Style, shapes: Shapes) -> Swatch:
    """Return a swatch of the role with what a style says of outlines and symbols."""
    changes: dict[str, Any] = {"symbol": style.symbol}
    if style.outline:
        changes["edge"] = _outline(style, None)
    if style.outline_width:
        changes["edge_width"] = style.outline_width
        if not style.outline and swatch.edge is None and not isinstance(shapes, Points):
            changes["edge"] = _WHITE
    return replace(swatch, **changes)


def _swatch(shapes: Shapes, dress: Dress, style: Style, colour: Rgb) -> Swatch:
    if isinstance(shapes, Lines):
        return Swatch(
            colour, opacity=0.95, edge=_outline(style, _WHITE),
            edge_width=style.outline_width or _CASING, least=_LINE_LEAST,
        )  # fmt: skip
    if isinstance(shapes, Points):
        return Swatch(
            colour, opacity=0.95, edge=_outline(style, _WHITE),
            edge_width=style.outline_width or 1.0, least=_POINT_LEAST, symbol=style.symbol,
        )  # fmt: skip
    usual, width = _usual_edge(dress)
    edge = _outline(style, usual or (_WHITE if style.outline_width else None))
    return Swatch(colour, opacity=OPACITY, edge=edge, edge_width=style.outline_width or width)


def _missing(shapes: Shapes, dress: Dress, style: Style) -> Swatch:
    """Return how features without a value look: hatched, dashed or hollow in grey."""
    grey = no_data_colour(style)
    if isinstance(shapes, Lines):
        return Swatch(grey, opacity=0.9, dash=6.0, least=_LINE_LEAST)
    if isinstance(shapes, Points):
        return Swatch(
            _WHITE, opacity=0.95, edge=grey, edge_width=2.0, least=_POINT_LEAST - 2.0,
            symbol=style.symbol,
        )  # fmt: skip
    _, width = _usual_edge(dress)
    return Swatch(grey, opacity=0.8, hatch=HATCH, edge=grey, edge_width=max(width, 0.8))


def _usual_edge(dress: Dress) -> tuple[Rgb | None, float]:
    """Return the edge that the role's own surfaces have."""
    edged = next((s for s in dress.swatches if s.edge is not None and s.fill is not None), None)
    return (edged.edge, edged.edge_width) if edged is not None else (None, 0.6)


def _half_widths(shapes: Shapes, dress: Dress, style: Style) -> NDArray[np.float32]:
    if style.size:
        return np.full(len(dress.kind), style.size / 2, np.float32)
    if isinstance(shapes, Lines):
        return np.maximum(dress.half_width, np.float32(_LINE_WIDTH / 2))
    if isinstance(shapes, Points):
        least = np.float32(_POINT_SIZE / 2)
        return (
            np.maximum(dress.half_width, least)
            if dress.half_width.any()
            else np.full(len(dress.kind), least, np.float32)
        )
    return dress.half_width
