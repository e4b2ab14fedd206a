"""Share of the sky that is seen from the ground, from roofs and from walls."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.inputs import NO_TREES
from jumeau.model.progress import Progress
from jumeau.simulation.analyses.foliage import light_on
from jumeau.simulation.analyses.request import Bounds, Lines, Model, Raster, Request
from jumeau.simulation.analyses.sun_hours import far_of
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.sun.sky_view import Weighting
from jumeau.simulation.surface import Surface

ANY = datetime.date(2001, 1, 1)
"""Leaves are there or not as was asked, whatever the date."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is weighed, whether trees count, and how much light leaves let through."""

    weighting: Weighting
    trees: bool
    passes: float


class SkyViewMethod:
    """How the share of the sky is computed."""

    tiled = None

    def plan(self, request: Request) -> Plan:
        """Return how it is computed."""
        params = request.params
        trees = params.trees != NO_TREES
        return Plan(params.weighting, trees, light_on(params.trees, ANY) if trees else 1.0)

    def facts(self, request: Request, plan: Plan) -> tuple[tuple[str, str], ...]:
        """Return what the card says of the method."""
        return (("sky_weighting", plan.weighting),)

    def on_ground(
        self, plan: Plan, model: Model, surface: Surface, box: Bounds, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the shares (rows, cols) of the cells of a box [0 to 1]."""
        from jumeau.simulation.analyses.running import window
        from jumeau.simulation.sun.sky_view import sky_view

        seen = sky_view(
            surface, weighting=plan.weighting, trees=plan.trees, passes=plan.passes,
            far=far_of(model, surface.bounds), progress=progress,
        )  # fmt: skip
        return seen[window(surface, box)]

    def on_cells(
        self, plan: Plan, model: Model, surface: Surface, cells: Cells, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the shares (N,) of cells of walls, of the half sky before them."""
        from jumeau.simulation.sun.sky_view import sky_view_on_cells

        return sky_view_on_cells(
            cells, surface, weighting=plan.weighting, trees=plan.trees, passes=plan.passes,
            far=far_of(model, surface.bounds), progress=progress,
        )  # fmt: skip

    def lines(self, plan: Plan, request: Request, ground: Raster) -> Lines | None:
        """Return nothing: no lines are drawn."""
        return None


METHOD = SkyViewMethod()
