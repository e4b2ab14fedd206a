"""Each term of the attenuation against its formula written anew, in dB and one band at a time.

Equations are those of the annex of Directive 2015/996 as amended by 2021/1226, section 2.5. The
published cases are re-keyed from ISO/TR 17534-4:2020 (as encoded in the tests of NoiseModelling):
TC03, TC05, TC07, TC10 and TC18, 93 dB in each band, 10 °C, 70 %, c = 340 m/s in the ground term.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry import MultiPoint

from jumeau.simulation.noise.attenuation import terms as told
from jumeau.simulation.noise.attenuation.air import absorption, air
from jumeau.simulation.noise.attenuation.edges import arc, curvature, hull
from jumeau.simulation.noise.attenuation.kernel import attenuate, scratch_buffer
from jumeau.simulation.noise.attenuation.planes import HULL_H, plane, survey
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

HZ = (63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
COLD = Settings(temperature=10.0)
MATERIALS = np.array([[0.0] * 8, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.5]])
NAN = math.nan
Row = tuple[float, ...]
"""Distance, ground, altitude, ground factor, kind, obstacle."""

distances = st.floats(3.0, 1000.0)
heights = st.floats(0.05, 40.0)
factors = st.floats(0.0, 1.0)


def profile(points: list[Row]) -> NDArray[np.float64]:
    rows = np.zeros((MOST, COLUMNS))
    rows[: len(points)][:, [X, Z_GROUND, Z, G, KIND, OBSTACLE]] = points
    rows[:, PX] = rows[:, X]
    return rows


def heard(
    rows: NDArray[np.float64],
    n: int,
    kind: int = DIRECT,
    curved: bool = False,
    *,
    full: bool = True,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the attenuation (2, 8) of both conditions [dB] and its terms."""
    gain, terms = np.empty((2, 8)), np.empty((told.TERMS if full else 0, 8))
    attenuate(
        rows, n, kind, curved, air(COLD), MATERIALS, scratch_buffer(), gain[0], gain[1], terms
    )
    with np.errstate(divide="ignore"):
        return -10.0 * np.log10(gain), terms


def ground(f: float, dp: float, zs: float, zr: float, gw: float, bound: float) -> float:
    """Return A_ground: eq. 2.5.15 to 2.5.18, but for G path = 0."""
    k = 2.0 * math.pi * f / 340.0
    w = 0.0185 * f**2.5 * gw**2.6 / (f**1.5 * gw**2.6 + 1.3e3 * f**0.75 * gw**1.3 + 1.16e6)
    cf = dp * (1.0 + 3.0 * w * dp * math.exp(-math.sqrt(w * dp))) / (1.0 + w * dp)
    product = 4.0 * k**2 / dp**2
    for z in (zs, zr):
        product *= z**2 - math.sqrt(2.0 * cf / k) * z + cf / k
    return max(-10.0 * math.log10(product), bound)


@given(distances, heights, heights, factors, factors, st.floats(0.0, 1.0))
def test_free_field(d: float, zs: float, zr: float, gs: float, gr: float, share: float) -> None:
    """Divergence, air and level ground whose factor changes once on the way."""
    rows = profile(
        [
            (0.0, 0.0, zs, gs, SOURCE, -1),
            (share * d, 0.0, 0.0, gr, COVER, -1),
            (d, 0.0, zr, gr, RECEIVER, -1),
        ]
    )
    found, _terms = heard(rows, 3)
    path = gs * share + gr * (1.0 - share)
    far = d / (30.0 * (zs + zr))
    prime = path if far > 1.0 else path * far + gs * (1.0 - far)
    bound = -3.0 * (1.0 - prime)
    bound_f = bound if far <= 1.0 else bound * (1.0 + 2.0 * (1.0 - 1.0 / far))
    turbulent = 6e-3 * d / (zs + zr)
    high = [z + 2e-4 * (z / (zs + zr)) ** 2 * d**2 / 2.0 + turbulent for z in (zs, zr)]
    slant = math.hypot(d, zr - zs)
    free = 20.0 * math.log10(slant) + 11.0
    for b, f in enumerate(HZ):
        both = free + absorption(COLD)[b] * slant
        ground_h = -3.0 if path == 0.0 else ground(f, d, zs, zr, prime, bound)
        ground_f = bound_f if path == 0.0 else ground(f, d, high[0], high[1], path, bound_f)
        assert found[0, b] == pytest.approx(both + ground_h, abs=1e-6)
        assert found[1, b] == pytest.approx(both + ground_f, abs=1e-6)


