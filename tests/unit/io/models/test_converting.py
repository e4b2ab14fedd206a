"""Models are read: their form, unit, place, colours; what is bad is told."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from model_files import METRE, MILLI, corners, glb_bytes, write_glb, write_ifc, write_obj
from PIL import Image

from jumeau.errors import InputError
from jumeau.i18n import LANGUAGES, Translator
from jumeau.io.citymodels.gltf import Gltf
from jumeau.io.models.converting import convert
from jumeau.io.models.found import ReadModel
from jumeau.io.store import Store
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import silent
from jumeau.model.project import Project, new_project


def read(path: Path, store: Store, project: Project | None = None, **how: str) -> ReadModel:
    return convert(path, project or new_project("vide"), store, silent, **how)


def payload(found: ReadModel, store: Store) -> Gltf:
    assert found.model.payload.kind is PayloadKind.MODEL
    assert found.model.payload.suffix == ".glb"
    return Gltf(store.path(found.model.payload).read_bytes(), lambda _: None)


def codes(found: ReadModel) -> set[str]:
    return {x.code for x in found.odd}


def png(colour=(200, 30, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["glb", "obj", "ifc"])
def test_a_box_stands_on_the_middle_of_its_foot(kind: str, tmp_path: Path, kept: Store) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "glb":
        write_glb(path)
    elif kind == "obj":
        write_obj(path)
    else:
        write_ifc(path, (("BUILDINGELEMENTPROXY", (12.0, 8.0, 6.0), (40.0, 3.0, 0.0)),))
    found = read(path, kept)

    assert found.size == pytest.approx((12.0, 8.0, 6.0), abs=1e-3)
    assert (found.model.low, found.model.high) == pytest.approx((0.0, 6.0), abs=1e-3)
    assert found.model.triangles == 12
    ring = np.array(found.model.footprint)
    assert ring.min(axis=0) == pytest.approx((-6.0, -4.0), abs=1e-3)
    assert ring.max(axis=0) == pytest.approx((6.0, 4.0), abs=1e-3)
    (part,) = payload(found, kept).triangles()
    assert len(part.xyz) == 8  # welded
    assert part.xyz.min(axis=0) == pytest.approx((-6.0, 0.0, -4.0), abs=1e-3)
    assert part.xyz.max(axis=0) == pytest.approx((6.0, 6.0, 4.0), abs=1e-3)
    source = found.model.provenance.sources[0]
    assert (source.name, source.size) == (path.name, path.stat().st_size)
    assert len(source.sha256) == 64
    assert found.place is None


def test_what_lies_below_its_own_zero_is_a_cellar(tmp_path: Path, kept: Store) -> None:
    found = read(write_obj(tmp_path / "a.obj", (12.0, 8.0, 9.0), shift=(0, 0, -2.5)), kept)
    assert (found.model.low, found.model.high) == pytest.approx((-2.5, 6.5))


@pytest.mark.parametrize(
    ("size", "unit"),
    [
        ((12_000.0, 8_000.0, 6_000.0), "mm"),
        ((472.4, 315.0, 236.2), "in"),
        ((12.0, 8.0, 6.0), "m"),
        ((180.0, 90.0, 150.0), "m"),
    ],
)
@pytest.mark.parametrize("kind", ["glb", "obj"])
def test_a_unit_is_guessed_by_the_size(size, unit, kind, tmp_path: Path, kept: Store) -> None:
    path = tmp_path / f"a.{kind}"
    found = read((write_glb if kind == "glb" else write_obj)(path, size), kept)
    assert found.unit == unit
    assert ("unit_guessed" in codes(found)) == (unit != "m")
    assert dict(found.model.provenance.parameters)["unit"] == unit
    if unit != "m":
        assert found.unit_from == "guess"
        assert found.size == pytest.approx((12.0, 8.0, 6.0), rel=1e-3)


def test_a_unit_can_be_given(tmp_path: Path, kept: Store) -> None:
    found = read(write_obj(tmp_path / "a.obj", (40.0, 26.0, 20.0)), kept, unit="ft")
    assert found.size == pytest.approx((12.192, 7.925, 6.096), abs=2e-3)
    assert (found.unit, found.unit_from) == ("ft", "user")


def test_the_upright_axis_can_be_given(tmp_path: Path, kept: Store) -> None:
    path = write_obj(tmp_path / "a.obj", (12.0, 8.0, 6.0), up="z")
    found = read(path, kept, up="z")
    assert found.up_open
    assert found.size == pytest.approx((12.0, 8.0, 6.0))
    assert read(path, kept, up="y").size == pytest.approx((12.0, 6.0, 8.0))


def test_a_tower_that_stands_askew_tells_which_way_is_up(tmp_path: Path, kept: Store) -> None:
    turn = np.array([[0.8, -0.6, 0], [0.6, 0.8, 0], [0, 0, 1]])
    for up in ("z", "y"):
        path = write_obj(tmp_path / f"{up}.obj", (20.0, 20.0, 30.0), up=up)
        lines = path.read_text().splitlines()
        for k, line in enumerate(lines):
            if line.startswith("v "):
                x, y, z = map(float, line.split()[1:])
                p = np.array((x, y, z) if up == "z" else (x, -z, y)) @ turn.T + (3, 9, 4)
                lines[k] = "v " + " ".join(map(str, p if up == "z" else (p[0], p[2], -p[1])))
        path.write_text("\n".join(lines))
        assert read(path, kept).up == up


def test_colours_and_textures_are_kept(tmp_path: Path, kept: Store) -> None:
    found = read(write_glb(tmp_path / "a.glb", picture=png()), kept)
    (part,) = payload(found, kept).triangles()
    assert part.colour == (188, 89, 89, 255)  # linear 0.5, 0.1, 0.1
    data = payload(found, kept).picture(part.image)
    assert Image.open(io.BytesIO(data)).size == (8, 8)
    assert part.uv.min() == pytest.approx(0.0, abs=1e-6)
    assert part.uv.max() == pytest.approx(1.0, abs=1e-6)


def test_a_texture_that_is_missing_is_listed_and_its_faces_are_grey(
    tmp_path: Path, kept: Store
) -> None:
    (tmp_path / "a.mtl").write_text("newmtl m\nmap_Kd rouge.png\n")
    path = write_obj(tmp_path / "a.obj", head="mtllib a.mtl", material="m")
    found = read(path, kept)
    (odd,) = [x for x in found.odd if x.code == "left.texture_missing"]
    assert odd.fields == {"count": 1, "names": "rouge.png"}
    (part,) = payload(found, kept).triangles()
    assert part.image == -1
    assert np.ptp(part.colour[:3]) < 20
    (tmp_path / "rouge.png").write_bytes(png())
    (part,) = payload(read(path, kept), kept).triangles()
    assert part.image == 0


def test_pictures_outside_the_folder_are_never_opened(tmp_path: Path, kept: Store) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    inner = tmp_path / "inner"
    inner.mkdir()
    path = write_glb(
        inner / "a.glb", images=[{"uri": "../secret.png"}], textures=[{"source": 0}],
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
    )  # fmt: skip
    found = read(path, kept)
    assert "left.texture_missing" in codes(found)
    assert next(payload(found, kept).triangles()).image == -1


# -- where it stands -------------------------------------------------------------------------------


def test_an_obj_in_map_coordinates_finds_its_place(
    tmp_path: Path, kept: Store, lyon: Project
) -> None:
    path = write_obj(tmp_path / "a.obj", shift=(842_000.0, 6_519_000.0, 170.0), up="z")
    found = read(path, kept, lyon)
    assert found.place == pytest.approx((842_006.0, 6_519_004.0))
    assert found.altitude == pytest.approx(170.0)
    assert found.rotation == 0.0
    assert codes(found) == {"crs_guessed"}
    far = read(write_obj(tmp_path / "b.obj", shift=(1_842_473, 5_174_637, 166), up="z"), kept, lyon)
    assert far.place == pytest.approx((842_367.0, 6_519_149.0), abs=200.0)  # EPSG:3946
    assert ("EPSG:3946") in {x.fields.get("crs") for x in far.odd}


def test_an_obj_of_which_edges_have_three_faces_opens(
    tmp_path: Path, kept: Store, lyon: Project
) -> None:
    path = write_obj(
        tmp_path / "a.obj", shift=(842_000.0, 6_519_000.0, 170.0), up="z",
        extra="v 842003 6519003 180\nf 1 2 9\nf 1 2 7\n",
    )  # fmt: skip
    found = read(path, kept, lyon)
    assert "edges" in codes(found)
    assert found.place is not None


def test_a_model_600_km_away_is_told_and_has_no_place(
    tmp_path: Path, kept: Store, lyon: Project
) -> None:
    path = write_obj(tmp_path / "a.obj", shift=(650_000.0, 7_080_000.0, 20.0), up="z")
    found = read(path, kept, lyon)
    assert found.place is None
    assert found.altitude is None
    assert found.away == pytest.approx(590_000, rel=0.02)
    assert {x.code: x.fields for x in found.odd}["far"]["km"] == round(found.away / 1000)


MAP = """#90=IFCPROJECTEDCRS('{crs}',$,$,$,$,$,$);
#91=IFCMAPCONVERSION(#20,#90,{e},{n},{h},{x},{y},1.);"""


