"""From gathered shapes of CityJSON to a block of flat arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.json_lists import read_flat, read_rings
from jumeau.geometry.surfaces import Surfaces
from jumeau.io.citymodels.block import Block, Tally
from jumeau.io.citymodels.cityjson_document import Document, Geometry, Painted
from jumeau.io.citymodels.cityjson_objects import DEPTH, Batch, Shape
from jumeau.io.citymodels.kinds import SURFACE_OF_CLASS, surface_of

Picture = Callable[[str], int]


def block_of(batch: Batch, points: NDArray[np.float64], picture: Picture, tally: Tally) -> Block:
    """Return the objects of a batch.

    Parameters
    ----------
    batch : Batch
        What was gathered.
    points : (N, 3) float64 array
        The vertices it refers to.
    picture : callable
        Returns the number of a texture's picture, -1 where there is none.
    tally : Tally
        Takes ``unreadable_geometry``.
    """
    shapes = batch.shapes
    first_shape = np.array([*batch.first_shape, len(shapes)], np.int64)
    rings = _Rings([s.geometry.boundaries for s in shapes],
                   [DEPTH[s.geometry.type] for s in shapes])  # fmt: skip
    vertex_start = rings.ring_start[rings.polygon_start[rings.list_start]]
    xyz = _placed(shapes, rings.values, points, vertex_start)
    for number, shape in enumerate(shapes):
        if shape.place is not None:
            matrix, where = shape.place
            span = slice(vertex_start[number], vertex_start[number + 1])
            moved = xyz[span] @ matrix[:3, :3].T + matrix[:3, 3]
            xyz[span] = moved / (matrix[3, 3] or 1.0) + where
    for number in np.flatnonzero(rings.bad).tolist():
        row = int(np.searchsorted(first_shape, number, side="right")) - 1
        tally.out("unreadable_geometry", batch.keys[row])
    bodies = Surfaces(xyz, rings.ring_start, rings.polygon_start, rings.list_start[first_shape])
    block = Block(
        bodies, _types(shapes, rings), batch.keys, batch.kinds, batch.lods, batch.attributes
    )
    return _painted(block, batch, rings, picture)


def _placed(
    shapes: list[Shape],
    values: NDArray[np.int32],
    points: NDArray[np.float64],
    vertex_start: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the vertices of indices, which count from their shape's base; NaN for no vertex."""
    spans = {(shape.base, shape.count) for shape in shapes}
    base: Any = 0
    count: Any = 0
    if len(spans) == 1:
        base, count = next(iter(spans))
    else:
        owner = np.repeat(np.arange(len(shapes)), np.diff(vertex_start))
        base = np.array([s.base for s in shapes], np.int64)[owner]
        count = np.array([s.count for s in shapes], np.int64)[owner]
    alone = len(spans) == 1 and len(values) > 0
    if alone and values.min() >= 0 and values.max() < count:
        return points[base : base + count].take(values, axis=0)
    outside = (values < 0) | (values >= count)
    if not outside.any():
        return np.asarray(points.take(values + base, axis=0))
    xyz = np.full((len(values), 3), np.nan)
    inside = ~outside
    xyz[inside] = points[(values + base)[inside]]
    return xyz


class _Rings:
    """The boundaries of many geometries, read in one go."""

    def __init__(self, texts: list[msgspec.Raw], depths: list[int]) -> None:
        joined = b"".join(texts)
        data = np.frombuffer(joined, np.uint8)
        start = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=start[1:])
        lists = joined.count(b"]") + 1
        values = np.empty(joined.count(b",") + 2 * lists, np.int32)  # rings are closed
        ring_start, polygon_start = np.empty(lists + 1, np.int64), np.empty(lists + 1, np.int64)
        self.list_start = np.empty(len(texts) + 1, np.int64)
        self.bad = np.zeros(len(texts), np.bool_)
        n, r, q = read_rings(
            data, start, np.array(depths, np.int64), values, ring_start, polygon_start,
            self.list_start, self.bad,
        )  # fmt: skip
        self.values = values[:n]
        self.ring_start, self.polygon_start = ring_start[: r + 1], polygon_start[: q + 1]


def _flat(texts: list[msgspec.Raw]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    joined = b"".join(texts)
    start = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=start[1:])
    values = np.empty(joined.count(b",") + joined.count(b"]") + len(texts) + 1, np.int64)
    list_start = np.empty(len(texts) + 1, np.int64)
    n = read_flat(np.frombuffer(joined, np.uint8), start, values, list_start)
    return values[:n], list_start


class _Meanings(dict[str, int]):
    """Types of surfaces by their class in the source, each looked up once; -1 for none."""

    def __missing__(self, name: str) -> int:
        found = self[name] = SURFACE_OF_CLASS.get(name.lstrip("+"), -1)
        return found


