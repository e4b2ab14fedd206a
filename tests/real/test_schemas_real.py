"""Every real file of features or of rows, and what a person who looked at it would call it."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from jumeau.i18n import Translator
from jumeau.io import canonical, loading
from jumeau.io.formats import format_of, reader_for
from jumeau.io.reading import Draft, Problem
from jumeau.io.schemas.recognise import recognise
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.progress import silent
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role
from jumeau.titles import title_of

BY_HAND: dict[str, tuple[Role, ...]] = {
    "citizen/montpellier_trees_quartiers/VilleMTP_MTP_Quartiers.geojson": (Role.POLYGONS,),
    "citizen/montpellier_trees_quartiers/VilleMTP_MTP_ZonePietonne.geojson": (Role.POLYGONS,),
    "heat/goteborg_kr/poi.geojson": (Role.POINTS,),
    "heat/lcz_redon_bdtopo/rsu_lcz.geojson": (Role.LOCAL_CLIMATE_ZONE,),
    "heat/niort_lst_png/boundary.geojson": (Role.COMMUNE,),
    "heat/niort_lst_png/ecoles.geojson": (Role.POINTS,),
    "ign/bdtopo_v3_olemps_12174/BATIMENT.shp": (Role.BUILDING,),
    "ign/bdtopo_v3_olemps_12174/CIMETIERE.shp": (Role.CEMETERY,),
    "ign/bdtopo_v3_olemps_12174/COMMUNE.shp": (Role.COMMUNE,),
    "ign/bdtopo_v3_olemps_12174/RESERVOIR.shp": (Role.CONSTRUCTION,),
    "ign/bdtopo_v3_olemps_12174/SURFACE_HYDROGRAPHIQUE.shp": (Role.WATER,),
    "ign/bdtopo_v3_olemps_12174/TERRAIN_DE_SPORT.shp": (Role.SPORTS_GROUND,),
    "ign/bdtopo_v3_olemps_12174/TRONCON_DE_ROUTE.shp": (Role.ROAD,),
    "ign/bdtopo_v3_olemps_12174/TRONCON_DE_VOIE_FERREE.shp": (Role.RAIL,),
    "ign/bdtopo_v3_olemps_12174/ZONE_DE_VEGETATION.shp": (Role.VEGETATION,),
    "ign/bdtopo_v3_olemps_12174/ZONE_D_ACTIVITE_OU_D_INTERET.shp": (Role.PLACE_OF_INTEREST,),
    "mobility/lyon_bike_counts/ligne-1.json": (Role.LINES, Role.POINTS),
    "noise/agglo_bordeaux_industry_airport/NoiseContours_airportsInAgglomeration_Lden.shp": (
        Role.NOISE_MAP,
    ),
    "noise/agglo_bordeaux_industry_airport/NoiseContours_airportsInAgglomeration_Lnight.shp": (
        Role.NOISE_MAP,
    ),
    "noise/agglo_bordeaux_industry_airport/NoiseContours_industryInAgglomeration_Lnight.shp": (
        Role.NOISE_MAP,
    ),
    "noise/cbs_gironde_infra_c/N_BRUIT_ZBRD_INFRA_F_C_LD_S_033.shp": (Role.NOISE_MAP,),
    "noise/cbs_gironde_infra_c/N_BRUIT_ZBRD_INFRA_F_C_LN_S_033.shp": (Role.NOISE_MAP,),
    "noise/cbs_gironde_infra_c/N_BRUIT_ZBRD_INFRA_R_C_LD_S_033.shp": (Role.NOISE_MAP,),
    "noise/classement_sonore_33/Class_sonore_DDTM33_LGV-SEA_LISEA.shp": (
        Role.SOUND_CLASSIFICATION,
    ),
    "noise/classement_sonore_33/Class_sonore_DDTM33_SNCF.shp": (Role.SOUND_CLASSIFICATION,),
    "noise/classement_sonore_33/Class_sonore_DDTM33_tramway.shp": (Role.SOUND_CLASSIFICATION,),
    "noise/noisemodelling_dem_asc/test_roads.geojson": (Role.ROAD,),
    "noise/noisemodelling_lorient/ROADS2.shp": (Role.ROAD,),
    "noise/noisemodelling_lorient/buildings.shp": (Role.BUILDING,),
    "noise/noisemodelling_lorient/dem.geojson": (Role.POINTS,),
    "noise/noisemodelling_lorient/ground_type.shp": (Role.LAND_COVER,),
    "noise/noisemodelling_lorient/receivers.shp": (Role.POINTS,),
    "noise/noisemodelling_lorient/roads.shp": (Role.ROAD,),
    "planning/cadastre_91216/cadastre-91216-parcelles.json": (Role.PARCEL,),
    "planning/pci_json/pci-72181-commune.json.gz": (Role.COMMUNE,),
    "planning/pci_json/pci-72187-commune.json.gz": (Role.COMMUNE,),
    "planning/plui_241800432_20200128/241800432_PRESCRIPTION_LIN_20200128.shp": (
        Role.PRESCRIPTION,
    ),
    "planning/plui_241800432_20200128/241800432_PRESCRIPTION_PCT_20200128.shp": (
        Role.PRESCRIPTION,
    ),
    "planning/plui_241800432_20200128/241800432_PRESCRIPTION_SURF_20200128.shp": (
        Role.PRESCRIPTION,
    ),
    "planning/plui_241800432_20200128/241800432_ZONE_URBA_20200128.shp": (Role.ZONING,),
}
PACKED: dict[str, dict[str, Role]] = {
    "citizen/montpellier_trees_quartiers/VilleMTP_MTP_ArbresAlign.zip": {
        "VilleMTP_MTP_ArbresAlign.shp": Role.TREE,
    },
    "citizen/noisecapture_tracks/track_07efe9f7-bda1-4e49-8514-f3a2a1fc576d.zip": {
        "track.geojson": Role.NOISE_MEASUREMENT,
    },
    "citizen/noisecapture_tracks/track_63571573-b549-485e-b289-8150e4450270.zip": {
        "track.geojson": Role.NOISE_MEASUREMENT,
    },
    "citizen/noisecapture_tracks/track_a23261b3-b569-4363-95be-e5578d694238.zip": {
        "track.geojson": Role.NOISE_MEASUREMENT,
    },
    "heat/umep_tutorial_zip/Goteborg_SWEREF99_1200.zip": {"buildings.shp": Role.BUILDING},
    "mobility/montpellier_counts_streets/VilleMTP_MTP_FilaireVoies.zip": {
        "VilleMTP_MTP_FilaireVoies.shp": Role.ROAD,
    },
}
TABLES: dict[str, Role] = {
    "citizen/montpellier_trees_quartiers/VilleMTP_MTP_SousQuartiers.csv": Role.TABLE,
    "mobility/montpellier_counts_streets/VilleMTP_MTP_Comptage.csv": Role.TABLE,
    "noise/cbs_gironde_typeA_tables/N_BRUIT_ZBRD_INFRA_F_A_LD_S_033.dbf": Role.TABLE,
    "noise/cbs_gironde_typeA_tables/N_BRUIT_ZBRD_INFRA_R_A_LN_S_033.dbf": Role.TABLE,
    "planning/cnig_codes/InformationUrbaType.csv": Role.TABLE,
    "planning/cnig_codes/PrescriptionUrbaType.csv": Role.TABLE,
    "planning/plui_241800432_20200128/241800432_DOC_URBA_20200128.dbf": Role.TABLE,
    "planning/plui_241800432_20200128/241800432_DOC_URBA_COM_20200128.dbf": Role.TABLE,
}


def drafts(path: Path) -> list[Draft]:
    found = list(reader_for("vector").read(path, None, silent, None))
    assert not [x for x in found if isinstance(x, Problem)]
    return [x for x in found if isinstance(x, Draft)]


@pytest.fixture
def unpacked(real_data: Path, tmp_path: Path) -> dict[str, Path]:
    """Return the files of features of all archives, by archive and name."""
    found = {}
    for number, name in enumerate(PACKED):
        folder = tmp_path / str(number)
        with zipfile.ZipFile(real_data / name) as archive:
            archive.extractall(folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and format_of(path) == "vector":
                found[f"{name}/{path.name}"] = path
    return found


def test_the_table_is_of_all_files(real_data: Path, unpacked: dict[str, Path]) -> None:
    files = [p for p in real_data.rglob("*") if p.is_file()]
    vectors = {str(p.relative_to(real_data)) for p in files if format_of(p) == "vector"}
    rows = {
        str(p.relative_to(real_data))
        for p in files
        if format_of(p) in ("csv", "dbf") and not p.with_suffix(".shp").exists()
    }

    assert vectors == set(BY_HAND)
    assert {name for name in rows if (real_data / name).suffix in (".csv", ".dbf")} >= set(TABLES)
    assert set(unpacked) == {f"{z}/{name}" for z, names in PACKED.items() for name in names}


@pytest.mark.parametrize("name", BY_HAND)
def test_files_are_taken_for_what_they_are(real_data: Path, name: str) -> None:
    assert tuple(draft.role for draft in drafts(real_data / name)) == BY_HAND[name]


def test_archives_hold_what_they_hold(unpacked: dict[str, Path]) -> None:
    found = {name: [draft.role for draft in drafts(path)] for name, path in unpacked.items()}

    assert found == {
        f"{archive}/{name}": [role]
        for archive, names in PACKED.items()
        for name, role in names.items()
    }


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_taken_for_what_they_are(real_data: Path, name: str) -> None:
    path = real_data / name
    if path.suffix == ".dbf":
        meta, table = pyogrio.read_arrow(path)
        fields = [str(field) for field in meta["fields"]]
        found = recognise(fields, path.stem, "table", table)
    else:
        with open(path, encoding="cp1252", newline="") as file:
            text = file.readline()
        found = recognise(
            next(csv.reader([text], delimiter=";" if ";" in text else ",")), path.stem, "table"
        )
    assert found.role is TABLES[name]


# --- what the columns say -------------------------------------------------------------------------


def layers(paths: list[Path], store: MemoryStore) -> dict[str, Layer]:
    loaded = loading.load(paths, new_project("x"), store)
    return {layer.id: layer for layer in loaded.layers}


def told(layer: Layer) -> str:
    return title_of(layer, Translator("fr")).replace("\N{NO-BREAK SPACE}", " ")


def test_a_map_of_limits_keeps_its_title_when_renamed(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "noise/cbs_gironde_infra_c/N_BRUIT_ZBRD_INFRA_F_C_LN_S_033.shp"
    for path in source.parent.glob(f"{source.stem}.*"):
        (tmp_path / f"bruit{path.suffix}").write_bytes(path.read_bytes())
    store = MemoryStore()
    layer = layers([tmp_path / "bruit.shp"], store)["bruit"]

    assert told(layer) == "Trains, la nuit : valeur repère"
    assert layer.provenance.short == "Cerema – Carte de bruit stratégique 2022"
    level = canonical.column(store, layer, "level")
    assert level is not None
    assert set(level.tolist()) == {65.0}
    kinds = canonical.column(store, layer, "map_type")
    assert kinds is not None
    assert set(kinds.tolist()) == {"C"}
    store.close()


def test_levels_of_agglomerations_are_numbers(real_data: Path) -> None:
    folder = real_data / "noise/agglo_bordeaux_industry_airport"
    store = MemoryStore()
    found = layers([folder / "NoiseContours_airportsInAgglomeration_Lnight.shp"], store)
    (layer,) = found.values()

    columns = {n: canonical.column(store, layer, n) for n in ("level", "indicator", "source")}
    assert all(values is not None for values in columns.values())
    assert {n: set(v.tolist()) for n, v in columns.items() if v is not None} == {
        "level": {50.0, 55.0, 60.0, 65.0, 70.0},
        "indicator": {"LN"},
        "source": {"air"},
    }
    store.close()


def test_sound_classifications_have_category_and_width(real_data: Path) -> None:
    store = MemoryStore()
    found = layers(sorted((real_data / "noise/classement_sonore_33").glob("*.shp")), store)

    said = {}
    for name, layer in found.items():
        category = canonical.column(store, layer, "category")
        width = canonical.column(store, layer, "width")
        assert category is not None
        assert width is not None
        known = np.isfinite(category)
        pairs = np.column_stack([category, width])[known].tolist()
        said[name] = {(int(c), int(w)) for c, w in pairs if np.isfinite(w)}
    assert {told(layer) for layer in found.values()} == {
        "Classement sonore des voies ferrées", "Classement sonore du tramway",
    }  # fmt: skip
    # The decree's own widths: 1 300 m, 2 250 m, 3 100 m, 4 30 m, 5 10 m.
    legal = {(1, 300), (2, 250), (3, 100), (4, 30), (5, 10)}
    assert len(said) == 3
    assert all(pairs <= legal and pairs for pairs in said.values())
    store.close()


def test_zones_of_redon_are_spelt_in_one_way(real_data: Path) -> None:
    store = MemoryStore()
    (layer,) = layers([real_data / "heat/lcz_redon_bdtopo/rsu_lcz.geojson"], store).values()

    zones = canonical.column(store, layer, "zone")
    second = canonical.column(store, layer, "second_zone")
    assert zones is not None
    assert second is not None
    assert {"A", "D", "E", "G", "9"} <= set(zones.tolist())
    assert set(zones.tolist()) <= {*map(str, range(1, 11)), *"ABCDEFG"}
    assert "" in set(second.tolist())
    store.close()


def test_a_walk_says_when_and_with_what(unpacked: dict[str, Path]) -> None:
    path = next(p for name, p in unpacked.items() if "track_07efe9f7" in name)
    store = MemoryStore()
    (layer,) = layers([path], store).values()

    assert layer.certainty is Certainty.MEASURED
    assert layer.provenance.producer == "contributeurs NoiseCapture"
    assert layer.provenance.licence == "ODbL 1.0"
    assert layer.provenance.edition == "2017-09-20"
    assert layer.instant == "2017-09-20T10:13:39+02:00"
    assert dict(layer.provenance.parameters)["calibrated"] == "yes"
    instants = canonical.column(store, layer, "instant")
    assert instants is not None
    assert instants[0] == "2017-09-20T08:13:39+00:00"
    levels = canonical.column(store, layer, "level")
    assert levels is not None
    assert levels[0] == pytest.approx(60.07834)
    store.close()


# --- transport ------------------------------------------------------------------------------------


def gtfs(archive: Path, folder: Path) -> dict[str, Draft]:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    found = reader_for("gtfs").read(folder / "stops.txt", None, silent, None)
    return {draft.name: draft for draft in found if isinstance(draft, Draft)}


def test_the_buses_of_lons_le_saunier(real_data: Path, tmp_path: Path) -> None:
    found = gtfs(real_data / "mobility/gtfs_tallis/gtfs-20240704-090655.zip", tmp_path)

    stops, lines = found["stops"], found["routes"]
    assert stops.content.num_rows == 86
    assert lines.content.num_rows == 6
    assert lines.certainty is Certainty.UNCERTAIN
    assert stops.provenance.producer == "Réseau Tallis 2018"
    assert stops.provenance.edition == "2024-07-01"
    assert stops.left_out == lines.left_out == ()


def test_the_boat_to_the_glenan(real_data: Path, tmp_path: Path) -> None:
    found = gtfs(real_data / "mobility/gtfs_sailcoop/latest.zip", tmp_path)

    (line,) = found["routes"].content.to_pylist()
    assert (line["name"], line["mode"], line["colour"]) == ("Glénan", "Bateau", "#008F9A")
    assert found["routes"].certainty is Certainty.COMPUTED
