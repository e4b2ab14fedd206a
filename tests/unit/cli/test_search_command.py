"""The command ``search``: what the search box finds, without the window."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from shapely.geometry import LineString

from jumeau.cli import main


@pytest.fixture
def project(tmp_path):
    """Write a project of one street."""
    road = {
        "cleabs": "R1", "nature": "Route", "nom_collaboratif_gauche": "Rue du Moulin",
        "importance": "5", "largeur_de_chaussee": 5.0, "sens_de_circulation": "Double sens",
        "geometry": LineString([(650_000, 6_860_000), (650_200, 6_860_000)]),
    }  # fmt: skip
    file = tmp_path / "troncon_de_route.gpkg"
    gpd.GeoDataFrame([road], crs=2154).to_file(file)
    place = tmp_path / "essai.jumeau"
    assert main(["new", str(place), str(file), "--json"]) == 0
    return place


def test_a_street_is_found_with_its_place(project, capsys):
    capsys.readouterr()
    assert main(["search", str(project), "r", "moulin", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["crs"] == "EPSG:2154"
    (street,) = told["found"]
    assert (street["kind"], street["title"]) == ("street", "Rue du Moulin")
    assert street["bounds"] == [650_000, 6_860_000, 650_200, 6_860_000]
    assert street["place"] == [650_100, 6_860_000]


def test_what_is_not_there_is_told_by_the_exit_code(project, capsys):
    assert main(["--lang", "fr", "search", str(project), "chateau"]) == 1
    assert "Rien de ce nom" in capsys.readouterr().out
    assert main(["search", str(project), "650100 6860000"]) == 0
