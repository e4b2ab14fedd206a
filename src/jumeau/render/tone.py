"""The colour of the light on the model: warm where the lamp falls, a breath cooler beside it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look


@lru_cache(maxsize=1)
def tones() -> NDArray[np.uint32]:
    """Return what a base colour is multiplied by at every shade, (256, 3), in 65535ths."""
    shade = np.arange(256) / 255.0
    dark = (1.0 - shade) / (1.0 - look.DIMMEST)
    tint = 1.0 + np.clip(dark, 0.0, 1.0)[:, None] * (np.array(look.FILL_TINT) - 1.0)
    table = np.minimum(np.round(shade[:, None] * tint * 65535), 65535).astype(np.uint32)
    table.setflags(write=False)
    return table
