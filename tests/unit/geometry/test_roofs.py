import numpy as np
import pytest
import shapely
from footprints import blocks, ragged, star
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.geometry.roofs import RoofFaces, RoofForm, choose_roof_form, roof_faces

RECTANGLE = np.array([(0.0, 0.0), (12.0, 0.0), (12.0, 8.0), (0.0, 8.0)])


def plan_area(roof: RoofFaces, face: np.ndarray) -> float:
    x, y = roof.nodes[face, 0], roof.nodes[face, 1]
    x, y = x - x[0], y - y[0]
    return float(0.5 * (x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def ring_of(shape: shapely.Polygon) -> np.ndarray:
    return shapely.get_coordinates(shapely.orient_polygons(shape).exterior)[:-1]


def test_hipped_rectangle() -> None:
    roof = roof_faces(RECTANGLE, RoofForm.HIPPED)
    assert roof is not None
    assert roof.span == pytest.approx(4.0)
    ridge = roof.nodes[4:]
    assert sorted(ridge[:, 0].tolist()) == pytest.approx([4.0, 8.0])
    assert ridge[:, 1] == pytest.approx([4.0, 4.0])
    assert ridge[:, 2] == pytest.approx([1.0, 1.0])
    assert sorted(len(face) for face in roof.faces) == [3, 3, 4, 4]
    assert not roof.gable.any()


def test_gabled_rectangle_with_vertices_in_line() -> None:
    ring = np.insert(np.insert(RECTANGLE, 2, (12.02, 5.0), axis=0), 1, (4.0, 0.01), axis=0)
    roof = roof_faces(ring, RoofForm.GABLED)
    assert roof is not None
    ridge = roof.nodes[len(ring) :]
    assert sorted(ridge[:, 0].tolist()) == pytest.approx([0.0, 12.0])
    assert ridge[:, 1] == pytest.approx([4.0, 4.0])
    assert roof.gable.sum() == 2
    assert sorted(len(face) for face in roof.faces) == [3, 4, 4, 5]


def test_gabled_square_has_two_gables() -> None:
    roof = roof_faces(np.array([(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)]), RoofForm.GABLED)
    assert roof is not None
    assert roof.gable.sum() == 2


@pytest.mark.parametrize(
    ("name", "ring", "gables"),
    [
        ("L", [(0, 0), (16, 0), (16, 6), (6, 6), (6, 14), (0, 14)], 2),
        ("L of two widths", [(0, 0), (18, 0), (18, 8), (5, 8), (5, 17), (0, 17)], 2),
        ("T", [(0, 0), (20, 0), (20, 6), (13, 6), (13, 15), (7, 15), (7, 6), (0, 6)], 3),
        ("U", [(0, 0), (20, 0), (20, 15), (14, 15), (14, 6), (6, 6), (6, 15), (0, 15)], 2),
        (
            "plus",
            [
                (6, 0),
                (12, 0),
                (12, 6),
                (18, 6),
                (18, 12),
                (12, 12),
                (12, 18),
                (6, 18),
                (6, 12),
                (0, 12),
                (0, 6),
                (6, 6),
            ],
            4,
        ),
        (
            "H",
            [
                (0, 0),
                (6, 0),
                (6, 6),
                (14, 6),
                (14, 0),
                (20, 0),
                (20, 18),
                (14, 18),
                (14, 12),
                (6, 12),
                (6, 18),
                (0, 18),
            ],
            4,
        ),
        ("stairs", [(0, 0), (6, 0), (6, 3), (12, 3), (12, 6), (18, 6), (18, 12), (0, 12)], 0),
    ],
)
def test_shapes_of_the_trade(name: str, ring: list[tuple[float, float]], gables: int) -> None:
    outline = np.array(ring, float)
    expected = shapely.Polygon(outline).area
    for form in (RoofForm.HIPPED, RoofForm.GABLED):
        roof = roof_faces(outline, form)
        assert roof is not None, name
        areas = [plan_area(roof, face) for face in roof.faces]
        assert sum(areas) == pytest.approx(expected)
        assert min(areas) >= -1e-9
        if form == RoofForm.GABLED:
            assert roof.gable.sum() >= gables


def check_roof(shape: shapely.Polygon, form: RoofForm) -> bool:
    """Check that slopes are plane and cover the footprint; tell whether a roof was found."""
    ring = ring_of(shape)
    roof = roof_faces(ring, form)
    if roof is None:
        return False
    assert (roof.nodes[:, 2] >= 0.0).all()
    assert (roof.nodes[: len(ring), 2] == 0.0).all()
    assert roof.nodes[:, 2].max() == pytest.approx(1.0)
    areas = np.array([plan_area(roof, face) for face in roof.faces])
    assert areas.sum() == pytest.approx(shape.area, rel=1e-9)
    assert (areas[~roof.gable] > 0.0).all()
    for face, gable in zip(roof.faces, roof.gable, strict=True):
        inner = roof.nodes[face[face >= len(ring)]]
        chain = roof.nodes[face[face < len(ring)]]
        if gable or len(chain) > 2:
            continue
        (ax, ay, _), (bx, by, _) = chain[0], chain[1]
        length = np.hypot(bx - ax, by - ay)
        away = ((bx - ax) * (inner[:, 1] - ay) - (by - ay) * (inner[:, 0] - ax)) / length
        assert away == pytest.approx(inner[:, 2] * roof.span, abs=1e-3)
    return True


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), form=st.sampled_from([RoofForm.GABLED, RoofForm.HIPPED]))
def test_roofs_cover_random_footprints(seed: int, form: RoofForm) -> None:
    random = np.random.default_rng(seed)
    check_roof(star(random, random.integers(3, 25)), form)
    shape = blocks(random, angle=float(random.choice([0.0, random.uniform(0.0, 90.0)])))
    if not shape.interiors:
        check_roof(shape, form)


