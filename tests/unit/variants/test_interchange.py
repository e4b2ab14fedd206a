"""Edits that leave for QGIS and come back."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.errors import InputError, ProjectError
from jumeau.geometry.crs import reprojection
from jumeau.i18n import LANGUAGES, Translator
from jumeau.io.vectors.raw_rows import RawLayer, RawRow, raw_layers
from jumeau.model import changes as c
from jumeau.model.edits import Debate, Edit, own_element, tag_of
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model, ModelCard
from jumeau.model.project import new_project, replaced
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_variant
from jumeau.variants.edit_rows import Cells, edits_of, row_of
from jumeau.variants.edit_words import TAGS
from jumeau.variants.interchange import export_edits, import_edits, put_edits

X, Y = 667_000.0, 6_361_000.0
RING = ((X, Y), (X + 20.5, Y), (X + 20.5, Y + 10.1), (X, Y + 10.1))
HOLE = ((X + 4, Y + 4), (X + 4, Y + 6), (X + 6, Y + 6), (X + 6, Y + 4))
LINE = ((X + 1 / 3, Y), (X + 50, Y + 7.123456789), (X + 80, Y))
HOUSE = FeatureRef("bati", "BATIMENT0000000123", 7)
MODEL = Model(
    PayloadRef(PayloadKind.MODEL, "a" * 64, ".glb", 12), RING, 0.0, 9.5, 120, "2026-01-02"
)

EVERY = (
    c.AddBuilding(RING, 9.25, 3, c.RoofShape.GABLED, 2.5, c.BuildingKind.SCHOOL, 0, 560.5, (HOLE,)),
    c.AddBuilding(RING, 6.0),
    c.RemoveFeature(HOUSE),
    c.ChangeHeight(own_element("edit-1"), 12.0),
    c.AddStoreys(HOUSE, -1, 2.75),
    c.MoveFeature(HOUSE, 1.5, -2.25, 0.5, 33.0, 1.1),
    c.PlaceModel(MODEL, (X, Y), 12.5, 0.0254, False, 561.0, c.BuildingKind.HOUSING, 4, 1234.5, 18,
                 ModelCard("Atelier « A »", "© A", True, None, False, "2030-01-01"), (MODEL,)),
    c.PlantTrees(c.Planting.ONE, ((X, Y),), species="oak", planted=2030),
    c.PlantTrees(c.Planting.ROW, LINE, 6.5, "lime", 3.5),
    c.PlantTrees(c.Planting.AREA, RING, 9.0, seed=5),
    c.SetSurface(RING, c.SurfaceKind.PERMEABLE, (HOLE,), 0.4, None, 0.01),
    c.SetRoof(HOUSE, c.RoofCover.GREEN_INTENSIVE, 0.5, 0.3),
    c.AddBarrier(LINE, 3.5, 0.8, 0.25),
    c.SetRoad(LINE, None, c.RoadUse.SHARED, 5.5, 1, True, 20.0, c.RoadSurface.PAVING, 2.0,
              c.Traffic(120.0, 0.05), None, c.Traffic(10.0)),
    c.SetRoad((), FeatureRef("voies", "T1"), c.RoadUse.CLOSED),
    c.ShapeTerrain(RING, None, -1.5, 0.0),
    c.Demolish(RING, False, True),
)  # fmt: skip


@pytest.fixture
def project():
    """Return a project around the place, without any data read."""
    ref = PayloadRef(PayloadKind.TABLE, "b" * 64, ".parquet")
    layer = Layer("bati", Role.BUILDING, ref, bounds=(X - 500, Y - 500, X + 500, Y + 500))
    return replaced(new_project("A"), layers=(layer,))


def edits_of_every_kind():
    said = {"title": "L’école", "comment": "« à voir »;\nencore", "phase": "p1",
            "debate": Debate.FIXED, "reason": "sécurité"}  # fmt: skip
    first = Edit("edit-1", EVERY[0], on=False, **said)
    rest = (Edit(f"edit-{k}", change) for k, change in enumerate(EVERY[1:], 2))
    return (first, *rest)


def read(path, project, **options):
    return import_edits(path, project, layers=raw_layers(path), **options)


def rows(project, name, *given, crs="EPSG:2154", **options):
    """Read rows that were never in a file: shape and values."""
    layer = RawLayer(
        name, crs, tuple(RawRow(shapely.to_wkb(s) if s else None, v) for s, v in given)
    )
    return import_edits(Path("x.gpkg"), project, layers=(layer,), **options)


def test_every_kind_of_change_is_tried():
    assert {tag_of(x) for x in EVERY} == set(TAGS)


@pytest.mark.parametrize("suffix", [".gpkg", ".json"])
def test_what_leaves_comes_back_the_very_same(tmp_path, project, suffix):
    path = export_edits(edits_of_every_kind(), project, tmp_path / f"variante{suffix}")
    found = import_edits(path, project) if suffix == ".json" else read(path, project)
    assert found.edits == edits_of_every_kind()
    assert not found.bad
    assert not found.untold
    assert list(tmp_path.iterdir()) == [path]


def test_geojson_is_in_wgs84_and_comes_back_to_a_tenth_of_a_millimetre(tmp_path, project):
    path = export_edits(edits_of_every_kind(), project, tmp_path / "variante.geojson")
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    lon, lat = collection["features"][0]["geometry"]["coordinates"][0][0]
    assert (round(lon, 1), round(lat, 1)) == (2.6, 44.3)
    outline = shapely.LinearRing(collection["features"][0]["geometry"]["coordinates"][0])
    assert outline.is_ccw
    found = read(path, project)
    assert not found.bad
    for ours, theirs in zip(edits_of_every_kind(), found.edits, strict=True):
        a, b = (msgspec.json.encode(x).decode() for x in (ours, theirs))
        if tag_of(ours.change) in ("remove_feature", "change_height", "set_roof"):
            assert ours == theirs
        assert _without_numbers(a) == _without_numbers(b)
        assert np.allclose(_numbers(a), _numbers(b), rtol=0, atol=2e-4)


def _without_numbers(text):
    return re.sub(r"-?\d+\.\d+(e-?\d+)?", "#", text)


def _numbers(text):
    return np.array([float(x.group()) for x in re.finditer(r"-?\d+\.\d+(e-?\d+)?", text)])


def test_a_geopackage_has_a_layer_for_each_kind_of_geometry(tmp_path, project):
    path = export_edits(edits_of_every_kind(), project, tmp_path / "v.gpkg")
    with sqlite3.connect(path) as base:
        kinds = dict(
            base.execute("select table_name, geometry_type_name from gpkg_geometry_columns")
        )
        listed = {x for (x,) in base.execute("select table_name from gpkg_contents")}
        crs = {x for (x,) in base.execute("select srs_id from gpkg_geometry_columns")}
    base.close()
    assert kinds == {"edits_polygons": "POLYGON", "edits_lines": "LINESTRING",
                     "edits_points": "POINT"}  # fmt: skip
    assert listed == {*kinds, "edits_features"}
    assert crs == {2154}


def test_a_plain_layer_of_outlines_with_a_height_is_buildings(project):
    box = shapely.box(X, Y, X + 9, Y + 8)
    found = rows(project, "esquisse", (box, {"Hauteur": "12,5 m", "Étages": 4, "fid": 1}),
                 (box, {"Hauteur": 0, "Étages": "R+2", "usage": "Agricole"}),
                 (shapely.MultiPolygon([box, shapely.box(X + 50, Y, X + 60, Y + 9)]),
                  {"Hauteur": 6}))  # fmt: skip
    assert not found.bad
    assert [(x.change.height, x.change.storeys) for x in found.edits] == [
        (12.5, 4), (9.0, 3), (6.0, 0), (6.0, 0)]  # fmt: skip
    assert all(isinstance(x.change, c.AddBuilding) for x in found.edits)
    kinds = [x.change.kind.value for x in found.edits]
    assert kinds == ["housing", "other", "housing", "housing"]


def test_lines_without_a_tag_are_asked_for(project):
    line = shapely.LineString([(X, Y), (X + 30, Y)])
    found = rows(project, "tracé", (line, {"height": 3.0, "largeur": 6}), (line, {}))
    assert (found.edits, found.untold) == ((), (("lines", 2),))
    found = rows(project, "tracé", (line, {"Hauteur": 4}), usual={"lines": "add_barrier"})
    assert found.edits[0].change == c.AddBarrier(((X, Y), (X + 30, Y)), 4.0)
    found = rows(project, "Écrans antibruit", (line, {}), (line, {"edit": "Voie", "largeur": 5.5}))
    assert [type(x.change) for x in found.edits] == [c.AddBarrier, c.SetRoad]
    assert found.edits[1].change.width == 5.5


def test_a_drawing_without_an_order_demolishes_before_it_builds(project):
    box = shapely.box(X, Y, X + 9, Y + 8)
    house, gone = (box, {"hauteur": 6}), (box, {"edit": "démolition"})
    found = rows(project, "x", house, gone)
    assert [type(x.change) for x in found.edits] == [c.Demolish, c.AddBuilding]
    told = [(s, {**v, "ordre": k}) for k, (s, v) in enumerate((house, gone))]
    found = rows(project, "x", *told)
    assert [type(x.change) for x in found.edits] == [c.AddBuilding, c.Demolish]


def test_french_and_english_words_are_understood(project):
    box, place = shapely.box(X, Y, X + 9, Y + 8), shapely.Point(X, Y)
    found = rows(
        project, "x",
        (box, {"modification": "Sol", "revêtement": "Pavés perméables", "Débat": "fixé",
               "motif": "eau", "actif": "non"}),
        (place, {"action": "arbre", "essence": "Tilia cordata", "hauteur": 5, "année": "2031"}),
        (place, {"edit": "plant_trees", "espèce": "Gleditsia"}),
        (box, {"edit": "building", "height": 8, "usage": "Résidentiel", "toit": "4 pans",
               "nom": "Bâtiment A"}),
        (None, {"edit": "toiture", "cover": "toit clair", "couche": "bati", "cleabs": "B1"}),
        (None, {"edit": "demolir", "x": 1}),
    )  # fmt: skip
    ground, lime, tree, house, roof = found.edits
    assert ground.change.surface is c.SurfaceKind.PERMEABLE
    assert (ground.debate, ground.reason, ground.on) == (Debate.FIXED, "eau", False)
    assert (lime.change.species, lime.change.height, lime.change.planted) == ("lime", 5.0, 2031)
    assert tree.change.species == "broadleaf"
    assert (house.change.kind, house.change.roof) == (c.BuildingKind.HOUSING, c.RoofShape.HIPPED)
    assert house.title == "Bâtiment A"
    assert roof.change == c.SetRoof(FeatureRef("bati", "B1"), c.RoofCover.COOL)
    assert [(x.row, x.code) for x in found.bad] == [(6, "no_geometry")]


def test_a_shapefile_cuts_names_short(tmp_path, project):
    path = tmp_path / "sols.shp"
    values = {"edit": "sol", "surface": "grass", "permeabili": 0.5, "commentair": "à voir"}
    table = pa.table({n: [v] for n, v in values.items()})
    table = table.append_column("geom", pa.array([shapely.to_wkb(BOX)]))
    pyogrio.write_arrow(table, path, geometry_name="geom", geometry_type="Polygon",
                        crs="EPSG:2154", encoding="UTF-8")  # fmt: skip
    (edit,) = read(path, project).edits
    assert (edit.change.permeability, edit.comment) == (0.5, "à voir")


BOW = shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])
BOX = shapely.box(X, Y, X + 9, Y + 8)


@pytest.mark.parametrize(
    ("shape", "values", "code"),
    [
        (BOW, {"hauteur": 9}, "crossing"),
        (BOX, {"hauteur": 0}, "no_height"),
        (BOX, {"hauteur": -3.0}, "no_height"),
        (BOX, {"hauteur": "haute"}, "bad_value"),
        (BOX, {"edit": "fontaine"}, "unknown_tag"),
        (BOX, {"edit": "set_surface"}, "missing"),
        (BOX, {"edit": "set_surface", "surface": "lave"}, "bad_value"),
        (BOX, {"edit": "set_road"}, "wrong_geometry"),
        (shapely.Point(X, Y), {"edit": "building", "height": 3}, "wrong_geometry"),
        (None, {"edit": "building", "height": 3}, "no_geometry"),
        (None, {"edit": "set_road"}, "no_geometry"),
        (None, {"edit": "remove_feature"}, "no_feature"),
        (None, {"height": 3}, "nothing_told"),
        (shapely.Polygon([(X, Y), (X + 1, Y), (X + 2, Y)]), {"height": 3}, "crossing"),
        (shapely.box(X, Y, X + 0.01, Y + 0.01), {"height": 3}, "no_area"),
        (shapely.LineString([(X, Y), (X, Y)]), {"edit": "ecran"}, "no_length"),
        (shapely.box(X + 6e5, Y, X + 6e5 + 9, Y + 9), {"height": 3}, "far"),
        (shapely.box(X, Y, np.inf, Y + 9), {"height": 3}, "nowhere"),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_and_the_others_come_in(project, shape, values, code):
    found = rows(project, "x", (shape, values), (BOX, {"hauteur": 3}))
    assert [(x.row, x.code) for x in found.bad] == [(1, code)]
    assert len(found.edits) == 1


def test_bad_rows_have_words(project):
    found = rows(project, "x", (BOW, {"height": 1}), (BOX, {"edit": "a"}), (BOX, {"edit": "sol"}),
                 (BOX, {"edit": "sol", "surface": "b"}), (BOX, {"edit": "voie"}))  # fmt: skip
    for language in LANGUAGES:
        tr = Translator(language)
        for one in found.bad:
            assert len(tr(f"facts.bad.{one.code}", **dict(one.fields))) > 10


def test_a_geometry_that_cannot_be_read_is_one_bad_row(project):
    layer = RawLayer("x", "EPSG:2154", (RawRow(b"\1\2", {}), RawRow(shapely.to_wkb(BOX), {"h": 4})))
    found = import_edits(Path("x.gpkg"), project, layers=(layer,))
    assert [x.code for x in found.bad] == ["broken"]
    assert len(found.edits) == 1


def test_the_crs_counts(project):
    way = reprojection("EPSG:2154", "EPSG:3857", project.bounds)
    shape = shapely.transform(BOX, way)
    found = rows(project, "x", (shape, {"height": 3}), crs="EPSG:3857")
    assert np.allclose(
        found.edits[0].change.footprint, shapely.get_coordinates(BOX)[:-1], atol=1e-3
    )
    assert rows(project, "x", (BOX, {"height": 3}), crs="").edits
    with pytest.raises(InputError, match=r"crs\.unstated"):
        rows(project, "x", (shape, {"height": 3}), crs="")


def test_nothing_half_written(tmp_path, project, monkeypatch):
    path = tmp_path / "v.gpkg"
    path.write_bytes(b"before")

    def fail(*args, **kwargs):
        raise OSError(28, "full")

    monkeypatch.setattr("pyogrio.write_arrow", fail)
    with pytest.raises(ProjectError, match="disk_full"):
        export_edits(edits_of_every_kind(), project, path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(InputError, match=r"interchange\.suffix"):
        export_edits((), project, tmp_path / "v.dwg")


@pytest.mark.parametrize("text", ["[1]", '{"edits": 3}', "{", '[{"id": "a", "change": {}}]'])
def test_a_json_that_holds_no_edits_is_refused(tmp_path, project, text):
    path = tmp_path / "v.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"interchange\.not_edits"):
        import_edits(path, project)


def test_files_are_read_in_a_process_of_their_own(tmp_path, project):
    path = export_edits(edits_of_every_kind(), project, tmp_path / "v.gpkg")
    assert import_edits(path, project).edits == edits_of_every_kind()
    broken = tmp_path / "b.gpkg"
    broken.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(InputError):
        import_edits(broken, project)


def test_edits_replace_those_of_their_id_and_others_come_after(project):
    project = add_variant(project, new_variant(project, "A"))
    project = add_variant(project, new_variant(project, "B"))
    first, second = (Edit(f"edit-{k}", c.AddBuilding(RING, 3.0 * k)) for k in (1, 2))
    project = add_edits(project, "variant-1", first, second)
    taller = msgspec.structs.replace(first, change=c.AddBuilding(RING, 30.0))
    same, added, changed = put_edits(project, "variant-1", (first, second))
    assert same is project
    grown, added, changed = put_edits(
        project, "variant-1", (second, taller, Edit("", second.change))
    )
    assert [x.id for x in grown.variants[0].edits] == ["edit-1", "edit-2", "edit-3"]
    assert grown.variants[0].edits[0] == taller
    assert (added, changed) == (("edit-3",), ("edit-1",))
    # In another variant the ids are taken: what names the new building follows it.
    on_it = Edit("edit-2", c.ChangeHeight(own_element("edit-1"), 9.0))
    grown, added, changed = put_edits(project, "variant-2", (first, on_it))
    assert added == ("edit-3", "edit-4")
    assert grown.variants[1].edits[1].change.feature == own_element("edit-3")


def test_what_nobody_drew_by_hand_is_refused(tmp_path, project, monkeypatch):
    path = export_edits(edits_of_every_kind(), project, tmp_path / "v.gpkg")
    monkeypatch.setattr("jumeau.io.vectors.raw_rows.MOST_ROWS", 5)
    with pytest.raises(InputError, match=r"interchange\.too_many"):
        read(path, project)


def test_many_edits_come_in_at_once(project):
    project = add_variant(project, new_variant(project, "A"))
    many = tuple(Edit("", c.AddBuilding(RING, 3.0)) for _ in range(20_000))
    started = time.process_time()
    grown, added, _ = put_edits(project, "variant-1", many)
    assert len(set(added)) == 20_000
    assert time.process_time() - started < 2.0  # the window waits for it
    assert [x.id for x in grown.variants[0].edits][-1] == "edit-20000"


# -- any edit --------------------------------------------------------------------------------------

numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 3) + 0.0)
tall = st.floats(0.1, 500.0)
coordinates = st.tuples(st.floats(6e5, 7e5), st.floats(6.2e6, 6.8e6))
lines = st.lists(coordinates, min_size=2, max_size=5, unique=True).map(tuple)
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
features = st.builds(FeatureRef, words, words, st.integers(-1, 10**6))


@st.composite
def rings(draw):
    x, y = draw(coordinates)
    w, d = draw(st.floats(1.0, 500.0)), draw(st.floats(1.0, 500.0))
    ring = ((x, y), (x + w, y), (x + w, y + d), (x, y + d))
    return ring if draw(st.booleans()) else ring[::-1]


changes = st.one_of(
    st.builds(c.AddBuilding, rings(), tall, st.integers(0, 60), st.sampled_from(c.RoofShape),
              tall, st.sampled_from(c.BuildingKind), st.integers(-1, 500), st.none() | numbers),
    st.builds(c.RemoveFeature, features),
    st.builds(c.ChangeHeight, features, tall),
    st.builds(c.AddStoreys, features, st.integers(-5, 9), tall),
    st.builds(c.MoveFeature, features, numbers, numbers, numbers, numbers, tall),
    st.builds(c.PlantTrees, st.just(c.Planting.ROW), lines, tall, st.sampled_from(["oak", "lime"]),
              tall, st.integers(0, 2100), st.integers(0, 10**6)),
    st.builds(c.SetSurface, rings(), st.sampled_from(c.SurfaceKind), st.just(()),
              st.none() | tall, st.none() | tall, st.none() | tall),
    st.builds(c.SetRoof, features, st.sampled_from(c.RoofCover), tall, st.none() | tall),
    st.builds(c.AddBarrier, lines, tall, tall, tall),
    st.builds(c.SetRoad, lines, st.none() | features, st.sampled_from(c.RoadUse),
              st.none() | tall, st.none() | st.integers(1, 8), st.none() | st.booleans(),
              day=st.none() | st.builds(c.Traffic, tall, tall)),
    st.builds(c.ShapeTerrain, rings(), st.none() | numbers, numbers, tall),
    st.builds(c.Demolish, rings(), st.booleans(), st.booleans()),
)  # fmt: skip
every = st.builds(
    Edit, st.integers(1, 99).map(lambda k: f"edit-{k}"), changes, words, st.booleans(), words,
    words, st.sampled_from(Debate), words,
)  # fmt: skip


@settings(max_examples=300)
@given(every)
def test_any_edit_is_the_same_after_it_was_a_row(edit):
    row = row_of(edit)
    assert edits_of(tag_of(edit.change), row.geometry, Cells(row.values)) == [edit]