def test_ifc_on_a_map(tmp_path: Path, kept: Store, lyon: Project) -> None:
    more = MAP.format(crs="EPSG:2154", e=842_000.0, n=6_519_000.0, h=170.0, x=0.0, y=1.0)
    bodies = (("BUILDINGELEMENTPROXY", (10.0, 6.0, 5.0), (20.0, 0.0, 1.0)),)
    found = read(write_ifc(tmp_path / "a.ifc", bodies, more=more), kept, lyon)
    # The model's x axis looks north: its middle, 20 m along it, lies 20 m north.
    assert found.place == pytest.approx((842_000.0, 6_519_020.0), abs=1e-3)
    assert found.rotation == pytest.approx(-90.0)
    assert found.altitude == pytest.approx(171.0)


def test_ifc_on_another_map_is_turned_with_it(tmp_path: Path, kept: Store, lyon: Project) -> None:
    more = MAP.format(crs="EPSG:3946", e=1_842_473.0, n=5_174_637.0, h=166.0, x=1.0, y=0.0)
    found = read(write_ifc(tmp_path / "a.ifc", more=more), kept, lyon)
    obj = write_obj(tmp_path / "b.obj", (10.0, 6.0, 5.0), shift=(1_842_473, 5_174_637, 166), up="z")
    other = read(obj, kept, lyon)
    assert found.place == pytest.approx(other.place, abs=0.02)
    # Lambert-93 and CC46 do not point north alike in Lyon: less than a degree apart.
    assert 0.01 < abs(found.rotation) < 1.0
    ring, turn = np.array(found.model.footprint), np.radians(found.rotation)
    x, y = ring.T
    east = np.cos(turn) * x + np.sin(turn) * y
    assert np.ptp(east) == pytest.approx(np.ptp(np.array(other.model.footprint)[:, 0]), abs=0.02)


