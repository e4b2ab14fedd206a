"""From the model of a view to the places whose sun is asked for, and the heights around them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.profile import Standing
from jumeau.model.progress import Progress, part, silent
from jumeau.render.site import Site
from jumeau.simulation.sun.share import COARSE, NEAR, WIDE, Heights, grown, without
from jumeau.simulation.sun.spots import FINEST, Spot, SpotKind

STEEP = 0.25
"""A triangle whose normal rises by less is a wall."""
ON_WALL = 0.35
"""A point so near to a wall is on it [m]."""
SAME = 0.12
"""Triangles so near to one plane are one wall [m]."""
MOST = 4000
"""Samples of a façade."""


def heights_about(site: Site, spot: Spot, progress: Progress = silent) -> Heights:
    """Return the heights around a place: fine ones near it, coarse ones beyond, the far relief.

    Parameters
    ----------
    site : Site
        The model of a variant, as a view shows it.
    """
    from jumeau.render.sunlit.surfaces import site_surface
    from jumeau.simulation.sun.far import far_relief

    relief = site.relief
    about = grown(spot.box, NEAR)
    near = site_surface(site, about, spot.step, part(progress, 0.0, 0.5))
    beyond = grown(spot.box, WIDE)
    wide = site_surface(site, beyond, COARSE, part(progress, 0.5, 0.9))
    far = far_relief(relief.altitude, relief.bounds, beyond)
    return Heights(near, without(wide, near.bounds), far)


def on_ground(site: Site, x: float, y: float, above: float = 0.0) -> tuple[float, float, float]:
    """Return a place so far above the ground, or above the roof that stands there [m]."""
    return x, y, site.top(x, y) + above


def facade_at(site: Site, point: tuple[float, float, float]) -> Spot:
    """Return the façade that a point lies on: all of the wall in that plane, above the ground.

    Raises
    ------
    InputError
        ``sun_places.no_wall`` where there is none.
    """
    triangles, normal = _wall_at(site, point)
    along = np.array([-normal[1], normal[0], 0.0])
    flat = np.stack([triangles @ along, triangles[:, :, 2]], axis=2)
    (left, low), (right, high) = flat.min(axis=(0, 1)).tolist(), flat.max(axis=(0, 1)).tolist()
    apart = max(0.5, math.sqrt((right - left) * (high - low) / MOST))
    u = np.arange(left + apart / 2, right, apart)
    v = np.arange(low + apart / 2, high, apart)
    if not len(u) or not len(v):
        raise InputError("sun_places.no_wall")
    grid = np.stack(np.meshgrid(u, v, indexing="ij"), axis=2).reshape(-1, 2)
    inside = np.zeros(len(grid), np.bool_)
    for one in flat:
        inside |= _within(grid, one)
    out = np.array([normal[0], normal[1], 0.0])
    offset = float(triangles[0, 0] @ out)
    chosen = grid[inside]
    points = chosen[:, :1] * along + out * (offset + 0.75 * FINEST)
    points[:, 2] = chosen[:, 1]
    kept = points[:, 2] > site.relief.altitude(points[:, 0], points[:, 1]) + 0.1
    if not kept.any():
        raise InputError("sun_places.no_wall")
    points = points[kept]
    foot = max(float(points[:, 2].min()) - apart / 2, low)
    ends = [(left, foot), (right, foot), (right, high), (left, high)]
    corners = np.array([along * a + out * (offset + 0.1) + (0.0, 0.0, b) for a, b in ends])
    return Spot(SpotKind.FACADE, (), points, normal, len(points) * apart * apart, corners)


def wall_normal(site: Site, point: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return where the wall looks that a point lies on: a level unit vector.

    Raises
    ------
    InputError
        ``sun_places.no_wall`` where there is none.
    """
    return _wall_at(site, point)[1]


def owner_at(site: Site, x: float, y: float) -> tuple[str, int]:
    """Return layer and row of the highest that stands over a place; ("", -1) where nothing does.

    Elements of a variant have an empty layer and a row of their own.
    """
    best = ("", -1, -math.inf)
    for standing, first, end in _tiles_about(site, x, y, 1.5):
        ox, oy, _ = standing.origin
        for feature in range(first, end):
            triangles = _triangles(standing, first, feature, feature + 1)
            if not len(triangles):
                continue
            low, high = triangles.min(axis=(0, 1)), triangles.max(axis=(0, 1))
            if not (low[0] - 1.5 <= x - ox <= high[0] + 1.5):
                continue
            if not (low[1] - 1.5 <= y - oy <= high[1] + 1.5) or high[2] <= best[2]:
                continue
            if _covers(triangles, x - ox, y - oy, 1.5):
                best = (standing.layer, int(standing.order[feature]), float(high[2]))
    return best[0], best[1]


