"""Classes of roads and rails by the words of their sources (BD TOPO, OpenStreetMap and others)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render.swatches import matched
from jumeau.simulation.noise.traffic import CLASSES, NO_CARS

UNKNOWN = -2
"""Class of a road of which nothing is told."""
_MOTORWAY, _TRUNK, _PRIMARY, _SECONDARY, _TERTIARY, _RESIDENTIAL, _SERVICE = range(len(CLASSES))
_BY_IMPORTANCE, _TWO_WAYS, _FREE = 20, 21, 30

# The first rule whose word is contained in the nature counts.
_RULES: tuple[tuple[str, int], ...] = (
    ("motorway", _MOTORWAY + 1),
    ("autorout", _MOTORWAY + 1),
    ("trunk", _TRUNK + 1),
    ("primary", _PRIMARY + 1),
    ("secondary", _SECONDARY + 1),
    ("tertiary", _TERTIARY + 1),
    ("unclassified", _TERTIARY + 1),
    ("residential", _RESIDENTIAL + 1),
    ("living_street", _SERVICE + 1),
    ("service", _SERVICE + 1),
    *((x, _FREE) for x in (
        "chemin", "sentier", "escalier", "cyclable", "piste", "pieton", "empierr", "maritime",
        "bac ", "footway", "pedestrian", "cycleway", "path", "steps", "track", "bridleway",
        "construction", "proposed", "abandoned", "corridor", "platform", "elevator", "raceway",
        "busway", "bus_guideway",
    )),
    ("2 chaussees", _TWO_WAYS),
    ("1 chaussee", _BY_IMPORTANCE),
    ("bretelle", _BY_IMPORTANCE),
    ("rond-point", _BY_IMPORTANCE),
    ("rue", _RESIDENTIAL + 1),
    ("avenue", _TERTIARY + 1),
    ("boulevard", _TERTIARY + 1),
)  # fmt: skip
_IMPORTANCE = {1: _TRUNK, 2: _PRIMARY, 3: _SECONDARY, 4: _TERTIARY, 5: _RESIDENTIAL, 6: _SERVICE}
"""BD TOPO: 1 links metropolises, 2 departments, 3 communes, 4 quarters, 5 and 6 serve plots."""


def road_classes(
    nature: NDArray[Any] | None,
    importance: NDArray[Any] | None,
    number: NDArray[Any] | None,
    state: NDArray[Any] | None,
    count: int,
) -> NDArray[np.int64]:
    """Return the class of each road (S,): a row of :data:`CLASSES`, ``NO_CARS``, ``UNKNOWN``."""
    told = matched(nature, count, _RULES).astype(np.int64)
    found = np.where((told > 0) & (told <= len(CLASSES)), told - 1, UNKNOWN)
    grade = np.full(count, np.nan) if importance is None else np.asarray(importance, np.float64)
    if number is not None:
        words = [str(x).strip().upper()[:1] for x in number.tolist()]
        by_number = {"A": _MOTORWAY, "N": _TRUNK, "D": _SECONDARY}
        guess = np.array([by_number.get(x, UNKNOWN) for x in words], np.int64)
        found = np.where(found == UNKNOWN, guess, found)
    known = np.isin(grade, list(_IMPORTANCE))
    told_grades = np.where(known, grade, 0.0).astype(np.int64).tolist()
    by_grade = np.array([_IMPORTANCE.get(x, UNKNOWN) for x in told_grades], np.int64)
    asks = (told == _BY_IMPORTANCE) | (told == _TWO_WAYS) | (told == 0)
    found = np.where(asks & known, by_grade, found)
    found = np.where((told == _TWO_WAYS), np.clip(found, _TRUNK, _SECONDARY), found)
    found = np.where((told == _BY_IMPORTANCE) & (found == UNKNOWN), _RESIDENTIAL, found)
    found[told == _FREE] = NO_CARS
    if state is not None:
        gone = matched(state, count, (("projet", 1), ("construction", 1), ("detruit", 1)))
        found[gone > 0] = NO_CARS
    return found


def one_way(words: NDArray[Any] | None, count: int) -> NDArray[np.int8]:
    """Return which way cars drive on each road (S,): 1 as drawn, -1 against, 0 both."""
    if words is None:
        return np.zeros(count, np.int8)
    along = ("sens direct", "yes", "true", "1", "sens unique", "direct")
    against = ("sens inverse", "-1", "reverse", "inverse")
    plain = [str(x).strip().lower() for x in words.tolist()]
    return np.array([1 if x in along else -1 if x in against else 0 for x in plain], np.int8)


SURFACES: tuple[tuple[str, str], ...] = (
    ("cobble", "NL11"),
    ("sett", "NL11"),
    ("pave", "NL11"),
    ("paving", "NL11"),
    ("brique", "NL10"),
    ("beton", "NL08"),
    ("concrete", "NL08"),
    ("silencieux", "NL13"),
    ("phonique", "NL13"),
    ("drainant", "NL01"),
    ("asphalt", "DEF"),
    ("enrobe", "DEF"),
    ("bitum", "DEF"),
)
"""Surfaces of the directive (table F-4) by words."""

ROAD_SURFACES = {"asphalt": "DEF", "light": "DEF", "quiet": "NL13", "paving": "NL11"}
"""Surfaces of the directive by those that a variant may lay: thin layers (A) are quiet ones."""
