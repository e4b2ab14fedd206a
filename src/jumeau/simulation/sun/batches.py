"""Which suns go through the heights together, and how far from a place their shade comes.

Both depend on nothing but the suns and the heights, so that hours are summed in the same order
whatever part of the model is computed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.shade.lines import LOWEST, rays_of
from jumeau.simulation.surface import Surface

if TYPE_CHECKING:
    from jumeau.simulation.sun.position import Suns

TOGETHER = 8
"""Suns that go through the heights together: their lines fit into the cache."""
SHARING = 32
"""Suns of one azimuth that go together."""
LOW_SUNS = (2.0, 5.0, 10.0, 20.0)
"""Suns between these elevations go together: low ones alone need wide margins [degrees]."""
BLOCK = 64
"""Cells of a block whose highest and lowest points are known."""
SPARE = 3.0
"""Drops of a ray that a caster is supposed to be higher than it is: rounding, half cells."""

Window = tuple[int, int, int, int]
"""First and last row, first and last column, of the world; the last ones excluded."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Suns that go together.

    Attributes
    ----------
    azimuth, elevation : (S,) float64
        Of rays, from grid north [degrees].
    weight, passes : (S,) float32
        Hours, and share of light through leaves.
    by_columns, ascending : bool
        Main axis and direction that they share.
    one_azimuth : bool
        They share their lines too.
    """

    azimuth: NDArray[np.float64]
    elevation: NDArray[np.float64]
    weight: NDArray[np.float32]
    passes: NDArray[np.float32]
    by_columns: bool
    ascending: bool
    one_azimuth: bool = False


def batches_of(
    suns: Suns,
    weights: NDArray[np.float64],
    passes: NDArray[np.float64] | float,
    sector: float | None = None,
) -> list[Batch]:
    """Return suns above the horizon in batches.

    Parameters
    ----------
    suns : Suns
    weights : (N,) float64
        Hours that each stands for.
    passes : (N,) float64, or float
        Share of light through leaves.
    sector : float or None
        Suns whose azimuths lie in one sector so wide share their mean azimuth [degrees].
    """
    azimuth = np.asarray(suns.azimuth, np.float64)
    elevation = np.asarray(suns.elevation, np.float64)
    weight = np.broadcast_to(np.asarray(weights, np.float64), azimuth.shape)
    through = np.broadcast_to(np.asarray(passes, np.float64), azimuth.shape)
    up = np.flatnonzero((elevation > 0.0) & (weight != 0.0))
    kind = np.searchsorted(LOW_SUNS, elevation[up])
    if sector is not None:
        number = np.floor(azimuth[up] / sector).astype(np.int64)
        azimuth = azimuth.copy()
        for n in np.unique(number):
            within = up[number == n]
            azimuth[within] = azimuth[within].mean()
    sides = np.array([_side(azimuth[k]) for k in up], np.int64).reshape(-1)
    key = sides * 10 + (number * 100 if sector is not None else kind)
    found = []
    for value in np.unique(key):
        of_key = up[key == value]
        side = int(sides[key == value][0])
        size = SHARING if sector is not None else TOGETHER
        for first in range(0, len(of_key), size):
            which = of_key[first : first + size]
            found.append(
                Batch(
                    azimuth[which],
                    elevation[which],
                    weight[which].astype(np.float32),
                    through[which].astype(np.float32),
                    side >= 2,
                    side % 2 == 1,
                    sector is not None,
                )
            )
    return found


def _side(azimuth: float) -> int:
    rays = rays_of(azimuth, 45.0, 0.0, 0.0, 1.0)
    return 2 * rays.by_columns + rays.ascending


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Highest and lowest points of blocks of cells.

    Attributes
    ----------
    row, column : int
        First block's number in the world.
    step : float
        Side of a cell [m].
    high, low : (R, C) float64
        Of what casts shade and of what is in it [m]; -inf and inf where nothing is known.
    """

    row: int
    column: int
    step: float
    high: NDArray[np.float64]
    low: NDArray[np.float64]

    def lowest(self, window: Window) -> float:
        """Return the lowest point of blocks about a window [m]."""
        a, b, c, d = self._within(window)
        return float(self.low[a:b, c:d].min())

    def _within(self, window: Window) -> Window:
        a, c = (window[k] // BLOCK - n for k, n in ((0, self.row), (2, self.column)))
        b, d = (-(-window[k] // BLOCK) - n for k, n in ((1, self.row), (3, self.column)))
        return max(a, 0), max(b, 0), max(c, 0), max(d, 0)


def blocks_of(surface: Surface) -> Blocks:
    """Return the blocks of a surface."""
    name = "blocks"
    if name not in surface.kept:
        up, left = -round(surface.north / surface.step), round(surface.west / surface.step)
        rows, cols = surface.shape
        top, first = up // BLOCK, left // BLOCK
        high = surface.top
        if surface.crown_high is not None:
            high = np.maximum(high, surface.crown_high)
        pad = (
            (up - top * BLOCK, -(up + rows) % BLOCK), (left - first * BLOCK, -(left + cols) % BLOCK)
        )  # fmt: skip

        def over(cells: NDArray[np.float32], fill: float) -> NDArray[np.float32]:
            whole = np.pad(cells, pad, constant_values=fill)
            return whole.reshape(whole.shape[0] // BLOCK, BLOCK, -1, BLOCK)

        surface.kept[name] = Blocks(
            top, first, surface.step, over(high, -np.inf).max((1, 3)).astype(np.float64),
            over(surface.ground, np.inf).min((1, 3)).astype(np.float64),
        )  # fmt: skip
    found: Blocks = surface.kept[name]
    return found


def joined(parts: list[Blocks]) -> Blocks:
    """Return the blocks of several surfaces as one."""
    row, column = min(x.row for x in parts), min(x.column for x in parts)
    rows = max(x.row + x.high.shape[0] for x in parts) - row
    cols = max(x.column + x.high.shape[1] for x in parts) - column
    high, low = np.full((rows, cols), -np.inf), np.full((rows, cols), np.inf)
    for x in parts:
        at = np.s_[
            x.row - row : x.row - row + x.high.shape[0],
            x.column - column : x.column - column + x.high.shape[1],
        ]
        high[at], low[at] = np.maximum(high[at], x.high), np.minimum(low[at], x.low)
    return Blocks(row, column, parts[0].step, high, low)


def window_of(blocks: Blocks, region: Window, batch: Batch) -> Window:
    """Return the cells from which the suns of a batch cast shade on a region, itself included."""
    step, size = blocks.step, BLOCK * blocks.step
    lowest = blocks.lowest(region)
    rows, cols = blocks.high.shape
    y = -(blocks.row + np.arange(rows) + 0.5)[:, None] * size
    x = (blocks.column + np.arange(cols) + 0.5)[None] * size
    x = x - (region[2] + region[3]) * step / 2
    y = y + (region[0] + region[1]) * step / 2
    wide = (region[3] - region[2]) * step + size + 4 * step
    tall = (region[1] - region[0]) * step + size + 4 * step
    seen = np.zeros((rows, cols), np.bool_)
    for azimuth, elevation in zip(batch.azimuth, batch.elevation, strict=True):
        a = math.radians(azimuth)
        east, north = math.sin(a), math.cos(a)
        sinks = math.tan(math.radians(max(elevation, LOWEST)))
        along = x * east + y * north
        beside = np.abs(x * north - y * east)
        ahead = (wide * abs(east) + tall * abs(north)) / 2
        across = (wide * abs(north) + tall * abs(east)) / 2
        gap = np.maximum(along - ahead, 0.0)
        spare = 0.1 + SPARE * step * 1.5 * sinks
        seen |= (
            (beside <= across) & (along >= -ahead) & (blocks.high - gap * sinks + spare >= lowest)
        )
    found = np.argwhere(seen)
    if not len(found):
        return region
    (top, left), (bottom, right) = found.min(0), found.max(0) + 1
    return (
        min(region[0], int(blocks.row + top) * BLOCK),
        max(region[1], int(blocks.row + bottom) * BLOCK),
        min(region[2], int(blocks.column + left) * BLOCK),
        max(region[3], int(blocks.column + right) * BLOCK),
    )


def cut(surface: Surface, window: Window) -> Surface:
    """Return the part of a surface within a window; the very same where that is all of it."""
    up, left = -round(surface.north / surface.step), round(surface.west / surface.step)
    rows, cols = surface.shape
    r0, r1 = max(window[0] - up, 0), min(window[1] - up, rows)
    c0, c1 = max(window[2] - left, 0), min(window[3] - left, cols)
    if (r0, r1, c0, c1) == (0, rows, 0, cols):
        return surface
    step = surface.step

    def part(cells: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
        return None if cells is None else np.ascontiguousarray(cells[r0:r1, c0:c1])

    top = part(surface.top)
    ground = top if surface.ground is surface.top else part(surface.ground)
    assert ground is not None
    assert top is not None
    return Surface(
        (left + c0) * step, -(up + r0) * step, step, ground, top, part(surface.crown_low),
        part(surface.crown_high), part(surface.trunk),
    )  # fmt: skip


def window_at(surface: Surface) -> Window:
    """Return the window of a surface."""
    up, left = -round(surface.north / surface.step), round(surface.west / surface.step)
    return up, up + surface.shape[0], left, left + surface.shape[1]
