"""What a tile of 3D Tiles holds: b3dm, i3dm, pnts, cmpt, glb and glTF.

Specifications: OGC 18-053r2 (3D Tiles 1.0), OGC 22-025r4 (1.1).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.citymodels.gltf import Gltf, GltfError
from jumeau.io.citymodels.point_tile import Cloud, cloud_of
from jumeau.io.citymodels.tile_tables import batch_rows, number_of, parts, values_of, vector_of

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
) -> Iterator[Content | Cloud]:
    """Yield the bodies and the clouds of points in a tile's file.

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
        With the reason for which the tile cannot be used: ``tile_points_compressed`` for a
        compressed cloud of points, ``tile_format`` for an unknown kind, or those of :class:`Gltf`.
    """
    turned = UPRIGHT if up.upper() == "Y" else np.eye(4)
    kind = data[:4]
    try:
        if kind == b"b3dm":
            feature, batch, inner = parts(data, 28)
            gltf = Gltf(inner, beside)
            attributes = batch_rows(batch, int(number_of(feature, "BATCH_LENGTH")))
            yield Content(gltf, (_shift(vector_of(feature, "RTC_CENTER") + gltf.centre) @ turned,),
                          attributes)  # fmt: skip
        elif kind == b"i3dm":
            yield _instanced(data, beside, turned)
        elif kind == b"pnts":
            yield cloud_of(data)
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
            raise GltfError("tile_format")
    except (struct.error, ValueError, LookupError, TypeError) as error:
        raise GltfError("tile_format") from error


def _shift(by: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = np.eye(4)
    matrix[:3, 3] = by
    return matrix


def _instanced(
    data: bytes, beside: Callable[[str], bytes | None], turned: NDArray[np.float64]
) -> Content:
    """Return the model of an i3dm and where it stands."""
    feature, batch, inner = parts(data, 32)
    (embedded,) = struct.unpack_from("<I", data, 28)
    if not embedded:
        model = beside(inner.rstrip(b"\0 ").decode())
        if model is None:
            raise GltfError("tile_missing")
        inner = model
    gltf = Gltf(inner, beside)
    count = int(number_of(feature, "INSTANCES_LENGTH"))
    where = values_of(feature, "POSITION", "<f4", 3, count)
    if where is None:
        raise GltfError("tile_format")
    right = values_of(feature, "NORMAL_RIGHT", "<f4", 3, count)
    up = values_of(feature, "NORMAL_UP", "<f4", 3, count)
    scale = values_of(feature, "SCALE", "<f4", 1, count)
    scales = values_of(feature, "SCALE_NON_UNIFORM", "<f4", 3, count)
    centre = vector_of(feature, "RTC_CENTER")
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
    rows = batch_rows(batch, count)
    return Content(gltf, tuple(matrices), rows if any(rows) else [])


def _east_and_north(
    where: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the directions of east and north at geocentric places (N, 3)."""
    up = where / np.linalg.norm(where, axis=1, keepdims=True)
    east = np.column_stack([-where[:, 1], where[:, 0], np.zeros(len(where))])
    east = east / np.maximum(np.linalg.norm(east, axis=1, keepdims=True), 1e-9)
    return east, np.cross(up, east)
