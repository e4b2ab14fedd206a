"""A file does not say its coordinate system: propose the likely ones, with the reason, and ask."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.i18n import Translator
from jumeau.io.loading import CrsNeeded


class CrsDialog(QDialog):
    """Candidates to choose from, the likeliest first, or any authority code."""

    chosen = Signal(str)

    def __init__(self, need: CrsNeeded, tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("app.crs.title"))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        question = QLabel(tr("app.crs.question", name=", ".join(need.files)))
        question.setWordWrap(True)
        told = QLabel(tr("app.crs.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        column.addWidget(question)
        column.addWidget(told)
        column.addSpacing(6)
        self.choices: list[tuple[QRadioButton, str]] = []
        for candidate in need.candidates:
            button = QRadioButton(f"{candidate.name} ({candidate.code})")
            key = f"crs.reasons.{candidate.reason}"
            reason = QLabel(tr(key) if tr.has(key) else "")
            reason.setObjectName("faint")
            reason.setWordWrap(True)
            reason.setContentsMargins(26, 0, 0, 4)
            column.addWidget(button)
            column.addWidget(reason)
            self.choices.append((button, candidate.code))
        self.other = QRadioButton(tr("app.crs.other"))
        self.code = QLineEdit()
        self.code.setPlaceholderText("EPSG:2154")
        self.code.setAccessibleName(tr("app.crs.other"))
        self.code.textEdited.connect(lambda: self.other.setChecked(True))
        column.addWidget(self.other)
        column.addWidget(self.code)
        box = buttons(tr, self, "app.crs.use")
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        column.addStretch(1)
        column.addWidget(box)
        for button in (*(x for x, _ in self.choices), self.other):
            button.toggled.connect(self._enable)
        self.code.textChanged.connect(self._enable)
        first = self.choices[0][0] if self.choices else self.other
        first.setChecked(True)
        first.setFocus()
        self._enable()
        self.accepted.connect(lambda: self.chosen.emit(self.crs))

    @property
    def crs(self) -> str:
        """The code that is chosen; empty while there is none."""
        for button, code in self.choices:
            if button.isChecked():
                return code
        text = self.code.text().strip()
        return f"EPSG:{text}" if text.isdigit() else text

    def _enable(self) -> None:
        self._ok.setEnabled(bool(self.crs))
