"""Typical years of PVGIS (Joint Research Centre of the European Commission), as CSV or JSON.

The values of an hour are those of the satellite's scan, ``Irradiance Time Offset`` after the full
hour (UTC); each stands for the hour around it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from jumeau.io.weather.rows import Rows

_NUMBER = r"\s*[:,]\s*(-?\d+(?:\.\d+)?)"
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2}):(\d{2})(\d{2})$")


def read_pvgis_csv(text: str) -> Rows:
    """Return the rows of a CSV file.

    Raises
    ------
    ValueError, KeyError
        Where the text is no whole file of PVGIS.
    """
    head, _, body = text.partition("time(UTC)")
    rows = csv.DictReader(io.StringIO("time(UTC)" + body))
    found = [row for row in rows if _STAMP.match(row["time(UTC)"] or "")]

    def told(name: str, default: float = float("nan")) -> float:
        match = re.search(name + r"[^:\n]*" + _NUMBER, head)
        return float(match.group(1)) if match else default

    offset = told("Irradiance Time Offset", 0.0)
    return _rows(found, (told("Latitude"), told("Longitude"), told("Elevation")), offset)


def read_pvgis_json(text: str) -> Rows:
    """Return the rows of a JSON file.

    Raises
    ------
    ValueError, KeyError
        Where the text is no whole file of PVGIS.
    """
    tree = msgspec.json.decode(text)
    place = tree["inputs"]["location"]
    where = (place["latitude"], place["longitude"], place.get("elevation") or 0.0)
    offset = float(place.get("irradiance_time_offset") or 0.0)
    return _rows(tree["outputs"]["tmy_hourly"], where, offset)


def _rows(rows: Iterable[Mapping[str, Any]], where: Iterable[float], scan: float) -> Rows:
    stamps, values = [], []
    for row in rows:
        match = _STAMP.match(str(row["time(UTC)"]))
        if match is None:
            raise ValueError(str(row["time(UTC)"])[:20])
        stamps.append([int(x) for x in match.groups()])
        values.append([_number(row[x]) for x in ("G(h)", "Gb(n)", "Gd(h)")])
        values[-1].append(_number(row.get("T2m")))
    if not stamps:
        raise ValueError("no data")
    years, month, day, hour, minute = np.array(stamps).T
    ghi, dni, dhi, warm = np.array(values, float).T
    latitude, longitude, altitude = where
    return Rows(
        month, day, hour + minute / 60 + scan, 0.0, 1.0, ghi, dni, dhi, warm,
        float(latitude), float(longitude), float(altitude),
        f"PVGIS TMY {years.min()}\N{EN DASH}{years.max()}, © European Commission, JRC",
    )  # fmt: skip


def _number(value: Any) -> float:
    return float("nan") if value in (None, "", "NaN") else float(value)
