"""The village cut open: what is left out, what is filled, what is picked."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from village import CHURCH, EAST, NORTH, village

from jumeau.i18n import Translator
from jumeau.model.view_state import Camera, Section, ViewState
from jumeau.render import look
from jumeau.render.legend import legend_rows
from jumeau.render.scene import Scene
from jumeau.render.section import across, camera_for, kept_range

SIZE = (320, 200)
# From the east to the west through the church: what lies to the south is left out.
CUT = Section((EAST, NORTH + 66), (EAST + 250, NORTH + 66))


@pytest.fixture(scope="module")
def scene():
    project, store = village()
    made = Scene(store)
    made.load(project)
    yield project, made
    made.close()


def facing(section: Section | None = CUT) -> ViewState:
    camera = Camera((EAST + 75, NORTH + 66, 4.0), 120.0, azimuth=0.0, pitch=8.0)
    return ViewState(camera=camera, section=section)


def near(pixels, colour, by=14):
    return (np.abs(pixels.astype(float) - colour).max(-1) <= by).mean()


def drawn(scene, view):
    project, made = scene
    made.settle(project, view, SIZE)
    return made.draw(project, view, SIZE)


def test_the_side_of_the_line_is_what_its_words_say():
    assert CUT.leaves_out(EAST + 10, NORTH)
    assert not CUT.leaves_out(EAST + 10, NORTH + 100)
    assert not Section((1.0, 2.0), (1.0, 2.0)).leaves_out(5.0, 5.0)


def test_what_is_cut_is_filled_and_the_rest_left_out(scene):
    whole, cut = drawn(scene, facing(None)), drawn(scene, facing())
    assert near(whole, look.POCHE) < 0.001
    assert near(cut, look.POCHE) > 0.02  # the church
    earth = np.array(look.EARTH) * 0.5 + np.array(look.DEEP_EARTH) * 0.5
    assert near(cut, earth) > 0.05
    again = drawn(scene, facing(None))
    assert np.abs(again.astype(int) - whole).mean() < 1.0


def test_the_other_side_is_left_out_when_the_line_is_turned(scene):
    turned = Section(CUT.end, CUT.start)
    project, made = scene
    made.draw(project, facing(turned), SIZE)
    eye = Camera((EAST + 75, NORTH + 66, 4.0), 120.0, azimuth=180.0, pitch=8.0)
    view = msgspec.structs.replace(facing(turned), camera=eye)
    assert near(drawn(scene, view), look.POCHE) > 0.02


def test_picks_begin_at_the_cut(scene):
    project, made = scene
    view = facing()
    drawn(scene, view)
    face = made.pick(project, view, SIZE, 160, 88)
    assert (face.layer, face.row) == ("building", CHURCH)
    assert face.point[1] == pytest.approx(NORTH + 66, abs=0.05)
    earth = made.pick(project, view, SIZE, 160, 118)
    assert earth.point[1] == pytest.approx(NORTH + 66, abs=0.05)
    assert earth.layer != "building"


def test_rays_run_only_through_what_is_left():
    south, north = np.array([0.0, 1.0, 0.0]), np.array([0.0, -1.0, 0.0])
    eye = np.array([EAST + 50, NORTH + 16, 5.0])
    assert kept_range(CUT, eye, south) == (pytest.approx(50.0), np.inf)
    assert kept_range(CUT, eye, north) == (np.inf, np.inf)
    beyond = eye + np.array([0.0, 100.0, 0.0])
    assert kept_range(CUT, beyond, north) == (0.0, pytest.approx(50.0))
    assert kept_range(None, eye, north) == (0.0, np.inf)


def test_a_line_crosses_a_rectangle():
    box, diagonal = (0.0, 0.0, 10.0, 10.0), np.array([1.0, 1.0]) / np.sqrt(2)
    assert across(box, np.zeros(2), diagonal) == (0.0, pytest.approx(np.sqrt(200)))
    assert across(box, np.array([0.0, 11.0]), np.array([1.0, 0.0])) is None


def test_a_cut_is_looked_at_squarely_from_where_nothing_is(scene):
    _, made = scene
    camera = camera_for(CUT, made.relief, 16 / 9)
    assert camera.azimuth == pytest.approx(0.0, abs=1e-6)
    assert CUT.leaves_out(*camera.eye[:2])
    # Half the line's length lies within half the picture's width.
    half = np.tan(np.radians(camera.field_of_view / 2)) * 16 / 9 * camera.distance
    assert half * 0.7 < 125.0 < half


def test_the_legend_says_what_is_cut(scene):
    project, _ = scene
    words = Translator("fr")
    colours = {row.text: row.colour for row in legend_rows(project, facing(), words)}
    assert colours[words("picture.legend.section")] == look.POCHE
    assert words("picture.legend.section") not in {
        row.text for row in legend_rows(project, facing(None), words)
    }
