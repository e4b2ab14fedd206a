"""Where a model stands in the project: its file's own coordinates, brought to the project's CRS."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.crs import Reprojection, parse, reprojection, same
from jumeau.geometry.likely_crs import likely_crs
from jumeau.geometry.vertical import height_way
from jumeau.io.models.raw import OnMap, Part
from jumeau.io.models.shaping import box_of
from jumeau.model.project import Project
from jumeau.model.provenance import Transformation

NEAR = 20_000.0
"""A model that stands no further from the project belongs to it [m]."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Where a file wants its model to stand.

    Attributes
    ----------
    place : tuple of float
        Project CRS [m].
    rotation : float
        Clockwise [degrees].
    altitude : float or None
        Of the foot [m]; None where the file does not tell.
    crs : str
        What its coordinates were in.
    guessed : bool
        The file did not name that CRS.
    rough : bool
        See :class:`jumeau.io.models.raw.OnMap`.
    away : float
        From the project [m]; 0 within it.
    """

    place: tuple[float, float]
    rotation: float
    altitude: float | None
    crs: str
    guessed: bool
    rough: bool
    away: float


def on_project(
    parts: list[Part], place: OnMap, unit: float, project: Project
) -> tuple[list[Part], list[Transformation], str, bool]:
    """Return map coordinates in the project's CRS; the CRS that they were in, whether guessed.

    For models whose every coordinate is one of a map.
    """
    box = box_of(parts) * unit
    bounds = (box[0, 0], box[0, 1], box[1, 0], box[1, 1])
    crs = place.crs or _likely(bounds, project)
    if not crs:
        return parts, [], "", True
    turned = _turned(bounds, crs)
    if turned:
        bounds = (bounds[1], bounds[0], bounds[3], bounds[2])
    way = None if same(crs, project.crs) else reprojection(crs, project.crs, bounds)
    heights = height_way(crs, place.vertical, project.vertical, bounds) if place.vertical else None
    moved = []
    for one in parts:
        xyz = one.xyz * unit
        if turned:
            xyz = xyz[:, [1, 0, 2]]
        xy, z = xyz[:, :2], xyz[:, 2]
        if heights is not None and heights.known:
            z = heights(xy, z)
        if way is not None:
            xy = way(xy)
        moved.append(replace(one, xyz=np.column_stack([xy, z])))
    if not all(np.isfinite(x.xyz).all() for x in moved):
        raise InputError("crs.outside", crs=crs, target=project.crs)
    records = [x.record() for x in (way, heights) if x is not None]
    return moved, records, crs, not place.crs


def _turned(bounds: tuple[float, ...], crs: str) -> bool:
    """Tell whether north comes before east: only where the box fits no other way."""
    from jumeau.io.citymodels.srs import Srs

    return Srs(crs).is_turned((bounds[0], bounds[1], bounds[2], bounds[3]))


def _likely(bounds: tuple[float, float, float, float], project: Project) -> str:
    """Return the CRS in which coordinates lie in or near the project, else in France."""
    likely = [x.code for x in likely_crs(bounds)]
    if project.bounds is None:
        return likely[0] if likely else ""
    best, closest = "", math.inf
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    for crs in dict.fromkeys([project.crs, *likely]):
        try:
            place = middle if same(crs, project.crs) else reprojection(crs, project.crs)(middle)
        except InputError:
            continue
        away = away_from(project, tuple(place[0].tolist()))
        if away < closest and (crs in likely or away < NEAR):
            best, closest = crs, away
    return best


def away_from(project: Project, place: Iterable[float]) -> float:
    """Return how far a place lies from a project's data [m]; 0 within, or where there are none."""
    box = project.bounds
    x, y = place
    if box is None or not (math.isfinite(x) and math.isfinite(y)):
        return 0.0 if box is None else math.inf
    dx, dy = max(box[0] - x, x - box[2], 0.0), max(box[1] - y, y - box[3], 0.0)
    return math.hypot(dx, dy)


def suggested_by_grid(
    place: OnMap, foot: tuple[float, float, float], project: Project
) -> tuple[Suggested, list[Transformation]] | None:
    """Return where a model stands that its file puts on a map as a whole.

    Parameters
    ----------
    foot : tuple of float
        The middle of its foot, in its own axes [m].

    Returns
    -------
    tuple or None
        None where nothing tells what the coordinates are in.
    """
    degrees = bool(place.crs) and parse(place.crs).is_geographic
    here = (place.east, place.north)
    crs = place.crs or _likely((*here, *here), project)
    if not crs:
        return None
    way = None if same(crs, project.crs) else reprojection(crs, project.crs, (*here, *here))
    turn = math.radians(place.rotation)
    x, y = foot[:2]
    shift = (
        math.cos(turn) * x + math.sin(turn) * y,
        -math.sin(turn) * x + math.cos(turn) * y,
    )
    start = np.array([here]) if degrees else np.array([[here[0] + shift[0], here[1] + shift[1]]])
    place_xy, bearing = _moved(start, way, 1e-3 if degrees else 100.0)
    if not np.isfinite(place_xy).all():
        return None
    if degrees:  # metres of the model are metres of the project, turned to its north
        by = math.radians(bearing)
        x, y = shift
        place_xy = place_xy + np.array(
            (math.cos(by) * x + math.sin(by) * y, -math.sin(by) * x + math.cos(by) * y)
        )
    altitude = None if place.up is None else place.up + foot[2]
    records = [way.record()] if way is not None else []
    if altitude is not None and place.vertical and not degrees:
        heights = height_way(crs, place.vertical, project.vertical, (*here, *here))
        if heights is not None:
            records.append(heights.record())
            if heights.known:
                altitude = float(heights(start, np.array([altitude]))[0])
    at = (float(place_xy[0]), float(place_xy[1]))
    rotation = (place.rotation + bearing + 180.0) % 360.0 - 180.0
    away = away_from(project, at)
    found = Suggested(at, rotation, altitude, crs, not place.crs, place.rough, away)
    return found, records


def _moved(
    start: NDArray[np.float64], way: Reprojection | None, step: float
) -> tuple[NDArray[np.float64], float]:
    """Return a place in the project's CRS, and where its own north points there, clockwise."""
    if way is None:
        return start[0], 0.0
    ends = way(np.vstack([start, start + np.array([[0.0, step]])]))
    dx, dy = ends[1] - ends[0]
    return ends[0], math.degrees(math.atan2(dx, dy))
