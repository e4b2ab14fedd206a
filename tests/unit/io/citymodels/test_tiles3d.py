from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from citymodel_samples import only, refusal, shapes, table, unpacked, write_json, write_png
from pyproj import Transformer

from jumeau.io.reading import describe, files_of, read
from jumeau.model.roles import Role

PLACE = 4.83, 45.76, 220.0
EARTH = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def on_earth(lon: float = PLACE[0], lat: float = PLACE[1], h: float = PLACE[2]) -> list[float]:
    """Return the transform, by columns, of a place whose axes are east, north and up."""
    a, b = math.radians(lon), math.radians(lat)
    east = [-math.sin(a), math.cos(a), 0.0]
    north = [-math.sin(b) * math.cos(a), -math.sin(b) * math.sin(a), math.cos(b)]
    up = [math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)]
    return [*east, 0, *north, 0, *up, 0, *EARTH.transform(lon, lat, h), 1]


def glb(
    points: list[tuple[float, float, float]],
    triangles: list[int],
    *,
    ids: list[int] | None = None,
    picture: bytes = b"",
    **more: Any,
) -> bytes:
    """Return a glTF binary of one mesh; ``points`` are in its own axes (y upwards)."""
    chunks: list[bytes] = []
    views, accessors = [], []

    def add(values: np.ndarray, component: int, kind: str) -> int:
        data = values.tobytes()
        offset = sum(map(len, chunks))
        chunks.append(data + b"\0" * (-len(data) % 4))
        views.append({"buffer": 0, "byteOffset": offset, "byteLength": len(data)})
        accessors.append({"bufferView": len(views) - 1, "componentType": component,
                          "count": len(values), "type": kind})  # fmt: skip
        return len(accessors) - 1

    attributes = {"POSITION": add(np.array(points, "<f4"), 5126, "VEC3")}
    indices = add(np.array(triangles, "<u2"), 5123, "SCALAR")
    primitive: dict[str, Any] = {"attributes": attributes, "indices": indices}
    if ids is not None:
        attributes["_BATCHID"] = add(np.array(ids, "<f4"), 5126, "SCALAR")
    document: dict[str, Any] = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "toit"}], "meshes": [{"primitives": [primitive]}],
        "accessors": accessors, "bufferViews": views,
    }  # fmt: skip
    if picture:
        attributes["TEXCOORD_0"] = add(np.zeros((len(points), 2), "<f4"), 5126, "VEC2")
        offset = sum(map(len, chunks))
        chunks.append(picture + b"\0" * (-len(picture) % 4))
        views.append({"buffer": 0, "byteOffset": offset, "byteLength": len(picture)})
        primitive["material"] = 0
        document |= {
            "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
            "textures": [{"source": 0}],
            "images": [{"bufferView": len(views) - 1, "mimeType": "image/png"}],
        }
    document |= more
    body = b"".join(chunks)
    document["buffers"] = [{"byteLength": len(body)}]
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    size = 12 + 8 + len(text) + 8 + len(body)
    return (
        struct.pack("<4sII", b"glTF", 2, size) + struct.pack("<I4s", len(text), b"JSON") + text
        + struct.pack("<I4s", len(body), b"BIN\0") + body
    )  # fmt: skip


def b3dm(inner: bytes, feature: dict[str, Any], batch: dict[str, Any]) -> bytes:
    texts = [json.dumps(x).encode() for x in (feature, batch)]
    texts = [t + b" " * (-len(t) % 8) for t in texts]
    size = 28 + sum(map(len, texts)) + len(inner)
    head = struct.pack("<4sIIIIII", b"b3dm", 1, size, len(texts[0]), 0, len(texts[1]), 0)
    return head + b"".join(texts) + inner


# One triangle 10 m east, 5 m up, 2 m north: glTF has y upwards and z to the south.
POINTS = [(0.0, 0.0, 0.0), (10.0, 5.0, 0.0), (0.0, 0.0, -2.0)]
TRIANGLE = [0, 1, 2]


