from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from citymodel_samples import (
    CUBE,
    E0,
    FACES,
    N0,
    cityjson,
    drafts,
    kinds,
    only,
    refusal,
    shapes,
    table,
    unpacked,
    write_json,
    write_png,
)

from jumeau.errors import Cancelled
from jumeau.geometry.crs import same
from jumeau.io.citymodels.cityjson import CityJsonReader
from jumeau.io.reading import describe, read
from jumeau.model.roles import Role

URL = "https://www.opengis.net/def/crs/EPSG/0"


def solid(lod: Any = "2", **more: Any) -> dict[str, Any]:
    return {"type": "Solid", "lod": lod, "boundaries": [FACES], **more}


def cube(**more: Any) -> dict[str, Any]:
    return {"type": "Building", "geometry": [solid(**more)]}


def test_a_solid_and_its_meaning(tmp_path: Path) -> None:
    meaning = {
        "surfaces": [{"type": "GroundSurface"}, {"type": "RoofSurface", "slope": 3},
                     {"type": "WallSurface"}],
        "values": [[0, 1, 2, 2, None, 7]],
    }  # fmt: skip
    document = cityjson({"a": {**cube(semantics=meaning), "attributes": {"n": 1}}}, CUBE)
    draft = only(write_json(tmp_path / "m.city.json", document))

    assert (draft.role, draft.name, draft.crs) == (Role.BUILDING, "m", "EPSG:2154")
    assert kinds(draft) == ["ground", "roof", "wall", "wall", "unknown", "unknown"]
    assert draft.bounds == (E0, N0, E0 + 2, N0 + 2)
    (body,) = shapes(draft)
    assert list(body.geoms[1].exterior.coords) == [
        (E0, N0, 3.0), (E0 + 2, N0, 3.0), (E0 + 2, N0 + 2, 3.0), (E0, N0 + 2, 3.0), (E0, N0, 3.0),
    ]  # fmt: skip
    assert table(draft).column("n").to_pylist() == [1]


@pytest.mark.parametrize(
    ("kind", "nested"),
    [("MultiSurface", FACES), ("CompositeSurface", FACES), ("Solid", [FACES, FACES]),
     ("MultiSolid", [[FACES]]), ("CompositeSolid", [[FACES], [FACES]])],
)  # fmt: skip
def test_every_kind_of_geometry(tmp_path: Path, kind: str, nested: Any) -> None:
    shape = {"type": kind, "lod": "1", "boundaries": nested}
    document = cityjson({"a": {"type": "Bridge", "geometry": [shape]}}, CUBE)
    draft = only(write_json(tmp_path / "m.json", document))

    assert draft.role is Role.CITY_OBJECT
    assert len(shapes(draft)[0].geoms) == 6 * json.dumps(nested).count("[[0, 3, 2, 1]]")


def test_the_highest_level_of_detail_is_kept(tmp_path: Path) -> None:
    flat = {"type": "MultiSurface", "lod": "0", "boundaries": FACES[:1]}
    fine = {"type": "MultiSurface", "lod": "2.2", "boundaries": FACES[:3]}
    house = {"type": "Building", "geometry": [flat, fine, solid("1.3")]}
    draft = only(write_json(tmp_path / "m.json", cityjson({"a": house}, CUBE)))

    assert len(shapes(draft)[0].geoms) == 3
    assert table(draft).column("lod").to_pylist() == ["2.2"]


def test_parts_are_folded_into_their_building(tmp_path: Path) -> None:
    def part(lod: float, parent: str = "a", kind: str = "BuildingPart") -> dict[str, Any]:
        return {"type": kind, "parents": [parent], "geometry": [solid(lod)], "attributes": {"p": 1}}

    objects = {
        "p": part(2), "q": part(1), "r": part(2, "p", "BuildingRoom"),
        "a": {"type": "Building", "children": ["p", "q"], "geometry": [solid(1)],
              "attributes": {"name": "Mairie"}},
        "g": {"type": "CityObjectGroup", "children": ["a"]},
    }  # fmt: skip
    draft = only(write_json(tmp_path / "m.json", cityjson(objects, CUBE)))

    assert table(draft).column("id").to_pylist() == ["a"]
    assert len(shapes(draft)[0].geoms) == 12  # two parts; neither the coarse whole nor the room
    assert {x.reason: x.count for x in draft.left_out} == {"interior": 1}
    assert table(draft).column("name").to_pylist() == ["Mairie"]


