"""The table of what differs: a panel beside the picture, and a plate on it for the room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.comparing.counting import Counted, Ground, Line, counted
from jumeau.app.comparing.pairing import usual_sides
from jumeau.app.scene_parts import CurrentStore
from jumeau.app.selecting.asking import Asking
from jumeau.model.project import Project
from jumeau.model.view_state import Compare, ViewState

if TYPE_CHECKING:
    from jumeau.app.tasks import Job
    from jumeau.app.workspace import Workspace

DOCK = "compare_table"
PAUSE = 400  # [ms] after the last change
TEXT_SHARE = 1 / 30
"""Height of the plate's letters over that of the picture."""
MOST_HIGH = 0.8


class DifferenceTable(QWidget):
    """The panel: rows of words, one column a side; what does not differ is faint.

    Parameters
    ----------
    workspace : Workspace
        Of the open project.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        window = workspace.window_
        tr, icons = window.tr_, window.icons
        self._asking = Asking(window.tasks)
        self._ground = Ground()
        self._job: Job | None = None
        self.counted: Counted | None = None
        self.view = QTableWidget()
        self.view.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.view.setAccessibleName(tr("app.action.compare_table"))
        self.view.setWordWrap(True)
        self.view.setAlternatingRowColors(True)
        self.state = QLabel()
        self.state.setObjectName("faint")
        self.state.setWordWrap(True)
        self.copy = self._button("copy", tr("comparing.table.copy"), self._copy, icons("copy"))
        self.export = self._button(
            "export", tr("comparing.table.export"), self._ask, icons("file-output")
        )
        self.on_picture = self._button(
            "on_picture", tr("comparing.table.on_picture"), self._turn, icons("maximize")
        )
        self.on_picture.setCheckable(True)
        row = QHBoxLayout()
        for widget in (self.copy, self.export, self.on_picture):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        column.addWidget(self.state)
        self.plate = TablePlate(workspace.viewport)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.count)
        session = workspace.session
        self._stops = (session.subscribe(self._follow), session.subscribe_view(self._follow_view))

    def _button(self, name: str, words: str, then: object, icon: QIcon) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(words)
        button.setIcon(icon)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(then)
        return button

    def close_table(self) -> None:
        """Stop counting."""
        for stop in self._stops:
            stop()
        self._soon.stop()
        self._asking.cancel(self._job)
        self._asking.close()
        self.plate.close_plate()

    # -- counting --------------------------------------------------------------------------------

    @property
    def sides(self) -> tuple[str, ...]:
        """The ids that are compared, the reference first."""
        session = self._workspace.session
        return usual_sides(session.project, session.view, Compare.SWIPE)

    def _follow(self, old: Project, new: Project) -> None:
        if old.variants != new.variants or old.layers != new.layers:
            self._soon.start()

    def _follow_view(self, old: ViewState, new: ViewState) -> None:
        if (old.variants, old.year) != (new.variants, new.year):
            self._soon.start()

    def count(self) -> None:
        """Count anew, in the background."""
        workspace = self._workspace
        window, session = workspace.window_, workspace.session
        self._asking.cancel(self._job)
        sides = self.sides
        if len(sides) < 2:
            self._show(None)
            self.state.setText(window.tr_("comparing.nothing"))
            return
        project, year, tr, ground = session.project, session.view.year, window.tr_, self._ground
        store = CurrentStore(workspace.opened)
        self.state.setText(tr("comparing.table.counting"))
        self._job = self._asking.submit(
            lambda progress: counted(project, sides, year, store, ground, tr, progress),
            self._show,
            self._refused,
            tr("app.action.compare_table"),
        )

    def _refused(self, problem: BaseException) -> None:
        from jumeau.errors import Cancelled

        self._job = None
        if not isinstance(problem, Cancelled):
            self.state.setText("")
            self._workspace.window_.explain(problem)

    def _show(self, found: Counted | None) -> None:
        """Fill the table."""
        self._job = None
        self.counted = found
        view, tr = self.view, self._workspace.window_.tr_
        view.clear()
        view.setRowCount(len(found.lines) if found else 0)
        view.setColumnCount(len(found.titles) - 1 if found else 0)
        for widget in (self.copy, self.export, self.on_picture):
            widget.setEnabled(found is not None)
        if found is None:
            self.plate.show_lines(None)
            return
        for k, (title, colour) in enumerate(zip(found.titles[1:], found.colours[1:], strict=True)):
            head = QTableWidgetItem(_square(colour), title)
            view.setHorizontalHeaderItem(k, head)
        for row, line in enumerate(found.lines):
            view.setVerticalHeaderItem(row, QTableWidgetItem(line.title))
            for k, (value, note) in enumerate(zip(line.values, line.notes, strict=True)):
                item = QTableWidgetItem(f"{value}\n{note}" if note else value)
                view.setItem(row, k, item)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.resizeRowsToContents()
        self.state.setText(tr("comparing.table.against", title=found.titles[0]))
        self.plate.show_lines(found if self.on_picture.isChecked() else None, self.state.text())

    # -- leaving ---------------------------------------------------------------------------------

    def _copy(self) -> None:
        if self.counted is not None:
            QApplication.clipboard().setText(self.counted.as_text())
            window = self._workspace.window_
            window.messages.say(window.tr_("comparing.table.copied"))

    def _ask(self) -> None:
        window = self._workspace.window_
        start = window.settings.folder / "differences.csv"
        name, _ = QFileDialog.getSaveFileName(
            window, window.tr_("comparing.table.export"), str(start), "CSV (*.csv)"
        )
        if name:
            self.write(Path(name).with_suffix(".csv"))

    def write(self, path: Path) -> None:
        """Write the table as CSV, as spreadsheets of the user's language read it."""
        if self.counted is None:
            return
        window = self._workspace.window_
        between = ";" if window.tr_.language == "fr" else ","
        text = "\ufeff" + self.counted.as_text(between) + self.state.text() + "\n"

        def written(_: object) -> None:
            window.messages.say(window.tr_("app.export.done", path=path))

        self._asking.submit(
            lambda _progress: path.write_text(text, encoding="utf-8"), written, window.explain
        )

    def _turn(self) -> None:
        shown = self.counted if self.on_picture.isChecked() else None
        self.plate.show_lines(shown, self.state.text())


