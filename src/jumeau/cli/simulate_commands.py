"""The commands ``simulate`` and ``analysis``: what the window does, with the same functions."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.project_commands import layer_facts
from jumeau.cli.variant_commands import read, variant_named
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import OpenProject, open_project
from jumeau.io.results import export_result
from jumeau.model.inputs import outdated
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress
from jumeau.model.project import Project
from jumeau.model.variant import TODAY
from jumeau.render.analysed import added_to, outdated_runs, renewed_in, shown_with
from jumeau.render.analysing import Asked, answered, whole_area
from jumeau.render.shelf import Shelf
from jumeau.simulation.catalogue import catalogue, checked
from jumeau.titles import title_of
from jumeau.variants.edit_words import bare

_SEVERAL = frozenset({"surfaces", "sources"})
_TODAY = ("today", "aujourd_hui", "aujourdhui", "0")


def simulate(options: argparse.Namespace, tr: Translator) -> int:
    """Compute an analysis, and add its result to the project as one action."""
    opened = open_project(options.project)
    try:
        session = opened.session
        asked = _asked(session.project, options)
        layers, results = _with_bar(
            tr, lambda bar: answered(session.project, asked, opened.store, Shelf(), bar)
        )
        grown = added_to(session.project, layers)
        _keep(opened, asked.simulation, grown, layers)
        added = [x for x in grown.layers if x.analysis == layers[0].analysis] if layers else []
        coarse = dict(results.facts).get("resolution_needed", "")
        if options.json:
            print_json({
                "project": str(options.project),
                "run": layers[0].analysis.run if layers and layers[0].analysis else "",
                "layers": [layer_facts(x, tr) for x in added],
                "facts": dict(results.facts),
                "figures": {name: round(value, 6) for name, value in results.shares},
                "resolution_needed": float(coarse) if coarse else None,
            })  # fmt: skip
            return 0
        print_lines(*(
            tr("analyses.say.result", title=title_of(x, tr), id=x.id, count=tr.number(x.count))
            for x in added
        ))  # fmt: skip
        if coarse:
            step = f"{asked.params.resolution:g}"
            print_lines(tr("analyses.coarse", step=step, needed=coarse))
        return 0
    finally:
        opened.close()


def list_all(options: argparse.Namespace, tr: Translator) -> int:
    """List results, and tell whether they are up to date."""
    with read(options.project) as (project, _):
        found = [x for x in project.layers if x.analysis is not None]
        states = {x.id: outdated(project, x) for x in found}
        if options.json:
            print_json({"results": [_record(x, states[x.id], tr) for x in found]})
            return 0
        lines = []
        for layer in found:
            why = states[layer.id]
            state = tr("analyses.say.current")
            if why is not None:
                state = f"{tr('analyses.outdated')}, {tr(f'analyses.reason.{why}')}"
            lines.append(
                tr("analyses.say.listed", id=layer.id, title=title_of(layer, tr), state=state)
            )
        print_lines(*(lines or [tr("analyses.say.none")]))
    return 0


def renew(options: argparse.Namespace, tr: Translator) -> int:
    """Compute again what is out of date, as one action."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        runs = outdated_runs(project, every=options.all)
        grown, done = _with_bar(
            tr, lambda bar: renewed_in(project, runs, opened.store, Shelf(), bar)
        )
        if done:
            opened.session.commit("analysis_renew", grown(project), count=len(done))
            opened.save()
        if options.json:
            print_json({"project": str(options.project), "renewed": list(done)})
        elif not done:
            print_lines(tr("analyses.nothing_to_renew"))
        else:
            print_lines(tr.count("analyses.renewed", len(done)))
        return 0
    finally:
        opened.close()


def export(options: argparse.Namespace, tr: Translator) -> int:
    """Write a result to a file."""
    with read(options.project) as (project, store):
        results = [x for x in project.layers if x.analysis is not None]
        layer = next((x for x in results if x.id == options.layer), None)
        if layer is None:
            known = ", ".join(x.id for x in results) or "\N{EN DASH}"
            raise InputError("analyses.not_a_result", layer=options.layer, known=known)
        export_result(layer, store, options.out)
        why = outdated(project, layer)
        if options.json:
            print_json({"path": str(options.out), "layer": layer.id,
                        "outdated": None if why is None else why.value})  # fmt: skip
            return 0
        print_lines(tr("analyses.say.exported", path=options.out))
        if why is not None:
            print_lines(f"{tr('analyses.outdated')}, {tr(f'analyses.reason.{why}')}")
    return 0


# -- parts -----------------------------------------------------------------------------------------


def _asked(project: Project, options: argparse.Namespace) -> Asked:
    """Return the question that the options ask."""
    simulation = catalogue()[options.simulation]
    values: dict[str, Any] = {}
    for name, value in vars(options).items():
        if name.startswith("param_") and value is not None:
            key = name.removeprefix("param_")
            if key == "dates" and isinstance(value, list):
                value = "/".join(value)
            values[key] = [x for x in value.split(",") if x] if key in _SEVERAL else value
    params = checked(simulation, values)
    against = () if options.against is None else (_variant(project, options.against),)
    variant = TODAY if options.variant is None else _variant(project, options.variant)
    area = options.bbox or whole_area(project)
    return Asked(simulation.id, params, area, variant, against, options.shown_year)


def _variant(project: Project, name: str) -> str:
    return TODAY if bare(name) in _TODAY else variant_named(project, name).id


def _with_bar(tr: Translator, work: Any) -> Any:
    progress: Progress = progress_for(tr)
    try:
        return work(progress)
    finally:
        if isinstance(progress, Bar):
            progress.close()


def _keep(opened: OpenProject, label: str, grown: Project, layers: tuple[Layer, ...]) -> None:
    """Commit a result, show it, and save."""
    session = opened.session
    session.commit(label, grown, layer=layers[0].id if layers else "")
    session.set_view(shown_with(grown, session.view, layers))
    opened.save()


def _record(layer: Layer, why: Any, tr: Translator) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": layer.id, "title": title_of(layer, tr), "role": layer.role.value,
        "outdated": None if why is None else why.value,
        "analysis": msgspec.to_builtins(layer.analysis),
    }  # fmt: skip
    return record
