"""What a tile of 3D Tiles holds: b3dm, i3dm, cmpt, glb and glTF.

Specifications: OGC 18-053r2 (3D Tiles 1.0), OGC 22-025r4 (1.1).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.citymodels.gltf import Gltf, GltfError

# y upwards to z upwards: (x, y, z) becomes (x, -z, y).
UPRIGHT = np.array([[1.0, 0, 0, 0], [0, 0, -1.0, 0], [0, 1.0, 0, 0], [0, 0, 0, 1.0]])
_DEEPEST = 8


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """A glTF in a tile.

    Attributes
    ----------
    gltf : Gltf
    matrices : tuple of (4, 4) arrays
        From the glTF's axes to the tile's, one an instance.
    attributes : list of dict
        Of the features by their number; empty where there are none.
    """

    gltf: Gltf
    matrices: tuple[NDArray[np.float64], ...]
    attributes: list[dict[str, Any]] = field(default_factory=list)


def contents(
    data: bytes, beside: Callable[[str], bytes | None], up: str, depth: int = 0
) -> Iterator[Content]:
    """Yield the bodies in a tile's file.

    Parameters
    ----------
    data : bytes
        The file.
    beside : callable
        As for :class:`Gltf`.
    up : str
        The axis of glTF that points upwards: ``Y``, or what an old tileset says.

    Raises
    ------
    GltfError
        With the reason for which the tile cannot be used: ``tile_points`` for a cloud of points,
        ``tile_format`` for an unknown kind, or those of :class:`Gltf`.
    """
    turned = UPRIGHT if up.upper() == "Y" else np.eye(4)
    kind = data[:4]
    try:
        if kind == b"b3dm":
            feature, batch, inner = _parts(data, 28)
            gltf = Gltf(inner, beside)
            attributes = _batch_table(batch, int(_number(feature, "BATCH_LENGTH")))
            yield Content(gltf, (_shift(_vector(feature, "RTC_CENTER") + gltf.centre) @ turned,),
                          attributes)  # fmt: skip
        elif kind == b"i3dm":
            yield _instanced(data, beside, turned)
        elif kind == b"cmpt" and depth < _DEEPEST:
            (count,) = struct.unpack_from("<I", data, 12)
            position = 16
            for _ in range(count):
                (size,) = struct.unpack_from("<I", data, position + 8)
                if size < 12:
                    raise GltfError("tile_format")
                yield from contents(data[position : position + size], beside, up, depth + 1)
                position += size
        elif kind == b"glTF" or data.lstrip()[:1] == b"{":
            gltf = Gltf(data, beside)
            yield Content(gltf, (_shift(gltf.centre) @ turned,))
        else:
            raise GltfError("tile_points" if kind == b"pnts" else "tile_format")
    except (struct.error, ValueError, LookupError, TypeError) as error:
        raise GltfError("tile_format") from error


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A feature table or batch table: its JSON, and the binary it refers to."""

    header: dict[str, Any]
    body: bytes


def _parts(data: bytes, head: int) -> tuple[_Table, _Table, bytes]:
    """Return feature table, batch table and the rest of a b3dm or i3dm."""
    sizes = struct.unpack_from("<4I", data, 12)
    position, tables = head, []
    for size in sizes:
        tables.append(data[position : position + size])
        position += size
    (length,) = struct.unpack_from("<I", data, 8)
    read = [_Table(json.loads(tables[i] or b"{}"), tables[i + 1]) for i in (0, 2)]
    return read[0], read[1], data[position:length]


def _values(table: _Table, name: str, kind: str, width: int, count: int) -> NDArray[Any] | None:
    told = table.header.get(name)
    if told is None:
        return None
    if isinstance(told, list):
        return np.array(told, np.float64).reshape(-1, width)
    offset = int(told["byteOffset"])
    found = np.frombuffer(table.body, kind, count * width, offset)
    return found.reshape(count, width).astype(np.float64)


