"""Reading the attributes of one feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind

if TYPE_CHECKING:
    from jumeau.io.store import Payloads

GEOMETRY = "geometry"


@dataclass(frozen=True)
class Identified:
    """A feature with everything that the panel says about it."""

    layer: Layer
    row: int
    attributes: Mapping[str, Any]
    facts: Mapping[str, Any]


def read_feature(store: Payloads, layer: Layer, row: int, facts: Mapping[str, Any]) -> Identified:
    """Read the attributes of a row of a layer; a raster has none."""
    attributes: dict[str, Any] = {}
    if layer.payload.kind is PayloadKind.TABLE and row >= 0:
        names = [field.name for field in layer.fields if field.name != GEOMETRY]
        table = store.table(layer.payload, names or None)
        if 0 <= row < table.num_rows:
            one = table.slice(row, 1).to_pylist()[0]
            attributes = {name: _plain(value) for name, value in one.items() if name != GEOMETRY}
    return Identified(layer, row, attributes, dict(facts))


def _plain(value: Any) -> Any:
    """Return a value that people can read; binary content has none."""
    return None if isinstance(value, bytes) else value
