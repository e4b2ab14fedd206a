"""Shade on pixels: a prism on flat ground has the outline of geometry, walls and crowns their own.

Depths come from rays through a box, outlines from the shifted footprint: neither is the code's.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from jumeau.model.view_state import Camera
from jumeau.render.cloud_nodes import NodePoints
from jumeau.render.sunlit.points import with_points
from jumeau.render.sunlit.sunlight import Lens, Sunlight, Swept
from jumeau.render.sunlit.sweeping import prepared, sweep
from jumeau.render.sunlit.windows import whole_of, windows_of
from jumeau.simulation.surface import Surface

WEST, NORTH, SIDE = 1000.0, 5200.0, 200.0
X0, Y0, X1, Y1, HIGH = 1090.0, 5090.0, 1114.0, 5104.0, 12.0
"""The prism [m]."""
NEAR, FAR = 50.0, 900.0
WIDE, TALL = 480, 360
CLEAR = (1e6, 1e6)
WHITE = 200


def surface(step: float = 0.5, *, west=WEST, north=NORTH, side=SIDE, **more) -> Surface:
    """Return flat ground with the prism, cells whose middle lies in it."""
    count = round(side / step)
    x, y = west + (np.arange(count) + 0.5) * step, north - (np.arange(count) + 0.5) * step
    inside = ((x > X0) & (x < X1))[None, :] & ((y > Y0) & (y < Y1))[:, None]
    ground = np.zeros((count, count), np.float32)
    top = np.where(inside, np.float32(HIGH), ground)
    marks = {k: v(x, y, inside) for k, v in more.items()}
    return Surface(west, north, step, ground, top, **marks)


def lens(pitch: float = 90.0, azimuth: float = 0.0, distance: float = 240.0) -> Lens:
    """Return a lens that looks at the prism's neighbourhood."""
    camera = Camera((1100.0, 5100.0, 0.0), distance, azimuth, pitch)
    forward, around = np.array(camera.direction), math.radians(azimuth)
    right = np.array([math.cos(around), -math.sin(around), 0.0])
    half = math.tan(math.radians(15.0))
    step = 2 * half / TALL
    return Lens(
        np.array(camera.eye), right, np.cross(right, forward), forward,
        (0.5 - WIDE / 2) * step, (0.5 - TALL / 2) * step, step, NEAR, FAR,
    )  # fmt: skip


def rays(of: Lens) -> tuple[np.ndarray, np.ndarray]:
    """Return directions (h, w, 3), of depth 1, and the depth to ground or prism (h, w)."""
    sx = of.left + np.arange(WIDE) * of.step
    sy = of.low + np.arange(TALL) * of.step
    way = of.forward + sx[None, :, None] * of.right + sy[:, None, None] * of.up
    with np.errstate(divide="ignore", invalid="ignore"):
        ground = np.where(way[..., 2] < 0, -of.eye[2] / way[..., 2], np.inf)
        low, high = (np.array(c) for c in ((X0, Y0, 0.0), (X1, Y1, HIGH)))
        a, b = (low - of.eye) / way, (high - of.eye) / way
        enters, leaves = np.minimum(a, b).max(-1), np.maximum(a, b).min(-1)
    hit = (enters < leaves) & (enters > 0)
    return way, np.where(hit, np.minimum(enters, ground), ground)


