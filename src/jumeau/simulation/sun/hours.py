"""Hours of sun on ground and roofs: whole, in tiles, or what an edit can have changed.

All three sum the same suns in the same order over lines anchored to the one grid: their cells are
equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.shade import hours as kernels
from jumeau.geometry.shade.lines import LOWEST, offsets, rays_of
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.sun.batches import (
    Batch,
    Blocks,
    Window,
    batches_of,
    blocks_of,
    cut,
    joined,
    window_at,
    window_of,
)
from jumeau.simulation.sun.far import DEEP, FarRelief
from jumeau.simulation.sun.position import Suns
from jumeau.simulation.sun.shade import drops, laid, trunks_of
from jumeau.simulation.surface import Surface
from jumeau.simulation.surfaces import grid_of

Field = NDArray[np.float32]
Numbers = NDArray[np.float64]
Bounds = tuple[float, float, float, float]

SECTOR = 2.0
"""Suns of a year in sectors so wide share an azimuth [degrees]: it errs by half of it at most, a
shadow of 10 m by 0.17 m across; elevations stay exact."""
TILE = 4096
"""Side of a tile [cells]."""
MOST_OF_IT = 0.5
"""Where shade comes from a larger share of the surface, all of it is swept: nothing is copied."""
EMPTY = {
    "crown_low": np.float32(np.inf), "crown_high": np.float32(-np.inf), "trunk": np.float32(0.0)
}  # fmt: skip
"""Cells without a tree."""


def sun_hours(
    surface: Surface,
    suns: Suns,
    weights: Numbers,
    passes: Numbers | float,
    *,
    far: FarRelief | None = None,
    box: Bounds | None = None,
    sector: float | None = None,
    progress: Progress = silent,
) -> Field:
    """Return hours of sun on ground and roofs.

    Parameters
    ----------
    surface : Surface
    suns : Suns
        At the instants that are summed; those below the horizon give nothing.
    weights : (N,) float64
        Hours that each instant stands for.
    passes : (N,) float64, or float
        Share of the light that leaves let through: ``shade.passes_of``.
    far : FarRelief or None
        Relief beyond the surface.
    box : tuple of float or None
        Compute these cells only: west, south, east, north [m].
    sector : float or None
        Let suns share azimuths, for years: :data:`SECTOR` [degrees]. Exact suns where None.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (rows, cols) float32
        Hours; of the surface, or of the cells that cover ``box``.
    """
    region = window_at(surface) if box is None else _inside(box, surface)
    blocks = None if box is None else blocks_of(surface)
    batches = batches_of(suns, weights, passes, sector)
    return _hours(surface, blocks, region, batches, far, progress)


def hours_in_tiles(
    surface_for: Callable[[Bounds], Surface],
    box: Bounds,
    step: float,
    suns: Suns,
    weights: Numbers,
    passes: Numbers | float,
    *,
    far: FarRelief | None = None,
    sector: float | None = None,
    tile: int = TILE,
    progress: Progress = silent,
) -> Field:
    """Return hours of sun over a large area, in bounded memory.

    The surface is made tile by tile, and its heights alone are kept: 16 bytes a cell with trees.
    Each tile is computed with the margin from which its suns cast shade, found from the highest
    and lowest points of blocks of cells; its cells equal those of a single run.

    Parameters
    ----------
    surface_for : callable
        Returns the surface over a box (on the one grid, of the same step); must give the same
        cells whatever the box.
    box : tuple of float
        West, south, east, north [m].
    step : float
        Side of a cell [m].
    tile : int
        Side of a tile [cells].

    Returns
    -------
    (rows, cols) float32
        Hours.
    """
    left, up, rows, cols = grid_of(box, step)
    batches = batches_of(suns, weights, passes, sector)
    regions: list[Window] = [
        (r - up, min(r + tile, rows) - up, c + left, min(c + tile, cols) + left)
        for r in range(0, rows, tile)
        for c in range(0, cols, tile)
    ]
    whole, blocks = _mosaic(surface_for, regions, (rows, cols), step, part(progress, 0.0, 0.3))
    out = np.empty((rows, cols), np.float32)
    for k, region in enumerate(regions):
        now = part(progress, 0.3 + 0.7 * k / len(regions), 0.3 + 0.7 * (k + 1) / len(regions))
        at = np.s_[region[0] + up : region[1] + up, region[2] - left : region[3] - left]
        out[at] = _hours(whole, blocks, region, batches, far, now)
        whole.kept.clear()
    return out


def _mosaic(
    surface_for: Callable[[Bounds], Surface],
    regions: list[Window],
    shape: tuple[int, int],
    step: float,
    progress: Progress,
) -> tuple[Surface, Blocks]:
    """Return what casts shade, put together tile by tile, without the ground; and its blocks."""
    up, left = regions[0][0], regions[0][2]
    top = np.empty(shape, np.float32)
    trees: dict[str, Field] = {}
    found = []
    for k, region in enumerate(regions):
        progress(k / len(regions), "surface")
        one = surface_for(_bounds(region, step))
        found.append(blocks_of(one))
        at = np.s_[region[0] - up : region[1] - up, region[2] - left : region[3] - left]
        top[at] = one.top
        for name, empty in EMPTY.items():
            cells = getattr(one, name)
            if cells is not None:
                if name not in trees:
                    trees[name] = np.full(shape, empty, np.float32)
                trees[name][at] = cells
    low, high, trunk = (trees.get(x) for x in EMPTY)
    whole = Surface(left * step, -up * step, step, top, top, low, high, trunk)
    return whole, joined(found)


def reach_of(changed: Bounds, highest: float, lowest: float, suns: Suns, step: float) -> Bounds:
    """Return how far the shade of what stands in a box can reach.

    Parameters
    ----------
    changed : tuple of float
        Where something was or is: west, south, east, north [m].
    highest : float
        Altitude of its top, before and after [m].
    lowest : float
        Lowest ground about [m].
    suns : Suns
        The suns that are summed.
    step : float
        Side of a cell: shade is so much wider, twice [m].

    Returns
    -------
    tuple of float
        Box of what it can reach, itself included [m].
    """
    west, south, east, north = changed
    up = np.asarray(suns.elevation) > 0.0
    azimuth = np.radians(np.asarray(suns.azimuth)[up])
    slope = np.tan(np.radians(np.maximum(np.asarray(suns.elevation)[up], LOWEST)))
    reach = max(highest - lowest, 0.0) / slope
    x = np.append(-np.sin(azimuth) * reach, 0.0)
    y = np.append(-np.cos(azimuth) * reach, 0.0)
    edge = 3.0 * step
    return (
        west + float(x.min()) - edge, south + float(y.min()) - edge,
        east + float(x.max()) + edge, north + float(y.max()) + edge,
    )  # fmt: skip


def changed_box(old: Surface, new: Surface) -> tuple[Bounds, float] | None:
    """Return where two surfaces over the same cells differ, and the highest point there [m].

    None where they are equal.

    Raises
    ------
    ValueError
        When they do not cover the same cells.
    """
    if window_at(old) != window_at(new) or old.step != new.step:
        raise ValueError("surfaces of different cells")
    differs = (old.top != new.top) | (old.ground != new.ground)
    for name in EMPTY:
        a, b = getattr(old, name), getattr(new, name)
        empty = EMPTY[name]
        if a is not None or b is not None:
            differs |= (empty if a is None else a) != (empty if b is None else b)
    rows, cols = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    if not len(rows):
        return None
    at = np.s_[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    highest = max(
        float(cells[at].max())
        for x in (old, new)
        for cells in (x.top, x.crown_high)
        if cells is not None
    )
    up, left, _, _ = (window_at(new)[k] for k in (0, 2, 1, 3))
    window = (
        up + int(rows[0]), up + int(rows[-1]) + 1, left + int(cols[0]), left + int(cols[-1]) + 1
    )  # fmt: skip
    return _bounds(window, new.step), highest


def renewed(
    before: Field,
    old: Surface,
    new: Surface,
    suns: Suns,
    weights: Numbers,
    passes: Numbers | float,
    *,
    far: FarRelief | None = None,
    sector: float | None = None,
    progress: Progress = silent,
) -> Field:
    """Return the hours after an edit: only what its shade can reach is computed again.

    Parameters
    ----------
    before : (rows, cols) float32
        Hours on ``old``, with the same suns, weights and relief.
    old, new : Surface
        Before and after, over the same cells.

    Returns
    -------
    (rows, cols) float32
        Equal to :func:`sun_hours` on ``new``, bit for bit.
    """
    found = changed_box(old, new)
    if found is None:
        return before.copy()
    changed, highest = found
    lowest = min(float(old.ground.min()), float(new.ground.min()))
    reached = _inside(reach_of(changed, highest, lowest, suns, new.step), new)
    batches = batches_of(suns, weights, passes, sector)
    out = before.copy()
    up, _, left, _ = window_at(new)
    at = np.s_[reached[0] - up : reached[1] - up, reached[2] - left : reached[3] - left]
    out[at] = _hours(new, blocks_of(new), reached, batches, far, progress)
    return out


def _hours(
    surface: Surface,
    blocks: Blocks | None,
    region: Window,
    batches: list[Batch],
    far: FarRelief | None,
    progress: Progress,
) -> Field:
    """Return the hours of a region; the surface holds all that casts shade there."""
    shape = region[1] - region[0], region[3] - region[2]
    straight, turned = np.zeros(shape, np.float32), np.zeros(shape[::-1], np.float32)
    held: tuple[Window, Surface] | None = None
    for k, batch in enumerate(batches):
        progress(k / len(batches), "sun_hours")
        window = window_at(surface)
        if blocks is not None:
            near = _meet(window_of(blocks, region, batch), window)
            window = near if _size(near) < MOST_OF_IT * _size(window) else window
        if held is None or held[0] != window:
            held = None
            held = (window, cut(surface, window))
        _add(held[1], region, batch, far, turned if batch.by_columns else straight)
    progress(1.0, "sun_hours")
    return straight + turned.T


def _add(
    surface: Surface, region: Window, batch: Batch, far: FarRelief | None, hours: Field
) -> None:
    """Add the hours of a batch to a region, along the main axis."""
    rays = [
        rays_of(a, e, surface.west, surface.north, surface.step)
        for a, e in zip(batch.azimuth, batch.elevation, strict=True)
    ]
    one = rays[0]
    top = laid(surface, "top", one)
    count = len(top)
    up, _, left, _ = window_at(surface)
    rows, cols = (region[0] - up, region[1] - up), (region[2] - left, region[3] - left)
    (first, end), across = (cols, rows) if one.by_columns else (rows, cols)
    drop = np.array([drops(x, surface.step)[0] for x in rays], np.float32)
    cliff = drops(one, surface.step)[2]
    trees = surface.crown_low is not None
    if batch.one_azimuth and not trees and far is None:
        kernels.add_hours_bare(
            top, one.ascending, offsets(one, count), drop, cliff, batch.weight, first, end,
            *across, hours,
        )  # fmt: skip
        return
    low = high = np.zeros((1, 1), np.float32)
    trunks = _no_trunks(count)
    if trees:
        low, high = (laid(surface, x, one) for x in ("crown_low", "crown_high"))
        if surface.trunk is not None:
            trunks = trunks_of(surface, one)
    shifts = np.array([offsets(x, count) for x in rays])
    kernels.add_hours(
        top, low, high, trees, one.ascending, shifts, drop, cliff, batch.passes, batch.weight,
        *trunks, *_far_fields(far, surface, batch, top.shape), first, end, *across, hours,
    )  # fmt: skip


def _far_fields(
    far: FarRelief | None, surface: Surface, batch: Batch, shape: tuple[int, ...]
) -> tuple[Any, Any, Any, Any, Any, Any]:
    """Return shade of the far relief by sun, and where the cells lie on its grid."""
    count = len(batch.azimuth)
    on = np.zeros(count, np.bool_)
    if far is None:
        return (
            np.zeros((count, 2, 2), np.float32), on, np.zeros(shape[0], np.int64),
            np.zeros(shape[0], np.float32), np.zeros(shape[1], np.int64),
            np.zeros(shape[1], np.float32),
        )  # fmt: skip
    at = far.placed(surface)
    rows = slice(int(at.row.min()), int(at.row.max()) + 2)
    cols = slice(int(at.column.min()), int(at.column.max()) + 2)
    lowest = float(surface.ground.min())
    cells = np.full((count, rows.stop - rows.start, cols.stop - cols.start), DEEP, np.float32)
    for k, (azimuth, elevation) in enumerate(zip(batch.azimuth, batch.elevation, strict=True)):
        cells[k] = far.below(float(azimuth), float(elevation))[rows, cols]
        on[k] = bool(cells[k].max() > lowest)
    places: list[Any] = [at.row - rows.start, at.row_share, at.column - cols.start, at.column_share]
    if batch.by_columns:
        cells, places = cells.transpose(0, 2, 1), places[2:] + places[:2]
    a, b, c, d = places
    return np.ascontiguousarray(cells), on, a, b, c, d


def _no_trunks(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Field, Field]:
    none = np.empty(0, np.float32)
    return np.zeros(count + 1, np.int64), np.empty(0, np.int64), none, none


def _inside(box: Bounds, surface: Surface) -> Window:
    left, up, rows, cols = grid_of(box, surface.step)
    return _meet((-up, rows - up, left, left + cols), window_at(surface))


def _meet(a: Window, b: Window) -> Window:
    r0, c0 = max(a[0], b[0]), max(a[2], b[2])
    return r0, max(min(a[1], b[1]), r0), c0, max(min(a[3], b[3]), c0)


def _size(window: Window) -> int:
    return (window[1] - window[0]) * (window[3] - window[2])


def _bounds(window: Window, step: float) -> Bounds:
    r0, r1, c0, c1 = window
    return c0 * step, -r1 * step, c1 * step, -r0 * step
