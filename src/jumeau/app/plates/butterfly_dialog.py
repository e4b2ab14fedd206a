"""What the overlaid shade of a day shall show: date, hours, whose shade."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox

from jumeau.app.plates.dialog import PlatesDialog
from jumeau.model.roles import Role
from jumeau.model.variant import TODAY
from jumeau.render.variant_words import side_title
from jumeau.simulation.sun.calendar import DATES

if TYPE_CHECKING:
    from jumeau.export.plates.order import ButterflyOrder

BUILT = (Role.BUILDING, Role.CITY_OBJECT)


class ButterflyDialog(PlatesDialog):
    """As the dialog of the plates, for one date; whose shade, instead of before and after."""

    action = "sun_butterfly"
    file_name = "plates.butterfly_file_name"

    def build(self) -> None:
        """Add the fields."""
        tr = self._window.tr_
        self.casters = QComboBox()
        self.casters.addItem(tr("plates.dialog.caster_variant"), ())
        self.chosen = self._chosen()
        if self.chosen:
            told = tr("plates.dialog.caster_selected", number=len(self.chosen))
            self.casters.addItem(told, self.chosen)
            self.casters.setCurrentIndex(1)
        self.casters.currentIndexChanged.connect(self.changed)
        self.form.addRow(tr("plates.dialog.casters"), self.casters)
        self.date = QComboBox()
        for name, (month, day) in DATES.items():
            self.date.addItem(tr("plates.dialog.short_date", day=str(day), month=str(month)), name)
        self.date.currentIndexChanged.connect(self.changed)
        self.form.addRow(tr("plates.dialog.date"), self.date)
        self.year = self.spin(1900, 2200, self._year(), tr("plates.dialog.year"))
        self.add_hours(9, 17)
        self.width_ = self.spin(0, 5000, 0, tr("plates.dialog.width"), " m", 50)
        self.width_.setSpecialValueText(tr("plates.dialog.fitted"))

    def _fill_sides(self) -> None:
        """Offer each variant, then today; what the view shows comes first."""
        session, tr = self._workspace.session, self._window.tr_
        project, view = session.project, session.view
        for variant in (*(x.id for x in project.variants), TODAY):
            self.sides.addItem(side_title(project, variant, view.year, tr), (variant,))
        found = [k for k in range(self.sides.count())
                 if self.sides.itemData(k) == (view.variants[-1:] or (None,))]  # fmt: skip
        self.sides.setCurrentIndex(found[0] if found else 0)

    def _chosen(self) -> tuple[tuple[str, int], ...]:
        """Return layer and row of the buildings that are chosen in the picture."""
        workspace = self._workspace
        layers = {x.id for x in workspace.session.project.layers if x.role in BUILT}
        rows = workspace.selection.rows
        found = [(name, row) for name in sorted(rows) if name in layers for row in rows[name]]
        return tuple(sorted(found))

    def shown_dates(self) -> tuple[str, ...]:
        """Return the one date (ISO)."""
        name = self.date.currentData()
        return (datetime.date(self.year.value(), *DATES[name]).isoformat(),)

    def order(self) -> ButterflyOrder:  # type: ignore[override]
        """Return what is asked for."""
        from jumeau.export.plates.order import ButterflyOrder

        casters: Any = self.casters.currentData() or ()
        return ButterflyOrder(
            self.shown_dates()[0], self.hours(), self.sides.currentData()[0],
            tuple(tuple(x) for x in casters), float(self.width_.value()),
        )  # fmt: skip

    def problem(self) -> str:
        """Return why nothing can be drawn; empty where it can."""
        if not self.casters.currentData() and self.sides.currentData()[0] == TODAY:
            return self._window.tr_("plates.dialog.no_caster")
        return super().problem()

    def summary(self) -> str:
        """Return in a sentence what will be made."""
        tr = self._window.tr_
        return tr(
            "plates.dialog.overlaid", hours=tr.count("plates.dialog.hours", len(self.hours()))
        )

    def preview_order(self) -> Any:
        """Return plates of the same day: one of them is drawn in the dialog."""
        from jumeau.export.plates.order import PlatesOrder

        asked = self.order()
        return PlatesOrder((asked.date,), asked.hours, (asked.variant,), True, asked.width)
