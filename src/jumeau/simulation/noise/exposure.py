"""Who is exposed to which level: dwellings and residents by class, by the directive's median rule.

Directive 2002/49/EC, annex II, section 2.8, as replaced by Delegated Directive (EU) 2021/1226, for
dwellings that may have several façades, or of which nothing is known: the receivers of a building
are parted at their median, where their number is odd without the one with the lowest level; what
lives in the building is spread evenly over the upper half. The height of assessment is 4 m.
Quiet façade: Directive 2002/49/EC, annex VI, point 1.5. Classes: French order of 4 April 2006,
articles 3 and 4, and lower ones of the same width. Reference values: its article 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.quality import HEARD

ASSESSED = 1
"""Storey whose receivers stand 4 m above the ground."""
CLASSES = {
    "lden": (45.0, 50.0, 55.0, 60.0, 65.0, 70.0, 75.0),
    "ln": (40.0, 45.0, 50.0, 55.0, 60.0, 65.0, 70.0),
}
"""Bounds of the classes [dB(A)], half open, the last without an end."""
REFERENCE = {"road": (68.0, 62.0), "rail": (73.0, 65.0), "industry": (71.0, 60.0)}
"""Reference values of Lden and Ln [dB(A)]; railways other than high-speed lines."""
QUIETER = 20.0
"""A façade is quiet where it is by more than this below the loudest one of its building [dB]."""


def classes_of(indicator: str) -> tuple[float, ...]:
    """Return the bounds of the classes of an indicator: those of Lden, or of the night."""
    return CLASSES["ln" if indicator == "ln" else "lden"]


def assessed(building: NDArray[np.int32], storey: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Tell which receivers (N,) count: at 4 m; of lower buildings those of the highest storey."""
    if not len(building):
        return np.zeros(0, np.bool_)
    highest = np.full(int(building.max()) + 1, -1)
    np.maximum.at(highest, building, storey)
    return np.asarray(storey == np.minimum(highest, ASSESSED)[building])


def weights(levels: NDArray[np.float64], building: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return which share of its building each receiver (N,) stands for.

    Parameters
    ----------
    levels : (N,) float64
        [dB(A)]; a nan stands for nothing.
    building : (N,) int32

    Returns
    -------
    (N,) float64
        0 in the lower half; the shares of a building's receivers sum to 1.
    """
    found = np.zeros(len(levels))
    known = np.flatnonzero(np.isfinite(levels))
    order = known[np.lexsort((-levels[known], building[known]))]
    if not len(order):
        return found
    first = np.flatnonzero(np.diff(building[order], prepend=building[order[0]] - 1))
    count = np.diff(np.append(first, len(order)))
    upper = np.maximum(count // 2, 1)
    rank = np.arange(len(order)) - np.repeat(first, count)
    many = np.repeat(upper, count)
    found[order] = np.where(rank < many, 1.0 / many, 0.0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Levels of one indicator at the façades of a town, as exposure reads them.

    Attributes
    ----------
    levels : (N,) float64
        [dB(A)]; nan where no source is within reach.
    building : (N,) int32
        Of the scene.
    storey : (N,) int16
        0 on the ground floor.
    """

    levels: NDArray[np.float64]
    building: NDArray[np.int32]
    storey: NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """What lives where, by class and by building; not rounded: see ``exposure_told``.

    Attributes
    ----------
    bounds : tuple of float
        Between the K classes [dB(A)], K - 1 of them; the first class lies below all.
    residents, dwellings : (K,) float64
        By class.
    inhabited : (K,) int64
        Buildings that put residents or dwellings into the class.
    sensitive : (K,) int64
        Schools and care, by their loudest façade.
    loudest, quietest : (B,) float64
        Highest and lowest level before each building [dB(A)]; nan where nothing was computed.
    quiet_residents, quiet_dwellings : float
        In buildings with a quiet façade.
    unknown_residents, unknown_dwellings : float
        In buildings before which nothing was computed.
    """

    bounds: tuple[float, ...]
    residents: NDArray[np.float64]
    dwellings: NDArray[np.float64]
    inhabited: NDArray[np.int64]
    sensitive: NDArray[np.int64]
    loudest: NDArray[np.float64]
    quietest: NDArray[np.float64]
    quiet_residents: float
    quiet_dwellings: float
    unknown_residents: float
    unknown_dwellings: float


def exposure(
    heard: Levels,
    residents: NDArray[np.float64],
    dwellings: NDArray[np.float64],
    sensitive: NDArray[np.bool_],
    bounds: Sequence[float],
) -> Exposure:
    """Return who is exposed to which class of levels.

    Parameters
    ----------
    heard : Levels
    residents, dwellings : (B,) float64
        By building of the scene.
    sensitive : (B,) bool
    bounds : sequence of float
        Between the classes [dB(A)], ascending: a level on a bound belongs to the class above.
    """
    count = len(residents)
    chosen = assessed(heard.building, heard.storey)
    levels, building = heard.levels[chosen], heard.building[chosen]
    # Where a side hears nothing and another does, the silent one is a quiet one, not an unknown.
    audible = np.zeros(count, np.bool_)
    audible[building[np.isfinite(levels)]] = True
    levels = np.where(np.isnan(levels), HEARD, levels)[audible[building]]
    building = building[audible[building]]
    share = weights(levels, building)
    which = np.searchsorted(np.asarray(bounds), levels, side="right")
    classes = len(bounds) + 1
    loudest, quietest = np.full(count, np.nan), np.full(count, np.nan)
    np.fmax.at(loudest, building, levels)
    np.fmin.at(quietest, building, levels)
    known = np.isfinite(loudest)
    lived = (residents > 0.0) | (dwellings > 0.0)
    put = (share > 0.0) & lived[building]
    pairs = np.unique(np.stack([which[put], building[put]], axis=1), axis=0)
    special = known & sensitive
    with np.errstate(invalid="ignore"):
        quiet = loudest - quietest > QUIETER
    return Exposure(
        tuple(float(x) for x in bounds),
        _sums(which, share * residents[building], classes),
        _sums(which, share * dwellings[building], classes),
        np.bincount(pairs[:, 0], minlength=classes),
        np.bincount(
            np.searchsorted(np.asarray(bounds), loudest[special], side="right"),
            minlength=classes,
        ),
        loudest,
        quietest,
        float(residents[quiet].sum()),
        float(dwellings[quiet].sum()),
        float(residents[~known].sum()),
        float(dwellings[~known].sum()),
    )


def _sums(
    which: NDArray[np.intp], amount: NDArray[np.float64], classes: int
) -> NDArray[np.float64]:
    return np.bincount(which, amount, minlength=classes).astype(np.float64)


def above(found: Exposure, reference: float, lived: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the buildings (K,) whose loudest level lies above a reference value.

    Parameters
    ----------
    reference : float
        [dB(A)], see :data:`REFERENCE`.
    lived : (B,) bool
        Buildings that count: dwellings, schools, care (order of 4 April 2006, article 7).
    """
    return np.flatnonzero((found.loudest > reference) & lived)
