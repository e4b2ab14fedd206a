"""Polygons in space: their triangles, their outside, their plan view."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jumeau.geometry.inside import holders
from jumeau.geometry.plan_view import feet, outlines
from jumeau.geometry.ragged import decode_polygons, polygon_areas
from jumeau.geometry.surfaces import (
    GROUND,
    ROOF,
    TERRAIN,
    UNKNOWN,
    WALL,
    Surfaces,
    decode_surfaces,
    lie_of,
    outward,
    triangulated,
)

ORIGIN = (0.0, 0.0, 0.0)


def decoded(*shapes: shapely.Geometry | None) -> Surfaces:
    blobs = [b"" if s is None else shapely.to_wkb(s, output_dimension=3) for s in shapes]
    offsets = np.concatenate([[0], np.cumsum([len(b) for b in blobs])])
    valid = np.array([s is not None for s in shapes])
    return decode_surfaces(np.frombuffer(b"".join(blobs), np.uint8), offsets, valid)


def area_of(surfaces: Surfaces) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of the triangles' area vectors, and the sum of their areas."""
    count = len(surfaces.polygon_start) - 1
    lie = lie_of(surfaces)
    faces = triangulated(
        surfaces, lie, np.ones(count, np.int8), np.ones(count, np.bool_),
        np.arange(len(surfaces)), ORIGIN,
    )  # fmt: skip
    corner = faces.points[faces.triangles].astype(np.float64)
    vectors = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]) / 2
    return vectors.sum(axis=0), np.linalg.norm(vectors, axis=1).sum()


def cube(x: float = 0.0, z: float = 0.0) -> shapely.MultiPolygon:
    sides = (
        [(0, 0, 0), (0, 1, 0), (1, 1, 0), (1, 0, 0)],
        [(0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)],
        [(0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)],
        [(1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)],
        [(1, 1, 0), (0, 1, 0), (0, 1, 1), (1, 1, 1)],
        [(0, 1, 0), (0, 0, 0), (0, 0, 1), (0, 1, 1)],
    )
    return shapely.MultiPolygon([shapely.Polygon(np.array(s) + np.array([x, 0, z])) for s in sides])


def turned(polygon: shapely.Polygon) -> shapely.Polygon:
    return shapely.Polygon(polygon.exterior.coords[::-1])


def test_a_wall_with_a_window_keeps_its_hole_whichever_way_it_runs():
    outer = [(0, 0, 0), (10, 0, 0), (10, 0, 6), (0, 0, 6)]
    hole = [(2, 0, 1), (4, 0, 1), (4, 0, 3), (2, 0, 3)]
    for ring in (hole, hole[::-1]):
        total, size = area_of(decoded(shapely.Polygon(outer, [ring])))
        assert total == pytest.approx([0, -56, 0])
        assert size == pytest.approx(56)


@given(
    st.lists(st.floats(2, 20), min_size=3, max_size=12),
    st.floats(-1.4, 1.4), st.floats(0, 6.2),
)  # fmt: skip
def test_a_star_on_any_plane_is_cut_without_loss(radii, tilt, turn):
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    flat = np.stack([radii * np.cos(angle), radii * np.sin(angle)], axis=1)
    x, y = flat.T
    # Tilted about the x axis, then turned about the z axis.
    y, z = y * np.cos(tilt), y * np.sin(tilt)
    c, s = np.cos(turn), np.sin(turn)
    space = np.stack([c * x - s * y, s * x + c * y, z], axis=1)
    size = shapely.Polygon(flat).area
    total, cut = area_of(decoded(shapely.Polygon(space)))
    assert np.linalg.norm(total) == pytest.approx(size, rel=1e-4)
    assert cut == pytest.approx(size, rel=1e-4)


def test_every_vertex_stays_where_the_source_has_it():
    ring = [(0, 0, 0), (4, 0, 0), (4, 0, 0), (4, 3, 1), (0, 3, 1), (0, 0, 0)]
    surfaces = decoded(shapely.Polygon(ring))
    assert surfaces.xyz.tolist() == [list(p) for p in ring]
    lie = lie_of(surfaces)
    one = np.ones(1, np.int8)
    faces = triangulated(surfaces, lie, one, one > 0, np.arange(1), (4.0, 0.0, 0.0))
    assert faces.vertex.tolist() == [0, 1, 3, 4]
    assert faces.points[1].tolist() == [0, 0, 0]
    assert lie.low.tolist() == [0]
    assert lie.high.tolist() == [1]


def test_what_cannot_be_drawn_is_passed_over():
    line = shapely.Polygon([(0, 0, 0), (1, 0, 0), (2, 0, 0)])
    lost = shapely.Polygon([(0, 0, 0), (1, 0, 0), (1, 1, np.nan)])
    good = shapely.Polygon([(0, 0, 0), (1, 0, 0), (1, 1, 0)])
    surfaces = decoded(shapely.MultiPolygon([line, lost, good]), None, good)
    assert np.diff(surfaces.feature_start).tolist() == [3, 0, 1]
    assert area_of(surfaces)[1] == pytest.approx(1.0)
    cut = shapely.to_wkb(good, output_dimension=3)[:-5]
    broken = decode_surfaces(np.frombuffer(cut, np.uint8), np.array([0, len(cut)]))
    assert len(broken.xyz) == 0
    assert len(broken) == 1


