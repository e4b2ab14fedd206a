"""The form over a photograph: when, where and in which direction; the model laid over it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QDateTime, QLocale, QPointF, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import close_button
from jumeau.app.photo.canvas import PhotoCanvas, image_of
from jumeau.app.photo.known import Known
from jumeau.app.tools.tool import Tool
from jumeau.model.shot import EYE, Shot
from jumeau.render.photo import camera_of, is_within, shot_of, view_of
from jumeau.simulation.sun.calendar import at

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

VIEWER = "photo"
SOON, CALM = 40, 250
"""Until the next picture of a drag, and until the one at rest [ms]."""
_ZOOM = 0.94
_OPENINGS = (8.0, 110.0)


class ClickPlace(Tool):
    """Takes one click in the model: where the camera stood."""

    clicked = Signal(float, float)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._viewport = workspace.viewport

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Take the place."""
        found = self._viewport.pick(at.x(), at.y())
        if found is not None:
            self.clicked.emit(float(found.point[0]), float(found.point[1]))
            self._viewport.take(None)


class PhotoDialog(QDialog):
    """Stays beside the picture while the model is laid over the photograph.

    Parameters
    ----------
    path : Path
        The photograph; it is read only.
    known : Known
        What it tells of itself.
    pixels : (h, w, 3) uint8
        The photograph, held upright.
    """

    def __init__(self, workspace: Workspace, path: Path, known: Known, pixels: Any) -> None:
        window = workspace.window_
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window, self._tr = workspace, window, window.tr_
        self._path, self._known, self._where = path, known, known.where
        self._closed = False
        self.canvas = PhotoCanvas(image_of(pixels))
        self._tool = ClickPlace(workspace)
        self._compose()
        self._fill()
        self._soon, self._calm = QTimer(self), QTimer(self)
        for timer, interval, moving in ((self._soon, SOON, True), (self._calm, CALM, False)):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(partial(self._draw, moving))
        self._connect()
        self._renew()

    # -- widgets ---------------------------------------------------------------------------------

    def _compose(self) -> None:
        tr, px = self._tr, self._window.theme.px
        self.setWindowTitle(tr("photo.title"))
        room = self._window.screen().availableGeometry()
        self.resize(min(px(1080), room.width() - 40), min(px(620), room.height() - 60))
        row, column, form = QHBoxLayout(self), QVBoxLayout(), QFormLayout()
        row.setContentsMargins(px(16), px(14), px(16), px(12))
        row.setSpacing(px(14))
        self.state, self.place = QLabel(), QLabel()
        self.state.setWordWrap(True)
        told = QLabel(tr("photo.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        self.canvas.setAccessibleName(tr("photo.picture"))
        self.when = QDateTimeEdit()
        self.when.setDisplayFormat(
            "dd/MM/yyyy HH:mm" if tr.language == "fr" else "d MMM yyyy HH:mm"
        )
        self.when.setCalendarPopup(True)
        self.direction = self._number("photo.direction", 0.0, 359.9, wraps=True)
        self.tilt = self._number("photo.tilt", -60.0, 60.0)
        self.opening = self._number("photo.opening", *_OPENINGS)
        self.eye = self._number("photo.eye", EYE, 100.0, unit="\N{NO-BREAK SPACE}m", step=0.25)
        self.author = QLineEdit(self._known.card.author)
        self.author.setPlaceholderText(tr("photo.author_told"))
        self.internal = QCheckBox(tr("photo.internal"))
        self.pick = QPushButton(tr("photo.click"))
        self.take = QPushButton(tr("photo.from_view"))
        self.mix = QSlider(Qt.Orientation.Horizontal)
        self.mix.setRange(0, 100)
        self.mix.setAccessibleName(tr("photo.mix"))
        self.beside = QCheckBox(tr("photo.beside"))
        places = QVBoxLayout()
        for one in (self.place, self.pick, self.take):
            places.addWidget(one)
        rows: tuple[tuple[str, QWidget | QVBoxLayout], ...] = (
            ("when", self.when), ("where", places), ("eye", self.eye),
            ("direction", self.direction), ("tilt", self.tilt), ("opening", self.opening),
            ("author", self.author), ("mix", self.mix),
        )  # fmt: skip
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, widget in rows:
            label = QLabel(tr(f"photo.{name}"))
            if isinstance(widget, QWidget):
                label.setBuddy(widget)
            form.addRow(label, widget)
        form.addRow(self.beside)
        form.addRow(self.internal)
        side = QWidget()
        side.setMaximumWidth(px(360))
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.state)
        right.addLayout(form)
        right.addStretch(1)
        box = close_button(tr, self)
        self.save = QPushButton(tr("photo.export"))
        for button in (self.save, self.pick, self.take):
            button.setAutoDefault(False)
        box.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        right.addWidget(box)
        column.addWidget(self.canvas, 1)
        column.addWidget(told)
        row.addLayout(column, 1)
        row.addWidget(side)

    def _number(
        self, key: str, low: float, high: float, *, unit: str = "°", step: float = 1.0,
        wraps: bool = False,
    ) -> QDoubleSpinBox:  # fmt: skip
        box = QDoubleSpinBox()
        box.setRange(low, high)
        box.setDecimals(2 if step < 1 else 1)
        box.setSingleStep(step)
        box.setSuffix(unit)
        box.setWrapping(wraps)
        box.setLocale(QLocale(self._tr.language))
        box.setAccessibleName(self._tr(key))
        return box

    def _fill(self) -> None:
        """Show what the photograph tells, and what it does not."""
        known, tr = self._known, self._tr
        lacking = [tr(f"photo.missing.{x}") for x in known.card.lacking]
        words = tr("photo.lacking", what=", ".join(lacking)) if lacking else tr("photo.complete")
        if known.card.taken and not known.card.has_zone:
            words = f"{words} ({tr('photo.assumed')})"
        self.state.setText(words)
        moment = known.moment
        if moment is None:
            self.when.setDateTime(QDateTime(QDate.currentDate(), QTime(14, 0)))
        else:
            day = QDate(moment.year, moment.month, moment.day)
            self.when.setDateTime(QDateTime(day, QTime(moment.hour, moment.minute)))
        self.opening.setValue(known.field_of_view)
        self.mix.setValue(50)
        camera = self._workspace.viewport.camera
        azimuth = known.azimuth
        if azimuth is None:
            azimuth = 0.0 if camera is None else camera.azimuth
        self._point(azimuth)
        if self._where is None and camera is not None:
            self._where = camera.target[:2]
        self.eye.setValue(EYE)
        self._tell_place()

    def _tell_place(self) -> None:
        tr = self._tr
        self.place.setText(
            tr("photo.no_place") if self._where is None
            else tr("photo.place", x=tr.number(self._where[0]), y=tr.number(self._where[1]))
        )  # fmt: skip

    def _connect(self) -> None:
        for box in (self.direction, self.tilt, self.opening, self.eye):
            box.valueChanged.connect(self._renew)
        self.when.dateTimeChanged.connect(self._renew)
        self.mix.valueChanged.connect(lambda x: self.canvas.set_mix(x / 100.0))
        self.beside.toggled.connect(self.canvas.set_beside)
        self.canvas.dragged.connect(self._turn)
        self.canvas.turned.connect(self._open)
        self.canvas.resized.connect(self._renew)
        self.pick.clicked.connect(self._ask_place)
        self.take.clicked.connect(self.take_view)
        self.save.clicked.connect(self._ask_file)
        self._tool.clicked.connect(self._stand)
        self._workspace.keeper.changed.connect(self._calm.start)
        self.finished.connect(self._leave)

    def _leave(self, _result: int = 0) -> None:
        self._closed = True
        workspace = self._workspace
        workspace.keeper.changed.disconnect(self._calm.start)
        self._soon.stop()
        self._calm.stop()
        if workspace.viewport.tool is self._tool:
            workspace.viewport.take(None)
        workspace.keeper.leave(VIEWER)

    # -- what is seen ----------------------------------------------------------------------------

    @property
    def shot(self) -> Shot | None:
        """What the form says; None while nobody knows where."""
        if self._where is None:
            return None
        day, time = self.when.date(), self.when.time()
        date: Any = day.toPython()
        return Shot(
            at(self._known.place.zone, date, 60 * time.hour() + time.minute()),
            self._where,
            (self.direction.value() - self._known.place.convergence) % 360.0,
            self.tilt.value(),
            self.opening.value(),
            self.eye.value(),
            self.author.text().strip(),
        )

    def _point(self, azimuth: float) -> None:
        """Show a direction from grid north as one from geographic north."""
        self.direction.setValue(round((azimuth + self._known.place.convergence) % 360.0, 1) % 360.0)

    def _renew(self, *_: object) -> None:
        if not self._closed:
            self._calm.start()
            if not self._soon.isActive():
                self._soon.start()

    def _draw(self, moving: bool) -> None:
        """Have the model drawn as the photograph saw it."""
        shot, keeper = self.shot, self._workspace.keeper
        relief = keeper.relief
        if shot is None or relief is None or self._closed or not is_within(shot.place, relief):
            return
        frame = self.canvas.frame
        view = view_of(self._workspace.session.view, shot, camera_of(shot, relief))
        size = (max(frame.width(), 64), max(frame.height(), 64))
        keeper.paint(view, size, self._drawn, moving=moving, ratio=1.0, viewer=VIEWER)

    def _drawn(self, pixels: Any) -> None:
        if not self._closed:
            self.canvas.show_model(image_of(pixels))

    # -- by hand ---------------------------------------------------------------------------------

    def _turn(self, across: float, down: float) -> None:
        """Turn the model with the hand: what was under it stays there."""
        opening = self.opening.value()
        self.direction.setValue((self.direction.value() - across * opening) % 360.0)
        self.tilt.setValue(self.tilt.value() + down * opening)

    def _open(self, notches: float) -> None:
        self.opening.setValue(self.opening.value() * _ZOOM**notches)

    def _ask_place(self) -> None:
        self._workspace.toolbox.put_down()
        self._workspace.viewport.take(self._tool)
        self._window.messages.say(self._tr("photo.clicking"))
        self._window.activateWindow()

    def _stand(self, x: float, y: float) -> None:
        self._where = (x, y)
        self._tell_place()
        self.raise_()
        self._renew()

    def take_view(self) -> None:
        """Stand where the eye of the model's view is."""
        camera, relief = self._workspace.viewport.camera, self._workspace.keeper.relief
        if camera is None or relief is None:
            return
        shot = shot_of(camera, "", relief)
        self._where = shot.place
        self._point(shot.azimuth)
        for box, value in ((self.tilt, shot.tilt), (self.opening, shot.field_of_view),
                           (self.eye, shot.eye)):  # fmt: skip
            box.setValue(value)
        self._tell_place()
        self._renew()

    # -- saving ----------------------------------------------------------------------------------

    def _ask_file(self) -> None:
        settings, tr = self._window.settings, self._tr
        start = settings.folder / f"{self._path.stem}-{tr('photo.file')}.png"
        name, _ = QFileDialog.getSaveFileName(self, tr("photo.export"), str(start), "PNG (*.png)")
        if name:
            path = Path(name)
            settings.folder = path.parent
            self.export(path if path.suffix else path.with_suffix(".png"))

    def export(self, path: Path) -> None:
        """Write photograph and model beside each other, in a process of its own."""
        from jumeau.app.photo.saving import Sheet, save

        shot, workspace, window = self.shot, self._workspace, self._window
        if shot is None:
            return
        project, view, tr = workspace.session.project, workspace.session.view, self._tr
        sheet = Sheet(
            workspace.opened.folder / "store", self._path, shot, path, tr.language,
            self.internal.isChecked(),
        )  # fmt: skip
        window.tasks.submit(
            tr("photo.exporting"),
            lambda progress: save(project, view, sheet, progress),
            lambda record: window.messages.say(tr("photo.done", path=record["path"])),
            window.explain,
        )
