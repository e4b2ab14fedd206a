"""The commands that tell the sun of a place: known answers beside a long building."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create
from jumeau.model.changes import RemoveFeature
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.project import add_layers, new_project, replaced
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.variant import Variant

X, Y = 652_000.0, 6_862_000.0
HIGH = 12.0


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Save a project with a building 120 m long, 12 m high, and a variant without it."""
    path = tmp_path_factory.mktemp("rue") / "rue.jumeau"
    opened = create(None, new_project("Rue"))
    try:
        shapes = [shapely.box(X, Y, X + 120, Y + 10), shapely.box(X + 200, Y, X + 210, Y + 10)]
        parcels = [shapely.box(X + 50, Y + 12, X + 70, Y + 22)]
        ground = [40.0] * 2
        houses = pa.table(
            {
                "geometry": list(shapely.to_wkb(shapes)),
                "cleabs": ["LONG", "LOIN"],
                "height": [HIGH] * 2,
                "ground_altitude_min": ground,
            }
        )
        plots = pa.table({"geometry": list(shapely.to_wkb(parcels)), "id": ["P1"]})
        card = Provenance(producer="IGN", product="BD TOPO®", edition="2025-06-15")
        store = opened.store
        layers = (
            Layer(
                "maisons", Role.BUILDING, store.add_table(houses, "EPSG:2154"), count=2,
                bounds=(X - 50, Y - 50, X + 250, Y + 100), key_field="cleabs", provenance=card,
                columns=(("height", "height"), ("ground_altitude_min", "ground_altitude_min")),
            ),
            Layer(
                "parcelles", Role.PARCEL, store.add_table(plots, "EPSG:2154"), count=1,
                bounds=(X, Y, X + 100, Y + 50), key_field="id", provenance=card,
            ),
        )  # fmt: skip
        grown = add_layers(opened.session.project, layers)
        gone = Edit("e1", RemoveFeature(FeatureRef("maisons", "LONG", 0)))
        grown = replaced(grown, variants=(Variant("sans", "Sans la barre", edits=(gone,)),))
        opened.session.commit("add", grown)
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def asked(capsys, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_parcel_before_and_after(project, capsys, tmp_path):
    table = tmp_path / "parcelle.csv"
    told = asked(
        capsys, "sun", "place", str(project), "--feature", "parcelles:P1", "--variant", "sans",
        "--against", "today", "--date", "2026-12-21", "--step", "10", "--csv", str(table),
    )  # fmt: skip
    before, after = told["days"]
    assert (before["variant"], after["variant"]) == ("", "sans")
    # At 49 degrees north the December sun stands 17.5 degrees high at noon: 12 m shade 38 m.
    assert before["hours_mean"] < 0.5
    assert after["hours_mean"] > 7.0
    assert after["area_m2"] == pytest.approx(200.0, abs=1.0)
    assert after["hourly"]["12:00"] == 1.0
    assert before["hourly"]["12:00"] == 0.0
    text = table.read_text("utf-8-sig")
    assert "Sans la barre" in text
    assert "2026-12-21;12" in text


def test_a_wall_and_a_window_of_it(project, capsys):
    south = f"{X + 60},{Y},{46}"
    told = asked(capsys, "sun", "place", str(project), "--facade", south, "--date", "march")
    assert told["kind"] == "facade"
    assert told["days"][0]["area_m2"] == pytest.approx(120 * HIGH, rel=0.06)
    assert told["days"][0]["hours_mean"] > 9.0
    north = f"{X + 60},{Y + 10},{46}"
    told = asked(capsys, "sun", "place", str(project), "--window", north, "--date", "2026-02-10")
    assert told["days"][0]["hours_mean"] == 0.0
    assert [x["reference"] for x in told["days"][0]["rules"]] == [1.5, 3.0, 4.0]


def test_a_wall_that_a_variant_has_not(project, capsys):
    south = f"{X + 60},{Y},{46}"
    told = asked(
        capsys, "sun", "place", str(project), "--facade", south, "--date", "march",
        "--against", "today", "--variant", "sans",
    )  # fmt: skip
    today, without = told["days"]
    assert today["hours_mean"] > 9.0
    assert "hours_mean" not in without
    assert "n’existe pas" in without["said"]


def test_a_polygon_of_a_file(project, capsys, tmp_path):
    import pyogrio

    shape = tmp_path / "cour.gpkg"
    ring = shapely.box(X + 50, Y + 12, X + 70, Y + 22)
    pyogrio.write_arrow(
        pa.table({"geometry": [shapely.to_wkb(ring)]}), shape, driver="GPKG",
        geometry_name="geometry", geometry_type="Polygon", crs="EPSG:2154",
    )  # fmt: skip
    told = asked(capsys, "sun", "place", str(project), "--polygon", str(shape), "--date", "june")
    assert told["days"][0]["area_m2"] == pytest.approx(200.0, abs=1.0)
    assert told["zone"] == "Europe/Paris"


def test_the_sky_says_who_hides_the_sun(project, capsys, tmp_path):
    picture = tmp_path / "ciel.png"
    told = asked(
        capsys, "sun", "diagram", str(project), "--point", f"{X + 60},{Y + 22}", "--date",
        "2026-12-21", "--variant", "sans", "--against", "today", "--png", str(picture),
    )  # fmt: skip
    today, without = told["variants"][""], told["variants"]["sans"]
    (hidden,) = today["days"][0]["hidden"]
    assert hidden["by"] == "building"
    assert Y - 1 < hidden["y"] < Y + 11
    assert today["sky_share"] < without["sky_share"] - 0.1
    assert picture.stat().st_size > 20_000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--feature", "parcelles:P9"), "no_feature"),
        (("--facade", f"{X + 60},{Y + 30},41"), "no_wall"),
        (("--point", "1,2"), "outside"),
        (("--point", f"{X},{Y}", "--variant", "rien"), "unknown"),
    ],
)
def test_what_has_no_answer_is_refused(project, capsys, words, code):
    assert main(["sun", "place", str(project), *words, "--date", "march", "--json"]) != 0
    told = capsys.readouterr()
    assert code in told.out + told.err
