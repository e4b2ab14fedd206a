"""The one way in which renderer and simulations read a layer: canonical names, ragged arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import (
    Lines,
    Points,
    Polygons,
    decode_lines,
    decode_points,
    decode_polygons,
)  # fmt: skip
from jumeau.io.arrow_values import numbers, texts
from jumeau.io.geometry_column import Buffers, wkb_buffers
from jumeau.io.store import Payloads
from jumeau.model.canonical import CANONICAL, Kind
from jumeau.model.layer import Layer

if TYPE_CHECKING:
    import pyarrow as pa

_YES = ("oui", "o", "true", "t", "vrai", "1", "yes", "y")


def column(payloads: Payloads, layer: Layer, name: str) -> NDArray[Any] | None:
    """Return a canonical quantity of every feature of a layer.

    Parameters
    ----------
    payloads : Payloads
        The project's store.
    layer : Layer
        A layer with a table.
    name : str
        A name of :data:`jumeau.model.canonical.CANONICAL` for the layer's role.

    Returns
    -------
    array of shape (F,) or None
        float64 with NaN where unknown (in the unit of the quantity), str objects with ``""``
        where unknown, or bool; None when the source has no such column. Values stand as the
        source gives them, sentinels included.
    """
    source = dict(layer.columns).get(name)
    if source is None:
        return None
    table = payloads.table(layer.payload, [source])
    if source not in table.column_names:
        return None
    return as_kind(table.column(source), CANONICAL[layer.role][name].kind)


def as_kind(values: pa.ChunkedArray, kind: Kind) -> NDArray[Any]:
    """Return an Arrow column as numbers, texts or flags."""
    if kind is Kind.NUMBER:
        return numbers(values)
    if kind is Kind.FLAG and str(values.type) == "bool":
        return np.array([flag is True for flag in values.to_pylist()], np.bool_)
    text = texts(values)
    if kind is Kind.FLAG:
        return np.array([word.strip().lower() in _YES for word in text.tolist()], np.bool_)
    return text


def polygons(payloads: Payloads, layer: Layer) -> Polygons:
    """Return the polygons of a layer, project CRS [m]; features without one are empty."""
    return decode_polygons(*_buffers(payloads, layer))[0]


def lines(payloads: Payloads, layer: Layer) -> Lines:
    """Return the lines of a layer, project CRS [m]."""
    return decode_lines(*_buffers(payloads, layer))


def points(payloads: Payloads, layer: Layer) -> Points:
    """Return the points of a layer, project CRS [m]."""
    return decode_points(*_buffers(payloads, layer))


def _buffers(payloads: Payloads, layer: Layer) -> Buffers:
    return wkb_buffers(payloads.table(layer.payload, ["geometry"]).column("geometry"))
