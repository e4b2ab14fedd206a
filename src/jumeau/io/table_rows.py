"""The attribute table as arrays: which columns, in which order the rows stand, what is searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jumeau.io.expressions.columns import known_fields, plain
from jumeau.io.expressions.evaluating import without_accents
from jumeau.io.expressions.masks import shown_rows
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The attributes of a layer, all of them, as they lie in the store.

    Attributes
    ----------
    names : tuple of str
        Columns that people can read, in the source's order.
    columns : tuple of Arrow arrays
        One a name.
    shown : (F,) bool array or None
        What the layer's filter lets through.
    """

    layer: Layer
    names: tuple[str, ...]
    columns: tuple[Any, ...]
    shown: NDArray[np.bool_] | None

    @property
    def count(self) -> int:
        """Rows of the layer."""
        return len(self.columns[0]) if self.columns else self.layer.count

    def numeric(self, column: int) -> bool:
        """Tell whether a column holds numbers."""
        kind = self.columns[column].type
        return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def read_sheet(payloads: Payloads, layer: Layer) -> Sheet:
    """Read the attributes of a layer."""
    own = {field.name for field in layer.fields}
    names = [name for name in known_fields(layer) if name in own]
    if layer.key_field in names:
        names.remove(layer.key_field)
        names.insert(0, layer.key_field)
    table = payloads.table(layer.payload, names)
    names = [name for name in names if name in table.column_names]
    columns = tuple(plain(table.column(name)) for name in names)
    return Sheet(layer, tuple(names), columns, shown_rows(payloads, layer))


def ordered(
    sheet: Sheet,
    column: int = -1,
    *,
    descending: bool = False,
    search: str = "",
    within: NDArray[np.bool_] | None = None,
) -> Rows:
    """Return the rows to list, in their order.

    Parameters
    ----------
    column : int
        By which they are sorted, empty ones last; -1 for the source's order.
    search : str
        Text that some column must hold; capitals and accents do not matter.
    within : (F,) bool array, optional
        What is listed at most.
    """
    listed = np.ones(sheet.count, np.bool_) if sheet.shown is None else sheet.shown.copy()
    if within is not None:
        listed &= within
    if search.strip():
        listed &= found(sheet, search.strip())
    rows = np.flatnonzero(listed)
    if column < 0 or not len(rows):
        return rows
    values = sheet.columns[column]
    if len(rows) < len(values):
        values = values.take(pa.array(rows))
    if pa.types.is_string(values.type):
        values = sort_key(values)
    elif pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    way = "descending" if descending else "ascending"
    order = pc.sort_indices(
        pa.table({"v": values, "n": pa.array(rows)}),
        sort_keys=[("v", way), ("n", "ascending")],
    )
    return np.asarray(rows[order.to_numpy()], np.int64)


def sort_key(values: Any) -> Any:
    """Return texts as they are sorted: é beside e, capitals beside small letters, 9 before 10."""
    words = values.dictionary_encode()
    texts = pc.utf8_lower(without_accents(words.dictionary)).to_pylist()
    natural = [re.sub(r"\d+", lambda digits: digits[0].zfill(12), text) for text in texts]
    rank = np.empty(len(natural), np.int64)
    rank[np.argsort(np.array(natural, object), kind="stable")] = np.arange(len(natural))
    blank = np.array([not text.strip() for text in texts], np.bool_)
    return pa.array(rank, mask=blank).take(words.indices)


def found(sheet: Sheet, search: str) -> NDArray[np.bool_]:
    """Return the rows (F,) in which some column holds a text."""
    wanted = without_accents(pa.scalar(search)).as_py().casefold()
    number = wanted.replace(",", ".").replace("\u202f", "").replace("\N{NO-BREAK SPACE}", "")
    result = np.zeros(sheet.count, np.bool_)
    for values in sheet.columns:
        if pa.types.is_string(values.type):
            words = values.dictionary_encode()
            held = pc.utf8_lower(without_accents(words.dictionary))
            hits = pc.match_substring(held, wanted)
            truth = hits.take(words.indices)
        elif pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
            truth = pc.match_substring(values.cast(pa.string()), number)
        else:
            continue
        result |= pc.fill_null(truth, fill_value=False).to_numpy(zero_copy_only=False)
    return result
