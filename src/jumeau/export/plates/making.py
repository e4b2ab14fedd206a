"""Boards of hourly plates: one a date, and one with all dates before them."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau.export.plates.board import (
    GUTTER,
    HEIGHT,
    INK,
    LINE,
    MARGIN,
    QUIET,
    SOFT,
    WIDTH,
    Board,
    column,
    smaller,
)
from jumeau.export.plates.heads import (
    HEAD,
    SAID_EM,
    Sheets,
    course_told,
    head,
    name_of,
    sheets_of,
    short_clock,
)
from jumeau.export.plates.leaving import (
    FOOT,
    foot,
    format_of,
    labelled,
    leaving,
    method_words,
    write_boards,
)
from jumeau.export.plates.order import PlatesOrder, checked, date_of
from jumeau.export.plates.pictures import (
    Hour,
    camera_of,
    changed_by,
    draw_hours,
    ground_of,
    hour_at,
    labels_of,
    sides_of,
)
from jumeau.i18n import Translator
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.furniture import scale_and_north
from jumeau.render.scene import Scene, home_camera
from jumeau.render.sun_legend import LEAVES, SHADE
from jumeau.render.sun_words import told_day, told_sun
from jumeau.render.variant_words import side_plate
from jumeau.simulation.sun.calendar import legal, sunrise_sunset
from jumeau.simulation.sun.placing import place_of

CAPTION, ROW_HEAD = 58, 56
HOUR_EM = 40
NOON = 13
"""An hour at which the sun is up wherever it rises at all."""
SLIMMEST = 1.62
"""Width of a picture over its height, at least."""
GAP = 6
"""Between the two pictures of an hour [pixels]."""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A date of a board: its hours, drawn."""

    date: datetime.date
    hours: list[Hour]


