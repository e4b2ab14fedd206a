"""Real city models through the readers: what is in the files is what comes out of the store."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io import canonical
from jumeau.io.loading import CrsNeeded, Loaded, load
from jumeau.io.reading import Draft, describe, read
from jumeau.io.store import MemoryStore
from jumeau.model.canonical import SURFACE_TYPES
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import new_project
from jumeau.model.roles import Role
from jumeau.titles import title_of


@pytest.fixture
def models(real_data: Path) -> Iterator[Path]:
    folder = real_data / "3d"
    before = _as_it_lies(folder)
    yield folder
    assert _as_it_lies(folder) == before


def _as_it_lies(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Tell what reading must leave alone: inode, size and last change, not the last access."""
    found = {path: path.stat() for path in folder.rglob("*")}
    return {path: (s.st_ino, s.st_size, s.st_mtime_ns) for path, s in found.items()}


@pytest.fixture(scope="module")
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


def loaded(path: Path, store: MemoryStore, crs: str | None = None) -> Loaded:
    found = load([path], new_project("x"), store, crs=crs)
    assert found.problems == ()
    return found


def bodies(layer: Layer, store: MemoryStore) -> list[shapely.MultiPolygon]:
    return list(shapely.from_wkb(store.table(layer.payload).column("geometry").to_pylist()))


def types(layer: Layer, store: MemoryStore) -> Counter[str]:
    packed = canonical.column(store, layer, "surface_types")
    assert packed is not None
    return Counter(SURFACE_TYPES[i] for i in b"".join(packed.tolist()))


def rings(text: str) -> list[list[tuple[float, ...]]]:
    """Return the rings of a GML file, by the simplest means."""
    found = []
    for match in re.finditer(r"<gml:posList[^>]*>([^<]*)<", text):
        values = [float(v) for v in match.group(1).split()]
        found.append([tuple(values[i : i + 3]) for i in range(0, len(values), 3)])
    return found


@pytest.mark.parametrize(
    ("name", "polygons", "open_rings"),
    [
        ("lyon_monuments/207_MAIRIE_ECULLY.gml", 403, 0),
        ("lyon_monuments/208_EGLISE_ECULLY.gml", 667, 2),
        ("citygml3_lyon_opera/Opera-Lyon_CityGML3.0_LOD2_with_xAL3_FreeText.gml", 2279, 7),
    ],
)
def test_the_monuments_of_lyon_are_complete(
    models: Path, store: MemoryStore, name: str, polygons: int, open_rings: int
) -> None:
    text = (models / name).read_text(encoding="utf-8")
    told = rings(text)
    assert len(re.findall(r"<gml:Polygon[\s>]", text)) == polygons
    found = loaded(models / name, store)
    (layer,) = found.layers
    (body,) = bodies(layer, store)

    assert (found.crs, layer.role) == ("EPSG:2154", Role.BUILDING)
    assert len(body.geoms) == polygons
    assert types(layer, store).keys() == {"ground", "wall", "roof"}
    repaired = {x.reason: x.count for x in layer.repaired}
    assert repaired.get("open_ring", 0) == open_rings
    assert repaired.get("open_ring", 0) == sum(r[0] != r[-1] and len(r) > 2 for r in told)
    # Every corner of the file, in Lambert-93 and at its altitude.
    from pyproj import Transformer

    corners = np.array([p for r in told for p in r])
    x, y = Transformer.from_crs(3946, 2154, always_xy=True).transform(corners[:, 0], corners[:, 1])
    expected = np.unique(np.round(np.column_stack([x, y, corners[:, 2]]), 6), axis=0)
    kept = np.unique(np.round(shapely.get_coordinates(body, include_z=True), 6), axis=0)
    assert kept.shape == expected.shape
    assert np.allclose(kept, expected, rtol=0, atol=2e-6)


def test_textures_that_are_not_there_are_told(models: Path, store: MemoryStore) -> None:
    (layer,) = loaded(models / "lyon_monuments" / "208_EGLISE_ECULLY.gml", store).layers
    assert [(x.reason, x.count) for x in layer.left_out] == [("texture_missing", 3)]
    assert layer.images == ()


