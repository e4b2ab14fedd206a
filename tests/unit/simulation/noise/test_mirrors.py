"""Images of a receiver in walls, and reflected paths."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.simulation.noise.mirrors import images as mirrors
from jumeau.simulation.noise.mirrors.images import (
    images_of,
    images_scratch,
    reflected_path,
    reflecting,
    reflects,
)
from jumeau.simulation.noise.mirrors.plan import apart, curved_top, top_at
from jumeau.simulation.noise.mirrors.reflectors import reflectors_of
from jumeau.simulation.noise.paths.index import Prepared, local, prepared
from jumeau.simulation.noise.profile import (
    COLUMNS,
    KIND,
    MATERIAL,
    MOST,
    OBSTACLE,
    PX,
    PY,
    REFLECTION,
    TOP,
    TOP_CURVED,
    X,
    Z,
)
from jumeau.simulation.noise.scene import Scene

REACH = 300.0
L_SHAPE = np.array([[0, 0], [30, 0], [30, 30], [20, 30], [20, 10], [0, 10]], np.float64)


def barriers(*walls: list) -> Scene:
    """Return thin walls, each of a material of its own."""
    return Scene(
        barriers=np.array(walls, np.float64),
        barrier_material=np.arange(len(walls), dtype=np.int32),
        materials=np.tile(np.linspace(0.0, 0.5, max(1, len(walls)))[:, None], 8),
    )


def house(ring: np.ndarray, top: float = 12.0) -> Scene:
    return Scene(
        rings=ring,
        ring_start=np.array([0, len(ring)]),
        ring_building=np.zeros(1, np.int32),
        tops=np.array([top]),
        material=np.zeros(1, np.int32),
    )


def paths(
    scene: Scene,
    source: tuple,
    receiver: tuple,
    order: int = 1,
    *,
    near: float = 100.0,
    own: int = -1,
) -> list[np.ndarray]:
    """Return the profiles of all reflected paths, in the scene's coordinates."""
    prep = prepared(scene)
    s, r = local(prep, np.array([source, receiver], np.float64))
    images = images_scratch(order)
    count = images_of(prep.reflectors, *r, order, near, REACH, own, images)
    assert count >= 0
    found = np.empty(100, np.int64)
    n = reflecting(prep.reflectors, images, *s, found)
    assert found[:n].tolist() == tried(prep, images, s)
    rows, out = np.empty((MOST, COLUMNS)), []
    for k in found[:n]:
        m = reflected_path(prep.cuts, prep.reflectors, images, k, *s, rows)
        told = rows[:m].copy()
        told[:, PX : PY + 1] += prep.cuts.frame[:2]
        out.append(told)
    return out


def tried(prep: Prepared, images: mirrors.Images, s: np.ndarray) -> list[int]:
    """Return the images that a source reaches, found by trying each of them."""
    return [k for k in range(int(images.about[6])) if reflects(prep.reflectors, images, k, *s)]


def test_a_wall_reflects_where_the_angles_are_equal() -> None:
    wall = [[0.0, 0.0, 9.0], [100.0, 0.0, 5.0]]
    (rows,) = paths(barriers(wall), (20.0, 10.0, 1.0), (80.0, 20.0, 4.0))
    (turn,) = rows[rows[:, KIND] == REFLECTION]
    np.testing.assert_allclose(turn[[PX, PY]], [40.0, 0.0], atol=2e-3)
    assert turn[Z] == np.float64(turn[Z])
    np.testing.assert_allclose(turn[Z], 2.0, atol=1e-3)
    np.testing.assert_allclose(turn[TOP], 7.4, atol=1e-3)
    assert turn[OBSTACLE] == -2
    assert rows[-1, X] == np.float64(rows[-1, X])
    np.testing.assert_allclose(rows[-1, X], np.hypot(60.0, 30.0), atol=2e-3)


