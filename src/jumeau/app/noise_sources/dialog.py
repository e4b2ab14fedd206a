"""The table of roads and rails that make noise: traffic, where it comes from, what was assumed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
)

from jumeau.app import navigation as nav
from jumeau.app.dialogs.buttons import close_button
from jumeau.app.noise_sources.model import COLUMNS, ORIGINS, SourcesModel
from jumeau.app.scene_parts import CurrentStore
from jumeau.app.selecting.asking import Asking
from jumeau.errors import Cancelled
from jumeau.model.project import Project
from jumeau.model.variant import TODAY

if TYPE_CHECKING:
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace
    from jumeau.render.noise.listing import Listing, Row

WIDTHS = {"class": 26, "origin": 21, "daily": 16, "heavy": 10, "speed": 13, "surface": 19,
          "power": 14}  # fmt: skip
"""Of the columns, in letters; the name has the rest."""
LEAST_SEEN = 160.0
"""So much ground is seen about a road at least [m]."""


class SourcesDialog(QDialog):
    """Lists in the background, and shows the road that is clicked on the picture.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.

    Attributes
    ----------
    found : Listing or None
        What is shown.
    """

    def __init__(self, workspace: Workspace) -> None:
        window = workspace.window_
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._asking = Asking(window.tasks)
        self._job: Job | None = None
        self.found: Listing | None = None
        tr = window.tr_
        self.setWindowTitle(tr("noise.sources.title"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 14)
        outer.setSpacing(8)
        self.variant, self.text, self.origin = QComboBox(), QLineEdit(), QComboBox()
        self.variant.setAccessibleName(tr("noise.sources.variant"))
        self.text.setPlaceholderText(tr("noise.sources.search"))
        self.text.setClearButtonEnabled(True)
        self.origin.setAccessibleName(tr("noise.column.origin"))
        for name in ORIGINS:
            self.origin.addItem(tr(f"noise.sources.origin_{name}"), name)
        top = QHBoxLayout()
        top.addWidget(self.variant)
        top.addWidget(self.text, 1)
        top.addWidget(self.origin)
        outer.addLayout(top)
        self.said = QLabel()
        self.said.setObjectName("heading")
        self.said.setWordWrap(True)
        outer.addWidget(self.said)
        self.model = SourcesModel(
            tr, self.palette().color(QPalette.ColorRole.PlaceholderText), self
        )
        self.table = self._table()
        outer.addWidget(self.table, 1)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        foot = QScrollArea()
        foot.setWidgetResizable(True)
        foot.setFrameShape(QFrame.Shape.NoFrame)
        foot.setWidget(self.note)
        foot.setFixedHeight(150)
        outer.addWidget(foot)
        row = QHBoxLayout()
        row.addStretch(1)
        self.save = QPushButton(tr("noise.sources.save"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(lambda: self._ask_csv())
        row.addWidget(self.save)
        row.addWidget(close_button(tr, self))
        outer.addLayout(row)
        room = window.screen().availableGeometry()
        self.resize(min(1160, room.width() - 40), min(700, room.height() - 60))
        self.text.textChanged.connect(lambda _: self._filter())
        self.origin.currentIndexChanged.connect(lambda _: self._filter())
        self.variant.currentIndexChanged.connect(lambda _: self.list())
        self._stop = workspace.session.subscribe(self._follow)
        self.finished.connect(self._close_all)
        self._offer()

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self._window.tr_("noise.sources.title"))
        table.setAlternatingRowColors(True)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        letter = table.fontMetrics().averageCharWidth()
        for k, name in enumerate(COLUMNS[1:], start=1):
            header.resizeSection(k, letter * WIDTHS[name])
        table.setSortingEnabled(True)
        header.setSortIndicator(COLUMNS.index("power"), Qt.SortOrder.DescendingOrder)
        table.clicked.connect(self._show_place)
        table.activated.connect(self._show_place)
        return table

    def _close_all(self) -> None:
        self._stop()
        self._asking.cancel(self._job)
        self._asking.close()

    # -- what is listed --------------------------------------------------------------------------

    def _follow(self, old: Project, new: Project) -> None:
        if old.layers != new.layers or old.variants != new.variants:
            QTimer.singleShot(0, self, self._offer)

    def _offer(self) -> None:
        """Offer the variants, keeping the chosen one; at first the one that is shown."""
        session, tr = self._workspace.session, self._window.tr_
        before = self.variant.currentData()
        chosen = session.view.variant if before is None else before
        self.variant.blockSignals(True)
        self.variant.clear()
        self.variant.addItem(tr("noise.sources.today"), TODAY)
        for one in session.project.variants:
            self.variant.addItem(one.title or one.id, one.id)
        self.variant.setCurrentIndex(max(self.variant.findData(chosen), 0))
        self.variant.blockSignals(False)
        self.list()

    def list(self) -> None:
        """List the sources of the chosen variant anew."""
        self._asking.cancel(self._job)
        workspace, tr = self._workspace, self._window.tr_
        project, variant = workspace.session.project, self.variant.currentData()
        year, store = workspace.session.view.year, CurrentStore(workspace.opened)
        self.said.setText(tr("noise.sources.running"))
        self.save.setEnabled(False)
        self._job = self._asking.submit(
            lambda progress: _listed(project, variant, year, store, progress),
            self._show, self._refused, tr("app.job.noise_sources"),
        )  # fmt: skip

    def _show(self, found: Listing) -> None:
        from jumeau.render.noise.listing import note_told

        self._job = None
        self.found = found
        tr = self._window.tr_
        self.model.show(found.rows)
        self.save.setEnabled(bool(found.rows))
        told = [note_told(x, tr) for x in found.notes]
        lines = [tr("noise.sources.notes"), *(f"–\u00a0{x}" for x in told)] if told else []
        self.note.setText("\n".join([*lines, tr("noise.sources.always")]))
        self._tell()

    def _refused(self, problem: BaseException) -> None:
        self._job = None
        self.said.setText("")
        if not isinstance(problem, Cancelled):
            self._window.explain(problem)

    def _filter(self) -> None:
        self.model.filter(self.text.text(), self.origin.currentData())
        self._tell()

    def _tell(self) -> None:
        if self.found is None:
            return
        tr, found = self._window.tr_, self.found
        guessed = sum(x.origin == "default" and x.kind == "road" and x.heard for x in found.rows)
        roads = found.of("road")
        self.said.setText(tr(
            "noise.sources.count", roads=tr.number(roads), rails=tr.number(found.of("rail")),
            guessed=tr.number(guessed), shown=tr.number(len(self.model.rows)),
        ))  # fmt: skip

    # -- on the picture --------------------------------------------------------------------------

    def _show_place(self, index: QModelIndex) -> None:
        """Select a road and fly to it."""
        row = self.model.rows[index.row()]
        workspace = self._workspace
        layers = {x.id for x in workspace.session.project.layers}
        if row.layer in layers and row.row >= 0:
            workspace.selection.choose(row.layer, [row.row])
        camera = workspace.viewport.camera
        if camera is None or row.place != row.place:
            return
        self._fly(row, camera)

    def _fly(self, row: Row, camera: Any) -> None:
        workspace = self._workspace
        x, y = row.place
        half = max(row.length, LEAST_SEEN) / 2.0
        altitude = workspace.keeper.ground(x, y)
        box = (x - half, y - half, x + half, y + half)
        view = workspace.session.view
        if view.title:  # it tells of another view
            workspace.session.set_view(msgspec.structs.replace(view, title=""))
        workspace.viewport.fly_to(nav.whole(box, altitude, workspace.viewport.pixels, camera))

    # -- a file ----------------------------------------------------------------------------------

    def _ask_csv(self) -> None:
        window = self._window
        start = window.settings.folder / f"{window.tr_('noise.sources.file_name')}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, window.tr_("noise.sources.save").rstrip("…"), str(start), "CSV (*.csv)"
        )
        if name:
            self.save_csv(Path(name))

    def save_csv(self, path: Path) -> None:
        """Write what is listed."""
        from jumeau.io.atomic import writing
        from jumeau.render.noise.listing import write_csv

        tr = self._window.tr_
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            with writing(path) as temporary, open(
                temporary, "w", encoding="utf-8", newline=""
            ) as file:  # fmt: skip
                write_csv(self.model.rows, file, tr)
        except OSError as problem:
            self._window.explain(problem)
            return
        self._window.messages.say(tr("noise.sources.csv", path=path))


def _listed(project: Project, variant: str, year: int, store: Any, progress: Any) -> Listing:
    """List in the worker: what reads and computes is loaded there."""
    from jumeau.render.analysing import whole_area
    from jumeau.render.noise.listing import listing_of
    from jumeau.render.shelf import Shelf
    from jumeau.simulation.analyses.params import Noise

    return listing_of(
        project, variant, Noise(), whole_area(project), store, Shelf(), progress, year=year
    )
