"""Results of all analyses: the palettes, the classes and the order of what lies on the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.results import NOISE, RESULTS
from jumeau.model.roles import Role
from jumeau.render.themes import noise_levels, sun
from jumeau.render.themes.dress import Scale

ROLES = RESULTS
IN_ORDER: tuple[Role, ...] = (*noise_levels.IN_ORDER, *sun.IN_ORDER)
"""As the legend tells them."""
PALETTES: dict[Role, tuple[str, ...]] = {**sun.PALETTES, **noise_levels.PALETTES}


def scale_of(layer: Layer, values: NDArray[np.float64] | None = None) -> Scale:
    """Return the classes of a result.

    Parameters
    ----------
    values : (N,) float64 or None
        Its finite values, or a sample of them.
    """
    if layer.role in NOISE:
        return noise_levels.scale_of(layer)
    return sun.scale_of(layer, values)
