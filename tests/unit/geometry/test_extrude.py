import numpy as np
import pytest
import shapely
from footprints import blocks, open_edges, ragged, repeated_edges, star
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jumeau.geometry.extrude import bake_colours, extrude, feature_of_triangle, volumes
from jumeau.geometry.mesh import FLOOR, ROOF, WALL
from jumeau.geometry.ragged import Polygons, polygon_areas
from jumeau.geometry.roofs import RoofForm
from jumeau.geometry.shading import Light

FLAT = RoofForm.FLAT


def solids(polygons: Polygons, form: RoofForm = FLAT, height: float = 7.0, rise: float = 2.5):
    n = len(polygons)
    base = 520.0 + np.arange(n) % 7
    x, y = np.round(polygons.xy[0]) if n else (0.0, 0.0)
    return extrude(
        polygons, base, base + height, np.full(n, rise), form, (x, y, 500.0), floors=True
    )


def cap_area(mesh, part: int) -> float:
    """Area in plan of the triangles of one part, each taken as positive."""
    corners = mesh.points[mesh.triangles].astype(np.float64)
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    double = np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])
    return float(0.5 * double[mesh.part[mesh.triangles[:, 0]] == part].sum())


def with_yards(random: np.random.Generator) -> shapely.Polygon:
    outline = star(random, random.integers(6, 24), 650_000.0, 6_350_000.0)
    x, y = 650_000.0, 6_350_000.0
    yards = [
        np.round([(x + dx - 1, y + dy), (x + dx, y + dy + 1), (x + dx + 1, y + dy - 0.5)], 2)
        for dx, dy in ((-1.2, 0.0), (1.3, 0.4), (0.1, -1.5))[: random.integers(1, 4)]
    ]
    return shapely.Polygon(outline.exterior, yards)


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), form=st.sampled_from(list(RoofForm)), kind=st.integers(0, 2))
def test_every_solid_is_closed(seed: int, form: RoofForm, kind: int) -> None:
    random = np.random.default_rng(seed)
    if kind == 0:
        shape = star(random, random.integers(3, 30), 650_010.0, 6_350_020.0)
    elif kind == 1:
        shape = blocks(random, angle=float(random.uniform(0, 90)))
    else:
        shape = with_yards(random)
    polygons = ragged([shape])
    mesh = solids(polygons, form)
    assert open_edges(mesh, 0) == 0
    assert repeated_edges(mesh, 0) == 0
    assert not mesh.imperfect
    assert cap_area(mesh, FLOOR) == pytest.approx(shape.area, rel=1e-4)
    assert cap_area(mesh, ROOF) == pytest.approx(shape.area, rel=2e-3)
    volume, prism = volumes(mesh)[0], shape.area * 7.0
    if form == FLAT or mesh.flattened:
        assert volume == pytest.approx(prism, rel=1e-4)
    else:
        assert prism < volume < prism + shape.area * 2.5


def test_vertices_in_line_duplicates_and_touching_holes() -> None:
    shapes = [
        shapely.Polygon(
            [(0, 0), (2, 0), (5, 0), (10, 0), (10, 5), (10, 8), (4, 8), (0, 8), (0, 3)]
        ),
        shapely.Polygon(shapely.box(0, 0, 10, 10).exterior, [[(10, 5), (6, 7), (6, 3)]]),
        shapely.Polygon(shapely.box(0, 0, 10, 10).exterior, [[(0, 5), (4, 7), (4, 3)]]),
        shapely.Polygon(
            shapely.box(0, 0, 10, 10).exterior,
            [[(2, 2), (5, 5), (2, 5)], [(5, 5), (8, 8), (8, 5)], [(6, 1), (9, 1), (9, 3)]],
        ),
        shapely.Polygon([(0, 0), (10, 0), (10, 10), (5.02, 10), (5, 5), (5, 10), (0, 10)]),
        shapely.Polygon(
            shapely.box(0, 0, 12, 12).exterior,
            [shapely.box(x, y, x + 1, y + 1).exterior for x in range(1, 11, 3) for y in (2, 5, 8)],
        ),
    ]
    polygons = ragged(shapes)
    mesh = solids(polygons)
    areas = polygon_areas(polygons)
    assert volumes(mesh) == pytest.approx(areas * 7.0, rel=1e-4)
    assert not mesh.imperfect
    assert [open_edges(mesh, f) for f in range(len(shapes))] == [0] * len(shapes)
    assert cap_area(mesh, ROOF) == pytest.approx(areas.sum(), rel=1e-5)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
@example(seed=2707082200)  # a hole that touches the outline at a vertex
@example(seed=3212371927)
def test_caps_cover_any_outline(seed: int) -> None:
    random = np.random.default_rng(seed)
    pieces = [star(random, 12, *random.uniform(-15, 15, 2)) for _ in range(6)]
    shape = shapely.union_all(pieces).difference(star(random, 9))
    mesh = solids(ragged([shape]))
    assert cap_area(mesh, FLOOR) == pytest.approx(shape.area, rel=1e-3)
    assert volumes(mesh)[0] == pytest.approx(shape.area * 7.0, rel=1e-4)
    assert open_edges(mesh, 0) == 0
    assert not mesh.imperfect


