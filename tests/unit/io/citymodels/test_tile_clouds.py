"""Points of 3D Tiles: every way to store them, where they stand, what is kept of them."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import laspy
import numpy as np
import pytest
from citymodel_samples import refusal, write_json
from pyproj import Transformer

from jumeau.errors import Cancelled, InputError
from jumeau.io.keeping import Target, keep
from jumeau.io.reading import Draft, PointSource, describe, files_of, read
from jumeau.io.store import Store
from jumeau.model.progress import silent
from jumeau.model.roles import Role

LON, LAT, H = 2.5734, 44.3502, 655.25
"""A place in Rodez [degrees, m above the ellipsoid]."""
TO_EARTH = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
TO_LAMBERT = Transformer.from_pipeline(  # RGF93 and WGS 84 taken as one, ellipsoid GRS 80
    "+proj=pipeline +step +proj=cart +inv +ellps=WGS84 +step +proj=lcc +lat_0=46.5 +lon_0=3 "
    "+lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80"
)
CENTRE = np.array(TO_EARTH.transform(LON, LAT, H))
OFFSETS = np.array([[0, 0, 0], [12.5, 0, 3.25], [0, 40.0, 0], [-7.125, 3.0, 1.5]])
"""Metres east, north and up of the place."""


def axes() -> np.ndarray:
    """Return east, north and up at the place, as rows."""
    a, b = math.radians(LON), math.radians(LAT)
    return np.array([
        [-math.sin(a), math.cos(a), 0.0],
        [-math.sin(b) * math.cos(a), -math.sin(b) * math.sin(a), math.cos(b)],
        [math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)],
    ])  # fmt: skip


EARTH = OFFSETS @ axes() + CENTRE
"""The points in geocentric coordinates [m]."""


def transform() -> list[float]:
    """Return the tile's transform, by columns: axes that are east, north and up."""
    return [float(v) for row in np.c_[np.r_[axes(), [CENTRE]], [0, 0, 0, 1]] for v in row]


def pnts(
    feature: dict[str, Any],
    stored: dict[str, np.ndarray] | None = None,
    batch: dict[str, Any] | None = None,
    batch_stored: tuple[str, str, np.ndarray] | None = None,
) -> bytes:
    """Return a tile; ``stored`` are properties in the binary of the feature table."""
    told, body = {"POINTS_LENGTH": len(OFFSETS), **feature}, b""
    for name, values in (stored or {}).items():
        body += b"\0" * (-len(body) % 8)
        told[name] = {"byteOffset": len(body)}
        body += values.tobytes()
    body += b"\0" * (-len(body) % 8)
    of_batch, values_of_batch = dict(batch or {}), b""
    if batch_stored is not None:
        name, kind, values = batch_stored
        of_batch[name] = {"byteOffset": 0, "componentType": kind, "type": "SCALAR"}
        values_of_batch = values.tobytes()
    texts = [json.dumps(x).encode() if x else b"" for x in (told, of_batch)]
    texts = [t + b" " * (-(28 + len(t)) % 8) if t else t for t in texts]
    parts = [texts[0], body, texts[1], values_of_batch]
    size = 28 + sum(map(len, parts))
    return struct.pack("<4s6I", b"pnts", 1, size, *map(len, parts)) + b"".join(parts)


def plain(**more: Any) -> bytes:
    """Return a tile of the points in axes east, north and up."""
    return pnts({}, {"POSITION": OFFSETS.astype("<f4")}, **more)


def tileset(folder: Path, *tiles: bytes, refine: str = "ADD", **root: Any) -> Path:
    """Write tiles, each the child of the one before, and their tileset."""
    below: dict[str, Any] = {}
    for number, tile in reversed(list(enumerate(tiles))):
        (folder / f"{number}.pnts").write_bytes(tile)
        below = {"boundingVolume": {}, "geometricError": 9 - number,
                 "content": {"uri": f"{number}.pnts"},
                 **({"children": [below]} if below else {})}  # fmt: skip
    whole = {"refine": refine, "transform": transform(), **below, **root}
    return write_json(
        folder / "tileset.json",
        {"asset": {"version": "1.0"}, "geometricError": 10, "root": whole},
    )


