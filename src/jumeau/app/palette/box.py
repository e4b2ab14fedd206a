"""The palette as a box over the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from jumeau.app.finder import Finder, Row
from jumeau.app.palette.entries import Entry, entries_of
from jumeau.app.palette.ranking import fit
from jumeau.io.gazetteer.words import fold

if TYPE_CHECKING:
    from jumeau.app.window import Window

_KEPT = "palette/last"
_REMEMBERED = 12
_SHOWN = 60
_LATELY = 0.08  # what was done lately goes before what fits a little better


class Palette(Finder):
    """Lists what can be done; what was done last comes first, what cannot be done comes last.

    Parameters
    ----------
    window : Window
        The window; it remembers what was done.
    """

    def __init__(self, window: Window) -> None:
        tr = window.tr_
        name, hint = tr("app.action.palette").rstrip("…"), tr("shell.palette.hint")
        super().__init__(window, window.theme, name, hint)
        self._window = window
        self._entries = entries_of(window)
        self._last = [key for key in window.settings.kept(_KEPT).split("\n") if key]
        self.typed.connect(self._answer)
        self.taken.connect(self._run)
        window.dressed.connect(self.close)
        self._answer("")

    def _answer(self, text: str) -> None:
        rows = [self._row(entry) for entry in self.ranked(text)[:_SHOWN]]
        tr = self._window.tr_
        self.offer(rows, "" if rows else tr("shell.palette.none"))

    def ranked(self, text: str) -> list[Entry]:
        """Return the entries that fit what is typed, the best first."""
        typed = fold(text)
        last = {key: place for place, key in enumerate(self._last)}
        found = []
        for number, entry in enumerate(self._entries):
            score = fit(typed, entry.folded, entry.beside)
            if score > 0.0:
                place = last.get(entry.key)
                lately = 0.0 if place is None else _LATELY * (1 - place / _REMEMBERED)
                found.append((bool(entry.reason), -score - lately, number, entry))
        return [entry for *_, entry in sorted(found, key=lambda x: x[:3])]

    def _run(self, row: Row) -> None:
        entry: Entry = row.content
        last = [entry.key, *(key for key in self._last if key != entry.key)]
        self._window.settings.keep(_KEPT, "\n".join(last[:_REMEMBERED]))
        run: Callable[[], object] = entry.run
        QTimer.singleShot(0, self._window, run)

    def _row(self, entry: Entry) -> Row:
        detail = f"{entry.path} \N{EN DASH} {entry.reason}" if entry.reason else entry.path
        icon = partial(self._window.icons, entry.icon) if entry.icon else None
        return Row(entry.title, detail, entry.keys, icon, not entry.reason, entry)
