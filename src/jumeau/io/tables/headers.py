"""The names of a table's columns, as its header writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# ``OBJECTID,N,10,0``: name, type and width of a field of dBASE, as some tools export them.
_DBASE = re.compile(r"^(?P<name>[^,]+),(?P<type>[CNFDLM])(,\d+){0,2}$")
_PART = "column"


@dataclass(frozen=True, slots=True)
class Header:
    """Names of columns, none empty and none twice; ``types`` are dBASE's letters, or empty."""

    names: tuple[str, ...]
    types: tuple[str, ...]


def header_of(cells: Sequence[str]) -> Header:
    """Return clean names of columns.

    Parameters
    ----------
    cells : sequence of str
        The header's cells, as they stand.
    """
    names: list[str] = []
    types: list[str] = []
    taken: set[str] = {"geometry"}
    for number, cell in enumerate(cells, 1):
        text = " ".join(cell.replace("\ufeff", "").split())
        match = _DBASE.match(text)
        name = (match["name"] if match else text) or f"{_PART}_{number}"
        types.append(match["type"] if match else "")
        unique, again = name, 1
        while unique.lower() in taken:
            again += 1
            unique = f"{name}_{again}"
        taken.add(unique.lower())
        names.append(unique)
    return Header(tuple(names), tuple(types))


def unnamed(count: int) -> Header:
    """Return the header of a table that has none."""
    return Header(tuple(f"{_PART}_{n}" for n in range(1, count + 1)), ("",) * count)
