"""The pictures of a board: one an hour and a side, all looked at from the same place."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.i18n import Translator
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.provenance import Certainty
from jumeau.model.view_state import Camera, Compare, Switches, ViewState
from jumeau.render import plates
from jumeau.render.furniture import lay, letters_of
from jumeau.render.legend import certainty_of
from jumeau.render.scene import Scene
from jumeau.render.sun_legend import sun_said
from jumeau.render.variant_words import is_undecided
from jumeau.simulation.sun.calendar import HORIZON, at
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import Sun, sun_at
from jumeau.variants.resolved import Resolved

Pixels = NDArray[np.uint8]
Size = tuple[int, int]
Box = tuple[float, float, float, float]

NARROW = 10.0
"""Opening of an eye that looks from above [degrees]: so far away that walls hardly lean."""
AROUND, LEAST, MOST = 55.0, 170.0, 600.0
"""What is seen around what a variant changes, the least that is seen, and the most where nothing
else is asked for [m]: shade has to be seen."""
SUN, SUN_EDGE = (255, 196, 0, 255), (120, 84, 0, 255)


@dataclass(frozen=True, slots=True, eq=False)
class Hour:
    """An hour of a board.

    Attributes
    ----------
    instant : str
        ISO 8601 with offset.
    sun : Sun
    pictures : tuple of (h, w, 3) uint8
        One a side; empty where the sun is not up.
    """

    instant: str
    sun: Sun
    pictures: tuple[Pixels, ...]

    @property
    def up(self) -> bool:
        """Whether the sun's edge is above a level horizon."""
        return self.sun.true_elevation > HORIZON


def hour_at(place: SunPlace, date: datetime.date, hour: int) -> tuple[str, Sun]:
    """Return an hour of a day as an instant, and the sun then."""
    instant = at(place.zone, date, hour * 60)
    return instant, sun_at(place, instant)


def sides_of(
    view: ViewState, variants: Iterable[str], camera: Camera | None
) -> tuple[ViewState, ...]:
    """Return a view once for each variant: its shade, without names, furniture and lines."""
    bare = Switches(labels=False, trees=view.switches.trees, shade=True)
    return tuple(
        msgspec.structs.replace(
            view, variants=(x,) if x else (), compare=Compare.NONE, camera=camera, switches=bare,
            section=None,
        )
        for x in variants
    )  # fmt: skip


def camera_of(
    seen: Camera, size: Size, altitude: Callable[[float, float], float], *,
    above: bool, width: float, changed: Box | None,
) -> Camera:  # fmt: skip
    """Return where the pictures are looked at from.

    Parameters
    ----------
    seen : Camera
        That of the view.
    size : (width, height)
        Of a picture [pixels].
    altitude : callable
        The ground's at a place [m].
    above : bool
        From above, north of the map up; else as the view looks.
    width : float
        Of the ground [m]; 0: as what is changed, else the view, asks for.
    changed : box or None
        What the variants change [m].
    """
    if not above:
        return seen
    x, y = seen.target[:2]
    aspect = size[0] / size[1]
    if changed is not None:
        x, y = (changed[0] + changed[2]) / 2, (changed[1] + changed[3]) / 2
        fitted = max(changed[2] - changed[0] + 2 * AROUND,
                     (changed[3] - changed[1] + 2 * AROUND) * aspect, LEAST)  # fmt: skip
    else:
        half = math.tan(math.radians(seen.field_of_view) / 2)
        fitted = min(2 * half * seen.distance * aspect, MOST)
    distance = (width or fitted) / aspect / 2 / math.tan(math.radians(NARROW) / 2)
    return Camera((x, y, altitude(x, y)), distance, 0.0, 90.0, NARROW)


def ground_of(scene: Scene, usual: float) -> Callable[[float, float], float]:
    """Return what tells the altitude of a scene's ground [m]."""
    relief = scene.relief
    if relief is None:
        return lambda _x, _y: usual
    return lambda x, y: float(relief.altitude(x, y))


