"""What a ground tile is painted on, and what stands on the ground as the painter sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Polygons

Hidden = frozenset[int]
"""Rows of a layer that a variant has not as they were."""
NOTHING: Hidden = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Footprints:
    """Buildings as the ground sees them: shapes, boxes [m], heights [m], what is hidden."""

    polygons: Polygons
    box: NDArray[np.float64]
    height: NDArray[np.float32]
    hidden: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Crowns:
    """Trees as the ground sees them: (N, 3) x, y, radius [m]."""

    xyr: NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Sheet:
    """The raster that is painted on, with its margin."""

    rgb: NDArray[np.float32]
    acc: NDArray[np.float32]
    west: float
    north: float
    texel: float
    margin: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north [m]."""
        side = self.rgb.shape[0] * self.texel
        return (self.west, self.north - side, self.west + side, self.north)
