"""Blocks that stand for buildings seen from far away."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from village import EAST, NORTH, layer, village

from jumeau.io.store import MemoryStore
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role
from jumeau.render.blocks import POINTS, TRIANGLES, blocks_of, triangles_of
from jumeau.render.buildings import Buildings
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Workshop


def standing(shapes: list[shapely.Polygon], heights: list[float]) -> Buildings:
    store = MemoryStore()
    project = add_layers(
        new_project("x"), (layer(store, Role.BUILDING, shapes, {"height": heights}),)
    )
    part = next(x for x in parts_of(project) if x.kind is Kind.BUILDINGS)
    made = Workshop(store).prepare(part, lambda *_: None)
    assert isinstance(made, Buildings)
    return made


def turned(width: float, depth: float, angle: float) -> shapely.Polygon:
    box = shapely.affinity.rotate(shapely.box(0, 0, width, depth), angle)
    return shapely.affinity.translate(box, EAST, NORTH)


@pytest.mark.parametrize("angle", [0.0, 17.0, 45.0, 120.0])
def test_a_rectangle_keeps_its_corners_and_its_mean_height(angle):
    shape = turned(30.0, 12.0, angle)
    buildings = standing([shape], [9.0])
    blocks = blocks_of(buildings, 0, 0.05)
    assert (len(blocks.points), len(blocks.triangles)) == (POINTS, TRIANGLES)
    origin = np.array(buildings.mesh.origin)
    corners = np.array(shape.exterior.coords)[:-1] - origin[:2]
    for corner in blocks.points[:4, :2]:
        assert np.hypot(*(corners - corner).T).min() < 0.05
    roof = buildings.mesh.points[buildings.mesh.part == 1][:, 2].mean()
    assert blocks.points[4:, 2] == pytest.approx(roof, abs=0.05)


def test_a_block_is_turned_outwards():
    blocks = blocks_of(standing([turned(20.0, 10.0, 30.0)], [6.0]), 0, 0.05)
    a, b, c = (blocks.points[blocks.triangles[:, k]].astype(float) for k in range(3))
    outwards = np.cross(b - a, c - a)
    middle = blocks.points.mean(0)
    assert (np.einsum("ij,ij->i", outwards, (a + b + c) / 3 - middle) > 0).all()


def test_what_is_no_rectangle_keeps_its_form_until_it_is_far_enough():
    bent = shapely.Polygon([(0, 0), (40, 0), (40, 10), (10, 10), (10, 40), (0, 40)])
    buildings = standing([shapely.affinity.translate(bent, EAST, NORTH)], [8.0])
    full = buildings.mesh
    kept = blocks_of(buildings, 0, 1.0)
    assert np.array_equal(kept.points, full.points)
    assert np.array_equal(kept.triangles, full.triangles)
    assert np.array_equal(kept.source, np.arange(len(full.points)))
    assert len(blocks_of(buildings, 0, 12.0).points) == POINTS


def test_the_triangles_are_counted_before_they_are_made():
    project, store = village()
    part = next(x for x in parts_of(project) if x.kind is Kind.BUILDINGS)
    buildings = Workshop(store).prepare(part, lambda *_: None)
    assert isinstance(buildings, Buildings)
    tolerances = (0.01, 1.0, 20.0)
    counts = triangles_of(buildings, tolerances)
    for tile in range(len(counts)):
        made = [len(blocks_of(buildings, tile, t).triangles) for t in tolerances]
        assert counts[tile].tolist() == made


def test_colours_come_from_the_same_kind_of_surface():
    buildings = standing([turned(24.0, 9.0, 10.0)], [7.0])
    blocks = blocks_of(buildings, 0, 0.05)
    part = buildings.mesh.part[blocks.source]
    assert part[:8].tolist() == [0] * 8
    assert part[8:].tolist() == [1] * 4
    z = buildings.mesh.points[blocks.source, 2]
    assert (z[:4] < z[4:8]).all()


def test_hidden_buildings_are_left_out():
    buildings = standing([turned(20, 10, 0), turned(12, 8, 0)], [6.0, 5.0])
    buildings.footprints.hidden[0] = True
    assert len(blocks_of(buildings, 0, 0.1).points) == POINTS
