"""Commands on projects: info, new, add, card, pack, check."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.errors import InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.io.confined.parent import describe_confined, import_confined
from jumeau.io.importing import adopted
from jumeau.io.loading import Loaded
from jumeau.io.projects.project_file import (
    OpenProject,
    create,
    open_project,
    read_project,
    temporary_folder,
)
from jumeau.io.reading import Facts
from jumeau.io.store import Store, sha256_of
from jumeau.model.check import Case, report
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, change_layer, new_project
from jumeau.titles import title_of


def info(options: argparse.Namespace, tr: Translator) -> int:
    """Tell what a file or a project holds."""
    path: Path = options.path
    if not path.exists():
        raise InputError("file.not_found", path=path)
    if not is_project(path):
        facts = describe_confined(path)
        if options.json:
            print_json({"kind": "data", "layers": [_facts(layer) for layer in facts]})
        else:
            print_lines(*(_file_line(layer, tr) for layer in facts))
        return 0
    with temporary_folder() as folder:
        project, _view, _store = read_project(path, Path(folder))
    if options.json:
        print_json({"kind": "project", **project_facts(project, tr)})
    else:
        print_lines(*_project_lines(project, tr))
    return 0


def new(options: argparse.Namespace, tr: Translator) -> int:
    """Create a project from files."""
    name = options.name or options.project.stem
    opened = create(None, new_project(name))
    try:
        loaded = _import(opened, options, tr)
        opened.save_as(options.project)
        return _told(opened, loaded, options, tr, "cli.say.created")
    finally:
        opened.close(discard=True)


def add(options: argparse.Namespace, tr: Translator) -> int:
    """Add files to a project."""
    opened = open_project(options.project)
    try:
        loaded = _import(opened, options, tr)
        opened.save()
        return _told(opened, loaded, options, tr, "cli.say.added")
    finally:
        opened.close()


def card(options: argparse.Namespace, tr: Translator) -> int:
    """Complete the provenance card of a layer."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        layer = layer_named(project, options.layer)
        given = {
            field: value
            for field in ("producer", "product", "edition", "licence")
            if (value := getattr(options, field)) is not None
        }
        provenance = msgspec.structs.replace(layer.provenance, **given)
        changed = change_layer(project, layer.id, provenance=provenance)
        opened.session.commit("card", changed, layer=layer.id)
        opened.save()
        if options.json:
            print_json({"layer": layer.id, "provenance": msgspec.to_builtins(provenance)})
        else:
            print_lines(tr("cli.say.card", title=title_of(layer, tr), short=provenance.short))
        return 0
    finally:
        opened.close()


def pack(options: argparse.Namespace, tr: Translator) -> int:
    """Put a project into one file."""
    out: Path = options.out or options.project.with_suffix(".jumeau")
    opened = open_project(options.project)
    try:
        opened.pack(out, progress_for(tr))
    finally:
        opened.close()
    megabytes = out.stat().st_size / 1e6
    if options.json:
        print_json({"path": str(out), "bytes": out.stat().st_size})
    else:
        print_lines(tr("cli.say.packed", path=out, size=tr.number(megabytes, 1)))
    return 0


def check(options: argparse.Namespace, tr: Translator) -> int:
    """Check that each payload of a project has the content and the count that it should have."""
    with temporary_folder() as folder:
        project, _view, store = read_project(options.project, Path(folder))
        result = report(project_cases(project, store, tr))
    if options.json:
        print_json(result)
    else:
        for case in result["cases"]:
            key = "cli.say.check_ok" if case["ok"] else "cli.say.check_bad"
            print_lines(tr(key, id=case["id"], expected=case["expected"], got=case["got"]))
    return 0 if all(case["ok"] for case in result["cases"]) else 1


def project_cases(project: Project, store: Store, tr: Translator) -> list[Case]:
    """Return the cases of a project: the hash of each payload, the rows of each table."""
    cases = []
    for layer in project.layers:
        title = title_of(layer, tr)
        content = tr("check.payload", title=title)
        cases.append(Case(content, layer.payload.sha256, sha256_of(store.path(layer.payload))))
        if layer.payload.kind is PayloadKind.TABLE:
            rows = store.table(layer.payload, []).num_rows
            cases.append(Case(tr("check.count", title=title), float(layer.count), float(rows)))
    return cases


def is_project(path: Path) -> bool:
    """Tell whether a path names a project: a package, a folder, or its ``project.json``."""
    return (
        path.suffix == ".jumeau" or path.name == "project.json" or (path / "project.json").is_file()
    )


