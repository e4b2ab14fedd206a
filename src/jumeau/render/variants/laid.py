"""What edits lay on the ground or dig in it, as flat arrays with their boxes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Polygons
from jumeau.model.edits import Debate
from jumeau.render.ground_layers import closed_rings, polygon_boxes
from jumeau.render.look import Rgb
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.variants.base import Rings
from jumeau.variants.resolved import Covered, MovedBody, Placed, Resolved, Road, Shaped

RIM = 3.0
"""Edges and soft banks reach so far beyond what is laid [m]."""
SHADE = 32.0
"""And the model lamp's shade so far beyond a building [m]."""


Thing = Covered | Road | Shaped


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A surface, a road or an earthwork.

    Attributes
    ----------
    edit : str
        Id of its edit.
    thing : Covered, Road or Shaped
        As it was resolved.
    open : bool
        Whether it is open to debate.
    box : (4,) float64
        xmin, ymin, xmax, ymax [m].
    polygons, outline
        Of surfaces and earthworks, and their rings as closed lines.
    lines
        Axes of a road.
    """

    edit: str
    thing: Thing
    open: bool
    box: NDArray[np.float64]
    polygons: Polygons | None = None
    outline: Lines | None = None
    lines: Lines | None = None

    @property
    def half(self) -> float:
        """Half the width of a road with the tracks beside it [m]."""
        road = self.thing
        return (road.width + road.cycle_track) / 2 if isinstance(road, Road) else 0.0

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a place lies on it."""
        b = self.box
        if not (b[0] <= x <= b[2] and b[1] <= y <= b[3]):
            return False
        place = np.array([x, y])
        if isinstance(self.thing, Road):
            return any(_distance(line, place) <= self.half for line in self.thing.lines)
        rings = (
            [self.thing.ring]
            if isinstance(self.thing, Shaped)
            else [ring for polygon in self.thing.rings for ring in polygon]
        )
        return sum(_crossings(ring, place) for ring in rings) % 2 == 1


def laid_on(resolved: Resolved) -> tuple[Laid, ...]:
    """Return what a variant lays on the ground, in the order of its edits."""
    order = {edit.id: k for k, edit in enumerate(resolved.edits)}
    debated = {edit.id for edit in resolved.edits if edit.debate is Debate.OPEN}
    found = []
    things: tuple[Thing, ...] = (*resolved.terrain, *resolved.surfaces, *resolved.roads)
    for thing in things:
        is_open = thing.edit in debated
        if isinstance(thing, Road):
            lines = _lines(thing.lines)
            if not len(lines.xy):
                continue
            half = (thing.width + thing.cycle_track) / 2
            box = np.concatenate([lines.xy.min(axis=0) - half, lines.xy.max(axis=0) + half])
            found.append(Laid(thing.edit, thing, is_open, box, lines=lines))
            continue
        rings: Rings = ((thing.ring,),) if isinstance(thing, Shaped) else thing.rings
        if not rings or len(rings[0][0]) < 3:
            continue
        polygons = polygons_of([rings])
        box = polygon_boxes(polygons)[0]
        outline = closed_rings(polygons)
        found.append(Laid(thing.edit, thing, is_open, box, polygons, outline))
    return tuple(sorted(found, key=lambda x: order.get(x.edit, len(order))))


def footprints_of(resolved: Resolved) -> Footprints:
    """Return what new and changed buildings and placed models cover."""
    shapes: list[Rings] = [x.rings for x in resolved.solids]
    heights = [x.height + max(x.up, 0.0) for x in resolved.solids]
    for one in resolved.models:
        if len(one.model.footprint) >= 3:
            shapes.append(((_placed(one),),))
            heights.append(one.model.high * one.scale)
    polygons = polygons_of(shapes)
    hidden = np.zeros(len(shapes), np.bool_)
    return Footprints(polygons, polygon_boxes(polygons), np.array(heights, np.float32), hidden)


def moved_footprints(
    bodies: Sequence[MovedBody], footprints: Mapping[str, Footprints]
) -> tuple[Footprints, NDArray[np.float64], list[bytes]]:
    """Return what moved bodies of the base cover, where they shade the ground, and digests."""
    shapes: list[Rings] = []
    heights: list[float] = []
    for body in bodies:
        prints = footprints.get(body.source.layer)
        row = body.source.index
        if prints is None or not 0 <= row < len(prints.polygons):
            continue
        p = prints.polygons
        shapes.append(
            tuple(
                tuple(
                    _moved(p.xy[p.ring_start[r] : p.ring_start[r + 1]], body)
                    for r in range(p.polygon_start[q], p.polygon_start[q + 1])
                )
                for q in range(p.feature_start[row], p.feature_start[row + 1])
            )
        )
        heights.append(float(prints.height[row]) * body.tall)
    polygons = polygons_of(shapes)
    box = polygon_boxes(polygons)
    hidden = np.zeros(len(shapes), np.bool_)
    found = Footprints(polygons, box, np.array(heights, np.float32), hidden)
    there = np.flatnonzero(np.isfinite(box).all(axis=1))
    digests = [_digest([r for polygon in shapes[k] for r in polygon]) for k in there.tolist()]
    return found, box[there] + SHADE * np.array([-1, -1, 1, 1]), digests


