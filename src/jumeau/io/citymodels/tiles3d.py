"""3D Tiles 1.0 and 1.1 from a folder: the finest tiles, on the ellipsoid WGS 84."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, reprojection
from jumeau.geometry.surfaces import Surfaces
from jumeau.io.citymodels.block import Block
from jumeau.io.citymodels.drafting import Model
from jumeau.io.citymodels.gltf import GltfError, Triangles
from jumeau.io.citymodels.kinds import TYPE
from jumeau.io.citymodels.pictures import MOST, picture_suffix
from jumeau.io.citymodels.point_tile import Cloud, said_in
from jumeau.io.citymodels.srs import Srs
from jumeau.io.citymodels.tile_clouds import BATCH, IN_3D, CloudFile, layer_of, zone_of
from jumeau.io.citymodels.tile_content import Content, contents
from jumeau.io.citymodels.tileset import LARGEST, Tile, read_tileset, tiles_of
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.model.progress import Progress, part
from jumeau.model.roles import Role

KEY = "id"
GEOCENTRIC, IN_PLANE = "EPSG:4978", "EPSG:4326"
PLACE = Srs(IN_PLANE, IN_3D)
LOOKED_AT = 100_000
"""Points of a tile that tell where it lies."""
NEAREST, FARTHEST = 6_330_000.0, 6_400_000.0
"""How far the surface of the Earth is from its centre [m]."""
_KEYS = ("gml_id", "gml:id", "id", "ID", "cleabs", "fid", "name")
_BUILDINGS = ("build", "bati", "bâti", "storey", "toit", "roof", "etage", "étage")


class Tiles3DReader:
    """Tilesets, by the JSON that stands for them; a tile of points that has a place of its own."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the layers of a tileset: its bodies, and its points.

        How many bodies there are is known when they have been read: their tiles are counted.

        Raises
        ------
        InputError
            ``tileset.not_one``, ``tileset.tile_alone``; ``model.without_place``.
        """
        model = Model(path, KEY, PLACE, None, closing=False)
        tiles = _tiles(path, model)
        points = [said_in(tile.path) for tile in tiles]
        bounds = _bounds(path, tiles)
        if bounds is None:
            raise InputError("model.nothing_usable", path=path.name,
                             count=len(tiles) + model.tally.total)  # fmt: skip
        facts, stem = [], _stem(path)
        if (bodies := sum(1 for said in points if said is None)) > 0:
            facts.append(Facts(path, stem, Role.CITY_OBJECT, bodies, "MultiPolygon Z", PLACE.crs,
                               bounds, vertical=PLACE.vertical))  # fmt: skip
        if bodies < len(points):
            crs = zone_of(bounds)
            facts.append(Facts(path, layer_of(stem), Role.POINT_CLOUD,
                               sum(said or 0 for said in points), "points", crs,
                               reprojection(IN_PLANE, crs).box(bounds),
                               vertical=PLACE.vertical))  # fmt: skip
        return facts

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the tiles of the highest level of detail."""
        stem = _stem(path)
        model = Model(path, KEY, PLACE, window, closing=False, stem=stem)
        tiles = _tiles(path, model)
        # Pictures and points within tiles become files of their own for as long as the layers
        # are kept.
        with tempfile.TemporaryDirectory(prefix="jumeau-tiles-") as folder:
            album = _Album(Path(folder), model, path.parent.resolve())
            zone = zone_of(_bounds(path, tiles) or (0.0, 0.0, 0.0, 0.0))
            points = CloudFile(Path(folder) / "points.las", zone)
            wanted = only is None or layer_of(stem) in only
            try:
                for number, tile in enumerate(tiles):
                    step = part(progress, 0.95 * number / len(tiles),
                                0.95 * (number + 1) / len(tiles))  # fmt: skip
                    _take(tile, path.parent, model, album, points if wanted else None, step)
            finally:
                points.close()
            told = False
            if model.has_objects or not points.count:
                for draft in model.drafts(only):
                    told = True
                    yield draft
            if points.count:
                yield points.draft(path, stem, () if told else model.left_out)


