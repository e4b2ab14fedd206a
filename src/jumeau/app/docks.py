"""The panels around the picture: where they stand, how wide they are, all away with one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QWidget

if TYPE_CHECKING:
    from jumeau.app.window import Window

WIDEST_PANELS = 0.55
"""Share of the window that the panels at its sides may take when a project opens."""
LAYOUT = "panels"


class Docks:
    """The docks of an open project.

    Parameters
    ----------
    window : Window
        Where they stand; it remembers how they were left.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._docks: list[QDockWidget] = []
        self._sides: tuple[QDockWidget, ...] = ()
        self._away: list[QDockWidget] = []
        self._restored = False
        self._forgotten = False

    def __getitem__(self, name: str) -> QDockWidget:
        return next(dock for dock in self._docks if dock.objectName() == name)

    @property
    def away(self) -> bool:
        """Whether all panels were put away."""
        return bool(self._away)

    @property
    def none_shown(self) -> bool:
        """Whether nothing but the picture is seen."""
        return all(dock.isHidden() for dock in self._docks)

    def add(
        self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea, *, shown: bool
    ) -> QDockWidget:
        """Put a panel beside the picture: where it was the last time, if it was there."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        dock.setWidget(content)
        self._docks.append(dock)
        if not (self._restored and self._window.restoreDockWidget(dock)):
            self._window.addDockWidget(area, dock)
            dock.setVisible(shown)
        return dock

    def restore(self, *sides: str) -> None:
        """Lay out the panels as they were left; ``sides`` stand to the left and to the right."""
        self._sides = tuple(self[name] for name in sides)
        self._narrow_sides()
        state = self._window.settings.layout(LAYOUT)
        if not state.isEmpty():
            self._restored = self._window.restoreState(state)
            QTimer.singleShot(0, self._sides[0], self._leave_room)
        else:  # where other panels stood a moment ago, their widths would stay
            QTimer.singleShot(0, self._sides[0], self._narrow_sides)

    def _narrow_sides(self) -> None:
        """Give the panels their usual widths."""
        narrow = self._window.width() < 1150
        usual = (240, 280) if narrow else (300, 320)
        room = WIDEST_PANELS * self._window.width() / sum(usual)
        wider = max(min(self._window.theme.scale, room), 1.0)
        widths = [round(wider * width) for width in usual]
        self._window.resizeDocks(list(self._sides), widths, Qt.Orientation.Horizontal)

    def _leave_room(self) -> None:
        """Narrow panels that were laid out in another window and would leave the model no room."""
        if sum(dock.width() for dock in self._sides) > WIDEST_PANELS * self._window.width():
            self._narrow_sides()

    def put_away(self) -> None:
        """Leave nothing but the picture."""
        self._away = [dock for dock in self._docks if not dock.isHidden()]
        for dock in self._away:
            dock.hide()

    def bring_back(self) -> None:
        """Show the panels that were put away; all of them where none was."""
        for dock in self._away or self._sides:
            dock.show()
        self._away = []

    def follow(self, name: str, *, shown: bool) -> None:
        """Show or hide a panel that comes and goes with the view: later, while all are away."""
        dock = self[name]
        if not self._away:
            dock.setVisible(shown)
        elif shown and dock not in self._away:
            self._away.append(dock)
        elif not shown and dock in self._away and len(self._away) > 1:
            self._away.remove(dock)

    def forget(self) -> None:
        """Remember nothing of this layout: the next one is as at first."""
        self._forgotten = True

    def close(self) -> None:
        """Remember the layout and take the panels down."""
        window = self._window
        if not self._away and not self._forgotten:
            window.settings.keep_layout(LAYOUT, window.saveState())
        for dock in self._docks:
            window.removeDockWidget(dock)
            dock.setParent(None)  # or the next layout that is restored brings it back
            dock.deleteLater()
        self._docks.clear()
