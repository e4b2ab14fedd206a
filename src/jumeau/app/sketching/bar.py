"""The slim bar over the picture: what the next thing that is drawn will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from jumeau.app.actions import SPECS
from jumeau.app.styling.controls import Number
from jumeau.app.variants.forms import ChangeForm

if TYPE_CHECKING:
    from jumeau.app.sketching.kinds import Kind
    from jumeau.app.window import Window
    from jumeau.model.changes import Change

WIDEST_SETBACK = 50.0
"""[m]"""
WIDEST_CHOICE = 10
"""Characters of a list that are seen while it is closed."""


AROUND = 56
"""Of the bar's width is not the form's [pixels]."""


class _Strip(QScrollArea):
    """Holds what may be wider than the window; it is scrolled then, and never cut off for good."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of what is held."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Take as little width as there is."""
        return QSize(80, self._content.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Be higher where all does not fit: there is a bar to scroll it with."""
        super().resizeEvent(event)
        wanted = self._content.minimumSizeHint()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(wanted.height() + (bar if wanted.width() > self.width() else 0))


class SketchBar(QToolBar):
    """Name of the tool, the form over the next change, rectangle, setback, and a way out."""

    changed = Signal()
    rectangle_asked = Signal(bool)
    setback_given = Signal(float)
    left = Signal()
    closed = Signal()

    def __init__(self, window: Window) -> None:
        tr = window.tr_
        super().__init__(tr("sketching.bar.title"), window)
        self.setObjectName("sketch_bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setEnabled(False)
        self._window = window
        self.form: ChangeForm | None = None
        self._content = QWidget()
        self._row = QHBoxLayout(self._content)
        self._row.setContentsMargins(10, 3, 6, 3)
        self._row.setSpacing(8)
        self.sign, self.name = QLabel(), QLabel()
        self.name.setObjectName("heading")
        self.rectangle = QCheckBox(tr("sketching.bar.rectangle"))
        self.rectangle.setToolTip(tr("sketching.bar.rectangle_told"))
        self.rectangle.toggled.connect(self.rectangle_asked)
        self.setback = Number(tr, 0.0, WIDEST_SETBACK)
        self.setback.setDecimals(1)
        self.setback.setSingleStep(0.5)
        self.setback.setSuffix(tr("sketching.bar.metres"))
        self.setback.setToolTip(tr("sketching.bar.setback_told"))
        self.setback.changed_to.connect(self.setback_given)
        self._setback_name = QLabel(tr("sketching.bar.setback"))
        self._setback_name.setBuddy(self.setback)
        self.setback.setAccessibleName(self._setback_name.text())
        leave = QToolButton()
        leave.setIcon(window.icons("x"))
        leave.setToolTip(tr("sketching.bar.close"))
        leave.setAccessibleName(tr("sketching.bar.close"))
        leave.clicked.connect(self.closed)
        self._row.addWidget(self.sign)
        self._row.addWidget(self.name)
        self._place = self._row.count()
        self._row.addStretch(1)
        self._row.addWidget(self.rectangle)
        self._row.addWidget(self._setback_name)
        self._row.addWidget(self.setback)
        self.addWidget(_Strip(self._content))
        self.addWidget(leave)
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self)
        self.hide()

    def show_tool(self, kind: Kind, change: Change, setback: float, *, rectangle: bool) -> None:
        """Show what a tool draws next."""
        window, tr = self._window, self._window.tr_
        self.sign.setPixmap(window.icons(SPECS[kind.name].icon).pixmap(20, 20))
        self.name.setText(tr(f"app.action.{kind.name}"))
        if self.form is not None:
            self._row.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = ChangeForm(change, tr, window.icons, slim=True)
        self.form.changed.connect(self.changed)
        for box in self.form.findChildren(QComboBox):
            box.setMaximumWidth(box.fontMetrics().horizontalAdvance("0" * WIDEST_CHOICE) + 40)
        for number in self.form.findChildren(QDoubleSpinBox):
            usual = f"000{',0' if number.decimals() else ''}{number.suffix()}"
            number.setMaximumWidth(number.fontMetrics().horizontalAdvance(usual) + 40)
        self._row.insertWidget(self._place, self.form)
        for child in (self.form, self.rectangle, self.setback):
            self._watch(child)
        ring = kind.fewest == 3
        self.rectangle.setVisible(ring)
        self.show_rectangle(rectangle)
        self._setback_name.setVisible(kind.setback)
        self.setback.setVisible(kind.setback)
        self.setback.show_value(setback)
        self.show()
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the name of the tool out where there is no room for it."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.name.show()
        self.name.setVisible(self._content.sizeHint().width() <= self.width() - AROUND)

    def show_rectangle(self, on: bool) -> None:
        """Tick whether rectangles are drawn; nothing is told."""
        self.rectangle.blockSignals(True)
        self.rectangle.setChecked(on)
        self.rectangle.blockSignals(False)

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        for child in widget.findChildren(QWidget):
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Go back to the picture with Escape, and with Enter once a number is given."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                QTimer.singleShot(0, self, self.left.emit)  # once the number is taken
        return bool(super().eventFilter(watched, event))

    def take_down(self) -> None:
        """Leave the window."""
        self._window.removeToolBar(self)
        self.deleteLater()
