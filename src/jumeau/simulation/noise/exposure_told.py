"""Exposure as it may be told: rounded, small groups merged, never one building's figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.difference import PERCEPTIBLE
from jumeau.simulation.noise.exposure import Exposure

SMALLEST = 11
"""Groups of fewer people are merged with the class beside them."""
HUNDRED = 100
"""Residents are told in hundreds: French order of 4 April 2006, article 4."""
TEN = 10
"""Dwellings are told in tens."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number as it is told.

    Attributes
    ----------
    value : int
        The rounded number; for ``fewer`` the number that it is below.
    fewer : bool
        Told as "fewer than ``value``", where somebody lives but the round number would be 0.
    """

    value: int
    fewer: bool = False


def residents_told(count: float) -> Rounded:
    """Return a number of residents in hundreds; never 0 where somebody lives."""
    return _rounded(count, HUNDRED, HUNDRED)


def dwellings_told(count: float) -> Rounded:
    """Return a number of dwellings in tens, from 11 on."""
    return _rounded(count, TEN, SMALLEST)


def buildings_told(count: int) -> Rounded:
    """Return a number of buildings; one or two are told as fewer than three."""
    return Rounded(3, fewer=True) if 0 < count < 3 else Rounded(int(count))


def _rounded(count: float, unit: int, smallest: int) -> Rounded:
    if count <= 1e-9:
        return Rounded(0)
    if count < smallest:
        return Rounded(smallest, fewer=True)
    return Rounded(max(unit, int(np.floor(count / unit + 0.5)) * unit))


@dataclass(frozen=True, slots=True)
class Row:
    """One class of the table, perhaps of several merged.

    Attributes
    ----------
    lower, upper : float
        Bounds [dB(A)]; infinite at the ends.
    residents, dwellings, sensitive : tuple of Rounded
        One a variant.
    """

    lower: float
    upper: float
    residents: tuple[Rounded, ...]
    dwellings: tuple[Rounded, ...]
    sensitive: tuple[Rounded, ...]


def rows_of(sides: Sequence[Exposure]) -> tuple[Row, ...]:
    """Return the table by class of one variant, or of several beside one another.

    Classes that hold, in any of them, fewer than 11 residents or a single building are merged with
    the next lower one, and what is left over at the bottom with the next higher one. Empty classes
    at both ends are one row.

    Parameters
    ----------
    sides : sequence of Exposure
        Of the same bounds.
    """
    bounds = (-np.inf, *sides[0].bounds, np.inf)
    groups: list[list[int]] = []
    held: list[int] = []
    for k in reversed(range(len(bounds) - 1)):
        held.append(k)
        if not any(_too_small(side, held) for side in sides):
            groups.append(held)
            held = []
    while held and groups and any(_too_small(side, held) for side in sides):
        held = groups.pop() + held
    if held:
        groups.append(held)
    groups = _ends_joined(groups, sides)
    return tuple(
        Row(
            bounds[min(group)],
            bounds[max(group) + 1],
            tuple(residents_told(float(x.residents[group].sum())) for x in sides),
            tuple(dwellings_told(float(x.dwellings[group].sum())) for x in sides),
            tuple(buildings_told(int(x.sensitive[group].sum())) for x in sides),
        )
        for group in reversed(groups)
    )


def _ends_joined(groups: list[list[int]], sides: Sequence[Exposure]) -> list[list[int]]:
    """Return the groups with those that hold nothing at either end as one."""

    def empty(classes: list[int]) -> bool:
        return all(
            not (x.residents[classes].any() or x.dwellings[classes].any())
            and not x.sensitive[classes].any()
            for x in sides
        )

    held = [k for k, x in enumerate(groups) if not empty(x)]
    if not held:
        return [[k for x in groups for k in x]]
    first, last = held[0], held[-1]
    top = [[k for x in groups[:first] for k in x]] if first else []
    bottom = [[k for x in groups[last + 1 :] for k in x]] if last + 1 < len(groups) else []
    return [*top, *groups[first : last + 1], *bottom]


def _too_small(side: Exposure, classes: list[int]) -> bool:
    """Tell whether some live in these classes, and too few to tell them apart."""
    people = float(side.residents[classes].sum())
    homes = float(side.dwellings[classes].sum())
    if people <= 0.0 and homes <= 0.0:
        return False
    return people < SMALLEST or int(side.inhabited[classes].sum()) < 2


@dataclass(frozen=True, slots=True)
class Moved:
    """For how many residents the loudest level before their building changes perceptibly."""

    quieter: Rounded
    louder: Rounded
    alike: Rounded


def moved(
    before: Exposure,
    after: Exposure,
    residents: NDArray[np.float64],
    same: NDArray[np.intp] | None = None,
) -> Moved:
    """Return for how many residents something changes by 2 dB or more.

    Parameters
    ----------
    before, after : Exposure
    residents : (B,) float64
        By building of ``before``.
    same : (B,) int or None
        Row of each of these buildings in ``after``, -1 where it is gone; None for the same rows.

    Returns
    -------
    Moved
        Buildings that one of the variants lacks are left out; fewer than 11 residents, or a
        single building, are counted with those for whom nothing changes perceptibly.
    """
    rows = np.arange(len(residents)) if same is None else same
    there = rows >= 0
    change = np.full(len(residents), np.nan)
    change[there] = after.loudest[rows[there]] - before.loudest[there]
    known = np.isfinite(change) & (residents > 0.0)
    groups = [known & (change <= -PERCEPTIBLE), known & (change >= PERCEPTIBLE)]
    rest = float(residents[known].sum())
    counts = []
    for group in groups:
        people = float(residents[group].sum())
        if people < SMALLEST or group.sum() < 2:
            people = 0.0
        counts.append(people)
        rest -= people
    return Moved(*(residents_told(x) for x in (*counts, rest)))
