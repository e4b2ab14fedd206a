"""What the codes of a feature say in words: the lists of plans and of declared crops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jumeau.i18n import Translator
from jumeau.io.schemas.cnig import destination_label, information_label, prescription_label
from jumeau.model.canonical import CANONICAL
from jumeau.model.codes import READINGS
from jumeau.model.layer import Layer
from jumeau.model.roles import Role


def meanings_of(
    layer: Layer, attributes: Mapping[str, Any], tr: Translator
) -> list[tuple[str, str]]:
    """Return what the codes of a feature mean.

    Parameters
    ----------
    layer : Layer
        The feature's layer.
    attributes : mapping
        The feature's values by the names of the source's columns.
    tr : Translator
        The user's language; labels of the CNIG are French in any language.

    Returns
    -------
    list of pairs
        Name of the fact (``app.fact.<name>``) and its words; empty where no code is known.
    """
    columns = dict(layer.columns)

    def code(name: str) -> str:
        value = attributes.get(columns.get(name, ""))
        if value is None or value != value:
            return ""
        return str(READINGS[CANONICAL[layer.role][name].reading](str(value)))

    found: list[tuple[str, str]] = []
    if layer.role is Role.PRESCRIPTION:
        found.append(("plan_rule", prescription_label(code("type"), code("subtype"))))
        found.append(("plan_information", information_label(code("information"), code("subtype"))))
    elif layer.role is Role.ZONING:
        found.append(("plan_destination", destination_label(code("destination"))))
    elif layer.role is Role.CROP and tr.has(key := f"rpg_group.g{code('group')}"):
        found.append(("crop_group", tr(key)))
    return [(name, words) for name, words in found if words]
