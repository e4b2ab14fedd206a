"""The table of computed and published values: groups with their worst, open to every case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)
from shiboken6 import isValid

from jumeau.app.dialogs.buttons import close_button
from jumeau.errors import Cancelled

if TYPE_CHECKING:
    from jumeau.app.tasks import Job
    from jumeau.app.window import Window
    from jumeau.simulation.validation.checks import Check

COLUMNS = ("case", "published", "computed", "deviation", "tolerance", "verdict")
OUTSIDE = QColor("#C8102E")
FILES = {"sun": "CSV (*.csv)", "noise": "CSV, JSON (*.csv *.json)"}
MOST_ROWS = 5000
"""Cases of one group that are listed; the table in a file has them all."""


class ValidationDialog(QDialog):
    """Computes the checks in the background, and shows them.

    Parameters
    ----------
    window : Window
    subject : str
        One of :data:`jumeau.simulation.validation.subjects.SUBJECTS`.

    Attributes
    ----------
    checks : list of Check
        What was computed last; empty before.
    """

    def __init__(self, window: Window, subject: str) -> None:
        super().__init__(window)
        self._window = window
        self._subject = subject
        self._paths: tuple[Path, ...] = ()
        self._job: Job | None = None
        self.checks: list[Check] = []
        tr = window.tr_
        title = tr(f"validation.subject.{subject}.title")
        self.setWindowTitle(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(10)
        intro = QLabel(tr("validation.intro"))
        intro.setWordWrap(True)
        outer.addWidget(intro)
        self.verdict = QLabel()
        self.verdict.setObjectName("heading")
        outer.addWidget(self.verdict)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([tr(f"validation.column.{x}") for x in COLUMNS])
        self.tree.setAccessibleName(title)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for k in range(1, len(COLUMNS)):
            header.setSectionResizeMode(k, QHeaderView.ResizeMode.ResizeToContents)
        outer.addWidget(self.tree, 1)
        self.only = QCheckBox(tr("validation.only_outside"))
        self.only.toggled.connect(self._fill)
        row = QHBoxLayout()
        row.addWidget(self.only)
        row.addStretch(1)
        self.files = self._button("files", self._ask_files)
        self.again = self._button("again", self.compute)
        self.save = self._button("csv", self._ask_csv)
        for button in (self.files, self.again, self.save):
            row.addWidget(button)
        outer.addLayout(row)
        outer.addWidget(close_button(tr, self))
        self.finished.connect(self._stop)
        room = window.screen().availableGeometry()
        self.resize(min(1040, room.width() - 40), min(700, room.height() - 60))
        self.compute()

    def _button(self, name: str, run: Any) -> QPushButton:
        button = QPushButton(self._window.tr_(f"validation.{name}"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: run())
        return button

    # -- computing -------------------------------------------------------------------------------

    def compute(self) -> None:
        """Compute everything anew."""
        self._stop()
        tr, paths, subject = self._window.tr_, self._paths, self._subject
        self.verdict.setText(tr("validation.running"))
        self._enable(False)
        self._job = self._window.tasks.submit(
            tr("app.job.validation"), lambda progress: _checked(subject, paths, progress),
            self._done, self._failed,
        )  # fmt: skip

    def _done(self, checks: list[Check]) -> None:
        if not isValid(self):
            return
        self._job = None
        self.checks = checks
        outside = sum(not x.within for x in checks)
        tr = self._window.tr_
        told = tr("validation.all_within", count=len(checks))
        if outside:
            told = tr.count("validation.some_outside", outside, count=len(checks))
        self.verdict.setText(told)
        self._enable(True)
        self._fill()

    def _failed(self, problem: BaseException) -> None:
        if not isValid(self):
            return
        self._job = None
        self._paths = ()
        self.verdict.setText("")
        self._enable(True)
        if not isinstance(problem, Cancelled):
            self._window.explain(problem)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            self._window.tasks.cancel(job)

    def _enable(self, ready: bool) -> None:
        for button in (self.files, self.again):
            button.setEnabled(ready)
        self.save.setEnabled(ready and bool(self.checks))

    # -- showing ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        from jumeau.simulation.validation.checks import summaries
        from jumeau.simulation.validation.words import source_told, spread_told

        self.tree.clear()
        tr = self._window.tr_
        groups: dict[tuple[str, str, str], list[Check]] = {}
        for check in self.checks:
            groups.setdefault((check.kind, check.quantity, check.source), []).append(check)
        for (kind, quantity, _), group in groups.items():
            shown = [x for x in group if not (self.only.isChecked() and x.within)]
            if not shown:
                continue
            parts = summaries(group)
            worst = max((x.worst for x in parts), key=lambda x: not x.within)
            within = sum(x.within for x in group)
            name = f"{tr(f'validation.kind.{kind}')} : {tr(f'validation.quantity.{quantity}')}"
            title = tr("validation.group", name=name.replace(" :", "\u00a0:"), within=within,
                       count=len(group))  # fmt: skip
            head = QTreeWidgetItem(self.tree)
            self._write(head, worst, title, all(x.within for x in group))
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            told = f"{tr('validation.column.source')}\u00a0: {source_told(worst, tr)}"
            told = " – ".join(x for x in (told, spread_told(parts[0], tr)) if x)
            source = QTreeWidgetItem(head, [told])
            source.setFirstColumnSpanned(True)
            source.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.setToolTip(0, told)
            for check in shown[:MOST_ROWS]:
                self._write(QTreeWidgetItem(head), check, "", check.within)
            head.setExpanded(worst.at_least or self.only.isChecked())

    def _write(self, item: QTreeWidgetItem, check: Check, title: str, holds: bool) -> None:
        from jumeau.simulation.validation.words import case_told, number_told, verdict_of

        tr = self._window.tr_
        reached = tr("validation.verdict.at_least",
                     value=number_told(check, check.published, tr))  # fmt: skip
        texts = (
            title or case_told(check, tr),
            reached if check.at_least else number_told(check, check.published, tr),
            number_told(check, check.computed, tr),
            number_told(check, check.deviation, tr),
            "\N{EN DASH}" if check.at_least else number_told(check, check.tolerance, tr),
            verdict_of(holds, tr),
        )
        for k, text in enumerate(texts):
            item.setText(k, text)
            if 0 < k < len(COLUMNS) - 1:
                item.setTextAlignment(
                    k, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
        if not holds:
            item.setForeground(len(COLUMNS) - 1, OUTSIDE)
        item.setToolTip(0, texts[0])

    # -- files -----------------------------------------------------------------------------------

    def _ask_files(self) -> None:
        window = self._window
        names, _ = QFileDialog.getOpenFileNames(
            self, window.tr_("validation.files").rstrip("…"), str(window.settings.folder),
            FILES[self._subject],
        )  # fmt: skip
        if names:
            self.add_files(tuple(Path(x) for x in names))

    def add_files(self, paths: tuple[Path, ...]) -> None:
        """Compute the cases of some files beside those of the program."""
        from jumeau.simulation.validation.subjects import shipped

        before = self._paths or shipped(self._subject)
        self._paths = tuple(dict.fromkeys((*before, *paths)))
        self.compute()

    def _ask_csv(self) -> None:
        window = self._window
        name = window.tr_(f"validation.subject.{self._subject}.file_name")
        start = window.settings.folder / f"{name}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, window.tr_("validation.csv").rstrip("…"), str(start), "CSV (*.csv)"
        )
        if name:
            self.save_csv(Path(name))

    def save_csv(self, path: Path) -> None:
        """Write the table."""
        from jumeau.io.atomic import writing
        from jumeau.simulation.validation.checks import write_csv
        from jumeau.simulation.validation.words import source_told

        tr = self._window.tr_
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            with writing(path) as temporary, open(
                temporary, "w", encoding="utf-8", newline=""
            ) as file:  # fmt: skip
                write_csv(self.checks, file, lambda x: source_told(x, tr))
        except OSError as problem:
            self._window.explain(problem)
            return
        self._window.messages.say(tr("validation.saved", path=path))


def _checked(subject: str, paths: tuple[Path, ...], progress: Any) -> list[Check]:
    """Compute in the worker: kernels and GEOS are loaded there."""
    from jumeau.simulation.validation.subjects import validate

    return validate(subject, paths, progress)
