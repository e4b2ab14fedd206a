"""Emission of roads and trains beside published values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import HZ
from jumeau.simulation.noise.emission.rail import Passing, Track, passing_parts
from jumeau.simulation.noise.emission.road import CATEGORIES, Table, road_power
from jumeau.simulation.noise.emission.rolling_stock import THIRDS
from jumeau.simulation.noise.validation import RAIL, ROAD
from jumeau.simulation.validation.checks import Check, number_in

TOLERANCE = 0.01
"""Of each band [dB]."""
BANDS = tuple(f"{x:g}" for x in HZ)
THIRD_BANDS = (
    "50", "63", "80", "100", "125", "160", "200", "250", "315", "400", "500", "630", "800", "1000",
    "1250", "1600", "2000", "2500", "3150", "4000", "5000", "6300", "8000", "10000",
)  # fmt: skip
PARTS = ("rolling", "traction_a", "traction_b", "aerodynamic_a", "aerodynamic_b", "bridge")
STUDDED = 0.5
"""Share of light vehicles with studded tyres of the Commission's workbook, where none is told."""

Rows = list[tuple[int, dict[str, str]]]


def road_checks(rows: Rows, source: str, file: str) -> list[Check]:
    """Return the checks of all bands of road cases.

    Parameters
    ----------
    rows : list of (line, row)
        ``surface``, ``temperature_c``, ``studded_months``, ``gradient_pct``,
        ``junction_distance_m``, ``junction_type`` (1 crossing, 2 roundabout), ``q_…`` and ``v_…``
        by category [1/h, km/h]; ``lw_63`` to ``lw_8000`` and ``lw_total`` as far as they are
        published; ``table`` (2015 where it is not told) and ``studded_share``.

    Raises
    ------
    InputError
        ``validation.broken``, ``noise_emission.surface``, ``noise_emission.table``.
    """
    found = []
    for line, row in rows:
        name = (row.get("case") or str(line)).strip()

        def told(column: str, default: float = 0.0, row: Any = row, line: int = line) -> float:
            value = number_in(row, column, line, file)
            return default if value is None else value

        edition: Table = "2021" if (row.get("table") or "").strip() == "2021" else "2015"
        power = road_power(
            [[told(f"q_{x}") for x in CATEGORIES]],
            [[told(f"v_{x}", 50.0) for x in CATEGORIES]],
            (row.get("surface") or "").strip(),
            told("gradient_pct"),
            told("junction_distance_m", np.inf),
            int(told("junction_type")),
            table=edition,
            temperature=told("temperature_c", 20.0),
            studded_share=told("studded_share", STUDDED),
            studded_months=told("studded_months"),
        )[0]
        computed = dict(zip(BANDS, power.tolist(), strict=True))
        computed["total"] = float(10.0 * np.log10((10.0 ** (power / 10.0)).sum()))
        for band, value in computed.items():
            published = number_in(row, f"lw_{band}", line, file)
            if published is not None:
                case = f"{name}, {band if band == 'total' else f'{band} Hz'}"
                found.append(Check(ROAD, case, "road_power", published, value, TOLERANCE, "dB",
                                   source))  # fmt: skip
    return found


def rail_checks(rows: Rows, source: str, file: str) -> list[Check]:
    """Return the checks of all third octaves of rail cases.

    Parameters
    ----------
    rows : list of (line, row)
        ``source`` (one of :data:`PARTS`), ``trains``, ``speeds_kmh``, ``units``, ``an_hour`` (one
        value a train, with semicolons), ``transfer``, ``roughness``, ``impact``, ``bridge``,
        ``line_kmh``, ``tracks``, and ``lw_50`` to ``lw_10000``.

    Raises
    ------
    InputError
        ``validation.broken``, ``noise_emission.vehicle``, ``noise_emission.spectrum``.
    """
    found = []
    for line, row in rows:
        name, part = (row.get("case") or str(line)).strip(), (row.get("source") or "").strip()
        if part not in PARTS:
            raise InputError("validation.broken", name=file, line=line, column="source",
                             value=part[:40])  # fmt: skip
        power = _of_part(row, part, line, file)
        for band, value in zip(THIRD_BANDS, power.tolist(), strict=True):
            published = number_in(row, f"lw_{band}", line, file)
            if published is not None:
                found.append(Check(RAIL, f"{name}, {band} Hz", f"rail_{part}", published,
                                   value, TOLERANCE, "dB", source))  # fmt: skip
    return found


