"""Tiles with a wrong place: no raster as large as a country is written for them."""

from __future__ import annotations

import shutil
from pathlib import Path

import io_samples as samples
import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image

from jumeau.errors import InputError
from jumeau.io.loading import load
from jumeau.io.rasters import mosaic, sparse
from jumeau.io.reading import RasterSource
from jumeau.io.store import MemoryStore
from jumeau.model.progress import silent
from jumeau.model.project import new_project

X, Y = 660_000.0, 6_360_000.0


def tile(path: Path, place: Affine, side: int = 100) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=side, width=side, dtype="float32",
        crs="EPSG:2154", transform=place,
    ) as file:  # fmt: skip
        file.write(np.full((1, side, side), 500, np.float32))
    return path


def joined(output: Path, *tiles: Path, **more: object) -> mosaic.Mosaic:
    source = RasterSource(tiles, colour=False)
    return mosaic.write_mosaic(source, "EPSG:2154", "EPSG:2154", output, progress=silent, **more)


def at(x: float, y: float, step: float = 1.0) -> Affine:
    return Affine(step, 0, x, 0, -step, y)


@pytest.mark.parametrize(
    "world",
    [
        "2.0\n0\n0\n-660000.1\n660000.1\n6360000.0\n",  # cells 2 m wide and 660 km high
        "2.0\n0\n0\n-2000000\n660000\n6360000\n",
        "2.0\n0\n900000\n-2.0\n660000\n6360000\n",  # sheared
        "0.00001\n0\n0\n-900\n660000\n6360000\n",
    ],
)
def test_a_spoilt_world_file_makes_no_huge_raster(
    tmp_path: Path, store: MemoryStore, world: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Image.new("RGB", (30, 24), (9, 9, 9)).save(folder / "ortho.png")
    (folder / "ortho.pgw").write_text(world)

    with pytest.raises(InputError) as error:
        load([folder], new_project("x"), store, crs="EPSG:2154")

    assert error.value.code == "raster.too_sparse"
    assert error.value.fields["path"] == "ortho.png"
    assert store._folder is not None
    assert list(Path(store._folder.name).iterdir()) == []


def test_the_tile_that_lies_far_from_the_others_is_named(tmp_path: Path) -> None:
    near = [tile(tmp_path / f"{i}.tif", at(X + 100 * i, Y)) for i in range(3)]
    far = tile(tmp_path / "far.tif", at(X + 40_000, Y - 40_000))
    output = tmp_path / "out.tif"

    with pytest.raises(InputError) as error:
        joined(output, near[0], far, *near[1:])

    assert error.value.code == "raster.too_sparse"
    assert error.value.fields["path"] == "far.tif"
    assert 1608 <= int(str(error.value.fields["cells"])) < 1650  # millions, in whole blocks
    assert not output.exists()


def test_a_cut_brings_tiles_that_lie_far_apart_within_reach(tmp_path: Path) -> None:
    near = tile(tmp_path / "near.tif", at(X, Y))
    far = tile(tmp_path / "far.tif", at(X + 40_000, Y - 40_000))

    written = joined(tmp_path / "out.tif", near, far, bounds=(X - 50, Y - 150, X + 150, Y + 50))

    assert (written.grid.rows, written.grid.cols) == (100, 100)


def test_tiles_along_a_diagonal_and_coarse_ones_below_fine_ones_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparse, "ENOUGH", 2**20)
    diagonal = [
        tile(tmp_path / f"{i}.tif", at(X + 200 * i, Y - 200 * i), side=200) for i in range(9)
    ]
    written = joined(tmp_path / "diagonal.tif", *diagonal)
    assert written.without_data == 1800**2 - 9 * 200**2

    coarse = tile(tmp_path / "coarse.tif", at(X, Y, 20.0))
    fine = tile(tmp_path / "fine.tif", at(X + 1000, Y - 1000))
    written = joined(tmp_path / "both.tif", coarse, fine)
    assert written.grid.step == 1.0
    assert written.without_data == 0


def test_no_room_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = tile(tmp_path / "near.tif", at(X, Y))
    usage = shutil.disk_usage(tmp_path)._replace(free=mosaic.RESERVE + 50_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    output = tmp_path / "out.tif"

    with pytest.raises(InputError) as error:
        joined(output, near)

    assert error.value.code == "raster.no_room"
    assert not output.exists()


def test_a_small_raster_may_be_as_empty_as_it_likes(tmp_path: Path) -> None:
    tiles = [samples.grid(tmp_path / "a.tif", np.full((20, 20), 500.0))]
    tiles.append(tile(tmp_path / "b.tif", at(samples.X + 3000, samples.Y), side=20))

    written = joined(tmp_path / "out.tif", *tiles)

    assert written.without_data == 20 * 3020 - 2 * 20 * 20
