"""BigTIFF as far as overviews need it: images of one file appended to another as reduced ones.

The layout is that of TIFF 6.0 (Adobe, 1992) with the 64-bit offsets of BigTIFF: a header of 16
bytes, then directories of 20-byte entries chained by their last field.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jumeau.model.progress import Progress

REDUCED, MASK = 1, 4
"""Bits of NewSubfileType."""
_SUBFILE, _OFFSETS, _TILE_OFFSETS = 254, 273, 324
_LONG, _LONG8 = 4, 16
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
          16: 8, 17: 8, 18: 8}  # fmt: skip
_FORMATS = {3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_AT_A_TIME = 8 * 2**20
_HEADER = struct.pack("<2sHHH", b"II", 43, 8, 0)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field of a directory; ``value`` holds eight bytes: the value itself or where it lies."""

    tag: int
    type: int
    count: int
    value: bytes

    @property
    def apart(self) -> bool:
        """Whether the value lies elsewhere in the file."""
        return self.count * _SIZES[self.type] > 8


def append_reduced(target: Path, source: Path, progress: Progress) -> None:
    """Append the images of a BigTIFF to another one, as reduced images of its first.

    Parameters
    ----------
    target : Path
        Little-endian BigTIFF; changed.
    source : Path
        Little-endian BigTIFF with one image, and perhaps its mask.
    progress : Progress
        May raise ``Cancelled``; ``target`` is then still sound, with some bytes too many.

    Raises
    ------
    ValueError
        When a file is not such a TIFF.
    """
    with open(target, "r+b") as file, open(source, "rb") as other:
        for opened in (file, other):
            if opened.read(8) != _HEADER:
                raise ValueError("not a little-endian BigTIFF")
        base = -(-file.seek(0, os.SEEK_END) // 16) * 16
        file.seek(base)
        size = other.seek(0, os.SEEK_END)
        other.seek(0)
        while block := other.read(_AT_A_TIME):
            file.write(block)
            progress(other.tell() / size, "overviews")
        for entries in list(_directories(other)):
            _add(file, [_moved(file, other, entry, base) for entry in entries])


def _directories(file: BinaryIO) -> Iterator[list[_Entry]]:
    file.seek(8)
    (place,) = struct.unpack("<Q", file.read(8))
    while place:
        file.seek(place)
        (count,) = struct.unpack("<Q", file.read(8))
        raw = file.read(20 * count)
        (place,) = struct.unpack("<Q", file.read(8))
        yield [_Entry(*struct.unpack_from("<HHQ8s", raw, 20 * k)) for k in range(count)]


def _moved(file: BinaryIO, other: BinaryIO, entry: _Entry, base: int) -> _Entry:
    """Return a field as it holds after its file was copied to ``base``."""
    if entry.tag in (_OFFSETS, _TILE_OFFSETS):
        size = _SIZES[entry.type] * entry.count
        raw = entry.value[:size]
        if entry.apart:
            other.seek(struct.unpack("<Q", entry.value)[0])
            raw = other.read(size)
        offsets = struct.unpack(f"<{entry.count}{_FORMATS[entry.type]}", raw)
        # A place of 0 means a block that was never written.
        packed = struct.pack(f"<{entry.count}Q", *(o + base if o else 0 for o in offsets))
        if entry.count == 1:
            return _Entry(entry.tag, _LONG8, 1, packed)
        place = _end(file)
        file.write(packed)
        return _Entry(entry.tag, _LONG8, entry.count, struct.pack("<Q", place))
    if entry.apart:
        (place,) = struct.unpack("<Q", entry.value)
        return _Entry(entry.tag, entry.type, entry.count, struct.pack("<Q", place + base))
    return entry


def _add(file: BinaryIO, entries: list[_Entry]) -> None:
    """Write a directory at the end of a file, and chain it to the last one."""
    kind = next((e for e in entries if e.tag == _SUBFILE), None)
    bits = struct.unpack("<I", kind.value[:4])[0] if kind else 0
    marked = struct.pack("<II", bits | REDUCED, 0)
    kept = [e for e in entries if e.tag != _SUBFILE] + [_Entry(_SUBFILE, _LONG, 1, marked)]
    place = _end(file)
    file.write(struct.pack("<Q", len(kept)))
    for entry in sorted(kept, key=lambda e: e.tag):
        file.write(struct.pack("<HHQ8s", entry.tag, entry.type, entry.count, entry.value))
    file.write(struct.pack("<Q", 0))
    link = 8
    file.seek(link)
    (following,) = struct.unpack("<Q", file.read(8))
    while following:
        file.seek(following)
        (count,) = struct.unpack("<Q", file.read(8))
        link = following + 8 + 20 * count
        file.seek(link)
        (following,) = struct.unpack("<Q", file.read(8))
    file.seek(link)
    file.write(struct.pack("<Q", place))


def _end(file: BinaryIO) -> int:
    place = -(-file.seek(0, os.SEEK_END) // 16) * 16
    file.write(bytes(place - file.tell()))
    return place
