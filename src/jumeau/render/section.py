"""The model cut open: everything before a line left out, what the cut meets filled and outlined."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkPlane

from jumeau.geometry.measure import sampled
from jumeau.geometry.profile import FLAT, Outline, outlines
from jumeau.model.view_state import Camera, Section
from jumeau.render.camera import HOME_FIELD_OF_VIEW
from jumeau.render.canvas import Canvas
from jumeau.render.look import CUT_CROWN, CUT_LINE, DEEP_EARTH, EARTH, POCHE, Rgb
from jumeau.render.props import coloured, lined
from jumeau.render.relief import Relief
from jumeau.render.site import Site, cut_crowns

LINE_WIDTH = 2.4
"""Of the outline of the cut [pixels]."""
FOUNDATION = 0.4
"""Walls are filled down to so far below the ground [m]."""
RAISED = 2.5
"""What begins higher above the ground stands on nothing: bridges, balconies [m]."""
FRONT = 0.12
"""What is cut lies before the earth by so much, and its outline by twice that [m]."""
PITCH = 9.0
"""A cut is looked at from so far above its horizontal [degrees]."""
SHARE = 0.88
"""Share of the picture's width that a cut takes."""
RISE = 0.2
"""The ground of a cut lies so far below the middle, in heights of the picture."""
NEAREST = 60.0
"""A cut is looked at from no nearer [m]."""


