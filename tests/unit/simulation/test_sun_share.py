"""A long wall south of a place: when the sun passes over it follows from spherical trigonometry."""

import datetime
import math

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.simulation.sun.diagram import Hides, diagram_of, hidden_of
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.presets import AMENITY, OPENING, beside, rules_for
from jumeau.simulation.sun.share import Heights, cropped, day_share, faces, towards, without
from jumeau.simulation.sun.spots import area_spot, point_spot, samples_of, window_spot
from jumeau.simulation.surface import Surface

GREENWICH = SunPlace(45.0, 0.0, 0.0, 0.0, "Etc/GMT")
DECEMBER, MARCH = datetime.date(2026, 12, 21), datetime.date(2026, 3, 20)
STEP, HIGH = 0.5, 10.0
ROWS, COLS = 200, 560  # 100 m from south to north, 280 m from west to east


def walled(distance: float, high: float = HIGH, *, gap: bool = False) -> Surface:
    """Return level ground with a wall from west to east, so far south of y = 0."""
    ground = np.zeros((ROWS, COLS), np.float32)
    top = ground.copy()
    north = 60.0
    y = north - (np.arange(ROWS) + 0.5) * STEP
    top[(y < -distance) & (y > -distance - 1.0)] = high
    return Surface(0.0 if not gap else 500.0, north, STEP, ground, top)


def test_a_wall_hides_the_december_sun_until_it_stands_high_enough() -> None:
    # The sun's height seen from the east, p, obeys at 45 degrees north
    #   tan p = (sin d + cos d cos H) / (cos d cos H - sin d),
    # with the declination d = -23.437 degrees and the hour angle H. Over a wall of slope t:
    #   cos H = -tan d (1 + t) / (1 - t).
    t = HIGH / 37.5
    d = math.radians(-23.437)
    angle = math.degrees(math.acos(-math.tan(d) * (1 + t) / (1 - t)))
    # The equation of time on 21 December 2026 is 1 min 50 s: the sun is early (Meeus, ch. 28).
    noon = 12 * 60 - 1.8
    expected = (noon - 4 * angle, noon + 4 * angle)
    spot = point_spot(140.25, -0.25 + 0.5, 0.0)  # middle of a cell, 37.75 m to the wall's middle
    day = day_share(Heights(walled(37.25)), spot, GREENWICH, DECEMBER, step=1.0)
    ((start, end),) = day.intervals()
    assert start == pytest.approx(expected[0], abs=3.0)
    assert end == pytest.approx(expected[1], abs=3.0)
    assert day.hours * 60 == pytest.approx(8 * angle, abs=4.0)
    assert 60 * len(day.hourly()[day.hourly() == 1.0]) == 4 * 60  # 10 h to 13 h, and to 14 h


def test_at_the_equinox_the_edge_of_the_shade_stands_still() -> None:
    # With d = 0, tan p = 1 at 45 degrees north all day long: 10 m of wall shade 10 m of ground.
    ring = np.array([[130.0, -20.0], [150.0, -20.0], [150.0, 0.0], [130.0, 0.0]])
    day = day_share(Heights(walled(20.0)), area_spot((ring,)), GREENWICH, MARCH)
    midday = (day.minute > 9 * 60) & (day.minute < 15 * 60)
    assert day.share[midday] == pytest.approx(np.full(midday.sum(), 0.5), abs=0.03)
    assert day.size == pytest.approx(400.0)
    near = day.cell_hours.reshape(40, 40)  # rows from north to south
    assert near[:18].min() > 6.0
    assert near[22:].max() < 1.5
    assert day.share_with(6.0) == pytest.approx(0.5, abs=0.03)


def test_what_lies_elsewhere_changes_nothing() -> None:
    surface = walled(37.0)
    near, spot = cropped(surface, 0, ROWS, 80, 480), point_spot(140.25, 0.25, 0.0)
    whole = day_share(Heights(surface), spot, GREENWICH, DECEMBER)
    part = day_share(Heights(near, without(surface, near.bounds)), spot, GREENWICH, DECEMBER)
    assert np.array_equal(whole.share, part.share)
    assert towards(surface, spot.box, 0.0, 180.0, 60.0).shape < surface.shape


def test_what_stands_beyond_the_fine_heights_counts() -> None:
    fine = walled(200.0)  # no wall in it
    coarse = walled(30.0, 20.0)
    spot = point_spot(140.25, 0.25, 0.0)
    alone = day_share(Heights(cropped(fine, 80, 160, 240, 320)), spot, GREENWICH, DECEMBER)
    both = day_share(Heights(cropped(fine, 80, 160, 240, 320), coarse), spot, GREENWICH, DECEMBER)
    assert alone.hours > 8.0
    assert both.hours == 0.0


