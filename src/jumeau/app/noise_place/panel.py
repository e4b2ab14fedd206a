"""The panel of the noise of a place: levels, sources, ways, dB by octave; as a table in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.noise_place.drawing import colour_of
from jumeau.app.words import certainty_title
from jumeau.render import noise_place_words as words
from jumeau.render.noise_paths import Heard, PathKind
from jumeau.render.noise_place import ABOVE, Answer
from jumeau.render.variant_words import side_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jumeau.app.noise_place.places import NoisePlaces
    from jumeau.app.workspace import Workspace

MOST_ROUTES = 60
"""Ways that are listed."""
_ROUTE = int(Qt.ItemDataRole.UserRole)
_FIT = QHeaderView.ResizeMode.ResizeToContents


class Said(QLabel):
    """Words as high as they are wide: a scrolled column would cut them."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Take the height that the width asks for."""
        super().resizeEvent(event)
        self._take_height()

    def setText(self, text: str) -> None:  # noqa: N802
        """Say something."""
        super().setText(text)
        self._take_height()

    def _take_height(self) -> None:
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


class NoisePanel(QWidget):
    """What is heard at the chosen place, from where and how it comes."""

    closed = Signal()
    asked = Signal()

    def __init__(self, workspace: Workspace, places: NoisePlaces) -> None:
        super().__init__()
        self._workspace = workspace
        self._places = places
        tr = self._tr = workspace.window_.tr_
        self.setObjectName("panel")
        self.answer: Answer | None = None
        self.lines: tuple[str, ...] = ()
        self.sentence = self._said(bold=True)
        self.compared = self._said()
        self.note = self._said(faint=True)
        self.label = ""
        self.local = tr("noise_looks.local")
        self.variant = QComboBox()
        self.variant.setAccessibleName(tr("noise_place.chosen"))
        self.variant.setToolTip(tr("noise_place.chosen"))
        self.variant.currentIndexChanged.connect(self._tell)
        self.height_box = QDoubleSpinBox()
        self.height_box.setRange(0.5, 60.0)
        self.height_box.setValue(ABOVE)
        self.height_box.setDecimals(1)
        self.height_box.setSuffix("\N{NO-BREAK SPACE}m")
        self.height_box.setKeyboardTracking(False)
        self.height_box.setAccessibleName(tr("noise_place.height"))
        self.height_box.setToolTip(tr("noise_place.height_told"))
        self.height_box.valueChanged.connect(lambda _: self.asked.emit())
        self.on_picture = QCheckBox(tr("noise_place.on_picture"))
        self.on_picture.setToolTip(tr("noise_place.on_picture_told"))
        self.on_picture.setChecked(True)
        self.on_picture.toggled.connect(lambda _: workspace.viewport.update())
        self.levels = self._table("levels")
        self.sources = self._table("sources")
        self.routes = self._table("routes")
        self.routes.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.routes.itemSelectionChanged.connect(self._tell_route)
        self.terms = self._table("terms")
        self.csv = QPushButton(tr("noise_place.csv"))
        self.csv.clicked.connect(self._ask)
        done = QPushButton(tr("noise_place.close"))
        done.clicked.connect(self.closed)
        self._lay_out(done)
        self._enable(there=False)

    def _said(self, *, bold: bool = False, faint: bool = False) -> Said:
        label = Said()
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if faint:
            label.setObjectName("faint")
        if bold:
            font = label.font()
            font.setBold(True)
            font.setPointSizeF(font.pointSizeF() * 1.12)
            label.setFont(font)
        return label

    def _table(self, name: str) -> QTreeWidget:
        table = QTreeWidget()
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        table.setAccessibleName(self._tr(f"noise_place.{name}"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.header().setStretchLastSection(False)
        if name != "terms":
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    def _lay_out(self, done: QPushButton) -> None:
        tr = self._tr
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.sentence)
        column.addWidget(self.compared)
        choices = QHBoxLayout()
        choices.addWidget(self.variant, 1)
        choices.addWidget(self.height_box)
        column.addLayout(choices)
        column.addWidget(self.on_picture)
        for name, table in (
            ("levels", self.levels), ("sources", self.sources),
            ("routes", self.routes), ("terms", self.terms),
        ):  # fmt: skip
            head = QLabel(tr(f"noise_place.{name}"))
            font = head.font()
            font.setBold(True)
            head.setFont(font)
            head.setWordWrap(True)
            column.addWidget(head)
            column.addWidget(table)
        column.addWidget(self.note)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 6)
        outer.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(self.csv)
        row.addStretch(1)
        row.addWidget(done)
        outer.addLayout(row)

    def _enable(self, *, there: bool) -> None:
        self.csv.setEnabled(there)
        self.setProperty("stale", not there)

    # -- what is asked and shown -----------------------------------------------------------------

    @property
    def above(self) -> float:
        """Height of the ear over the ground [m]."""
        return float(self.height_box.value())

    @property
    def shown(self) -> str:
        """Id of the variant whose ways are shown; empty for today."""
        return str(self.variant.currentData() or "")

    @property
    def heard(self) -> Heard | None:
        """What is heard in the variant that is shown."""
        return None if self.answer is None else self.answer.heard.get(self.shown)

    @property
    def chosen_route(self) -> int | None:
        """Place of the way that is chosen in the list; None where none is."""
        items = self.routes.selectedItems()
        return int(items[0].data(0, _ROUTE)) if items else None

    @property
    def key_rows(self) -> tuple[tuple[PathKind, str], ...]:
        """Kinds of ways with their words, for the key on the picture."""
        heard = self.heard
        if heard is None or self.answer is None:
            return ()
        several = len(self._workspace.viewport.frames) > 1
        return words.key_rows([*self.answer.heard.values()] if several else [heard], self._tr)

    @property
    def below(self) -> tuple[str, ...]:
        """What the key says below the ways, unless the picture says it already."""
        from jumeau.render.legend import certainty_of
        from jumeau.render.noise_words import picture_line

        session, tr = self._workspace.session, self._tr
        said = certainty_of(session.project, session.view)
        label = "" if self.answer is None or self.answer.certainty is said else self.label
        local = "" if picture_line(session.project, session.view, tr)[0] else self.local
        return tuple(x for x in (label, local) if x)

    def wait(self) -> None:
        """Show that what is told no longer holds."""
        self._enable(there=False)
        self.sentence.setText(self._tr("noise_place.waiting"))

    def show_answer(self, answer: Answer) -> None:
        """Tell an answer: the variant that the picture shows first."""
        session, tr = self._workspace.session, self._tr
        project, year = session.project, session.view.year
        known = self.answer.ids if self.answer is not None else ()
        before = self.shown if known == answer.ids else None
        self.answer = answer
        self._enable(there=True)
        with QSignalBlocker(self.variant):
            self.variant.clear()
            for one in answer.ids:
                self.variant.addItem(side_title(project, one, year, tr), one)
            wanted = before if before in answer.ids else answer.ids[-1]
            self.variant.setCurrentIndex(max(self.variant.findData(wanted), 0))
        self.variant.setVisible(len(answer.ids) > 1)
        said = words.titled(answer, project, year, tr)
        self.lines = words.picture_lines(answer, project, year, tr)
        self.sentence.setText(said[0])
        self.compared.setText("\n".join(said[1:]))
        self.compared.setVisible(len(said) > 1)
        self.label = certainty_title(answer.certainty, tr)
        self.note.setText("\n".join((self.label, tr("noise_place.mean"), tr("noise_place.local"))))
        titles = [side_title(project, x, year, tr) for x in answer.ids]
        self._fill(self.levels, (tr("noise_place.column.what"), *titles),
                   words.level_table(answer, tr), range(1, 1 + len(titles)))  # fmt: skip
        self._tell()

    def _tell(self) -> None:
        """Tell sources and ways of the variant that is chosen."""
        heard, tr = self.heard, self._tr
        if heard is None:
            return
        heads = tuple(tr(f"noise_place.column.{x}") for x in ("source", "share", "level"))
        self._fill(self.sources, heads, words.source_table(heard, tr), (0,))
        heads = tuple(tr(f"noise_place.column.{x}") for x in ("kind", "source", "length", "level"))
        with QSignalBlocker(self.routes):
            listed = heard.routes[:MOST_ROUTES]
            self._fill(self.routes, heads, [words.route_cells(x, tr) for x in listed], (1,), 7)
            for k, route in enumerate(listed):
                item = self.routes.topLevelItem(k)
                assert item is not None
                item.setForeground(0, QBrush(colour_of(route.kind)))
                item.setData(0, _ROUTE, k)
        self._tell_route()

    def _tell_route(self) -> None:
        """Tell what weakens the sound on the chosen way, or on the loudest."""
        heard = self.heard
        if heard is None or not heard.routes:
            self._fill(self.terms, words.term_heads(self._tr), ())
        else:
            route = heard.routes[self.chosen_route or 0]
            table = words.term_table(route, self._tr)
            self._fill(self.terms, words.term_heads(self._tr), table, (), 9)
        self._workspace.viewport.update()

    @staticmethod
    def _fill(
        table: QTreeWidget,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        wide: Sequence[int] = (),
        high: int = 9,
    ) -> None:
        """Put rows into a table as high as they are.

        Parameters
        ----------
        wide : sequence of int
            Columns that share the room that is left.
        high : int
            Rows that are seen at most.
        """
        table.clear()
        table.setColumnCount(len(heads))
        table.setHeaderLabels(list(heads))
        for cells in rows:
            item = QTreeWidgetItem(list(cells))
            for k in range(1, len(cells)):
                if cells[k][:1].isdigit() or cells[k][:1] in "–-\N{MINUS SIGN}":
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(k, right)
                item.setToolTip(k, cells[k])
            item.setToolTip(0, cells[0])
            table.addTopLevelItem(item)
        header = table.header()
        for k in range(len(heads)):
            mode = QHeaderView.ResizeMode.Stretch if k in wide else _FIT
            header.setSectionResizeMode(k, mode)
        line = table.sizeHintForRow(0) if len(rows) else 20
        seen = min(len(rows), high)
        table.setFixedHeight(header.sizeHint().height() + seen * line + 22)

    # -- files -----------------------------------------------------------------------------------

    def _ask(self) -> None:
        window, session = self._workspace.window_, self._workspace.session
        name = self._tr("noise_place.file", name=session.project.name)
        start = window.settings.folder / f"{name}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            window, self._tr("noise_place.csv"), str(start), "CSV (*.csv)"
        )
        if chosen:
            path = Path(chosen)
            window.settings.folder = path.parent
            self.save(path if path.suffix else path.with_suffix(".csv"))

    def save(self, path: Path) -> None:
        """Write the answer as a table, if it holds."""
        answer = self.answer
        if answer is None or not self._places.current:
            return
        window, session, tr = self._workspace.window_, self._workspace.session, self._tr
        project, year = session.project, session.view.year

        def work(_progress: object) -> None:
            from jumeau.export.noise_place import answer_csv

            answer_csv(path, answer, project, year, tr)

        done = tr("noise_place.saved", path=path)
        window.tasks.submit(tr("app.job.noise_place"), work, lambda _: window.messages.say(done))
