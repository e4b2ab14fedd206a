"""Large rasters: overviews that other programs see, windows, strips, stopping in between."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window

from jumeau.errors import Cancelled, InputError
from jumeau.io.rasters import mosaic, tile_cells
from jumeau.io.rasters.big_tiff import append_reduced
from jumeau.io.rasters.pyramid import factors_of, halved
from jumeau.io.reading import RasterSource
from jumeau.model.progress import silent

HERE = Affine(0.2, 0, 650_000, 0, -0.2, 6_870_000)


def source(path: Path, cells: np.ndarray, **more: object) -> Path:
    profile: dict[str, object] = {"crs": "EPSG:2154", "transform": HERE, **more}
    with rasterio.open(
        path, "w", driver="GTiff", count=len(cells), height=cells.shape[1], width=cells.shape[2],
        dtype=cells.dtype, **profile,
    ) as file:  # fmt: skip
        file.write(cells)
    return path


def keep(path: Path, output: Path, colour: bool = False, classes: bool = False) -> mosaic.Mosaic:
    given = RasterSource((path,), colour, classes)
    return mosaic.write_mosaic(given, "EPSG:2154", "EPSG:2154", output, progress=silent)


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(1).normal(300, 20, (1, 1100, 1300)).astype(np.float32)


def test_each_overview_is_the_mean_of_the_cells_below(tmp_path: Path, noise: np.ndarray) -> None:
    holes = noise.copy()
    holes[0, 100:200, 300:401] = -9999
    keep(source(tmp_path / "a.tif", holes, nodata=-9999.0), tmp_path / "out.tif")

    with rasterio.open(tmp_path / "out.tif") as file:
        assert file.overviews(1) == [2, 4, 8]
        above = file.read(1)
    expected = np.where(holes == -9999, np.nan, holes)[0]
    assert np.array_equal(above[:1100, :1300], expected, equal_nan=True)
    for level in range(3):
        with rasterio.open(tmp_path / "out.tif", overview_level=level) as file:
            got = file.read(1)
        quarters = np.stack([above[a::2, b::2] for a in (0, 1) for b in (0, 1)])
        some = np.isfinite(quarters).any(axis=0)
        assert np.array_equal(np.isfinite(got), some)
        mean = np.nansum(quarters, axis=0) / np.maximum(np.isfinite(quarters).sum(axis=0), 1)
        assert np.allclose(got[some], mean[some], atol=1e-3)
        above = got


def test_colours_keep_their_mask_at_every_level(tmp_path: Path) -> None:
    cells = np.random.default_rng(2).integers(1, 255, (3, 900, 1000), dtype=np.uint8)
    cells[:, :450] = 0
    keep(source(tmp_path / "a.tif", cells, nodata=0), tmp_path / "out.tif", colour=True)

    for level in range(len(factors_of(900, 1000))):
        with rasterio.open(tmp_path / "out.tif", overview_level=level) as file:
            known = file.dataset_mask() > 0
            half, width = 450 // 2 ** (level + 1), 1000 // 2 ** (level + 1)
            assert not known[:half].any()
            assert known[half + 1 : 2 * half, :width].all()


def test_another_program_sees_the_overviews(tmp_path: Path, noise: np.ndarray) -> None:
    if shutil.which("gdalinfo") is None:
        pytest.skip("gdalinfo is not installed")
    keep(source(tmp_path / "a.tif", noise), tmp_path / "out.tif")

    told = subprocess.run(
        ["gdalinfo", "-checksum", str(tmp_path / "out.tif")], capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert told.stderr == ""
    assert "Overviews: 656x552, 328x276, 164x138" in told.stdout
    assert "Subdatasets" not in told.stdout


@pytest.mark.parametrize(
    "layout",
    [{"blockysize": 1}, {"blockysize": 16, "compress": "deflate"}, {"compress": "lzw"},
     {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate"}],
    ids=["rows", "strips", "lzw", "tiles"],
)  # fmt: skip
def test_strips_and_tiles_alike(
    tmp_path: Path, noise: np.ndarray, layout: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile_cells, "KEPT", 300_000)  # a few slabs: older ones are let go
    monkeypatch.setattr(mosaic, "ACROSS", 512)

    keep(source(tmp_path / "a.tif", noise, **layout), tmp_path / "out.tif")

    with rasterio.open(tmp_path / "out.tif") as file:
        assert np.array_equal(file.read(1)[:1100, :1300], noise[0])


def test_strips_are_turned_as_tiles_are(tmp_path: Path, noise: np.ndarray) -> None:
    for name, layout in (("rows", {"blockysize": 1}), ("tiles", {"tiled": True})):
        path = source(tmp_path / f"{name}.tif", noise, transform=Affine(
            5, 0, 1_650_000, 0, -5, 4_200_000), crs="EPSG:3945", **layout)  # fmt: skip
        given = RasterSource((path,), colour=False)
        mosaic.write_mosaic(
            given, "EPSG:3945", "EPSG:2154", tmp_path / f"out_{name}.tif", progress=silent
        )
    with (
        rasterio.open(tmp_path / "out_rows.tif") as a,
        rasterio.open(tmp_path / "out_tiles.tif") as b,
    ):
        assert np.array_equal(a.read(1), b.read(1), equal_nan=True)
        assert np.isfinite(a.read(1)).mean() > 0.9


def test_stopping_is_heard_at_every_step(tmp_path: Path, noise: np.ndarray) -> None:
    path = source(tmp_path / "a.tif", noise, blockysize=1)
    calls: list[str] = []

    def count(fraction: float, step: str = "") -> None:
        assert 0 <= fraction <= 1
        calls.append(step)

    given = RasterSource((path,), colour=False)
    output = tmp_path / "out.tif"
    mosaic.write_mosaic(given, "EPSG:2154", "EPSG:2154", output, progress=count)
    assert {"mosaic", "overviews"} == set(calls)
    output.unlink()
    for stop in (0, len(calls) // 2, len(calls) - 2):
        left = iter(range(stop))

        def cancel(fraction: float, step: str = "", left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise Cancelled

        with pytest.raises(Cancelled):
            mosaic.write_mosaic(given, "EPSG:2154", "EPSG:2154", output, progress=cancel)
        output.unlink(missing_ok=True)
        assert list(tmp_path.glob("out*")) == []


def test_no_long_silence(tmp_path: Path) -> None:
    cells = np.random.default_rng(3).integers(0, 255, (3, 3000, 4000), dtype=np.uint8)
    path = source(tmp_path / "a.tif", cells, blockysize=1, interleave="pixel", photometric="rgb")
    longest, last = 0.0, time.process_time()

    def watch(fraction: float, step: str = "") -> None:
        nonlocal longest, last
        now = time.process_time()  # of this process: others may be at work beside it
        longest, last = max(longest, now - last), now

    given = RasterSource((path,), colour=True)
    mosaic.write_mosaic(given, "EPSG:2154", "EPSG:2154", tmp_path / "warm.tif", progress=silent)
    last = time.process_time()
    mosaic.write_mosaic(given, "EPSG:2154", "EPSG:2154", tmp_path / "out.tif", progress=watch)

    assert longest < 0.5


def test_a_full_disk_is_said_beforehand(
    tmp_path: Path, noise: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = source(tmp_path / "a.tif", noise)
    monkeypatch.setattr(mosaic, "RESERVE", 10**18)

    with pytest.raises(InputError) as error:
        keep(path, tmp_path / "out.tif")

    assert error.value.code == "raster.no_room"


def test_halves() -> None:
    values = np.array([[[1, 3, 8], [5, 7, 9], [2, 2, 2]]], np.float32)
    known = np.array([[True, True, False], [True, False, True], [False, True, True]])

    mean, some = halved(values, known, nearest=False)
    first, _ = halved(values, known, nearest=True)

    assert mean[0].tolist() == [[3.0, 9.0], [2.0, 2.0]]
    assert first[0].tolist() == [[1.0, 9.0], [2.0, 2.0]]
    assert some.all()


def test_only_big_tiffs_are_joined(tmp_path: Path, noise: np.ndarray) -> None:
    path = source(tmp_path / "a.tif", noise)
    with pytest.raises(ValueError, match="BigTIFF"):
        append_reduced(path, path, silent)


def test_a_window_of_the_picture_is_the_source(tmp_path: Path) -> None:
    cells = np.random.default_rng(5).integers(0, 255, (3, 800, 800), dtype=np.uint8)
    keep(source(tmp_path / "a.tif", cells), tmp_path / "out.tif", colour=True)

    with rasterio.open(tmp_path / "out.tif") as file:
        assert np.array_equal(
            file.read(window=Window(300, 200, 64, 64)), cells[:, 200:264, 300:364]
        )


def test_what_a_picture_does_not_cover_shows_what_lies_below(tmp_path: Path) -> None:
    from jumeau.render.imagery import paint_image
    from jumeau.render.sheet import Sheet

    cells = np.full((3, 900, 900), 200, np.uint8)
    cells[:, :, :450] = 0
    keep(source(tmp_path / "a.tif", cells, nodata=0), tmp_path / "out.tif", colour=True)

    for texel, count in ((0.2, 900), (1.6, 112)):  # its own cells, and means of an overview
        rgb = np.full((count, count, 3), 90.0, np.float32)
        acc = np.zeros((count, count + 1), np.float32)
        assert paint_image(Sheet(rgb, acc, HERE.c, HERE.f, texel, 0), tmp_path / "out.tif")
        assert np.allclose(rgb[:, : count // 2 - 1], 90)
        assert np.allclose(rgb[:, count // 2 + 1 :], 200)
