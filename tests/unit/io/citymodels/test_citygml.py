from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from citymodel_samples import (
    E0,
    HEAD,
    N0,
    PANE,
    SQUARE,
    TAIL,
    WALL,
    building,
    drafts,
    envelope,
    kinds,
    model,
    only,
    polygon,
    refusal,
    ring,
    shapes,
    surfaces,
    table,
    unpacked,
    write_png,
)

from jumeau.errors import Cancelled, InputError
from jumeau.io.citymodels.citygml import CityGmlReader
from jumeau.io.reading import Draft, Problem, Window, describe, read
from jumeau.model.roles import Role


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "m.gml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def boundary(name: str, lod: int, *members: str, more: str = "") -> str:
    held = f"<bldg:lod{lod}MultiSurface>{surfaces(*members)}</bldg:lod{lod}MultiSurface>"
    return f"<bldg:boundedBy><bldg:{name}>{held}{more}</bldg:{name}></bldg:boundedBy>"


def reasons(listed) -> dict[str, int]:
    return {x.reason: x.count for x in listed}


def test_a_house_with_walls_roof_and_a_window_at_lod3(written) -> None:
    window = (
        "<bldg:opening><bldg:Window>"
        f"<bldg:lod3MultiSurface>{surfaces(polygon(PANE))}</bldg:lod3MultiSurface>"
        "</bldg:Window></bldg:opening>"
    )
    house = building(
        f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>"
        + boundary("RoofSurface", 2, polygon(SQUARE))
        + boundary("RoofSurface", 3, polygon(SQUARE))
        + boundary("WallSurface", 3, polygon(WALL, hole=ring(PANE)), more=window)
    )

    draft = only(written(model(house)))

    assert kinds(draft) == ["roof", "wall", "window"]
    assert table(draft).column("lod").to_pylist() == ["3"]
    (body,) = shapes(draft)
    assert [len(p.interiors) for p in body.geoms] == [0, 1, 0]
    assert np.array_equal(
        np.array(body.geoms[1].exterior.coords), np.array(WALL) + np.array([E0, N0, 0.0])
    )
    assert (draft.role, draft.crs, draft.key_field) == (Role.BUILDING, "EPSG:2154", "gml_id")


def test_a_solid_that_refers_to_the_surfaces_does_not_draw_them_twice(written) -> None:
    solid = (
        "<bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>"
        '<gml:surfaceMember xlink:href="#roof"/><gml:surfaceMember xlink:href="#wall"/>'
        f"<gml:surfaceMember>{polygon(PANE)}</gml:surfaceMember>"
        "</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>"
    )
    text = model(building(
        solid + boundary("RoofSurface", 2, polygon(SQUARE, "roof"))
        + boundary("WallSurface", 2, polygon(WALL, "wall"))
    ))  # fmt: skip

    assert kinds(only(written(text))) == ["unknown", "roof", "wall"]


def test_a_boundary_that_refers_to_the_solid_says_what_its_surfaces_are(written) -> None:
    refer = '<bldg:lod2MultiSurface xlink:href="#shell"/>'
    solid = surfaces(polygon(SQUARE), polygon(WALL)).replace(
        "<gml:MultiSurface>", '<gml:MultiSurface gml:id="shell">'
    )
    text = model(building(
        f"<bldg:lod2MultiSurface>{solid}</bldg:lod2MultiSurface>"
        f"<bldg:boundedBy><bldg:WallSurface>{refer}</bldg:WallSurface></bldg:boundedBy>"
    ))  # fmt: skip

    assert kinds(only(written(text))) == ["wall", "wall"]


def test_the_same_surface_in_solid_and_boundary_is_drawn_once(written) -> None:
    text = model(building(
        f"<bldg:lod2Solid>{surfaces(polygon(SQUARE), polygon(WALL))}</bldg:lod2Solid>"
        + boundary("RoofSurface", 2, polygon(SQUARE)) + boundary("WallSurface", 2, polygon(WALL))
    ))  # fmt: skip

    assert kinds(only(written(text))) == ["roof", "wall"]


def test_a_reference_to_nothing_is_counted(written) -> None:
    held = surfaces(polygon(SQUARE)).replace(
        "</gml:MultiSurface>", '<gml:surfaceMember xlink:href="#gone"/></gml:MultiSurface>'
    )
    draft = only(written(model(building(f"<bldg:lod2MultiSurface>{held}</bldg:lod2MultiSurface>"))))

    assert reasons(draft.left_out) == {"unresolved_reference": 1}
    assert len(shapes(draft)[0].geoms) == 1


