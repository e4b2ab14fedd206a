from __future__ import annotations

from pathlib import Path

import pytest
from citymodel_samples import only, shapes, table, unpacked, write_png

from jumeau.errors import InputError
from jumeau.io.loading import CrsNeeded, load
from jumeau.io.reading import describe, read
from jumeau.io.store import MemoryStore
from jumeau.model.project import new_project
from jumeau.model.roles import Role

OBJ = """# a house
mtllib house.mtl
v 1842000 5175000 170
v 1842010 5175000 170
v 1842010 5175010 175 0.5 0.5 0.5
v 1842000 5175010 175
vt 0 0
vt 1 0
vt 1 1
vt 0 1
g mur nord
usemtl brick
f 1/1/1 2/2/1 3/3/1 4/4/1
f 1//1 2//1 3//1
g toit
usemtl none
f -4 \\
 -3 -2
f 1 2 99
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.obj"
    path.write_text(OBJ, encoding="utf-8")
    (tmp_path / "house.mtl").write_text("newmtl brick\nKd 1 0 0.5\nmap_Kd tex/a.png\n")
    write_png(tmp_path / "tex" / "a.png")
    return path


def test_groups_are_objects_with_colours_and_textures(house: Path) -> None:
    draft = only(house)

    assert (draft.role, draft.crs, draft.name) == (Role.CITY_OBJECT, None, "house")
    assert table(draft).column("name").to_pylist() == ["mur nord", "toit"]
    assert [len(p.exterior.coords) for body in shapes(draft) for p in body.geoms] == [5, 4, 4]
    assert unpacked(draft, "surface_colours", "u1").tolist() == [255, 0, 128, 255] * 2
    assert unpacked(draft, "surface_images", "<i2").tolist() == [0, -1]
    assert unpacked(draft, "surface_uv", "<f4")[:10].tolist() == [0, 0, 1, 0, 1, 1, 0, 1, 0, 0]
    assert [path.name for path in draft.images] == ["a.png"]


def test_without_its_materials_a_mesh_is_plain(house: Path) -> None:
    (house.parent / "house.mtl").unlink()
    draft = only(house)

    assert "surface_colours" not in table(draft).column_names
    assert {x.reason: x.count for x in draft.left_out} == {"material_missing": 1}


def test_materials_outside_the_folder_are_not_opened(house: Path) -> None:
    house.write_text(OBJ.replace("mtllib house", "mtllib ../house"), encoding="utf-8")
    (house.parent.parent / "house.mtl").write_text("newmtl brick\nKd 1 0 0\n")
    assert [x.reason for x in only(house).left_out] == ["material_missing"]


def test_map_coordinates_ask_for_their_system(house: Path, store: MemoryStore) -> None:
    with pytest.raises(CrsNeeded) as caught:
        load([house], new_project("x"), store)
    assert "EPSG:3946" in [c.code for c in caught.value.candidates]
    loaded = load([house], new_project("x"), store, crs="EPSG:3946")
    assert (loaded.crs, loaded.layers[0].count) == ("EPSG:2154", 2)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.obj", OBJ.replace("1842", "1").replace("5175", "5"), "model.without_place"),
        ("a.obj", "v 1 2 3\n", "obj.not_one"),
        ("a.obj", "\0\1\2", "obj.not_one"),
        ("a.glb", "glTF", "model.without_place"),
        ("a.glb", "nothing", "gltf.not_one"),
        ("a.gltf", '{"asset": {"version": "2.0"}}', "model.without_place"),
        ("a.gltf", "nothing", "gltf.not_one"),
        ("a.b3dm", "b3dm", "tileset.tile_alone"),
        ("a.ifc", "nothing", "ifc.not_one"),
        ("a.ifc", "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;", "ifc.not_one"),
        ("a.ifc", "ISO-10303-21;\nFILE_SCHEMA(('AP214'));\nDATA;\n", "ifc.not_one"),
        ("a.ifc", "ISO-10303-21;\nFILE_SCHEMA(('IFC4'));\nDATA;\n#1=IFCWALL();\n",
         "ifc.without_geometry"),
        ("a.ifc", "ISO-10303-21;\nFILE_SCHEMA (('IFC2X3'));\nDATA;\n#1= IFCFACETEDBREP(#2);\n",
         "ifc.not_yet"),
    ],
)  # fmt: skip
def test_what_has_no_place_or_no_shape_is_explained(
    tmp_path: Path, name: str, content: str, code: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    for look in (describe, lambda p: list(read(p))):
        with pytest.raises(InputError) as caught:
            look(path)
        assert caught.value.code == code
