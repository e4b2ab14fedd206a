"""Where features count as being, and what lies within a shape."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.geometry.anchors import (
    line_anchors,
    point_anchors,
    polygon_anchors,
    within_ring,
)
from jumeau.geometry.ragged import decode_lines, decode_points, decode_polygons


def buffers(shapes):
    parts = [b"" if x is None else shapely.to_wkb(x) for x in shapes]
    offsets = np.concatenate([[0], np.cumsum([len(x) for x in parts])])
    valid = np.array([x is not None for x in shapes])
    return np.frombuffer(b"".join(parts), np.uint8), offsets, valid


def test_shapes_are_where_they_are():
    house = shapely.box(6e5, 6e6, 6e5 + 10, 6e6 + 20)
    found = polygon_anchors(decode_polygons(*buffers([house, None, house]))[0])
    assert np.allclose(found[[0, 2]], [6e5 + 5, 6e6 + 10])
    assert np.isnan(found[1]).all()


def test_a_road_is_where_its_middle_is():
    short = shapely.LineString([(0, 0), (10, 0)])
    bent = shapely.LineString([(0, 0), (10, 0), (10, 90)])
    both = shapely.MultiLineString([short.coords, bent.coords])
    found = line_anchors(decode_lines(*buffers([short, bent, None, both])))
    assert np.allclose(found[[0, 1, 3]], [[5, 0], [10, 0], [10, 0]])
    assert np.isnan(found[2]).all()


def test_points_are_where_they_are():
    shapes = [shapely.Point(1, 2), None, shapely.MultiPoint([(0, 0), (4, 2)])]
    found = point_anchors(decode_points(*buffers(shapes)))
    assert np.allclose(found[[0, 2]], [[1, 2], [2, 1]])
    assert np.isnan(found[1]).all()


corner = st.tuples(st.integers(0, 20), st.integers(0, 20))


@settings(max_examples=60, deadline=None)
@given(st.lists(corner, min_size=3, max_size=9, unique=True))
def test_what_lies_within_a_ring_is_what_geos_says(corners):
    ring = shapely.Polygon(corners)
    if not ring.is_valid or ring.area == 0:
        return
    xy = np.random.default_rng(0).uniform(-2, 22, (300, 2))
    inside = within_ring(np.vstack([xy, [[np.nan, np.nan]]]), np.array(corners, np.float64))
    assert not inside[-1]
    assert np.array_equal(inside[:-1], shapely.contains_xy(ring, xy))