class _Same:
    """A thing that equals itself alone, and is kept so that no other takes its place."""

    __slots__ = ("thing",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.thing is self.thing


class Cut:
    """The faces of a cut through the model of one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._plane: Section | None = None
        self._faces: Any = None
        self._actors: list[Any] = []
        self._lines: list[Any] = []
        self._blocks: list[tuple[str, Outline]] = []

    def show(
        self,
        section: Section | None,
        site: Site | None,
        base: float,
        origin: tuple[float, float, float],
        removed: int,
        samples: int = 1,
    ) -> None:
        """Cut the model, or show it whole.

        Parameters
        ----------
        site : Site or None
            What is cut; None where nothing is shown.
        base : float
            Altitude of the plinth's foot [m].
        removed : int
            Grows with whatever is hidden in place: the cut is made anew.
        samples : int
            Samples along a pixel: lines are drawn that much wider.
        """
        if section is not None and section.start == section.end:
            section = None
        if section != self._plane:
            self._plane = section
            self._canvas.cut(None if section is None else plane_of(section, origin))
        wanted = None
        if section is not None and site is not None:
            # What was prepared is told apart by itself, not by its content.
            made = (site.relief, *(x.triangles for x in site.standing), *(t for _, t in site.trees))
            wanted = (section, base, removed, tuple(_Same(x) for x in made))
        if wanted != self._faces:
            self._clear()
            self._faces = wanted
            if section is not None and site is not None:
                self._fill(section, site, base, origin)
        for line in self._lines:
            line.GetProperty().SetLineWidth(LINE_WIDTH * samples)

    def hit(self, point: tuple[float, float, float]) -> tuple[str, int] | None:
        """Return layer and row of what is cut at a place of the cut; None where it is earth."""
        if self._plane is None:
            return None
        a, u, _ = frame_of(self._plane)
        s = float((np.array(point[:2]) - a) @ u)
        for layer, x in self._blocks:
            if not (x.s[0, 0] <= s <= x.s[-1, 1]):
                continue
            for (left, right), low, high in zip(x.s, x.low, x.high, strict=True):
                if left <= s <= right:
                    share = (s - left) / max(right - left, 1e-9)
                    ends = (v[0] + (v[1] - v[0]) * share for v in (low, high))
                    if next(ends) <= point[2] <= next(ends):
                        return layer, x.row
        return None

    def _fill(
        self, section: Section, site: Site, base: float, origin: tuple[float, float, float]
    ) -> None:
        a, u, normal = frame_of(section)
        reach = across(site.relief.bounds, a, u)
        if reach is None:
            return
        ends = a + np.array(reach)[:, None] * u
        _, along = sampled(ends, max(site.relief.step_about(ends) / 2, 0.25), 4000)
        s = along + reach[0]
        place = a + s[:, None] * u
        ground = np.asarray(site.relief.altitude(place[:, 0], place[:, 1]), np.float64)
        self._blocks = [
            (one.layer, _on_ground(x, s, ground))
            for one in site.standing
            for x in outlines(one, a, a + u, endless=True)
        ]
        crowns = [x for _, trees in site.trees for x in cut_crowns(trees, a, a + u)]

        def placed(at: NDArray[np.float64], z: NDArray[np.float64], front: float) -> Any:
            xy = a + at[..., None] * u - front * normal
            return np.concatenate([xy, z[..., None]], -1) - origin

        pairs = np.column_stack([s[:-1], s[1:]])
        tops = np.column_stack([ground[:-1], ground[1:]])
        self._add_quads(placed, pairs, np.full_like(tops, base), tops, 0.0, DEEP_EARTH, EARTH)
        blocks = [x for _, x in self._blocks]
        for cut, front, colour in ((crowns, FRONT / 2, CUT_CROWN), (blocks, FRONT, POCHE)):
            if cut:
                low, high = (np.concatenate([getattr(x, k) for x in cut]) for k in ("low", "high"))
                at = np.concatenate([x.s for x in cut])
                self._add_quads(placed, at, low, high, front, colour, colour)
        edges = [_edges(x) for x in blocks]
        at = np.concatenate([pairs, *(e[0] for e in edges)])
        z = np.concatenate([tops, *(e[1] for e in edges)])
        points = placed(at, z, 2 * FRONT).reshape(-1, 3).astype(np.float32)
        cells = np.arange(len(points), dtype=np.int32).reshape(-1, 2)
        line = lined(points, cells, CUT_LINE)
        line.ForceTranslucentOff()
        self._canvas.add(line, whole=True)
        self._actors.append(line)
        self._lines.append(line)

    def _add_quads(
        self,
        placed: Any,
        at: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        front: float,
        below: Rgb,
        above: Rgb,
    ) -> None:
        """Add upright trapezes: ends (K, 2), altitudes there below and above."""
        foot, top = placed(at, low, front), placed(at, high, front)
        quads = np.stack([foot[:, 0], foot[:, 1], top[:, 1], top[:, 0]], 1)
        points = quads.reshape(-1, 3).astype(np.float32)
        colours = np.tile(np.array([below, below, above, above], np.uint8), (len(quads), 1))
        cells = np.arange(len(points), dtype=np.int64).reshape(-1, 4)
        actor = coloured(points, cells, colours, cull=False)
        self._canvas.add(actor, whole=True)
        self._actors.append(actor)

    def _clear(self) -> None:
        for actor in self._actors:
            self._canvas.remove(actor)
        self._actors, self._lines, self._blocks = [], [], []

    def close(self) -> None:
        """Free the faces."""
        self._clear()
        self._faces = None
        if self._plane is not None:
            self._plane = None
            self._canvas.cut(None)


def frame_of(
    section: Section,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the start of a cut, the unit vector along it, and that towards what is kept."""
    a, b = np.array(section.start, float), np.array(section.end, float)
    u = (b - a) / max(float(np.hypot(*(b - a))), 1e-9)
    return a, u, np.array([-u[1], u[0]])


def camera_for(
    section: Section, relief: Relief, aspect: float, field_of_view: float = HOME_FIELD_OF_VIEW
) -> Camera:
    """Return a view square to a cut from a little above, the cut low in the picture."""
    a, u, normal = frame_of(section)
    length = float((np.array(section.end) - a) @ u)
    half = math.tan(math.radians(field_of_view) / 2)
    distance = max(length / 2 / (SHARE * half * max(aspect, 0.2)), NEAREST)
    x, y = (a + length / 2 * u).tolist()
    line = a + np.linspace(0.0, length, 33)[:, None] * u
    ground = float(np.median(relief.altitude(line[:, 0], line[:, 1])))
    return Camera(
        (x, y, ground + RISE * 2 * distance * half),
        distance=distance,
        azimuth=math.degrees(math.atan2(normal[0], normal[1])) % 360,
        pitch=PITCH,
        field_of_view=field_of_view,
    )


def plane_of(section: Section, origin: tuple[float, float, float]) -> vtkPlane:
    """Return the plane of a cut in the scene's coordinates; it keeps what its normal points to."""
    a, _, normal = frame_of(section)
    plane = vtkPlane()
    plane.SetOrigin(a[0] - origin[0], a[1] - origin[1], 0.0)
    plane.SetNormal(normal[0], normal[1], 0.0)
    return plane


def kept_range(
    section: Section | None, eye: NDArray[np.float64], direction: NDArray[np.float64]
) -> tuple[float, float]:
    """Return the distances between which a ray runs through what the cut leaves [m]."""
    if section is None or section.start == section.end:
        return 0.0, np.inf
    a, _, normal = frame_of(section)
    side = float((eye[:2] - a) @ normal)
    nearing = float(direction[:2] @ normal)
    if side < 0.0:
        return (-side / nearing, np.inf) if nearing > 1e-12 else (np.inf, np.inf)
    return 0.0, side / -nearing if nearing < -1e-12 else np.inf


def across(
    bounds: tuple[float, float, float, float], a: NDArray[np.float64], u: NDArray[np.float64]
) -> tuple[float, float] | None:
    """Return where an endless line enters and leaves a rectangle, along it [m]; None beside it."""
    low, high = -np.inf, np.inf
    for axis in (0, 1):
        near, far = bounds[axis] - a[axis], bounds[axis + 2] - a[axis]
        if abs(u[axis]) < 1e-12:
            if near > 0.0 or far < 0.0:
                return None
            continue
        first, last = sorted((near / u[axis], far / u[axis]))
        low, high = max(low, first), min(high, last)
    return (float(low), float(high)) if high - low > FLAT else None


def _on_ground(outline: Outline, s: NDArray[np.float64], ground: NDArray[np.float64]) -> Outline:
    """Return an outline that goes down to the ground, unless it hangs above it."""
    under = np.interp(outline.s, s, ground)
    hangs = (outline.low - under > RAISED) & (outline.high - outline.low > 0.3)
    low = np.where(hangs.all(1, keepdims=True), outline.low, under - FOUNDATION)
    return Outline(outline.row, outline.s, np.minimum(low, outline.high), outline.high)


def _edges(outline: Outline) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the strokes of an outline: its top, and its sides wherever the top jumps."""
    at, z = [outline.s], [outline.high]
    s, low, high = outline.s, outline.low, outline.high
    for k in range(len(s) + 1):
        before = k > 0 and (k == len(s) or s[k, 0] - s[k - 1, 1] > FLAT)
        if before or k == len(s):
            at.append(np.array([[s[k - 1, 1]] * 2]))
            z.append(np.array([[low[k - 1, 1], high[k - 1, 1]]]))
        if k < len(s) and (k == 0 or before):
            at.append(np.array([[s[k, 0]] * 2]))
            z.append(np.array([[low[k, 0], high[k, 0]]]))
        elif 0 < k < len(s) and abs(high[k, 0] - high[k - 1, 1]) > 0.05:
            at.append(np.array([[s[k, 0]] * 2]))
            z.append(np.array([[high[k - 1, 1], high[k, 0]]]))
    return np.concatenate(at), np.concatenate(z)
