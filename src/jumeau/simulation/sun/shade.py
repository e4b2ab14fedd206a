"""Shade at one instant: the altitude below which no sun passes, over each cell of a surface.

A point is in shade if and only if it lies lower than that altitude: ground, roofs, walls and what
is drawn all ask the same field. Leaves are a second field: between two altitudes they take most of
the light.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.shade import light, sweep
from jumeau.geometry.shade.lines import Rays, offsets, phases, rays_of
from jumeau.simulation.sun.far import FarRelief, far_relief
from jumeau.simulation.surface import Surface

__all__ = (
    "FarRelief", "Shade", "far_relief", "lit", "lit_at", "passes_of", "shade_of",
)  # fmt: skip

Field = NDArray[np.float32]

PARTS = 4
"""Sets of lines to a cell, in the final quality."""
CLIFF = 2.5
"""What falls off by more from cell to cell is a wall [cells]: steeper than 68 degrees."""
LEAF_ON = (97, 300)
"""First and last day of the year with leaves: as UMEP's SOLWEIG has it (Lindberg et al. 2018,
Environmental Modelling & Software 99, doi 10.1016/j.envsoft.2017.09.020), for deciduous trees."""
PASSES_LEAVES, PASSES_BARE = 0.03, 0.46
"""Share of the direct sun through a crown, in leaf and bare: middle of the 1.3-5.3 % and
40.2-51.9 % that Konarska et al. (2014, doi 10.1007/s00704-013-1000-3) measured on single trees."""
LEAVES = ("crown_low", "crown_high", "upper_low", "upper_high")
SCRATCH = 4_000_000
"""Larger surfaces keep no scratch [cells]."""
TROPIC = 23.44
"""Nearer to the equator trees keep their leaves [degrees]."""


@dataclass(frozen=True, slots=True, eq=False)
class Shade:
    """The shade of one sun over a surface.

    Attributes
    ----------
    azimuth, elevation : float
        Of the sun, from grid north [degrees].
    below : (rows, cols) float32
        Points of the cell lower than this are in shade of *other* cells [m]; -inf where none is.
    crown_low, crown_high : (rows, cols) float32, or None
        Between these altitudes leaves take light [m]; inf and -inf where none do. None without
        trees.
    estimated : (rows, cols) bool, or None
        What casts ``below`` has an estimated height. None where the surface has no such heights.
    upper_low, upper_high : (rows, cols) float32, or None
        A second interval of leaves above the first [m], in the final quality.
    """

    azimuth: float
    elevation: float
    below: Field
    crown_low: Field | None = None
    crown_high: Field | None = None
    estimated: NDArray[np.bool_] | None = None
    upper_low: Field | None = None
    upper_high: Field | None = None


def passes_of(date: datetime.date, latitude: float = 46.0, *, foliage: str = "date") -> float:
    """Return the share of the direct sun that crowns let through on a date.

    Parameters
    ----------
    date : datetime.date
        Legal date.
    latitude : float
        Of the place, north positive [degrees]: seasons are half a year later in the south, and
        the tropics keep their leaves.
    foliage : str
        ``date``, or ``leaves`` and ``bare`` whatever the date.
    """
    if foliage != "date":
        return PASSES_LEAVES if foliage == "leaves" else PASSES_BARE
    day = date.timetuple().tm_yday
    if latitude < -TROPIC:
        day = (day + 182) % 365
    in_leaf = abs(latitude) <= TROPIC or LEAF_ON[0] <= day <= LEAF_ON[1]
    return PASSES_LEAVES if in_leaf else PASSES_BARE


def shade_of(
    surface: Surface,
    azimuth: float,
    elevation: float,
    *,
    far: FarRelief | None = None,
    fine: bool = False,
    out: Shade | None = None,
) -> Shade:
    """Return the shade of a sun.

    Parameters
    ----------
    surface : Surface
        What casts shade.
    azimuth, elevation : float
        Of the sun, from grid north [degrees]. Below the horizon everything is in shade.
    far : FarRelief or None
        Relief beyond the surface.
    fine : bool
        Rays pass through the middle of each cell, to a few centimetres, and two crowns one above
        the other are told apart; else lines of whole cells, and one interval of leaves.
    out : Shade or None
        One of the same surface, of the same quality, whose arrays may be written to.
    """
    if elevation <= 0.0:
        return _night(surface, azimuth, elevation)
    rays = rays_of(azimuth, elevation, surface.west, surface.north, surface.step)
    top = laid(surface, "top", rays)
    drop, half, cliff = drops(rays, surface.step)
    count = len(top)
    parts = PARTS if fine else 1
    chosen = phases(rays, count, parts) if fine else np.zeros(count, np.int64)
    shifts = [offsets(rays, count, p / parts) for p in range(parts)]
    held = _Out(surface, rays, out)
    estimated = None
    if fine:
        below = held.field("below")
        for p, shift in enumerate(shifts):
            sweep.sweep_solid(top, rays.ascending, shift, chosen, p, drop, half, cliff, below)
        solid = held.turned("below", below)
    elif rays.by_columns:
        solid = held.own("below")
        sweep.sweep_solid_turned(top, rays.ascending, shifts[0], drop, half, cliff, solid)
    else:
        solid = held.own("below")
        sweep.sweep_solid(top, rays.ascending, shifts[0], chosen, 0, drop, half, cliff, solid)
    if surface.estimated is not None and surface.estimated.any():
        estimated = _estimated(surface, rays, shifts[0])
    if far is not None:
        far.raise_below(surface, azimuth, elevation, solid)
    leaves: list[Field | None] = [None] * len(LEAVES)
    if surface.crown_low is not None:
        crowns = (laid(surface, "crown_low", rays), laid(surface, "crown_high", rays))
        if fine:
            fields = [held.field(x) for x in LEAVES]
            for p, shift in enumerate(shifts):
                sweep.sweep_leaves_twice(
                    top, *crowns, rays.ascending, shift, chosen, p, drop, half, *fields
                )
            leaves = [held.turned(x, y) for x, y in zip(LEAVES, fields, strict=True)]
        else:
            kernel = sweep.sweep_leaves_turned if rays.by_columns else sweep.sweep_leaves
            leaves[:2] = [held.own(x) for x in LEAVES[:2]]
            kernel(top, *crowns, rays.ascending, shifts[0], drop, half, *leaves[:2])
    low, high, low2, high2 = leaves
    return Shade(azimuth, elevation, solid, low, high, estimated, low2, high2)


def _estimated(surface: Surface, rays: Rays, shift: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where what casts shade has an estimated height."""
    top = laid(surface, "top", rays)
    mark, below = np.empty(top.shape, np.bool_), np.empty(top.shape, np.float32)
    sweep.sweep_estimated(
        top, laid(surface, "estimated", rays), rays.ascending, shift, *drops(rays, surface.step),
        below, mark,
    )  # fmt: skip
    return np.ascontiguousarray(mark.T) if rays.by_columns else mark