def test_ifc_2x3_with_a_latitude_and_true_north(tmp_path: Path, kept: Store, lyon: Project) -> None:
    found = read(
        write_ifc(tmp_path / "a.ifc", latlon="(45,45,30,0),(4,50,0,0)", north=(0.5, 0.8660254),
                  schema="IFC2X3"),
        kept, lyon,
    )  # fmt: skip
    assert found.place == pytest.approx((842_574.0, 6_519_308.0), abs=300.0)
    # True north leans 30° to the right; grid north leans off it by the convergence, 1.3° here.
    assert found.rotation == pytest.approx(-30.0, abs=2.0)
    assert found.rotation != pytest.approx(-30.0, abs=0.5)
    assert "rough" in codes(found)


def test_cityjson_comes_with_its_system(tmp_path: Path, kept: Store, lyon: Project) -> None:
    solid = [[[[0, 3, 2, 1]], [[4, 5, 6, 7]], [[0, 1, 5, 4]], [[1, 2, 6, 5]], [[2, 3, 7, 6]],
              [[3, 0, 4, 7]]]]  # fmt: skip
    tree = {
        "type": "CityJSON", "version": "2.0",
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/3946"},
        "transform": {"scale": [0.001] * 3, "translate": [1_842_473.0, 5_174_637.0, 166.0]},
        "CityObjects": {"h": {"type": "Building", "geometry": [
            {"type": "Solid", "lod": "2", "boundaries": solid}]}},
        "vertices": np.round(corners(12.0, 8.0, 6.0) * 1000).astype(int).tolist(),
    }  # fmt: skip
    path = tmp_path / "a.city.json"
    path.write_text(json.dumps(tree))
    found = read(path, kept, lyon)
    assert found.model.triangles == 12
    assert found.altitude == pytest.approx(166.0)
    assert found.place is not None
    assert codes(found) == set()


