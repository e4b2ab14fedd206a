"""Real public data sets through the readers: what is in them is what comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from jumeau.io import canonical
from jumeau.io.ground import estimate_ground
from jumeau.io.loading import CrsNeeded, Loaded, grow, load
from jumeau.io.packed.delivery import find_delivery
from jumeau.io.rasters.terrain import read_heightfield
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import Project, new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


@pytest.fixture(scope="module")
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture(scope="module")
def village(olemps: Path, store: MemoryStore) -> Project:
    before = _fingerprint(olemps)
    project = grow(new_project("Olemps"), load([olemps], new_project("x"), store))
    assert _fingerprint(olemps) == before
    return project


def _fingerprint(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def _one(loaded: Loaded) -> Layer:
    (layer,) = loaded.layers
    return layer


def test_all_layers_are_recognised(village: Project) -> None:
    found = {layer.id: (layer.role, layer.count) for layer in village.layers}

    assert found == {
        "batiment": (Role.BUILDING, 2273),
        "cimetiere": (Role.CEMETERY, 3),
        "commune": (Role.COMMUNE, 1),
        "reservoir": (Role.CONSTRUCTION, 2),
        "surface_hydrographique": (Role.WATER, 28),
        "terrain_de_sport": (Role.SPORTS_GROUND, 7),
        "troncon_de_route": (Role.ROAD, 1094),
        "troncon_de_voie_ferree": (Role.RAIL, 6),
        "zone_de_vegetation": (Role.VEGETATION, 665),
        "zone_d_activite_ou_d_interet": (Role.PLACE_OF_INTEREST, 21),
    }
    assert village.crs == "EPSG:2154"
    # An extract of December 2022 without its name: the newest change tells.
    assert {layer.provenance.short for layer in village.layers} == {"IGN – BD TOPO® 2022"}


def test_olemps_is_no_delivery(olemps: Path) -> None:
    assert find_delivery(olemps) is None


def test_french_letters_are_right(village: Project, store: MemoryStore) -> None:
    natures = canonical.column(store, village.layer("batiment"), "nature")
    uses = canonical.column(store, village.layer("batiment"), "use")

    assert natures is not None
    assert uses is not None
    assert set(natures) >= {"Indifférenciée", "Château", "Eglise"}
    assert not any("Ã" in text for text in (*natures, *uses))


def test_what_is_lacking_is_counted(village: Project) -> None:
    buildings = {x.reason: x.count for x in village.layer("batiment").repaired}
    roads = {x.reason: x.count for x in village.layer("troncon_de_route").left_out}

    assert buildings == {"height_missing": 269, "height_zero": 15, "altitude_missing": 19}
    assert roads == {"no_attributes": 1094}
    assert village.layer("batiment").certainty is Certainty.COMPUTED


def test_the_ground_is_near_the_altitudes_it_rests_on(village: Project, store: MemoryStore) -> None:
    layer = estimate_ground(village, store)

    assert "batiment" in layer.provenance.derived_from
    field = read_heightfield(store.path(layer.payload))
    ground = canonical.column(store, village.layer("batiment"), "ground_altitude_min")
    polygons = canonical.polygons(store, village.layer("batiment"))
    assert ground is not None
    first = polygons.xy[polygons.ring_start[polygons.polygon_start[polygons.feature_start[:-1]]]]
    error = np.abs(field.sample(first[:, 0], first[:, 1]) - ground)[ground > 0]
    assert np.median(error) < 1.0
    assert np.percentile(error, 95) < 4.0


def test_cadastre(real_data: Path, store: MemoryStore) -> None:
    layer = _one(load([real_data / "planning" / "cadastre_91216"], new_project("x"), store))

    assert (layer.role, layer.count) == (Role.PARCEL, 4241)
    assert layer.provenance.transformations[0].accuracy is not None
    area = canonical.column(store, layer, "area")
    assert area is not None
    assert np.nanmedian(area) > 10


def test_planning_documents(real_data: Path, store: MemoryStore) -> None:
    loaded = load([real_data / "planning" / "plui_241800432_20200128"], new_project("x"), store)

    roles = [layer.role for layer in loaded.layers]
    assert roles.count(Role.PRESCRIPTION) == 3
    zoning = next(x for x in loaded.layers if x.role is Role.ZONING)
    assert (zoning.count, {x.reason: x.count for x in zoning.repaired}) == (
        221,
        {"self_crossing": 1},
    )


def test_strategic_noise_maps_are_mended(real_data: Path, store: MemoryStore) -> None:
    loaded = load([real_data / "noise" / "cbs_gironde_infra_c"], new_project("x"), store)

    assert {x.role for x in loaded.layers} == {Role.NOISE_MAP}
    roads = next(x for x in loaded.layers if "_r_c_ld_" in x.id)
    assert roads.count == 609
    assert {x.reason: x.count for x in roads.repaired} == {"self_crossing": 138}


def test_local_climate_zones(real_data: Path, store: MemoryStore) -> None:
    layer = _one(load([real_data / "heat" / "lcz_redon_bdtopo"], new_project("x"), store))

    assert (layer.role, layer.count) == (Role.LOCAL_CLIMATE_ZONE, 1553)


def test_grids_without_crs_ask(real_data: Path, store: MemoryStore) -> None:
    path = real_data / "ign" / "bdalti_asc" / "MNT_25M_asc.asc"
    with pytest.raises(CrsNeeded) as asked:
        load([path], new_project("x"), store)
    assert asked.value.candidates[0].code == "EPSG:2154"

    layer = _one(load([path], new_project("x"), store, crs="EPSG:2154"))

    field = read_heightfield(store.path(layer.payload))
    assert (field.step, field.z.shape) == (25.0, (401, 401))
    assert (np.nanmin(field.z), np.nanmax(field.z)) == (25.0, 103.0)


def test_goteborg_keeps_its_own_system(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "heat" / "goteborg_kr"
    with pytest.raises(CrsNeeded) as asked:
        load([folder], new_project("x"), store)
    assert asked.value.candidates[0].code == "EPSG:3007"

    loaded = load([folder], new_project("x"), store, crs="EPSG:3007")

    assert loaded.crs == "EPSG:3007"
    assert loaded.vertical == ""
    terrain = next(x for x in loaded.layers if x.role is Role.TERRAIN)
    assert [s.name for s in terrain.provenance.sources] == ["DEM_KR.tif"]


def test_photographs_true_colours_first(real_data: Path, store: MemoryStore) -> None:
    loaded = load([real_data / "ign" / "bdortho_montpellier"], new_project("x"), store)

    assert [s.provenance.sources[0].name for s in loaded.layers] == [
        "test_data_rgb.tif",
        "test_data_irc.tif",
    ]
    assert loaded.crs == "EPSG:2154"
