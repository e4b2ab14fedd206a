"""The model as heights on one grid: what analyses of sun, sky and shade are computed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Heights over the cells of the one grid; row 0 in the north, column 0 in the west.

    Corners of cells are multiples of the step in the project's CRS: ``round(west / step)`` and
    ``round(north / step)`` number the first column and row on the grid of the whole world.

    Attributes
    ----------
    west, north, step : float
        Upper left corner and side of a cell, project CRS [m].
    ground : (rows, cols) float32
        Altitude of the bare ground [m]; never nan.
    top : (rows, cols) float32
        Altitude of the ground, or of the roof over it [m].
    crown_low, crown_high : (rows, cols) float32, or None
        Altitudes between which leaves are [m]; ``crown_high`` is -inf where there is no tree. None
        where no tree counts.
    trunk : (rows, cols) float32, or None
        Share of the cell's width that a trunk takes [0 to 1]; trunks reach from the ground to
        ``crown_low``.
    estimated : (rows, cols) bool, or None
        Where the height of what stands was estimated, not measured. None where all are known.
    closed : int
        Cells of the ground that had no plausible altitude, and were closed from around them.
    kept : dict
        What was derived from it: kernels that sweep along rows keep the transposed arrays here.
    """

    west: float
    north: float
    step: float
    ground: NDArray[np.float32]
    top: NDArray[np.float32]
    crown_low: NDArray[np.float32] | None = None
    crown_high: NDArray[np.float32] | None = None
    trunk: NDArray[np.float32] | None = None
    estimated: NDArray[np.bool_] | None = None
    closed: int = 0
    kept: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.top.shape
        return rows, cols

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north [m]."""
        rows, cols = self.shape
        return (
            self.west, self.north - rows * self.step, self.west + cols * self.step, self.north
        )  # fmt: skip
