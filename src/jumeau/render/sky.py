"""The quiet gradient behind the model: sky, horizon, table."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look

_UP, _DOWN = 10.0, 40.0
"""How far above and below the horizon the colours change [degrees]."""
_GRAIN = (360, 640)


def sky_image(
    pitch: float, field_of_view: float, horizon: float, low: float, high: float, *, fine: bool
) -> NDArray[np.uint8]:
    """Return the background (rows, columns, 3) of a band of a picture, its first row the lowest.

    Parameters
    ----------
    pitch, field_of_view : float
        The camera [degrees].
    horizon : float
        Where the model's far border is seen, from the true horizon, at most 0 [degrees].
    low, high : float
        The band: -1 is the picture's lower border, 1 its upper one.
    fine : bool
        Dither it, so that a projector shows no bands.
    """
    count = _GRAIN[0] if fine else 128
    rows = low + (high - low) * (np.arange(count) + 0.5) / count
    half = math.tan(math.radians(field_of_view / 2))
    above = (np.degrees(np.arctan(rows * half)) - pitch - horizon)[:, None]
    top, middle, table = (np.array(c) for c in (look.SKY_TOP, look.HORIZON, look.TABLE))
    sky = middle + (top - middle) * np.clip(above / _UP, 0.0, 1.0) ** 0.8
    floor = middle + (table - middle) * np.clip(-above / _DOWN, 0.0, 1.0)
    colour = np.where(above > 0, sky, floor).astype(np.float32)[:, None, :]
    if fine:
        grain = np.random.default_rng(7).random((*_GRAIN, 1), np.float32)
    else:
        grain = np.full((count, 2, 1), 0.5, np.float32)
    return np.ascontiguousarray((colour + grain).astype(np.uint8))
