"""What the fields of some features hold together: counts, sums, means, ends."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jumeau.io.expressions.columns import GEOMETRY, plain
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer


class FieldSummary:
    """A field of numbers over some features.

    Attributes
    ----------
    name : str
        The column.
    count : int
        Features that have a value.
    total, mean, low, high : float
        In the unit of the column.
    whole : bool
        All values are whole numbers.
    """

    __slots__ = ("count", "high", "low", "mean", "name", "total", "whole")

    def __init__(self, name: str, values: NDArray[np.float64]) -> None:
        self.name = name
        self.count = len(values)
        self.total = float(values.sum())
        self.mean = self.total / len(values)
        self.low = float(values.min())
        self.high = float(values.max())
        self.whole = bool((values == np.round(values)).all())


def summaries(payloads: Payloads, layer: Layer, rows: NDArray[np.int64]) -> list[FieldSummary]:
    """Return a summary of each column of numbers over some rows; columns without values have none.

    Sentinels of the source (−1000 for an unknown altitude) are values here: nothing is altered.
    """
    names = [field.name for field in layer.fields if field.name != GEOMETRY]
    table = payloads.table(layer.payload, names)
    index = pa.array(rows)
    found = []
    for name in table.column_names:
        column = table.column(name)
        if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
            continue
        values = plain(column).take(index).drop_null()
        if len(values):
            found.append(FieldSummary(name, np.asarray(values, np.float64)))
    return found
