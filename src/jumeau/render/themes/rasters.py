"""How rasters are coloured: classes, or values on a ramp."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.render.styling.applying import indices_of, palette_of_style
from jumeau.render.themes import climate, cover, noise, results, seen
from jumeau.render.themes.dress import Entry, Form, palette_of
from jumeau.render.themes.ramps import RAMPS, Ramp, ramp

MOST_CLASSES = 20
_APART = 0.15
"""Of the extent of the classes: cells that differ by more lie on different surfaces."""
NO_TREE = 0.3
"""Heights of crowns up to this are bare ground [m]."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Colours of values that are classes: (value, entry), present ones only; others stay bare."""

    entries: tuple[tuple[int, Entry], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Colours of half-open steps: below ``bounds[0]``, then from each bound to the next.

    Attributes
    ----------
    apart : float
        Neighbouring cells that differ by more lie on different surfaces, a roof and the ground
        beside it: they are not mixed; infinite where all cells lie on one.
    """

    bounds: tuple[float, ...]
    entries: tuple[Entry, ...]
    present: tuple[Entry, ...]
    apart: float = math.inf


@dataclass(frozen=True, slots=True)
class Values:
    """Colours of values on a ramp.

    Attributes
    ----------
    shaded : bool
        Whether the values are a surface seen from above.
    floor : float or None
        Up to this value there is nothing to show: no tree.
    """

    ramp: Ramp
    shaded: bool = False
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """Colours as the file has them; the ramp is that of the values its maker told, if any."""

    ramp: Ramp | None = None


@dataclass(frozen=True, slots=True)
class Styled:
    """Colours by a style that people made; ``ramp`` is that of a continuous one."""

    style: Style
    ramp: Ramp | None = None


Colouring = Classes | Steps | Values | Picture | Styled

_PALETTES: dict[Role, tuple[str, ...]] = {
    Role.SURFACE_TEMPERATURE: ("heat", "cividis"),
    Role.CANOPY: ("leaf", "cividis"),
    Role.SURFACE_MODEL: ("land", "cividis"),
    Role.RASTER: ("blue", "heat", "leaf", "land", "cividis"),
    Role.LOCAL_CLIMATE_ZONE: tuple(climate.PALETTES),
    Role.NOISE_MAP: tuple(noise.PALETTES),
    Role.LAND_COVER: ("standard",),
    Role.VIEWSHED: ("standard",),
    **results.PALETTES,
}
_NAMED: dict[Role, Callable[[Layer], dict[int, Entry]]] = {
    Role.LOCAL_CLIMATE_ZONE: climate.raster_classes,
    Role.LAND_COVER: cover.raster_classes,
    Role.VIEWSHED: seen.raster_classes,
}


def raster_palettes(layer: Layer) -> tuple[str, ...]:
    """Return the palettes of a raster of values, the first being the one worn at first."""
    return _PALETTES.get(layer.role, _PALETTES[Role.RASTER])


def colouring_of(layer: Layer, values: NDArray[np.float64]) -> Colouring | None:
    """Return how a raster of one band is coloured, from a sample (N,) of its finite cells.

    Returns
    -------
    Colouring or None
        None where the sample holds nothing.
    """
    if not len(values):
        return None
    if layer.role in results.ROLES:
        return result_steps(layer, values)
    whole = bool((values == np.round(values)).all())
    distinct = np.unique(values) if whole else values
    if whole and layer.role in _NAMED:
        return _named(_NAMED[layer.role](layer), distinct)
    if whole and not layer.unit and layer.role is Role.RASTER and len(distinct) <= MOST_CLASSES:
        return _numbered(distinct)
    name = palette_of(layer, raster_palettes(layer))
    if layer.role is Role.NOISE_MAP:
        entries = noise.classes(name)
        there = np.unique(np.searchsorted(noise.BOUNDS, values, side="right")).tolist()
        bounds = tuple(float(bound) for bound in noise.BOUNDS)
        return Steps(bounds, entries, tuple(entries[k] for k in there))
    name = name if name in RAMPS else RAMPS[0]
    found = ramp(name, values, layer.unit, from_zero=layer.role is Role.CANOPY)
    if found is None:
        return None
    floor = NO_TREE if layer.role is Role.CANOPY else None
    return Values(found, layer.role is Role.SURFACE_MODEL, floor)


def result_steps(layer: Layer, values: NDArray[np.float64]) -> Steps:
    """Return how the result of an analysis is coloured, on whatever it lies."""
    scale = results.scale_of(layer, values)
    there = np.unique(np.searchsorted(scale.bounds, values, side="right")).tolist()
    apart = _APART * (scale.bounds[-1] - scale.bounds[0])
    return Steps(scale.bounds, scale.entries, tuple(scale.entries[k] for k in there), apart)


def hatched_in(colouring: Colouring, cells: NDArray[np.float64]) -> NDArray[np.bool_] | None:
    """Return which cells (h, w) are of a class that is hatched; None where none is."""
    if not isinstance(colouring, Steps):
        return None
    hatched = np.array([entry.form is Form.HATCH for entry in colouring.entries])
    if not hatched.any():
        return None
    known = np.isfinite(cells)
    level = np.where(known, cells, 0.0)
    there = hatched[np.searchsorted(colouring.bounds, level, side="right")] & known
    return there if there.any() else None


def _named(known: dict[int, Entry], distinct: NDArray[np.float64]) -> Classes:
    order = {entry.key: k for k, entry in enumerate(known.values())}
    present = [(int(v), known[int(v)]) for v in distinct if int(v) in known]
    return Classes(tuple(sorted(present, key=lambda item: order[item[1].key])))


def _numbered(distinct: NDArray[np.float64]) -> Classes:
    colours = cover.QUALITATIVE
    return Classes(
        tuple(
            (int(v), Entry("raster_class", colours[k % len(colours)], words=str(int(v))))
            for k, v in enumerate(distinct)
        )
    )


def colours_at(
    colouring: Classes | Steps | Values | Styled, cells: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return red, green, blue (0..255) and a share (0..1) of cells (h, w): (h, w, 4).

    Cells that are not finite, or of no known class, have a share of 0.
    """
    result = np.zeros((*cells.shape, 4), np.float32)
    if isinstance(colouring, Styled):
        index = indices_of(colouring.style, cells.ravel(), cells.size).reshape(cells.shape)
        result[..., :3] = palette_of_style(colouring.style)[np.maximum(index, 0)]
        result[..., 3] = index >= 0
        return result
    known = np.isfinite(cells)
    if isinstance(colouring, Values) and colouring.floor is not None:
        known &= cells > colouring.floor
    if isinstance(colouring, Classes):
        for value, entry in colouring.entries:
            result[known & (cells == value)] = (*entry.colour, 1.0)
        return result
    if isinstance(colouring, Steps):
        own = np.array([entry.colour for entry in colouring.entries], np.float32)
        level = np.where(known, cells, 0.0)
        result[..., :3] = own[np.searchsorted(colouring.bounds, level, side="right")]
        result[..., 3] = known
        return result
    r = colouring.ramp
    stops = np.array(r.stops, np.float32)
    at = np.clip((np.where(known, cells, r.low) - r.low) / (r.high - r.low), 0, 1)
    at = at * (len(stops) - 1)
    left = np.minimum(at.astype(np.int64), len(stops) - 2)
    share = (at - left)[..., None].astype(np.float32)
    result[..., :3] = stops[left] * (1 - share) + stops[left + 1] * share
    result[..., 3] = known
    return result
