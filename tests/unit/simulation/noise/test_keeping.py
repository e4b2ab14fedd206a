"""What is renewed is equal, bit for bit, to a whole computation, whatever was edited."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jumeau.simulation.noise import engine, keeping
from jumeau.simulation.noise.engine import attenuation, levels
from jumeau.simulation.noise.keeping import attenuation_of
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.scene import Attenuation, Scene, Sources
from jumeau.simulation.noise.settings import Settings
from tests.unit.simulation.noise.small_town import (
    HOUSES,
    STREETS,
    receivers_of,
    scene_of,
    sources_of,
)

PLAIN = Settings(max_distance=220.0, reflection_order=0)
ONCE = Settings(max_distance=160.0, reflection_distance=40.0, reflection_order=1)
TWICE = Settings(max_distance=130.0, reflection_distance=30.0, reflection_order=2, lateral=True)


@pytest.fixture(autouse=True)
def nothing_kept():
    keeping.forget()
    yield
    keeping.forget()


def whole(scene: Scene, sources: Sources, receivers, how: Settings, own=None) -> Attenuation:
    return attenuation(prepared(scene), sources, receivers, how, own=own, reach=True)


def same(one: Attenuation, other: Attenuation) -> None:
    assert np.array_equal(one.start, other.start)
    assert np.array_equal(one.section, other.section)
    assert one.gain.tobytes() == other.gain.tobytes()
    assert one.reach.tobytes() == other.reach.tobytes()


@pytest.fixture
def work(monkeypatch) -> list[int]:
    """List how many pairs of receiver and section are computed by each call of the engine."""
    done: list[int] = []
    real = engine.attenuation

    def counted(prep, sources, receivers, how, *rest, **more):
        found = real(prep, sources, receivers, how, *rest, **more)
        done.append(len(found.section))
        return found

    monkeypatch.setattr(engine, "attenuation", counted)
    return done


def test_traffic_is_a_product_and_nothing_is_computed_again(work) -> None:
    receivers, power = receivers_of(), np.full((len(STREETS), 3, 8), 70.0)
    first = attenuation_of(scene_of(), sources_of(), receivers, ONCE)
    before = levels(first, power)
    louder = power.copy()
    louder[0] += 3.0
    again = attenuation_of(scene_of(), sources_of(), receivers.copy(), ONCE)  # other arrays
    assert len(work) == 1
    same(again, first)
    after = levels(again, louder)
    assert (after >= before).all()
    assert (after[first.start[:-1] < first.start[1:]] > before[0].min() - 60.0).all()
    closed = power.copy()
    closed[1:] = -99.0  # all but the first street
    alone = levels(again, closed)
    only = whole(scene_of(), sources_of(STREETS[:1]), receivers, ONCE)
    assert np.array_equal(alone, levels(only, power[:1]))


def test_a_house_far_off_costs_next_to_nothing(work) -> None:
    receivers = receivers_of(20.0)
    old, new = scene_of(), scene_of((*HOUSES, (204.0, 10.0, 8.0, 8.0, 6.0)))
    attenuation_of(old, sources_of(), receivers, ONCE)
    found = attenuation_of(new, sources_of(), receivers, ONCE)
    assert work[1] < 0.35 * work[0]
    same(found, whole(new, sources_of(), receivers, ONCE))
    assert (found.gain != attenuation_of(old, sources_of(), receivers, ONCE).gain).any()
    assert len(work) == 2  # the first scene was kept too


def test_a_new_street_is_computed_alone(work) -> None:
    receivers = receivers_of(20.0)
    attenuation_of(scene_of(), sources_of(), receivers, PLAIN)
    more = sources_of((STREETS[3], ((180.0, 20.0), (180.0, 90.0)), *STREETS[:3]))
    found = attenuation_of(scene_of(), more, receivers, PLAIN)
    assert work[1] < 0.3 * work[0]
    same(found, whole(scene_of(), more, receivers, PLAIN))
    fewer = sources_of(STREETS[1:])
    same(attenuation_of(scene_of(), fewer, receivers, PLAIN),
         whole(scene_of(), fewer, receivers, PLAIN))  # fmt: skip
    assert len(work) == 2


def test_receivers_before_a_facade_are_known_by_its_house() -> None:
    receivers = receivers_of()[:6]
    own = np.array([-1, 2, 3, -1, 2, 4], np.int32)
    attenuation_of(scene_of(), sources_of(), receivers, ONCE, own=own)
    turned = scene_of(HOUSES[::-1])
    there = np.array([-1, 5, 4, -1, 5, 3], np.int32)  # the same houses, in another order
    found = attenuation_of(turned, sources_of(), receivers, ONCE, own=there)
    fresh = whole(turned, sources_of(), receivers, ONCE, own=there)
    assert np.allclose(found.gain, fresh.gain, rtol=1e-6)


def test_memory_is_bounded(monkeypatch) -> None:
    receivers = receivers_of()
    found = attenuation_of(scene_of(), sources_of(), receivers, PLAIN)
    size = found.gain.nbytes + found.reach.nbytes + found.section.nbytes + found.start.nbytes
    monkeypatch.setattr(keeping, "MOST_BYTES", int(2.5 * (size + receivers.nbytes)))
    for width in (10.0, 12.0, 14.0, 16.0):
        attenuation_of(scene_of(((60.0, 60.0, width, 9.0, 9.0),)), sources_of(), receivers, PLAIN)
    assert len(keeping._kept) == 2
    monkeypatch.setattr(keeping, "MOST_BYTES", size // 2)
    attenuation_of(scene_of(), sources_of(), receivers, PLAIN)
    assert not keeping._kept


# -- any edit --------------------------------------------------------------------------------------

place = st.integers(8, 205).map(float)
size = st.integers(4, 26).map(float)
tall = st.integers(2, 24).map(float)
house = st.tuples(place, place, size, size, tall)
street = st.lists(st.tuples(place, place), min_size=1, max_size=3, unique=True).map(tuple)
wall = st.tuples(place, place, place, place, st.integers(1, 6).map(float))


@st.composite
def towns(draw) -> tuple[Scene, Sources]:
    """Draw a town that differs from the usual one by a few edits."""
    houses, streets = list(HOUSES), list(STREETS)
    for _ in range(draw(st.integers(0, 2))):
        houses.pop(draw(st.integers(0, len(houses) - 1)))
    for one in draw(st.lists(house, max_size=2)):
        houses.insert(draw(st.integers(0, len(houses))), one)
    if draw(st.booleans()):
        streets.pop(draw(st.integers(0, len(streets) - 1)))
    for one in draw(st.lists(street, max_size=1)):
        streets.insert(draw(st.integers(0, len(streets))), one)
    usual = {"walls": ((40.0, 100.0, 90.0, 104.0, 3.0),), "lawn": (150.0, 60.0, 40.0)}
    if draw(st.booleans()):
        usual["walls"] = tuple(draw(st.lists(wall, max_size=2)))
    if draw(st.booleans()):
        usual["lawn"] = (draw(place), draw(place), draw(size))
    dip = draw(st.sampled_from((2.0, 2.0, 5.0)))
    painted = draw(st.sampled_from((0, 0, 2)))
    scene = scene_of(tuple(houses), dip=dip, painted=painted, **usual)
    return scene, sources_of(tuple(streets))


@pytest.mark.parametrize("how", [PLAIN, ONCE, TWICE], ids=("straight", "once", "twice"))
@given(st.lists(towns(), min_size=2, max_size=4), st.integers(0, 40))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_edits_all_is_as_computed_whole(how, edited, shift) -> None:
    keeping.forget()
    for k, (scene, sources) in enumerate(edited):
        receivers = receivers_of(40.0)
        if k % 2:
            receivers[shift % len(receivers)] += (3.0, 5.0, 0.0)  # one of them moves
        same(attenuation_of(scene, sources, receivers, how),
             whole(scene, sources, receivers, how))  # fmt: skip
