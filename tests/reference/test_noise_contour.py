"""Surfaces of classes held against exact areas of interpolation in energy.

Triangles and levels are those of a test of NoiseModelling, read where they lie; the exact areas
are computed here by another way than the program's: the distribution of a linear function over a
triangle, in closed form, with no polygon at all.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from jumeau.simulation.noise.isosurfaces import isosurfaces

CONTOUR = Path(__file__).resolve().parents[3] / "shared" / "reference" / "noise" / "contour"
BOUNDS = (35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0, 80.0)
SHARE = 0.005
"""What the areas may differ by, at most."""

pytestmark = pytest.mark.skipif(not CONTOUR.is_dir(), reason="reference data are not here")


def _mesh(field: str) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64]]:
    points = json.loads((CONTOUR / "lden_geom.geojson").read_text(encoding="utf-8"))["features"]
    number = {x["properties"]["idreceiver"]: k for k, x in enumerate(points)}
    places = np.array([x["geometry"]["coordinates"][:2] for x in points])
    levels = np.array([x["properties"][field] for x in points])
    table = json.loads((CONTOUR / "triangles.geojson").read_text(encoding="utf-8"))["features"]
    corners = [[number[x["properties"][f"pk_{k}"]] for k in (1, 2, 3)] for x in table]
    return places, np.array(corners, np.int32), levels


def below(bound: float, points: NDArray, triangles: NDArray, energy: NDArray) -> float:
    """Return the exact area in which the energy lies below a bound [m²]."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    area = np.abs(np.cross(np.column_stack([b - a, np.zeros(len(a))]),
                           np.column_stack([c - a, np.zeros(len(a))]))[:, 2]) / 2.0  # fmt: skip
    low, middle, high = np.sort(energy[triangles], axis=1).T
    with np.errstate(divide="ignore", invalid="ignore"):
        rising = (bound - low) ** 2 / ((middle - low) * (high - low))
        falling = 1.0 - (high - bound) ** 2 / ((high - middle) * (high - low))
    share = np.select(
        [bound <= low, bound >= high, bound < middle], [0.0, 1.0, rising], falling
    )  # fmt: skip
    return float((share * area).sum())


@pytest.mark.parametrize("field", ["laeq", "leq"])
def test_areas_by_class_are_those_of_interpolation_in_energy(field: str) -> None:
    points, triangles, levels = _mesh(field)
    assert len(triangles) == 792
    found = isosurfaces(points, triangles, levels, BOUNDS)
    energy = 10.0 ** (levels / 10.0)
    total = below(np.inf, points, triangles, energy)
    steps = [0.0, *(below(10.0 ** (x / 10.0), points, triangles, energy) for x in BOUNDS), total]
    exact = np.diff(steps)
    occurring = exact > 0.0
    assert occurring.sum() >= 6
    areas = np.array([x.area for x in found])
    np.testing.assert_allclose(areas[occurring], exact[occurring], rtol=SHARE)
    assert areas[~occurring].sum() == 0.0
    # Interpolation in decibels would not do: the classes tell the two apart.
    steps = [0.0, *(below(x, points, triangles, levels) for x in BOUNDS), total]
    flat = np.diff(steps)[occurring]
    assert np.max(np.abs(flat / exact[occurring] - 1.0)) > 5.0 * SHARE


def test_surfaces_are_valid_and_do_not_overlap() -> None:
    import shapely

    points, triangles, levels = _mesh("laeq")
    shapes = [x.shape for x in isosurfaces(points, triangles, levels, BOUNDS)]
    assert all(shapely.is_valid(x) for x in shapes)
    together = shapely.union_all(shapes).area
    assert together == pytest.approx(sum(x.area for x in shapes), rel=1e-6)
    holes = sum(len(x.interiors) for y in shapes for x in shapely.get_parts(y))
    assert holes > 0
