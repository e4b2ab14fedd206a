"""The sky over a place, painted: horizon, trees, ways of the sun; north up, east to the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from jumeau.i18n import Translator
from jumeau.render.sun_words import told_day
from jumeau.render.typeface import font
from jumeau.simulation.sun.diagram import (
    DayPath,
    Diagram,
    Hides,
    equidistant,
    stereographic,
)

PROJECTIONS = {"stereographic": stereographic, "equidistant": equidistant}
SKY, PAPER, RIM = "#EAF2F7", "#FFFFFF", "#7B858D"
BUILT, RELIEF, LEAVES, BEHIND = "#8E99A4", "#CDBB9E", "#A5BD92", "#DAD7D1"
GRID, INK, FAINT = "#C3CED6", "#1E252B", "#4C565E"
SUN, SUN_EDGE, HIDDEN, BEFORE = "#E08A00", "#8A5200", "#5B4A36", "#1E252B"
_SMOOTH = 3
"""Lines and areas are painted so many times larger, then made smaller."""
APART = 0.7
"""Two horizons that differ by less are drawn as one [degrees]."""
NEXT = 1.5
"""Ways of the sun whose highest points are so near to each other coincide [degrees]."""
_SPARE = 0.075
"""Around the disc, for the names of the winds; share of the width."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where the disc lies on the enlarged paper [pixels], and how the sky is laid on it."""

    middle: float
    radius: float
    projection: str

    def at(self, azimuth: float, elevation: float) -> tuple[float, float]:
        r = float(PROJECTIONS[self.projection](max(elevation, 0.0))) * self.radius
        a = math.radians(azimuth)
        return self.middle + r * math.sin(a), self.middle - r * math.cos(a)

    def line(
        self, azimuth: NDArray[np.float64], elevation: NDArray[np.float64]
    ) -> list[tuple[float, float]]:
        r = PROJECTIONS[self.projection](np.maximum(elevation, 0.0)) * self.radius
        a = np.radians(azimuth)
        x, y = self.middle + r * np.sin(a), self.middle - r * np.cos(a)
        return list(zip(x.tolist(), y.tolist(), strict=True))


def sky_plate(
    diagram: Diagram,
    size: int,
    tr: Translator,
    *,
    before: Diagram | None = None,
    chosen: int = 0,
    projection: str = "stereographic",
) -> NDArray[np.uint8]:
    """Return the sky over a place, (size, size, 3).

    Parameters
    ----------
    diagram : Diagram
        What is painted.
    size : int
        Width and height [pixels].
    before : Diagram or None
        Whose horizon is drawn as a dashed outline.
    chosen : int
        The path whose hours are written.
    projection : str
        ``stereographic`` or ``equidistant``.
    """
    k = _SMOOTH
    image = Image.new("RGB", (size * k, size * k), PAPER)
    pen = ImageDraw.Draw(image)
    paper = _Paper(size * k / 2, size * k * (0.5 - _SPARE), projection)
    _paint_sky(pen, paper, diagram)
    _paint_grid(pen, paper, size * k)
    if before is not None:
        _paint_before(pen, paper, diagram, before, size * k)
    for n, path in _told_apart(diagram.paths, chosen):
        _paint_path(pen, paper, path, size * k, strong=n == chosen)
    _circle(pen, paper, 0.0, RIM, max(round(size * k / 260), 2))
    small = image.resize((size, size), Image.Resampling.BOX)
    _write(ImageDraw.Draw(small), _Paper(size / 2, size * (0.5 - _SPARE), projection), diagram,
           size, chosen, tr)  # fmt: skip
    return np.asarray(small)


