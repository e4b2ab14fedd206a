"""How planted trees grow: height and crown by age.

Heights follow the Chapman–Richards function ``H (1 - exp(-k t)) ** p`` (F. J. Richards, "A
Flexible Growth Function for Empirical Use", Journal of Experimental Botany 10(2), 1959, 290–301,
doi:10.1093/jxb/10.2.290) with p = 1; the crown's width follows the height. A tree enters the curve
at the age at which it would have its planting height. Final heights and widths are rounded usual
values of trees in French streets and parks, not a promise for any tree.
"""

from __future__ import annotations

import math

import msgspec


class Species(msgspec.Struct, frozen=True):
    """A kind of tree.

    Attributes
    ----------
    height, width : float
        When fully grown [m].
    rate : float
        k of the growth function [1/year].
    shape : str
        ``round``, ``tall``, ``cone``, ``umbrella`` or ``bush``.
    evergreen : bool
    """

    height: float
    width: float
    rate: float
    shape: str
    evergreen: bool = False


SPECIES: dict[str, Species] = {
    "broadleaf": Species(14.0, 9.0, 0.055, "round"),
    "plane": Species(25.0, 18.0, 0.05, "round"),
    "lime": Species(20.0, 12.0, 0.045, "round"),
    "maple": Species(12.0, 8.0, 0.06, "round"),
    "oak": Species(22.0, 16.0, 0.03, "round"),
    "hornbeam": Species(12.0, 5.0, 0.05, "tall"),
    "poplar": Species(25.0, 5.0, 0.09, "tall"),
    "cherry": Species(7.0, 5.0, 0.08, "round"),
    "fruit": Species(5.0, 4.5, 0.10, "round"),
    "pine": Species(18.0, 10.0, 0.045, "umbrella", evergreen=True),
    "cedar": Species(20.0, 14.0, 0.035, "cone", evergreen=True),
    "shrub": Species(2.5, 2.5, 0.18, "bush"),
}


def grown(species: Species, planted_height: float, years: float) -> tuple[float, float]:
    """Return height and crown width of a tree so many years after planting [m].

    Parameters
    ----------
    planted_height : float
        When planted [m]; a tree planted taller than its kind grows stays as it is.
    years : float
        0 or less for the day of planting.
    """
    final = species.height
    if planted_height >= final:
        height = planted_height
    else:
        left = (1.0 - planted_height / final) * math.exp(-species.rate * max(years, 0.0))
        height = final * (1.0 - left)
    return height, species.width * height / final
