"""Measures and profiles of an open project: their tools, panels and drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from jumeau.app.measuring.board import Board
from jumeau.app.measuring.measure import Kind
from jumeau.app.measuring.panel import MeasuresPanel
from jumeau.app.measuring.tools import MeasureTool
from jumeau.app.tools.tool import Tool
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.measuring.profiles import Profiles
    from jumeau.app.workspace import Workspace


class Measuring(QObject):
    """Offers measures and profiles; panels are made when they are first needed."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.board = Board(workspace.viewport, self)
        self._count = 0
        self.panel: MeasuresPanel | None = None
        self.profiles: Profiles | None = None
        for kind in Kind:
            workspace.toolbox.add(f"measure_{kind}", self._maker(kind))
        workspace.toolbox.add("profile", self._profile_tool)
        self.board.changed.connect(self._show_panel)
        self._stops = (
            workspace.session.subscribe(self._project_changed),
            workspace.session.subscribe_view(self._view_changed),
        )

    def _maker(self, kind: Kind) -> Any:
        def make() -> Tool:
            return MeasureTool(self._workspace, self.board, kind)

        return make

    def _profile_tool(self) -> Tool:
        from jumeau.app.measuring.profiles import Profiles, ProfileTool

        if self.profiles is None:
            self.profiles = Profiles(self._workspace, self)
        return ProfileTool(self._workspace, self.profiles)

    def _show_panel(self) -> None:
        """Bring the list beside the picture, whenever something more is kept."""
        before, self._count = self._count, len(self.board.kept)
        if self._count <= before or self._workspace.docks.away:
            return
        if self.panel is None:
            workspace, tr = self._workspace, self._workspace.window_.tr_
            self.panel = MeasuresPanel(workspace, self.board)
            title, area = tr("measuring.panel.title"), Qt.DockWidgetArea.RightDockWidgetArea
            dock = workspace.add_dock("measures", title, self.panel, area, shown=True)
            if not dock.isFloating():
                workspace.window_.tabifyDockWidget(workspace.docks["details"], dock)
        dock = self._workspace.docks["measures"]
        dock.show()
        dock.raise_()

    def _project_changed(self, old: Project, new: Project) -> None:
        if old.layers != new.layers and self.profiles is not None:
            self.profiles.renew()

    def _view_changed(self, old: ViewState, new: ViewState) -> None:
        if old.hidden != new.hidden and self.profiles is not None:
            self.profiles.renew()

    def close(self) -> None:
        """Take everything down."""
        for stop in self._stops:
            stop()
        if self.profiles is not None:
            self.profiles.close()
        self.board.close()
