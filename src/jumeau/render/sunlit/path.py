"""The sun's way across the sky: arcs over the place that is looked at, with hours, and the sun.

It is a dome as wide as the picture, with its middle where the camera looks; so it is seen from
above as well. Arcs of the four dates are thin, that of the day in hand is strong.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import Camera, ViewState
from jumeau.render import camera as cameras
from jumeau.render import look
from jumeau.render.furniture import Item, letters_of
from jumeau.render.typeface import font
from jumeau.simulation.sun.place import SunPlace

WIDE = 0.66
"""The dome's radius, as a share of half the picture's height where the camera looks."""
MINUTES = 5
FINER = 2
"""The lines are drawn so many times larger at rest, and made smaller."""

Point = tuple[float, float]
Points = NDArray[np.float64]


class _Arc(NamedTuple):
    """The sun over a day: minutes since midnight, and unit vectors (N, 3); where it is up."""

    minutes: NDArray[np.int64]
    towards: Points


def sun_path(
    scene: Any,
    project: Project,
    view: ViewState,
    size: tuple[int, int],
    tr: Translator,
    plates: Sequence[Item] = (),
    *,
    px_ratio: float = 1.0,
    moving: bool = False,
) -> list[Item]:
    """Return the sun's way: its lines, then its words; nothing where it is not wanted.

    Parameters
    ----------
    scene : Scene
        That drew the picture.
    size : pair of int
        Of the picture [pixels].
    plates : sequence of Item
        What else lies on the picture: words stay beside it.
    px_ratio : float
        Device pixels per pixel.
    moving : bool
        The next picture follows at once.

    Raises
    ------
    InputError
        ``sun.bad_instant``, ``sun.no_zone``.
    """
    if not view.instant or not view.switches.sun_path or view.camera is None:
        return []
    from jumeau.simulation.sun.calendar import DATES, legal
    from jumeau.simulation.sun.placing import place_of

    relief = scene.relief_of(view)
    camera = view.camera if relief is None else cameras.lift(view.camera, relief, view.section)
    place = place_of(project)
    now = legal(view.instant, place.zone)
    pen = _Pen(camera, size, letters_of(size, px_ratio), 1 if moving else FINER)
    pen.avoid(plates)
    pen.ring()
    for month, day in DATES.values():
        if (month, day) != (now.month, now.day):
            pen.arc(_arc(place, datetime.date(now.year, month, day)), strong=False)
    today = _arc(place, now.date())
    pen.arc(today, strong=True)
    pen.sun(project, view)
    pen.hours(today, tr)
    for name, (month, day) in DATES.items():
        if (month, day) != (now.month, now.day) and name != "september":
            pen.date(_arc(place, datetime.date(now.year, month, day)), tr(f"sun_path.{name}"))
    pen.quarters([tr(f"sun_path.{x}") for x in ("north", "east", "south", "west")])
    return pen.items()


@lru_cache(maxsize=32)
def _arc(place: SunPlace, date: datetime.date) -> _Arc:
    from jumeau.simulation.sun.calendar import day_instants
    from jumeau.simulation.sun.position import sun_positions

    instants = day_instants(place, date, MINUTES)
    suns = sun_positions(place, instants)
    up = suns.elevation > 0.0
    clock = _clock(place, instants[up])
    return _Arc(clock, towards(suns.azimuth[up], suns.elevation[up]))


def _clock(place: SunPlace, instants: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return minutes since midnight as the clock shows them."""
    from jumeau.model.instants import aware
    from jumeau.simulation.sun.calendar import iso

    found = [aware(iso(x, place.zone)) for x in instants]
    return np.array([60 * x.hour + x.minute for x in found], np.int64)


def towards(azimuth: Any, elevation: Any) -> Points:
    """Return unit vectors (N, 3) to directions [degrees], from grid north, clockwise."""
    a, e = np.radians(np.atleast_1d(azimuth)), np.radians(np.atleast_1d(elevation))
    return np.column_stack([np.sin(a) * np.cos(e), np.cos(a) * np.cos(e), np.sin(e)])


