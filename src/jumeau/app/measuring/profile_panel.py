"""The chart of a profile with what can be done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.measuring.chart import EXAGGERATIONS, FAINT, INK, PAPER, ProfileChart

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.geometry.profile import Profile

PNG_SIZE = (1920, 800)
LETTERS = 24


class ProfilePanel(QWidget):
    """A chart, and how it is drawn and kept."""

    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        tr = self._tr = workspace.window_.tr_
        self.setObjectName("panel")
        self.chart = ProfileChart(tr)
        self.heights = QComboBox()
        self.heights.setAccessibleName(tr("measuring.profile.choose"))
        self.heights.addItem(tr("measuring.profile.fitting"), 0.0)
        for times in EXAGGERATIONS:
            plain = times == 1.0
            key = "measuring.profile.to_scale" if plain else "measuring.profile.heights"
            self.heights.addItem(tr(key, times=tr.number(times, 0)), times)
        self.heights.currentIndexChanged.connect(self._stretch)
        self.trees = QCheckBox(tr("measuring.profile.trees"))
        self.trees.setChecked(True)
        self.trees.toggled.connect(self._with_trees)
        self.note = QLabel()
        self.note.setObjectName("faint")
        self.csv = QPushButton(tr("measuring.profile.csv"))
        self.csv.clicked.connect(lambda: self._ask("csv"))
        self.png = QPushButton(tr("measuring.profile.png"))
        self.png.clicked.connect(lambda: self._ask("png"))
        done = QPushButton(tr("measuring.profile.close"))
        done.clicked.connect(self.closed)
        row = QHBoxLayout()
        for part in (self.heights, self.trees):
            row.addWidget(part)
        row.addWidget(self.note, 1)
        for button in (self.csv, self.png, done):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 8)
        column.addWidget(self.chart, 1)
        column.addLayout(row)

    def show_profile(self, profile: Profile, note: str) -> None:
        """Show a profile, and on what it was measured."""
        self.note.setText(note)
        self.note.setToolTip(note)
        self.trees.setVisible(bool(profile.trees))
        self.chart.show_profile(profile)

    def _stretch(self) -> None:
        self.chart.exaggeration = float(self.heights.currentData())
        self.chart.update()

    def _with_trees(self, shown: bool) -> None:
        self.chart.trees = shown
        self.chart.update()

    # -- files -----------------------------------------------------------------------------------

    def _ask(self, ending: str) -> None:
        window, session = self._workspace.window_, self._workspace.session
        name = self._tr("measuring.profile.file", name=session.project.name)
        start = window.settings.folder / f"{name}.{ending}"
        title = self._tr(f"measuring.profile.{ending}")
        chosen, _ = QFileDialog.getSaveFileName(
            window, title, str(start), f"{ending.upper()} (*.{ending})"
        )
        if chosen:
            path = Path(chosen)
            window.settings.folder = path.parent
            self.save(path if path.suffix else path.with_suffix(f".{ending}"))

    def save(self, path: Path) -> None:
        """Write the profile as a table or as a picture, by the file's ending."""
        profile = self.chart.profile
        if profile is None:
            return
        window, session = self._workspace.window_, self._workspace.session
        project, view, tr = session.project, session.view, self._tr
        if path.suffix.lower() == ".csv":
            from jumeau.export.profile import profile_csv

            def work(_progress: object) -> None:
                profile_csv(path, profile, project, view, tr)
        else:
            pixels = self.pixels()

            def work(_progress: object) -> None:
                self._write(path, pixels)

        said = tr("measuring.profile.saved", path=path)
        window.tasks.submit(tr("app.job.profile"), work, lambda _: window.messages.say(said))

    def pixels(self, size: tuple[int, int] = PNG_SIZE) -> np.ndarray:
        """Return the chart with its title and label of certainty, (h, w, 3) uint8."""
        from jumeau.export.profile import profile_certainty

        profile = self.chart.profile
        assert profile is not None
        session, tr = self._workspace.session, self._tr
        font = QFont(self.font())
        font.setPixelSize(LETTERS)
        bold = QFont(font)
        bold.setBold(True)
        line = QFontMetricsF(bold).height()
        around = 2.6 * line + 36
        box, _, _ = self.chart.frame((size[0] - 24, size[1] - around), font)
        size = (size[0], round(box.height() + 3.4 * line + around))  # no empty paper
        image = QImage(*size, QImage.Format.Format_RGB888)
        image.fill(PAPER)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heading = QRectF(24, 12, size[0] - 48, line)
        painter.setFont(bold)
        painter.setPen(INK)
        place = session.project.place.name if session.project.place else session.project.name
        painter.drawText(heading, Qt.AlignmentFlag.AlignLeft, tr("measuring.profile.of", of=place))
        label = profile_certainty(session.project, session.view, profile)
        painter.drawText(heading, Qt.AlignmentFlag.AlignRight, tr(f"certainty.{label}"))
        painter.setFont(font)
        painter.setPen(FAINT)
        under = QRectF(24, size[1] - line - 10, size[0] - 48, line)
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft, self.note.text())
        painter.translate(12, 24 + line)
        self.chart.draw(painter, (size[0] - 24, size[1] - around), font, marked=False)
        painter.end()
        raw = np.frombuffer(image.constBits(), np.uint8).reshape(size[1], image.bytesPerLine())
        return raw[:, : 3 * size[0]].reshape(size[1], size[0], 3).copy()

    def _write(self, path: Path, pixels: np.ndarray) -> None:
        from jumeau.export.image import sources_strip, write_png
        from jumeau.export.profile import profile_certainty, profile_sources

        profile = self.chart.profile
        assert profile is not None
        session, tr = self._workspace.session, self._tr
        sources = profile_sources(session.project, profile, tr)
        size = (pixels.shape[1], pixels.shape[0])
        strip = sources_strip(sources, size, False, tr)
        label = profile_certainty(session.project, session.view, profile)
        title = tr("measuring.profile.of", of=session.project.name)
        record = {"certainty": label.value, "sources": list(sources)}
        text = f"{self.chart.told()} {tr(f'certainty.{label}')}"
        write_png(path, np.vstack([pixels, strip]), title, text, sources, record)