@given(st.floats(10.0, 500.0), heights, heights, st.floats(0.05, 0.95), st.floats(0.1, 15.0))
def test_one_barrier_on_hard_ground(
    d: float, zs: float, zr: float, share: float, more: float
) -> None:
    """Path differences straight and along arcs, and both grounds: eq. 2.5.21 to 2.5.35."""
    top = max(zs, zr) + d * d / 8000.0 + more
    at = share * d
    rows = profile(
        [
            (0.0, 0.0, zs, 0.0, SOURCE, -1),
            (at, 0.0, top, 0.0, WALL, -2),
            (d, 0.0, zr, 0.0, RECEIVER, -1),
        ]
    )
    found, terms = heard(rows, 3)

    def length(chord: float, direct: float, bent: bool) -> float:
        radius = max(1000.0, 8.0 * direct)
        return 2.0 * radius * math.asin(chord / (2.0 * radius)) if bent else chord

    def detour(z0: float, z9: float, bent: bool) -> float:
        direct = math.hypot(d, z9 - z0)
        over = (math.hypot(at, top - z0), math.hypot(d - at, z9 - top))
        return sum(length(x, direct, bent) for x in over) - length(direct, direct, bent)

    slant = math.hypot(d, zr - zs)
    for bent in (False, True):
        base = told.FAVOURABLE if bent else told.HOMOGENEOUS
        for b, f in enumerate(HZ):
            screens = [
                10.0 * math.log10(3.0 + 40.0 * f / 340.0 * detour(z0, z9, bent))
                for z0, z9 in ((zs, zr), (-zs, zr), (zs, -zr))
            ]
            sides = []
            for wide, z, other in ((at, zs, screens[1]), (d - at, zr, screens[2])):
                far = wide / (30.0 * (z + top))
                bound = -3.0 * (1.0 + 2.0 * (1.0 - 1.0 / far)) if bent and far > 1.0 else -3.0
                left = 1.0 + (10.0 ** (-bound / 20.0) - 1.0) * 10.0 ** (
                    -(other - screens[0]) / 20.0
                )
                sides.append(-20.0 * math.log10(left))
            wanted = min(25.0, screens[0]) + sum(sides)
            wanted += 20.0 * math.log10(slant) + 11.0 + absorption(COLD)[b] * slant
            assert terms[base + told.SCREEN, b] == pytest.approx(screens[0], abs=1e-4)
            assert found[int(bent), b] == pytest.approx(wanted, abs=1e-3)


@given(st.lists(st.tuples(st.floats(0.5, 60.0), st.floats(-20.0, 20.0)), min_size=1, max_size=8))
def test_mean_plane_is_the_line_of_least_squares(steps: list[tuple[float, float]]) -> None:
    """Against a fit to the line of the ground sampled finely, by numpy."""
    x, points = 0.0, [(0.0, 0.0, 1.0, 0.0, SOURCE, -1)]
    for wide, z in steps:
        x += wide
        points.append((x, z, z, 0.0, RELIEF, -1))
    rows, scratch = profile(points), scratch_buffer()
    survey(rows, len(points), scratch)
    slope, height = plane(rows, scratch, 0, len(points) - 1)
    fine = (np.arange(20_000) + 0.5) / 20_000 * x
    ground_there = np.interp(fine, [p[0] for p in points], [p[1] for p in points])
    centre = x / 2.0
    expected = np.polyfit(fine - centre, ground_there, 1)
    assert slope == pytest.approx(expected[0], abs=1e-4 * (1.0 + abs(expected[0])))
    assert slope * centre + height == pytest.approx(expected[1], abs=1e-3)


