"""Triangles between receivers: they cover the open ground, cross no wall, and fill rasters."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from jumeau.simulation.noise.mesh import Mesh, raster_of
from jumeau.simulation.noise.outlines import closed_shapes
from jumeau.simulation.noise.receivers import ground_receivers
from tests.unit.simulation.noise.places import SOUTH, WEST, block, scene_of, village

AREA = (WEST, SOUTH, WEST + 160.0, SOUTH + 160.0)


@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_triangles_cover_the_open_ground_once_and_cross_no_wall(seed: int) -> None:
    scene = village(seed)
    mesh = ground_receivers(scene, AREA).mesh
    shapes = shapely.polygons(mesh.points[mesh.triangles])
    closed = shapely.union_all(closed_shapes(scene))
    free = shapely.difference(shapely.box(*mesh.bounds), closed).area
    assert shapely.area(shapes).sum() == pytest.approx(free, abs=0.1)
    assert shapely.union_all(shapes, grid_size=1e-4).area == pytest.approx(free, abs=0.1)
    # Corners are told to the millimetre: no triangle reaches farther into a wall.
    deep = shapely.intersection(shapes, closed.buffer(-0.002))
    assert shapely.area(deep).max() == 0.0
    assert shapely.coverage_is_valid(shapes)


def test_levels_never_pass_a_barrier() -> None:
    """60 dB on one side of a wall, 40 on the other: nothing between them anywhere."""
    wall = (-20.0, 83.0, 200.0, 79.0)
    scene = scene_of(barriers=(wall,))
    found = ground_receivers(scene, AREA)
    line = 83.0 + (found.points[:, 0] - WEST + 20.0) * (79.0 - 83.0) / 220.0
    levels = np.where(found.points[:, 1] - SOUTH > line, 60.0, 40.0)
    raster = raster_of(found.mesh, levels, 1.0)
    known = raster.values[np.isfinite(raster.values)]
    assert len(known) > 0.99 * raster.values.size
    assert np.isin(np.round(known, 3), (40.0, 60.0)).all()


def test_levels_stay_between_two_walls_that_face_the_same_way() -> None:
    """Two barriers 3 m apart: what lies between them is told by none of both sides."""
    scene = scene_of(barriers=((-20.0, 81.0, 200.0, 81.0), (-20.0, 84.0, 200.0, 84.0)))
    found = ground_receivers(scene, AREA)
    y = found.points[:, 1] - SOUTH
    levels = np.select([y < 81.0, y < 84.0], [60.0, 50.0], 40.0)
    raster = raster_of(found.mesh, levels, 1.0)
    rows = SOUTH + 160.0 - 0.5 - np.arange(160) - SOUTH
    expected = np.select([rows < 81.0, rows < 84.0], [60.0, 50.0], 40.0)
    known = np.isfinite(raster.values)
    assert known.sum() > 0.99 * known.size
    np.testing.assert_allclose(
        raster.values[known], np.broadcast_to(expected[:, None], known.shape)[known], atol=1e-3
    )


def test_corners_on_a_wall_hear_what_is_heard_before_it() -> None:
    scene = scene_of(block(80, 80, 24, 10, 30))
    found = ground_receivers(scene, AREA)
    moved = np.hypot(*(found.points[found.mesh.receiver, :2] - found.mesh.points).T)
    on_wall = shapely.distance(
        closed_shapes(scene)[0].exterior, shapely.points(found.mesh.points)
    ) < 0.002  # fmt: skip
    assert on_wall.sum() > 20
    # One receiver a stretch of at most half a cell across, half a metre before the wall.
    assert len(np.unique(found.mesh.receiver[on_wall])) > 12
    assert moved[on_wall].max() < 5.0 * np.sqrt(2.0) + 0.5
    wall = closed_shapes(scene)[0]
    before = shapely.points(found.points[found.mesh.receiver[on_wall], :2])
    np.testing.assert_allclose(shapely.distance(wall, before), 0.5, atol=0.002)
    on_wall[found.mesh.middle] = True  # where there is no receiver
    assert moved[~on_wall].max() < 0.002


def test_no_diagonal_of_a_cell_is_favoured() -> None:
    """A loud receiver in a quiet field sounds alike to all sides."""
    found = ground_receivers(scene_of(), AREA)
    loud = np.argmin(np.hypot(*(found.points[:, :2] - (WEST + 80.0, SOUTH + 80.0)).T))
    levels = np.full(len(found), 40.0)
    levels[loud] = 60.0
    values = raster_of(found.mesh, levels, 1.0).values
    np.testing.assert_allclose(values, values[::-1], atol=1e-4)
    np.testing.assert_allclose(values, values[:, ::-1], atol=1e-4)
    np.testing.assert_allclose(values, values.T, atol=1e-4)
    # The middle of a cell beside it has the mean of the energies of its corners.
    heard = found.mesh.heard(levels)
    beside = np.flatnonzero((found.mesh.receiver[found.mesh.around] == loud).any(axis=1))
    assert len(beside) == 4
    expected = 10.0 * np.log10((10.0**6 + 3 * 10.0**4) / 4.0)
    np.testing.assert_allclose(heard[found.mesh.middle[beside]], expected)


def test_a_raster_is_interpolated_in_energy_and_empty_in_buildings() -> None:
    points = np.array([[0.0, 0.0], [8.0, 0.0], [8.0, 8.0], [0.0, 8.0]])
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.int32)
    whole = np.empty(0, np.int32)
    mesh = Mesh(
        points, triangles, np.arange(4, dtype=np.int32), whole, whole.reshape(0, 4),
        (0.0, 0.0, 8.0, 8.0),
    )  # fmt: skip
    raster = raster_of(mesh, np.array([50.0, 70.0, 70.0, 50.0]), 2.0)
    assert raster.values.shape == (4, 4)
    assert (raster.west, raster.north) == (0.0, 8.0)
    share = np.array([1.0, 3.0, 5.0, 7.0]) / 8.0
    expected = 10.0 * np.log10(1e5 + share * (1e7 - 1e5))
    np.testing.assert_allclose(raster.values, np.tile(expected, (4, 1)), atol=1e-4)
    scene = scene_of(block(81, 81, 22, 22))
    found = ground_receivers(scene, AREA)
    filled = raster_of(found.mesh, np.full(len(found), 55.0), 2.0)
    hole = np.isnan(filled.values)
    assert hole.sum() == 11 * 11
    np.testing.assert_allclose(filled.values[~hole], 55.0, atol=1e-4)


def test_tiles_of_rasters_equal_the_whole() -> None:
    scene = village(15)
    west, south, east, north = AREA

    def heard(area: tuple[float, float, float, float]) -> np.ndarray:
        found = ground_receivers(scene, area)
        x, y = found.points[:, 0] - WEST, found.points[:, 1] - SOUTH
        return raster_of(found.mesh, 55.0 + 8.0 * np.sin(x / 17.0) + y / 20.0, 2.0).values

    whole = heard(AREA)
    halves = [heard((west, south, west + 70.0, north)), heard((west + 70.0, south, east, north))]
    np.testing.assert_array_equal(np.concatenate(halves, axis=1), whole)
