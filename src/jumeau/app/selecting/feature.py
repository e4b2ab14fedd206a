"""Selecting: tools, forms, the line at the foot of the window and the card of what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt

from jumeau.app import navigation as nav
from jumeau.app.panels.details import FEATURE
from jumeau.app.panels.identify import read_feature
from jumeau.app.selecting.asking import Asking
from jumeau.app.selecting.line import SelectionLine, told_selection
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, visible_layers

if TYPE_CHECKING:
    from jumeau.app.selecting.expression_form import ExpressionForm
    from jumeau.app.selecting.tools import PolygonTool, RectangleTool
    from jumeau.app.workspace import Workspace

_NONE = frozenset[int]()


class Selecting(QObject):
    """Lets features be selected in the picture and by expression."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._anchors: Any = None
        self._forms: dict[str, ExpressionForm] = {}
        self._card_shown = False
        window = workspace.window_
        self._asking = Asking(window.tasks)
        self.line = SelectionLine(window.tr_, window.icons)
        window.status.insertWidget(1, self.line)
        self.line.zoom_asked.connect(self.zoom)
        self.line.table_asked.connect(lambda: window.actions_.run("table"))
        self.line.none_asked.connect(workspace.selection.clear)
        workspace.toolbox.add("select_rectangle", self._rectangle)
        workspace.toolbox.add("select_polygon", self._polygon)
        for name, handler in (
            ("select_expression", lambda: self.open_form("select")),
            ("filter", lambda: self.open_form("filter")),
            ("select_invert", self.invert),
            ("select_none", workspace.selection.clear),
        ):
            window.actions_.bind(name, handler)
        workspace.selection.changed.connect(self._follow)
        self._stop = workspace.session.subscribe(self._project_changed)
        self._follow()

    def close(self) -> None:
        """Take everything down."""
        window = self._workspace.window_
        self._asking.close()
        self._stop()
        self._workspace.selection.changed.disconnect(self._follow)
        window.actions_.unbind("select_expression", "filter", "select_invert", "select_none")
        window.status.removeWidget(self.line)
        self.line.deleteLater()
        for form in self._forms.values():
            form.asking.close()
            form.close()
            form.deleteLater()

    # -- tools -----------------------------------------------------------------------------------

    def _rectangle(self) -> RectangleTool:
        from jumeau.app.selecting.tools import RectangleTool

        return RectangleTool(self.take, self._whole)

    def _polygon(self) -> PolygonTool:
        from jumeau.app.selecting.tools import PolygonTool

        return PolygonTool(self.take)

    def _whole(self) -> QRectF:
        return QRectF(self._workspace.viewport.rect())

    def take(self, corners: list[QPointF], modifiers: Qt.KeyboardModifier) -> None:
        """Select what lies within a shape of the picture: with Shift beside, with Ctrl taken out.

        A single corner stands for what is seen there.
        """
        workspace = self._workspace
        if len(corners) == 1:
            workspace.viewport.held_with_click = modifiers != Qt.KeyboardModifier.NoModifier
            workspace.identify(workspace.viewport.pick(corners[0].x(), corners[0].y()))
            return
        from jumeau.app.selecting.region import Anchors, rows_within, seen_from, selectable

        if self._anchors is None:
            self._anchors = Anchors()
        anchors = self._anchors
        session = workspace.session
        layers = selectable(session.project, session.view, workspace.layers.current)
        relief = workspace.keeper.relief
        store = workspace.opened.store
        ring = np.array([[corner.x(), corner.y()] for corner in corners])
        looking = seen_from(workspace.viewport, workspace.keeper)
        if looking is None:
            return
        to_screen, _ = looking

        def work(_progress: Any) -> dict[str, Any]:
            return rows_within(store, layers, relief, anchors, to_screen, ring)

        def done(found: dict[str, Any]) -> None:
            self._choose({name: frozenset(rows.tolist()) for name, rows in found.items()}, how)

        how = "new"
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            how = "add"
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            how = "remove"
        self._asking.submit(work, done)

    def _choose(self, found: dict[str, frozenset[int]], how: str) -> None:
        from jumeau.app.selecting.forms import combined

        before = self._workspace.selection.rows
        names = found.keys() if how == "new" else before.keys() | found.keys()
        rows = {x: combined(before.get(x, _NONE), found.get(x, _NONE), how) for x in names}
        self._workspace.selection.set_rows(rows)

    # -- what can be done ------------------------------------------------------------------------

    def open_form(self, name: str) -> None:
        """Open the form of the filter, or of the selection by expression, beside the picture."""
        from jumeau.app.selecting.forms import FilterForm, SelectForm

        form = self._forms.get(name)
        if form is None:
            form = (FilterForm if name == "filter" else SelectForm)(self._workspace)
            self._forms[name] = form
        form.fill(self._workspace.layers.current)
        form.show()
        form.raise_()
        form.activateWindow()
        form.edit.setFocus()

    def invert(self) -> None:
        """Select what is not selected, in the layers of the selection or else in the chosen one."""
        workspace = self._workspace
        selection, project = workspace.selection, workspace.session.project
        seen = {
            x.id: x
            for x in visible_layers(project, workspace.session.view)
            if x.payload.kind is PayloadKind.TABLE
        }
        names = [x for x in selection.rows if x in seen] or [workspace.layers.current]
        layers = [seen[x] for x in names if x in seen]
        before, store = dict(selection.rows), workspace.opened.store

        def work(_progress: Any) -> dict[str, frozenset[int]]:
            from jumeau.io.expressions.masks import shown_rows

            found = {}
            for layer in layers:
                shown = shown_rows(store, layer)
                rows = range(layer.count) if shown is None else np.flatnonzero(shown).tolist()
                found[layer.id] = frozenset(rows) - before.get(layer.id, _NONE)
            return found

        self._asking.submit(work, selection.set_rows)

    def zoom(self) -> None:
        """Fly to what is selected."""
        workspace = self._workspace
        rows = dict(workspace.selection.rows)
        layers = [x for x in workspace.session.project.layers if x.id in rows]
        store = workspace.opened.store

        def work(_progress: Any) -> tuple[float, float, float, float] | None:
            from jumeau.io.extents import extent_of

            return extent_of(store, [(x, np.fromiter(rows[x.id], np.int64)) for x in layers])

        def done(box: tuple[float, float, float, float] | None) -> None:
            camera = workspace.viewport.camera
            if camera is not None and box is not None:
                pixels = workspace.viewport.pixels
                workspace.viewport.fly_to(nav.whole(box, camera.target[2], pixels, camera))

        self._asking.submit(work, done)

    # -- following -------------------------------------------------------------------------------

    def _project_changed(self, old: Project, new: Project) -> None:
        if [x.id for x in old.layers] != [x.id for x in new.layers] or any(
            a.filter != b.filter for a, b in zip(old.layers, new.layers, strict=True)
        ):
            for form in self._forms.values():
                if form.isVisible():
                    form.fill()

    def _follow(self) -> None:
        workspace = self._workspace
        project, rows = workspace.session.project, workspace.selection.rows
        self.line.tell(project, rows)
        several = workspace.selection.count > 1
        if several:
            self._show_card()
        elif self._card_shown or (rows and workspace.viewport.held_with_click):
            self._card_shown = False
            if rows:
                self._show_one()
            else:
                workspace.details.show_nothing()

    def _show_one(self) -> None:
        """Show what is known of the only feature that is selected."""
        workspace = self._workspace
        name, rows = next(iter(workspace.selection.rows.items()))
        layer, row = workspace.session.project.layer(name), next(iter(rows))
        store, facts = workspace.opened.store, workspace.keeper.facts(name, row)
        self._asking.submit(
            lambda _progress: read_feature(store, layer, row, facts),
            workspace.details.show_identified,
        )

    def _show_card(self) -> None:
        """Show what the numbers of the selected features come to."""
        from jumeau.app.selecting.summary import selection_card

        self._card_shown = True
        workspace = self._workspace
        tr, ink = workspace.window_.tr_, workspace.details.ink
        project, rows = workspace.session.project, dict(workspace.selection.rows)
        told = told_selection(project, rows, tr)
        layer = project.layer(next(iter(rows))) if len(rows) == 1 else None
        store = workspace.opened.store

        def work(_progress: Any) -> list[Any]:
            from jumeau.io.summaries import summaries

            if layer is None:
                return []
            return summaries(store, layer, np.fromiter(rows[layer.id], np.int64))

        def done(fields: list[Any]) -> None:
            if rows == dict(workspace.selection.rows):
                card = selection_card(told, layer, fields, tr, ink)
                workspace.details.feature.setHtml(card)
                workspace.details.setCurrentIndex(FEATURE)

        self._asking.submit(work, done)
