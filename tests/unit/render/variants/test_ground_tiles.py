"""Tiles of the ground under variants: shared where they can be, kept while there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from jumeau.geometry.heightfield import HeightField
from jumeau.model.view_state import Camera
from jumeau.render.canvas import Canvas
from jumeau.render.ground import ROOM, Ground
from jumeau.render.ground_wear import Wear
from jumeau.render.quadtree import Tile, eye_of
from jumeau.render.relief import Relief
from jumeau.render.tile_painting import TEXELS
from jumeau.variants.resolved import Shaped


class _Canvas:
    """Takes actors, and draws nothing."""

    window = None

    def __init__(self) -> None:
        self.actors: set[Any] = set()

    def add(self, actor: Any, **_: Any) -> None:
        self.actors.add(actor)

    def remove(self, actor: Any) -> None:
        self.actors.remove(actor)


class _Changed:
    """A variant that changes a rectangle."""

    def __init__(self, name: bytes, relief: Relief, box: tuple[float, float, float, float]) -> None:
        self.name, self.relief, self.box = name, relief, box
        self.painted: list[tuple[float, float, float]] = []

    def content(self, west: float, south: float, side: float) -> bytes:
        a, b, c, d = self.box
        on = a <= west + side and c >= west and b <= south + side and d >= south
        return self.name if on else b""

    def paint(self, west: float, south: float, side: float) -> NDArray[np.uint8]:
        self.painted.append((west, south, side))
        return np.zeros((TEXELS, TEXELS, 3), np.uint8)


BOX = (900.0, 900.0, 940.0, 940.0)
CAMERA = Camera((960.0, 960.0, 0.0), distance=300.0, azimuth=20.0, pitch=40.0)
EYE = eye_of(CAMERA, (640, 360))


@pytest.fixture
def flat() -> Relief:
    field = HeightField(np.zeros((41, 41), np.float32), 0.0, 2000.0, 50.0)
    return Relief(field, (0.0, 0.0, 2000.0, 2000.0), 0.0, 0.0)


@pytest.fixture
def ground(flat: Relief) -> Ground:
    return Ground(cast(Canvas, _Canvas()), flat, (0.0, 0.0, 0.0))


def plain(painted: list[tuple[float, float, float]]) -> Callable[..., NDArray[np.uint8]]:
    def paint(west: float, south: float, side: float) -> NDArray[np.uint8]:
        painted.append((west, south, side))
        return np.full((TEXELS, TEXELS, 3), 200, np.uint8)

    return paint


def shown(ground: Ground) -> dict[Tile, int]:
    """Return the look, by its number, of each tile on the screen."""
    seen = {tile: number for number, tile in ground._shown}
    for key, drawn in ground._drawn.items():
        assert bool(drawn.surface.GetVisibility()) == (key in ground._shown)
    return seen


def test_only_touched_tiles_are_painted_and_only_once(ground: Ground, flat: Relief) -> None:
    base: list[tuple[float, float, float]] = []
    a, b = _Changed(b"a", flat, BOX), _Changed(b"b", flat, BOX)
    wears = [Wear("look", plain(base), x) for x in (None, a, b)]
    for wear in (*wears, *wears[::-1], *wears):
        ground.show(wear, EYE, 1.3, patient=True)
    assert len(base) == len(set(base))
    assert len(a.painted) == len(set(a.painted)) > 0
    assert sorted(a.painted) == sorted(b.painted)
    assert len(a.painted) < len(base) / 2
    assert all(a.content(*place) for place in a.painted)

    ground.show(wears[0], EYE, 1.3, patient=True)
    today = shown(ground)
    ground.show(wears[1], EYE, 1.3, patient=True)
    with_a = shown(ground)
    assert today.keys() == with_a.keys()
    for tile, number in today.items():
        touched = bool(a.content(*ground.grid.square(tile)))
        assert (with_a[tile] != number) == touched


def test_the_same_change_of_two_variants_is_painted_once(ground: Ground, flat: Relief) -> None:
    a, same = _Changed(b"a", flat, BOX), _Changed(b"a", flat, BOX)
    for changed in (a, same):
        ground.show(Wear("look", plain([]), changed), EYE, 1.3, patient=True)
    assert a.painted
    assert not same.painted


@pytest.mark.parametrize("moving", [False, True])
def test_old_paint_stands_in_until_the_new_is_dry(
    ground: Ground, flat: Relief, moving: bool
) -> None:
    ground.show(Wear("look", plain([]), _Changed(b"0", flat, BOX)), EYE, 1.3, patient=True)
    first = shown(ground)
    for step in range(1, 5):  # a drag: nothing is painted between two pictures
        dragged = _Changed(b"%d" % step, flat, BOX)
        ground.show(Wear("look", plain([]), dragged), EYE, 1.3, moving=moving)
        assert shown(ground) == first
        assert not dragged.painted
    while ground.work():
        pass
    ground.show(Wear("look", plain([]), dragged), EYE, 1.3, moving=moving)
    rested = shown(ground)
    assert rested.keys() == first.keys()
    touched = {tile for tile in first if dragged.content(*ground.grid.square(tile))}
    assert {tile for tile in first if rested[tile] != first[tile]} == touched
    assert len(dragged.painted) == len(touched)


def test_many_variants_do_not_fill_the_memory(ground: Ground, flat: Relief) -> None:
    for number in range(40):
        wear = Wear("look", plain([]), _Changed(b"%d" % number, flat, BOX))
        ground.show(wear, EYE, 1.3, patient=True)
    needed = len(shown(ground))
    assert len(ground._drawn) <= max(ROOM, needed) + 1
    canvas = cast(_Canvas, ground._canvas)
    assert len(canvas.actors) <= 2 * len(ground._drawn) + 1
    ground.close()
    assert not canvas.actors


def test_a_deep_pit_lowers_the_plinth(ground: Ground, flat: Relief) -> None:
    corner = np.array([(900.0, 900.0), (940.0, 900.0), (940.0, 940.0), (900.0, 940.0)])
    relief = flat.shaped([Shaped("e", corner, None, -60.0, 0.0)])
    before = ground.base
    assert before > -60.0
    ground.show(Wear("look", plain([]), _Changed(b"a", relief, BOX)), EYE, 1.3, patient=True)
    assert ground.base < -60.0
    lowest = min(
        drawn.surface.GetMapper().GetInput().GetBounds()[4] for drawn in ground._drawn.values()
    )
    assert lowest == pytest.approx(-60.0, abs=0.01) or lowest >= ground.base
