"""From a project to what a simulation is asked, and from its answer to layers."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau.errors import InputError
from jumeau.io.store import Payloads, PayloadStore
from jumeau.model.analysis import Analysis
from jumeau.model.inputs import NO_TREES, inputs_of
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project, replaced
from jumeau.model.roles import Role
from jumeau.model.variants import variant_of
from jumeau.model.view_state import Switches, ViewState
from jumeau.render.shelf import Shelf
from jumeau.render.site import Site
from jumeau.render.sunlit.surfaces import assumed_trees, crowns_of
from jumeau.render.variants.sited import sites_of
from jumeau.simulation.analyses.request import Bounds, Model, Request, Results, cells_of
from jumeau.simulation.catalogue import Simulation, as_text, catalogue, dates_of, from_text

MARK = "sha256:"
"""How the mark of weather begins that the project keeps; anything else is a file."""
STREET = 10.0
"""Of the widths of a project's streets, so many percent are narrower than the narrow ones."""
LEAST_STREET = 3.0
"""What is narrower is a path [m]."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a project, as a value.

    Attributes
    ----------
    simulation : str
        Id in the catalogue.
    params : Struct
        Its parameters.
    area : tuple of float
        West, south, east, north, project CRS [m].
    variant : str
        Id; empty for today.
    against : tuple of str
        Of a difference: the one id of what is taken away; ``("",)`` for today.
    year : int
        Calendar year of phases and of growing trees; 0 for finished, as planted.
    without : tuple of str
        Ids of layers of buildings and trees that do not count.
    """

    simulation: str
    params: Any
    area: Bounds
    variant: str = ""
    against: tuple[str, ...] = ()
    year: int = 0
    without: tuple[str, ...] = ()

    @property
    def record(self) -> Simulation:
        """Its entry in the catalogue."""
        return catalogue()[self.simulation]

    def analysis(self, project: Project, run: str = "") -> Analysis:
        """Return the record that a result bears: what was asked, of what."""
        parameters = [*as_text(self.params), ("area", " ".join(f"{x:.2f}" for x in self.area))]
        if self.year:
            parameters.append(("year", str(self.year)))
        if self.without:
            parameters.append(("without", " ".join(self.without)))
        made = Analysis(
            self.simulation, run, self.variant, self.against, tuple(parameters)
        )  # fmt: skip
        return msgspec.structs.replace(made, inputs=inputs_of(project, made))


def asked_of(analysis: Analysis) -> Asked:
    """Return the question whose answer a layer is, to ask it again.

    Raises
    ------
    InputError
        ``analyses.unknown``.
    """
    simulation = catalogue().get(analysis.simulation)
    if simulation is None:
        known = ", ".join(catalogue())
        raise InputError("analyses.unknown", name=analysis.simulation, known=known)
    told = dict(analysis.parameters)
    numbers = [float(x) for x in told.get("area", "").split()]
    area: Bounds = (numbers[0], numbers[1], numbers[2], numbers[3])
    return Asked(
        analysis.simulation, from_text(simulation, told), area, analysis.variant,
        analysis.against, int(told.get("year", "0")), tuple(told.get("without", "").split()),
    )  # fmt: skip


def whole_area(project: Project) -> Bounds:
    """Return the rectangle of the commune, with its margin; that of the data where there is none.

    Raises
    ------
    InputError
        ``measuring.no_ground``.
    """
    boxes = [x.bounds for x in project.layers if x.analysis is None and x.bounds[2] > x.bounds[0]]
    if not boxes:
        raise InputError("measuring.no_ground")
    table = np.array(boxes)
    low, high = table[:, :2].min(0).tolist(), table[:, 2:].max(0).tolist()
    box: Bounds = (low[0], low[1], high[0], high[1])
    place = project.place
    if place is not None and place.bounds[2] > place.bounds[0]:
        box = within(place.bounds, box) or box
    return box


def within(area: Bounds, other: Bounds) -> Bounds | None:
    """Return what two rectangles have in common; None where that is nothing."""
    box = (
        max(area[0], other[0]), max(area[1], other[1]),
        min(area[2], other[2]), min(area[3], other[3]),
    )  # fmt: skip
    return box if box[2] > box[0] and box[3] > box[1] else None


def checked_question(project: Project, asked: Asked, today: datetime.date | None = None) -> Asked:
    """Return a question that can be answered: its area within the data, its dates told.

    Raises
    ------
    InputError
        ``analyses.outside``, ``analyses.too_large``, ``analyses.no_variant``,
        ``analyses.same_variant``, ``analyses.no_surface``, ``analyses.no_noise_source``,
        ``measuring.no_ground``.
    """
    for variant in (asked.variant, *asked.against):
        if variant and variant_of(project, variant) is None:
            raise InputError("analyses.no_variant", name=variant)
    if asked.against == (asked.variant,):
        raise InputError("analyses.same_variant", name=asked.variant)
    if not getattr(asked.params, "surfaces", ("ground",)):
        raise InputError("analyses.no_surface")
    if not getattr(asked.params, "sources", ("road",)):
        raise InputError("analyses.no_noise_source")
    boxes = [x.bounds for x in project.layers if x.analysis is None and x.bounds[2] > x.bounds[0]]
    if not boxes:
        raise InputError("measuring.no_ground")
    table = np.array(boxes)
    data = (*table[:, :2].min(0).tolist(), *table[:, 2:].max(0).tolist())
    area = within(asked.area, data)
    if area is None:
        raise InputError(
            "analyses.outside", **{k: round(v) for k, v in zip(
                ("west", "south", "east", "north"), data, strict=True)},
        )  # fmt: skip
    cells_of(area, float(getattr(asked.params, "resolution", 1.0)))
    params = asked.params
    if hasattr(params, "dates"):
        first, last = dates_of(params, today or datetime.date.today())
        told = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
        params = msgspec.structs.replace(params, dates=told)
    return replace(asked, area=area, params=params)