def _square(colour: str) -> QIcon:
    image = QPixmap(14, 14)
    image.fill(QColor(colour))
    return QIcon(image)


class TablePlate(QWidget):
    """The rows that differ, on the picture, as large as its other words."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._found: Counted | None = None
        self._foot = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        viewport.installEventFilter(self)
        self.hide()

    def close_plate(self) -> None:
        """Take it off for good."""
        self._viewport.removeEventFilter(self)
        self.deleteLater()

    def show_lines(self, found: Counted | None, foot: str = "") -> None:
        """Show a table; none without one."""
        self._found, self._foot = found, foot
        self.setAccessibleName(found.as_text() if found else "")
        self.settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep its size in step with the picture's."""
        if event.type() == QEvent.Type.Resize:
            self.settle()
        return super().eventFilter(watched, event)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows that are shown: those that differ."""
        return tuple(x for x in self._found.lines if x.differs) if self._found else ()

    def settle(self) -> None:
        """Stand in the middle of the picture, as large as the words need."""
        if self._found is None:
            self.hide()
            return
        widths, step = self._measure()
        pad = step * 0.6
        rows = len(self.lines) + 2
        wide = min(round(sum(widths) + pad * (len(widths) + 1)), self._viewport.width() - 24)
        high = min(round(step * rows + pad), round(self._viewport.height() * MOST_HIGH))
        self.setGeometry(
            (self._viewport.width() - wide) // 2, (self._viewport.height() - high) // 2, wide, high
        )
        self.show()
        self.raise_()
        self.update()

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(round(self._viewport.height() * TEXT_SHARE), 12))
        font.setBold(bold)
        return font

    def _measure(self) -> tuple[list[float], float]:
        """Return the widths of the columns, and the height of a row."""
        assert self._found is not None
        bold, plain = QFontMetricsF(self._font(bold=True)), QFontMetricsF(self._font())
        first = max([plain.horizontalAdvance(x.title) for x in self.lines], default=0.0)
        widths = [first]
        for k, title in enumerate(self._found.titles[1:]):
            values = [plain.horizontalAdvance(x.values[k]) for x in self.lines]
            widths.append(max([bold.horizontalAdvance(title) + plain.height(), *values]))
        return widths, plain.height() * 1.35

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw names with their colours, then the rows."""
        if self._found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white"))
        widths, step = self._measure()
        pad = step * 0.6
        painter.drawRoundedRect(QRectF(self.rect()), pad / 2, pad / 2)
        ink, left = QColor("#121A21"), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        y, x = pad / 2, pad * 2 + widths[0]
        painter.setFont(self._font(bold=True))
        for k, wide in enumerate(widths[1:]):
            side = step * 0.45
            mark = QRectF(x, y + (step - side) / 2, side, side)
            painter.fillRect(mark, QColor(self._found.colours[k + 1]))
            painter.setPen(ink)
            box = QRectF(x + step * 0.7, y, wide, step)
            painter.drawText(box, left, self._found.titles[k + 1])
            x += wide + pad
        painter.setFont(self._font())
        for line in self.lines:
            y += step
            x = pad
            for text, wide in zip((line.title, *line.values), widths, strict=True):
                painter.drawText(QRectF(x, y, wide + pad, step), left, text)
                x += wide + pad
        y += step
        painter.setPen(QColor("#46515B"))
        painter.drawText(QRectF(pad, y, self.width() - 2 * pad, step), left, self._foot)
        painter.end()
