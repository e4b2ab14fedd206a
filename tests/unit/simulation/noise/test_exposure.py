"""Exposure: the median rule, classes, quiet façades, and what is told of small numbers."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.simulation.noise.exposure import (
    Levels,
    above,
    assessed,
    classes_of,
    exposure,
    weights,
)
from jumeau.simulation.noise.exposure_told import (
    Rounded,
    buildings_told,
    dwellings_told,
    moved,
    residents_told,
    rows_of,
)

BOUNDS = (50.0, 55.0, 60.0)


def heard(*buildings: list[float]) -> Levels:
    """Return levels at 4 m of buildings."""
    owner = np.repeat(np.arange(len(buildings)), [len(x) for x in buildings]).astype(np.int32)
    levels = np.array([x for one in buildings for x in one], float)
    return Levels(levels, owner, np.ones(len(owner), np.int16))


def exposed(levels: Levels, residents: list[float], sensitive: list[int] | None = None) -> object:
    count = len(residents)
    special = np.zeros(count, np.bool_)
    special[sensitive or []] = True
    people = np.array(residents, float)
    return exposure(levels, people, people / 2.0, special, BOUNDS)


def test_an_even_number_is_parted_at_the_median() -> None:
    share = weights(np.array([52.0, 61.0, 48.0, 57.0]), np.zeros(4, np.int32))
    assert share.tolist() == [0.0, 0.5, 0.0, 0.5]


def test_an_odd_number_leaves_out_the_quietest() -> None:
    """Five receivers: the quietest is excluded, the upper half of the other four counts."""
    share = weights(np.array([52.0, 61.0, 48.0, 57.0, 40.0]), np.zeros(5, np.int32))
    assert share.tolist() == [0.0, 0.5, 0.0, 0.5, 0.0]


def test_one_receiver_stands_for_its_building_and_nan_for_nothing() -> None:
    share = weights(np.array([50.0, np.nan, 44.0, 47.0]), np.array([2, 2, 0, 0], np.int32))
    assert share.tolist() == [1.0, 0.0, 0.0, 1.0]
    assert len(weights(np.empty(0), np.empty(0, np.int32))) == 0


def test_levels_at_four_metres_count_or_those_of_the_only_storey() -> None:
    building = np.array([0, 0, 0, 1], np.int32)
    storey = np.array([0, 1, 2, 0], np.int16)
    assert assessed(building, storey).tolist() == [False, True, False, True]


def test_residents_are_spread_over_the_upper_half() -> None:
    levels = heard([62.0, 56.0, 41.0, 40.0], [52.0, 49.0])
    found = exposed(levels, [40.0, 10.0, 7.0], [1])
    assert found.residents.tolist() == [0.0, 10.0, 20.0, 20.0]
    assert found.dwellings.tolist() == [0.0, 5.0, 10.0, 10.0]
    assert found.inhabited.tolist() == [0, 1, 1, 1]
    assert found.sensitive.tolist() == [0, 1, 0, 0]
    assert found.unknown_residents == 7.0
    assert found.loudest[:2].tolist() == [62.0, 52.0]
    assert np.isnan(found.loudest[2])
    # 62 over 40: more than 20 dB quieter behind; 52 over 49 is not.
    assert (found.quiet_residents, found.quiet_dwellings) == (40.0, 20.0)


def test_a_side_that_hears_nothing_is_quiet_and_a_silent_building_unknown() -> None:
    nan = float("nan")
    found = exposed(heard([61.0, 56.0, nan, nan], [nan, nan]), [40.0, 9.0])
    assert found.residents.tolist() == [0.0, 0.0, 20.0, 20.0]
    assert found.quiet_residents == 40.0
    assert found.unknown_residents == 9.0


def test_a_level_on_a_bound_belongs_to_the_class_above() -> None:
    assert exposed(heard([55.0, 55.0]), [30.0]).residents.tolist() == [0.0, 0.0, 30.0, 0.0]
    assert classes_of("lden")[-5:] == (55.0, 60.0, 65.0, 70.0, 75.0)
    assert classes_of("ln")[-5:] == (50.0, 55.0, 60.0, 65.0, 70.0)


def test_a_level_equal_to_the_reference_does_not_lie_above_it() -> None:
    found = exposed(heard([68.0], [68.1], [70.0]), [5.0, 5.0, 0.0])
    lived = np.array([True, True, False])
    assert above(found, 68.0, lived).tolist() == [1]


# -- what is told ----------------------------------------------------------------------------------


def test_numbers_are_rounded_and_never_zero_where_somebody_lives() -> None:
    told = [residents_told(x) for x in (0.0, 0.2, 99.9, 100.0, 149.0, 151.0, 2649.0)]
    assert told == [
        Rounded(0), Rounded(100, True), Rounded(100, True), Rounded(100), Rounded(100),
        Rounded(200), Rounded(2600),
    ]  # fmt: skip
    assert [dwellings_told(x) for x in (0.0, 10.9, 11.0, 47.0)] == [
        Rounded(0), Rounded(11, True), Rounded(10), Rounded(50),
    ]  # fmt: skip
    assert [buildings_told(x) for x in (0, 1, 2, 3)] == [
        Rounded(0), Rounded(3, True), Rounded(3, True), Rounded(3),
    ]  # fmt: skip


def test_small_groups_are_merged_with_the_class_below() -> None:
    # 6 people in two houses above 60 dB; 300 in two blocks between 50 and 55.
    found = exposed(heard([62.0], [63.0], [52.0], [53.0]), [3.0, 3.0, 150.0, 150.0])
    rows = rows_of([found])
    assert [(x.lower, x.upper) for x in rows] == [(-np.inf, 50.0), (50.0, np.inf)]
    assert [x.residents[0] for x in rows] == [Rounded(0), Rounded(300)]


def test_a_single_building_has_no_row_of_its_own() -> None:
    found = exposed(heard([62.0], [57.0], [58.0], [40.0], [41.0]), [200.0, 20.0, 30.0, 9.0, 8.0])
    rows = rows_of([found])
    assert [(x.lower, x.upper) for x in rows] == [(-np.inf, 50.0), (50.0, 55.0), (55.0, np.inf)]
    assert [x.residents[0] for x in rows] == [Rounded(100, True), Rounded(0), Rounded(300)]


def test_rows_are_merged_alike_for_both_sides() -> None:
    before = exposed(heard([62.0], [63.0]), [60.0, 70.0])
    after = exposed(heard([62.0], [58.0]), [60.0, 70.0])
    rows = rows_of([before, after])
    assert [(x.lower, x.upper) for x in rows][-1] == (55.0, np.inf)
    assert rows[-1].residents == (Rounded(100), Rounded(100))
    assert rows_of([before])[-1].lower == 60.0


def test_what_is_left_at_the_bottom_joins_the_class_above() -> None:
    rows = rows_of([exposed(heard([62.0], [63.0], [44.0]), [60.0, 70.0, 4.0])])
    assert [(x.lower, x.upper) for x in rows] == [(-np.inf, np.inf)]
    assert rows[0].residents == (Rounded(100),)


def test_nobody_at_all_has_one_row_of_zeros() -> None:
    (row,) = rows_of([exposed(heard([44.0]), [0.0])])
    assert (row.lower, row.upper, row.residents) == (-np.inf, np.inf, (Rounded(0),))


def test_empty_classes_at_both_ends_are_one_row() -> None:
    rows = rows_of([exposed(heard([56.0], [57.0]), [60.0, 70.0])])
    assert [(x.lower, x.upper) for x in rows] == [(-np.inf, 55.0), (55.0, 60.0), (60.0, np.inf)]
    assert [x.residents[0] for x in rows] == [Rounded(0), Rounded(100), Rounded(0)]


def test_changes_below_two_decibels_are_none() -> None:
    people = np.array([40.0, 50.0, 60.0, 70.0, 30.0])
    before = exposed(heard([60.0], [60.0], [60.0], [60.0], [60.0]), people.tolist())
    after = exposed(heard([58.0], [57.0], [61.9], [62.5], [70.0]), people.tolist())
    found = moved(before, after, people)
    assert found.quieter == Rounded(100, True)
    assert found.louder == Rounded(100)
    assert found.alike == Rounded(100, True)
    one = moved(before, after, np.array([40.0, 0.0, 60.0, 70.0, 30.0]))
    assert one.quieter == Rounded(0), "a single building is no group"
    gone = np.array([0, -1, 2, 3, 4])
    assert moved(before, after, people, gone).quieter == Rounded(0)


@pytest.mark.parametrize("seed", range(5))
def test_nobody_is_lost_or_counted_twice(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = 200
    owner = np.sort(random.integers(0, 40, count)).astype(np.int32)
    storey = random.integers(0, 3, count).astype(np.int16)
    people = random.uniform(0.0, 30.0, 45)
    levels = Levels(random.uniform(35.0, 75.0, count), owner, storey)
    found = exposure(levels, people, people, np.zeros(45, np.bool_), BOUNDS)
    assert found.residents.sum() + found.unknown_residents == pytest.approx(people.sum())
