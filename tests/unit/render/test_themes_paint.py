"""Data on the ground: discs, stripes, sectors, rasters, and a model that steps back."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
import shapely

from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.model.view_state import Look
from jumeau.render import look
from jumeau.render.ground_layers import prepare_ground_layer
from jumeau.render.point_painting import add_crisp_discs, stripes
from jumeau.render.relief import Relief
from jumeau.render.sheet import Sheet
from jumeau.render.themes.dress import OPACITY
from jumeau.render.tile_painting import paint_tile

from .village import EAST, NORTH, box, layer

TEXELS = 130
SIDE = 128.0  # one metre a texel


def flat() -> Relief:
    from jumeau.geometry.heightfield import HeightField

    bounds = (EAST - 500, NORTH - 500, EAST + 1500, NORTH + 1500)
    field = HeightField(np.zeros((3, 3), np.float32), bounds[0], bounds[1], 1000.0)
    return Relief(field, bounds, 0.0, 0.0, False)


def painted(*layers, west: float = EAST, side: float = SIDE) -> np.ndarray:
    """Return the tile (TEXELS, TEXELS, 3) whose south-west corner is the village's."""
    relief = flat()
    image = paint_tile(layers, (), (), relief, west, NORTH, side, Look.MAQUETTE, TEXELS)
    return image.astype(int)


def at(image: np.ndarray, x: float, y: float) -> np.ndarray:
    """Return the texel at metres from the corner."""
    return image[1 + int(y), 1 + int(x)]


def test_a_disc_is_round_and_as_large_as_it_should_be():
    cover = np.zeros((100, 100), np.float32)
    xy = np.array([[50.3, 49.6]])
    add_crisp_discs(
        cover, 0.0, 100.0, 1.0, np.array([0]), np.array([12.0], np.float32), xy, np.array([0, 1])
    )
    assert cover.sum() == pytest.approx(math.pi * 144, rel=0.01)
    assert ((cover > 0) & (cover < 1)).sum() < 130  # the rim alone is soft


def test_points_never_vanish_from_afar():
    store = MemoryStore()
    stops = layer(store, Role.STOP, [shapely.Point(EAST + 640, NORTH + 90)], {"name": ["Gare"]})
    prepared = prepare_ground_layer(store, stops)
    near = painted(prepared, west=EAST + 580, side=SIDE)
    far = painted(prepared, side=10 * SIDE)  # ten metres a texel
    blue = np.array([0x1D, 0x5C, 0x9E])
    for image in (near, far):
        assert (np.abs(image - blue).sum(axis=2) < 60).sum() > 25
    store.close()


def test_points_and_lines_are_found_whatever_the_role_leads_to_expect():
    store = MemoryStore()
    trees = layer(
        store, Role.PRESCRIPTION, [shapely.Point(EAST + 60, NORTH + 60)], {"type": ["07"]}
    )
    image = painted(prepare_ground_layer(store, trees))
    purple = np.abs(image - np.array([0x7B, 0x4F, 0xA3])).sum(axis=2)
    assert purple.min() < 40
    store.close()


@pytest.mark.parametrize("texel", [0.5, 4.0])
def test_stripes_meet_at_the_border_of_two_tiles(texel):
    def sheet(west: float) -> Sheet:
        rgb = np.zeros((64, 64, 3), np.float32)
        return Sheet(rgb, np.zeros((64, 65), np.float32), west, NORTH, texel, 0)

    first, second = stripes(sheet(EAST), 7.0), stripes(sheet(EAST + 32 * texel), 7.0)
    assert np.allclose(first[:, 32:], second[:, :32], atol=1e-3)
    assert first.mean() == pytest.approx(1 / 3, abs=0.04)


def test_a_hatched_prescription_lets_the_zone_below_be_seen():
    store = MemoryStore()
    zone = layer(store, Role.ZONING, [box(0, 0, 128, 128)], {"zone": ["A"]})
    rule = layer(store, Role.PRESCRIPTION, [box(20, 20, 90, 90)], {"type": ["05"]})
    image = painted(prepare_ground_layer(store, zone), prepare_ground_layer(store, rule))
    inside, outside = image[31:100, 31:100].reshape(-1, 3), at(image, 10, 10)
    away = np.abs(inside - outside).sum(axis=1)
    assert (away > 100).mean() > 0.2
    assert (away < 100).mean() > 0.2
    store.close()


def test_the_model_turns_paler_where_data_are_shown():
    store = MemoryStore()
    pond = layer(store, Role.WATER, [box(0, 0, 128, 64)])
    noise = layer(store, Role.NOISE_MAP, [box(0, 90, 30, 30)], {"level": ["70"]})
    water, loud = (prepare_ground_layer(store, x) for x in (pond, noise))
    alone, behind = at(painted(water), 60, 30), at(painted(water, loud), 60, 30)
    expected = alone + (np.array(look.PALE) - alone) * look.PALER
    assert np.abs(behind - expected).max() < 8
    store.close()


