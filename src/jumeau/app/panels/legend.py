"""The legend beside the picture: what the colours of the shown layers mean."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from jumeau.app.panels.cards import Ink
from jumeau.i18n import Translator
from jumeau.render.legend_row import CORNERS, DASHED, PRISM, Row
from jumeau.render.themes.dress import Form

_SIDE, _RAMP = 16, (220, 14)  # [pixels]
_USUAL_LINE = 21.0  # [pixels] a line of text of the usual size; signs grow with it
_DENSE = 2  # device pixels of a drawing over its pixels: sharp on fine screens too


class LegendPanel(QTextBrowser):
    """The rows of the legend as text with signs: read, copied and scrolled like the cards."""

    def __init__(self, tr: Translator, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self._title = tr("app.panel.legend")
        self._rows: tuple[Row, ...] = ()
        self.setAccessibleName(self._title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(12)
        self.hide()

    def show_rows(self, rows: tuple[Row, ...]) -> bool:
        """Show a legend, nothing while there is none; tell whether it is another one."""
        if rows == self._rows:
            return False
        self._rows = rows
        self.document().clear()
        lines = [f'<p style="font-weight:bold; margin:0 0 4px 0">{escape(self._title)}</p>']
        lines += [self._line(k, row) for k, row in enumerate(rows)]
        self.setHtml("".join(lines))
        self.setVisible(bool(rows))
        self.verticalScrollBar().setValue(0)
        return True

    def wanted_height(self) -> int:
        """Return the height at which nothing has to be scrolled [pixels]."""
        return round(self.document().size().height()) + 16

    def _line(self, number: int, row: Row) -> str:
        name = f"legend:{number}"
        if row.form == "ramp":
            self._keep(name, ramp(row))
            marks = [escape(mark) for mark in row.text.split("|")]
            low, high = marks[0], marks[-1] if len(marks) > 1 else ""
            middle = f'<td align="center">{marks[1]}</td>' if len(marks) == 3 else ""
            width, height = _RAMP
            return (
                f'<p style="margin:4px 0 0 0"><img src="{name}" width="{width}" '
                f'height="{height}"></p><table width="{width}" cellspacing="0" cellpadding="0">'
                f'<tr><td>{low}</td>{middle}<td align="right">{high}</td></tr></table>'
            )
        if row.colour is None:
            style = f"color:{self._ink.faint}" if row.form == "note" else "font-weight:bold"
            return f'<p style="{style}; margin:6px 0 2px 0">{escape(row.text)}</p>'
        self._keep(name, sign(row))
        side = round(_SIDE * max(self.fontMetrics().height() / _USUAL_LINE, 1.0))
        return (
            '<table cellspacing="0" cellpadding="0"><tr>'
            f'<td style="padding:1px 8px 1px 0"><img src="{name}" width="{side}" '
            f'height="{side}"></td><td style="padding:1px 0">{escape(row.text)}</td></tr></table>'
        )

    def _keep(self, name: str, image: QImage) -> None:
        kind = QTextDocument.ResourceType.ImageResource.value
        self.document().addResource(kind, QUrl(name), image)


def sign(row: Row) -> QImage:
    """Return what stands for a class: a box, a striped or an open one, a line, a disc."""
    image, painter = _sheet(_SIDE, _SIDE)
    colour = QColor(*(round(part) for part in row.colour or (0, 0, 0)))
    box = QRectF(1.5, 1.5, _SIDE - 3, _SIDE - 3)
    painter.setPen(QPen(QColor(0, 0, 0, 70), 1))
    if row.form == Form.LINE:
        painter.fillRect(QRectF(0, _SIDE / 2 - 2, _SIDE, 4), colour)
    elif row.form == Form.DISC:
        painter.setBrush(colour)
        radius = (_SIDE / 2 - 1.5) * row.size
        painter.drawEllipse(QPointF(_SIDE / 2, _SIDE / 2), radius, radius)
    elif row.form == Form.OUTLINE:
        painter.setPen(QPen(colour, 2))
        painter.drawRect(box)
    elif row.form in CORNERS:
        painter.setBrush(colour)
        painter.drawPolygon(_polygon(CORNERS[row.form]))
    elif row.form == DASHED:
        painter.fillRect(box, QColor(colour.red(), colour.green(), colour.blue(), 56))
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
        painter.drawRect(box)
    elif row.form == Form.PRISM:
        painter.setPen(Qt.PenStyle.NoPen)
        for share, corners in PRISM:
            painter.setBrush(
                QColor.fromRgbF(
                    share * colour.redF(), share * colour.greenF(), share * colour.blueF()
                )
            )
            painter.drawPolygon(_polygon(corners))
    elif row.form in (Form.HATCH, Form.MISSING):
        painter.setPen(QPen(colour, 1.5))
        painter.fillRect(box, QColor(colour.red(), colour.green(), colour.blue(), 56))
        painter.drawRect(box)
        for at in (5.0, 10.0):
            painter.drawLine(QPointF(at + 1, 1.5), QPointF(1.5, at + 1))
            painter.drawLine(QPointF(_SIDE - 1.5, at), QPointF(at, _SIDE - 1.5))
    else:
        painter.setBrush(colour)
        painter.drawRect(box)
    painter.end()
    return image


def _polygon(places: tuple[tuple[float, float], ...]) -> QPolygonF:
    """Return a polygon of places over the side of a sign, from its left border and its middle."""
    return QPolygonF([QPointF(x * _SIDE, (y + 0.5) * _SIDE) for x, y in places])


def ramp(row: Row) -> QImage:
    """Return the bar of a ramp."""
    width, height = _RAMP
    image, painter = _sheet(width, height)
    gradient = QLinearGradient(0, 0, width, 0)
    last = max(len(row.stops) - 1, 1)
    for k, stop in enumerate(row.stops):
        gradient.setColorAt(k / last, QColor(*(round(part) for part in stop)))
    painter.fillRect(QRectF(0, 0, width, height), gradient)
    painter.end()
    return image


def _sheet(width: int, height: int) -> tuple[QImage, QPainter]:
    image = QImage(width * _DENSE, height * _DENSE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(_DENSE, _DENSE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter
