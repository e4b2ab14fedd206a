"""A department's delivery: found, searched, cut to a commune; nothing left behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import io_samples as samples
import numpy as np
import pytest
import shapely

from jumeau.errors import Cancelled, InputError
from jumeau.io.loading import grow, load
from jumeau.io.packed import archives
from jumeau.io.packed.delivery import (
    find_commune,
    find_delivery,
    load_commune,
    missing_data,
    search_communes,
)
from jumeau.io.store import MemoryStore, Store
from jumeau.model.project import new_project
from jumeau.model.roles import Role


def test_a_folder_as_ign_ships_it(tmp_path: Path, store: MemoryStore) -> None:
    samples.delivery(tmp_path)
    (tmp_path / "notes.geojson").write_text("{}")
    before = samples.fingerprint(tmp_path)

    delivery = find_delivery(tmp_path)

    assert delivery is not None
    assert [p.name for p in delivery.others] == ["notes.geojson"]
    communes = delivery.communes()
    assert [c.name for c in communes] == ["Le Monastère", "Olemps", "Sainte-Radegonde"]
    loaded = load_commune(delivery, "12174", 500.0, new_project("x"), store)
    delivery.close()
    layers = {layer.id: layer for layer in loaded.layers}
    assert set(layers) == {"batiment", "troncon_de_route", "commune"}
    assert layers["commune"].count == 1
    # Two inside, one 300 m beyond the limit; the one at 700 m stays out.
    assert layers["batiment"].count == 3
    assert loaded.place is not None
    assert (loaded.place.name, loaded.place.insee, loaded.place.margin) == ("Olemps", "12174", 500)
    project = grow(new_project("x"), loaded)
    assert project.place == loaded.place
    assert samples.fingerprint(tmp_path) == before


def test_the_margin_is_a_true_distance(tmp_path: Path, store: MemoryStore) -> None:
    path = samples.delivery(tmp_path)
    corner = samples.square(1400, 1400)  # within the box of 500 m, 566 m from the corner
    samples.write(path, samples.frame([samples.building(77)], [corner]), "batiment", append=True)
    delivery = find_delivery(path)
    assert delivery is not None

    loaded = load_commune(delivery, "12174", 500.0, new_project("x"), store)

    layer = next(x for x in loaded.layers if x.role is Role.BUILDING)
    keys = store.table(layer.payload).column("cleabs").to_pylist()
    assert "BATIMENT0000000000000077" not in keys


def test_an_archive_is_unpacked_and_removed(tmp_path: Path, store: MemoryStore) -> None:
    source = tmp_path / "source"
    samples.delivery(source)
    archive = samples.packed(source, tmp_path / "BDTOPO_D012_2025-06-15.7z")
    shutil.rmtree(source)
    place = tmp_path / "place"

    with_steps: list[str] = []
    delivery = find_delivery(archive, place)
    assert delivery is not None
    with delivery:
        names = [c.name for c in delivery.communes(lambda f, step="": with_steps.append(step))]
        loaded = load_commune(delivery, "12241", 100.0, new_project("x"), store)
        assert any(place.iterdir())

    assert names[1] == "Olemps"
    assert "unpacking" in with_steps
    assert {x.provenance.edition for x in loaded.layers} == {"2025-06-15"}
    assert list(place.iterdir()) == []


def test_an_archive_of_shapefiles(tmp_path: Path, store: MemoryStore) -> None:
    source = tmp_path / "source" / "BDTOPO" / "ADMINISTRATIF"
    source.mkdir(parents=True)
    outlines = [samples.square(0, 0, 1000), samples.square(1000, 0, 1000)]
    rows = [
        {"ID": "COMMUNE1", "INSEE_COM": "12174", "NOM": "Olemps", "POPULATION": 3400,
         "DATE_MAJ": "2024-01-01"},
        {"ID": "COMMUNE2", "INSEE_COM": "12145", "NOM": "Mélagues", "POPULATION": 60,
         "DATE_MAJ": "2024-01-01"},
    ]  # fmt: skip
    samples.write(source / "COMMUNE.shp", samples.frame(rows, outlines))
    building = {"ID": "B1", "USAGE1": "Annexe", "HAUTEUR": 3.0, "DATE_MAJ": "2024-01-01"}
    samples.write(source / "BATIMENT.shp", samples.frame([building], [samples.square(5, 5)]))
    (source / "HUGE.txt").write_text("not needed")
    archive = samples.packed(tmp_path / "source", tmp_path / "shp.7z")

    delivery = find_delivery(archive, tmp_path / "place")
    assert delivery is not None
    with delivery:
        assert [c.name for c in delivery.communes()] == ["Mélagues", "Olemps"]
        assert not list((tmp_path / "place").rglob("HUGE.txt"))
        loaded = load_commune(delivery, "12174", 0.0, new_project("x"), store)

    assert {x.role for x in loaded.layers} == {Role.COMMUNE, Role.BUILDING}


def test_searching_a_commune(tmp_path: Path) -> None:
    samples.delivery(tmp_path)
    delivery = find_delivery(tmp_path)
    assert delivery is not None
    communes = delivery.communes()

    for text in ("olemps", "OLEMPS", "12174", "olem"):
        assert find_commune(communes, text).insee == "12174"
    for text in ("ste radegonde", "Sainte Radegonde", "SAINTE-RADEGONDE", "radegonde"):
        assert find_commune(communes, text).insee == "12241"
    assert find_commune(communes, "le monastere").insee == "12146"
    assert [c.insee for c in search_communes(communes, "12")] == ["12174", "12146", "12241"]
    for text, code in (("Paris", "delivery.commune_unknown"),
                       ("12", "delivery.commune_ambiguous")):  # fmt: skip
        with pytest.raises(InputError) as error:
            find_commune(communes, text)
        assert error.value.code == code
    with pytest.raises(InputError) as error:
        load_commune(delivery, "99999", 0.0, new_project("x"), MemoryStore())
    assert error.value.code == "delivery.commune_unknown"


def test_one_commune_alone_is_no_delivery(tmp_path: Path) -> None:
    path = tmp_path / "olemps.gpkg"
    outline = samples.square(0, 0, 1000)
    samples.write(path, samples.frame([samples.commune("Olemps", "12174")], [outline]), "commune")
    samples.write(path, samples.frame([samples.building(1)], [samples.square(0, 0)]), "batiment")

    assert find_delivery(tmp_path) is None
    assert find_delivery(path) is None
    assert find_delivery(tmp_path / "none") is None


def test_broken_archives(tmp_path: Path, store: MemoryStore) -> None:
    source = tmp_path / "source"
    samples.delivery(source)
    whole = samples.packed(source, tmp_path / "whole.7z")
    cut = tmp_path / "cut.7z"
    cut.write_bytes(whole.read_bytes()[:-2000])
    other = tmp_path / "other.7z"
    other.write_bytes(b"not an archive")
    text = tmp_path / "text"
    text.mkdir()
    (text / "a.txt").write_text("a")
    strange = samples.packed(text, tmp_path / "strange.7z")
    piece = tmp_path / "bdtopo.7z.001"
    piece.write_bytes(whole.read_bytes()[:1000])

    for path, code in ((cut, "archive.unreadable"), (other, "archive.unreadable"),
                       (piece, "archive.split")):  # fmt: skip
        with pytest.raises(InputError) as error:
            find_delivery(path)
        assert error.value.code == code
    assert find_delivery(strange) is None
    with pytest.raises(InputError) as error:
        load([strange], new_project("x"), store)
    assert error.value.code == "archive.nothing"


def test_no_room_and_no_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    samples.delivery(source)
    archive = samples.packed(source, tmp_path / "a.7z")
    place = tmp_path / "place"

    def stop(fraction: float, step: str = "") -> None:
        if step == "unpacking" and fraction > 0.01:
            raise Cancelled

    delivery = find_delivery(archive, place)
    assert delivery is not None
    with pytest.raises(Cancelled):
        delivery.communes(stop)
    assert list(place.iterdir()) == []
    monkeypatch.setattr(archives, "RESERVE", 2**60)
    with pytest.raises(InputError) as error:
        delivery.communes()
    assert error.value.code == "archive.no_room"
    assert list(place.iterdir()) == []


def test_members_stay_in_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "text"
    text.mkdir()
    (text / "a.txt").write_text("a")
    archive = samples.packed(text, tmp_path / "a.7z")
    monkeypatch.setattr(archives, "members", lambda path: {"../a.txt": 1})

    with pytest.raises(InputError) as error:
        archives.unpack(archive, ["../a.txt"], tmp_path, lambda f, step="": None)

    assert error.value.code == "archive.unsafe"


def test_terrain_tiles_of_an_archive(tmp_path: Path) -> None:
    name = "RGEALTI_2-0_1M_ASC_LAMB93-IGN69_D012_2023-08-10"
    source = tmp_path / "source" / name / "RGEALTI" / "1_DONNEES"
    source.mkdir(parents=True)
    values = np.linspace(100, 200, 10_000).reshape(100, 100)
    for number in range(4):
        tile = f"RGEALTI_FXX_{660 + number:04d}_6361_MNT_LAMB93_IGN69.asc"
        samples.asc(source / tile, values, east=1000.0 * number, step=10.0)
    (source / "lisez-moi.txt").write_text("un texte", encoding="utf-8")
    archive = samples.packed(tmp_path / "source", tmp_path / f"{name}.7z")
    store = Store(tmp_path / "store")
    home = samples.write(
        tmp_path / "a.gpkg", samples.frame([samples.building(1)], [samples.square(100, 100)])
    )

    loaded = load([home, archive], new_project("x"), store)

    layer = next(x for x in loaded.layers if x.role is Role.TERRAIN)
    # The building is 110 m from the west: tiles beyond 1 km around it stay packed.
    assert [s.name[12:16] for s in layer.provenance.sources] == ["0660", "0661"]
    assert layer.provenance.edition == "2023-08-10"
    assert not list((tmp_path / "store" / "incoming").iterdir())


def test_what_is_missing_is_listed(tmp_path: Path, store: MemoryStore) -> None:
    samples.delivery(tmp_path)
    delivery = find_delivery(tmp_path)
    assert delivery is not None
    project = grow(
        new_project("x"), load_commune(delivery, "12174", 500.0, new_project("x"), store)
    )

    missing = {item.id: item for item in missing_data(project)}

    assert set(missing) == {
        "terrain", "orthophoto", "parcels", "zoning", "noise_map", "local_climate_zones", "trees",
    }  # fmt: skip
    assert all(item.url.startswith("https://") for item in missing.values())


def test_a_commune_without_anything(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.gpkg"
    outlines = [shapely.box(0, 6e6, 10, 6e6 + 10), samples.square(0, 0, 100)]
    rows = [samples.commune("Vide", "12001"), samples.commune("Pleine", "12002")]
    samples.write(path, samples.frame(rows, outlines), "commune")
    samples.write(path, samples.frame([samples.building(1)], [samples.square(5, 5)]), "batiment")
    delivery = find_delivery(path)
    assert delivery is not None

    with pytest.raises(InputError) as error:
        load_commune(delivery, "12001", 10.0, new_project("x"), store)

    assert error.value.code == "delivery.nothing"