# -- IFC -------------------------------------------------------------------------------------------


def test_rooms_furniture_and_what_nobody_sees_are_left_out(tmp_path: Path, kept: Store) -> None:
    bodies = (
        ("BUILDINGELEMENTPROXY", (10.0, 6.0, 5.0), (0.0, 0.0, 0.0)),
        ("BUILDINGELEMENTPROXY", (2.0, 2.0, 2.0), (0.0, 0.0, 1.0)),  # inside
        ("SPACE", (30.0, 30.0, 30.0), (0.0, 0.0, 0.0)),
        ("FURNISHINGELEMENT", (1.0, 1.0, 40.0), (0.0, 0.0, 0.0)),
    )
    found = read(write_ifc(tmp_path / "a.ifc", bodies), kept)
    assert found.size == pytest.approx((10.0, 6.0, 5.0), abs=1e-3)
    said = {x.code: x.fields["count"] for x in found.odd}
    assert said["left.model_rooms"] == 1
    assert said["left.model_inside"] == 1
    assert said["left.model_hidden"] == 24 - found.model.triangles
    assert 10 <= found.model.triangles <= 12


def test_millimetres_of_an_ifc_are_taken_at_their_word(tmp_path: Path, kept: Store) -> None:
    bodies = (("BUILDINGELEMENTPROXY", (10_000.0, 6_000.0, 5_000.0), (0.0, 0.0, 0.0)),)
    found = read(write_ifc(tmp_path / "a.ifc", bodies, unit=MILLI), kept)
    assert (found.unit, found.unit_from) == ("mm", "file")
    assert found.size == pytest.approx((10.0, 6.0, 5.0), abs=1e-3)
    wrong = read(write_ifc(tmp_path / "b.ifc", bodies, unit=METRE), kept)
    assert (wrong.unit, wrong.unit_from) == ("mm", "guess")
    assert wrong.size == pytest.approx((10.0, 6.0, 5.0), abs=1e-2)


def test_nothing_of_what_is_written_in_an_ifc_is_kept(tmp_path: Path, kept: Store) -> None:
    found = read(write_ifc(tmp_path / "a.ifc"), kept)
    data = kept.path(found.model.payload).read_bytes()
    assert b"Secret" not in data


# -- what cannot be used ---------------------------------------------------------------------------