def _tiles(path: Path, model: Model) -> list[Tile]:
    """Return the tiles that are drawn: those of a tileset, or the one tile of points."""
    if path.suffix.lower() == ".json":
        return list(tiles_of(path, model.tally))
    if path.suffix.lower() != ".pnts":
        raise InputError("tileset.tile_alone", path=path.name)
    tile = Tile(path, np.eye(4), "Z", path.name)
    try:
        if _bounds_of(tile) is None:
            raise InputError("model.nothing_usable", path=path.name, count=1)
    except InputError as error:
        if error.code == "model.without_place":
            raise InputError("tileset.tile_alone", path=path.name) from error
        raise
    return [tile]


def _take(
    tile: Tile, folder: Path, model: Model, album: _Album, points: CloudFile | None,
    progress: Progress,
) -> None:  # fmt: skip
    """Add what a tile holds to the model and to the cloud."""
    progress(0.0, "reading")
    try:
        for content in contents(*_opened(tile, folder), tile.up):
            if isinstance(content, Content):
                for block in _blocks(tile, content, album):
                    model.add(block)
            elif points is not None:
                for rows in content.slices(BATCH):
                    progress(rows.start / len(content), "reading")
                    points.add(content, rows, partial(_placed, content, rows, tile))
    except GltfError as error:
        model.tally.out(str(error), tile.path.name)


def _placed(cloud: Cloud, rows: slice, tile: Tile) -> NDArray[np.float64]:
    return _on_ellipsoid(_moved(cloud.places(rows), tile.matrix), tile.tileset)


def _stem(path: Path) -> str:
    """Return the name of a tileset: its folder's, since most are called ``tileset.json``."""
    return (path.parent.resolve().name if path.stem.lower() == "tileset" else "") or path.stem


def _opened(tile: Tile, folder: Path) -> tuple[bytes, Any]:
    inside, base = folder.resolve(), tile.path.parent

    def beside(uri: str) -> bytes | None:
        file = (base / uri.partition("?")[0]).resolve()
        if not file.is_relative_to(inside) or not file.is_file():
            return None
        return file.read_bytes()

    if tile.path.stat().st_size > LARGEST:
        raise GltfError("tile_format")
    return tile.path.read_bytes(), beside


class _Album:
    """Pictures of tiles, each written once into a temporary folder."""

    def __init__(self, folder: Path, model: Model, around: Path) -> None:
        self._folder, self._model, self._around = folder, model, around

    def pages(self, tile: Tile, content: Content, wanted: set[int]) -> dict[int, int]:
        """Return the place among the model's images of a tile's pictures."""
        images = self._model.images
        pages: dict[int, int] = {}
        for number in sorted(wanted):
            found = content.gltf.picture(number)
            if isinstance(found, str):
                file = (tile.path.parent / found).resolve()
                inside = file.is_relative_to(self._around) and file.is_file()
                found = file.read_bytes() if inside else None
            if found is None:
                self._model.tally.out("texture_missing", tile.path.name)
                continue
            suffix = picture_suffix(found[:8])
            if not suffix or len(images) >= MOST:
                self._model.tally.out("texture_format", tile.path.name)
                continue
            page = self._folder / f"{len(images)}{suffix}"
            page.write_bytes(found)
            images.append(page)
            pages[number] = len(images) - 1
        return pages


def _blocks(tile: Tile, content: Content, album: _Album) -> Iterator[Block]:
    parts = list(content.gltf.triangles())
    pages = album.pages(tile, content, {p.image for p in parts if p.image >= 0})
    for number, matrix in enumerate(content.matrices):
        instance = number if len(content.matrices) > 1 else -1
        for which, part_ in enumerate(parts):
            block = _block(tile, content, part_, tile.matrix @ matrix, pages, (which, instance))
            if block is not None:
                yield block