def projected(camera: Camera, size: tuple[int, int], points: Points) -> Points:
    """Return where points (N, 3) of the world [m] lie on a picture (N, 2) [pixels]; nan behind."""
    forward = np.array(camera.direction)
    azimuth = math.radians(camera.azimuth)
    right = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    away = points - np.array(camera.eye)
    depth = away @ forward
    depth = np.where(depth > 0.01 * camera.distance, depth, np.nan)
    focal = size[1] / 2 / math.tan(math.radians(camera.field_of_view) / 2)
    across = away @ right / depth * focal
    along = away @ np.cross(right, forward) / depth * focal
    return np.column_stack([size[0] / 2 + across, size[1] / 2 - along])


class _Pen:
    """Draws the dome of one picture."""

    def __init__(self, camera: Camera, size: tuple[int, int], em: int, finer: int) -> None:
        self._camera, self._size, self._em, self._finer = camera, size, em, finer
        half = math.tan(math.radians(camera.field_of_view) / 2) * camera.distance
        self._radius = WIDE * half * min(1.0, size[0] / size[1])
        self._lines = Image.new("RGBA", (size[0] * finer, size[1] * finer), (*look.SUN_HALO, 0))
        self._draw = ImageDraw.Draw(self._lines)
        self._words: list[tuple[Point, str, bool]] = []
        self._taken: list[tuple[float, float, float, float]] = []
        self._middle = self._at(np.zeros((1, 3)))[0]

    def avoid(self, plates: Sequence[Item]) -> None:
        """Put no words over some plates."""
        self._taken += [(x.x, x.y, x.x + x.plate.shape[1], x.y + x.plate.shape[0]) for x in plates]

    def _at(self, towards: Points) -> Points:
        return projected(
            self._camera, self._size, np.array(self._camera.target) + self._radius * towards
        )

    def _line(self, points: Points, width: float, colour: tuple[int, ...], halo: float) -> None:
        """Draw a line with a pale rim."""
        for part in _unbroken(points):
            path = [(x * self._finer, y * self._finer) for x, y in part.tolist()]
            for more, ink in ((halo, (*look.SUN_HALO, 190)), (0.0, (*colour, 255))):
                thick = max(round((width + 2 * more) * self._finer), 1)
                self._draw.line(path, ink, thick, joint="curve")

    def _dot(self, point: Point, radius: float, colour: tuple[int, ...], rim: float) -> None:
        x, y = point[0] * self._finer, point[1] * self._finer
        for more, ink in ((rim, (*look.SUN_HALO, 235)), (0.0, (*colour, 255))):
            r = (radius + more) * self._finer
            self._draw.ellipse((x - r, y - r, x + r, y + r), ink)

    def ring(self) -> None:
        """Draw the horizon."""
        round_ = np.arange(0.0, 361.0, 3.0)
        self._line(self._at(towards(round_, 0.0 * round_)), self._em / 16, look.SUN_RING, 1.0)

    def arc(self, arc: _Arc, *, strong: bool) -> None:
        """Draw the sun's way of a day."""
        width = self._em / (6 if strong else 12)
        if len(arc.minutes):
            self._line(self._at(arc.towards), width, look.SUN_PATH, self._em / 16)

    def sun(self, project: Project, view: ViewState) -> None:
        """Draw the sun, and the ray from it to what is looked at."""
        from jumeau.render.sunlit.live import sun_of

        sun = sun_of(project, view)
        if sun.elevation <= 0.0:
            return
        place = self._at(towards(sun.azimuth, sun.elevation))
        if not np.isfinite(place).all():
            return
        self._line(np.vstack([place, [self._middle]]), self._em / 12, look.SUN_PATH, 1.0)
        x, y = place[0].tolist()
        radius = 0.5 * self._em
        self._dot((x, y), radius, look.SUN_DISC, self._em / 9)
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def hours(self, arc: _Arc, tr: Translator) -> None:
        """Draw a dot each hour, and tell every second one where there is room."""
        at = self._at(arc.towards)
        for k in np.flatnonzero(arc.minutes % 60 == 0).tolist():
            self._dot((float(at[k, 0]), float(at[k, 1])), self._em / 7, look.SUN_PATH, 1.0)
        for odd in (False, True):
            for k in np.flatnonzero(arc.minutes % 60 == 0).tolist():
                hour = int(arc.minutes[k]) // 60
                if hour % 2 == odd:
                    self._word(at[k], tr("sun_path.hour", hour=hour), bold=not odd)

    def date(self, arc: _Arc, name: str) -> None:
        """Tell the date of an arc: where the sun is highest, else at its ends."""
        if not len(arc.minutes):
            return
        at = self._at(arc.towards)
        noon = int(np.argmax(arc.towards[:, 2]))
        for k in (noon, len(at) * 3 // 10, len(at) * 7 // 10, len(at) - 1, 0):
            if self._word(at[k], name, bold=False):
                return

    def quarters(self, names: Sequence[str]) -> None:
        """Tell where north, east, south and west are."""
        at = self._at(towards(np.array([0.0, 90.0, 180.0, 270.0]), np.zeros(4)))
        for place, name in zip(at, names, strict=True):
            self._word(place, name, bold=True)

    def _word(self, place: Points, word: str, *, bold: bool) -> bool:
        """Put a word beside a place, away from the middle, where there is room."""
        if not np.isfinite(place).all():
            return False
        out = place - self._middle
        out = out / max(float(np.hypot(*out)), 1e-6)
        wide, high = font(self._em, bold).getlength(word), 0.85 * self._em
        for away in (0.35, 0.8):
            x, y = (place + out * (np.array([wide, high]) / 2 + away * self._em)).tolist()
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            inside = min(box[:2]) >= 0 and box[2] <= self._size[0] and box[3] <= self._size[1]
            if inside and not any(_meet(box, other) for other in self._taken):
                self._taken.append(box)
                self._words.append(((x, y), word, bold))
                return True
        return False

    def items(self) -> list[Item]:
        """Return the lines, then the words."""
        box = self._lines.getbbox()
        if box is None:
            return []
        f = self._finer
        left, top, right, low = box[0] // f, box[1] // f, -(-box[2] // f), -(-box[3] // f)
        image = self._lines.crop((left * f, top * f, right * f, low * f))
        if f > 1:
            image = image.resize((right - left, low - top), Image.Resampling.BOX)
        found = [Item("sun_path", np.array(image), left, top)]
        for (x, y), word, bold in self._words:
            plate = _word_plate(word, self._em, bold)
            place = (round(x - plate.shape[1] / 2), round(y - plate.shape[0] / 2))
            found.append(Item("sun_path_word", plate, *place))
        return found


@lru_cache(maxsize=128)
def _word_plate(word: str, em: int, bold: bool) -> NDArray[np.uint8]:
    """Return a word with a pale rim."""
    rim = max(round(em / 9), 2)
    face = font(em, bold)
    size = (math.ceil(face.getlength(word)) + 2 * rim, round(1.3 * em))
    image = Image.new("RGBA", size, (*look.SUN_HALO, 0))
    ImageDraw.Draw(image).text(
        (size[0] / 2, size[1] / 2), word, (*look.SUN_INK, 255), face, anchor="mm",
        stroke_width=rim, stroke_fill=(*look.SUN_HALO, 255),
    )  # fmt: skip
    return np.array(image)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _unbroken(points: Points) -> list[Points]:
    """Return the parts of a line (N, 2) between points that cannot be seen, of two or more."""
    known = np.isfinite(points).all(axis=1)
    breaks = np.flatnonzero(np.diff(known.astype(np.int8))) + 1
    parts = np.split(points, breaks)
    return [x for x in parts if len(x) > 1 and np.isfinite(x[0]).all()]
