"""Energy that ground, roofs and walls could receive from the sun and the sky."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.model.inputs import NO_TREES
from jumeau.model.progress import Progress
from jumeau.simulation.analyses.foliage import light_through
from jumeau.simulation.analyses.request import Bounds, Lines, Model, Raster, Request
from jumeau.simulation.analyses.sun_hours import far_of
from jumeau.simulation.analyses.suns import HOUR, days_in, place_in
from jumeau.simulation.sun.calendar import period_instants
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.sun.irradiation import SOURCE, CumulativeSky
from jumeau.simulation.sun.position import MODEL
from jumeau.simulation.sun.weather import Weather
from jumeau.simulation.surface import Surface


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The light by its direction, whether trees count, and where the light is known from."""

    sky: CumulativeSky
    trees: bool
    source: str
    minutes: int


class IrradiationMethod:
    """How the energy is computed."""

    tiled = None

    def plan(self, request: Request) -> Plan:
        """Return the light of the days that were asked for.

        Raises
        ------
        InputError
            ``analyses.no_sun`` in polar night.
        """
        from jumeau.simulation.sun.irradiation import cumulative_sky
        from jumeau.simulation.sun.position import sun_positions

        place, (first, last) = place_in(request), days_in(request)
        weather, minutes = weather_of(request)
        lit = weather.ghi > 0.0
        if not lit.any():
            raise InputError("analyses.no_sun", first=first, last=last)
        instants = weather.instants[lit]
        suns = sun_positions(place, instants)
        days = np.asarray(
            (instants.astype("datetime64[D]") - instants.astype("datetime64[Y]")).astype(np.int64)
            + 1,
            np.float64,
        )
        passes = light_through(request.params.trees, instants, place.latitude)
        sky = cumulative_sky(
            suns, days, weather.hours[lit], weather.ghi[lit], weather.dni[lit], weather.dhi[lit],
            passes,
        )  # fmt: skip
        return Plan(sky, request.params.trees != NO_TREES, weather.source, minutes)

    def facts(self, request: Request, plan: Plan) -> tuple[tuple[str, str], ...]:
        """Return what the card says of sun and sky."""
        first, last = days_in(request)
        return (
            ("first", first.isoformat()),
            ("last", last.isoformat()),
            ("sun_minutes", str(plan.minutes)),
            ("sun_model", MODEL),
            ("sky_source", plan.source),
            ("sky_diffuse", SOURCE),
        )

    def on_ground(
        self, plan: Plan, model: Model, surface: Surface, box: Bounds, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the energy (rows, cols) of the cells of a box [kWh/m²]."""
        from jumeau.simulation.analyses.running import window
        from jumeau.simulation.sun.irradiation import irradiation

        far = far_of(model, surface.bounds)
        found = irradiation(surface, plan.sky, trees=plan.trees, far=far, progress=progress)
        return found[window(surface, box)]

    def on_cells(
        self, plan: Plan, model: Model, surface: Surface, cells: Cells, progress: Progress
    ) -> NDArray[np.float32]:
        """Return the energy (N,) of cells of walls [kWh/m²]."""
        from jumeau.simulation.sun.irradiation import irradiation_on_cells

        return irradiation_on_cells(
            cells, surface, plan.sky, trees=plan.trees, far=far_of(model, surface.bounds),
            progress=progress,
        )  # fmt: skip

    def lines(self, plan: Plan, request: Request, ground: Raster) -> Lines | None:
        """Return nothing: no lines are drawn."""
        return None


def weather_of(request: Request) -> tuple[Weather, int]:
    """Return the light of the days that are asked for, and the minutes of an interval.

    Raises
    ------
    InputError
        ``analyses.no_weather`` where a file has nothing for these days.
    """
    from jumeau.simulation.sun.weather import clear_sky

    place, (first, last) = place_in(request), days_in(request)
    if request.weather is None:
        minutes = request.params.minutes or HOUR
        begins = period_instants(place, first, last, minutes).astype("datetime64[s]")
        middles: NDArray[np.datetime64] = np.add(begins, np.timedelta64(minutes * 30, "s"))
        return clear_sky(place, middles, minutes / HOUR), minutes
    given: Weather = request.weather
    day = given.instants.astype("datetime64[D]")
    inside = (day >= np.datetime64(first)) & (day <= np.datetime64(last))
    if not inside.any():
        raise InputError("analyses.no_weather", first=first, last=last)
    from dataclasses import replace

    warm = None if given.temperature is None else given.temperature[inside]
    kept = replace(
        given, instants=given.instants[inside], hours=given.hours[inside], ghi=given.ghi[inside],
        dni=given.dni[inside], dhi=given.dhi[inside], temperature=warm,
    )  # fmt: skip
    return kept, round(float(kept.hours[0]) * HOUR)


METHOD = IrradiationMethod()
