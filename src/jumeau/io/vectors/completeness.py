"""How many records a file holds by its own account: a damaged one is read up to the damage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def unread_of_geopackage(path: Path, layer: str, read: int) -> int:
    """Return how many features of a layer were not read, though the file says that it has them.

    Parameters
    ----------
    path : Path
        A GeoPackage that has no write-ahead log; nothing is written beside it.
    layer : str
        A table of features.
    read : int
        How many were read.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as file:
            row = file.execute(
                "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (layer,)
            ).fetchone()
            declared = int(row[0]) if row and row[0] is not None else 0
            if declared <= read:
                return 0
            try:  # the count may be out of date: some tools do not keep it
                quoted = layer.replace('"', '""')
                real = int(file.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])
            except sqlite3.Error:
                return declared - read
            return max(0, real - read)
    except (sqlite3.Error, ValueError):
        return 0


def missing_of_dbase(path: Path) -> int:
    """Return how many records the header of a .dbf announces beyond the end of the file.

    The header is dBASE's: the number of records, its own length, the length of a record.
    """
    size = path.stat().st_size
    with open(path, "rb") as file:
        head = file.read(32)
    if len(head) < 32:
        return 0
    records, start, width = (
        int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12))
    )
    if not width or start > size:
        return 0
    return max(0, records - (size - start) // width)