def test_parts_belong_to_their_building_and_rooms_stay_inside(written) -> None:
    part = (
        '<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id="p{}"><bldg:measuredHeight>7'
        "</bldg:measuredHeight>{}</bldg:BuildingPart></bldg:consistsOfBuildingPart>"
    )
    room = (
        "<bldg:interiorRoom><bldg:Room><bldg:lod4MultiSurface>"
        f"{surfaces(polygon(PANE))}</bldg:lod4MultiSurface></bldg:Room></bldg:interiorRoom>"
    )
    text = model(building(
        "<gml:name>Mairie</gml:name>"
        f"<bldg:lod1Solid>{surfaces(polygon(WALL))}</bldg:lod1Solid>" + room
        + part.format(1, boundary("RoofSurface", 2, polygon(SQUARE)))
        + part.format(2, f"<bldg:lod1Solid>{surfaces(polygon(PANE))}</bldg:lod1Solid>")
    ))  # fmt: skip
    draft = only(written(text))

    assert table(draft).column("gml_id").to_pylist() == ["b"]
    assert kinds(draft) == ["roof", "unknown"]
    assert reasons(draft.left_out) == {"interior": 1}
    assert dict(draft.columns)["name"] == "name"


def test_attributes_have_their_types(written) -> None:
    said = (
        "<gml:name>Mairie</gml:name><bldg:function>1000</bldg:function>"
        "<bldg:yearOfConstruction>1985</bldg:yearOfConstruction>"
        '<bldg:measuredHeight uom="#m">5.5</bldg:measuredHeight>'
        "<bldg:storeysAboveGround>2</bldg:storeysAboveGround>"
        '<gen:stringAttribute name="class"><gen:value>bois</gen:value></gen:stringAttribute>'
        '<gen:intAttribute name="lod"><gen:value>4</gen:value></gen:intAttribute>'
        '<gen:doubleAttribute name="vide"><gen:value> </gen:value></gen:doubleAttribute>'
    )
    draft = only(written(model(building(
        said + f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>"
    ))))  # fmt: skip
    row = table(draft).drop_columns(["geometry", "surface_types"]).to_pylist()[0]

    assert row == {
        "gml_id": "b", "city_object": "Building", "lod": "1", "name": "Mairie", "function": "1000",
        "yearOfConstruction": 1985, "measuredHeight": 5.5, "storeysAboveGround": 2,
        "class": "bois", "lod_1": 4,
    }  # fmt: skip
    assert dict(draft.columns)["storeys"] == "storeysAboveGround"


