"""Sky-view factors with known answers: streets, basins, a wall, courts and walls of streets.

Closed forms of Johnson and Watson (1984, doi 10.1175/1520-0450(1984)023<0329:TDOVFI>2.0.CO;2) and
Steyn (1980, doi 10.1080/07055900.1980.9649091), re-keyed from the table svf_analytic.csv.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jumeau.geometry.horizon.points import received_at
from jumeau.i18n import LANGUAGES, Translator
from jumeau.simulation.sun.sky_view import METHOD, directions, sky_view
from jumeau.simulation.surface import Surface

FINE = 100
"""Cells over the width of a street, to the wall, over the radius of a basin."""
LONG = 40
"""Length of a street, in widths: what lies beyond counts less than 0.001."""
TOLERANCE = 0.01

CANYON = (
    # height over width, place across, weighted with the cosine, by solid angle
    (0.25, 0.5, 0.894427, 0.704833),
    (0.5, 0.5, 0.707107, 0.5),
    (1.0, 0.5, 0.447214, 0.295167),
    (1.5, 0.5, 0.316228, 0.204833),
    (2.0, 0.5, 0.242536, 0.155958),
    (3.0, 0.5, 0.164399, 0.105137),
    (1.0, 0.1, 0.384234, 0.264988),
    (2.0, 0.1, 0.230151, 0.150501),
    (1.0, 0.25, 0.421268, 0.282812),
    (2.0, 0.25, 0.237579, 0.153784),
)
BASIN = ((0.5, 0.8, 0.552786), (1.0, 0.5, 0.292893), (2.0, 0.2, 0.105573))
WALL = ((0.5, 0.947214, 0.852416), (1.0, 0.853553, 0.75), (2.0, 0.723607, 0.647584))
ON_WALL = (
    # height over width of the street, height on the wall over its height, cosine
    (0.5, 0.0, 0.276393),
    (0.5, 0.5, 0.378732),
    (1.0, 0.0, 0.146447),
    (1.0, 0.5, 0.276393),
    (2.0, 0.0, 0.052786),
    (2.0, 0.5, 0.146447),
)
COURT = ((20.0, 20.0, 10.0, 0.554126), (40.0, 20.0, 12.0, 0.59106))
"""Length, width, height [m], weighted with the cosine."""


def seen(top, row, col, weighting, turned=False):
    """Return the factor of one cell; the grid lies somewhere in the world."""
    if turned:
        top, row, col = np.ascontiguousarray(top.T), col, row
    surface = Surface(652_340.0, 6_861_220.0, 1.0, np.zeros_like(top), top)
    return float(sky_view(surface, weighting=weighting)[row, col])


def street(ratio, *, width=FINE, long=LONG):
    """Return a street between two walls: columns 0 and width + 1 are the walls."""
    top = np.zeros((long * width + 1, width + 2), np.float32)
    top[:, 0] = top[:, -1] = ratio * width
    return top


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("ratio", "place", "cosine", "solid_angle"), CANYON)
def test_street(ratio, place, cosine, solid_angle, turned):
    top = street(ratio)
    row, col = len(top) // 2, round(place * FINE + 0.5)
    assert seen(top, row, col, "cosine", turned) == pytest.approx(cosine, abs=TOLERANCE)
    assert seen(top, row, col, "solid_angle", turned) == pytest.approx(solid_angle, abs=TOLERANCE)


@pytest.mark.parametrize(("ratio", "cosine", "solid_angle"), BASIN)
def test_basin(ratio, cosine, solid_angle):
    y, x = np.mgrid[-FINE - 2 : FINE + 3, -FINE - 2 : FINE + 3]
    top = np.where(x * x + y * y >= FINE * FINE, ratio * FINE, 0.0).astype(np.float32)
    assert seen(top, FINE + 2, FINE + 2, "cosine") == pytest.approx(cosine, abs=TOLERANCE)
    assert seen(top, FINE + 2, FINE + 2, "solid_angle") == pytest.approx(solid_angle, abs=TOLERANCE)


@pytest.mark.parametrize("side", [0, 1, 2, 3])
@pytest.mark.parametrize(("ratio", "cosine", "solid_angle"), WALL)
def test_wall(ratio, cosine, solid_angle, side):
    top = np.zeros((LONG * FINE + 1, FINE + 2), np.float32)
    top[:, 0] = ratio * (FINE + 0.5)
    col = FINE + 1  # its middle lies FINE + 1/2 cells before the wall
    if side % 2:
        top, col = np.ascontiguousarray(top[:, ::-1]), 0
    row = len(top) // 2
    turned = side >= 2
    assert seen(top, row, col, "cosine", turned) == pytest.approx(cosine, abs=TOLERANCE)
    assert seen(top, row, col, "solid_angle", turned) == pytest.approx(solid_angle, abs=TOLERANCE)


@pytest.mark.parametrize(("length", "width", "height", "cosine"), COURT)
def test_court(length, width, height, cosine):
    cells = 101  # over the width: the middle of the court is the middle of a cell
    rows = round(cells * length / width / 2) * 2 + 1
    top = np.full((rows + 2, cells + 2), height / width * cells, np.float32)
    top[1:-1, 1:-1] = 0.0
    assert seen(top, rows // 2 + 1, cells // 2 + 1, "cosine") == pytest.approx(
        cosine, abs=TOLERANCE
    )


@pytest.mark.parametrize(("ratio", "share", "cosine"), ON_WALL)
def test_on_the_wall_of_a_street(ratio, share, cosine):
    top = street(ratio)
    looked = directions("solid_angle")
    looked = replace(looked, weight=2.0 * looked.weight)
    place = np.array([[len(top) / 2, 1.0, share * ratio * FINE]])
    through = np.zeros(len(looked), np.float32)
    normal = np.array([[1.0, 0.0, 0.0]], np.float32)
    found = received_at(top, None, through, 1.0, (-6_861_220, 652_340), place, normal, looked)
    assert found[0] == pytest.approx(cosine, abs=TOLERANCE)


def test_both_weightings_are_two_quantities():
    top = street(1.0, width=40)
    middle = (len(top) // 2, 20)
    assert seen(top, *middle, "cosine") - seen(top, *middle, "solid_angle") > 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_tells_as_many_directions_as_are_looked_in(language):
    count = len(directions("cosine").weight)
    assert f" {count} directions" in Translator(language)("methods.sky_view")
    assert METHOD.startswith(f"{count} directions")
