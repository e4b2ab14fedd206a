"""Forms of roofs: which one a footprint gets, and the faces of one roof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Polygons
from jumeau.geometry.roof_shape import MOST_VERTICES, roof_space, shape_roof

LEAST_RISE = 0.8
"""Ridges closer to the gutter are parapets and terraces [m]; BD TOPO's altitudes are good to 1 m
or so."""

GENTLEST_SLOPE, STEEPEST_SLOPE = 8.0, 65.0
"""Slopes outside are no pitched roofs [°]: metal sheets start at 5 to 10°, the steepest slate
roofs of châteaux end near 65°."""

LARGEST_ROOF = 1500.0
"""Larger footprints are halls and blocks, seldom under one pitched roof [m²]."""

COMPACT = 1.25
"""Length over width below which a footprint is compact, and hipped."""


class RoofForm(IntEnum):
    """Form of a roof."""

    FLAT = 0
    GABLED = 1
    HIPPED = 2


@njit
def _choose(xy, ring_start, polygon_start, feature_start, rise, form):  # type: ignore[no-untyped-def]
    gentle, steep = np.tan(np.radians(GENTLEST_SLOPE)), np.tan(np.radians(STEEPEST_SLOPE))
    for f in range(len(form)):
        form[f] = RoofForm.FLAT
        q = feature_start[f]
        if not rise[f] >= LEAST_RISE or feature_start[f + 1] - q != 1:
            continue
        r = polygon_start[q]
        first, stop = ring_start[r], ring_start[r + 1]
        if polygon_start[q + 1] - r != 1 or stop - first > MOST_VERTICES:
            continue
        area, perimeter = 0.0, 0.0
        for i in range(first, stop):
            j = i + 1 if i + 1 < stop else first
            ax, ay = xy[i, 0] - xy[first, 0], xy[i, 1] - xy[first, 1]
            bx, by = xy[j, 0] - xy[first, 0], xy[j, 1] - xy[first, 1]
            area += 0.5 * (ax * by - bx * ay)
            perimeter += np.hypot(bx - ax, by - ay)
        if not 0.0 < area <= LARGEST_ROOF:
            continue
        # The rectangle of equal area and perimeter: as wide as the wings of an L.
        half = perimeter / 4.0
        width = half - np.sqrt(max(half * half - area, 0.0))
        slope = rise[f] / (width / 2.0)
        if gentle <= slope <= steep:
            compact = area / width < COMPACT * width
            form[f] = RoofForm.HIPPED if compact else RoofForm.GABLED


def choose_roof_form(polygons: Polygons, rise: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Form of the roof of each feature, from the shape of its footprint and its rise.

    Flat where the rise is unknown or under 0.8 m, where the slope would be outside 8° to 65°, on
    footprints with holes, of several polygons, of many vertices or of more than 1500 m²; hipped on
    compact ones; gabled on all others.

    Parameters
    ----------
    polygons : Polygons
        F footprints.
    rise : (F,) float64 array
        Ridge above gutter [m]; 0 or NaN where unknown.

    Returns
    -------
    (F,) uint8 array
        :class:`RoofForm`; callers may override any of them.
    """
    form = np.empty(len(polygons), np.uint8)
    _choose(
        polygons.xy,
        polygons.ring_start,
        polygons.polygon_start,
        polygons.feature_start,
        np.ascontiguousarray(rise, dtype=np.float64),
        form,
    )
    return form


@dataclass(frozen=True, slots=True, eq=False)
class RoofFaces:
    """A roof on one ring.

    Attributes
    ----------
    nodes : (n + k, 3) float64 array
        The ring's vertices, then the inner nodes: x, y [m], height as a share of the ridge's.
    faces : tuple of int64 arrays
        Corners of each face, counter-clockwise from above; the first ones lie on the ring.
    gable : (faces,) bool array
        Vertical faces, which belong to the walls.
    span : float
        Height of the ridge at a slope of 45° [m]: the slope is ``atan(rise / span)``.
    """

    nodes: NDArray[np.float64]
    faces: tuple[NDArray[np.int64], ...]
    gable: NDArray[np.bool_]
    span: float


def roof_faces(ring: NDArray[np.float64], form: RoofForm = RoofForm.HIPPED) -> RoofFaces | None:
    """Faces of the roof on one simple ring.

    Parameters
    ----------
    ring : (n, 2) float64 array
        Vertices [m], counter-clockwise, the first not repeated.
    form : RoofForm
        ``GABLED`` or ``HIPPED``; a flat roof has no faces to find.

    Returns
    -------
    RoofFaces or None
        None where no valid roof exists: too many corners, self-crossing, or flat.
    """
    n = len(ring)
    if form == RoofForm.FLAT or n < 3:
        return None
    local = np.ascontiguousarray(ring - ring[0], dtype=np.float64)
    space = roof_space()
    inner, count, corners, span = shape_roof(
        local[:, 0].copy(), local[:, 1].copy(), n, form == RoofForm.GABLED, space
    )
    if not count:
        return None
    nodes = np.zeros((n + inner, 3))
    nodes[:n, :2] = ring
    nodes[n:] = space.inner[:inner]
    nodes[n:, :2] += ring[0]
    bounds = np.cumsum(space.faces[: count - 1, 0])
    return RoofFaces(
        nodes,
        tuple(np.split(space.corners[:corners].copy(), bounds)),
        space.faces[:count, 2].astype(np.bool_),
        float(span),
    )
