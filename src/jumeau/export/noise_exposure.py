"""Who is exposed to which noise, as a table that spreadsheets open, and as plain data."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

from jumeau.export.credits import source_lines
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.model.project import Project
from jumeau.model.results import certainty_of
from jumeau.render.noise.exposing import Exposed
from jumeau.render.noise_exposure_words import (
    class_told,
    method_told,
    number_short,
    number_told,
    sentences,
    titles,
)
from jumeau.simulation.noise.exposure_told import Rounded

KINDS = ("residents", "dwellings", "sensitive")


def sources_told(found: Exposed, project: Project, tr: Translator) -> tuple[str, ...]:
    """Return the sources of what was counted, each once, then the methods."""
    results = [x for x in project.layers if x.id in found.layers]
    used = {y for x in results for y in x.provenance.derived_from}
    return source_lines([*(x for x in project.layers if x.id in used), *results], tr)


def certainty_told(found: Exposed, project: Project, tr: Translator) -> str:
    """Return how sure it is: the worst of the results."""
    from jumeau.model.provenance import worst

    results = [certainty_of(x) for x in project.layers if x.id in found.layers]
    return tr(f"certainty.{worst(results)}")


def columns(found: Exposed, project: Project, year: int, tr: Translator) -> tuple[str, ...]:
    """Return the headings of the table."""
    names = titles(found, project, year, tr)
    told = [tr("noise_exposure.column.class")]
    for kind in KINDS:
        title = tr(f"noise_exposure.column.{kind}")
        told += [f"{title} \N{EN DASH} {x}" if len(names) > 1 else title for x in names]
    return tuple(told)


def cells(found: Exposed, tr: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the table as it is told."""
    return tuple(
        (class_told(row, tr),
         *(number_told(x, tr) for kind in KINDS for x in getattr(row, kind)))
        for row in found.rows
    )  # fmt: skip


def pairs(found: Exposed, tr: Translator) -> tuple[tuple[str, ...], ...]:
    """Return the rows with both sides in one cell: ``< 100 → 200``."""
    told = number_short if len(found.sides) > 1 else number_told
    return tuple(
        (class_told(row, tr),
         *(" \N{RIGHTWARDS ARROW} ".join(told(x, tr) for x in getattr(row, kind))
           for kind in KINDS))
        for row in found.rows
    )  # fmt: skip


def as_csv(found: Exposed, project: Project, year: int, tr: Translator) -> str:
    """Return the table with its certainty, sentences, method and sources above, as CSV."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";" if tr.language == "fr" else ",", lineterminator="\r\n")
    for line in (
        certainty_told(found, project, tr),
        *sentences(found, project, year, tr),
        tr("noise_exposure.unit"),
        *method_told(found, tr),
        *sources_told(found, project, tr),
    ):
        table.writerow([f"# {line}"])
    table.writerow(columns(found, project, year, tr))
    table.writerows(cells(found, tr))
    return out.getvalue()


def write_csv(path: Path, found: Exposed, project: Project, year: int, tr: Translator) -> None:
    """Write the table as CSV: UTF-8 with a mark, separated as the language's spreadsheets do."""
    text = as_csv(found, project, year, tr)
    with writing(path) as temporary, open(
        temporary, "w", encoding="utf-8-sig", newline=""
    ) as file:  # fmt: skip
        file.write(text)


def facts(found: Exposed, project: Project, year: int, tr: Translator) -> dict[str, Any]:
    """Return the table as plain data: rounded as it is told everywhere."""

    def bound(value: float) -> float | None:
        return value if math.isfinite(value) else None

    def number(told: Rounded) -> dict[str, Any]:
        return {"value": told.value, "fewer_than": told.fewer}

    sides = [x.variant for x in found.sides]
    rows = [
        {"from": bound(row.lower), "below": bound(row.upper)}
        | {k: [number(x) for x in getattr(row, k)] for k in KINDS}
        for row in found.rows
    ]
    moved = None
    if found.moved is not None:
        moved = {k: number(getattr(found.moved, k)) for k in ("quieter", "louder", "alike")}
    told: dict[str, Any] = {
        "indicator": found.indicator,
        "variants": sides,
        "titles": list(titles(found, project, year, tr)),
        "classes": rows,
        "moved": moved,
        "quiet_facade": [number(x.quiet) for x in found.sides],
        "not_computed": [number(x.unknown) for x in found.sides],
        "said": list(sentences(found, project, year, tr)),
        "certainty": certainty_told(found, project, tr),
        "method": list(method_told(found, tr)),
        "sources": list(sources_told(found, project, tr)),
    }
    if found.reference is not None:
        above = [number(x.above) for x in found.sides]
        told["reference"] = {"level": found.reference, "buildings_above": above}
    return told