def test_other_objects_are_layers_of_their_own(written) -> None:
    tree = (
        '<veg:PlantCover gml:id="v"><veg:lod2MultiSurface>'
        f"{surfaces(polygon(SQUARE))}</veg:lod2MultiSurface></veg:PlantCover>"
    )
    house = building(f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>")
    path = written(model(tree, house))

    found = [(d.role, d.name, kinds(d)) for d in drafts(path)]

    assert found == [
        (Role.BUILDING, "m", ["unknown"]),
        (Role.CITY_OBJECT, "m-vegetation", ["vegetation"]),
    ]
    assert [(f.layer, f.count) for f in describe(path)] == [("m", 1), ("m-vegetation", 1)]


def test_open_and_degenerate_rings_are_mended_and_counted(written) -> None:
    draft = only(written(model(building(
        f"<bldg:lod1Solid>{surfaces(polygon(SQUARE[:4]), polygon(SQUARE[:2]), polygon(WALL))}"
        "</bldg:lod1Solid>"
    ))))  # fmt: skip

    assert reasons(draft.repaired) == {"open_ring": 1, "degenerate_surface": 1}
    (body,) = shapes(draft)
    assert [len(p.exterior.coords) for p in body.geoms] == [5, 4, 5]


@pytest.mark.parametrize("bad", ["1 2", "1 2 x", "1 2 3"])
def test_a_polygon_that_cannot_be_read_is_left_out(written, bad: str) -> None:
    broken = polygon(SQUARE).replace(ring(SQUARE), ring(SQUARE).replace(f"{E0 + 4} ", f"{bad} ", 1))
    draft = only(written(model(building(
        f"<bldg:lod1Solid>{surfaces(broken, polygon(WALL))}</bldg:lod1Solid>"
    ))))  # fmt: skip

    assert len(shapes(draft)[0].geoms) == 1
    assert reasons(draft.left_out) == {"unreadable_geometry": 1}


def test_infinite_coordinates_are_left_out(written) -> None:
    broken = polygon(SQUARE).replace(" 5.0 ", " NaN ", 1)
    draft = only(written(model(building(
        f"<bldg:lod1Solid>{surfaces(broken, polygon(WALL))}</bldg:lod1Solid>"
    ))))  # fmt: skip

    assert reasons(draft.left_out) == {"not_finite": 1}
    assert np.isfinite(np.array(shapes(draft)[0].geoms[0].exterior.coords)).all()


def test_positions_one_by_one(written) -> None:
    corners = "".join(f"<gml:pos>{E0 + x} {N0 + y} {z}</gml:pos>" for x, y, z in SQUARE)
    text = model(building(
        "<bldg:lod1Solid><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior>"
        f"<gml:LinearRing>{corners}</gml:LinearRing></gml:exterior></gml:Polygon>"
        "</gml:surfaceMember></gml:MultiSurface></bldg:lod1Solid>"
    ))  # fmt: skip

    (body,) = shapes(only(written(text)))
    assert len(body.geoms[0].exterior.coords) == 5


def test_a_template_stands_where_its_object_is(written) -> None:
    shape = polygon([(0 - E0, 0 - N0, 0.0), (1 - E0, 0 - N0, 0.0), (1 - E0, 1 - N0, 0.0)])
    implicit = (
        '<veg:SolitaryVegetationObject gml:id="{0}"><veg:lod2ImplicitRepresentation>'
        "<core:ImplicitGeometry><core:transformationMatrix>2 0 0 0 0 2 0 0 0 0 2 0 0 0 0 1"
        "</core:transformationMatrix><core:relativeGMLGeometry{1}</core:relativeGMLGeometry>"
        f"<core:referencePoint><gml:Point><gml:pos>{E0} {N0} 7</gml:pos></gml:Point>"
        "</core:referencePoint></core:ImplicitGeometry></veg:lod2ImplicitRepresentation>"
        "</veg:SolitaryVegetationObject>"
    )
    held = surfaces(shape).replace("<gml:MultiSurface>", '<gml:MultiSurface gml:id="mould">')
    text = model(
        implicit.format("one", f">{held}"), implicit.format("two", ' xlink:href="#mould">'),
        implicit.format("three", ' xlink:href="#gone">'),
    )  # fmt: skip
    draft = only(written(text))

    assert table(draft).column("gml_id").to_pylist() == ["one", "two"]
    for body in shapes(draft):
        assert body.bounds == (E0, N0, E0 + 2, N0 + 2)
        assert {z for *_, z in body.geoms[0].exterior.coords} == {7.0}
    assert reasons(draft.left_out) == {"implicit_geometry": 1, "no_surface": 1}


# --- textures ---------------------------------------------------------------------------------

TEXTURE = """<app:{tag}><app:Appearance><app:surfaceDataMember><app:ParameterizedTexture>
<app:imageURI>{uri}</app:imageURI><app:target uri="#wall"><app:TexCoordList>
<app:textureCoordinates ring="#wall_r">0 0 1 0 1 1 0 1 0 0</app:textureCoordinates>
</app:TexCoordList></app:target></app:ParameterizedTexture></app:surfaceDataMember>
<app:surfaceDataMember><app:X3DMaterial><app:diffuseColor>1 0.5 0</app:diffuseColor>
<app:target>#roof</app:target></app:X3DMaterial></app:surfaceDataMember>
</app:Appearance></app:{tag}>"""


def painted(uri: str, place: str) -> str:
    tag = "appearance" if place == "inside" else "appearanceMember"
    texture = TEXTURE.format(uri=uri, tag=tag)
    house = building(
        (texture if place == "inside" else "")
        + f"<bldg:lod2MultiSurface>{surfaces(polygon(SQUARE, 'roof'), polygon(WALL, 'wall'))}"
        "</bldg:lod2MultiSurface>"
    )
    text = model(house, before=texture if place == "before" else "")
    return text.replace(TAIL, texture + TAIL) if place == "after" else text


@pytest.mark.parametrize("place", ["before", "after", "inside"])
def test_textures_and_colours_wherever_they_stand(written, tmp_path: Path, place: str) -> None:
    picture = write_png(tmp_path / "images" / "mur 1.png")
    draft = only(written(painted("images/mur%201.png", place)))

    assert draft.images == (picture,)
    assert unpacked(draft, "surface_images", "<i2").tolist() == [-1, 0]
    uv = unpacked(draft, "surface_uv", "<f4").reshape(-1, 2)
    assert uv.tolist() == [[0, 0]] * 5 + [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    colours = unpacked(draft, "surface_colours", "u1").reshape(-1, 4)
    assert colours.tolist() == [[255, 128, 0, 255], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("gone.png", "texture_missing"),
        ("../secret.png", "texture_elsewhere"),
        ("/etc/secret.png", "texture_elsewhere"),
        ("https://example.org/a.png", "texture_elsewhere"),
        ("m.gml", "texture_format"),
    ],
)
def test_a_picture_that_cannot_be_used_is_counted(tmp_path: Path, uri: str, reason: str) -> None:
    write_png(tmp_path / "secret.png")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "m.gml"
    path.write_text(painted(uri, "before"), encoding="utf-8")
    draft = only(path)

    assert draft.images == ()
    assert "surface_images" not in table(draft).column_names
    assert reasons(draft.left_out) == {reason: 1}


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_png(tmp_path / "secret.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").symlink_to(tmp_path / "secret.png")
    path = tmp_path / "in" / "m.gml"
    path.write_text(painted("a.png", "before"), encoding="utf-8")

    assert reasons(only(path).left_out) == {"texture_elsewhere": 1}


def test_coordinates_of_a_texture_that_do_not_fit_are_counted(written, tmp_path: Path) -> None:
    write_png(tmp_path / "a.png")
    text = painted("a.png", "before").replace("0 0 1 0 1 1 0 1 0 0", "0 0 1 0 1 1")

    assert reasons(only(written(text)).left_out) == {"texture_mismatch": 1}


# --- reference systems ------------------------------------------------------------------------


def test_no_reference_system_is_a_question(written) -> None:
    path = written(model(building(
        f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>"), srs=""))  # fmt: skip
    (facts,) = describe(path)

    assert (facts.crs, facts.bounds) == (None, (E0, N0, E0 + 4, N0 + 4))
    assert only(path).crs is None


def test_latitude_before_longitude_is_put_right(written) -> None:
    corners = "45.7 4.8 170 45.7 4.9 170 45.8 4.9 170 45.7 4.8 170"
    house = building(f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>")
    house = house.replace(ring(SQUARE), f"<gml:LinearRing><gml:posList>{corners}</gml:posList>"
                                        "</gml:LinearRing>")  # fmt: skip
    box = envelope("urn:ogc:def:crs:EPSG::4326", (45.7, 4.8, 170, 45.8, 4.9, 170))
    path = written(model(house, srs="", before=box))

    assert only(path).bounds == (4.8, 45.7, 4.9, 45.8)
    assert describe(path)[0].bounds == (4.8, 45.7, 4.9, 45.8)


def test_a_window_keeps_what_touches_it(written) -> None:
    far = polygon([(x + 500, y, z) for x, y, z in SQUARE])
    path = written(model(
        building(f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>", "near"),
        building(f"<bldg:lod1Solid>{surfaces(far)}</bldg:lod1Solid>", "far"),
    ))  # fmt: skip
    window = Window((E0 - 1, N0 - 1, E0 + 1, N0 + 1), "EPSG:2154")
    (draft,) = read(path, window)

    assert isinstance(draft, Draft)
    assert table(draft).column("gml_id").to_pylist() == ["near"]
    with pytest.raises(InputError, match=r"model\.nothing_here"):
        list(read(path, Window((0, 0, 1, 1), "EPSG:2154")))


# --- files that are not as they should be -----------------------------------------------------

HOUSE = building(f"<bldg:lod1Solid>{surfaces(polygon(SQUARE))}</bldg:lod1Solid>")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "citygml.not_one"),
        ("<kml><Document/></kml>", "citygml.not_one"),
        ('<a xmlns="http://www.opengis.net/gml"><b/></a>', "citygml.not_one"),
        (HEAD + TAIL, "model.nothing_usable"),
        (HEAD.replace("?>", "?>" + LAUGHS, 1) + TAIL, "citygml.entities"),
        (model(building("<gml:name>x</gml:name>")), "model.nothing_usable"),
        (HEAD + "<core:cityObjectMember><bldg:Building></oops>", "citygml.malformed"),
    ],
)
def test_what_cannot_be_used_is_explained(written, text: str, code: str) -> None:
    path = written(text)
    assert refusal(path) == code


def test_a_file_cut_short_gives_what_it_holds(written) -> None:
    whole = model(HOUSE, HOUSE.replace('"b"', '"c"'))
    problem, draft = read(written(whole[: whole.rindex("</gml:posList>")]))

    assert isinstance(problem, Problem)
    assert problem.code == "citygml.malformed"
    assert isinstance(draft, Draft)
    assert table(draft).column("gml_id").to_pylist() == ["b"]


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.gml.gz"
    path.write_bytes(gzip.compress(model(HOUSE).encode()))
    assert (only(path).name, describe(path)[0].layer) == ("m", "m")


def test_a_wish_to_stop_is_heard(written) -> None:
    def stop(fraction: float, step: str = "") -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(CityGmlReader().read(written(model(HOUSE)), None, stop, None))


def test_objects_without_an_id_have_no_key(written) -> None:
    draft = only(written(model(HOUSE.replace(' gml:id="b"', ""))))
    assert draft.key_field == ""
    assert "gml_id" not in table(draft).column_names
