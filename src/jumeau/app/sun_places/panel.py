"""The chart of a place's sun with what can be asked of it and done with it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.comparing.pairing import offered
from jumeau.app.sun_places.chart import DayChart
from jumeau.app.sun_places.drawing import FAINT, INK, PAPER, Line, Season
from jumeau.render.sun_finding import MODES
from jumeau.render.sun_words import told_day
from jumeau.render.variant_words import side_colour, side_title

if TYPE_CHECKING:
    from jumeau.app.sun_places.places import Places
    from jumeau.app.workspace import Workspace
    from jumeau.render.sun_answers import Answer

PNG_SIZE = (1920, 1000)
LETTERS = 26
ALONE = "-"
"""Stands for "compared with nothing"."""
PICTURE = "picture"
FEW = 8
"""Letters of the shortest form of a list of choices."""


class PlacePanel(QWidget):
    """A sentence, a chart, what is asked, and how it is kept."""

    closed = Signal()
    asked = Signal()

    def __init__(self, workspace: Workspace, places: Places) -> None:
        super().__init__()
        self._workspace = workspace
        self._places = places
        tr = self._tr = workspace.window_.tr_
        self.setObjectName("panel")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        bold = QFont(self.sentence.font())
        bold.setBold(True)
        bold.setPointSizeF(bold.pointSizeF() * 1.12)
        self.sentence.setFont(bold)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart = DayChart(tr)
        self.note = QLabel()
        self.note.setObjectName("faint")
        self.note.setWordWrap(True)
        self.rules_told = QLabel()
        self.rules_told.setWordWrap(True)
        self.rules_told.hide()
        self.what = self._choice("what")
        for mode in MODES:
            self.what.addItem(tr(f"sun_places.what_{mode}"), mode)
        self.what.currentIndexChanged.connect(self._take_tool)
        self.days = self._choice("dates")
        self.days.currentIndexChanged.connect(self._redraw)
        self.variant = self._choice("variant")
        self.against = self._choice("against")
        for box in (self.variant, self.against):
            box.currentIndexChanged.connect(lambda _: self.asked.emit())
        self.rules = QCheckBox(tr("sun_places.rules"))
        self.rules.setToolTip(tr("sun_places.rules_told"))
        self.rules.toggled.connect(lambda _: self._tell_rules())
        self.csv = QPushButton(tr("sun_places.csv_button"))
        self.csv.clicked.connect(lambda: self._ask("csv"))
        self.png = QPushButton(tr("sun_places.png"))
        self.png.clicked.connect(lambda: self._ask("png"))
        self.sky = QPushButton(tr("sun_places.sky"))
        self.sky.clicked.connect(places.sky_of_place)
        done = QPushButton(tr("sun_places.close"))
        done.clicked.connect(self.closed)
        self.on_picture = QCheckBox(tr("sun_places.on_picture"))
        self.on_picture.setToolTip(tr("sun_places.on_picture_told"))
        self.on_picture.toggled.connect(lambda _: workspace.viewport.update())
        self._buttons = (self.csv, self.png, self.sky)
        head, row = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(6)
        row.setSpacing(6)
        head.addWidget(self.sentence, 1)
        for button in (*self._buttons, done):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        for part in (self.what, self.days, self.variant, self.against):
            row.addWidget(part, 1)
        for tick in (self.rules, self.on_picture):
            row.addWidget(tick)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 10, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.chart, 1)
        column.addWidget(self.rules_told)
        column.addWidget(self.note)
        column.addLayout(row)
        self.fill_variants()
        self.fill_dates()
        self._enable()

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self._tr(f"sun_places.{name}"))
        box.setToolTip(self._tr(f"sun_places.{name}"))
        box.setMinimumContentsLength(FEW)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return box

    def _enable(self) -> None:
        there = self._places.answer is not None
        for button in self._buttons:
            button.setEnabled(there)

    # -- what is asked ---------------------------------------------------------------------------

    @property
    def mode(self) -> str:
        """What is clicked."""
        return str(self.what.currentData())

    @property
    def sides(self) -> tuple[str, ...]:
        """Ids of what is shown, the one that it is compared with first."""
        shown, against = str(self.variant.currentData()), str(self.against.currentData())
        if against in (ALONE, shown):
            return (shown,)
        return (against, shown)

    @property
    def date(self) -> datetime.date:
        """The date of the chart."""
        found = self.days.currentData()
        if found == PICTURE:
            return self._places.picture_date() or self._places.dates()[0]
        return datetime.date.fromisoformat(str(found))

    def _take_tool(self) -> None:
        """Put the tool into the hand: something else is to be clicked now."""
        self._workspace.window_.actions_["sun_place"].trigger()
        self._workspace.viewport.update()

    def fill_variants(self) -> None:
        """Offer the variants as they are now."""
        session, tr = self._workspace.session, self._tr
        chosen = (self.variant.currentData(), self.against.currentData())
        year = session.view.year
        with QSignalBlocker(self.variant), QSignalBlocker(self.against):
            self.variant.clear()
            self.against.clear()
            self.against.addItem(tr("sun_places.beside_none"), ALONE)
            for one in offered(session.project):
                title = side_title(session.project, one, year, tr)
                self.variant.addItem(title, one)
                self.against.addItem(tr("sun_places.beside_this", title=title), one)
            for box, old in zip((self.variant, self.against), chosen, strict=True):
                if old is not None and (at := box.findData(old)) >= 0:
                    box.setCurrentIndex(at)
        if None in chosen:
            self.follow_view()

    def follow_view(self) -> None:
        """Show what the picture shows."""
        from jumeau.app.sun_places.sides import usual_pair

        session = self._workspace.session
        pair = usual_pair(session.project, session.view)
        shown, against = pair[-1], pair[0] if len(pair) > 1 else ALONE
        before = self.sides if self.variant.count() else ()
        with QSignalBlocker(self.variant), QSignalBlocker(self.against):
            self.variant.setCurrentIndex(max(self.variant.findData(shown), 0))
            self.against.setCurrentIndex(max(self.against.findData(against), 0))
        if before and before != self.sides:
            self.asked.emit()

    def fill_dates(self) -> None:
        """Offer the four dates, and the picture's."""
        from jumeau.simulation.sun.calendar import DATES

        picture = self._places.picture_date()
        chosen = self.days.currentData()
        with QSignalBlocker(self.days):
            self.days.clear()
            year = self._places.dates()[0].year
            for day in DATES.values():
                date = datetime.date(year, *day)
                self.days.addItem(told_day(date, self._tr), date.isoformat())
            if picture is not None:
                told = told_day(picture, self._tr)
                self.days.addItem(self._tr("sun_places.date_of_picture", day=told), PICTURE)
            wanted = chosen if chosen is not None else PICTURE
            if wanted not in (None, PICTURE):
                wanted = f"{year}{str(wanted)[4:]}"
            at = self.days.findData(wanted)
            self.days.setCurrentIndex(max(at, 0))

    def follow_instant(self) -> None:
        """Mark the picture's time; compute where its day is another."""
        before = self.date if self.days.count() else None
        self.fill_dates()
        answer = self._places.answer
        if answer is not None and self.date not in answer.dates:
            self.asked.emit()
        elif before != self.date:
            self._redraw()
        self._tell_instant()

    def _tell_instant(self) -> None:
        same = self._places.picture_date() == self.date
        self.chart.show_instant(self._places.picture_minute() if same else None)

    # -- the answer ------------------------------------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        """Show an answer that holds."""
        self._show(answer)
        self._enable()

    def _redraw(self) -> None:
        answer = self._places.answer
        if answer is None:
            return
        if self.date not in answer.dates:
            self.asked.emit()
            return
        self._show(answer, current=self._places.current)

    def _show(self, answer: Answer, *, current: bool = True) -> None:
        from jumeau.render.sun_place_words import sentence, sun_minutes, told_hours

        tr, session = self._tr, self._workspace.session
        project, year, date = session.project, session.view.year, self.date
        lines = tuple(
            Line(
                side_title(project, one, year, tr),
                told_hours(sun_minutes(answer.day(one, date)), tr),
                side_colour(project, one),
                answer.day(one, date),
                former=n == 0,
            )
            for n, one in enumerate(answer.ids)
        )
        seasons = tuple(
            Season(
                told_day(x, tr),
                tr("sun_places.short_day", day=str(x.day), month=str(x.month)),
                tuple(told_hours(sun_minutes(answer.day(one, x)), tr) for one in answer.ids),
                x == date,
            )
            for x in sorted(answer.dates)
        )
        said = sentence(answer, project, date, answer.ids[-1], tr)
        self.sentence.setText(said)
        self.chart.show_day(lines, seasons, said)
        if not current:
            self.chart.wait()
        self._tell_instant()
        self._tell_rules()
        self.note.setText(self._noted(answer))

    def _noted(self, answer: Answer) -> str:
        tr = self._tr
        parts = [
            tr(f"certainty.{answer.certainty}"),
            tr("sun_places.basis", step=f"{answer.step:g}"),
            tr("sun_places.trees_by_season" if answer.trees else "sun_places.trees_none"),
        ]
        day = answer.day(answer.ids[-1], self.date)
        if day is not None and day.built > 0.01:
            parts.append(tr("sun_places.built_part", share=str(round(100 * day.built))))
        return " · ".join(parts)

    def _tell_rules(self) -> None:
        """Show values beside rules of thumb, where that is wanted."""
        from jumeau.render.sun_place_words import told_rule

        answer, tr = self._places.answer, self._tr
        shown = self.rules.isChecked() and answer is not None
        self.rules_told.setVisible(shown)
        self.note.setVisible(not shown)  # there is no room for both
        if answer is None or not self.rules.isChecked():
            return
        found = answer.rules(answer.ids[-1], self.date)
        if not found:
            self.rules_told.setText(tr("sun_places.rule.none"))
            return
        told = [told_rule(x, tr) for x in found]
        families = dict.fromkeys("_".join(x.rule.id.split("_")[:2]) for x in found)
        notes = [tr(f"sun_places.rule.{x}") for x in families]
        label = tr(f"certainty.{answer.certainty}")
        self.rules_told.setText(" · ".join([label, *told]) + "\n" + " ".join(notes))
        self.rules_told.setToolTip("\n".join(dict.fromkeys(x.rule.source for x in found)))

    # -- files -----------------------------------------------------------------------------------

    def _ask(self, ending: str) -> None:
        window, session = self._workspace.window_, self._workspace.session
        name = self._tr("sun_places.file", name=session.project.name)
        start = window.settings.folder / f"{name}.{ending}"
        title = self._tr("sun_places.csv_button" if ending == "csv" else "sun_places.png")
        chosen, _ = QFileDialog.getSaveFileName(
            window, title, str(start), f"{ending.upper()} (*.{ending})"
        )
        if chosen:
            path = Path(chosen)
            window.settings.folder = path.parent
            self.save(path if path.suffix else path.with_suffix(f".{ending}"))

    def save(self, path: Path) -> None:
        """Write the answer as a table or as a picture, by the file's ending."""
        answer = self._places.answer
        if answer is None or not self._places.current:
            return
        window, session, tr = self._workspace.window_, self._workspace.session, self._tr
        project, year = session.project, session.view.year
        if path.suffix.lower() == ".csv":

            def work(_progress: object) -> None:
                from jumeau.export.sun_place import answer_csv

                answer_csv(path, answer, project, year, tr)
        else:
            pixels, said = self.pixels(), self.chart.told()

            def work(_progress: object) -> None:
                from jumeau.export.sun_place import write_chart

                write_chart(path, pixels, said, answer, project, tr)

        said_ = tr("sun_places.saved", path=path)
        window.tasks.submit(tr("app.job.sun_place"), work, lambda _: window.messages.say(said_))

    def pixels(self, size: tuple[int, int] = PNG_SIZE) -> np.ndarray:
        """Return the chart with its sentence and label of certainty, (h, w, 3) uint8."""
        answer = self._places.answer
        assert answer is not None
        session, tr = self._workspace.session, self._tr
        font = QFont(self.font())
        font.setPixelSize(LETTERS)
        bold = QFont(font)
        bold.setBold(True)
        line = QFontMetricsF(bold).height()
        image = QImage(*size, QImage.Format.Format_RGB888)
        image.fill(PAPER)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(bold)
        painter.setPen(INK)
        heading = QRectF(24, 12, size[0] - 48, line)
        place = session.project.place.name if session.project.place else session.project.name
        painter.drawText(heading, Qt.AlignmentFlag.AlignLeft, f"{tr('sun_places.title')}, {place}")
        label = tr(f"certainty.{answer.certainty}")
        painter.drawText(heading, Qt.AlignmentFlag.AlignRight, label)
        wrap = Qt.TextFlag.TextWordWrap
        said = QRectF(24, 12 + 1.3 * line, size[0] - 48, 2.2 * line)
        painter.drawText(said, wrap, self.sentence.text())
        painter.setFont(font)
        painter.setPen(FAINT)
        high = (5.2 if self.rules.isChecked() else 2.3) * line
        foot = QRectF(24, size[1] - high - 10, size[0] - 48, high)
        rules = [self.rules_told.text()] if self.rules.isChecked() else []
        under = [self.note.text(), tr("sun_places.not_included"), *rules]
        painter.drawText(foot, wrap, "\n".join(under))
        top = 12 + 3.6 * line
        painter.translate(12, top)
        self.chart.draw(painter, (size[0] - 24, foot.top() - top - 8), font, marked=False)
        painter.end()
        raw = np.frombuffer(image.constBits(), np.uint8).reshape(size[1], image.bytesPerLine())
        return raw[:, : 3 * size[0]].reshape(size[1], size[0], 3).copy()
