"""Counters of cycles and cars, as one JSON file a counter: its place, and its counts a month."""

from __future__ import annotations

import calendar
import datetime
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.tables.drafting import stem_of
from jumeau.io.vectors.drafts import Origin, facts_of, in_window
from jumeau.io.vectors.features import encoded
from jumeau.model.progress import Progress, silent
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role

LARGEST = 64 * 2**20
_MODES = (("bicycle", ("velo", "cycl", "bike")), ("pedestrian", ("pieton", "pedestr", "marche")),
          ("car", ("voiture", "vehicule", "routier", "car ")))  # fmt: skip
COLUMNS = tuple((name, name) for name in ("name", "daily", "mode", "instant"))


class CountsReader:
    """One counter a file."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what the file holds."""
        return facts_of(path, self.read(path, None, silent, None))

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the counter: its latest full period as vehicles a day, all of them in ``counts``."""
        name = stem_of(path)
        if only is not None and name not in only:
            return
        progress(0.0, "reading")
        record = _record(path)
        series, lost = series_of(record.get("counts"))
        if not series:
            raise InputError("vector.empty_layer", path=path.name, layer=name)
        table = _table(path, record, series)
        table = in_window(table, window, "EPSG:4326")
        if not table.num_rows:
            raise InputError("vector.nothing_here", path=path.name, layer=name)
        x, y = shapely.get_coordinates(shapely.from_wkb(table["geometry"][0].as_py()))[0].tolist()
        bounds: Bounds = (x, y, x, y)
        yield Draft(
            role=Role.TRAFFIC_COUNT, name=name, content=table, crs="EPSG:4326", bounds=bounds,
            title=str(record.get("name") or ""), columns=COLUMNS, key_field="id",
            provenance=Provenance(sources=Origin(path, name).file, edition=series[-1][0]),
            certainty=Certainty.MEASURED, instant=series[-1][0],
            left_out=(LeftOut("unreadable_values", lost),) if lost else (),
        )  # fmt: skip
        progress(1.0, "reading")


def series_of(counts: Any) -> tuple[list[tuple[str, float, int]], int]:
    """Return counts in the order of time.

    Parameters
    ----------
    counts : list
        Records with a ``month``, ``date`` or ``day`` (ISO) and a ``count``.

    Returns
    -------
    list of (str, float, int)
        First day of the period (ISO), count, days of the period.
    int
        How many records could not be read.
    """
    found: list[tuple[str, float, int]] = []
    lost = 0
    for item in counts if isinstance(counts, list) else []:
        try:
            monthly = "month" in item
            text = str(item["month"] if monthly else item.get("date") or item["day"])
            day = datetime.date.fromisoformat(text[:10] if len(text) >= 10 else f"{text[:7]}-01")
            value = float(item["count"])
            days = calendar.monthrange(day.year, day.month)[1] if monthly else 1
        except (KeyError, TypeError, ValueError, AttributeError):
            lost += 1
            continue
        if 0 <= value < 1e9:
            found.append((day.isoformat(), value, days))
        else:
            lost += 1
    return sorted(found), lost


def _record(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > LARGEST:
        raise InputError("table.too_big", path=path.name, limit=LARGEST // 10**6)
    try:
        with open(path, encoding="utf-8-sig") as file:
            record = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("table.unreadable", path=path.name, reason=str(error)[:200]) from error
    if not isinstance(record, dict):
        raise InputError("counts.no_place", path=path.name)
    return record


def _table(path: Path, record: Mapping[str, Any], series: Sequence[tuple[str, float, int]]) -> Any:
    place = record.get("coordinates")
    try:
        x, y = (float(v) for v in (place or ())[:2])
    except (TypeError, ValueError) as error:
        raise InputError("counts.no_place", path=path.name) from error
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise InputError("counts.no_place", path=path.name)
    instant, count, days = series[-1]
    words = f"{record.get('description') or ''} {record.get('name') or ''} {path.parent.name}"
    key = record.get("idPdc", record.get("id", stem_of(path)))
    row = {
        "id": str(key),
        "name": str(record.get("name") or stem_of(path)),
        "daily": count / days,
        "mode": mode_of(words),
        "instant": instant,
        "period_days": days,
        "counts": json.dumps([[day, value] for day, value, _ in series]),
        **{k: str(record[k]) for k in ("description", "arrondissement") if record.get(k)},
    }
    table = pa.Table.from_pylist([row])
    return table.append_column("geometry", encoded(shapely.points([[x, y]])))


def mode_of(words: str) -> str:
    """Return which traffic a counter counts, by what is said of it; empty where nothing is."""
    bare = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return next((mode for mode, signs in _MODES if any(s in bare for s in signs)), "")