def tileset(root: dict[str, Any]) -> dict[str, Any]:
    volume = {"box": [0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 100]}
    return {"asset": {"version": "1.0"}, "geometricError": 10, "root": {
        "boundingVolume": volume, "geometricError": 10, "refine": "REPLACE",
        "transform": on_earth(), **root}}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "ville"
    found.mkdir()
    (found / "a.glb").write_bytes(glb(POINTS, TRIANGLE))
    return found


def places(draft: Any, row: int = 0) -> np.ndarray:
    """Return metres east, north and up of the sample's place."""
    body = shapes(draft)[row]
    degrees = np.concatenate([np.array(p.exterior.coords) for p in body.geoms])
    x, y, z = EARTH.transform(*degrees.T)
    axes = np.array(on_earth()).reshape(4, 4)
    return (np.column_stack([x, y, z]) - axes[3, :3]) @ axes[:3, :3].T


def test_a_tile_stands_where_its_transform_says(folder: Path) -> None:
    path = write_json(folder / "tileset.json", tileset({"content": {"uri": "a.glb"}}))
    draft = only(path)

    assert (draft.crs, draft.vertical, draft.name) == ("EPSG:4326", "EPSG:4979", "ville")
    expected = [[0, 0, 0], [10, 0, 5], [0, 2, 0], [0, 0, 0]]
    assert np.allclose(places(draft), expected, rtol=0, atol=1e-6)
    (facts,) = describe(path)
    assert (facts.layer, facts.crs) == ("ville", "EPSG:4326")
    assert facts.bounds == pytest.approx(draft.bounds)


def test_finer_tiles_replace_coarser_ones_and_add_to_others(folder: Path) -> None:
    for name in ("b", "c", "d"):
        (folder / f"{name}.glb").write_bytes(glb(POINTS, TRIANGLE))
    leaf = {"boundingVolume": {}, "geometricError": 0}
    inner = {**tileset({"content": {"url": "d.glb"}, "refine": "ADD"})}
    del inner["root"]["transform"]
    write_json(folder / "inner.json", inner)
    root = {
        "content": {"uri": "a.glb"},
        "children": [
            {**leaf, "refine": "ADD", "contents": [{"uri": "b.glb"}],
             "children": [{**leaf, "content": {"uri": "c.glb"}}]},
            {**leaf, "content": {"uri": "inner.json"}},
        ],
    }  # fmt: skip
    path = write_json(folder / "tileset.json", tileset(root))

    assert sorted(table(only(path)).column("id").to_pylist()) == ["toit"] * 3
    assert [p.name for p in files_of(folder)] == ["tileset.json"]


def test_batches_are_objects_with_their_attributes(folder: Path) -> None:
    points = [*POINTS, *[(x + 100, y, z) for x, y, z in POINTS]]
    inner = glb(points, [3, 4, 5, 0, 1, 2], ids=[0, 0, 0, 1, 1, 1])
    feature = {"BATCH_LENGTH": 2, "RTC_CENTER": [0, 0, 30]}
    batch = {"id": ["un", "deux"], "batiment_hauteur": [3.5, None]}
    (folder / "a.b3dm").write_bytes(b3dm(inner, feature, batch))
    draft = only(write_json(folder / "tileset.json", tileset({"content": {"uri": "a.b3dm"}})))

    assert draft.role is Role.BUILDING  # its attributes speak of buildings
    assert table(draft).column("id").to_pylist() == ["un", "deux"]
    assert table(draft).column("batiment_hauteur").to_pylist() == [3.5, None]
    assert np.allclose(places(draft, 0)[0], [0, 0, 30], atol=1e-6)
    assert np.allclose(places(draft, 1)[0], [100, 0, 30], atol=1e-6)