def _number(table: _Table, name: str) -> float:
    told = table.header.get(name, 0)
    if isinstance(told, dict):
        return float(np.frombuffer(table.body, "<u4", 1, int(told["byteOffset"]))[0])
    return float(told[0] if isinstance(told, list) else told)


def _vector(table: _Table, name: str) -> NDArray[np.float64]:
    found = _values(table, name, "<f4", 3, 1)
    return np.zeros(3) if found is None else np.asarray(found[0], np.float64)


def _shift(by: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:3, 3] = by
    return matrix


_NUMBERS = {"BYTE": "<i1", "UNSIGNED_BYTE": "<u1", "SHORT": "<i2", "UNSIGNED_SHORT": "<u2",
            "INT": "<i4", "UNSIGNED_INT": "<u4", "FLOAT": "<f4", "DOUBLE": "<f8"}  # fmt: skip
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


def _batch_table(table: _Table, count: int) -> list[dict[str, Any]]:
    """Return the attributes of each batch; those of hierarchies are passed over."""
    rows: list[dict[str, Any]] = [{} for _ in range(min(count, 10_000_000))]
    for name, told in table.header.items():
        if isinstance(told, list):
            for row, value in zip(rows, told, strict=False):
                row[name] = value
        elif isinstance(told, dict) and told.get("componentType") in _NUMBERS:
            width = _WIDTHS.get(str(told.get("type", "SCALAR")), 1)
            kind = np.dtype(_NUMBERS[told["componentType"]])
            size = len(rows) * width
            values = np.frombuffer(table.body, kind, size, int(told["byteOffset"]))
            listed = values.tolist() if width == 1 else values.reshape(-1, width).tolist()
            for row, value in zip(rows, listed, strict=True):
                row[name] = value
    return rows


def _instanced(
    data: bytes, beside: Callable[[str], bytes | None], turned: NDArray[np.float64]
) -> Content:
    """Return the model of an i3dm and where it stands."""
    feature, batch, inner = _parts(data, 32)
    (embedded,) = struct.unpack_from("<I", data, 28)
    if not embedded:
        model = beside(inner.rstrip(b"\0 ").decode())
        if model is None:
            raise GltfError("tile_missing")
        inner = model
    gltf = Gltf(inner, beside)
    count = int(_number(feature, "INSTANCES_LENGTH"))
    where = _values(feature, "POSITION", "<f4", 3, count)
    if where is None:
        raise GltfError("tile_format")
    right = _values(feature, "NORMAL_RIGHT", "<f4", 3, count)
    up = _values(feature, "NORMAL_UP", "<f4", 3, count)
    scale = _values(feature, "SCALE", "<f4", 1, count)
    scales = _values(feature, "SCALE_NON_UNIFORM", "<f4", 3, count)
    centre = _vector(feature, "RTC_CENTER")
    if feature.header.get("EAST_NORTH_UP") and up is None:
        right, up = _east_and_north(where + centre)
    matrices = []
    for row in range(count):
        matrix = np.eye(4)
        if right is not None and up is not None:
            # The axes of an instance that stands upright: x, y, and their cross product.
            matrix[:3, :3] = np.column_stack([right[row], up[row], np.cross(right[row], up[row])])
        if scales is not None:
            matrix[:3, :3] = matrix[:3, :3] * scales[row]
        elif scale is not None:
            matrix[:3, :3] = matrix[:3, :3] * scale[row, 0]
        matrix[:3, 3] = where[row] + centre
        matrices.append(matrix @ turned)
    rows = _batch_table(batch, count)
    return Content(gltf, tuple(matrices), rows if any(rows) else [])


def _east_and_north(
    where: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the directions of east and north at geocentric places (N, 3)."""
    up = where / np.linalg.norm(where, axis=1, keepdims=True)
    east = np.column_stack([-where[:, 1], where[:, 0], np.zeros(len(where))])
    east = east / np.maximum(np.linalg.norm(east, axis=1, keepdims=True), 1e-9)
    return east, np.cross(up, east)
