"""The ground as the renderer sees it: altitudes without holes, light on slopes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heightfield import HeightField
from jumeau.render import look

_EXAGGERATION = 2.0
"""Slopes are shaded steeper than they are, so that a hamlet's rise is seen."""
_HOLLOWS = (60.0, 180.0)
"""Hollows and backs of these sizes are told apart [m]."""
_DARKEST, _BRIGHTEST = 0.24, 0.045


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """A height field without holes over the model's rectangle.

    Attributes
    ----------
    field : HeightField
        Without NaN.
    bounds : tuple of float
        The model's rectangle: xmin, ymin, xmax, ymax [m].
    low, high : float
        Lowest and highest ground [m].
    estimated : bool
        The altitudes were derived from other layers, or are all zero.
    """

    field: HeightField
    bounds: tuple[float, float, float, float]
    low: float
    high: float
    estimated: bool = False

    def altitude(
        self, x: NDArray[np.float64] | float, y: NDArray[np.float64] | float
    ) -> NDArray[np.float64]:
        """Return the ground's altitude [m]; beyond the field, that of its border."""
        # A little within the border: rounding shall lead nobody beyond it.
        inside = 0.25 * self.field.step
        xmin, ymin, xmax, ymax = self.field.bounds
        return self.field.sample(
            np.clip(x, xmin + inside, xmax - inside), np.clip(y, ymin + inside, ymax - inside)
        )

    def light(self, box: tuple[float, float, float, float], count: int) -> NDArray[np.float32]:
        """Return the light on slopes over a box, (count, count), first row in the north.

        Flat ground has 1. Slopes that look away from the lamp are darker, and hollows too, which
        see less of the sky.
        """
        west, south, east, north = box
        step = (east - west) / (count + 1)
        x, y = np.meshgrid(
            np.linspace(west + step, east - step, count),
            np.linspace(north - step, south + step, count),
        )
        # Over less than the terrain's own cells, slopes would show its facets.
        apart = max(step, 1.5 * self.field.step)
        rise = _EXAGGERATION / (2 * apart)
        dx = (self.altitude(x + apart, y) - self.altitude(x - apart, y)) * rise
        dy = (self.altitude(x, y + apart) - self.altitude(x, y - apart)) * rise
        lamp = np.array(look.LIGHT_FROM)
        lamp = lamp / np.linalg.norm(lamp)
        length = np.sqrt(dx * dx + dy * dy + 1)
        facing = (-dx * lamp[0] - dy * lamp[1] + lamp[2]) / length - lamp[2]
        z = self.altitude(x, y)
        hollow = np.zeros_like(z)
        for reach in _HOLLOWS:
            around = [
                self.altitude(x + reach * a, y + reach * b)
                for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1))
            ]
            hollow += np.tanh(3.0 * (sum(around) / 4 - z) / reach) / len(_HOLLOWS)
        value = 0.62 * facing - 0.10 * hollow
        # Neither cliffs nor quarries turn black, and no slope is lit to white.
        value = np.where(
            value < 0,
            _DARKEST * np.tanh(value / _DARKEST),
            _BRIGHTEST * np.tanh(value / _BRIGHTEST),
        )
        return np.asarray(1.0 + value, np.float32)


def filled(z: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the grid with holes (NaN) filled smoothly from around them."""
    known = np.isfinite(z)
    if known.all():
        return z
    if not known.any():
        return np.zeros_like(z)
    return np.where(known, z, _pulled(np.where(known, z, 0.0), known.astype(np.float64))).astype(
        np.float32
    )


def _pulled(values: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pull weighted means up a pyramid and push them down into the gaps."""
    rows, columns = values.shape
    if weight.min() > 0 or max(rows, columns) <= 1:
        return np.asarray(np.divide(values * weight, weight, where=weight > 0, out=values * 0))
    pad = ((0, rows % 2), (0, columns % 2))
    w = np.pad(weight, pad)
    v = np.pad(values, pad) * w
    sums = [a.reshape(a.shape[0] // 2, 2, a.shape[1] // 2, 2).sum((1, 3)) for a in (v, w)]
    coarse_w = np.minimum(sums[1], 1.0)
    coarse_v = np.divide(sums[0], sums[1], where=sums[1] > 0, out=np.zeros_like(sums[0]))
    coarse = _pulled(coarse_v, coarse_w)
    up = _doubled(coarse)[:rows, :columns]
    share = np.minimum(weight, 1.0)
    return np.asarray(values * share + up * (1 - share))


def _doubled(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the grid at twice its size, bilinear between centres."""
    for axis in (0, 1):
        before = np.concatenate([a.take([0], axis), a.take(range(a.shape[axis] - 1), axis)], axis)
        after = np.concatenate([a.take(range(1, a.shape[axis]), axis), a.take([-1], axis)], axis)
        pair = np.stack([0.75 * a + 0.25 * before, 0.75 * a + 0.25 * after], axis + 1)
        shape = list(a.shape)
        shape[axis] *= 2
        a = pair.reshape(shape)
    return a


def rough_field(
    points: NDArray[np.float64], bounds: tuple[float, float, float, float], step: float = 20.0
) -> HeightField:
    """Return a rough ground from altitudes known at places (N, 3); flat at 0 where there are none.

    Parameters
    ----------
    points : (N, 3) float64
        Places with a plausible altitude of the ground [m].
    bounds : tuple of float
        The rectangle to cover [m].
    step : float
        Cell [m].
    """
    xmin, ymin, xmax, ymax = bounds
    step = max(step, max(xmax - xmin, ymax - ymin) / 400)
    columns = max(2, int(np.ceil((xmax - xmin) / step)) + 1)
    rows = max(2, int(np.ceil((ymax - ymin) / step)) + 1)
    z = np.zeros((rows, columns))
    for passes in (24, 8) if len(points) else ():
        i = np.clip(np.rint((points[:, 0] - xmin) / step).astype(int), 0, columns - 1)
        j = np.clip(np.rint((ymax - points[:, 1]) / step).astype(int), 0, rows - 1)
        total, count = np.zeros((rows, columns)), np.zeros((rows, columns))
        np.add.at(total, (j, i), points[:, 2])
        np.add.at(count, (j, i), 1.0)
        mean = np.divide(total, count, where=count > 0, out=np.zeros_like(total))
        z = _softened(_pulled(mean, np.minimum(count, 1.0) * 0.9), passes)
        # Outliers (a bridge, a slip of the survey) shall not make hills: they miss the next pass.
        points = points[np.abs(points[:, 2] - z[j, i]) < 9.0]
    return HeightField(z.astype(np.float32), xmin, ymax, step)


def _softened(z: NDArray[np.float64], passes: int) -> NDArray[np.float64]:
    """Return the grid after some passes of a small blur."""
    for _ in range(passes):
        p = np.pad(z, 1, mode="edge")
        z = (p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:]) / 8 + z / 2
    return z
