"""A regular grid of ground altitudes, and the ground under footprints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Polygons

FEW = 20_000
"""So many altitudes are sampled by NumPy: loading the kernel takes longer than that."""


@dataclass(frozen=True, slots=True, eq=False)
class HeightField:
    """Ground altitudes at the centres of square cells; row 0 is north.

    Attributes
    ----------
    z : (rows, cols) float32 array
        Altitude [m], NaN where there is no data.
    x0, y0 : float
        Centre of column 0 and of row 0, the northernmost [m].
    step : float
        Side of a cell [m].
    """

    z: NDArray[np.float32]
    x0: float
    y0: float
    step: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Outline of the cells: x min, y min, x max, y max [m]."""
        rows, cols = self.z.shape
        half = self.step / 2.0
        return (
            self.x0 - half,
            self.y0 - (rows - 1) * self.step - half,
            self.x0 + (cols - 1) * self.step + half,
            self.y0 + half,
        )

    @property
    def finer(self) -> tuple[HeightField, ...]:
        """Patches that :meth:`sample` knows and ``z`` does not: none but on shaped ground."""
        return ()

    def sample(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Altitude by bilinear interpolation between the four nearest centres.

        Parameters
        ----------
        x, y : float arrays of one shape
            Where [m].

        Returns
        -------
        float64 array of the same shape
            Altitude [m]. In the outer half of the border cells the nearest centres count; where
            some of the four have no data, the nearest that has; NaN outside and where none has.
        """
        xs, ys = np.broadcast_arrays(
            np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        )
        z = np.asarray(self.z, np.float32)
        if xs.size <= FEW:
            return _sample_few(z, self.x0, self.y0, self.step, xs, ys)
        out = np.empty(xs.size, np.float64)
        x, y = np.ascontiguousarray(xs).ravel(), np.ascontiguousarray(ys).ravel()
        _sample(z, self.x0, self.y0, self.step, x, y, out)
        return out.reshape(xs.shape)


def _sample_few(
    z: NDArray[np.float32],
    x0: float,
    y0: float,
    step: float,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what :func:`altitude_at` returns, number by number."""
    rows, cols = z.shape
    with np.errstate(invalid="ignore"):
        column, row = (x - x0) / step, (y0 - y) / step
        inside = (column >= -0.5) & (column <= cols - 0.5) & (row >= -0.5) & (row <= rows - 0.5)
    column = np.where(inside, np.clip(column, 0.0, cols - 1.0), 0.0)
    row = np.where(inside, np.clip(row, 0.0, rows - 1.0), 0.0)
    c, r = column.astype(np.int64), row.astype(np.int64)
    c1, r1 = np.minimum(c + 1, cols - 1), np.minimum(r + 1, rows - 1)
    u, v = column - c, row - r
    a, b, d, e = (z[j, i].astype(np.float64) for j, i in ((r, c), (r, c1), (r1, c), (r1, c1)))
    value = (a * (1.0 - u) + b * u) * (1.0 - v) + (d * (1.0 - u) + e * u) * v
    value = np.where(inside, value, np.nan)
    if (inside & np.isnan(value)).any():
        best, nearest = np.full(x.shape, np.nan), np.full(x.shape, np.inf)
        for k, corner in enumerate((a, b, d, e)):
            du, dv = u - (k & 1), v - (k >> 1)
            distance = du * du + dv * dv
            nearer = ~np.isnan(corner) & (distance < nearest)
            best, nearest = np.where(nearer, corner, best), np.where(nearer, distance, nearest)
        value = np.where(inside & np.isnan(value), best, value)
    return np.asarray(value)


@njit
def altitude_at(z, x0, y0, step, x, y):  # type: ignore[no-untyped-def]
    """Altitude at one place; see :meth:`HeightField.sample`."""
    rows, cols = z.shape
    column, row = (x - x0) / step, (y0 - y) / step
    if not (-0.5 <= column <= cols - 0.5 and -0.5 <= row <= rows - 0.5):
        return np.nan
    column = min(max(column, 0.0), cols - 1.0)
    row = min(max(row, 0.0), rows - 1.0)
    c, r = int(column), int(row)
    c1, r1 = min(c + 1, cols - 1), min(r + 1, rows - 1)
    u, v = column - c, row - r
    a, b = np.float64(z[r, c]), np.float64(z[r, c1])
    d, e = np.float64(z[r1, c]), np.float64(z[r1, c1])
    value = (a * (1.0 - u) + b * u) * (1.0 - v) + (d * (1.0 - u) + e * u) * v
    if value == value:
        return value
    best, nearest = np.nan, np.inf
    for k in range(4):
        corner = (a, b, d, e)[k]
        du, dv = u - (k & 1), v - (k >> 1)
        distance = du * du + dv * dv
        if corner == corner and distance < nearest:
            best, nearest = corner, distance
    return best


@njit
def _sample(z, x0, y0, step, x, y, out):  # type: ignore[no-untyped-def]
    for i in range(len(out)):
        out[i] = altitude_at(z, x0, y0, step, x[i], y[i])


@njit
def _ground(z, x0, y0, step, xy, ring_start, polygon_start, feature_start, out):  # type: ignore[no-untyped-def]
    for f in range(len(out)):
        low, high, total, count = np.inf, -np.inf, 0.0, 0
        for q in range(feature_start[f], feature_start[f + 1]):
            ring = polygon_start[q]
            for i in range(ring_start[ring], ring_start[ring + 1]):
                value = altitude_at(z, x0, y0, step, xy[i, 0], xy[i, 1])
                if value == value:
                    low, high = min(low, value), max(high, value)
                    total += value
                    count += 1
        if count:
            out[f, 0], out[f, 1], out[f, 2] = low, total / count, high
        else:
            out[f, 0] = out[f, 1] = out[f, 2] = np.nan


def ground_under(polygons: Polygons, field: HeightField) -> NDArray[np.float64]:
    """Altitude of the ground at the vertices of each feature's exteriors.

    Parameters
    ----------
    polygons : Polygons
        F features.
    field : HeightField
        The ground, in the same CRS.

    Returns
    -------
    (F, 3) float64 array
        Lowest, mean and highest altitude [m]; NaN where no vertex has one.
    """
    out = np.empty((len(polygons), 3), np.float64)
    _ground(
        np.asarray(field.z, np.float32),
        field.x0,
        field.y0,
        field.step,
        polygons.xy,
        polygons.ring_start,
        polygons.polygon_start,
        polygons.feature_start,
        out,
    )
    if field.finer:
        _on_patches(polygons, field, out)
    return out


def _on_patches(polygons: Polygons, field: HeightField, out: NDArray[np.float64]) -> None:
    """Take the altitudes of the features that stand on finer patches from there."""
    p = polygons
    low = np.min([x.bounds[:2] for x in field.finer], axis=0)
    high = np.max([x.bounds[2:] for x in field.finer], axis=0)
    near = np.flatnonzero(((p.xy >= low) & (p.xy <= high)).all(axis=1))
    ring = np.searchsorted(p.ring_start, near, side="right") - 1
    polygon = np.searchsorted(p.polygon_start, ring, side="right") - 1
    for f in np.unique(np.searchsorted(p.feature_start, polygon, side="right") - 1).tolist():
        first = p.polygon_start[p.feature_start[f] : p.feature_start[f + 1]]
        xy = np.concatenate([p.xy[p.ring_start[r] : p.ring_start[r + 1]] for r in first.tolist()])
        z = field.sample(xy[:, 0], xy[:, 1])
        known = z[np.isfinite(z)]
        if len(known):
            out[f] = known.min(), known.mean(), known.max()
