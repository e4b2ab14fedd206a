"""What is selected: rows of layers, beside the project and outside of undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from jumeau.model.project import Project


class Selection(QObject):
    """The rows that are selected, by layer; tables, pictures and analyses follow it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, frozenset[int]] = {}

    @property
    def rows(self) -> Mapping[str, frozenset[int]]:
        """The selected rows of each layer that has some."""
        return self._rows

    def rows_of(self, layer_id: str) -> frozenset[int]:
        """Return the selected rows of one layer."""
        return self._rows.get(layer_id, frozenset())

    def choose(self, layer_id: str, rows: Iterable[int], *, only: bool = True) -> None:
        """Select these rows of a layer; ``only``: and nothing of other layers."""
        wanted = {} if only else dict(self._rows)
        wanted.pop(layer_id, None)
        if chosen := frozenset(int(row) for row in rows):
            wanted[layer_id] = chosen
        self.set_rows(wanted)

    @property
    def count(self) -> int:
        """How many features are selected."""
        return sum(len(rows) for rows in self._rows.values())

    def set_rows(self, rows: Mapping[str, frozenset[int]]) -> None:
        """Select these rows, and no others."""
        wanted = {layer: chosen for layer, chosen in rows.items() if chosen}
        if wanted != self._rows:
            self._rows = wanted
            self.changed.emit()

    def click(self, layer_id: str, row: int, *, add: bool = False) -> None:
        """Select what was clicked; ``add``: beside the others, or no longer if it was selected."""
        if not add:
            self.choose(layer_id, [row])
        else:
            self.choose(layer_id, self.rows_of(layer_id) ^ {row}, only=False)

    def clear(self) -> None:
        """Select nothing."""
        self.set_rows({})

    def follow(self, old: Project, new: Project) -> None:
        """Forget rows of layers that are gone, or whose content or filter is another."""
        before = {x.id: (x.payload, x.filter) for x in old.layers}
        kept = {
            x.id for x in new.layers
            if before.get(x.id, (x.payload, x.filter)) == (x.payload, x.filter)
        }  # fmt: skip
        self.set_rows({layer: rows for layer, rows in self._rows.items() if layer in kept})
