"""What there is to measure: the ground, what stands on it, its trees; as arrays, without VTK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.profile import Outline, Profile, Standing, profile_along
from jumeau.geometry.solid_raster import raise_to_solids
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Workshop
from jumeau.render.relief import Relief
from jumeau.render.shelf import Shelf
from jumeau.render.trees import Trees

CROWN_STEPS = 8
"""Trapezes of the cut through a crown."""
CROWN_MIDDLE, CROWN_HALF = 0.6, 0.42
"""Middle and half the height of a crown, in heights of its tree."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """The model of a view, as it is drawn.

    Attributes
    ----------
    relief : Relief
        The ground.
    standing : tuple of Standing
        Buildings and bodies, by layer.
    trees : tuple of (layer id, Trees)
        Trees, by layer.
    """

    relief: Relief
    standing: tuple[Standing, ...]
    trees: tuple[tuple[str, Trees], ...] = ()

    @property
    def step(self) -> float:
        """Cells of the ground [m]."""
        return self.relief.field.step

    def top(self, x: float, y: float) -> float:
        """Return the altitude of what is highest at a place: a roof, or the ground [m]."""
        cell = np.array([[self.relief.altitude(x, y)]], np.float32)
        for one in self.standing:
            raise_to_solids(cell, x - 0.005, y + 0.005, 0.01, one)
        return float(cell[0, 0])

    def corners(self, layer_id: str, row: int) -> NDArray[np.float64] | None:
        """Return the corners (N, 3) of a building or body, none of them below the ground [m]."""
        one = next((x for x in self.standing if x.layer == layer_id), None)
        found = np.flatnonzero(one.order == row) if one is not None else np.empty(0, np.int64)
        if one is None or not len(found):
            return None
        feature = int(found[0])
        first, end = int(one.point_start[feature]), int(one.point_start[feature + 1])
        points = one.points[first:end].astype(np.float64) + one.origin
        ground = self.relief.altitude(points[:, 0], points[:, 1])
        points[:, 2] = np.maximum(points[:, 2], ground)
        return np.unique(points.round(3), axis=0)

    def profile(self, line: NDArray[np.float64], scale: float, *, trees: bool = False) -> Profile:
        """Return a profile along a line (N, 2) of the project's CRS [m]."""
        found = profile_along(
            line, self.relief.altitude, self.relief.step_about(line), self.standing, scale=scale
        )
        if not trees:
            return found
        begins = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(found.line, axis=0).T))])
        cut = [
            (layer, _shifted(x, float(begins[k]), scale))
            for k in range(len(found.line) - 1)
            for layer, one in self.trees
            for x in cut_crowns(one, found.line[k], found.line[k + 1])
            if x.s[-1, 1] > 0.0 and x.s[0, 0] < float(begins[k + 1] - begins[k])
        ]
        return Profile(
            found.line, found.turns, found.place, found.s, found.ground, found.surface,
            found.blocks, tuple(cut),
        )  # fmt: skip


def _shifted(outline: Outline, by: float, scale: float) -> Outline:
    return Outline(outline.row, (outline.s + by) / scale, outline.low, outline.high)


def site_shown(
    relief: Relief | None, solids: Mapping[str, Any], woods: Mapping[str, Any], view: ViewState
) -> Site | None:
    """Return what a view shows of a scene's solids and woods, by layer; None without a relief."""
    if relief is None:
        return None
    standing = (standing_of(k, x.buildings) for k, x in solids.items() if k not in view.hidden)
    trees = ((k, x.trees) for k, x in woods.items() if k not in view.hidden)
    return Site(relief, tuple(standing), tuple(trees) if view.switches.trees else ())


def standing_of(layer_id: str, solids: Buildings | Bodies) -> Standing:
    """Return the mesh of a layer as the kernels read it."""
    mesh = solids.mesh
    return Standing(
        layer_id, mesh.points, mesh.triangles, mesh.feature_point_start,
        mesh.feature_triangle_start, solids.tile_start, solids.tile_box, solids.order, mesh.origin,
        solids.source if isinstance(solids, Buildings) else None, solids.footprints.box,
    )  # fmt: skip


def site_of(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    trees: bool = True,
) -> Site:
    """Prepare what a view of a project shows, where there is no scene that holds it already.

    Parameters
    ----------
    trees : bool
        Prepare trees too.

    Raises
    ------
    InputError
        ``measuring.no_ground`` when the project has nothing to show.
    """
    from jumeau.errors import InputError

    hidden = frozenset(view.hidden)
    kinds = {Kind.RELIEF, Kind.BUILDINGS} | ({Kind.TREES} if trees else set())
    parts = [
        x
        for x in parts_of(project)
        if x.kind in kinds and not (x.kind is not Kind.RELIEF and x.layers[0].id in hidden)
    ]
    if not parts:
        raise InputError("measuring.no_ground")
    workshop = Workshop(payloads, shelf)
    made = [
        (x, workshop.prepare(x, part(progress, k / len(parts), (k + 1) / len(parts))))
        for k, x in enumerate(parts)
    ]
    relief = next(x for _, x in made if isinstance(x, Relief))
    return Site(
        relief,
        tuple(standing_of(p.layers[0].id, x) for p, x in made if isinstance(x, Buildings | Bodies)),
        tuple((p.layers[0].id, x) for p, x in made if isinstance(x, Trees)),
    )


def cut_crowns(
    trees: Trees,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    rows: Iterable[int] | None = None,
) -> list[Outline]:
    """Return what an endless upright plane through two places meets of crowns (ellipsoids)."""
    along = np.asarray(end, float)[:2] - np.asarray(start, float)[:2]
    length = float(np.hypot(*along))
    if length <= 0.0 or not len(trees.height):
        return []
    u = along / length
    away = trees.position[:, :2] - np.asarray(start, float)[:2]
    beside = away @ np.array([-u[1], u[0]])
    met = np.flatnonzero(np.abs(beside) < 0.98 * trees.radius)
    edges = -np.cos(np.linspace(0.0, np.pi, CROWN_STEPS + 1))
    arch = np.sqrt(np.clip(1.0 - edges * edges, 0.0, 1.0))
    found = []
    for k in met.tolist():
        share = float(np.sqrt(1.0 - (beside[k] / trees.radius[k]) ** 2))
        height = float(trees.height[k])
        middle = float(trees.position[k, 2]) + CROWN_MIDDLE * height
        s = float(away[k] @ u) + edges * share * float(trees.radius[k])
        half = CROWN_HALF * height * share * arch
        pairs = [np.column_stack([x[:-1], x[1:]]) for x in (s, middle - half, middle + half)]
        found.append(Outline(int(trees.row[k]), *pairs))
    return found
