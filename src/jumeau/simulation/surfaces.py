"""From the model to heights on the one grid: ground, roofs, crowns, trunks.

Crowns are ellipsoids about 0.6 of a tree's height, 0.42 of it high and low, as the model's pictures
and its lines of sight have them; a trunk is opaque up to its crown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.heights import HeightSource
from jumeau.geometry.measure import Altitude
from jumeau.geometry.profile import Standing
from jumeau.geometry.shade.cells import plant_crowns
from jumeau.geometry.shade.closing import closed_ground
from jumeau.geometry.solid_raster import raise_to_solids
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.surface import Surface

Bounds = tuple[float, float, float, float]

MOST_CELLS = 60_000_000
"""Cells of one surface at most: some 30 bytes each, with what is derived from them."""
FINEST = 0.1
"""Smallest cells [m]."""
TRUNK = 0.04
"""Width of a trunk, in heights of its tree: 0.4 m for 10 m, a usual slenderness (h/d = 25)."""
CHUNK = 256
"""Rows of ground at a time."""


def grid_of(box: Bounds, step: float) -> tuple[int, int, int, int]:
    """Return the whole cells of the one grid that cover a box.

    Returns
    -------
    tuple of int
        Column of the west, row of the north (counted from the origin, northwards), rows, columns.
    """
    left, bottom = math.floor(box[0] / step + 1e-6), math.floor(box[1] / step + 1e-6)
    right = max(math.ceil(box[2] / step - 1e-6), left + 1)
    top = max(math.ceil(box[3] / step - 1e-6), bottom + 1)
    return left, top, top - bottom, right - left


def check_size(box: Bounds, step: float, most: int = MOST_CELLS) -> None:
    """Refuse cells that are too small or too many for the memory.

    Raises
    ------
    InputError
        ``shade.bad_step``, ``shade.too_large`` (``fits`` is the step that would do [m]).
    """
    if not (math.isfinite(step) and step >= FINEST):
        raise InputError("shade.bad_step", got=f"{step:g}", least=f"{FINEST:g}")
    width, height = box[2] - box[0], box[3] - box[1]
    if not (width > 0.0 and height > 0.0 and math.isfinite(width * height)):
        raise InputError("shade.no_area")
    count = width * height / step**2
    if count > most:
        fits = math.ceil(10 * math.sqrt(width * height / most)) / 10
        raise InputError(
            "shade.too_large", area=f"{width * height / 1e6:.1f}", step=f"{step:g}",
            cells=f"{count / 1e6:.0f}", most=f"{most / 1e6:.0f}", fits=f"{fits:g}",
        )  # fmt: skip


def surface_of(
    ground: Altitude,
    standing: Sequence[Standing],
    crowns: NDArray[np.float64] | None,
    box: Bounds,
    step: float,
    progress: Progress = silent,
    *,
    trunks: bool = True,
) -> Surface:
    """Return the model as heights on whole cells of the one grid.

    Parameters
    ----------
    ground : callable
        Altitudes of the ground at x, y [m]; nan, infinite and absurd ones are closed.
    standing : sequence of Standing
        Buildings and bodies.
    crowns : (N, 5) float64, or None
        Trees: x, y, z of the foot, height, radius of the crown [m]. None where no tree counts.
    box : tuple of float
        West, south, east, north; is widened to whole cells [m].
    step : float
        Side of a cell [m].
    trunks : bool
        Trunks cast shade.

    Raises
    ------
    InputError
        ``shade.bad_step``, ``shade.no_area``, ``shade.too_large``.
    """
    check_size(box, step)
    left, up, rows, cols = grid_of(box, step)
    west, north = left * step, up * step
    x = (left + np.arange(cols) + 0.5) * step
    y = (up - np.arange(rows) - 0.5) * step
    bare = np.empty((rows, cols), np.float32)
    for first in range(0, rows, CHUNK):
        progress(0.6 * first / rows, "surface")
        xx, yy = np.meshgrid(x, y[first : first + CHUNK])
        bare[first : first + CHUNK] = ground(xx, yy)
    bare, closed = closed_ground(bare)
    top = bare.copy()
    known: NDArray[np.float32] | None = None
    if any(_guessed(one).any() for one in standing):
        known = bare.copy()
    for k, one in enumerate(standing):
        part(progress, 0.6, 0.85)(k / len(standing), "surface")
        raise_to_solids(top, west, north, step, one)
        if known is not None:
            raise_to_solids(known, west, north, step, _without(one, _guessed(one)))
    estimated = None if known is None else top > known
    low = high = trunk = None
    if crowns is not None and len(crowns):
        low = np.full((rows, cols), np.inf, np.float32)
        high = np.full((rows, cols), -np.inf, np.float32)
        trunk = np.zeros((rows, cols), np.float32) if trunks else None
        plant_crowns(
            low, high, np.zeros((1, 1), np.float32) if trunk is None else trunk, west, north,
            step, np.ascontiguousarray(crowns, np.float64), TRUNK,
        )  # fmt: skip
        if trunk is not None:
            trunk[top > bare + 0.5] = 0.0
    progress(1.0, "surface")
    return Surface(west, north, step, bare, top, low, high, trunk, estimated, closed)


def without_trees(surface: Surface) -> Surface:
    """Return the surface where no tree counts."""
    return replace(surface, crown_low=None, crown_high=None, trunk=None, kept={})


def _guessed(one: Standing) -> NDArray[np.bool_]:
    """Tell which features (F,) have an estimated height."""
    if one.source is None:
        return np.zeros(len(one.order), np.bool_)
    return np.asarray(one.source[one.order] >= HeightSource.STOREYS)


def _without(one: Standing, features: NDArray[np.bool_]) -> Standing:
    """Return what stands, some features shrunk to nothing."""
    gone = np.repeat(features, np.diff(one.triangle_start))
    return replace(one, triangles=np.where(gone[:, None], np.int32(0), one.triangles))