def test_nearly_all_footprints_get_their_roof() -> None:
    random = np.random.default_rng(11)
    shapes = [star(random, random.integers(4, 16)) for _ in range(300)]
    shapes += [blocks(random, angle=float(turn)) for turn in random.uniform(0, 90, 300)]
    shapes = [shape for shape in shapes if not shape.interiors]
    found = sum(check_roof(shape, RoofForm.HIPPED) for shape in shapes)
    assert found >= 0.98 * len(shapes)


def test_no_roof_where_none_can_be() -> None:
    assert roof_faces(RECTANGLE, RoofForm.FLAT) is None
    bow = np.array([(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 12.0)])
    assert roof_faces(bow, RoofForm.HIPPED) is None
    circle = ring_of(shapely.Point(0, 0).buffer(5.0, quad_segs=30))
    assert roof_faces(circle, RoofForm.HIPPED) is None


def test_choice_of_form() -> None:
    house, square = shapely.box(0, 0, 14, 8), shapely.box(0, 0, 9, 9)
    ell = shapely.Polygon([(0, 0), (16, 0), (16, 6), (6, 6), (6, 14), (0, 14)])
    yard = shapely.Polygon(house.exterior, [[(4, 3), (5, 3), (5, 4)]])
    cases = [
        (house, 3.0, RoofForm.GABLED),
        (ell, 2.5, RoofForm.GABLED),
        (square, 3.0, RoofForm.HIPPED),
        (house, 0.7, RoofForm.FLAT),
        (house, np.nan, RoofForm.FLAT),
        (house, 9.5, RoofForm.FLAT),  # 67°
        (shapely.box(0, 0, 60, 20), 1.3, RoofForm.FLAT),  # 7°
        (yard, 3.0, RoofForm.FLAT),
        (shapely.box(0, 0, 60, 40), 8.0, RoofForm.FLAT),
        (shapely.MultiPolygon([house, shapely.box(20, 0, 25, 3)]), 3.0, RoofForm.FLAT),
        (shapely.Point(0, 0).buffer(8.0, quad_segs=30), 3.0, RoofForm.FLAT),
    ]
    forms = choose_roof_form(ragged([case[0] for case in cases]), np.array([c[1] for c in cases]))
    assert forms.tolist() == [case[2] for case in cases]