# -- the model of each variant ---------------------------------------------------------------------


BUILT = frozenset({Role.BUILDING, Role.CONSTRUCTION, Role.CITY_OBJECT})
"""Layers that have façades; a city model's roads, water and plants stand too, and have none."""


def model_of(site: Site, project: Project, *, trees: bool = True) -> Model:
    """Return a site as simulations read it."""
    return Model(
        site.relief.altitude, site.relief.bounds, site.standing,
        crowns_of(site) if trees and site.trees else None,
        frozenset(x.id for x in project.layers if x.role not in BUILT),
    )  # fmt: skip


def request_of(
    project: Project,
    asked: Asked,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    today: datetime.date | None = None,
    coarse: bool = False,
) -> Request:
    """Return a question with all that its answer depends on: for worker threads.

    Parameters
    ----------
    coarse : bool
        A first picture is wanted soon.

    Raises
    ------
    InputError
        As :func:`checked_question`; ``sun.no_place``; ``analyses.bad_dates``;
        ``noise_inputs.no_sources``.
    """
    from jumeau.simulation.sun.placing import place_of

    today = today or datetime.date.today()
    asked = checked_question(project, asked, today)
    if "noise" in asked.record.needs:
        from jumeau.render.noise.asking import noise_request

        return noise_request(project, asked, payloads, shelf, progress, coarse=coarse)
    needs, params = asked.record.needs, asked.params
    trees = getattr(params, "trees", NO_TREES) != NO_TREES
    view = ViewState(hidden=asked.without, year=asked.year, switches=Switches(trees=trees))
    sites = sites_of(project, view, (asked.variant, *asked.against), payloads, shelf, progress)
    site = sites[asked.variant]
    first = last = None
    if hasattr(params, "dates"):
        first, last = dates_of(params, today)
    middle = ((asked.area[0] + asked.area[2]) / 2, (asked.area[1] + asked.area[3]) / 2)
    altitude = float(site.relief.altitude(*middle))
    return Request(
        params,
        model_of(site, project, trees=trees),
        asked.area,
        place_of(project, round(altitude)) if "place" in needs else None,
        model_of(sites[asked.against[0]], project, trees=trees) if asked.against else None,
        first,
        last,
        street_width(project, payloads),
        _weather(project, getattr(params, "weather", ""), payloads),
    )


def _weather(project: Project, mark: str, payloads: Payloads) -> Any:
    """Return the weather of the project that has this mark; None for a clear sky.

    Raises
    ------
    InputError
        ``analyses.weather_gone``.
    """
    if not mark:
        return None
    from jumeau.io.weather.keeping import mark_of, weather_in

    layer = next((x for x in project.layers if mark_of(x) == mark), None)
    if layer is None:
        raise InputError("analyses.weather_gone", mark=mark)
    return weather_in(layer, payloads)


def street_width(project: Project, payloads: Payloads) -> float:
    """Return the width of a project's narrow streets [m]; 0 where none is known."""
    from jumeau.io import canonical

    found = [np.empty(0)]
    for layer in project.layers:
        if layer.role is Role.ROAD and layer.count:
            width = canonical.column(payloads, layer, "width")
            if width is not None:
                found.append(width[np.isfinite(width) & (width >= LEAST_STREET)])
    every = np.concatenate(found)
    return float(np.percentile(every, STREET)) if len(every) else 0.0


def new_run() -> str:
    """Return a name for a run that no other bears."""
    return uuid.uuid4().hex[:12]


def answered(
    project: Project,
    asked: Asked,
    store: PayloadStore,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    coarse: bool = False,
    run: str = "",
) -> tuple[tuple[Layer, ...], Results]:
    """Compute an analysis and put its result into the store: for worker threads.

    Parameters
    ----------
    coarse : bool
        A first picture is wanted soon, of those simulations that make one.
    run : str
        Name of the run; a new one where it is empty.

    Returns
    -------
    layers : tuple of Layer
        Of one run, and the weather that it was given; they are not in the project yet.
    results : Results

    Raises
    ------
    InputError
        As :func:`request_of`, and what the simulation cannot do.
    """
    from jumeau.io.results import result_layers

    asked = checked_question(project, asked)
    given: tuple[Layer, ...] = ()
    if path := getattr(asked.params, "weather", ""):
        from jumeau.io.weather.keeping import mark_of, weather_layer

        if not path.startswith(MARK):  # a file: from now on its content is part of the project
            year = int(asked.params.dates[:4])
            given = (weather_layer(Path(path), year, project, store),)
            params = msgspec.structs.replace(asked.params, weather=mark_of(given[0]))
            asked = replace(asked, params=params)
    held = replaced(project, layers=(*given, *project.layers))
    request = request_of(held, asked, store, shelf, part(progress, 0.0, 0.15), coarse=coarse)
    found = asked.record.run(request, part(progress, 0.15, 0.95))
    if request.model.crowns is not None:
        missing, total = assumed_trees(store, project.layers)
        if missing:
            told = ("trees_assumed", f"{missing}/{total}")
            found = replace(found, facts=(*found.facts, told))
    analysis = asked.analysis(project, run or new_run())
    record = asked.record
    role = record.change if asked.against else record.role
    layers = result_layers(
        project, store, analysis, role, record.lines, record.unit, found, part(progress, 0.95, 1.0)
    )
    if not layers:
        raise InputError("analyses.nothing")
    known = {x.payload for x in project.layers}
    progress(1.0, "storing")
    return (*layers, *(x for x in given if x.payload not in known)), found
