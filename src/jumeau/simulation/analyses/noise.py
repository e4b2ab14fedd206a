"""Noise of roads, rails and industry on the ground and before façades, by CNOSSOS-EU."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.analyses.request import (
    Bounds,
    Raster,
    Request,
    Results,
    Walls,
    Zones,
    cells_of,
)
from jumeau.simulation.analyses.shares import shares_of
from jumeau.simulation.noise.bands import indicator_of
from jumeau.simulation.noise.quality import COARSE, HEARD, Deviation, settings_of
from jumeau.simulation.noise.settings import Settings
from jumeau.simulation.noise.town import Town

SIMULATION = "noise"
CELL, MOST_CELLS = 2.0, 30_000_000
"""Side of the cells of the result [m], wider ones where there would be too many."""
COARSE_STEP, COARSE_POINTS = 10.0, 1200
"""Side of the cells of the first picture: at least that [m], and about so many."""
HALVINGS = {"preview": 0, "study": 2}
"""How often the grid is refined near walls."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Levels of the indicator [dB(A)] at the receivers of one variant."""

    places: Any
    levels: NDArray[np.float64]


class NoiseMethod:
    """How noise is computed: at receivers of its own, between which a map is interpolated."""

    def whole(self, request: Request, progress: Progress = silent) -> Results:
        """Return the result of a question: for worker threads.

        Raises
        ------
        InputError
            ``analyses.too_large``.
        """
        from jumeau.simulation.noise.tiles import tidy

        tidy(request.folder)
        if request.coarse:
            return self._coarse(request, progress)
        settings = _settings(request)
        town: Town = request.town
        if request.against is None:
            after = self._heard(request, town, settings, None, part(progress, 0.0, 0.8))
            found = _alone(request, town, after, part(progress, 0.8, 0.9))
            facts = _counted(after)
        else:
            before: Town = request.town_against
            after = self._heard(request, town, settings, before, part(progress, 0.0, 0.45))
            other = self._other(request, before, settings, after, part(progress, 0.45, 0.85))
            found, left_out = _change(request, town, before, after, other)
            facts = [*_counted(after), ("noise_left_out", str(left_out))]
        deviation = _deviation(request, town, settings, after, part(progress, 0.9, 0.99))
        estimated = town.estimated or (request.against is not None and before.estimated)
        told = (
            *_asked(request, settings), *facts, *_compared(deviation), *_inputs(estimated),
            *notes_told(town),
        )  # fmt: skip
        progress(1.0, "analyses")
        return replace(
            found, facts=told, estimated=estimated, shares=shares_of(SIMULATION, request, found)
        )

    def _heard(
        self, request: Request, town: Town, settings: Settings, also: Town | None,
        progress: Progress,
    ) -> Heard:  # fmt: skip
        """Return what is heard at the receivers of a variant."""
        from jumeau.simulation.noise.keeping import ready
        from jumeau.simulation.noise.places import places_of

        params: Noise = request.params
        progress(0.0, "noise_places")
        places = places_of(
            town.scene, ready(town.scene), request.area, params.surfaces, params.resolution,
            params.height, params.cell, also=None if also is None else also.scene,
            halvings=HALVINGS[params.quality], progress=part(progress, 0.0, 0.1),
        )  # fmt: skip
        return Heard(
            places, _levels(request, town, places, settings, part(progress, 0.1, 1.0))
        )  # fmt: skip

    def _other(
        self, request: Request, town: Town, settings: Settings, after: Heard, progress: Progress
    ) -> Heard:
        """Return what is heard before, at the receivers of the ground of after."""
        from jumeau.simulation.noise.facade_receivers import facade_receivers
        from jumeau.simulation.noise.keeping import ready
        from jumeau.simulation.noise.places import altitude_of, moved_to, together

        prep = ready(town.scene)
        ground, facades = after.places.ground, after.places.facades
        if ground is not None:
            ground = moved_to(ground, prep)
        if facades is not None:
            facades = facade_receivers(
                town.scene, request.area, request.params.cell, altitude_of(prep)
            )
        places = together(ground, facades)
        return Heard(places, _levels(request, town, places, settings, progress))

    def _coarse(self, request: Request, progress: Progress) -> Results:
        """Return a first picture: a level for each large cell that no building takes."""
        from jumeau.simulation.noise.difference import in_footprints

        settings = _settings(request)
        towns: list[Town] = [x for x in (request.town, request.town_against) if x is not None]
        step = coarse_step(request.area, request.params.resolution)
        left, top, cols, rows = cells_of(request.area, step)
        x = (left + np.arange(cols) + 0.5) * step
        y = (top - np.arange(rows) - 0.5) * step
        at = np.stack([v.ravel() for v in np.meshgrid(x, y)], axis=1)
        free = ~in_footprints(at, *(t.scene for t in towns))
        told = []
        for k, town in enumerate(towns):
            share = part(progress, k / len(towns), (k + 1) / len(towns))
            told.append(_at(request, town, at[free], settings, share))
        levels = _known(told[0])
        if len(told) > 1:
            levels = np.maximum(told[0], HEARD) - np.maximum(told[1], HEARD)
            levels[(told[0] < HEARD) & (told[1] < HEARD)] = np.nan
        values = np.full(len(at), np.nan, np.float32)
        values[free] = levels
        raster = Raster(values.reshape(rows, cols), left * step, top * step, step)
        found = Results(raster, estimated=any(t.estimated for t in towns))
        facts = (
            *_asked(request, settings), ("noise_ground_points", str(int(free.sum()))),
            *_inputs(found.estimated), *notes_told(request.town),
        )  # fmt: skip
        return replace(found, facts=facts, shares=shares_of(SIMULATION, request, found))