def test_instances_stand_upright_at_their_places(folder: Path) -> None:
    inner = glb(POINTS, TRIANGLE)
    feature = json.dumps({"INSTANCES_LENGTH": 2, "POSITION": {"byteOffset": 0},
                          "SCALE": {"byteOffset": 24}}).encode()  # fmt: skip
    feature += b" " * (-len(feature) % 8)
    body = np.array([0, 0, 0, 50, 60, 0, 1, 2], "<f4").tobytes()
    size = 32 + len(feature) + len(body) + len(inner)
    head = struct.pack("<4sIIIIIII", b"i3dm", 1, size, len(feature), len(body), 0, 0, 1)
    whole = head + feature + body + inner
    pack = struct.pack("<4sIII", b"cmpt", 1, 16 + len(whole), 1) + whole
    (folder / "a.cmpt").write_bytes(pack)
    draft = only(write_json(folder / "tileset.json", tileset({"content": {"uri": "a.cmpt"}})))

    assert np.allclose(places(draft, 0)[1], [10, 0, 5], atol=1e-5)
    assert np.allclose(places(draft, 1)[1], [50 + 20, 60, 10], atol=1e-5)


def test_a_texture_within_a_tile(folder: Path, tmp_path: Path) -> None:
    picture = write_png(tmp_path / "p.png").read_bytes()
    (folder / "a.glb").write_bytes(glb(POINTS, TRIANGLE, picture=picture))
    path = write_json(folder / "tileset.json", tileset({"content": {"uri": "a.glb"}}))
    for draft in read(path):
        (image,) = draft.images  # type: ignore[union-attr]
        assert image.read_bytes() == picture
        assert not image.is_relative_to(tmp_path)
        assert unpacked(draft, "surface_images", "<i2").tolist() == [0]  # type: ignore[arg-type]
        uv = unpacked(draft, "surface_uv", "<f4").reshape(-1, 2)  # type: ignore[arg-type]
        assert uv.tolist() == [[0.0, 1.0]] * 4  # v upwards
    assert not image.exists()
    assert sorted(p.name for p in folder.iterdir()) == ["a.glb", "tileset.json"]


def test_what_cannot_be_drawn_is_counted(folder: Path) -> None:
    (folder / "c.glb").write_bytes(
        glb(POINTS, TRIANGLE, extensionsRequired=["KHR_draco_mesh_compression"])
    )
    (folder / "v.glb").write_bytes(glb(POINTS, TRIANGLE, asset={"version": "1.0"}))
    (folder / "o.glb").write_bytes(glb(POINTS, [0, 1, 9]))
    (folder / "p.pnts").write_bytes(b"pnts" + bytes(40))
    draco = {"POINTS_LENGTH": 1, "extensions": {"3DTILES_draco_point_compression": {}}}
    (folder / "d.pnts").write_bytes(b"pnts" + b3dm(b"", draco, {})[4:])
    (folder / "x.glb").write_bytes(b"what")
    (folder.parent / "out.glb").write_bytes(glb(POINTS, TRIANGLE))
    names = ["a.glb", "c.glb", "v.glb", "o.glb", "p.pnts", "d.pnts", "x.glb", "gone.glb",
             "../out.glb", "https://example.org/a.glb"]  # fmt: skip
    contents = [{"uri": name} for name in names]
    draft = only(write_json(folder / "tileset.json", tileset({"contents": contents})))

    assert table(draft).num_rows == 1
    assert {x.reason: x.count for x in draft.left_out} == {
        "gltf_compressed": 1, "gltf_version": 1, "gltf_unreadable": 1,
        "tile_points_compressed": 1, "tile_format": 2, "tile_missing": 1, "tile_elsewhere": 2,
    }  # fmt: skip


def test_a_tileset_that_holds_itself_ends(folder: Path) -> None:
    children = [{"content": {"uri": "tileset.json"}}, {"content": {"uri": "a.glb"}}]
    draft = only(write_json(folder / "tileset.json", tileset({"children": children})))
    assert {x.reason: x.count for x in draft.left_out} == {"tileset_unreadable": 1}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"root": {"geometricError": 1, "content": {"uri": "a.glb"}}}, "model.without_place"),
        ({"geometricError": 1, "root": 3}, "tileset.not_one"),
        (tileset({}), "model.nothing_usable"),
        (tileset({"content": {"uri": "gone.glb"}}), "model.nothing_usable"),
    ],
)
def test_what_cannot_be_used_is_explained(folder: Path, document: Any, code: str) -> None:
    path = write_json(folder / "tileset.json", document)
    assert refusal(path) == code
