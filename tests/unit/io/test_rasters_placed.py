"""Pictures placed by what lies beside them; places that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import io_samples as samples
import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image
from pyproj import CRS

from jumeau.errors import InputError
from jumeau.io.loading import CrsNeeded, load
from jumeau.io.rasters.placed_images import beside, has_place
from jumeau.io.rasters.reader import examine
from jumeau.io.reading import files_of
from jumeau.io.store import MemoryStore
from jumeau.model.project import new_project
from jumeau.model.roles import Role

WEST, SOUTH, EAST, NORTH = -0.5436, 46.28, -0.3788, 46.3748
NIORT = (WEST, SOUTH, EAST, NORTH)


def picture(path: Path, width: int = 48, height: int = 28) -> Path:
    cells = np.random.default_rng(3).integers(0, 255, (height, width, 3), dtype=np.uint8)
    Image.fromarray(cells).save(path)
    return path


SPELLINGS: list[Any] = [
    {"bounds": [[SOUTH, WEST], [NORTH, EAST]]},
    {"imageBounds": [[NORTH, WEST], [SOUTH, EAST]]},
    {"bbox": [WEST, SOUTH, EAST, NORTH]},
    {"extent": [WEST, SOUTH, EAST, NORTH], "crs": "EPSG:4326"},
    {"extent": [WEST, EAST, SOUTH, NORTH]},
    {"extent": {"xmin": WEST, "ymin": SOUTH, "xmax": EAST, "ymax": NORTH}},
    {"north": NORTH, "south": SOUTH, "east": EAST, "west": WEST},
    {"bounds": {"north": NORTH, "south": SOUTH, "east": EAST, "west": WEST}},
    {
        "bounds": {
            "_southWest": {"lat": SOUTH, "lng": WEST},
            "_northEast": {"lat": NORTH, "lng": EAST},
        }
    },
    {"bounds": [[WEST, NORTH], [EAST, NORTH], [EAST, SOUTH], [WEST, SOUTH]]},
    {"meta": {"ouest": WEST, "sud": SOUTH, "est": EAST, "nord": NORTH}},
    [[SOUTH, WEST], [NORTH, EAST]],
]


@pytest.mark.parametrize("told", SPELLINGS, ids=lambda told: json.dumps(told)[:30])
def test_bounds_in_json(tmp_path: Path, told: Any) -> None:
    path = picture(tmp_path / "lst.png")
    (tmp_path / "lst.json").write_text(json.dumps(told))

    (tile,) = examine(path)

    assert tile.bounds == pytest.approx(NIORT)
    assert tile.crs == "EPSG:4326"
    assert has_place(path)


def test_bounds_in_metres_name_their_system_or_are_asked_about(
    tmp_path: Path, store: MemoryStore
) -> None:
    path = picture(tmp_path / "plan.png")
    box = {"bbox": [660_000, 6_360_000, 660_480, 6_360_280]}
    (tmp_path / "plan.json").write_text(json.dumps({**box, "epsg": 2154}))
    assert examine(path)[0].crs == "EPSG:2154"

    (tmp_path / "plan.json").write_text(json.dumps(box))
    with pytest.raises(CrsNeeded) as asked:
        load([path], new_project("x"), store)
    assert asked.value.candidates[0].code == "EPSG:2154"
    (layer,) = load([path], new_project("x"), store, crs="EPSG:2154").layers
    assert layer.bounds == pytest.approx((660_000, 6_360_000, 660_480, 6_360_280))


@pytest.mark.parametrize(
    ("image", "world"),
    [("a.png", "a.pgw"), ("a.png", "a.wld"), ("a.jpg", "a.jgw"), ("a.jpeg", "a.jgw"),
     ("a.jpg", "a.wld"), ("a.png", "a.pngw")],
)  # fmt: skip
def test_world_files(tmp_path: Path, store: MemoryStore, image: str, world: str) -> None:
    path = picture(tmp_path / image)
    # The centre of the north-western cell, as in all world files.
    (tmp_path / world).write_text("10\n0\n0\n-10\n660005\n6360275\n")

    assert files_of(tmp_path) == [path]
    (layer,) = load([tmp_path], new_project("x"), store, crs="EPSG:2154").layers

    assert layer.role is Role.ORTHOPHOTO
    assert layer.bounds == pytest.approx((660_000, 6_360_000, 660_480, 6_360_280))


def test_a_prj_beside_is_read(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    (tmp_path / "a.pgw").write_text("10\n0\n0\n-10\n1700005\n4200275\n")
    (tmp_path / "a.prj").write_text(CRS.from_epsg(3945).to_wkt("WKT1_ESRI"))

    assert examine(path)[0].crs == "EPSG:3945"


def test_a_picture_without_a_place_names_what_was_looked_for(tmp_path: Path) -> None:
    path = picture(tmp_path / "photo.jpg")

    with pytest.raises(InputError) as error:
        examine(path)

    assert error.value.code == "raster.no_position"
    assert error.value.fields["files"] == "photo.jgw, photo.jpgw, photo.wld, photo.json"
    assert files_of(tmp_path) == []  # in a folder it is a picture like any other


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"bounds": [[WEST, SOUTH], [EAST, NORTH]]}, "place.swapped"),
        ({"bounds": [[SOUTH, WEST], [SOUTH, EAST]]}, "place.bad_bounds"),
        ({"west": 3, "south": 46, "east": 2, "north": 47}, "place.bad_bounds"),
        ({"bbox": [0, 0, 1e999, 1]}, "place.bad_bounds"),
        ({"colour": "red"}, "place.no_bounds"),
        ({"bounds": "here"}, "place.no_bounds"),
        ([1, 2, 3], "place.no_bounds"),
    ],
)
def test_bad_bounds(tmp_path: Path, told: Any, code: str) -> None:
    path = picture(tmp_path / "lst.png")
    (tmp_path / "lst.json").write_text(json.dumps(told))

    with pytest.raises(InputError) as error:
        examine(path)

    assert error.value.code == code


def test_json_that_is_none(tmp_path: Path) -> None:
    path = picture(tmp_path / "lst.png")
    (tmp_path / "lst.json").write_bytes(b"\xff\xfe{")

    with pytest.raises(InputError) as error:
        beside(path)
    assert error.value.code == "place.no_bounds"
    (tmp_path / "lst.json").write_text("[" * 100_000)
    with pytest.raises(InputError) as error:
        beside(path)
    assert error.value.code == "place.no_bounds"


def _placed(path: Path, transform: Affine, crs: str | None) -> Path:
    cells = (np.arange(400.0).reshape(20, 20) + 100.5).astype(np.float32)
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=20, width=20, dtype="float32", crs=crs,
        transform=transform,
    ) as file:  # fmt: skip
        file.write(cells, 1)
    return path


@pytest.mark.parametrize(
    ("transform", "code"),
    [
        (Affine(1, 0, float("nan"), 0, -1, 6_360_000), "raster.bad_place"),
        (Affine(1, 2, 660_000, 2, 4, 6_360_000), "raster.bad_place"),
        (Affine(1, 0, 1e15, 0, -1, 6_360_000), "raster.bad_place"),
        (Affine(float("inf"), 0, 660_000, 0, -1, 6_360_000), "raster.bad_place"),
        # Of cells without a width, the format keeps no place at all.
        (Affine(0, 0, 660_000, 0, -1, 6_360_000), "raster.no_position"),
    ],
)
def test_impossible_places(tmp_path: Path, transform: Affine, code: str) -> None:
    with pytest.raises(InputError) as error:
        examine(_placed(tmp_path / "mnt.tif", transform, "EPSG:2154"))

    assert error.value.code == code


def test_metres_declared_as_degrees_are_asked_about(tmp_path: Path, store: MemoryStore) -> None:
    path = _placed(tmp_path / "mnt.tif", Affine(1, 0, 660_000, 0, -1, 6_360_000), "EPSG:4326")

    with pytest.raises(CrsNeeded) as asked:
        load([path], new_project("x"), store)
    assert asked.value.candidates[0].code == "EPSG:2154"
    (layer,) = load([path], new_project("x"), store, crs="EPSG:2154").layers
    assert ("crs_declared", "EPSG:4326") in layer.provenance.parameters


def test_swapped_axes_are_refused(tmp_path: Path) -> None:
    path = _placed(tmp_path / "mnt.tif", Affine(0.001, 0, 46.3, 0, -0.001, -0.4), "EPSG:4326")

    with pytest.raises(InputError) as error:
        examine(path)
    assert error.value.code == "place.swapped"


def test_a_local_system_is_asked_about(tmp_path: Path, store: MemoryStore) -> None:
    local = 'LOCAL_CS["Chantier",UNIT["metre",1,AUTHORITY["EPSG","9001"]]]'
    path = _placed(tmp_path / "mnt.tif", Affine(1, 0, 660_000, 0, -1, 6_360_000), local)

    with pytest.raises(CrsNeeded):
        load([path], new_project("x"), store)


def test_a_turned_raster_lies_where_its_cells_are(tmp_path: Path, store: MemoryStore) -> None:
    """A plane over the ground stays a plane, whatever the turn of the cells that hold it."""
    turn = Affine.translation(660_000, 6_360_000) @ Affine.rotation(30) @ Affine.scale(2, -2)
    rows, cols = np.mgrid[0:60, 0:80] + 0.5
    a, b, c, d, e, f = tuple(turn)[:6]
    x, y = a * cols + b * rows + c, d * cols + e * rows + f
    plane = 100 + 0.05 * (x - 660_000) - 0.03 * (y - 6_360_000)
    path = tmp_path / "mnt.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=60, width=80, dtype="float32",
        crs="EPSG:2154", transform=turn,
    ) as file:  # fmt: skip
        file.write(plane.astype(np.float32), 1)

    (layer,) = load([path], new_project("x"), store).layers

    with rasterio.open(store.path(layer.payload)) as file:
        got, t = file.read(1), file.transform
    j, i = np.meshgrid(np.arange(got.shape[1]) + 0.5, np.arange(got.shape[0]) + 0.5)
    gx, gy = t.c + t.a * j, t.f + t.e * i
    expected = 100 + 0.05 * (gx - 660_000) - 0.03 * (gy - 6_360_000)
    known = np.isfinite(got)
    assert 0.3 < known.mean() < 0.8  # the box around a turned rectangle
    error = np.abs(got - expected)[known]
    assert np.percentile(error, 95) < 0.01
    assert error.max() < 0.15  # half a cell along the edges
    corners = [turn @ corner for corner in ((0, 0), (80, 0), (0, 60), (80, 60))]
    east, north = zip(*corners, strict=True)
    around = (min(east), min(north), max(east), max(north))
    assert layer.bounds == pytest.approx(around, abs=2.0)  # grown to whole cells of 2 m


def test_a_reprojected_plane_is_where_gdal_puts_it(tmp_path: Path, store: MemoryStore) -> None:
    """Cell by cell against GDAL's own warp, which knows this change of projection as well."""
    from rasterio.warp import Resampling, reproject

    step, west, north = 5.0, 1_650_000.0, 4_200_000.0  # CC45
    rows, cols = np.mgrid[0:200, 0:260]
    cells = (300 + 20 * np.sin(cols / 25.0) + 15 * np.cos(rows / 18.0)).astype(np.float32)
    path = tmp_path / "mnt.tif"
    here = Affine(step, 0, west, 0, -step, north)
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=200, width=260, dtype="float32",
        crs="EPSG:3945", transform=here,
    ) as file:  # fmt: skip
        file.write(cells, 1)

    (layer,) = load([path], new_project("x"), store).layers

    with rasterio.open(store.path(layer.payload)) as file:
        got, t = file.read(1), file.transform
    expected = np.full_like(got, np.nan)
    reproject(
        cells, expected, src_transform=here, src_crs="EPSG:3945", dst_transform=t,
        dst_crs="EPSG:2154", resampling=Resampling.bilinear, dst_nodata=np.nan,
        tolerance=0.001,
    )  # fmt: skip
    both = np.isfinite(got) & np.isfinite(expected)
    assert both.sum() > 0.95 * np.isfinite(expected).sum()
    assert np.abs(got - expected)[both].max() < 0.02
    (done,) = layer.provenance.transformations
    assert done.done
    assert done.accuracy is not None


def test_sources_stay_as_they_were(tmp_path: Path, store: MemoryStore) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    picture(folder / "lst.png")
    (folder / "lst.json").write_text(json.dumps({"bbox": NIORT, "vmin": 20, "vmax": 40}))
    before = samples.fingerprint(folder)

    load([folder], new_project("x"), store)

    assert samples.fingerprint(folder) == before
