"""Polygons in space as a raw model: OBJ, CityJSON and CityGML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.surfaces import (
    DOOR,
    GROUND,
    ROOF,
    UPRIGHT,
    WALL,
    WINDOW,
    Surfaces,
    decode_surfaces,
    lie_of,
    outward,
    triangulated,
)
from jumeau.io.citymodels.obj_file import add_looks, block_of, read_obj
from jumeau.io.citymodels.pictures import Pictures
from jumeau.io.models.raw import GREY, OnMap, Part, Raw
from jumeau.io.models.textures import picture_bytes
from jumeau.io.reading import Draft
from jumeau.model.progress import Progress, part

FAR = 20_000.0
"""Coordinates farther from the origin than this are those of a map [m]."""
_OF_KIND = {WALL: (248, 242, 230, 255), ROOF: (226, 190, 163, 255), WINDOW: (191, 201, 206, 255),
            DOOR: (201, 182, 160, 255), GROUND: (205, 201, 193, 255)}  # fmt: skip
"""Colours of surfaces that have none, by what they are: those of the model."""


def read_obj_model(path: Path, progress: Progress) -> Raw:
    """Read an OBJ file with its materials and textures.

    Raises
    ------
    InputError
        ``obj.not_one``.
    """
    found = read_obj(path, part(progress, 0.0, 0.6))
    raw = Raw(mesh=True)
    images: list[Path] = []
    add_looks(found, path, Pictures(path.parent, raw.tally, images), raw.tally)
    block = block_of(found, path.stem)
    raw.pictures = [picture_bytes(x.read_bytes(), x.name, raw.tally) for x in images]
    points = np.abs(found.points)
    points = points[np.isfinite(points).all(axis=1)]
    middle = np.median(points, axis=0) if len(points) else np.zeros(3)
    if middle[0] > FAR and max(middle[1], middle[2]) > FAR:
        raw.place = OnMap()
        raw.up = "z" if middle[1] > middle[2] else "y"
    add_polygons(raw, block.bodies, block.types, block.colours, block.images, block.uv)
    return raw


def read_city_model(path: Path, progress: Progress) -> Raw:
    """Read all objects of a CityJSON or CityGML file.

    Raises
    ------
    InputError
        As its reader does.
    """
    from jumeau.io import formats

    raw = Raw(unit=1.0, unit_said=True, up="z")
    reader = formats.reader_of(path)
    for draft in reader.read(path, None, part(progress, 0.0, 0.6), None):
        if not isinstance(draft, Draft):
            continue
        raw.place = OnMap(draft.crs or "", draft.vertical)
        for left in draft.left_out:
            names = (left.examples * left.count)[: left.count] or ("",) * left.count
            raw.tally.out(left.reason, *names)
        _add_draft(raw, draft)
    return raw


def _add_draft(raw: Raw, draft: Draft) -> None:
    from jumeau.io.geometry_column import wkb_buffers

    table: Any = draft.content
    bodies = decode_surfaces(*wkb_buffers(table.column("geometry")))
    sizes = np.diff(bodies.feature_start)
    vertices = np.diff(bodies.ring_start[bodies.polygon_start[bodies.feature_start]])
    named = dict(draft.columns)

    def packed(name: str, lengths: NDArray[np.int64], kind: str) -> NDArray[Any] | None:
        if name not in named:
            return None
        rows = table.column(named[name]).to_pylist()
        width = np.dtype(kind).itemsize
        parts = [
            np.frombuffer(row, kind) if row is not None and len(row) == width * n
            else np.zeros(n, kind) if name != "surface_images" else np.full(n, -1, kind)
            for row, n in zip(rows, lengths.tolist(), strict=True)
        ]  # fmt: skip
        return np.concatenate(parts) if parts else None

    types = packed("surface_types", sizes, "u1")
    colours = packed("surface_colours", 4 * sizes, "u1")
    images = packed("surface_images", sizes, "<i2")
    uv = packed("surface_uv", 2 * vertices, "<f4")
    first = len(raw.pictures)
    raw.pictures += [picture_bytes(x.read_bytes(), x.name, raw.tally) for x in draft.images]
    if images is not None:
        images = np.where(images >= 0, images + first, -1).astype(np.int16)
    add_polygons(
        raw, bodies, np.zeros(int(sizes.sum()), np.uint8) if types is None else types,
        None if colours is None else colours.reshape(-1, 4),
        images if uv is not None else None, None if uv is None else uv.reshape(-1, 2),
    )  # fmt: skip


def add_polygons(
    raw: Raw,
    bodies: Surfaces,
    kind: NDArray[np.uint8],
    colours: NDArray[np.uint8] | None,
    images: NDArray[np.int16] | None,
    uv: NDArray[np.float32] | None,
) -> None:
    """Cut polygons into triangles, and add a part for each material.

    Parameters
    ----------
    kind : (Q,) uint8
        Index into ``SURFACE_TYPES``.
    colours : (Q, 4) uint8 or None
        Alpha 0 where a surface has none.
    images : (Q,) int16 or None
        Index into the pictures, -1 for none.
    uv : (V, 2) float32 or None
    """
    finite = np.isfinite(bodies.xyz).all(axis=1)
    if not len(bodies.xyz) or not finite.any():
        return
    origin = np.round(np.median(bodies.xyz[finite], axis=0))
    lie = lie_of(bodies)
    sign = outward(bodies, lie, kind)
    drawn = np.ones(len(kind), np.bool_)
    order = np.arange(len(bodies))
    faces = triangulated(bodies, lie, sign, drawn, order, (origin[0], origin[1], origin[2]))
    if not len(faces.triangles):
        return
    look = _looks(kind, lie.normal * sign[:, None], colours, images, raw)
    of_point = look[faces.polygon]
    of_triangle = of_point[faces.triangles[:, 0]]
    points = bodies.xyz[faces.vertex]
    for one in np.unique(of_triangle, axis=0).tolist():
        rows = faces.triangles[(of_triangle == one).all(axis=1)]
        used, corners = np.unique(rows, return_inverse=True)
        image = one[4]
        raw.parts.append(
            Part(
                points[used],
                corners.reshape(-1, 3).astype(np.int64),
                (one[0], one[1], one[2], one[3]),
                uv[faces.vertex[used]] if image >= 0 and uv is not None else None,
                image if uv is not None else -1,
            )
        )


def _looks(
    kind: NDArray[np.uint8],
    normal: NDArray[np.float64],
    colours: NDArray[np.uint8] | None,
    images: NDArray[np.int16] | None,
    raw: Raw,
) -> NDArray[np.int64]:
    """Return colour and picture of each polygon (Q, 5)."""
    look = np.tile(np.array([*GREY, -1], np.int64), (len(kind), 1))
    for one, colour in _OF_KIND.items():
        look[kind == one, :4] = colour
    if (kind > 0).any():
        with np.errstate(invalid="ignore"):
            look[(kind == 0) & (normal[:, 2] > UPRIGHT), :4] = _OF_KIND[ROOF]
    if colours is not None:
        told = colours[:, 3] > 0
        look[told, :4] = colours[told]
    if images is not None:
        there = np.array([bool(x) for x in raw.pictures] + [False])
        good = there[images]
        look[good, 4] = images[good]
        look[good, :4] = 255
        look[(images >= 0) & ~good, :4] = GREY
    return look


def checked(raw: Raw, path: Path) -> Raw:
    """Return a model that has triangles.

    Raises
    ------
    InputError
        ``models.empty``.
    """
    if not any(len(x.corners) for x in raw.parts):
        raise InputError("models.empty", path=path.name)
    return raw
