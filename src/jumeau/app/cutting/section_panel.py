"""The panel of a cut: moved along its normal, turned to the other side, looked at, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.cutting.section_tool import cut, flipped, look_at_cut, shifted
from jumeau.model.view_state import Section, ViewState

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

FARTHEST = 100
"""The slider moves a cut so far to both sides of where it was drawn [m]."""


class SectionPanel(QWidget):
    """Moves the cut of the view that is shown."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        tr = workspace.window_.tr_
        self._drawn: Section | None = None  # where the slider's middle is
        self._moved: Section | None = None
        self.setObjectName("panel")
        told = QLabel(tr("measuring.section.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        label = QLabel(tr("measuring.section.shift"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-FARTHEST, FARTHEST)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("measuring.section.shift"))
        self.box = QDoubleSpinBox()
        self.box.setLocale(QLocale(tr.language))
        self.box.setRange(-FARTHEST, FARTHEST)
        self.box.setDecimals(1)
        self.box.setSuffix("\N{NO-BREAK SPACE}m")
        self.box.setAccessibleName(tr("measuring.section.shift"))
        label.setBuddy(self.box)
        self.slider.valueChanged.connect(lambda value: self.box.setValue(float(value)))
        self.box.valueChanged.connect(self._shift)
        self.flip = QPushButton(tr("measuring.section.flip"))
        self.flip.clicked.connect(self._flip)
        self.face = QPushButton(tr("measuring.section.face"))
        self.face.clicked.connect(self._face)
        self.off = QPushButton(tr("app.action.section_off"))
        self.off.clicked.connect(lambda: cut(workspace, None))
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        for part in (told, label):
            column.addWidget(part)
        column.addLayout(row)
        for button in (self.flip, self.face, self.off):
            column.addWidget(button)
        column.addStretch(1)

    def follow(self, view: ViewState) -> None:
        """Start from the middle where another cut is shown than the one that was moved."""
        if view.section is not None and view.section != self._moved:
            self._drawn = self._moved = view.section
            for part in (self.slider, self.box):
                part.blockSignals(True)
                part.setValue(0)
                part.blockSignals(False)

    def _shift(self, metres: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(metres))
        self.slider.blockSignals(False)
        if self._drawn is not None:
            self._moved = shifted(self._drawn, metres)
            cut(self._workspace, self._moved, moving=True)

    def _flip(self) -> None:
        section = self._workspace.session.view.section
        if section is not None:
            cut(self._workspace, flipped(section))
            look_at_cut(self._workspace, flipped(section))

    def _face(self) -> None:
        section = self._workspace.session.view.section
        if section is not None:
            look_at_cut(self._workspace, section)
