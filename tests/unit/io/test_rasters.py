"""Terrain and pictures: what they are, how tiles become one, what is read back."""

from __future__ import annotations

import gzip
from pathlib import Path

import io_samples as samples
import numpy as np
import pytest
import rasterio
from affine import Affine

from jumeau.errors import Cancelled, InputError
from jumeau.io import ground
from jumeau.io.loading import CrsNeeded, grow, load
from jumeau.io.rasters import mosaic
from jumeau.io.rasters.reader import examine
from jumeau.io.rasters.terrain import read_heightfield
from jumeau.io.reading import RasterSource
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.progress import silent
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

X, Y = samples.X, samples.Y


def slope(rows: int, cols: int, start: float = 100.0) -> np.ndarray:
    return (start + np.add.outer(np.arange(rows), 2 * np.arange(cols)) / 10).astype(np.float32)


def counts(layer: Layer) -> dict[str, int]:
    return {item.reason: item.count for item in layer.left_out}


def test_ascii_with_a_name_of_ign_needs_no_question(tmp_path: Path, store: MemoryStore) -> None:
    folder = tmp_path / "RGEALTI_2-0_1M_ASC_LAMB93-IGN69_D012_2023-08-10"
    folder.mkdir()
    path = samples.asc(folder / "RGEALTI_FXX_0660_6361_MNT_LAMB93_IGN69.asc", slope(20, 30))
    before = samples.fingerprint(tmp_path)

    (layer,) = load([path], new_project("x"), store).layers

    assert layer.role is Role.TERRAIN
    assert layer.certainty is Certainty.MEASURED
    assert layer.provenance.short == "IGN – RGE ALTI® 2023"
    assert ("crs_from", "product_name") in layer.provenance.parameters
    assert ("vertical", "EPSG:5720") in layer.provenance.parameters
    field = read_heightfield(store.path(layer.payload))
    assert field.z.shape == (20, 30)
    assert np.allclose(field.z, slope(20, 30))
    assert (field.x0, field.y0, field.step) == (X + 0.5, Y + 19.5, 1.0)
    assert samples.fingerprint(tmp_path) == before


