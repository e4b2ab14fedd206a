from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from citymodel_samples import CUBE, cityjson, drafts, only, shapes, write_json, write_png
from io_samples import fingerprint
from pyproj import Transformer

from jumeau.errors import InputError
from jumeau.geometry.bodies import boxes, encode_bodies
from jumeau.geometry.surfaces import Surfaces, decode_surfaces
from jumeau.io import canonical
from jumeau.io.citymodels.keeping import keep_surfaces
from jumeau.io.keeping import Target, keep
from jumeau.io.loading import grow, load
from jumeau.io.store import MemoryStore
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import silent
from jumeau.model.project import new_project

FACE = {"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 1, 5, 4]], [[4, 5, 6, 7]]]}


def test_bodies_become_the_bytes_that_geos_writes() -> None:
    random = np.random.default_rng(3)
    built = []
    for polygons in (3, 1, 7):
        rings = []
        for _ in range(polygons):
            low = random.uniform(0, 1e6, 3)
            corners = low + np.array([[0, 0, 0], [9, 0, 0], [9, 9, 5], [0, 9, 5], [0, 0, 0]])
            hole = low + np.array([[2, 2, 1], [3, 2, 1], [3, 3, 2], [2, 2, 1]])
            rings.append(shapely.Polygon(corners, [hole] if len(rings) % 2 else []))
        built.append(shapely.MultiPolygon(rings))
    wkb = shapely.to_wkb(built, output_dimension=3, byte_order=1, flavor="iso")
    data = np.frombuffer(b"".join(wkb), np.uint8)
    offsets = np.cumsum([0, *map(len, wkb)])

    found = decode_surfaces(data, offsets)
    again, starts = encode_bodies(found)

    assert again.tobytes() == data.tobytes()
    assert starts.tolist() == offsets.tolist()
    assert np.array_equal(boxes(found)[:, [0, 1, 3, 4]], shapely.bounds(built))


def test_a_body_without_surfaces_is_an_empty_multipolygon() -> None:
    start = np.zeros(1, np.int64)
    none = Surfaces(np.empty((0, 3)), start, start, np.zeros(2, np.int64))
    data, offsets = encode_bodies(none)

    assert shapely.from_wkb(data.tobytes()).is_empty
    assert offsets.tolist() == [0, 9]
    assert np.isnan(boxes(none)).all()


def test_every_vertex_is_reprojected_and_altitudes_stay(tmp_path: Path, store: MemoryStore) -> None:
    document = cityjson({"a": {"type": "Building", "geometry": [FACE]}}, CUBE)
    draft = only(write_json(tmp_path / "m.json", document))
    layer = keep(draft, Target("EPSG:3946", ""), None, store, None, silent)
    kept = canonical.surfaces(store, layer)

    way = Transformer.from_crs("EPSG:2154", "EPSG:3946", always_xy=True)
    before = np.concatenate([np.array(p.exterior.coords) for p in shapes(draft)[0].geoms])
    x, y = way.transform(before[:, 0], before[:, 1])
    assert np.allclose(kept.xyz[:, :2], np.column_stack([x, y]), rtol=0, atol=1e-6)
    assert np.array_equal(kept.xyz[:, 2], before[:, 2])
    assert layer.has_surfaces
    assert layer.provenance.transformations[0].target == "EPSG:3946"
    assert layer.bounds == (*kept.xyz[:, :2].min(axis=0), *kept.xyz[:, :2].max(axis=0))
    assert {f.name for f in layer.fields} == {"id", "city_object", "lod"}


def test_a_wall_seen_from_above_is_kept_as_it_is(tmp_path: Path, store: MemoryStore) -> None:
    document = cityjson({"a": {"type": "Building", "geometry": [FACE]}}, CUBE)
    draft = only(write_json(tmp_path / "m.json", document))
    layer = keep_surfaces(draft, Target("EPSG:2154", ""), None, store, silent)
    (body,) = shapely.from_wkb(store.table(layer.payload).column("geometry").to_pylist())

    assert body.geoms[0].area == 0.0  # upright
    assert shapely.equals_exact(body, shapes(draft)[0])


def test_textures_lie_in_the_store(tmp_path: Path, store: MemoryStore) -> None:
    picture = write_png(tmp_path / "a.png")
    before = fingerprint(tmp_path)["a.png"]
    shape = {**FACE, "texture": {"t": {"values": [[[0, 0, 1, 2, 3]], [[None]]]}}}
    document = cityjson(
        {"a": {"type": "Building", "geometry": [shape]}}, CUBE,
        appearance={"textures": [{"type": "PNG", "image": "a.png"}],
                    "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]]},
    )  # fmt: skip
    path = write_json(tmp_path / "m.json", document)
    project = grow(new_project("x"), load([path], new_project("x"), store))
    (layer,) = project.layers

    (image,) = layer.images
    assert (image.kind, image.suffix) == (PayloadKind.IMAGE, ".png")
    assert store.path(image).read_bytes() == picture.read_bytes()
    assert fingerprint(tmp_path)["a.png"] == before


def test_bodies_out_of_reach_are_left_out(tmp_path: Path, store: MemoryStore) -> None:
    near = [[4.8 + x / 1e7, 45.7 + y / 1e7, z] for x, y, z in CUBE]
    far = near + [[x, y + 60.0, z] for x, y, z in near]  # beyond the pole
    moved = {**FACE, "boundaries": [[[8, 9, 13, 12]]]}
    objects = {"a": {"type": "Building", "geometry": [FACE]},
               "b": {"type": "Building", "geometry": [moved]}}  # fmt: skip
    document = cityjson(objects, far, metadata={"referenceSystem": "EPSG:4326"}, transform=None)
    draft = only(write_json(tmp_path / "m.json", document))
    layer = keep_surfaces(draft, Target("EPSG:2154", ""), None, store, silent)

    assert layer.count == 1
    assert [(x.reason, x.count, x.examples) for x in layer.left_out] == [("outside_crs", 1, ("b",))]


def test_without_a_reference_system_nothing_is_guessed(tmp_path: Path, store: MemoryStore) -> None:
    document = {**cityjson({"a": {"type": "Building", "geometry": [FACE]}}, CUBE), "metadata": {}}
    (draft,) = drafts(write_json(tmp_path / "m.json", document))
    with pytest.raises(InputError, match=r"crs\.unstated"):
        keep_surfaces(draft, Target("EPSG:2154", ""), None, store, silent)
    layer = keep_surfaces(draft, Target("EPSG:2154", ""), "EPSG:3946", store, silent)
    assert ("crs_from", "user") in layer.provenance.parameters
