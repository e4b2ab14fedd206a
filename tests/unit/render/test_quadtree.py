"""The choice of ground tiles."""

from __future__ import annotations

import math

import msgspec

from jumeau.model.view_state import Camera
from jumeau.render.quadtree import Box, Grid, Tile, distance_to, eye_of, needed_tiles

GRID = Grid((0.0, 0.0, 4000.0, 3000.0))
SIZE = (1280, 720)
CAMERA = Camera((2000.0, 1500.0, 0.0), distance=900.0, azimuth=20.0, pitch=30.0)


def box_of(tile: Tile) -> Box:
    west, south, side = GRID.square(tile)
    return (west, south, 0.0, west + side, south + side, 10.0)


def chosen(camera: Camera = CAMERA, pixels: float = 1.3, most: int = 400) -> list[Tile]:
    return needed_tiles(GRID, eye_of(camera, SIZE), box_of, 512, pixels, most)


def test_texels_are_no_larger_than_asked():
    eye = eye_of(CAMERA, SIZE)
    for tile in chosen():
        texel = GRID.side / 2**tile.level / 512
        assert texel <= 1.3 * eye.pixel * distance_to(eye, box_of(tile)) * (1 + 1e-9)


def test_tiles_do_not_overlap():
    tiles = set(chosen())
    for tile in tiles:
        above = tile
        while above.level:
            above = above.parent
            assert above not in tiles


def test_the_point_looked_at_is_covered_and_the_back_is_not():
    squares = [GRID.square(tile) for tile in chosen()]
    covered = [w <= 2000 <= w + s and h <= 1500 <= h + s for w, h, s in squares]
    assert any(covered)
    behind = Camera((2000.0, 5000.0, 0.0), distance=100.0, azimuth=0.0, pitch=10.0)
    assert chosen(behind) == []


def test_nearer_is_finer():
    near = chosen(msgspec.structs.replace(CAMERA, distance=100.0))
    assert max(t.level for t in near) > max(t.level for t in chosen())
    assert near[0].level == max(t.level for t in near)


def test_the_count_is_bounded():
    assert len(chosen(most=12)) <= 12


def test_motion_needs_fewer():
    assert len(chosen(pixels=2.6)) < len(chosen())


def test_a_picture_from_far_needs_the_root_only():
    far = msgspec.structs.replace(CAMERA, distance=60_000.0, pitch=60.0)
    assert chosen(far) == [Tile(0, 0, 0)]
    assert math.isclose(GRID.square(Tile(0, 0, 0))[2], 4000.0)


def test_tiles_beyond_the_model_are_left_out():
    assert not GRID.holds(Tile(2, 0, 3))
    assert GRID.holds(Tile(2, 0, 2))
