"""What is said about the chosen edit: its values, comment, debate, phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.styling.controls import Choice, is_large
from jumeau.app.theme import Theme
from jumeau.app.variants.forms import ChangeForm
from jumeau.app.variants.words import Figures
from jumeau.i18n import Translator
from jumeau.model.edits import Debate, Edit
from jumeau.model.session import Session
from jumeau.model.variant import Variant
from jumeau.model.variants import change_edit, edit_of, variant_of


class Properties(QScrollArea):
    """A form over one edit; each field is written when it is left."""

    def __init__(self, session: Session, tr: Translator, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self._session, self._tr, self._icons, self._theme = session, tr, icons, theme
        self._variant_id = self._edit_id = ""
        self._silent = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setObjectName("panel")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(page)
        self._page = page
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(12, 8, 12, 10)
        self._column.setSpacing(8)
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setStyleSheet(f"color: {theme.warning}; background: transparent;")
        self._column.addWidget(self.heading)
        self._column.addWidget(self.problem)
        self.form: ChangeForm | None = None
        self._said = QWidget()
        self._rows = QFormLayout(self._said)
        self._fill_said()
        self._column.addWidget(self._said)
        self._column.addStretch(1)

    def _fill_said(self) -> None:
        tr, form = self._tr, self._rows
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(6)
        policy = QFormLayout.RowWrapPolicy
        large = is_large(self._theme)
        form.setRowWrapPolicy(policy.WrapAllRows if large else policy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.comment = QLineEdit()
        self.comment.setPlaceholderText(tr("variants_panel.comment_hint"))
        self.comment.editingFinished.connect(lambda: self._say(comment=self.comment.text().strip()))
        self.debate = Choice()
        self.debate.show_items(((x.value, tr(f"variants.debate.{x}")) for x in Debate), Debate.OPEN)
        self.debate.chosen.connect(self._debate)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("variants_panel.reason_hint"))
        self.reason.editingFinished.connect(self._reasoned)
        self.phase = Choice()
        self.phase.chosen.connect(lambda phase: self._say(phase=phase))
        for name, widget in (
            ("comment", self.comment),
            ("debate", self.debate),
            ("reason", self.reason),
            ("phase", self.phase),
        ):
            words = tr(f"variants_panel.{name}")
            label = QLabel(words)
            label.setBuddy(widget)
            widget.setAccessibleName(words)
            form.addRow(label, widget)

    # -- showing ---------------------------------------------------------------------------------

    def show_edit(
        self, variant: Variant | None, edit: Edit | None, problems: Mapping[str, str]
    ) -> None:
        """Show an edit of a variant; nothing where there is none."""
        same = edit is not None and edit.id == self._edit_id
        if not same:
            self.write_out()
        known = variant is not None and edit is not None
        self._variant_id = variant.id if known and variant is not None else ""
        self._edit_id = edit.id if known and edit is not None else ""
        self._page.setVisible(known)
        if variant is None or edit is None:
            return
        self._silent = True
        figures = Figures(self._tr, self._session.project.grid_scale)
        self.heading.setText(figures.title(edit))
        problem = problems.get(edit.id, "")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self._show_change(edit)
        for field, text in ((self.comment, edit.comment), (self.reason, edit.reason)):
            if field.text() != text and not (same and field.hasFocus()):
                field.setText(text)
        self.debate.setCurrentIndex(self.debate.findData(edit.debate.value))
        self._rows.setRowVisible(self.reason, edit.debate is Debate.FIXED)
        untitled = self._tr("variants_panel.phase_untitled")
        phases = [(x.id, x.title or untitled) for x in variant.phases]
        start = ("", self._tr("variants_panel.from_the_start"))
        self.phase.show_items([start, *phases], edit.phase)
        self._rows.setRowVisible(self.phase, bool(variant.phases))
        self._silent = False

    def _show_change(self, edit: Edit) -> None:
        if self.form is None:
            self.form = ChangeForm(edit.change, self._tr, self._icons)
            self.form.changed.connect(self._amend)
            self._column.insertWidget(2, self.form)
        self.form.set_change(edit.change)
        self.form.setVisible(not self.form.empty)

    # -- writing ---------------------------------------------------------------------------------

    def _edit(self) -> Edit | None:
        variant = variant_of(self._session.project, self._variant_id)
        if variant is None or all(x.id != self._edit_id for x in variant.edits):
            return None
        return edit_of(variant, self._edit_id)

    def _amend(self) -> None:
        """Let the picture follow each step; steps of one field are one action."""
        if self.form is None or self._edit() is None:
            return
        project, change = self._session.project, self.form.change()
        changed = change_edit(project, self._variant_id, self._edit_id, change=change)
        field = self.form.touched
        self._session.amend("change_edit", changed, edit=self._edit_id, field=field)

    def _say(self, **said: Any) -> None:
        edit = self._edit()
        if self._silent or edit is None:
            return
        if all(getattr(edit, name) == value for name, value in said.items()):
            return
        changed = change_edit(self._session.project, self._variant_id, self._edit_id, **said)
        self._session.commit("change_edit", changed)

    def write_out(self) -> None:
        """Write what stands in the text fields, before something else is shown."""
        edit = self._edit()
        if edit is not None:
            self._say(comment=self.comment.text().strip())
            self._reasoned()

    def _reasoned(self) -> None:
        """Write another reason; what is fixed keeps one."""
        edit, reason = self._edit(), self.reason.text().strip()
        if edit is None or edit.debate is not Debate.FIXED:
            return
        if reason:
            self._say(reason=reason)
        else:
            self.reason.setText(edit.reason)

    def _debate(self, value: str) -> None:
        """Open at once; fixed once its reason is written."""
        edit = self._edit()
        if edit is None:
            return
        if value == Debate.OPEN:
            self._say(debate=Debate.OPEN)
        elif edit.debate is Debate.OPEN:
            self._ask_reason(edit)

    def ask_reason(self) -> None:
        """Turn the debate mark of the edit: open again, or fixed with a reason."""
        edit = self._edit()
        if edit is not None and edit.debate is Debate.FIXED:
            self._say(debate=Debate.OPEN)
        elif edit is not None:
            self._ask_reason(edit)

    def _ask_reason(self, edit: Edit) -> None:
        from jumeau.app.dialogs.name import ask_name

        def fixed(reason: str) -> None:
            self._say(debate=Debate.FIXED, reason=reason)

        words = self._tr("variants_panel.reason_asked")
        dialog = ask_name(self.window(), self._tr, words, edit.reason, fixed)
        dialog.rejected.connect(
            lambda: self.debate.setCurrentIndex(self.debate.findData(Debate.OPEN.value))
        )
