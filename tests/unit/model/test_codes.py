"""Codes of public data in their one spelling."""

from __future__ import annotations

import math

import pytest

from jumeau.io.schemas.cnig import destination_label, information_label, prescription_label
from jumeau.model.codes import (
    first_number,
    iso_instant,
    lcz_code,
    noise_bound,
    noise_index,
    noise_map_kind,
    noise_source,
    plain_number,
    sound_category,
    tree_height,
    two_digits,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((str(n), str(n)) for n in range(1, 11)),
        *((str(101 + n), "ABCDEFG"[n]) for n in range(7)),
        *((str(11 + n), "ABCDEFG"[n]) for n in range(7)),
        *((letter, letter) for letter in "ABCDEFG"),
        ("LCZ 6", "6"), ("LCZ6", "6"), ("LCZ-D", "D"), ("lcz_10", "10"), ("g", "G"),
        ("6.0", "6"), ("104.0", "D"), ("6 - habitat ouvert", "6"), (" 3 ", "3"),
        ("0", ""), ("18", ""), ("108", ""), ("H", ""), ("", ""), ("bois", ""), ("1.5", ""),
        ("Dense", ""),
    ],
)  # fmt: skip
def test_local_climate_zones_have_one_spelling(text: str, code: str) -> None:
    assert lcz_code(text) == code


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("55", 55.0), ("73", 73.0), ("Lnight5054", 50.0), ("Lden7074", 70.0),
        ("LnightGreaterThan70", 70.0), ("LdenGreaterThan75", 75.0), ("55-60", 55.0),
        ("5559", 55.0), ("55.0", 55.0), ("60 dB(A)", 60.0), (">75", 75.0),
    ],
)  # fmt: skip
def test_the_lower_bound_of_a_class_of_noise(text: str, bound: float) -> None:
    assert noise_bound(text) == bound


@pytest.mark.parametrize("text", ["", "A", "2022", "NC", "5", "LdenLowerThan40", "<45"])
def test_what_is_no_lower_bound(text: str) -> None:
    assert math.isnan(noise_bound(text))


def test_the_words_of_noise_maps() -> None:
    assert [noise_index(t) for t in ("LD", "Lden5559", "LN", "Lnight", "ld", "", "jour")] == [
        "LD", "LD", "LN", "LN", "LD", "", "",
    ]  # fmt: skip
    assert [noise_source(t) for t in ("R", "F", "A", "I", "majorRailways", "Routier", "", "X")] == [
        "road", "rail", "air", "industry", "rail", "road", "", "",
    ]  # fmt: skip
    assert [noise_map_kind(t) for t in ("A", " c", "type B", "", "E")] == ["A", "C", "B", "", ""]


def test_categories_and_widths_of_a_sound_classification() -> None:
    assert [sound_category(t) for t in ("3", "2_1", "5.0")] == [3.0, 2.0, 5.0]
    assert all(math.isnan(sound_category(t)) for t in ("NC", "HC", "", "6"))
    assert [first_number(t) for t in ("250 m", "10", "d = 30,5 m")] == [250.0, 10.0, 30.5]
    assert math.isnan(first_number("néant"))


def test_no_tree_is_a_tower() -> None:
    assert [tree_height(t) for t in ("12", "7,5 m", "80")] == [12.0, 7.5, 80.0]
    assert all(math.isnan(tree_height(t)) for t in ("200", "", "grand"))


def test_codes_on_two_digits() -> None:
    assert [two_digits(t) for t in ("5", "05", "5.0", "99", "")] == ["05", "05", "05", "99", ""]
    assert [plain_number(t) for t in ("05", "18", "1.0", "X")] == ["5", "18", "1", "X"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1505895219241", "2017-09-20T08:13:39+00:00"),
        ("1505895219", "2017-09-20T08:13:39+00:00"),
        ("08/01/11", "2011-01-08"),
        ("14/07/1998", "1998-07-14"),
        ("01/02/97", "1997-02-01"),
        ("20240701", "2024-07-01"),
        ("2024-07-01", "2024-07-01"),
        ("2024-07-01 14:30", "2024-07-01T14:30:00"),
        ("2024-07-01T14:30:00+02:00", "2024-07-01T14:30:00+02:00"),
        ("14/07/2024 05:10", "2024-07-14T05:10:00"),
        ("32/01/2024", "32/01/2024"),
        ("hier", "hier"),
    ],
)
def test_instants_are_written_in_one_way(text: str, instant: str) -> None:
    assert iso_instant(text) == instant


def test_the_lists_of_the_plan_name_their_codes() -> None:
    assert prescription_label("01", "00") == "Espace boisé classé"
    assert prescription_label("05", "01") == "Emplacement réservé aux voies publiques"
    assert prescription_label("05") == "Emplacement réservé"
    assert prescription_label("05", "88") == "Emplacement réservé"  # a subtype of later lists
    assert information_label("27") == "Plan d’exposition au bruit des aérodromes"
    assert destination_label("01") == "Habitat"
    assert prescription_label("77") == ""
