"""Every building of Olemps (BD TOPO, 2023) as a closed solid."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from jumeau.geometry.extrude import BuildingMesh, extrude, volumes
from jumeau.geometry.heights import HeightSource, building_heights
from jumeau.geometry.ragged import PolygonRepairs, Polygons, decode_polygons, polygon_areas
from jumeau.geometry.repair import crossing_features
from jumeau.geometry.roofs import RoofForm, choose_roof_form

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("JUMEAU_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
SOURCE = DATA / "ign" / "bdtopo_v3_olemps_12174" / "BATIMENT.shp"
COLUMNS = ["HAUTEUR", "Z_MIN_SOL", "Z_MIN_TOIT", "Z_MAX_TOIT", "NB_ETAGES", "USAGE1", "LEGER"]
ORIGIN = (664_000.0, 6_360_000.0, 500.0)


@pytest.fixture(scope="module")
def table():
    if not SOURCE.exists():
        pytest.skip(f"{SOURCE.name} of Olemps is not below JUMEAU_REAL_DATA")
    return pyogrio.raw.read_arrow(SOURCE, columns=COLUMNS)[1]


@pytest.fixture(scope="module")
def footprints(table) -> Polygons:
    column = table["wkb_geometry"].combine_chunks()
    _, offsets, data = column.buffers()
    polygons, repairs = decode_polygons(
        np.frombuffer(data, np.uint8), np.frombuffer(offsets, np.int32)[: len(column) + 1]
    )
    assert repairs == PolygonRepairs(reversed_rings=repairs.reversed_rings)
    return polygons


def unmatched_edges(mesh: BuildingMesh) -> np.ndarray:
    """Edges of each solid that are not met by as many opposite ones, after welding."""
    owner = np.repeat(np.arange(len(mesh)), np.diff(mesh.feature_triangle_start))
    rows = np.column_stack(
        [
            np.repeat(np.arange(len(mesh)), np.diff(mesh.feature_point_start)),
            mesh.points.view(np.int32).reshape(-1, 3),
        ]
    )
    welded = np.unique(rows, axis=0, return_inverse=True)[1].ravel()
    triangles = welded[mesh.triangles].astype(np.int64)
    a, b = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    real = a != b
    a, b, owner = a[real], b[real], np.repeat(owner, 3)[real]
    edges, which = np.unique(np.minimum(a, b) * len(welded) + np.maximum(a, b), return_inverse=True)
    balance = np.bincount(which, np.where(a < b, 1.0, -1.0), len(edges))
    return np.bincount(owner, np.abs(balance[which]), len(mesh))


def test_areas_are_those_of_geos(table, footprints: Polygons) -> None:
    shapes = shapely.from_wkb(table["wkb_geometry"].to_numpy(zero_copy_only=False))
    assert polygon_areas(footprints) == pytest.approx(shapely.area(shapes), rel=1e-9)
    assert not len(crossing_features(footprints))


@pytest.mark.parametrize("form", list(RoofForm))
def test_every_building_is_a_closed_solid(table, footprints: Polygons, form: RoofForm) -> None:
    area = polygon_areas(footprints)
    names = ("HAUTEUR", "Z_MIN_SOL", "Z_MIN_TOIT", "Z_MAX_TOIT", "NB_ETAGES")
    heights = building_heights(
        *(table[name].to_numpy(zero_copy_only=False).astype(float) for name in names),
        use=table["USAGE1"].to_pylist(),
        light=[word == "Oui" for word in table["LEGER"].to_pylist()],
        footprint_area=area,
    )
    assert (heights.source == HeightSource.GUTTER).sum() == 2273 - 269 - 15
    assert (heights.height > 0.0).all()
    base = np.nan_to_num(heights.ground, nan=590.0)
    rise = np.full(len(footprints), 2.0)
    mesh = extrude(footprints, base, base + heights.height, rise, form, ORIGIN, floors=True)
    assert not mesh.empty
    assert not mesh.imperfect
    assert (unmatched_edges(mesh) == 0.0).all()
    volume, prism = volumes(mesh), area * heights.height
    if form == RoofForm.FLAT:
        assert volume == pytest.approx(prism, rel=1e-4)
    else:
        assert (volume > prism * (1.0 - 1e-4)).all()
        assert (volume < (prism + 2.0 * area) * 1.001).all()
        assert len(mesh.flattened) <= 0.015 * len(mesh)


def test_most_footprints_may_carry_a_pitched_roof(footprints: Polygons) -> None:
    forms = choose_roof_form(footprints, np.full(len(footprints), 2.0))
    assert (forms != RoofForm.FLAT).mean() > 0.85
