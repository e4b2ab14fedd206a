"""The small field at the cursor: exact lengths and angles, typed while a segment is drawn."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from jumeau.i18n import Translator

_AWAY = QPoint(18, 22)
_WIDTH = 7  # characters


class NumberEdit(QLineEdit):
    """A line for one number: Enter accepts, Escape gives up, Tab goes on."""

    accepted = Signal()
    refused = Signal()
    passed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * _WIDTH) + 12)
        self.setMaxLength(9)

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: N802
        """Keep Tab for the field."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Accept, refuse, pass on; else edit. Letters mean nothing here."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape:
            self.refused.emit()
        elif key == Qt.Key.Key_Tab:
            self.passed.emit(1)
        elif key == Qt.Key.Key_Backtab:
            self.passed.emit(-1)
        elif event.text().isalpha():
            event.accept()
        else:
            super().keyPressEvent(event)

    def value(self) -> float | None:
        """Return the number; None where there is none. Comma and point both part the decimals."""
        try:
            value = float(self.text().strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        except ValueError:
            return None
        return value if math.isfinite(value) else None


class NumberField(QFrame):
    """Length and angle of the segment that is being drawn.

    Parameters
    ----------
    tr : Translator
    parent : QWidget
        The picture.

    Attributes
    ----------
    absolute : bool
        The angle counts from north; else it is that between the segment and the one before.
    """

    changed = Signal()
    accepted = Signal()
    refused = Signal()

    def __init__(self, tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = parent
        self._tr = tr
        self.absolute = True
        self._can_be_relative = False
        self.setObjectName("number_field")
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        font = self.font()
        font.setPixelSize(max(17, self.fontMetrics().height()))
        self.setFont(font)
        self.length = NumberEdit(tr("sketching.field.length"))
        self.angle = NumberEdit(tr("sketching.field.angle"))
        self._what = QLabel(tr("sketching.field.length"))
        self._metres = QLabel(tr("sketching.field.metres"))
        self._from = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(5)
        for widget in (self._what, self.length, self._metres, self.angle, self._from):
            row.addWidget(widget)
        for edit in (self.length, self.angle):
            edit.textChanged.connect(lambda _text: self.changed.emit())
            edit.accepted.connect(self.accepted)
            edit.refused.connect(self.refused)
        self.length.passed.connect(self._leave_length)
        self.angle.passed.connect(self._leave_angle)
        self.hide()

    @property
    def open(self) -> bool:
        """Whether something is being typed."""
        return not self.isHidden()

    def begin(self, first: str, at: QPoint, *, what: str, angle: bool, relative: bool) -> None:
        """Open with the first character that was typed.

        Parameters
        ----------
        what : str
            ``length`` or ``width``.
        angle : bool
            An angle may be given too.
        relative : bool
            There is a segment before, with which it makes an angle.
        """
        self._can_be_relative = relative
        self.absolute = not relative
        self._what.setText(self._tr(f"sketching.field.{what}"))
        self.length.setAccessibleName(self._what.text())
        self.angle.clear()
        self.angle.setVisible(angle)
        self._from.setVisible(angle)
        self._tell_from()
        self.length.setText(first)
        self.adjustSize()
        self.show()
        self.follow(at)
        self.raise_()
        self.length.setFocus(Qt.FocusReason.OtherFocusReason)
        self.length.deselect()
        self.length.setCursorPosition(len(first))

    def take(self, event: QKeyEvent) -> bool:
        """Take a key that came to the picture meanwhile."""
        edit = self.angle if self.angle.hasFocus() else self.length
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.deselect()
        edit.keyPressEvent(event)
        return True

    def end(self) -> None:
        """Close; the picture has the keyboard again."""
        if self.open:
            self.hide()
            self.length.clear()
            self.angle.clear()
            self._picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, at: QPoint) -> None:
        """Stand beside the cursor, wholly within the picture."""
        box = QRect(at + _AWAY, self.size())
        room = self._picture.rect().adjusted(6, 6, -6, -6)
        box.moveRight(min(box.right(), room.right()))
        box.moveBottom(min(box.bottom(), room.bottom()))
        box.moveLeft(max(box.left(), room.left()))
        box.moveTop(max(box.top(), room.top()))
        if box.contains(at):
            box.moveBottom(at.y() - _AWAY.y())
        self.move(box.topLeft())

    def _leave_length(self, _step: int) -> None:
        if not self.angle.isHidden():
            self.angle.setFocus(Qt.FocusReason.TabFocusReason)
            self.angle.selectAll()

    def _leave_angle(self, step: int) -> None:
        """Turn to the other way of counting with Tab, go back with Shift+Tab."""
        if step < 0 or not self._can_be_relative:
            self.length.setFocus(Qt.FocusReason.TabFocusReason)
            self.length.selectAll()
        else:
            self.absolute = not self.absolute
            self._tell_from()
            self.adjustSize()
            self.changed.emit()

    def _tell_from(self) -> None:
        name = "from_north" if self.absolute else "from_edge"
        self._from.setText(self._tr(f"sketching.field.{name}"))