def drops(rays: Rays, step: float) -> tuple[np.float32, np.float32, np.float32]:
    """Return how far rays sink from cell to cell, half of that, and what is a wall [m]."""
    return np.float32(rays.drop), np.float32(rays.drop / 2), np.float32(CLIFF * step)


def lit(surface: Surface, shade: Shade, passes: float) -> Field:
    """Return the share of the sun that reaches ground and roofs.

    Parameters
    ----------
    shade : Shade
        Of this surface.
    passes : float
        Share of the light that leaves let through, 0 to 1: see :func:`passes_of`.

    Returns
    -------
    (rows, cols) float32
        0 in shade, 1 in full sun; between them behind leaves and trunks.
    """
    out = np.empty(surface.shape, np.float32)
    if shade.crown_low is None or shade.crown_high is None:
        light.bare_cells(surface.top, shade.below, out)
        return out
    low, high = shade.crown_low, shade.crown_high
    twice = shade.upper_low is not None and shade.upper_high is not None
    low2, high2 = (shade.upper_low, shade.upper_high) if twice else (low, high)
    light.light_cells(surface.top, shade.below, low, high, low2, high2, np.float32(passes), out)
    if surface.trunk is not None and shade.elevation > 0.0:
        rays = rays_of(shade.azimuth, shade.elevation, surface.west, surface.north, surface.step)
        across = rays.by_columns
        top = surface.top.T if across else surface.top
        drop, half, _ = drops(rays, surface.step)
        light.trunks_on(
            top, rays.ascending, offsets(rays, len(top)), drop, half, *trunks_of(surface, rays),
            out.T if across else out,
        )  # fmt: skip
    return out


