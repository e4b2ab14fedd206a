"""Outlines of what sound cannot pass, as shapes: buildings, and barriers of some thickness."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Scene

THICK = 0.1
"""A barrier is drawn so thick [m]: both its sides have corners of their own."""


def building_shapes(scene: Scene) -> NDArray[Any]:
    """Return the footprint of each building (B,) as a polygon with its courtyards.

    A building without a ring of at least three corners has an empty one.
    """
    import shapely

    count = len(scene.tops)
    found = np.full(count, shapely.Polygon(), object)
    sizes = np.diff(scene.ring_start)
    rings = np.flatnonzero(sizes >= 3)
    if not len(rings):
        return found
    alone = np.bincount(scene.ring_building[rings], minlength=count) == 1
    simple = rings[alone[scene.ring_building[rings]]]
    if len(simple):
        which = np.repeat(np.arange(len(simple)), sizes[simple])
        rows = np.concatenate(
            [np.arange(scene.ring_start[k], scene.ring_start[k + 1]) for k in simple]
        )
        lines = shapely.linearrings(scene.rings[rows], indices=which)
        found[scene.ring_building[simple]] = shapely.polygons(lines)
    for building in np.flatnonzero(np.bincount(scene.ring_building[rings], minlength=count) > 1):
        own = rings[scene.ring_building[rings] == building]
        shapes = [_ring(scene, k) for k in own]
        found[building] = shapely.make_valid(shapely.build_area(shapely.GeometryCollection(shapes)))
    bad = np.flatnonzero(~shapely.is_valid(found))
    found[bad] = shapely.buffer(found[bad], 0.0)
    return found


def barrier_shapes(scene: Scene) -> NDArray[Any]:
    """Return each barrier (W,) as a thin rectangle; empty where its ends are one place."""
    import shapely

    ends = scene.barriers[:, :, :2]
    if not len(ends):
        return np.empty(0, object)
    lines = shapely.linestrings(ends)
    found: NDArray[Any] = shapely.buffer(lines, THICK / 2.0, cap_style="flat")
    return found


def closed_shapes(*scenes: Scene) -> NDArray[Any]:
    """Return all that is not open ground in any of some scenes; empty shapes left out."""
    import shapely

    parts = [x for scene in scenes for x in (building_shapes(scene), barrier_shapes(scene))]
    every = np.concatenate(parts) if parts else np.empty(0, object)
    kept: NDArray[Any] = every[~shapely.is_empty(every)]
    return kept


def _ring(scene: Scene, ring: int) -> Any:
    import shapely

    return shapely.linearrings(scene.rings[scene.ring_start[ring] : scene.ring_start[ring + 1]])
