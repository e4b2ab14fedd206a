"""What the picture says of the sun's hour."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from jumeau.i18n import Translator
from jumeau.model.layer import ESTIMATED_GROUND, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import new_project, replaced
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Compare, Switches, ViewState
from jumeau.render import sun_words as words
from jumeau.render.comparing import common_strip
from jumeau.render.furniture import furniture, lines_said
from jumeau.render.legend import certainty_of
from jumeau.render.sun_legend import sun_said
from jumeau.render.themes.dress import Form
from jumeau.simulation.sun.place import SunPlace

FR, EN = Translator("fr"), Translator("en")
SIZE = (1280, 720)
MARCH = "2026-03-21T14:00:00+01:00"
PARIS = SunPlace(48.86, 2.35)


def layer(layer_id: str, role: Role, **more) -> Layer:
    ref = PayloadRef(PayloadKind.TABLE, layer_id * 64, 1)
    return Layer(layer_id, role, ref, certainty=Certainty.MEASURED, **more)


PROJECT = replaced(
    new_project("Essai"),
    crs="EPSG:2154",
    origin=(652_000.0, 6_862_000.0, 0.0),
    layers=(layer("b", Role.BUILDING),),
)
VIEW = ViewState(camera=Camera((652_000.0, 6_862_000.0, 30.0)), instant=MARCH)


def with_switches(**changes) -> ViewState:
    return msgspec.structs.replace(VIEW, switches=Switches(**changes))


class Standing:
    def __init__(self, *sources):
        self.source = np.array(sources, np.uint8)


class Trees:
    def __init__(self, count):
        self.height = np.ones(count)


class Scene:
    """A scene that holds what it is told to, by variant."""

    def __init__(self, *sources, trees=0, variants=()):
        self.sources, self.trees, self.variants = sources, trees, variants

    def site(self, view):
        guessed = self.variants and view.variant in self.variants
        sources = (*self.sources, 3) if guessed else self.sources

        class Site:
            standing = (Standing(*sources),)
            trees = (("t", Trees(self.trees)),)

        return Site()


def test_the_line_tells_day_hour_and_height():
    head, rest = words.instant_line(PROJECT, VIEW, FR)
    assert head.replace("\xa0", " ") == "21 mars, 14 h 00"
    # An hour angle of 15.3° at the equinox: asin(cos 48.86° · cos 15.3° + …) = 39.6°.
    assert rest == "heure légale · soleil à 40° de hauteur"
    assert words.instant_line(PROJECT, VIEW, EN)[0] == "21 March, 14:00"


def test_the_hour_is_that_of_the_clock_on_the_wall():
    utc = msgspec.structs.replace(VIEW, instant="2026-06-21T12:00:00+00:00")
    assert "14" in words.instant_line(PROJECT, utc, FR)[0]


def test_a_picture_without_sun_tells_no_hour():
    assert words.instant_line(PROJECT, msgspec.structs.replace(VIEW, instant=""), FR) == ("", "")
    assert words.instant_line(PROJECT, with_switches(shade=False), FR) == ("", "")
    path = words.instant_line(PROJECT, with_switches(shade=False, sun_path=True), FR)
    assert path[1].endswith("ombres non montrées")


@pytest.mark.parametrize(
    ("place", "instant", "told"),
    [
        (PARIS, "2026-03-21T05:00:00+01:00", "le soleil n’est pas encore levé"),
        (PARIS, "2026-03-21T21:00:00+01:00", "le soleil est couché"),
        (SunPlace(69.65, 18.96), "2026-12-21T12:00:00+01:00", "le soleil ne se lève pas ce jour"),
    ],
)
def test_a_sun_below_the_horizon_is_told(place, instant, told):
    assert words.told_sun(place, instant, FR) == told
    assert not words.is_up(place, instant)


def test_days_and_files_are_named_as_people_do():
    from datetime import date

    assert words.told_day(date(2026, 5, 1), FR) == "1er mai"
    assert words.told_day(date(2026, 5, 1), EN, year=True) == "1 May 2026"
    assert words.file_mark(PROJECT, VIEW) == "2026-03-21-14h00"
    assert words.file_mark(PROJECT, ViewState()) == ""
    sentence = words.shade_sentence(PROJECT, VIEW, FR).replace("\xa0", " ")
    assert sentence == "Ombres du soleil calculées pour le 21 mars 2026, 14 h 00 (heure légale)."


def test_the_line_stands_on_the_picture_and_under_a_comparison():
    said = [name for name, _ in lines_said(PROJECT, VIEW, SIZE, FR)]
    assert said[0] == "certainty"
    assert "instant" in said
    sides = msgspec.structs.replace(VIEW, variants=("", "v"), compare=Compare.SIDE_BY_SIDE)
    assert "instant" in [x.name for x in common_strip(PROJECT, sides, SIZE, FR)]
    alone = furniture(PROJECT, msgspec.structs.replace(VIEW, instant=""), SIZE, FR)
    assert "instant" not in [x.name for x in alone]


def test_shade_is_computed_at_best():
    still = msgspec.structs.replace(VIEW, instant="")
    assert certainty_of(PROJECT, still) is Certainty.MEASURED
    assert certainty_of(PROJECT, VIEW) is Certainty.COMPUTED
    assert certainty_of(PROJECT, VIEW, guessed=True) is Certainty.UNCERTAIN
    assert certainty_of(PROJECT, with_switches(shade=False)) is Certainty.MEASURED
    ground = layer("g", Role.TERRAIN, provenance=Provenance(method=ESTIMATED_GROUND))
    assert ground.certainty is Certainty.MEASURED
    guessed = replaced(PROJECT, layers=(*PROJECT.layers, ground))
    assert certainty_of(guessed, VIEW) is Certainty.UNCERTAIN


def test_the_legend_tells_shade_from_what_is_guessed():
    told = sun_said(Scene(0, 1), PROJECT, VIEW, FR)
    assert [x.text for x in told.rows] == ["Ombre du soleil"]
    assert not told.guessed
    told = sun_said(Scene(0, 2, trees=5), PROJECT, VIEW, FR)
    assert told.guessed
    assert [x.form for x in told.rows] == [Form.FILL, Form.FILL, Form.HATCH]
    assert told.rows[2].text == "Ombre\xa0: hauteur estimée"
    night = msgspec.structs.replace(VIEW, instant="2026-03-21T23:00:00+01:00")
    assert sun_said(Scene(0), PROJECT, night, FR).rows == ()
    path = sun_said(Scene(0), PROJECT, with_switches(shade=False, sun_path=True), FR)
    assert [x.form for x in path.rows] == [Form.LINE]
    assert sun_said(Scene(0), PROJECT, with_switches(shade=False), FR).rows == ()


def test_what_one_side_guesses_is_told_of_both():
    scene = Scene(0, variants=("v",))
    sides = msgspec.structs.replace(VIEW, variants=("", "v"), compare=Compare.SWIPE)
    assert sun_said(scene, PROJECT, sides, FR).guessed
    assert not sun_said(scene, PROJECT, VIEW, FR).guessed
