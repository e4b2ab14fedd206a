"""Laws that the attenuation of a path obeys whatever the path: Hypothesis looks for exceptions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from jumeau.simulation.noise.attenuation.air import air
from jumeau.simulation.noise.attenuation.kernel import attenuate, scratch_buffer
from jumeau.simulation.noise.attenuation.mirrored import overflown
from jumeau.simulation.noise.attenuation.terms import FAVOURABLE, HOMOGENEOUS, SCREEN, TERMS
from jumeau.simulation.noise.profile import (
    COLUMNS,
    COVER,
    DIRECT,
    EDGE,
    KIND,
    LEFT,
    MATERIAL,
    MOST,
    OBSTACLE,
    PX,
    PY,
    RECEIVER,
    REFLECTED,
    REFLECTION,
    RELIEF,
    SOURCE,
    TOP,
    TOP_CURVED,
    WALL,
    Z_GROUND,
    G,
    X,
    Z,
)
from jumeau.simulation.noise.settings import Settings

AIR = air(Settings())
NO_TERMS = np.empty((0, 8))
Point = tuple[float, float, float, float, int, int]
"""Distance, ground, altitude, ground factor, kind and obstacle."""

distances = st.floats(5.0, 800.0)
heights = st.floats(0.05, 30.0)
factors = st.floats(0.0, 1.0)


def profile(points: list[Point], plan: Any = None, turn: float = 0.0) -> NDArray[np.float64]:
    """Return the rows of a path; a reflection lies at the top of its wall."""
    rows = np.zeros((MOST, COLUMNS))
    rows[: len(points)][:, [X, Z_GROUND, Z, G, KIND, OBSTACLE]] = points
    away = rows[: len(points), X] if plan is None else np.asarray(plan)[:, 0]
    aside = 0.0 if plan is None else np.asarray(plan)[:, 1]
    rows[: len(points), PX] = away * math.cos(turn) - aside * math.sin(turn)
    rows[: len(points), PY] = away * math.sin(turn) + aside * math.cos(turn)
    rows[:, [TOP, TOP_CURVED]] = rows[:, [Z, Z]]
    rows[:, MATERIAL] = rows[:, KIND] == REFLECTION
    return rows


def heard(
    points: list[Point],
    kind: int = DIRECT,
    curved: bool = False,
    *,
    absorbed: float = 0.0,
    plan: Any = None,
    turn: float = 0.0,
    weather: NDArray[np.float64] = AIR,
    terms: NDArray[np.float64] = NO_TERMS,
) -> NDArray[np.float64]:
    """Return the gains (2, 8) of a path along a straight line in plan, or along ``plan``."""
    rows = profile(points, plan, turn)
    gain = np.full((2, 8), np.nan)
    exists = attenuate(
        rows, len(points), kind, curved, weather, np.array([np.zeros(8), np.full(8, absorbed)]),
        scratch_buffer(), gain[0], gain[1], terms,
    )  # fmt: skip
    assert exists == int(gain[0].any()) + 2 * int(gain[1].any())
    return gain


def ends(d: float, zs: float, zr: float, g: float = 0.0) -> list[Point]:
    return [(0.0, 0.0, zs, g, SOURCE, -1), (d, 0.0, zr, g, RECEIVER, -1)]


def backwards(points: list[Point]) -> list[Point]:
    """Return a path from its receiver to its source; the ground factor is that of each interval."""
    d, found = points[-1][0], []
    for k in range(len(points) - 1, -1, -1):
        x, low, z, _g, kind, own = points[k]
        g = points[max(k - 1, 0)][3]
        kind = {SOURCE: RECEIVER, RECEIVER: SOURCE}.get(kind, kind)
        found.append((d - x, low, z, g, kind, own))
    return found


def block(
    d: float, place: float, wide: float, top: float, g: float, number: int = 0
) -> list[Point]:
    start = place * 0.8 * d + 0.05 * d
    return [
        (start, 0.0, top, math.nan, WALL, number),
        (start + wide * 0.1 * d, 0.0, top, g, WALL, number),
    ]


def close(a: NDArray[np.float64], b: NDArray[np.float64], far: float = 1e-9) -> bool:
    with np.errstate(divide="ignore", invalid="ignore"):
        return bool(np.all(np.abs(a - b) <= far * np.maximum(a, b)))


@given(distances, heights, heights, factors)
def test_reciprocity_over_the_ground(d: float, zs: float, zr: float, g: float) -> None:
    there = heard(ends(d, zs, zr, g))
    assert close(there, heard(ends(d, zr, zs, g)))


@given(distances, heights, heights, factors, factors, st.floats(0.1, 40.0))
def test_reciprocity_over_a_building(
    d: float, zs: float, zr: float, place: float, wide: float, more: float
) -> None:
    """On hard ground, above rays of both conditions.

    The method itself is not reciprocal elsewhere: the ground factor at the source counts before the
    first edge only, and of a roof below the ray only the edge that is met first.
    """
    source, receiver = ends(d, zs, zr)
    top = max(zs, zr) + d * d / 8000.0 + more
    path = [source, *block(d, place, wide + 0.01, top, 0.0), receiver]
    assert close(heard(path), heard(backwards(path)), 1e-6)


@given(distances, heights, heights, factors, factors, st.floats(0.1, 40.0))
def test_reciprocity_over_a_barrier(
    d: float, zs: float, zr: float, g: float, place: float, top: float
) -> None:
    source, receiver = ends(d, zs, zr, g)
    path = [source, (d * (0.01 + 0.98 * place), 0.0, top, g, WALL, -2), receiver]
    assert close(heard(path), heard(backwards(path)), 1e-6)


@given(distances, heights, heights, factors, st.floats(-500.0, 3000.0), st.floats(0.1, 40.0))
def test_altitude_does_not_count(
    d: float, zs: float, zr: float, g: float, up: float, top: float
) -> None:
    source, receiver = ends(d, zs, zr, g)
    path = [source, *block(d, 0.4, 0.5, top, g), receiver]
    lifted = [(x, low + up, z + up, *rest) for x, low, z, *rest in path]
    assert close(heard(path), heard(lifted), 1e-6)


@given(distances, heights, heights, factors, st.floats(0.1, 40.0), st.floats(0.0, 6.3))
def test_direction_does_not_count(
    d: float, zs: float, zr: float, g: float, top: float, turn: float
) -> None:
    source, receiver = ends(d, zs, zr, g)
    path = [source, *block(d, 0.4, 0.5, top, g), receiver]
    assert close(heard(path), heard(path, turn=turn), 1e-6)


@given(distances, heights, heights, factors, st.lists(factors, min_size=1, max_size=6))
def test_points_that_change_nothing(
    d: float, zs: float, zr: float, g: float, places: list[float]
) -> None:
    """A cover that goes on, an edge of level relief."""
    source, receiver = ends(d, zs, zr, g)
    kinds = (COVER, RELIEF)
    between = [(p * d, 0.0, 0.0, g, kinds[k % 2], -1) for k, p in enumerate(sorted(places))]
    assert close(heard([source, *between, receiver]), heard([source, receiver]))


@given(distances, st.floats(1.001, 3.0), heights, heights)
def test_farther_is_quieter(d: float, longer: float, zs: float, zr: float) -> None:
    """Over hard ground: over soft ground, bands interfere."""
    assert (heard(ends(d * longer, zs, zr)) < heard(ends(d, zs, zr))).all()


@given(distances, heights, heights, factors, st.floats(-10.0, 30.0), st.floats(0.001, 0.01))
def test_more_absorbing_air_is_quieter(
    d: float, zs: float, zr: float, g: float, temperature: float, more: float
) -> None:
    weather = air(Settings(temperature=temperature))
    thicker = weather.copy()
    thicker[0] += more
    path = ends(d, zs, zr, g)
    assert (heard(path, weather=thicker) < heard(path, weather=weather)).all()


@given(st.floats(10.0, 300.0), heights, heights, factors, factors, factors)
def test_more_absorbing_walls_are_quieter(
    d: float, zs: float, zr: float, g: float, less: float, more: float
) -> None:
    less, more = sorted((0.99 * less, 0.99 * more))
    source, receiver = ends(d, zs, zr, g)
    top = max(zs, zr) + 1.0
    path = [source, (0.5 * d, 0.0, top, g, REFLECTION, 3), receiver]
    plan = [(0.0, 0.0), (0.5 * d, 5.0), (d, 0.0)]
    quiet = heard(path, REFLECTED, absorbed=more, plan=plan)
    assert (quiet <= heard(path, REFLECTED, absorbed=less, plan=plan)).all()
    assert close(quiet, heard(path, REFLECTED, plan=plan) * (1.0 - more))


@given(st.floats(10.0, 400.0), st.floats(0.05, 5.0), st.floats(0.5, 15.0), st.floats(1.0, 1.5))
def test_a_higher_barrier_is_quieter(d: float, zs: float, zr: float, higher: float) -> None:
    """Over hard ground, where the barrier hides the source."""
    source, receiver = ends(d, zs, zr)
    top = max(zs, zr) + 2.0

    def behind(z: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        terms = np.empty((TERMS, 8))
        path = [source, (0.4 * d, 0.0, z, 0.0, WALL, -2), receiver]
        gain = heard(path, terms=terms)
        return gain, terms[[HOMOGENEOUS + SCREEN, FAVOURABLE + SCREEN]]

    low, _free = behind(top)
    high, screen = behind(top * higher)
    assert ((high <= low * (1.0 + 1e-9)) | (screen >= 25.0)).all()  # no screen takes more


@given(distances, heights, heights, factors, st.floats(0.1, 200.0), st.booleans())
def test_a_lateral_path_counts_in_one_condition(
    d: float, zs: float, zr: float, g: float, aside: float, curved: bool
) -> None:
    half = math.hypot(0.5 * d, aside)
    source, receiver = ends(2.0 * half, zs, zr, g)
    path = [source, (half, 0.0, 0.5 * (zs + zr), g, EDGE, -1), receiver]
    gain = heard(path, LEFT, curved, plan=[(0.0, 0.0), (0.5 * d, aside), (d, 0.0)])
    assert (gain[int(curved)] > 0.0).all()
    assert not gain[1 - int(curved)].any()
    free = heard(ends(d, zs, zr))[int(curved)]
    assert (gain[int(curved)] <= 5.0 * free).all()  # the detour takes 4.8 dB at least


def test_below_the_ground_nothing_is_heard() -> None:
    assert not heard([(0.0, 1.0, 0.5, 0.0, SOURCE, -1), (50.0, 0.0, 4.0, 0.0, RECEIVER, -1)]).any()
    assert not heard([(0.0, 0.0, 0.5, 0.0, SOURCE, -1), (50.0, 5.0, 4.0, 0.0, RECEIVER, -1)]).any()


def test_a_ray_above_its_wall_is_none() -> None:
    source, receiver = ends(60.0, 4.0, 4.0)
    path = [source, (30.0, 0.0, 3.9, 0.0, REFLECTION, 3), receiver]
    assert not heard(path, REFLECTED).any()


def mirrored(
    angle: float, before: float, after: float, walls: list[tuple[float, float]],
    zs: float, zr: float, top: float, bent: float,
) -> tuple[NDArray[np.float64], int, int]:  # fmt: skip
    """Return a path that turns by an angle at a wall; walls by place (0 to 2) and top; the turn."""
    points: list[Point] = [(0.0, 0.0, zs, 0.0, SOURCE, -1)]
    for place, z in sorted(walls):
        x = place * before if place < 1.0 else before + (place - 1.0) * after
        points.append((x, 0.0, z, 0.0, WALL, -2))
    k = 1 + sum(place < 1.0 for place, _z in walls)
    points.insert(k, (before, 0.0, top, 0.0, REFLECTION, 3))
    points.append((before + after, 0.0, zr, 0.0, RECEIVER, -1))
    plan = [
        (min(p[0], before) + max(0.0, p[0] - before) * math.cos(angle),
         max(0.0, p[0] - before) * math.sin(angle))
        for p in points
    ]  # fmt: skip
    rows = profile(points, plan)
    rows[k, TOP_CURVED] = bent
    return rows, len(points), k


@given(
    st.floats(0.05, 3.1),
    st.floats(2.0, 300.0),
    st.floats(2.0, 300.0),
    st.lists(st.tuples(st.floats(0.02, 1.98), st.floats(0.5, 20.0)), max_size=5),
    st.floats(0.05, 6.0),
    st.floats(0.5, 20.0),
    st.floats(2.0, 25.0),
    st.floats(-2.0, 1.0),
)
def test_what_the_first_stretch_rules_out_is_nowhere(
    angle: float, before: float, after: float, walls: list[tuple[float, float]],
    zs: float, zr: float, top: float, lift: float,
) -> None:  # fmt: skip
    """Early refusal never refuses a path that one of the conditions has."""
    straight = zs + (zr - zs) * before / (before + after)
    top = max(top, straight)
    rows, n, k = mirrored(angle, before, after, walls, zs, zr, top, top + lift)
    direct = math.hypot(rows[n - 1, PX], rows[n - 1, PY])
    refused = overflown(rows, k + 1, rows[n - 1, X], zr, direct, top, top + lift)
    gain = np.empty((2, 8))
    exists = attenuate(
        rows, n, REFLECTED, False, AIR, np.zeros((2, 8)), scratch_buffer(), *gain, NO_TERMS
    )
    assert not (refused and exists)


def test_the_first_stretch_rules_out_low_walls() -> None:
    """A barrier of 8 m before a wall of 5 m: found with the barrier alone."""
    rows, n, k = mirrored(2.0, 40.0, 60.0, [(0.5, 8.0)], 0.05, 4.0, 5.0, 5.0)
    direct = math.hypot(rows[n - 1, PX], rows[n - 1, PY])
    assert overflown(rows, k + 1, 100.0, 4.0, direct, 5.0, 5.0)
    assert not overflown(rows, k + 1, 100.0, 4.0, direct, 9.0, 9.0)
