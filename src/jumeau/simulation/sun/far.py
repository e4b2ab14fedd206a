"""Relief at the horizon: what casts shade from beyond the surface, on a coarse grid.

The far shade is swept on the coarse grid and interpolated between its cells, by places in the
world: tiles get the same values as the whole. Within the near box nothing casts, for it is on the
surface itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.measure import Altitude
from jumeau.geometry.shade import hours, sweep
from jumeau.geometry.shade.closing import closed_ground
from jumeau.geometry.shade.lines import offsets, rays_of
from jumeau.geometry.viewshed import EARTH, REFRACTION
from jumeau.simulation.surface import Surface

Field = NDArray[np.float32]
Bounds = tuple[float, float, float, float]

STEP = 25.0
"""Usual cells of relief at the horizon [m]."""
DEEP = np.float32(-20_000.0)
"""Lower than any shade [m]."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where the cells of a surface lie on the coarse grid: cell before, and share of the next."""

    row: NDArray[np.int64]
    row_share: Field
    column: NDArray[np.int64]
    column_share: Field


@dataclass(frozen=True, slots=True, eq=False)
class FarRelief:
    """Heights around a near box.

    Attributes
    ----------
    west, north, step : float
        Upper left corner, a multiple of the step, and side of a cell [m].
    z : (rows, cols) float32
        Altitude, less the curvature of the Earth as seen from the middle of the near box [m]; far
        below everything within it.
    """

    west: float
    north: float
    step: float
    z: Field

    def below(self, azimuth: float, elevation: float) -> Field:
        """Return the altitude of shade on the coarse grid (rows, cols) [m]."""
        rays = rays_of(azimuth, elevation, self.west, self.north, self.step)
        top = np.ascontiguousarray(self.z.T) if rays.by_columns else self.z
        out = np.empty_like(top)
        count = len(top)
        sweep.sweep_solid(
            top, rays.ascending, offsets(rays, count), np.zeros(count, np.int64), 0,
            np.float32(rays.drop), np.float32(0.0), np.float32(np.inf), out,
        )  # fmt: skip
        turned = out.T if rays.by_columns else out
        return np.ascontiguousarray(np.maximum(turned, DEEP))

    def placed(self, surface: Surface) -> Placed:
        """Return where the cells of a surface lie; beyond the coarse grid, at its border."""
        rows, cols = self.z.shape
        step = surface.step
        up, left = round(surface.north / step), round(surface.west / step)
        y = (up - np.arange(surface.shape[0]) - 0.5) * step
        x = (left + np.arange(surface.shape[1]) + 0.5) * step
        return Placed(
            *_between((self.north - y) / self.step - 0.5, rows),
            *_between((x - self.west) / self.step - 0.5, cols),
        )

    def raise_below(self, surface: Surface, azimuth: float, elevation: float, below: Field) -> None:
        """Raise the shade over a surface to that of this relief, in place."""
        field = self.below(azimuth, elevation)
        if float(field.max()) <= float(surface.ground.min()):
            return
        at = self.placed(surface)
        coarse = np.empty(field.shape[1], np.float32)
        hours.raise_rows(field, at.row, at.row_share, at.column, at.column_share, coarse, below)


def far_relief(
    altitude: Altitude,
    bounds: Bounds,
    box: Bounds,
    step: float = STEP,
) -> FarRelief:
    """Return the relief around a near box.

    Parameters
    ----------
    altitude : callable
        Altitudes at x, y [m]; nan where unknown: closed from around.
    bounds : tuple of float
        How far it is looked: west, south, east, north [m].
    box : tuple of float
        The near box, of the whole analysis: what is in it casts no shade here [m].
    step : float
        Side of a cell [m].
    """
    left, bottom = (
        math.floor(min(bounds[0], box[0]) / step),
        math.floor(min(bounds[1], box[1]) / step),
    )
    right, top = math.ceil(max(bounds[2], box[2]) / step), math.ceil(max(bounds[3], box[3]) / step)
    x = (np.arange(left, right) + 0.5) * step
    y = (np.arange(top, bottom, -1) - 0.5) * step
    z = np.empty((len(y), len(x)), np.float32)
    for first in range(0, len(y), 256):
        z[first : first + 256] = altitude(*np.meshgrid(x, y[first : first + 256]))
    z, _ = closed_ground(z)
    away = np.hypot(x[None] - (box[0] + box[2]) / 2, y[:, None] - (box[1] + box[3]) / 2)
    z -= ((1.0 - REFRACTION) * away * away / (2.0 * EARTH)).astype(np.float32)
    # A cell that reaches into the box counts as near: its heights are on the surface.
    near_x = (x + step / 2 > box[0]) & (x - step / 2 < box[2])
    near_y = (y + step / 2 > box[1]) & (y - step / 2 < box[3])
    z[np.ix_(near_y, near_x)] = DEEP
    return FarRelief(left * step, top * step, step, z)


def _between(at: NDArray[np.floating[Any]], count: int) -> tuple[NDArray[np.int64], Field]:
    held = np.asarray(np.clip(at, 0.0, count - 1.0), np.float64)
    cell = np.minimum(np.floor(held), count - 2).astype(np.int64)
    return cell, (held - cell).astype(np.float32)
