"""The one way in which renderer and simulations read a layer: canonical names, ragged arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.plan_view import feet
from jumeau.geometry.ragged import (
    Lines,
    Points,
    Polygons,
    decode_lines,
    decode_points,
    decode_polygons,
)  # fmt: skip
from jumeau.geometry.surfaces import Surfaces, decode_surfaces
from jumeau.io.arrow_values import numbers, texts
from jumeau.io.geometry_column import Buffers, wkb_buffers
from jumeau.io.store import Payloads
from jumeau.model.canonical import CANONICAL, Kind, Quantity
from jumeau.model.codes import READINGS
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
        where unknown, bool, or bytes objects with None where unknown; None when the source has no
        such column. Values stand as the source gives them, sentinels included, but for codes,
        which are spelt in one way (:attr:`jumeau.model.canonical.Quantity.reading`).
    """
    source = dict(layer.columns).get(name)
    if source is None:
        return None
    table = payloads.table(layer.payload, [source])
    if source not in table.column_names:
        return None
    quantity = CANONICAL[layer.role][name]
    if quantity.reading:
        return read_codes(table.column(source), quantity)
    return as_kind(table.column(source), quantity.kind)


def read_codes(values: pa.ChunkedArray, quantity: Quantity) -> NDArray[Any]:
    """Return the codes of an Arrow column in their one spelling, as numbers or texts."""
    read = READINGS[quantity.reading]
    text = texts(values).tolist()
    unknown: float | str = np.nan if quantity.kind is Kind.NUMBER else ""
    meaning = {word: read(word) if word else unknown for word in set(text)}
    kind = np.float64 if quantity.kind is Kind.NUMBER else np.object_
    return np.array([meaning[word] for word in text], kind)


def as_kind(values: pa.ChunkedArray, kind: Kind) -> NDArray[Any]:
    """Return an Arrow column as numbers, texts or flags."""
    if kind is Kind.NUMBER:
        return numbers(values)
    if kind is Kind.BYTES:
        return np.array(values.to_pylist(), np.object_)
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


def surfaces(payloads: Payloads, layer: Layer) -> Surfaces:
    """Return the bodies of a layer that has surfaces, project CRS [m]."""
    return decode_surfaces(*_buffers(payloads, layer))


def surface_types(payloads: Payloads, layer: Layer, surfaces: Surfaces) -> NDArray[np.uint8]:
    """Return what each polygon (Q,) of these surfaces is; 0 where the source does not say."""
    found = packed(payloads, layer, "surface_types", np.diff(surfaces.feature_start))
    count = len(surfaces.polygon_start) - 1
    return np.zeros(count, np.uint8) if found is None else found[0].copy()


def ground_places(payloads: Payloads, layer: Layer) -> NDArray[np.float64]:
    """Return places (N, 3) where the ground is, as bodies that stand and lie on it tell [m]."""
    bodies = surfaces(payloads, layer)
    return feet(bodies, surface_types(payloads, layer, bodies))


def packed(
    payloads: Payloads, layer: Layer, name: str, lengths: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]] | None:
    """Return a quantity of bytes end to end, each feature's as long as it should be.

    Parameters
    ----------
    name : str
        A canonical quantity of the kind ``BYTES``.
    lengths : (F,) int64 array
        Bytes that each feature should have.

    Returns
    -------
    tuple of arrays or None
        ``lengths.sum()`` bytes, zero where a feature has none or another number of them, and
        whether each feature (F,) has them; None when the source has no such column.
    """
    source = dict(layer.columns).get(name)
    table = payloads.table(layer.payload, [source]) if source is not None else None
    if table is None or source not in table.column_names:
        return None
    data, offsets, valid = wkb_buffers(table.column(source))
    fits = np.diff(offsets) == lengths
    if valid is not None:
        fits &= valid
    if fits.all():
        return data[offsets[0] : offsets[-1]], fits
    out = np.zeros(int(lengths.sum()), np.uint8)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    for row in np.flatnonzero(fits & (lengths > 0)).tolist():
        out[starts[row] : starts[row + 1]] = data[offsets[row] : offsets[row + 1]]
    return out, fits


def _buffers(payloads: Payloads, layer: Layer) -> Buffers:
    return wkb_buffers(payloads.table(layer.payload, ["geometry"]).column("geometry"))
