"""Commands that measure: distances, areas, profiles, and what is seen from a point."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.project_commands import layer_facts
from jumeau.errors import InputError
from jumeau.export.profile import profile_certainty, profile_csv, profile_rows, profile_sources
from jumeau.geometry.measure import area_of, lengths_of, rounded
from jumeau.i18n import Translator
from jumeau.io.importing import adopted
from jumeau.io.loading import Loaded
from jumeau.io.projects.project_file import open_project, read_project, temporary_folder
from jumeau.io.store import Store
from jumeau.model.progress import Progress
from jumeau.model.project import Project, initially_hidden
from jumeau.model.view_state import ViewState
from jumeau.render.seeing import seen_from
from jumeau.render.site import Site, site_of
from jumeau.simulation.sight import Question, share_seen
from jumeau.titles import title_of

MILLIMETRES = 3


def distance(options: argparse.Namespace, tr: Translator) -> int:
    """Measure a line along the ground."""
    points = enough(options.points, 2)
    with _site(options.project, tr, trees=False) as (project, _, site):
        z = site.relief.altitude(points[:, 0], points[:, 1])
        found = lengths_of(
            np.column_stack([points, z]), site.relief.altitude, site.step,
            scale=project.grid_scale, convergence=project.convergence,
        )  # fmt: skip
        told = {
            "ground": found.ground,
            "horizontal": found.horizontal,
            "straight": found.straight,
            "rise": found.rise,
        }
        facts = {**_exact(told), "azimuth": None, **_basis(project, site)}
        if found.azimuth == found.azimuth:
            facts["azimuth"] = round(found.azimuth, MILLIMETRES)
        _say(options, tr, "distance", told, "m", facts)
    return 0


def area(options: argparse.Namespace, tr: Translator) -> int:
    """Measure the area within a ring of points."""
    points = enough(options.points, 3)
    with _site(options.project, tr, trees=False) as (project, _, site):
        found = area_of(points, site.relief.altitude, site.step, scale=project.grid_scale)
        told = {"horizontal": found.horizontal, "slope": found.slope}
        facts = {**_exact({**told, "perimeter": found.perimeter}), **_basis(project, site)}
        _say(options, tr, "area", told, "m2", facts)
    return 0


def profile(options: argparse.Namespace, tr: Translator) -> int:
    """Cut ground and buildings along a line."""
    points = enough(options.points, 2)
    with _site(options.project, tr, trees=options.trees) as (project, view, site):
        found = site.profile(points, project.grid_scale, trees=options.trees)
        if options.csv is not None:
            profile_csv(options.csv, found, project, view, tr)
        crossed = {(layer, x.row) for layer, x in found.blocks}
        if options.json:
            facts: dict[str, Any] = {
                "length": round(float(found.s[-1]), MILLIMETRES),
                "buildings": len(crossed),
                "certainty": profile_certainty(project, view, found).value,
                "sources": list(profile_sources(project, found, tr)),
                "places": profile_rows(found),
                **_basis(project, site),
            }
            if options.csv is not None:
                facts["path"] = str(options.csv)
            print_json(facts)
            return 0
        length, decimals = rounded(float(found.s[-1]))
        low, high = (tr.number(float(x), 0) for x in (found.ground.min(), found.ground.max()))
        told = tr("measuring.unit.m", value=tr.number(length, decimals))
        print_lines(tr("cli.say.profile", length=told, low=low, high=high, buildings=len(crossed)))
        if options.csv is not None:
            print_lines(tr("cli.say.profile_saved", path=options.csv))
    return 0


def viewshed(options: argparse.Namespace, tr: Translator) -> int:
    """Compute what is seen from a point, and add it to the project as a layer."""
    opened = open_project(options.project)
    try:
        session = opened.session
        with _bar(tr) as progress:
            site = site_of(
                session.project, session.view, opened.store, trees=options.trees, progress=progress
            )
            x, y = options.start
            question = Question(
                x, y, options.eye, options.radius, options.step,
                roof=options.roof, trees=options.trees, tops=options.tops,
            )  # fmt: skip
            layer, sight = seen_from(session.project, opened.store, site, question, progress)
        project = session.project
        grown = adopted(project, Loaded((layer,), (), project.crs, project.vertical))
        session.commit("viewshed", grown, layer=layer.id)
        waiting = set(initially_hidden(grown)) - {x.id for x in project.layers}
        hidden = tuple(sorted({*session.view.hidden, *waiting}))
        session.set_view(msgspec.structs.replace(session.view, hidden=hidden))
        opened.save()
        added = next(x for x in grown.layers if x.payload == layer.payload)
        share = share_seen(sight)
        if options.json:
            facts = {"seen": round(share, 4), "eye": [round(v, 2) for v in sight.eye]}
            print_json({"project": str(options.project), "layer": layer_facts(added, tr), **facts})
        else:
            told = tr.number(100 * share, 1)
            print_lines(tr("cli.say.viewshed", title=title_of(added, tr), share=told, id=added.id))
        return 0
    finally:
        opened.close()


def enough(points: tuple[tuple[float, float], ...], least: int) -> np.ndarray:
    """Return points as an array (N, 2).

    Raises
    ------
    InputError
        ``measuring.too_few``.
    """
    distinct = tuple(dict.fromkeys(points))
    if len(distinct) < least:
        raise InputError("measuring.too_few", least=least, count=len(distinct))
    return np.array(points if least == 2 else distinct, float)


@contextmanager
def _site(path: Path, tr: Translator, *, trees: bool) -> Iterator[tuple[Project, ViewState, Site]]:
    """Give a project, its view and what there is to measure; nothing of it is changed."""
    if not path.exists():
        raise InputError("file.not_found", path=path)
    with temporary_folder() as folder:
        project, view, store = read_project(path, Path(folder))
        view = view or ViewState(hidden=initially_hidden(project))
        assert isinstance(store, Store)
        with _bar(tr) as progress:
            site = site_of(project, view, store, trees=trees, progress=progress)
        yield project, view, site


@contextmanager
def _bar(tr: Translator) -> Iterator[Progress]:
    progress = progress_for(tr)
    try:
        yield progress
    finally:
        if isinstance(progress, Bar):
            progress.close()


def _exact(values: dict[str, float]) -> dict[str, Any]:
    return {name: round(value, MILLIMETRES) for name, value in values.items()}


def _basis(project: Project, site: Site) -> dict[str, Any]:
    """Return what lengths rest on: the projection's scale, and whether the ground is estimated."""
    return {
        "crs": project.crs,
        "grid_scale": project.grid_scale,
        "ground_estimated": site.relief.estimated,
    }


def _say(
    options: argparse.Namespace,
    tr: Translator,
    kind: str,
    values: dict[str, float],
    unit: str,
    facts: dict[str, Any],
) -> None:
    if options.json:
        print_json(facts)
        return
    for name, value in values.items():
        told, decimals = rounded(value, 0.1)
        text = tr(f"measuring.unit.{unit}", value=tr.number(told, decimals))
        print_lines(tr("cli.say.measured", label=tr(f"measuring.{kind}.{name}"), value=text))
    if facts["ground_estimated"]:
        print_lines(tr("measuring.on_estimated"))
