"""One measure: where it was taken, what it says, and what is drawn of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jumeau.app.measuring.numbers import told_area, told_azimuth, told_length, told_rise
from jumeau.geometry.measure import area_of, lengths_of, sampled
from jumeau.i18n import Translator
from jumeau.model.project import Project

if TYPE_CHECKING:
    from jumeau.render.site import Site

Point = tuple[float, float, float]
ABOVE = 0.25
"""A line along the ground is drawn so far above it [m]."""
TRACE = 600
"""Points of a line that is drawn along the ground."""


class Kind(StrEnum):
    """What is measured."""

    DISTANCE = "distance"
    AREA = "area"
    HEIGHT = "height"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A measure.

    Attributes
    ----------
    points : tuple of Point
        Where it was set, project CRS [m].
    trace : (N, 3) float64
        The line that is drawn, along the ground [m].
    lines : tuple of (label, value)
        What it says, the most important first.
    parts : tuple of (Point, text)
        What stands beside its segments.
    value : float
        The first of ``lines`` as a number [m or m²].
    """

    kind: Kind
    points: tuple[Point, ...]
    trace: NDArray[np.float64]
    lines: tuple[tuple[str, str], ...]
    parts: tuple[tuple[Point, str], ...] = ()
    value: float = 0.0


def traced(points: NDArray[np.float64], site: Site, most: int = TRACE) -> NDArray[np.float64]:
    """Return the line along the ground (N, 3) through points (M, 2 or more) [m]."""
    xy, _ = sampled(np.asarray(points, float)[:, :2], site.step, most)
    return np.column_stack([xy, site.relief.altitude(xy[:, 0], xy[:, 1]) + ABOVE])


def distance(
    points: tuple[Point, ...], site: Site, project: Project, known: float, tr: Translator
) -> Measure:
    """Measure a line of two points or more."""
    factors = {"scale": project.grid_scale, "convergence": project.convergence}
    found = lengths_of(points, site.relief.altitude, site.step, **factors)
    lines = [
        (tr("measuring.distance.ground"), told_length(found.ground, known, tr)),
        (tr("measuring.distance.horizontal"), told_length(found.horizontal, known, tr)),
        (tr("measuring.distance.straight"), told_length(found.straight, known, tr)),
        (tr("measuring.distance.rise"), told_rise(found.rise, known, tr)),
    ]
    if found.azimuth == found.azimuth:
        lines.append((tr("measuring.distance.azimuth"), told_azimuth(found.azimuth, tr)))
    parts = []
    if len(points) > 2:
        for number, pair in enumerate(itertools.pairwise(points), start=1):
            one = lengths_of(pair, site.relief.altitude, site.step, **factors)
            text = told_length(one.ground, known, tr)
            parts.append((middle(*pair, site), text))
            lines.append((tr("measuring.distance.segment", number=number), text))
    trace = traced(np.array(points), site)
    return Measure(Kind.DISTANCE, points, trace, tuple(lines), tuple(parts), found.ground)


def area(
    points: tuple[Point, ...], site: Site, project: Project, known: float, tr: Translator
) -> Measure:
    """Measure the area within three points or more."""
    ring = np.array(points)
    found = area_of(ring[:, :2], site.relief.altitude, site.step, scale=project.grid_scale)
    lines = (
        (tr("measuring.area.horizontal"), told_area(found.horizontal, known, tr)),
        (tr("measuring.area.slope"), told_area(found.slope, known, tr)),
        (tr("measuring.area.perimeter"), told_length(found.perimeter, known, tr)),
    )
    trace = traced(np.vstack([ring, ring[:1]]), site)
    return Measure(Kind.AREA, points, trace, lines, value=found.horizontal)


def height(
    points: tuple[Point, ...],
    site: Site,
    project: Project,
    known: float,
    tr: Translator,
    told: tuple[tuple[str, str], ...] = (),
) -> Measure:
    """Measure the height between two points; ``told`` says what is known of a building."""
    first, last = points[0], points[-1]
    lines = list(told)
    rise = last[2] - first[2]
    if len(points) > 1:
        flat = float(np.hypot(last[0] - first[0], last[1] - first[1])) / project.grid_scale
        lines = [
            (tr("measuring.height.difference"), told_length(abs(rise), known, tr)),
            (tr("measuring.height.flat"), told_length(flat, known, tr)),
            *told,
        ]
    corner = (first[0], first[1], last[2]) if rise > 0 else (last[0], last[1], first[2])
    trace = np.array([first, corner, last] if len(points) > 1 else [first])
    return Measure(Kind.HEIGHT, points, trace, tuple(lines), value=abs(rise))


MAKERS: dict[Kind, Callable[..., Measure]] = {
    Kind.DISTANCE: distance,
    Kind.AREA: area,
    Kind.HEIGHT: height,
}
FEWEST = {Kind.DISTANCE: 2, Kind.AREA: 3, Kind.HEIGHT: 1}
MOST = {Kind.DISTANCE: 500, Kind.AREA: 500, Kind.HEIGHT: 2}


def middle(a: Point, b: Point, site: Site) -> Point:
    """Return the place on the ground half-way between two points."""
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    return (x, y, float(site.relief.altitude(x, y)) + ABOVE)


def measured_on(site: Site, project: Project, tr: Translator) -> str:
    """Return on what it was measured: the ground that was estimated, or where it comes from."""
    ground: Any = project.ground
    if site.relief.estimated or ground is None:
        return tr("measuring.on_estimated")
    source = ground.provenance.short
    return tr("measuring.on_ground", source=source) if source else tr("measuring.on_unknown")
