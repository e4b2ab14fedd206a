"""Traffic by period: what is told, what is assumed, what cannot be."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from jumeau.simulation.noise.traffic import NO_CARS, Origin, Told, traffic_of

NAN = float("nan")
RESIDENTIAL, SECONDARY = 5, 3


def told(count: int = 1, **more) -> Told:
    one, three = np.full(count, NAN), np.full((count, 3), NAN)
    fields = {
        "road_class": np.full(count, RESIDENTIAL), "total": three, "light": three, "heavy": three,
        "daily": one, "counted": one, "heavy_share": one, "speed": np.full(count, 50.0),
        "light_speed": three, "heavy_speed": three, "half": np.zeros(count, bool),
        "one_way": np.zeros(count, bool),
    }  # fmt: skip
    return Told(**(fields | {k: np.array(v) for k, v in more.items()}))


def found(**more):
    notes: Counter[str] = Counter()
    return traffic_of(told(**more), notes), +notes


def test_a_class_tells_the_usual_traffic() -> None:
    # WG-AEN 2007: 350 vehicles by day, 100 in the evening, 50 at night; 5, 2 and 1 % heavy.
    traffic, notes = found()
    assert traffic.light[0] == pytest.approx([350 * 0.95 / 12, 100 * 0.98 / 4, 50 * 0.99 / 8])
    assert traffic.heavy[0] == pytest.approx([350 * 0.05 / 12, 100 * 0.02 / 4, 50 * 0.01 / 8])
    assert traffic.daily[0] == pytest.approx(500.0)
    assert traffic.origin[0] == Origin.DEFAULT
    assert notes == {"traffic_default": 1}


def test_one_way_roads_carry_half_of_the_usual_traffic() -> None:
    traffic, notes = found(one_way=[True])
    assert traffic.daily[0] == pytest.approx(250.0)
    assert notes["one_way_shared"] == 1


def test_a_day_is_spread_over_its_hours() -> None:
    traffic, _ = found(counted=[10_000.0], heavy_share=[0.1])
    assert traffic.origin[0] == Origin.COUNTED
    assert traffic.daily[0] == pytest.approx(10_000.0)
    assert traffic.heavy_part[0] == pytest.approx(0.1)
    # Shares of the hours from 6 to 18 h, from 18 to 22 h and the others, added up by hand.
    light, heavy = np.array([75.07, 18.27, 6.66]), np.array([76.98, 10.96, 12.07])
    hours = np.array([12.0, 4.0, 8.0])
    assert traffic.light[0] == pytest.approx(9000.0 * light / light.sum() / hours, rel=1e-3)
    assert traffic.heavy[0] == pytest.approx(1000.0 * heavy / heavy.sum() / hours, rel=1e-3)


def test_a_count_is_believed_before_a_daily_attribute_and_less_than_periods() -> None:
    traffic, _ = found(daily=[1000.0], counted=[3000.0])
    assert traffic.daily[0] == pytest.approx(3000.0)
    traffic, _ = found(counted=[3000.0], total=[[100.0, 50.0, 10.0]], heavy=[[10.0, 1.0, 0.0]])
    assert traffic.light[0] == pytest.approx([90.0, 49.0, 10.0])
    assert traffic.origin[0] == Origin.GIVEN


def test_carriageways_share_what_is_told_of_the_road() -> None:
    traffic, notes = found(daily=[8000.0], half=[True])
    assert traffic.daily[0] == pytest.approx(4000.0)
    assert notes["carriageways_shared"] == 1


def test_missing_periods_follow_the_shape_of_a_day() -> None:
    traffic, notes = found(light=[[1000.0, NAN, NAN]], heavy=[[0.0, 0.0, 0.0]])
    whole, _ = found(daily=[10_000.0])
    assert notes["periods_filled"] == 1
    ratio = whole.light[0] / whole.light[0, 0]
    assert traffic.light[0] == pytest.approx(1000.0 * ratio)


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"daily": [-5.0]}, "flow_negative"),
        ({"total": [[-1.0, NAN, NAN]]}, "flow_negative"),
        ({"total": [[900_000.0, NAN, NAN]]}, "flow_absurd"),
        ({"daily": [float("inf")]}, "flow_absurd"),
        ({"speed": [0.0]}, "speed_absurd"),
        ({"speed": [400.0]}, "speed_absurd"),
        ({"speed": [-30.0]}, "speed_absurd"),
        ({"heavy_speed": [[400.0] * 3]}, "speed_absurd"),
        ({"speed": [NAN]}, "speed_default"),
        ({"speed": [10.0]}, "speed_slow"),
        ({"heavy_speed": [[110.0] * 3], "speed": [130.0]}, "heavy_speed_capped"),
        ({"total": [[5.0] * 3], "heavy": [[9.0] * 3]}, "heavy_above_total"),
        ({"total": [[5.0] * 3]}, "heavy_by_class"),
    ],
)
def test_what_cannot_be_is_repaired_and_counted(more, note) -> None:
    traffic, notes = found(**more)
    assert notes[note] == 1
    for flows in (traffic.light, traffic.heavy):
        assert (np.isfinite(flows) & (flows >= 0.0)).all()
    for speeds in (traffic.light_speed, traffic.heavy_speed):
        assert ((speeds >= 20.0) & (speeds <= 130.0)).all()
    assert (traffic.heavy_speed <= 90.0).all()


def test_ways_without_cars_have_none_and_are_not_told_of() -> None:
    traffic, notes = found(road_class=[NO_CARS], daily=[-1.0], speed=[0.0])
    assert traffic.daily[0] == 0.0
    assert traffic.origin[0] == Origin.NONE
    assert not notes
