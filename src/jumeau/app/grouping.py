"""Groups of layers in the window: the menu's actions, and the menu of the panel itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

ACTIONS = ("group_layers", "ungroup_layers")


class Grouping:
    """Binds the actions to the tree, greyed where they mean nothing.

    Parameters
    ----------
    workspace : Workspace
        Whose tree it is.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._window = workspace.window_
        self._panel = workspace.layers
        tr, icons = self._window.tr_, self._window.icons
        self.bar = QWidget()
        self.bar.setObjectName("dock_title")
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(12, 4, 6, 1)
        name = QLabel(tr("app.panel.layers"))
        name.setObjectName("heading")
        row.addWidget(name, 1)
        self.button = QToolButton()
        self.button.setIcon(icons("ellipsis"))
        self.button.setAutoRaise(True)
        self.button.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
        self.button.setToolTip(tr("style_window.tree.more"))
        self.button.setAccessibleName(tr("style_window.tree.more"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)
        row.addWidget(self.button)
        workspace.docks["layers"].setTitleBarWidget(self.bar)
        self._panel.selectionModel().selectionChanged.connect(self._follow)
        self._stop = workspace.session.subscribe(lambda _old, _new: self._follow())
        self._follow()

    def close(self) -> None:
        """Grey the actions."""
        self._stop()
        self._panel.selectionModel().selectionChanged.disconnect(self._follow)
        self._window.actions_.unbind(*ACTIONS)

    def _fill(self) -> None:
        from jumeau.app.panels.layers_menu import fill_panel_menu

        fill_panel_menu(self._panel, self.menu)

    def _follow(self) -> None:
        actions, panel = self._window.actions_, self._panel
        for name, deed, possible in (
            ("group_layers", panel.group, bool(panel.entries)),
            ("ungroup_layers", panel.ungroup, bool(panel.chosen_group)),
        ):
            if possible:
                actions.bind(name, deed)
            else:
                actions.unbind(name)
