"""What the window itself can do, whatever is open: sizes of text, palette, sheet, settings, panes.

What is asked for seldom is loaded when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from jumeau.app import theme

if TYPE_CHECKING:
    from jumeau.app.window import Window

_HINT = 5000  # [ms] that a hint stays


class Shell(QObject):
    """Binds the actions that need no project.

    Parameters
    ----------
    window : Window
        The window; its actions may be made anew, :meth:`bind` binds them again.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._hint = ""

    def bind(self) -> None:
        """Give the actions of the window their handlers."""
        bind = self._window.actions_.bind
        bind("palette", self._palette)
        bind("shortcuts", self._shortcuts)
        bind("settings", self._settings)
        bind("full_screen", self.full_screen)
        bind("text_larger", lambda: self._step_text(1))
        bind("text_smaller", lambda: self._step_text(-1))
        bind("text_usual", lambda: self.set_text(1.0))
        bind("next_pane", lambda: self.to_pane(1))
        bind("previous_pane", lambda: self.to_pane(-1))
        self._grey_sizes()

    # -- text ------------------------------------------------------------------------------------

    def set_text(self, scale: float) -> None:
        """Write everything in another size."""
        window = self._window
        if scale != window.settings.text_scale:
            window.settings.text_scale = scale
            QTimer.singleShot(0, window, window.dress)

    def _step_text(self, step: int) -> None:
        now = self._window.settings.text_scale
        nearest = min(theme.SCALES, key=lambda scale: abs(scale - now))
        place = theme.SCALES.index(nearest) + step
        self.set_text(theme.SCALES[max(0, min(len(theme.SCALES) - 1, place))])

    def _grey_sizes(self) -> None:
        actions, scale = self._window.actions_, self._window.settings.text_scale
        actions["text_larger"].setEnabled(scale < theme.SCALES[-1])
        actions["text_smaller"].setEnabled(scale > theme.SCALES[0])

    # -- the whole screen ------------------------------------------------------------------------

    def full_screen(self) -> None:
        """Fill the screen, or give it back; say briefly how to come back, unless one projects."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        if window.isFullScreen() and window.menuBar().isVisible():
            keys = window.actions_["full_screen"].shortcut().toString()
            self._hint = window.tr_("shell.hint.full_screen", keys=keys)
            window.messages.say(self._hint)
            QTimer.singleShot(_HINT, self, self._drop_hint)
        else:
            self._drop_hint()

    def _drop_hint(self) -> None:
        if self._hint and self._window.messages.text == self._hint:
            self._window.messages.hide()
        self._hint = ""

    # -- from pane to pane -----------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        """Return what the window is made of, in the order in which the keyboard goes round."""
        window = self._window
        docks = [d for d in window.findChildren(QDockWidget) if d.isVisible()]
        docks.sort(key=lambda dock: (dock.x(), dock.y()))
        middle = window.stack.currentWidget() or window.home
        return [middle, *(x for dock in docks if (x := dock.widget()) is not None)]

    def to_pane(self, step: int) -> None:
        """Give the keyboard to the next pane, or to the one before."""
        panes = self.panes()
        focus = QApplication.focusWidget()
        here = next(
            (i for i, pane in enumerate(panes) if focus and pane.isAncestorOf(focus)),
            next((i for i, pane in enumerate(panes) if pane is focus), 0),
        )
        for away in range(1, len(panes) + 1):
            target = _first_stop(panes[(here + step * away) % len(panes)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    # -- dialogs ---------------------------------------------------------------------------------

    def _palette(self) -> None:
        from jumeau.app.palette.box import Palette

        if (shown := self._window.findChild(Palette)) is not None:
            shown.close()
        else:
            Palette(self._window).appear()

    def _shortcuts(self) -> None:
        from jumeau.app.dialogs.shortcuts import ShortcutsSheet

        window = self._window
        ShortcutsSheet(window.tr_, window.actions_, window.theme, window).open()

    def _settings(self) -> None:
        from jumeau.app.dialogs.settings import SettingsDialog

        SettingsDialog(self._window).open()


def _first_stop(pane: QWidget) -> QWidget | None:
    """Return what of a pane takes the keyboard first."""
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus and pane.isEnabled():
        return pane.focusProxy() or pane
    for child in pane.findChildren(QWidget):
        wants = child.focusPolicy() & Qt.FocusPolicy.TabFocus
        if wants and child.isVisible() and child.isEnabled() and child.focusProxy() is None:
            return child
    return None