def lit_at(surface: Surface, shade: Shade, points: NDArray[np.float64], passes: float) -> Field:
    """Return the share of the sun that reaches points, on walls or in the air.

    Parameters
    ----------
    points : (N, 3) float64
        x, y, z, project CRS [m]; on walls, half a cell before them. Beyond the surface there is
        no shade.

    Returns
    -------
    (N,) float32
    """
    places = np.ascontiguousarray(points, np.float64)
    rows, cols = surface.shape
    row = np.floor((surface.north - places[:, 1]) / surface.step).astype(np.int64)
    col = np.floor((places[:, 0] - surface.west) / surface.step).astype(np.int64)
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    at = np.clip(row, 0, rows - 1), np.clip(col, 0, cols - 1)
    z = places[:, 2].astype(np.float32)
    share = np.ones(len(z), np.float32)
    for low, high in (
        (shade.crown_low, shade.crown_high), (shade.upper_low, shade.upper_high)
    ):  # fmt: skip
        if low is not None and high is not None:
            share[(low[at] <= z) & (z <= high[at])] = passes
    share[z < shade.below[at]] = 0.0
    share[~inside] = 0.0 if shade.elevation <= 0.0 else 1.0
    return share


def trunks_of(
    surface: Surface, rays: Rays
) -> tuple[NDArray[np.int64], NDArray[np.int64], Field, Field]:
    """Return the trunks along rays: where each row's begin, cell across, top [m], share."""
    name = f"trunks {rays.by_columns}"
    if name not in surface.kept:
        assert surface.trunk is not None
        assert surface.crown_low is not None
        trunk, tip = surface.trunk, surface.crown_low
        if rays.by_columns:
            trunk, tip = trunk.T, tip.T
        row, column = np.nonzero(trunk)
        begins = np.searchsorted(row, np.arange(len(trunk) + 1))
        surface.kept[name] = (begins, column, tip[row, column], trunk[row, column])
    found: tuple[NDArray[np.int64], NDArray[np.int64], Field, Field] = surface.kept[name]
    return found


def laid(surface: Surface, name: str, rays: Rays) -> Any:
    """Return a field of the surface along the main axis of rays."""
    cells = getattr(surface, name)
    if not rays.by_columns:
        return cells
    key = f"turned {name}"
    if key not in surface.kept:
        surface.kept[key] = np.ascontiguousarray(cells.T)
    return surface.kept[key]


class _Out:
    """Where fields are written: arrays of a former shade, and scratch that the surface keeps.

    Fresh memory costs more than the sweeps: the system hands it out page by page.
    """

    def __init__(self, surface: Surface, rays: Rays, former: Shade | None) -> None:
        self._kept = surface.kept
        self._shape = surface.shape
        self._turn = rays.by_columns
        self._former = former

    def field(self, name: str) -> Field:
        """Return an array along the main axis."""
        if not self._turn:
            return self.own(name)
        # Taken out while it is in use: another thread makes its own.
        known = self._kept.pop(f"scratch {name}", None)
        return np.empty(self._shape[::-1], np.float32) if known is None else known

    def turned(self, name: str, cells: Field) -> Field:
        """Return the array by rows and columns."""
        if not self._turn:
            return cells
        out = self.own(name)
        sweep.turn(cells, out)
        if cells.size <= SCRATCH:
            self._kept[f"scratch {name}"] = cells
        return out

    def own(self, name: str) -> Field:
        """Return an array by rows and columns."""
        known = getattr(self._former, name, None)
        if known is not None and known.shape == self._shape and known.flags.c_contiguous:
            return np.asarray(known)
        return np.empty(self._shape, np.float32)


def _night(surface: Surface, azimuth: float, elevation: float) -> Shade:
    shape = surface.shape
    below = np.full(shape, np.inf, np.float32)
    if surface.crown_low is None:
        return Shade(azimuth, elevation, below)
    low, high = np.full(shape, np.inf, np.float32), np.full(shape, -np.inf, np.float32)
    return Shade(azimuth, elevation, below, low, high)
