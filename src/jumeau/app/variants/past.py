"""Earlier states of a variant: keeping the present one, and what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons, close_button
from jumeau.app.variants.deeds import today_iso
from jumeau.app.variants.entries import DateField, combo
from jumeau.app.variants.words import told_date
from jumeau.i18n import Translator
from jumeau.model.session import Session
from jumeau.model.variant import Kept, Variant
from jumeau.model.variants import keep_state


class KeepState(QDialog):
    """On which occasion, and when, a variant was shown as it is now."""

    def __init__(self, session: Session, variant: Variant, tr: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._id = session, variant.id
        self.setWindowTitle(tr("variants_panel.keep.title", title=variant.title))
        form = QFormLayout(self)
        form.setContentsMargins(20, 18, 20, 16)
        form.setSpacing(10)
        self.occasion = QLineEdit()
        self.occasion.setPlaceholderText(tr("variants_panel.keep.occasion_hint"))
        words = tr("variants_panel.keep.occasion")
        self.occasion.setAccessibleName(words)
        form.addRow(words, self.occasion)
        words = tr("variants_panel.keep.date")
        self.date = DateField(tr, words, today_iso())
        form.addRow(words, self.date)
        told = QLabel(tr("variants_panel.keep.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        form.addRow(told)
        box = buttons(tr, self, "variants_panel.keep.ok")
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        form.addRow(box)
        self.setMinimumWidth(440)
        for field in (self.occasion, self.date):
            field.textChanged.connect(self._check)
        self._check()
        self.accepted.connect(self._commit)

    def _check(self) -> None:
        self._ok.setEnabled(bool(self.occasion.text().strip()) and bool(self.date.iso))

    def _commit(self) -> None:
        occasion = self.occasion.text().strip()
        project = keep_state(self._session.project, self._id, occasion, self.date.iso or "")
        self._session.commit("keep_state", project, occasion=occasion)


class Difference:
    """A line of the list.

    Attributes
    ----------
    words : str
    edit : str
        Id of the edit that it is about; empty for none, or for one that is gone.
    """

    def __init__(self, words: str, edit: str = "") -> None:
        self.words = words
        self.edit = edit


def lines_since(kept: Kept, now: Variant, tr: Translator) -> tuple[Difference, ...]:
    """Return what has changed since a state was kept; costs too: this is the planner's window."""
    from jumeau.variants.history import changed_since, since_words

    there = {x.id for x in now.edits}
    return tuple(
        Difference(
            since_words(x, tr, phases=now.phases, internal=True), x.edit if x.edit in there else ""
        )
        for x in changed_since(kept.state, now)
    )


class ChangesSince(QDialog):
    """What differs between an earlier state and the present one.

    Parameters
    ----------
    since : callable
        Returns the lines of the list for an earlier state.
    """

    def __init__(
        self,
        variant: Variant,
        tr: Translator,
        parent: QWidget,
        *,
        since: Callable[[Kept], Sequence[Difference]],
        fly: Callable[[str], object],
        restore: Callable[[Kept], object],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kept, self._since, self._fly, self._tr = variant.kept, since, fly, tr
        self.setWindowTitle(tr("variants_panel.since.title", title=variant.title))
        self.resize(560, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        states = [
            (str(k), tr("variants_panel.since.state", occasion=x.occasion,
                        date=told_date(x.date, tr)))
            for k, x in enumerate(variant.kept)
        ]  # fmt: skip
        words = tr("variants_panel.since.which")
        self.states = combo(words, states, "0")
        self.states.currentIndexChanged.connect(self._fill)
        label = QLabel(words)
        label.setBuddy(self.states)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("variants_panel.since.list"))
        self.list.itemActivated.connect(self._show)
        self.none = QLabel(tr("variants_panel.since.none"))
        self.none.setObjectName("faint")
        self.none.setWordWrap(True)
        told = QLabel(tr("variants_panel.since.told"))
        told.setObjectName("faint")
        told.setWordWrap(True)
        box = close_button(tr, self)
        self.show_ = QPushButton(tr("variants_panel.since.show"))
        self.show_.clicked.connect(lambda: self._show(self.list.currentItem()))
        self.beside = QPushButton(tr("variants_panel.since.beside"))
        self.beside.clicked.connect(lambda: restore(self.kept))
        self.beside.clicked.connect(self.accept)
        for button in (self.show_, self.beside):
            button.setAutoDefault(False)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        for widget in (label, self.states, self.list, self.none, told, box):
            column.addWidget(widget)
        column.setStretchFactor(self.list, 1)
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        self._fill()

    @property
    def kept(self) -> Kept:
        """The earlier state that is chosen."""
        return self._kept[int(self.states.currentData())]

    def _fill(self) -> None:
        self.list.clear()
        for line in self._since(self.kept):
            item = QListWidgetItem(line.words)
            item.setData(Qt.ItemDataRole.UserRole, line.edit)
            self.list.addItem(item)
        self.none.setVisible(self.list.count() == 0)
        self.list.setVisible(self.list.count() > 0)
        self.list.setCurrentRow(0)
        self._enable()

    def _enable(self) -> None:
        item = self.list.currentItem()
        self.show_.setEnabled(item is not None and bool(item.data(Qt.ItemDataRole.UserRole)))

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None and (edit := str(item.data(Qt.ItemDataRole.UserRole))):
            self._fly(edit)
