"""Writing the glTF binary in which a model is kept (glTF 2.0, GLB container version 2)."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.models.raw import Part

_POINTS, _CORNERS = 34962, 34963
_FLOAT, _UINT = 5126, 5125


class _Writer:
    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.length = 0
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def view(self, data: bytes, target: int = 0) -> int:
        view = {"buffer": 0, "byteOffset": self.length, "byteLength": len(data)}
        if target:
            view["target"] = target
        self.views.append(view)
        data += b"\0" * (-len(data) % 4)
        self.chunks.append(data)
        self.length += len(data)
        return len(self.views) - 1

    def accessor(self, values: NDArray[Any], kind: str, *, bounds: bool = False) -> int:
        real = values.dtype == np.float32
        found: dict[str, Any] = {
            "bufferView": self.view(values.tobytes(), _POINTS if real else _CORNERS),
            "componentType": _FLOAT if real else _UINT,
            "count": len(values),
            "type": kind,
        }
        if bounds:
            found["min"], found["max"] = values.min(axis=0).tolist(), values.max(axis=0).tolist()
        self.accessors.append(found)
        return len(self.accessors) - 1


def write_glb(path: Path, parts: Sequence[Part], pictures: Sequence[bytes]) -> None:
    """Write a model: metres, z up here and y up in the file, a primitive a material."""
    out = _Writer()
    primitives: list[dict[str, Any]] = []
    materials: list[dict[str, Any]] = []
    images: list[dict[str, Any]] = []
    number: dict[int, int] = {}
    for one in parts:
        x, y, z = one.xyz.T
        points = np.column_stack([x, z, -y]).astype("<f4")
        attributes = {"POSITION": out.accessor(points, "VEC3", bounds=True)}
        rough: dict[str, Any] = {
            "baseColorFactor": [*_linear(one.colour[:3]), one.colour[3] / 255],
            "metallicFactor": 0.0,
        }
        if one.uv is not None and one.image >= 0 and pictures[one.image]:
            uv = np.column_stack([one.uv[:, 0], 1.0 - one.uv[:, 1]]).astype("<f4")
            attributes["TEXCOORD_0"] = out.accessor(uv, "VEC2")
            if one.image not in number:
                number[one.image] = len(images)
                data = pictures[one.image]
                mime = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
                images.append({"bufferView": out.view(data), "mimeType": mime})
            rough["baseColorTexture"] = {"index": number[one.image]}
        corners = out.accessor(one.corners.astype("<u4").reshape(-1), "SCALAR")
        primitives.append(
            {"attributes": attributes, "indices": corners, "material": len(materials)}
        )
        materials.append({"pbrMetallicRoughness": rough, "doubleSided": True})
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "Jumeau"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": primitives}],
        "materials": materials,
        "buffers": [{"byteLength": out.length}],
        "bufferViews": out.views,
        "accessors": out.accessors,
    }
    if images:
        tree |= {"images": images, "textures": [{"source": k} for k in range(len(images))]}
    text = json.dumps(tree, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    total = 12 + 8 + len(text) + 8 + out.length
    with open(path, "wb") as file:
        file.write(struct.pack("<4sII", b"glTF", 2, total))
        file.write(struct.pack("<I4s", len(text), b"JSON") + text)
        file.write(struct.pack("<I4s", out.length, b"BIN\0"))
        for chunk in out.chunks:
            file.write(chunk)


def _linear(colour: Sequence[int]) -> list[float]:
    """Return an sRGB colour as linear light (IEC 61966-2-1)."""
    values = np.array(colour, np.float64) / 255
    curved = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return [round(v, 6) for v in curved.tolist()]
