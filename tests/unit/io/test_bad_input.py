"""What people have on disk by mistake: told politely or loaded and counted, by the real way in."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import fuzz_models
import fuzz_seeds
import io_samples
import numpy as np
import pytest
import shapely

from jumeau.errors import InputError, JumeauError
from jumeau.i18n import Translator, phrase_error
from jumeau.io.confined.limits import Limits
from jumeau.io.confined.parent import Confined
from jumeau.io.importing import adopted
from jumeau.io.loading import Loaded
from jumeau.io.projects.project_file import OpenProject, create
from jumeau.model.project import new_project
from jumeau.model.provenance import LeftOut
from jumeau.model.roles import Role

PARTS = ["what", "expected", "got", "remedy"]
LIMITS = Limits(memory=2 << 30, patience=30.0)


class Desk:
    """An open project, and the one way of bringing files into it."""

    def __init__(self, folder: Path) -> None:
        self.opened: OpenProject = create(folder / "project", new_project("x"))
        self.reader = Confined(self.opened.store.folder, LIMITS)

    def load(self, *paths: Path, crs: str | None = None) -> Loaded:
        """Load files as the window does."""
        session = self.opened.session
        loaded = self.reader.import_sources(paths, session.project, crs=crs)
        session.commit("add", adopted(session.project, loaded))
        return loaded

    def refused(self, *paths: Path, crs: str | None = None) -> str:
        """Load files that cannot be used; return the code of the error, which is well told."""
        session = self.opened.session
        before, folder, broken = session.project, self.opened.folder, self.reader.broken
        files = io_samples.fingerprint(folder)
        with pytest.raises(InputError) as refusal:
            self.load(*paths, crs=crs)
        assert session.project is before
        assert io_samples.fingerprint(folder) == files
        assert self.reader.broken == broken
        told_well(refusal.value)
        return refusal.value.code

    def close(self) -> None:
        self.reader.close()
        self.opened.close(discard=True)


def told_well(error: JumeauError) -> None:
    """Fail unless an error says what, expected, got and remedy, in French, all filled in."""
    told = phrase_error(error, Translator("fr"))
    assert list(told) == PARTS, error
    assert all(sentence.strip() and "{" not in sentence for sentence in told.values()), told
    assert "Traceback" not in "".join(told.values())


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory):
    made = []

    def make() -> Desk:
        made.append(Desk(tmp_path_factory.mktemp("desk")))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture(scope="module")
def shared(desks: Callable[[], Desk]) -> Desk:
    """One desk for the files that are refused: they leave nothing behind."""
    return desks()


@pytest.fixture
def desk(desks: Callable[[], Desk]) -> Desk:
    return desks()


def left_out(loaded: Loaded) -> dict[str, int]:
    facts: list[LeftOut] = []
    for layer in loaded.layers:
        facts += [*layer.left_out, *layer.repaired]
    return {fact.reason: fact.count for fact in facts}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(kind: str, coordinates: object, **properties: object) -> dict[str, object]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


# --- files that are no such file --------------------------------------------------------------


def png(path: Path) -> bytes:
    rows = b"".join(b"\0" + bytes(12) for _ in range(4))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)),
              (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + kind + c + struct.pack(">I", zlib.crc32(kind + c))
        for kind, c in chunks
    )


HTML = b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>"
STARTS_WELL = b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geom'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("dalle.laz", lambda _p: b"", id="empty LAZ"),
        pytest.param("dalle.laz", lambda _p: HTML, id="HTML as LAZ"),
        pytest.param("image.tif", png, id="PNG as TIFF"),
        pytest.param("base.gpkg", lambda _p: fuzz_seeds.zipped({"a.txt": "x"}), id="zip as GPKG"),
        pytest.param("zones.geojson", lambda _p: HTML, id="HTML as GeoJSON"),
        pytest.param("zones.geojson", lambda _p: STARTS_WELL, id="half of a GeoJSON"),
        pytest.param("zones.shp", lambda _p: HTML, id="HTML as shapefile"),
        pytest.param("ville.gml", lambda _p: HTML, id="HTML as GML"),
        pytest.param("ville.city.json", lambda _p: b'{"type": "CityJSON"', id="half a CityJSON"),
        pytest.param("table.xlsx", lambda _p: HTML, id="HTML as XLSX"),
        pytest.param("table.parquet", lambda _p: HTML, id="HTML as Parquet"),
        pytest.param("plan.dwg", lambda _p: b"AC1032", id="DWG"),
        pytest.param("lot.zip", lambda _p: HTML, id="HTML as zip"),
    ],
)
def test_a_file_that_is_no_such_file(
    shared: Desk, tmp_path: Path, name: str, content: Callable[[Path], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(content(path))
    shared.refused(path)


def test_a_truncated_zip(shared: Desk, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    whole = fuzz_seeds.archive(tmp_path / "made")["lot.zip"]
    path = tmp_path / "lot.zip"
    path.write_bytes(whole[: len(whole) // 2])
    assert shared.refused(path).startswith("archive.")


@pytest.mark.parametrize("form", ["laz", "tif", "gpkg", "parquet", "gml", "xlsx", "7z"])
def test_a_file_that_was_cut(shared: Desk, tmp_path: Path, form: str) -> None:
    (tmp_path / "made").mkdir()
    name, content = next(iter(fuzz_seeds.SEEDS[form](tmp_path / "made").items()))
    path = tmp_path / name
    path.write_bytes(content[: len(content) // 2])
    shared.refused(path)


def test_a_sound_file_beside_a_bad_one_is_loaded(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "zones.geojson"
    bad.write_bytes(HTML)
    good = tmp_path / "points.geojson"
    good.write_text(collection(feature("Point", [2.5, 44.3])))
    loaded = desk.load(bad, good)
    assert [layer.count for layer in loaded.layers] == [1]
    assert [problem.source for problem in loaded.problems] == ["zones.geojson"]
    told_well(loaded.problems[0].error)


# --- coordinates ------------------------------------------------------------------------------


def test_a_huge_coordinate_is_left_out_and_counted(desk: Desk, tmp_path: Path) -> None:
    rows = [io_samples.building(i) for i in range(3)]
    shapes = [io_samples.square(20 * i, 0) for i in range(3)]
    shapes[1] = shapely.box(1e300, 1e300, 1.1e300, 1.1e300)
    path = io_samples.write(tmp_path / "batiment.gpkg", io_samples.frame(rows, shapes))
    loaded = desk.load(path)
    layer = next(x for x in loaded.layers if x.role is Role.BUILDING)
    assert layer.count == 2
    assert sum(fact.count for fact in layer.left_out if fact.reason != "height_missing") == 1
    assert np.abs(layer.bounds).max() < 1e7


def test_one_building_far_away_makes_no_endless_ground(desk: Desk, tmp_path: Path) -> None:
    rows = [io_samples.building(i) for i in range(5)]
    shapes = [io_samples.square(20 * i, 0) for i in range(4)]
    shapes.append(io_samples.square(0, -5_000_000))
    path = io_samples.write(tmp_path / "batiment.gpkg", io_samples.frame(rows, shapes))
    loaded = desk.load(path)
    assert not desk.reader.broken
    ground = next(layer for layer in loaded.layers if layer.role is Role.TERRAIN)
    assert ground.count < 1_100_000
    west, south, east, north = ground.bounds
    assert max(east - west, north - south) / min(east - west, north - south) < 1e4


def test_latitude_before_longitude_is_turned_round_and_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    path.write_text(collection(*(feature("Point", [44.3 + i / 100, 2.5]) for i in range(3))))
    loaded = desk.load(path)
    assert left_out(loaded) == {"swapped_axes": 3}
    assert loaded.crs == "EPSG:2154"
    west, south, east, north = loaded.layers[0].bounds
    assert 650_000 < west < east < 670_000
    assert 6_350_000 < south < north < 6_365_000


def test_lambert_93_that_says_wgs_84_is_asked_about(shared: Desk, tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    path.write_text(collection(feature("Point", [660_000.0, 6_360_000.0])))
    assert shared.refused(path) == "crs.needed"


def test_nan_in_a_geojson(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    sound = json.dumps(feature("Point", [2.5, 44.3], n=1))
    broken = sound.replace("2.5", "NaN")
    path.write_text(f'{{"type": "FeatureCollection", "features": [{sound}, {broken}]}}')
    loaded = desk.load(path)
    assert [layer.count for layer in loaded.layers] == [1]
    assert left_out(loaded) == {"not_finite": 1}


def test_mixed_kinds_of_shapes_are_taken_apart(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mixed.geojson"
    ring = [[2.5, 44.3], [2.6, 44.3], [2.6, 44.4], [2.5, 44.3]]
    path.write_text(
        collection(
            feature("Point", [2.5, 44.3]),
            feature("LineString", ring[:2]),
            feature("Polygon", [ring]),
            feature("MultiPoint", ring[:3]),
        )
    )
    loaded = desk.load(path)
    assert {layer.role for layer in loaded.layers} == {Role.POINTS, Role.LINES, Role.POLYGONS}
    assert sum(layer.count for layer in loaded.layers) == 4


def test_mixed_crs_in_one_column(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mixed.tsv"
    rows = ["1\tSRID=2154;POINT(660000 6360000)", "2\tSRID=4326;POINT(2.5 44.3)"]
    path.write_text("\n".join(["id\tgeom", *rows]))
    loaded = desk.load(path)
    assert [layer.count for layer in loaded.layers] == [1]
    assert left_out(loaded) == {"other_crs": 1}
    assert loaded.layers[0].bounds == (660_000, 6_360_000, 660_000, 6_360_000)


def test_half_of_a_noise_map_crosses_itself(desk: Desk, tmp_path: Path) -> None:
    bow = [(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)]
    shapes = []
    for i in range(10):
        x, y = io_samples.X + 20 * i, io_samples.Y
        ring = [(x + a, y + b) for a, b in bow]
        shapes.append(shapely.Polygon(ring) if i % 2 else io_samples.square(20 * i, 0))
    rows = [{"IDZONBRUIT": i, "CBSTYPE": "A", "LEGENDE": 55 + 5 * (i % 5)} for i in range(10)]
    name = "N_BRUIT_ZBRD_INFRA_R_A_LD_S_012.shp"
    path = io_samples.write(tmp_path / name, io_samples.frame(rows, shapes))
    loaded = desk.load(path)
    assert loaded.layers[0].count == 10
    assert sum(fact.count for fact in loaded.layers[0].repaired) == 5


# --- tables -----------------------------------------------------------------------------------


def test_a_table_as_people_write_it(desk: Desk, tmp_path: Path) -> None:
    lines = [
        "identifiant;x;y;hauteur;essence",
        "  1 ; 660000,50 ; 6360000,25 ;  6,5 ;Tilleul",
        "  2 ; 660010,50 ; 6360010,25 ; #N/A ;Érable",
        "  3 ; 660020,50 ; 6360020,25 ; -- ;",
    ]
    path = tmp_path / "arbres.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    loaded = desk.load(path, crs="EPSG:2154")
    layer = loaded.layers[0]
    assert layer.count == 3
    assert layer.bounds == pytest.approx((660000.5, 6360000.25, 660020.5, 6360020.25), abs=0.01)
    table = desk.opened.store.table(layer.payload)
    assert table.column_names[0] == "identifiant"
    heights = table.column("hauteur").to_pylist()
    assert [float(str(h).replace(",", ".")) for h in heights[:1]] == [6.5]
    assert heights[1] in (None, "#N/A")


def test_headers_of_dbase_in_a_table(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "arbres.csv"
    head = '"OBJECTID,N,10,0","X,N,12,2","Y,N,12,2","ESSENCE,C,40"'
    path.write_text(f"{head}\n1,660000.5,6360000.5,Tilleul\n2,660010.5,6360010.5,Chêne\n")
    loaded = desk.load(path, crs="EPSG:2154")
    layer = loaded.layers[0]
    assert layer.count == 2
    assert layer.bounds[0] == pytest.approx(660000.5, abs=0.01)


def test_times_over_24_hours(desk: Desk, tmp_path: Path) -> None:
    for name, content in fuzz_seeds.gtfs(tmp_path).items():
        (tmp_path / name).write_bytes(content)
    loaded = desk.load(tmp_path / "stops.txt")
    roles = {layer.role for layer in loaded.layers}
    assert Role.STOP in roles
    assert not loaded.problems


# --- traps ------------------------------------------------------------------------------------


def laughs() -> bytes:
    ten = [10 * f"&a{i};" for i in range(11)]
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{i + 1} "{t}">' for i, t in enumerate(ten))]
    return f'<?xml version="1.0"?><!DOCTYPE x [{"".join(lines)}]>'.encode()


@pytest.mark.parametrize("name", ["ville.gml", "plan.kml", "rues.osm"])
def test_a_billion_laughs(shared: Desk, tmp_path: Path, name: str) -> None:
    roots = {
        "ville.gml": b'<CityModel xmlns="http://www.opengis.net/citygml/2.0">&a11;</CityModel>',
        "plan.kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&a11;</name>'
        b"</Document></kml>",
        "rues.osm": b'<osm version="0.6"><node id="1" lat="1" lon="2"><tag k="a" v="&a11;"/></node>'
        b"</osm>",
    }
    path = tmp_path / name
    path.write_bytes(laughs() + roots[name])
    shared.refused(path)


def test_an_entity_that_reads_a_file(shared: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for anyone")
    path = tmp_path / "ville.gml"
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    path.write_text(f'{head}<CityModel xmlns="http://www.opengis.net/citygml/2.0">&s;</CityModel>')
    shared.refused(path)


def test_a_zip_that_unpacks_to_a_terabyte(shared: Desk, tmp_path: Path) -> None:
    path = tmp_path / "lot.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("batiment.csv", b"0" * (8 << 20))
    content = bytearray(path.read_bytes())
    for sign, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):  # what it says that it unpacks to
        place = content.find(sign) + at
        content[place : place + 4] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(content)
    assert shared.refused(path).startswith(("archive.", "reader.memory", "file."))


def test_a_zip_of_zeros(shared: Desk, tmp_path: Path) -> None:
    path = tmp_path / "lot.zip"
    path.write_bytes(fuzz_seeds.zipped({"a.geojson": bytes(100 << 20)}))
    assert path.stat().st_size < 1 << 20
    shared.refused(path)


def test_a_member_that_leaves_its_folder(shared: Desk, tmp_path: Path) -> None:
    path = tmp_path / "lot.zip"
    path.write_bytes(fuzz_seeds.zipped({"../../escaped.geojson": collection()}))
    shared.refused(path)
    assert not list(tmp_path.parent.rglob("escaped.geojson"))


def test_a_raster_that_declares_more_than_there_is(shared: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mnt.asc"
    head = "ncols 2000000000\nnrows 2000000000\nxllcorner 0\nyllcorner 0\ncellsize 1\n"
    path.write_text(head + "1 2 3\n")
    shared.refused(path, crs="EPSG:2154")


def test_a_text_that_names_another_file_is_not_followed(shared: Desk, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    other = io_samples.write(tmp_path / "made" / "a.gpkg", fuzz_seeds.frame())
    path = tmp_path / "b.gpkg"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{other}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    shared.refused(path)


def test_an_ifc_without_geometry(shared: Desk, tmp_path: Path) -> None:
    text = fuzz_models.ifc(tmp_path)["a.ifc"].decode()
    bare = "\n".join(line for line in text.splitlines() if not line.startswith(("#13=", "#21=")))
    path = tmp_path / "a.ifc"
    path.write_text(bare)
    shared.refused(path)
