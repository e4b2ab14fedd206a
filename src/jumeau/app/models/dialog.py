"""The small dialog between a model's file and its place: what it is, how large, whose."""

from __future__ import annotations

import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.models.words import odd_told, place_told, size_told
from jumeau.i18n import Translator
from jumeau.io.models.found import ReadModel
from jumeau.io.models.shaping import UNITS
from jumeau.model.placed_model import ModelCard
from jumeau.model.provenance import Access

_RIGHTS = ("image", "redistribution", "modification")
_ANSWERS: tuple[tuple[str, bool | None], ...] = (("unknown", None), ("yes", True), ("no", False))
MOST_ODD = 6
"""So many oddities are told here; all of them are on the model's card."""


class ModelDialog(QDialog):
    """Tells what was found; asks for unit, author and rights.

    Parameters
    ----------
    found : ReadModel
    path : Path
        Its file.
    card : ModelCard
        What is known of its author and rights.
    replacing : bool
        It takes the place of an earlier version.
    """

    def __init__(
        self,
        found: ReadModel,
        path: Path,
        card: ModelCard,
        tr: Translator,
        parent: QWidget,
        *,
        replacing: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tr, self._found, self._card = tr, found, card
        self.setWindowTitle(tr("models.replace_title" if replacing else "models.title"))
        self.setMinimumWidth(520)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        name = QLabel(path.name)
        name.setObjectName("heading")
        self.size_label = _wrapped("")
        column.addWidget(name)
        column.addWidget(self.size_label)
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(7)
        self._add_reading(form)
        column.addLayout(form)
        self.where = QCheckBox(tr("models.place.there"))
        told = tr("models.place.kept") if replacing else place_told(found, tr)
        column.addWidget(_wrapped(told))
        self.where.setChecked(found.place is not None)
        self.where.setVisible(found.place is not None and not replacing)
        column.addWidget(self.where)
        odd = [odd_told(x, tr) for x in found.odd if x.code != "far"]  # which is told above
        self.odd = _wrapped("\n".join(f"• {x}" for x in odd[:MOST_ODD]), "faint")
        self.odd.setVisible(bool(odd))
        column.addWidget(self.odd)
        self._add_card(column)
        column.addStretch(1)
        self._buttons = buttons(tr, self, "models.replace" if replacing else "models.next")
        column.addWidget(self._buttons)
        self._tell_size()

    # -- the file --------------------------------------------------------------------------------

    def _add_reading(self, form: QFormLayout) -> None:
        tr, found = self._tr, self._found
        self.unit_box = QComboBox()
        for unit in UNITS:
            self.unit_box.addItem(tr(f"models.unit.{unit}"), unit)
        self.unit_box.setCurrentIndex(list(UNITS).index(found.unit))
        self.unit_box.currentIndexChanged.connect(self._tell_size)
        form.addRow(tr("models.unit.title"), self.unit_box)
        form.addRow("", _wrapped(tr(f"models.unit_from.{found.unit_from}"), "faint"))
        self.up_box = QComboBox()
        for axis in ("z", "y"):
            self.up_box.addItem(tr(f"models.up.{axis}"), axis)
        self.up_box.setCurrentIndex(0 if found.up == "z" else 1)
        if found.up_open:
            form.addRow(tr("models.up.title"), self.up_box)

    def _tell_size(self) -> None:
        triangles = self._tr.number(self._found.model.triangles)
        size = size_told(self._found, self.unit, self._tr)
        self.size_label.setText(f"{size} {self._tr('models.triangles', count=triangles)}")

    @property
    def unit(self) -> str:
        """The unit that is chosen."""
        return str(self.unit_box.currentData())

    @property
    def up(self) -> str:
        """The upright axis that is chosen."""
        return str(self.up_box.currentData())

    @property
    def read_again(self) -> bool:
        """Whether the file is to be read in another way than it was."""
        return (self.unit, self.up) != (self._found.unit, self._found.up)

    # -- whose it is -----------------------------------------------------------------------------

    def _add_card(self, column: QVBoxLayout) -> None:
        tr, card = self._tr, self._card
        heading = QLabel(tr("models.card.title"))
        heading.setObjectName("heading")
        column.addWidget(heading)
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(7)
        self.author, self.credit = QLineEdit(card.author), QLineEdit(card.credit)
        self.credit.setPlaceholderText(tr("models.card.credit_hint"))
        form.addRow(tr("models.card.author"), self.author)
        form.addRow(tr("models.card.credit"), self.credit)
        self.rights: dict[str, QComboBox] = {}
        for right in _RIGHTS:
            box = self.rights[right] = QComboBox()
            for words, _ in _ANSWERS:
                box.addItem(tr(f"models.card.{words}"))
            box.setCurrentIndex([x for _, x in _ANSWERS].index(getattr(card, right)))
            form.addRow(tr(f"models.card.{right}"), box)
        self.until = QLineEdit(card.until)
        self.until.setPlaceholderText(tr("models.card.until_hint"))
        form.addRow(tr("models.card.until"), self.until)
        self.public = QCheckBox(tr("models.card.public"))
        self.public.setChecked(card.access is Access.PUBLIC)
        form.addRow(self.public)
        self.rights["image"].currentIndexChanged.connect(self._follow_rights)
        column.addLayout(form)
        column.addWidget(_wrapped(tr("models.card.told"), "faint"))
        self._follow_rights()

    def _follow_rights(self) -> None:
        allowed = self._answer("image") is True
        self.public.setEnabled(allowed)
        if not allowed:
            self.public.setChecked(False)

    def _answer(self, right: str) -> bool | None:
        return _ANSWERS[self.rights[right].currentIndex()][1]

    @property
    def card(self) -> ModelCard:
        """Author and rights as they are entered; what is not known is internal."""
        return ModelCard(
            self.author.text().strip(),
            self.credit.text().strip(),
            self._answer("image"),
            self._answer("redistribution"),
            self._answer("modification"),
            _iso(self.until.text()),
            Access.PUBLIC if self.public.isChecked() else Access.INTERNAL,
        )


def _iso(text: str) -> str:
    """Return dd/mm/yyyy, or an ISO date, as an ISO date; empty for what is neither."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    return ""


def _wrapped(text: str, name: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if name:
        label.setObjectName(name)
    return label