def draco() -> dict:
    name = "KHR_draco_mesh_compression"
    return {"extensionsUsed": [name], "extensionsRequired": [name]}


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Return files and the codes with which they are refused."""
    good = write_glb(folder / "good.glb").read_bytes()
    nan = np.full((3, 3), np.nan, "<f4")
    tree = {
        "asset": {"version": "2.0"}, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "buffers": [{"byteLength": 36}], "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
    }  # fmt: skip
    contents = {
        "truncated.glb": (good[: len(good) // 2], "models.damaged"),
        "nothing.glb": (b"", "gltf.not_one"),
        "text.glb": (b"bonjour", "gltf.not_one"),
        "nan.glb": (glb_bytes(tree, nan.tobytes()), "models.empty"),
        "point.glb": (glb_bytes(tree, bytes(36)), "models.no_size"),
        "empty.glb": (glb_bytes({"asset": {"version": "2.0"}}, b""), "models.empty"),
        "old.glb": (struct.pack("<4sII", b"glTF", 1, 12), "models.gltf_version"),
        "empty.obj": (b"", "obj.not_one"),
        "points.obj": (b"v 0 0 0\nv 1 0 0\n", "obj.not_one"),
        "flat.obj": (b"v 0 0 0\nv 0 0 0\nv 0 0 0\nf 1 2 3\n", "models.empty"),
        "text.ifc": (b"bonjour", "ifc.not_one"),
        "cut.ifc": (write_ifc(folder / "x.ifc").read_bytes()[:-400], "models.damaged"),
        "head.ifc": (b"ISO-10303-21;\nHEADER;\n", "ifc.not_one"),
        "rooms.ifc": (
            write_ifc(folder / "y.ifc", (("SPACE", (9.0, 9.0, 3.0), (0, 0, 0)),)).read_bytes(),
            "ifc.without_geometry",
        ),
        "bare.ifc": (write_ifc(folder / "z.ifc", ()).read_bytes(), "ifc.without_geometry"),
        "data.geojson": (b'{"type": "FeatureCollection", "features": []}', "models.format"),
        "table.csv": (b"a;b\n1;2\n", "models.format"),
    }
    found = {}
    for name, (data, code) in contents.items():
        path = folder / name
        path.write_bytes(data)
        found[name] = (path, code)
    found["draco.glb"] = (write_glb(folder / "draco.glb", **draco()), "models.compressed")
    name = "EXT_something"
    path = write_glb(folder / "ext.glb", extensionsUsed=[name], extensionsRequired=[name])
    found["ext.glb"] = (path, "models.extension")
    found["gone.glb"] = (folder / "gone.glb", "file.not_found")
    return found


def test_what_is_bad_is_refused_with_a_remedy_and_leaves_nothing(
    tmp_path: Path, kept: Store
) -> None:
    for name, (path, code) in bad_files(tmp_path).items():
        with pytest.raises(InputError) as refused:
            read(path, kept)
        assert (name, refused.value.code) == (name, code)
        for language in LANGUAGES:
            tr = Translator(language)
            assert tr(
                f"errors.{code}.remedy", **{k: str(v) for k, v in refused.value.fields.items()}
            )
    left = [p for p in kept.folder.rglob("*") if p.is_file()]
    assert left == []


def test_every_oddity_has_its_sentence() -> None:
    for language in LANGUAGES:
        tr = Translator(language)
        for code in ("far", "crs_guessed", "no_crs", "rough", "size", "edges", "heavy"):
            assert tr.has(f"models.odd.{code}")
        for reason in ("rooms", "site", "inside", "hidden", "no_shape", "no_number"):
            assert tr.has(f"left_out.model_{reason}")


def test_a_sparse_accessor_is_read(tmp_path: Path, kept: Store) -> None:
    path = write_glb(tmp_path / "a.glb")
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    tree, rest = json.loads(data[20 : 20 + length]), data[28 + length :]
    at = len(rest)
    rest += np.array([6, 7], "<u2").tobytes() + np.array([[12, 9, -8], [0, 9, -8]], "<f4").tobytes()
    tree["buffers"][0]["byteLength"] = len(rest)
    views = len(tree["bufferViews"])
    tree["bufferViews"] += [{"buffer": 0, "byteOffset": at, "byteLength": 4},
                            {"buffer": 0, "byteOffset": at + 4, "byteLength": 24}]  # fmt: skip
    tree["accessors"][0]["sparse"] = {
        "count": 2, "indices": {"bufferView": views, "componentType": 5123},
        "values": {"bufferView": views + 1},
    }  # fmt: skip
    path.write_bytes(glb_bytes(tree, rest))
    assert read(path, kept).size == pytest.approx((12.0, 8.0, 9.0))
