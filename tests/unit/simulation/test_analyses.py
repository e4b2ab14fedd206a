"""Simulations of the catalogue: what is asked, tiles, differences, what is computed again."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from jumeau.errors import Cancelled, InputError
from jumeau.geometry.isolines import isolines
from jumeau.geometry.profile import Standing
from jumeau.i18n import Translator
from jumeau.simulation.analyses import renewing, running
from jumeau.simulation.analyses.params import SkyView, SunHours
from jumeau.simulation.analyses.request import Model, Request, cells_of, fitting_step, is_coarse
from jumeau.simulation.catalogue import (
    as_text,
    catalogue,
    checked,
    dates_of,
    fields_of,
    from_text,
)
from jumeau.simulation.sun.calendar import sunrise_sunset
from jumeau.simulation.sun.place import SunPlace

PARIS = SunPlace(48.85, 2.35)
BOX = (1000.0, 2000.0, 1160.0, 2130.0)
MARCH = datetime.date(2026, 3, 21)


def level(x, y):
    return np.full(np.shape(x), 30.0)


def house(west, south, east, north, top, foot=30.0) -> Standing:
    """Return an upright block with walls and a flat roof."""
    ring = np.array([(west, south), (east, south), (east, north), (west, north)], float)
    ring = ring - BOX[:2]
    low = np.column_stack([ring, np.full(4, foot)])
    points = np.concatenate([low, low + np.array([0.0, 0.0, top - foot])]).astype(np.float32)
    walls = [t for k in range(4) for t in ((k, (k + 1) % 4, (k + 1) % 4 + 4),
                                           (k, (k + 1) % 4 + 4, k + 4))]  # fmt: skip
    triangles = np.array([*walls, (4, 5, 6), (4, 6, 7)], np.int32)
    box = np.concatenate([points.min(0), points.max(0)])[None]
    return Standing(
        "houses", points, triangles, np.array([0, 8]), np.array([0, 10]), np.array([0, 1]), box,
        np.array([0]), (*BOX[:2], 0.0),
    )  # fmt: skip


def model(*standing: Standing, crowns=None) -> Model:
    return Model(level, BOX, standing, crowns)


OLD = house(1070, 2060, 1090, 2070, 42.0)
TREES = np.array([[1050.0, 2100.0, 30.0, 9.0, 3.0], [1120.0, 2050.0, 30.0, 12.0, 4.0]])


def request(params, after, before=None, area=BOX) -> Request:
    return Request(params, after, area, PARIS, before, MARCH, MARCH)


@pytest.fixture(autouse=True)
def nothing_kept():
    renewing.forget()
    yield
    renewing.forget()


# -- the catalogue -----------------------------------------------------------------------------


def test_every_parameter_has_words_and_comes_back_from_text() -> None:
    for simulation in catalogue().values():
        for language in ("fr", "en"):
            tr = Translator(language)
            for part in ("title", "intro"):
                assert tr(f"analyses.{part}.{simulation.id}")
            assert tr(f"methods.{simulation.id}")
            for field in fields_of(simulation.params):
                assert tr(f"analyses.param.{field.name}")
                for choice in field.choices:
                    assert tr(f"analyses.choice.{field.name}_{choice}")
        usual = simulation.params()
        assert from_text(simulation, dict(as_text(usual))) == usual
    asked = SunHours("2026-06-21", ("facades",), "none", 0.5, 15, 1.0, True)
    assert from_text(catalogue()["sun_hours"], dict(as_text(asked))) == asked


@pytest.mark.parametrize(
    ("name", "value"),
    [("resolution", 0.0), ("minutes", "dix"), ("surfaces", ["cave"]), ("trees", "perhaps")],
)
def test_values_out_of_bounds_are_refused(name, value) -> None:
    with pytest.raises(InputError) as raised:
        checked(catalogue()["sun_hours"], {name: value})
    assert raised.value.code == "analyses.bad_value"
    assert raised.value.fields["name"] == name


def test_dates_are_a_day_a_period_or_a_year() -> None:
    today = datetime.date(2026, 11, 20)
    day = datetime.date.fromisoformat

    def told(text: str) -> tuple[datetime.date, datetime.date]:
        return dates_of(SunHours(dates=text), today)

    assert told("") == (MARCH, MARCH)
    assert told("2026-06-21/2026-09-21") == (day("2026-06-21"), day("2026-09-21"))
    assert told("2024") == (day("2024-01-01"), day("2024-12-31"))
    assert dates_of(catalogue()["irradiation"].params(), today)[1] == day("2026-12-31")
    for bad in ("2026-09-21/2026-06-21", "2026-02-30", "21/03/2026", "2026-01-01/2028-01-01"):
        with pytest.raises(InputError):
            told(bad)


def test_cells_lie_within_the_area_on_the_grid_of_the_world() -> None:
    assert cells_of((1000.3, 2000.0, 1003.9, 2002.0), 1.0) == (1001, 2002, 2, 2)
    assert cells_of((10.2, 10.2, 10.6, 10.6), 1.0)[2:] == (1, 1)
    area = (0.0, 0.0, 30_000.0, 20_000.0)
    with pytest.raises(InputError) as raised:
        cells_of(area, 1.0)
    assert raised.value.code == "analyses.too_large"
    fits = raised.value.fields["fitting"]
    assert fits == fitting_step(area) == 5.0
    cells_of(area, fits)


def test_a_step_coarser_than_the_streets_is_told() -> None:
    assert not is_coarse(SunHours(resolution=1.0), 4.0)
    assert is_coarse(SunHours(resolution=2.0), 4.0)
    found = catalogue()["sky_view"].run(
        Request(SkyView(resolution=5.0), model(OLD), BOX, street=6.0)
    )
    assert dict(found.facts)["resolution_needed"] == "2"


# -- what is computed --------------------------------------------------------------------------


def test_an_open_field_has_the_sun_from_sunrise_to_sunset() -> None:
    found = catalogue()["sun_hours"].run(request(SunHours(resolution=5.0), model()))
    rise, fall = (datetime.datetime.fromisoformat(x) for x in sunrise_sunset(PARIS, MARCH))
    hours = (fall - rise).total_seconds() / 3600
    assert np.ptp(found.raster.values) == 0.0
    # A step at either end, and the sun's edge that is seen before its middle.
    assert found.raster.values[0, 0] == pytest.approx(hours, abs=0.25)
    assert dict(found.facts)["first"] == "2026-03-21"
    assert dict(found.shares)["ground_least_2"] == 1.0


def test_tiles_equal_a_single_run(monkeypatch) -> None:
    params = SunHours(minutes=30, surfaces=("ground", "roofs", "facades"))
    asked = request(params, model(OLD, house(1020, 2030, 1030, 2110, 55.0), crowns=TREES))
    whole = catalogue()["sun_hours"].run(asked)
    monkeypatch.setattr(running, "WHOLE", 1000)
    monkeypatch.setattr(running, "TILE", 64)
    tiled = catalogue()["sun_hours"].run(asked)
    np.testing.assert_array_equal(tiled.raster.values, whole.raster.values)
    np.testing.assert_array_equal(tiled.walls.samples.values, whole.walls.samples.values)
    assert len(whole.walls.samples.points) > 100
    assert whole.raster.values.min() < 4.0 < whole.raster.values.max()


def test_what_an_edit_cannot_reach_is_not_computed_again(monkeypatch) -> None:
    params = SunHours(minutes=30, dates="2026-03-21")
    before, after = model(OLD, crowns=TREES), model(OLD, house(1130, 2090, 1140, 2100, 34.0))
    after = Model(level, BOX, after.standing, TREES)
    simulation = catalogue()["sun_hours"]
    # Low suns reach everything in so small a town: those of noon alone.
    noon = Request(params, before, BOX, PARIS, None, MARCH, MARCH)
    from jumeau.simulation.analyses import suns

    course = suns.course_of(noon)
    high = course.suns.elevation > 25.0
    near_noon = suns.Course(
        course.instants[high], course.suns.only(high), course.hours[high], 30, 1
    )
    from jumeau.simulation.analyses import sun_hours

    monkeypatch.setattr(sun_hours, "course_of", lambda _request: near_noon)
    simulation.run(noon)
    boxes = []
    from jumeau.simulation.sun import hours

    real = hours.sun_hours

    def counted(*args, box, **how):
        boxes.append(box)
        return real(*args, box=box, **how)

    monkeypatch.setattr(hours, "sun_hours", counted)
    renewed = simulation.run(Request(params, after, BOX, PARIS, None, MARCH, MARCH)).raster.values
    renewing.forget()
    full = simulation.run(Request(params, after, BOX, PARIS, None, MARCH, MARCH)).raster.values
    np.testing.assert_array_equal(renewed, full)
    part, whole = ((b[2] - b[0]) * (b[3] - b[1]) for b in boxes)
    assert part < 0.3 * whole


def test_a_difference_leaves_out_what_is_not_the_same_surface() -> None:
    params = SunHours(minutes=30, surfaces=("ground", "roofs", "facades"))
    new = house(1070, 2035, 1090, 2045, 45.0)  # south of the old one, in its sun
    found = catalogue()["sun_hours"].run(request(params, model(OLD, new), model(OLD)))
    values, raster = found.raster.values, found.raster

    def at(x, y):
        return values[int(raster.north - y), int(x - raster.west)]

    assert np.isnan(at(1080, 2040))  # under the new house
    assert np.isnan(values).sum() == 20 * 10
    assert at(1080, 2050) < -3.0  # between both
    assert at(1080, 2065) <= 0.0  # the old roof is still a roof
    assert at(1005, 2005) == 0.0
    walls = found.walls.samples
    inside = (walls.points[:, 1] > 2035.5) & (walls.points[:, 1] < 2044.5)
    assert not inside.any()  # walls of the new house have nothing to be compared with
    south = walls.normal[:, 1] < -0.9
    assert walls.values[0, south].min() < -3.0
    assert set(found.walls.layers) == {"houses"}
    assert dict(found.shares)["ground_less"] > dict(found.shares)["ground_more"] == 0.0


def test_the_sky_and_what_is_not_asked_for() -> None:
    found = catalogue()["sky_view"].run(
        Request(SkyView(surfaces=("roofs",)), model(OLD), BOX, PARIS)
    )
    values = found.raster.values
    assert np.isfinite(values).sum() == 20 * 10  # the roof alone
    assert np.nanmin(values) == pytest.approx(1.0, abs=1e-3)
    assert found.walls is None


def test_holes_in_the_ground_are_closed_and_told() -> None:
    def holed(x, y):
        return np.where(np.hypot(x - 1100.0, y - 2100.0) < 5.0, np.nan, 30.0)

    asked = Request(SkyView(), Model(holed, BOX), BOX, PARIS)
    found = catalogue()["sky_view"].run(asked)
    assert 70 < int(dict(found.facts)["ground_closed"]) < 90
    assert np.isfinite(found.raster.values).all()


def test_a_stop_is_heard(monkeypatch) -> None:
    def stop(fraction: float, step: str = "") -> None:
        if fraction > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        catalogue()["sun_hours"].run(request(SunHours(minutes=30), model(OLD)), stop)


def test_polar_night_is_told() -> None:
    north = SunPlace(70.0, 25.0, zone="Europe/Oslo")
    december = datetime.date(2026, 12, 21)
    asked = Request(SunHours(), model(), BOX, north, None, december, december)
    with pytest.raises(InputError) as raised:
        catalogue()["sun_hours"].run(asked)
    assert raised.value.code == "analyses.no_sun"


# -- lines -------------------------------------------------------------------------------------


def test_lines_follow_a_cone_and_keep_off_holes() -> None:
    y, x = np.mgrid[0:80, 0:80].astype(np.float32)
    z = np.hypot(x - 40, y - 40).astype(np.float32)
    lines = isolines(z, 100.0, 500.0, 2.0, (10.0, 20.0))
    assert [value for value, _ in lines] == [10.0, 20.0]
    for value, places in lines:
        away = np.hypot(places[:, 0] - 181.0, places[:, 1] - 419.0) / 2.0
        assert away == pytest.approx(value, abs=0.15)
        np.testing.assert_array_equal(places[0], places[-1])  # closed
    z[:, :40] = np.nan
    (_, half), *_ = isolines(z, 100.0, 500.0, 2.0, (10.0,))
    assert half[:, 0].min() > 179.0


def test_lines_of_shade_are_made_on_request() -> None:
    params = SunHours(minutes=15, lines=True)
    found = catalogue()["sun_hours"].run(request(params, model(OLD)))
    assert found.lines is not None
    assert set(found.lines.values) <= {2.0, 4.0, 6.0, 8.0, 10.0}
    assert any(v == 4.0 for v in found.lines.values)