def test_sound_turns_just_before_the_wall() -> None:
    (rows,) = paths(
        barriers([[0.0, 0.0, 9.0], [100.0, 0.0, 9.0]]), (20.0, 10.0, 1.0), (80.0, 20.0, 4.0)
    )
    (turn,) = rows[rows[:, KIND] == REFLECTION]
    assert 0.0 < turn[PY] <= mirrors.CLEAR


def test_beside_above_beyond_there_is_no_reflection() -> None:
    a, b = (20.0, 10.0, 1.0), (80.0, 20.0, 4.0)
    assert not paths(barriers([[0.0, 0.0, 9.0], [39.0, 0.0, 9.0]]), a, b)
    assert paths(barriers([[0.0, 0.0, 9.0], [41.0, 0.0, 9.0]]), a, b)
    assert not paths(barriers([[0.0, 0.0, 1.9], [100.0, 0.0, 1.9]]), a, b)
    assert not paths(barriers([[0.0, 0.0, 9.0], [100.0, 0.0, 9.0]]), a, (80.0, -20.0, 4.0))
    assert not paths(barriers([[0.0, 0.0, 9.0], [100.0, 0.0, 9.0]]), a, b, near=9.9)
    assert paths(barriers([[0.0, 0.0, 9.0], [100.0, 0.0, 9.0]]), a, b, near=10.1)
    far = [[-100.0, -140.0, 9.0], [200.0, -140.0, 9.0]]
    assert not paths(barriers(far), a, b, near=500.0), "the whole way is longer than the reach"


def test_a_house_reflects_outside_only() -> None:
    ring = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float64)
    found = paths(house(ring), (2.0, -5.0, 1.0), (8.0, -6.0, 1.5))
    assert [int(x[1, OBSTACLE]) for x in found] == [0]
    assert not paths(house(ring), (2.0, 4.0, 1.0), (8.0, 5.0, 1.5), order=2)


def test_two_walls_reflect_in_turn() -> None:
    """Between two parallel walls 20 m apart: two single paths and two double ones."""
    walls = barriers(
        [[-200.0, 0.0, 9.0], [200.0, 0.0, 9.0]], [[-200.0, 20.0, 9.0], [200.0, 20.0, 9.0]]
    )
    a, b = (0.0, 5.0, 1.0), (30.0, 8.0, 2.0)
    assert len(paths(walls, a, b, 1)) == 2
    found = paths(walls, a, b, 2)
    turns = [x[x[:, KIND] == REFLECTION] for x in found]
    assert sorted(map(len, turns)) == [1, 1, 2, 2]
    ways = sorted(round(float(x[-1, X]), 2) for x in found)
    exact = [np.hypot(30.0, y) for y in (13.0, 27.0, 37.0, 43.0)]
    np.testing.assert_allclose(ways, exact, atol=0.02)
    for turn in turns:
        if len(turn) == 2:
            assert {int(x) for x in turn[:, MATERIAL]} == {0, 1}


def test_the_facade_before_which_a_receiver_stands_does_not_reflect() -> None:
    """In front of one wing of an L: the other wing of the same house still does."""
    source, receiver = (10.0, 25.0, 1.0), (8.0, 12.0, 4.0)
    walls = [x[1, [PX, PY]] for x in paths(house(L_SHAPE), source, receiver)]
    assert any(abs(y - 10.0) < 0.1 for _, y in walls)
    assert any(abs(x - 20.0) < 0.1 for x, _ in walls)
    kept = [x[1, [PX, PY]] for x in paths(house(L_SHAPE), source, receiver, own=0)]
    assert len(kept) == 1
    assert abs(kept[0][0] - 20.0) < 0.1


