"""A photograph beside the simulated shade of the same minute and viewpoint."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.shot import Shot
from jumeau.model.view_state import Camera, Compare, ViewState
from jumeau.render import plates
from jumeau.render.furniture import lay, lines_said
from jumeau.render.relief import Relief
from jumeau.render.sun_legend import SunSaid
from jumeau.render.sun_words import known_place, told_clock, told_day
from jumeau.render.variant_words import side_colour, side_plate, side_title
from jumeau.simulation.sun.calendar import legal

Pixels = NDArray[np.uint8]

AHEAD = 30.0
"""The camera of a photograph looks at a point so far away [m]."""
NEAR = 200.0
"""Who takes a photograph may stand so far outside the ground [m]."""
PAPER = (255, 255, 255)
TEXT_SHARE = 1 / 28


def camera_of(shot: Shot, relief: Relief) -> Camera:
    """Return the camera of a photograph: an eye above the ground that looks ahead."""
    x, y = shot.place
    z = float(relief.altitude(x, y)) + shot.eye
    azimuth, tilt = math.radians(shot.azimuth), math.radians(shot.tilt)
    flat = math.cos(tilt) * AHEAD
    target = (x + math.sin(azimuth) * flat, y + math.cos(azimuth) * flat,
              z + math.sin(tilt) * AHEAD)  # fmt: skip
    return Camera(target, AHEAD, shot.azimuth % 360.0, -shot.tilt, shot.field_of_view)


def is_within(place: tuple[float, float], relief: Relief) -> bool:
    """Tell whether a place [m] lies on the model's ground, or near it."""
    (x, y), (xmin, ymin, xmax, ymax) = place, relief.field.bounds
    return xmin - NEAR <= x <= xmax + NEAR and ymin - NEAR <= y <= ymax + NEAR


def shot_of(camera: Camera, instant: str, relief: Relief, author: str = "") -> Shot:
    """Return the shot that would give the picture of a camera."""
    x, y, z = camera.eye
    eye = max(z - float(relief.altitude(x, y)), 0.0)
    return Shot(
        instant, (x, y), camera.azimuth % 360.0, -camera.pitch, camera.field_of_view, eye, author
    )


def view_of(view: ViewState, shot: Shot, camera: Camera) -> ViewState:
    """Return what is drawn beside a photograph: one variant, with shade, nothing written on it."""
    switches = msgspec.structs.replace(
        view.switches, labels=False, contours=False, shade=True, sun_path=False
    )
    return msgspec.structs.replace(
        view, camera=camera, instant=shot.instant, switches=switches, compare=Compare.NONE,
        variants=view.variants[:1], section=None, title="", furniture=False,
    )  # fmt: skip


def picture_size(photo: tuple[int, int], width: int) -> tuple[int, int]:
    """Return how large a photograph (width, height) and the picture beside it are on a sheet.

    Parameters
    ----------
    width : int
        Of the sheet [pixels].
    """
    wide = (width - gap_of(width)) // 2
    high = max(round(wide * photo[1] / photo[0]), 8)
    if high > width:  # a very tall photograph
        return max(round(width * photo[0] / photo[1]), 8), width
    return wide, high


def gap_of(width: int) -> int:
    """Return the gap between two pictures on a sheet of a width [pixels]."""
    return round(width / 160)


def photo_words(shot: Shot, zone: str, tr: Translator) -> tuple[str, str]:
    """Return what is said of a photograph: of when it is, and whose."""
    moment = legal(shot.instant, zone)
    head = tr("photo.head", day=told_day(moment.date(), tr, year=True))
    rest = tr("photo.taken", clock=told_clock(moment, tr))
    author = tr("photo.by", author=shot.author) if shot.author else tr("photo.by_nobody")
    return head, f"{rest} · {author}"


def beside(
    photo: Pixels,
    picture: Pixels,
    shot: Shot,
    project: Project,
    view: ViewState,
    tr: Translator,
    *,
    guessed: bool = False,
) -> Pixels:
    """Return photograph and picture side by side, each with what it is.

    Parameters
    ----------
    photo, picture : (h, w, 3) uint8
        Of one size.
    view : ViewState
        Of the picture.
    guessed : bool
        Something that casts shade has an estimated height.
    """
    height, wide = photo.shape[:2]
    gap = gap_of(2 * wide)
    em = max(round(height * TEXT_SHARE), 11)
    margin = round(0.6 * em)
    sheet = np.full((height, 2 * wide + gap, 3), PAPER, np.uint8)
    sheet[:, :wide], sheet[:, wide + gap :] = photo, picture
    most = wide - 2 * margin
    if (place := known_place(project)) is not None:
        head = plates.line_plate(*photo_words(shot, place.zone, tr), em, most)
        lay(sheet, head, margin, height - margin - head.shape[0])
    said = lines_said(
        project, view, (wide, 28 * em), tr, leaves=True, sun=SunSaid(guessed=guessed)
    )  # fmt: skip
    low = height - margin
    for _, plate in said:
        low -= plate.shape[0]
        lay(sheet, plate, wide + gap + margin, low)
        low -= margin // 2
    above = [plates.line_plate(tr("photo.simulated"), "", em, most)]
    if view.variants:
        title = side_title(project, view.variant, view.year, tr)
        above.append(side_plate(title, (), side_colour(project, view.variant), em, most))
    top = margin
    for plate in above:
        lay(sheet, plate, wide + gap + margin, top)
        top += plate.shape[0] + margin // 2
    return sheet