def _types(shapes: list[Shape], rings: _Rings) -> NDArray[np.uint8]:
    """Return what each surface is: by its semantics, else by its object's class."""
    own = np.array([surface_of(shape.surface_class) for shape in shapes], np.uint8)
    sizes = np.diff(rings.list_start)
    types = np.repeat(own, sizes)
    told = [(n, s.geometry.semantics) for n, s in enumerate(shapes)
            if s.geometry.semantics is not None and s.geometry.semantics.surfaces]  # fmt: skip
    if not told:
        return types
    values, start = _flat([semantics.values for _, semantics in told])
    meanings = _Meanings(SURFACE_OF_CLASS)
    known: list[int] = []  # what each value means, geometry after geometry, the last one none
    first, last = np.empty(len(told), np.int64), np.empty(len(told), np.int64)
    for at, (_, semantics) in enumerate(told):
        first[at] = len(known)
        known += [meanings[surface.type] for surface in semantics.surfaces or ()]
        last[at] = len(known)
        known.append(-1)
    numbers = np.array([number for number, _ in told], np.int64)
    counts = np.diff(start)
    fits = np.repeat(counts == sizes[numbers], counts)
    owner = np.repeat(np.arange(len(told)), counts)
    place = np.arange(len(values)) - start[owner] + rings.list_start[numbers[owner]]
    inside = (values >= 0) & (values < (last - first)[owner])
    found = np.array(known, np.int16)[np.where(inside, first[owner] + values, last[owner])]
    fits &= found >= 0
    types[place[fits]] = found[fits]
    return types


# --- colours and textures ---------------------------------------------------------------------


def _painted(block: Block, batch: Batch, rings: _Rings, picture: Picture) -> Block:
    from dataclasses import replace

    surfaces, vertices = len(block.types), len(block.bodies.xyz)
    colours: NDArray[np.uint8] | None = None
    images: NDArray[np.int16] | None = None
    uv: NDArray[np.float32] | None = None
    palettes: dict[int, NDArray[np.uint8]] = {}
    grounds: dict[int, NDArray[np.float64]] = {}
    for number, shape in enumerate(batch.shapes):
        appearance = batch.documents[shape.document].appearance
        geometry = shape.geometry
        if appearance is None or rings.bad[number]:
            continue
        span = slice(rings.list_start[number], rings.list_start[number + 1])
        material = _first(geometry.material)
        if material is not None and appearance.materials:
            if shape.document not in palettes:
                palettes[shape.document] = _palette(batch.documents[shape.document])
            if colours is None:
                colours = np.zeros((surfaces, 4), np.uint8)
            colours[span] = _coloured(material, palettes[shape.document], span.stop - span.start)
        texture = _first(geometry.texture)
        if texture is not None and appearance.textures and appearance.uv:
            if shape.document not in grounds:
                grounds[shape.document] = np.array(
                    [pair[:2] if len(pair) >= 2 else (0.0, 0.0) for pair in appearance.uv]
                )
            if images is None or uv is None:
                images = np.full(surfaces, -1, np.int16)
                uv = np.zeros((vertices, 2), np.float32)
            numbers = np.array([*(picture(t.image) for t in appearance.textures), -1], np.int16)
            found = _Rings([texture.values], [DEPTH[geometry.type]])
            _lay(found, rings, span, numbers, grounds[shape.document], images, uv)
    return replace(block, colours=colours, images=images, uv=uv)


def _first(themes: dict[str, Painted] | None) -> Painted | None:
    return next(iter(themes.values()), None) if themes else None


def _palette(document: Document) -> NDArray[np.uint8]:
    """Return the materials' colours (M + 1, 4), the last one none."""
    materials: list[Any] = list((document.appearance and document.appearance.materials) or [])
    palette = np.zeros((len(materials) + 1, 4), np.uint8)
    for number, material in enumerate(materials):
        colour = material.diffuseColor
        if colour is not None and len(colour) >= 3:
            clear = material.transparency or 0.0
            alpha = max(1.0 / 255.0, 1.0 - clear)
            palette[number] = np.clip(np.round(255 * np.array([*colour[:3], alpha])), 0, 255)
    return palette


def _coloured(material: Painted, palette: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    last = len(palette) - 1
    numbers = np.full(count, last)
    if material.value is not None:
        numbers[:] = material.value
    else:
        values, _ = _flat([material.values])
        if len(values) == count:
            numbers = values
    chosen: NDArray[np.uint8] = palette[np.where((numbers < 0) | (numbers > last), last, numbers)]
    return chosen


def _lay(
    found: _Rings,
    rings: _Rings,
    span: slice,
    numbers: NDArray[np.int16],
    ground: NDArray[np.float64],
    images: NDArray[np.int16],
    uv: NDArray[np.float32],
) -> None:
    """Lay a texture on the surfaces of a geometry whose every ring has its place in it."""
    first, last = rings.polygon_start[span.start], rings.polygon_start[span.stop]
    start = rings.ring_start[first : last + 1]
    sizes = np.diff(start)
    if len(found.ring_start) - 1 != len(sizes):
        return
    told = np.diff(found.ring_start)
    which = np.full(len(told), -1)
    which[told > 0] = found.values[found.ring_start[:-1][told > 0]]
    # The ring was closed on reading, or in the file: then its last place is told as well.
    good = ((told == sizes) | (told == sizes + 1)) & (which >= 0) & (which < len(numbers) - 1)
    polygon_start = rings.polygon_start[span.start : span.stop + 1] - first
    good = np.repeat(np.minimum.reduceat(good, polygon_start[:-1]), np.diff(polygon_start))
    for ring in np.flatnonzero(good).tolist():
        places = found.values[found.ring_start[ring] + 1 : found.ring_start[ring + 1]]
        if (places < 0).any() or (places >= len(ground)).any():
            good[ring] = False
            continue
        uv[start[ring] : start[ring] + len(places)] = ground[places]
        uv[start[ring + 1] - 1] = ground[places[0]]
    good = np.minimum.reduceat(good, polygon_start[:-1])
    image = numbers[which[polygon_start[:-1]]]
    images[span] = np.where(good, image, -1)


__all__ = ["Geometry", "block_of"]
