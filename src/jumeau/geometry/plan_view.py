"""Bodies of surfaces seen from above: their outlines on the ground, and where they stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Polygons
from jumeau.geometry.surfaces import GROUND, ROAD, TERRAIN, UPRIGHT, Lie, Surfaces

LEAST_AREA = 0.05
"""Smaller rings are walls seen from above, and rounding [m²]."""
FOOT, HIGHEST_FOOT, FOOT_SHARE = 0.5, 4.0, 0.35
"""Walls end no further above the lowest of a body than so much of its height, within limits [m]."""
SAME_PLACE = 0.05
"""Vertices so close stand above each other [m]."""


@njit
def _flat_rings(  # type: ignore[no-untyped-def]
    xyz, ring_start, polygon_start, feature_start, chosen, xy, new_ring, new_polygon, new_feature
):
    v, r, p = 0, 0, 0
    new_ring[0] = new_polygon[0] = new_feature[0] = 0
    for f in range(len(feature_start) - 1):
        for q in range(feature_start[f], feature_start[f + 1]):
            if not chosen[q]:
                continue
            first_ring = r
            for ring in range(polygon_start[q], polygon_start[q + 1]):
                start = v
                for i in range(ring_start[ring], ring_start[ring + 1]):
                    x, y = xyz[i, 0], xyz[i, 1]
                    if v > start and (x - xy[v - 1, 0]) ** 2 + (y - xy[v - 1, 1]) ** 2 < 1e-6:
                        continue
                    xy[v, 0], xy[v, 1] = x, y
                    v += 1
                while (
                    v - start > 1
                    and (xy[start, 0] - xy[v - 1, 0]) ** 2 + (xy[start, 1] - xy[v - 1, 1]) ** 2
                    < 1e-6
                ):
                    v -= 1
                twice = 0.0
                for i in range(start + 1, v - 1):
                    ax, ay = xy[i, 0] - xy[start, 0], xy[i, 1] - xy[start, 1]
                    bx, by = xy[i + 1, 0] - xy[start, 0], xy[i + 1, 1] - xy[start, 1]
                    twice += ax * by - bx * ay
                exterior = ring == polygon_start[q]
                if not abs(twice) > 2.0 * LEAST_AREA:
                    v = start
                    if exterior:
                        break
                    continue
                if (twice > 0.0) != exterior:
                    low, high = start, v - 1
                    while low < high:
                        for k in range(2):
                            xy[low, k], xy[high, k] = xy[high, k], xy[low, k]
                        low, high = low + 1, high - 1
                r += 1
                new_ring[r] = v
            if r > first_ring:
                p += 1
                new_polygon[p] = r
        new_feature[f + 1] = p
    return v, r, p


def outlines(
    surfaces: Surfaces,
    lie: Lie,
    kind: NDArray[np.uint8],
    sign: NDArray[np.int8],
    wanted: NDArray[np.bool_] | None = None,
) -> Polygons:
    """Return what each body covers of the map.

    The surfaces that its source calls ground; where it names none, all that face up. They may
    overlap, all exteriors run counter-clockwise.

    Parameters
    ----------
    kind : (Q,) uint8
        Index into ``SURFACE_TYPES``.
    sign : (Q,) int8
        From :func:`jumeau.geometry.surfaces.outward`.
    wanted : (Q,) bool, optional
        Surfaces that may count.

    Returns
    -------
    Polygons
        F features without altitudes; empty where nothing lies flat.
    """
    s = surfaces
    feature = s.feature
    grounded = np.zeros(len(s), np.bool_)
    known = (kind == GROUND) & np.isfinite(lie.area[:, 2])
    grounded[feature[known]] = True
    with np.errstate(invalid="ignore"):
        up = lie.normal[:, 2] * sign > UPRIGHT
    chosen = np.where(grounded[feature], known, up)
    if wanted is not None:
        chosen &= wanted
    xy = np.empty((len(s.xyz) + 1, 2))
    starts = tuple(np.empty_like(a) for a in (s.ring_start, s.polygon_start, s.feature_start))
    v, r, p = _flat_rings(
        s.xyz, s.ring_start, s.polygon_start, s.feature_start, chosen, xy, *starts
    )
    return Polygons(xy[:v].copy(), None, starts[0][: r + 1], starts[1][: p + 1], starts[2])


def bottoms(
    surfaces: Surfaces, foot: NDArray[np.float64], top: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which vertices are the lower ends of walls.

    They are the lowest of their body at their place, and near its foot: dormers and chimneys begin
    higher up.

    Parameters
    ----------
    foot, top : (F,) float64
        Lowest and highest altitude of each body [m].

    Returns
    -------
    (V,) bool array
    """
    s = surfaces
    first = s.ring_start[s.polygon_start[s.feature_start]]
    body = np.repeat(np.arange(len(s)), np.diff(first))
    with np.errstate(invalid="ignore"):
        x, y = (np.nan_to_num(s.xyz[:, k] / SAME_PLACE).round().astype(np.int64) for k in (0, 1))
        reach = np.clip(FOOT_SHARE * (top - foot), FOOT, HIGHEST_FOOT)
        low = s.xyz[:, 2] <= (foot + reach)[body]
    rows = np.flatnonzero(low)
    if not len(rows):
        return low
    key = (body[rows] * 0x9E3779B1 + x[rows]) * 0x85EBCA6B + y[rows]
    order = np.argsort(key, kind="stable")
    start = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    z = s.xyz[rows[order], 2]
    lowest = np.repeat(np.minimum.reduceat(z, start), np.diff(np.r_[start, len(z)]))
    low[rows[order]] = z <= lowest + SAME_PLACE
    return low


def feet(surfaces: Surfaces, kind: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return places (N, 3) of the ground: the lower ends of walls, all that lies on the ground.

    Parameters
    ----------
    kind : (Q,) uint8
        Index into ``SURFACE_TYPES``.
    """
    foot, top = extent(surfaces)
    lying = np.isin(kind, (ROAD, TERRAIN))
    vertices = np.diff(surfaces.ring_start[surfaces.polygon_start])
    places = surfaces.xyz[bottoms(surfaces, foot, top) | np.repeat(lying, vertices)]
    return places[np.isfinite(places).all(axis=1)]


def extent(surfaces: Surfaces) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest altitude of each body (F,); NaN where it has none."""
    s = surfaces
    first = s.ring_start[s.polygon_start[s.feature_start]]
    rows = np.flatnonzero(np.diff(first) > 0)
    low, high = np.full(len(s), np.nan), np.full(len(s), np.nan)
    if len(rows):
        low[rows] = np.fmin.reduceat(s.xyz[:, 2], first[rows])
        high[rows] = np.fmax.reduceat(s.xyz[:, 2], first[rows])
    return low, high
