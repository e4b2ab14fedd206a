"""What an edit can touch: which receivers hear which sections by another way than before.

All is told by geometry and on the safe side: what is not named here is equal bit for bit to a whole
computation, for each receiver and section are computed for themselves, in an order of their own.

* Straight paths lie in the sheets between a receiver and a section: the triangle over both. What
  stands in them decides which ways lead around.
* The ways around obstacles and by walls were noted when they were computed, as a rectangle for each
  receiver and section (:attr:`Attenuation.reach`).
* Walls that come or go reflect, once, where the sheets to the image of the receiver pass through
  them; twice, where they lie near enough and the way there and back is short enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.scene import Scene, Sources, Terrain
from jumeau.simulation.noise.settings import Settings

BESIDE = 0.5
"""What lies so near a changed thing may be touched by it [m]."""
MANY, CELL = 64, 50.0
"""More changed things than this are taken together by squares of a side [m]."""
TOGETHER = 0.01
"""Corners nearer than this hang together [m]."""
MANY_WALLS = 256
"""So many walls are looked at one by one."""

Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """Where two scenes differ.

    Attributes
    ----------
    boxes : (K, 4) float64
        West, south, east, north of all that differs [m], a little larger.
    walled : (M, 4) float64
        Of those among them that can throw sound back.
    walls : (W, 4) float64
        Both ends of their walls in plan [m]; empty where they are too many to be looked at.
    """

    boxes: Places
    walled: Places
    walls: Places


def changed(old: Scene, new: Scene) -> Changed | None:
    """Return where two scenes differ; None where they have too little in common to tell."""
    if old.default_g != new.default_g or (old.terrain is None) != (new.terrain is None):
        return None
    solid = _odd(_buildings(old), _buildings(new)) + _odd(_barriers(old), _barriers(new))
    walled = _boxes(solid)
    ground = [_covers(old, new), _triangles(old.terrain, new.terrain)]
    boxes = np.concatenate([walled, *ground])
    walls = np.concatenate([np.empty((0, 4)), *(_sides(x) for _, rings in solid for x in rings)])
    if len(walls) > MANY_WALLS:
        walls = np.empty((0, 4))
    return Changed(_few(boxes), _few(walled), walls)


def _sides(ring: Places) -> Places:
    """Return both ends (V, 4) of the sides of a ring."""
    return np.concatenate([ring, np.roll(ring, -1, 0)], axis=1)


def section_keys(sources: Sources) -> list[bytes]:
    """Return a key of the places of each section; of alike ones the second has another."""
    parts: list[list[bytes]] = [[] for _ in range(sources.sections)]
    for k, section in enumerate(sources.section.tolist()):
        line = sources.points[sources.start[k] : sources.start[k + 1]]
        parts[section].append(len(line).to_bytes(4, "little") + line.tobytes())
    seen: dict[bytes, int] = {}
    keys = []
    for lines in parts:
        key = b"".join(lines)
        again = seen[key] = seen.get(key, -1) + 1
        keys.append(key + again.to_bytes(4, "little"))
    return keys


def building_keys(scene: Scene) -> list[bytes]:
    """Return a key of the shape, roof and walls of each building."""
    return [key for key, _ in _buildings(scene)]


# -- things and their keys -------------------------------------------------------------------------

_Thing = tuple[bytes, list[Places]]
"""A key of all that counts, and the rings of the place."""


def _buildings(scene: Scene) -> list[_Thing]:
    parts: list[list[Places]] = [[] for _ in scene.tops]
    for k, building in enumerate(scene.ring_building.tolist()):
        parts[building].append(scene.rings[scene.ring_start[k] : scene.ring_start[k + 1]])
    found = []
    for rings, top, material in zip(parts, scene.tops, scene.material, strict=True):
        key = b"".join(len(x).to_bytes(4, "little") + x.tobytes() for x in rings)
        key += top.tobytes() + scene.materials[material].tobytes()
        found.append((key, rings))
    return found


def _barriers(scene: Scene) -> list[_Thing]:
    return [
        (wall.tobytes() + scene.materials[material].tobytes(), [wall[:, :2]])
        for wall, material in zip(scene.barriers, scene.barrier_material, strict=True)
    ]


def _covers(old: Scene, new: Scene) -> Places:
    """Return the boxes of the ground whose cover differs.

    Its bounds are sides of areas that are in one scene only; those that hang together lie around
    one such place.
    """
    one, other = _cover_sides(old), _cover_sides(new)
    here, there = _hashes(one), _hashes(other)
    odd = np.concatenate([one[~np.isin(here, there)], other[~np.isin(there, here)]])[:, :4]
    if not len(odd):
        return np.empty((0, 4))
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    corner = np.round(odd.reshape(-1, 2) / TOGETHER).astype(np.int64)
    _, number = np.unique(corner, axis=0, return_inverse=True)
    first, second = number.reshape(-1, 2).T
    count = int(number.max()) + 1
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(count, count))
    parts, of = connected_components(graph, directed=False)
    return _grown(odd.reshape(-1, 2), np.repeat(of[first], 2), parts)


def _cover_sides(scene: Scene) -> Places:
    """Return the sides of all areas (V, 5): both ends, and the ground factor within."""
    sizes = np.diff(scene.area_start)
    following = np.arange(1, len(scene.areas) + 1)
    following[scene.area_start[1:][sizes > 0] - 1] = scene.area_start[:-1][sizes > 0]
    share = np.repeat(scene.area_g[scene.area_of], sizes)
    return np.column_stack([scene.areas, scene.areas[following], share])


def _grown(points: Places, of: NDArray[np.integer[Any]], count: int) -> Places:
    """Return a box (count, 4) about the points of each number, a little larger."""
    found = np.empty((count, 4))
    found[:, :2], found[:, 2:] = np.inf, -np.inf
    for k in range(2):
        np.minimum.at(found[:, k], of, points[:, k] - BESIDE)
        np.maximum.at(found[:, k + 2], of, points[:, k] + BESIDE)
    return found


def _boxes(things: list[_Thing]) -> Places:
    found = [
        np.concatenate([points.min(0) - BESIDE, points.max(0) + BESIDE])
        for _, rings in things
        if len(points := np.concatenate([np.empty((0, 2)), *rings]))
    ]
    return np.array(found).reshape(-1, 4)


def _odd(old: list[_Thing], new: list[_Thing]) -> list[_Thing]:
    """Return the things that are in one list only, as often as they are."""
    there: dict[bytes, list[_Thing]] = {}
    for one in old:
        there.setdefault(one[0], []).append(one)
    found = []
    for one in new:
        if same := there.get(one[0]):
            same.pop()
        else:
            found.append(one)
    return found + [one for same in there.values() for one in same]


def _triangles(old: Terrain | None, new: Terrain | None) -> Places:
    """Return the boxes of the triangles of the ground that are in one of both only."""
    if old is None or new is None or old is new:
        return np.empty((0, 4))
    one, other = _corners(old), _corners(new)
    here, there = _hashes(one), _hashes(other)
    odd = np.concatenate([one[~np.isin(here, there)], other[~np.isin(there, here)]])
    odd = odd.reshape(-1, 3, 3)[..., :2]
    return np.concatenate([odd.min(1) - BESIDE, odd.max(1) + BESIDE], axis=1)


def _corners(terrain: Terrain) -> Places:
    """Return the triangles (M, 9), corner by corner."""
    return np.ascontiguousarray(terrain.points[terrain.triangles].reshape(-1, 9), np.float64)


def _hashes(rows: Places) -> NDArray[np.uint64]:
    """Return a number for each row that others hardly have."""
    bits = (rows + 0.0).view(np.uint64)
    found = np.full(len(rows), 0x9E3779B97F4A7C15, np.uint64)
    for column in bits.T:
        found = (found ^ column) * np.uint64(0xFF51AFD7ED558CCD)
        found ^= found >> np.uint64(32)
    return found


def _few(boxes: Places) -> Places:
    """Return boxes, taken together by squares where they are many."""
    if len(boxes) <= MANY:
        return boxes
    cells = np.floor((boxes[:, :2] + boxes[:, 2:]) / (2.0 * CELL))
    _, of = np.unique(cells, axis=0, return_inverse=True)
    return _grown(boxes.reshape(-1, 2), np.repeat(of.reshape(-1), 2), int(of.max()) + 1)


# -- what it touches -------------------------------------------------------------------------------


def near_boxes(receivers: Places, boxes: Places, distance: float) -> NDArray[np.bool_]:
    """Tell which receivers (N, 3) have one of the boxes (K, 4) within a distance in plan [m]."""
    found = np.zeros(len(receivers), np.bool_)
    for west, south, east, north in boxes:
        dx = np.maximum(np.maximum(west - receivers[:, 0], receivers[:, 0] - east), 0.0)
        dy = np.maximum(np.maximum(south - receivers[:, 1], receivers[:, 1] - north), 0.0)
        found |= np.hypot(dx, dy) <= distance
    return found


def touched(
    receivers: Places, start: NDArray[np.int64], section: NDArray[np.int32],
    reach: NDArray[np.float32], sources: Sources, where: Changed, settings: Settings,
) -> NDArray[np.bool_]:  # fmt: skip
    """Tell for which entries (K,) of an attenuation a way may have changed.

    Parameters
    ----------
    receivers : (N, 3) float64
    start, section, reach
        Of the attenuation: see :class:`jumeau.simulation.noise.scene.Attenuation`.
    sources : Sources
        Whose sections they are.
    where : Changed
        Where the scene changed.
    settings : Settings
        Of the attenuation.
    """
    order = np.argsort(sources.section, kind="stable")
    lines = np.searchsorted(sources.section[order], np.arange(sources.sections + 1))
    out = np.zeros(len(section), np.bool_)
    _touched(
        receivers, start, section, reach, sources.points, sources.start,
        order.astype(np.int64), lines.astype(np.int64), where.boxes, out,
    )  # fmt: skip
    if settings.reflection_order and len(where.walled):
        once = settings.reflection_order == 1 and bool(len(where.walls))
        _reflected(
            receivers, start, section, sources.points, sources.start, order.astype(np.int64),
            lines.astype(np.int64), where.walled, where.walls, once,
            settings.reflection_distance + BESIDE, settings.max_distance + BESIDE, out,
        )  # fmt: skip
    return out


@njit
def _touched(
    receivers: Any, start: Any, section: Any, reach: Any, points: Any, line_start: Any, order: Any,
    lines: Any, boxes: Any, out: Any,
) -> None:  # fmt: skip
    for i in range(len(receivers)):
        x, y = receivers[i, 0], receivers[i, 1]
        for e in range(start[i], start[i + 1]):
            s = section[e]
            for b in range(len(boxes)):
                if (
                    reach[e, 0] <= boxes[b, 2] and reach[e, 2] >= boxes[b, 0]
                    and reach[e, 1] <= boxes[b, 3] and reach[e, 3] >= boxes[b, 1]
                ):  # fmt: skip
                    out[e] = True
                    break
                for k in range(lines[s], lines[s + 1]):
                    first, last = line_start[order[k]], line_start[order[k] + 1]
                    for j in range(first, max(first + 1, last - 1)):
                        n = min(j + 1, last - 1)
                        if _meets(
                            x, y, points[j, 0], points[j, 1], points[n, 0], points[n, 1],
                            boxes[b, 0], boxes[b, 1], boxes[b, 2], boxes[b, 3],
                        ):  # fmt: skip
                            out[e] = True
                            break
                    if out[e]:
                        break
                if out[e]:
                    break


@njit
def _reflected(
    receivers: Any, start: Any, section: Any, points: Any, line_start: Any, order: Any, lines: Any,
    walled: Any, walls: Any, once: bool, beside: float, longest: float, out: Any,
) -> None:  # fmt: skip
    """Mark the entries to which a wall within some boxes may reflect."""
    for i in range(len(receivers)):
        x, y = receivers[i, 0], receivers[i, 1]
        for b in range(len(walled)):
            west, south, east, north = walled[b, 0], walled[b, 1], walled[b, 2], walled[b, 3]
            own = _away(x, y, x, y, west, south, east, north)
            if own > longest:
                continue
            for e in range(start[i], start[i + 1]):
                s = section[e]
                for k in range(lines[s], lines[s + 1]):
                    if out[e]:
                        break
                    first, last = line_start[order[k]], line_start[order[k] + 1]
                    for j in range(first, max(first + 1, last - 1)):
                        n = min(j + 1, last - 1)
                        ax, ay, bx, by = points[j, 0], points[j, 1], points[n, 0], points[n, 1]
                        if (
                            own + _away(ax, ay, bx, by, west, south, east, north) > longest
                            or not _meets(
                                x, y, ax, ay, bx, by,
                                west - beside, south - beside, east + beside, north + beside,
                            )
                        ):  # fmt: skip
                            continue
                        if not once or _mirrored(x, y, ax, ay, bx, by, walls):
                            out[e] = True
                            break


@njit
def _away(
    ax: float, ay: float, bx: float, by: float, west: float, south: float, east: float,
    north: float,
) -> float:  # fmt: skip
    """Return no more than the distance between a line's rectangle and another rectangle."""
    dx = max(west - max(ax, bx), min(ax, bx) - east, 0.0)
    dy = max(south - max(ay, by), min(ay, by) - north, 0.0)
    return math.sqrt(dx * dx + dy * dy)