def _of_part(row: dict[str, str], part: str, line: int, file: str) -> NDArray[np.float64]:
    """Return one source of all trains of a case (24,) [dB]; NaN where nothing emits it."""
    lists = {
        x: [float(v) for v in (row.get(x) or "").split(";")]
        for x in ("speeds_kmh", "units", "an_hour")
    }
    names = [x.strip() for x in (row.get("trains") or "").split(";")]
    track = Track(
        row.get("transfer", "").strip(), row.get("roughness", "").strip(),
        row.get("impact", "").strip(), 1.0, row.get("bridge", "").strip(),
        number_in(row, "line_kmh", line, file) or np.inf,
        int(number_in(row, "tracks", line, file) or 1),
    )  # fmt: skip
    energy = np.zeros(THIRDS)
    for k, name in enumerate(names):
        speed, units, count = (lists[x][k] for x in ("speeds_kmh", "units", "an_hour"))
        for parts in passing_parts(Passing(name, count, speed, units), track):
            one = getattr(parts, part)
            if one is not None:
                energy += 10.0 ** (one / 10.0)
    made: NDArray[np.float64] = 10.0 * np.log10(np.where(energy > 0.0, energy, np.nan))
    return made


# -- other spellings of the same cases -------------------------------------------------------


def road_rows(cases: Iterable[dict[str, Any]]) -> Rows:
    """Return the rows of road cases told as JSON: ``v``, ``q``, ``freq``, ``lw`` and so on."""
    found = []
    for number, case in enumerate(cases, 1):
        if "lw" not in case:
            continue  # a total in dB(A) only, of another tolerance
        row = {
            "case": str(case["id"]), "surface": str(case["surface"]),
            "temperature_c": str(case["temp"]), "studded_share": str(case.get("pm_stud", 0)),
            "studded_months": str(case.get("ts_stud", 0)), "gradient_pct": str(case["slope"]),
            "junction_distance_m": str(case.get("junc_dist", "")),
            "junction_type": str(case.get("junc_type", 0)),
        }  # fmt: skip
        for category in CATEGORIES:
            row[f"q_{category}"] = str(case["q"].get(category, 0))
            row[f"v_{category}"] = str(case["v"].get(category, ""))
        bands, levels = np.atleast_1d(case["freq"]).tolist(), np.atleast_1d(case["lw"]).tolist()
        row |= {f"lw_{x}": str(y) for x, y in zip(bands, levels, strict=True)}
        found.append((number, row))
    return found


def rail_rows(told: dict[str, Any]) -> Rows:
    """Return the rows of rail cases told as JSON: ``tests`` with ``parameters``, ``expected``."""
    found = []
    for number, (name, test) in enumerate(told["tests"].items(), 1):
        given = test["parameters"]
        if str(given.get("isTunnel")) == "true":
            continue  # nothing is emitted
        prefix = "EU" if any("2015" in x for x in test["files"]) else ""
        lists = {k: [x.strip(' "') for x in v.split(",")] for k, v in test["lists"].items()}
        common = {
            column: "" if (x := str(given.get(key, ""))) in ("", "0") else prefix + x
            for column, key in (("transfer", "trackTransfer"), ("roughness", "railRoughness"),
                                ("impact", "impactNoise"), ("bridge", "bridgeTransfert"))
        }  # fmt: skip
        common["line_kmh"] = str(min(float(given[x]) for x in ("vMaxInfra", "vehicleCommercial")))
        common["tracks"] = str(given["nTracks"])
        for key, levels in test["expected"].items():
            period = _period_of(key)
            row = {"case": f"{name}, {period.lower()}", "source": _part_of(key), **common}
            for column, one, many in (("trains", "vehCat", "vehCats"),
                                      ("speeds_kmh", "vehicleSpeed", "vehicleSpeeds"),
                                      ("units", "nBUnit", "nBUnits"),
                                      ("an_hour", f"t{period}", f"t{period}s")):  # fmt: skip
                row[column] = ";".join(lists[many]) if lists else str(given[one])
            row |= {f"lw_{x}": str(y) for x, y in zip(THIRD_BANDS, levels, strict=True)}
            found.append((number, row))
    return found


def _period_of(key: str) -> str:
    ends = re.search(r"(?:_|Rolling)([DEN])$", key)
    return {"E": "Evening", "N": "Night"}.get(ends.group(1) if ends else "D", "Day")


def _part_of(key: str) -> str:
    if "Rolling" in key:
        return "rolling"
    if "Bridge" in key:
        return "bridge"
    kind = "traction" if "Traction" in key else "aerodynamic"
    height = re.search(r"(?:Traction|Aero)_?([AB])", key)
    return f"{kind}_{height.group(1).lower() if height else ''}"
