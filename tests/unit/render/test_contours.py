"""Contour lines: they lie at their altitude, at every zoom, and their step suits the relief."""

from __future__ import annotations

import numpy as np
import pytest
from village import EAST, NORTH

from jumeau.geometry.heightfield import HeightField
from jumeau.i18n import Translator
from jumeau.model.view_state import Camera, Switches, ViewState
from jumeau.render.contours import Contours, contour_rows, contours_of, usual_step
from jumeau.render.labels.screen import screen_of
from jumeau.render.relief import Relief
from jumeau.render.sheet import Sheet

GREY = 200.0


def hill(estimated: bool = False) -> Relief:
    y, x = np.mgrid[0:121, 0:121] * 5.0
    z = (60.0 * np.exp(-(((x - 300) / 180) ** 2 + ((y - 300) / 120) ** 2))).astype(np.float32)
    field = HeightField(z, EAST, NORTH + 600.0, 5.0)
    bounds = (EAST, NORTH, EAST + 600, NORTH + 600)
    return Relief(field, bounds, float(z.min()), float(z.max()), estimated)


def painted(contours: Contours, texel: float) -> np.ndarray:
    rgb = np.full((200, 200, 3), GREY, np.float32)
    sheet = Sheet(rgb, np.zeros((200, 201), np.float32), EAST + 200, NORTH + 420, texel, 0)
    contours.paint(sheet)
    return np.abs(rgb - GREY).max(axis=2)


@pytest.mark.parametrize(
    ("rise", "step"), [(0.0, 1.0), (15.0, 1.0), (40.0, 2.0), (90.0, 5.0), (200.0, 10.0),
                       (500.0, 25.0), (1000.0, 50.0), (4000.0, 50.0)],
)  # fmt: skip
def test_the_usual_step_suits_the_relief(rise, step):
    assert usual_step(100.0, 100.0 + rise) == step


@pytest.mark.parametrize("texel", [0.05, 0.2, 1.0])
def test_lines_lie_at_their_altitude_and_are_thin(texel):
    relief = hill()
    drawn = painted(contours_of(relief, 5.0), texel)
    j, i = np.nonzero(drawn > 20)
    assert len(i) > 30
    x = EAST + 200 + (i + 0.5) * texel
    y = NORTH + 420 - (j + 0.5) * texel
    z = relief.altitude(x, y)
    away = np.abs(z - 5.0 * np.round(z / 5.0))
    # Within a texel and a half of slope, and a decimetre of smoothing.
    assert away.max() < 0.45 * 1.5 * texel + 0.1
    assert (drawn > 20).mean() < 0.25


def test_every_fifth_line_is_stronger():
    relief = hill()
    drawn = painted(contours_of(relief, 2.0), 0.5)
    j, i = np.nonzero(drawn > 20)
    x, y = EAST + 200 + (i + 0.5) * 0.5, NORTH + 420 - (j + 0.5) * 0.5
    level = np.round(relief.altitude(x, y) / 2.0).astype(int)
    strong = drawn[j, i][level % 5 == 0].max()
    thin = drawn[j, i][level % 5 != 0].max()
    assert strong > 1.2 * thin


def test_lines_of_an_estimated_ground_are_paler():
    sure, unsure = (painted(contours_of(hill(x), 5.0), 0.5).max() for x in (False, True))
    assert unsure < 0.8 * sure


def test_flat_ground_has_no_lines_and_no_row():
    field = HeightField(np.full((50, 50), 100.0, np.float32), EAST, NORTH + 600, 10.0)
    relief = Relief(field, (EAST, NORTH, EAST + 490, NORTH + 490), 100.0, 100.0)
    assert painted(contours_of(relief, 1.0), 0.5).max() == 0.0
    view = ViewState(switches=Switches(contours=True))
    assert contour_rows(relief, view, Translator("fr")) == ()


def test_altitudes_are_told_on_the_stronger_lines_and_stay_there():
    relief = hill()
    contours = contours_of(relief, 2.0)
    seen = []
    for azimuth in (0.0, 2.0):
        target = Camera((EAST + 300, NORTH + 300, 30.0), 700.0, azimuth=azimuth, pitch=50.0)
        places, ahead, level = contours.marks(screen_of(target, (1280, 720)))
        assert len(places) > 4
        assert np.all(level % 10 == 0)
        assert np.abs(relief.altitude(places[:, 0], places[:, 1]) - level).max() < 0.3
        along = places + ahead / np.linalg.norm(ahead, axis=1)[:, None]
        assert np.abs(relief.altitude(along[:, 0], along[:, 1]) - level).max() < 0.5
        seen.append({(round(x), round(y)) for x, y, _ in places.tolist()})
    assert len(seen[0] & seen[1]) > 0.7 * len(seen[0])


def test_the_legend_tells_the_step_and_that_the_ground_is_estimated():
    view = ViewState(switches=Switches(contours=True, contour_step=2.0))
    (row,) = contour_rows(hill(), view, Translator("fr"))
    assert row.text == "Courbes de niveau, 2\N{NO-BREAK SPACE}m"
    (row,) = contour_rows(hill(estimated=True), view, Translator("fr"))
    assert row.text.endswith("(sol estimé)")
    assert contour_rows(hill(), ViewState(), Translator("fr")) == ()


def test_tiles_that_only_stand_in_have_no_lines():
    contours = contours_of(hill(), 5.0)
    assert painted(contours, 600 / 254).max() == 0.0
    assert painted(contours, 600 / 254 / 4).max() > 0.0