@njit
def _mirrored(x: float, y: float, ax: float, ay: float, bx: float, by: float, walls: Any) -> bool:
    """Tell whether lines from a section to the image of a receiver in a wall pass through it."""
    for w in range(len(walls)):
        px, py, qx, qy = walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3]
        dx, dy = qx - px, qy - py
        long = dx * dx + dy * dy
        if long == 0.0:
            continue
        away = 2.0 * ((x - px) * dy - (y - py) * dx) / long
        ix, iy = x - away * dy, y + away * dx
        if _meets(
            ix, iy, ax, ay, bx, by, min(px, qx) - BESIDE, min(py, qy) - BESIDE,
            max(px, qx) + BESIDE, max(py, qy) + BESIDE,
        ):  # fmt: skip
            return True
    return False


@njit
def _meets(
    ax: float, ay: float, bx: float, by: float, cx: float, cy: float, west: float, south: float,
    east: float, north: float,
) -> bool:  # fmt: skip
    """Tell whether a triangle and a rectangle have a place in common (separating axes)."""
    if min(ax, bx, cx) > east or max(ax, bx, cx) < west:
        return False
    if min(ay, by, cy) > north or max(ay, by, cy) < south:
        return False
    for k in range(3):
        if k == 0:
            px, py, qx, qy, ox, oy = ax, ay, bx, by, cx, cy
        elif k == 1:
            px, py, qx, qy, ox, oy = bx, by, cx, cy, ax, ay
        else:
            px, py, qx, qy, ox, oy = cx, cy, ax, ay, bx, by
        nx, ny = qy - py, px - qx
        own, other = nx * px + ny * py, nx * ox + ny * oy
        low, high = min(own, other), max(own, other)
        first = nx * west + ny * south
        second = nx * east + ny * south
        third = nx * west + ny * north
        fourth = nx * east + ny * north
        if max(first, second, third, fourth) < low or min(first, second, third, fourth) > high:
            return False
    return True
