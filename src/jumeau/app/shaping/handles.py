"""The handles of what is held: where they stand, what a hand on them does, how they are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from jumeau.app.measuring.ink import HALO, enlarged, runs
from jumeau.app.shaping.held import UPRIGHT, Held, Kind
from jumeau.app.shaping.motion import Motion, vertices_of
from jumeau.geometry import handling
from jumeau.model import changes as ch

RING = 72
GAP = 16.0
"""Between an element and its ring or corners [pixels]."""
LEAST_RING = 46.0
"""Radius of the ring of what is small [pixels]."""
ARROW = 58.0
"""Length of the arrow for the height [pixels]."""
STEEP = 72.0
"""From such a pitch on heights are hardly seen [degrees]."""
REACH = 13.0
"""A handle is grabbed so near to it [pixels]."""
MOST_EDGES = 40
"""Outlines of more vertices are moved by these alone."""

Seen = Callable[[Any], NDArray[np.float64]]
Point = tuple[float, float, float]


class Grip(StrEnum):
    """What a hand on a handle does."""

    MOVE = "move"
    TURN = "turn"
    SIZE = "size"
    HEIGHT = "height"
    VERTEX = "vertex"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle: its place [m], and which corner, vertex or edge it stands for."""

    grip: Grip
    place: Point
    index: int = 0

    def is_like(self, other: Handle | None) -> bool:
        """Tell whether it is the same handle, wherever it stands now."""
        return other is not None and (self.grip, self.index) == (other.grip, other.index)


def grips_of(held: Held) -> tuple[Grip, ...]:
    """Return what can be done to an element by hand."""
    change = held.own.change if held.own is not None else None
    if held.own is None and held.kind is Kind.ROAD and held.ref.layer:
        return ()  # its line is the source's
    grips = [Grip.MOVE]
    if held.kind is Kind.TREE:
        return tuple(grips)
    if len(held.places) > 1:
        grips.append(Grip.TURN)
    if held.closed:
        grips.append(Grip.SIZE)
    if held.kind in UPRIGHT or isinstance(change, ch.AddBarrier):
        grips.append(Grip.HEIGHT)
    if change is not None and (vertices := vertices_of(change)):
        grips.append(Grip.VERTEX)
        if isinstance(change, ch.AddBuilding | ch.SetSurface) and len(vertices) <= MOST_EDGES:
            grips.append(Grip.EDGE)
    return tuple(grips)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The handles of an element, and the lines between them [m]."""

    held: Held
    handles: tuple[Handle, ...]
    ring: NDArray[np.float64] | None
    box: NDArray[np.float64] | None
    pixel: float

    def handle(self, grip: Grip, index: int = 0) -> Handle | None:
        """Return the handle that stands for something; None where there is none."""
        return next((x for x in self.handles if (x.grip, x.index) == (grip, index)), None)


def frame_of(
    held: Held, pixel: float, azimuth: float, pitch: float, knob: float | None = None
) -> Frame:
    """Return the handles of an element.

    Parameters
    ----------
    pixel : float
        Size of a pixel where it stands [m].
    azimuth, pitch : float
        Of the camera: the ring's knob stands to the right in front of the eye, and seen from
        above the handle for the height lies beside the roof's middle [degrees].
    knob : float or None
        Bearing of the knob while it is held.
    """
    grips = grips_of(held)
    x, y = held.pivot
    low, top = held.foot, held.foot + held.height + held.rise
    handles: list[Handle] = []
    ring = box = None
    if Grip.TURN in grips:
        radius = max(held.radius + 2.2 * GAP * pixel, LEAST_RING * pixel)
        angle = np.radians(np.linspace(0.0, 360.0, RING + 1))
        ring = np.column_stack(
            [x + radius * np.sin(angle), y + radius * np.cos(angle), np.full(RING + 1, low)]
        )
        at = math.radians(_beside(held.bearing, azimuth) if knob is None else knob)
        on_ring = (x + radius * math.sin(at), y + radius * math.cos(at), low)
        handles.append(Handle(Grip.TURN, on_ring))
    if Grip.SIZE in grips:
        corners = handling.box_along(held.places, held.bearing, GAP * pixel)
        box = np.column_stack([np.vstack([corners, corners[:1]]), np.full(5, low)])
        handles += [Handle(Grip.SIZE, (u, v, low), k) for k, (u, v) in enumerate(corners.tolist())]
    if Grip.EDGE in grips:
        a = held.pieces[0]
        between = (a + np.roll(a, -1, axis=0)) / 2
        long = np.hypot(*(np.roll(a, -1, axis=0) - a).T) > 34.0 * pixel
        level = low + held.height
        handles += [
            Handle(Grip.EDGE, (u, v, level), k)
            for k, (u, v) in enumerate(between.tolist())
            if long[k]
        ]
    if Grip.VERTEX in grips:
        level = low + held.height
        handles += [
            Handle(Grip.VERTEX, (u, v, level), k)
            for k, (u, v) in enumerate(held.pieces[0].tolist())
        ]
    if Grip.MOVE in grips:
        handles.append(Handle(Grip.MOVE, (x, y, top)))
    if Grip.HEIGHT in grips:
        ahead, away = math.radians(azimuth), ARROW * pixel
        beside = (x + away * math.sin(ahead), y + away * math.cos(ahead), top)
        handles.append(Handle(Grip.HEIGHT, beside if pitch > STEEP else (x, y, top + away)))
    return Frame(held, tuple(handles), ring, box, pixel)


def _beside(bearing: float, azimuth: float) -> float:
    """Return the bearing of the ring's knob: between two corners, to the right before the eye."""
    wanted = azimuth + 118.0
    return bearing + 90.0 * round((wanted - bearing) / 90.0)


