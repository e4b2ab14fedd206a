"""What lies over the picture: the mark of a place, and chart and sky for the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from jumeau.app.measuring.ink import draw_area, draw_dots, draw_label, draw_line
from jumeau.app.measuring.measure import traced

if TYPE_CHECKING:
    from jumeau.app.sun_places.panel import PlacePanel
    from jumeau.app.sun_places.sky_panel import SkyPanel
    from jumeau.app.workspace import Workspace
    from jumeau.simulation.sun.spots import Spot

PLATE, LETTERS = (0.52, 0.3, 0.195), 1 / 32
"""Of the chart on the picture: width, height without the sentence, place of its top, between what
is said above and below; and its letters: shares of the picture."""
SKY = (0.52, 0.17)
"""Of the sky on the picture: height, place of its top."""


def mark(painter: QPainter, workspace: Workspace, spot: Spot, *, named: bool) -> None:
    """Mark a place in the picture; ``named``: as the point whose sky is shown."""
    site = workspace.keeper.site(workspace.session.view)
    if site is None:
        return
    seen = workspace.viewport.to_screen
    if spot.rings:
        for ring in spot.rings:
            line = seen(traced(np.concatenate([ring, ring[:1]]), site, 200))
            draw_area(painter, line)
            draw_line(painter, line)
        return
    if len(spot.corners):
        line = seen(np.concatenate([spot.corners, spot.corners[:1]]))
        draw_area(painter, line)
        draw_line(painter, line)
        return
    at = seen(spot.points[:1])
    draw_dots(painter, at, large=True)
    x, y = at[0].tolist()
    bounds = QRectF(workspace.viewport.rect())
    if named and x == x and bounds.contains(QPointF(x, y)):
        draw_label(painter, QPointF(x, y), workspace.window_.tr_("sun_places.sky"), bounds)


def lay_chart(painter: QPainter, workspace: Workspace, panel: PlacePanel) -> None:
    """Draw sentence and chart on the picture, to be read from the back of the room."""
    view = QRectF(workspace.viewport.rect())
    font = QFont(painter.font())
    font.setPixelSize(max(round(view.height() * LETTERS), 13))
    bold = QFont(font)
    bold.setBold(True)
    line = QFontMetricsF(font).height()
    wide = min(view.width() * PLATE[0], 1400.0)
    wrap = Qt.TextFlag.TextWordWrap
    said = QFontMetricsF(bold).boundingRect(
        QRectF(0, 0, wide - 2 * line, view.height()), int(wrap), panel.sentence.text()
    )
    high = max(view.height() * PLATE[1], 6 * line) + said.height()
    plate = QRectF(view.right() - wide - 8, view.top() + PLATE[2] * view.height(), wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 246))
    painter.drawRoundedRect(plate, 6, 6)
    painter.setFont(bold)
    painter.setPen(QColor("#22292E"))
    text = QRectF(plate.left() + line, plate.top() + line / 2, wide - 2 * line, said.height())
    painter.drawText(text, wrap, panel.sentence.text())
    painter.save()
    painter.translate(plate.left() + 6, text.bottom() + line / 3)
    size = (wide - 12, plate.bottom() - text.bottom() - line * 0.6)
    panel.chart.draw(painter, size, font, marked=False, brief=True)
    painter.restore()


def lay_sky(painter: QPainter, workspace: Workspace, sky: SkyPanel) -> None:
    """Draw the sky on the picture, above what is said of it."""
    disc, view = sky.disc, QRectF(workspace.viewport.rect())
    if disc.diagram is None or disc.stale:
        return
    side = min(view.height() * SKY[0], view.width() * 0.4)
    plate = QRectF(view.left() + 8, view.top() + SKY[1] * view.height(), side, side)
    ratio = workspace.viewport.devicePixelRatioF()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 246))
    painter.drawRoundedRect(plate.adjusted(-4, -4, 4, 4), 6, 6)
    painter.drawImage(plate, disc.painted(round(side * ratio), large=True))