def _block(
    tile: Tile,
    content: Content,
    part: Triangles,
    matrix: NDArray[np.float64],
    pages: dict[int, int],
    which: tuple[int, int],
) -> Block | None:
    """Return the triangles of one primitive, a row a feature."""
    if not len(part.corners):
        return None
    xyz = _on_ellipsoid(_moved(part.xyz, matrix), tile.tileset)
    instance = which[1]
    if part.ids is not None and instance < 0:
        owner = part.ids[part.corners[:, 0]]
        order = np.argsort(owner, kind="stable")
        corners, owner = part.corners[order], owner[order]
        features, first = np.unique(owner, return_index=True)
    else:
        corners = part.corners
        features = np.array([instance if instance >= 0 else which[0]])
        first = np.zeros(1, np.int64)
    closed = np.column_stack([corners, corners[:, 0]]).ravel()
    count = len(corners)
    bodies = Surfaces(
        xyz[closed], 4 * np.arange(count + 1), np.arange(count + 1), np.append(first, count)
    )
    named = part.ids is not None or instance >= 0
    rows = content.attributes
    attributes = [dict(rows[f]) if named and 0 <= f < len(rows) else {} for f in features.tolist()]
    for row in attributes:
        if part.name:
            row.setdefault("name", part.name)
    stem = tile.path.stem
    keys = [_key(row, f"{stem}-{f}") for row, f in zip(attributes, features.tolist(), strict=True)]
    image = pages.get(part.image, -1)
    colours = np.tile(np.array(part.colour, np.uint8), (count, 1))
    block = Block(bodies, np.full(count, TYPE["unknown"], np.uint8), keys, _kinds(attributes),
                  [""] * len(features), attributes, colours)  # fmt: skip
    if image < 0 or part.uv is None:
        return block
    return replace(block, images=np.full(count, image, np.int16), uv=part.uv[closed])


def _key(row: dict[str, Any], otherwise: str) -> str:
    found = next((row[name] for name in _KEYS if row.get(name) not in (None, "")), None)
    return str(found) if isinstance(found, (str, int)) else otherwise


def _kinds(attributes: list[dict[str, Any]]) -> list[str]:
    """Return the class of features: buildings where their attributes speak of such."""
    kinds = []
    for row in attributes:
        told = str(row.get("class", row.get("type", ""))).lower()
        words = [str(name).lower() for name in row]
        is_building = told == "building" or any(w in name for name in words for w in _BUILDINGS)
        kinds.append("Building" if is_building else "Mesh")
    return kinds


def _moved(xyz: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(xyz @ matrix[:3, :3].T + matrix[:3, 3])


def _on_ellipsoid(xyz: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """Return longitude, latitude [degrees] and height [m] of geocentric places (N, 3).

    Raises
    ------
    GltfError
        ``gltf_unreadable`` when they are no numbers.
    InputError
        ``model.without_place`` when they are not on the surface of the Earth.
    """
    from pyproj import Transformer

    if not np.isfinite(xyz).all():
        raise GltfError("gltf_unreadable")
    away = np.linalg.norm(xyz, axis=1)
    if not (away.min() > NEAREST and away.max() < FARTHEST):
        raise InputError("model.without_place", path=name)
    way = Transformer.from_crs(GEOCENTRIC, IN_3D, always_xy=True)
    return np.column_stack(way.transform(xyz[:, 0], xyz[:, 1], xyz[:, 2]))


def _bounds(path: Path, tiles: Sequence[Tile]) -> Bounds | None:
    """Return the box of a tileset in degrees: as it says, else that of its first sound tile."""
    told = _bounds_of_tileset(path) if path.suffix.lower() == ".json" else None
    return told or next((box for box in map(_bounds_of, tiles) if box is not None), None)


def _bounds_of_tileset(path: Path) -> Bounds | None:
    """Return the box of a tileset whose bounding volume is a region (in radians)."""
    volume = read_tileset(path)["root"].get("boundingVolume")
    region = volume.get("region") if isinstance(volume, dict) else None
    if not isinstance(region, list) or len(region) != 6:
        return None
    if not all(isinstance(v, (int, float)) and abs(v) < math.tau for v in region[:4]):
        return None
    west, south, east, north = (float(v) for v in np.degrees(region[:4]))
    return west, south, east, north


def _bounds_of(tile: Tile) -> Bounds | None:
    """Return the box of a tile's vertices, and of some of its points; None where it has none."""
    boxes = []
    try:
        for content in contents(*_opened(tile, tile.path.parent), tile.up):
            if isinstance(content, Cloud):
                few = slice(0, None, 1 + len(content) // LOOKED_AT)
                if len(content):
                    boxes.append(_placed(content, few, tile))
                continue
            for part_ in content.gltf.triangles():
                for matrix in content.matrices[:1]:
                    whole = tile.matrix @ matrix
                    if len(part_.xyz):
                        boxes.append(_on_ellipsoid(_moved(part_.xyz, whole), tile.tileset))
    except GltfError:
        pass
    if not boxes:
        return None
    points = np.concatenate(boxes)
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return low[0], low[1], high[0], high[1]
