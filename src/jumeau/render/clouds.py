"""Point clouds on the screen: nodes read in workers, drawn here, kept while there is room."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Look
from jumeau.render.canvas import Canvas
from jumeau.render.cloud_colours import BARE, PHOTO, colours_of, mode_of
from jumeau.render.cloud_nodes import Cloud, NodePoints, needed_nodes
from jumeau.render.cloud_photos import photographed
from jumeau.render.props import recolour, specks
from jumeau.render.quadtree import Eye
from jumeau.render.relief import Relief

REST_POINTS, MOVING_POINTS = 2_000_000, 260_000
"""Points drawn at once."""
REST_APART, MOVING_APART = 1.2, 3.0
"""Neighbours may lie so far apart before a finer node is drawn [pixels]."""
ROOM = 3_000_000
"""Points kept where the last picture needs fewer: about 60 bytes each, VTK's copies included."""
INSTALLED_MOVING = 150_000
"""Points that one picture in motion takes over from the workers."""
WIDTH = 1.8
"""Points are drawn so much wider than the distance to their neighbours, to close into surfaces."""
SMALLEST, LARGEST = 1.0, 14.0
"""Sizes of points on the picture [pixels]."""
SLACK = 1.0
"""A step in depth of so many points is no edge."""
ROW_BITS = 32
"""The row of a point: its node, and its place within it."""


@dataclass(slots=True, eq=False)
class _Drawn:
    points: NodePoints
    actor: Any
    mode: str


