"""What the legend can say of a layer once its content has been looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render.themes.dress import Dress, Entry, worn_entries
from jumeau.render.themes.ramps import Ramp
from jumeau.render.themes.rasters import Classes, Colouring, Steps, Values


@dataclass(frozen=True, slots=True)
class Key:
    """The classes that a layer holds, or its ramp; ``bare`` where parts of it have no value."""

    entries: tuple[Entry, ...] = ()
    ramp: Ramp | None = None
    bare: bool = False


NO_KEY = Key()
"""Of a layer of which the legend says nothing."""


def vector_key(layer: Layer, dress: Dress, box: NDArray[np.float64]) -> Key:
    """Return the key of a table: the entries of the features that have a shape."""
    there = dress.kind[box[:, 2] >= box[:, 0]] if len(box) else dress.kind[:0]
    return Key(worn_entries(dress, there))


def raster_key(layer: Layer, colouring: Colouring | None, bare: bool) -> Key:
    """Return the key of a raster."""
    if isinstance(colouring, Classes):
        entries = tuple(dict.fromkeys(entry for _, entry in colouring.entries))
        return Key(entries, None, bare)
    if isinstance(colouring, Steps):
        return Key(colouring.present, None, bare)
    if isinstance(colouring, Values):
        return Key((), colouring.ramp, bare and layer.role is not Role.CANOPY)
    return Key((), colouring.ramp if colouring is not None else None, bare)
