"""What rasters show: temperatures, classes, units, bands, palettes, colours of values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image

from jumeau.io.loading import load
from jumeau.io.rasters.colour_ramps import RAMPS, recognise, table, values_of
from jumeau.io.rasters.reader import RasterReader, drafts, examine
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

L93 = Affine(30, 0, 660_000, 0, -30, 6_360_000)
ST_B10 = "LC08_L2SP_200028_20220718_20220726_02_T1_ST_B10.TIF"


def written(path: Path, cells: np.ndarray, tags: dict[str, str] | None = None, **more: Any) -> Path:
    bands = cells if cells.ndim == 3 else cells[None]
    units = more.pop("units", None)
    scales = more.pop("scales", None)
    names = more.pop("names", None)
    profile = {"crs": "EPSG:2154", "transform": L93, **more}
    with rasterio.open(
        path, "w", driver="GTiff", count=len(bands), height=bands.shape[1], width=bands.shape[2],
        dtype=bands.dtype, **profile,
    ) as file:  # fmt: skip
        file.write(bands)
        if tags:
            file.update_tags(1, **tags)
        if units:
            file.units = [units] * len(bands)
        if scales:
            file.scales, file.offsets = [scales[0]] * len(bands), [scales[1]] * len(bands)
        for number, name in enumerate(names or ()):
            file.set_band_description(number + 1, name)
    return path


def kept(path: Path, store: MemoryStore) -> tuple[Layer, np.ndarray]:
    (layer,) = load([path], new_project("x"), store).layers
    with rasterio.open(store.path(layer.payload)) as file:
        return layer, file.read(1)


def reasons(layer: Layer) -> dict[str, int]:
    return {item.reason: item.count for item in layer.left_out}


def test_landsat_becomes_degrees_with_its_date(tmp_path: Path, store: MemoryStore) -> None:
    """T [K] = 0.00341802 DN + 149.0 (USGS, LSDS-1618, section 6.1); 0 is no data."""
    numbers = np.full((40, 40), 45_000, np.uint16)
    numbers[0, :5] = 0

    layer, cells = kept(written(tmp_path / ST_B10, numbers), store)

    assert layer.role is Role.SURFACE_TEMPERATURE
    assert (layer.unit, layer.instant) == ("°C", "2022-07-18")
    assert layer.provenance.short.startswith("USGS/NASA – Landsat")
    assert layer.certainty is Certainty.COMPUTED
    assert np.isnan(cells[0, :5]).all()
    assert cells[1:].min() == pytest.approx(45_000 * 0.00341802 + 149.0 - 273.15, abs=1e-3)
    assert reasons(layer) == {"hour_missing": 1, "cells_without_data": 5}
    assert any(name == "values_scaled" for name, _ in layer.provenance.parameters)


@pytest.mark.parametrize(
    ("name", "cells", "more", "celsius"),
    [
        ("lst_niort.tif", np.linspace(295, 320, 400, dtype=np.float32), {}, (21.85, 46.85)),
        ("temperature_surface.tif", np.linspace(20, 45, 400, dtype=np.float32), {}, (20, 45)),
        ("LST.tif", np.linspace(290, 310, 400, dtype=np.float32), {"units": "K"}, (16.85, 36.85)),
        ("LST.tif", np.linspace(10, 30, 400, dtype=np.float32), {"tags": {"unit": "degC"}},
         (10, 30)),
        ("MOD_LST.tif", np.linspace(14_500, 15_500, 400).astype(np.uint16),
         {"scales": (0.02, 0.0)}, (16.85, 36.85)),
    ],
)  # fmt: skip
def test_kelvin_and_celsius_are_told_apart(
    tmp_path: Path, store: MemoryStore, name: str, cells: np.ndarray, more: Any,
    celsius: tuple[float, float],
) -> None:  # fmt: skip
    layer, kept_cells = kept(written(tmp_path / name, cells.reshape(20, 20), **more), store)

    assert layer.role is Role.SURFACE_TEMPERATURE
    assert layer.unit == "°C"
    assert (kept_cells.min(), kept_cells.max()) == pytest.approx(celsius, abs=0.02)
    assert reasons(layer)["instant_missing"] == 1


def test_a_temperature_of_unknown_scale_is_no_temperature(tmp_path: Path) -> None:
    cells = np.linspace(2000, 5000, 400).reshape(20, 20).astype(np.int32)

    (tile,) = examine(written(tmp_path / "lst_precise.tif", cells))

    assert tile.role is Role.RASTER
    assert tile.meaning.unit == ""


def test_units_and_scales_of_the_header(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.arange(400, dtype=np.int16).reshape(20, 20)
    path = written(tmp_path / "svf.tif", cells, units="percent", scales=(0.1, 5.0))

    layer, got = kept(path, store)

    assert layer.role is Role.RASTER
    assert layer.unit == "%"
    assert np.allclose(got, cells * 0.1 + 5)
    (facts,) = RasterReader().describe(path)
    assert ("unit", "%") in facts.details


def test_classes_are_never_mixed(tmp_path: Path, store: MemoryStore) -> None:
    """WUDAPT's zones in the European projection: after turning them only whole zones are left."""
    zones = np.random.default_rng(4).choice([2.0, 6.0, 9.0, 17.0], (57, 60)).astype(np.float32)
    zones[0] = np.nan
    here = Affine(100, 0, 3_414_700, 0, -100, 2_803_800)
    path = written(tmp_path / "lcz_map.tif", zones, crs="EPSG:3035", transform=here, nodata=np.nan)

    layer, cells = kept(path, store)

    assert layer.role is Role.LOCAL_CLIMATE_ZONE
    known = cells[np.isfinite(cells)]
    assert set(np.unique(known)) == {2.0, 6.0, 9.0, 17.0}
    assert len(known) == pytest.approx(56 * 60, rel=0.02)


