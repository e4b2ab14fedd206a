"""The hours of one day laid over each other: who gets the shade of a project, and when."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from jumeau.errors import InputError
from jumeau.export.plates.board import (
    HEIGHT,
    INK,
    MARGIN,
    SOFT,
    Board,
    column,
)
from jumeau.export.plates.casting import (
    LOWEST,
    Cast,
    added_by_variant,
    at_point,
    box_of,
    cast_hours,
    only,
)
from jumeau.export.plates.heads import (
    Sheets,
    course_told,
    head,
    name_of,
    sheets_of,
    short_clock,
)
from jumeau.export.plates.leaving import FOOT, foot, format_of, labelled, leaving, write_boards
from jumeau.export.plates.order import ButterflyOrder, checked_hours, date_of
from jumeau.export.plates.pictures import (
    Size,
    camera_of,
    ground_of,
    hour_at,
    labels_of,
    said_in,
    sides_of,
)
from jumeau.i18n import Translator
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.furniture import lay, scale_and_north
from jumeau.render.scene import Scene
from jumeau.render.site import Site, site_of
from jumeau.render.sun_words import told_day, told_sun
from jumeau.render.typeface import font
from jumeau.simulation.sun.calendar import legal, sunrise_sunset
from jumeau.simulation.sun.placing import place_of
from jumeau.simulation.sun.position import MODEL

Pixels = NDArray[np.uint8]
Rgb = tuple[int, int, int]

MORNING, NOON, EVENING = (0, 92, 168), (86, 76, 112), (200, 84, 0)
"""Blue to orange: told apart by all eyes."""
TINT = 0.15
"""How much of its colour an hour lays over the plan: where more hours overlap it is darker."""
PALE = 0.35
"""How far the plan steps back behind the shade."""
AROUND = 18.0
"""What is seen beyond the tips [m]."""
FINE = 3
"""Outlines are drawn so many times as large, then made smaller: smooth."""
BADGE, SAID = 34, 30
"""Letters of an hour, and of what must be said, on the plan [pixels]: 4 mm."""


def casters_at(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    points: Sequence[tuple[float, float]],
) -> tuple[tuple[str, int], ...]:
    """Return layer and row of the buildings at some places [m].

    Raises
    ------
    InputError
        ``plates.no_building`` where there is none.
    """
    if not points:
        return ()
    site = site_of(project, view, payloads, trees=False)
    found = []
    for x, y in points:
        building = at_point(site, x, y)
        if building is None:
            raise InputError("plates.no_building", x=round(x, 1), y=round(y, 1))
        found.append(building)
    return tuple(dict.fromkeys(found))


def export_butterfly(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    path: Path,
    order: ButterflyOrder,
    tr: Translator,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Draw the shade of some buildings at the hours of a day on one plan, and write it.

    Parameters
    ----------
    project, view, payloads
        What is drawn; the view says which layers are shown, and how.
    path : Path
        A ``.pdf`` or a ``.png``.
    order : ButterflyOrder
        Date, hours, what casts the shade.
    progress : Progress
        Told all along; it may stop the work.

    Returns
    -------
    dict
        As of :func:`jumeau.export.plates.making.export_plates`; ``hours`` tells of each the sun
        and the area in shade [m2].

    Raises
    ------
    InputError
        ``plates.*``, ``sun.bad_date``, ``sun.polar_night``, ``export.nothing``,
        ``export.year_missing``, ``variant.unknown``.
    """
    format_of(path)
    hours = checked_hours(order.hours, order.width)
    date = date_of(order.date)
    place = place_of(project)
    moments = [hour_at(place, date, hour) for hour in hours]
    if all(sun.elevation < LOWEST for _, sun in moments):
        raise InputError("sun.polar_night", date=date)
    sides = sides_of(view, (order.variant,), view.camera)
    what = leaving(project, sides, tr, internal=order.internal)
    scene = Scene(payloads)
    try:
        scene.load(what.project, part(progress, 0.0, 0.5))
        bare = msgspec.structs.replace(what.views[0], instant="")
        site = scene.site(bare)
        casters = _casters(site, order)
        if site is None or (found := box_of(casters)) is None:
            raise InputError("plates.no_caster", shown=_shown(what.project, bare, tr))
        labels, guessed = labels_of(scene, what.project, (bare,), moments[-1][0], tr)
        what = labelled(what, labels)
        casts = cast_hours(site, casters, moments, part(progress, 0.5, 0.8))
        size = plan_size()
        camera = _camera(casts, found, size, order.width, scene)
        bare = msgspec.structs.replace(bare, camera=camera)
        scene.settle(what.project, bare, size, viewer="butterfly")
        progress(0.85, "plates")
        plan = scene.draw(what.project, bare, size, viewer="butterfly")[..., :3].copy()
        sheets = sheets_of(what, place, (bare,), scene, size, tr, guessed=guessed)
    finally:
        scene.close()
    progress(0.92, "boards")
    plan = overlaid(plan, casts, camera, tr, place.zone)
    said_in(plan, what.project, bare, what.certainty, tr, SAID)
    furniture = scale_and_north(what.project, camera, size, size[1] - 15, 0, SAID, tr)
    wide = max(x.x + x.plate.shape[1] for x in furniture)
    for item in furniture:
        lay(plan, item.plate, size[0] - wide - 15 + item.x, item.y)
    board = _board(sheets, date, plan, casts, tr)
    day = told_day(date, tr, year=True)
    title = tr("plates.butterfly_document", place=name_of(what.project, bare, tr))
    text = tr("plates.butterfly_text", day=day, first=hours[0], last=hours[-1],
              shown=" / ".join(sheets.titles), sources=" ; ".join(what.sources))  # fmt: skip
    told = {
        "view": msgspec.to_builtins(bare),
        "order": msgspec.to_builtins(order),
        "hours": [_facts(x) for x in casts],
    }
    return write_boards([(order.date, board)], path, what, title, text, tr, told)