def _paint_sky(pen: ImageDraw.ImageDraw, paper: _Paper, diagram: Diagram) -> None:
    edge = [paper.middle - paper.radius] * 2 + [paper.middle + paper.radius] * 2
    pen.ellipse(edge, fill=SKY)
    azimuth = diagram.azimuth
    half = 180.0 / len(azimuth)
    for direction, low, high in diagram.crowns.tolist():
        a = float(azimuth[int(direction)])
        ring = [(a - half, low), (a + half, low), (a + half, high), (a - half, high)]
        pen.polygon([paper.at(*x) for x in ring], fill=LEAVES)
    closed = np.append(azimuth, azimuth[0])
    rim = paper.line(closed, np.zeros(len(closed)))
    for height, colour in ((diagram.horizon, BUILT), (diagram.relief, RELIEF)):
        inner = paper.line(closed, np.append(height, height[0]))
        for i in range(len(azimuth)):
            if height[i] > 0.05 or height[(i + 1) % len(azimuth)] > 0.05:
                pen.polygon([rim[i], rim[i + 1], inner[i + 1], inner[i]], fill=colour)
    if diagram.normal is not None:
        # Half of the disc lies behind the wall.
        facing = math.degrees(math.atan2(diagram.normal[0], diagram.normal[1]))
        facing += diagram.convergence
        turned = np.linspace(facing + 90.0, facing + 270.0, 91)
        pen.polygon(paper.line(turned, np.zeros(len(turned))), fill=BEHIND)


def _paint_grid(pen: ImageDraw.ImageDraw, paper: _Paper, size: float) -> None:
    width = max(round(size / 900), 1)
    for elevation in (15, 30, 45, 60, 75):
        _circle(pen, paper, elevation, GRID, width)
    for azimuth in range(0, 360, 30):
        pen.line([paper.at(azimuth, 0.0), paper.at(azimuth, 75.0)], fill=GRID, width=width)


def _circle(
    pen: ImageDraw.ImageDraw, paper: _Paper, elevation: float, colour: str, width: int
) -> None:
    turn = np.linspace(0.0, 360.0, 361)
    pen.line(paper.line(turn, np.full(361, elevation)), fill=colour, width=width)


def _paint_before(
    pen: ImageDraw.ImageDraw, paper: _Paper, diagram: Diagram, before: Diagram, size: float
) -> None:
    """Draw the former horizon where it was another, and is not behind the wall."""
    other = np.abs(before.horizon - diagram.horizon) > APART
    if diagram.normal is not None:
        a = np.radians(before.azimuth - before.convergence)
        other &= np.sin(a) * diagram.normal[0] + np.cos(a) * diagram.normal[1] > 0.0
    # Begun where nothing is drawn, no run is cut in two at the north.
    free = np.flatnonzero(~other)
    start = int(free[0]) if len(free) else 0
    order = np.roll(np.arange(len(other) + 1) % len(other), -start)
    line = paper.line(before.azimuth[order], before.horizon[order])
    run: list[tuple[float, float]] = []
    for place, drawn in [*zip(line, other[order].tolist(), strict=True), ((0.0, 0.0), False)]:
        if drawn:
            run.append(place)
        elif len(run) > 1:
            _dashed(pen, run, BEFORE, max(round(size / 330), 2), size / 60, size / 110)
            run = []
        else:
            run = []


def _paint_path(
    pen: ImageDraw.ImageDraw, paper: _Paper, path: DayPath, size: float, *, strong: bool
) -> None:
    line = paper.line(path.azimuth, path.elevation)
    wide = size / (95 if strong else 190)
    run: list[tuple[float, float]] = []
    free = False
    for k, point in enumerate([*line, None]):
        now = k < len(path.hidden) and path.hidden[k] is Hides.NOTHING
        if point is None or (run and now is not free):
            if point is not None:
                run.append(point)
            _stroke(pen, run, free=free, wide=wide, size=size)
            run = []
        if point is not None:
            run.append(point)
            free = now
    for minute in range(0, 1440, 60):
        near = np.abs(path.minute - minute)
        if not len(near) or near.min() > path.step:
            continue
        k = int(near.argmin())
        x, y = _at_minute(line, path.minute, minute)
        r = size / (120 if strong else 200)
        clear = path.hidden[k] is Hides.NOTHING
        inner, edge = (SUN, SUN_EDGE) if clear else (PAPER, HIDDEN)
        width = max(round(size / 700), 1)
        pen.ellipse([x - r, y - r, x + r, y + r], fill=inner, outline=edge, width=width)


