"""What the form of computed noise says of its extent: how many points, and how long about."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from jumeau.i18n import Translator
from jumeau.simulation.analyses.request import Bounds

NOISE = "noise"
COST = {"preview": 0.005, "study": 0.06}
"""Time of a processor for one point [s], in a small town: the order of magnitude is told."""
WALLS = {"preview": 3.0, "study": 8.0}
"""Points of a town for each whole cell: walls have points of their own."""
LONG = 60.0
"""What takes longer is told with the time [s]."""


def noise_told(values: Mapping[str, Any], box: Bounds, tr: Translator) -> str:
    """Return a sentence about the extent of a computation of noise.

    Parameters
    ----------
    values : mapping
        Parameters by name.
    box : tuple of float
        West, south, east, north [m].
    """
    wide, high = box[2] - box[0], box[3] - box[1]
    quality, step = str(values["quality"]), float(values["resolution"])
    points = WALLS[quality] * wide * high / (step * step)
    seconds = points * COST[quality] / (os.cpu_count() or 1)
    told = [tr(
        "noise.analysis.points", width=tr.number(round(wide)), height=tr.number(round(high)),
        points=tr.number(_round(points)),
    )]  # fmt: skip
    if seconds > LONG:
        told.append(tr("noise.analysis.long", minutes=tr.number(_round(seconds / 60.0))))
    return " ".join(told)


def _round(number: float) -> int:
    """Return a number with one or two figures: nobody knows more of it beforehand."""
    size = 10 ** max(len(str(round(number))) - 2, 0)
    return round(number / size) * size
