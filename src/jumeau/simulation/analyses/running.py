"""Runs a simulation: on the ground, on walls, for one variant or as a difference of two.

A method computes one variant on given cells; what all simulations share is here: the cells and the
heights about them, what is left out of a difference, the figures, the card's facts. A method that
chooses its own places (noise) computes the whole itself: ``whole(request, progress) -> Results``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jumeau.model.inputs import NO_TREES
from jumeau.model.payload import SurfaceSamples
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.analyses.request import (
    Bounds,
    Lines,
    Model,
    Raster,
    Request,
    Results,
    Walls,
    cells_of,
    is_coarse,
    needed_step,
)
from jumeau.simulation.analyses.shares import shares_of
from jumeau.simulation.catalogue import Simulation
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.surface import Surface

MARGIN = 800.0
"""What stands so far beside an area counts [m]; the relief counts beyond."""
WHOLE, TILE = 24_000_000, 2048
"""Cells that are computed at once, with those beside; else side of a tile [cells]."""
BUILT = 0.5
"""What rises so far above the ground is built; roofs that differ by more are not the same [m]."""
APART = 0.02
"""Cells of walls nearer to one another are the same cell [m]."""


class Tiled(Protocol):
    """How a method computes an area of any size, equal to a single run."""

    def __call__(
        self, plan: Any, model: Model, surfaces: _Surfaces, box: Bounds, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the values (rows, cols) of the cells of a box."""


