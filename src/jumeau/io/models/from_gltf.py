"""glTF and GLB as a raw model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from jumeau.errors import InputError
from jumeau.io.citymodels.gltf import Gltf, GltfError
from jumeau.io.models.raw import GREY, Part, Raw
from jumeau.io.models.textures import bytes_beside, picture_bytes
from jumeau.model.progress import Progress

_KNOWN = frozenset(
    ("KHR_mesh_quantization", "KHR_materials_unlit", "KHR_texture_transform", "CESIUM_RTC",
     "EXT_mesh_features", "EXT_structural_metadata", "KHR_materials_specular",
     "KHR_materials_ior", "KHR_materials_transmission", "KHR_materials_emissive_strength",
     "KHR_materials_pbrSpecularGlossiness", "KHR_lights_punctual")
)  # fmt: skip
"""Extensions without which a model still has its form and most of its colours."""


def read_gltf(path: Path, progress: Progress) -> Raw:
    """Read a file.

    Raises
    ------
    InputError
        ``gltf.not_one``, ``models.compressed``, ``models.damaged``, ``models.extension``.
    """
    data = path.read_bytes()
    if path.suffix.lower() == ".glb" and data[:4] != b"glTF":
        raise InputError("gltf.not_one", path=path.name)
    raw = Raw(unit=1.0, unit_said=True, up="z")
    try:
        gltf = Gltf(data, lambda uri: bytes_beside(path.parent, uri))
        unknown = sorted(set(gltf.required) - _KNOWN)
        if unknown:
            raise InputError("models.extension", path=path.name, extension=", ".join(unknown))
        progress(0.1, "reading")
        numbers: dict[int, int] = {}
        for found in gltf.triangles():
            progress(0.5, "reading")
            x, y, z = found.xyz.T
            image = -1
            if found.image >= 0:
                if found.image not in numbers:
                    numbers[found.image] = len(raw.pictures)
                    raw.pictures.append(_picture(gltf, found.image, path, raw))
                image = numbers[found.image]
            colour = found.colour if found.colour[3] else GREY
            if image >= 0 and not raw.pictures[image]:
                image, colour = -1, GREY
            upright = np.column_stack([x, -z, y])
            uv = found.uv if image >= 0 else None
            raw.parts.append(Part(upright, found.corners, colour, uv, image))
    except GltfError as error:
        raise _refused(str(error), path) from error
    return raw


def _picture(gltf: Gltf, number: int, path: Path, raw: Raw) -> bytes:
    found = gltf.picture(number)
    if isinstance(found, bytes):
        return picture_bytes(found, f"n° {number + 1}", raw.tally)
    if found is None:
        raw.tally.out("texture_format", f"n° {number + 1}")
        return b""
    data = bytes_beside(path.parent, found)
    if data is None:
        raw.tally.out("texture_missing", found[:80])
        return b""
    return picture_bytes(data, found[:80], raw.tally)


def _refused(reason: str, path: Path) -> InputError:
    if reason == "gltf_compressed":
        return InputError("models.compressed", path=path.name)
    if reason == "gltf_version":
        return InputError("models.gltf_version", path=path.name)
    return InputError("models.damaged", path=path.name)
