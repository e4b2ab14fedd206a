"""What the legend can say of a layer once its content has been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.model.style import StyleKind
from jumeau.render.themes.dress import Dress, Entry, Form, worn_entries
from jumeau.render.themes.ramps import Ramp
from jumeau.render.themes.rasters import Classes, Colouring, Steps, Styled, Values


@dataclass(frozen=True, slots=True)
class Key:
    """The classes that a layer holds, or its ramp; ``bare`` where parts of it have no value.

    Of a layer in a style of its own: ``counts``, how many features each class has; ``missing``,
    how many have no value; ``form``, that of its signs.
    """

    entries: tuple[Entry, ...] = ()
    ramp: Ramp | None = None
    bare: bool = False
    counts: tuple[int, ...] = ()
    missing: int = 0
    form: Form = Form.FILL


NO_KEY = Key()
"""Of a layer of which the legend says nothing."""


def key_name(layer: Layer) -> str:
    """Return under which name a layer's key is kept: its id, and its style where it has its own."""
    own = layer.style.kind is not StyleKind.STANDARD
    return f"{layer.id}\n{layer.style.title}" if own else layer.id


def key_in(keys: Mapping[str, Key] | None, layer: Layer) -> Key | None:
    """Return what is known of a layer in its style; None where nothing is."""
    return (keys or {}).get(key_name(layer))


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
    if isinstance(colouring, Styled):
        return Key((), colouring.ramp, bare)
    if isinstance(colouring, Values):
        return Key((), colouring.ramp, bare and layer.role is not Role.CANOPY)
    return Key((), colouring.ramp if colouring is not None else None, bare)