def test_mean_plane_climbs_over_roofs() -> None:
    """A roof 10 m high over the second half: the plane of a step function, in closed form."""
    points = [
        (0.0, 0.0, 1.0, 0.0, SOURCE, -1),
        (20.0, 0.0, 10.0, NAN, WALL, 4),
        (30.0, 0.0, 0.0, NAN, RELIEF, -1),  # below the roof: does not count
        (40.0, 0.0, 10.0, 0.0, WALL, 4),
        (40.0, 0.0, 1.0, 0.0, RECEIVER, -1),
    ]
    rows, scratch = profile(points), scratch_buffer()
    survey(rows, len(points), scratch)
    slope, height = plane(rows, scratch, 0, 4)
    assert slope == pytest.approx(10.0 / 40.0 * 1.5)  # 3 h / 2 L
    assert height + slope * 20.0 == pytest.approx(5.0)


def test_a_barrier_does_not_change_the_ground() -> None:
    points = [
        (0.0, 2.0, 3.0, 0.0, SOURCE, -1),
        (20.0, 3.0, 10.0, 0.0, WALL, -2),
        (40.0, 4.0, 5.0, 0.0, RECEIVER, -1),
    ]
    rows, scratch = profile(points), scratch_buffer()
    survey(rows, 3, scratch)
    assert plane(rows, scratch, 0, 2) == pytest.approx((0.05, 2.0))


@given(
    st.lists(st.tuples(st.floats(1.0, 50.0), st.floats(0.5, 30.0)), min_size=1, max_size=12),
    heights,
    heights,
)
def test_hull_is_the_convex_hull(steps: list[tuple[float, float]], zs: float, zr: float) -> None:
    """Against GEOS: the part of its hull above the line of sight."""
    x, points = 0.0, [(0.0, 0.0, zs, 0.0, SOURCE, -1)]
    for wide, z in steps:
        x += wide
        points.append((x, 0.0, z, 0.0, WALL, -2))
    points.append((x + 7.0, 0.0, zr, 0.0, RECEIVER, -1))
    n, scratch = len(points), scratch_buffer()
    rows = profile(points)
    survey(rows, n, scratch)
    count = hull(rows, n, scratch, HULL_H, False, True)
    found = [int(scratch[k, HULL_H]) for k in range(count)]
    assert found[0] == 0
    assert found[-1] == n - 1
    places = [(p[0], p[2]) for p in points]
    low = min(min(z for _x, z in places), 0.0) - 50.0  # closes the hull below
    around = MultiPoint([*places, (0.0, low), (x + 7.0, low)]).convex_hull.buffer(1e-6)
    top = np.interp([p[0] for p in points], *zip(*[places[k] for k in found], strict=True))
    for k, (_x, z) in enumerate(places):
        assert z <= top[k] + 1e-9
    for k in found:
        assert around.exterior.distance(MultiPoint([places[k]])) < 1e-5


@given(st.floats(0.01, 2000.0), st.floats(0.01, 2000.0))
def test_length_of_arcs(chord: float, direct: float) -> None:
    radius = max(1000.0, 8.0 * direct)
    if chord < 2.0 * radius:
        exact = 2.0 * radius * math.asin(chord / (2.0 * radius))
        assert arc(chord, curvature(direct)) == pytest.approx(exact, rel=1e-13)


@pytest.mark.parametrize(
    ("temperature", "humidity", "published"),
    [
        (10.0, 70.0, (0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117.0)),
        (20.0, 70.0, (0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6)),
        (30.0, 70.0, (0.1, 0.3, 1.0, 3.1, 7.4, 12.7, 23.1, 59.3)),
        (15.0, 20.0, (0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202.0)),
        (15.0, 50.0, (0.1, 0.5, 1.2, 2.2, 4.2, 10.8, 36.2, 129.0)),
        (15.0, 80.0, (0.1, 0.3, 1.1, 2.4, 4.1, 8.3, 23.7, 82.8)),
    ],
)
def test_absorption_of_the_air(
    temperature: float, humidity: float, published: tuple[float, ...]
) -> None:
    """ISO 9613-2:1996, table 2, in dB/km, of which it prints two or three digits."""
    found = 1000.0 * absorption(Settings(temperature=temperature, humidity=humidity))
    for value, printed in zip(found, published, strict=True):
        assert value == pytest.approx(printed, abs=0.06 if printed < 100.0 else 0.6)


