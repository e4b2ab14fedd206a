"""Names of things, and the cards that are written with them."""

from __future__ import annotations

import pytest

from jumeau.app.panels import cards
from jumeau.app.words import crs_title, field_label, file_size
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import LeftOut, Provenance, SourceFile, Transformation
from jumeau.model.roles import Role

TR = Translator("fr")
INK = cards.Ink("#555555", "#1D5C78", "#8A5200", "#DEDAD1")

LAYER = Layer(
    "batiment",
    Role.BUILDING,
    PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet"),
    count=2,
    columns=(("height", "HAUTEUR"),),
    provenance=Provenance(
        producer="IGN <b>",
        product="BD TOPO®",
        sources=(SourceFile("batiment.shp", 2_300_000),),
        transformations=(
            Transformation("EPSG:4326", "EPSG:2154", "x", 1.0),
            Transformation("NGF", "EPSG:5720", "grid missing", vertical=True, done=False),
        ),
    ),
    left_out=(LeftOut("height_missing", 3, ("B1",)),),
)


@pytest.mark.parametrize(
    ("crs", "text"),
    [
        ("EPSG:2154", "Lambert-93 · EPSG:2154"),
        ("EPSG:3946", "CC46 · EPSG:3946"),
        ("EPSG:32631", "EPSG:32631"),
        ('PROJCS["local", GEOGCS["x"]]', "système local"),
    ],
)
def test_the_chip_names_the_system(crs, text):
    assert crs_title(crs, TR) == text


def test_a_column_has_a_readable_label():
    assert field_label(LAYER, "HAUTEUR", TR) == "Hauteur (m)"
    assert field_label(LAYER, "DATE_MAJ", TR) == "Mis à jour le"
    assert field_label(LAYER, "code_interne", TR) == "Code interne"


def test_sizes_are_told_in_units_that_people_read():
    assert file_size(2_300_000, TR) == "2,3 Mo"
    assert file_size(12, TR) == "12 octets"


def test_the_card_says_what_is_unknown_and_what_was_not_transformed():
    card = cards.provenance_card(LAYER, add_layers(new_project("x"), (LAYER,)), TR, INK)
    assert "IGN &lt;b&gt;" in card
    assert "non précisé" in card
    assert "à 1,00 m près" in card
    assert "non transformé" in card
    assert "3 : hauteur absente" in card


def test_a_clicked_feature_says_how_its_height_was_known():
    card = cards.feature_card(
        LAYER,
        {"HAUTEUR": None, "nature": "Église"},
        {"height": 6.5, "height_source": "default", "estimated": True},
        TR,
        INK,
    )
    assert "valeur courante pour cet usage" in card
    assert "6,5 m" in card
    assert "1 champ vide" in card
