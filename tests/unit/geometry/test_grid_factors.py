"""The projection's scale and convergence, against the closed forms of Lambert-93.

Constants of Lambert-93: IGN, "Projections cartographiques coniques conformes de Lambert", NT/G 71:
n = 0.7256077650, central meridian 3 degrees east, standard parallels 44 and 49 degrees.
"""

import pytest
from pyproj import Transformer

from jumeau.geometry.crs import grid_factors

N = 0.7256077650
TO_LAMBERT_93 = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(-4.486, 48.390), (7.262, 43.710), (3.0, 46.5), (2.575, 44.35)]
)
def test_convergence_follows_the_cone(longitude: float, latitude: float) -> None:
    x, y = TO_LAMBERT_93.transform(longitude, latitude)
    _scale, convergence = grid_factors("EPSG:2154", x, y)
    assert convergence == pytest.approx(N * (longitude - 3.0), abs=1e-4)


@pytest.mark.parametrize("latitude", [44.0, 49.0])
def test_lengths_are_true_on_the_standard_parallels(latitude: float) -> None:
    x, y = TO_LAMBERT_93.transform(2.0, latitude)
    assert grid_factors("EPSG:2154", x, y)[0] == pytest.approx(1.0, abs=1e-7)


def test_between_the_parallels_the_grid_is_short() -> None:
    x, y = TO_LAMBERT_93.transform(3.0, 46.5)
    assert grid_factors("EPSG:2154", x, y)[0] == pytest.approx(0.99905, abs=1e-5)


def test_degrees_have_neither() -> None:
    assert grid_factors("EPSG:4326", 2.0, 48.0) == (1.0, 0.0)
