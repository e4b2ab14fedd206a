"""The panel "Variantes": what is planned, and what the shown variant changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jumeau.app.actions import SPECS, Actions
from jumeau.app.icons import Icons
from jumeau.app.styling.controls import is_large
from jumeau.app.theme import Theme
from jumeau.app.variants.current import variant_worked_on
from jumeau.app.variants.edits_list import EditsList
from jumeau.app.variants.properties import Properties
from jumeau.app.variants.variants_list import VariantsList
from jumeau.app.variants.words import inherited, variant_title
from jumeau.i18n import Translator
from jumeau.model.edits import Debate, Edit
from jumeau.model.project import Project
from jumeau.model.session import Session
from jumeau.model.variant import NO_BUILD, TODAY, Variant
from jumeau.model.variants import edit_of
from jumeau.model.view_state import ViewState

_BUTTONS = ("new_variant", "duplicate_variant", "variant_card", "remove_variant")
_MENU = ("variant_card", "duplicate_variant", "keep_state", "changes_since", "remove_variant")
_ROWS_SEEN = 6
_LEAST = 470  # [pixels] height of the three parts, for text of the usual size


class VariantsPanel(QWidget):
    """Three parts below each other: variants, edits, what is said of the chosen edit.

    Parameters
    ----------
    actions : Actions
        What is offered for a whole variant.
    problems : callable
        Returns, by id of the edit, what the edits of the shown variant could not do.
    """

    fly_asked = Signal(str)

    def __init__(
        self,
        session: Session,
        tr: Translator,
        icons: Icons,
        theme: Theme,
        actions: Actions,
        problems: Callable[[], Mapping[str, str]],
    ) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._tr, self._icons, self._theme = session, tr, icons, theme
        self._actions, self._problems = actions, problems
        self.variants = VariantsList(session, tr, icons, theme)
        self.edits = EditsList(session, tr, icons, theme)
        self.properties = Properties(session, tr, icons, theme)
        self.heading = QLabel()
        self.heading.setObjectName("heading")
        self.heading.setContentsMargins(12, 6, 12, 2)
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.hint = QLabel()
        self.hint.setObjectName("faint")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(12, 2, 12, 8)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._compose()
        self.variants.card_asked.connect(lambda _: actions.run("variant_card"))
        self.variants.remove_asked.connect(lambda _: actions.run("remove_variant"))
        self.variants.menu_asked.connect(self._variant_menu)
        self.edits.chosen.connect(self._show_chosen)
        self.edits.fly_asked.connect(self.fly_asked)
        self.edits.menu_asked.connect(self._edit_menu)
        self.edits.debate_asked.connect(lambda _: self.properties.ask_reason())
        self._stops = (
            session.subscribe(self._follow),
            session.subscribe_view(self._follow_view),
        )
        self.refresh()

    def _compose(self) -> None:
        upper, middle = QWidget(), QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.variants, 1)
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 8, 4)
        row.setSpacing(2)
        for name in _BUTTONS:
            row.addWidget(self._button(name))
        row.addStretch(1)
        more = QToolButton()
        more.setIcon(self._icons("ellipsis"))
        more.setToolTip(self._tr("variants_panel.menu"))
        more.setAccessibleName(self._tr("variants_panel.menu"))
        more.clicked.connect(
            lambda: self._variant_menu(
                self.variants.current_id, more.mapToGlobal(QPoint(0, more.height()))
            )
        )
        row.addWidget(more)
        column.addLayout(row)
        below = QVBoxLayout(middle)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        rule = QWidget()
        rule.setFixedHeight(self._theme.edge)
        rule.setStyleSheet(f"background: {self._theme.line};")
        self.heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        below.addWidget(rule)
        below.addWidget(self.heading)
        below.addWidget(self.hint, 1)
        below.addWidget(self.edits, 1)
        split = self.split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        for part in (upper, middle, self.properties):
            split.addWidget(part)
        split.setStretchFactor(1, 1)
        split.setStretchFactor(2, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        if is_large(self._theme):  # the three parts would leave each other no room
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            split.setMinimumHeight(self._theme.px(_LEAST))
            area.setMinimumWidth(upper.minimumSizeHint().width() + self._theme.px(14))
            area.setWidget(split)
            outer.addWidget(area)
        else:
            outer.addWidget(split)

    def _button(self, name: str) -> QToolButton:
        """Return an action of the window as a button; it is greyed as the action is."""
        shared, button = self._actions[name], QToolButton()
        words = shared.text().replace("…", "")
        keys = shared.shortcut().toString()
        button.setIcon(self._actions.icon(name))
        button.setToolTip(f"{words} ({keys})" if keys else words)
        button.setAccessibleName(words)
        button.setEnabled(shared.isEnabled())
        button.clicked.connect(partial(self._actions.run, name))
        shared.enabledChanged.connect(button.setEnabled)
        return button

    def close_panel(self) -> None:
        """Stop following the session; what was being written is kept."""
        self.properties.write_out()
        for stop in self._stops:
            stop()

    # -- showing ---------------------------------------------------------------------------------

    @property
    def variant(self) -> Variant | None:
        """The variant whose edits are shown; None for today."""
        return variant_worked_on(self._session.project, self._session.view)

    def _follow(self, old: Project, new: Project) -> None:
        self.variants.follow(old, new)
        if old.variants is not new.variants or old.layers is not new.layers:
            self.refresh()

    def _follow_view(self, old: ViewState, new: ViewState) -> None:
        self.variants.follow_view(old, new)
        if old.variants != new.variants:
            self.properties.write_out()
            self.refresh()

    def refresh(self) -> None:
        """Show the edits of the variant that is worked on."""
        tr, variant, session = self._tr, self.variant, self._session
        shown = session.view.variants[-1] if session.view.variants else TODAY
        if variant is None and shown != NO_BUILD:  # today, or what an undo has taken away
            shown = TODAY
        plain = shown in (TODAY, NO_BUILD)
        self.heading.setText(variant_title(session.project, shown, tr))
        count = 0 if variant is None else len(variant.edits)
        if variant is not None and not plain:
            count += len(inherited(session.project, variant))
        key = {TODAY: "today_hint", NO_BUILD: "no_build_hint"}.get(shown, "empty_hint")
        self.hint.setText(tr(f"variants_panel.{key}"))
        self.hint.setVisible(plain or count == 0)
        self.edits.setVisible(not plain and count > 0)
        self.edits.show_edits(None if plain else variant, self._problems())
        QTimer.singleShot(0, self, self._share)

    def _share(self) -> None:
        """Give the variants the height of some rows, the rest to what is below."""
        most = min(self.variants.wanted_height(), _ROWS_SEEN * self.variants.sizeHintForRow(0) + 4)
        upper = self.split.widget(0)
        if upper is None or self.property("shared") == most:
            return
        self.setProperty("shared", most)
        high = min(most + upper.sizeHint().height() - self.variants.sizeHint().height(),
                   self.split.height() // 2)  # fmt: skip
        rest = max(self.split.height() - high, 2)
        self.split.setSizes([high, rest // 2, rest - rest // 2])

    def tell_problems(self) -> None:
        """Show anew what the edits could not do: the picture has been made."""
        variant = self.variant
        if variant is not None and variant.id != NO_BUILD:
            self.edits.show_edits(variant, self._problems())

    def choose(self, edit_id: str) -> None:
        """Choose an edit of the shown variant."""
        self.edits.choose(edit_id)

    def _found(self, edit_id: str) -> tuple[Variant | None, Edit | None]:
        variant = self.variant
        if variant is None:
            return None, None
        if any(x.id == edit_id for x in variant.edits):
            return variant, edit_of(variant, edit_id)
        return None, None

    def _show_chosen(self, edit_id: str) -> None:
        variant, edit = self._found(edit_id)
        self.properties.show_edit(variant, edit, self._problems())
        if self.properties.isHidden() is (edit is not None):  # the list gets another height
            QTimer.singleShot(0, self, self._keep_in_sight)
        self.properties.setVisible(edit is not None)

    def _keep_in_sight(self) -> None:
        if (item := self.edits.currentItem()) is not None:
            self.edits.scrollToItem(item)

    # -- menus -----------------------------------------------------------------------------------

    def _variant_menu(self, variant_id: str, at: QPoint) -> QMenu:
        menu = QMenu(self)
        if variant_id not in (TODAY, NO_BUILD):
            menu.addAction(
                self._icons("pencil"), self._tr("variants_panel.rename"), self.variants.rename
            )
        for name in _MENU:
            self._offer(menu, name)
        menu.addSeparator()
        for name in ("variant_remarks", "import_edits", "export_edits"):
            self._offer(menu, name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
        return menu

    def _offer(self, menu: QMenu, name: str) -> None:
        shared = self._actions[name]
        icon = self._actions.icon(name) if SPECS[name].icon else QIcon()
        entry = menu.addAction(icon, shared.text(), partial(self._actions.run, name))
        entry.setEnabled(shared.isEnabled())

    def _edit_menu(self, at: QPoint) -> QMenu:
        tr, icons, edits = self._tr, self._icons, self.edits
        menu = QMenu(self)
        _, edit = self._found(edits.current_id)
        ids = edits.own_ids
        fly = partial(edits.fly_asked.emit, edits.current_id.removeprefix("base:"))
        menu.addAction(icons("scan"), tr("variants_panel.fly"), fly)
        if ids and edit is not None:
            menu.addSeparator()
            key, icon = ("switch_off", "eye-off") if edit.on else ("switch_on", "eye")
            menu.addAction(icons(icon), tr(f"variants_panel.{key}"), edits.switch)
            key = "set_fixed" if edit.debate is Debate.OPEN else "set_open"
            menu.addAction(tr(f"variants_panel.{key}"), self.properties.ask_reason)
            self._phases(menu, ids, edit)
            menu.addSeparator()
            menu.addAction(icons("pencil"), tr("variants_panel.rename"), edits.rename)
            menu.addAction(icons("arrow-up"), tr("variants_panel.earlier"), partial(edits.step, -1))
            menu.addAction(icons("arrow-down"), tr("variants_panel.later"), partial(edits.step, 1))
            menu.addSeparator()
            words = tr.count("variants_panel.remove_edits", len(ids))
            menu.addAction(icons("trash-2"), words, edits.remove)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
        return menu

    def _phases(self, menu: QMenu, ids: tuple[str, ...], edit: Edit) -> None:
        """Let several edits be put into a phase at once."""
        tr, variant = self._tr, self.variant
        if variant is None or not variant.phases:
            return
        inner = menu.addMenu(self._icons("calendar-days"), tr("variants_panel.phase"))
        untitled = tr("variants_panel.phase_untitled")
        start = ("", tr("variants_panel.from_the_start"))
        for phase, words in (start, *((x.id, x.title or untitled) for x in variant.phases)):
            change = partial(self.edits.change, ids, "change_edit", phase=phase)
            entry = inner.addAction(words, change)
            entry.setCheckable(True)
            entry.setChecked(edit.phase == phase)
