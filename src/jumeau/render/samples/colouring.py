"""How cells of a layer are coloured: in its own style, else as the results on the ground are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.style import StyleKind
from jumeau.render.styling.applying import is_styled, ramp_of
from jumeau.render.themes import results
from jumeau.render.themes.keys import Key, raster_key
from jumeau.render.themes.rasters import Steps, Styled, result_steps


def colouring_of_cells(layer: Layer, value: NDArray[np.float32]) -> tuple[Steps | Styled, Key]:
    """Return how values (N,) are coloured, and what the legend says of them."""
    known = value[np.isfinite(value)].astype(np.float64)
    bare = len(known) < len(value)
    if is_styled(layer.style) or layer.role not in results.ROLES:
        continuous = layer.style.kind is StyleKind.CONTINUOUS
        styled = Styled(layer.style, ramp_of(layer.style, known) if continuous else None)
        return styled, raster_key(layer, styled, bare)
    steps = result_steps(layer, known)
    return steps, raster_key(layer, steps, bare)
