"""What a board of plates shall show: dates, hours, before and after; with a picture of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from jumeau.app.dialogs.buttons import buttons
from jumeau.model.variant import TODAY
from jumeau.model.view_state import ViewState
from jumeau.render.variant_words import side_title
from jumeau.simulation.sun.calendar import DATES

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace
    from jumeau.export.plates.order import PlatesOrder
    from jumeau.simulation.sun.place import SunPlace

SMALL = (460, 285)
"""The picture in the dialog [pixels]."""
PREVIEW_HOUR = 10
_SOON = 350  # [ms] after the last change


class PlatesDialog(QDialog):
    """Asks; what is asked for is :meth:`order` once it is accepted."""

    action = "sun_plates"
    file_name = "plates.file_name"

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._window = workspace.window_
        self._place: SunPlace | None = None
        tr = self._window.tr_
        self.setWindowTitle(tr(f"app.action.{self.action}").rstrip("…"))
        row = QHBoxLayout()
        self.form = QFormLayout()
        self.form.setSpacing(10)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.sides = QComboBox()
        self.form.addRow(tr("plates.dialog.sides"), self.sides)
        self._fill_sides()
        self.build()
        row.addLayout(self.form, 1)
        self.picture = QLabel()
        self.picture.setMinimumSize(QSize(*SMALL))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(tr("plates.dialog.preview"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setObjectName("faint")
        column = QVBoxLayout()
        column.addWidget(self.picture, 1)
        column.addWidget(self.told)
        row.addSpacing(18)
        row.addLayout(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.addLayout(row)
        outer.addSpacing(8)
        box = buttons(tr, self, "plates.dialog.make")
        self._make = box.button(QDialogButtonBox.StandardButton.Ok)
        outer.addWidget(box)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON)
        self._timer.timeout.connect(self._draw)
        self.sides.currentIndexChanged.connect(self.changed)
        project = workspace.session.project
        self._window.tasks.submit("", lambda _: _place_of(project), self._placed)
        self.changed()

    # -- what is asked ---------------------------------------------------------------------------

    def build(self) -> None:
        """Add the fields."""
        tr = self._window.tr_
        self.dates: dict[str, QCheckBox] = {}
        line = QHBoxLayout()
        for name, (month, day) in DATES.items():
            tick = QCheckBox(tr("plates.dialog.short_date", day=str(day), month=str(month)))
            tick.setChecked(True)
            tick.toggled.connect(self.changed)
            self.dates[name] = tick
            line.addWidget(tick)
        self.form.addRow(tr("plates.dialog.dates"), line)
        self.year = self.spin(1900, 2200, self._year(), tr("plates.dialog.year"))
        self.add_hours(8, 18)
        self.where = QComboBox()
        for name in ("above", "as_seen"):
            self.where.addItem(tr(f"plates.dialog.{name}"), name)
        self.where.currentIndexChanged.connect(self.changed)
        self.form.addRow(tr("plates.dialog.where"), self.where)
        self.width_ = self.spin(0, 5000, 0, tr("plates.dialog.width"), " m", 50)
        self.width_.setSpecialValueText(tr("plates.dialog.fitted"))

    def add_hours(self, first: int, last: int) -> None:
        """Add the fields of the first and the last hour."""
        tr = self._window.tr_
        unit = tr("plates.dialog.h")
        self.first, self.last = self._number(0, 23, first, unit), self._number(0, 23, last, unit)
        self.first.setAccessibleName(tr("plates.dialog.first"))
        self.last.setAccessibleName(tr("plates.dialog.last"))
        line = QHBoxLayout()
        line.addWidget(self.first)
        line.addWidget(QLabel(tr("plates.dialog.to")))
        line.addWidget(self.last)
        line.addStretch(1)
        self.form.addRow(tr("plates.dialog.hours_row"), line)

    def spin(
        self, least: int, most: int, value: int, label: str, unit: str = "", step: int = 1
    ) -> QSpinBox:
        """Add a field for a whole number."""
        field = self._number(least, most, value, unit, step)
        self.form.addRow(label, field)
        return field

    def _number(self, least: int, most: int, value: int, unit: str, step: int = 1) -> QSpinBox:
        field = QSpinBox()
        field.setRange(least, most)
        field.setSingleStep(step)
        field.setValue(value)
        field.setSuffix(unit)
        field.valueChanged.connect(self.changed)
        return field

    def _fill_sides(self) -> None:
        """Offer today, each variant, and before and after; what the view shows comes first."""
        session, tr = self._workspace.session, self._window.tr_
        project, view = session.project, session.view
        ids = (TODAY, *(x.id for x in project.variants))
        titles = {x: side_title(project, x, view.year, tr) for x in ids}
        for variant in ids[1:]:
            pair = tr("plates.dialog.pair", before=titles[TODAY], after=titles[variant])
            self.sides.addItem(pair, (TODAY, variant))
        for variant in ids:
            self.sides.addItem(titles[variant], (variant,))
        first = tuple(x.id for x in project.variants[:1])
        shown = tuple(view.variants[:2]) or (TODAY, *first)
        found = [k for k in range(self.sides.count()) if self.sides.itemData(k) == shown]
        self.sides.setCurrentIndex(found[0] if found else 0)

    def _year(self) -> int:
        instant = self._workspace.session.view.instant
        return int(instant[:4]) if instant else datetime.date.today().year

    def shown_dates(self) -> tuple[str, ...]:
        """Return the chosen dates (ISO)."""
        year = self.year.value()
        chosen = [name for name, tick in self.dates.items() if tick.isChecked()]
        return tuple(datetime.date(year, *DATES[name]).isoformat() for name in chosen)

    def hours(self) -> tuple[int, ...]:
        """Return the chosen hours; empty where they make no sense."""
        found = tuple(range(self.first.value(), self.last.value() + 1))
        return found if len(found) <= 12 else ()

    def order(self) -> PlatesOrder:
        """Return what is asked for."""
        from jumeau.export.plates.order import PlatesOrder

        return PlatesOrder(
            self.shown_dates(), self.hours(), tuple(self.sides.currentData()),
            self.where.currentData() == "above", float(self.width_.value()),
        )  # fmt: skip

    def preview_order(self) -> Any:
        """Return the plates of which one is drawn in the dialog."""
        return self.order()

    def problem(self) -> str:
        """Return why nothing can be made of what is chosen; empty where it can."""
        tr = self._window.tr_
        if not self.shown_dates():
            return tr("plates.dialog.no_date")
        return "" if self.hours() else tr("plates.dialog.no_hours")

    def summary(self) -> str:
        """Return in a sentence what will be made."""
        dates, hours = len(self.shown_dates()), len(self.hours())
        pages = dates + (dates > 1)
        count = dates * hours * len(self.sides.currentData())
        told = self._window.tr_.count("plates.dialog.pages", pages)
        return f"{told}, {self._window.tr_.count('plates.dialog.pictures', count)}"

    # -- what it looks like ----------------------------------------------------------------------

    def changed(self) -> None:
        """Tell what will be made, and draw it soon."""
        problem = self.problem()
        self.told.setText(problem or self.summary())
        self._make.setEnabled(not problem)
        if not problem:
            self._timer.start()

    def _placed(self, place: SunPlace) -> None:
        if isValid(self):
            self._place = place
            self._timer.start()

    def preview_view(self) -> ViewState | None:
        """Return what the small picture shows; None while it cannot be known."""
        from jumeau.export.plates.order import date_of
        from jumeau.export.plates.pictures import camera_of, changed_by, hour_at, sides_of

        workspace, keeper = self._workspace, self._workspace.keeper
        camera = workspace.viewport.camera
        if self._place is None or camera is None:
            return None
        order = self.preview_order()
        views = sides_of(workspace.session.view, order.variants, camera)
        changed = changed_by(keeper.resolved(x) for x in views if x.variants)
        looked = camera_of(
            camera, SMALL, keeper.ground, above=order.above, width=order.width, changed=changed
        )
        hour = min(order.hours, key=lambda x: abs(x - PREVIEW_HOUR))
        instant, _ = hour_at(self._place, date_of(order.dates[0]), hour)
        return _replaced(views[-1], camera=looked, instant=instant)

    def _draw(self) -> None:
        view = None if self.problem() else self.preview_view()
        if view is not None:
            self._workspace.keeper.snapshot(view, SMALL, self._drawn)

    def _drawn(self, pixels: Any) -> None:
        if pixels is None or not isValid(self):
            return
        height, width = pixels.shape[:2]
        form = QImage.Format.Format_RGB888
        image = QImage(pixels.tobytes(), width, height, 3 * width, form)
        self.picture.setPixmap(QPixmap.fromImage(image))


def _replaced(view: ViewState, **changes: Any) -> ViewState:
    import msgspec

    return msgspec.structs.replace(view, **changes)


def _place_of(project: Any) -> Any:
    from jumeau.simulation.sun.placing import place_of

    return place_of(project)
