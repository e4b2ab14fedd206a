"""Project variants as a feature of the window: their panel, their dialogs, the strip of years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from jumeau.app.selecting.asking import Asking
from jumeau.app.variants import deeds
from jumeau.app.variants.current import look_at, variant_worked_on
from jumeau.app.variants.panel import VariantsPanel
from jumeau.app.variants.rehearsing import Rehearsal
from jumeau.app.variants.words import Figures, told_date
from jumeau.app.variants.years import YearBar, years_of
from jumeau.model.project import Project
from jumeau.model.variant import NO_BUILD, Kept, Variant
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

DOCK, YEARS = "variants", "years"
_ON_TOP = "variants_on_top"
_ALWAYS = ("variants", "new_variant", "import_edits")
_WITH_VARIANT = (
    "duplicate_variant", "remove_variant", "keep_state", "variant_remarks", "export_edits",
)  # fmt: skip


class Variants(QObject):
    """Keeps panel and strip beside the picture, and the actions bound to what is shown.

    Parameters
    ----------
    workspace : Workspace
        Whose project is planned.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._session = workspace.session
        window = self._window = workspace.window_
        self._asking = Asking(window.tasks)
        self._exchange: Any = None
        self._said: tuple[Any, Mapping[str, str]] = (None, {})
        self._bind_always()
        tr = window.tr_
        self.panel = VariantsPanel(
            self._session, tr, window.icons, window.theme, window.actions_, self.problems
        )
        self.panel.fly_asked.connect(self.fly_to)
        area = Qt.DockWidgetArea
        self.dock = workspace.add_dock(
            DOCK, tr("variants_panel.title"), self.panel, area.RightDockWidgetArea, shown=False
        )
        self.dock.setTitleBarWidget(self._head())
        self.bar = YearBar(self._session, tr, window.icons, window.theme)
        self.strip = workspace.add_dock(
            YEARS, tr("variants_panel.years"), self.bar, area.BottomDockWidgetArea, shown=False
        )
        self.strip.setTitleBarWidget(QWidget())
        self.bar.setMaximumHeight(self.bar.sizeHint().height())  # never a share of other panels
        self._stops = (
            self._session.subscribe(self._follow),
            self._session.subscribe_view(self._follow_view),
        )
        workspace.keeper.changed.connect(self._picture_changed)
        workspace.viewport.clicked.connect(self._clicked)
        self._told: Mapping[str, str] = {}
        self._rehearsal = Rehearsal(self._session, workspace.keeper)
        if workspace.keeper.is_filled:
            self._rehearsal.rehearse()
        self._bind()
        self._show_years()
        if window.property(_ON_TOP) and not self.dock.isHidden():
            QTimer.singleShot(0, self.dock, self.dock.raise_)

    def close(self) -> None:
        """Take everything down."""
        # Another language or theme makes everything anew: the same leaf is on top then.
        self._window.setProperty(_ON_TOP, self.shown)
        for stop in self._stops:
            stop()
        self._asking.close()
        if self._exchange is not None:
            self._exchange.close()
        self._rehearsal.close()
        self._workspace.keeper.changed.disconnect(self._picture_changed)
        self._workspace.viewport.clicked.disconnect(self._clicked)
        self.bar.close_bar()
        self.panel.close_panel()
        names = (*_ALWAYS, *_WITH_VARIANT, "variant_card", "changes_since")
        self._window.actions_.unbind(*names)

    # -- actions ---------------------------------------------------------------------------------

    def _bind_always(self) -> None:
        bind = self._window.actions_.bind
        bind("variants", self.toggle)
        bind("new_variant", self._new)
        bind("import_edits", lambda: self.exchange.ask_import())

    def _bind(self) -> None:
        """Bind what concerns the shown variant; grey it where there is none."""
        actions, variant = self._window.actions_, self.variant
        handlers = {
            "duplicate_variant": self._duplicate,
            "remove_variant": self._remove,
            "keep_state": self._keep,
            "variant_remarks": self._remarks,
            "export_edits": lambda: self.exchange.ask_export(),
        }
        for name, handler in handlers.items():
            if variant is not None:
                actions.bind(name, handler)
            else:
                actions.unbind(name)
        if variant is not None or self._no_build_shown:
            actions.bind("variant_card", self._card)
        else:
            actions.unbind("variant_card")
        if variant is not None and variant.kept:
            actions.bind("changes_since", self._since)
        else:
            actions.unbind("changes_since")

    @property
    def variant(self) -> Variant | None:
        """The variant that is worked on; None for today and for the town without the project."""
        return variant_worked_on(self._session.project, self._session.view)

    @property
    def _no_build_shown(self) -> bool:
        shown = self._session.view.variants
        return bool(shown) and shown[-1] == NO_BUILD

    @property
    def exchange(self) -> Any:
        """What reads and writes files of edits; made when it is needed."""
        if self._exchange is None:
            from jumeau.app.variants.exchange import Exchange

            self._exchange = Exchange(self._workspace)
        return self._exchange

    def _new(self) -> None:
        from jumeau.app.variants.beginning import NewVariant

        NewVariant(self._session, self._window.tr_, self._window).open()

    def _duplicate(self) -> None:
        if (variant := self.variant) is not None:
            deeds.duplicate(self._session, variant.id, self._window.tr_)

    def _remove(self) -> None:
        """Remove the shown variant, at once, and offer to take that back."""
        variant, tr = self.variant, self._window.tr_
        if variant is None:
            return
        deeds.remove(self._session, variant.id)
        removed = self._session.project

        def back() -> None:
            if self._session.project is removed:
                self._session.undo()
                look_at(self._session, variant.id)

        words = tr("variants_panel.removed", title=variant.title)
        self._window.messages.say(words, action=tr("variants_panel.take_back"), then=back)

    def _card(self) -> None:
        from jumeau.app.variants.card import VariantCard

        variant = self.variant
        variant_id = NO_BUILD if variant is None else variant.id
        VariantCard(self._session, variant_id, self._window).open()

    def _keep(self) -> None:
        from jumeau.app.variants.past import KeepState

        if (variant := self.variant) is not None:
            KeepState(self._session, variant, self._window.tr_, self._window).open()

    def _since(self) -> None:
        from jumeau.app.variants.past import ChangesSince, lines_since

        variant, window = self.variant, self._window
        if variant is None:
            return
        ChangesSince(
            variant, window.tr_, window,
            since=lambda kept: lines_since(kept, variant, window.tr_),
            fly=self.show_edit,
            restore=lambda kept: self._beside(kept, variant),
        ).open()  # fmt: skip

    def _beside(self, kept: Kept, variant: Variant) -> None:
        """Put an earlier state beside the present one."""
        tr = self._window.tr_
        made = deeds.restore(self._session, kept, tr, told_date(kept.date, tr))
        look_at(self._session, made.id)
        self.panel.variants.compare_with(variant.id)
        self._window.messages.say(tr("variants_panel.since.restored", title=made.title))

    def _remarks(self) -> None:
        from jumeau.app.variants.remarks import RemarksDialog

        if (variant := self.variant) is not None:
            RemarksDialog(self._workspace, variant, self.show_edit).open()

    # -- the panel -------------------------------------------------------------------------------

    def _head(self) -> QWidget:
        """Return the title of the dock, with a way out."""
        tr = self._window.tr_
        head, button, title = QWidget(), QToolButton(), QLabel(tr("variants_panel.title"))
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 4, 6, 1)
        title.setObjectName("heading")
        button.setIcon(self._window.icons("x"))
        button.setToolTip(tr("variants_panel.close"))
        button.setAccessibleName(tr("variants_panel.close"))
        button.clicked.connect(self.hide)
        row.addWidget(title, 1)
        row.addWidget(button)
        return head

    @property
    def shown(self) -> bool:
        """Whether the panel is seen."""
        return not self.panel.visibleRegion().isEmpty()

    def toggle(self) -> None:
        """Show the panel; put it away where it has the keyboard already."""
        focus = self._window.focusWidget()
        if self.shown and focus is not None and self.panel.isAncestorOf(focus):
            self.hide()
            return
        self.show()
        self.panel.variants.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show(self) -> None:
        """Bring the panel to the front, beside the cards until somebody moves it."""
        window, details = self._window, self._workspace.docks["details"]
        alone = self.dock not in window.tabifiedDockWidgets(details)
        if alone and self.dock.isHidden() and not details.isHidden():
            window.tabifyDockWidget(details, self.dock)
        self.dock.show()
        self.dock.raise_()

    def hide(self) -> None:
        """Put the panel away; the keyboard goes back to the picture."""
        self.dock.hide()
        self._workspace.docks["details"].show()
        self._workspace.viewport.setFocus()

    def show_edit(self, edit_id: str) -> None:
        """Choose an edit in the panel and fly to it."""
        self.show()
        self.panel.choose(edit_id)
        self.fly_to(edit_id)

    def _clicked(self, pick: Any) -> None:
        """Choose the edit of the element that was clicked."""
        if edit := getattr(pick, "edit", ""):
            self.panel.choose(edit)

    def fly_to(self, edit_id: str) -> None:
        """Fly to where an edit is."""
        from jumeau.app.variants.going import box_of_edit, go_to_box

        workspace = self._workspace
        project, view = self._session.project, self._session.view
        resolved = self._resolved()
        payloads = workspace.opened.store

        def work(_progress: Any) -> Any:
            return box_of_edit(project, view.variants, edit_id, resolved, payloads)

        def done(box: Any) -> None:
            if box is not None:
                go_to_box(workspace.viewport, box)
            else:
                self._window.messages.say(self._window.tr_("variants_panel.nowhere"))

        self._asking.submit(work, done)

    # -- following -------------------------------------------------------------------------------

    def _follow(self, old: Project, new: Project) -> None:
        if old.variants is new.variants:
            return
        self._bind()
        self._show_years()
        if not old.variants and new.variants and not self._workspace.docks.away:
            self.show()

    def _follow_view(self, old: ViewState, new: ViewState) -> None:
        if old.variants != new.variants:
            self.bar.stop()
            self._bind()
        if (old.variants, old.year) != (new.variants, new.year):
            self._show_years()

    def _show_years(self) -> None:
        """Show the strip while a variant changes with the years, greyed beside the others.

        It does not come and go with what is shown: the picture keeps its size.
        """
        project, view, tr = self._session.project, self._session.view, self._window.tr_
        years = years_of(project, view, tr)
        self.bar.setEnabled(years is not None)
        if years is None:
            every = msgspec.structs.replace(view, variants=tuple(x.id for x in project.variants))
            years = years_of(project, every, tr)
        if years is not None:
            self.bar.show_years(years, view.year)
        if not self._workspace.docks.away:
            self.strip.setVisible(years is not None)

    def _resolved(self) -> Any:
        found = getattr(self._workspace.keeper, "resolved", None)
        return None if found is None else found(self._session.view)

    def problems(self) -> Mapping[str, str]:
        """Return, by id of the edit, what the edits of the shown variant could not do."""
        resolved, tr = self._resolved(), self._window.tr_
        if resolved is None or not resolved.problems:
            return {}
        if self._said[0] is resolved:
            return self._said[1]
        project = self._session.project
        figures = Figures(tr, project.grid_scale)
        names = {e.id: figures.title(e) for v in project.variants for e in v.edits}
        titles = {x.id: x.title for x in project.layers if x.title}
        found: dict[str, str] = {}
        for problem in resolved.problems:
            fields = {k: names.get(v, titles.get(v, v)) for k, v in problem.fields}
            words = tr(f"problems.{problem.code}", **fields)
            before = found.get(problem.edit)
            found[problem.edit] = f"{before} {words}" if before else words
        self._said = (resolved, found)
        return found

    def _picture_changed(self) -> None:
        QTimer.singleShot(0, self, self._tell_problems)

    def _tell_problems(self) -> None:
        told = self.problems()
        if told != self._told:
            self._told = told
            self.panel.tell_problems()