def test_overviews_of_classes_are_classes(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.random.default_rng(6).choice([1, 7], (600, 600)).astype(np.uint8)
    path = written(tmp_path / "landcover.tif", cells)

    layer, _ = kept(path, store)

    with rasterio.open(store.path(layer.payload), overview_level=0) as file:
        coarse = file.read(1)[:300, :300]
    assert set(np.unique(coarse)) == {1.0, 7.0}


def test_zero_is_no_cover(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.random.default_rng(6).integers(0, 8, (30, 30)).astype(np.float32)

    layer, got = kept(written(tmp_path / "landcover.tif", cells), store)

    assert layer.role is Role.LAND_COVER
    assert np.isnan(got[cells == 0]).all()
    assert np.array_equal(got[cells > 0], cells[cells > 0])


@pytest.mark.parametrize("sentinel", [-9999.0, -99999.0, -3.4028234663852886e38, np.nan])
@pytest.mark.parametrize("declared", [True, False])
def test_signs_for_no_data(
    tmp_path: Path, store: MemoryStore, sentinel: float, declared: bool
) -> None:
    cells = (100 + np.arange(900.0).reshape(30, 30) / 7).astype(np.float32)
    cells[:3, :4] = sentinel
    path = written(tmp_path / "mns.tif", cells, **({"nodata": sentinel} if declared else {}))

    layer, got = kept(path, store)

    assert layer.role is Role.SURFACE_MODEL
    assert reasons(layer)["cells_without_data"] == 12
    assert np.isnan(got[:3, :4]).all()
    assert np.nanmin(got) >= 100


def test_bands_of_values_are_layers(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.stack([np.full((20, 20), k, np.float32) + np.eye(20, dtype=np.float32) / 3
                      for k in (1, 2, 3)])  # fmt: skip
    path = written(tmp_path / "indices.tif", cells, names=["ndvi", "ndbi", None])

    layers = load([path], new_project("x"), store).layers

    assert [layer.title for layer in layers] == ["indices ndvi", "indices ndbi", "indices 3"]
    for k, layer in enumerate(layers):
        with rasterio.open(store.path(layer.payload)) as file:
            assert np.allclose(file.read(1), cells[k])


def test_a_picture_of_16_bits(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.random.default_rng(8).integers(200, 4000, (3, 40, 40)).astype(np.uint16)
    path = written(tmp_path / "sat.tif", cells, photometric="rgb")

    layer, red = kept(path, store)

    assert layer.role is Role.ORTHOPHOTO
    expected = np.clip(cells[0] * (255 / np.percentile(cells, 99.5)), 0, 255)
    assert np.abs(red - expected).max() <= 2


def test_a_palette_is_shown_in_its_colours(tmp_path: Path, store: MemoryStore) -> None:
    index = np.random.default_rng(9).integers(0, 3, (20, 20)).astype(np.uint8)
    image = Image.fromarray(index, "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 9, 8, 7])
    image.save(tmp_path / "scan25.png", transparency=bytes([255, 255, 0]))
    (tmp_path / "scan25.pgw").write_text("30\n0\n0\n-30\n660015\n6359985\n")

    (layer,) = load([tmp_path], new_project("x"), store, crs="EPSG:2154").layers

    with rasterio.open(store.path(layer.payload)) as file:
        cells, known = file.read(), file.dataset_mask() > 0
    assert np.array_equal(known, index < 2)
    assert (cells[:, index == 0].T == (255, 0, 0)).all()
    assert (cells[:, index == 1].T == (0, 255, 0)).all()


def test_transparent_cells_are_none(tmp_path: Path, store: MemoryStore) -> None:
    cells = np.full((4, 20, 20), 200, np.uint8)
    cells[3, :5] = 0
    path = written(tmp_path / "ortho.tif", cells, photometric="rgb", alpha="yes")

    (layer,) = load([path], new_project("x"), store).layers

    assert reasons(layer) == {"cells_without_data": 100}


def _painted(folder: Path, values: np.ndarray, name: str, told: dict[str, Any]) -> Path:
    ramp = table(name)
    low, high = told["vmin"], told["vmax"]
    step = np.clip((values - low) / (high - low) * 255, 0, 255).astype(int)
    rgba = np.dstack([ramp[step].astype(np.uint8), np.full(values.shape, 190, np.uint8)])
    rgba[:4, :, 3] = 0
    Image.fromarray(rgba).save(folder / "niort_lst.png")
    bounds = [[46.28, -0.5436], [46.3748, -0.3788]]
    (folder / "niort_lst.json").write_text(json.dumps({"bounds": bounds, **told}))
    return folder / "niort_lst.png"


@pytest.mark.parametrize("name", sorted(RAMPS))
def test_colours_of_a_known_ramp_become_values(
    tmp_path: Path, store: MemoryStore, name: str
) -> None:
    values = np.add.outer(np.linspace(28, 40, 60), np.linspace(0, 13, 80))
    told = {"vmin": 28.0, "vmax": 53.0, "date": "2022-07-18T10:42Z"}
    path = _painted(tmp_path, values, name, told)

    (tile,) = examine(path)
    (draft,) = drafts([tile])
    layer, cells = kept(path, store)

    assert tile.meaning.ramp == name
    assert layer.role is Role.SURFACE_TEMPERATURE
    assert (layer.unit, layer.instant) == ("°C", "2022-07-18T10:42Z")
    assert layer.certainty is Certainty.UNCERTAIN
    assert ("values_from", "colours") in layer.provenance.parameters
    assert "instant_missing" not in reasons(layer)
    # A ramp may repeat a colour over a few of its 256 steps; one step is 0.1 °C.
    colours = np.asarray(Image.open(path))[..., :3].transpose(2, 0, 1)
    got, known = values_of(name, draft.content.span, colours)
    assert known.all()
    assert np.abs(got - values).max() < 0.8
    assert np.median(np.abs(got - values)) < 0.1
    assert 28 <= np.nanmin(cells) < 31
    assert 51 < np.nanmax(cells) <= 53


def test_any_other_picture_keeps_its_colours_and_its_legend(
    tmp_path: Path, store: MemoryStore
) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "lst.png")
    told = {"bbox": [-0.5436, 46.28, -0.3788, 46.3748], "vmin": 28, "vmax": 53}
    (tmp_path / "lst.json").write_text(json.dumps(told))

    (layer,) = load([tmp_path / "lst.png"], new_project("x"), store).layers

    assert layer.role is Role.SURFACE_TEMPERATURE
    assert {("vmin", "28"), ("vmax", "53")} <= set(layer.provenance.parameters)
    assert layer.unit == "°C"
    with rasterio.open(store.path(layer.payload)) as file:
        assert file.count == 3


def test_a_ramp_needs_more_than_a_few_of_its_colours() -> None:
    assert recognise(np.empty((0, 3), np.uint8)) == ""
    assert recognise(np.array([[0, 0, 0], [255, 255, 255]] * 20, np.uint8)) == ""
    grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    assert recognise(grey) == "grey"
