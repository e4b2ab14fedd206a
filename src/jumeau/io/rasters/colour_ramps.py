"""Values back from the colours of a picture, where it was painted with a ramp that is known.

A picture of a temperature shows colours, not degrees. They can be turned back only where the ramp
and the values of its ends are known, and every colour is one of the ramp's: then the value is known
to a step of the ramp, and the card says how it came about. Anything else stays a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.rasters.colour_tables import TABLES

STEPS = 256
CLOSE = 4
"""How far a colour may be from the ramp's in each channel: rounding, and the mixing of two
neighbouring steps."""
ENOUGH = 0.98
"""Share of the known cells whose colour has to be one of the ramp's."""

Stop = tuple[float, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Ramp:
    """A ramp: stops (share of the span, colour), linear between them; where it is published."""

    stops: tuple[Stop, ...]
    source: str


def _even(*colours: int) -> tuple[Stop, ...]:
    last = len(colours) - 1
    return tuple(
        (k / last, (c >> 16, c >> 8 & 255, c & 255)) for k, c in enumerate(colours)
    )  # fmt: skip


# High values are at the end that a reader takes for high: light, or red. The reverse of a ramp
# shows the same colours, and nothing in a picture would tell the two apart.
RAMPS: dict[str, Ramp] = {
    "grey": Ramp(_even(0x000000, 0xFFFFFF), "linear"),
    "blue_yellow_red": Ramp(
        ((0.0, (20, 40, 130)), (0.30, (70, 130, 180)), (0.55, (250, 230, 120)),
         (0.78, (230, 120, 40)), (1.0, (140, 10, 10))),
        "Géopi Conseil, diagnostic des îlots de chaleur de Niort (légende LST)",
    ),
    "jet": Ramp(
        ((0.0, (0, 0, 128)), (0.11, (0, 0, 255)), (0.125, (0, 0, 255)), (0.34, (0, 219, 255)),
         (0.35, (0, 229, 246)), (0.375, (20, 255, 226)), (0.64, (238, 255, 9)),
         (0.65, (246, 245, 0)), (0.66, (255, 236, 0)), (0.89, (255, 18, 0)),
         (0.91, (231, 0, 0)), (1.0, (128, 0, 0))),
        "Matplotlib, jet",
    ),
    "hot": Ramp(
        ((0.0, (11, 0, 0)), (0.365079, (255, 0, 0)), (0.746032, (255, 255, 0)),
         (1.0, (255, 255, 255))),
        "Matplotlib, hot",
    ),
    **{
        name: Ramp(_even(*(int(colour, 16) for colour in colours.split())), source)
        for name, (source, colours) in TABLES.items()
    },
}  # fmt: skip


@cache
def table(name: str) -> NDArray[np.float64]:
    """Return the colours (256, 3) of a ramp's steps."""
    stops = RAMPS[name].stops
    places = [place for place, _ in stops]
    colours = np.array([colour for _, colour in stops], float)
    steps = np.linspace(0, 1, STEPS)
    return np.column_stack([np.interp(steps, places, colours[:, k]) for k in range(3)])


def recognise(colours: NDArray[Any]) -> str:
    """Return the name of the ramp that a picture was painted with; empty where none fits.

    Parameters
    ----------
    colours : (N, 3) uint8
        Of the cells that are known.
    """
    if not len(colours):
        return ""
    distinct, counts = np.unique(colours, axis=0, return_counts=True)
    for name in RAMPS:
        away, _ = _nearest(name, distinct)
        if counts[away <= CLOSE].sum() >= ENOUGH * counts.sum() and _varied(name, distinct):
            return name
    return ""


def values_of(
    name: str, span: tuple[float, float], colours: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the values of a picture's colours.

    Parameters
    ----------
    name : str
        A ramp.
    span : tuple of float
        Values of its two ends.
    colours : (3, h, w) uint8

    Returns
    -------
    values : (h, w) float32
    known : (h, w) bool
        Where the colour is one of the ramp's.
    """
    flat = colours.reshape(3, -1).T
    distinct, where = np.unique(flat, axis=0, return_inverse=True)
    away, step = _nearest(name, distinct)
    values = span[0] + (span[1] - span[0]) * step / (STEPS - 1)
    where = where.reshape(colours.shape[1:])
    return values[where].astype(np.float32), (away <= CLOSE)[where]


def _nearest(
    name: str, colours: NDArray[np.uint8]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how far each colour is from the ramp, in its worst channel, and the nearest step."""
    ramp = table(name)
    away = np.empty(len(colours))
    step = np.empty(len(colours), np.int64)
    for first in range(0, len(colours), 4096):
        part = colours[first : first + 4096].astype(float)
        gaps = np.abs(part[:, None, :] - ramp[None]).max(axis=2)
        step[first : first + 4096] = gaps.argmin(axis=1)
        away[first : first + 4096] = gaps.min(axis=1)
    return away, step


def _varied(name: str, colours: NDArray[np.uint8]) -> bool:
    """Tell whether a picture uses enough of a ramp to have been painted with it."""
    away, step = _nearest(name, colours)
    return len(np.unique(step[away <= CLOSE])) >= 12