def test_any_other_ascii_asks(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.asc(tmp_path / "terrain.asc", slope(20, 30))
    zipped = tmp_path / "mnt.asc.gz"
    zipped.write_bytes(gzip.compress(path.read_bytes()))

    for source in (path, zipped):
        with pytest.raises(CrsNeeded) as asked:
            load([source], new_project("x"), store)
        assert asked.value.candidates[0].code == "EPSG:2154"
        (layer,) = load([source], new_project("x"), store, crs="EPSG:2154").layers
        assert layer.role is Role.TERRAIN
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mnt.asc.gz", "terrain.asc"]


def test_whole_numbers_first_do_not_cut_decimals(tmp_path: Path, store: MemoryStore) -> None:
    values = np.full((300, 300), 120.0)
    values[-1] = 121.75
    path = samples.asc(tmp_path / "mnt.asc", values + np.arange(300)[None])

    (layer,) = load([path], new_project("x"), store, crs="EPSG:2154").layers

    assert read_heightfield(store.path(layer.payload)).z[-1, 0] == pytest.approx(121.75)


def test_tiles_become_one_mosaic_with_gaps(tmp_path: Path, store: MemoryStore) -> None:
    left = slope(30, 30)
    left[:5, :5] = -9999.0
    samples.grid(tmp_path / "mnt_a.tif", left, nodata=-9999.0)
    samples.grid(tmp_path / "mnt_b.tif", slope(30, 30, 200.0), east=30.0)
    samples.grid(tmp_path / "mnt_c.tif", slope(30, 30, 300.0), north=-30.0)

    (layer,) = load([tmp_path], new_project("x"), store).layers

    field = read_heightfield(store.path(layer.payload))
    assert field.z.shape == (60, 60)
    assert field.z[0, 30] == 200.0
    assert field.z[30, 0] == 300.0
    assert np.isnan(field.z[:5, :5]).all()
    assert np.isnan(field.z[30:, 30:]).all()
    assert counts(layer) == {"cells_without_data": 25 + 900}
    assert len(layer.provenance.sources) == 3


def test_the_finest_tile_lies_on_top(tmp_path: Path, store: MemoryStore) -> None:
    samples.grid(tmp_path / "mnt_5m.tif", np.full((20, 20), 500.0, np.float32), step=5.0)
    fine = slope(20, 20, 600.0)
    samples.grid(tmp_path / "mnt_1m.tif", fine, east=40.0, north=-40.0)

    (layer,) = load([tmp_path], new_project("x"), store).layers

    field = read_heightfield(store.path(layer.payload))
    assert (field.step, field.z.shape) == (1.0, (100, 100))
    assert np.array_equal(field.z[40:60, 40:60], fine)
    assert field.z[0, 0] == 500.0
    assert ("resampled", "yes") in layer.provenance.parameters


def test_impossible_altitudes_are_left_empty(tmp_path: Path, store: MemoryStore) -> None:
    values = slope(40, 40)
    values[3, 4] = -1000.0
    values[5, 6] = 99_999.0
    values[7, 8] = np.nan
    samples.grid(tmp_path / "mnt.tif", values)

    (layer,) = load([tmp_path / "mnt.tif"], new_project("x"), store).layers

    assert counts(layer) == {"cells_without_data": 3, "implausible_altitude": 2}
    field = read_heightfield(store.path(layer.payload))
    assert np.isnan(field.z).sum() == 3
    assert field.sample(X + 10.5, Y - 10.5) == pytest.approx(float(values[10, 10]))


def test_overviews_are_the_means_of_their_cells(tmp_path: Path, store: MemoryStore) -> None:
    rows, cols = 520, 700
    values = np.random.default_rng(1).normal(300, 20, (rows, cols)).astype(np.float32)
    samples.grid(tmp_path / "mnt.tif", values)

    (layer,) = load([tmp_path / "mnt.tif"], new_project("x"), store).layers

    assert layer.bounds == (X, Y - rows, X + cols, Y)
    field = read_heightfield(store.path(layer.payload), max_cells=30_000)
    assert field.bounds == layer.bounds
    assert field.step == 4.0
    expected = values[: rows // 4 * 4].reshape(rows // 4, 4, cols // 4, 4).mean(axis=(1, 3))
    assert np.allclose(field.z[: rows // 4, : cols // 4], expected, atol=0.01)
    with rasterio.open(store.path(layer.payload)) as file:
        assert file.overviews(1)[:2] == [2, 4]
        assert file.profile["tiled"]
        assert np.isnan(file.nodata)


def test_a_window_is_grown_to_whole_cells(tmp_path: Path, store: MemoryStore) -> None:
    values = slope(100, 100)
    samples.grid(tmp_path / "mnt.tif", values, step=2.0)
    (layer,) = load([tmp_path / "mnt.tif"], new_project("x"), store).layers
    path = store.path(layer.payload)

    field = read_heightfield(path, (X + 11, Y - 31, X + 19, Y - 21))

    assert field.bounds == (X + 10, Y - 32, X + 20, Y - 20)
    assert np.array_equal(field.z, values[10:16, 5:10])
    with pytest.raises(InputError) as error:
        read_heightfield(path, (0, 0, 10, 10))
    assert error.value.code == "raster.outside"


def test_a_picture_keeps_its_colours_and_its_edge(tmp_path: Path, store: MemoryStore) -> None:
    colours = np.random.default_rng(2).integers(1, 255, (3, 40, 50), dtype=np.uint8)
    name = "12-2024-0660-6360-LA93-0M20-E080.tif"
    samples.grid(tmp_path / name, colours, step=0.2, photometric="rgb")

    (layer,) = load([tmp_path / name], new_project("x"), store).layers

    assert layer.role is Role.ORTHOPHOTO
    assert layer.provenance.short == "IGN – BD ORTHO® 2024"
    with rasterio.open(store.path(layer.payload)) as file:
        assert np.array_equal(file.read(), colours)
        assert (file.dataset_mask() == 255).all()


def test_a_picture_in_another_crs_is_turned(tmp_path: Path, store: MemoryStore) -> None:
    colours = np.full((3, 60, 60), 90, np.uint8)
    with rasterio.open(
        tmp_path / "photo.tif", "w", driver="GTiff", count=3, height=60, width=60, dtype="uint8",
        crs="EPSG:3945", transform=Affine(1, 0, 1_700_000, 0, -1, 4_200_000),
    ) as file:  # fmt: skip
        file.write(colours)

    loaded = load([tmp_path / "photo.tif"], new_project("x"), store)

    (layer,) = loaded.layers
    assert loaded.crs == "EPSG:2154"
    assert ("resampled", "yes") in layer.provenance.parameters
    with rasterio.open(store.path(layer.payload)) as file:
        inside = file.dataset_mask() > 0
        assert (file.read(1)[inside] == 90).all()
        assert 0.9 < inside.mean() <= 1.0


def test_what_is_ground_and_what_is_not(tmp_path: Path) -> None:
    values = slope(30, 30, 20.0)
    classes = np.tile(np.arange(1, 8, dtype=np.float32), (28, 4))
    cases = {
        "mnt.tif": (values, Role.TERRAIN),
        "sol.tif": (values, Role.TERRAIN),
        "mns_2023.tif": (values, Role.SURFACE_MODEL),
        "DSM_KR.tif": (values, Role.SURFACE_MODEL),
        "LHD_FXX_0771_6278_MNH_O_0M50_LAMB93_IGN69.tif": (values, Role.CANOPY),
        "CDSM.tif": (values, Role.CANOPY),
        "landcover.tif": (classes, Role.LAND_COVER),
        "occupation.tif": (classes, Role.LAND_COVER),
        "lcz_redon.tif": (classes, Role.LOCAL_CLIMATE_ZONE),
        "classes.tif": (classes, Role.RASTER),
        "octets.tif": (classes.astype(np.uint8), Role.RASTER),
        "ndvi.tif": (values / 100, Role.RASTER),
    }
    for name, (cells, role) in cases.items():
        (tile,) = examine(samples.grid(tmp_path / name, cells))
        assert tile.role is role, name
        known = role in (Role.LAND_COVER, Role.LOCAL_CLIMATE_ZONE) or "class" in name
        assert tile.classes == (known or "octets" in name), name


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.tif", lambda p: p.write_bytes(b"II*\x00broken"), "raster.unreadable"),
        ("a.asc", lambda p: p.write_text("ncols ten\n"), "raster.unreadable"),
        ("a.tif", lambda p: samples.grid(p, np.ones((13, 9, 9), np.uint16)), "raster.bands"),
        (
            "a.tif",
            lambda p: samples.grid(p, np.full((9, 9), -9999.0, np.float32), nodata=-9999.0),
            "raster.no_data",
        ),
        ("a.tif", lambda p: _unplaced(p), "raster.no_position"),
    ],
)
def test_bad_rasters_say_what_is_wrong(
    tmp_path: Path, store: MemoryStore, name: str, make: object, code: str
) -> None:
    make(tmp_path / name)  # type: ignore[operator]

    with pytest.raises(InputError) as error:
        load([tmp_path / name], new_project("x"), store)

    assert error.value.code == code


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def _unplaced(path: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(
            path, "w", driver="GTiff", count=1, height=9, width=9, dtype="float32"
        ) as file:
            file.write(slope(9, 9), 1)


def test_a_mosaic_that_is_too_large_gets_coarser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mosaic, "MOST_CELLS", 400)
    path = samples.grid(tmp_path / "mnt.tif", slope(60, 60))

    source = RasterSource((path,), colour=False)
    written = mosaic.write_mosaic(
        source, "EPSG:2154", "EPSG:2154", tmp_path / "out.tif", progress=silent
    )

    assert (written.grid.step, written.grid.rows, written.grid.cols) == (3.0, 20, 20)
    assert written.coarser == 3
    # Each cell is the mean of the nine that it stands for.
    with rasterio.open(tmp_path / "out.tif") as file:
        expected = slope(60, 60).reshape(20, 3, 20, 3).mean(axis=(1, 3))
        assert np.allclose(file.read(1), expected, atol=0.01)


def test_stopping_leaves_nothing(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.grid(tmp_path / "mnt.tif", slope(60, 60))

    def stop(fraction: float, step: str = "") -> None:
        if step == "mosaic":
            raise Cancelled

    with pytest.raises(Cancelled):
        load([path], new_project("x"), store, progress=stop)

    assert store._folder is not None
    assert list(Path(store._folder.name).iterdir()) == []


def test_ground_is_estimated_where_there_is_none(tmp_path: Path, store: MemoryStore) -> None:
    places = [(60 * i, 60 * j) for i in range(8) for j in range(8)]
    rows, shapes = [], []
    for number, (east, north) in enumerate(places):
        altitude = 300.0 + 0.1 * east
        if number % 10 == 3:
            altitude = -1000.0 if number % 20 == 3 else 0.0
        rows.append(samples.building(number, altitude_minimale_sol=altitude))
        shapes.append(samples.square(east, north))
    path = samples.write(tmp_path / "a.gpkg", samples.frame(rows, shapes), "batiment")
    project = grow(new_project("x"), load([path], new_project("x"), store))

    layer = ground.estimate_ground(project, store)

    assert layer.role is Role.TERRAIN
    assert layer.certainty is Certainty.UNCERTAIN
    assert layer.provenance.method == "estimated_ground"
    assert layer.provenance.derived_from == ("batiment",)
    field = read_heightfield(store.path(layer.payload))
    inside = np.arange(50, 400, 25.0)
    assert np.isfinite(field.z).all()
    assert field.sample(X + inside, Y + inside) == pytest.approx(300 + 0.1 * inside, abs=1.5)
    assert add_layers(project, (layer,)).ground is not None


def test_no_altitudes_no_ground(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.write(tmp_path / "a.gpkg", samples.frame([{"n": 1}], [samples.square(0, 0)]))
    project = grow(new_project("x"), load([path], new_project("x"), store))

    with pytest.raises(InputError) as error:
        ground.estimate_ground(project, store)
    assert error.value.code == "ground.no_altitudes"


def test_altitudes_of_another_system_are_left_and_said(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.asc(tmp_path / "RGEALTI_FXX_0660_6361_MNT_LAMB93_IGN78.asc", slope(20, 30))

    (layer,) = load([path], new_project("x"), store).layers

    (left,) = layer.provenance.transformations
    assert (left.source, left.target) == ("EPSG:5721", "EPSG:5720")
    assert left.vertical
    assert not left.done
    assert read_heightfield(store.path(layer.payload)).z[0, 0] == 100.0


def test_supplements_of_a_delivery_are_passed_over(tmp_path: Path, store: MemoryStore) -> None:
    for kind in ("MNT", "DST", "SRC"):
        folder = tmp_path / f"RGEALTI_{kind}_1M"
        folder.mkdir()
        samples.asc(folder / f"RGEALTI_FXX_0660_6361_{kind}_LAMB93_IGN69.asc", slope(20, 30))
    (tmp_path / "settings.json").write_text('{"colour": "red"}')
    (tmp_path / "logo.png").write_bytes(b"no picture")

    loaded = load([tmp_path], new_project("x"), store)

    assert [layer.role for layer in loaded.layers] == [Role.TERRAIN]
    assert loaded.problems == ()
