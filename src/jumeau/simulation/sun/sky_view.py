"""How much of the sky a place sees.

Two quantities bear the name of sky-view factor, and differ by up to a third:

``cosine``
    Share of the light of an even sky that reaches a level plane: each part of the sky counts with
    the sine of its elevation (Steyn 1980, doi 10.1080/07055900.1980.9649091; Johnson and Watson
    1984, doi 10.1175/1520-0450(1984)023<0329:TDOVFI>2.0.CO;2). What radiation needs.
``solid_angle``
    Share of the sky's solid angle: each part of the sky counts alike. What an eye sees.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.horizon.crowns import seen_sky_with_trees
from jumeau.geometry.horizon.points import received_at
from jumeau.geometry.horizon.sweeps import Directions, seen_sky, sky_directions
from jumeau.model.progress import Progress, silent
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.sun.far import FarRelief
from jumeau.simulation.sun.horizon import above_skyline
from jumeau.simulation.surface import Surface

Weighting = Literal["cosine", "solid_angle"]

ELEVATIONS = 11
"""Directions that are looked in: 440, each for an equal share of the sky."""
METHOD = "440 directions of equal weight, swept along lines of the grid; weighting: {weighting}"
"""What is told of the method in the provenance of a result."""


@lru_cache(maxsize=4)
def directions(weighting: Weighting) -> Directions:
    """Return the directions of the sky."""
    return sky_directions(ELEVATIONS, solid_angle=weighting == "solid_angle")


def sky_view(
    surface: Surface,
    *,
    weighting: Weighting = "cosine",
    trees: bool = True,
    passes: float = 0.0,
    far: FarRelief | None = None,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return the sky-view factor on the ground and on roofs.

    Parameters
    ----------
    surface : Surface
        Heights. Beyond its edge nothing but ``far`` hides the sky.
    weighting : "cosine" or "solid_angle"
        Which of both quantities; see the module.
    trees : bool
        Leaves hide the sky too. Trunks are left out: they hide less than a hundredth of it.
    passes : float
        Share of the light that passes leaves [0 to 1].
    far : FarRelief or None
        Relief beyond the surface.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (rows, cols) float32
        0 to 1. A cell below a tree sees the sky through its leaves.
    """
    row, col = first_of(surface)
    looked = above_skyline(directions(weighting), surface, far)
    crowns = crowns_of(surface)
    if trees and crowns is not None:
        seen = seen_sky_with_trees(
            surface.top, *crowns, passes, surface.step, row, col, looked, progress
        )
    else:
        seen = seen_sky(surface.top, surface.step, row, col, looked, progress)
    return np.clip(seen, 0.0, 1.0, out=seen)


def sky_view_on_cells(
    cells: Cells,
    surface: Surface,
    *,
    weighting: Weighting = "cosine",
    trees: bool = True,
    passes: float = 0.0,
    far: FarRelief | None = None,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return the sky-view factor of cells on walls and roofs.

    Parameters
    ----------
    cells : Cells
        Where.
    surface : Surface
        Heights around them.
    weighting, trees, passes, far, progress
        As :func:`sky_view`.

    Returns
    -------
    (N,) float32
        Share of the whole sky, for ``cosine`` of its light on a plane that looks as the cell does:
        1 for a level roof under a free sky, 1/2 for a wall before which nothing stands. NaN
        outside the surface.
    """
    looked = above_skyline(directions("solid_angle"), surface, far)
    cosine = weighting == "cosine"
    if cosine:
        # Light that falls upright, twice what falls on average on a plane.
        looked = replace(looked, weight=2.0 * looked.weight)
    crowns, through = crowns_of(surface), np.full(len(looked), passes, np.float32)
    return received_at(
        surface.top, crowns if trees else None, through, surface.step, first_of(surface),
        places(cells, surface), cells.normal, looked, slanted=cosine, progress=progress,
    )  # fmt: skip


def places(cells: Cells, surface: Surface) -> NDArray[np.float64]:
    """Return row and column of cells, counted from the raster's corner, and altitude (N, 3)."""
    x, y, z = cells.points.T
    return np.stack(
        [(surface.north - y) / surface.step, (x - surface.west) / surface.step, z], axis=1
    )


def crowns_of(surface: Surface) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Return the altitudes between which leaves are; None without trees."""
    if surface.crown_low is None or surface.crown_high is None:
        return None
    return surface.crown_low, surface.crown_high


def first_of(surface: Surface) -> tuple[int, int]:
    """Return the numbers of the first row and column on the grid of the world."""
    return round(-surface.north / surface.step), round(surface.west / surface.step)


def margin(surface: Surface, weighting: Weighting = "cosine") -> float:
    """Return how far away what hides the sky may stand, at most [m].

    A tile with so much around it gets the same numbers as the same cells of the whole.
    """
    tallest = float(surface.top.max())
    if surface.crown_high is not None:
        tallest = max(tallest, float(surface.crown_high.max()))
    rise = tallest - float(surface.top.min())
    return rise / float(directions(weighting).tangent.min()) + 2.0 * surface.step
