"""What the header of a LAS, LAZ or COPC file says: nothing of its points is read."""

from __future__ import annotations

import contextlib
import datetime
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jumeau.errors import InputError, JumeauError

if TYPE_CHECKING:  # PROJ is slow to load, and drawing needs none of it
    from jumeau.geometry.crs import Bounds

FAREST = 1e9
"""Coordinates beyond are no place on Earth, in any unit."""
_GEO_KEYS, _WKT = 34735, 2112
_PROJECTED, _GEOGRAPHIC, _VERTICAL = 3072, 2048, 4096
USER_DEFINED = 32767
_LEAST, _RECORD = 227, 54
"""Bytes of the shortest header, and of the head of a record before the points."""


@dataclass(frozen=True, slots=True)
class PointHeader:
    """A file of points at a glance.

    Attributes
    ----------
    version : str
        Of LAS: ``1.0`` to ``1.4``.
    format, size : int
        Point format (0 to 10) and bytes of a point, extra ones included.
    count : int
        Points, as the header says.
    scale, offset : tuple of float
        Coordinates are whole numbers times scale plus offset, in units of the CRS.
    low, high : tuple of float
        Box of the points as the header says, in ``crs``; NaN where it says nonsense.
    crs : str or None
        Horizontal CRS; None where the file does not say.
    vertical : str
        Vertical CRS, empty where the file does not say.
    start : int
        Where the points begin [bytes].
    laszip : bytes
        What the compression says of itself; empty for points that are not compressed.
    standard_time : bool
        Times are said to be adjusted standard GPS times, not those of a week.
    copc : bool
        The points are ordered for looking at a part of them.
    """

    path: Path
    version: str
    format: int
    size: int
    count: int
    scale: tuple[float, float, float]
    offset: tuple[float, float, float]
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    crs: str | None
    vertical: str
    start: int
    laszip: bytes
    standard_time: bool
    copc: bool
    written: datetime.date | None = None

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """Names and numpy's types of what is known of each point."""
        import laspy

        return tuple((str(d.name), str(d.dtype)) for d in laspy.PointFormat(self.format).dimensions)

    @property
    def bounds(self) -> Bounds | None:
        """Outline in ``crs``; None where the header says nonsense."""
        box = (self.low[0], self.low[1], self.high[0], self.high[1])
        return box if all(map(math.isfinite, (*self.low, *self.high))) else None


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever the libraries raise on a damaged file into ``points.unreadable``."""
    try:
        yield
    except (JumeauError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the decompressor is not an Exception
        if isinstance(error, MemoryError):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise InputError("points.unreadable", path=path.name, reason=reason) from error


def read_header(path: Path) -> PointHeader:
    """Read the header of a file of points.

    Raises
    ------
    InputError
        ``points.unreadable``, ``points.empty``, ``points.bad_scale``.
    """
    import laspy

    with explained(path), open(path, "rb") as file:
        if file.read(4) != b"LASF":
            raise InputError("points.not_las", path=path.name)
        fixed = file.read(_LEAST - 4)
        if len(fixed) < _LEAST - 4:
            raise InputError("points.unreadable", path=path.name, reason="header")
        # Whatever a header promises, it is read no further than the file reaches.
        size, start, records = struct.unpack_from("<H2I", fixed, 90)
        whole = path.stat().st_size
        if not _LEAST <= size <= start <= whole or records * _RECORD > start - size:
            raise InputError("points.unreadable", path=path.name, reason="header")
        file.seek(0)
        header = laspy.LasHeader.read_from(file, read_evlrs=False)
    vlrs = [v for v in header.vlrs if hasattr(v, "record_id")]
    laszip = b""
    for vlr in vlrs:
        if vlr.user_id == "laszip encoded" and vlr.record_id == 22204:
            laszip = bytes(vlr.record_data_bytes())
    if header.are_points_compressed and not laszip:
        raise InputError("points.unreadable", path=path.name, reason="laszip")
    scale, offset = (_triple(v) for v in (header.scales, header.offsets))
    if not all(math.isfinite(s) and s > 0 for s in scale) or not all(map(math.isfinite, offset)):
        raise InputError("points.bad_scale", path=path.name, scale=_listed(scale))
    count = int(header.point_count)
    if count <= 0:
        raise InputError("points.empty", path=path.name)
    low, high = _triple(header.mins), _triple(header.maxs)
    if not all(-FAREST < a <= b < FAREST for a, b in zip(low, high, strict=True)):
        low = high = (math.nan, math.nan, math.nan)
    crs, vertical = _crs_of(vlrs, bool(header.global_encoding.wkt))
    return PointHeader(
        path, f"{header.version.major}.{header.version.minor}", int(header.point_format.id),
        int(header.point_format.size), count, scale, offset, low, high, crs, vertical,
        int(header.offset_to_point_data), laszip,
        header.global_encoding.gps_time_type == laspy.header.GpsTimeType.STANDARD,
        any(v.user_id == "copc" for v in vlrs), header.creation_date,
    )  # fmt: skip


def _triple(values: Any) -> tuple[float, float, float]:
    x, y, z = (float(v) for v in np.asarray(values, np.float64))
    return x, y, z


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{v:g}" for v in values)


def _crs_of(vlrs: list[Any], wkt_first: bool) -> tuple[str | None, str]:
    """Return horizontal and vertical CRS from well-known text or GeoTIFF keys; None where lost."""
    ways = [_from_wkt, _from_keys] if wkt_first else [_from_keys, _from_wkt]
    for way in ways:
        for vlr in vlrs:
            if vlr.user_id != "LASF_Projection":
                continue
            try:
                found = way(vlr)
            except (JumeauError, struct.error, ValueError):
                continue  # what nobody can read says nothing
            if found is not None:
                return found
    return None, ""


def _from_wkt(vlr: Any) -> tuple[str, str] | None:
    from jumeau.geometry.crs import split

    if vlr.record_id != _WKT:
        return None
    text = bytes(vlr.record_data_bytes()).split(b"\0")[0].decode("utf-8", "replace").strip()
    return split(text) if text else None


def _from_keys(vlr: Any) -> tuple[str, str] | None:
    """Read the GeoTIFF keys (OGC 19-008r4): four uint16 each, after four of the directory."""
    from jumeau.geometry.crs import split

    if vlr.record_id != _GEO_KEYS:
        return None
    data = bytes(vlr.record_data_bytes())
    numbers = struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])
    keys = {}
    for at in range(4, len(numbers) - 3, 4):
        key, place, _count, value = numbers[at : at + 4]
        if place == 0:
            keys[key] = value
    code = keys.get(_PROJECTED) or keys.get(_GEOGRAPHIC) or 0
    if code in (0, USER_DEFINED):
        return None
    plane, compound = split(f"EPSG:{code}")
    vertical = keys.get(_VERTICAL, 0)
    if vertical in (0, USER_DEFINED):
        return plane, compound
    try:
        return plane, split(f"EPSG:{vertical}")[0]
    except JumeauError:
        return plane, compound


def vertical_factor(crs: str, vertical: str) -> float:
    """Return the metres of one unit of height: of the vertical CRS, else of the horizontal one."""
    from jumeau.geometry.crs import parse

    for text in (vertical, crs):
        if not text:
            continue
        parsed = parse(text)
        axes = [a for a in parsed.axis_info if a.direction in ("up", "down")] or (
            [] if parsed.is_geographic else parsed.axis_info[:1]
        )
        if axes:
            return float(axes[0].unit_conversion_factor)
    return 1.0
