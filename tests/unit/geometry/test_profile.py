"""A plane through boxes and roofs whose cuts are known."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.geometry.extrude import extrude
from jumeau.geometry.profile import Standing, outlines, profile_along
from jumeau.geometry.ragged import decode_polygons
from jumeau.geometry.roofs import RoofForm

shapely = pytest.importorskip("shapely")

ORIGIN = (700_000.0, 6_600_000.0, 100.0)


def standing(shapes, eaves, rises, forms) -> Standing:
    """Return boxes and roofs on a ground at 100 m, all in one tile."""
    shapes = [shapely.affinity.translate(s, *ORIGIN[:2]) for s in shapes]
    blobs = shapely.to_wkb(shapes)
    offsets = np.concatenate([[0], np.cumsum([len(b) for b in blobs])])
    polygons = decode_polygons(np.frombuffer(b"".join(blobs), np.uint8), offsets)[0]
    count = len(shapes)
    mesh = extrude(
        polygons, np.full(count, 99.0), np.array(eaves, float), np.array(rises, float),
        np.array(forms, np.uint8), ORIGIN,
    )  # fmt: skip
    box = np.concatenate([mesh.points.min(0), mesh.points.max(0)])[None].astype(np.float32)
    return Standing(
        "building", mesh.points, mesh.triangles, mesh.feature_point_start,
        mesh.feature_triangle_start, np.array([0, count]), box, np.arange(count), ORIGIN,
    )  # fmt: skip


@pytest.fixture
def houses() -> Standing:
    flat, gabled = shapely.box(20, -5, 32, 5), shapely.box(50, -10, 60, 10)
    return standing([flat, gabled], [106.0, 108.0], [0.0, 4.0], [RoofForm.FLAT, RoofForm.GABLED])


def level(x, y):
    return np.full(np.shape(x), 100.0)


def at(x, y):
    return ORIGIN[0] + x, ORIGIN[1] + y


def test_a_box_is_crossed_where_it_stands(houses):
    box, house = outlines(houses, at(0, 0), at(100, 0))
    assert box.row == 0
    assert (box.s.min(), box.s.max()) == (pytest.approx(20), pytest.approx(32))
    assert box.high == pytest.approx(106.0)
    assert (house.s.min(), house.s.max()) == (pytest.approx(50), pytest.approx(60))


def test_a_gabled_roof_has_its_ridge_in_the_middle(houses):
    house = outlines(houses, at(0, 0), at(100, 0))[1]
    assert house.high[0, 0] == pytest.approx(108.0, abs=0.01)
    assert house.high.max() == pytest.approx(112.0, abs=0.01)
    ridge = house.s.ravel()[house.high.ravel().argmax()]
    assert ridge == pytest.approx(55.0, abs=0.01)


def test_a_line_beside_meets_nothing_and_one_that_ends_within_is_cut_there(houses):
    assert outlines(houses, at(0, 6), at(45, 6)) == []
    (part,) = outlines(houses, at(0, 0), at(26, 0))
    assert part.s.max() == pytest.approx(26)


def test_an_oblique_line_is_longer_within(houses):
    (box,) = outlines(houses, at(21, -20), at(31, 20))
    assert box.s.max() - box.s.min() == pytest.approx(10 * np.hypot(10, 40) / 40, rel=1e-4)


def test_a_profile_follows_its_vertices_and_the_scale(houses):
    found = profile_along([at(0, 0), at(40, 0), at(40, 30)], level, 5.0, (houses,), scale=1.25)
    assert found.turns.tolist() == pytest.approx([0, 32, 56])
    assert found.s[-1] == pytest.approx(56)
    assert [layer for layer, _ in found.blocks] == ["building"]
    assert found.blocks[0][1].s.min() == pytest.approx(16)
    inside = (found.s > 16.1) & (found.s < 25.5)
    assert inside.any()
    assert found.surface[inside] == pytest.approx(106.0)
    assert (found.ground == 100.0).all()


def test_the_ground_is_told_at_the_foot_of_walls(houses):
    found = profile_along([at(0, 0), at(40, 0)], level, 50.0, (houses,))
    before = found.s < 20.0
    assert found.surface[before].max() == pytest.approx(100.0)
    assert found.s[before].max() > 19.9
