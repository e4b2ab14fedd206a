"""The measures of an open project: kept until they are cleared, drawn over the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainter

from jumeau.app.measuring.ink import draw_area, draw_dots, draw_label, draw_line
from jumeau.app.measuring.measure import Kind, Measure

if TYPE_CHECKING:
    from jumeau.app.viewport import Viewport

STEM = 1.0
"""Points that were set so far above the ground are joined to it [m]."""


class Board(QObject):
    """What was measured, and the measure that is being taken."""

    changed = Signal()

    def __init__(self, viewport: Viewport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self.kept: list[Measure] = []
        self.draft: Measure | None = None
        viewport.overlays.append(self.paint)

    def keep(self, measure: Measure) -> None:
        """Keep a measure that is complete."""
        self.kept.append(measure)
        self.draft = None
        self._tell()

    def show_draft(self, measure: Measure | None) -> None:
        """Show the measure that is being taken."""
        if measure is not self.draft:
            self.draft = measure
            self._tell()

    def clear(self) -> None:
        """Forget all measures."""
        self.kept.clear()
        self.draft = None
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        self._viewport.update()

    def close(self) -> None:
        """Take the drawings off the picture."""
        self._viewport.overlays.remove(self.paint)

    def paint(self, painter: QPainter) -> None:
        """Draw all measures."""
        for measure in (*self.kept, *([self.draft] if self.draft else [])):
            self._draw(painter, measure)

    def _draw(self, painter: QPainter, measure: Measure) -> None:
        seen = self._viewport.to_screen
        trace = seen(measure.trace)
        if measure.kind is Kind.AREA:
            draw_area(painter, trace)
        if measure.kind is Kind.HEIGHT and len(trace) == 3:
            upright = measure.points[1][2] > measure.points[0][2]
            draw_line(painter, trace[:2] if upright else trace[1:])
            draw_line(painter, trace[1:] if upright else trace[:2], dashed=True)
        else:
            draw_line(painter, trace)
        points = np.array(measure.points)
        if measure.kind is not Kind.HEIGHT:
            self._draw_stems(painter, measure, points)
        draw_dots(painter, seen(points))
        bounds = QRectF(self._viewport.rect())
        for place, text in measure.parts:
            self._write(painter, np.array(place), text, bounds, 13.0)
        if measure.lines:
            self._write(painter, self._place(measure), measure.lines[0][1], bounds, 17.0)

    def _draw_stems(self, painter: QPainter, measure: Measure, points: np.ndarray) -> None:
        """Join points that were set on roofs to the line on the ground below."""
        for point in points:
            k = int(np.hypot(*(measure.trace[:, :2] - point[:2]).T).argmin())
            if point[2] - measure.trace[k, 2] > STEM:
                stem = np.array([point, measure.trace[k]])
                draw_line(painter, self._viewport.to_screen(stem), dashed=True)

    def _place(self, measure: Measure) -> np.ndarray:
        """Return where the result stands."""
        if measure.kind is Kind.AREA:
            return np.array(measure.trace[:-1].mean(0))
        if measure.kind is Kind.HEIGHT and len(measure.trace) == 3:
            upright = measure.points[1][2] > measure.points[0][2]
            return np.array((measure.trace[:2] if upright else measure.trace[1:]).mean(0))
        if len(measure.points) == 2:
            return np.array(measure.trace[len(measure.trace) // 2])
        return np.array(measure.trace[-1])

    def _write(
        self, painter: QPainter, place: np.ndarray, text: str, bounds: QRectF, size: float
    ) -> None:
        x, y = self._viewport.to_screen(place.reshape(1, 3))[0].tolist()
        if x == x and bounds.contains(QPointF(x, y)):
            draw_label(painter, QPointF(x, y), text, bounds, size=size)
