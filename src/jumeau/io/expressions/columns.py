"""Which fields an expression may name, and their values as Arrow arrays that functions take."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jumeau.errors import InputError
from jumeau.io import canonical
from jumeau.io.arrow_values import numbers
from jumeau.io.expressions.parsing import Node, closest, near
from jumeau.io.store import Payloads
from jumeau.model.canonical import CANONICAL, Kind
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind

GEOMETRY = "geometry"


def known_fields(layer: Layer) -> tuple[str, ...]:
    """Return the names that an expression over a layer may use: the source's, then the role's."""
    own = [field.name for field in layer.fields if not _is_bytes(layer, field.name)]
    quantities = CANONICAL.get(layer.role, {})
    known = [
        name for name, _ in layer.columns
        if name in quantities and quantities[name].kind is not Kind.BYTES
    ]  # fmt: skip
    return tuple(dict.fromkeys([*own, *known]))


def _is_bytes(layer: Layer, name: str) -> bool:
    kinds = {field.name: field.type for field in layer.fields}
    return name == GEOMETRY or "binary" in kinds.get(name, "")


class Columns:
    """The columns of one layer, each read once.

    Parameters
    ----------
    payloads : Payloads
        Where the table lies.
    layer : Layer
        A layer with a table.
    text : str
        The expression, which errors quote.
    """

    def __init__(self, payloads: Payloads, layer: Layer, text: str = "") -> None:
        if layer.payload.kind is not PayloadKind.TABLE:
            raise InputError("expression.no_table", layer=layer.title or layer.id)
        self._payloads = payloads
        self.layer = layer
        self.text = text
        self._read: dict[str, pa.Array] = {}
        self._count: int | None = None

    @property
    def count(self) -> int:
        """Rows of the table."""
        if self._count is None:
            first = self.layer.fields[0].name if self.layer.fields else GEOMETRY
            self._count = self._payloads.table(self.layer.payload, [first]).num_rows
        return self._count

    def resolve(self, node: Node) -> str:
        """Return the name of a field as the layer knows it; capitals do not matter.

        Raises
        ------
        InputError
            ``expression.field`` or ``expression.field_like``, with the closest name that there is.
        """
        name, known = str(node.value), known_fields(self.layer)
        if name in known:
            return name
        alike = [x for x in known if x.casefold() == name.casefold()]
        if len(alike) == 1:
            return alike[0]
        fields = {"position": node.position + 1, "near": near(self.text, node.position)}
        if suggestion := closest(name, known):
            raise InputError("expression.field_like", name=name, like=suggestion, **fields)
        raise InputError("expression.field", name=name, known=", ".join(known[:12]), **fields)

    def __getitem__(self, name: str) -> pa.Array:
        if name not in self._read:
            self._read[name] = self._values(name)
        return self._read[name]

    def _values(self, name: str) -> pa.Array:
        if name == GEOMETRY or any(field.name == name for field in self.layer.fields):
            found = self._payloads.table(self.layer.payload, [name])
            if name in found.column_names:
                return plain(found.column(name))
        values = canonical.column(self._payloads, self.layer, name)
        assert values is not None
        if values.dtype == object:
            return pa.array([text or None for text in values.tolist()], pa.string())
        return pa.array(values, from_pandas=True)


def plain(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array of few types: numbers without NaN, texts, flags, instants."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_nested(kind):
        words = [None if x is None else json.dumps(x, ensure_ascii=False, default=str)
                 for x in column.to_pylist()]  # fmt: skip
        return pa.array(words, pa.string())
    if pa.types.is_decimal(kind) or str(kind) in ("uint64", "halffloat"):
        column = column.cast(pa.float64())
    elif pa.types.is_large_string(kind):
        column = column.cast(pa.string())
    values = column.combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # older Arrow, and a column without chunks
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    return values


def as_numbers(values: Any) -> Any:
    """Return texts as numbers, null where they are none; decimal commas are understood."""
    chunked = pa.chunked_array([values]) if isinstance(values, pa.Array) else values
    return pa.array(numbers(chunked), from_pandas=True)
