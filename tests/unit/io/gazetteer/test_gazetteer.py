"""Names are found as people type them."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from jumeau.io.gazetteer.asking import COORDINATES, ask
from jumeau.io.gazetteer.coordinates import typed_place
from jumeau.io.gazetteer.index import Gazetteer, build_gazetteer
from jumeau.io.gazetteer.words import fold, words_of
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.roles import Role

X, Y = 700_000.0, 6_500_000.0


class Tables:
    """A store of tables by the name of their layer."""

    def __init__(self, tables: dict[str, pa.Table]) -> None:
        self._tables = tables

    def table(self, ref: PayloadRef, columns: Any = None) -> pa.Table:
        table = self._tables[ref.sha256]
        return table.select([name for name in columns if name in table.column_names])


def layer(name: str, role: Role, columns: dict[str, str], fields: tuple[str, ...] = ()) -> Layer:
    return Layer(
        name, role, PayloadRef(PayloadKind.TABLE, name, ".parquet"),
        columns=tuple(columns.items()), bounds=(X, Y, X + 9000, Y + 9000),
        fields=tuple(Field(field, "string") for field in fields),
    )  # fmt: skip


def table(shapes: list[Any], **columns: list[Any]) -> pa.Table:
    return pa.table({**columns, "geometry": pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())})


def line(x: float, y: float, length: float = 100.0) -> Any:
    return shapely.LineString([(X + x, Y + y), (X + x + length, Y + y)])


def square(x: float, y: float, side: float) -> Any:
    return shapely.box(X + x, Y + y, X + x + side, Y + y + side)


@pytest.fixture(scope="module")
def town() -> tuple[Any, Gazetteer]:
    roads = layer("roads", Role.ROAD, {"name": "nom"})
    houses = layer(
        "houses", Role.ADDRESS,
        {"number": "numero", "suffix": "rep", "street": "voie", "postcode": "cp", "city": "ville"},
    )  # fmt: skip
    parcels = layer("parcels", Role.PARCEL, {"section": "s", "number": "n", "insee": "c"})
    communes = layer("communes", Role.COMMUNE, {"name": "nom", "insee": "code"})
    mine = layer("mine", Role.POLYGONS, {}, ("id", "Libelle"))
    store = Tables({
        "roads": table(
            [line(0, 0), line(100, 0), line(0, 500), line(8000, 0), line(0, 900), line(0, 950)],
            nom=[
                *["Avenue Saint-Exupéry"] * 2, *["Rue de l’Église"] * 2, "Rue des Cerisiers", None,
            ],
        ),
        "houses": table(
            [shapely.Point(X + x, Y + 5) for x in (10, 20, 30)],
            numero=[12, 12, 14], rep=["", "bis", None], voie=["Avenue Saint-Exupéry"] * 3,
            cp=["12000"] * 3, ville=["Rodez"] * 3,
        ),
        "parcels": table(
            [square(0, 0, 30), square(50, 0, 30), square(200, 0, 30)],
            s=["AB", "0A", "AB"], n=["0012", "7", "12"], c=["12202", "12202", "12174"],
        ),
        "communes": table([square(-500, -500, 3000)], nom=["Rodez"], code=["12202"]),
        "mine": table([square(60, 60, 9)], id=["1"], Libelle=["Jardin partagé"]),
    })  # fmt: skip
    project = SimpleNamespace(layers=(roads, houses, parcels, communes, mine), crs="EPSG:2154")
    return project, build_gazetteer(project, store)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("avenue saint exupery", "street", "Avenue Saint-Exupéry"),
        ("AV ST-EXUPÉRY", "street", "Avenue Saint-Exupéry"),
        ("exup", "street", "Avenue Saint-Exupéry"),
        ("exupery avenue", "street", "Avenue Saint-Exupéry"),
        ("rue des ceriziers", "street", "Rue des Cerisiers"),
        ("rue de l'eglise", "street", "Rue de l’Église"),
        ("12 av st exupery", "address", "12 Avenue Saint-Exupéry"),
        ("12 bis, avenue Saint-Exupéry, 12000 Rodez", "address", "12 bis Avenue Saint-Exupéry"),
        ("12b avenue saint exupery", "address", "12 bis Avenue Saint-Exupéry"),
        ("14 avenue saint exupery onet", "address", "14 Avenue Saint-Exupéry"),
        ("99 avenue saint exupery", "street", "Avenue Saint-Exupéry"),
        ("parcelle A 7", "parcel", "A 7"),
        ("0a7", "parcel", "A 7"),
        ("section A n° 7", "parcel", "A 7"),
        ("rodez", "commune", "Rodez"),
        ("jardin partage", "feature", "Jardin partagé"),
    ],
)
def test_what_is_typed_is_found_first(town, typed: str, kind: str, title: str) -> None:
    first = town[1].search(typed)[0]
    assert (first.kind, first.title) == (kind, title)


def test_an_answer_knows_where_it_is_and_what_it_is(town) -> None:
    avenue = town[1].search("avenue saint exupery")[0]
    assert avenue.rows == (0, 1)
    assert avenue.layer == "roads"
    assert avenue.bounds == (X, Y, X + 200, Y)
    assert avenue.place[1] == Y
    assert avenue.detail == "12000 Rodez"  # as the addresses along it tell
    house = town[1].search("14 avenue saint exupery")[0]
    assert (house.layer, house.rows, house.place) == ("houses", (2,), (X + 30, Y + 5))


def test_streets_of_one_name_far_apart_are_two(town) -> None:
    streets = [x for x in town[1].search("rue de l eglise") if x.title == "Rue de l’Église"]
    assert sorted(x.rows for x in streets) == [(2,), (3,)]
    assert {x.detail for x in streets} == {"Rodez", ""}


def test_parcels_of_one_key_are_told_apart_by_their_commune(town) -> None:
    assert len(town[1].search("AB 12")) == 2
    for typed in ("12174 AB 12", "121740000AB0012", "12174 000 ab 0012"):
        assert [x.rows for x in town[1].search(typed) if x.kind == "parcel"] == [(2,)], typed


@pytest.mark.parametrize("typed", ["", "   ", "zzzzqq", "?!", "rue zzzzqq"])
def test_what_is_nowhere_is_not_found(town, typed: str) -> None:
    assert town[1].search(typed) == []


def test_a_street_is_not_told_twice(town) -> None:
    titles = [x.title for x in town[1].search("saint exupery")]
    assert titles == ["Avenue Saint-Exupéry"]


@pytest.mark.parametrize(
    ("typed", "x", "y"),
    [
        ("45.6, 3.0", 700_000.0, 6_500_053.8),
        ("45,6 3,0", 700_000.0, 6_500_053.8),
        ("3.0 45.6", 700_000.0, 6_500_053.8),
        ("45°36'00\"N 3°00'00\"E", 700_000.0, 6_500_053.8),
        ("701400 6501500", 701_400.0, 6_501_500.0),
        ("701 400,5 ; 6 501 500", 701_400.5, 6_501_500.0),
    ],
)
def test_coordinates_are_understood(town, typed: str, x: float, y: float) -> None:
    typed = typed.replace("701 400", "701\u202f400").replace("6 501 500", "6\u202f501\u202f500")
    found = ask(typed, *town)[0]
    assert found.kind == COORDINATES
    assert found.place == pytest.approx((x, y), abs=1.0)


def test_coordinates_in_a_conic_zone_are_understood() -> None:
    place = typed_place("1700000 5200000", "EPSG:2154", (690_000, 6_490_000, 710_000, 6_560_000))
    assert place is not None
    assert place.crs == "EPSG:3946"
    assert place.x == pytest.approx(700_000, abs=1)


@pytest.mark.parametrize("typed", ["12 rue", "8 1945", "48.85 2.35", "45.6", "1, 2, 3", "ab 12"])
def test_what_is_not_here_is_no_place(typed: str) -> None:
    assert typed_place(typed, "EPSG:2154", (X, Y, X + 3000, Y + 3000)) is None


def test_words_are_compared_without_their_dress() -> None:
    assert fold("L’Œuvre — Saint‑Étienne, n° 3") == "l oeuvre saint etienne n 3"
    assert words_of("bd du gal") == ["boulevard", "du", "general"]


def test_two_hundred_thousand_addresses_are_answered_at_once() -> None:
    count, streets = 200_000, 10_000
    rng = np.random.default_rng(3)
    names = np.array([f"Rue {a}{b}" for a in ("Mar", "Ton", "Bel", "Gri") for b in range(2500)])
    street = names[np.arange(count) % streets]
    points = shapely.points(rng.uniform(0, 30_000, (count, 2)) + np.array([X, Y]))
    houses = layer("h", Role.ADDRESS, {"number": "numero", "street": "voie", "city": "ville"})
    store = Tables({
        "h": table(list(points), numero=list(map(str, range(count))), voie=street.tolist(),
                   ville=["Rodez"] * count)
    })  # fmt: skip
    project = SimpleNamespace(layers=(houses,), crs="EPSG:2154")
    started = time.process_time()
    index = build_gazetteer(project, store)  # type: ignore[arg-type]
    assert time.process_time() - started < 4.0
    index.search("rue")
    for typed in ("rue", "12 rue mar7", "rue marr7", "rodez"):
        started = time.process_time()
        assert index.search(typed), typed
        assert time.process_time() - started < 0.1, typed