def test_retrodiffraction_at_the_top_of_a_wall() -> None:
    """Where the ray meets the very top: 10 lg 3 in all bands; along arcs a bit more: eq. 2.5.37."""
    rows = profile(
        [
            (0.0, 0.0, 2.0, 0.0, SOURCE, -1),
            (20.0, 0.0, 3.0, 0.0, REFLECTION, 7),
            (40.0, 0.0, 4.0, 0.0, RECEIVER, -1),
        ]
    )
    rows[1, [MATERIAL, TOP, TOP_CURVED]] = 1.0, 3.0, 3.0
    _found, terms = heard(rows, 3, REFLECTED)
    assert terms[told.HOMOGENEOUS + told.RETRO] == pytest.approx(10.0 * math.log10(3.0))
    whole, half = math.hypot(40.0, 2.0), math.hypot(20.0, 1.0)
    less = 2000.0 * (math.asin(whole / 2000.0) - 2.0 * math.asin(half / 2000.0))
    wanted = [10.0 * math.log10(3.0 + 40.0 * f / 340.0 * less) for f in HZ]
    assert terms[told.FAVOURABLE + told.RETRO] == pytest.approx(wanted, abs=1e-6)
    assert terms[told.WALLS_TERM] == pytest.approx(-10.0 * np.log10(1.0 - MATERIALS[1]))
    rows[1, [TOP, TOP_CURVED]] = 30.0, 30.0
    _found, terms = heard(rows, 3, REFLECTED)
    assert terms[told.HOMOGENEOUS + told.RETRO] == pytest.approx(0.0)


def test_terms_change_nothing() -> None:
    rows = profile(
        [
            (0.0, 0.0, 0.5, 0.6, SOURCE, -1),
            (30.0, 0.0, 8.0, NAN, WALL, 3),
            (45.0, 0.0, 8.0, 0.3, WALL, 3),
            (80.0, 0.0, 4.0, 0.3, RECEIVER, -1),
        ]
    )
    assert (heard(rows, 4)[0] == heard(rows, 4, full=False)[0]).all()