class CloudNodes:
    """The nodes of one cloud.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    cloud : Cloud
        What is drawn.
    """

    def __init__(self, canvas: Canvas, cloud: Cloud) -> None:
        self.cloud = cloud
        self._canvas = canvas
        self._lock = threading.Condition()
        self._queue: dict[int, None] = {}
        self._under_way: set[int] = set()
        self._finished: dict[int, NodePoints] = {}
        self._drawn: OrderedDict[int, _Drawn] = OrderedDict()
        self._shown: set[int] = set()
        self._kept = 0
        self.slack = math.inf
        """Depths' logarithms may differ by so much within a surface; infinite without points."""

    def show(
        self,
        visible: bool,
        eye: Eye,
        look: Look,
        samples: int,
        *,
        patient: bool,
        moving: bool,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        """Show the nodes that are ready for this eye, and queue the others.

        Parameters
        ----------
        samples : int
            Samples drawn along a pixel: points are as many times larger.
        patient : bool
            Read everything that is needed now, before returning.
        moving : bool
            The camera moves: fewer points.
        hidden : frozenset of str
            Layers that are not shown; photographs may be among them.
        """
        cloud = self.cloud
        photos: tuple[int, ...] = ()
        if look is Look.ORTHOPHOTO:
            photos = tuple(k for k, (name, _) in enumerate(cloud.photos) if name not in hidden)
        mode = mode_of(cloud.layer, look, cloud.coloured, cloud.classified, bool(photos))
        if mode == PHOTO:
            mode = " ".join((PHOTO, *map(str, photos)))
        self._install_finished(mode, INSTALLED_MOVING if moving else None)
        needed: list[int] = []
        if visible:
            most = MOVING_POINTS if moving else REST_POINTS
            needed = needed_nodes(self.cloud, eye, most, MOVING_APART if moving else REST_APART)
        missing = [node for node in needed if node not in self._drawn]
        if missing and missing[0] == needed[0]:  # something is seen at once
            self._install(missing[0], self.cloud.node(missing.pop(0)), mode)
        with self._lock:
            waiting = self._under_way | self._finished.keys()
            self._queue = dict.fromkeys(node for node in missing if node not in waiting)
        if patient and missing:
            self.work()
            with self._lock:
                self._lock.wait_for(lambda: not self._under_way.intersection(missing))
            self._install_finished(mode)
        self._choose(needed, eye, mode, samples)
        self._forget(needed)

    @property
    def pending(self) -> bool:
        """Whether nodes are still to be read or to be taken over."""
        with self._lock:
            return bool(self._queue or self._under_way or self._finished)

    @property
    def shown_points(self) -> int:
        """Points that the last picture shows."""
        return sum(len(self._drawn[node].points.z) for node in self._shown)

    def work(self, most: int = 1_000_000) -> int:
        """Read queued nodes, the most important first; for worker threads. Return how many."""
        done = 0
        while done < most:
            with self._lock:
                if not self._queue:
                    break
                node = next(iter(self._queue))
                del self._queue[node]
                self._under_way.add(node)
            try:
                points = self.cloud.node(node)
                with self._lock:
                    self._finished[node] = points
            finally:
                with self._lock:
                    self._under_way.discard(node)
                    self._lock.notify_all()
            done += 1
        return done

    def _install_finished(self, mode: str, most: int | None = None) -> None:
        taken: dict[int, NodePoints] = {}
        total = 0
        with self._lock:
            while self._finished and (most is None or total < most):
                node = next(iter(self._finished))
                taken[node] = self._finished.pop(node)
                total += len(taken[node].z)
        for node, points in taken.items():
            self._install(node, points, mode)

    def _install(self, node: int, points: NodePoints, mode: str) -> None:
        if node in self._drawn:
            return
        actor = specks(points.place, self._colours(points, mode))
        actor.GetProperty().SetOpacity(self.cloud.layer.style.opacity)
        actor.VisibilityOff()
        self._canvas.add(actor, points=True)
        self._drawn[node] = _Drawn(points, actor, mode)
        self._kept += len(points.z)

    def _colours(self, points: NodePoints, mode: str) -> NDArray[np.uint8]:
        if mode.startswith(PHOTO):
            shown = tuple(map(int, mode.split()[1:]))
            colours = photographed(points.photos, shown, BARE)
            depth = 1.0 if points.depth is None else points.depth[:, None]
            return (colours * depth).astype(np.uint8)
        return colours_of(mode, points.classes, points.z, points.light, points.own, self.cloud.span)

    def _choose(self, needed: list[int], eye: Eye, mode: str, samples: int) -> None:
        """Show what is ready, each node with points as large as the finest around it wants."""
        ready = [node for node in needed if node in self._drawn]
        chosen = set(ready)
        for node in self._shown - chosen:
            self._drawn[node].actor.VisibilityOff()
        gaps: dict[int, float] = {}
        steps = []
        for node in reversed(ready):  # those below come after those above
            below = [gaps[child] for child in self.cloud.children[node] if child in gaps]
            gaps[node] = float(np.mean(below)) if below else self._drawn[node].points.gap
        for node in ready:
            drawn = self._drawn[node]
            if drawn.mode != mode:
                recolour(drawn.actor, self._colours(drawn.points, mode))
                drawn.mode = mode
            box = self.cloud.box[node]
            near = np.maximum(np.maximum(box[:3] - eye.place, eye.place - box[3:]), 0.0)
            away = max(float(np.sqrt((near * near).sum())) + 0.25 * (box[3] - box[0]), 0.5)
            size = float(np.clip(WIDTH * gaps[node] / (eye.pixel * away), SMALLEST, LARGEST))
            drawn.actor.GetProperty().SetPointSize(size * samples)
            steps.append(SLACK * size * eye.pixel)
            drawn.actor.VisibilityOn()
            self._drawn.move_to_end(node)
        self._shown = chosen
        self.slack = float(np.median(steps)) if steps else math.inf

    def _forget(self, needed: list[int]) -> None:
        """Drop the nodes that were not shown for longest where there is no room for more."""
        kept = set(needed) | self._shown
        for node in list(self._drawn):
            if self._kept <= ROOM:
                break
            if node not in kept:
                drawn = self._drawn.pop(node)
                self._canvas.remove(drawn.actor)
                self._kept -= len(drawn.points.z)

    # -- questions -----------------------------------------------------------------------------

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64]
    ) -> tuple[float, int] | None:
        """Return the distance [m] and the row of the first point that a local ray meets."""
        best, row = np.inf, -1
        origin = np.array(self.cloud.origin)
        for node in self._shown:
            points = self._drawn[node].points
            box = self.cloud.box[node]
            if not _meets(eye + origin, direction, box, 1.0):
                continue
            away = points.place - eye
            along = away @ direction
            aside = (away * away).sum(axis=1) - along * along
            radius = np.maximum(0.75 * points.gap, 0.002 * along)
            near = np.flatnonzero((along > 0) & (along < best) & (aside < radius * radius))
            if len(near):
                first = near[np.argmin(along[near])]
                best, row = float(along[first]), (node << ROW_BITS) + int(first)
        return (best, row) if row >= 0 else None

    def facts(self, row: int, relief: Relief | None) -> dict[str, Any]:
        """Return class, altitude and height [m] of a point that :meth:`hit` has named."""
        node, index = row >> ROW_BITS, row & ((1 << ROW_BITS) - 1)
        drawn = self._drawn.get(node)
        points = drawn.points if drawn is not None else self.cloud.node(node)
        if row < 0 or index >= len(points.z):
            return {}
        x, y, z = (points.place[index] + np.array(self.cloud.origin)).tolist()
        told: dict[str, Any] = {"point_class": int(points.classes[index]), "altitude": z}
        if relief is not None:
            told["above_ground"] = z - float(relief.altitude(x, y))
            told["ground_estimated"] = relief.estimated
        return told

    def close(self) -> None:
        """Free everything."""
        with self._lock:
            self._queue.clear()
            self._finished.clear()
        for drawn in self._drawn.values():
            self._canvas.remove(drawn.actor)
        self._drawn.clear()
        self._shown = set()
        self._kept = 0


def _meets(
    eye: NDArray[np.float64],
    direction: NDArray[np.float64],
    box: NDArray[np.float64],
    spare: float,
) -> bool:
    """Tell whether a ray meets a box, grown by some metres (slabs: Kay and Kajiya, 1986)."""
    slope = np.where(np.abs(direction) < 1e-12, 1e-12, direction)
    a, b = (box[:3] - spare - eye) / slope, (box[3:] + spare - eye) / slope
    enter, leave = np.minimum(a, b).max(), np.maximum(a, b).min()
    return bool(leave >= max(enter, 0.0))
