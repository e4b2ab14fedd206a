"""The command ``search``: where in a project something is."""

from __future__ import annotations

import argparse
from pathlib import Path

from jumeau.cli.output import print_json, print_lines
from jumeau.i18n import Translator
from jumeau.io.gazetteer.asking import ask
from jumeau.io.gazetteer.index import Found, build_gazetteer
from jumeau.io.projects.project_file import read_project, temporary_folder


def search(options: argparse.Namespace, tr: Translator) -> int:
    """Look for a name, an address, a parcel or coordinates; exit code 1 where nothing is found."""
    with temporary_folder() as folder:
        project, _view, store = read_project(options.project, Path(folder))
        index = build_gazetteer(project, store)
        found = ask(" ".join(options.text), project, index, options.limit)
    if options.json:
        print_json({"crs": project.crs, "found": [_facts(item) for item in found]})
    elif found:
        print_lines(*(_line(item, tr) for item in found))
    else:
        print_lines(tr("shell.search.none"))
    return 0 if found else 1


def _facts(item: Found) -> dict[str, object]:
    return {
        "kind": item.kind,
        "title": item.title,
        "detail": item.detail,
        "bounds": [round(part, 2) for part in item.bounds],
        "place": [round(part, 2) for part in item.place],
        "layer": item.layer,
        "rows": list(item.rows),
        "score": round(item.score, 3),
    }


def _line(item: Found, tr: Translator) -> str:
    return tr(
        "shell.search.line",
        kind=tr(f"shell.kind.{item.kind}"),
        title=item.title,
        detail=item.detail or "\N{EN DASH}",
        x=tr.number(item.place[0]),
        y=tr.number(item.place[1]),
    )
