"""What is computed beside what is published: one value each, and how the table is summed up."""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from jumeau.errors import InputError

CASES = Path(__file__).resolve().parents[2] / "assets" / "validation"
"""Published values that come with the program."""
MOST_BYTES = 50_000_000
COLUMNS = (
    "kind", "case", "quantity", "published", "computed", "deviation", "tolerance", "unit",
    "within", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """A value computed, beside the one that it is held against.

    Attributes
    ----------
    kind : str
        Key of the catalogue (``validation.kind.<kind>``).
    case : str
        Which one: a place and an instant, a street, a quality.
    quantity : str
        Key of the catalogue (``validation.quantity.<quantity>``).
    published, computed : float
        Both values. Of a quality that only has to be high enough, ``published`` is what it has to
        reach.
    tolerance : float
        How far ``computed`` may lie from ``published``; 0 with ``at_least``.
    unit : str
        ``°``, ``dB``, ``dB(A)``, ``dB/km`` or nothing.
    source : str
        Of the published value: a key of the catalogue (``validation.source.<source>``), or words.
    at_least : bool
        ``computed`` has to reach ``published``, and may exceed it.
    circle : bool
        Both are directions: 359.9 and 0.1 lie near each other.
    """

    kind: str
    case: str
    quantity: str
    published: float
    computed: float
    tolerance: float
    unit: str
    source: str
    at_least: bool = False
    circle: bool = False

    @property
    def deviation(self) -> float:
        """How far the computed value lies from the published one."""
        away = self.computed - self.published
        return (away + 180.0) % 360.0 - 180.0 if self.circle else away

    @property
    def within(self) -> bool:
        """Whether the computed value holds. Nothing that is no number does."""
        if not math.isfinite(self.computed):
            return False
        return self.deviation >= 0.0 if self.at_least else abs(self.deviation) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Summary:
    """The checks of one kind and quantity.

    Attributes
    ----------
    worst : Check
        The one that lies farthest off.
    count, within : int
        All, and those that hold.
    median, most : float
        Of the deviations regardless of their sign: half lie below the first, 99 of 100 below the
        second. NaN where something is no number.
    mean, spread : float
        Of the deviations with their sign: mean and standard deviation.
    """

    worst: Check
    count: int
    within: int
    median: float
    most: float
    mean: float
    spread: float

    @property
    def holds(self) -> bool:
        """Whether all hold."""
        return self.within == self.count


def read_cases(path: Path) -> tuple[set[str], list[tuple[int, dict[str, str]]], str]:
    """Return the columns, the rows with the numbers of their lines, and the source of a file.

    The source stands in lines at its head that begin with ``#``; without any, it is the file's
    name.

    Raises
    ------
    InputError
        ``file.not_found``, ``validation.unknown``.
    """
    if not path.is_file():
        raise InputError("file.not_found", path=path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except ValueError:  # UnicodeDecodeError is one
        raise InputError("validation.unknown", name=path.name, columns="\N{EN DASH}") from None
    notes = [line.lstrip("# ").strip() for line in lines if line.startswith("#")]
    numbered = [(k, x) for k, x in enumerate(lines, 1) if x.strip() and not x.startswith("#")]
    if not numbered:
        raise InputError("validation.unknown", name=path.name, columns="\N{EN DASH}")
    reader = csv.DictReader((x for _, x in numbered), restval="")
    columns = {x.strip() for x in reader.fieldnames or ()}
    rows = [(numbered[k][0], dict(row)) for k, row in enumerate(reader, 1)]
    return columns, rows, " ".join(notes) or path.name


def number_in(row: dict[str, str], name: str, line: int, file: str) -> float | None:
    """Return a number of a row; None where it is empty or the column is missing.

    Raises
    ------
    InputError
        ``validation.broken``.
    """
    text = (row.get(name) or "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError("validation.broken", name=file, line=line, column=name, value=text[:40])
    return value


def summaries(checks: Iterable[Check]) -> list[Summary]:
    """Return the checks by kind, quantity and source, each with its worst."""
    groups: dict[tuple[str, str, str, str], list[Check]] = {}
    for check in checks:
        quality = check.case if check.at_least else ""
        key = (check.kind, check.quantity, check.source, quality)
        groups.setdefault(key, []).append(check)
    found = []
    for group in groups.values():
        worst = max(group, key=_badness)
        signed = [x.deviation for x in group]
        size = sorted(abs(x) for x in signed)
        known = all(math.isfinite(x) for x in signed)
        found.append(Summary(
            worst, len(group), sum(x.within for x in group),
            statistics.median(size) if known else math.nan,
            size[math.ceil(0.99 * len(size)) - 1] if known else math.nan,
            statistics.fmean(signed) if known else math.nan,
            statistics.pstdev(signed) if known else math.nan,
        ))  # fmt: skip
    return found


def _badness(check: Check) -> tuple[bool, float]:
    off = -check.deviation if check.at_least else abs(check.deviation)
    return not check.within, off if math.isfinite(off) else math.inf


def write_csv(checks: Iterable[Check], file: TextIO, told: Callable[[Check], str]) -> None:
    """Write the table, with commas and points.

    Parameters
    ----------
    told : callable
        Returns the source of a check in words.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for x in checks:
        writer.writerow([
            x.kind, x.case, x.quantity, f"{x.published:.6g}", f"{x.computed:.6g}",
            f"{x.deviation:.6g}", f"{x.tolerance:g}", x.unit, int(x.within), told(x),
        ])  # fmt: skip
