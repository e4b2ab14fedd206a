"""Completing a provenance card: what the source does not say and only a person knows."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLabel, QLineEdit, QWidget

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.words import certainty_title, layer_title
from jumeau.i18n import Translator
from jumeau.model.project import change_layer
from jumeau.model.provenance import Access, Certainty
from jumeau.model.session import Session

_TEXTS = ("producer", "product", "edition", "licence", "url")


class CardDialog(QDialog):
    """A short form over one layer; accepting it is one action that can be undone."""

    def __init__(self, session: Session, layer_id: str, tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._layer_id = layer_id
        layer = session.project.layer(layer_id)
        self._title = layer_title(layer, tr)
        self.setWindowTitle(tr("app.card.edit_title", title=self._title))
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(10)
        self.fields: dict[str, QLineEdit] = {}
        for name in _TEXTS:
            field = QLineEdit(getattr(layer.provenance, name))
            field.setPlaceholderText(tr(f"app.card.hint.{name}"))
            form.addRow(tr(f"app.card.{name}"), field)
            self.fields[name] = field
        self.certainty = QComboBox()
        for label in Certainty:
            self.certainty.addItem(certainty_title(label, tr), label)
        self.certainty.setCurrentIndex(list(Certainty).index(layer.certainty))
        form.addRow(tr("app.card.certainty"), self.certainty)
        self.access = QComboBox()
        for access in Access:
            self.access.addItem(tr(f"app.access.{access}"), access)
        self.access.setCurrentIndex(list(Access).index(layer.access))
        form.addRow(tr("app.card.access"), self.access)
        told = QLabel(tr("app.card.edit_told"))
        told.setWordWrap(True)
        told.setObjectName("faint")
        form.addRow(told)
        form.addRow(buttons(tr, self))
        self.setMinimumWidth(460)
        if not layer.provenance.year:
            self.fields["edition"].setFocus()
        self.accepted.connect(self._commit)

    def _commit(self) -> None:
        project = self._session.project
        layer = next((x for x in project.layers if x.id == self._layer_id), None)
        if layer is None:
            return
        changes = {name: field.text().strip() for name, field in self.fields.items()}
        card = msgspec.structs.replace(layer.provenance, **changes)
        changed = change_layer(
            project,
            self._layer_id,
            provenance=card,
            certainty=Certainty(self.certainty.currentData()),
            access=Access(self.access.currentData()),
        )
        self._session.commit("card", changed, title=self._title)
