"""The tables that come with the program: rows of CSV files, their sources in lines at the head."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "noise"


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of ``assets/noise``.

    Parameters
    ----------
    name : str
        File name without ``.csv``.
    """
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(x for x in file if not x.startswith("#"))