def test_the_top_in_the_curved_space() -> None:
    """Both ends sink by what 100 m and 200 m of 300 m take; between them it is a line."""
    ends = np.array([[100.0, 0.0, 8.0, 200.0, 0.0, 8.0]])
    sunk = np.sqrt(2400.0**2 - 150.0**2) - np.sqrt(2400.0**2 - 50.0**2)
    np.testing.assert_allclose(curved_top(ends, 0, 150.0, 0.0, 0.0, 0.0, 300.0), 8.0 + sunk)
    np.testing.assert_allclose(
        top_at(np.array([[0.0, 0, 4, 10, 0, 6]]), 0, 2.5, 0.0), 4.5, rtol=1e-12
    )
    scene = barriers([[100.0, 30.0, 50.0], [200.0, 30.0, 50.0]])
    (rows,) = paths(scene, (0.0, 0.0, 1.0), (280.0, 0.0, 1.0))
    (turn,) = rows[rows[:, KIND] == REFLECTION]
    assert turn[TOP_CURVED] < turn[TOP] - 3.0


def test_walls_are_found_again_by_their_cells() -> None:
    scene = barriers(*[[[60.0 * i, 0.0, 3.0], [60.0 * i + 5.0, 1.0, 3.0]] for i in range(9)])
    reflectors = reflectors_of(scene, (0.0, 0.0))
    assert len(reflectors.ends) == 9
    assert reflectors.start[-1] == 9
    assert reflectors_of(Scene(), (0.0, 0.0)).ends.shape == (0, 6)
    ring = np.array([[0, 0], [10, 0], [10, 0], [10, 10], [0, 10]], np.float64)
    assert len(reflectors_of(house(ring), (0.0, 0.0)).ends) == 4, "a wall without length"


def metres(low: int, high: int, beside: float) -> st.SearchStrategy[float]:
    """Return centimetres beside a lattice, so that nothing hangs on the last digit."""
    return st.integers(100 * low, 100 * high).map(lambda x: x / 100.0 + beside)


place = st.tuples(metres(-120, 120, 0.0031), metres(-120, 120, 0.0017), metres(1, 8, 0.0))
ends = st.tuples(
    metres(-150, 150, 0.0), metres(-150, 150, 0.0), metres(1, 60, 0.0), metres(0, 6, 0.00071)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ends, min_size=1, max_size=12), place, place)
def test_the_length_is_that_to_the_image_and_none_is_missed(
    found: list, a: tuple, b: tuple
) -> None:
    walls = [
        [[x, y, 9.0], [x + length * np.cos(t), y + length * np.sin(t), 9.0]]
        for x, y, length, t in found
    ]
    scene = barriers(*walls)
    for rows in paths(scene, a, b, 2):  # compares with trying each image, too
        if not len(rows):  # the source stands in the wall
            continue
        turns = np.flatnonzero(rows[:, KIND] == REFLECTION)
        step = np.hypot(np.diff(rows[:, PX]), np.diff(rows[:, PY]))
        np.testing.assert_allclose(rows[:, X], [0.0, *np.cumsum(step)], atol=1e-9)
        far = np.array(b[:2])
        for k in turns[::-1]:
            (p, q) = np.array(walls[int(-2 - rows[k, OBSTACLE])])[:, :2]
            d = (q - p) / np.hypot(*(q - p))
            far = p + 2.0 * ((far - p) @ d) * d - (far - p)
        np.testing.assert_allclose(rows[-1, X], np.hypot(*(far - a[:2])), atol=0.005)


@settings(max_examples=60, deadline=None)
@given(ends, place, place)
def test_distance_of_a_wall_from_a_stretch(wall: tuple, a: tuple, b: tuple) -> None:
    x, y, length, t = wall
    row = np.array([[x, y, 0.0, x + length * np.cos(t), y + length * np.sin(t), 0.0]])
    share = np.linspace(0.0, 1.0, 201)[:, None]
    one = row[0, :2] + share * (row[0, 3:5] - row[0, :2])
    two = np.array(a[:2]) + share * (np.array(b[:2]) - a[:2])
    near = np.sqrt(((one[:, None] - two[None]) ** 2).sum(-1)).min()
    found = apart(row, 0, a[0], a[1], b[0], b[1])
    assert found <= near + 1e-9
    assert found >= near - 0.01 * (length + np.hypot(a[0] - b[0], a[1] - b[1]))
