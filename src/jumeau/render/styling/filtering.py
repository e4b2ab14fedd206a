"""Which features of a layer its filter lets through: the others are neither drawn nor counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.io.expressions.masks import shown_rows as masked_rows
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer


def shown_rows(payloads: Payloads, layer: Layer) -> NDArray[np.bool_] | None:
    """Return which features (F,) meet a layer's filter; None where it has none.

    Raises
    ------
    InputError
        ``expression.*`` where the filter is not, or no longer, one of this layer.
    """
    return masked_rows(payloads, layer)


def kept_polygons(polygons: Polygons, mask: NDArray[np.bool_] | None) -> Polygons:
    """Return polygons of which the features that are left out are empty; rows stay."""
    if mask is None or mask.all():
        return polygons
    start = _without(polygons.feature_start, mask)
    held = np.repeat(mask, np.diff(polygons.feature_start))
    rings = np.repeat(held, np.diff(polygons.polygon_start))
    vertices = np.repeat(rings, np.diff(polygons.ring_start))
    return Polygons(
        np.ascontiguousarray(polygons.xy[vertices]),
        None if polygons.z is None else np.ascontiguousarray(polygons.z[vertices]),
        _starts(np.diff(polygons.ring_start)[rings]),
        _starts(np.diff(polygons.polygon_start)[held]),
        start,
    )


def kept_lines(lines: Lines, mask: NDArray[np.bool_] | None) -> Lines:
    """Return lines of which the features that are left out are empty; rows stay."""
    if mask is None or mask.all():
        return lines
    held = np.repeat(mask, np.diff(lines.feature_start))
    vertices = np.repeat(held, np.diff(lines.line_start))
    return Lines(
        np.ascontiguousarray(lines.xy[vertices]),
        None if lines.z is None else np.ascontiguousarray(lines.z[vertices]),
        _starts(np.diff(lines.line_start)[held]),
        _without(lines.feature_start, mask),
    )


def kept_points(points: Points, mask: NDArray[np.bool_] | None) -> Points:
    """Return points of which the features that are left out are empty; rows stay."""
    if mask is None or mask.all():
        return points
    held = np.repeat(mask, np.diff(points.feature_start))
    return Points(
        np.ascontiguousarray(points.xy[held]),
        None if points.z is None else np.ascontiguousarray(points.z[held]),
        _without(points.feature_start, mask),
    )


def _without(start: NDArray[np.int64], mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    return _starts(np.where(mask, np.diff(start), 0))


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
