"""What the chart of a day draws: its lines, its colours, its small table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from jumeau.simulation.sun.share import DayShare

At = Callable[[float, float], QPointF]

PAPER, INK, FAINT, GRID = QColor("#FFFFFF"), QColor("#22292E"), QColor("#565F66"), QColor("#E4E0D8")
NIGHT = QColor("#E9EDF1")
MARK = QColor("#1D5C78")
OLD = QColor("#4A545C")
"""Colour of today's line."""
STALE = 0.35
"""Opacity of a chart that is being computed again."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line: a variant on the chart's date.

    Attributes
    ----------
    title, told : str
        What it is called, and how long the place is in the sun.
    colour : str
        ``#RRGGBB``.
    day : DayShare or None
        None where the place is built over.
    former : bool
        Whether it is what others are compared with: drawn dashed, unless it is alone.
    """

    title: str
    told: str
    colour: str
    day: DayShare | None
    former: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """A row of the small table of dates: its name, short too, and a duration for each line."""

    name: str
    short: str
    told: tuple[str, ...]
    shown: bool = False


def draw_line(painter: QPainter, at: At, line: Line, *, alone: bool, scale: float) -> None:
    """Draw the share of a variant through the day.

    Parameters
    ----------
    at : callable
        From minutes and share to the paper.
    alone : bool
        No other line is drawn: the sun has its own colour.
    scale : float
        How much wider than usual.
    """
    day = line.day
    assert day is not None
    colour = QColor(line.colour)
    middle = day.minute[day.up] + day.step / 2
    share = day.share[day.up]
    if not len(middle):
        return
    run = [at(m, s) for m, s in zip(middle.tolist(), share.tolist(), strict=True)]
    dashed = line.former and not alone
    if not dashed:
        fill = QColor("#F2B632") if alone else QColor(colour)
        fill.setAlpha(90 if alone else 60)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        ends = (at(float(middle[0]), 0.0), at(float(middle[-1]), 0.0))
        painter.drawPolygon(QPolygonF([ends[0], *run, ends[1]]))
    pen = QPen(OLD if dashed else colour, (2.2 if dashed else 2.8) * scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([4.0, 2.4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(run))


def share_at(day: DayShare, minute: float) -> float:
    """Return the share in the sun at a time [min after midnight], between two suns in between."""
    middle: NDArray[np.float64] = day.minute + day.step / 2
    return float(np.interp(minute, middle, day.share))
