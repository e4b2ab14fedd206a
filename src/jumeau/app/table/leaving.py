"""Rows that leave the attribute table: to the clipboard, to a file with its sources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

if TYPE_CHECKING:
    from jumeau.app.selecting.asking import Asking
    from jumeau.app.table.model import Rows, TableModel
    from jumeau.app.workspace import Workspace

MOST_COPIED = 100_000
"""Rows that the clipboard takes; a file takes all."""


class Leaving:
    """Copies and exports what is selected of the list, or all of it where nothing is."""

    def __init__(self, workspace: Workspace, model: TableModel, asking: Asking) -> None:
        self._workspace = workspace
        self._model = model
        self._asking = asking

    def rows(self) -> Rows:
        """Return the rows that leave, in the order of the list."""
        model, sheet = self._model, self._model.sheet
        if sheet is None:
            return model.rows
        places = model.places_of(self._workspace.selection.rows_of(sheet.layer.id))
        return model.rows[places] if len(places) else model.rows

    def copy(self) -> None:
        """Put rows on the clipboard as text in columns, as spreadsheets paste it."""
        if self._model.sheet is None:
            return
        window, rows = self._workspace.window_, self.rows()[:MOST_COPIED]
        tr, write = window.tr_, self._model.as_text(rows)

        def done(text: str) -> None:
            QApplication.clipboard().setText(text)
            window.messages.say(tr("selecting.table.copied", number=tr.number(len(rows))))

        self._asking.submit(lambda _progress: write(), done)

    def ask(self) -> None:
        """Ask where rows are written to."""
        window, sheet = self._workspace.window_, self._model.sheet
        if sheet is None:
            return
        tr = window.tr_
        dialog = QFileDialog(window, tr("selecting.table.export_title"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(tr("selecting.table.export_filter").split(";;"))
        dialog.selectFile(f"{sheet.layer.id}.csv")
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.export(Path(name)))
        dialog.filterSelected.connect(
            lambda text: dialog.setDefaultSuffix("gpkg" if "gpkg" in text else "csv")
        )
        dialog.open()

    def export(self, path: Path) -> None:
        """Write rows to a file, with their sources beside it."""
        window, sheet = self._workspace.window_, self._model.sheet
        if sheet is None:
            return
        tr, store, rows = window.tr_, self._workspace.opened.store, self.rows()
        crs = self._workspace.session.project.crs

        def work(_progress: Any) -> tuple[Path, Path]:
            from jumeau.io.table_files import write_table

            return write_table(store, sheet, rows, path, crs, tr)

        def done(paths: tuple[Path, Path]) -> None:
            window.messages.say(tr("selecting.table.exported", path=paths[0]))

        self._asking.submit(work, done, title=tr("app.job.export"))