def test_self_crossing_outlines_end_and_are_counted() -> None:
    random = np.random.default_rng(5)
    tangles = [shapely.Polygon(random.uniform(0, 20, (25, 2))) for _ in range(40)]
    mesh = solids(ragged(tangles), RoofForm.HIPPED)
    assert len(mesh.imperfect) > 30
    assert [open_edges(mesh, f) for f in range(0, 40, 8)] == [0] * 5


def test_walls_and_caps_face_outwards() -> None:
    mesh = solids(ragged([shapely.box(650_000, 6_350_000, 650_010, 6_350_006)]))
    corners = mesh.points[mesh.triangles].astype(np.float64)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    outwards = corners.mean(axis=1) - mesh.points.mean(axis=0)
    assert (np.einsum("ij,ij->i", normal, outwards) > 0.0).all()
    part = mesh.part[mesh.triangles[:, 0]]
    assert (normal[part == ROOF, 2] > 0.0).all()
    assert (normal[part == FLOOR, 2] < 0.0).all()
    assert (normal[part == WALL, 2] == 0.0).all()
    assert (mesh.part[mesh.triangles] == part[:, None]).all()


def test_ranges_of_features_pick_and_skip() -> None:
    box = shapely.box(0, 0, 5, 5)
    polygons = ragged([box, None, shapely.MultiPolygon([box, shapely.box(8, 0, 9, 3)]), box])
    base = np.array([1.0, 1.0, 2.0, np.nan])
    mesh = extrude(polygons, base, base + 3.0, np.zeros(4), FLAT, (0.0, 0.0, 0.0))
    assert mesh.empty == (1, 3)
    assert np.diff(mesh.feature_point_start).tolist() == [20, 0, 40, 0]
    assert np.diff(mesh.feature_triangle_start).tolist() == [10, 0, 20, 0]
    assert feature_of_triangle(mesh, [0, 9, 10, 29]).tolist() == [0, 0, 2, 2]
    for f in (0, 2):
        a, b = mesh.feature_triangle_start[f : f + 2]
        used = np.unique(mesh.triangles[a:b])
        assert used[0] == mesh.feature_point_start[f]
        assert used[-1] == mesh.feature_point_start[f + 1] - 1


def test_nothing_makes_an_empty_mesh() -> None:
    mesh = solids(ragged([]))
    assert len(mesh) == 0
    assert mesh.points.shape == (0, 3)


def test_gutter_below_the_base_is_raised() -> None:
    mesh = extrude(
        ragged([shapely.box(0, 0, 5, 5)]), 3.0, 2.0, 0.0, FLAT, (0.0, 0.0, 0.0), floors=True
    )
    assert volumes(mesh)[0] == pytest.approx(2.5, rel=1e-4)


def lightness(grey: float) -> float:
    """CIE L* of an sRGB grey."""
    c = grey / 255.0
    linear = c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
    return 116.0 * np.cbrt(linear) - 16.0 if linear > 0.008856 else 903.3 * linear


def test_walls_stay_bright_and_orientations_differ() -> None:
    ring = shapely.Point(0, 0).buffer(10.0, quad_segs=9)
    mesh = solids(ragged([ring]))
    rgb = bake_colours(mesh, np.array([0xF4, 0xF1, 0xEA]), np.array([200, 120, 90]), channels=3)
    walls = np.array([lightness(grey) for grey in rgb[mesh.part == WALL][:, 1].tolist()])
    assert walls.min() >= 60.0
    assert 93.0 <= walls.max() <= 97.0
    top = walls.reshape(-1, 4)[:, 2]
    foot = walls.reshape(-1, 4)[:, 0]
    assert top.min() >= 70.0
    assert (foot < top - 8.0).all()
    square = solids(ragged([shapely.box(0, 0, 8, 8)]))
    assert len(set(square.shade[square.part == WALL].reshape(-1, 4)[:, 2].tolist())) == 4
    hip = solids(ragged([shapely.box(0, 0, 8, 8)]), RoofForm.HIPPED)
    slopes = np.unique(hip.shade[hip.part == ROOF])
    assert len(slopes) == 4
    assert np.diff(slopes.astype(int)).min() >= 4


def test_colours_follow_part_and_feature() -> None:
    mesh = solids(ragged([shapely.box(0, 0, 5, 5), shapely.box(9, 0, 12, 5)]))
    walls = np.array([[250, 240, 230], [100, 110, 120]], np.uint8)
    roofs = np.array([200, 90, 60], np.uint8)
    rgba = bake_colours(mesh, walls, roofs)
    assert (rgba[:, 3] == 255).all()
    owner = np.repeat([0, 1], np.diff(mesh.feature_point_start))
    base = np.where((mesh.part == ROOF)[:, None], roofs, walls[owner]).astype(float)
    assert np.abs(rgba[:, :3] - base * mesh.shade[:, None] / 255.0).max() <= 0.5
    again = bake_colours(mesh, walls, roofs, out=rgba)
    assert again is rgba


def test_light_can_be_changed() -> None:
    polygons = ragged([shapely.box(0, 0, 5, 5)])
    dim = extrude(polygons, 0.0, 3.0, 0.0, FLAT, (0, 0, 0), light=Light(foot=0.5))
    walls = dim.shade[dim.part == WALL].reshape(-1, 4).astype(float)
    assert walls[:, 0] == pytest.approx(walls[:, 2] * 0.5, abs=1.0)
