"""The engine of noise: laws that hold in any scene, and levels that do not depend on the work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jumeau.errors import Cancelled
from jumeau.simulation.noise import engine
from jumeau.simulation.noise.bands import SILENT, a_weighted, lden
from jumeau.simulation.noise.engine import attenuation, explain, levels, levels_changed
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.profile import DIRECT, LEFT, REFLECTED, RIGHT
from jumeau.simulation.noise.scene import Attenuation, Scene, Sources
from jumeau.simulation.noise.settings import Settings
from tests.unit.simulation.noise.small_town import X, Y, receivers_of, scene_of, sources_of

WHOLE = Settings(max_distance=150.0, lateral=True, favourable=((0.3,), (0.6,), (0.9,)))
NEVER, ALWAYS = ((0.0,),) * 3, ((1.0,),) * 3


def _points(*places: tuple[float, float, float]) -> Sources:
    count = len(places)
    at = np.array(places, np.float64)
    return Sources(at, np.arange(count + 1), np.arange(count, dtype=np.int32), count)


def _power(sources: Sources) -> np.ndarray:
    """Return powers that differ by section, period and band."""
    return 90.0 + np.arange(sources.sections * 24.0).reshape(-1, 3, 8) % 17.0


@pytest.fixture(scope="module")
def whole() -> Attenuation:
    receivers = receivers_of()
    return attenuation(
        prepared(scene_of(dip=3.0)), sources_of(), receivers, WHOLE, threads=1, reach=True
    )


def _same(a: Attenuation, b: Attenuation) -> None:
    assert np.array_equal(a.start, b.start)
    assert np.array_equal(a.section, b.section)
    assert np.array_equal(a.gain, b.gain)
    assert np.array_equal(a.reach, b.reach)


def test_first_case_of_iso_17534_4() -> None:
    """Hard level ground, source at 1 m, receiver at 4 m: table of TC01."""
    settings = Settings(temperature=10.0, max_distance=1200.0)
    there = np.array([[200.0, 50.0, 4.0]])
    bands = {
        NEVER: [39.21, 39.16, 39.03, 38.86, 38.53, 37.36, 32.87, 16.54],
        ALWAYS: [40.58, 40.52, 40.40, 40.23, 39.89, 38.72, 34.24, 17.90],
    }
    for favourable, told in bands.items():
        air = replace(settings, favourable=favourable)
        found = attenuation(prepared(Scene()), _points((10.0, 10.0, 1.0)), there, air)
        assert found.gain.shape == (1, 1, 8)
        assert levels(found, np.full((1, 3, 8), 93.0))[0, 2] == pytest.approx(told, abs=0.011)


def test_a_line_is_the_points_at_the_middles_of_its_pieces() -> None:
    """Bent line of 30 m + 50 m, nearest 20 m in plan and 3.9 m in height away: 8 pieces of 10 m."""
    corners = np.array([[0.0, 0.0, 0.1], [30.0, 0.0, 0.1], [30.0, 50.0, 0.1]])
    line = Sources(corners, np.array([0, 3]), np.zeros(1, np.int32), 1)
    there = np.array([[50.0, 25.0, 4.0]])
    middles = [(5, 0), (15, 0), (25, 0), (30, 5), (30, 15), (30, 25), (30, 35), (30, 45)]
    points = _points(*((float(x), float(y), 0.1) for x, y in middles))
    settings = Settings(favourable=NEVER)
    prep = prepared(Scene(default_g=0.5))
    one, all_of_them = (attenuation(prep, x, there, settings) for x in (line, points))
    told = 10.0 * all_of_them.gain.astype(np.float64).sum(0)
    assert one.gain[0] == pytest.approx(told, rel=1e-6)
    near = attenuation(prep, line, there, replace(settings, line_ratio=0.1))
    middle = attenuation(prep, _points((30.0, 10.0, 0.1)), there, settings)
    assert near.gain == pytest.approx(80.0 * middle.gain, rel=1e-6)  # one piece


def test_lines_of_one_section_are_one_entry_and_their_order_does_not_matter() -> None:
    there = receivers_of()[:6]
    prep = prepared(scene_of())
    lines = sources_of()
    joined = replace(lines, section=np.array([1, 0, 1, 0], np.int32), sections=2)
    apart, together = (attenuation(prep, x, there, WHOLE) for x in (lines, joined))
    assert (np.diff(together.start) == 2).all()
    power = np.full((4, 3, 8), 90.0)
    assert levels(together, power[:2]) == pytest.approx(levels(apart, power), abs=1e-4)


@pytest.mark.parametrize(("chunk", "threads"), [(1, 1), (5, 2), (7, 3), (64, 2)])
def test_results_do_not_depend_on_the_division_of_the_work(
    whole: Attenuation, monkeypatch: pytest.MonkeyPatch, chunk: int, threads: int
) -> None:
    monkeypatch.setattr(engine, "CHUNK", chunk)
    prep, there = prepared(scene_of(dip=3.0)), receivers_of()
    _same(whole, attenuation(prep, sources_of(), there, WHOLE, threads=threads, reach=True))


def test_some_sections_of_some_receivers_are_as_in_the_whole(whole: Attenuation) -> None:
    there = receivers_of()
    every = np.arange(len(there)) % 3 == 0
    listed = [[] if k else [1, 3] for k in every]
    start = np.cumsum([0, *map(len, listed)])
    only = every, start, np.array([x for row in listed for x in row], np.int32)
    prep = prepared(scene_of(dip=3.0))
    found = attenuation(prep, sources_of(), there, WHOLE, only=only, reach=True)
    for i in range(len(there)):
        mine, told = (slice(x.start[i], x.start[i + 1]) for x in (found, whole))
        kept = np.isin(whole.section[told], [1, 3]) | every[i]
        assert np.array_equal(found.section[mine], whole.section[told][kept])
        assert np.array_equal(found.gain[mine], whole.gain[told][kept])
        assert np.array_equal(found.reach[mine], whole.reach[told][kept])


def test_levels_are_sums_of_energy(whole: Attenuation) -> None:
    power = _power(sources_of())
    power[2] = SILENT
    found = levels(whole, power)
    told = np.zeros(found.shape)
    for i in range(len(found)):
        for e in range(whole.start[i], whole.start[i + 1]):
            if whole.section[e] != 2:
                told[i] += 10.0 ** (power[whole.section[e]] / 10.0) * whole.gain[e]
    heard = told > 0.0
    assert found[heard] == pytest.approx(np.maximum(10.0 * np.log10(told[heard]), SILENT))
    assert (found[~heard] == SILENT).all()
    assert heard.any()


def test_a_change_of_traffic_is_as_computed_anew(whole: Attenuation) -> None:
    power = _power(sources_of())
    before = levels(whole, power)
    power[1] += 3.0
    found = levels_changed(whole, power, before, np.array([1]))
    assert np.array_equal(found, levels(whole, power))
    assert not np.array_equal(found, before)


def test_paths_add_up_to_the_levels() -> None:
    prep, sources = prepared(scene_of()), sources_of()
    here = np.array([X + 75.0, Y + 90.0, 4.0])  # behind a house, before a wall
    power = _power(sources)
    heard = explain(prep, sources, power, here, WHOLE)
    told = levels(attenuation(prep, sources, here[None], WHOLE), power)[0]
    energy = sum(10.0 ** (x.levels / 10.0) for x in heard)
    assert 10.0 * np.log10(energy) == pytest.approx(told, abs=1e-4)
    assert sum(x.share for x in heard) == pytest.approx(1.0)
    total = 10.0 * np.log10(sum(10.0 ** (x.lden / 10.0) for x in heard))
    assert total == pytest.approx(float(lden(a_weighted(told))), abs=1e-4)
    assert {x.kind for x in heard} == {DIRECT, LEFT, RIGHT, REFLECTED}
    assert [x.lden for x in heard] == sorted((x.lden for x in heard), reverse=True)
    for one in heard:
        assert one.points[-1] == pytest.approx(here)
        assert one.points[0, 2] == pytest.approx(0.05)
    over = [x.points for x in heard if x.kind == DIRECT and len(x.points) > 2]
    assert {round(float(z), 6) for x in over for z in x[1:-1, 2]} <= {3.0, 6.0, 9.0, 12.0, 15.0}
    assert any(x[1, 2] == 9.0 for x in over)  # the roof of the house in front


def test_the_direction_counts_from_the_source_to_the_receiver() -> None:
    """Source in the west: sound goes east, the fifth of sixteen sectors from north."""
    there, source = np.array([[100.0, 0.0, 2.0]]), _points((0.0, 0.0, 1.0))
    prep = prepared(Scene(default_g=1.0))
    east = tuple(1.0 if k == 4 else 0.0 for k in range(16))
    rose, plain = (
        attenuation(prep, source, there, Settings(favourable=x)) for x in ((east,) * 3, ALWAYS)
    )
    assert np.array_equal(rose.gain, plain.gain)
    away = attenuation(
        prep, source, there * -1.0 + (0.0, 0.0, 4.0), Settings(favourable=(east,) * 3)
    )
    calm = attenuation(prep, source, there, Settings(favourable=NEVER))
    assert away.gain == pytest.approx(calm.gain, rel=1e-6)


def test_sources_count_within_reach_only() -> None:
    there = np.array([[0.0, 0.0, 4.0]])
    sources = _points((99.0, 0.0, 1.0), (101.0, 0.0, 1.0))
    found = attenuation(prepared(Scene()), sources, there, Settings(max_distance=100.0))
    assert found.section.tolist() == [0]


def test_below_the_ground_nothing_is_heard() -> None:
    there = np.array([[X + 100.0, Y + 100.0, -50.0], [X + 100.0, Y + 100.0, 9.0]])
    found = attenuation(prepared(scene_of(dip=3.0)), sources_of(), there, WHOLE)
    assert found.start[1] == 0
    assert found.start[2] > 0


def test_no_receivers_and_no_sources() -> None:
    empty = Sources(np.empty((0, 3)), np.zeros(1, np.int64), np.empty(0, np.int32), 0)
    prep = prepared(scene_of())
    found = attenuation(prep, empty, receivers_of()[:2], WHOLE, reach=True)
    assert found.start.tolist() == [0, 0, 0]
    assert (levels(found, np.empty((0, 3, 8))) == SILENT).all()
    none = attenuation(prep, sources_of(), np.empty((0, 3)), WHOLE, reach=True)
    assert (none.start.tolist(), none.gain.shape, none.reach.shape) == ([0], (0, 3, 8), (0, 4))


def test_the_user_may_stop_it() -> None:
    told: list[float] = []

    def stop(fraction: float, step: str = "") -> None:
        told.append(fraction)
        if fraction > 0.3:
            raise Cancelled

    for threads in (1, 2):
        with pytest.raises(Cancelled):
            attenuation(
                prepared(scene_of()),
                sources_of(),
                np.tile(receivers_of()[:1], (64 * 8, 1)),
                replace(WHOLE, max_distance=30.0),
                stop,
                threads=threads,
            )
    assert told[0] == 0.0
    assert max(told) < 1.0


def test_paths_with_too_many_points_are_counted() -> None:
    """600 thin walls between a source and a receiver; a second source has none in its way."""
    x = np.arange(600) * 0.5 + 1.0
    walls = np.stack([np.stack([x, y + 0.0 * x, 2.0 + 0.0 * x], 1) for y in (-4.0, 4.0)], 1)
    between = np.array([0.25, 0.0, 0.0])
    many = np.concatenate([walls, walls + between])
    scene = Scene(barriers=many, barrier_material=np.zeros(1200, np.int32))
    sources = _points((0.0, 0.0, 1.0), (320.0, 0.0, 1.0))
    settings = Settings(reflection_order=0)
    found = attenuation(prepared(scene), sources, np.array([[310.0, 0.0, 4.0]]), settings)
    assert found.left_out == 1
    assert (found.gain[0] == 0.0).all()
    assert (found.gain[1] > 0.0).all()
