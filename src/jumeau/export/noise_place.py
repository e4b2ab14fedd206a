"""The noise of a place as a table that spreadsheets open, and as plain data."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.export.credits import source_lines
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.model.project import Project
from jumeau.render.noise_paths import Heard, Route, table_of, told_routes
from jumeau.render.noise_place import Answer
from jumeau.render.noise_place_words import MOMENTS, comparisons, sentence, source_name
from jumeau.render.variant_words import side_title
from jumeau.simulation.noise.bands import HZ, PERIODS


def answer_sources(answer: Answer, project: Project, tr: Translator) -> tuple[str, ...]:
    """Return the sources of an answer, each once."""
    return tuple(source_lines([x for x in project.layers if x.id in answer.layers], tr))


def answer_csv(path: Path, answer: Answer, project: Project, year: int, tr: Translator) -> None:
    """Write an answer as CSV: UTF-8 with a mark, semicolons, the language's decimal sign.

    The first lines tell the certainty, what is said and the sources; then come the levels, and a
    row a way and a term.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    titles = {x: side_title(project, x, year, tr) for x in answer.ids}
    for line in (
        tr(f"certainty.{answer.certainty}"),
        tr("noise_place.local"),
        tr("noise_place.mean"),
        tr("noise_place.line", title=titles[answer.ids[0]], told=sentence(answer, tr)),
        *comparisons(answer, project, year, tr),
        *answer_sources(answer, project, tr),
        project.crs,
    ):
        table.writerow([f"# {line}"])

    def number(value: float) -> str:
        return "" if math.isnan(value) else tr.number(round(value, 2), 2)

    said = {x: tr(f"noise_place.column.{x}") for x in ("variant", "what", "level", "number")}
    table.writerow([said["variant"], said["what"], said["level"]])
    for one, heard in answer.heard.items():
        for moment, value in _moments(heard):
            table.writerow([titles[one], tr(f"noise_place.period.{moment}"), number(value)])
    heads = [tr(f"noise_place.column.{x}") for x in ("source", "kind", "length", "term")]
    bands = [tr("noise_place.hz", number=f"{x:g}") for x in HZ]
    table.writerow([said["variant"], said["number"], *heads, *bands])
    for one, heard in answer.heard.items():
        for k, route in enumerate(told_routes(heard), 1):
            name = source_name(route.name, route.source, tr)
            kind = tr(f"noise_place.kind.{route.kind}")
            for term, values in table_of(route):
                cells = [name, kind, number(route.length), tr(f"noise_place.term.{term}")]
                table.writerow([titles[one], str(k), *cells, *(number(x) for x in values)])
    with writing(path) as temporary:
        temporary.write_bytes(out.getvalue().encode("utf-8-sig"))


def _moments(heard: Heard) -> tuple[tuple[str, float], ...]:
    """Return the levels of the day and of its parts; NaN where nothing is heard."""
    there = not (heard.built or heard.silent)
    values = (heard.lden, *heard.levels.tolist()) if there else (math.nan,) * len(MOMENTS)
    return tuple(zip(MOMENTS, values, strict=True))


def answer_facts(answer: Answer, project: Project, year: int, tr: Translator) -> dict[str, Any]:
    """Return an answer as plain data."""
    spot = answer.spot
    return {
        "crs": project.crs,
        "point": _rounded(np.array(spot.point)),
        "height_m": round(spot.above, 2),
        "before_wall": spot.normal is not None,
        "certainty": answer.certainty.value,
        "said": [sentence(answer, tr), *comparisons(answer, project, year, tr)],
        "not_a_strategic_map": tr("noise_place.local"),
        "unit": "dB(A)",
        "bands_hz": HZ.tolist(),
        "sources_of_data": list(answer_sources(answer, project, tr)),
        "notes": [
            {"code": x.code, "count": x.count, **dict(x.fields)} for x in answer.notes
        ],
        "variants": {one: _heard(heard) for one, heard in answer.heard.items()},
    }  # fmt: skip


def _heard(heard: Heard) -> dict[str, Any]:
    if heard.built:
        return {"built": True}
    levels = {"lden": round(heard.lden, 2)} | {
        name: round(x, 2) for name, x in zip(PERIODS, heard.levels.tolist(), strict=True)
    }
    return {
        "built": False,
        "levels": levels if heard.routes else {},
        "sources": [
            {"name": x.name, "kind": ("road", "rail", "industry")[x.source],
             "share": round(x.share, 4), "level": round(x.level, 2)}
            for x in heard.sources()
        ],
        "paths": [_route(x) for x in told_routes(heard)],
        "paths_in_all": len(heard.routes),
    }  # fmt: skip


def _route(route: Route) -> dict[str, Any]:
    return {
        "section": route.section,
        "name": route.name,
        "kind": route.kind.value,
        "length_m": round(route.length, 2),
        "level": round(route.level, 2),
        "points": [_rounded(x) for x in route.points],
        "bands": {name: _rounded(np.array(x)) for name, x in table_of(route)},
    }


def _rounded(values: NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(x) else round(x, 2) for x in values.tolist()]