def changed_by(resolved: Iterable[Resolved | None]) -> Box | None:
    """Return the box of what variants change above the ground [m]; None where nothing is."""
    places: list[NDArray[np.float64]] = []
    for one in resolved:
        if one is None:
            continue
        places += [np.asarray(rings[0], float)[:, :2] for x in one.solids for rings in x.rings]
        places += [np.asarray(one.trees.xy, float)] if len(one.trees) else []
        middles = [(b.middle[0] + b.east, b.middle[1] + b.north) for b in one.bodies]
        middles += [x.place for x in one.models]
        places += [np.array(middles, float)] if middles else []
    if not places:
        return None
    every = np.concatenate(places)
    (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
    return float(west), float(south), float(east), float(north)


def draw_hours(
    scene: Scene,
    project: Project,
    sides: tuple[ViewState, ...],
    moments: list[tuple[str, Sun]],
    size: Size,
    labels: tuple[Certainty, ...],
    tr: Translator,
    progress: Progress,
) -> list[Hour]:
    """Draw some hours.

    Parameters
    ----------
    sides : tuple of ViewState
        With their camera.
    moments : list of (instant, sun)
        The hours.
    size : (width, height)
        Of each picture [pixels].
    labels : tuple of Certainty
        Of each side: :func:`labels_of`.
    progress : Progress
        Told at each hour; it may stop the work.
    """
    hours = []
    for number, (instant, sun) in enumerate(moments):
        progress(number / len(moments), "plates")
        hour = Hour(instant, sun, ())
        if hour.up:
            drawn = tuple(
                _drawn(scene, project, view, instant, sun, size, label, tr, ("plates", k))
                for k, (view, label) in enumerate(zip(sides, labels, strict=True))
            )
            hour = Hour(instant, sun, drawn)
        hours.append(hour)
    return hours


def _drawn(
    scene: Scene, project: Project, view: ViewState, instant: str, sun: Sun, size: Size,
    label: Certainty, tr: Translator, viewer: Any,
) -> Pixels:  # fmt: skip
    view = msgspec.structs.replace(view, instant=instant)
    scene.settle(project, view, size, viewer=viewer)
    picture = scene.draw(project, view, size, viewer=viewer)[..., :3].copy()
    low = said_in(picture, project, view, label, tr)
    if view.camera is not None and view.camera.pitch > 89:
        mark_sun(picture, sun.azimuth - view.camera.azimuth, low)
    return picture


def labels_of(
    scene: Scene, project: Project, views: Iterable[ViewState], instant: str, tr: Translator
) -> tuple[tuple[Certainty, ...], bool]:
    """Return the label of each side with its shade, and whether heights of casters are guessed.

    Parameters
    ----------
    instant : str
        Any at which the sun is up.
    """
    labels, guessed = [], False
    for view in views:
        shaded = msgspec.structs.replace(
            view, instant=instant, switches=msgspec.structs.replace(view.switches, shade=True)
        )
        said = sun_said(scene, project, shaded, tr)
        label = certainty_of(project, shaded, guessed=said.guessed)
        labels.append(label or Certainty.COMPUTED)
        guessed |= said.guessed
    return tuple(labels), guessed


def said_in(
    picture: Pixels, project: Project, view: ViewState, label: Certainty, tr: Translator,
    em: int = 0,
) -> int:  # fmt: skip
    """Write into a picture what must not be cropped away: its certainty, what is not decided.

    Returns where the room above this line ends [pixels].
    """
    height, width = int(picture.shape[0]), int(picture.shape[1])
    em = em or letters_of((width, height))
    margin = round(0.5 * em)
    rest = ""
    if is_undecided(project, view):
        rest = f"{tr('picture.under_study')}. {tr('comparing.not_contractual')}"
    plate = plates.line_plate(tr(f"certainty.{label.value}"), rest, em, width - 2 * margin)
    low = height - margin - int(plate.shape[0])
    lay(picture, plate, margin, low)
    return low - margin // 2


def mark_sun(picture: Pixels, bearing: float, low: int) -> None:
    """Draw the sun at the border of a plan, where it shines from, in place.

    Parameters
    ----------
    bearing : float
        Clockwise from the picture's top [degrees].
    low : int
        The sun stays above this row [pixels].
    """
    from PIL import Image, ImageDraw

    height, width = picture.shape[:2]
    radius, fine = round(height * 0.035), 4
    side = round(radius * 3.4)
    big = Image.new("RGBA", (side * fine, side * fine), (255, 255, 255, 0))
    pen = ImageDraw.Draw(big)
    middle, r = side * fine / 2, radius * fine
    for ray in range(12):
        turn = math.radians(ray * 30)
        ends = [(middle + math.sin(turn) * k * r, middle + math.cos(turn) * k * r)
                for k in (1.22, 1.62)]  # fmt: skip
        pen.line(ends, SUN_EDGE, round(r * 0.17))
    box = (middle - r, middle - r, middle + r, middle + r)
    pen.ellipse(box, SUN, SUN_EDGE, round(r * 0.13))
    plate = np.asarray(big.resize((side, side), Image.Resampling.BOX))
    turn = math.radians(bearing)
    dx, dy = math.sin(turn), -math.cos(turn)
    half_x = width / 2 - side * 0.62
    half_y = height / 2 - side * 0.62 - (height - low if dy > 0 else 0)
    reach = min(half_x / max(abs(dx), 1e-9), half_y / max(abs(dy), 1e-9))
    x, y = width / 2 + dx * reach - side / 2, height / 2 + dy * reach - side / 2
    lay(picture, plate, round(x), round(y))
