"""All that noise depends on in one variant of a town, as simulations read it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.scene import Scene, Sources


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was assumed, repaired or left out, and how often.

    ``code`` is a key of the catalogue (``noise.note.<code>``).
    """

    code: str
    count: int
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Dwellings:
    """Who lives where, by building of the scene.

    Attributes
    ----------
    layer : tuple of str
        Id of the layer of each building; empty for one of the variant.
    row : (B,) int64
        Row in its layer; -1 for one of the variant.
    storeys : (B,) int32
        At least 1.
    dwellings : (B,) float64
        0 where nobody lives.
    residents : (B,) float64
        Estimated from dwellings; not rounded.
    sensitive : (B,) bool
        Schools and care.
    """

    layer: tuple[str, ...]
    row: NDArray[np.int64]
    storeys: NDArray[np.int32]
    dwellings: NDArray[np.float64]
    residents: NDArray[np.float64]
    sensitive: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """A variant as noise sees it.

    Attributes
    ----------
    scene : Scene
    sources : Sources
    power : (S, 3, 8) float64
        Of each section, by period and octave band: dB re 1 pW a metre for lines, dB re 1 pW for
        points; not A-weighted; :data:`jumeau.simulation.noise.bands.SILENT` where nothing drives.
    kind : (S,) uint8
        0 road, 1 rail, 2 industry.
    names : tuple of str
        Of the sections, for explanations.
    dwellings : Dwellings
    estimated : bool
        Some traffic is a default, or some height is estimated: the label goes down.
    notes : tuple of Note
        What was assumed, repaired or left out.
    """

    scene: Scene
    sources: Sources
    power: NDArray[np.float64]
    kind: NDArray[np.uint8]
    names: tuple[str, ...]
    dwellings: Dwellings
    estimated: bool = False
    notes: tuple[Note, ...] = field(default=())