def export_plates(
    project: Project,
    view: ViewState,
    payloads: Payloads,
    path: Path,
    order: PlatesOrder,
    tr: Translator,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Draw hourly plates of the shade and write them as a PDF, or as a PNG a board.

    Parameters
    ----------
    project, view, payloads
        What is drawn; the view says where from, which layers, and how it looks.
    path : Path
        A ``.pdf`` or a ``.png``; replaced only when the new one is whole.
    order : PlatesOrder
        Dates, hours, variants.
    tr : Translator
        The language of the boards.
    progress : Progress
        Told all along; it may stop the work.

    Returns
    -------
    dict
        What was written: path (``paths`` of several PNG), boards, certainty, sources,
        alternative text, view.

    Raises
    ------
    InputError
        ``plates.*``, ``sun.bad_date``, ``export.nothing``, ``export.year_missing``,
        ``variant.unknown``.
    """
    format_of(path)
    order = checked(order)
    place = place_of(project)
    flat = msgspec.structs.replace(view, section=None)
    sides = sides_of(flat, order.variants, flat.camera)
    what = leaving(project, sides, tr, internal=order.internal)
    scene = Scene(payloads)
    try:
        scene.load(what.project, part(progress, 0.0, 0.3))
        size = plate_size(len(order.hours), len(what.views))
        changed = changed_by(scene.resolved(x) for x in what.views if x.variants)
        seen = view.camera or home_camera(what.project, scene)
        camera = camera_of(
            seen, size, ground_of(scene, seen.target[2]),
            above=order.above, width=order.width, changed=changed,
        )  # fmt: skip
        views = tuple(msgspec.structs.replace(x, camera=camera) for x in what.views)
        noon = hour_at(place, date_of(order.dates[0]), NOON)[0]
        labels, guessed = labels_of(scene, what.project, views, noon, tr)
        what = labelled(what, labels)
        days = []
        for number, text in enumerate(order.dates):
            date = date_of(text)
            moments = [hour_at(place, date, hour) for hour in order.hours]
            share = (0.3 + 0.6 * (number + k) / len(order.dates) for k in (0, 1))
            steps = part(progress, *share)
            days.append(
                Day(date, draw_hours(scene, what.project, views, moments, size, labels, tr, steps))
            )
        sheets = sheets_of(what, place, views, scene, size, tr, one_sided(order, tr), guessed)
    finally:
        scene.close()
    progress(0.92, "boards")
    boards = [] if len(days) < 2 else [("dates", overview(sheets, days, camera))]
    boards += [(day.date.isoformat(), date_board(sheets, day, camera)) for day in days]
    dates = ", ".join(told_day(x.date, tr, year=True) for x in days)
    shown = " / ".join(sheets.titles)
    title = tr("plates.document", place=name_of(what.project, views[0], tr))
    text = tr("plates.alternative_text", dates=dates, first=order.hours[0], last=order.hours[-1],
              shown=shown, sources=" ; ".join(what.sources))  # fmt: skip
    told = {"view": msgspec.to_builtins(views[0]), "order": msgspec.to_builtins(order)}
    record = write_boards(boards, path, what, title, text, tr, told)
    progress(1.0, "boards")
    return record


def one_sided(order: PlatesOrder, tr: Translator) -> tuple[str, ...]:
    """Return what a comparison leaves out that would speak against what stands in the sun's way."""
    if len(order.variants) < 2:
        return ()
    notes = []
    if not any(text[5:] == "12-21" for text in order.dates):
        notes.append(tr("plates.no_december"))
    if len(order.hours) == 1:
        notes.append(tr("plates.one_hour"))
    return tuple(notes)


def grid_of(hours: int, sides: int) -> tuple[int, int]:
    """Return columns and rows of a date's board: its hours, and the key after them."""
    columns = 4 if sides == 1 else 3
    return columns, math.ceil((hours + 1) / columns)


def plate_size(hours: int, sides: int) -> tuple[int, int]:
    """Return the size of each picture of a date's board [pixels]."""
    columns, rows = grid_of(hours, sides)
    room = (column(0, 12 // columns)[1] - (sides - 1) * GAP) // sides
    high = (HEIGHT - 2 * MARGIN - HEAD - FOOT) // rows - CAPTION - GUTTER // 2
    return room, min(high, round(room / SLIMMEST))


def date_board(sheets: Sheets, day: Day, camera: Any) -> Board:
    """Return the board of a date: an hour a cell, the key in the last one."""
    tr = sheets.tr
    board = Board()
    course = sunrise_sunset(sheets.place, day.date)
    head(board, sheets, tr("plates.title", day=told_day(day.date, tr)), course_told(course, tr))
    columns, rows = grid_of(len(day.hours), sheets.count)
    wide, high = sheets.size
    step = (HEIGHT - 2 * MARGIN - HEAD - FOOT) // rows
    for number, hour in enumerate(day.hours):
        x, room = column(12 // columns * (number % columns), 12 // columns)
        y = MARGIN + HEAD + number // columns * step
        _caption(board, hour, (x, y + CAPTION - 14), room, sheets)
        _hour(board, hour, (x, y + CAPTION), sheets, (wide, high))
    last = len(day.hours)
    x, room = column(12 // columns * (last % columns), 12 // columns)
    _key(board, sheets, (x, MARGIN + HEAD + last // columns * step + CAPTION), room, camera)
    foot(board, sheets.what, method_words(sheets.what, sheets.place.zone, tr), tr)
    return board


def overview(sheets: Sheets, days: list[Day], camera: Any) -> Board:
    """Return the board with all dates: a date a row, some of its hours."""
    tr, board = sheets.tr, Board()
    head(board, sheets, tr("plates.title_all"), tr("plates.told_all"))
    pairs = sheets.count > 1
    columns = 3 if pairs else 6
    count = len(days[0].hours)
    trimmed = int(pairs and count > 4)
    chosen = np.linspace(trimmed, count - 1 - trimmed, min(columns, count))
    rows = len(days)
    room = HEIGHT - 2 * MARGIN - HEAD - FOOT
    each = room // rows
    high = each - ROW_HEAD - CAPTION + 6
    broad = (column(0, 12 // columns)[1] - (sheets.count - 1) * GAP) // sheets.count
    share = min(high / sheets.size[1], broad / sheets.size[0])
    size = (round(sheets.size[0] * share), round(sheets.size[1] * share))
    for row, day in enumerate(days):
        top = MARGIN + HEAD + row * each
        length = board.text((MARGIN, top + 40), told_day(day.date, tr), 40, bold=True)
        told = course_told(sunrise_sunset(sheets.place, day.date), tr)
        board.text((MARGIN + length + 28, top + 40), told, SAID_EM, ink=SOFT)
        for k, index in enumerate(chosen):
            hour = day.hours[round(float(index))]
            x, wide = column(12 // columns * k, 12 // columns)
            y = top + ROW_HEAD + CAPTION - 18
            _caption(board, hour, (x, y - 10), min(wide, sheets.count * (size[0] + GAP)), sheets)
            _hour(board, hour, (x, y), sheets, size)
    _scale(board, sheets, camera, size)
    foot(board, sheets.what, method_words(sheets.what, sheets.place.zone, tr), tr)
    return board


def _caption(
    board: Board, hour: Hour, place: tuple[float, float], room: float, sheets: Sheets
) -> None:
    tr = sheets.tr
    moment = legal(hour.instant, sheets.place.zone)
    length = board.text(place, short_clock(moment, tr), HOUR_EM, bold=True)
    told = told_sun(sheets.place, hour.instant, tr) if hour.up else ""
    board.text((place[0] + length + 20, place[1]), told, SAID_EM, ink=SOFT)


def _hour(
    board: Board, hour: Hour, place: tuple[float, float], sheets: Sheets, size: tuple[int, int]
) -> None:
    x, y = place
    wide, high = size
    if not hour.up:
        whole = wide * sheets.count + GAP * (sheets.count - 1)
        board.pen.rectangle((x, y, x + whole - 1, y + high - 1), QUIET)
        told = told_sun(sheets.place, hour.instant, sheets.tr)
        told = told[:1].upper() + told[1:]
        board.text((x + whole / 2, y + high / 2), told, SAID_EM, ink=SOFT, anchor="mm")
        return
    for number, picture in enumerate(hour.pictures):
        left = x + number * (wide + GAP)
        shown = picture if picture.shape[1::-1] == size else smaller(picture, size)
        board.picture(shown, left, y)
        if sheets.count > 1:
            plate = side_plate(sheets.titles[number], (), sheets.colours[number], 22, wide - 20)
            board.plate(plate, left + 10, y + 10)


def _key(
    board: Board, sheets: Sheets, place: tuple[float, float], room: float, camera: Any
) -> None:
    """Write how the plates are read, with the north and the scale of each."""
    x, y = place
    tr = sheets.tr
    board.pen.line((x, y, x, y + sheets.size[1] - 1), LINE, 2)
    x += 30
    y = board.lines((x, y), tr("plates.key"), SAID_EM + 3, room - 30, 1, bold=True)
    swatches = [("key_shade", SHADE)]
    swatches += [("key_leaves", LEAVES)] if sheets.what.trees else []
    for name, colour in swatches:
        ink = tuple(round(x) for x in colour)
        board.pen.rectangle((x, y + 12, x + 44, y + 40), ink, LINE)
        y = board.lines((x + 62, y + 8), tr(f"plates.{name}"), SAID_EM, room - 92, 2, ink=INK)
    told = ["key_hatched"] if sheets.guessed else []
    told += ["key_sun"] if camera.pitch > 89 else []
    for name in (*told, "key_legal"):
        y = board.lines((x, y + 8), tr(f"plates.{name}"), SAID_EM, room - 30, 3, ink=INK)
    project = sheets.what.project
    for item in scale_and_north(project, camera, sheets.size, 90, 0, 30, tr):
        board.plate(item.plate, x + item.x, y + 18)


def _scale(board: Board, sheets: Sheets, camera: Any, size: tuple[int, int]) -> None:
    """Draw north and scale of the pictures of the overview, at its head."""
    for item in scale_and_north(sheets.what.project, camera, size, 0, 0, 26, sheets.tr):
        board.plate(item.plate, WIDTH - MARGIN - 330 + item.x, MARGIN + 84)
