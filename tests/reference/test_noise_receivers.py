"""Receivers among the buildings of Lorient: what real outlines do to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from jumeau.simulation.noise.cases import read_case
from jumeau.simulation.noise.facade_receivers import facade_receivers
from jumeau.simulation.noise.outlines import building_shapes, closed_shapes
from jumeau.simulation.noise.receivers import ground_receivers

LORIENT = Path(__file__).resolve().parents[3] / "shared" / "reference" / "noise" / "lorient"
SIDE = 500.0

pytestmark = pytest.mark.skipif(not LORIENT.is_dir(), reason="reference data are not here")


@pytest.fixture(scope="module")
def scene():
    return read_case(LORIENT / "lor_flat_r0.json").scene


@pytest.fixture(scope="module")
def area(scene):
    x, y = (scene.rings.min(axis=0) + scene.rings.max(axis=0)) / 2.0
    return (x - SIDE / 2, y - SIDE / 2, x + SIDE / 2, y + SIDE / 2)


@pytest.mark.parametrize("halvings", [0, 1, 2])
def test_the_open_ground_is_covered_and_no_receiver_stands_in_a_wall(scene, area, halvings) -> None:
    found = ground_receivers(scene, area, 10.0, halvings=halvings)
    shapes = closed_shapes(scene)
    tree = shapely.STRtree(shapes)
    inside, _ = tree.query(shapely.points(found.points[:, :2]), predicate="intersects")
    assert len(inside) == 0
    mesh = found.mesh
    triangles = shapely.polygons(mesh.points[mesh.triangles])
    box = shapely.box(*mesh.bounds)
    free = shapely.difference(box, shapely.union_all(shapes[tree.query(box)])).area
    assert shapely.area(triangles).sum() == pytest.approx(free, abs=0.1)
    assert shapely.coverage_is_valid(triangles)
    # As many as a laptop follows: see the counts of the issue.
    assert len(found) < {0: 5_000, 1: 8_000, 2: 13_000}[halvings]


def test_facades_have_receivers_that_no_building_fills(scene) -> None:
    found = facade_receivers(scene, None, 5.0)
    shapes = building_shapes(scene)
    place, building = shapely.STRtree(shapes).query(
        shapely.points(found.points[:, :2]), predicate="within"
    )
    assert (scene.tops[building] <= found.points[place, 2]).all()
    assert len(np.unique(found.building)) > 0.99 * len(shapes)
    assert found.size[:, 0].max() <= 5.0 + 1e-4
