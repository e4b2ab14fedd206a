"""The table of residents and dwellings by class of computed noise, with bars and sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import close_button
from jumeau.app.noise_exposure.chart import BarChart
from jumeau.app.scene_parts import CurrentStore
from jumeau.app.selecting.asking import Asking
from jumeau.errors import Cancelled
from jumeau.model.layer import Layer
from jumeau.model.project import Project

if TYPE_CHECKING:
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace
    from jumeau.render.noise.exposing import Exposed

LARGER = 1.12
"""Letters of what the room reads, over the window's."""


class ExposureDialog(QDialog):
    """Counts in the background, and shows what may be told.

    Parameters
    ----------
    workspace : Workspace
        Of the open project; its results are offered.

    Attributes
    ----------
    found : Exposed or None
        What is shown.
    """

    def __init__(self, workspace: Workspace) -> None:
        window = workspace.window_
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._asking = Asking(window.tasks)
        self._job: Job | None = None
        self.found: Exposed | None = None
        tr = window.tr_
        self.setWindowTitle(tr("noise_exposure.title"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 14)
        outer.setSpacing(8)
        self.chosen, self.against = QComboBox(), QComboBox()
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        for name, box in (("result", self.chosen), ("against", self.against)):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(36)
            form.addRow(tr(f"noise_exposure.{name}"), box)
        outer.addLayout(form)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._enlarge(self.said)
        outer.addWidget(self.said)
        self.table, self.chart = QTableWidget(), BarChart(tr)
        self._dress_table()
        self._enlarge(self.chart)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.table, 10)
        middle.addWidget(self.chart, 9)
        outer.addLayout(middle, 1)
        self.certainty = QLabel()
        self.certainty.setWordWrap(True)
        strong = self.certainty.font()
        strong.setBold(True)
        self.certainty.setFont(strong)
        outer.addWidget(self.certainty)
        self.note = QLabel()
        self.note.setObjectName("faint")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        foot = QScrollArea()
        foot.setWidgetResizable(True)
        foot.setFrameShape(QScrollArea.Shape.NoFrame)
        foot.setWidget(self.note)
        foot.setMaximumHeight(84)
        self._foot: QWidget = foot
        outer.addWidget(foot)
        outer.addLayout(self._buttons())
        room = window.screen().availableGeometry()
        self.setMinimumSize(min(960, room.width() - 40), min(640, room.height() - 60))
        self.resize(min(1120, room.width() - 40), min(740, room.height() - 60))
        self._stop = workspace.session.subscribe(self._follow)
        self.finished.connect(self._close_all)
        self.chosen.currentIndexChanged.connect(self._offer_partners)
        self.against.currentIndexChanged.connect(self.count)
        self.reference.toggled.connect(self.count)
        self._offer()

    def _buttons(self) -> QHBoxLayout:
        tr = self._window.tr_
        self.reference = QCheckBox(tr("noise_exposure.reference"))
        self.reference.setToolTip(tr("noise_exposure.reference_tip"))
        row = QHBoxLayout()
        row.addWidget(self.reference)
        row.addStretch(1)
        self.compute = self._button("compute", lambda: self._window.actions_.run("noise"))
        self.copy = self._button("copy", self._copy)
        self.save = self._button("csv", self._ask_csv)
        for button in (self.compute, self.copy, self.save):
            row.addWidget(button)
        row.addWidget(close_button(tr, self))
        return row

    def _button(self, name: str, run: Any) -> QPushButton:
        button = QPushButton(self._window.tr_(f"noise_exposure.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: run())
        return button

    def _dress_table(self) -> None:
        table = self.table
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setAccessibleName(self._window.tr_("noise_exposure.title"))
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setMinimumHeight(150)
        table.verticalHeader().hide()
        self._enlarge(table)

    def _enlarge(self, widget: QWidget) -> None:
        font = widget.font()
        font.setPointSizeF(font.pointSizeF() * LARGER)
        widget.setFont(font)

    def _close_all(self) -> None:
        self._stop()
        self._asking.cancel(self._job)
        self._asking.close()

    # -- choosing --------------------------------------------------------------------------------

    def _follow(self, old: Project, new: Project) -> None:
        if old.layers != new.layers or old.variants != new.variants:
            QTimer.singleShot(0, self, self._offer)

    def _offer(self) -> None:
        """List the results, keeping what is chosen; the variant that is shown comes first."""
        from jumeau.render.noise.exposing import facade_results, usual_result

        session = self._workspace.session
        project, chosen = session.project, self.chosen.currentData()
        layers = facade_results(project)
        self.chosen.blockSignals(True)
        self.chosen.clear()
        for layer in layers:
            self.chosen.addItem(self._name(project, layer), layer.id)
        self.chosen.blockSignals(False)
        at = self.chosen.findData(chosen)
        usual = usual_result(project, layers, session.view.variant)
        if at < 0 and usual is not None:
            at = self.chosen.findData(usual.id)
        self.chosen.blockSignals(True)
        self.chosen.setCurrentIndex(at)
        self.chosen.blockSignals(False)
        self._offer_partners()

    def _name(self, project: Project, layer: Layer) -> str:
        from jumeau.render.noise.exposing import indicator_of, is_stale
        from jumeau.render.variant_words import side_title

        tr = self._window.tr_
        assert layer.analysis is not None
        told = dict(layer.analysis.parameters).get("area", "0 0 0 0").split()
        west, south, east, north = (float(x) for x in told)
        area = tr("noise_exposure.area", wide=tr.number(east - west), high=tr.number(north - south))
        year = self._workspace.session.view.year
        name = tr(
            "noise_exposure.result_name", area=area,
            side=side_title(project, layer.analysis.variant, year, tr),
            when=tr(f"noise_exposure.when.{indicator_of(layer)}"),
        )  # fmt: skip
        return tr("noise_exposure.outdated", title=name) if is_stale(project, layer) else name

    def _layer(self, box: QComboBox) -> Layer | None:
        wanted = box.currentData()
        layers = self._workspace.session.project.layers
        return next((x for x in layers if x.id == wanted), None) if wanted else None

    def _offer_partners(self) -> None:
        """List what the chosen result may be compared with; today where it was computed."""
        from jumeau.render.noise.exposing import is_stale, partners_of

        project = self._workspace.session.project
        layer, chosen = self._layer(self.chosen), self.against.currentData()
        partners = () if layer is None else partners_of(project, layer)
        self.against.blockSignals(True)
        self.against.clear()
        self.against.addItem(self._window.tr_("noise_exposure.alone"), "")
        for one in partners:
            self.against.addItem(self._name(project, one), one.id)
        at = self.against.findData(chosen) if chosen else -1
        if at < 0 and layer is not None and layer.analysis is not None and layer.analysis.variant:
            usual = next((x for x in partners if not is_stale(project, x)), None)
            at = 0 if usual is None else self.against.findData(usual.id)
        self.against.setCurrentIndex(max(at, 0))
        self.against.setEnabled(bool(partners))
        self.against.blockSignals(False)
        self.count()

    # -- counting --------------------------------------------------------------------------------

    def count(self) -> None:
        """Count anew, in the background."""
        from jumeau.render.noise.exposing import is_stale, reference_of

        self._asking.cancel(self._job)
        self._job = None
        workspace, tr = self._workspace, self._window.tr_
        project = workspace.session.project
        layer, against = self._layer(self.chosen), self._layer(self.against)
        if layer is None:
            self._show(None, tr("noise_exposure.nothing"))
            return
        self.reference.setEnabled(reference_of(layer) is not None)
        if any(is_stale(project, x) for x in (layer, against) if x is not None):
            self._show(None, tr("noise_exposure.stale"))
            return
        self.said.setText(tr("noise_exposure.counting"))
        store, reference = CurrentStore(workspace.opened), self.reference.isChecked()
        self._job = self._asking.submit(
            lambda progress: _counted(project, layer, against, store, progress, reference),
            lambda found: self._show(found),
            self._refused,
            tr("app.job.noise_exposure"),
        )

    def _refused(self, problem: BaseException) -> None:
        self._job = None
        if not isinstance(problem, Cancelled):
            self._show(None, "")
            self._window.explain(problem)

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, found: Exposed | None, instead: str = "") -> None:
        self._job = None
        self.found = found
        for widget in (self.table, self.chart, self.certainty, self._foot):
            widget.setVisible(found is not None)
        for button in (self.copy, self.save):
            button.setEnabled(found is not None)
        self.compute.setEnabled(self._window.actions_["noise"].isEnabled())
        self.reference.setVisible(found is not None)
        if found is None:
            self.said.setText(instead)
            return
        from jumeau.export.noise_exposure import certainty_told, sources_told
        from jumeau.render.noise_exposure_words import method_told, sentences

        tr, session = self._window.tr_, self._workspace.session
        project, year = session.project, session.view.year
        told = list(sentences(found, project, year, tr))
        if not found.sides[-1].lived:
            told = [tr("noise_exposure.nobody_known")]
        elif self.against.count() < 2:
            told.append(tr("noise_exposure.alone_hint"))
        self.said.setText("\n".join(f"• {x}" for x in told))
        self._fill(found)
        self._draw(found)
        local = tr("noise_exposure.local")
        self.certainty.setText(f"{certainty_told(found, project, tr)} \N{EN DASH} {local}")
        self.note.setText(
            "\n".join(
                (
                    " ".join((tr("noise_exposure.not_included"), tr("noise_exposure.no_study"),
                              tr("noise_exposure.unit"))),
                    " ".join(method_told(found, tr)[1:3]),
                    " · ".join(sources_told(found, project, tr)),
                )
            )
        )  # fmt: skip

    def _fill(self, found: Exposed) -> None:
        from jumeau.export.noise_exposure import KINDS, pairs

        tr, table, rows = self._window.tr_, self.table, pairs(found, self._window.tr_)
        table.clear()
        table.setColumnCount(1 + len(KINDS))
        nobody = all(x.value == 0 for row in found.rows for x in row.sensitive)
        table.setColumnHidden(len(KINDS), nobody)
        table.setRowCount(len(rows))
        heads = [tr(f"noise_exposure.column.{x}") for x in ("class", *KINDS)]
        table.setHorizontalHeaderLabels([x.replace(" ", "\n", 1) for x in heads])
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for i, row in enumerate(rows):
            for k, text in enumerate(row):
                item = QTableWidgetItem(text)
                if k:
                    item.setTextAlignment(right)
                table.setItem(i, k, item)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _draw(self, found: Exposed) -> None:
        from jumeau.app.noise_exposure.bars import bars_of, bars_told

        tr, session = self._window.tr_, self._workspace.session
        project, year = session.project, session.view.year
        told = bars_told(found, project, year, tr)
        self.chart.show_bars(bars_of(found, project, year, tr), told)

    # -- leaving ---------------------------------------------------------------------------------

    def _copy(self) -> None:
        from jumeau.export.noise_exposure import cells, columns

        if self.found is None:
            return
        tr, session = self._window.tr_, self._workspace.session
        heads = columns(self.found, session.project, session.view.year, tr)
        lines = ["\t".join(x) for x in (heads, *cells(self.found, tr))]
        QApplication.clipboard().setText("\n".join(lines) + f"\n{self.note.text()}\n")
        self._window.messages.say(tr("noise_exposure.copied"))

    def _ask_csv(self) -> None:
        window = self._window
        start = window.settings.folder / f"{window.tr_('noise_exposure.file_name')}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, window.tr_("noise_exposure.csv").rstrip("…"), str(start), "CSV (*.csv)"
        )
        if name:
            self.save_csv(Path(name))

    def save_csv(self, path: Path) -> None:
        """Write the table with its sentences, method and sources."""
        from jumeau.export.noise_exposure import write_csv

        if self.found is None:
            return
        session = self._workspace.session
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            write_csv(path, self.found, session.project, session.view.year, self._window.tr_)
        except OSError as problem:
            self._window.explain(problem)
            return
        self._window.messages.say(self._window.tr_("noise_exposure.saved", path=path))


def _counted(
    project: Project, layer: Layer, against: Layer | None, store: Any, progress: Any,
    reference: bool,
) -> Exposed:  # fmt: skip
    """Count in the worker: Arrow and GEOS are loaded there."""
    from jumeau.render.noise.exposing import exposed
    from jumeau.render.shelf import Shelf

    return exposed(project, layer, against, store, Shelf(), progress, reference=reference)
