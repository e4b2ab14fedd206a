"""Names as they are written: spelling, abbreviations, lines."""

from __future__ import annotations

import pytest

from jumeau.render.labels.lettering import width_of
from jumeau.render.labels.ranks import Rank, weight_of
from jumeau.render.labels.words import abbreviations, in_lines, tidy, without_commune


def width(text: str) -> float:
    return width_of(text, True)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Rue de l'Église", "Rue de l’Église"),
        ("BD DE LA REPUBLIQUE", "Boulevard de la République"),
        ("IMP DE L'ECOLE", "Impasse de l’École"),
        ("R DU SACRE-COEUR", "Rue du Sacre-Coeur"),
        ("  Chemin   des Œufs ", "Chemin des Œufs"),
        ("ZA", "ZA"),
        ("NR", ""),
        ("–", ""),
    ],
)
def test_names_are_spelt_as_people_write_them(given, written):
    assert tidy(given) == written


def test_abbreviations_go_from_long_to_short():
    assert abbreviations("Avenue du Général-Leclerc")[:2] == (
        "Avenue du Général-Leclerc",
        "Av. du Général-Leclerc",
    )
    assert abbreviations("Route départementale 99")[-1] == "D\N{NO-BREAK SPACE}99"
    assert abbreviations("Grande Rue") == ("Grande Rue",)


def test_a_name_that_fits_is_written_in_full():
    assert in_lines("Place du Marché", width, 10.0) == ("Place du Marché",)


def test_a_long_name_takes_two_lines_that_end_well():
    assert in_lines("Jardin public de la Lise", width, 10.0) == ("Jardin public", "de la Lise")
    lines = in_lines("Église Saint-Jean-Baptiste", width, 10.0)
    assert lines == ("Église", "Saint-Jean-Baptiste")
    for line in in_lines("Maison des associations et de la culture", width, 10.0)[:-1]:
        assert line.split(" ")[-1] not in ("de", "la", "et", "des")


def test_only_what_is_too_long_is_abbreviated():
    long = "Boulevard du Maréchal de Lattre de Tassigny et de la Résistance"
    assert in_lines(long, width, 11.0)[0].startswith("Bd du")


def test_the_room_knows_its_own_commune():
    assert without_commune("Mairie de Montreval-sur-Lise", "Montreval-sur-Lise") == "Mairie"
    assert without_commune("Mairie d’Olemps", "Olemps") == "Mairie"
    assert without_commune("Route de Rodez", "Olemps") == "Route de Rodez"


def test_the_town_hall_matters_more_than_a_car_park():
    town_hall, school = (weight_of(Rank.LANDMARK, x) for x in ("Mairie", "Enseignement primaire"))
    assert town_hall > school > weight_of(Rank.LANDMARK, "Parking")
    assert weight_of(Rank.LANDMARK, "Station d'épuration") < 0.5 < weight_of(Rank.LANDMARK, "Gare")
    assert weight_of(Rank.LANDMARK, "", "Église Saint-Jean") > weight_of(Rank.LANDMARK, "", "Hall")
