"""Attributes of a CityGML object: what stands in its plain elements and its generic ones."""

from __future__ import annotations

import math
from typing import Any

from jumeau.io.citymodels.gml_geometry import Locals

_NUMBERS = frozenset(
    (
        "measuredHeight",
        "height",
        "trunkDiameter",
        "crownDiameter",
        "averageHeight",
        "area",
        "volume",
    )
)
_COUNTS = frozenset(("storeysAboveGround", "storeysBelowGround", "yearOfConstruction",
                     "yearOfDemolition"))  # fmt: skip
_GENERIC = {
    "stringAttribute": str, "intAttribute": int, "doubleAttribute": float, "dateAttribute": str,
    "uriAttribute": str, "measureAttribute": float, "StringAttribute": str, "IntAttribute": int,
    "DoubleAttribute": float, "DateAttribute": str, "UriAttribute": str, "MeasureAttribute": float,
    "CodeAttribute": str,
}  # fmt: skip
_SETS = ("genericAttributeSet", "GenericAttributeSet", "genericAttribute")
_HEIGHTS = ("height", "Height")


def attributes_of(element: Any, names: Locals) -> dict[str, Any]:
    """Return the attributes of a city object; those that are given empty are None."""
    found: dict[str, Any] = {}
    for child in element:
        name = names[child.tag]
        if name in _GENERIC or name in _SETS:
            _add_generic(child, name, names, found)
        elif len(child) == 0:
            text = (child.text or "").strip()
            if text and name[:1].islower() and not name.startswith("lod"):
                found.setdefault(name, _value(text, name))
        elif name == "height":
            value = child.find("{*}Height/{*}value")
            if value is not None and value.text:
                found.setdefault("height", _number(value.text))
    return found


def _add_generic(element: Any, name: str, names: Locals, found: dict[str, Any]) -> None:
    if name in _SETS:
        for child in element:
            inner = names[child.tag]
            if inner in _GENERIC or inner in _SETS:
                _add_generic(child, inner, names, found)
        return
    key, value = element.get("name") or "", None
    if key and len(element) == 1:
        text = (element[0].text or "").strip()
        found.setdefault(key, _typed(text, _GENERIC[name]) if text else None)
        return
    for child in element:
        inner = names[child.tag]
        if inner == "value":
            value = (child.text or "").strip()
        elif inner == "name":
            key = (child.text or "").strip()
    if key:
        found.setdefault(key, _typed(value, _GENERIC[name]) if value else None)


def _typed(text: str, kind: type) -> Any:
    if kind is str:
        return text
    if kind is int:
        try:
            value = int(text)
        except ValueError:
            return _number(text)
        return value if abs(value) < 2**63 else text
    return _number(text)


def _value(text: str, name: str) -> Any:
    if name in _COUNTS:
        return _typed(text, int)
    return _number(text) if name in _NUMBERS else text


def _number(text: str) -> Any:
    try:
        value = float(text)
    except ValueError:
        return text.strip()
    return value if math.isfinite(value) else None
