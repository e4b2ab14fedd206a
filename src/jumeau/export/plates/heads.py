"""What all boards bear at their head: title, place, what is shown, and how hours are told."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import msgspec

from jumeau.export.plates.board import MARGIN, SOFT, WIDTH, Board
from jumeau.export.plates.leaving import Leaving
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.furniture import shown_as
from jumeau.render.legend import picture_title
from jumeau.render.said import told_of
from jumeau.render.scene import Scene
from jumeau.render.sun_words import told_clock
from jumeau.render.variant_words import side_colour, side_notes, side_title
from jumeau.simulation.sun.place import SunPlace

HEAD = 208
"""Height of the head [pixels]."""
TITLE_EM, TOLD_EM, SAID_EM = 76, 33, 27


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """What all boards of an order have in common."""

    what: Leaving
    place: SunPlace
    titles: tuple[str, ...]
    colours: tuple[str, ...]
    notes: tuple[str, ...]
    size: tuple[int, int]
    tr: Translator
    guessed: bool = False

    @property
    def count(self) -> int:
        """Pictures of an hour."""
        return len(self.titles)


def sheets_of(
    what: Leaving,
    place: SunPlace,
    views: tuple[ViewState, ...],
    scene: Scene,
    size: tuple[int, int],
    tr: Translator,
    more: tuple[str, ...] = (),
    guessed: bool = False,
) -> Sheets:
    """Return what all boards of an order have in common.

    Parameters
    ----------
    views : tuple of ViewState
        One a side.
    size : (width, height)
        Of a picture [pixels].
    more : tuple of str
        What is to be said besides, in short sentences.
    guessed : bool
        Something that casts shade has an estimated height.
    """
    project = what.project
    named = [shown_as(x, views).variant for x in views]
    titles = tuple(side_title(project, x, views[0].year, tr) for x in named)
    notes: list[str] = []
    for view, variant in zip(views, named, strict=True):
        notes += side_notes(project, variant, view.year, tr)
        notes += told_of(scene, project, view, tr).get(variant, ())
    colours = tuple(side_colour(project, x) for x in named)
    return Sheets(
        what, place, titles, colours, tuple(dict.fromkeys((*notes, *more))), size, tr, guessed
    )


def head(board: Board, sheets: Sheets, title: str, told: str) -> None:
    """Write title, place, what is shown and what must be said of it at the head of a board."""
    tr, what = sheets.tr, sheets.what
    board.text((MARGIN - 4, MARGIN + 56), title, TITLE_EM, bold=True)
    where_it_is = name_of(what.project, what.views[0], tr)
    board.text((WIDTH - MARGIN, MARGIN + 56), where_it_is, TOLD_EM, ink=SOFT, anchor="rs")
    x = float(MARGIN)
    for number, (shown, colour) in enumerate(zip(sheets.titles, sheets.colours, strict=True)):
        if sheets.count > 1:
            where = tr("plates.left" if number == 0 else "plates.right")
            shown = tr("plates.side", where=where, title=shown)
        board.pen.rectangle((x, MARGIN + 88, x + 13, MARGIN + 88 + 36), colour)
        x += 28 + board.text((x + 28, MARGIN + 118), shown, TOLD_EM, bold=True) + 48
    board.text((x, MARGIN + 118), told, TOLD_EM, ink=SOFT)
    if sheets.notes:
        line = " · ".join(sheets.notes)
        board.lines((MARGIN, MARGIN + 134), line, SAID_EM, WIDTH - 2 * MARGIN, 1, ink=SOFT)


def name_of(project: Project, view: ViewState, tr: Translator) -> str:
    """Return the name of the place."""
    bare = msgspec.structs.replace(view, title="")
    return picture_title(project, bare, tr) or project.name


def course_told(course: tuple[str, str] | None, tr: Translator) -> str:
    """Return when the sun rises and sets, in legal time."""
    if course is None:
        return tr("plates.no_course")
    rise, fall = (datetime.datetime.fromisoformat(x) for x in course)
    return tr("plates.course", rise=told_clock(rise, tr), set=told_clock(fall, tr),
              offset=ahead(rise))  # fmt: skip


def ahead(moment: datetime.datetime) -> str:
    """Return how far legal time is from UTC: ``+1``, ``−4``, ``+5:30``."""
    minutes = round((moment.utcoffset() or datetime.timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    return f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}"


def short_clock(moment: datetime.datetime, tr: Translator) -> str:
    """Return a time of the day, a full hour without its minutes: ``8 h``."""
    return tr("plates.hour", hour=str(moment.hour)) if not moment.minute else told_clock(moment, tr)
