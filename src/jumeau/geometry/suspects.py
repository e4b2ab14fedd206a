"""Which polygons deserve a closer look: a quick sieve that never calls a faulty one sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Polygons

LONGEST = 400
"""Rings of more vertices go to the closer look: the sieve is quadratic in them."""
SLACK = 1e-6
"""Orientations closer to zero than this [m²] may be a touch."""


@njit
def _ring_is_suspect(xy, first, stop):  # type: ignore[no-untyped-def]
    n = stop - first
    if n > LONGEST:
        return True
    for i in range(n):
        ax, ay = xy[first + i, 0], xy[first + i, 1]
        b = first + (i + 1) % n
        bx, by = xy[b, 0], xy[b, 1]
        c = first + (i + 2) % n
        ux, uy, vx, vy = bx - ax, by - ay, xy[c, 0] - bx, xy[c, 1] - by
        if abs(ux * vy - uy * vx) <= SLACK and ux * vx + uy * vy <= 0.0:
            return True  # the outline turns back on itself
        x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        for j in range(i + 2, n):
            k = (j + 1) % n
            if k == i:
                continue
            cx, cy = xy[first + j, 0], xy[first + j, 1]
            dx, dy = xy[first + k, 0], xy[first + k, 1]
            if max(cx, dx) < x0 or min(cx, dx) > x1 or max(cy, dy) < y0 or min(cy, dy) > y1:
                continue
            s1 = ux * (cy - ay) - uy * (cx - ax)
            s2 = ux * (dy - ay) - uy * (dx - ax)
            if (s1 > SLACK and s2 > SLACK) or (s1 < -SLACK and s2 < -SLACK):
                continue
            s3 = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
            s4 = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
            if (s3 > SLACK and s4 > SLACK) or (s3 < -SLACK and s4 < -SLACK):
                continue
            return True
    return False


@njit
def _sieve(xy, ring_start, polygon_start, feature_start, suspect):  # type: ignore[no-untyped-def]
    for f in range(len(suspect)):
        polygon = feature_start[f]
        ring = polygon_start[polygon]
        one = feature_start[f + 1] - polygon == 1 and polygon_start[polygon + 1] - ring == 1
        if not one or _ring_is_suspect(xy, ring_start[ring], ring_start[ring + 1]):
            suspect[f] = True


def suspects(polygons: Polygons) -> NDArray[np.bool_]:
    """Tell which features may be invalid: not of one ring, or with a ring that may touch itself.

    Parameters
    ----------
    polygons : Polygons
        Coordinates in metres; every feature has a polygon.

    Returns
    -------
    (F,) bool array
        False only where the feature is one simple ring.
    """
    suspect = np.zeros(len(polygons), np.bool_)
    _sieve(
        polygons.xy, polygons.ring_start, polygons.polygon_start, polygons.feature_start, suspect
    )
    return suspect