def drawn(
    swept: list[Swept],
    azimuth: float,
    elevation: float,
    of: Lens,
    passes: float = 0.0,
    **how,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of shade (h, w) on a pale picture, and the places (h, w, 3)."""
    way, z = rays(of)
    with np.errstate(divide="ignore"):
        depth = ((1 / NEAR - 1 / z) / (1 / NEAR - 1 / FAR)).astype(np.float32)
    depth[~np.isfinite(z)] = 1.0
    rgb = np.full((TALL, WIDE, 3), WHITE, np.uint8)
    light = Sunlight(swept, azimuth, elevation, passes, (0.0, 0.0, 0.0), (0.5,) * 3, **how)
    light.tint(rgb, depth, of, CLEAR)
    share = (WHITE - rgb[..., 0].astype(float)) / (WHITE / 2)
    return share, of.eye + way * np.where(np.isfinite(z), z, np.nan)[..., None]


def swept(one: Surface, azimuth: float, elevation: float, *, fine: bool = True) -> Swept:
    window = prepared(one)
    sweep(window, azimuth, elevation, fine=fine)
    return window


def outline(azimuth: float, elevation: float) -> shapely.Geometry:
    """Return the shade of the prism on the ground: what its footprint sweeps over."""
    reach = HIGH / math.tan(math.radians(elevation))
    a = math.radians(azimuth)
    there = shapely.affinity.translate(
        shapely.box(X0, Y0, X1, Y1), -reach * math.sin(a), -reach * math.cos(a)
    )
    return shapely.union_all([shapely.box(X0, Y0, X1, Y1), there]).convex_hull


@pytest.mark.parametrize(
    ("azimuth", "elevation", "fine", "least"),
    [(180.0, 40.0, True, 0.97), (137.0, 25.0, True, 0.97), (291.0, 18.0, True, 0.97),
     (62.0, 33.0, False, 0.95)],
)  # fmt: skip
def test_a_prism_has_the_outline_of_geometry(azimuth, elevation, fine, least):
    share, at = drawn([swept(surface(), azimuth, elevation, fine=fine)], azimuth, elevation, lens())
    ground = np.abs(at[..., 2]) < 0.01
    shape = outline(azimuth, elevation)
    exact = shapely.contains_xy(shape, at[..., 0], at[..., 1]) & ground
    dark = (share > 0.5) & ground
    assert exact.sum() > 2000
    assert (dark & exact).sum() / (dark | exact).sum() > least
    edge = shapely.distance(shapely.points(at[..., :2]), shape.exterior)
    away = ground & (edge > (0.75 if fine else 1.1))
    assert np.abs(share - exact)[away].max() < 0.05
    footing = shapely.distance(shapely.points(at[..., :2]), shapely.box(X0, Y0, X1, Y1))
    soft = (share > 0.1) & (share < 0.9) & ground & (footing > 1.0)
    assert soft.sum() > 100, "edges are soft"


def test_sides_that_turn_away_are_in_shade_and_others_are_not():
    sun = (200.0, 35.0)
    for azimuth, facade, dark in (
        (0.0, 1, False), (180.0, 1, True), (90.0, 0, False), (270.0, 0, True)
    ):  # fmt: skip
        share, at = drawn([swept(surface(), *sun)], *sun, lens(40.0, azimuth))
        wall = (at[..., 2] > 0.5) & (at[..., 2] < HIGH - 0.5)
        edges = ((X0, X1), (Y0, Y1))[facade]
        wall &= np.abs(at[..., facade] - edges[0]) < 0.01 if azimuth in (0.0, 90.0) else (
            np.abs(at[..., facade] - edges[1]) < 0.01
        )  # fmt: skip
        assert wall.sum() > 500
        assert (share[wall].min() > 0.97) if dark else (share[wall].max() < 0.03)
        roof = at[..., 2] > HIGH - 0.01
        inner = roof & (at[..., 0] > X0 + 1) & (at[..., 0] < X1 - 1)
        inner &= (at[..., 1] > Y0 + 1) & (at[..., 1] < Y1 - 1)
        assert share[inner].max() < 0.03, "the roof is in the sun"


def test_a_facade_is_shaded_as_high_as_geometry_says():
    """A wall in the south, as high as the prism, shades its south side up to a straight line."""
    sun, gap, wall = (180.0, 30.0), 10.0, 9.0

    def with_wall(step: float) -> Surface:
        plain = surface(step)
        y = plain.north - (np.arange(len(plain.top)) + 0.5) * step
        plain.top[(y < Y0 - gap) & (y > Y0 - gap - 4)] = wall
        return plain

    share, at = drawn([swept(with_wall(0.5), *sun)], *sun, lens(30.0, 0.0))
    south = np.abs(at[..., 1] - Y0) < 0.01
    south &= (at[..., 0] > X0 + 2) & (at[..., 0] < X1 - 2)
    reaches = wall - gap * math.tan(math.radians(30.0))
    height = at[..., 2]
    assert share[south & (height > reaches + 0.6)].max() < 0.03
    assert share[south & (height < reaches - 0.6) & (height > 0.5)].min() > 0.97


def test_what_is_guessed_is_hatched_and_what_is_known_is_not():
    sun = (180.0, 30.0)
    guessed = surface(estimated=lambda x, y, inside: inside)
    plain, at = drawn([swept(surface(), *sun)], *sun, lens())
    strokes, _ = drawn([swept(guessed, *sun)], *sun, lens())
    ground = np.abs(at[..., 2]) < 0.01
    dark = ground & (plain > 0.98)
    assert 0.35 < (strokes[dark] > 0.9).mean() < 0.65
    assert 0.35 < (strokes[dark] < 0.5).mean() < 0.65
    assert strokes[dark].min() > 0.35, "between the strokes it is still shade"
    assert (strokes[ground & (plain < 0.02)] < 0.03).all()


def test_leaves_let_light_through_and_have_no_hard_side():
    def low(x, y, inside):
        away = np.hypot(x[None, :] - 1050.0, y[:, None] - 5100.0)
        return np.where(away < 5.0, np.float32(4.0), np.float32(np.inf))

    def high(x, y, inside):
        return np.where(np.isfinite(low(x, y, inside)), np.float32(9.0), np.float32(-np.inf))

    sun = (180.0, 45.0)
    one = surface(crown_low=low, crown_high=high)
    shares = {}
    for passes in (0.0, 0.4):
        share, at = drawn([swept(one, *sun)], *sun, lens(distance=300.0), passes)
        spot = (np.hypot(at[..., 0] - 1050.0, at[..., 1] - 5106.5) < 1.5) & (at[..., 2] < 0.01)
        shares[passes] = share[spot].mean()
    assert shares[0.0] > 0.97
    assert shares[0.4] == pytest.approx(0.6, abs=0.02)


def test_below_the_horizon_the_whole_model_is_dusk_and_the_sky_is_not():
    of = lens(8.0, 0.0)
    share, at = drawn([], 300.0, -2.0, of)
    sky = ~np.isfinite(at[..., 2])
    assert sky.any()
    assert share[sky].max() == 0.0
    model = np.linalg.norm(at - of.eye, axis=-1) < 0.9 * FAR
    assert share[model].min() > 0.97


def test_rough_pictures_differ_at_edges_only():
    sun = (137.0, 25.0)
    window = swept(surface(), *sun)
    fine, _ = drawn([window], *sun, lens(50.0, 20.0))
    for block in (2, 4):
        rough, _ = drawn([window], *sun, lens(50.0, 20.0), block=block, rough=True)
        assert (np.abs(fine - rough) > 0.15).mean() < 0.02
        assert abs(fine.mean() - rough.mean()) < 0.004


def test_shade_comes_in_over_the_border_of_a_fine_window():
    """A window beside the prism has the shade of one that holds both, cell by cell."""
    sun = (137.0, 25.0)
    for fine in (False, True):
        whole = swept(surface(), *sun, fine=fine)
        inner = prepared(surface(west=1050.0, north=5150.0, side=40.0))
        sweep(inner, *sun, around=whole, fine=fine)
        same = whole.field[1][100:180, 100:180]
        own = inner.field[1]
        core = (slice(4, -4), slice(4, -4))
        shaded = same[core] > 0.0
        assert 0.05 < shaded.mean() < 0.9
        assert ((own[core] > 0.0) == shaded).mean() > 0.985
        both = shaded & (own[core] > 0.0)
        assert np.abs(own[core] - same[core])[both].max() < 0.7


def test_a_new_sun_is_the_same_swept_anew_or_again():
    one = prepared(surface())
    whole = swept(surface(), 250.0, 20.0)
    for azimuth, elevation in ((100.0, 40.0), (250.0, 20.0)):
        sweep(one, azimuth, elevation, fine=True)
    assert np.array_equal(one.field, whole.field)


BOUNDS = (700_000.0, 6_500_000.0, 703_000.0, 6_503_000.0)


def test_windows_are_nested_and_lie_on_the_grid_of_the_world():
    for distance in (60.0, 500.0, 4000.0):
        camera = Camera((701_234.5, 6_501_111.1, 100.0), distance, 33.0, 30.0)
        found = windows_of(camera, 720, BOUNDS)
        assert found[-1] == whole_of(BOUNDS)
        assert len(found) <= 6
        steps = [x.step for x in found]
        assert steps == sorted(steps)
        assert steps[0] <= max(2 * 1.2 * distance * 2 * math.tan(math.radians(15)) / 720, 0.125)
        for window in found:
            for edge in window.box:
                assert edge / window.step == round(edge / window.step)
            west, south, east, north = window.box
            assert west < camera.target[0] < east
            assert south < camera.target[1] < north
            assert (east - west) / window.step < 1000


def test_a_small_move_of_the_camera_asks_for_no_other_window():
    one = windows_of(Camera((701_500.0, 6_501_500.0, 0.0), 300.0, 0.0, 45.0), 720, BOUNDS)
    moved = windows_of(Camera((701_500.5, 6_501_500.0, 0.0), 300.0, 0.0, 45.0), 720, BOUNDS)
    assert one == moved


class _Octree:
    count = np.array([4000])


class _Cloud:
    """A block of a building's points, and leaves beside it."""

    origin = (WEST, NORTH - SIDE, 0.0)
    box = np.array([[WEST, NORTH - SIDE, 0.0, WEST + SIDE, NORTH, 20.0]])
    spacing = np.array([1.0])
    classified = True
    octree = _Octree()

    def node(self, number: int) -> NodePoints:
        x, y = np.meshgrid(np.arange(20.0, 40.0, 0.9), np.arange(30.0, 50.0, 0.9))
        roof = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, 8.0)])
        leaves = np.repeat(roof + np.array([60.0, 0.0, 0.0]), 2, axis=0)
        leaves[::2, 2] = 3.0
        noise = np.array([[150.0, 150.0, 500.0]])
        ground = np.array([[120.0, 150.0, 0.1]])
        place = np.concatenate([roof, leaves, noise, ground]).astype(np.float32)
        classes = np.repeat([6, 5, 7, 2], [len(roof), len(leaves), 1, 1]).astype(np.uint8)
        light = np.ones(len(place), np.float32)
        return NodePoints(place, place[:, 2], classes, light, None, 0.9)


def test_points_stand_where_shade_comes_from():
    plain = surface(0.5)
    made = with_points(plain, [_Cloud()])

    def cell(x: float, y: float) -> tuple[int, int]:
        return int((SIDE - y) / 0.5), int(x / 0.5)

    roof = made.top[cell(38, 48)[0] : cell(22, 32)[0], cell(22, 32)[1] : cell(38, 48)[1]]
    assert (roof == 8.0).all(), "no gaps between points"
    assert made.crown_low is not None
    assert made.crown_high is not None
    assert (made.crown_low[cell(90, 40)], made.crown_high[cell(90, 40)]) == (3.0, 8.0)
    assert made.top[cell(90, 40)] == 0.0, "leaves are not solid"
    assert made.top[cell(150, 150)] == 0.0, "noise casts nothing"
    assert made.top[cell(50, 40)] == 0.0
    assert np.array_equal(made.ground, plain.ground)
