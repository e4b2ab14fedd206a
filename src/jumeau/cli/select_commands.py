"""The commands ``select`` and ``filter``: features that an expression is true of."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from jumeau.cli.output import print_json, print_lines
from jumeau.cli.project_commands import layer_named
from jumeau.errors import JumeauError
from jumeau.i18n import Translator
from jumeau.io.expressions.masks import mask, shown_rows
from jumeau.io.projects.project_file import open_project
from jumeau.io.table_files import write_table
from jumeau.io.table_rows import read_sheet
from jumeau.model.project import change_layer
from jumeau.titles import title_of

MOST_LISTED = 50


def select(options: argparse.Namespace, tr: Translator) -> int:
    """Count, list or write the features of a layer that an expression is true of."""
    opened = open_project(options.project)
    try:
        project = opened.session.project
        layer = layer_named(project, options.layer)
        found = mask(opened.store, layer, options.where)
        shown = shown_rows(opened.store, layer)
        if shown is not None:
            found &= shown
        rows = np.flatnonzero(found)
        answer: dict[str, Any] = {
            "layer": layer.id, "where": options.where, "count": len(rows), "of": len(found),
        }  # fmt: skip
        if options.csv is not None:
            sheet = read_sheet(opened.store, layer)
            written = write_table(opened.store, sheet, rows, options.csv, project.crs, tr)
            answer["written"], answer["sources"] = (str(path) for path in written)
        elif not options.count:
            answer["rows"] = rows.tolist()
            answer["keys"] = _keys(opened.store, layer, rows)
        if options.json:
            print_json(answer)
        elif options.count:
            print(len(rows))
        else:
            title = title_of(layer, tr)
            print_lines(tr("selecting.cli.select", number=len(rows), whole=len(found), layer=title))
            if options.csv is not None:
                print_lines(tr("selecting.cli.csv", path=answer["written"]))
            for key in (answer.get("keys") or [])[:MOST_LISTED]:
                print_lines(tr("selecting.cli.row", row=key))
            if len(answer.get("keys") or []) > MOST_LISTED:
                print_lines(tr("selecting.cli.row", row="…"))
        return 0
    finally:
        opened.close()


def _keys(store: Any, layer: Any, rows: Any) -> list[str]:
    """Return the source's stable keys of some rows; their numbers, from 1, where it has none."""
    if not layer.key_field:
        return [str(row + 1) for row in rows.tolist()]
    values = store.table(layer.payload, [layer.key_field]).column(layer.key_field)
    return [str(values[row].as_py()) for row in rows.tolist()]


def set_filter(options: argparse.Namespace, tr: Translator) -> int:
    """Filter a layer, take its filter off, or tell which one it has."""
    opened = open_project(options.project)
    try:
        session = opened.session
        layer = layer_named(session.project, options.layer)
        title = title_of(layer, tr)
        text = "" if options.off else options.expression
        if text is not None and text != layer.filter:
            if text and not mask(opened.store, layer, text).any():
                raise JumeauError("expression.nothing_left")
            label = "filter" if text else "filter_off"
            session.commit(label, change_layer(session.project, layer.id, filter=text), title=title)
            opened.save()
        layer = session.project.layer(layer.id)
        shown = shown_rows(opened.store, layer)
        number = layer.count if shown is None else int(shown.sum())
        if options.json:
            print_json(
                {"layer": layer.id, "filter": layer.filter, "count": number, "of": layer.count}
            )
        else:
            key = "filter_on" if layer.filter else "filter_off"
            fields = {"layer": title, "filter": layer.filter, "number": number}
            print_lines(tr(f"selecting.cli.{key}", whole=layer.count, **fields))
        return 0
    finally:
        opened.close()
