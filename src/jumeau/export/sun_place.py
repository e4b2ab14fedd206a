"""The sun of a place as a table that spreadsheets open, and as plain data."""

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
from jumeau.render.sun_answers import Answer
from jumeau.render.sun_place_words import sentence, told_rule, told_time
from jumeau.render.variant_words import side_title
from jumeau.simulation.sun.diagram import Diagram, hidden_of
from jumeau.simulation.sun.position import MODEL
from jumeau.simulation.sun.presets import told
from jumeau.simulation.sun.share import DayShare


def answer_sources(answer: Answer, project: Project, tr: Translator) -> tuple[str, ...]:
    """Return the sources of an answer, each once."""
    return tuple(source_lines([x for x in project.layers if x.id in answer.layers], tr))


def answer_csv(path: Path, answer: Answer, project: Project, year: int, tr: Translator) -> None:
    """Write an answer as CSV: UTF-8 with a mark, semicolons, the language's decimal sign.

    The first lines tell the certainty, how it was computed, what it says and the sources; then a
    row an hour.
    """
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    titles = {x: side_title(project, x, year, tr) for x in answer.ids}
    for line in (
        tr(f"certainty.{answer.certainty}"),
        tr("sun_places.basis", step=f"{answer.step:g}"),
        tr("sun_places.trees_by_season" if answer.trees else "sun_places.trees_none"),
        tr("sun_places.not_included"),
        *answer_sources(answer, project, tr),
        project.crs,
    ):
        table.writerow([f"# {line}"])
    for date in answer.dates:
        for one in answer.ids:
            said = sentence(answer, project, date, one, tr)
            table.writerow([f"# {titles[one]} — {said}"])
            for beside in answer.rules(one, date):
                words = told_rule(beside, tr)
                table.writerow([f"# {titles[one]} — {words} ({beside.rule.source})"])
    table.writerow(
        [
            tr("sun_places.csv_column.date"),
            tr("sun_places.csv_column.hour"),
            *(tr("sun_places.csv_column.share", title=titles[x]) for x in answer.ids),
        ]
    )
    for date in answer.dates:
        hourly = {x: day.hourly() for x in answer.ids if (day := answer.day(x, date)) is not None}
        for hour in range(24):
            values = [hourly[x][hour] if x in hourly else math.nan for x in answer.ids]
            if all(v != v for v in values):
                continue
            cells = ["" if v != v else _number(100 * v, tr) for v in values]
            table.writerow([date.isoformat(), told_time(60 * hour, tr), *cells])
    with writing(path) as temporary:
        temporary.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def _number(value: float, tr: Translator) -> str:
    text = f"{value:.0f}"
    return text.replace(".", ",") if tr.language == "fr" else text


def write_chart(
    path: Path,
    pixels: NDArray[np.uint8],
    said: str,
    answer: Answer,
    project: Project,
    tr: Translator,
) -> None:
    """Write a chart (h, w, 3) with its sources below and in its XMP, as a PNG."""
    from jumeau.export.image import sources_strip, write_png

    sources = answer_sources(answer, project, tr)
    strip = sources_strip(sources, (pixels.shape[1], pixels.shape[0]), False, tr)
    title = f"{tr('sun_places.title')}, {project.name}"
    record = {"certainty": answer.certainty.value, "sources": list(sources)}
    text = f"{said} {tr(f'certainty.{answer.certainty}')}"
    write_png(path, np.vstack([pixels, strip]), title, text, sources, record)


def answer_facts(answer: Answer, project: Project, tr: Translator) -> dict[str, Any]:
    """Return an answer as plain data."""
    days = []
    for date in answer.dates:
        for one in answer.ids:
            day = answer.day(one, date)
            fact: dict[str, Any] = {"date": date.isoformat(), "variant": one}
            fact["said"] = sentence(answer, project, date, one, tr)
            if day is not None:
                fact |= _day(day)
                fact["rules"] = told(answer.rules(one, date))
            days.append(fact)
    return {
        "kind": answer.spot.kind.value,
        "crs": project.crs,
        "zone": answer.place.zone,
        "latitude": round(answer.place.latitude, 5),
        "longitude": round(answer.place.longitude, 5),
        "convergence": round(answer.place.convergence, 4),
        "sun": MODEL,
        "step_minutes": answer.step,
        "trees": answer.trees,
        "certainty": answer.certainty.value,
        "sources": list(answer_sources(answer, project, tr)),
        "days": days,
    }


def _day(day: DayShare) -> dict[str, Any]:
    hourly = day.hourly()
    return {
        "hours_mean": round(day.hours, 3),
        "hours_half": round(sum(b - a for a, b in day.intervals()) / 60, 3),
        "intervals": [[_clock(a), _clock(b)] for a, b in day.intervals()],
        "share_2h": round(day.share_with(2.0), 4),
        "area_m2": round(day.size, 2),
        "built_share": round(day.built, 4),
        "leaves_pass": round(day.passes, 3),
        "hourly": {
            f"{h:02d}:00": round(float(hourly[h]), 4) for h in range(24) if hourly[h] == hourly[h]
        },
        "steps": [
            {"time": _clock(m), "share": round(float(s), 4)}
            for m, s, up in zip(day.minute.tolist(), day.share.tolist(), day.up, strict=True)
            if up
        ],
    }


def diagram_facts(diagram: Diagram, names: dict[tuple[float, float], str]) -> dict[str, Any]:
    """Return a diagram as plain data.

    Parameters
    ----------
    names : dict
        Name of what stands at the places that hide the sun.
    """
    return {
        "eye": [round(x, 2) for x in diagram.eye],
        "normal": None if diagram.normal is None else [round(x, 4) for x in diagram.normal],
        "sky_share": round(diagram.sky, 4),
        "sky_view_factor": round(diagram.sky_cosine, 4),
        "horizon": [
            {"azimuth": round(float(a), 2), "elevation": round(float(h), 2)}
            for a, h in zip(diagram.azimuth, diagram.horizon, strict=True)
        ],
        "days": [
            {
                "date": path.date.isoformat(),
                "hidden": [
                    {
                        "from": _clock(x.start), "to": _clock(x.end), "by": x.by.value,
                        "x": round(x.where[0], 1), "y": round(x.where[1], 1),
                        "name": names.get(x.where, ""),
                    }
                    for x in hidden_of(path)
                ],
            }
            for path in diagram.paths
        ],
    }  # fmt: skip


def _clock(minutes: float) -> str:
    whole = math.floor(minutes + 0.5)
    return f"{whole // 60:02d}:{whole % 60:02d}"
