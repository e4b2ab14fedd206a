"""What the cards of layers that were loaded together say of their edition."""

from __future__ import annotations

from jumeau.io.keeping import agreeing
from jumeau.io.schemas.cards import EDITION_FROM
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role

GUESSED = ((EDITION_FROM, "date_maj"),)


def layer(edition: str, product: str = "", *, guessed: bool = True) -> Layer:
    card = Provenance(
        producer="IGN", product=product, edition=edition, parameters=GUESSED if guessed else ()
    )
    payload = PayloadRef(PayloadKind.TABLE, "0" * 64, ".arrow")
    return Layer(id="a", role=Role.POLYGONS, payload=payload, provenance=card)


def test_a_guessed_edition_stays_where_no_product_is_named() -> None:
    alone, other = layer("2024-05-01"), layer("2023-01-01")

    assert agreeing([alone, other]) == [alone, other]


def test_layers_of_one_product_take_the_newest_edition() -> None:
    old, new = layer("2023-01-01", "BD TOPO"), layer("2024-05-01", "BD TOPO")
    known = layer("2022-06-15", "BD TOPO", guessed=False)

    first, second, third = agreeing([old, new, known])

    assert first.provenance.edition == "2024-05-01"
    assert first.provenance.parameters == ((EDITION_FROM, "newest_of_product"),)
    assert second == new
    assert third == known