ISO: dict[str, tuple[int, list[Row], list[float], list[float]]] = {
    "TC03": (
        DIRECT,
        [(10.0, 10.0, 0.0, 1.0, 1.0, SOURCE, -1), (200.0, 50.0, 0.0, 4.0, 1.0, RECEIVER, -1)],
        [36.21, 36.16, 34.45, 26.19, 30.49, 34.36, 29.87, 13.54],
        [36.21, 36.16, 36.03, 31.63, 35.53, 34.36, 29.87, 13.54],
    ),
    "TC05": (
        DIRECT,
        [
            (10.0, 10.0, 0.0, 1.0, 0.9, SOURCE, -1),
            (50.0, 18.4211, 0.0, 0.0, 0.5, COVER, -1),
            (120.0, 33.1579, 0.0, 0.0, 0.5, RELIEF, -1),
            (150.0, 39.4737, 4.6154, 4.6154, 0.2, COVER, -1),
            (185.0, 46.8421, 10.0, 10.0, 0.2, RELIEF, -1),
            (200.0, 50.0, 10.0, 14.0, 0.2, RECEIVER, -1),
        ],
        [37.26, 37.21, 37.08, 36.91, 36.57, 35.41, 30.91, 14.54],
        [37.26, 37.21, 37.08, 36.91, 36.57, 35.41, 30.91, 14.54],
    ),
    "TC07": (
        DIRECT,
        [
            (10.0, 10.0, 0.0, 1.0, 0.9, SOURCE, -1),
            (50.0, 18.4211, 0.0, 0.0, 0.5, COVER, -1),
            (150.0, 39.4737, 0.0, 0.0, 0.2, COVER, -1),
            (176.5799, 45.0694, 0.0, 6.0, 0.2, WALL, -2),
            (200.0, 50.0, 0.0, 4.0, 0.2, RECEIVER, -1),
        ],
        [32.54, 31.32, 29.6, 27.37, 22.22, 20.76, 13.44, -5.81],
        [32.85, 31.83, 30.35, 28.36, 25.78, 22.06, 14.81, -4.41],
    ),
    "TC10": (
        DIRECT,
        [
            (50.0, 10.0, 0.0, 1.0, 0.5, SOURCE, -1),
            (55.0, 10.0, 0.0, 10.0, NAN, WALL, 0),
            (65.0, 10.0, 0.0, 10.0, 0.5, WALL, 0),
            (70.0, 10.0, 0.0, 4.0, 0.5, RECEIVER, -1),
        ],
        [40.19, 36.52, 33.38, 33.36, 33.33, 33.21, 32.74, 31.04],
        [40.19, 36.52, 33.38, 33.36, 33.33, 33.21, 32.74, 31.04],
    ),
    "TC10 around": (
        LEFT,
        [
            (50.0, 10.0, 0.0, 1.0, 0.5, SOURCE, -1),
            (54.9894, 4.9894, 0.0, 1.7484, 0.5, EDGE, -1),
            (65.0106, 4.9894, 0.0, 3.2516, 0.5, EDGE, -1),
            (70.0, 10.0, 0.0, 4.0, 0.5, RECEIVER, -1),
        ],
        [41.79, 38.22, 33.8, 29.51, 25.9, 22.57, 18.96, 13.89],
        [41.79, 38.22, 33.8, 29.51, 25.9, 22.57, 18.96, 13.89],
    ),
    "TC18 reflected": (
        REFLECTED,
        [
            (10.0, 10.0, 0.0, 1.0, 0.9, SOURCE, -1),
            (50.0, 24.6237, 0.0, 0.0, 0.5, COVER, -1),
            (89.9881, 39.2430, 0.0, 12.0, 0.5, WALL, -2),
            (120.0, 50.2151, 0.0, 0.0, 0.5, RELIEF, -1),
            (131.8611, 54.5514, 1.8248, 8.2069, 0.5, REFLECTION, -3),
            (150.0, 53.3398, 4.6154, 4.6154, 0.2, COVER, -1),
            (185.0, 51.0019, 10.0, 10.0, 0.2, RELIEF, -1),
            (200.0, 50.0, 10.0, 12.0, 0.2, RECEIVER, -1),
        ],
        [27.49, 27.6, 24.64, 21.23, 17.32, 12.27, 3.49, -13.13],
        [27.71, 28.3, 25.5, 22.19, 18.34, 13.33, 4.57, -12.86],
    ),
}
"""Kind of path; place in plan, ground, altitude, ground factor, kind and obstacle of its points;
levels in homogeneous and favourable conditions [dB]."""


@pytest.mark.parametrize("name", list(ISO))
def test_published_levels(name: str) -> None:
    """The wall of TC18's reflection is 15 m high; in TC10 both conditions are the same."""
    kind, points, homogeneous, favourable = ISO[name]
    rows = np.zeros((MOST, COLUMNS))
    rows[: len(points)][:, [PX, PY, Z_GROUND, Z, G, KIND, OBSTACLE]] = points
    rows[1 : len(points), X] = np.hypot(
        *np.diff(rows[: len(points)][:, [PX, PY]], axis=0).T
    ).cumsum()
    rows[:, [TOP, TOP_CURVED]] = 15.0
    rows[:, MATERIAL] = rows[:, KIND] == REFLECTION
    for condition, levels in enumerate((homogeneous, favourable)):
        curved = kind == LEFT and condition == 1
        found, _terms = heard(rows, len(points), kind, curved)
        assert 93.0 - found[condition] == pytest.approx(levels, abs=0.05)