def cloud(path: Path) -> tuple[Draft, laspy.LasData]:
    """Return the only draft of a file, and its points as laspy reads them."""
    found = []
    for draft in read(path):
        assert isinstance(draft, Draft)
        assert isinstance(draft.content, PointSource)
        (file,) = draft.content.files
        found.append((draft, laspy.read(file)))
    ((draft, points),) = found
    return draft, points


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "rodez"
    found.mkdir()
    return found


def quantised() -> bytes:
    low, span = OFFSETS.min(axis=0), np.ptp(OFFSETS, axis=0)
    whole = np.rint((OFFSETS - low) / span * 65_535).astype("<u2")
    said = {"QUANTIZED_VOLUME_OFFSET": low.tolist(), "QUANTIZED_VOLUME_SCALE": span.tolist()}
    return pnts(said, {"POSITION_QUANTIZED": whole})


def around_a_centre() -> bytes:
    centre = {"RTC_CENTER": [1.0, -2.0, 3.0]}
    return pnts(centre, {"POSITION": (OFFSETS - [1.0, -2.0, 3.0]).astype("<f4")})


@pytest.mark.parametrize("tile", [plain(), quantised(), around_a_centre()])
def test_points_stand_where_the_tileset_says(folder: Path, tile: bytes) -> None:
    path = tileset(folder, tile)
    draft, points = cloud(path)

    assert (draft.role, draft.name, draft.title) == (Role.POINT_CLOUD, "rodez-points", "rodez")
    assert (draft.crs, draft.vertical) == ("EPSG:32631", "EPSG:4979")
    back = Transformer.from_crs("EPSG:32631", "EPSG:4326", always_xy=True)
    lon, lat = back.transform(points.x, points.y)
    there = np.column_stack(TO_EARTH.transform(lon, lat, np.asarray(points.z)))
    assert np.abs(there - EARTH).max() < 0.002
    assert sorted(p.name for p in folder.iterdir()) == ["0.pnts", "tileset.json"]


def test_in_the_project_they_stand_within_a_centimetre(folder: Path, tmp_path: Path) -> None:
    path = tileset(folder, plain())
    store = Store(tmp_path / "kept")
    for draft in read(path):
        assert isinstance(draft, Draft)
        layer = keep(draft, Target("EPSG:2154", "EPSG:4979"), None, store, None, silent)
        assert draft.content.files[0].is_file()
    assert not draft.content.files[0].exists()  # type: ignore[union-attr]

    kept = laspy.read(store.path(layer.payload))
    expected = np.column_stack(TO_LAMBERT.transform(*EARTH.T))
    expected[:, 2] = Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True).transform(
        *EARTH.T
    )[2]
    found = np.column_stack([kept.x, kept.y, kept.z])
    away = np.linalg.norm(found[:, None] - expected[None], axis=2)
    assert layer.count == len(OFFSETS)
    assert away.min(axis=0).max() < 0.01
    assert away.min(axis=1).max() < 0.01


def test_a_tile_alone_stands_by_its_centre(folder: Path) -> None:
    path = folder / "nuage.pnts"
    near = (EARTH - CENTRE).astype("<f4")
    path.write_bytes(pnts({"RTC_CENTER": CENTRE.tolist()}, {"POSITION": near}))
    draft, points = cloud(path)
    (facts,) = describe(path)

    assert (draft.name, draft.crs) == ("nuage-points", "EPSG:32631")
    assert (facts.layer, facts.role, facts.count) == ("nuage-points", Role.POINT_CLOUD, 4)
    assert facts.crs == draft.crs
    # A box of degrees, seen in the zone's grid, is a little larger than that of the points.
    assert facts.bounds is not None
    assert draft.bounds is not None
    wider = np.array(draft.bounds) - np.array(facts.bounds)
    assert (wider * [1, 1, -1, -1] >= 0).all()
    assert np.abs(wider).max() < 0.5
    assert float(np.asarray(points.z)[0]) == pytest.approx(H, abs=0.002)


def test_a_tile_alone_without_a_place_says_so(folder: Path) -> None:
    path = folder / "nuage.pnts"
    path.write_bytes(plain())
    assert refusal(path) == "tileset.tile_alone"


RGB = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 20, 30]], "<u1")