def _at(
    request: Request, town: Town, at: NDArray[np.float64], settings: Settings, progress: Progress
) -> NDArray[np.float64]:
    """Return the levels of the indicator at places (N, 2) of the ground."""
    from jumeau.simulation.noise.bands import a_weighted
    from jumeau.simulation.noise.engine import attenuation, levels
    from jumeau.simulation.noise.keeping import ready
    from jumeau.simulation.noise.places import altitude_of

    prep = ready(town.scene)
    z = np.asarray(altitude_of(prep)(at[:, 0], at[:, 1]), np.float64) + request.params.height
    way = attenuation(prep, town.sources, np.column_stack([at, z]), settings, progress)
    return indicator_of(request.params.indicator, a_weighted(levels(way, town.power)))


def coarse_step(area: Bounds, resolution: float) -> float:
    """Return how far apart the receivers of a first picture are [m]."""
    size = (area[2] - area[0]) * (area[3] - area[1])
    return max(COARSE_STEP, resolution, float(math.ceil(math.sqrt(size / COARSE_POINTS))))


def cell_of(area: Bounds) -> float:
    """Return the side of the cells of a result [m]."""
    size = (area[2] - area[0]) * (area[3] - area[1])
    return next((x for x in (CELL, 5.0, 10.0) if size / (x * x) <= MOST_CELLS), 20.0)


def _settings(request: Request) -> Settings:
    params: Noise = request.params
    favourable = (params.favourable_day, params.favourable_evening, params.favourable_night)
    quality = COARSE if request.coarse else params.quality
    return settings_of(quality, params.reach, favourable)


def _levels(
    request: Request, town: Town, places: Any, settings: Settings, progress: Progress
) -> NDArray[np.float64]:
    from jumeau.simulation.noise.tiles import levels_of

    found = levels_of(town, places.points, places.own, settings, request.folder, progress)
    return indicator_of(request.params.indicator, found)


# -- what comes of it ------------------------------------------------------------------------------


def _alone(request: Request, town: Town, heard: Heard, progress: Progress) -> Results:
    """Return the levels of one variant as cells, as zones, and on walls."""
    from jumeau.simulation.noise.isosurfaces import isosurfaces

    raster = walls = zones = None
    places = heard.places
    if places.ground is not None:
        raster = _raster(request, places.ground.mesh, heard)
        progress(0.5, "noise_picture")
        mesh = places.ground.mesh
        known = mesh.heard(_known(heard.levels[: places.on_ground]))
        classes = [
            x for x in isosurfaces(mesh.points, mesh.triangles, known)
            if math.isfinite(x.lower) and not x.shape.is_empty
        ]  # fmt: skip
        zones = Zones(tuple(x.shape for x in classes), tuple(x.lower for x in classes))
    if places.facades is not None and len(places.facades):
        walls = _walls(town, places.facades, _known(heard.levels[places.on_ground :]))
    progress(1.0, "noise_picture")
    return Results(raster, walls, zones=zones)


def _change(
    request: Request, town: Town, other: Town, after: Heard, before: Heard
) -> tuple[Results, int]:
    """Return after less before where both are heard, and how many places are left out."""
    from jumeau.simulation.noise.difference import in_footprints, shared_facades

    raster = walls = None
    left_out = 0
    ground = after.places.ground
    if ground is not None:
        one, two = (_raster(request, ground.mesh, x, quiet=True) for x in (after, before))
        values = one.values - two.values
        heard = [_raster(request, ground.mesh, x).values for x in (after, before)]
        values[np.isnan(heard[0]) & np.isnan(heard[1])] = np.nan
        left_out = int(in_footprints(ground.points, town.scene, other.scene).sum())
        raster = replace(one, values=values)
    if after.places.facades is not None and before.places.facades is not None:
        there, here = shared_facades(before.places.facades, after.places.facades)
        new = after.levels[after.places.on_ground :][here]
        old = before.levels[before.places.on_ground :][there]
        more = np.maximum(new, HEARD) - np.maximum(old, HEARD)
        more[(new < HEARD) & (old < HEARD)] = np.nan
        count = len(after.places.facades)
        left_out += count - len(here)
        change = np.full(count, np.nan)
        change[here] = more
        kept = np.zeros(count, np.bool_)
        kept[here] = True
        walls = _walls(town, after.places.facades, change, kept)
    return Results(raster, walls), left_out


