"""Read a file of a typical year, whichever of the known formats it has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from jumeau.errors import InputError
from jumeau.io.weather.epw import read_epw
from jumeau.io.weather.pvgis import read_pvgis_csv, read_pvgis_json
from jumeau.io.weather.rows import Rows
from jumeau.io.weather.weather import Numbers, Weather

LARGEST = 64_000_000
"""Bytes: a year by the minute."""
YEAR = 2025
"""Typical years are sewn together of months of many years: all are told as days of this one."""
LEAST = 99.0
"""Share [%] of the intervals that must have their radiation."""
_SECONDS = 31_536_000


def read_weather(path: Path, year: int = YEAR) -> Weather:
    """Return the weather of a file, as days of one year.

    Parameters
    ----------
    path : Path
        EPW, or a TMY file of PVGIS as CSV or JSON.
    year : int
        29 February is left out.

    Raises
    ------
    InputError
        ``file.not_found``; ``weather.unknown``, ``weather.broken``,
        ``weather.radiation_missing``.
    """
    if not path.is_file():
        raise InputError("file.not_found", path=path)
    if path.stat().st_size > LARGEST:
        raise InputError("weather.broken", name=path.name, kind="", detail=path.stat().st_size)
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    kind, read = _kind(text)
    if read is None:
        raise InputError("weather.unknown", name=path.name, start=_start(text))
    try:
        rows = read(text)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        detail = str(error)[:80]
        raise InputError("weather.broken", name=path.name, kind=kind, detail=detail) from error
    return _checked(rows, path, kind, year)


def _kind(text: str) -> tuple[str, Callable[[str], Rows] | None]:
    head = text[:4000]
    if head.startswith("LOCATION,"):
        return "EPW", read_epw
    if head.lstrip().startswith("{") and '"tmy_hourly"' in text:
        return "PVGIS", read_pvgis_json
    if "time(UTC)" in head and "G(h)" in head:
        return "PVGIS", read_pvgis_csv
    return "", None


def _start(text: str) -> str:
    line = next((x for x in text.splitlines() if x.strip()), "")
    return "".join(x for x in line if x.isprintable())[:60]


def _checked(rows: Rows, path: Path, kind: str, year: int) -> Weather:
    """Return the rows in order of time within one year, their gaps counted."""
    if not len(rows.month):
        raise InputError("weather.broken", name=path.name, kind=kind, detail="0")
    leap = (rows.month == 2) & (rows.day == 29)
    radiation = np.stack([rows.ghi, rows.dni, rows.dhi])
    gaps = np.asarray(~np.isfinite(radiation).all(axis=0) | (radiation < 0).any(axis=0))
    share = 100.0 * (1.0 - float(gaps.mean()))
    if share < LEAST:
        told = round(share, 1)
        raise InputError("weather.radiation_missing", name=path.name, share=told, least=LEAST)
    months = np.datetime64(f"{year}-01") + (rows.month - 1).astype("timedelta64[M]")
    seconds = np.rint((rows.hour - rows.offset) * 3600).astype("timedelta64[s]")
    days = (rows.day - 1).astype("timedelta64[D]")
    moments = (months.astype("datetime64[D]") + days).astype("datetime64[s]") + seconds
    # What the station's clock or its time zone carries over New Year comes back at the other end.
    start = np.datetime64(f"{year}-01-01", "s")
    past = (moments - start).astype(np.int64) % _SECONDS
    moments = start + past.astype("timedelta64[s]")
    order = np.argsort(moments, kind="stable")
    order = order[~leap[order]]
    twice = np.flatnonzero(np.diff(moments[order]).astype(np.int64) <= 0)
    if len(twice):
        detail = f"2 × {moments[order][twice[0]]}Z"
        raise InputError("weather.broken", name=path.name, kind=kind, detail=detail)

    def sorted_(values: Numbers) -> Numbers:
        filled: Numbers = np.where(gaps, 0.0, values)[order]
        return filled

    return Weather(
        moments[order], np.full(len(order), rows.interval),
        sorted_(rows.ghi), sorted_(rows.dni), sorted_(rows.dhi), rows.temperature[order],
        rows.source, kind.lower(), rows.latitude, rows.longitude, rows.altitude,
        int(gaps[order].sum()),
    )  # fmt: skip
