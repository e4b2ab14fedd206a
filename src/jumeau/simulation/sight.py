"""What is seen from a point of the model: the raster on which lines of sight are followed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.measure import Altitude
from jumeau.geometry.profile import Standing
from jumeau.geometry.solid_raster import raise_to_crowns, raise_to_solids
from jumeau.geometry.viewshed import NO_DATA, viewshed
from jumeau.model.progress import Progress, part, silent

EYE, RADIUS, STEP = 1.6, 1000.0, 1.0
"""Usual height of an eye, usual radius, usual cells [m]."""
HIGHEST_EYE, FARTHEST = 500.0, 20_000.0
FINEST, MOST_CELLS = 0.1, 25_000_000
BUILT = 0.5
"""What rises so far above the ground is built: there is no ground to be seen under it [m]."""
BESIDE = 3
"""An eye that would stand within a wall steps aside by so many cells at most."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Question:
    """From where is what looked for.

    Attributes
    ----------
    x, y : float
        The point, project CRS [m]; the eye stands over the middle of its cell.
    eye : float
        Height of the eye above what it stands on [m].
    radius : float
        How far is looked [m].
    step : float
        Side of a cell, on the grid [m].
    roof : bool
        The eye stands on the roof where there is one; else on the ground.
    trees : bool
        Trees hide what is behind them.
    tops : bool
        Roofs are looked for too, not the ground alone.
    """

    x: float
    y: float
    eye: float = EYE
    radius: float = RADIUS
    step: float = STEP
    roof: bool = False
    trees: bool = False
    tops: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """The answer.

    Attributes
    ----------
    cells : (rows, cols) uint8
        As :func:`jumeau.geometry.viewshed.viewshed` has them; row 0 in the north.
    west, north : float
        Upper left corner, a multiple of the step [m].
    eye : tuple of float
        Where the eye is, project CRS [m].
    question : Question
        As it was answered: the step may be coarser than asked for, the roof may be none.
    """

    cells: NDArray[np.uint8]
    west: float
    north: float
    eye: tuple[float, float, float]
    question: Question

    @property
    def bounds(self) -> Bounds:
        """Outline of the cells: west, south, east, north [m]."""
        rows, cols = self.cells.shape
        step = self.question.step
        return (self.west, self.north - rows * step, self.west + cols * step, self.north)


def check(question: Question, bounds: Bounds) -> None:
    """Refuse a question that has no answer.

    Raises
    ------
    InputError
        ``measuring.outside``, ``measuring.bad_number``.
    """
    west, south, east, north = bounds
    if not (west <= question.x <= east and south <= question.y <= north):
        box = {"west": west, "south": south, "east": east, "north": north}
        told = {name: f"{value:.0f}" for name, value in box.items()}
        at = {"x": f"{question.x:.0f}", "y": f"{question.y:.0f}"}
        raise InputError("measuring.outside", **at, **told)
    for name, value, low, high in (
        ("eye", question.eye, 0.0, HIGHEST_EYE),
        ("radius", question.radius, 1.0, FARTHEST),
        ("step", question.step, FINEST, question.radius / 2),
    ):
        if not (math.isfinite(value) and low <= value <= high):
            expected = f"{low:g} \N{HORIZONTAL ELLIPSIS} {high:g} m"
            raise InputError("measuring.bad_number", name=name, expected=expected, got=f"{value:g}")


def look_around(
    question: Question,
    ground: Altitude,
    bounds: Bounds,
    standing: tuple[Standing, ...],
    crowns: tuple[NDArray[np.float64], ...] = (),
    *,
    scale: float = 1.0,
    progress: Progress = silent,
) -> Sight:
    """Answer a question.

    Parameters
    ----------
    ground : callable
        Altitudes of the ground [m].
    bounds : tuple of float
        The model's rectangle, project CRS [m].
    standing : tuple of Standing
        What hides and is built.
    crowns : tuple of (N, 5) arrays
        Trees: x, y, z of the foot, height, radius of the crown [m].
    scale : float
        Length on the grid over true length.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        As :func:`check`.
    """
    check(question, bounds)
    step = question.step
    reach = question.radius * scale
    while (2 * reach / step) ** 2 > MOST_CELLS:
        step *= 2
    question = replace(question, step=step)
    low = [max(b, at - reach) for b, at in zip(bounds[:2], (question.x, question.y), strict=True)]
    high = [min(b, at + reach) for b, at in zip(bounds[2:], (question.x, question.y), strict=True)]
    # Whole cells of the one grid: their corners are multiples of the step.
    left, bottom = (math.floor(v / step) for v in low)
    right, top = (
        max(math.ceil(v / step), a + 2) for v, a in zip(high, (left, bottom), strict=True)
    )
    rows, cols = top - bottom, right - left
    west, north = left * step, top * step
    progress(0.0, "surface")
    x = west + (np.arange(cols) + 0.5) * step
    y = north - (np.arange(rows) + 0.5) * step
    bare = np.empty((rows, cols), np.float32)
    for first in range(0, rows, 256):
        bare[first : first + 256] = ground(*np.meshgrid(x, y[first : first + 256]))
        progress(0.3 * first / rows, "surface")
    built = bare.copy()
    for one in standing:
        raise_to_solids(built, west, north, step, one)
    solid = built - bare > BUILT
    surface = built
    if question.trees:
        surface = built.copy()
        for trees in crowns:
            height, radius = (np.ascontiguousarray(trees[:, k], np.float32) for k in (3, 4))
            foot = np.ascontiguousarray(trees[:, :3])
            raise_to_crowns(surface, west, north, step, foot, height, radius)
    row, col = int((north - question.y) / step), int((question.x - west) / step)
    row, col = min(max(row, 0), rows - 1), min(max(col, 0), cols - 1)
    if not question.roof:
        row, col = _beside(solid, row, col)
    on_roof = bool(solid[row, col])
    altitude = float(built[row, col]) + question.eye
    target = built.copy() if question.tops else np.where(solid, np.float32(np.nan), bare)
    cells = viewshed(
        surface, target, (row, col, altitude), step, question.radius, scale=scale,
        progress=part(progress, 0.4, 0.95),
    )  # fmt: skip
    eye = (west + (col + 0.5) * step, north - (row + 0.5) * step, altitude)
    return Sight(cells, west, north, eye, replace(question, roof=on_roof))


def _beside(solid: NDArray[np.bool_], row: int, col: int) -> tuple[int, int]:
    """Return the nearest cell without a building, within a few cells; else the cell itself."""
    top, left = max(row - BESIDE, 0), max(col - BESIDE, 0)
    free = ~solid[top : row + BESIDE + 1, left : col + BESIDE + 1]
    places = np.argwhere(free) + np.array([top, left])
    if not len(places):
        return row, col
    nearest = places[np.abs(places - (row, col)).sum(1).argmin()]
    return int(nearest[0]), int(nearest[1])


def share_seen(sight: Sight) -> float:
    """Return the share of the cells looked at that are seen."""
    known = sight.cells[sight.cells != NO_DATA]
    return float(known.mean()) if len(known) else 0.0
