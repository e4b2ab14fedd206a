"""Real public files in the formats that administrations use, against independent readings."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import geopandas
import pytest

from jumeau.io import canonical, reading
from jumeau.io.loading import Loaded, load
from jumeau.io.reading import Draft
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.project import new_project
from jumeau.model.roles import Role


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


def loaded(path: Path, store: MemoryStore) -> Loaded:
    return load([path], new_project("x"), store)


def named(found: Loaded, word: str) -> Layer:
    (layer,) = (x for x in found.layers if word in x.id)
    return layer


def test_trees_of_montpellier_in_a_zip(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "citizen" / "montpellier_trees_quartiers"
    found = loaded(folder, store)
    trees = named(found, "arbres")
    archive = folder / "VilleMTP_MTP_ArbresAlign.zip"
    expected = geopandas.read_file(f"zip://{archive}").to_crs("EPSG:2154")

    assert (trees.role, trees.count) == (Role.TREE, len(expected))
    assert trees.bounds == pytest.approx(tuple(expected.total_bounds), abs=0.01)
    assert trees.provenance.sources[0].name == f"{archive.name}/VilleMTP_MTP_ArbresAlign.shp"
    assert named(found, "sousquartiers").role is Role.TABLE
    assert not found.problems  # its metadata in XML are no data


def test_streets_and_counts_of_montpellier(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "mobility" / "montpellier_counts_streets"
    found = loaded(folder, store)
    with open(folder / "VilleMTP_MTP_Comptage.csv", encoding="latin-1", newline="") as file:
        expected = list(csv.reader(file))

    counts = named(found, "comptage")
    table = store.table(counts.payload)
    assert table.column_names[:2] == ["OBJECTID", "IDENT"]
    assert table.num_rows == len(expected) - 1
    assert table["NOM"].to_pylist() == [row[2] for row in expected[1:]]
    missing = sum(row[11].strip() in ("", "#N/A") for row in expected[1:])
    assert table["COMMENTAIR"].null_count == missing > 0
    total = sum(
        float(row[10].replace(",", ".")) for row in expected[1:] if row[10] not in ("", "#N/A")
    )
    assert sum(v for v in table["TJM"].to_pylist() if v is not None) == pytest.approx(total)
    assert named(found, "filairevoies").count == 8011


def test_decimal_commas_of_montpellier(real_data: Path) -> None:
    path = real_data / "citizen" / "montpellier_trees_quartiers" / "VilleMTP_MTP_SousQuartiers.csv"
    (draft,) = reading.read(path)
    assert isinstance(draft, Draft)
    with open(path, encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]

    values = [row["PERIMETER"] for row in draft.content.to_pylist()]
    assert values == [float(row[2].replace(",", ".")) for row in rows]


def test_codes_of_the_cnig_keep_their_zeros(real_data: Path) -> None:
    path = real_data / "planning" / "cnig_codes" / "PrescriptionUrbaType.csv"
    (draft,) = reading.read(path)
    assert isinstance(draft, Draft)
    with open(path, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if any(row.values())]

    assert [row["TYPEPSC"] for row in draft.content.to_pylist()] == [r["TYPEPSC"] for r in rows]


def test_openstreetmap_in_xml(real_data: Path, store: MemoryStore) -> None:
    path = real_data / "mobility" / "osm_small" / "saint_jean.osm"
    found = loaded(path, store)
    tags = [
        {tag.get("k"): tag.get("v") for tag in way.iter("tag")}
        for way in ElementTree.parse(path).getroot().iter("way")
    ]

    building, road = named(found, "building"), named(found, "road")
    lost = sum(item.count for item in building.left_out)
    relations = store.table(building.payload)["osm_id"].to_pylist()
    ways = sum(str(key).startswith("way/") for key in relations)
    assert ways + lost == sum("building" in t for t in tags)
    assert road.count == sum("highway" in t for t in tags)
    storeys = canonical.column(store, building, "storeys")
    assert storeys is not None
    assert building.provenance.producer == "les contributeurs OpenStreetMap"


def test_openstreetmap_in_pbf(real_data: Path, store: MemoryStore) -> None:
    found = loaded(real_data / "mobility" / "osm_pbf" / "map.osm.pbf", store)

    roles = {layer.role: layer for layer in found.layers}
    assert {Role.BUILDING, Role.ROAD, Role.RAIL, Role.WATER, Role.TREE, Role.STOP} <= set(roles)
    assert found.crs == "EPSG:2154"
    assert {layer.provenance.edition for layer in found.layers} == {"2020-01-10"}


def test_counters_of_lyon(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "mobility" / "lyon_bike_counts"
    found = loaded(folder, store)
    record = json.loads((folder / "avenue-georges-pompidou.json").read_text(encoding="utf-8"))

    layer = named(found, "pompidou")
    daily = canonical.column(store, layer, "daily")
    assert daily is not None
    assert daily[0] == pytest.approx(record["counts"][-1]["count"] / 31)
    assert layer.instant == record["counts"][-1]["month"]
    assert {x.role for x in found.layers} == {Role.TRAFFIC_COUNT, Role.LINES, Role.POINTS}


def test_tables_of_noise_maps_without_shapes(real_data: Path, store: MemoryStore) -> None:
    found = loaded(real_data / "noise" / "cbs_gironde_typeA_tables", store)

    assert [(x.role, x.count) for x in found.layers] == [(Role.TABLE, 20), (Role.TABLE, 2066)]


def test_a_layer_of_which_a_fifth_is_invalid(real_data: Path, store: MemoryStore) -> None:
    folder = real_data / "noise" / "cbs_gironde_infra_c"
    (path,) = folder.rglob("*R_C_LD*.shp")

    (layer,) = loaded(path, store).layers

    assert layer.count == 609
    assert {x.reason: x.count for x in layer.repaired}["self_crossing"] == 138


def test_receivers_without_attributes(real_data: Path, store: MemoryStore) -> None:
    (layer,) = loaded(
        real_data / "noise" / "noisemodelling_lorient" / "receivers.shp", store
    ).layers

    assert (layer.role, layer.count) == (Role.POINTS, 829)


def test_feeds_and_tracks_in_archives(real_data: Path, store: MemoryStore) -> None:
    feed = loaded(real_data / "mobility" / "gtfs_tallis", store)
    tracks = loaded(real_data / "citizen" / "noisecapture_tracks", store)

    assert Role.STOP in {layer.role for layer in feed.layers}
    assert {layer.role for layer in tracks.layers} == {Role.NOISE_MEASUREMENT}
    assert len(tracks.layers) == 3


def test_parcels_and_a_packed_commune(real_data: Path, store: MemoryStore) -> None:
    parcels = loaded(real_data / "planning" / "cadastre_91216", store)
    communes = loaded(real_data / "planning" / "pci_json", store)

    assert [(x.role, x.count) for x in parcels.layers] == [(Role.PARCEL, 4241)]
    assert [(x.role, x.count) for x in communes.layers] == [(Role.COMMUNE, 1)] * 2
