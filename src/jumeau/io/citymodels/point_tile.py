"""A tile of points of 3D Tiles 1.0 (``pnts``): places, colours, classes.

Specification: OGC 18-053r2, 11 (Point Cloud).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.citymodels.gltf import GltfError
from jumeau.io.citymodels.tile_tables import Table, batch_column, parts, values_of, vector_of

HEAD = 28
"""Bytes of the head of a tile."""
_LONGEST = 1 << 24
_DRACO = "3DTILES_draco_point_compression"
_CLASSES = ("Classification", "classification", "CLASSIFICATION", "classificationCode")
_INTENSITIES = ("Intensity", "intensity", "INTENSITY")


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """The points (N) of a tile, as they are stored.

    Attributes
    ----------
    raw : (N, 3) array
        Coordinates before ``step`` and ``origin``: float32, or uint16 where they are quantised.
    step, origin : (3,) float64 array
        A place in the tile's axes is ``raw * step + origin`` [m].
    colours : (N, 3) uint8 array, (1, 3) for one colour, or None
    classes : (N,) uint8 array or None
        Classes of LAS (ASPRS).
    intensity : (N,) uint16 array or None
    """

    raw: NDArray[Any]
    step: NDArray[np.float64]
    origin: NDArray[np.float64]
    colours: NDArray[np.uint8] | None
    classes: NDArray[np.uint8] | None
    intensity: NDArray[np.uint16] | None

    def __len__(self) -> int:
        return len(self.raw)

    def places(self, rows: slice) -> NDArray[np.float64]:
        """Return the places of some points (n, 3), in the tile's axes [m]."""
        return np.asarray(self.raw[rows] * self.step + self.origin, np.float64)

    def slices(self, size: int) -> Iterator[slice]:
        """Yield which points make each of the groups of at most ``size``."""
        for first in range(0, len(self), size):
            yield slice(first, min(first + size, len(self)))


def cloud_of(data: bytes) -> Cloud:
    """Return the points of a tile.

    Raises
    ------
    GltfError
        ``tile_points_compressed``, ``tile_format``.
    """
    try:
        feature, batch, _ = parts(data, HEAD)
        if any(_DRACO in (table.header.get("extensions") or {}) for table in (feature, batch)):
            raise GltfError("tile_points_compressed")
        count = points_said(feature)
        raw, step, origin = _coordinates(feature, count)
        centre = vector_of(feature, "RTC_CENTER")
        return Cloud(
            raw, step, origin + centre, _colours(feature, count), _classes(feature, batch, count),
            _intensity(feature, batch, count),
        )  # fmt: skip
    except (struct.error, ValueError, LookupError, TypeError, AttributeError, OverflowError) as bad:
        raise GltfError("tile_format") from bad


def said_in(path: Path) -> int | None:
    """Return how many points a file says it has; None for a file of another kind.

    Only its head is read; 0 where it says nothing sensible.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
            if head[:4] != b"pnts":
                return None
            (size,) = struct.unpack_from("<I", head, 12)
            return points_said(Table(json.loads(file.read(min(size, _LONGEST)) or b"{}"), b""))
    except (OSError, struct.error, ValueError, LookupError, TypeError):
        return 0


def points_said(feature: Table) -> int:
    """Return how many points a tile says it has.

    Raises
    ------
    ValueError, KeyError, TypeError
        When it says nothing sensible.
    """
    count = int(feature.header["POINTS_LENGTH"])
    if count < 0:
        raise ValueError("no count")
    return count


def _column(table: Table, name: str, kind: str, width: int, count: int) -> NDArray[Any] | None:
    """Return a property as it is stored (count, width); None where there is none."""
    told = table.header.get(name)
    if told is None:
        return None
    if isinstance(told, list):
        found = np.array(told, np.float64).reshape(count, width)
        return found if kind == "<f4" else found.astype(kind)
    values = np.frombuffer(table.body, kind, count * width, int(told["byteOffset"]))
    return values.reshape(count, width)


def _coordinates(
    feature: Table, count: int
) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
    plain = _column(feature, "POSITION", "<f4", 3, count)
    if plain is not None:
        return plain, np.ones(3), np.zeros(3)
    whole = _column(feature, "POSITION_QUANTIZED", "<u2", 3, count)
    scale = values_of(feature, "QUANTIZED_VOLUME_SCALE", "<f4", 3, 1)
    if whole is None or scale is None:
        raise ValueError("no position")
    return whole, scale[0] / 65_535.0, vector_of(feature, "QUANTIZED_VOLUME_OFFSET")


def _colours(feature: Table, count: int) -> NDArray[np.uint8] | None:
    """Return the first that there is, in the order that the specification gives."""
    for name, width in (("RGBA", 4), ("RGB", 3)):
        found = _column(feature, name, "<u1", width, count)
        if found is not None:
            return found[:, :3]
    packed = _column(feature, "RGB565", "<u2", 1, count)
    if packed is not None:
        red, green, blue = packed[:, 0] >> 11, (packed[:, 0] >> 5) & 63, packed[:, 0] & 31
        scaled = [red * (255.0 / 31.0), green * (255.0 / 63.0), blue * (255.0 / 31.0)]
        return np.rint(np.column_stack(scaled)).astype(np.uint8)
    one = _column(feature, "CONSTANT_RGBA", "<u1", 4, 1)
    return None if one is None else one[:, :3]


def _of_points(
    feature: Table, batch: Table, names: tuple[str, ...], count: int
) -> NDArray[Any] | None:
    """Return the first property of those names, for each point.

    A tile with batches has a value for each batch, and the batch of each point.
    """
    told = feature.header.get("BATCH_ID")
    length = int(feature.header.get("BATCH_LENGTH", 0)) if told is not None else count
    name = next((name for name in names if name in batch.header), "")
    values = batch_column(batch, name, length) if name else None
    if values is None or told is None:
        return values
    kinds = {"UNSIGNED_BYTE": "<u1", "UNSIGNED_INT": "<u4"}
    kind = kinds.get(told.get("componentType", ""), "<u2") if isinstance(told, dict) else "<u4"
    rows = _column(feature, "BATCH_ID", kind, 1, count)
    return None if rows is None else values[rows[:, 0]]


def _classes(feature: Table, batch: Table, count: int) -> NDArray[np.uint8] | None:
    found = _of_points(feature, batch, _CLASSES, count)
    if found is None or (len(found) and not (found.min() >= 0 and found.max() <= 255)):
        return None
    return found.astype(np.uint8)


def _intensity(feature: Table, batch: Table, count: int) -> NDArray[np.uint16] | None:
    found = _of_points(feature, batch, _INTENSITIES, count)
    if found is None or (len(found) and not (found.min() >= 0 and found.max() <= 65_535)):
        return None
    return found.astype(np.uint16)
