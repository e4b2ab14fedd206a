"""What a layer is called: as the user named it, else what its source's own name tells of it.

A role alone does not tell two noise maps apart; the names that the producers' standards prescribe
do (CNIG for noise maps and plans, IGN for BD TOPO).
"""

from __future__ import annotations

import re

from jumeau.i18n import Translator
from jumeau.model.layer import ESTIMATED_GROUND, Layer, is_estimated_ground
from jumeau.model.roles import Role

# N_BRUIT_ZBRD_<territory>_<source>_<kind of map>_<index>_S_<departement>
_NOISE = re.compile(r"bruit_zbrd_[a-z0-9]+_([a-z]+)_([a-d])_(ld|ln)(?:_|$)")
_SOURCES = {"r": "road", "f": "rail", "a": "air", "i": "industry"}
_LIMITS = "c"
_PRESCRIPTION = re.compile(r"prescription_(lin|pct|surf)(?:_|$)")
_NAMED: tuple[tuple[Role, str, str], ...] = (
    (Role.CONSTRUCTION, "reservoir", "reservoir"),
    (Role.WATER, "plan_d_eau", "named_water"),
    (Role.TRANSPORT_AREA, "piste_d_aerodrome", "aerodrome"),
    (Role.TRANSPORT_AREA, "aerodrome", "aerodrome"),
)


def variety_of(layer: Layer) -> str:
    """Return the key (``titles.<key>``) of what a layer is within its role; empty if unknown."""
    if is_estimated_ground(layer):
        return ESTIMATED_GROUND
    name = _source_name(layer)
    if layer.role is Role.NOISE_MAP and (found := _NOISE.search(name)) is not None:
        source, kind, index = found.groups()
        limits = "_limit" if kind == _LIMITS else ""
        known = _SOURCES.get(source[:1], "")
        return f"noise_{known}_{'night' if index == 'ln' else 'day'}{limits}" if known else ""
    if layer.role is Role.PRESCRIPTION and (found := _PRESCRIPTION.search(name)) is not None:
        return f"prescription_{found.group(1)}"
    if layer.role is Role.POLYGONS and "cadastre" in name and "batiment" in name:
        return "cadastre_buildings"
    return next(
        (key for role, start, key in _NAMED if layer.role is role and name.startswith(start)), ""
    )


def title_of(layer: Layer, tr: Translator) -> str:
    """Return the name of a layer in lists."""
    if layer.title:
        return layer.title
    variety = variety_of(layer)
    if variety:
        return tr(f"titles.{variety}")
    key = f"roles.{layer.role}"
    return tr(key) if tr.has(key) else _spelt(layer.role)


def legend_title(layer: Layer, tr: Translator) -> str:
    """Return the name of a layer in the picture's legend, which is short."""
    if layer.title:
        return layer.title
    variety = variety_of(layer)
    return tr(f"titles.{variety}") if variety else tr(f"picture.legend.{layer.role}")


def _source_name(layer: Layer) -> str:
    """Return the name of the layer in its source, in lower case."""
    for source in layer.provenance.sources:
        return (source.layer or source.name).lower()
    return ""


def _spelt(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
