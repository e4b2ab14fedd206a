"""How much sun a place has in several variants: the answer, with what it rests on."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jumeau.errors import InputError
from jumeau.geometry.heights import HeightSource
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.provenance import Certainty, worst
from jumeau.render.site import Site
from jumeau.render.sun_places import heights_about
from jumeau.simulation.sun.diagram import Diagram, diagram_of
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.presets import AMENITY, OPENING, Beside, beside, rules_for
from jumeau.simulation.sun.share import STEP, WIDE, DayShare, Heights, day_share
from jumeau.simulation.sun.spots import FINEST, Spot, SpotKind

STANDS = 0.3
"""A wall is there where the model stands behind so many of its samples."""
DAYS_KEPT = 64
"""Days of places that are kept."""
KEPT = 8
"""Heights around places that are kept for the next question."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """How much sun a place has.

    Attributes
    ----------
    spot : Spot
        The place.
    place : SunPlace
        Where on Earth.
    ids : tuple of str
        Variants, the one that others are compared with first; empty for today.
    dates : tuple of datetime.date
        Legal dates.
    days : mapping
        By variant and date; a variant in which the place is all built over, or the wall is not,
        has none.
    certainty : Certainty
        The label of it.
    layers : tuple of str
        Ids of the layers that it rests on.
    trees : bool
        Whether trees count.
    """

    spot: Spot
    place: SunPlace
    ids: tuple[str, ...]
    dates: tuple[datetime.date, ...]
    days: Mapping[tuple[str, datetime.date], DayShare]
    certainty: Certainty
    layers: tuple[str, ...]
    trees: bool
    step: float = STEP

    def day(self, variant_id: str, date: datetime.date) -> DayShare | None:
        """Return the sun in a variant on a date; None where the place is built over."""
        return self.days.get((variant_id, date))

    def rules(self, variant_id: str, date: datetime.date) -> tuple[Beside, ...]:
        """Return what the place has in a variant on a date beside what rules of thumb name."""
        day = self.day(variant_id, date)
        if day is None:
            return ()
        about = AMENITY if self.spot.kind is SpotKind.AREA else OPENING
        first = self.ids[0]
        before = self.day(first, date) if variant_id != first else None
        return tuple(
            x for rule in rules_for(about, date.isoformat()) for x in beside(rule, day, before)
        )


@dataclass(slots=True)
class Around:
    """The heights around places, kept as long as the model stays the very same."""

    _made: OrderedDict[tuple[Any, ...], tuple[Any, Heights]] = field(default_factory=OrderedDict)
    _days: OrderedDict[tuple[Any, ...], tuple[Heights, DayShare]] = field(
        default_factory=OrderedDict
    )

    def day(self, heights: Heights, key: tuple[Any, ...], make: Callable[[], DayShare]) -> DayShare:
        """Return the sun of a day, computed where it is not kept."""
        name = (id(heights), *key)
        found = self._days.get(name)
        if found is None:
            found = self._days[name] = (heights, make())
        self._days.move_to_end(name)
        while len(self._days) > DAYS_KEPT:
            self._days.popitem(last=False)
        return found[1]

    def heights(self, site: Site, spot: Spot, progress: Progress = silent) -> Heights:
        """Return the heights around a place."""
        held = (*site_parts(site), spot)
        name = tuple(id(x) for x in held)
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = (held, heights_about(site, spot, progress))
        self._made.move_to_end(name)
        while len(self._made) > KEPT:
            self._made.popitem(last=False)
        return found[1]


def site_parts(site: Site) -> tuple[Any, ...]:
    """Return what a model consists of, to tell whether another is the very same."""
    solids = tuple(x.triangles for x in site.standing)
    points = tuple(x.points for x in site.standing)
    trees = tuple(y for _, x in site.trees for y in (x.position, x.height, x.radius))
    return (site.relief, *solids, *points, *trees)


def answer_of(
    project: Project,
    sites: Mapping[str, Site],
    spot: Spot,
    dates: Sequence[datetime.date],
    around: Around,
    *,
    step: float = STEP,
    passes: float | None = None,
    progress: Progress = silent,
) -> Answer:
    """Return how much sun a place has in several variants.

    Parameters
    ----------
    sites : mapping
        The model of each variant, the one that others are compared with first.
    dates : sequence of datetime.date
        Legal dates.
    step : float
        Between two suns [min].
    passes : float or None
        Share of the light that leaves let through; None for that of the season.

    Raises
    ------
    InputError
        ``sun.no_place``; ``sun_places.all_built`` where it is so in every variant;
        ``sun_places.outside``.
    """
    place = sun_place(project, spot)
    days: dict[tuple[str, datetime.date], DayShare] = {}
    refused: InputError | None = None
    for k, (one, site) in enumerate(sites.items()):
        check_inside(site, spot)
        share = part(progress, k / len(sites), (k + 1) / len(sites))
        heights = around.heights(site, spot, part(share, 0.0, 0.4))
        if not wall_stands(heights, spot):
            continue
        for n, date in enumerate(dates):
            own = part(share, 0.4 + 0.6 * n / len(dates), 0.4 + 0.6 * (n + 1) / len(dates))

            def make(
                heights: Heights = heights, date: datetime.date = date, own: Progress = own
            ) -> DayShare:
                return day_share(heights, spot, place, date, step, passes=passes, progress=own)

            try:
                days[one, date] = around.day(heights, (id(spot), date, step, passes), make)
            except InputError as problem:
                refused = problem
    if not days and refused is not None:
        raise refused
    label, layers, trees = basis_of(project, sites, spot)
    return Answer(spot, place, tuple(sites), tuple(dates), days, label, layers, trees, step)


def wall_stands(heights: Heights, spot: Spot) -> bool:
    """Tell whether a variant has the wall that a façade or window is on."""
    if spot.normal is None:
        return True
    surface = heights.near
    inside = spot.points - np.array(spot.normal) * (0.75 * FINEST + 0.2)
    row = np.floor((surface.north - inside[:, 1]) / surface.step).astype(np.int64)
    col = np.floor((inside[:, 0] - surface.west) / surface.step).astype(np.int64)
    rows, cols = surface.shape
    top = surface.top[np.clip(row, 0, rows - 1), np.clip(col, 0, cols - 1)]
    return bool((top >= spot.points[:, 2] - 0.5).mean() > STANDS)


def diagrams_of(
    project: Project,
    sites: Mapping[str, Site],
    spot: Spot,
    dates: Sequence[datetime.date],
    around: Around,
    *,
    step: float = STEP,
    passes: float = 0.0,
    progress: Progress = silent,
) -> dict[str, Diagram]:
    """Return the sky over a point or window in several variants."""
    place = sun_place(project, spot)
    x, y, z = spot.points.mean(axis=0).tolist()
    found = {}
    for k, (one, site) in enumerate(sites.items()):
        check_inside(site, spot)
        heights = around.heights(site, spot, part(progress, k / len(sites), (k + 0.8) / len(sites)))
        found[one] = diagram_of(
            heights, (x, y, z), place, dates, spot.normal, step=step, passes=passes
        )
    return found


def sun_place(project: Project, spot: Spot) -> SunPlace:
    """Return where on Earth a place is.

    Raises
    ------
    InputError
        ``sun.no_place``.
    """
    from jumeau.simulation.sun.placing import place_of

    altitude = float(spot.points[:, 2].mean()) if len(spot.points) else 0.0
    return place_of(project, round(altitude, -1))


def check_inside(site: Site, spot: Spot) -> None:
    """Refuse a place outside the model.

    Raises
    ------
    InputError
        ``sun_places.outside``.
    """
    west, south, east, north = site.relief.bounds
    a, b, c, d = spot.box
    if a < west or b < south or c > east or d > north:
        told = {"west": west, "south": south, "east": east, "north": north}
        raise InputError(
            "sun_places.outside",
            x=f"{(a + c) / 2:.0f}",
            y=f"{(b + d) / 2:.0f}",
            **{name: f"{value:.0f}" for name, value in told.items()},
        )


def basis_of(
    project: Project, sites: Mapping[str, Site], spot: Spot
) -> tuple[Certainty, tuple[str, ...], bool]:
    """Return the label of what is told of a place, the layers it rests on, and if trees count."""
    layers: dict[str, Layer] = {}
    known = {x.id: x for x in project.layers}
    sure, trees = True, False
    for site in sites.values():
        trees = trees or bool(site.trees)
        ids = [x.layer for x in site.standing] + [k for k, _ in site.trees]
        layers |= {x: known[x] for x in ids if x in known}
        sure = sure and _heights_known(site, spot)
    ground = project.ground
    if ground is not None:
        layers[ground.id] = ground
        sure = sure and not is_estimated_ground(ground)
    else:
        sure = False
    if any(x.provenance.invented for x in layers.values()):
        return Certainty.ILLUSTRATION, tuple(layers), trees
    label = worst((Certainty.COMPUTED, *(x.certainty for x in layers.values())))
    if not sure:
        label = worst((Certainty.UNCERTAIN, *([label] if label else [])))
    return label or Certainty.COMPUTED, tuple(layers), trees


def _heights_known(site: Site, spot: Spot) -> bool:
    """Tell whether no building that may shade a place has an estimated height."""
    west, south, east, north = spot.box
    reach = WIDE / 4
    for one in site.standing:
        if one.source is None or one.box is None:
            continue
        box = one.box
        near = (
            (box[:, 0] <= east + reach) & (box[:, 2] >= west - reach)
            & (box[:, 1] <= north + reach) & (box[:, 3] >= south - reach)
        )  # fmt: skip
        if bool((np.asarray(one.source)[near] >= HeightSource.STOREYS).any()):
            return False
    return True
