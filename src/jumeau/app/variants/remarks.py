"""What is to be looked at before a variant is shown: remarks, never verdicts; rules of zones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)
from shiboken6 import isValid

from jumeau.app.dialogs.buttons import close_button
from jumeau.app.selecting.asking import Asking
from jumeau.app.variants.deeds import today_iso
from jumeau.app.variants.words import Figures
from jumeau.app.variants.zone_rules import ZoneRules
from jumeau.model.project import Project
from jumeau.model.variant import Variant
from jumeau.model.variants import chain

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.variants.remarks import Remark

EDIT = Qt.ItemDataRole.UserRole
_ICONS = {"ask": "circle-help", "look": "eye", "note": "info"}


class RemarksDialog(QDialog):
    """The remarks on a variant, computed in the background; it stays beside the picture.

    Parameters
    ----------
    fly : callable
        Shows an edit by its id.
    """

    def __init__(
        self, workspace: Workspace, variant: Variant, fly: Callable[[str], object]
    ) -> None:
        window = workspace.window_
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window, self._tr = workspace, window, window.tr_
        self._id, self._fly = variant.id, fly
        self._asking = Asking(window.tasks)
        tr, px = self._tr, window.theme.px
        self.setWindowTitle(tr("variants_panel.remarks.title", title=variant.title))
        room = window.screen().availableGeometry()
        self.resize(min(px(600), room.width() - 40), min(px(480), room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(px(8))
        self.told = QLabel(tr("variants_panel.remarks.told"))
        self.told.setObjectName("faint")
        self.told.setWordWrap(True)
        self.state = QLabel()
        self.state.setObjectName("heading")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("variants_panel.remarks.list"))
        self.list.itemActivated.connect(self._show)
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        box = close_button(tr, self)
        self.go = QPushButton(tr("variants_panel.fly"))
        self.go.clicked.connect(lambda: self._show(self.list.currentItem()))
        self.rules = QPushButton(tr("variants_panel.remarks.rules"))
        self.rules.clicked.connect(self._edit_rules)
        for button in (self.go, self.rules):
            button.setAutoDefault(False)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        for widget in (self.state, self.list, self.told, box):
            column.addWidget(widget)
        column.setStretchFactor(self.list, 1)
        self._stop = workspace.session.subscribe(self._follow)
        self.finished.connect(self._leave)
        self._look()

    def _leave(self, _result: int = 0) -> None:
        self._asking.close()
        self._stop()

    def _follow(self, old: Project, new: Project) -> None:
        """Look again at a variant that has changed meanwhile."""
        if any(getattr(old, x) is not getattr(new, x) for x in ("variants", "views", "zone_rules")):
            self._look()

    # -- looking ---------------------------------------------------------------------------------

    def _look(self) -> None:
        """Compute the remarks in the background."""
        from jumeau.app.scene_parts import CurrentStore

        project, variant_id, day = self._workspace.session.project, self._id, today_iso()
        payloads = CurrentStore(self._workspace.opened)
        if all(x.id != variant_id for x in project.variants):
            self.reject()
            return
        self.state.setText(self._tr("variants_panel.remarks.looking"))

        def work(progress: Any) -> tuple[Remark, ...]:
            from jumeau.render.shelf import Shelf
            from jumeau.render.variants.resolving import resolved_of
            from jumeau.variants.remarks import remarks
            from jumeau.variants.surroundings import Surroundings

            found = resolved_of(project, variant_id, 0, payloads, Shelf(), progress)
            variant = chain(project, variant_id)[-1]
            around = Surroundings(project, payloads)
            return remarks(project, variant, found.resolved, found.base, around, today=day)

        def failed(problem: BaseException) -> None:
            self.state.setText("")
            self._window.explain(problem)

        def done(found: tuple[Remark, ...]) -> None:
            if isValid(self) and project is self._workspace.session.project:
                self._fill(found)

        words = self._tr("variants_panel.remarks.looking")
        self._asking.submit(work, done, failed, words)

    def _fill(self, found: tuple[Remark, ...]) -> None:
        from jumeau.variants.remarks import remark_words

        tr, project = self._tr, self._workspace.session.project
        figures = Figures(tr, project.grid_scale)
        edits = {e.id: e for x in chain(project, self._id) for e in x.edits}
        names = {k: figures.title(x) for k, x in edits.items()}
        count = tr.count("variants_panel.remarks.count", len(found))
        self.state.setText(count if found else tr("variants_panel.remarks.none"))
        self.list.clear()
        for remark in found:
            fields = tuple((k, names.get(v, v) if isinstance(v, str) else v)
                           for k, v in remark.fields)  # fmt: skip
            words = remark_words(msgspec.structs.replace(remark, fields=fields), tr)
            of = edits.get(remark.edit)
            if of is not None:
                words = tr("variants_panel.remarks.of", what=figures.line(of), words=words)
            severity = tr(f"facts.severity.{remark.severity}")
            item = QListWidgetItem(self._window.icons(_ICONS[remark.severity]), words)
            item.setData(EDIT, remark.edit if of is not None else "")
            item.setToolTip(severity)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{severity}, {words}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._enable()

    def _enable(self) -> None:
        item = self.list.currentItem()
        self.go.setEnabled(item is not None and bool(item.data(EDIT)))

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None and (edit := str(item.data(EDIT) or "")):
            self._fly(edit)

    def _edit_rules(self) -> None:
        ZoneRules(self._workspace.session, self._window, self).open()
