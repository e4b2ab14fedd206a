"""Points of every LAS format as records of one: batches of them, whatever is left out counted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.points.headers import PointHeader, explained

BATCH = 50_000
"""Points read at once: the usual chunk of LAZ, so that a damaged one costs no more."""

Records = NDArray[Any]

_BASE: list[tuple[str, str]] = [
    ("X", "<i4"), ("Y", "<i4"), ("Z", "<i4"), ("intensity", "<u2"), ("bit_fields", "u1"),
    ("classification_flags", "u1"), ("classification", "u1"), ("user_data", "u1"),
    ("scan_angle", "<i2"), ("point_source_id", "<u2"), ("gps_time", "<f8"),
]  # fmt: skip
_RGB: list[tuple[str, str]] = [("red", "<u2"), ("green", "<u2"), ("blue", "<u2")]

COLOURED = frozenset({2, 3, 5, 7, 8, 10})
INFRARED = frozenset({8, 10})
TIMED = frozenset({1, 3, 4, 5, 6, 7, 8, 9, 10})

NOISE = frozenset({7, 18})
"""Low and high noise (LAS 1.4 R15, table 17)."""
WITHHELD, OVERLAP = 0b0100, 0b1000
RETURN, RETURNS = 0x0F, 4


def format_for(formats: set[int]) -> int:
    """Return the point format (6, 7 or 8) that holds the points of all these formats."""
    if formats & INFRARED:
        return 8
    return 7 if formats & COLOURED else 6


def dtype_of(point_format: int) -> np.dtype[Any]:
    """Return the record of point formats 6, 7 and 8 (LAS 1.4 R15, tables 13 to 15)."""
    names = _BASE + (_RGB if point_format >= 7 else []) + ([("nir", "<u2")] * (point_format == 8))
    return np.dtype(names)


@dataclass(slots=True)
class Tally:
    """What was met on the way: counts by reason, extremes of times and colours."""

    left_out: dict[str, int] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    first_time: float = np.inf
    last_time: float = -np.inf
    brightest: int = 0
    classes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))

    def leave_out(self, reason: str, count: int) -> None:
        """Count points that are not kept."""
        if count:
            self.left_out[reason] = self.left_out.get(reason, 0) + int(count)


def batches(header: PointHeader, tally: Tally) -> Iterator[Records]:
    """Yield the points of a file as they stand, in records of their own format.

    Raises
    ------
    InputError
        ``points.unreadable`` when not one point can be read; ``points.too_few`` is not raised:
        points that the header promises and the file lacks are counted (``points_missing``).
    """
    import laspy

    form = laspy.PointFormat(header.format)
    extra = header.size - form.size
    dtype = form.dtype()
    if extra > 0:
        dtype = np.dtype([*[(n, dtype[n]) for n in dtype.names or ()], ("extra", f"V{extra}")])
    if extra < 0 or dtype.itemsize != header.size:
        raise InputError("points.unreadable", path=header.path.name, reason="point size")
    done = 0
    try:
        for batch in _packed(header, dtype) if header.laszip else _plain(header, dtype):
            done += len(batch)
            yield batch
    except InputError:
        if not done:
            raise
    tally.leave_out("points_missing", header.count - done)


def _plain(header: PointHeader, dtype: np.dtype[Any]) -> Iterator[Records]:
    there = (header.path.stat().st_size - header.start) // header.size
    left = min(header.count, there)
    if left <= 0:
        raise InputError("points.unreadable", path=header.path.name, reason="truncated")
    with explained(header.path), open(header.path, "rb") as file:
        file.seek(header.start)
        while left > 0:
            batch = np.frombuffer(file.read(min(left, BATCH) * header.size), dtype)
            left -= len(batch)
            yield batch


def _packed(header: PointHeader, dtype: np.dtype[Any]) -> Iterator[Records]:
    import lazrs

    with open(header.path, "rb") as file:
        with explained(header.path):
            _check_chunks(header, file)
            file.seek(header.start)
            source = lazrs.LasZipDecompressor(file, header.laszip)
        left = header.count
        while left > 0:
            batch = np.empty(min(left, BATCH), dtype)
            with explained(header.path):
                source.decompress_many(batch.view(np.uint8))
            left -= len(batch)
            yield batch


def _check_chunks(header: PointHeader, file: BinaryIO) -> None:
    """Refuse a table of more chunks than there can be: the decompressor makes room for them all.

    A chunk holds a point at least, and takes a byte at least (LASzip, M. Isenburg 2013,
    https://laszip.org). The table's place stands before the points, or at the end of a file that
    was written in one go.
    """
    size = file.seek(0, 2)
    first = header.start + 8
    table = chunks = -1
    if size >= first + 8:
        file.seek(header.start)
        (table,) = struct.unpack("<q", file.read(8))
        if table < first:
            file.seek(-8, 2)
            (table,) = struct.unpack("<q", file.read(8))
    if first <= table <= size - 8:
        file.seek(table + 4)  # after its version
        (chunks,) = struct.unpack("<I", file.read(4))
    if not 0 <= chunks <= min(size, header.count):
        raise InputError("points.unreadable", path=header.path.name, reason="chunk table")


def converted(raw: Records, source_format: int, target: np.dtype[Any]) -> Records:
    """Return points in the record of a store, coordinates and all else as they stand."""
    out = np.zeros(len(raw), target)
    same = ("X", "Y", "Z", "intensity", "user_data", "point_source_id")
    later = ("gps_time", "red", "green", "blue", "nir")
    for name in same + later:
        if name in (raw.dtype.names or ()) and name in (target.names or ()):
            out[name] = raw[name]
    bits = raw["bit_fields"]
    if source_format >= 6:
        for name in ("bit_fields", "classification_flags", "classification", "scan_angle"):
            out[name] = raw[name]
        return out
    # Formats 0 to 5 have three bits for a return, and flags among the bits of the class.
    out["bit_fields"] = (bits & 7) | (((bits >> 3) & 7) << RETURNS)
    classes = raw["raw_classification"]
    overlap = (classes & 31) == 12
    out["classification"] = np.where(overlap, 1, classes & 31)
    flags = (classes >> 5) & 7
    out["classification_flags"] = flags | np.where(overlap, OVERLAP, 0) | (bits & 0xC0)
    out["scan_angle"] = np.rint(raw["scan_angle_rank"] / 0.006).astype(np.int16)
    return out