def handle_at(frame: Frame, seen: Seen, at: QPointF) -> Handle | None:
    """Return the handle under a place of the picture; the ring counts as its knob."""
    if frame.handles:
        away = seen([x.place for x in frame.handles]) - (at.x(), at.y())
        distance = np.nan_to_num(np.hypot(away[:, 0], away[:, 1]), nan=np.inf)
        best = int(distance.argmin())
        if distance[best] <= REACH:
            return frame.handles[best]
    if frame.ring is not None:
        line = seen(frame.ring)
        seen_whole = bool(np.isfinite(line).all())
        here = (at.x(), at.y())
        if seen_whole and handling.nearest_edge(here, line, closed=False)[2] <= REACH / 2:
            return frame.handle(Grip.TURN)
    return None


# -- what a hand has made of an element ------------------------------------------------------------


def moved(held: Held, motion: Motion, foot: float | None = None) -> Held:
    """Return an element as it stands after a movement."""
    larger = motion.scale if held.own is None or held.kind is Kind.MODEL else 1.0
    return replace(
        held,
        pieces=tuple(motion.moved(x) for x in held.pieces),
        holes=tuple(motion.moved(x) for x in held.holes),
        height=held.height * larger,
        rise=held.rise * larger,
        foot=held.foot if foot is None else foot,
        turn=held.turn + motion.rotation,
        about=motion.place(held.about) if held.about is not None else None,
        estimated=held.estimated and abs(larger - 1.0) < 1e-9,
    )


def heightened(held: Held, height: float) -> Held:
    """Return an element of another height."""
    change = held.own.change if held.own is not None else None
    storeys = held.storeys
    if isinstance(change, ch.AddBuilding) and change.storeys:
        storeys = max(round(height / (change.height / change.storeys)), 1)
    elif held.kind is Kind.BUILDING:
        storeys = max(round(height / ch.STOREY_HEIGHT), 1)
    return replace(held, height=height, storeys=storeys, estimated=False)


def redrawn(held: Held, vertices: NDArray[np.float64]) -> Held:
    """Return an element with other vertices."""
    return replace(held, pieces=(vertices, *held.pieces[1:]))


# -- drawing ---------------------------------------------------------------------------------------


def draw_outline(painter: QPainter, held: Held, seen: Seen, ink: QColor) -> None:
    """Draw the edges of an element: its outline below and above, uprights between."""
    strong, thin = QPainterPath(), QPainterPath()
    for piece in (*held.pieces, *held.holes):
        line = np.vstack([piece, piece[:1]]) if held.closed else piece
        if len(line) < 2:
            continue
        low = np.column_stack([line, np.full(len(line), held.foot)])
        high = seen(low + np.array([0.0, 0.0, held.height]))
        for run in runs(high):
            strong.addPolygon(run)
        if held.height > 0.0:
            foot = seen(low)
            for run in runs(foot):
                thin.addPolygon(run)
            for a, b in zip(foot, high, strict=True) if len(line) <= MOST_EDGES else ():
                for run in runs(np.array([a, b])):
                    thin.addPolygon(run)
    wide = enlarged(painter)
    for path, width, halo in ((thin, 1.6, 4.0), (strong, 2.6, 6.0)):
        painter.strokePath(path, _pen(HALO, halo * wide))
        painter.strokePath(path, _pen(ink, width * wide))


def _pen(colour: QColor, width: float) -> QPen:
    line, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour, width, line, cap, join)


def draw_frame(
    painter: QPainter, frame: Frame, seen: Seen, ink: QColor, active: Handle | None
) -> None:
    """Draw the ring, the box and the handles of an element; one of them stands out."""
    if frame.ring is not None:
        _thin(painter, seen(frame.ring), ink)
    if frame.box is not None:
        _thin(painter, seen(frame.box), ink, dashed=True)
    places = seen([x.place for x in frame.handles]) if frame.handles else ()
    for handle, (u, v) in zip(frame.handles, places, strict=True):
        if u != u or abs(u) > 1e5 or abs(v) > 1e5:
            continue
        strong = handle.is_like(active)
        _SHAPES[handle.grip](painter, QPointF(u, v), ink, strong, frame, seen)