def _moved(xy: NDArray[np.float64], body: MovedBody) -> NDArray[np.float64]:
    angle = np.radians(body.rotation)
    c, s = np.cos(angle) * body.scale, np.sin(angle) * body.scale
    x, y = (xy - body.middle).T
    east, north = np.add(body.middle, (body.east, body.north))
    return np.column_stack([east + c * x + s * y, north + c * y - s * x])


def touched_by(
    relief: Relief, layers: Sequence[Laid], added: Footprints, colour: Rgb
) -> tuple[NDArray[np.float64], tuple[bytes, ...]]:
    """Return the rectangles (N, 4) in which a variant differs from its base, and what is in each.

    What two variants do alike in a rectangle has the same digest.
    """
    boxes: list[NDArray[np.float64]] = []
    digests: list[bytes] = []
    for one in layers:
        thing = one.thing
        boxes.append(one.box + RIM * np.array([-1, -1, 1, 1]))
        if isinstance(thing, Covered):
            arrays = [ring for polygon in thing.rings for ring in polygon]
            said: tuple[object, ...] = (thing.surface, [len(polygon) for polygon in thing.rings])
        elif isinstance(thing, Road):
            arrays = list(thing.lines)
            said = (thing.use, thing.surface, thing.width, thing.cycle_track)
        else:
            arrays = [thing.ring]
            said = (thing.altitude, thing.up, thing.bank)
        digests.append(_digest(arrays, said, one.open, colour))
    p = added.polygons
    for k in range(len(p)):
        boxes.append(added.box[k] + SHADE * np.array([-1, -1, 1, 1]))
        first, end = p.ring_start[p.polygon_start[p.feature_start[k : k + 2]]]
        digests.append(_digest([p.xy[first:end]], float(added.height[k])))
    for box, digest in relief.works:
        boxes.append(np.array(box) + RIM * np.array([-1, -1, 1, 1]))
        digests.append(digest)
    return np.array(boxes, np.float64).reshape(-1, 4), tuple(digests)


def _digest(arrays: Iterable[NDArray[Any]], *said: object) -> bytes:
    made = hashlib.blake2b(repr(said).encode(), digest_size=12)
    for array in arrays:
        made.update(np.ascontiguousarray(array, np.float64).tobytes())
    return made.digest()


def polygons_of(shapes: Sequence[Rings]) -> Polygons:
    """Return shapes as ragged polygons, exteriors counter-clockwise."""
    xy, ring_ends, polygon_ends, feature_ends = [np.empty((0, 2))], [0], [0], [0]
    for shape in shapes:
        for polygon in shape:
            for k, ring in enumerate(polygon):
                turned = ring if (_area(ring) > 0) == (k == 0) else ring[::-1]
                xy.append(np.asarray(turned, np.float64))
                ring_ends.append(ring_ends[-1] + len(ring))
            polygon_ends.append(len(ring_ends) - 1)
        feature_ends.append(len(polygon_ends) - 1)
    starts = (np.array(x, np.int64) for x in (ring_ends, polygon_ends, feature_ends))
    return Polygons(np.ascontiguousarray(np.concatenate(xy)), None, *starts)


def _lines(lines: Sequence[NDArray[np.float64]]) -> Lines:
    kept = [np.asarray(x, np.float64) for x in lines if len(x) >= 2]
    ends = np.cumsum([0, *(len(x) for x in kept)]).astype(np.int64)
    xy = np.ascontiguousarray(np.concatenate([np.empty((0, 2)), *kept]))
    return Lines(xy, None, ends, np.array([0, len(kept)], np.int64))


def _placed(one: Placed) -> NDArray[np.float64]:
    """Return the outline of a placed model in the town."""
    angle = np.radians(one.rotation)
    c, s = np.cos(angle), np.sin(angle)
    local = np.asarray(one.model.footprint, np.float64) * one.scale
    east, north = local[:, 0] * c + local[:, 1] * s, local[:, 1] * c - local[:, 0] * s
    return np.column_stack([east + one.place[0], north + one.place[1]])


def _area(ring: NDArray[np.float64]) -> float:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2  # the first place is 0, 0


def _crossings(ring: NDArray[np.float64], place: NDArray[np.float64]) -> int:
    a, b = ring, np.roll(ring, -1, axis=0)
    crossing = (a[:, 1] > place[1]) != (b[:, 1] > place[1])
    a, b = a[crossing], b[crossing]
    at = a[:, 0] + (place[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return int((at > place[0]).sum())


def _distance(line: NDArray[np.float64], place: NDArray[np.float64]) -> float:
    a, run = line[:-1], np.diff(line, axis=0)
    square = np.maximum((run**2).sum(axis=1), 1e-12)
    t = np.clip(((place - a) * run).sum(axis=1) / square, 0.0, 1.0)
    return float(np.hypot(*(a + t[:, None] * run - place).T).min(initial=np.inf))
