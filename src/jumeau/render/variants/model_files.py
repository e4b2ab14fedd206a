"""The files of models as arrays: read once, softened, ready to be turned and lit."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.outer_triangles import below_top
from jumeau.io.citymodels.gltf import Gltf, GltfError
from jumeau.render import look
from jumeau.render.edges import creases

KEPT = 6
"""So many files stay in memory: a variant and what it is compared with hold no more."""
SOFT, SOFT_IMAGE = 0.26, 0.16
"""Share of the model's white over the colours, and over the textures, of an architect."""
EDGE_LENGTH = 0.3
"""Shorter edges are mouldings, which the eye takes for dirt [m]."""
UNDER = (0.03, 0.7)
"""Edges so far under a roof lie in its thickness, or carry it [m]."""
ROUGH = 1.2 / 1024
"""Of a model's width: heights are known no better on slopes."""
MOST_TEXELS = 16_000_000
"""Of all textures of a file: 48 MB."""
_NORMALS = 24.0
"""Faces whose normals are this alike, in such parts of one, share their points."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedGroup:
    """Triangles that share a texture, or have none.

    Attributes
    ----------
    points, normals : (N, 3) float32, float64
        Metres, z up, about the middle of the foot; outward normals.
    triangles : (M, 3) int32
    colours : (N, 3) uint8
        Softened, without light; white under a texture.
    uv : (N, 2) float32 or None
    texture : int
        Index into the textures, -1 for none.
    """

    points: NDArray[np.float32]
    normals: NDArray[np.float64]
    triangles: NDArray[np.int32]
    colours: NDArray[np.uint8]
    uv: NDArray[np.float32] | None
    texture: int


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A file.

    Attributes
    ----------
    groups : tuple of LoadedGroup
    textures : tuple of (h, w, 3) uint8
        First rows at the bottom.
    edge_points, edges : (P, 3) float32, (E, 2) int32
        Where faces end or meet at an angle, about the middle of the foot [m].
    """

    groups: tuple[LoadedGroup, ...]
    textures: tuple[NDArray[np.uint8], ...]
    edge_points: NDArray[np.float32]
    edges: NDArray[np.int32]


@lru_cache(maxsize=KEPT)
def loaded(path: Path, sha256: str) -> Loaded | None:
    """Return a model of the store; None for a damaged one.

    Parameters
    ----------
    path : Path
        Of the glTF binary.
    sha256 : str
        Of its content.
    """
    try:
        gltf = Gltf(path.read_bytes(), lambda _uri: None)
        found = list(gltf.triangles())
    except (GltfError, OSError) as error:
        _log.warning("the model %s cannot be read: %s", sha256[:12], error)
        return None
    used = sorted({x.image for x in found if x.image >= 0 and x.uv is not None})
    pictures = [_pixels(gltf.picture(k), len(used)) for k in used]
    number = {k: n for n, k in enumerate(used) if pictures[n] is not None}
    place = {k: n for n, k in enumerate(number)}
    gathered: dict[int, list[LoadedGroup]] = {}
    for one in found:
        texture = place.get(one.image, -1)
        x, y, z = one.xyz.T
        points = np.column_stack([x, -z, y])
        uv = one.uv if texture >= 0 else None
        gathered.setdefault(texture, []).append(
            _split(points, one.corners, uv, one.colour, texture)
        )
    groups = tuple(_joined(few) for few in gathered.values())
    textures = tuple(p for p in (pictures[number[k]] for k in place) if p is not None)
    kept = tuple(x for x in groups if len(x.triangles))
    return Loaded(kept, textures, *_edges(kept)) if kept else None


def _edges(
    groups: tuple[LoadedGroup, ...],
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return the edges that are drawn: rafters close under a roof would shine through it."""
    start = np.cumsum([0] + [len(x.points) for x in groups])
    points = np.concatenate([x.points for x in groups])
    triangles = np.concatenate(
        [x.triangles + np.int32(s) for x, s in zip(groups, start, strict=False)]
    )
    edges = creases(points, triangles)
    ends = points[edges].astype(np.float64)
    edges = edges[np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1) > EDGE_LENGTH]
    if len(edges):
        middle = points[edges].astype(np.float64).mean(axis=1)
        below = below_top(points.astype(np.float64), triangles.astype(np.int64), middle)
        least = max(UNDER[0], ROUGH * float(np.ptp(points[:, :2], axis=0).max()))
        edges = edges[(below < least) | (below > UNDER[1])]
    used, local = np.unique(edges, return_inverse=True)
    return points[used], local.reshape(-1, 2).astype(np.int32)


def _split(
    points: NDArray[np.float64],
    corners: NDArray[np.int64],
    uv: NDArray[np.float32] | None,
    colour: tuple[int, int, int, int],
    texture: int,
) -> LoadedGroup:
    """Give faces that lie differently points of their own: light falls on each in its way."""
    corner = points[corners]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    length = np.linalg.norm(normal, axis=1)
    good = length > 1e-10
    corners, normal = corners[good], normal[good] / length[good, None]
    kind = np.round(normal * _NORMALS).astype(np.int64) + 32
    code = (kind[:, 0] << 14) | (kind[:, 1] << 7) | kind[:, 2]
    key = (corners << 21) | code[:, None]
    _, first, inverse = np.unique(key.ravel(), return_index=True, return_inverse=True)
    vertex = corners.ravel()[first]
    base = np.full(3, 255.0) if texture >= 0 else np.array(colour[:3], np.float64)
    if texture < 0:
        base = (1.0 - SOFT) * base + SOFT * np.array(look.WALL)
    return LoadedGroup(
        points[vertex].astype(np.float32),
        np.repeat(normal, 3, axis=0)[first],
        inverse.reshape(-1, 3).astype(np.int32),
        np.tile(base.round().astype(np.uint8), (len(vertex), 1)),
        None if uv is None else uv[vertex],
        texture,
    )


def _joined(few: list[LoadedGroup]) -> LoadedGroup:
    start = np.cumsum([0] + [len(x.points) for x in few])
    uvs = [x.uv for x in few if x.uv is not None]
    return LoadedGroup(
        np.concatenate([x.points for x in few]),
        np.concatenate([x.normals for x in few]),
        np.concatenate([x.triangles + np.int32(s) for x, s in zip(few, start, strict=False)]),
        np.concatenate([x.colours for x in few]),
        np.concatenate(uvs) if uvs else None,
        few[0].texture,
    )


def _pixels(data: bytes | str | None, count: int) -> NDArray[np.uint8] | None:
    """Return a texture (h, w, 3), softened, its first row at the bottom."""
    from PIL import Image

    if not isinstance(data, bytes):
        return None
    try:
        with Image.open(io.BytesIO(data)) as image:
            side = int((MOST_TEXELS / max(count, 1)) ** 0.5)
            if image.mode in ("RGBA", "LA", "PA"):
                seen = image.convert("RGBA")
                white = Image.new("RGBA", seen.size, (255, 255, 255, 255))
                plain = Image.alpha_composite(white, seen).convert("RGB")
            else:
                plain = image.convert("RGB")
            plain.thumbnail((side, side))
            pixels = np.asarray(plain, np.float32)[::-1]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        _log.warning("a texture cannot be read: %s", error)
        return None
    soft = (1.0 - SOFT_IMAGE) * pixels + SOFT_IMAGE * np.array(look.WALL, np.float32)
    return np.ascontiguousarray(soft.round().astype(np.uint8))
