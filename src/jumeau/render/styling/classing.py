"""The bounds of classes: quantiles, natural breaks, equal steps, round numbers, one's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.jit import njit
from jumeau.render.styling.named import STANDARDS

METHODS = ("pretty", "quantiles", "jenks", "equal", "manual")
"""Ways to find bounds, beside the names of :data:`jumeau.render.styling.named.STANDARDS`."""
FEWEST, MOST = 2, 12
"""Classes of a graduated style."""
_SAMPLED = 2000


def bounds(
    values: NDArray[np.float64],
    method: str,
    count: int,
    *,
    manual: Sequence[float] = (),
) -> tuple[float, ...]:
    """Return the bounds of half-open classes, from the lowest to the highest: k + 1 for k classes.

    Parameters
    ----------
    values : (N,) float64
        What is put into classes, in the field's unit; what is not finite does not count.
    method : str
        ``quantiles``: as many features in each class (Hyndman and Fan 1996, type 7,
        doi:10.2307/2684934). ``jenks``: natural breaks, the least variance within classes (Fisher
        1958, doi:10.1080/01621459.1958.10501479), on at most 2,000 of the distinct values.
        ``equal``: equal steps. ``pretty``: round steps of 1, 2 or 5 times a power of ten (Becker,
        Chambers and Wilks 1988, The New S Language). ``manual``: ``manual`` itself. Else the name
        of a standard with bounds.
    count : int
        Classes wanted, 2..12; round steps and ties may give others.

    Returns
    -------
    tuple of float
        Strictly increasing, at least two.

    Raises
    ------
    InputError
        ``styling.method_unknown``, ``styling.count``, ``styling.no_values``,
        ``styling.manual_bounds``.
    """
    standard = STANDARDS.get(method)
    if standard is not None and standard.bounds:
        return standard.bounds
    if method not in METHODS:
        known = ", ".join((*METHODS, *(k for k, s in STANDARDS.items() if s.bounds)))
        raise InputError("styling.method_unknown", name=method, known=known)
    if method == "manual":
        return _manual(manual)
    if not FEWEST <= count <= MOST:
        raise InputError("styling.count", value=count, fewest=FEWEST, most=MOST)
    known_values = values[np.isfinite(values)]
    if not len(known_values):
        raise InputError("styling.no_values")
    low, high = float(known_values.min()), float(known_values.max())
    if low == high:
        return (low, low + max(abs(low) * 0.1, 1.0))
    if method == "equal":
        return _increasing(np.linspace(low, high, count + 1))
    if method == "pretty":
        return pretty(low, high, count)
    if method == "quantiles":
        return _increasing(np.quantile(known_values, np.linspace(0.0, 1.0, count + 1)))
    return natural_breaks(known_values, count)


def pretty(low: float, high: float, count: int) -> tuple[float, ...]:
    """Return about ``count`` equal steps of 1, 2, 5 times a power of ten that take in both ends.

    The larger unit is chosen once the wanted step is nearer to it, weighed by 1.5 (2.75 for 5).
    """
    wanted = (high - low) / count
    base = 10.0 ** math.floor(math.log10(wanted))
    unit = base
    for factor, weight in ((2.0, 1.5), (5.0, 2.75), (10.0, 1.5)):
        if factor * base - wanted < weight * (wanted - unit):
            unit = factor * base
    first = math.floor(low / unit + 1e-7)
    last = math.ceil(high / unit - 1e-7)
    places = max(0, -math.floor(math.log10(unit) + 1e-9))
    return tuple(round(k * unit, places) for k in range(first, last + 1))


def natural_breaks(values: NDArray[np.float64], count: int) -> tuple[float, ...]:
    """Return the bounds of the classes with the least sum of squares about their means.

    Each class begins with its lowest value; the last bound is the highest value.
    """
    found, tally = np.unique(values, return_counts=True)
    if len(found) > _SAMPLED:
        # Values at even ranks, both ends among them.
        at = np.linspace(0, len(values) - 1, _SAMPLED).round().astype(int)
        found, tally = np.unique(np.sort(values)[at], return_counts=True)
    if len(found) <= count:
        return _increasing(np.append(found, found[-1]))
    first = _fisher(found, tally.astype(np.float64), count)
    return _increasing(np.append(found[first], found[-1]))


@njit
def _fisher(
    values: NDArray[np.float64], weights: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    """Return where each class of sorted values begins (count,): Fisher's exact optimum."""
    n = len(values)
    middle = values.mean()
    weight, total, square = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1)
    for i in range(n):
        v = values[i] - middle
        weight[i + 1] = weight[i] + weights[i]
        total[i + 1] = total[i] + weights[i] * v
        square[i + 1] = square[i] + weights[i] * v * v
    best = np.full((count, n + 1), np.inf)
    start = np.zeros((count, n + 1), np.int64)
    for j in range(1, n + 1):
        best[0, j] = square[j] - total[j] * total[j] / weight[j]
    for k in range(1, count):
        for j in range(k + 1, n + 1):
            for i in range(k, j):
                t, w = total[j] - total[i], weight[j] - weight[i]
                cost = best[k - 1, i] + square[j] - square[i] - t * t / w
                if cost < best[k, j]:
                    best[k, j] = cost
                    start[k, j] = i
    first = np.zeros(count, np.int64)
    j = n
    for k in range(count - 1, 0, -1):
        first[k] = start[k, j]
        j = first[k]
    return first


def tidied(found: Sequence[float]) -> tuple[float, ...]:
    """Return bounds rounded as far as they stay apart: people read them.

    Inner bounds are rounded to the coarsest power of ten that moves none by more than a
    fiftieth of the extent; the ends outwards to the same.
    """
    extent = found[-1] - found[0]
    if not extent > 0:
        return tuple(found)
    power = math.floor(math.log10(extent / 20))
    for places in range(-power, -power + 6):
        step = 10.0**-places
        rounded = [
            math.floor(found[0] / step + 1e-9) * step,
            *(round(x / step) * step for x in found[1:-1]),
            math.ceil(found[-1] / step - 1e-9) * step,
        ]
        tidy = tuple(round(x, max(places, 0)) for x in rounded)
        if all(b > a for a, b in pairwise(tidy)):
            return tidy
    return tuple(found)


def _manual(manual: Sequence[float]) -> tuple[float, ...]:
    rising = all(b > a for a, b in pairwise(manual))
    if len(manual) < 2 or not rising or not all(math.isfinite(x) for x in manual):
        raise InputError("styling.manual_bounds", value=" ".join(f"{x:g}" for x in manual))
    if len(manual) > MOST + 1:
        raise InputError("styling.count", value=len(manual) - 1, fewest=FEWEST, most=MOST)
    return tuple(float(x) for x in manual)


def _increasing(found: NDArray[np.float64]) -> tuple[float, ...]:
    """Return bounds without ties; two at least."""
    kept = np.unique(found)
    if len(kept) < 2:
        return (float(kept[0]), float(kept[0]) + 1.0)
    return tuple(float(x) for x in kept)
