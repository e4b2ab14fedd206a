"""The formats of features besides the usual ones, and coordinates that cannot be true."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import io_samples as samples
import numpy as np
import pyarrow as pa
import pytest
import shapely

from jumeau.errors import InputError
from jumeau.io import canonical, reading
from jumeau.io.loading import CrsNeeded, load
from jumeau.io.reading import Draft
from jumeau.io.store import MemoryStore
from jumeau.io.vectors import axes
from jumeau.io.vectors.signatures import content_of
from jumeau.model.layer import Layer
from jumeau.model.project import new_project
from jumeau.model.roles import Role


def counts(layer: Layer | Draft, name: str = "left_out") -> dict[str, int]:
    return {item.reason: item.count for item in getattr(layer, name)}


def geojson(path: Path, places: list[list[float]], crs: str = "") -> Path:
    features = [
        {"type": "Feature", "properties": {"n": n},
         "geometry": {"type": "Point", "coordinates": place}}
        for n, place in enumerate(places)
    ]  # fmt: skip
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def only(path: Path) -> Draft:
    (draft,) = reading.read(path)
    assert isinstance(draft, Draft)
    return draft


def rows(draft: Draft) -> int:
    assert isinstance(draft.content, pa.Table)
    return draft.content.num_rows


@pytest.mark.parametrize(("suffix", "driver"), [(".fgb", "FlatGeobuf"), (".kml", "LIBKML")])
def test_flatgeobuf_and_kml(tmp_path: Path, store: MemoryStore, suffix: str, driver: str) -> None:
    data = samples.frame([{"nom": "Préau"}], [samples.square(0, 0)])
    wanted = data if driver == "FlatGeobuf" else data.to_crs("EPSG:4326")
    path = samples.write(tmp_path / f"a{suffix}", wanted, driver=driver)

    found = load([path], new_project("x"), store)

    (layer,) = found.layers
    assert found.crs == "EPSG:2154"
    polygons = canonical.polygons(store, layer)
    assert polygons.xy.mean(axis=0) == pytest.approx(np.array([samples.X, samples.Y]) + 5, abs=2.1)
    assert [n.name for n in layer.provenance.sources] == [f"a{suffix}"]


def test_only_the_named_drivers_are_there() -> None:
    code = (
        "import jumeau.io.vectors.reader, pyogrio\n"
        "from jumeau.io.vectors.drivers import ALLOWED\n"
        "print(sorted(set(pyogrio.list_drivers()) - ALLOWED))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector convert x y"}',
        '{"type": "FeatureCollection", "features": [], "links": [{"href": "http://localhost/"}]}',
        '{"conformsTo": ["x"], "links": [{"rel": "data", "href": "http://localhost/"}]}',
        '{"type": "Topology", "objects": {}}',
    ],
)
def test_other_things_written_as_json_are_not_followed(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError) as error:
        list(reading.read(path))

    assert error.value.code in ("vector.unreadable", "vector.empty_layer", "vector.no_layer")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.shp", b"PK\x03\x04" + bytes(200), "file.other_content"),
        ("a.fgb", b"SQLite format 3\0" + bytes(100), "file.other_content"),
        ("a.fgb", b"nothing known", "vector.not_one"),
        ("a.kml", b"{}", "file.other_content"),
        ("a.kml", b"<?xml version='1.0'?><gpx/>", "vector.not_one"),
        ("a.geojson", b"%PDF-1.7", "file.other_content"),
        ("a.fgb", b"fgb\x03fgb\x00" + bytes(50), "vector.no_layer"),
        ("a.kml", b"<kml><Document><Placemark>", "vector.unreadable"),
    ],
)
def test_bad_files_say_what_they_are(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputError) as error:
        list(reading.read(path))

    assert error.value.code == code


def test_a_byte_order_mark_before_json(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [[2.5, 44.3]])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert only(path).bounds == (2.5, 44.3, 2.5, 44.3)


def test_impossible_coordinates_are_left_out(tmp_path: Path, store: MemoryStore) -> None:
    places = [[660_000.0, 6_360_000.0], [1e30, 6_360_000.0], [660_010.0, 6_360_010.0]]
    path = geojson(tmp_path / "a.geojson", places, "urn:ogc:def:crs:EPSG::2154")

    (layer,) = load([path], new_project("x"), store).layers

    assert counts(layer) == {"impossible_coordinates": 1}
    assert layer.bounds == (660_000.0, 6_360_000.0, 660_010.0, 6_360_010.0)


def test_degrees_among_metres_are_split_off(tmp_path: Path, store: MemoryStore) -> None:
    places = [[660_000.0, 6_360_000.0], [660_010.0, 6_360_010.0], [2.5, 44.3]]
    path = geojson(tmp_path / "a.geojson", places, "urn:ogc:def:crs:EPSG::2154")

    (layer,) = load([path], new_project("x"), store).layers

    assert counts(layer) == {"other_crs": 1}
    assert layer.count == 2


def test_mixed_metres_declared_as_degrees_ask_for_the_metres(
    tmp_path: Path, store: MemoryStore
) -> None:
    places = [[660_000.0, 6_360_000.0], [660_010.0, 6_360_010.0], [2.5, 44.3]]
    path = geojson(tmp_path / "a.geojson", places)

    with pytest.raises(CrsNeeded) as question:
        load([path], new_project("x"), store)
    assert question.value.candidates[0].code == "EPSG:2154"

    (layer,) = load([path], new_project("x"), store, crs="EPSG:2154").layers
    assert (layer.count, counts(layer)) == (2, {"other_crs": 1})


def test_a_local_system_is_not_split(tmp_path: Path) -> None:
    places = [[float(n), float(n)] for n in range(0, 30_000, 100)]
    path = geojson(tmp_path / "a.geojson", places, "urn:ogc:def:crs:EPSG::2154")

    draft = only(path)

    assert (rows(draft), draft.left_out) == (len(places), ())


def test_latitude_before_longitude_is_put_right_and_said(
    tmp_path: Path, store: MemoryStore
) -> None:
    path = geojson(tmp_path / "a.geojson", [[44.35, 2.57, 500.0], [44.36, 2.58, 510.0]])

    found = load([path], new_project("x"), store)

    (layer,) = found.layers
    assert found.crs == "EPSG:2154"
    assert counts(layer, "repaired") == {"swapped_axes": 2}
    points = canonical.points(store, layer)
    assert points.z is not None
    assert points.z.tolist() == [500.0, 510.0]
    assert 6_000_000 < points.xy[0, 1] < 7_200_000


def test_elsewhere_nothing_is_swapped() -> None:
    assert axes.swapped((44.3, 2.5, 44.4, 2.6))
    assert not axes.swapped((2.5, 44.3, 2.6, 44.4))
    assert not axes.swapped((13.3, 52.4, 13.5, 52.6))  # Berlin
    assert not axes.swapped((-180.0, -90.0, 180.0, 90.0))
    assert axes.swapped((-21.2, 55.4, -21.1, 55.5))  # Réunion


def test_the_minority_is_of_another_crs() -> None:
    metres, degrees = [7e5, 6e6, 7e5 + 1, 6e6 + 1], [2.0, 44.0, 2.1, 44.1]

    assert axes.of_another_crs(np.array([metres, degrees, degrees])).tolist() == [
        True,
        False,
        False,
    ]
    assert not axes.of_another_crs(np.array([metres, metres])).any()
    assert axes.huge(np.array([metres, [0, 0, 1e9, 0]])).tolist() == [False, True]


def test_polygons_keep_the_fast_way_where_nothing_is_strange(tmp_path: Path) -> None:
    data = samples.frame(
        [{"n": n} for n in range(3)], [samples.square(20 * n, 0) for n in range(3)]
    )
    far = samples.frame([{"n": 3}], [shapely.box(2.0, 44.0, 2.1, 44.1)])
    path = samples.write(tmp_path / "a.gpkg", data)
    strange = samples.write(
        tmp_path / "b.gpkg", samples.frame(
            [{"n": n} for n in range(4)], [*data.geometry, *far.geometry]
        )
    )  # fmt: skip

    assert (rows(only(path)), only(path).left_out) == (3, ())
    assert (rows(only(strange)), counts(only(strange))) == (3, {"other_crs": 1})


def test_a_packed_geopackage(tmp_path: Path) -> None:
    path = samples.write(tmp_path / "a.gpkg", samples.frame([{"n": 1}], [samples.square(0, 0)]))
    packed = tmp_path / "b.gpkg.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    before = samples.fingerprint(tmp_path)

    draft = only(packed)

    assert (rows(draft), draft.role) == (1, Role.POLYGONS)
    assert samples.fingerprint(tmp_path) == before


def test_contents_are_recognised() -> None:
    assert content_of(b"\xef\xbb\xbf <!DOCTYPE html>") == "HTML"
    assert content_of(b'\n{"a": 1}') == "JSON"
    assert content_of(b"anything else") == ""


def test_what_a_damaged_file_does_not_give_is_counted(tmp_path: Path) -> None:
    data = samples.frame(
        [{"n": n} for n in range(20_000)], [samples.square(20 * n, 0) for n in range(20_000)]
    )
    for name in ("a.gpkg", "a.shp"):
        samples.write(tmp_path / name, data)
    content = bytearray((tmp_path / "a.gpkg").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 5000] = b"\xff" * 5000
    (tmp_path / "a.gpkg").write_bytes(content)
    table = tmp_path / "a.dbf"
    table.write_bytes(table.read_bytes()[: table.stat().st_size // 2])

    for name in ("a.gpkg", "a.shp"):
        draft = only(tmp_path / name)
        assert rows(draft) + counts(draft)["unreadable_records"] == 20_000