def _facts(cast: Cast) -> dict[str, Any]:
    area = sum(float(x.area) for x in cast.shapes)
    return {
        "instant": cast.instant,
        "elevation": round(cast.sun.elevation, 2),
        "grid_azimuth": round(cast.sun.azimuth, 2),
        "area": round(area),
    }


def _casters(site: Site | None, order: ButterflyOrder) -> tuple[Any, ...]:
    if site is None:
        return ()
    return only(site.standing, order.casters) if order.casters else added_by_variant(site)


def _shown(project: Project, view: ViewState, tr: Translator) -> str:
    from jumeau.render.variant_words import side_title

    return side_title(project, view.variant, view.year, tr)


def plan_size() -> Size:
    """Return the size of the plan on the board [pixels]."""
    return column(0, 9)[1], HEIGHT - 2 * MARGIN - FOOT - 208


def _camera(
    casts: list[Cast], box: tuple[float, ...], size: Size, width: float, scene: Scene
) -> Camera:
    """Return a look from above at all shade of the day."""
    import shapely

    west, south, east, north = box
    every = [x for cast in casts for x in cast.shapes]
    if every:
        left, low, right, high = shapely.total_bounds(every).tolist()
        west, south, east, north = (
            min(west, left),
            min(south, low),
            max(east, right),
            max(north, high),
        )
    middle = ((west + east) / 2, (south + north) / 2)
    aspect = size[0] / size[1]
    fitted = max(east - west + 2 * AROUND, (north - south + 2 * AROUND) * aspect)
    altitude = ground_of(scene, 0.0)
    seen = Camera((*middle, altitude(*middle)))
    return camera_of(seen, size, altitude, above=True, width=width or fitted, changed=None)


def colour_of(share: float) -> Rgb:
    """Return the colour of an hour: 0 in the morning, 1 in the evening."""
    first, last, along = (
        (MORNING, NOON, share * 2) if share < 0.5 else (NOON, EVENING, share * 2 - 1)
    )
    red, green, blue = (round(a + (b - a) * along) for a, b in zip(first, last, strict=True))
    return red, green, blue


def colours_of(casts: Sequence[Cast], zone: str) -> list[Rgb]:
    """Return the colour of each hour, by the clock: 8 h is morning, 18 h evening."""
    clocks = [legal(x.instant, zone).hour for x in casts]
    return [colour_of(min(max((x - 8) / 10, 0.0), 1.0)) for x in clocks]


def overlaid(
    plan: Pixels, casts: Sequence[Cast], camera: Camera, tr: Translator, zone: str
) -> Pixels:
    """Return the plan with the shade of each hour as a tint, an outline and its hour at the tip."""
    height, width = plan.shape[:2]
    pixel = 2 * math.tan(math.radians(camera.field_of_view) / 2) * camera.distance / height
    x0, y0 = camera.target[0] - width / 2 * pixel, camera.target[1] + height / 2 * pixel

    def at(points: Any, times: int = 1) -> list[tuple[float, float]]:
        return [((x - x0) / pixel * times, (y0 - y) / pixel * times) for x, y in points]

    canvas = plan.astype(np.float32)
    canvas += (245.0 - canvas) * PALE
    colours = colours_of(casts, zone)
    for cast, colour in zip(casts, colours, strict=True):
        share = _mask(cast, (width, height), at)[..., None] * TINT
        canvas += (np.array(colour, np.float32) - canvas) * share
    image = Image.fromarray(np.clip(canvas + 0.5, 0, 255).astype(np.uint8))
    for cast, colour in zip(casts, colours, strict=True):
        image.paste(Image.new("RGB", image.size, colour), mask=_outline(cast, image.size, at))
    pen = ImageDraw.Draw(image)
    _badges(pen, casts, colours, at, (width, height), tr, zone)
    return np.array(image)


