"""Noise: what is computed beside what is published, or can be had in another way.

Nothing here is a stored result: each check computes anew, with the code that maps are made with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jumeau.errors import InputError
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.validation.checks import CASES, MOST_BYTES, Check, read_cases

FOLDER = CASES / "noise"
SHIPPED = tuple(
    FOLDER / x
    for x in ("road_workbook.csv", "road_single.csv", "rail_emission.csv", "iso_tr_17534_4.json")
)
"""Published values that come with the program; their sources are told in the catalogue."""
TOTAL, PATH, ROAD, RAIL, LAW = (
    "noise_total", "noise_path", "noise_road", "noise_rail", "noise_law",
)  # fmt: skip
KINDS = (TOTAL, PATH, ROAD, RAIL, LAW)

BESIDE = "beside"
"""Source of results that a file of scenes does not tell of."""

Found = Callable[[Progress], list[Check]]


def validate(paths: Sequence[Path] = (), progress: Progress = silent) -> list[Check]:
    """Compute all checks.

    Parameters
    ----------
    paths : sequence of Path
        Files of cases: emission of roads or trains, scenes with their results (those of a scene
        ``X.json`` may lie beside it in ``X_nm.json``). Empty: those that come with the program.
        With all of those, the computation is held against closed forms too.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``file.not_found``; ``noise_validation.unknown``, ``noise_validation.no_results``,
        ``validation.broken``.
    """
    jobs: list[Found] = []
    files = tuple(paths) or SHIPPED
    for path in files:
        jobs += _jobs_of(path, path.stem if path in SHIPPED else "")
    if set(SHIPPED) <= set(files):
        from jumeau.simulation.noise.validation_laws import law_checks

        jobs.append(law_checks)
    found: list[Check] = []
    for number, job in enumerate(jobs):
        share = part(progress, number / len(jobs), (number + 1) / len(jobs))
        share(0.0, "validation")
        found += job(share)
    progress(1.0, "validation")
    return sorted(found, key=lambda x: KINDS.index(x.kind))


def _jobs_of(path: Path, source: str) -> list[Found]:
    """Return what computes the cases of a file, one function a case or a table."""
    from jumeau.simulation.noise.validation_emission import rail_checks, road_checks

    if path.suffix.lower() == ".json":
        return _of_document(path, source)
    columns, rows, told = read_cases(path)
    source = source or told
    if {"surface", "gradient_pct", "q_1"} <= columns:
        return [lambda _: road_checks(rows, source, path.name)]
    if {"trains", "source", "an_hour"} <= columns:
        return [lambda _: rail_checks(rows, source, path.name)]
    raise InputError("noise_validation.unknown", name=path.name)


def _of_document(path: Path, source: str) -> list[Found]:
    from jumeau.simulation.noise.validation_emission import (
        rail_checks,
        rail_rows,
        road_checks,
        road_rows,
    )

    told = _read(path)
    source = source or str(told.get("source") or told.get("origin") or BESIDE)
    try:
        if "tests" in told:
            trains = rail_rows(told)
            return [lambda _: rail_checks(trains, source, path.name)]
        cases = told.get("cases") or [told]
        if cases and "q" in cases[0]:
            roads = road_rows(cases)
            if not roads:
                raise InputError("noise_validation.unknown", name=path.name)
            return [lambda _: road_checks(roads, source, path.name)]
        scenes = [_with_results(x, path) for x in cases]
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        raise InputError("noise_validation.unknown", name=path.name) from None
    from jumeau.simulation.noise.validation_cases import scene_checks

    return [partial(scene_checks, x, source, path.name) for x in scenes]


def _with_results(case: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a scene with what is expected of it, its own or that of the file beside it."""
    if not isinstance(case.get("geometry"), dict):
        raise InputError("noise_validation.unknown", name=path.name)
    case = {"id": path.stem, **case}
    if case.get("expected"):
        return case
    beside = path.with_name(f"{path.stem}_nm.json")
    if not beside.is_file():
        raise InputError("noise_validation.no_results", name=path.name, beside=beside.name)
    return {**case, "expected": {"levels": _read(beside)["levels"]}}


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError("file.not_found", path=path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:  # JSONDecodeError and UnicodeDecodeError are ones
        told = None
    if not isinstance(told, dict):
        raise InputError("noise_validation.unknown", name=path.name)
    return told
