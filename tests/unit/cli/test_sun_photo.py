"""A photograph beside the simulated shade, by the command line."""

from __future__ import annotations

import argparse

import msgspec
import numpy as np
import pyarrow as pa
import pytest
import shapely
from PIL import Image

from jumeau.cli.parser import build_parser
from jumeau.cli.photo_commands import shot_asked
from jumeau.errors import InputError
from jumeau.export.photo import export_photo
from jumeau.i18n import Translator
from jumeau.io.photos import Photo
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Field, Layer
from jumeau.model.project import new_project, replaced
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.shot import Shot, field_of_view
from jumeau.model.view_state import ViewState
from jumeau.render.photo import camera_of, picture_size, shot_of

FR = Translator("fr")
X, Y = 652_000.0, 6_862_000.0
PARIS = replaced(new_project("Essai"), crs="EPSG:2154", origin=(X, Y, 0.0))
BREST = replaced(new_project("Brest"), crs="EPSG:2154", origin=(145_000.0, 6_837_000.0, 0.0))
CARD = Photo("a.jpg", 400, 300, "2026-03-21T14:02:10+01:00", -4.4861, 48.3904, 0.0, False, 28.0)


def options(*words: str) -> argparse.Namespace:
    return build_parser(FR).parse_args(["sun", "photo", "x", "y.jpg", "--out", "z.png", *words])


def test_true_north_is_turned_to_the_grid():
    """At Brest the grid of Lambert-93 lies 5.4° off: published by IGN, and told in the issue."""
    shot = shot_asked(BREST, CARD, options())
    assert shot.azimuth == pytest.approx(5.4, abs=0.15)
    assert shot.place == pytest.approx((145_400, 6_837_700), abs=3_000)
    assert shot.instant == "2026-03-21T14:02:10+01:00"


def test_the_opening_follows_the_focal_length():
    """The 35 mm frame is 24 mm high: a 50 mm lens opens 27.0° (tables of lens makers)."""
    assert field_of_view(50.0, 3600, 2400) == pytest.approx(27.0, abs=0.05)
    # 4:3: the diagonal counts, 43.27 mm; its height is 3/5 of that.
    assert field_of_view(28.0, 400, 300) == pytest.approx(2 * np.degrees(np.arctan(25.96 / 56)),
                                                          abs=0.01)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words", "code"),
    [
        ({"taken": ""}, (), "photo.no_date"),
        ({"taken": "2026-03-21T14:02:10"}, (), "photo.no_zone"),
        ({"longitude": None}, (), "photo.no_place"),
        ({"direction": None}, (), "photo.no_direction"),
    ],
)
def test_what_a_photograph_does_not_tell_is_asked(changes, words, code):
    card = msgspec.structs.replace(CARD, **changes)
    with pytest.raises(InputError) as problem:
        shot_asked(PARIS, card, options(*words))
    assert problem.value.code == code
    given = options("--place", f"{X},{Y}", "--direction", "90", "--date", "2026-06-21",
                    "--hour", "9:30", "--author", "A")  # fmt: skip
    shot = shot_asked(PARIS, card, given)
    assert (shot.instant, shot.place) == ("2026-06-21T09:30:00+02:00", (X, Y))
    assert shot.azimuth == pytest.approx(90.0, abs=1.0)


def test_a_camera_at_legal_time_is_believed_when_asked():
    card = Photo("a.jpg", 4, 3, "2026-06-21T14:02:10", 2.35, 48.86, 10.0)
    assert shot_asked(PARIS, card, options("--legal")).instant == "2026-06-21T14:02:10+02:00"


class Slope:
    """A ground that rises by one in ten to the east."""

    def altitude(self, x, _y):
        return (x - X) / 10.0


def test_a_view_and_a_shot_are_each_other():
    shot = shot_asked(PARIS, CARD, options("--place", f"{X + 20},{Y}", "--tilt", "5", "--eye", "3"))
    camera = camera_of(shot, Slope())
    assert camera.eye == pytest.approx((X + 20, Y, 2.0 + 3.0))
    assert camera.pitch == -5.0
    assert camera.target[2] > camera.eye[2]
    back = shot_of(camera, shot.instant, Slope())
    assert back.place == pytest.approx(shot.place)
    assert (back.tilt, back.field_of_view) == (5.0, shot.field_of_view)
    assert back.eye == pytest.approx(3.0)


def test_a_tall_photograph_is_no_higher_than_the_sheet_is_wide():
    assert picture_size((400, 300), 1600) == (795, 596)
    wide, high = picture_size((300, 900), 1600)
    assert high <= 1600
    assert wide / high == pytest.approx(1 / 3, abs=0.01)


@pytest.fixture
def town():
    """Four houses in a row, as a table in memory."""
    store = MemoryStore()
    houses = [shapely.box(X + 30 * i, Y, X + 30 * i + 12, Y + 9) for i in range(4)]
    columns = {"geometry": list(shapely.to_wkb(houses)), "hauteur": [6.0, 7.0, 8.0, 9.0]}
    table = pa.table(columns)
    layer = Layer(
        "b", Role.BUILDING, store.add_table(table, "EPSG:2154"), count=4,
        fields=tuple(Field(x.name, str(x.type)) for x in table.schema),
        columns=(("height", "hauteur"),), bounds=(X, Y, X + 102, Y + 9),
        provenance=Provenance(producer="IGN", edition="2025"),
    )  # fmt: skip
    return replaced(PARIS, layers=(layer,)), store


def test_a_photograph_leaves_beside_its_shade_with_author_and_hour(town, tmp_path):
    project, store = town
    photo, out = tmp_path / "p.png", tmp_path / "out.png"
    Image.new("RGB", (400, 300), (200, 30, 30)).save(photo)
    before = photo.read_bytes()
    nobodys = Shot("2026-03-21T14:00:00+01:00", (X + 40, Y - 30))
    with pytest.raises(InputError) as problem:
        export_photo(project, ViewState(), store, photo, nobodys, out, FR)
    assert problem.value.code == "photo.author_missing"
    elsewhere = Shot("2026-03-21T14:00:00+01:00", (X + 4_000, Y), author="A")
    with pytest.raises(InputError) as problem:
        export_photo(project, ViewState(), store, photo, elsewhere, out, FR)
    assert problem.value.code == "photo.elsewhere"
    assert not out.exists()
    shot = msgspec.structs.replace(nobodys, author="Anne Auteur")
    record = export_photo(project, ViewState(), store, photo, shot, out, FR, width=800)
    assert "Anne Auteur" in record["alternative_text"]
    assert record["certainty"] in ("computed", "computed_uncertain")
    assert any("Anne Auteur" in x for x in record["sources"])
    with Image.open(out) as image:
        image.load()
        assert "21 mars 2026" in image.info["Description"]
        pixels = np.asarray(image.convert("RGB")).astype(int)
    assert photo.read_bytes() == before
    left, right = pixels[20:120, 20:380], pixels[20:120, 420:780]
    assert np.all(left == (200, 30, 30))
    assert right[0, 0, 2] > right[0, 0, 0]  # the sky
    walls = pixels[130:180, 405:].sum(axis=2)
    assert walls.min() < 0.85 * walls.max()