def _mask(cast: Cast, size: Size, at: Any) -> NDArray[np.float32]:
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    for shape in cast.shapes:
        pen.polygon(at(shape.exterior.coords), fill=255)
        for hole in shape.interiors:
            pen.polygon(at(hole.coords), fill=0)
    return np.asarray(image, np.float32) / 255.0


def _outline(cast: Cast, size: Size, at: Any) -> Image.Image:
    image = Image.new("L", (size[0] * FINE, size[1] * FINE), 0)
    pen = ImageDraw.Draw(image)
    for shape in cast.shapes:
        for ring in (shape.exterior, *shape.interiors):
            pen.line(at(ring.coords, FINE), 235, 4 * FINE, joint="curve")
    return image.resize(size, Image.Resampling.BOX)


def _badges(
    pen: ImageDraw.ImageDraw, casts: Sequence[Cast], colours: Sequence[Rgb], at: Any, size: Size,
    tr: Translator, zone: str,
) -> None:  # fmt: skip
    """Write each hour a little beyond the tip of its shade, none over another."""
    face = font(BADGE, bold=True)
    taken: list[tuple[float, float, float, float]] = []
    places = []
    for cast in casts:
        if cast.tip is None:
            continue
        words = short_clock(legal(cast.instant, zone), tr)
        wide, high = face.getlength(words) / 2 + 14, BADGE * 0.72
        away = math.radians(cast.sun.azimuth + 180.0)
        ((x, y),) = at([cast.tip])
        for push in range(40):
            reach = high + 8 + 14 * push
            cx, cy = x + math.sin(away) * reach * 1.25, y - math.cos(away) * reach
            cx = min(max(cx, wide + 6), size[0] - wide - 6)
            cy = min(max(cy, high + 6), size[1] - high - 6)
            box = (cx - wide, cy - high, cx + wide, cy + high)
            if all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken):
                break
        taken.append(box)
        places.append((words, (x, y), (cx, cy), box))
    inks = [c for cast, c in zip(casts, colours, strict=True) if cast.tip is not None]
    for (_, tip, middle, _), ink in zip(places, inks, strict=True):
        pen.line([tip, middle], ink, 3)
    for (words, _, middle, box), ink in zip(places, inks, strict=True):
        pen.rounded_rectangle(box, 12, fill=ink, outline=(255, 255, 255), width=3)
        pen.text(middle, words, (255, 255, 255), face, anchor="mm")


def _board(
    sheets: Sheets, date: datetime.date, plan: Pixels, casts: Sequence[Cast], tr: Translator
) -> Board:
    board = Board()
    title = tr("plates.butterfly_title", day=told_day(date, tr))
    head(board, sheets, title, course_told(sunrise_sunset(sheets.place, date), tr))
    board.picture(plan, MARGIN, MARGIN + 208)
    x, room = column(9, 3)
    y: float = MARGIN + 208
    y = board.lines((x, y), tr("plates.butterfly_key"), 36, room, 3, bold=True) + 10
    for words in ("butterfly_read", "butterfly_dark"):
        y = board.lines((x, y), tr(f"plates.{words}"), 28, room, 5, ink=INK) + 12
    y += 14
    for cast, colour in zip(casts, colours_of(casts, sheets.place.zone), strict=True):
        words = short_clock(legal(cast.instant, sheets.place.zone), tr)
        ink = colour if cast.shapes else (160, 166, 170)
        board.pen.rounded_rectangle((x, y, x + 108, y + 48), 12, fill=ink)
        board.text((x + 54, y + 25), words, 30, bold=True, ink=(255, 255, 255), anchor="mm")
        told = told_sun(sheets.place, cast.instant, tr)
        if not cast.shapes and 0 < cast.sun.elevation < LOWEST:
            told = tr("plates.too_low")
        board.text((x + 126, y + 35), told, 26, ink=SOFT)
        y += 62
    zone = sheets.place.zone
    foot(board, sheets.what, tr("plates.butterfly_method", model=MODEL, zone=zone), tr)
    return board
