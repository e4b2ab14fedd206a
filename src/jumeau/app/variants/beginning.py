"""Beginning a variant: its title, and what it builds on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.variants.current import usual_title
from jumeau.app.variants.deeds import begin, free_title
from jumeau.app.variants.entries import combo
from jumeau.i18n import Translator
from jumeau.model.session import Session
from jumeau.model.variant import NO_BUILD, TODAY


class NewVariant(QDialog):
    """A short form; accepting it begins the variant and shows it."""

    def __init__(self, session: Session, tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self.setWindowTitle(tr("variants_panel.new.title"))
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(10)
        self.title = QLineEdit(usual_title(session.project, tr))
        self.title.selectAll()
        words = tr("variants_panel.card.name")
        self.title.setAccessibleName(words)
        form.addRow(words, self.title)
        items = [(TODAY, tr("variants.today"))]
        items += [(x.id, x.title) for x in session.project.variants if x.id != NO_BUILD]
        words = tr("variants_panel.card.base")
        self.base = combo(words, items, TODAY)
        form.addRow(words, self.base)
        told = QLabel(tr("variants_panel.new.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        form.addRow(told)
        box = buttons(tr, self, "variants_panel.new.ok")
        ok = box.button(QDialogButtonBox.StandardButton.Ok)
        self.title.textChanged.connect(lambda text: ok.setEnabled(bool(text.strip())))
        form.addRow(box)
        self.setMinimumWidth(420)
        self.accepted.connect(self._begin)

    def _begin(self) -> None:
        title = free_title(self._session.project, self.title.text().strip())
        begin(self._session, title, str(self.base.currentData()))
