"""The slim bar over the picture: what is held, in words, and what is usually done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from jumeau.app.actions import SPECS
from jumeau.app.shaping.telling import plate_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jumeau.app.shaping.hand import Hand

ACTIONS = ("element_height", "element_storeys", "element_roof", "element_road", "remove_element")
_GAP = 60  # [pixels] beside words and buttons


class _Words(QLabel):
    """One line that is cut short where there is no room; its tip says all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("heading")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._all = ""

    def say(self, text: str) -> None:
        """Say something else."""
        self._all = text
        self.setAccessibleName(text)
        self._fit()

    @property
    def whole(self) -> str:
        """All that is said."""
        return self._all

    @property
    def wanted(self) -> int:
        """The width of all of it [pixels]."""
        return self.fontMetrics().horizontalAdvance(self._all)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._all, mode, self.width())
        self.setText(shown)
        self.setToolTip(self._all if shown != self._all else "")


class ShapeBar(QToolBar):
    """What is held, with buttons; what to do, while nothing is.

    Parameters
    ----------
    hand : Hand
        What is held.
    fits : callable
        Tells whether an action can be done to what is held.
    """

    closed = Signal()

    def __init__(self, hand: Hand, fits: Callable[[str], bool]) -> None:
        window = hand.workspace.window_
        tr = self._tr = window.tr_
        super().__init__(tr("shaping.bar"), window)
        self.setObjectName("shape_bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.toggleViewAction().setEnabled(False)
        self._hand, self._fits, self._window = hand, fits, window
        content = QWidget()
        content.setMinimumWidth(80)
        row = QHBoxLayout(content)
        row.setContentsMargins(10, 3, 6, 3)
        row.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(window.icons(SPECS["shape_element"].icon).pixmap(20, 20))
        self.words = _Words()
        row.addWidget(sign)
        row.addWidget(self.words, 1)
        self.buttons: dict[str, QToolButton] = {}
        for name in ACTIONS:
            action = window.actions_[name]
            button = self._button(tr(f"shaping.button.{name}"), SPECS[name].icon)
            button.setToolTip(action.text())
            button.clicked.connect(action.trigger)
            row.addWidget(button)
            self.buttons[name] = button
        self.loose = self._button(tr("shaping.button.let_go"), "hand")
        self.loose.setToolTip(tr("shaping.let_go_told"))
        self.loose.clicked.connect(hand.let_go)
        row.addWidget(self.loose)
        content.setMinimumHeight(self.loose.sizeHint().height() + 6)  # whatever is held
        leave = QToolButton()
        leave.setIcon(window.icons("x"))
        leave.setToolTip(tr("shaping.close"))
        leave.setAccessibleName(tr("shaping.close"))
        leave.clicked.connect(self.closed)
        self.addWidget(content)
        self.addWidget(leave)
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self)
        hand.changed.connect(self.refresh)
        self.hide()

    def _button(self, words: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setAccessibleName(words)
        button.setIcon(self._window.icons(icon))
        button.setIconSize(QSize(18, 18))
        return button

    def take_down(self) -> None:
        """Leave the window."""
        self._hand.changed.disconnect(self.refresh)
        self._window.removeToolBar(self)
        self.deleteLater()

    def refresh(self) -> None:
        """Say what is held now."""
        hand = self._hand
        if hand.held:
            scale = hand.workspace.session.project.grid_scale
            self.words.say(plate_of(hand.held, hand.variant, self._tr, scale))
        else:
            self.words.say(self._tr("shaping.hint"))
        shown = [x for name, x in self.buttons.items() if self._fits(name)]
        for button in self.buttons.values():
            button.setVisible(button in shown)
        self.loose.setVisible(bool(hand.held))
        self._make_room([*shown, *([self.loose] if hand.held else [])])

    def _make_room(self, buttons: list[QToolButton]) -> None:
        """Leave the buttons their words where there is room for them."""
        beside, alone = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            Qt.ToolButtonStyle.ToolButtonIconOnly,
        )
        for button in buttons:
            button.setToolButtonStyle(beside)
        wide = sum(x.sizeHint().width() + 6 for x in buttons)
        if self.words.wanted + wide + 2 * _GAP > self._window.width():
            for button in buttons:
                button.setToolButtonStyle(alone)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit into the window."""
        super().resizeEvent(event)
        self.refresh()
