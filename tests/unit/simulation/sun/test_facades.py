"""Cells on walls and roofs, and the sun on them."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest
from blocks import NORTH, WEST, boxes, level, mesh

from jumeau.geometry.heights import HeightSource
from jumeau.geometry.solid_raster import raise_to_solids
from jumeau.simulation.sun.calendar import day_instants
from jumeau.simulation.sun.facades import facade_cells, hours_on_cells
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import Suns, sun_positions
from jumeau.simulation.sun.shade import lit_at, shade_of
from jumeau.simulation.surface import Surface


def facing(cells, x, y):
    """Tell which cells look in a direction."""
    return ~cells.roof & np.isclose(cells.normal[:, 0], x) & np.isclose(cells.normal[:, 1], y)


def surface_of(*standing, side=100, step=1.0):
    top = np.zeros((round(side / step),) * 2, np.float32)
    for one in standing:
        raise_to_solids(top, WEST, NORTH, step, one)
    return Surface(WEST, NORTH, step, np.zeros_like(top), top)


def suns(azimuth, elevation):
    a, e = np.atleast_1d(np.asarray(azimuth, float)), np.atleast_1d(np.asarray(elevation, float))
    return Suns(a, e, a, e)


def test_a_box_has_cells_on_four_walls():
    cells = facade_cells([boxes([(10, -20, 20, -12, 0, 6)])], level)
    for x, y, count in ((1, 0, 12), (-1, 0, 12), (0, 1, 15), (0, -1, 15)):
        assert facing(cells, x, y).sum() == count
    assert len(cells) == 54
    np.testing.assert_allclose(cells.size, 2.0, atol=1e-5)
    south = facing(cells, 0, -1)
    np.testing.assert_allclose(cells.points[south, 1], NORTH - 21.0)
    np.testing.assert_allclose(cells.on_surface[south, 1], NORTH - 20.0)
    assert set(cells.points[south, 0] - WEST) == {11.0, 13.0, 15.0, 17.0, 19.0}
    assert set(cells.points[south, 2]) == {1.0, 3.0, 5.0}
    assert cells.storey[np.isclose(cells.points[:, 2], 1.0)].tolist() == [0] * 18
    assert set(cells.storey[cells.points[:, 2] > 3.0].tolist()) == {1}
    assert len(np.unique(cells.wall)) == 4
    # All the walls' area is told, and no cell twice.
    assert float(cells.size.prod(axis=1).sum()) == pytest.approx(2 * (10 + 8) * 6, rel=1e-5)
    assert len(np.unique(cells.points.round(3), axis=0)) == 54


def test_cells_fill_walls_of_any_length():
    cells = facade_cells([boxes([(0, 0, 10.9, 7.3, 0, 7.5)])], level)
    assert float(cells.size.prod(axis=1).sum()) == pytest.approx(2 * 18.2 * 7.5, rel=1e-5)
    assert cells.size.min() > 1.3
    assert cells.size.max() < 2.7


def test_party_walls_are_left_out_below_the_neighbours_roof():
    low, high = (0, 0, 10, 10, 0, 6), (10, 0, 20, 10, 0, 12)
    cells = facade_cells([boxes([low, high])], level)
    east_of_low = facing(cells, 1, 0) & (cells.feature == 0)
    assert not east_of_low.any()
    west_of_high = facing(cells, -1, 0) & (cells.feature == 1)
    assert cells.points[west_of_high, 2].min() > 6.0
    assert west_of_high.sum() == 15
    # In two layers likewise; alone the wall is whole.
    cells = facade_cells([boxes([low]), boxes([high], layer="variant")], level)
    assert not (facing(cells, 1, 0) & (cells.layer == 0)).any()
    assert (facing(cells, -1, 0) & (cells.layer == 1)).sum() == 15
    assert cells.layers == ("building", "variant")
    assert facing(facade_cells([boxes([high])], level), -1, 0).sum() == 30
    # What is no building has no cells, and hides none.
    cells = facade_cells([boxes([low], layer="wood"), boxes([high])], level, without={"wood"})
    assert cells.layers == ("building",)
    assert facing(cells, -1, 0).sum() == 30


def test_an_alley_keeps_its_walls():
    cells = facade_cells([boxes([(0, 0, 10, 10, 0, 6), (12, 0, 22, 10, 0, 6)])], level)
    assert (facing(cells, 1, 0) & (cells.feature == 0)).sum() == 15
    assert (facing(cells, -1, 0) & (cells.feature == 1)).sum() == 15


def test_cells_begin_at_the_ground():
    def slope(x, y):
        return (np.asarray(x) - WEST) * 0.25 + 0.0 * np.asarray(y)

    cells = facade_cells([boxes([(0, 0, 20, 10, -3, 9)])], slope)
    at = slope(cells.points[:, 0], cells.points[:, 1])
    assert (cells.points[:, 2] > at).all()
    east = facing(cells, 1, 0)
    assert cells.points[east, 2].min() > 5.0
    # At x = 21 the ground lies at 5.25 m: 3.75 m of the wall are free, two cells of 1.9 m.
    assert len(np.unique(cells.points[east, 2].round(3))) == 2
    assert set(cells.storey[east].tolist()) == {0}


def test_disjoint_walls_in_one_plane_are_two_walls():
    one = boxes([(0, 0, 4, 5, 0, 4), (9, 0, 13, 5, 0, 4)])
    joined = mesh(
        one.points, [*one.triangles[:10], *one.triangles[10:]], [0, len(one.points)],
        [0, len(one.triangles)], "u", one.origin,
    )  # fmt: skip
    cells = facade_cells([joined], level)
    south = facing(cells, 0, -1)
    assert south.sum() == 8
    assert len(np.unique(cells.wall[south])) == 2
    assert set(cells.points[south, 0] - WEST) == {1.0, 3.0, 10.0, 12.0}


def test_roofs_have_level_cells_of_the_one_grid():
    # A ridge along x at 6 m between eaves at 3 m, 8 m apart.
    points = [(0, 0, 3), (12, 0, 3), (12, 4, 6), (0, 4, 6), (12, 8, 3), (0, 8, 3)]
    roof = mesh(
        points, [(0, 1, 2), (0, 2, 3), (3, 2, 4), (3, 4, 5)], [0, 6], [0, 4], "r", (WEST, NORTH, 0)
    )
    cells = facade_cells([roof], level, walls=False, roofs=True)
    assert cells.roof.all()
    assert len(cells) == 24
    place = cells.on_surface
    assert set((place[:, 0] - WEST).tolist()) == {1.0, 3.0, 5.0, 7.0, 9.0, 11.0}
    np.testing.assert_allclose(place[:, 2], 6.0 - abs(place[:, 1] - NORTH - 4.0) * 0.75, atol=1e-5)
    south = place[:, 1] < NORTH + 4.0
    np.testing.assert_allclose(cells.normal[south], [(0.0, -0.6, 0.8)] * 12, atol=1e-6)
    assert not len(facade_cells([roof], level, walls=False))


def test_estimated_heights_are_told():
    source = [HeightSource.ALTITUDES, HeightSource.DEFAULT]
    one = boxes([(0, 0, 8, 8, 0, 6), (20, 0, 28, 8, 0, 6)], source=source)
    cells = facade_cells([one], level)
    assert (cells.estimated == (cells.feature == 1)).all()


def test_nothing_stands():
    cells = facade_cells([], level, roofs=True)
    assert len(cells) == 0
    assert cells.layers == ()
    surface = surface_of()
    assert hours_on_cells(cells, surface, suns(180, 40), np.ones(1)).shape == (0,)
    assert cells.samples(np.zeros((1, 0), np.float32)).values.shape == (1, 0)


def test_samples_lie_on_the_surface():
    cells = facade_cells([boxes([(0, 0, 10, 10, 0, 6)])], level)
    some = cells.only(cells.feature == 0).only(np.arange(7))
    samples = some.samples(np.arange(7, dtype=np.float32), ("2026-03-21T12:00:00+01:00",))
    assert samples.values.shape == (1, 7)
    np.testing.assert_array_equal(samples.points, some.on_surface)
    np.testing.assert_allclose(np.abs(samples.points - some.points).sum(axis=1), 1.0, atol=1e-6)


def test_a_free_wall_has_the_hours_of_the_sun_before_it():
    one = boxes([(40, -60, 60, -50, 0, 6)])
    cells, surface = facade_cells([one], level), surface_of(one)
    place = SunPlace(47.2, -1.5)
    found = sun_positions(place, day_instants(place, datetime.date(2026, 3, 21), 10))
    hours = hours_on_cells(cells, surface, found, np.full(len(found), 1 / 6))
    azimuth, up = np.radians(found.azimuth), found.elevation > 0
    for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        before = up & (x * np.sin(azimuth) + y * np.cos(azimuth) > 0.0)
        wanted = before.sum() / 6
        got = hours[facing(cells, x, y)]
        # Suns that graze the wall may be lost to its own cells on the grid.
        assert wanted - 0.5 < got.min()
        assert got.max() <= wanted + 1e-4
    assert hours[facing(cells, 0, 1)].max() < 0.5


def test_a_building_before_a_wall_shades_it_from_below():
    wall, before = (40, -40, 60, -30, 0, 12), (40, -60, 60, -50, 0, 9)
    one = boxes([wall, before])
    cells, surface = facade_cells([one], level), surface_of(one)
    # The sun in the south at 31 degrees: over the 9 m across the 9 m to the points before the wall.
    elevation = 31.0
    hours = hours_on_cells(cells, surface, suns(180.0, elevation), np.ones(1))
    south = facing(cells, 0, -1) & (cells.feature == 0)
    middle = south & (abs(cells.points[:, 0] - WEST - 50.0) < 6.0)
    edge = 9.0 - 9.0 * math.tan(math.radians(elevation))
    z = cells.points[middle, 2]
    clear = abs(z - edge) > 0.7  # half a cell of the grid, times the slope of the ray
    assert clear.any()
    assert 0 < (z[clear] > edge).sum() < clear.sum()
    np.testing.assert_array_equal(hours[middle][clear], z[clear] > edge)


def test_the_sum_is_that_of_the_field_of_shade():
    one = boxes([(20, -40, 32, -28, 0, 9), (44, -50, 52, -30, 0, 15)])
    surface = surface_of(one)
    low, high = np.full((100, 100), np.inf, np.float32), np.full((100, 100), -np.inf, np.float32)
    low[41:49, 21:30], high[41:49, 21:30] = 2.0, 8.0
    surface = Surface(WEST, NORTH, 1.0, surface.ground, surface.top, low, high)
    cells = facade_cells([one], level)
    many = suns([100, 150, 190, 240, 200], [20, 35, 50, 25, -5])
    hours, passes = np.array([0.5, 1.0, 0.25, 1.0, 9.0]), np.array([0.1, 0.2, 0.3, 0.4, 1.0])
    wanted = np.zeros(len(cells))
    for k in range(4):
        sun = many[k]
        a, e = math.radians(sun.azimuth), math.radians(sun.elevation)
        way = (math.cos(e) * math.sin(a), math.cos(e) * math.cos(a), math.sin(e))
        shade = shade_of(surface, sun.azimuth, sun.elevation, fine=True)
        share = lit_at(surface, shade, cells.points, passes[k])
        wanted += np.where(cells.normal @ np.array(way) > 0, share, 0) * hours[k]
    found = hours_on_cells(cells, surface, many, hours, passes)
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    assert len(np.unique(found.round(3))) > 5


def test_walls_within_a_body_are_left_out():
    one = boxes([(0, 0, 12, 10, 0, 6)])
    first = len(one.points)
    points = [*one.points, (6, 0, 0), (6, 10, 0), (6, 10, 6), (6, 0, 6)]
    inner = [(first, first + 1, first + 2), (first, first + 2, first + 3)]
    parted = mesh(
        points, [*one.triangles, *inner], [0, first + 4], [0, len(one.triangles) + 2], "b",
        one.origin,
    )  # fmt: skip
    cells = facade_cells([parted], level)
    assert len(cells) == len(facade_cells([one], level)) == 66


def test_walls_below_eaves_are_kept():
    one = boxes([(0, 0, 10, 10, 0, 6)])
    points = np.array(one.points)
    roof = points[:, 2] == 6.0
    roof[:16] = False  # the roof's own corners reach over the walls by 0.7 m
    points[roof, :2] += np.where(points[roof, :2] > 5.0, 0.7, -0.7)
    wide = mesh(points, one.triangles, [0, len(points)], [0, len(one.triangles)], "b", one.origin)
    assert len(facade_cells([wide], level)) == len(facade_cells([one], level)) == 60
