"""A project in the window: the picture in the middle, the panels around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QSplitter, QWidget

from jumeau.app import navigation as nav
from jumeau.app.actions import SPECS
from jumeau.app.docks import Docks
from jumeau.app.empty import EmptyPage
from jumeau.app.features import load_features
from jumeau.app.panels.details import LAYER, DetailsPanel
from jumeau.app.panels.identify import Identified, read_feature
from jumeau.app.panels.layers import LayersPanel
from jumeau.app.panels.legend import LegendPanel
from jumeau.app.panels.results_at import ResultsAt
from jumeau.app.panels.views import ViewsPanel
from jumeau.app.selection import Selection
from jumeau.app.tasks import ASKED
from jumeau.app.thumbnails import Thumbnails
from jumeau.app.tools.toolbox import Toolbox
from jumeau.app.viewport import Viewport
from jumeau.app.words import crs_title
from jumeau.model.layer import is_estimated_ground
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, rename
from jumeau.model.roles import Role
from jumeau.model.view_state import Look, ViewState

if TYPE_CHECKING:
    from jumeau.app.scene_keeper import SceneKeeper
    from jumeau.app.window import Window
    from jumeau.io.projects.project_file import OpenProject

LEGEND = 0.5
"""Share of the left column that the legend may take from the layers."""
_ACTIONS = (
    "undo",
    "redo",
    "rename_project",
    "whole",
    "north",
    "keep_view",
    "previous_view",
    "next_view",
    "maquette",
    "orthophoto",
    "panels",
    "report",
)


class Workspace(QObject):
    """The widgets of an open project; taken down and built again in another language.

    Parameters
    ----------
    window : Window
        The shell that they are put into.
    opened : OpenProject
        The project.
    keeper : SceneKeeper
        The renderer's feeder; it outlives the widgets.
    """

    def __init__(self, window: Window, opened: OpenProject, keeper: SceneKeeper) -> None:
        super().__init__(window)
        self.window_ = window
        self.opened = opened
        self.keeper = keeper
        self.docks = Docks(window)
        self._dismantled = False
        tr, icons, theme = window.tr_, window.icons, window.theme
        session = opened.session
        self.session = session
        self.viewport = Viewport(session, keeper, lambda: window.settings.motion)
        self.viewport.setAccessibleName(tr("app.viewport"))
        self.layers = LayersPanel(
            session, tr, icons, theme, actions=window.actions_, settings=window.settings
        )
        self.views = ViewsPanel(session, tr, icons, theme, Thumbnails(session, keeper, self))
        self.details = DetailsPanel(session, tr, icons, theme)
        self.results_at = ResultsAt(self)
        self.legend = LegendPanel(tr, self.details.ink)
        self.selection = Selection(self)
        self.toolbox = Toolbox(window.actions_, self.viewport)
        self.features: list[Any] | None = None  # until the first picture is there
        self.empty = EmptyPage(tr, icons, window.actions_, theme.accent)
        self._compose()
        self._connect()
        self._stops = (
            session.subscribe(self._follow),
            session.subscribe(self.selection.follow),
            session.subscribe_view(self._follow_view),
        )
        self._bind()
        self.keeper.filled.connect(self._load_features)
        if not session.project.layers or keeper.is_filled:
            QTimer.singleShot(0, self, self._load_features)
        self._follow(session.project, session.project)
        self._follow_view(session.view, session.view)

    # -- widgets ---------------------------------------------------------------------------------

    def _compose(self) -> None:
        window, tr = self.window_, self.window_.tr_
        self.page: QWidget = self.viewport  # or what holds it beside another view
        window.stack.addWidget(self.page)
        window.stack.addWidget(self.empty)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        column = self._column = QSplitter(Qt.Orientation.Vertical)
        column.setChildrenCollapsible(False)
        column.addWidget(self.layers)
        column.addWidget(self.legend)
        layers = self.add_dock("layers", tr("app.panel.layers"), column, left)
        views = self.add_dock("views", tr("app.panel.views"), self.views, left)
        self.add_dock("details", tr("app.panel.details"), self.details, right)
        window.resizeDocks([layers, views], [460, 180], Qt.Orientation.Vertical)
        self.docks.restore("layers", "details")
        self.viewport.setFocus()
        self.viewport.setProperty("keyboard", False)

    def add_dock(
        self,
        name: str,
        title: str,
        content: QWidget,
        area: Qt.DockWidgetArea,
        *,
        shown: bool = True,
    ) -> QDockWidget:
        """Put a panel beside the picture: where it was the last time, if it was there."""
        return self.docks.add(name, title, content, area, shown=shown)

    def _load_features(self) -> None:
        """Load what is offered beside the picture, once it is there."""
        if self.features is None and not self._dismantled:
            self.features = []
            self.features = load_features(self)

    def _connect(self) -> None:
        self.viewport.clicked.connect(self.identify)
        self.selection.changed.connect(lambda: self.keeper.choose(self.selection.rows))
        self.viewport.escaped.connect(self._leave_picture)
        self.viewport.hovered.connect(self.window_.status.tell_place)
        self.keeper.changed.connect(self.viewport.redraw)
        self.keeper.changed.connect(self._tell_legend)
        self.layers.zoom_asked.connect(self.zoom_to_layer)
        self.layers.chosen.connect(self._layer_chosen)
        self.layers.card_asked.connect(self._show_card)
        self.views.asked.connect(self.go_to_view)
        self.details.card_edit_asked.connect(self._edit_card)

    def _bind(self) -> None:
        actions, session = self.window_.actions_, self.session
        for name, handler in (
            ("undo", session.undo),
            ("redo", session.redo),
            ("rename_project", self._rename),
            ("whole", self.whole),
            ("north", self.north_up),
            ("keep_view", self.views.keep),
            ("previous_view", lambda: self.views.step(-1)),
            ("next_view", lambda: self.views.step(1)),
            ("maquette", lambda: self._look(Look.MAQUETTE)),
            ("orthophoto", lambda: self._look(Look.ORTHOPHOTO)),
            ("panels", self.toggle_panels),
            ("report", self._report),
        ):
            actions.bind(name, handler)
        for name in (name for name, spec in SPECS.items() if spec.in_picture):
            self.viewport.addAction(actions[name])

    def dismantle(self) -> None:
        """Take the widgets down; the project stays open."""
        window = self.window_
        self._dismantled = True
        for feature in reversed(self.features or []):
            feature.close()
        self.toolbox.close()
        for stop in self._stops:
            stop()
        self.keeper.filled.disconnect(self._load_features)
        self.keeper.changed.disconnect(self.viewport.redraw)
        self.keeper.changed.disconnect(self._tell_legend)
        self.viewport.close_view()
        for panel in (self.layers, self.views, self.details):
            panel.close_panel()
        window.actions_.unbind(*_ACTIONS)
        window.status.tell_crs("")
        window.status.tell_place(None)
        window.status.tell_safety("")
        window.show_around(shown=True)
        self.keeper.legend = False
        self.keeper.mark()
        for page in (self.viewport, self.empty):
            window.stack.removeWidget(page)
            page.deleteLater()
        self.docks.close()
        self.deleteLater()

    # -- following -------------------------------------------------------------------------------

    def _follow(self, _old: Project, project: Project) -> None:
        window, session, tr = self.window_, self.session, self.window_.tr_
        window.stack.setCurrentWidget(self.page if project.layers else self.empty)
        window.show_title(project.name)
        window.setWindowModified(session.dirty)
        for name, action in (("undo", session.undo_action), ("redo", session.redo_action)):
            entry = window.actions_[name]
            entry.setEnabled(action is not None)
            key = f"actions.{action.label}" if action else ""
            if key and tr.has(key):
                entry.setText(tr(f"app.action.{name}_of", what=tr(key)))
            else:
                entry.setText(tr(f"app.action.{name}"))
        for name in ("previous_view", "next_view"):
            window.actions_[name].setEnabled(bool(project.views))
        safe = "app.status.safe" if session.dirty or self.opened.draft else "app.status.saved"
        window.status.tell_safety(tr(safe))
        window.status.safety.setToolTip(tr("app.status.safe_told"))
        crs = project.crs  # an empty project takes that of its first data
        window.status.tell_crs(crs_title(crs, tr), tr("app.status.crs_told", crs=crs))

    def refresh(self) -> None:
        """Bring title and safety up to date after saving."""
        self._follow(self.session.project, self.session.project)

    def _follow_view(self, _old: ViewState, view: ViewState) -> None:
        self.window_.actions_[view.look.value].setChecked(True)
        self._tell_legend()

    def _tell_legend(self) -> None:
        """Say beside the picture what its colours mean."""
        if self.legend.show_rows(self.keeper.legend_rows(self.session.view)):
            QTimer.singleShot(0, self._column, self._share_column)

    def _share_column(self) -> None:
        """Give the legend the height that it needs and that the layers can spare."""
        height = self._column.height()
        spare = max(height - self.layers.wanted_height(), round(LEGEND * height))
        legend = min(self.legend.wanted_height(), spare)
        self._column.setSizes([height - legend, legend])

    # -- what can be done ------------------------------------------------------------------------

    def whole(self) -> None:
        """Fly to the view that shows everything."""
        camera = self.keeper.home()
        if camera is not None:
            self.viewport.fly_to(camera)

    def north_up(self) -> None:
        """Turn grid north up."""
        camera = self.viewport.camera
        if camera is not None:
            self.viewport.fly_to(nav.north_up(camera))

    def zoom_to_layer(self, layer_id: str) -> None:
        """Fly to a layer."""
        box = self.session.project.layer(layer_id).bounds
        camera = self.viewport.camera
        if camera is not None and box[2] > box[0]:
            target = nav.whole(box, camera.target[2], self.viewport.pixels, camera)
            self.viewport.fly_to(target)

    def go_to_view(self, state: ViewState) -> None:
        """Show what a named view shows, and fly to its camera."""
        here = self.viewport.camera
        language = self.session.view.language
        self.session.set_view(msgspec.structs.replace(state, camera=here, language=language))
        if state.camera is not None:
            self.viewport.fly_to(state.camera)

    def show_added(self, before: Project, after: Project) -> None:
        """Show what was added: the report, and the picture of a project that had none."""
        if before.layers != after.layers:
            self.details.show_report()
            if self.session.view.camera is not None and not before.layers:
                self.whole()

    def toggle_panels(self) -> None:
        """Leave nothing but the picture, as it is projected, or bring everything back."""
        alone = not self.docks.none_shown
        if alone:
            self.docks.put_away()
            self.keeper.mark()
            self.viewport.setFocus()
        else:
            self.docks.bring_back()
        self.keeper.legend = alone
        self.window_.show_around(not alone)
        self.viewport.redraw()

    def _leave_picture(self) -> None:
        """Put the tool down, or bring back the panels, or the rest of the screen."""
        if self.viewport.tool is not None:
            self.toolbox.put_down()
        elif self.docks.away:
            self.toggle_panels()
        elif self.window_.isFullScreen():
            self.window_.shell.full_screen()

    def identify(self, pick: Any) -> None:
        """Read what was clicked, in the background, and show it."""
        known = {layer.id for layer in self.session.project.layers}
        self._select(pick)
        if self.viewport.held_with_click:
            return  # the card is that of the selection
        if pick is None:
            self.details.show_nothing()
            return
        if pick.layer not in known:
            self.details.show_ground(pick.point)
            self.results_at.ask(pick)
            return
        layer = self.session.project.layer(pick.layer)
        facts = self.keeper.facts(pick.layer, pick.row)
        ground = self.session.project.ground
        if facts and ground is not None and is_estimated_ground(ground):
            facts["ground_estimated"] = True
        store = self.opened.store
        self.layers.choose(pick.layer)
        self.window_.tasks.submit(
            "",
            lambda _progress: read_feature(store, layer, pick.row, facts),
            self._show_feature,
            urgency=ASKED,
        )
        self.results_at.ask(pick)

    def _select(self, pick: Any) -> None:
        """Select what was clicked; with Ctrl or Shift, beside what is selected already."""
        add = self.viewport.held_with_click
        known = {x.id: x.payload.kind for x in self.session.project.layers}
        if pick is not None and pick.row >= 0 and known.get(pick.layer) is PayloadKind.TABLE:
            self.selection.click(pick.layer, pick.row, add=add)
        elif not add:
            self.selection.clear()

    def _show_feature(self, found: Identified) -> None:
        self.details.show_identified(found)

    def _layer_chosen(self, layer_id: str) -> None:
        self.details.show_layer(layer_id)
        if layer_id and self.layers.hasFocus():
            self.details.setCurrentIndex(LAYER)

    def _show_card(self, layer_id: str) -> None:
        self.details.show_layer(layer_id)
        self.details.setCurrentIndex(LAYER)

    def _edit_card(self, layer_id: str) -> None:
        self.edit_card(layer_id)

    def edit_card(self, layer_id: str, then: Callable[[], object] | None = None) -> None:
        """Open the form over a layer's provenance card; ``then`` is called once it is filled."""
        from jumeau.app.dialogs.card import CardDialog

        dialog = CardDialog(self.session, layer_id, self.window_.tr_, self.window_)
        if then is not None:
            dialog.accepted.connect(then)
        dialog.open()

    def _report(self) -> None:
        if self.docks.none_shown:
            self.toggle_panels()
        self.details.show_report()

    def _look(self, look: Look) -> None:
        view = msgspec.structs.replace(self.session.view, look=look)
        if look is Look.ORTHOPHOTO:  # the photograph is what this look is about: show it
            for layer in self.session.project.layers:
                if layer.role is Role.ORTHOPHOTO:
                    view = view.with_layer(layer.id, shown=True)
        self.session.set_view(view)

    def _rename(self) -> None:
        from jumeau.app.dialogs.name import ask_name

        tr = self.window_.tr_

        def renamed(name: str) -> None:
            self.session.commit("rename", rename(self.session.project, name), name=name)

        ask_name(self.window_, tr, tr("app.rename.title"), self.session.project.name, renamed)