def _known(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return levels, nan where no source is within reach."""
    return np.where(levels < HEARD, np.nan, levels)


def _raster(request: Request, mesh: Any, heard: Heard, *, quiet: bool = False) -> Raster:
    """Return the levels of the ground as cells within the area asked for.

    ``quiet``: where no source is within reach there is the least level that is told.
    """
    from jumeau.simulation.noise.mesh import raster_of

    levels = heard.levels[: heard.places.on_ground]
    told = np.maximum(levels, HEARD) if quiet else _known(levels)
    step = cell_of(request.area)
    found = raster_of(mesh, told, step)
    left, top, cols, rows = cells_of(request.area, step)
    row, col = round(found.north / step) - top, left - round(found.west / step)
    values = np.full((rows, cols), np.nan, np.float32)
    inside = found.values[max(row, 0) : row + rows, max(col, 0) : col + cols]
    y, x = max(-row, 0), max(-col, 0)
    values[y : y + inside.shape[0], x : x + inside.shape[1]] = inside
    return Raster(values, left * step, top * step, step)


def _walls(
    town: Town, facades: Any, levels: NDArray[np.float64],
    kept: NDArray[np.bool_] | None = None,
) -> Walls:  # fmt: skip
    """Return levels on walls, and which layer carries each."""
    homes = town.dwellings
    names = tuple(dict.fromkeys(homes.layer)) or ("",)
    number = {name: k for k, name in enumerate(names)}
    of = np.array([number[x] for x in homes.layer], np.int16)
    samples = facades.samples(levels.astype(np.float32), homes.row.astype(np.int32))
    layer = of[facades.building]
    if kept is not None:
        samples = replace(
            samples, points=samples.points[kept], feature=samples.feature[kept],
            storey=samples.storey[kept], uv=samples.uv[kept], values=samples.values[:, kept],
            normal=samples.normal[kept], size=samples.size[kept],
        )  # fmt: skip
        layer = layer[kept]
    return Walls(samples, names, layer)


# -- what the card says ----------------------------------------------------------------------------


def _deviation(
    request: Request, town: Town, settings: Settings, heard: Heard, progress: Progress
) -> Deviation | None:
    from jumeau.simulation.noise.quality import deviation_of

    progress(0.0, "noise_quality")
    return deviation_of(
        town, heard.places.points, heard.places.own, heard.levels, settings,
        request.params.indicator, progress,
    )  # fmt: skip


def _asked(request: Request, settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the settings as the card tells them."""
    params: Noise = request.params
    without = [x for x in ("road", "rail", "industry") if x not in params.sources]
    step = params.resolution
    if request.coarse:
        step = coarse_step(request.area, params.resolution)
    told = [
        ("noise_indicator", params.indicator),
        ("noise_quality", COARSE if request.coarse else params.quality),
        ("resolution", f"{step:g}"),
        ("noise_height", f"{params.height:g}"),
        ("noise_reach", f"{settings.max_distance:g}"),
    ]
    if settings.reflection_order:
        told.append(("noise_reflection_reach", f"{settings.reflection_distance:g}"))
    told += [("noise_without", x) for x in without]
    shares = (params.favourable_day, params.favourable_evening, params.favourable_night)
    share = " / ".join(f"{100 * x:g} %" for x in shares)
    air = f"{settings.temperature:g} °C, {settings.humidity:g} %"
    return (*told, ("noise_table", params.coefficients), ("noise_favourable", share),
            ("noise_air", air))  # fmt: skip


def _inputs(estimated: bool) -> tuple[tuple[str, str], ...]:
    """Return what is said of the input data, and what is not included."""
    return (("noise_inputs", "assumed" if estimated else "given"), ("noise_excluded", ""))


def _counted(heard: Heard) -> list[tuple[str, str]]:
    places = heard.places
    found = []
    if places.ground is not None:
        found.append(("noise_ground_points", str(len(places.ground))))
    if places.facades is not None:
        found.append(("noise_facade_points", str(len(places.facades))))
    return found


def _compared(deviation: Deviation | None) -> tuple[tuple[str, str], ...]:
    if deviation is None:
        return ()
    return (
        ("noise_deviation_points", str(deviation.points)),
        ("noise_deviation_low", f"{deviation.low:.1f}"),
        ("noise_deviation_high", f"{deviation.high:.1f}"),
    )


def notes_told(town: Town) -> tuple[tuple[str, str], ...]:
    """Return what was assumed, repaired or left out as facts: ``noise_note_<code>``, how often."""
    return tuple((f"noise_note_{x.code}", str(x.count)) for x in town.notes)


METHOD = NoiseMethod()
