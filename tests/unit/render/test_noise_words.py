"""The words that pictures of computed noise say: a closed list, plain, without a verdict."""

from __future__ import annotations

import re

import pytest

from jumeau.i18n import Translator, catalogue
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.legend import entry_text, legend_rows
from jumeau.render.noise_words import change_words, level_words, picture_line, told_level
from jumeau.render.result_words import value_words, when_of
from jumeau.render.themes import noise_levels, results

FR, EN = Translator("fr"), Translator("en")
REF = PayloadRef(PayloadKind.RASTER, "1" * 64, 1)

PROJECTED = {
    "Simulation locale – n’est pas une carte de bruit stratégique",
    "sans aire de jeux, pompes à chaleur ni chantier",
    "Bruit calculé, 24 h", "Bruit calculé, la nuit", "Bruit calculé, le jour",
    "Bruit calculé, en soirée",
    "Bruit en plus ou en moins, 24 h", "Bruit en plus ou en moins, la nuit",
    "Bruit en plus ou en moins, le jour", "Bruit en plus ou en moins, en soirée",
    "Moyenne sur 24 h, soirées et nuits comptées plus fort (Lden)",
    "Moyenne de 22 h à 6 h", "Moyenne de 6 h à 18 h", "Moyenne de 18 h à 22 h",
    "moins de 45 dB : calme", "45 à 50 dB : bureau tranquille", "50 à 55 dB : rue résidentielle",
    "55 à 60 dB : conversation", "60 à 65 dB : rue animée", "65 à 70 dB : rue très passante",
    "70 à 75 dB : gros trafic", "75 dB et plus : très gros trafic",
    "Baisse de 10 dB et plus : moitié moins fort", "Baisse de 5 à 10 dB : nette",
    "Baisse de 2 à 5 dB : perceptible", "Moins de 2 dB : à peine perceptible",
    "Hausse de 2 à 5 dB : perceptible", "Hausse de 5 à 10 dB : nette",
    "Hausse de 10 dB et plus : deux fois plus fort",
    "Contours du bruit calculé, tous les 5 dB",
    "Sans couleur : non calculé", "Valeurs à quelques décibels près",
}  # fmt: skip
"""All that a picture may say of computed noise."""


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def layer(role: Role, indicator: str = "lden", producer: str = "IGN") -> Layer:
    made = Analysis("noise", "1", "", (), (("indicator", indicator),))
    return Layer(role.value, role, REF, analysis=made, provenance=Provenance(producer=producer))


def projected() -> set[str]:
    """Return all that pictures say of computed noise, whatever they show."""
    found: set[str] = set()
    for role in (Role.NOISE_LEVEL, Role.NOISE_LEVEL_CHANGE, Role.NOISE_ZONES):
        for indicator in noise_levels.INDICATORS:
            one = layer(role, indicator)
            project = add_layers(new_project("x"), (one,))
            found |= {x.text for x in legend_rows(project, ViewState(), FR)}
            found |= set(picture_line(project, ViewState(), FR))
            if role is not Role.NOISE_ZONES:
                found |= {entry_text(x, FR) for x in results.scale_of(one).entries}
    return {plain(x) for x in found}


def test_pictures_say_what_is_in_the_list_and_nothing_else():
    assert projected() <= PROJECTED
    assert PROJECTED - projected() == {"Sans couleur : non calculé"}  # where cells are bare


@pytest.mark.parametrize("name", ["noise_looks", "noise_place"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_word_is_a_verdict_and_no_sign_stands_alone(name, language):
    told = {k: v for k, v in catalogue(language).items() if k.startswith(f"{name}.")}
    assert told
    for key, text in told.items():
        lowered = text.lower()
        for verdict in ("dépass", "illég", "point noir", "exceed", "illegal", "black spot",
                        "infraction", "cnossos"):  # fmt: skip
            assert verdict not in lowered, key
        if "lden" in lowered:  # never without its plain gloss
            assert re.search(r"nuits|nights", lowered), key
        if "stratégique" in lowered:
            assert "n’est pas une carte de bruit stratégique" in text, key


def test_what_is_not_included_is_named():
    project = add_layers(new_project("x"), (layer(Role.NOISE_LEVEL),))
    local, left_out = picture_line(project, ViewState(), FR)
    assert plain(local) == "Simulation locale – n’est pas une carte de bruit stratégique"
    for what in ("aire de jeux", "pompes à chaleur", "chantier"):
        assert what in left_out
    assert picture_line(new_project("x"), ViewState(), FR) == ("", "")
    hidden = ViewState(hidden=("noise_level",))
    assert picture_line(project, hidden, FR) == ("", "")


@pytest.mark.parametrize(
    ("value", "told"),
    [(31.2, "moins de 45 dB (calme)"), (62.6, "environ 63 dB (rue animée)"),
     (64.6, "environ 65 dB (rue animée)"), (80.2, "environ 80 dB (très gros trafic)")],
)  # fmt: skip
def test_levels_are_told_in_words(value, told):
    assert plain(told_level(value, FR)) == told
    assert plain(value_words(layer(Role.NOISE_LEVEL), value, FR)) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [(1.9, "moins de 2 dB d’écart : à peine perceptible"),
     (-1.9, "moins de 2 dB d’écart : à peine perceptible"),
     (3.2, "environ 3 dB de plus"), (-6.6, "environ 7 dB de moins")],
)  # fmt: skip
def test_differences_are_told_in_words(value, told):
    assert plain(change_words(value, FR)) == told
    assert plain(level_words(layer(Role.NOISE_LEVEL_CHANGE), value, FR)) == told


def test_cards_say_which_mean_it_is():
    assert plain(when_of(layer(Role.NOISE_LEVEL), FR)).startswith("24 h, soirées et nuits")
    assert plain(when_of(layer(Role.NOISE_LEVEL, "ln"), FR)) == "la nuit, de 22 h à 6 h"
    assert plain(when_of(layer(Role.NOISE_LEVEL, "ln"), EN)) == "at night, from 10 pm to 6 am"
    assert plain(value_words(layer(Role.NOISE_LEVEL), float("nan"), FR)) == "pas de valeur ici"
