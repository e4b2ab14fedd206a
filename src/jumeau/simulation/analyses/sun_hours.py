"""Hours of direct sun on the ground, on roofs and on walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.isolines import isolines
from jumeau.model.progress import Progress
from jumeau.simulation.analyses.foliage import light_through
from jumeau.simulation.analyses.renewing import key_of, renewed
from jumeau.simulation.analyses.request import Bounds, Lines, Model, Raster, Request
from jumeau.simulation.analyses.suns import Course, course_facts, course_of, place_in
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.surface import Surface

LEVELS = (2.0, 4.0, 6.0, 8.0, 10.0)
"""Hours of shade a day that have a line."""
SHARED_FROM = 31
"""Suns of more days share azimuths."""
SHORTEST = 12.0
"""Shorter lines are left out: in cells."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The sun's course, and the share of light that leaves let through, (N,)."""

    course: Course
    passes: NDArray[np.float64]

    @property
    def sector(self) -> float | None:
        """How wide sectors of azimuth suns share [degrees]; None: each has its own."""
        from jumeau.simulation.sun.hours import SECTOR

        return SECTOR if self.course.days > SHARED_FROM else None


class SunHoursMethod:
    """How hours of sun are computed."""

    def plan(self, request: Request) -> Plan:
        """Return the suns of the days that were asked for."""
        course = course_of(request)
        trees, latitude = request.params.trees, place_in(request).latitude
        return Plan(course, light_through(trees, course.instants, latitude))

    def facts(self, request: Request, plan: Plan) -> tuple[tuple[str, str], ...]:
        """Return what the card says of the sun."""
        return course_facts(request, plan.course)

    def on_ground(
        self, plan: Plan, model: Model, surface: Surface, box: Bounds, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the hours (rows, cols) of the cells of a box."""
        from jumeau.simulation.sun.hours import sun_hours

        course, far = plan.course, far_of(model, surface.bounds)

        def hours(cells: Bounds, tell: Progress) -> NDArray[np.float32]:
            return sun_hours(
                surface, course.suns, course.hours, plan.passes, far=far, box=cells,
                sector=plan.sector, progress=tell,
            )  # fmt: skip

        suns = (course.suns.azimuth, course.suns.elevation, course.hours, plan.passes)
        beyond = () if far is None else (far.z,)
        key = key_of(*suns, *beyond, box, surface.bounds, surface.step, plan.sector)
        return renewed(key, surface, box, course.suns, hours, progress)

    def tiled(
        self, plan: Plan, model: Model, surfaces: Any, box: Bounds, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the hours of the cells of a large box, equal to those of a single run."""
        from jumeau.simulation.analyses.running import near, place_of
        from jumeau.simulation.sun.hours import hours_in_tiles
        from jumeau.simulation.surfaces import grid_of

        course, step = plan.course, surfaces.step
        left, top, rows, cols = grid_of(near(box, model.bounds), step)
        wide = (left * step, (top - rows) * step, (left + cols) * step, top * step)
        hours = hours_in_tiles(
            surfaces, wide, step, course.suns, course.hours, plan.passes,
            far=far_of(model, wide), sector=plan.sector, progress=progress,
        )  # fmt: skip
        return hours[place_of(Raster(hours, wide[0], wide[3], step), box)]

    def on_cells(
        self, plan: Plan, model: Model, surface: Surface, cells: Cells, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the hours (N,) of cells of walls."""
        from jumeau.simulation.sun.facades import hours_on_cells

        course = plan.course
        return hours_on_cells(
            cells, surface, course.suns, course.hours, plan.passes,
            far=far_of(model, surface.bounds), progress=progress,
        )  # fmt: skip

    def lines(self, plan: Plan, request: Request, ground: Raster) -> Lines | None:
        """Return lines of equal duration of shade, on the ground."""
        if not request.params.lines:
            return None
        days = float(plan.course.days)
        shade = np.float32(plan.course.total) - ground.values
        levels = tuple(x * days for x in LEVELS)
        found = isolines(
            shade, ground.west, ground.north, ground.step, levels, shortest=SHORTEST * ground.step
        )
        return Lines(tuple(x for _, x in found), tuple(v for v, _ in found))


def far_of(model: Model, box: Bounds) -> Any:
    """Return the relief at the horizon, beyond a box; None where the box is all there is."""
    from jumeau.simulation.sun.far import far_relief

    beyond = model.bounds
    if beyond[0] >= box[0] and beyond[1] >= box[1] and beyond[2] <= box[2] and beyond[3] <= box[3]:
        return None
    return far_relief(model.ground, model.bounds, box)


METHOD = SunHoursMethod()
