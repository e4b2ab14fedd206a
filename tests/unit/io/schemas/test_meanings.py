"""Codes of plans and crops in words."""

from __future__ import annotations

import math
from typing import Any

import pytest

from jumeau.i18n import LANGUAGES, Translator
from jumeau.io.schemas.meanings import meanings_of
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.roles import Role


def layer(role: Role, **columns: str) -> Layer:
    payload = PayloadRef(PayloadKind.TABLE, "0" * 64, ".parquet")
    return Layer("a", role, payload, columns=tuple(columns.items()))


PRESCRIBED = layer(Role.PRESCRIPTION, type="TYPEPSC", subtype="STYPEPSC", label="LIBELLE")
INFORMED = layer(Role.PRESCRIPTION, information="TYPEINF", subtype="STYPEINF")


@pytest.mark.parametrize(
    ("of", "attributes", "fact", "words"),
    [
        (PRESCRIBED, {"TYPEPSC": "05", "STYPEPSC": "01"}, "plan_rule",
         "Emplacement réservé aux voies publiques"),
        (PRESCRIBED, {"TYPEPSC": 1, "STYPEPSC": None}, "plan_rule", "Espace boisé classé"),
        (INFORMED, {"TYPEINF": "27", "STYPEINF": "00"}, "plan_information",
         "Plan d’exposition au bruit des aérodromes"),
        (layer(Role.ZONING, destination="DESTDOMI"), {"DESTDOMI": "02"}, "plan_destination",
         "Activité"),
        (layer(Role.CROP, group="CODE_GROUP"), {"CODE_GROUP": "18"}, "crop_group",
         "Prairies permanentes"),
    ],
)  # fmt: skip
def test_codes_have_words(of: Layer, attributes: dict[str, Any], fact: str, words: str) -> None:
    assert meanings_of(of, attributes, Translator("fr")) == [(fact, words)]
    for language in LANGUAGES:
        assert Translator(language).has(f"app.fact.{fact}")


@pytest.mark.parametrize(
    ("of", "attributes"),
    [
        (PRESCRIBED, {}),
        (PRESCRIBED, {"TYPEPSC": "ZZ"}),
        (PRESCRIBED, {"TYPEPSC": math.nan}),
        (layer(Role.CROP, group="CODE_GROUP"), {"CODE_GROUP": "99"}),
        (layer(Role.CROP), {}),
        (layer(Role.TREE), {"CODE_GROUP": "18"}),
    ],
)
def test_unknown_codes_say_nothing(of: Layer, attributes: dict[str, Any]) -> None:
    assert meanings_of(of, attributes, Translator("fr")) == []