def project_facts(project: Project, tr: Translator) -> dict[str, Any]:
    """Return what ``jumeau info`` tells of a project."""
    return {
        "name": project.name,
        "crs": project.crs,
        "vertical": project.vertical,
        "bounds": project.bounds,
        "place": msgspec.to_builtins(project.place),
        "layers": [layer_facts(layer, tr) for layer in project.layers],
        "views": [view.name for view in project.views],
        "variants": [variant.title for variant in project.variants],
        "missing": list(project.missing),
    }


def layer_facts(layer: Layer, tr: Translator) -> dict[str, Any]:
    """Return what is told of a layer."""
    return {
        "id": layer.id,
        "title": title_of(layer, tr),
        "role": layer.role.value,
        "kind": layer.payload.kind.value,
        "count": layer.count,
        "bounds": layer.bounds,
        "certainty": layer.certainty.value,
        "provenance": msgspec.to_builtins(layer.provenance),
        "left_out": msgspec.to_builtins(layer.left_out),
        "repaired": msgspec.to_builtins(layer.repaired),
    }


def _import(opened: OpenProject, options: argparse.Namespace, tr: Translator) -> Loaded:
    for path in options.files:
        if not path.exists():
            raise InputError("file.not_found", path=path)
    progress = progress_for(tr)
    try:
        loaded = import_confined(
            options.files,
            opened.session.project,
            opened.store,
            crs=options.crs,
            commune=options.commune,
            margin=options.margin,
            progress=progress,
        )
    finally:
        if isinstance(progress, Bar):
            progress.close()
    opened.session.commit("add", adopted(opened.session.project, loaded))
    return loaded


def _told(
    opened: OpenProject, loaded: Loaded, options: argparse.Namespace, tr: Translator, key: str
) -> int:
    project = opened.session.project
    if options.json:
        print_json(
            {
                "project": str(options.project),
                "crs": project.crs,
                "layers": [layer_facts(layer, tr) for layer in loaded.layers],
                "problems": [
                    {"source": p.source, "code": p.code, **phrase_error(p.error, tr)}
                    for p in loaded.problems
                ],
                "missing": list(project.missing),
            }
        )
        return 0
    lines = [tr(key, path=options.project)]
    for layer in loaded.layers:
        lines += _layer_lines(layer, tr)
    for problem in loaded.problems:
        what = phrase_error(problem.error, tr)["what"]
        lines.append(tr("cli.say.problem", name=problem.source, what=what))
    if any(is_estimated_ground(layer) for layer in loaded.layers):
        lines.append(tr("cli.say.estimated_ground"))
    lines += _missing_lines(project, tr)
    print_lines(*lines)
    return 0


def _project_lines(project: Project, tr: Translator) -> list[str]:
    count = len(project.layers)
    lines = [tr("cli.say.project", name=project.name, crs=project.crs, layers=count)]
    for layer in project.layers:
        lines += _layer_lines(layer, tr)
    lines += [tr("cli.say.view_line", name=view.name) for view in project.views]
    return lines + _missing_lines(project, tr)


def _layer_lines(layer: Layer, tr: Translator) -> list[str]:
    key = "cli.say.layer" if layer.payload.kind is PayloadKind.TABLE else "cli.say.raster"
    lines = [tr(key, title=title_of(layer, tr), count=layer.count, id=layer.id)]
    for say, facts in (("left_out", layer.left_out), ("repaired", layer.repaired)):
        for fact in facts:
            reason = tr(f"left_out.{fact.reason}")
            lines.append(tr(f"cli.say.{say}", count=fact.count, reason=reason))
    return lines


def _missing_lines(project: Project, tr: Translator) -> list[str]:
    if not project.missing:
        return []
    items = [
        tr(
            "cli.say.missing_item",
            title=tr(f"missing.{name}.title"),
            why=tr(f"missing.{name}.why"),
            where=tr(f"missing.{name}.where"),
        )
        for name in project.missing
    ]
    return [tr("cli.say.missing"), *items]


def _facts(facts: Facts) -> dict[str, Any]:
    values = asdict(facts)
    return {**values, "source": facts.source.name, "role": facts.role.value}


def _file_line(facts: Facts, tr: Translator) -> str:
    return tr(
        "cli.say.file_layer",
        name=facts.layer,
        role=tr(f"roles.{facts.role}"),
        count=facts.count,
        geometry=facts.geometry or "–",
        crs=facts.crs or tr("cli.say.no_crs"),
    )


def layer_named(project: Project, name: str) -> Layer:
    """Return the layer of an id; ``layer.unknown`` names those there are."""
    try:
        return project.layer(name)
    except KeyError:
        known = ", ".join(layer.id for layer in project.layers)
        raise InputError("layer.unknown", name=name, known=known) from None
