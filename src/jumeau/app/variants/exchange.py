"""Edits that come from QGIS and go there: files, questions, what was left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons, close_button
from jumeau.app.messages import WARNING
from jumeau.app.selecting.asking import Asking
from jumeau.app.variants.current import look_at, usual_title, variant_worked_on
from jumeau.app.variants.deeds import today_iso
from jumeau.app.variants.entries import combo
from jumeau.i18n import Translator
from jumeau.model.variants import add_variant, new_variant

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.variants.interchange import BadRow, Imported

COULD_BE: dict[str, tuple[str, ...]] = {
    "points": ("plant_trees",),
    "lines": ("set_road", "add_barrier", "plant_trees"),
    "polygons": ("add_building", "set_surface", "plant_trees", "shape_terrain", "demolish"),
}
"""By family: what features that do not say it may be, the likeliest first."""
_MOST_SAID = 200


class Exchange:
    """What the menu does with files of edits.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._window = workspace.window_
        self._asking = Asking(workspace.window_.tasks)

    def close(self) -> None:
        """Take no more answers."""
        self._asking.close()

    # -- out -------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask for a file and write the edits of the shown variant to it."""
        window, session, tr = self._window, self._workspace.session, self._window.tr_
        variant = variant_worked_on(session.project, session.view)
        if variant is None:
            return
        start = window.settings.folder / f"{_file_name(variant.title)}.gpkg"
        name, _ = QFileDialog.getSaveFileName(
            window, tr("app.action.export_edits"), str(start), tr("variants_panel.files.out")
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(f"{name}.gpkg")
        window.settings.folder = path.parent
        edits, project = variant.edits, session.project

        def work(_progress: Any) -> Path:
            from jumeau.variants.interchange import export_edits

            return export_edits(edits, project, path)

        def done(written: Path) -> None:
            words = tr.count("variants_panel.files.written", len(edits), name=written.name)
            window.messages.say(words)

        self._asking.submit(work, done, window.explain, tr("variants_panel.files.writing"))

    # -- in --------------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Ask for a file and put what it holds into the variant that is worked on."""
        window, tr = self._window, self._window.tr_
        name, _ = QFileDialog.getOpenFileName(
            window, tr("app.action.import_edits"), str(window.settings.folder),
            tr("variants_panel.files.in"),
        )  # fmt: skip
        if name:
            window.settings.folder = Path(name).parent
            self.read(Path(name))

    def read(self, path: Path, usual: dict[str, str] | None = None) -> None:
        """Read a file; ask what its features are where they do not say it."""
        project, tr = self._workspace.session.project, self._window.tr_

        def work(_progress: Any) -> Imported:
            from jumeau.variants.interchange import import_edits

            return import_edits(path, project, usual=usual)

        def done(found: Imported) -> None:
            if found.untold and usual is None:
                WhatTheyAre(found.untold, tr, self._window, lambda said: self.read(path, said))
            else:
                self._take(path, found)

        job = tr("variants_panel.files.reading", name=path.name)
        self._asking.submit(work, done, self._window.explain, job)

    def _take(self, path: Path, found: Imported) -> None:
        from jumeau.variants.interchange import put_edits

        session, tr = self._workspace.session, self._window.tr_
        project = session.project
        variant = variant_worked_on(project, session.view)
        begun = variant is None
        if variant is None:
            variant = new_variant(project, usual_title(project, tr), date=today_iso())
            project = add_variant(project, variant)
        project, added, changed = put_edits(project, variant.id, found.edits)
        if added or changed:
            session.commit("import_edits", project, name=path.name)
            if begun:
                look_at(session, variant.id)
        parts = [
            tr.count(f"variants_panel.files.{name}", len(ids))
            for name, ids in (("added", added), ("changed", changed))
            if ids or (name == "added" and not changed)
        ]
        words = tr("variants_panel.files.read", what=", ".join(parts), title=variant.title)
        if not found.bad:
            self._window.messages.say(words)
            return
        left = tr.count("variants_panel.files.left_out", len(found.bad))
        self._window.messages.say(
            f"{words} {left}", WARNING, tr("variants_panel.files.which"),
            lambda: LeftOutRows(path.name, found.bad, tr, self._window).open(),
        )  # fmt: skip


def _file_name(title: str) -> str:
    """Return a title as the name of a file."""
    return re.sub(r"[^\w -]+", "_", title).strip() or "variante"


class WhatTheyAre(QDialog):
    """What the features of a file are, for each kind of geometry."""

    def __init__(
        self,
        families: tuple[tuple[str, int], ...],
        tr: Translator,
        parent: QWidget,
        then: Callable[[dict[str, str]], object],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("variants_panel.files.what"))
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(10)
        told = QLabel(tr("variants_panel.files.what_told"))
        told.setWordWrap(True)
        form.addRow(told)
        self.boxes = {}
        for family, count in families:
            words = tr.count(f"variants_panel.files.{family}", count)
            items = [(x, tr(f"edits.{x}")) for x in COULD_BE.get(family, ())]
            items.append(("", tr("variants_panel.files.leave")))
            box = combo(words, items, items[0][0])
            form.addRow(words, box)
            self.boxes[family] = box
        form.addRow(buttons(tr, self, "variants_panel.files.use"))
        self.setMinimumWidth(440)
        self.accepted.connect(
            lambda: then({k: x.currentData() for k, x in self.boxes.items() if x.currentData()})
        )
        self.open()


class LeftOutRows(QDialog):
    """The rows of a file that made no edit, each with its reason."""

    def __init__(self, name: str, bad: tuple[BadRow, ...], tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("variants_panel.files.left_title", name=name))
        self.resize(600, 380)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        rows = QListWidget()
        rows.setWordWrap(True)
        rows.setAccessibleName(self.windowTitle())
        for row in bad[:_MOST_SAID]:
            reason = tr(f"facts.bad.{row.code}", **dict(row.fields))
            rows.addItem(
                tr("variants_panel.files.row", layer=row.layer, row=str(row.row), reason=reason)
            )
        if len(bad) > _MOST_SAID:
            more = tr.number(len(bad) - _MOST_SAID)
            rows.addItem(tr("variants_panel.files.and_more", count=more))
        column.addWidget(rows, 1)
        column.addWidget(close_button(tr, self))
