"""Make a style from what a layer holds: classes, colours, ends of a ramp, heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.style import Style, StyleClass, StyleKind, Symbol, Target
from jumeau.render.styling.classing import bounds, tidied
from jumeau.render.styling.fields import field_of, shown_values, summary_of
from jumeau.render.styling.named import STANDARDS
from jumeau.render.styling.ramps import (
    DEFAULT_DIVERGING,
    DEFAULT_RAMP,
    default_qualitative,
    ramp_colours,
    ramp_info,
)
from jumeau.render.themes.ramps import even_step, rounding

MOST_CATEGORIES = 24
"""More values than this are "others"."""
_OTHERS = "#D8D3CB"
_FIRST_COLOUR = "#4488B4"


def make_style(
    payloads: Payloads,
    layer: Layer,
    *,
    kind: StyleKind,
    field: str = "",
    method: str = "pretty",
    count: int = 5,
    ramp: str = "",
    reversed: bool = False,  # noqa: A002
    target: Target = Target.EVERYTHING,
    title: str = "",
    manual: Sequence[float] = (),
    colour: str = "",
    opacity: float = 1.0,
    outline: str = "",
    outline_width: float = 0.0,
    symbol: Symbol = Symbol.DISC,
    size: float = 0.0,
    extrude: str = "",
    extrude_scale: float = 0.0,
    low: float | None = None,
    high: float | None = None,
) -> Style:
    """Return a style whose classes or ends follow from the layer's values.

    Parameters
    ----------
    kind : StyleKind
        ``single`` needs no field; ``standard`` returns the role's own look under ``title``.
    field : str
        Of :func:`jumeau.render.styling.fields.fields_of`; of a raster empty or its band.
    method : str
        Of :func:`jumeau.render.styling.classing.bounds`, or a standard
        (:data:`jumeau.render.styling.named.STANDARDS`), which has its own bounds, values, colours.
    count : int
        Classes of a graduated style, 2..12; most categories that are listed, the rest are others.
    ramp : str
        Of :data:`jumeau.render.styling.ramps.RAMPS`; empty for the usual one.
    manual : sequence of float
        Bounds, k + 1 for k classes, where ``method`` is ``manual``.
    extrude : str
        Field that polygons are raised by; ``extrude_scale`` [m] for one of its unit, 0 for one
        that gives heights that suit the layer's extent.
    low, high : float or None
        Ends of a continuous ramp; None for what the values tell.

    Raises
    ------
    InputError
        ``styling.field_unknown``, ``styling.not_numeric``, ``styling.ramp_unknown``, and those of
        :func:`jumeau.render.styling.classing.bounds`.
    """
    style = Style(
        title=title, kind=kind, colour=colour.upper(), opacity=opacity, outline=outline.upper(),
        outline_width=outline_width, symbol=symbol, size=size, target=target, reversed=reversed,
    )  # fmt: skip
    if outline.lower() == "none":
        style = msgspec.structs.replace(style, outline="none")
    if ramp:
        ramp_info(ramp)
    if extrude:
        scale = extrude_scale or scale_for(payloads, layer, extrude)
        field_ = _numeric(layer, extrude)
        style = msgspec.structs.replace(style, extrude=field_, extrude_scale=scale)
    if kind is StyleKind.STANDARD:
        return style
    if kind is StyleKind.SINGLE:
        return msgspec.structs.replace(style, colour=style.colour or _FIRST_COLOUR)
    info = field_of(layer, field or _only_field(layer))
    values = shown_values(payloads, layer, info.name)
    style = msgspec.structs.replace(style, field=info.name)
    standard = STANDARDS.get(method)
    if kind is StyleKind.CATEGORIES:
        found = _categories(values, min(max(count, 1), MOST_CATEGORIES), method, ramp, reversed)
        # Numbers as methods mean nothing here: only a standard is remembered.
        return msgspec.structs.replace(
            style, classes=found[0], ramp=found[1],
            method=method if standard is not None and standard.values else "",
        )  # fmt: skip
    _numeric(layer, info.name)
    if kind is StyleKind.CONTINUOUS:
        ends = _ends(values, low, high)
        name = ramp or (DEFAULT_DIVERGING if ends[0] < 0 < ends[1] else DEFAULT_RAMP)
        return msgspec.structs.replace(style, ramp=name, low=ends[0], high=ends[1])
    edges = bounds(values, method, count, manual=manual)
    if method in ("quantiles", "jenks", "equal"):
        edges = tidied(edges)
    name = ramp or (standard.ramp if standard is not None else _usual_ramp(edges))
    own = standard.colours if standard is not None and not ramp else ()
    if own:
        colours = own[::-1] if reversed else own
    else:
        colours = ramp_colours(name, len(edges) - 1, reversed)
    classes = graduated(edges, colours)
    return msgspec.structs.replace(style, classes=classes, method=method, ramp="" if own else name)


def graduated(edges: Sequence[float], colours: Sequence[str]) -> tuple[StyleClass, ...]:
    """Return half-open classes between bounds; the first and the last are open outwards."""
    last = len(edges) - 2
    return tuple(
        StyleClass(
            colours[k],
            low=None if k == 0 else edges[k],
            high=None if k == last else edges[k + 1],
        )
        for k in range(last + 1)
    )


def scale_for(payloads: Payloads, layer: Layer, field: str) -> float:
    """Return how many metres one unit of a field is raised by, so that the layer reads well.

    The value that one feature in twenty exceeds rises to a twentieth of the layer's extent, between
    10 and 150 m.
    """
    values = shown_values(payloads, layer, _numeric(layer, field))
    found = summary_of(values)
    high = found.quantiles[5] if found.quantiles else 0.0
    if not high > 0:
        return 1.0
    west, south, east, north = layer.bounds
    tall = min(max(0.05 * math.hypot(east - west, north - south), 10.0), 150.0)
    return even_step(20.0 * tall / high)


def _numeric(layer: Layer, name: str) -> str:
    info = field_of(layer, name)
    if not info.numeric:
        raise InputError("styling.not_numeric", name=name)
    return info.name


def _only_field(layer: Layer) -> str:
    from jumeau.render.styling.fields import BAND, fields_of

    return BAND if any(info.name == BAND for info in fields_of(layer)) else ""


def _usual_ramp(edges: Sequence[float]) -> str:
    """Return a diverging ramp for values on both sides of zero, else a sequential one."""
    both = edges[0] < 0 < edges[-1] and min(-edges[0], edges[-1]) > 0.2 * max(-edges[0], edges[-1])
    return DEFAULT_DIVERGING if both else DEFAULT_RAMP


def _ends(
    values: NDArray[np.float64], low: float | None, high: float | None
) -> tuple[float, float]:
    """Return rounded ends that leave the outermost hundredth out on either side."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise InputError("styling.no_values")
    first, last = (float(x) for x in np.quantile(known, (0.01, 0.99)))
    if last <= first:
        last = first + max(abs(first) * 0.01, 1.0)
    step = rounding(last - first)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    first = round(math.floor(first / step) * step, places) if low is None else low
    last = round(math.ceil(last / step) * step, places) if high is None else high
    if not last > first:
        raise InputError("styling.ends", low=f"{first:g}", high=f"{last:g}")
    return first, last


def _categories(
    values: NDArray[Any],
    most: int,
    method: str,
    ramp: str,
    reversed: bool,  # noqa: A002
) -> tuple[tuple[StyleClass, ...], str]:
    """Return a class for each frequent value, one for all others, and the ramp they wear."""
    standard = STANDARDS.get(method)
    if standard is not None and standard.values:
        colours = ramp_colours(ramp, len(standard.values), reversed) if ramp else standard.colours
        pairs = zip(standard.values, colours, strict=True)
        return tuple(StyleClass(colour, values=texts) for texts, colour in pairs), ramp
    found = summary_of(values)
    if not found.values:
        raise InputError("styling.no_values")
    texts = [text for text, _ in found.values[:most]]
    left = found.distinct > len(texts)
    # Numbers stand in their own order, texts by how often they occur.
    if found.numeric:
        texts.sort(key=float)
    name = ramp or default_qualitative(len(texts))
    colours = ramp_colours(name, len(texts), reversed)
    classes = [StyleClass(c, values=(text,)) for text, c in zip(texts, colours, strict=True)]
    if left:
        classes.append(StyleClass(_OTHERS))
    return tuple(classes), name