@pytest.mark.parametrize("number", ["1ER", "2EME"])
def test_a_small_house_wears_its_photograph(models: Path, store: MemoryStore, number: str) -> None:
    path = models / "lyon_small_houses" / f"LYON_{number}_BATI_2015_small_house.gml"
    with pytest.raises(CrsNeeded) as caught:
        load([path], new_project("x"), store)
    assert "EPSG:3946" in [c.code for c in caught.value.candidates]
    found = loaded(path, store, "EPSG:3946")
    (layer,) = found.layers
    (image,) = layer.images
    (body,) = bodies(layer, store)

    picture = path.with_suffix(".jpg")
    assert (image.kind, image.suffix) == (PayloadKind.IMAGE, ".jpg")
    assert hashlib.sha256(store.path(image).read_bytes()).digest() == (
        hashlib.sha256(picture.read_bytes()).digest()
    )
    text = path.read_text(encoding="utf-8")
    laid = re.findall(r"<app:textureCoordinates[^>]*>([^<]*)<", text)
    uv = np.frombuffer(canonical.column(store, layer, "surface_uv")[0], "<f4").reshape(-1, 2)
    images = np.frombuffer(canonical.column(store, layer, "surface_images")[0], "<i2")
    assert int((images == 0).sum()) == len(laid)
    assert len(images) == len(body.geoms)
    assert len(uv) == len(shapely.get_coordinates(body))
    expected = {tuple(np.float32(v) for v in pair.split()) for pair in
                re.findall(r"\S+ \S+", " ".join(laid))}  # fmt: skip
    assert {tuple(pair) for pair in uv.tolist()} - {(0.0, 0.0)} <= {
        (float(u), float(v)) for u, v in expected
    }


def test_the_german_pair_has_its_two_systems(models: Path, store: MemoryStore) -> None:
    folder = models / "citygml_v2_v3_pair"
    one = loaded(folder / "Building_LOD1-EPSG25832.gml", store)
    two = loaded(folder / "Building_LOD2-EPSG25832.gml", store)

    for found in (one, two):
        assert [layer.role for layer in found.layers] == [Role.BUILDING, Role.CITY_OBJECT]
        assert ("vertical", "EPSG:5783") in found.layers[0].provenance.parameters
        assert found.layers[1].bounds == (458868.0, 5438343.0, 458892.0, 5438362.0)
        assert types(found.layers[1], store) == {"terrain": 9}
    assert types(one.layers[0], store) == {"unknown": 6}
    # The solid refers to the surfaces of the boundary: seven polygons, each once.
    assert types(two.layers[0], store) == {"ground": 1, "wall": 4, "roof": 2}
    row = store.table(two.layers[0].payload).to_pylist()[0]
    assert (row["yearOfConstruction"], row["measuredHeight"], row["storeysAboveGround"]) == (
        1985, 5.0, 1,
    )  # fmt: skip


def test_houses_of_no_stated_system(models: Path) -> None:
    path = models / "lyon_monuments" / "sandbox_houses_001.gml"
    (draft,) = read(path)
    assert isinstance(draft, Draft)
    assert (draft.crs, draft.bounds) == (None, (0.0, 0.0, 300.0, 100.0))
    assert draft.content.num_rows == 3
    shapes = shapely.from_wkb(draft.content.column("geometry").to_pylist())
    assert sum(len(body.geoms) for body in shapes) == 27


@pytest.mark.parametrize(
    "name", ["cityjson_delft/delft.json", "cityjson_zurich/zurich_subset_lod2.json"]
)
def test_cityjson_is_complete(models: Path, store: MemoryStore, name: str) -> None:
    document = json.loads((models / name).read_text(encoding="utf-8"))
    found = loaded(models / name, store)

    faces: Counter[str] = Counter()
    corners = set()
    scale, shift = (np.array(document["transform"][k]) for k in ("scale", "translate"))
    for key, thing in document["CityObjects"].items():
        root = thing.get("parents", [key])[0]
        for shape in thing.get("geometry", []):
            listed = shape["boundaries"][0] if shape["type"] == "Solid" else shape["boundaries"]
            faces[root] += len(listed)
            corners |= {i for face in listed for ring in face for i in ring}
    counted, places = {}, []
    for layer in found.layers:
        keys = store.table(layer.payload).column(layer.key_field).to_pylist()
        shapes = bodies(layer, store)
        counted |= {key: len(body.geoms) for key, body in zip(keys, shapes, strict=True)}
        places.append(shapely.get_coordinates(shapes, include_z=True))
    assert counted == dict(faces)
    expected = np.array(document["vertices"])[sorted(corners)] * scale + shift
    kept = np.concatenate(places)
    assert np.array_equal(np.unique(np.round(kept, 4), axis=0),
                          np.unique(np.round(expected, 4), axis=0))  # fmt: skip


