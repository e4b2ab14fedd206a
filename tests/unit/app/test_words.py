"""Names of things, and the cards that are written with them."""

from __future__ import annotations

import msgspec
import pytest

from jumeau.app.panels import cards, element_cards
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
    assert "hauteur absente\N{NO-BREAK SPACE}: elle est estimée (3), par exemple B1" in card


def test_a_clicked_feature_says_how_its_height_was_known():
    card = element_cards.feature_card(
        LAYER,
        {"HAUTEUR": None, "nature": "Église"},
        {"height": 6.5, "height_source": "default", "estimated": True},
        TR,
        INK,
    )
    assert "valeur courante pour cet usage" in card
    assert "environ 6,5\N{NO-BREAK SPACE}m" in card
    assert "1 champ vide" in card


def test_what_is_missing_is_called_estimated_and_not_left_out():
    project = add_layers(new_project("x"), (LAYER,))
    for card in (
        cards.provenance_card(LAYER, project, TR, INK),
        cards.report_card(project, TR, INK),
    ):
        assert "Absent de la donnée, donc estimé" in card
    assert "Rien\N{NO-BREAK SPACE}: tout ce que" in cards.report_card(project, TR, INK)


def test_a_card_without_a_year_says_what_that_forbids():
    card = cards.provenance_card(LAYER, add_layers(new_project("x"), (LAYER,)), TR, INK)
    assert "complétez la fiche avant une image publique" in card


def test_the_key_comes_first_and_as_it_is():
    layer = msgspec.structs.replace(LAYER, key_field="gid")
    card = element_cards.feature_card(
        layer, {"maj": "2019-04-03 07:04:02", "haut": 5.5, "gid": 12345}, {}, TR, INK
    )
    assert card.index("12345") < card.index("03/04/2019") < card.index("5,5")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"roof_form": "flat", "roof_rise": 0.0}, {"roof_form": "plat"}),
        (
            {"roof_form": "hipped", "roof_rise": 2.0, "roof_estimated": True},
            {
                "roof_form": "quatre pans, hauteur environ 2,0 m",
                "roof_source": "supposé d’après l’usage et la forme au sol",
            },
        ),
        (
            {"ground": 101.0, "ground_estimated": True},
            {"ground": "environ 101 m (sol estimé)"},
        ),
        ({"height": float("nan")}, {}),
    ],
)
def test_facts_say_how_they_are_known(facts, told):
    found = {
        k: v.replace("\N{NO-BREAK SPACE}", " ") for k, v in element_cards.told_facts(facts, TR)
    }
    assert found == told


@pytest.mark.parametrize(
    ("role", "name", "value", "words"),
    [
        (Role.NOISE_MAP, "level", "65", "65 à 70\N{NO-BREAK SPACE}dB"),
        (Role.LOCAL_CLIMATE_ZONE, "zone", 101, "Arbres"),
        (Role.ZONING, "zone", "AUc", "À urbaniser (AU)"),
    ],
)
def test_a_feature_of_a_map_is_told_in_the_words_of_the_legend(role, name, value, words):
    layer = msgspec.structs.replace(LAYER, role=role, columns=((name, "X"),))
    assert words in element_cards.feature_card(layer, {"X": value}, {}, TR, INK)