def test_bodies_are_turned_to_face_outwards():
    inside_out = shapely.MultiPolygon([turned(p) for p in cube(5).geoms])
    surfaces = decoded(cube(), inside_out)
    lie = lie_of(surfaces)
    sign = outward(surfaces, lie, np.full(12, UNKNOWN, np.uint8))
    assert sign.tolist() == [1] * 6 + [-1] * 6
    volume = (lie.area * sign[:, None])[[1, 7], 2]
    assert volume.tolist() == [1, 1]


def test_a_roof_faces_up_and_a_ground_down_whatever_their_source_says():
    parts = list(cube().geoms)
    parts[0], parts[1] = turned(parts[0]), turned(parts[1])
    surfaces = decoded(shapely.MultiPolygon(parts))
    kind = np.array([GROUND, ROOF, WALL, WALL, WALL, WALL], np.uint8)
    up = lie_of(surfaces).area[:, 2] * outward(surfaces, lie_of(surfaces), kind)
    assert up[:2].tolist() == [-1, 1]


def test_a_mere_deck_faces_up():
    deck = turned(shapely.Polygon([(0, 0, 5), (8, 0, 5), (8, 2, 6), (0, 2, 6)]))
    surfaces = decoded(deck)
    lie = lie_of(surfaces)
    assert lie.area[0, 2] < 0
    assert outward(surfaces, lie, np.zeros(1, np.uint8)).tolist() == [-1]


def test_the_plan_of_a_body_is_its_ground_or_all_that_faces_up():
    surfaces = decoded(cube(), cube(9))
    lie = lie_of(surfaces)
    told = np.tile(np.array([GROUND, ROOF, WALL, WALL, WALL, WALL], np.uint8), 2)
    told[6:] = UNKNOWN
    sign = outward(surfaces, lie, told)
    plan = outlines(surfaces, lie, told, sign)
    assert polygon_areas(plan).tolist() == [1, 1]
    assert np.diff(plan.feature_start).tolist() == [1, 1]
    none = outlines(surfaces, lie, told, sign, np.zeros(12, np.bool_))
    assert polygon_areas(none).tolist() == [0, 0]


def test_bodies_stand_on_their_lowest_vertices():
    stilted = shapely.MultiPolygon([shapely.Polygon([(5, 0, 9), (6, 0, 3), (6, 1, 12)])])
    found = feet(decoded(cube(z=7.0), None, stilted), np.zeros(7, np.uint8))
    corners = {(0, 0, 7), (1, 0, 7), (0, 1, 7), (1, 1, 7)}
    assert {tuple(p) for p in found.tolist()} == {*corners, (6, 0, 3)}


def test_a_wall_on_a_slope_ends_on_it_and_a_dormer_does_not_stand_on_the_ground():
    # Ten metres high on a slope of two metres, a dormer's wall above the front one.
    front = [(0, 0, 0), (10, 0, 2), (10, 0, 10), (0, 0, 10)]
    dormer = [(4, 3, 10), (6, 3, 10), (6, 3, 11), (4, 3, 11)]
    body = shapely.MultiPolygon([shapely.Polygon(front), shapely.Polygon(dormer)])
    found = feet(decoded(body), np.array([WALL, WALL], np.uint8))
    assert {tuple(p) for p in found.tolist()} == {(0, 0, 0), (10, 0, 2)}


def test_every_vertex_of_a_terrain_is_a_place_of_the_ground():
    hill = shapely.Polygon([(0, 0, 0), (40, 0, 10), (40, 40, 30)])
    found = feet(decoded(hill), np.array([TERRAIN], np.uint8))
    assert {tuple(p) for p in found.tolist()} == {(0, 0, 0), (40, 0, 10), (40, 40, 30)}


def test_places_are_found_in_features_as_geos_finds_them():
    rng = np.random.default_rng(11)
    shapes = [
        shapely.buffer(shapely.Point(*rng.uniform(0, 100, 2)), r).difference(
            shapely.buffer(shapely.Point(*rng.uniform(0, 100, 2)), r / 2)
        )
        for r in rng.uniform(3, 30, 25)
    ]
    blobs = shapely.to_wkb(shapes)
    offsets = np.concatenate([[0], np.cumsum([len(b) for b in blobs])])
    polygons = decode_polygons(np.frombuffer(b"".join(blobs), np.uint8), offsets)[0]
    x, y = rng.uniform(-10, 110, (2, 3000))
    x[0] = np.nan
    rank = rng.integers(0, 4, len(shapes))
    found = holders(polygons, x, y, rank)
    inside = np.stack([shapely.contains_xy(s, x, y) for s in shapes])
    held = np.where(inside.any(axis=0), np.where(inside, rank[:, None], -1).max(axis=0), -1)
    assert np.array_equal(np.where(found >= 0, rank[found], -1), held)
    assert inside[found[found >= 0], np.flatnonzero(found >= 0)].all()
    assert (held < 0).any()
    nothing = decode_polygons(np.empty(0, np.uint8), np.zeros(1, np.int64))[0]
    assert holders(nothing, x, y, rank[:0]).max() == -1
