import numpy as np
import pytest
import shapely
from footprints import ragged

from jumeau.geometry import heightfield
from jumeau.geometry.heightfield import HeightField, ground_under

ROWS, COLUMNS = np.mgrid[0:5, 0:6]
PLANE = HeightField((100.0 + 2.0 * COLUMNS - 3.0 * ROWS).astype(np.float32), 1000.0, 2000.0, 10.0)


def test_a_plane_is_met_exactly() -> None:
    random = np.random.default_rng(1)
    x, y = random.uniform(1000, 1050, (2, 3, 7)) + np.array([[[0.0]], [[960.0]]])
    expected = 100.0 + 0.2 * (x - 1000.0) - 0.3 * (2000.0 - y)
    inside = y <= 2000.0
    assert PLANE.sample(x, y)[inside] == pytest.approx(expected[inside], abs=1e-9)
    assert PLANE.sample(x, y).shape == (3, 7)


def test_borders() -> None:
    assert PLANE.bounds == (995.0, 1955.0, 1055.0, 2005.0)
    assert PLANE.sample(995.0, 2005.0) == pytest.approx(100.0)
    assert np.isnan(PLANE.sample([994.9, 1000.0, np.nan], [2000.0, 2005.1, 2000.0])).all()


def test_nearest_where_data_lack() -> None:
    z = np.array([[1.0, 2.0], [3.0, np.nan]], np.float32)
    field = HeightField(z, 0.0, 0.0, 1.0)
    assert field.sample([0.1, 0.9, 0.2], [-0.1, -0.4, -0.9]).tolist() == [1.0, 2.0, 3.0]
    assert field.sample(0.5, 0.0) == pytest.approx(1.5) or field.sample(0.5, 0.0) == 1.0
    assert np.isnan(HeightField(np.full((2, 2), np.nan, np.float32), 0, 0, 1).sample(0.5, -0.5))


def test_ground_under_footprints() -> None:
    shapes = [
        shapely.box(1000, 1960, 1010, 1970),
        shapely.box(0, 0, 1, 1),
        shapely.MultiPolygon([shapely.box(1000, 1990, 1010, 2000), shapely.box(0, 0, 1, 1)]),
    ]
    ground = ground_under(ragged(shapes), PLANE)
    assert ground[0] == pytest.approx([88.0, 90.5, 93.0])
    assert np.isnan(ground[1]).all()
    assert ground[2] == pytest.approx([97.0, 99.5, 102.0])


def test_few_and_many_places_have_the_same_altitudes(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(100, 5, (30, 40)).astype(np.float32)
    z[rng.random(z.shape) < 0.2] = np.nan
    field = HeightField(z, 10.0, 20.0, 2.5)
    x, y = rng.uniform(-10, 140, (60, 60)), rng.uniform(-80, 40, (60, 60))
    x[0, 0] = np.nan
    few = field.sample(x, y)
    monkeypatch.setattr(heightfield, "FEW", 0)
    np.testing.assert_array_equal(few, field.sample(x, y))
