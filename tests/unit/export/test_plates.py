"""Boards of shade: what is on them, what they are called, what they say, what they refuse."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pyarrow as pa
import pytest
import shapely
from PIL import Image

from jumeau.cli import main
from jumeau.errors import InputError
from jumeau.export.plates.butterfly import colour_of, export_butterfly
from jumeau.export.plates.casting import at_point
from jumeau.export.plates.making import export_plates, grid_of, plate_size
from jumeau.export.plates.order import ButterflyOrder, PlatesOrder, checked, four_dates
from jumeau.export.plates.pictures import camera_of, mark_sun
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import create, read_project
from jumeau.model import changes as c
from jumeau.model.edits import Edit
from jumeau.model.layer import Layer
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_variant
from jumeau.model.view_state import Camera
from jumeau.render.site import site_of

X, Y = 650_000.0, 6_860_000.0
RING = ((X, Y + 60), (X + 20, Y + 60), (X + 20, Y + 70), (X, Y + 70))
HEIGHT = 12.0
MARK = "simulation-non-contractuel"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Save a project with four buildings on level ground, and a variant that adds a block."""
    path = tmp_path_factory.mktemp("plates") / "a.jumeau"
    opened = create(None, new_project("A"))
    try:
        shapes = [shapely.box(X + 30 * k, Y, X + 30 * k + 12, Y + 9) for k in range(4)]
        table = pa.table({"geometry": list(shapely.to_wkb(shapes)),
                          "hauteur": [3.0, 12.5, 6.0, 20.0]})  # fmt: skip
        card = Provenance(producer="IGN", product="BD TOPO®", edition="2025-06-15")
        layer = Layer(
            "bati", Role.BUILDING, opened.store.add_table(table, "EPSG:2154"), count=4,
            bounds=(X, Y, X + 102, Y + 9), columns=(("height", "hauteur"),), provenance=card,
            certainty=Certainty.MEASURED,
        )  # fmt: skip
        project = add_layers(opened.session.project, (layer,))
        project = add_variant(project, new_variant(project, "Blocs"))
        project = add_edits(project, "variant-1", Edit("edit-1", c.AddBuilding(RING, HEIGHT)))
        opened.session.commit("add", project)
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


@pytest.fixture(scope="module")
def read(path, tmp_path_factory):
    """Return project, view and store."""
    from jumeau.model.view_state import ViewState

    project, view, store = read_project(path, tmp_path_factory.mktemp("read"))
    return project, view or ViewState(), store


def test_before_and_after_at_two_dates(read, tmp_path):
    project, view, store = read
    order = PlatesOrder(("2026-03-21", "2026-12-21"), (8, 13), ("", "variant-1"))
    seen = []
    record = export_plates(
        project, view, store, tmp_path / "p.png", order, Translator("fr"),
        lambda share, step="": seen.append((share, step)),
    )  # fmt: skip
    assert record["boards"] == ["dates", "2026-03-21", "2026-12-21"]
    assert [x.rpartition("/")[2] for x in record["paths"]] == [
        f"p-{MARK}-{name}.png" for name in record["boards"]
    ]
    assert record["certainty"] == "illustration"
    assert any("BD TOPO" in x for x in record["sources"])
    assert record["view"]["camera"]["pitch"] == 90.0
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)
    with Image.open(record["paths"][1]) as image:
        assert image.size == (3307, 2339)
        assert "non contractuel" in image.text["Disclaimer"]
        assert "21 mars 2026" in image.text["Description"]
        day = np.asarray(image.convert("RGB")).astype(int)
    # Each pair of pictures: today to the left, the block to the right. In December at 8 h the sun
    # is not up, and there is no picture at all.
    wide, high = plate_size(2, 2)
    left, right = day[500 : 400 + high, 142 : 142 + wide], day[500 : 400 + high, 148 + wide :]
    assert np.abs(left - right[:, :wide]).mean() > 1.0
    with Image.open(record["paths"][2]) as image:
        night = np.asarray(image.convert("RGB"))[450:600, 160 : 140 + 2 * wide]
    assert (night == night[0, 0]).mean() > 0.9


def test_one_file_for_all_pages(path, tmp_path, capsys):
    out = tmp_path / "p.pdf"
    words = ["sun", "plates", str(path), "--dates", "2026-06-21,2026-12-21", "--hours", "12,15"]
    words += ["--variant", "Blocs", "--width", "150", "--out", str(out), "--json"]
    assert main(["--lang", "fr", *words]) == 0
    record = json.loads(capsys.readouterr().out)
    data = (tmp_path / f"p-{MARK}.pdf").read_bytes()
    assert record["path"].endswith(f"p-{MARK}.pdf")
    assert len(re.findall(rb"/Type /Page\b", data)) == 3
    assert data.startswith(b"%PDF")
    assert not out.exists()


