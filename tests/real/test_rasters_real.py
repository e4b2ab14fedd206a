"""Real rasters through the program, against what GDAL's own programs say of the same files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import Geod
from rasterio.shutil import copy as copy_raster

from jumeau.io.loading import Loaded, load
from jumeau.io.rasters.terrain import read_heightfield
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


def opened(path: Path, store: MemoryStore, system: str | None = None) -> tuple[Layer, Loaded]:
    loaded = load([path], new_project("x"), store, crs=system)
    assert loaded.problems == ()
    (layer,) = loaded.layers
    return layer, loaded


def cells(layer: Layer, store: MemoryStore) -> np.ndarray:
    with rasterio.open(store.path(layer.payload)) as file:
        tags = file.tags()
        rows, cols = int(tags["JUMEAU_ROWS"]), int(tags["JUMEAU_COLS"])
        return file.read()[:, :rows, :cols]


def plain(path: Path) -> np.ndarray:
    """Read a raster in small parts, with nothing of the program."""
    with rasterio.open(path) as file:
        return file.read(masked=True).astype(float).filled(np.nan)


@pytest.mark.parametrize(
    ("name", "role", "system"),
    [
        ("ign/bdalti_asc/ISERE_100_asc.asc", Role.TERRAIN, "EPSG:2154"),
        ("ign/bdalti_asc/MNT_25M_asc.asc", Role.TERRAIN, "EPSG:2154"),
        ("ign/dtm_ref_montpellier/test_data_77055_627760_LA93_IGN69_50CM.tif", Role.TERRAIN, None),
        ("heat/goteborg_kr/DEM_KR.tif", Role.TERRAIN, None),
        ("heat/goteborg_kr/DSM_KR.tif", Role.SURFACE_MODEL, None),
        ("heat/goteborg_kr/CDSM_KR.asc", Role.CANOPY, "EPSG:3007"),
        ("heat/goteborg_kr/landcover_KR.tif", Role.LAND_COVER, None),
        ("heat/la_rochelle_dem_landcover/DEM_clip.tif", Role.TERRAIN, None),
        ("heat/la_rochelle_dem_landcover/landcover_clip.tif", Role.LAND_COVER, None),
        ("terrain_pointcloud/cog/cog.tif", Role.RASTER, None),
        ("ign/bdortho_montpellier/test_data_rgb.tif", Role.ORTHOPHOTO, None),
        ("ign/bdortho_montpellier/test_data_irc.tif", Role.ORTHOPHOTO, None),
    ],
)
def test_values_arrive_as_they_are(
    real_data: Path, store: MemoryStore, name: str, role: Role, system: str | None
) -> None:
    layer, loaded = opened(real_data / name, store, system)

    assert layer.role is role
    expected, got = plain(real_data / name), cells(layer, store).astype(float)
    if role is Role.ORTHOPHOTO:  # 255 in all three bands is this product's sign for no data
        known = np.isfinite(expected).any(axis=0)
        assert np.array_equal(got[:, known], np.nan_to_num(expected[:, known], nan=255.0))
    else:
        assert np.array_equal(got, expected.astype(np.float32), equal_nan=True)
    if "goteborg" in name:
        assert loaded.crs == "EPSG:3007"


def test_a_zipped_grid_takes_the_system_beside_it(real_data: Path, store: MemoryStore) -> None:
    import gzip

    path = real_data / "noise" / "noisemodelling_dem_asc" / "dem.asc.gz"
    layer, loaded = opened(path, store)

    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    head = {key.lower(): float(value) for key, value in (line.split() for line in lines[:6])}
    expected = np.loadtxt(lines[6:])
    field = read_heightfield(store.path(layer.payload))
    assert loaded.crs == "EPSG:2154"
    assert np.allclose(field.z, expected, atol=1e-4)
    assert field.x0 - field.step / 2 == pytest.approx(head["xllcorner"])
    assert (layer.role, layer.unit) == (Role.TERRAIN, "m")


def test_wudapt_keeps_its_zones(real_data: Path, store: MemoryStore) -> None:
    path = real_data / "heat" / "lcz_wudapt_raster" / "redonWudapt.tif"
    layer, _ = opened(path, store)

    zones, counts = np.unique(plain(path), return_counts=True)
    got, after = np.unique(cells(layer, store), return_counts=True)
    known = np.isfinite(got)
    assert layer.role is Role.LOCAL_CLIMATE_ZONE
    assert got[known].tolist() == zones[np.isfinite(zones)].tolist()
    # 100 m cells on 100 m cells, turned by 5 degrees: each zone keeps its share.
    shares = counts[np.isfinite(zones)] / counts[np.isfinite(zones)].sum()
    assert after[known] / after[known].sum() == pytest.approx(shares, abs=0.01)


def test_niort_in_degrees(real_data: Path, store: MemoryStore) -> None:
    """The picture's maker publishes ramp and span: 28 to 53 °C, 190 opaque where it is known."""
    path = real_data / "heat" / "niort_lst_png" / "niort_lst.png"
    layer, _ = opened(path, store)

    values = cells(layer, store)[0]
    assert (layer.role, layer.unit, layer.certainty) == (
        Role.SURFACE_TEMPERATURE, "°C", Certainty.UNCERTAIN,
    )  # fmt: skip
    assert "instant_missing" in {item.reason for item in layer.left_out}
    told = json.loads(path.with_suffix(".json").read_text())
    assert told["vmin"] < np.nanmin(values) < np.nanmax(values) < told["vmax"]
    # As much ground is known as the picture shows.
    image = np.asarray(Image.open(path))
    (south, west), (north, east) = told["bounds"]
    outline = ([west, east, east, west], [south, south, north, north])
    whole = abs(Geod(ellps="WGS84").polygon_area_perimeter(*outline)[0])
    step = float(dict(layer.provenance.parameters)["step"])
    known = np.isfinite(values).sum() * step**2
    assert known == pytest.approx((image[..., 3] > 0).mean() * whole, rel=0.01)
    # The Sèvre is cool and the activity zones are hot: the picture's blue and its darkest red.
    assert np.nanpercentile(values, 1) < 35 < 45 < np.nanpercentile(values, 99)


def test_jpeg_2000(real_data: Path, store: MemoryStore, tmp_path: Path) -> None:
    source = real_data / "ign" / "bdortho_montpellier" / "test_data_rgb.tif"
    path = tmp_path / "12-2024-0660-6360-LA93-0M20-E080.jp2"
    written = tmp_path / "written.tif"
    with rasterio.open(source) as file:
        profile = file.profile | {"crs": "EPSG:2154", "nodata": None}
        with rasterio.open(written, "w", **profile) as copy:
            copy.write(file.read())
    copy_raster(written, path, driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES")

    layer, loaded = opened(path, store)

    assert (layer.role, loaded.crs) == (Role.ORTHOPHOTO, "EPSG:2154")
    assert layer.provenance.short == "IGN – BD ORTHO® 2024"
    with rasterio.open(source) as file:
        assert np.array_equal(cells(layer, store), file.read())
