"""The card of a variant: what is decided about it, by whom, when, at what cost."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.dialogs.buttons import buttons
from jumeau.app.styling.colour_button import ColourButton, swatch
from jumeau.app.styling.controls import Number
from jumeau.app.variants.deeds import with_no_build
from jumeau.app.variants.entries import DateField, MoneyRange, Phases, combo
from jumeau.app.variants.words import could_build_on, proposed_year, variant_title
from jumeau.model.edits import Edit
from jumeau.model.provenance import Access
from jumeau.model.session import Session
from jumeau.model.variant import COLOURS, NO_BUILD, TODAY, Act, Cost, Status, Variant
from jumeau.model.variants import change_variant, variant_of

YEARS = (1900, 2200)
_ACTED = (Status.DECIDED, Status.BUILT)


class VariantCard(QDialog):
    """A form over one variant; accepting it is one action that can be undone.

    ``window`` is the window of the program: its words, signs, theme and message bar.
    """

    def __init__(self, session: Session, variant_id: str, window: Any) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._window, self._tr = session, window, window.tr_
        self._id = variant_id
        found = variant_of(session.project, variant_id)
        year = proposed_year(session.project)
        self._variant = found or Variant(NO_BUILD, "", year=year)
        title = variant_title(session.project, variant_id, self._tr)
        self.setWindowTitle(self._tr("variants_panel.card.title", title=title))
        px = window.theme.px
        page = QWidget()
        page.setObjectName("home")
        form = self._form = QFormLayout(page)
        form.setContentsMargins(px(20), px(14), px(20), px(12))
        form.setSpacing(px(9))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if variant_id == NO_BUILD:
            self._no_build_rows()
        else:
            self._rows()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, px(12))
        outer.addWidget(area, 1)
        box = buttons(self._tr, self)
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        row = QHBoxLayout()
        row.setContentsMargins(px(20), 0, px(20), 0)
        row.addWidget(box)
        outer.addLayout(row)
        room = window.screen().availableGeometry()
        high = page.sizeHint().height() + px(70)
        self.resize(min(px(620), room.width() - 40), min(high, px(680), room.height() - 60))
        self.accepted.connect(self._commit)
        self._check()

    # -- rows ------------------------------------------------------------------------------------

    def _no_build_rows(self) -> None:
        self.year = self._year("year", self._variant.year)
        self.hypotheses = self._long("hypotheses", self._variant.hypotheses)
        self._told("no_build_told")

    def _rows(self) -> None:
        variant, tr, project = self._variant, self._tr, self._session.project
        self.title = self._text("name", variant.title)
        self.title.textChanged.connect(self._check)
        self._colours()
        self.author = self._text("author", variant.author)
        self.date = self._date("date", variant.date)
        statuses = [(x.value, tr(f"variants.status.{x}")) for x in Status]
        self.status = combo(tr("variants_panel.card.status"), statuses, variant.status)
        self.status.currentIndexChanged.connect(self._check)
        self._row("status", self.status)
        self.act_body = self._text("act_body", variant.act.body)
        self.act_number = self._text("act_number", variant.act.number)
        self.act_date = self._date("act_date", variant.act.date)
        for field in (self.act_number, self.act_date):
            field.textChanged.connect(self._check)
        self.act_told = self._told("act_told")
        self._heading("when")
        bases = [(TODAY, tr("variants.today"))]
        bases += [(x.id, x.title) for x in could_build_on(project, variant.id)]
        self.base = combo(tr("variants_panel.card.base"), bases, variant.base)
        self._row("base", self.base)
        self.year = self._year("finished", variant.year)
        self.phases = Phases(tr, self._window.icons, variant.phases)
        self.phases.changed.connect(self._check)
        self._row("phases", self.phases)
        self._heading("money")
        self.owner = self._text("owner", variant.owner)
        self.funding = self._text("funding", variant.funding)
        cost = variant.cost
        self.investment = MoneyRange(tr, tr("variants_panel.card.investment"), cost.investment)
        self._row("investment", self.investment)
        self.yearly = MoneyRange(tr, tr("variants_panel.card.yearly"), cost.yearly)
        self._row("yearly", self.yearly)
        self.base_year = self._year("base_year", cost.base_year)
        access = [(x.value, tr(f"app.access.{x}")) for x in Access]
        self.access = combo(tr("variants_panel.card.cost_access"), access, cost.access)
        self._row("cost_access", self.access)
        self._told("cost_told")
        self._heading("words")
        self.hypotheses = self._long("hypotheses", variant.hypotheses)
        self.comment = self._long("comment", variant.comment)

    def _heading(self, name: str) -> None:
        label = QLabel(self._tr(f"variants_panel.card.{name}"))
        label.setObjectName("heading")
        label.setContentsMargins(0, self._window.theme.px(8), 0, 0)
        self._form.addRow(label)

    def _row(self, name: str, field: QWidget) -> None:
        words = self._tr(f"variants_panel.card.{name}")
        if not field.accessibleName():
            field.setAccessibleName(words)
        label = QLabel(words)
        label.setBuddy(field)
        self._form.addRow(label, field)

    def _told(self, name: str) -> QLabel:
        label = QLabel(self._tr(f"variants_panel.card.{name}"))
        label.setObjectName("faint")
        label.setWordWrap(True)
        self._form.addRow(label)
        return label

    def _text(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        hint = f"variants_panel.card.{name}_hint"
        if self._tr.has(hint):
            field.setPlaceholderText(self._tr(hint))
        self._row(name, field)
        return field

    def _long(self, name: str, text: str) -> QPlainTextEdit:
        field = QPlainTextEdit(text)
        field.setTabChangesFocus(True)
        field.setFixedHeight(4 * field.fontMetrics().height() + 14)
        hint = f"variants_panel.card.{name}_hint"
        if self._tr.has(hint):
            field.setPlaceholderText(self._tr(hint))
        self._row(name, field)
        return field

    def _date(self, name: str, iso: str) -> DateField:
        field = DateField(self._tr, self._tr(f"variants_panel.card.{name}"), iso)
        field.textChanged.connect(self._check)
        self._row(name, field)
        return field

    def _year(self, name: str, year: int) -> Number:
        low, high = YEARS
        field = Number(self._tr, low - 1, high, usual=self._tr("variants_panel.special.unknown"))
        field.setDecimals(0)
        field.setGroupSeparatorShown(False)
        field.setValue(year or low - 1)
        self._row(name, field)
        return field

    def _colours(self) -> None:
        """Offer the four safe colours as one click each; others behind the last button."""
        tr, row = self._tr, QHBoxLayout()
        row.setSpacing(4)
        self.colour = ColourButton(tr, tr("variants_panel.card.colour"), usual=False)
        self.colour.setAutoDefault(False)
        self.colour.tried.connect(self.show_colour)
        self.safe: list[QToolButton] = []
        for code in COLOURS:
            button = QToolButton()
            button.setIcon(QIcon(swatch(code, QSize(26, 20))))
            button.setIconSize(QSize(26, 20))
            button.setCheckable(True)
            button.setToolTip(tr("variants_panel.card.safe"))
            button.setAccessibleName(tr("style_window.colour.code", code=code))
            button.setProperty("code", code)
            button.clicked.connect(lambda _=False, code=code: self.show_colour(code))
            row.addWidget(button)
            self.safe.append(button)
        row.addSpacing(8)
        row.addWidget(self.colour, 1)
        label = QLabel(tr("variants_panel.card.colour"))
        self._form.addRow(label, row)
        self.show_colour(self._variant.colour)

    def show_colour(self, code: str) -> None:
        """Choose a colour."""
        self.colour.show_colour(code)
        for button in self.safe:
            button.setChecked(button.property("code") == code)

    # -- checking and writing --------------------------------------------------------------------

    @property
    def act(self) -> Act:
        """The act that decided, as far as it is entered."""
        number, body = self.act_number.text().strip(), self.act_body.text().strip()
        return Act(body, number, self.act_date.iso or "")

    @property
    def said_status(self) -> Status:
        """The status that may be said: "décidé" needs its act."""
        status = Status(self.status.currentData())
        if status in _ACTED and not self.act.complete:
            return Status.IN_CONSULTATION
        return status

    def _check(self) -> None:
        if self._id == NO_BUILD or not hasattr(self, "_ok"):
            return
        acted = Status(self.status.currentData()) in _ACTED
        for field in (self.act_body, self.act_number, self.act_date):
            self._form.setRowVisible(field, acted)
        self._form.setRowVisible(self.act_told, acted and not self.act.complete)
        dates = all(x.iso is not None for x in (self.date, self.act_date)) and self.phases.valid
        self._ok.setEnabled(bool(self.title.text().strip()) and dates)

    def _entered(self, field: Number) -> int:
        year = round(field.value())
        return year if year >= YEARS[0] else 0

    def _commit(self) -> None:
        session, tr = self._session, self._tr
        if self._id == NO_BUILD:
            said = self.hypotheses.toPlainText().strip()
            year = self._entered(self.year)
            project = with_no_build(session.project, hypotheses=said, year=year)
            session.commit("change_no_build", project)
            return
        before = variant_of(session.project, self._id)
        if before is None:
            return
        phases = self.phases.value
        there = {x.id for x in phases}
        project = change_variant(
            session.project,
            self._id,
            title=self.title.text().strip(),
            colour=self.colour.code,
            author=self.author.text().strip(),
            date=self.date.iso or "",
            status=self.said_status,
            act=self.act,
            base=self.base.currentData(),
            year=self._entered(self.year),
            phases=phases,
            edits=tuple(_in_phase(x, there) for x in before.edits),
            owner=self.owner.text().strip(),
            funding=self.funding.text().strip(),
            cost=Cost(
                self.investment.value,
                self.yearly.value,
                self._entered(self.base_year),
                Access(self.access.currentData()),
            ),
            hypotheses=self.hypotheses.toPlainText().strip(),
            comment=self.comment.toPlainText().strip(),
        )
        session.commit("change_variant", project, title=self.title.text().strip())
        if self.said_status != self.status.currentData():
            self._window.messages.say(tr("variants_panel.card.act_lacks"))


def _in_phase(edit: Edit, there: set[str]) -> Edit:
    """Return an edit that is in no phase that is gone."""
    lost = edit.phase and edit.phase not in there
    return msgspec.structs.replace(edit, phase="") if lost else edit