@pytest.mark.parametrize("own", [1.0, 0.5])
def test_data_have_their_opacity_and_their_layers_own(own):
    store = MemoryStore()
    noise = layer(store, Role.NOISE_MAP, [box(-10, -10, 200, 200)], {"level": ["70"]})
    noise = Layer(**{f: getattr(noise, f) for f in noise.__struct_fields__ if f != "style"},
                  style=Style(opacity=own))  # fmt: skip
    seen = at(painted(prepare_ground_layer(store, noise)), 60, 60)
    from jumeau.render.themes.noise import PALETTES

    ground = np.array(look.GROUND) + (np.array(look.PALE) - look.GROUND) * look.PALER
    expected = ground + (np.array(PALETTES["standard"][6]) - ground) * OPACITY * own
    assert np.abs(seen - expected).max() < 8
    assert 0.6 <= OPACITY <= 0.75
    store.close()


def test_a_sector_reaches_as_far_as_its_width_even_into_the_next_tile():
    store = MemoryStore()
    line = shapely.LineString([(EAST - 50, NORTH - 200), (EAST - 50, NORTH + 400)])
    way = layer(store, Role.SOUND_CLASSIFICATION, [line], {"category": ["3"]})
    prepared = prepare_ground_layer(store, way)
    image = painted(prepared)
    assert np.abs(at(image, 30, 60) - at(image, 45, 60)).max() <= 1  # both within 100 m
    assert np.abs(at(image, 30, 60) - at(image, 70, 60)).max() > 8
    store.close()


def raster(store: MemoryStore, cells: np.ndarray, role: Role) -> Layer:
    import rasterio
    from rasterio.transform import Affine

    path = store.temporary(".tif")
    with rasterio.open(
        path, "w", driver="GTiff", width=cells.shape[1], height=cells.shape[0], count=1,
        dtype="float32", nodata=-9999.0, crs="EPSG:2154",
        transform=Affine(8.0, 0.0, EAST, 0.0, -8.0, NORTH + 8.0 * cells.shape[0]),
    ) as target:  # fmt: skip
        target.write(cells.astype(np.float32), 1)
    bounds = (EAST, NORTH, EAST + 8.0 * cells.shape[1], NORTH + 8.0 * cells.shape[0])
    return Layer("r", role, store.adopt(path, PayloadKind.RASTER), bounds=bounds, unit="°C")


def test_cells_lie_where_they_belong_and_missing_ones_stay_bare():
    store = MemoryStore()
    cells = np.full((16, 16), 30.0)
    cells[:8, :] = 40.0  # the north is warmer
    cells[:, 8:] = -9999.0  # the east is not known
    prepared = prepare_ground_layer(store, raster(store, cells, Role.SURFACE_TEMPERATURE))
    image = painted(prepared)
    south, north, east = at(image, 30, 20), at(image, 30, 100), at(image, 100, 60)
    assert south.sum() > north.sum() + 100  # warmer is darker
    ground = np.array(look.GROUND) + (np.array(look.PALE) - look.GROUND) * look.PALER
    assert np.abs(east - ground).max() < 8
    assert prepared.key.bare
    assert (prepared.key.ramp.low, prepared.key.ramp.high) == (30.0, 40.0)
    store.close()


def test_classes_are_never_mixed():
    store = MemoryStore()
    cells = np.full((16, 16), 6.0)
    cells[:, 8:] = 17.0
    zones = raster(store, cells, Role.LOCAL_CLIMATE_ZONE)
    prepared = prepare_ground_layer(store, zones)
    for side in (SIDE, 8 * SIDE):
        image = painted(prepared, side=side)
        inner = image[4:12, 4:12].reshape(-1, 3) if side > SIDE else image[10:120, 10:120]
        # Two tones, each with the grain of a level that keeps soft slopes from showing steps.
        tones = np.diff(np.unique(inner[..., 0]).astype(int))
        assert np.count_nonzero(tones > 2) <= 1
    assert [entry.key for entry in prepared.key.entries] == ["lcz_6", "lcz_g"]
    store.close()


def test_a_layer_of_any_shape_has_a_key():
    store = MemoryStore()
    table = pa.table({"geometry": list(shapely.to_wkb([shapely.Point(EAST, NORTH)]))})
    plain = Layer("p", Role.POINTS, store.add_table(table, "EPSG:2154"), count=1)
    assert [entry.key for entry in prepare_ground_layer(store, plain).key.entries] == ["points"]
    store.close()