def test_the_overlay_has_the_areas_of_trigonometry(read, tmp_path):
    project, view, store = read
    order = ButterflyOrder("2026-03-21", (5, 9, 13, 17), "variant-1")
    record = export_butterfly(
        project, view, store, tmp_path / "f.png", order, Translator("fr")
    )  # fmt: skip
    assert record["path"].endswith(f"f-{MARK}.png")
    first, *others = record["hours"]
    assert first["area"] == 0  # before sunrise
    for hour in others:
        reach = HEIGHT / math.tan(math.radians(hour["elevation"]))
        turn = math.radians(hour["grid_azimuth"])
        # A rectangle swept along a vector covers, beside itself, its sides times what they travel.
        area = reach * (20 * abs(math.cos(turn)) + 10 * abs(math.sin(turn)))
        assert hour["area"] == pytest.approx(area, rel=0.01)


def test_the_shade_of_a_building_of_today(path, tmp_path, capsys):
    out = tmp_path / "f.png"
    words = ["sun", "butterfly", str(path), "--date", "2026-06-21", "--out", str(out), "--json"]
    assert main([*words, "--building", f"{X + 35},{Y + 4}", "--hours", "12"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["order"]["casters"] == [["bati", 1]]
    assert record["certainty"] == "computed"  # though all that stands there is measured
    (hour,) = record["hours"]
    reach = 12.5 / math.tan(math.radians(hour["elevation"]))
    turn = math.radians(hour["grid_azimuth"])
    expected = reach * (12 * abs(math.cos(turn)) + 9 * abs(math.sin(turn)))
    assert expected <= hour["area"] <= 1.15 * expected  # a roof stands above the walls
    assert out.exists()  # nothing undecided is shown: no mark
    assert main([*words, "--building", f"{X + 20},{Y + 40}"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "plates.no_building"


def test_there_must_be_something_that_casts(read, tmp_path):
    project, view, store = read
    with pytest.raises(InputError, match=r"plates\.no_caster"):
        export_butterfly(
            project, view, store, tmp_path / "f.png", ButterflyOrder("2026-03-21"),
            Translator("fr"),
        )  # fmt: skip


def test_the_building_under_a_point(read):
    project, view, store = read
    site = site_of(project, view, store, trees=False)
    assert at_point(site, X + 95, Y + 1) == ("bati", 3)
    assert at_point(site, X + 25, Y + 1) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dates": ()}, "plates.dates"),
        ({"dates": ("2026-02-30",)}, "sun.bad_date"),
        ({"hours": ()}, "plates.hours"),
        ({"hours": (8, 24)}, "plates.hours"),
        ({"hours": tuple(range(13))}, "plates.hours"),
        ({"width": 3.0}, "plates.width"),
    ],
)
def test_orders_that_cannot_be_drawn(changes, code):
    order = PlatesOrder(**{"dates": four_dates(2026), **changes})
    with pytest.raises(InputError) as caught:
        checked(order)
    assert caught.value.code == code


def test_files_and_variants_that_cannot_be(read, tmp_path):
    project, view, store = read
    tr = Translator("fr")
    order = PlatesOrder(("2026-06-21",), (12,), ("nobody",))
    with pytest.raises(InputError, match=r"variant\.unknown"):
        export_plates(project, view, store, tmp_path / "a.png", order, tr)
    order = PlatesOrder(("2026-06-21",), (12,))
    with pytest.raises(InputError, match=r"plates\.format"):
        export_plates(project, view, store, tmp_path / "a.docx", order, tr)


def test_a_look_from_above_shows_the_width_that_is_asked_for():
    seen = Camera((X, Y, 0.0), 500.0, 40.0, 30.0)
    box = (X + 10, Y + 10, X + 30, Y + 20)
    how = {"above": True, "changed": box}
    camera = camera_of(seen, (600, 400), lambda _x, _y: 7.0, width=300.0, **how)
    assert camera.target == (X + 20, Y + 15, 7.0)
    assert (camera.azimuth, camera.pitch) == (0.0, 90.0)
    half = math.tan(math.radians(camera.field_of_view / 2)) * camera.distance
    assert 2 * half * 600 / 400 == pytest.approx(300.0)
    assert camera_of(seen, (600, 400), lambda _x, _y: 0.0, above=False, width=0.0,
                     changed=box) is seen  # fmt: skip


def test_the_sun_stands_where_it_shines_from():
    for bearing, row, column in ((0, 0, 1), (90, 1, 2), (180, 2, 1), (270, 1, 0)):
        picture = np.full((300, 300, 3), 255, np.uint8)
        mark_sun(picture, bearing, 300)
        drawn = np.argwhere((picture != 255).any(axis=2)).mean(axis=0) // 100
        assert tuple(drawn) == (row, column)


def test_boards_hold_all_hours():
    assert grid_of(11, 1) == (4, 3)
    assert grid_of(11, 2) == (3, 4)
    for hours in range(1, 13):
        for sides in (1, 2):
            wide, high = plate_size(hours, sides)
            assert wide / high >= 1.6
    assert colour_of(0.0) != colour_of(1.0)