def test_a_template_at_its_places(tmp_path: Path) -> None:
    instance = {
        "type": "GeometryInstance", "template": 0, "boundaries": [6],
        "transformationMatrix": [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1],
    }  # fmt: skip
    mould = {"type": "MultiSurface", "lod": "1", "boundaries": [[[0, 1, 2]]]}
    templates = {"templates": [mould], "vertices-templates": [[0, 0, 0], [0.5, 0, 0], [0, 0.5, 1]]}
    objects = {
        "t": {"type": "CityFurniture", "geometry": [instance]},
        "u": {"type": "CityFurniture", "geometry": [{**instance, "template": 3}]},
    }
    document = cityjson(objects, CUBE, **{"geometry-templates": templates})
    draft = only(write_json(tmp_path / "m.json", document))

    assert kinds(draft) == ["other"]
    assert list(shapes(draft)[0].geoms[0].exterior.coords)[:3] == [
        (E0 + 2, N0 + 2, 3.0), (E0 + 3, N0 + 2, 3.0), (E0 + 2, N0 + 3, 5.0),
    ]  # fmt: skip
    counted = {x.reason: x.count for x in draft.left_out}
    assert counted == {"unreadable_geometry": 1, "no_surface": 1}


def test_textures_and_materials(tmp_path: Path) -> None:
    picture = write_png(tmp_path / "a" / "b.png")
    shape = {
        "type": "MultiSurface", "lod": "2", "boundaries": [FACES[0], FACES[1], [[0, 1, 5]]],
        "texture": {"t": {"values": [[[0, 0, 1, 2, 3]], [[None]], [[1, 0, 1, 2]]]}},
        "material": {"m": {"values": [1, None, 0]}},
    }  # fmt: skip
    appearance = {
        "textures": [{"type": "PNG", "image": "a/b.png"}, {"type": "PNG", "image": "gone.png"}],
        "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]],
        "materials": [{"name": "x", "diffuseColor": [1, 0, 0]},
                      {"name": "y", "diffuseColor": [0, 1, 0], "transparency": 0.5}],
    }  # fmt: skip
    document = cityjson({"a": {"type": "Building", "geometry": [shape]}}, CUBE,
                        appearance=appearance)  # fmt: skip
    draft = only(write_json(tmp_path / "m.json", document))

    assert draft.images == (picture,)
    assert unpacked(draft, "surface_images", "<i2").tolist() == [0, -1, -1]
    uv = unpacked(draft, "surface_uv", "<f4").reshape(-1, 2)
    assert len(uv) == sum(len(p.exterior.coords) for p in shapes(draft)[0].geoms)
    assert uv[:5].tolist() == [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    assert unpacked(draft, "surface_colours", "u1").reshape(-1, 4).tolist() == [
        [0, 255, 0, 128], [0, 0, 0, 0], [255, 0, 0, 255],
    ]  # fmt: skip
    assert {x.reason: x.count for x in draft.left_out} == {"texture_missing": 1}


@pytest.mark.parametrize(
    ("metadata", "crs", "vertical"),
    [
        (
            {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"},
            "EPSG:28992",
            "EPSG:5709",
        ),
        ({"referenceSystem": "urn:ogc:def:crs:EPSG::2056"}, "EPSG:2056", ""),
        ({"crs": {"epsg": 3946}}, "EPSG:3946", ""),
        ({}, None, ""),
        (None, None, ""),
    ],
)
def test_the_reference_system(
    tmp_path: Path, metadata: Any, crs: str | None, vertical: str
) -> None:
    document = {**cityjson({"a": cube()}, CUBE), "metadata": metadata}
    path = write_json(tmp_path / "m.json", document)
    draft, (facts,) = only(path), describe(path)

    assert (draft.crs, draft.vertical) == (facts.crs, facts.vertical) == (crs, vertical)
    assert crs is None or same(crs, crs)
    assert facts.bounds == pytest.approx(draft.bounds)


def test_vertices_without_a_transform(tmp_path: Path) -> None:
    document = cityjson({"a": cube(lod=1)}, [[E0 + x / 7, N0 + y, -z / 1e3] for x, y, z in CUBE])
    del document["transform"]
    document["version"] = "1.0"
    draft = only(write_json(tmp_path / "m.json", document))

    assert draft.bounds == (E0, N0, E0 + 2000 / 7, N0 + 2000)
    assert table(draft).column("lod").to_pylist() == ["1"]


def test_a_sequence_of_features(tmp_path: Path) -> None:
    whole = cityjson({"a": cube(), "b": cube(), "c": cube()}, CUBE)
    head = {**whole, "CityObjects": {}, "vertices": []}
    lines = [json.dumps(head)]
    for number, (key, house) in enumerate(whole["CityObjects"].items()):
        moved = [[x + 5000 * number, y, z] for x, y, z in CUBE]
        lines.append(json.dumps({"type": "CityJSONFeature", "id": key, "CityObjects": {key: house},
                                 "vertices": moved}))  # fmt: skip
    lines[2] = lines[2][:40]
    path = tmp_path / "m.city.jsonl"
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    draft = only(path)

    assert (draft.name, table(draft).column("id").to_pylist()) == ("m", ["a", "c"])
    assert [body.bounds[0] for body in shapes(draft)] == [E0, E0 + 10]
    assert {x.reason: x.count for x in draft.left_out} == {"unreadable_line": 1}
    assert describe(path)[0].bounds == draft.bounds


def test_many_objects_come_out_as_they_went_in(tmp_path: Path) -> None:
    count = 1300
    places = [[x + 3000 * k, y, z] for k in range(count) for x, y, z in CUBE]
    objects = {}
    for k in range(count):
        own = [[[v + 8 * k for v in ring] for ring in face] for face in FACES]
        shape = {"type": "Solid", "lod": "1", "boundaries": [own]}
        objects[f"b{k}"] = {"type": "Building", "attributes": {"k": k}, "geometry": [shape]}
    draft = only(write_json(tmp_path / "m.json", cityjson(objects, places)))

    assert table(draft).column("k").to_pylist() == list(range(count))
    lows = [body.bounds[0] for body in shapes(draft)]
    assert np.allclose(lows, E0 + 3.0 * np.arange(count), rtol=0, atol=1e-9)


@pytest.mark.parametrize("ring", [[0, 1, 99], [0, 1, -2], [0, 1, "x"], [0, [1], 2], [0.5, 1, 2]])
def test_a_geometry_that_refers_to_nothing_is_left_out(tmp_path: Path, ring: list[Any]) -> None:
    bad = {"type": "MultiSurface", "lod": "1", "boundaries": [[ring]]}
    objects = {"a": cube(), "b": {"type": "Building", "geometry": [bad]}}
    draft = only(write_json(tmp_path / "m.json", cityjson(objects, CUBE)))

    assert table(draft).column("id").to_pylist() == ["a"]
    assert {x.reason for x in draft.left_out} & {"unreadable_geometry", "not_finite"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "CityJSON", "CityObjects": {}, "vertices": []}', "model.nothing_usable"),
        ('{"type": "CityJSON", "CityObjects": [', "cityjson.not_one"),
        ('{"type": "CityJSON", "CityObjects": [{"type": "Building"}]}', "cityjson.not_one"),
        ('{"type": "CityJSONFeature", "CityObjects": {}}', "cityjson.not_one"),
        ('{"type": "CityJSON", "CityObjects": {"a": {"type": "Building"}}, "vertices": [["x"]]}',
         "cityjson.vertices"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_explained(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text, encoding="utf-8")
    assert refusal(path) == code


def test_an_object_that_is_none_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    objects = {"a": cube(), "b": 3, "c": {**cube(), "attributes": [1]}}
    draft = only(write_json(tmp_path / "m.json", cityjson(objects, CUBE)))

    assert table(draft).column("id").to_pylist() == ["a"]
    assert {x.reason: x.count for x in draft.left_out} == {"unreadable_object": 2}


def test_values_of_mixed_kinds_become_texts(tmp_path: Path) -> None:
    objects = {
        "a": {**cube(), "attributes": {"n": 1, "m": 2, "x": {"y": 1}, "id": "own"}},
        "b": {**cube(), "attributes": {"n": 1.5, "m": "two", "f": True}},
    }
    rows = table(only(write_json(tmp_path / "m.json", cityjson(objects, CUBE))))

    found = {name: rows.column(name).to_pylist() for name in ("n", "m", "x", "f", "id", "id_1")}
    assert found == {
        "n": [1.0, 1.5], "m": ["2", "two"], "x": ['{"y":1}', None], "f": [None, True],
        "id": ["a", "b"], "id_1": ["own", None],
    }  # fmt: skip


def test_a_wish_to_stop_is_heard(tmp_path: Path) -> None:
    def stop(fraction: float, step: str = "") -> None:
        raise Cancelled

    path = write_json(tmp_path / "m.json", cityjson({"a": cube()}, CUBE))
    with pytest.raises(Cancelled):
        list(CityJsonReader().read(path, None, stop, None))


def test_only_the_layers_that_are_asked_for(tmp_path: Path) -> None:
    objects = {"a": cube(), "r": {**cube(), "type": "Road"}}
    path = write_json(tmp_path / "m.json", cityjson(objects, CUBE))

    assert [d.name for d in drafts(path)] == ["m", "m-road"]
    assert [d.name for d in read(path, only=["m-road"])] == ["m-road"]  # type: ignore[union-attr]
