"""Analyses of an open project: asked for, computed in the background, computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from jumeau.model.inputs import outdated
from jumeau.model.project import Project
from jumeau.model.roles import Role

if TYPE_CHECKING:
    from jumeau.app.analyses.dialog import AnalysisDialog
    from jumeau.app.workspace import Workspace
    from jumeau.render.analysing import Asked

SIMULATIONS = ("sun_hours", "sky_view", "irradiation", "noise")
REFINED = frozenset({"noise"})
"""They have a first coarse picture, which the result replaces."""
RENEW = "analysis_renew"
SOLID = frozenset({Role.BUILDING, Role.TREE, Role.VEGETATION, Role.HEDGE})


class Analyses(QObject):
    """Offers the simulations of the catalogue, and to compute again what is out of date."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._stop = workspace.session.subscribe(lambda _old, new: self._follow(new))
        self._follow(workspace.session.project)

    def close(self) -> None:
        """Stop following, and grey the menu's entries."""
        self._stop()
        self._workspace.window_.actions_.unbind(*SIMULATIONS, RENEW)

    def _follow(self, project: Project) -> None:
        """Grey what a project has nothing for."""
        actions = self._workspace.window_.actions_
        there = any(x.bounds[2] > x.bounds[0] for x in project.layers)
        for name in SIMULATIONS:
            if there:
                actions.bind(name, partial(self.ask, name))
            else:
                actions.unbind(name)
        if any(x.analysis is not None for x in project.layers):
            actions.bind(RENEW, self.renew)
        else:
            actions.unbind(RENEW)

    # -- asking ----------------------------------------------------------------------------------

    def ask(self, name: str) -> AnalysisDialog:
        """Open the form of a simulation."""
        from jumeau.app.analyses.dialog import AnalysisDialog
        from jumeau.simulation.catalogue import catalogue

        workspace = self._workspace
        session, window = workspace.session, workspace.window_
        areas = self.areas()
        dialog = AnalysisDialog(
            catalogue()[name], session.project, session.view.variant, areas, window.tr_, window
        )
        dialog.accepted.connect(lambda: self._asked(dialog, areas))
        dialog.open()
        return dialog

    def areas(self) -> dict[str, tuple[float, float, float, float]]:
        """Return the rectangles that are offered [m]."""
        from jumeau.render.analysing import whole_area, within

        workspace = self._workspace
        whole = whole_area(workspace.session.project)
        areas = {"commune": whole}
        camera = workspace.viewport.camera
        if camera is not None:
            from jumeau.app.minimap import footprint

            corners = np.array(footprint(camera, workspace.viewport.pixels))[:, :2]
            low, high = corners.min(0).tolist(), corners.max(0).tolist()
            seen = within((low[0], low[1], high[0], high[1]), whole)
            if seen is not None:
                areas = {"view": seen, "commune": whole}
        if workspace.selection.count:
            areas["selection"] = whole  # what it is, is read when it is asked for
        return areas

    def _asked(self, dialog: AnalysisDialog, areas: dict[str, Any]) -> None:
        from jumeau.errors import JumeauError
        from jumeau.render.analysing import Asked
        from jumeau.simulation.catalogue import checked

        session, window = self._workspace.session, self._workspace.window_
        view, project = session.view, session.project
        try:
            params = checked(dialog.simulation, dialog.values)
        except JumeauError as problem:
            window.explain(problem)
            return
        hidden = set(view.hidden)
        without = tuple(
            x.id
            for x in project.layers
            if x.id in hidden and (x.role in SOLID or x.has_surfaces)
        )  # fmt: skip
        asked = Asked(
            dialog.simulation.id, params, areas[dialog.chosen_area], dialog.situation,
            dialog.compared, view.year, without,
        )  # fmt: skip
        self.compute(asked, around=dialog.chosen_area == "selection")

    # -- computing -------------------------------------------------------------------------------

    def compute(self, asked: Asked, *, around: bool = False) -> None:
        """Compute an analysis in the background, and add its result as one action.

        Parameters
        ----------
        around : bool
            On the rectangle of what is selected.
        """
        rows = dict(self._workspace.selection.rows) if around else {}
        first = asked.simulation in REFINED
        self._submit(asked, rows, partial(self._computed, asked, rows, first), first=first)

    def _submit(
        self,
        asked: Asked,
        rows: Mapping[str, Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], None] | None = None,
        *,
        first: bool = False,
        run: str = "",
    ) -> None:
        """Put a computation into the queue.

        Parameters
        ----------
        first : bool
            The first coarse picture is wanted.
        run : str
            Whose place the result takes.
        """
        workspace, window = self._workspace, self._workspace.window_
        project, store = workspace.session.project, workspace.opened.store

        def work(progress: Any) -> Any:
            # These import rasterio and compile kernels: not in the window's thread.
            from dataclasses import replace

            import jumeau.io.importing  # noqa: F401
            from jumeau.io.extents import extent_of
            from jumeau.render.analysing import answered
            from jumeau.render.shelf import Shelf

            question = asked
            if rows:
                chosen = [
                    (project.layer(name), np.array(sorted(which), np.int64))
                    for name, which in rows.items()
                ]
                box = extent_of(store, chosen)
                question = asked if box is None else replace(asked, area=_around(box))
            return answered(project, question, store, Shelf(), progress, coarse=first, run=run)

        title = window.tr_(f"analyses.title.{asked.simulation}")
        window.tasks.submit(window.tr_("app.job.analysis", title=title), work, done, failed)

    def _computed(self, asked: Asked, rows: Mapping[str, Any], first: bool, answer: Any) -> None:
        """Commit a result onto the project as it is now, shown and chosen."""
        from jumeau.render.analysed import added_to, shown_with

        layers, results = answer
        workspace, window = self._workspace, self._workspace.window_
        session, tr = workspace.session, window.tr_
        if not layers:
            return
        before = session.project
        grown = added_to(before, layers)
        session.commit(asked.simulation, grown, layer=layers[0].id)
        run = layers[0].analysis.run
        added = [x for x in grown.layers if x.analysis is not None and x.analysis.run == run]
        session.set_view(shown_with(grown, session.view, layers))
        self._look_at(asked.variant)
        workspace.layers.choose(added[-1].id)
        title = tr(f"analyses.title.{asked.simulation}")
        if first:
            window.messages.say(tr("noise.analysis.coarse", title=title))
            self._submit(
                asked, rows, partial(self._refined, asked, layers[0].id),
                partial(self._not_refined, title), run=run,
            )  # fmt: skip
            return
        late = any(outdated(session.project, x) is not None for x in added)
        told = [tr("analyses.done_late" if late else "analyses.done", title=title)]
        needed = dict(results.facts).get("resolution_needed")
        if needed is not None:
            step = tr.value(float(asked.params.resolution))
            told.append(tr("analyses.coarse", step=step, needed=tr.value(float(needed))))
        window.messages.say(" ".join(told))

    def _refined(self, asked: Asked, first: str, answer: Any) -> None:
        """Put a result into the place of its first coarse picture, as the same action."""
        from jumeau.render.analysed import shown_with, with_run

        layers, _ = answer
        workspace, window = self._workspace, self._workspace.window_
        session, tr = workspace.session, window.tr_
        run = layers[0].analysis.run
        grown = with_run(session.project, run, layers)
        if grown is session.project:  # it was taken away meanwhile
            return
        seen = {x.id for x in session.project.layers}
        session.amend(asked.simulation, grown, layer=first)
        own = tuple(x for x in grown.layers if x.analysis is not None and x.analysis.run == run)
        if any(x.id not in seen for x in own):
            session.set_view(shown_with(grown, session.view, layers))
        late = any(outdated(grown, x) is not None for x in own)
        title = tr(f"analyses.title.{asked.simulation}")
        window.messages.say(tr("analyses.done_late" if late else "analyses.done", title=title))

    def _not_refined(self, title: str, problem: BaseException) -> None:
        """Say that the coarse picture is what there is."""
        from jumeau.errors import Cancelled

        window = self._workspace.window_
        if not isinstance(problem, Cancelled):
            window.explain(problem)
            return
        window.messages.say(window.tr_("noise.analysis.coarse_only", title=title))

    def _look_at(self, variant: str) -> None:
        """Show the variant of a result, where the picture does not show it already."""
        from jumeau.app.variants.current import look_at

        session = self._workspace.session
        if all(side.variant != variant for side in session.view.sides):
            look_at(session, variant)

    # -- computing again -------------------------------------------------------------------------

    def renew(self) -> None:
        """Compute again what is out of date, as one action."""
        from jumeau.render.analysed import outdated_runs

        workspace, window = self._workspace, self._workspace.window_
        session, tr = workspace.session, window.tr_
        project, store = session.project, workspace.opened.store
        runs = outdated_runs(project)
        if not runs:
            window.messages.say(tr("analyses.nothing_to_renew"))
            return

        def work(progress: Any) -> Any:
            import jumeau.io.importing  # noqa: F401
            from jumeau.render.analysed import renewed_in
            from jumeau.render.shelf import Shelf

            return renewed_in(project, runs, store, Shelf(), progress)

        def done(answer: tuple[Callable[[Project], Project], tuple[str, ...]]) -> None:
            grown, renewed = answer
            session.commit(RENEW, grown(session.project), count=len(renewed))
            window.messages.say(tr.count("analyses.renewed", len(renewed)))

        titles = {x.simulation for x in runs}
        named = ", ".join(tr(f"analyses.title.{x}") for x in SIMULATIONS if x in titles)
        window.tasks.submit(tr("app.job.analysis", title=named), work, done)


def _around(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return a rectangle with its surroundings: what lies at the foot of a building counts."""
    spare = max(20.0, 0.1 * max(box[2] - box[0], box[3] - box[1]))
    return box[0] - spare, box[1] - spare, box[2] + spare, box[3] + spare
