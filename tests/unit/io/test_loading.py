"""Reading features into a project: what is recognised, what is mended, what is said."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import io_samples as samples
import numpy as np
import pytest
import shapely

from jumeau.errors import Cancelled, InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.io import canonical, reading
from jumeau.io.loading import CrsNeeded, grow, load
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


def counts(layer: Layer, name: str = "left_out") -> dict[str, int]:
    return {item.reason: item.count for item in getattr(layer, name)}


def geojson(path: Path, features: list[object], crs: str = "EPSG::2154") -> Path:
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}
    content = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*ring: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(p) for p in ring]]}


def test_a_geopackage_of_bd_topo_is_recognised(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.delivery(tmp_path)
    before = samples.fingerprint(tmp_path)

    loaded = load([path], new_project("x"), store)

    roles = {layer.id: layer.role for layer in loaded.layers}
    assert roles["batiment"] is Role.BUILDING
    assert roles["troncon_de_route"] is Role.ROAD
    assert roles["commune"] is Role.COMMUNE
    layer = next(x for x in loaded.layers if x.id == "batiment")
    assert layer.key_field == "cleabs"
    assert dict(layer.columns)["ground_altitude_min"] == "altitude_minimale_sol"
    assert layer.provenance.short == "IGN – BD TOPO® 2025"
    assert layer.provenance.edition == "2025-06-15"
    assert layer.certainty is Certainty.COMPUTED
    assert canonical.column(store, layer, "nature").tolist() == ["Indifférenciée"] * 5
    assert canonical.column(store, layer, "height").tolist() == [6.5] * 5
    assert canonical.column(store, layer, "light").tolist() == [False] * 5
    assert canonical.column(store, layer, "name") is None
    assert len(canonical.polygons(store, layer)) == 5
    assert samples.fingerprint(tmp_path) == before


def test_ten_letter_fields_are_recognised_too(tmp_path: Path, store: MemoryStore) -> None:
    rows = [{"ID": "BATIMENT1", "NATURE": "Eglise", "USAGE1": "Religieux", "DATE_MAJ": "2024-01-02",
             "NB_ETAGES": 1, "HAUTEUR": 12.0, "Z_MIN_SOL": 500.0, "LEGER": "Oui"}]  # fmt: skip
    path = samples.write(tmp_path / "renamed.shp", samples.frame(rows, [samples.square(0, 0)]))

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.role is Role.BUILDING
    assert layer.provenance.edition == "2024-01-02"
    assert canonical.column(store, layer, "light").tolist() == [True]


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
def test_letters_survive_without_a_cpg(tmp_path: Path, store: MemoryStore, encoding: str) -> None:
    rows = [{"nature": "Indifférenciée", "nom": "Œuvre à Noël" if encoding == "UTF-8" else "Noël"}]
    path = samples.write(
        tmp_path / "a.shp", samples.frame(rows, [samples.square(0, 0)]), encoding=encoding
    )
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[29] = 0  # no language driver either
    table.write_bytes(content)

    (layer,) = load([path], new_project("x"), store).layers

    row = store.table(layer.payload).to_pylist()[0]
    assert row["nature"] == "Indifférenciée"
    assert row["nom"] == rows[0]["nom"]


def test_a_missing_index_is_made_again_elsewhere(tmp_path: Path, store: MemoryStore) -> None:
    shapes = [samples.square(20 * i, 0) for i in range(7)]
    path = samples.write(tmp_path / "a.shp", samples.frame([{"n": i} for i in range(7)], shapes))
    path.with_suffix(".shx").unlink()
    before = samples.fingerprint(tmp_path)

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.count == 7
    assert counts(layer, "repaired") == {"rebuilt_index": 1}
    assert store.table(layer.payload).column("n").to_pylist() == list(range(7))
    assert samples.fingerprint(tmp_path) == before


def test_without_attributes_the_shapes_are_loaded(tmp_path: Path, store: MemoryStore) -> None:
    line = shapely.LineString([(samples.X, samples.Y), (samples.X + 50, samples.Y)])
    path = samples.write(
        tmp_path / "TRONCON_DE_ROUTE.shp", samples.frame([samples.road(1)], [line])
    )
    path.with_suffix(".dbf").unlink()

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.role is Role.ROAD
    assert layer.count == 1
    assert counts(layer) == {"no_attributes": 1}


def test_a_cut_shapefile_is_an_error_and_the_others_load(
    tmp_path: Path, store: MemoryStore
) -> None:
    good = samples.write(tmp_path / "good.shp", samples.frame([{"n": 1}], [samples.square(0, 0)]))
    bad = samples.write(tmp_path / "bad.shp", samples.frame([{"n": 1}], [samples.square(0, 0)]))
    bad.write_bytes(bad.read_bytes()[:150])
    bad.with_suffix(".shx").unlink()

    loaded = load([bad, good], new_project("x"), store)

    assert [layer.id for layer in loaded.layers] == ["good"]
    assert [(p.source, p.code) for p in loaded.problems] == [("bad.shp", "shapefile.damaged")]


def test_broken_shapes_are_mended_or_counted(tmp_path: Path, store: MemoryStore) -> None:
    x, y = samples.X, samples.Y
    path = geojson(
        tmp_path / "a.geojson",
        [
            feature(polygon((x, y), (x + 9, y), (x + 9, y + 9), (x, y)), id="good"),
            feature(polygon((x, y), (x + 9, y + 9), (x + 9, y), (x, y + 9), (x, y)), id="bow"),
            feature(polygon((x, y), (x + 9, y), (x + 9, y + 9)), id="open"),
            feature(polygon((x, y), (x + 9, y), (x + 4, y), (x, y)), id="flat"),
            feature(None, id="null"),
            feature({"type": "Polygon", "coordinates": []}, id="empty"),
            feature(polygon((x, y), (math.nan, y), (x + 9, y + 9), (x, y)), id="nan"),
        ],
    )

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.count == 3
    assert counts(layer, "repaired") == {"open_ring": 1, "self_crossing": 1}
    assert counts(layer) == {
        "null_geometry": 1, "empty_geometry": 1, "not_finite": 1, "degenerate": 1,
    }  # fmt: skip
    kept = shapely.from_wkb(store.table(layer.payload).column("geometry").to_pylist())
    assert shapely.is_valid(kept).all()
    polygons = canonical.polygons(store, layer)
    assert len(polygons) == 3


def test_families_are_kept_apart(tmp_path: Path, store: MemoryStore) -> None:
    x, y = samples.X, samples.Y
    path = geojson(
        tmp_path / "mixed.geojson",
        [
            feature({"type": "Point", "coordinates": [x, y]}),
            feature({"type": "Point", "coordinates": [x + 1, y]}),
            feature({"type": "LineString", "coordinates": [[x, y], [x + 5, y]]}),
        ],
    )

    layers = load([path], new_project("x"), store).layers

    assert [(x.id, x.role, x.count) for x in layers] == [
        ("mixed", Role.POINTS, 2),
        ("mixed_lines", Role.LINES, 1),
    ]


def test_unknown_heights_are_counted_and_the_buildings_kept(
    tmp_path: Path, store: MemoryStore
) -> None:
    rows = [
        samples.building(1),
        samples.building(2, hauteur=None),
        samples.building(3, hauteur=0.0),
        samples.building(4, altitude_minimale_sol=-1000.0),
    ]
    shapes = [samples.square(20 * i, 0) for i in range(4)]
    path = samples.write(tmp_path / "a.gpkg", samples.frame(rows, shapes), "batiment")

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.count == 4
    gaps = {"height_missing": 1, "height_zero": 1, "altitude_missing": 1}
    assert counts(layer, "repaired") == gaps
    assert layer.repaired[0].examples == ("BATIMENT0000000000000002",)
    height = canonical.column(store, layer, "height")
    assert np.isnan(height).tolist() == [False, True, False, False]


def test_mostly_estimated_heights_are_uncertain(tmp_path: Path, store: MemoryStore) -> None:
    rows = [samples.building(i, hauteur=None) for i in range(3)] + [samples.building(9)]
    shapes = [samples.square(20 * i, 0) for i in range(4)]
    path = samples.write(tmp_path / "a.gpkg", samples.frame(rows, shapes), "batiment")

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.certainty is Certainty.UNCERTAIN


def test_invented_data_are_an_illustration(tmp_path: Path, store: MemoryStore) -> None:
    rows = [samples.building(1, sources="Donnée inventée – démonstration")]
    path = samples.write(
        tmp_path / "a.gpkg", samples.frame(rows, [samples.square(0, 0)]), "batiment"
    )
    samples.write(
        path, samples.frame([samples.commune("Ici", "99901")], [samples.square(0, 0)]), "commune"
    )

    layers = load([path], new_project("x"), store).layers

    assert all(x.provenance.invented for x in layers)
    assert all(x.certainty is Certainty.ILLUSTRATION for x in layers)
    assert all("IGN" not in x.provenance.producer for x in layers)


def test_a_file_without_crs_asks(tmp_path: Path, store: MemoryStore) -> None:
    data = samples.frame([{"n": 1}], [samples.square(0, 0)], crs=None)
    path = samples.write(tmp_path / "a.shp", data)
    project = new_project("x")

    with pytest.raises(CrsNeeded) as asked:
        load([path], project, store)

    assert asked.value.code == "crs.needed"
    assert asked.value.files == ("a.shp",)
    assert asked.value.candidates[0].code == "EPSG:2154"
    assert asked.value.candidates[0].reason == "france"
    (layer,) = load([path], project, store, crs="EPSG:2154").layers
    assert ("crs_from", "user") in layer.provenance.parameters
    assert layer.bounds == pytest.approx((samples.X, samples.Y, samples.X + 10, samples.Y + 10))


def test_geojson_in_metres_is_not_taken_for_degrees(tmp_path: Path, store: MemoryStore) -> None:
    point = {"type": "Point", "coordinates": [samples.X, samples.Y]}
    path = geojson(tmp_path / "a.geojson", [feature(point)], crs="")

    with pytest.raises(CrsNeeded):
        load([path], new_project("x"), store)


def test_the_likely_crs_is_that_of_a_file_beside(tmp_path: Path, store: MemoryStore) -> None:
    place = shapely.box(147_000, 6_398_000, 147_010, 6_398_010)
    samples.write(tmp_path / "said.gpkg", samples.frame([{"n": 1}], [place], "EPSG:3007"))
    samples.write(tmp_path / "unsaid.shp", samples.frame([{"n": 1}], [place], None))

    with pytest.raises(CrsNeeded) as asked:
        load([tmp_path], new_project("x"), store)

    assert asked.value.candidates[0].code == "EPSG:3007"
    assert asked.value.candidates[0].reason == "beside"


def test_degrees_become_lambert_93(tmp_path: Path, store: MemoryStore) -> None:
    point = {"type": "Point", "coordinates": [3.0, 46.5, 500.0]}
    path = geojson(tmp_path / "a.geojson", [feature(point)], crs="")

    loaded = load([path], new_project("x"), store)

    (layer,) = loaded.layers
    assert loaded.crs == "EPSG:2154"
    points = canonical.points(store, layer)
    origin = (700_000.0, 6_600_000.0)  # of the projection, by its definition
    assert points.xy[0] == pytest.approx(origin, abs=0.01)
    assert points.z is not None
    assert points.z[0] == 500.0
    (way,) = layer.provenance.transformations
    assert way.done
    assert way.accuracy is not None
    assert way.accuracy <= 2.0


@pytest.mark.parametrize(
    ("crs", "place", "taken"),
    [
        ("EPSG:3007", (147_000, 6_398_000), "EPSG:3007"),  # Göteborg, metric
        ("EPSG:4326", (4.36, 52.01), "EPSG:32631"),  # Delft, degrees
        ("EPSG:4326", (55.45, -20.9), "EPSG:2975"),  # La Réunion
        ("EPSG:3945", (1_400_000, 4_180_000), "EPSG:2154"),  # CC45
        ("EPSG:27572", (600_000, 2_420_000), "EPSG:2154"),  # NTF, Lambert II étendu
    ],
)
def test_a_new_project_takes_the_crs_of_the_place(
    tmp_path: Path, store: MemoryStore, crs: str, place: tuple[float, float], taken: str
) -> None:
    path = samples.write(
        tmp_path / "a.gpkg", samples.frame([{"n": 1}], [shapely.Point(place)], crs)
    )

    loaded = load([path], new_project("x"), store)

    assert loaded.crs == taken
    project = grow(new_project("x"), loaded)
    assert project.crs == taken
    assert bool(loaded.vertical) == (taken in ("EPSG:2154", "EPSG:2975"))


def test_bounds_are_honoured_in_the_projects_crs(tmp_path: Path, store: MemoryStore) -> None:
    shapes = [samples.square(100 * i, 0) for i in range(10)]
    data = samples.frame([{"n": i} for i in range(10)], shapes).to_crs("EPSG:4326")
    path = samples.write(tmp_path / "a.gpkg", data)
    x, y = samples.X, samples.Y

    (layer,) = load([path], new_project("x"), store, bounds=(x, y, x + 250, y + 50)).layers

    assert layer.count == 3


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.gpkg", b"<html>404</html>", "file.other_content"),
        ("a.gpkg", b"no database", "geopackage.not_one"),
        ("a.shp", b"nothing like it", "shapefile.not_one"),
        ("a.geojson", b"<html>404</html>", "file.other_content"),
        ("a.geojson", b"not json", "geojson.not_one"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "vector.unreadable"),
        ("a.geojson", b"", "file.empty"),
        ("a.docx", b"PK", "file.unknown_format"),
        ("a.geojson.gz", b"\x1f\x8bbroken", "vector.unreadable"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "vector.empty_layer"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(100), "vector.unreadable"),
    ],
)
def test_bad_files_say_what_is_wrong(
    tmp_path: Path, store: MemoryStore, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    project = new_project("x")

    with pytest.raises(InputError) as error:
        load([path], project, store)

    assert error.value.code == code
    assert project.layers == ()
    for language in ("fr", "en"):
        said = phrase_error(error.value, Translator(language))
        assert set(said) >= {"what", "remedy"}
        assert "{" not in "".join(said.values())


def test_a_file_that_is_not_there(tmp_path: Path, store: MemoryStore) -> None:
    with pytest.raises(InputError) as error:
        load([tmp_path / "none.gpkg"], new_project("x"), store)
    assert error.value.code == "file.not_found"


def test_an_empty_folder(tmp_path: Path, store: MemoryStore) -> None:
    with pytest.raises(InputError) as error:
        load([tmp_path], new_project("x"), store)
    assert error.value.code == "folder.nothing"


def test_the_user_may_stop(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.delivery(tmp_path)

    def stop(fraction: float, step: str = "") -> None:
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        load([path], new_project("x"), store, progress=stop)


def test_progress_only_grows(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.delivery(tmp_path)
    seen: list[float] = []

    load([path], new_project("x"), store, progress=lambda f, step="": seen.append(f))

    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_describe_gives_facts_at_a_glance(tmp_path: Path) -> None:
    path = samples.delivery(tmp_path)

    layers = {facts.layer: facts for facts in reading.describe(path)}

    facts = layers["batiment"]
    assert (facts.role, facts.count, facts.crs) == (Role.BUILDING, 5, "EPSG:2154")
    assert dict(facts.fields)["hauteur"] == "float64"
    assert facts.geometry.startswith("Polygon")
    assert facts.bounds is not None


def test_a_geopackage_in_write_ahead_mode_gets_no_neighbours(
    tmp_path: Path, store: MemoryStore
) -> None:
    import sqlite3

    path = samples.write(
        tmp_path / "a.gpkg", samples.frame([{"n": 1}], [samples.square(0, 0)]), "couche"
    )
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode=WAL")
    base.close()
    shutil.copy(path, tmp_path / "b.gpkg")
    before = samples.fingerprint(tmp_path)

    load([path], new_project("x"), store)

    assert samples.fingerprint(tmp_path) == before