@pytest.mark.parametrize(
    ("feature", "stored", "expected"),
    [
        ({}, {"RGB": RGB}, RGB),
        ({}, {"RGBA": np.c_[RGB, [[7]] * 4].astype("<u1")}, RGB),
        ({}, {"RGB565": np.array([0xF800, 0x07E0, 0x001F, 0x0000], "<u2")}, [*RGB[:3], [0, 0, 0]]),
        ({"CONSTANT_RGBA": [1, 2, 3, 255]}, {}, [[1, 2, 3]] * 4),
        ({}, {"CONSTANT_RGBA": np.array([9, 8, 7, 255], "<u1")}, [[9, 8, 7]] * 4),
    ],
)
def test_colours(
    folder: Path, feature: dict[str, Any], stored: dict[str, np.ndarray], expected: Any
) -> None:
    tile = pnts(feature, {"POSITION": OFFSETS.astype("<f4"), **stored})
    _, points = cloud(tileset(folder, tile))
    found = np.column_stack([points.red, points.green, points.blue])
    assert (found == 257 * np.array(expected, np.uint16)).all()


@pytest.mark.parametrize(
    "tile",
    [
        plain(batch={"Classification": [2, 6, 5, 9]}),
        plain(batch_stored=("Classification", "UNSIGNED_BYTE", np.array([2, 6, 5, 9], "<u1"))),
        pnts({"BATCH_LENGTH": 4}, {"POSITION": OFFSETS.astype("<f4"),
                                   "BATCH_ID": np.array([3, 1, 2, 0], "<u2")},
             {"Classification": [9, 6, 5, 2]}),
    ],
)  # fmt: skip
def test_classes_come_from_the_batch_table(folder: Path, tile: bytes) -> None:
    _, points = cloud(tileset(folder, tile))
    assert np.asarray(points.classification).tolist() == [2, 6, 5, 9]


def test_classes_that_are_none_are_passed_over(folder: Path) -> None:
    _, points = cloud(tileset(folder, plain(batch={"Classification": [2, 6, 5, 900]})))
    assert np.asarray(points.classification).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("refine", "tiles"), [("ADD", 3), ("REPLACE", 1)])
def test_finer_points_add_to_coarser_ones_or_replace_them(
    folder: Path, refine: str, tiles: int
) -> None:
    path = tileset(folder, plain(), plain(), around_a_centre(), refine=refine)
    _, points = cloud(path)
    (facts,) = describe(path)
    assert len(points) == facts.count == 4 * tiles
    assert [p.name for p in files_of(folder)] == ["tileset.json"]


def test_what_cannot_be_read_is_counted(folder: Path) -> None:
    draco = pnts({"extensions": {"3DTILES_draco_point_compression": {}}})
    short = pnts({"POINTS_LENGTH": 5}, {"POSITION": OFFSETS.astype("<f4")})
    nothing = pnts({"POINTS_LENGTH": -1})
    draft, points = cloud(tileset(folder, draco, plain(), short, nothing))
    assert len(points) == 4
    assert {x.reason: x.count for x in draft.left_out} == {
        "tile_points_compressed": 1, "tile_format": 2,
    }  # fmt: skip


def test_a_cloud_of_nothing_is_refused(folder: Path) -> None:
    empty = pnts({"POINTS_LENGTH": 0}, {"POSITION": np.empty((0, 3), "<f4")})
    assert refusal(tileset(folder, empty)) == "model.nothing_usable"


def test_points_within_a_composite(folder: Path) -> None:
    tile = plain()
    whole = struct.pack("<4sIII", b"cmpt", 1, 16 + len(tile), 1) + tile
    _, points = cloud(tileset(folder, whole))
    assert len(points) == 4


def test_a_large_tile_hears_the_wish_to_stop(folder: Path) -> None:
    many = np.zeros((250_000, 3), "<f4")
    path = tileset(folder, pnts({"POINTS_LENGTH": len(many)}, {"POSITION": many}))
    heard: list[float] = []

    def stop(fraction: float, step: str = "") -> None:
        heard.append(fraction)
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(read(path, None, stop))
    assert len(heard) >= 3


def test_points_that_are_nowhere(folder: Path) -> None:
    path = tileset(folder, plain(), transform=np.eye(4).ravel().tolist())
    with pytest.raises(InputError, match=r"model\.without_place"):
        list(read(path))
