"""Sun positions beside published ones; legal time; where a project lies."""

from __future__ import annotations

import csv
import datetime

import numpy as np
import pytest

from jumeau.errors import InputError
from jumeau.model.project import Place, new_project, replaced
from jumeau.simulation.sun.calendar import (
    at,
    day_instants,
    is_polar_night,
    legal,
    period_instants,
    sunrise_sunset,
)
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.placing import place_of, zone_at
from jumeau.simulation.sun.position import sun_at, sun_positions
from jumeau.simulation.sun.validation import SHIPPED
from jumeau.simulation.sun.validation_sun import convergence_at

PARIS = SunPlace(48.8566, 2.3522, 35.0, convergence_at(48.8566, 2.3522))
TROMSO = SunPlace(69.65, 18.96, zone="Europe/Oslo")


def published():
    lines = [x for x in SHIPPED[0].read_text().splitlines() if not x.startswith("#")]
    return list(csv.DictReader(lines))


def test_all_published_positions_within_a_hundredth_of_a_degree():
    rows = published()
    assert len(rows) == 438
    sites = {}
    for row in rows:
        sites.setdefault((float(row["lat"]), float(row["lon"])), []).append(row)
    for (latitude, longitude), those in sites.items():
        turned = those[0]["l93_convergence_deg"]
        convergence = convergence_at(latitude, longitude) if turned else 0.0
        if turned:
            assert convergence == pytest.approx(float(turned), abs=1e-4)
        place = SunPlace(latitude, longitude, 0.0, convergence)
        instants = np.array([x["utc"].removesuffix("+00:00") for x in those], "datetime64[s]")
        suns = sun_positions(place, instants)

        def column(name, those=those):
            return np.array([float(x[name]) for x in those])

        np.testing.assert_allclose(suns.true_elevation, column("elev_true_deg"), atol=0.01)
        np.testing.assert_allclose(suns.elevation, column("elev_apparent_deg"), atol=0.01)
        away = suns.true_azimuth - column("azimuth_true_north_deg")
        np.testing.assert_allclose((away + 180) % 360, 180, atol=0.01)
        if turned:
            away = suns.azimuth - column("azimuth_grid_l93_deg")
            np.testing.assert_allclose((away + 180) % 360, 180, atol=0.01)


def test_one_instant_and_many_are_the_same():
    one = sun_at(PARIS, "2025-06-21T14:00:00+02:00")
    many = sun_positions(PARIS, np.array(["2025-06-21T12:00:00"], "datetime64[ms]"))
    assert many[0] == one
    assert len(sun_positions(PARIS, np.empty(0, "datetime64[s]"))) == 0


def test_grid_azimuth_turns_the_shade():
    """At Brest, 5.4 degrees: a shade of 40 m would end almost 4 m beside its place."""
    brest = SunPlace(48.3904, -4.4861, 0.0, convergence_at(48.3904, -4.4861))
    sun = sun_at(brest, "2025-03-20T15:00:00Z")
    assert 40 * np.radians(sun.azimuth - sun.true_azimuth) == pytest.approx(3.79, abs=0.02)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2025-03-21T14:00", "sun.no_zone"), ("2025-03-21", "sun.no_zone"),
     ("21 mars", "sun.bad_instant"), ("2025-02-30T10:00Z", "sun.bad_instant"),
     ("", "sun.bad_instant")],
)  # fmt: skip
def test_instants_that_are_none(text, code):
    with pytest.raises(InputError) as caught:
        sun_at(PARIS, text)
    assert caught.value.code == code


# Observatoire de Paris / IMCCE: sunrise and sunset at Paris, legal time, to the minute.
@pytest.mark.parametrize(
    ("date", "rise", "fall"),
    [((2025, 3, 21), "06:51", "19:05"), ((2025, 6, 21), "05:47", "21:58"),
     ((2025, 12, 21), "08:41", "16:56")],
)  # fmt: skip
def test_sunrise_and_sunset(date, rise, fall):
    found = sunrise_sunset(PARIS, datetime.date(*date))
    for told, expected in zip(found, (rise, fall), strict=True):
        clock = datetime.datetime.fromisoformat(told)
        hours, minutes = (int(x) for x in expected.split(":"))
        assert abs(clock.hour * 60 + clock.minute + clock.second / 60 - hours * 60 - minutes) <= 1.5


def test_polar_night_and_polar_day():
    winter, summer = datetime.date(2025, 12, 21), datetime.date(2025, 6, 21)
    assert sunrise_sunset(TROMSO, winter) is None
    assert is_polar_night(TROMSO, winter)
    assert sunrise_sunset(TROMSO, summer) is None
    assert not is_polar_night(TROMSO, summer)


def test_a_day_that_begins_with_the_sun_up():
    """Near polar day the sun sets after midnight and rises soon after."""
    iceland = SunPlace(65.7, -18.1, zone="Atlantic/Reykjavik")
    date = datetime.date(2025, 6, 12)
    rise, fall = (datetime.datetime.fromisoformat(x) for x in sunrise_sunset(iceland, date))
    assert rise.hour < 3
    assert fall > rise


def test_summer_time():
    spring, autumn = datetime.date(2025, 3, 30), datetime.date(2025, 10, 26)
    assert at("Europe/Paris", spring, 150) == "2025-03-30T03:30:00+02:00"  # half past two is not
    assert at("Europe/Paris", autumn, 150) == "2025-10-26T02:30:00+02:00"
    assert at("Europe/Paris", autumn, 150, later=True) == "2025-10-26T02:30:00+01:00"
    assert at("Europe/Paris", autumn, 1440) == "2025-10-27T00:00:00+01:00"
    assert legal("2025-07-01T12:00Z", "Europe/Paris").hour == 14
    assert len(day_instants(PARIS, spring, 60)) == 23
    assert len(day_instants(PARIS, autumn, 60)) == 25
    assert day_instants(PARIS, spring, 60)[0] == np.datetime64("2025-03-29T23:00")


def test_a_period_is_made_of_whole_days():
    first, last = datetime.date(2025, 1, 1), datetime.date(2025, 1, 10)
    assert len(period_instants(PARIS, first, last, 30)) == 480
    assert len(period_instants(PARIS, first, last, 30, every_days=3)) == 4 * 48
    assert len(period_instants(PARIS, last, first, 30)) == 0


def test_where_a_project_lies():
    brest = replaced(
        new_project("Brest"), place=Place("Brest", bounds=(145_000, 6_837_000, 147_000, 6_839_000))
    )
    place = place_of(brest)
    assert (place.latitude, place.longitude) == pytest.approx((48.39, -4.49), abs=0.02)
    assert place.convergence == pytest.approx(-5.43, abs=0.02)
    assert place.zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("longitude", "latitude", "zone"),
    [(55.5, -21.1, "Indian/Reunion"), (-61.05, 14.6, "America/Martinique"),
     (-52.3, 4.9, "America/Cayenne"), (11.97, 57.7, "Europe/Paris"), (-0.1, 51.5, "Europe/London"),
     (24.9, 60.2, "Europe/Helsinki"), (-9.1, 38.7, "Europe/Lisbon"), (139.7, 35.7, "Etc/GMT-9"),
     (0.0, 0.0, "Etc/GMT")],
)  # fmt: skip
def test_legal_time_elsewhere(longitude, latitude, zone):
    assert zone_at(longitude, latitude) == zone
