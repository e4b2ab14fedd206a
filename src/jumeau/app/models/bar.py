"""The slim bar over the picture while a model is placed: its numbers, and the two ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QToolBar, QToolButton, QWidget

from jumeau.app.variants.forms import ChangeForm
from jumeau.model.changes import PlaceModel

if TYPE_CHECKING:
    from jumeau.app.window import Window


class PlacingBar(QToolBar):
    """Rotation, scale, whether it stands on the ground, what it is for.

    Parameters
    ----------
    window : Window
    change : PlaceModel
        What is placed.
    """

    changed = Signal()
    done = Signal()
    closed = Signal()
    left = Signal()

    def __init__(self, window: Window, change: PlaceModel) -> None:
        tr = window.tr_
        super().__init__(tr("models.bar"), window)
        self.setObjectName("placing_bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setEnabled(False)
        self._window = window
        self.form = ChangeForm(change, tr, window.icons, slim=True)
        self.form.changed.connect(self.changed)
        name = QLabel(tr("edits.place_model"))
        name.setObjectName("heading")
        name.setContentsMargins(10, 3, 8, 3)
        self.put = QPushButton(tr("models.put"))
        self.put.clicked.connect(self.done)
        leave = QToolButton()
        leave.setIcon(window.icons("x"))
        leave.setToolTip(tr("models.leave"))
        leave.setAccessibleName(tr("models.leave"))
        leave.clicked.connect(self.closed)
        for widget in (name, self.form, self.put, leave):
            self.addWidget(widget)
        for child in (self.form, *self.form.findChildren(QWidget)):
            child.installEventFilter(self)
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self)

    def change(self) -> PlaceModel:
        """Return the change as it is entered."""
        found = self.form.change()
        assert isinstance(found, PlaceModel)
        return found

    def show_change(self, change: PlaceModel) -> None:
        """Show the numbers of a change; nothing is told."""
        self.form.set_change(change)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Go back to the picture with Escape, and with Enter once a number is given."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                QTimer.singleShot(0, self, self.left.emit)
        return bool(super().eventFilter(watched, event))

    def take_down(self) -> None:
        """Leave the window."""
        self._window.removeToolBar(self)
        self.deleteLater()
