"""The form of an analysis: of which situation, compared with which, when, where, how finely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.analyses.fields import BESIDE, Entry, add_row, entry_of
from jumeau.app.analyses.noise_told import NOISE, noise_told
from jumeau.app.dialogs.buttons import buttons
from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.model.variant import TODAY
from jumeau.simulation.analyses.request import MOST_CELLS, Bounds, fitting_step
from jumeau.simulation.catalogue import Simulation, fields_of

NOTHING = "\N{EN DASH}"
"""Stands for no comparison."""


class AnalysisDialog(QDialog):
    """Asks what is to be computed; it decides nothing.

    Parameters
    ----------
    simulation : Simulation
        Whose parameters are asked for.
    project : Project
        Its variants are offered.
    shown : str
        The variant of the view.
    areas : mapping
        Rectangles by their names in the catalogue of words, the usual one first.
    """

    def __init__(
        self,
        simulation: Simulation,
        project: Project,
        shown: str,
        areas: Mapping[str, Bounds],
        tr: Translator,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.simulation, self._tr, self._areas = simulation, tr, areas
        self.setWindowTitle(tr(f"analyses.title.{simulation.id}"))
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        intro = QLabel(tr(f"analyses.intro.{simulation.id}"))
        intro.setWordWrap(True)
        intro.setObjectName("faint")
        column.addWidget(intro)
        form = _form()
        column.addLayout(form)
        self.variant = self._situations(project, shown)
        self.against = self._situations(project, NOTHING, nothing=True)
        self.area = QComboBox()
        for name in areas:
            self.area.addItem(tr(f"analyses.area.{name}"), name)
        for key, box in (("of", self.variant), ("against", self.against)):
            box.setAccessibleName(tr(f"analyses.{key}"))
            form.addRow(tr(f"analyses.{key}"), box)
        self.area.setAccessibleName(tr("analyses.area.title"))
        self.more = QToolButton()
        self.more.setText(tr("analyses.more"))
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.settings = QWidget()
        inner = _form()
        self.settings.setLayout(inner)
        self.entries: dict[str, Entry] = {}
        for field in fields_of(simulation.params):
            entry = self.entries[field.name] = entry_of(field, tr)
            add_row(form if field.name in BESIDE else inner, field, entry, tr)
            entry.follow(self._tell)
        form.addRow(tr("analyses.area.title"), self.area)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setObjectName("faint")
        form.addRow("", self.told)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.settings)
        column.addStretch(1)
        self._buttons = buttons(tr, self, "analyses.run")
        column.addWidget(self._buttons)
        self.settings.hide()
        self._arrow(False)
        self.more.toggled.connect(self._arrow)
        self.area.currentIndexChanged.connect(self._tell)
        for box in (self.variant, self.against):
            box.currentIndexChanged.connect(self._tell)
        self._tell()

    # -- answers ---------------------------------------------------------------------------------

    @property
    def values(self) -> dict[str, Any]:
        """The parameters, by name."""
        return {name: entry.value() for name, entry in self.entries.items()}

    @property
    def chosen_area(self) -> str:
        """Name of the area."""
        return str(self.area.currentData())

    @property
    def situation(self) -> str:
        """Id of the variant; empty for today."""
        return str(self.variant.currentData())

    @property
    def compared(self) -> tuple[str, ...]:
        """Id of what is taken away, alone in a tuple; nothing where values are wanted."""
        chosen = str(self.against.currentData())
        return () if chosen == NOTHING else (chosen,)

    # -- parts -----------------------------------------------------------------------------------

    def _situations(self, project: Project, chosen: str, *, nothing: bool = False) -> QComboBox:
        box = QComboBox()
        if nothing:
            box.addItem(self._tr("analyses.against_none"), NOTHING)
        box.addItem(self._tr("analyses.today"), TODAY)
        for variant in project.variants:
            box.addItem(variant.title or variant.id, variant.id)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        return box

    def _arrow(self, shown: bool) -> None:
        self.more.setArrowType(
            Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        )  # fmt: skip
        self.settings.setVisible(shown)
        self.adjustSize()

    def _tell(self) -> None:
        """Say how large the area is; nothing can be computed that has no answer."""
        tr = self._tr
        box = self._areas[self.chosen_area]
        wide, high = box[2] - box[0], box[3] - box[1]
        step = float(self.entries["resolution"].value())
        cells = wide * high / (step * step)
        fits = cells <= MOST_CELLS
        size = {"width": tr.number(round(wide)), "height": tr.number(round(high))}
        told = tr("analyses.told_area", cells=tr.number(round(cells)), **size)
        if self.simulation.id == NOISE:
            told = noise_told(self.values, box, tr)
        if not fits:
            told = tr("analyses.too_large", step=tr.value(fitting_step(box)))
        self.told.setText(told)
        differs = self.compared != (self.situation,)
        wanted = [self.entries[x].value() for x in ("surfaces", "sources") if x in self.entries]
        anywhere = all(map(bool, wanted))
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(fits and differs and anywhere)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
