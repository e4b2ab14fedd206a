"""Heights from one system to another: with the grid, without it, outside of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from jumeau.geometry import crs, grids, vertical

PARIS = (2.35, 48.85)
GENEVA = (2_500_000, 1_120_000, 2_510_000, 1_130_000)
IGN69, IGN78, ELLIPSOID = "EPSG:5720", "EPSG:5721", "EPSG:4979"

MOVE = """
import sys
import numpy as np
from jumeau.geometry.vertical import height_way
way = height_way(sys.argv[1], sys.argv[2], sys.argv[3])
places = np.array([[float(sys.argv[4]), float(sys.argv[5])], [float(sys.argv[4]), 60.0]])
print(way.known, way.accuracy, *way(places, np.array([100.0, 100.0])), way.operation, sep="|")
"""


def geoid(folder: Path, name: str, height: float, slope: float) -> None:
    """Write a geoid grid as PROJ reads them (GTG 1.0): so high at 2.35° E, rising eastwards."""
    step, west, north = 0.05, 2.0, 49.2
    rows, cols = 15, 17
    east = west + step * np.arange(cols)
    values = np.repeat((height + slope * (east - PARIS[0]))[None], rows, axis=0)
    with rasterio.open(
        folder / name, "w", driver="GTiff", width=cols, height=rows, count=1, dtype="float32",
        crs="EPSG:9781" if "RAF20" in name else "EPSG:4171",
        transform=Affine(step, 0, west - step / 2, 0, -step, north + step / 2),
    ) as file:  # fmt: skip
        file.write(values.astype(np.float32), 1)
        file.update_tags(AREA_OR_POINT="Point", TYPE="VERTICAL_OFFSET_GEOGRAPHIC_TO_VERTICAL")
        file.update_tags(1, DESCRIPTION="geoid_undulation", UNITTYPE="metre")


def moved(folder: Path, *arguments: str) -> list[str]:
    """Ask for a way in a process of its own, whose user has put grids into a folder."""
    run = subprocess.run(
        [sys.executable, "-c", MOVE, *arguments], capture_output=True, text=True, check=True,
        env={"JUMEAU_DATA_DIR": str(folder), "PATH": ""},
    )  # fmt: skip
    return run.stdout.strip().split("|")


def test_a_geoid_that_the_user_adds_is_used(tmp_path: Path) -> None:
    (tmp_path / "proj").mkdir()
    geoid(tmp_path / "proj", "fr_ign_RAF20.tif", 44.0, 2.0)

    known, accuracy, height, outside, name = moved(
        tmp_path, "EPSG:4326", ELLIPSOID, IGN69, "2.45", "48.85"
    )

    assert known == "True"
    assert float(accuracy) > 0
    # 100 m above the ellipsoid, less 44.2 m of the geoid above it.
    assert float(height) == pytest.approx(100 - 44.2, abs=0.01)
    assert outside == "nan"
    assert "RGF93 v2b to NGF-IGN69" in name


def test_lambert_93_finds_the_same_geoid(tmp_path: Path) -> None:
    (tmp_path / "proj").mkdir()
    geoid(tmp_path / "proj", "fr_ign_RAF20.tif", 44.0, 0.0)

    answer = moved(tmp_path, "EPSG:2154", "EPSG:4965", IGN69, "652000", "6861000")

    assert answer[0] == "True"
    assert float(answer[2]) == pytest.approx(56.0, abs=0.01)


def test_without_a_grid_heights_stay_and_the_grid_is_named() -> None:
    way = vertical.height_way("EPSG:4326", ELLIPSOID, IGN69, (2.3, 48.8, 2.4, 48.9))

    assert way is not None
    assert not way.known
    assert "fr_ign_RAF20.tif" in way.operation
    heights = np.array([100.0, np.nan])
    assert np.array_equal(way(np.array([PARIS, PARIS]), heights), heights, equal_nan=True)
    record = way.record()
    assert (record.vertical, record.done, record.accuracy) == (True, False, None)


def test_neighbours_meet_in_the_european_system_without_a_grid() -> None:
    # EVRF2000 minus LN02 and minus IGN69 are known to EPSG as plain formulas:
    # beside the lake of Geneva the two national systems differ by some decimetres.
    way = vertical.height_way("EPSG:2056", "EPSG:5728", IGN69, GENEVA)

    assert way is not None
    assert way.known
    (height,) = way(np.array([[2_500_000.0, 1_120_000.0]]), np.array([400.0]))
    assert 0.05 < abs(height - 400) < 1.0
    assert way.record().done


def test_nothing_to_do_says_nothing() -> None:
    assert vertical.height_way("EPSG:2154", IGN69, IGN69) is None
    assert vertical.height_way("EPSG:2154", "", IGN69) is None
    assert vertical.height_way("EPSG:2154", IGN69, "") is None
    assert vertical.height_way("EPSG:2154", "EPSG:4965", ELLIPSOID) is None


def test_two_islands_have_no_way() -> None:
    way = vertical.height_way("EPSG:2154", IGN78, IGN69)

    assert way is not None
    assert not way.known


def test_parts_of_systems_in_3d() -> None:
    assert crs.split("EPSG:4979") == ("EPSG:4326", "EPSG:4979")
    assert crs.split("EPSG:7415") == ("EPSG:28992", "EPSG:5709")
    assert crs.split("EPSG:25832+5783") == ("EPSG:25832", "EPSG:5783")
    assert crs.split(crs.parse("EPSG:2154").to_3d().to_wkt()) == ("EPSG:2154", "EPSG:4965")
    assert vertical.is_ellipsoidal("EPSG:4979")
    assert not vertical.is_ellipsoidal(IGN69)
    assert not vertical.is_ellipsoidal("")


def test_grids_are_sought_on_this_machine_alone() -> None:
    from pyproj import datadir, network

    assert network.is_network_enabled() is False
    folders = datadir.get_data_dir()
    assert str(grids.SHIPPED) in folders
    assert str(grids.user_grids()) in folders
    grids.use_grids()
    assert datadir.get_data_dir() == folders