def test_leaves_let_the_light_of_the_season_through() -> None:
    surface = walled(200.0)
    low = np.full((ROWS, COLS), 2.0, np.float32)
    high = np.full((ROWS, COLS), 6.0, np.float32)
    leafy = Surface(0.0, 60.0, STEP, surface.ground, surface.top, low, high)
    spot = point_spot(140.25, 0.25, 0.0)
    day = day_share(Heights(leafy), spot, GREENWICH, DECEMBER, passes=0.4)
    midday = (day.minute > 10 * 60) & (day.minute < 14 * 60)
    assert day.share[midday] == pytest.approx(np.full(midday.sum(), 0.4))
    bare = day_share(Heights(leafy), spot, GREENWICH, DECEMBER)
    june = day_share(Heights(leafy), spot, GREENWICH, datetime.date(2026, 6, 21))
    assert june.passes < bare.passes


def test_a_window_has_no_sun_from_behind() -> None:
    assert faces((0.0, -1.0, 0.0), 180.0, 30.0)
    assert not faces((0.0, 1.0, 0.0), 180.0, 30.0)
    north = window_spot((140.25, 0.25, 5.0), (0.0, 1.0, 0.0))
    south = window_spot((140.25, 0.25, 5.0), (0.0, -1.0, 0.0))
    level = Heights(walled(200.0))
    assert day_share(level, north, GREENWICH, DECEMBER).hours == 0.0
    assert day_share(level, south, GREENWICH, DECEMBER).hours > 8.0


def test_what_is_built_over_is_no_garden() -> None:
    surface = walled(10.0)
    half = area_spot((np.array([[130.0, -11.0], [150.0, -11.0], [150.0, -9.0], [130.0, -9.0]]),))
    assert samples_of(half, surface).built == pytest.approx(0.5)
    inside = area_spot(
        (np.array([[130.0, -11.0], [150.0, -11.0], [150.0, -10.0], [130.0, -10.0]]),)
    )
    with pytest.raises(InputError, match="all_built"):
        samples_of(inside, surface)
    with pytest.raises(InputError, match="no_area"):
        area_spot((np.zeros((4, 2)),))


def test_holes_do_not_count() -> None:
    outer = np.array([[130.0, 0.0], [150.0, 0.0], [150.0, 20.0], [130.0, 20.0]])
    hole = np.array([[135.0, 5.0], [145.0, 5.0], [145.0, 15.0], [135.0, 15.0]])
    assert samples_of(area_spot((outer, hole)), walled(10.0)).size == pytest.approx(300.0)


def test_there_is_no_sun_in_the_polar_night() -> None:
    tromso = SunPlace(69.65, 18.96, 0.0, 0.0, "Europe/Paris")
    day = day_share(Heights(walled(200.0)), point_spot(140.25, 0.25, 0.0), tromso, DECEMBER)
    assert not day.up.any()
    assert day.hours == 0.0
    assert np.isnan(day.hourly()).all()


def test_rules_of_thumb_stand_beside_values() -> None:
    ring = np.array([[130.0, -20.0], [150.0, -20.0], [150.0, 0.0], [130.0, 0.0]])
    spot, march = area_spot((ring,)), datetime.date(2026, 3, 21)
    before = day_share(Heights(walled(200.0)), spot, GREENWICH, march)
    after = day_share(Heights(walled(20.0)), spot, GREENWICH, march)
    (rule,) = rules_for(AMENITY, march.isoformat())
    share, ratio = beside(rule, after, before)
    assert (share.reference, ratio.reference) == (0.5, 0.8)
    assert before.share_with(2.0) == 1.0
    assert ratio.value == pytest.approx(share.value)
    assert rules_for(AMENITY, "2026-06-21") == ()
    hours = [x.hours for x in rules_for(OPENING, "2026-02-10")]
    assert hours == [1.5, 3.0, 4.0]
    assert rules_for(OPENING, "2026-01-31") == ()


def test_the_sky_over_a_place_before_a_wall() -> None:
    # An endless wall seen at 45 degrees takes (1 - cos 45) / 2 of the sky, weighted by the sine of
    # the elevation (Johnson and Watson 1984); by solid angle half of 45 in 180 degrees.
    heights = Heights(walled(10.0))
    found = diagram_of(heights, (140.25, 0.25, 0.0), GREENWICH, (DECEMBER, MARCH))
    slope = HIGH / 10.25
    assert found.sky_cosine == pytest.approx(1 - (1 - math.cos(math.atan(slope))) / 2, abs=0.006)
    assert found.sky == pytest.approx(1 - math.atan(slope) / math.pi, abs=0.01)
    toward = {a: float(found.horizon[int(2 * a)]) for a in (0, 120, 180)}
    assert toward[180] == pytest.approx(math.degrees(math.atan(slope)), abs=0.6)
    sixty = math.atan(slope * math.cos(math.radians(60)))
    assert toward[120] == pytest.approx(math.degrees(sixty), abs=0.6)
    assert toward[0] == 0.0
    (all_day,) = hidden_of(found.paths[0])
    assert all_day.by is Hides.BUILDING
    assert all_day.where[1] == pytest.approx(-10.5, abs=0.8)


def test_a_wall_hides_what_is_behind_it() -> None:
    level = Heights(walled(200.0))
    found = diagram_of(level, (140.25, 0.25, 2.0), GREENWICH, (MARCH,), (0.0, -1.0, 0.0))
    assert found.sky == pytest.approx(0.5, abs=0.01)
    assert {x.by for x in hidden_of(found.paths[0])} <= {Hides.WALL}
