"""Commands that hold what is computed against what is published."""

from __future__ import annotations

import argparse
import math
from dataclasses import asdict
from typing import Any

from jumeau.cli.output import Bar, print_json, print_lines, progress_for
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.simulation.validation.checks import Check, Summary, summaries, write_csv
from jumeau.simulation.validation.subjects import NOISE, SUN, validate
from jumeau.simulation.validation.words import (
    case_told,
    number_told,
    source_told,
    spread_told,
    verdict_of,
)


def sun(options: argparse.Namespace, tr: Translator) -> int:
    """Compute the table of sun, shade and sky; 1 where something lies outside its tolerance."""
    return _table(SUN, options, tr)


def noise(options: argparse.Namespace, tr: Translator) -> int:
    """Compute the table of noise; 1 where something lies outside its tolerance."""
    return _table(NOISE, options, tr)


def _table(subject: str, options: argparse.Namespace, tr: Translator) -> int:
    progress = progress_for(tr)
    try:
        checks = validate(subject, options.cases, progress)
    finally:
        if isinstance(progress, Bar):
            progress.close()
    if options.csv is not None:
        options.csv.parent.mkdir(parents=True, exist_ok=True)
        with writing(options.csv) as temporary, open(
            temporary, "w", encoding="utf-8", newline=""
        ) as file:  # fmt: skip
            write_csv(checks, file, lambda x: source_told(x, tr))
    found = summaries(checks)
    if options.json:
        print_json({
            "holds": all(x.holds for x in found),
            "summary": [_summary(x) for x in found],
            "checks": [_check(x) for x in checks],
        })  # fmt: skip
    else:
        for one in found:
            print_lines(*_told(one, tr))
    return 0 if all(x.holds for x in found) else 1


def _check(check: Check) -> dict[str, Any]:
    computed, away = _finite(check.computed), _finite(check.deviation)
    return {**asdict(check), "computed": computed, "deviation": away, "within": check.within}


def _finite(value: float) -> float | None:
    """Return a number, or None: JSON has no word for what is none."""
    return value if math.isfinite(value) else None


def _summary(one: Summary) -> dict[str, Any]:
    return {
        "kind": one.worst.kind, "quantity": one.worst.quantity, "count": one.count,
        "within": one.within, "holds": one.holds, "worst": _check(one.worst),
        **{x: _finite(getattr(one, x)) for x in ("median", "most", "mean", "spread")},
    }  # fmt: skip


def _told(one: Summary, tr: Translator) -> tuple[str, ...]:
    check = one.worst
    name = f"{tr(f'validation.kind.{check.kind}')}, {tr(f'validation.quantity.{check.quantity}')}"
    head = tr("validation.say.head", name=name, verdict=verdict_of(one.holds, tr),
              within=one.within, count=one.count)  # fmt: skip
    worst = tr(
        "validation.say.worst" if not check.at_least else "validation.say.reached",
        case=case_told(check, tr), published=number_told(check, check.published, tr),
        computed=number_told(check, check.computed, tr),
        deviation=number_told(check, abs(check.deviation), tr),
        tolerance=number_told(check, check.tolerance, tr),
    )  # fmt: skip
    source = tr("validation.say.source", source=source_told(check, tr))
    return tuple(x for x in (head, f"  {worst}", f"  {spread_told(one, tr)}", f"  {source}")
                 if x.strip())  # fmt: skip
