"""A COPC 1.0 file (https://copc.io): LAZ 1.4 whose chunks are the nodes of an octree.

The header and the records before the points are LAS 1.4 R15; each chunk is compressed by itself, so
that a node is read without its neighbours; the last record says where the nodes lie.
"""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from jumeau import __version__

Key = tuple[int, int, int, int]
"""A node: level, then its place along x, y and z."""

_HEADER = 375
_VLR = 54
_INFO = 160
WKT_FLAG, TIME_FLAG = 1 << 4, 1
MOST_WKT = 65_535


@dataclass(slots=True)
class CopcWriter:
    """Writes the nodes of one file; use it in a ``with`` statement, then :meth:`finish` it.

    Parameters
    ----------
    path : Path
        The file to write.
    point_format : int
        6, 7 or 8.
    scale, offset : tuple of float
        Coordinates are whole numbers times scale plus offset.
    centre, half : tuple of float and float
        The cube of the root: its middle and half of its edge [m].
    spacing : float
        Between the points of the root [m].
    wkt : str
        CRS in well-known text (OGC 01-009).
    """

    path: Path
    point_format: int
    scale: tuple[float, float, float]
    offset: tuple[float, float, float]
    centre: tuple[float, float, float]
    half: float
    spacing: float
    wkt: str
    standard_time: bool = False
    nodes: dict[Key, tuple[int, int, int]] = field(default_factory=dict)
    _file: Any = None
    _packer: Any = None
    _laszip: bytes = b""
    _low: Any = None
    _high: Any = None
    _times: tuple[float, float] = (np.inf, -np.inf)
    _returns: Any = None
    _hierarchy: tuple[int, int] = (0, 0)
    _end: int = 0

    def __enter__(self) -> CopcWriter:
        import lazrs

        vlr = lazrs.LazVlr.new_for_compression(self.point_format, 0, use_variable_size_chunks=True)
        self._laszip = bytes(vlr.record_data())
        self._low = np.full(3, np.iinfo(np.int64).max, np.int64)
        self._high = np.full(3, np.iinfo(np.int64).min, np.int64)
        self._returns = np.zeros(16, np.int64)
        self._file = open(self.path, "w+b")
        self._file.write(bytes(self._start))
        self._packer = lazrs.LasZipCompressor(self._file, vlr)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._packer = None
        self._file.close()

    @property
    def _records(self) -> list[bytes]:
        info = struct.pack(
            "<5d2Q2d11Q", *self.centre, self.half, self.spacing, self._hierarchy[0],
            self._hierarchy[1], *(t if np.isfinite(t) else 0.0 for t in self._times), *[0] * 11,
        )  # fmt: skip
        wkt = self.wkt.encode()[:MOST_WKT] + b"\0"
        return [
            _record("copc", 1, "COPC info", info),
            _record("laszip encoded", 22204, "LAZ", self._laszip),
            _record("LASF_Projection", 2112, "WKT", wkt),
        ]

    @property
    def _start(self) -> int:
        return _HEADER + sum(map(len, self._records))

    def add(self, key: Key, points: Any) -> None:
        """Write one node: records (N,) of the point format."""
        if not len(points):
            return
        if not self.nodes:
            self._file.flush()
        self._packer.compress_many(np.ascontiguousarray(points).view(np.uint8))
        self._packer.finish_current_chunk()
        end = self._file.tell()
        # The first chunk follows the eight bytes that say where the table of chunks lies.
        begin = self._end if self.nodes else self._start + 8
        self.nodes[key] = (begin, end - begin, len(points))
        self._end = end
        for axis, name in enumerate("XYZ"):
            self._low[axis] = min(self._low[axis], int(points[name].min()))
            self._high[axis] = max(self._high[axis], int(points[name].max()))
        times = points["gps_time"]
        self._times = (
            min(self._times[0], float(times.min())), max(self._times[1], float(times.max())),
        )  # fmt: skip
        self._returns += np.bincount(points["bit_fields"] & 15, minlength=16)

    def finish(self) -> int:
        """Write what stands before and after the points; return how many there are."""
        self._packer.done()
        self._file.seek(0, 2)
        where = self._file.tell()
        page = b"".join(
            struct.pack("<4iQ2i", *key, *self.nodes.get(key, (0, 0, 0)))
            for key in _with_ancestors(self.nodes)
        )
        head = struct.pack("<H16sHQ32s", 0, b"copc", 1000, len(page), b"EPT hierarchy")
        self._file.write(head + page)
        self._hierarchy = (where + len(head), len(page))
        self._file.seek(0)
        self._file.write(self._header(where) + b"".join(self._records))
        return sum(count for _, _, count in self.nodes.values())

    def _header(self, evlr: int) -> bytes:
        count = sum(n for _, _, n in self.nodes.values())
        today = datetime.datetime.now(datetime.UTC).timetuple()
        scale, offset = np.array(self.scale), np.array(self.offset)
        low, high = self._low * scale + offset, self._high * scale + offset
        box = [v for axis in range(3) for v in (high[axis], low[axis])]
        flags = WKT_FLAG | (TIME_FLAG if self.standard_time else 0)
        from lazrs import LazVlr

        size = LazVlr(self._laszip).item_size()
        return struct.pack(
            "<4s2HI2H8s2B32s32s3H2I B H I5I 12d QQI Q15Q".replace(" ", ""),
            b"LASF", 0, flags, 0, 0, 0, bytes(8), 1, 4, b"Jumeau",
            f"Jumeau {__version__}".encode(), today.tm_yday, today.tm_year, _HEADER,
            self._start, len(self._records), self.point_format | 0x80, size,
            0, *[0] * 5, *self.scale, *self.offset, *box, 0, evlr, 1,
            count, *self._returns[1:].tolist(),
        )  # fmt: skip


def _with_ancestors(keys: Iterable[Key]) -> list[Key]:
    """Return the nodes and all above them: without those above nobody would find one."""
    every = set(keys)
    for level, x, y, z in tuple(every):
        for up in range(1, level + 1):
            every.add((level - up, x >> up, y >> up, z >> up))
    return sorted(every)


def _record(user: str, number: int, title: str, data: bytes) -> bytes:
    return struct.pack("<H16sHH32s", 0, user.encode(), number, len(data), title.encode()) + data
