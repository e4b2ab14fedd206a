"""Real rasters through the program, against what GDAL's own programs say of the same files."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import Geod

from jumeau.geometry import crs
from jumeau.io.loading import Loaded, load
from jumeau.io.rasters.terrain import read_heightfield
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

GDAL = pytest.mark.skipif(shutil.which("gdal_translate") is None, reason="GDAL's programs")


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


@GDAL
def test_jpeg_2000(real_data: Path, store: MemoryStore, tmp_path: Path) -> None:
    source = real_data / "ign" / "bdortho_montpellier" / "test_data_rgb.tif"
    path = tmp_path / "12-2024-0660-6360-LA93-0M20-E080.jp2"
    subprocess.run(
        ["gdal_translate", "-q", "-of", "JP2OpenJPEG", "-co", "QUALITY=100", "-co",
         "REVERSIBLE=YES", "-a_srs", "EPSG:2154", "-a_nodata", "none", str(source), str(path)],
        check=True,
    )  # fmt: skip

    layer, loaded = opened(path, store)

    assert (layer.role, loaded.crs) == (Role.ORTHOPHOTO, "EPSG:2154")
    assert layer.provenance.short == "IGN – BD ORTHO® 2024"
    with rasterio.open(source) as file:
        assert np.array_equal(cells(layer, store), file.read())


@GDAL
@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("heat/lcz_wudapt_raster/redonWudapt.tif", "EPSG:3035"),
        ("heat/goteborg_kr/DEM_KR.tif", "EPSG:3007"),
        ("terrain_pointcloud/cog/cog.tif", "EPSG:32621"),
        ("ign/bdortho_montpellier/test_data_rgb.tif", "EPSG:2154"),
    ],
)
def test_places_are_those_of_another_program(real_data: Path, name: str, system: str) -> None:
    from jumeau.io.rasters.reader import examine

    (tile,) = examine(real_data / name)

    told = json.loads(subprocess.run(
        ["gdalinfo", "-json", str(real_data / name)], capture_output=True, text=True, check=True
    ).stdout)  # fmt: skip
    west, south = told["cornerCoordinates"]["lowerLeft"]
    east, north = told["cornerCoordinates"]["upperRight"]
    assert tile.bounds == pytest.approx((west, south, east, north), abs=0.01)
    assert tile.crs == system
    middle = np.array([[(west + east) / 2, (south + north) / 2]])
    degrees = crs.reprojection(system, "EPSG:4326", tile.bounds)(middle)[0]
    assert _transformed(middle[0], system, "EPSG:4326") == pytest.approx(degrees, abs=2e-6)


@GDAL
def test_ntf_is_shifted_as_another_program_does() -> None:
    """Debian's GDAL has IGN's grid from its own package of PROJ data."""
    here = np.array([600_000.0, 2_428_000.0])
    there = crs.reprojection("EPSG:27572", "EPSG:2154")(here[None])[0]

    assert _transformed(here, "EPSG:27572", "EPSG:2154") == pytest.approx(there, abs=0.01)


def _transformed(place: np.ndarray, source: str, target: str) -> tuple[float, float]:
    run = subprocess.run(
        ["gdaltransform", "-s_srs", source, "-t_srs", target, "-output_xy"],
        input=f"{place[0]!r} {place[1]!r}\n".replace("np.float64(", "").replace(")", ""),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    x, y = run.stdout.split()[:2]
    return float(x), float(y)
