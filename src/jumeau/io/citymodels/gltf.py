"""glTF 2.0, as much of it as tiles of a city use: triangles, colours, base textures, ids.

Specification: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
COMPRESSED = frozenset(
    ("KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression")
)
_COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_TRIANGLES, _STRIP, _FAN = 4, 5, 6
_DEEPEST = 64


class GltfError(Exception):
    """A glTF that cannot be read; its argument is a reason of the catalogue's ``left_out``."""


@dataclass(frozen=True, slots=True, eq=False)
class Triangles:
    """The triangles of one primitive, in the scene's axes (y upwards).

    Attributes
    ----------
    xyz : (N, 3) float64 array
    corners : (T, 3) int64 array
    uv : (N, 2) float32 array or None
        Place in the picture, v upwards.
    ids : (N,) int64 array or None
        Feature of each vertex.
    colour : tuple of int
        RGBA; alpha 0 where the material states none.
    image : int
        Number of the picture in the file, -1 for none.
    name : str
        Of the node or the mesh.
    """

    xyz: NDArray[np.float64]
    corners: NDArray[np.int64]
    uv: NDArray[np.float32] | None
    ids: NDArray[np.int64] | None
    colour: tuple[int, int, int, int]
    image: int
    name: str


class Gltf:
    """A glTF file in memory.

    Parameters
    ----------
    data : bytes
        A ``.glb``, or the JSON of a ``.gltf``.
    beside : callable
        Returns the bytes of a file named by a relative URI, None where there is none.

    Raises
    ------
    GltfError
        ``gltf_unreadable``, ``gltf_version``, ``gltf_compressed``.
    """

    def __init__(self, data: bytes, beside: Callable[[str], bytes | None]) -> None:
        self._beside = beside
        self._inner = b""
        self._buffers: dict[int, bytes] = {}
        try:
            self._json = self._opened(data)
        except (ValueError, struct.error, RecursionError) as error:
            raise GltfError("gltf_unreadable") from error
        asset = self._json.get("asset")
        version = str(asset.get("version", "")) if isinstance(asset, dict) else ""
        if not version.startswith("2."):
            raise GltfError("gltf_version")
        if COMPRESSED & {*self._json.get("extensionsRequired", ())}:
            raise GltfError("gltf_compressed")

    def _opened(self, data: bytes) -> dict[str, Any]:
        if data[:4] != b"glTF":
            found: dict[str, Any] = json.loads(data)
            return found
        version, length = struct.unpack_from("<II", data, 4)
        if version != 2:
            raise GltfError("gltf_version")
        position, text = 12, b""
        while position + 8 <= min(length, len(data)):
            size, kind = struct.unpack_from("<I4s", data, position)
            chunk = data[position + 8 : position + 8 + size]
            if kind == b"JSON":
                text = chunk
            elif kind == b"BIN\0":
                self._inner = chunk
            position += 8 + size
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found

    @property
    def required(self) -> tuple[str, ...]:
        """The extensions without which the file does not want to be read."""
        return tuple(str(x) for x in self._json.get("extensionsRequired", ()))

    @property
    def centre(self) -> NDArray[np.float64]:
        """CESIUM_RTC: what is to be added to all positions."""
        said = self._json.get("extensions", {}).get("CESIUM_RTC", {}).get("center")
        return np.array(said, np.float64) if said and len(said) == 3 else np.zeros(3)

    def triangles(self) -> Iterator[Triangles]:
        """Yield the primitives of the scene.

        Raises
        ------
        GltfError
            ``gltf_unreadable`` when something refers to what is not there.
        """
        try:
            scenes, nodes = self._json.get("scenes", []), self._json.get("nodes", [])
            number = self._json.get("scene", 0)
            roots = scenes[number].get("nodes", []) if scenes else list(range(len(nodes)))
            with np.errstate(invalid="ignore", over="ignore"):  # what is no number is told later
                found = [x for root in roots for x in self._below(root, np.eye(4), 0)]
        except (LookupError, ValueError, TypeError, struct.error, AttributeError) as error:
            raise GltfError("gltf_unreadable") from error
        yield from found

    def picture(self, number: int) -> bytes | str | None:
        """Return a picture: its bytes, or the relative URI of its file; None if it is neither."""
        try:
            image = self._json["images"][number]
            if "bufferView" in image:
                return self._view(image["bufferView"])[0]
            uri = str(image["uri"])
            return _inline(uri) if uri.startswith("data:") else uri
        except (LookupError, ValueError, TypeError, GltfError):
            return None

    # --- scene ------------------------------------------------------------------------------------

    def _below(self, number: int, above: Array, depth: int) -> Iterator[Triangles]:
        if depth > _DEEPEST:
            raise GltfError("gltf_unreadable")
        node = self._json["nodes"][number]
        matrix = above @ _matrix(node)
        if "mesh" in node:
            mesh = self._json["meshes"][node["mesh"]]
            name = str(node.get("name") or mesh.get("name") or "")
            for primitive in mesh.get("primitives", ()):
                found = self._primitive(primitive, matrix, name)
                if found is not None:
                    yield found
        for child in node.get("children", ()):
            yield from self._below(child, matrix, depth + 1)

    def _primitive(self, primitive: dict[str, Any], matrix: Array, name: str) -> Triangles | None:
        mode = primitive.get("mode", _TRIANGLES)
        attributes = primitive.get("attributes", {})
        extensions = primitive.get("extensions", {})
        if mode not in (_TRIANGLES, _STRIP, _FAN) or "POSITION" not in attributes:
            return None
        if COMPRESSED & {*extensions}:
            raise GltfError("gltf_compressed")
        xyz = self._accessor(attributes["POSITION"]).astype(np.float64)
        xyz = xyz @ matrix[:3, :3].T + matrix[:3, 3]
        index = np.arange(len(xyz))
        if "indices" in primitive:
            index = self._accessor(primitive["indices"]).ravel().astype(np.int64)
        corners = _corners(index, mode)
        if len(corners) and (corners.min() < 0 or corners.max() >= len(xyz)):
            raise GltfError("gltf_unreadable")
        if np.linalg.det(matrix[:3, :3]) < 0:
            corners = corners[:, ::-1]
        colour, image, which = self._material(primitive.get("material"))
        uv = None
        if image >= 0 and f"TEXCOORD_{which}" in attributes:
            uv = self._accessor(attributes[f"TEXCOORD_{which}"]).astype(np.float32)
            uv = np.column_stack([uv[:, 0], 1.0 - uv[:, 1]]).astype(np.float32)
        return Triangles(xyz, corners, uv, self._ids(attributes, extensions, len(xyz)), colour,
                         image if uv is not None else -1, name)  # fmt: skip

    def _ids(
        self, attributes: dict[str, int], extensions: dict[str, Any], count: int
    ) -> NDArray[np.int64] | None:
        """Return the feature of each vertex: EXT_mesh_features, or the batches of 3D Tiles 1.0."""
        listed = extensions.get("EXT_mesh_features", {}).get("featureIds", [])
        for told in listed:
            if "attribute" in told:
                name = f"_FEATURE_ID_{told['attribute']}"
                return self._accessor(attributes[name]).ravel().astype(np.int64)
            if "texture" not in told:
                return np.arange(count)
        for name in ("_BATCHID", "BATCHID", "_FEATURE_ID_0"):
            if name in attributes:
                return self._accessor(attributes[name]).ravel().astype(np.int64)
        return None

    def _material(self, number: int | None) -> tuple[tuple[int, int, int, int], int, int]:
        """Return colour, picture and set of texture coordinates of a material."""
        if number is None:
            return (0, 0, 0, 0), -1, 0
        material = self._json["materials"][number]
        rough = material.get("pbrMetallicRoughness", {})
        factor = rough.get("baseColorFactor", [1.0, 1.0, 1.0, 1.0])
        # The factor is linear; the colour of a surface is told in sRGB (IEC 61966-2-1).
        linear = np.clip(np.array(factor[:3], np.float64), 0.0, 1.0)
        curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
        red, green, blue = np.round(255 * curved).astype(int).tolist()
        colour = (red, green, blue, max(1, round(255 * min(1.0, max(0.0, factor[3])))))
        texture = rough.get("baseColorTexture")
        if texture is None:
            return colour, -1, 0
        source = self._json["textures"][texture["index"]].get("source", -1)
        return colour, int(source), int(texture.get("texCoord", 0))

    # --- numbers ----------------------------------------------------------------------------------

    def _accessor(self, number: int) -> Array:
        """Return the elements of an accessor (N, width), normalised where it says so."""
        accessor = self._json["accessors"][number]
        values = self._elements(accessor)
        if "sparse" in accessor:
            values = self._replaced(values, accessor)
        if accessor.get("normalized") and values.dtype.kind in "iu":
            return np.maximum(values / np.iinfo(values.dtype).max, -1.0)
        return values

    def _replaced(self, values: Array, accessor: dict[str, Any]) -> Array:
        """Return elements with those of a sparse accessor in their places."""
        sparse, count = accessor["sparse"], int(accessor["sparse"]["count"])
        where = self._elements({**sparse["indices"], "type": "SCALAR", "count": count}).ravel()
        fresh = {"type": accessor["type"], "componentType": accessor["componentType"]}
        values = np.array(values)
        if len(where) and int(where.max()) >= len(values):
            raise GltfError("gltf_unreadable")
        values[where.astype(np.int64)] = self._elements(
            {**sparse["values"], **fresh, "count": count}
        )
        return values

    def _elements(self, accessor: dict[str, Any]) -> Array:
        kind, width = np.dtype(_COMPONENTS[accessor["componentType"]]), _WIDTHS[accessor["type"]]
        count = int(accessor["count"])
        size = kind.itemsize * width
        if "bufferView" not in accessor:
            return np.zeros((count, width), kind)
        data, stride = self._view(accessor["bufferView"])
        offset = int(accessor.get("byteOffset", 0))
        stride = stride or size
        if count < 0 or offset < 0 or (count and offset + stride * (count - 1) + size > len(data)):
            raise GltfError("gltf_unreadable")
        return np.ndarray((count, width), kind, data, offset, (stride, kind.itemsize))

    def _view(self, number: int) -> tuple[bytes, int]:
        view = self._json["bufferViews"][number]
        if COMPRESSED & {*view.get("extensions", {})}:
            raise GltfError("gltf_compressed")
        data = self._buffer(int(view.get("buffer", 0)))
        first = int(view.get("byteOffset", 0))
        return data[first : first + int(view["byteLength"])], int(view.get("byteStride", 0))

    def _buffer(self, number: int) -> bytes:
        if number not in self._buffers:
            uri = self._json["buffers"][number].get("uri")
            if uri is None:
                data: bytes | None = self._inner
            else:
                data = _inline(uri) if str(uri).startswith("data:") else self._beside(str(uri))
            if data is None:
                raise GltfError("gltf_unreadable")
            self._buffers[number] = data
        return self._buffers[number]


def _inline(uri: str) -> bytes:
    return base64.b64decode(uri.partition(",")[2])


def _matrix(node: dict[str, Any]) -> NDArray[np.float64]:
    """Return a node's 4 x 4 matrix: as it is given, or from shift, turn and scale."""
    if "matrix" in node:
        return np.array(node["matrix"], np.float64).reshape(4, 4).T
    matrix = np.eye(4)
    if "rotation" in node:
        x, y, z, w = (float(v) for v in node["rotation"])
        matrix[:3, :3] = [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    matrix[:3, :3] *= np.array(node.get("scale", [1.0, 1.0, 1.0]), np.float64)
    matrix[:3, 3] = node.get("translation", [0.0, 0.0, 0.0])
    return matrix


def _corners(index: NDArray[np.int64], mode: int) -> NDArray[np.int64]:
    if mode == _TRIANGLES:
        return index[: len(index) // 3 * 3].reshape(-1, 3)
    count = max(0, len(index) - 2)
    if mode == _FAN:
        return np.column_stack([np.full(count, index[0]), index[1:-1], index[2:]])
    strip = np.column_stack([index[:-2], index[1:-1], index[2:]])
    strip[1::2] = strip[1::2, ::-1]
    return strip