def _thin(painter: QPainter, pixels: Any, ink: QColor, *, dashed: bool = False) -> None:
    if not np.isfinite(pixels).all() or np.abs(pixels).max() > 1e5:
        return
    line = QPolygonF([QPointF(x, y) for x, y in pixels.tolist()])
    wide = enlarged(painter)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((HALO, 4.0), (ink, 1.6)):
        pen = QPen(colour, width * wide)
        if dashed and colour is ink:
            pen.setDashPattern([4.0, 3.0])
        painter.setPen(pen)
        painter.drawPolyline(line)


def _filled(painter: QPainter, path: QPainterPath, ink: QColor, strong: bool) -> None:
    """Draw a handle: white in the ink's outline, the other way round while it is held."""
    wide = enlarged(painter)
    painter.strokePath(path, QPen(HALO, 6.0 * wide))
    painter.fillPath(path, ink if strong else QColor("#FFFFFF"))
    painter.strokePath(path, QPen(ink, 2.2 * wide))


def _square(p: QPainter, at: QPointF, ink: QColor, strong: bool, *_: Any) -> None:
    size = (7.5 if strong else 6.0) * enlarged(p)
    path = QPainterPath()
    path.addRect(at.x() - size, at.y() - size, 2 * size, 2 * size)
    _filled(p, path, ink, strong)


def _dot(p: QPainter, at: QPointF, ink: QColor, strong: bool, *_: Any) -> None:
    size = (7.5 if strong else 5.5) * enlarged(p)
    path = QPainterPath()
    path.addEllipse(at, size, size)
    _filled(p, path, ink, strong)


def _diamond(p: QPainter, at: QPointF, ink: QColor, strong: bool, *_: Any) -> None:
    size = (9.0 if strong else 7.0) * enlarged(p)
    _filled(p, _polygon(at, [(0, -size), (size, 0), (0, size), (-size, 0)]), ink, strong)


def _knob(p: QPainter, at: QPointF, ink: QColor, strong: bool, *_: Any) -> None:
    """Draw the ring's knob: a disc with a turning arrow."""
    wide = enlarged(p)
    size = (13.0 if strong else 11.0) * wide
    path = QPainterPath()
    path.addEllipse(at, size, size)
    _filled(p, path, ink, strong)
    p.setPen(QPen(QColor("#FFFFFF") if strong else ink, 2.2 * wide))
    p.setBrush(Qt.BrushStyle.NoBrush)
    r = 0.52 * size
    p.drawArc(round(at.x() - r), round(at.y() - r), round(2 * r), round(2 * r), 60 * 16, 270 * 16)
    tip = QPointF(at.x() + 0.5 * r, at.y() - 0.87 * r)
    head = _polygon(tip, [(-0.2 * r, -0.75 * r), (0.95 * r, 0.1 * r), (-0.35 * r, 0.75 * r)])
    p.fillPath(head, QColor("#FFFFFF") if strong else ink)


def _cross(p: QPainter, at: QPointF, ink: QColor, strong: bool, *_: Any) -> None:
    """Draw four arrows away from a middle."""
    wide = enlarged(p) * (1.15 if strong else 1.0)
    far, mid, head, thin = 17.0 * wide, 11.0 * wide, 5.5 * wide, 1.9 * wide
    points = [
        (0, -far), (head, -mid), (thin, -mid), (thin, -thin), (mid, -thin), (mid, -head),
        (far, 0), (mid, head), (mid, thin), (thin, thin), (thin, mid), (head, mid),
        (0, far), (-head, mid), (-thin, mid), (-thin, thin), (-mid, thin), (-mid, head),
        (-far, 0), (-mid, -head), (-mid, -thin), (-thin, -thin), (-thin, -mid), (-head, -mid),
    ]  # fmt: skip
    _filled(p, _polygon(at, points), ink, strong)


def _arrow(p: QPainter, at: QPointF, ink: QColor, strong: bool, frame: Frame, seen: Seen) -> None:
    """Draw the arrow for the height, from the roof upwards."""
    wide = enlarged(p)
    held = frame.held
    x, y = held.pivot
    ((u, v),) = seen([(x, y, held.foot + held.height + held.rise)]).tolist()
    away = math.hypot(at.x() - u, at.y() - v)
    if u == u and away > 30.0:
        start = QPointF(u, v) + (at - QPointF(u, v)) * (22.0 * wide / away)
        for colour, width in ((HALO, 7.0), (ink, 3.4)):
            p.setPen(_pen(colour, width * wide))
            p.drawLine(start, at)
    size = (13.0 if strong else 11.0) * wide
    _filled(
        p, _polygon(at, [(0, -1.2 * size), (size, 0.5 * size), (-size, 0.5 * size)]), ink, strong
    )


def _polygon(at: QPointF, points: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([at + QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


_SHAPES: dict[Grip, Callable[..., None]] = {
    Grip.MOVE: _cross,
    Grip.TURN: _knob,
    Grip.SIZE: _square,
    Grip.HEIGHT: _arrow,
    Grip.VERTEX: _dot,
    Grip.EDGE: _diamond,
}
