"""Rasters out of a point cloud: what the menu "Tirer du nuage de points" does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from jumeau.model.layer import Layer
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.titles import title_of

if TYPE_CHECKING:
    from jumeau.app.projects import Projects
    from jumeau.io.points.deriving import What
    from jumeau.io.projects.project_file import OpenProject

KINDS: tuple[What, ...] = ("terrain", "surface", "canopy")
ACTIONS = tuple(f"derive_{what}" for what in KINDS)


def cloud_in(project: Project, chosen: str) -> Layer | None:
    """Return the point cloud that is meant: the chosen layer, else the uppermost cloud."""
    clouds = [layer for layer in project.layers if layer.role is Role.POINT_CLOUD]
    return next((layer for layer in clouds if layer.id == chosen), clouds[0] if clouds else None)


class Deriving(QObject):
    """Follow the layers, and compute terrain, surface and canopy in the background.

    Parameters
    ----------
    projects : Projects
        Whose open project has its widgets; taken down and made again with them.
    """

    def __init__(self, projects: Projects) -> None:
        super().__init__(projects)
        self._projects = projects
        assert projects.opened is not None
        self._stop = projects.opened.session.subscribe(lambda _old, new: self._follow(new))
        self._follow(projects.opened.session.project)

    def close(self) -> None:
        """Stop following, and grey the menu's entries."""
        self._stop()
        self._projects.window_.actions_.unbind(*ACTIONS)
        self.deleteLater()

    def _follow(self, project: Project) -> None:
        """Grey the entries of a project without a point cloud."""
        actions = self._projects.window_.actions_
        there = cloud_in(project, "") is not None
        for what, name in zip(KINDS, ACTIONS, strict=True):
            if there:
                actions.bind(name, partial(self.derive, what))
            else:
                actions.unbind(name)
        actions.submenu("derive").setEnabled(there)

    def derive(self, what: What) -> None:
        """Compute a raster from the chosen point cloud and add it, as one action."""
        projects, window = self._projects, self._projects.window_
        opened, workspace = projects.opened, projects.workspace
        if opened is None or workspace is None:
            return
        project, store = opened.session.project, opened.store
        cloud = cloud_in(project, workspace.layers.current)
        if cloud is None:
            return
        cloud_id = cloud.id

        def work(progress: Progress) -> Callable[[Project], Project]:
            # These import SciPy and rasterio: not in the window's thread.
            from jumeau.io.importing import adopted
            from jumeau.io.loading import Loaded
            from jumeau.io.points.deriving import derive

            layer = derive(project, store, cloud_id, what, progress=progress)
            return lambda now: adopted(now, Loaded((layer,), (), now.crs, now.vertical))

        window.tasks.submit(
            window.tr_("app.job.derive"), work, lambda grown: self._derived(opened, cloud_id, grown)
        )

    def _derived(
        self, opened: OpenProject, cloud_id: str, grown: Callable[[Project], Project]
    ) -> None:
        """Commit what was computed onto the project as it is now, shown and chosen."""
        projects, session = self._projects, opened.session
        if projects.opened is not opened:
            return
        before = session.project
        after = grown(before)
        session.commit("derive", after, layer=cloud_id)
        known = {x.id for x in before.layers}
        added = next((x for x in after.layers if x.id not in known), None)
        if added is None:
            return
        shown = tuple(x for x in session.view.hidden if x != added.id)
        session.set_view(msgspec.structs.replace(session.view, hidden=shown))
        if projects.workspace is not None:
            projects.workspace.layers.choose(added.id)
        tr = projects.window_.tr_
        projects.window_.messages.say(tr("app.derived.done", title=title_of(added, tr)))