class Method(Protocol):
    """How a simulation computes one variant.

    Attributes
    ----------
    tiled : Tiled or None
        How it computes large areas; None where each tile stands for itself, with what lies
        within :data:`MARGIN` of it.
    """

    tiled: Tiled | None

    def plan(self, request: Request) -> Any:
        """Return what is the same for all cells and both variants: suns, weights, directions."""

    def facts(self, request: Request, plan: Any) -> tuple[tuple[str, str], ...]:
        """Return what the card says beside the parameters."""

    def on_ground(
        self, plan: Any, model: Model, surface: Surface, box: Bounds, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the values (rows, cols) of the cells of a box, on ground and roofs."""

    def on_cells(
        self, plan: Any, model: Model, surface: Surface, cells: Cells, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the values (N,) of cells of walls and roofs."""

    def lines(self, plan: Any, request: Request, ground: Raster) -> Lines | None:
        """Return lines of equal value; None where there are none."""


@dataclass(frozen=True, slots=True, eq=False)
class OnGround:
    """Values of the cells of one variant; which of them carry a building, and the altitude."""

    raster: Raster
    built: NDArray[np.bool_]
    top: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class OnWalls:
    """Values (N,) of the cells on walls of one variant."""

    cells: Cells
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a method says of one variant.

    ``estimated`` tells whether a height that counts was estimated, ``closed`` how many cells of the
    ground had no altitude and were closed from around them.
    """

    ground: OnGround | None = None
    walls: OnWalls | None = None
    estimated: bool = False
    closed: int = 0


def run(simulation: Simulation, request: Request, progress: Progress = silent) -> Results:
    """Compute a simulation; see :meth:`jumeau.simulation.catalogue.Simulation.run`.

    Raises
    ------
    InputError
        ``analyses.too_large``.
    """
    method: Any = simulation.method
    if hasattr(method, "whole"):
        results: Results = method.whole(request, progress)
        return results
    return _run(simulation.id, method, request, progress)


def _run(name: str, method: Method, request: Request, progress: Progress) -> Results:
    plan = method.plan(request)
    end = 0.5 if request.against is not None else 0.95
    after = answer(method, plan, request, request.model, part(progress, 0.0, end))
    facts = [*method.facts(request, plan), ("resolution", f"{request.params.resolution:g}")]
    if is_coarse(request.params, request.street):
        facts.append(("resolution_needed", f"{needed_step(request.street):g}"))
    if after.closed:
        facts.append(("ground_closed", str(after.closed)))
    if request.against is not None:
        before = answer(method, plan, request, request.against, part(progress, end, 0.95))
        found = _difference(after, before)
    else:
        found = _alone(after, method, plan, request)
    shares = shares_of(name, request, found)
    progress(1.0, "analyses")
    return replace(found, facts=tuple(facts), shares=shares)


def answer(
    method: Method, plan: Any, request: Request, model: Model, progress: Progress = silent
) -> Answer:
    """Return what a method says of one variant, tile by tile where the whole is too large."""
    params = request.params
    step, wanted = params.resolution, set(params.surfaces)
    left, top, cols, rows = cells_of(request.area, step)
    box = (left * step, (top - rows) * step, (left + cols) * step, top * step)
    tiles = tiles_of(box, model.bounds, step)
    maker = _Surfaces(model, step, trees=params.trees != NO_TREES)
    ground = OnGround(
        Raster(np.full((rows, cols), np.nan, np.float32), box[0], box[3], step),
        np.zeros((rows, cols), np.bool_), np.zeros((rows, cols), np.float32),
    ) if wanted & {"ground", "roofs"} else None  # fmt: skip
    cells = walls_in(model, box, params.cell, part(progress, 0.0, 0.1)) if (
        "facades" in wanted
    ) else None  # fmt: skip
    on_walls = np.full(0 if cells is None else len(cells), np.nan, np.float32)
    estimated, closed = cells is not None and bool(cells.estimated.any()), 0
    together = method.tiled if len(tiles) > 1 and ground is not None else None
    if together is not None and ground is not None:
        ground.raster.values[:] = together(plan, model, maker, box, part(progress, 0.1, 0.7))
    begun = 0.7 if together is not None else 0.1
    for k, tile in enumerate(tiles):
        share = (begun + (1 - begun) * x / len(tiles) for x in (k, k + 0.2, k + 0.7, k + 1))
        made, told, done, end = share
        # Where only the heights of the cells themselves are still wanted, nothing else is made.
        bare = together is not None and cells is None
        wide = tile if bare else near(tile, model.bounds)
        surface = maker(wide, part(progress, made, told), bare=bare)
        inside = window(surface, tile)
        closed += surface.closed
        estimated |= surface.estimated is not None and bool(surface.estimated[inside].any())
        if ground is not None:
            at = place_of(ground.raster, tile)
            if together is None:
                until = end if cells is None else done
                ground.raster.values[at] = method.on_ground(
                    plan, model, surface, tile, part(progress, told, until)
                )
            ground.top[at] = surface.top[inside]
            ground.built[at] = surface.top[inside] - surface.ground[inside] > BUILT
        if cells is not None:
            own = np.flatnonzero(lies_in(cells, tile))
            beside = part(progress, told if ground is None else done, end)
            on_walls[own] = method.on_cells(plan, model, surface, cells.only(own), beside)
    if ground is not None:
        if "ground" not in wanted:
            ground.raster.values[~ground.built] = np.nan
        if "roofs" not in wanted:
            ground.raster.values[ground.built] = np.nan
    return Answer(ground, None if cells is None else OnWalls(cells, on_walls), estimated, closed)


class _Surfaces:
    """Makes the surface of a box of one variant, of one step."""

    def __init__(self, model: Model, step: float, *, trees: bool) -> None:
        self._model, self.step = model, step
        self._crowns = model.crowns if trees else None

    def __call__(self, box: Bounds, progress: Progress = silent, *, bare: bool = False) -> Surface:
        """Return the heights over a box [m]; ``bare``: without trees."""
        from jumeau.simulation.surfaces import surface_of

        model = self._model
        return surface_of(
            model.ground, model.standing, None if bare else self._crowns, box, self.step, progress
        )  # fmt: skip


def tiles_of(box: Bounds, bounds: Bounds, step: float) -> tuple[Bounds, ...]:
    """Return the tiles in which a box is computed: itself where all fits into the memory."""
    west, south, east, north = near(box, bounds)
    if (east - west) * (north - south) <= WHOLE * step * step:
        return (box,)
    side = TILE * step
    wide, high = (math.ceil((box[k + 2] - box[k]) / side - 1e-9) for k in (0, 1))
    return tuple(
        (
            box[0] + i * side, max(box[3] - (j + 1) * side, box[1]),
            min(box[0] + (i + 1) * side, box[2]), box[3] - j * side,
        )
        for j in range(high)
        for i in range(wide)
    )  # fmt: skip


def place_of(raster: Raster, tile: Bounds) -> tuple[slice, slice]:
    """Return the rows and columns of a raster that a tile of whole cells takes."""
    step = raster.step
    row, col = round((raster.north - tile[3]) / step), round((tile[0] - raster.west) / step)
    rows, cols = round((tile[3] - tile[1]) / step), round((tile[2] - tile[0]) / step)
    return slice(row, row + rows), slice(col, col + cols)


def lies_in(cells: Cells, box: Bounds) -> NDArray[np.bool_]:
    """Tell which cells lie in a box, its southern and eastern edge left out."""
    x, y = cells.points[:, 0], cells.points[:, 1]
    found: NDArray[np.bool_] = (x >= box[0]) & (x < box[2]) & (y > box[1]) & (y <= box[3])
    return found


def near(box: Bounds, bounds: Bounds) -> Bounds:
    """Return a box with what stands beside it, as far as the model reaches."""
    west, south, east, north = box
    return (
        min(max(west - MARGIN, bounds[0]), west), min(max(south - MARGIN, bounds[1]), south),
        max(min(east + MARGIN, bounds[2]), east), max(min(north + MARGIN, bounds[3]), north),
    )  # fmt: skip


def window(surface: Surface, box: Bounds) -> tuple[slice, slice]:
    """Return the rows and columns of a surface that a box of whole cells takes."""
    return place_of(Raster(surface.top, surface.west, surface.north, surface.step), box)


def walls_in(model: Model, box: Bounds, size: float, progress: Progress = silent) -> Cells:
    """Return the cells of walls within a box."""
    from jumeau.simulation.sun.facades import facade_cells

    cells = facade_cells(model.standing, model.ground, size, without=model.bare, progress=progress)
    return cells.only(lies_in(cells, box))


def _alone(after: Answer, method: Method, plan: Any, request: Request) -> Results:
    """Return the values of one variant."""
    raster = lines = walls = None
    if after.ground is not None:
        raster = after.ground.raster
        bare = np.where(after.ground.built, np.float32(np.nan), raster.values)
        lines = method.lines(plan, request, replace(raster, values=bare))
    if after.walls is not None:
        walls = _walls(after.walls.cells, after.walls.values)
    return Results(raster, walls, lines, estimated=after.estimated)


def _difference(after: Answer, before: Answer) -> Results:
    """Return after less before, where both are the same surface."""
    raster = walls = None
    if after.ground is not None and before.ground is not None:
        values = after.ground.raster.values - before.ground.raster.values
        values[changed(after.ground, before.ground)] = np.nan
        raster = replace(after.ground.raster, values=values)
    if after.walls is not None and before.walls is not None:
        here, there = same_cells(after.walls.cells, before.walls.cells)
        more = after.walls.values[here] - before.walls.values[there]
        walls = _walls(after.walls.cells.only(here), more)
    return Results(raster, walls, estimated=after.estimated or before.estimated)


def changed(after: OnGround, before: OnGround) -> NDArray[np.bool_]:
    """Tell in which cells a building came, went or changed its height: nothing compares there."""
    other: NDArray[np.bool_] = np.abs(after.top - before.top) > BUILT
    found: NDArray[np.bool_] = after.built ^ before.built
    return found | (after.built & before.built & other)


def same_cells(one: Cells, other: Cells) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the cells that are in both, as indices into each, in the order of the first."""
    seen: dict[tuple[int, ...], int] = {}
    for k, key in enumerate(map(tuple, _keys(other).tolist())):
        seen.setdefault(key, k)
    pairs = [(k, seen[key]) for k, key in enumerate(map(tuple, _keys(one).tolist())) if key in seen]
    found = np.array(pairs, np.intp).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _keys(cells: Cells) -> NDArray[np.int64]:
    place = np.rint(cells.on_surface / APART)
    way = np.rint(cells.normal.astype(np.float64) * 10.0)
    return np.concatenate([place, way], axis=1).astype(np.int64)


def _walls(cells: Cells, values: NDArray[np.float32]) -> Walls:
    samples: SurfaceSamples = cells.samples(values)
    return Walls(samples, cells.layers, cells.layer)