def _stroke(
    pen: ImageDraw.ImageDraw,
    run: Sequence[tuple[float, float]],
    *,
    free: bool,
    wide: float,
    size: float,
) -> None:
    if len(run) < 2:
        return
    if free:
        pen.line(run, fill=SUN_EDGE, width=max(round(1.35 * wide), 2), joint="curve")
        pen.line(run, fill=SUN, width=max(round(wide), 1), joint="curve")
    else:
        _dashed(pen, run, HIDDEN, max(round(0.38 * wide), 2), size / 90, size / 130)


def _dashed(
    pen: ImageDraw.ImageDraw,
    line: Sequence[tuple[float, float]],
    colour: str,
    width: int,
    dash: float,
    gap: float,
) -> None:
    points = np.array(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = 0.0
    while at < along[-1]:
        s = np.linspace(at, min(at + dash, float(along[-1])), 5)
        x, y = (np.interp(s, along, points[:, n]) for n in (0, 1))
        pen.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=colour, width=width)
        at += dash + gap


def _at_minute(
    line: Sequence[tuple[float, float]], minutes: NDArray[np.float64], minute: float
) -> tuple[float, float]:
    points = np.array(line)
    x, y = (float(np.interp(minute, minutes, points[:, n])) for n in (0, 1))
    return x, y


def _write(
    pen: ImageDraw.ImageDraw,
    paper: _Paper,
    diagram: Diagram,
    size: int,
    chosen: int,
    tr: Translator,
) -> None:
    """Write winds, heights, hours and dates."""
    large, small = font(max(round(size / 22), 11), bold=True), font(max(round(size / 32), 9))
    hours = font(max(round(size / 29), 10), bold=True)
    for azimuth, name in ((0, "north"), (90, "east"), (180, "south"), (270, "west")):
        a = math.radians(azimuth)
        r = paper.radius + size * 0.034
        at = (paper.middle + r * math.sin(a), paper.middle - r * math.cos(a))
        pen.text(at, tr(f"sun_places.diagram.{name}"), font=large, fill=INK, anchor="mm")
    for elevation in (30, 60):
        x, y = paper.at(0.0, elevation)
        _haloed(pen, (x + size * 0.012, y), f"{elevation}°", small, FAINT, "lm")
    for n, path in _told_apart(diagram.paths, chosen):
        line = paper.line(path.azimuth, path.elevation)
        if n == chosen:
            for minute in range(0, 1440, 120):
                if path.minute[0] - 20 <= minute <= path.minute[-1] + 20:
                    x, y = _at_minute(line, path.minute, minute)
                    # Away from the middle: there the line itself runs on both sides.
                    dx, dy = x - paper.middle, y - paper.middle
                    length = max(math.hypot(dx, dy), 1.0)
                    far = size * 0.036
                    at = (x + far * dx / length, y + far * dy / length)
                    _haloed(pen, at, f"{minute // 60}", hours, INK, "mm")
        # The date stands where the sun is highest, on the side of the zenith.
        x, y = line[int(path.elevation.argmax())]
        inward = -1.0 if y > paper.middle else 1.0
        name = told_day(path.date, tr)
        _haloed(pen, (x, y + inward * size * 0.032), name, small, SUN_EDGE, "mm")


def _told_apart(paths: Sequence[DayPath], chosen: int) -> list[tuple[int, DayPath]]:
    """Return the paths that are drawn, the chosen one last: of two that coincide, only one."""
    kept: list[tuple[int, DayPath]] = []
    order = sorted(range(len(paths)), key=lambda n: n != chosen)
    for n in order:
        path = paths[n]
        if not len(path.minute):
            continue
        highest = float(path.elevation.max())
        if all(abs(highest - float(x.elevation.max())) > NEXT for _, x in kept):
            kept.append((n, path))
    return kept[::-1]


def _haloed(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    face: object,
    colour: str,
    anchor: str,
) -> None:
    pen.text(at, text, font=face, fill=colour, anchor=anchor, stroke_width=2, stroke_fill="#FFFFFF")  # type: ignore[arg-type]
