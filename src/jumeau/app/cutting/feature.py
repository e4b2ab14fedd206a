"""The model cut open, and what is seen from a point: their tools and panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from jumeau.app.tools.tool import Tool
from jumeau.model.view_state import ViewState

if TYPE_CHECKING:
    from jumeau.app.cutting.section_panel import SectionPanel
    from jumeau.app.cutting.seeing import SeeingPanel
    from jumeau.app.workspace import Workspace


class Cutting(QObject):
    """Offers the section and the view from a point; panels are made when they are first needed."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.section: SectionPanel | None = None
        self.seeing: SeeingPanel | None = None
        workspace.toolbox.add("section", self._section_tool)
        workspace.toolbox.add("viewshed", self._seeing_tool)
        self._stop = workspace.session.subscribe_view(self._follow)
        workspace.viewport.overlays.append(self._paint_eyes)
        self._follow(workspace.session.view, workspace.session.view)

    def close(self) -> None:
        """Take everything down."""
        self._stop()
        self._workspace.window_.actions_.unbind("section_off")
        self._workspace.viewport.overlays.remove(self._paint_eyes)

    # -- section ---------------------------------------------------------------------------------

    def _section_tool(self) -> Tool:
        from jumeau.app.cutting.section_tool import SectionTool

        return SectionTool(self._workspace)

    def _follow(self, old: ViewState, new: ViewState) -> None:
        """Show the panel of a cut while there is one."""
        actions = self._workspace.window_.actions_
        if new.section is None:
            actions.unbind("section_off")
            if self.section is not None:
                self._workspace.docks["section"].hide()
            return
        actions.bind("section_off", self._off)
        if self.section is None:
            self._make_section()
        assert self.section is not None
        self.section.follow(new)
        if old.section is None and not self._workspace.docks.away:
            dock = self._workspace.docks["section"]
            dock.show()
            dock.raise_()

    def _make_section(self) -> None:
        from jumeau.app.cutting.section_panel import SectionPanel

        workspace, tr = self._workspace, self._workspace.window_.tr_
        self.section = SectionPanel(workspace)
        area = Qt.DockWidgetArea.RightDockWidgetArea
        dock = workspace.add_dock("section", tr("measuring.section.title"), self.section, area)
        workspace.window_.tabifyDockWidget(workspace.docks["details"], dock)
        dock.setVisible(not workspace.docks.away)

    def _off(self) -> None:
        from jumeau.app.cutting.section_tool import cut

        cut(self._workspace, None)

    # -- the view from a point -------------------------------------------------------------------

    def _seeing_tool(self) -> Tool:
        from jumeau.app.cutting.seeing import SeeingPanel, SeeingTool

        workspace, tr = self._workspace, self._workspace.window_.tr_
        if self.seeing is None:
            self.seeing = SeeingPanel(workspace)
            area = Qt.DockWidgetArea.RightDockWidgetArea
            dock = workspace.add_dock("seeing", tr("measuring.seen.title"), self.seeing, area)
            workspace.window_.tabifyDockWidget(workspace.docks["details"], dock)
        return SeeingTool(workspace, self.seeing)

    def _paint_eyes(self, painter: object) -> None:
        """Mark where the eyes of the layers stand that are shown."""
        workspace = self._workspace
        if any(x.role == "viewshed" for x in workspace.session.project.layers):
            from jumeau.app.cutting.seeing import paint_eyes

            paint_eyes(workspace, painter)
