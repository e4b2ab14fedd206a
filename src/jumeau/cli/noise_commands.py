"""Commands on noise: what emits it, and how that is known."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.cli.variant_commands import read, variant_named
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.model.project import Project
from jumeau.model.variant import TODAY
from jumeau.render.analysing import whole_area
from jumeau.render.noise.listing import Row, cells_of, listing_of, note_told, write_csv
from jumeau.render.shelf import Shelf
from jumeau.simulation.analyses.params import Noise

SHOWN = 20
"""Roads that are told as sentences; the table in a file and the JSON have them all."""


def sources(options: argparse.Namespace, tr: Translator) -> int:
    """Tell the roads and rails of a variant, their traffic, where it comes from."""
    progress = progress_for(tr)
    with read(options.project) as (project, store):
        variant = _variant(project, options.variant)
        try:
            found = listing_of(
                project, variant, Noise(), whole_area(project), store, Shelf(), progress
            )
        finally:
            if isinstance(progress, Bar):
                progress.close()
    if options.csv is not None:
        options.csv.parent.mkdir(parents=True, exist_ok=True)
        with writing(options.csv) as temporary, open(
            temporary, "w", encoding="utf-8", newline=""
        ) as file:  # fmt: skip
            write_csv(found.rows, file, tr)
    if options.json:
        print_json({
            "variant": variant,
            "rows": [_facts(x) for x in found.rows],
            "notes": [
                {"code": x.code, "count": x.count, "told": note_told(x, tr)} for x in found.notes
            ],
            "machines": found.machines,
        })  # fmt: skip
        return 0
    heard = [x for x in found.rows if x.heard]
    print_lines(tr("noise.sources.head", roads=tr.number(found.of("road")),
                   rails=tr.number(found.of("rail")),
                   machines=tr.number(found.machines)))  # fmt: skip
    for row in heard[:SHOWN]:
        name, kind, origin, daily, heavy, speed, _, power = cells_of(row, tr)
        facts = {"name": name, "kind": kind, "origin": origin, "daily": daily, "heavy": heavy,
                 "speed": speed, "power": power}  # fmt: skip
        print_lines("  " + tr(f"noise.sources.line_{row.kind}", **facts))
    if len(heard) > SHOWN:
        print_lines("  " + tr("noise.sources.more", count=tr.number(len(heard) - SHOWN)))
    if found.notes:
        print_lines(tr("noise.sources.notes"), *(f"  {note_told(x, tr)}" for x in found.notes))
    if options.csv is not None:
        print_lines(tr("noise.sources.csv", path=options.csv))
    return 0


def _variant(project: Project, name: str | None) -> str:
    if name is None or name.lower() in ("today", "aujourd_hui", "aujourdhui", "0"):
        return TODAY
    return variant_named(project, name).id


def _facts(row: Row) -> dict[str, Any]:
    facts = asdict(row)
    facts["place"] = [round(x, 2) for x in row.place]
    for name, digits in (("daily", 1), ("heavy", 4), ("power", 2), ("length", 1), ("speed", 1)):
        facts[name] = round(facts[name], digits)
    facts["power"] = facts["power"] if row.heard else None
    return facts
