import numpy as np
import pyarrow as pa
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jumeau.geometry.ragged import decode_polygons
from jumeau.geometry.suspects import suspects
from jumeau.io.geometry_column import wkb_buffers
from jumeau.io.vectors.features import check

corners = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=9, unique=True
)


def polygons_of(shapes: list[shapely.Polygon]) -> np.ndarray:
    column = pa.chunked_array([pa.array(shapely.to_wkb(np.array(shapes)), pa.binary())])
    return suspects(decode_polygons(*wkb_buffers(column))[0])


@given(corners)
def test_what_is_called_sound_is_valid(points: list[tuple[int, int]]) -> None:
    shape = shapely.Polygon([(652_000.0 + x, 6_862_000.0 + y) for x, y in points])
    if shape.area > 0 and not polygons_of([shape])[0]:
        assert shape.is_valid


def test_ordinary_footprints_are_not_suspect() -> None:
    shapes = [
        shapely.box(0, 0, 12, 9),
        shapely.Polygon([(0, 0), (6, 0), (12, 0), (12, 9), (5, 9), (5, 4), (0, 4)]),
    ]
    assert not polygons_of(shapes).any()


def test_spikes_touches_holes_and_long_rings_are_suspect() -> None:
    spike = shapely.Polygon([(0, 0), (10, 0), (10, 5), (10, 9), (10, 5), (0, 5)])
    touch = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)])
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    yard = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (3, 6), (6, 6), (6, 3)]])
    round_one = shapely.Point(0, 0).buffer(50, quad_segs=200)
    assert polygons_of([spike, touch, yard, round_one, bow]).all()


def test_the_quick_way_and_the_long_way_agree() -> None:
    sound = [shapely.box(x, 0, x + 9, 9) for x in range(0, 200, 10)]
    table = pa.table({"geometry": pa.array(shapely.to_wkb(np.array(sound)), pa.binary())})
    (quick,) = check(table)
    assert (quick.bounds, quick.left_out, quick.repaired) == ((0.0, 0.0, 199.0, 9.0), (), ())
    faulty = [*sound, shapely.Polygon([(0, 20), (10, 30), (10, 20), (0, 30)])]
    table = pa.table({"geometry": pa.array(shapely.to_wkb(np.array(faulty)), pa.binary())})
    (long,) = check(table)
    assert [(x.reason, x.count) for x in long.repaired] == [("self_crossing", 1)]
    assert long.table.num_rows == len(faulty)