def test_delft_has_its_layers_and_zurich_its_roofs(models: Path, store: MemoryStore) -> None:
    delft = loaded(models / "cityjson_delft" / "delft.json", store)
    zurich = loaded(models / "cityjson_zurich" / "zurich_subset_lod2.json", store)

    assert {layer.id: layer.count for layer in delft.layers} == {
        "delft": 160, "delft_bridge": 3, "delft_road": 143, "delft_water": 3,
        "delft_vegetation": 126, "delft_land_use": 81, "delft_other": 54,
    }  # fmt: skip
    french = Translator("fr")
    assert {title_of(layer, french) for layer in delft.layers} == {
        "Bâtiments", "Ponts", "Rues et places", "Eau", "Végétation", "Occupation du sol",
        "Autres objets de la maquette",
    }  # fmt: skip
    assert delft.crs == "EPSG:28992"
    assert ("vertical", "EPSG:5709") in delft.layers[0].provenance.parameters
    (houses,) = zurich.layers
    assert (houses.count, zurich.crs) == (49, "EPSG:2056")
    assert types(houses, store) == {"wall": 1340, "roof": 644, "ground": 55}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("lyon_obj/ensemble_de_batiments_1.obj", "model.without_place"),
        ("lyon_obj/extrait_2_terrain_lyon_5.obj", "model.without_place"),
        ("lyon_obj/tour_part_dieu.obj", "model.without_place"),
        ("gltf_house_trees/tileset.json", "model.without_place"),
        ("gltf_house_trees/house-3-0.glb", "model.without_place"),
        ("gltf_house_trees/tree-beech-1-0.glb", "model.without_place"),
        ("fzk_haus_ifc/AC20-FZK-Haus.ifc", "ifc.not_yet"),
        ("ifc_samplehouse/SampleHouse.ifc", "ifc.not_yet"),
    ],
)
def test_models_without_a_place_say_so(models: Path, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        describe(models / name)
    assert caught.value.code == code


def test_the_tower_stands_once_it_is_placed(
    models: Path, store: MemoryStore, tmp_path: Path
) -> None:
    text = (models / "lyon_obj" / "tour_part_dieu.obj").read_text(encoding="utf-8")
    moved = re.sub(
        r"^v (\S+) (\S+)",
        lambda m: f"v {float(m.group(1)) + 1_844_000} {float(m.group(2)) + 5_175_000}",
        text,
        flags=re.MULTILINE,
    )
    path = tmp_path / "tour.obj"
    path.write_text(moved, encoding="utf-8")
    (layer,) = loaded(path, store, "EPSG:3946").layers

    assert len(bodies(layer, store)[0].geoms) == len(re.findall(r"^f ", text, re.MULTILINE))


def test_the_samples_of_a_tileset_stand_on_earth(
    models: Path, store: MemoryStore, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "houses"
    shutil.copytree(models / "gltf_house_trees", folder)
    document = json.loads((folder / "tileset.json").read_text(encoding="utf-8"))
    # Lyon, upright on the plane of the equator's axes: where it stands is enough here.
    document["root"]["transform"] = [
        1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 4_441_000.0, 375_000.0, 4_547_000.0, 1,
    ]  # fmt: skip
    (folder / "tileset.json").chmod(0o644)
    (folder / "tileset.json").write_text(json.dumps(document), encoding="utf-8")
    found = load([folder], new_project("x"), store)
    (layer,) = found.layers

    there = {p.name for p in folder.glob("*.glb")}
    named = set(re.findall(r'"uri"\s*:\s*"([^"]+)"', json.dumps(document)))
    assert there <= named
    left_out = {x.reason: x.count for x in layer.left_out}
    assert left_out["tile_missing"] == len(named - there)
    assert found.problems == ()
    triangles = sum(len(body.geoms) for body in bodies(layer, store))
    assert triangles == 580 + 344 + 688 + 340 + 166  # as counted by another program
