"""The line at the foot of the window: safety, progress, coordinates, coordinate system."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from jumeau.app.icons import Icons
from jumeau.app.tasks import Job, Tasks
from jumeau.i18n import Translator

_SHOWN_AFTER = 150  # [ms] a job that is quicker is not worth a bar


class StatusBar(QStatusBar):
    """Follows the queue of jobs; the rest is told to it."""

    def __init__(
        self, tr: Translator, icons: Icons, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self._tasks = tasks
        self._job: Job | None = None
        self.setSizeGripEnabled(False)

        self.safety = QLabel()
        self.safety.setObjectName("faint")
        self.step = QLabel()
        self.bar = QProgressBar()
        self.bar.setFixedWidth(150)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("app.status.progress"))
        self.stop = QToolButton()
        self.stop.setIcon(icons("x"))
        self.stop.setText(tr("app.status.cancel"))
        self.stop.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.stop.setToolTip(tr("app.status.cancel_told"))
        self.stop.clicked.connect(self._cancel)
        self.coordinates = QLabel()
        self.coordinates.setAccessibleName(tr("app.status.coordinates"))
        self.crs = QLabel()
        self.crs.setObjectName("chip")
        self.addWidget(self.safety)
        for widget in (self.step, self.bar, self.stop, self.coordinates, self.crs):
            self.addPermanentWidget(widget)
        for widget in (self.step, self.bar, self.stop, self.coordinates, self.crs):
            widget.hide()

        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SHOWN_AFTER)
        self._late.timeout.connect(self._show_job)
        tasks.started.connect(self._start)
        tasks.progressed.connect(self._progress)
        tasks.ended.connect(self._end)

    def tell_safety(self, text: str) -> None:
        """Say whether the work is safe."""
        self.safety.setText(text)

    def tell_crs(self, text: str, told: str = "") -> None:
        """Name the coordinate system; empty while no project is open."""
        self.crs.setText(text)
        self.crs.setToolTip(told)
        self.crs.setVisible(bool(text))

    def tell_place(self, point: tuple[float, float, float] | None) -> None:
        """Say the coordinates under the cursor."""
        self.coordinates.setVisible(point is not None)
        if point is not None:
            x, y, z = (self._tr.number(part) for part in point)
            self.coordinates.setText(self._tr("app.status.place", x=x, y=y, z=z))

    def _start(self, job: Job) -> None:
        if job.title:
            self._job = job
            self._say(job.title)
            self.bar.setRange(0, 0)
            self._late.start()

    def _progress(self, job: Job, fraction: float, step: str) -> None:
        if job is not self._job:
            return
        self.bar.setRange(0, 100)
        self.bar.setValue(round(100 * max(0.0, min(1.0, fraction))))
        key = f"steps.{step}"
        if step and self._tr.has(key):
            said = self._tr(key)
            self._say(f"{job.title} {said[:1].upper()}{said[1:]}")

    def _say(self, text: str) -> None:
        """Write a step, its middle left out where the window is narrow."""
        room = max(140, self.width() // 3)
        mode = Qt.TextElideMode.ElideMiddle
        self.step.setText(self.step.fontMetrics().elidedText(text, mode, room))
        self.step.setToolTip(text)

    def _end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._late.stop()
            for widget in (self.step, self.bar, self.stop):
                widget.hide()

    def _show_job(self) -> None:
        for widget in (self.step, self.bar, self.stop):
            widget.show()

    def _cancel(self) -> None:
        if self._job is not None:
            self._tasks.cancel(self._job)
