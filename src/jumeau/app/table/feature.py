"""The attribute table beside the picture: they follow each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from jumeau.app.panels.identify import read_feature
from jumeau.app.selecting.asking import Asking
from jumeau.errors import Cancelled
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.titles import told_apart

if TYPE_CHECKING:
    from jumeau.app.table.panel import TablePanel
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace
    from jumeau.io.table_rows import Sheet

_PAUSE = 250  # [ms] after the last letter of a search, or the last movement of the view


class AttributeTable(QObject):
    """A panel at the foot of the window with the features of a layer, row by row."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._asking = Asking(workspace.window_.tasks)
        self.panel: TablePanel | None = None
        self._dock: Any = None
        self._layer = ""
        self._sorted: tuple[int, bool] = (-1, False)
        self._job: Job | None = None
        self._anchors: Any = None
        self._own = False  # the selection comes from the table itself
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.list_rows)
        workspace.window_.actions_.bind("table", self.toggle)
        session = workspace.session
        self._stops = (
            session.subscribe(self._project_changed),
            session.subscribe_view(self._view_changed),
        )
        workspace.selection.changed.connect(self._selection_changed)
        workspace.layers.chosen.connect(self._layer_chosen)

    def close(self) -> None:
        """Stop following; the panel goes with the others."""
        self._soon.stop()
        self._asking.close()
        for stop in self._stops:
            stop()
        self._workspace.window_.actions_.unbind("table")
        self._workspace.selection.changed.disconnect(self._selection_changed)

    # -- the panel -------------------------------------------------------------------------------

    @property
    def shown(self) -> bool:
        """Whether the table is open."""
        return self._dock is not None and not self._dock.isHidden()

    def toggle(self) -> None:
        """Open the table, bring it to the front, or put it away."""
        panel = self._made()
        focus = QApplication.focusWidget()
        if self.shown and focus is not None and panel.isAncestorOf(focus):
            self._hide()
            return
        self._dock.show()
        self._dock.raise_()
        self._fill_layers()
        panel.view.setFocus()

    def _hide(self) -> None:
        self._dock.hide()
        self._workspace.viewport.setFocus()

    def _made(self) -> TablePanel:
        """Make the panel when it is asked for the first time."""
        if self.panel is not None:
            return self.panel
        from jumeau.app.table.leaving import Leaving
        from jumeau.app.table.panel import TablePanel

        workspace, window = self._workspace, self._workspace.window_
        panel = self.panel = TablePanel(window.tr_, window.icons, window.theme)
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        title = window.tr_("selecting.table.title")
        self._dock = workspace.add_dock("table", title, panel, bottom, shown=True)
        window.resizeDocks([self._dock], [max(220, window.height() // 3)], Qt.Orientation.Vertical)
        panel.layers.currentIndexChanged.connect(self._layer_named)
        panel.search.textChanged.connect(self._soon.start)
        panel.only_selected.toggled.connect(self.list_rows)
        panel.only_seen.toggled.connect(self.list_rows)
        panel.zoom.clicked.connect(lambda: self._selecting("zoom"))
        panel.invert.clicked.connect(lambda: window.actions_.run("select_invert"))
        self.leaving = Leaving(workspace, panel.model, self._asking)
        panel.copy.clicked.connect(self.leaving.copy)
        panel.export.clicked.connect(self.leaving.ask)
        panel.shut.clicked.connect(self._hide)
        panel.view.horizontalHeader().sectionClicked.connect(self.sort_by)
        panel.rows_chosen.connect(self._choose)
        panel.rows_left.connect(self._leave)
        return panel

    def _selecting(self, what: str) -> None:
        for feature in self._workspace.features or ():
            if hasattr(feature, what):
                getattr(feature, what)()

    def _fill_layers(self, *, keep: bool = False) -> None:
        """List the layers; show the one that is worked on, or ``keep`` the one that is shown."""
        panel = self.panel
        if panel is None:
            return
        workspace = self._workspace
        project = workspace.session.project
        names = told_apart(project.layers, workspace.window_.tr_)
        selected = next(iter(workspace.selection.rows), "")
        current = workspace.layers.current
        first = (current, selected) if current in workspace.selection.rows else (selected, current)
        box = panel.layers
        box.blockSignals(True)
        box.clear()
        for layer in project.layers:
            if layer.payload.kind is PayloadKind.TABLE and layer.fields:
                box.addItem(names[layer.id], layer.id)
        wanted = (self._layer, *first) if keep else (*first, self._layer)
        places = [box.findData(x) for x in wanted if x]
        box.setCurrentIndex(next((x for x in places if x >= 0), 0))
        box.blockSignals(False)
        self._layer_named()

    def _layer_named(self) -> None:
        assert self.panel is not None
        self.show_layer(self.panel.layers.currentData() or "")

    def _layer_chosen(self, layer_id: str) -> None:
        """Show the layer that was chosen in the list of layers, where it has a table."""
        if self.shown and self.panel is not None:
            place = self.panel.layers.findData(layer_id)
            if place >= 0:
                self.panel.layers.setCurrentIndex(place)

    # -- reading ---------------------------------------------------------------------------------

    @property
    def layer(self) -> Layer | None:
        """The layer that is shown."""
        layers = self._workspace.session.project.layers
        return next((x for x in layers if x.id == self._layer), None)

    def show_layer(self, layer_id: str) -> None:
        """Read a layer and show its rows."""
        panel = self._made()
        sheet = panel.model.sheet
        if layer_id == self._layer and sheet is not None and sheet.layer == self.layer:
            return
        self._layer = layer_id
        self._sorted = (-1, False)
        panel.model.set_sorted(-1, descending=False)
        layer = self.layer
        tr = self._workspace.window_.tr_
        if layer is None:
            panel.model.set_sheet(None, np.empty(0, np.int64))
            self._say(tr("selecting.table.nothing"))
            return
        self._say(tr("selecting.table.reading"))
        name = tr("selecting.table.rows", layer=panel.layers.currentText())
        panel.view.setAccessibleName(name)
        self._read(layer, None)

    def list_rows(self) -> None:
        """List the rows anew: another order, search or choice of them."""
        sheet = self.panel.model.sheet if self.panel is not None else None
        if sheet is not None and self.shown:
            self._read(sheet.layer, sheet)

    def _read(self, layer: Layer, sheet: Sheet | None) -> None:
        panel = self._made()
        store = self._workspace.opened.store
        self._asking.cancel(self._job)
        column, descending = self._sorted
        column = panel.model.column_of(column) if sheet is not None and column >= 0 else -1
        search = panel.search.text()
        chosen = self._workspace.selection.rows_of(layer.id)
        only_selected = panel.only_selected.isChecked()
        seen = self._seen_rows(layer) if panel.only_seen.isChecked() else None

        def work(_progress: Any) -> tuple[Sheet, Any]:
            from jumeau.io.table_rows import ordered, read_sheet

            content = sheet if sheet is not None else read_sheet(store, layer)
            within = np.ones(content.count, np.bool_)
            if only_selected:
                within[:] = False
                within[np.fromiter(chosen, np.int64)] = True
            if seen is not None:
                there = np.zeros(content.count, np.bool_)
                there[seen()] = True
                within &= there
            return content, ordered(
                content, column, descending=descending, search=search, within=within
            )

        def done(found: tuple[Sheet, Any]) -> None:
            self._job = None
            if found[0].layer.id == self._layer:
                self._listed(*found, new=sheet is None)

        def failed(problem: BaseException) -> None:
            self._job = None
            if not isinstance(problem, Cancelled):
                self._workspace.window_.messages.explain(problem)

        self._job = self._asking.submit(work, done, failed)

    def _seen_rows(self, layer: Layer) -> Any:
        """Return what finds the rows that the picture shows."""
        from jumeau.app.selecting.region import Anchors, rows_within, seen_from

        self._anchors = self._anchors or Anchors()
        anchors, store = self._anchors, self._workspace.opened.store
        relief = self._workspace.keeper.relief
        looking = seen_from(self._workspace.viewport, self._workspace.keeper)
        if looking is None:
            return None
        to_screen, frame = looking

        def rows() -> Any:
            found = rows_within(store, [layer], relief, anchors, to_screen, frame)
            return found.get(layer.id, np.empty(0, np.int64))

        return rows

    def _listed(self, sheet: Sheet, rows: Any, *, new: bool) -> None:
        panel = self._made()
        if new:
            panel.model.set_sheet(sheet, rows)
            panel.fit_columns()
        else:
            panel.model.set_rows(rows)
        self._show_selected(scroll=new)

    def _tell(self) -> None:
        panel = self._made()
        sheet, tr = panel.model.sheet, self._workspace.window_.tr_
        if sheet is None:
            return
        listed, whole = len(panel.model.rows), sheet.count
        key = "all" if listed == whole else "some"
        parts = [
            tr(f"selecting.table.{key}", number=tr.number(listed), whole=tr.number(whole))
            if key == "some"
            else tr("selecting.table.all", whole=tr.number(whole))
        ]
        if sheet.layer.filter:
            parts.append(tr("selecting.table.filtered"))
        if chosen := len(self._workspace.selection.rows_of(sheet.layer.id)):
            parts.append(tr("selecting.table.selected", number=tr.number(chosen)))
        self._say(" · ".join(parts))

    def _say(self, text: str) -> None:
        """Say in the panel's title how much is listed."""
        title = self._workspace.window_.tr_("selecting.table.title")
        self._dock.setWindowTitle(f"{title} – {text}")

    def sort_by(self, section: int) -> None:
        """Sort by a column; once more turns the order round, a third time goes back."""
        before, descending = self._sorted
        if section != before:
            self._sorted = (section, False)
        else:
            self._sorted = (-1, False) if descending else (section, True)
        self._made().model.set_sorted(self._sorted[0], descending=self._sorted[1])
        self.list_rows()

    # -- linked ----------------------------------------------------------------------------------

    def _choose(self, rows: frozenset[int], add: bool) -> None:
        selection = self._workspace.selection
        before = selection.rows_of(self._layer) if add else frozenset()
        self._take(before | rows, only=not add)
        layer = self.layer
        if len(rows) == 1 and not add and layer is not None:
            self._identify(layer, next(iter(rows)))

    def _leave(self, rows: frozenset[int]) -> None:
        self._take(self._workspace.selection.rows_of(self._layer) - rows, only=False)

    def _take(self, rows: frozenset[int], *, only: bool) -> None:
        self._own = True
        self._workspace.selection.choose(self._layer, rows, only=only)
        self._own = False

    def _identify(self, layer: Layer, row: int) -> None:
        """Show the card of a row, as a click in the picture does."""
        workspace = self._workspace
        store, facts = workspace.opened.store, workspace.keeper.facts(layer.id, row)
        self._asking.submit(
            lambda _progress: read_feature(store, layer, row, facts),
            workspace.details.show_identified,
        )

    def _selection_changed(self) -> None:
        if self.shown and self.panel is not None and self.panel.model.sheet is not None:
            if self.panel.only_selected.isChecked() and not self._own:
                self._soon.start()
            self._show_selected(scroll=not self._own)

    def _show_selected(self, *, scroll: bool) -> None:
        panel = self._made()
        rows = self._workspace.selection.rows_of(self._layer)
        if self._own:  # the table shows it already
            panel.model.set_selected(rows)
        else:
            panel.select(rows, scroll=scroll)
        self._tell()

    def _project_changed(self, old: Project, new: Project) -> None:
        if self.shown and old.layers != new.layers:
            self._fill_layers(keep=True)

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        panel = self.panel
        if old.camera == new.camera or panel is None or not self.shown:
            return
        if panel.only_seen.isChecked():
            self._soon.start()