def _wall_at(
    site: Site, point: tuple[float, float, float]
) -> tuple[NDArray[np.float64], tuple[float, float, float]]:
    """Return the triangles (K, 3, 3) of the wall at a point [m], and where it looks."""
    x, y, _ = point
    best: tuple[float, NDArray[np.float64], NDArray[np.float64], int] | None = None
    for standing, first, end in _tiles_about(site, x, y, ON_WALL):
        origin = np.array(standing.origin)
        for feature in range(first, end):
            local = _triangles(standing, first, feature, feature + 1).astype(np.float64)
            triangles = local + origin
            if not len(triangles):
                continue
            low, high = triangles.min(axis=(0, 1)) - ON_WALL, triangles.max(axis=(0, 1)) + ON_WALL
            if not (low[0] <= x <= high[0] and low[1] <= y <= high[1]):
                continue
            normals = _normals(triangles)
            upright = np.abs(normals[:, 2]) < STEEP
            away = np.abs(((np.array(point) - triangles[:, 0]) * normals).sum(axis=1))
            near_low = triangles.min(axis=1) - ON_WALL
            near_high = triangles.max(axis=1) + ON_WALL
            about = ((near_low <= point) & (np.array(point) <= near_high)).all(axis=1)
            away = np.where(upright & about, away, np.inf)
            k = int(away.argmin())
            if away[k] <= ON_WALL and (best is None or away[k] < best[0]):
                best = (float(away[k]), triangles, normals, k)
    if best is None:
        raise InputError("sun_places.no_wall")
    _, triangles, normals, k = best
    n = normals[k] * (1.0, 1.0, 0.0)
    n = n / np.hypot(n[0], n[1])
    plane = triangles @ n
    same = np.abs(plane - plane[k].mean()).max(axis=1) < SAME
    same &= np.abs((normals * n).sum(axis=1)) > 0.97
    wall = triangles[same] if same.any() else triangles[[k]]
    middle = wall.mean(axis=(0, 1))
    ahead, behind = (
        _covers(triangles, float(middle[0] + s * n[0]), float(middle[1] + s * n[1]), 0.05)
        for s in (0.5, -0.5)
    )
    # Out of the building: the side on which no part of it lies.
    if ahead and not behind:
        n = -n
    return wall, (float(n[0]), float(n[1]), 0.0)


def _tiles_about(site: Site, x: float, y: float, by: float) -> Iterator[tuple[Standing, int, int]]:
    """Yield first and last feature of the tiles about a place."""
    for standing in site.standing:
        ox, oy, _ = standing.origin
        box = standing.tile_box
        near = (
            (box[:, 0] + ox <= x + by) & (box[:, 3] + ox >= x - by)
            & (box[:, 1] + oy <= y + by) & (box[:, 4] + oy >= y - by)
        )  # fmt: skip
        for tile in np.flatnonzero(near).tolist():
            yield standing, int(standing.tile_start[tile]), int(standing.tile_start[tile + 1])


def _triangles(standing: Standing, first: int, begin: int, end: int) -> NDArray[np.float32]:
    """Return the triangles (K, 3, 3) of features of the tile that begins at ``first`` [m]."""
    corners = standing.triangles[standing.triangle_start[begin] : standing.triangle_start[end]]
    points = standing.points[standing.point_start[first] :]
    kept = corners[(corners != corners[:, :1]).any(axis=1)]
    return np.asarray(points[kept])


def _normals(triangles: NDArray[np.float64]) -> NDArray[np.float64]:
    a = triangles[:, 1] - triangles[:, 0]
    b = triangles[:, 2] - triangles[:, 0]
    n = np.cross(a, b)
    length = np.linalg.norm(n, axis=1, keepdims=True)
    return np.asarray(n / np.maximum(length, 1e-12))


def _covers(triangles: NDArray[np.floating], x: float, y: float, by: float) -> bool:
    """Tell whether a place lies under triangles, or so near to them in the plan [m]."""
    flat = triangles[:, :, :2].astype(np.float64)
    for dx, dy in ((0.0, 0.0), (by, 0.0), (-by, 0.0), (0.0, by), (0.0, -by)):
        a = flat - (x + dx, y + dy)
        cross = a[:, :, 0] * np.roll(a, -1, axis=1)[:, :, 1] - a[:, :, 1] * np.roll(
            a, -1, axis=1
        )[:, :, 0]  # fmt: skip
        wide = np.abs(cross.sum(axis=1)) > 1e-3
        if (wide & ((cross >= -1e-9).all(axis=1) | (cross <= 1e-9).all(axis=1))).any():
            return True
    return False


def _within(grid: NDArray[np.float64], triangle: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which places (N, 2) lie in a triangle (3, 2)."""
    a = triangle[None] - grid[:, None]
    b = np.roll(a, -1, axis=1)
    cross = a[:, :, 0] * b[:, :, 1] - a[:, :, 1] * b[:, :, 0]
    return np.asarray((cross >= -1e-9).all(axis=1) | (cross <= 1e-9).all(axis=1))
