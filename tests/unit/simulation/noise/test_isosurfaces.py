"""Surfaces of classes: places of bounds in energy, holes, whole coverage."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from jumeau.simulation.noise.isosurfaces import isosurfaces
from jumeau.simulation.noise.receivers import ground_receivers
from tests.unit.simulation.noise.places import SOUTH, WEST, village

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
HALVES = np.array([[0, 1, 2], [0, 2, 3]], np.int32)


def test_a_bound_lies_where_the_energy_says() -> None:
    """From 50 to 60 dB, 55 dB is where the energy is 10^5.5: at 0.24 of the way, not half."""
    found = isosurfaces(SQUARE, HALVES, np.array([50.0, 60.0, 60.0, 50.0]), (55.0,))
    share = (10**5.5 - 10**5) / (10**6 - 10**5)
    assert share == pytest.approx(0.2403, abs=1e-4)
    assert [x.area for x in found] == pytest.approx([100 * share, 100 * (1 - share)])
    assert found[0].shape.bounds == pytest.approx((0, 0, 10 * share, 10))
    assert (found[0].lower, found[0].upper, found[1].lower) == (-np.inf, 55.0, 55.0)


def test_a_level_on_a_bound_belongs_to_the_class_above() -> None:
    below, on, above = isosurfaces(SQUARE, HALVES, np.full(4, 55.0), (55.0, 60.0))
    assert (below.area, on.area, above.area) == (0.0, 100.0, 0.0)


def test_a_loud_middle_makes_a_hole() -> None:
    points = np.array([[0, 0], [9, 0], [9, 9], [0, 9], [4.5, 4.5]], float)
    fan = np.array([[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]], np.int32)
    quiet, loud = isosurfaces(points, fan, np.array([40, 40, 40, 40, 70.0]), (60.0,))
    assert len(quiet.shape.interiors) == 1
    assert len(loud.shape.interiors) == 0
    assert shapely.Polygon(quiet.shape.interiors[0]).equals_exact(loud.shape, 1e-9) or (
        shapely.Polygon(quiet.shape.interiors[0]).symmetric_difference(loud.shape).area < 1e-9
    )


def test_classes_of_a_village_cover_its_open_ground() -> None:
    found = ground_receivers(village(21), (WEST, SOUTH, WEST + 160.0, SOUTH + 160.0))
    mesh = found.mesh
    x, y = (found.points[:, :2] - (WEST, SOUTH)).T
    levels = 62.0 - 12.0 * np.log10(1.0 + np.abs(y - 60.0)) + np.cos(x / 9.0)
    heard = mesh.heard(levels)
    surfaces = isosurfaces(mesh.points, mesh.triangles, heard, (40, 45, 50, 55, 60))
    corners = mesh.points[mesh.triangles]
    total = shapely.area(shapely.polygons(corners)).sum()
    assert sum(x.area for x in surfaces) == pytest.approx(total, rel=1e-9)
    assert all(shapely.is_valid(x.shape) for x in surfaces)
    loud = next(x for x in surfaces if x.lower == 45.0)
    inside = shapely.contains(loud.shape, shapely.points(mesh.points))
    assert inside.sum() > 20
    assert (heard[inside] >= 45.0).all()


def test_triangles_without_a_level_are_left_out() -> None:
    levels = np.array([50.0, 60.0, 60.0, np.nan])
    assert sum(x.area for x in isosurfaces(SQUARE, HALVES, levels, (55.0,))) == pytest.approx(50.0)
    empty = isosurfaces(np.empty((0, 2)), np.empty((0, 3), np.int32), np.empty(0), (55.0,))
    assert [x.area for x in empty] == [0.0, 0.0]
