"""Triangles between receivers that never cross a wall, and rasters of what they hear.

Energy is linear within a triangle: what is interpolated is 10^(L/10), as the surfaces of
:mod:`jumeau.simulation.noise.isosurfaces` are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.analyses.request import Bounds, Raster

SAME = 1e-9
"""A middle of a cell so far outside a triangle, as a share of it, still lies on its edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """The open ground as triangles.

    Attributes
    ----------
    points : (V, 2) float64
        Corners of the triangles [m]; those on a wall lie on the wall itself, once on each side.
    triangles : (M, 3) int32
        Counter-clockwise; none lies in a building and none crosses a barrier.
    receiver : (V,) int32
        The receiver that each corner takes its level from: in its place, or before the wall. Of
        middles that of a corner beside them; see :meth:`heard`.
    middle : (Q,) int32
        Corners in the middle of cells, where there is no receiver.
    around : (Q, 4) int32
        The corners of each such cell: its middle has the mean of their energies, so that no
        diagonal is favoured.
    bounds : tuple of float
        West, south, east, north of the whole cells that are covered [m].
    """

    points: NDArray[np.float64]
    triangles: NDArray[np.int32]
    receiver: NDArray[np.int32]
    middle: NDArray[np.int32]
    around: NDArray[np.int32]
    bounds: Bounds

    def energies(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 10^(L/10) at the corners (V,) of levels (N,) at the receivers; nan is kept."""
        found: NDArray[np.float64] = (10.0 ** (np.asarray(levels, np.float64) / 10.0))[
            self.receiver
        ]
        found[self.middle] = found[self.around].mean(axis=1)
        return found

    def heard(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the levels at the corners (V,) of levels (N,) at the receivers [dB]."""
        found: NDArray[np.float64] = 10.0 * np.log10(self.energies(levels))
        return found


def raster_of(mesh: Mesh, levels: NDArray[np.float64], step: float = 2.0) -> Raster:
    """Return levels on the cells of the world's grid, interpolated in energy.

    Parameters
    ----------
    mesh : Mesh
    levels : (N,) float64
        Of the receivers [dB]; nan where there is none.
    step : float
        Side of a cell [m].

    Returns
    -------
    Raster
        Of the cells whose middles lie within the bounds of the mesh; nan in buildings.
    """
    west, south, east, north = mesh.bounds
    left, right = int(np.floor(west / step + 0.5)), int(np.floor(east / step + 0.5))
    low, high = int(np.floor(south / step + 0.5)), int(np.floor(north / step + 0.5))
    found = np.full((max(high - low, 1), max(right - left, 1)), np.nan, np.float32)
    _fill(mesh.points, mesh.triangles, mesh.energies(levels), left, high, step, found)
    return Raster(found, left * step, high * step, step)


@njit
def _fill(
    points: NDArray[np.float64],
    triangles: NDArray[np.int32],
    energy: NDArray[np.float64],
    left: int,
    high: int,
    step: float,
    out: NDArray[np.float32],
) -> None:
    """Write the level at the middle of each cell that a triangle covers.

    Cells are told by their numbers in the world (``left`` of the first column, ``high`` of the
    upper edge), so that a tile is filled as the whole is, to the last bit.
    """
    rows, cols = out.shape
    for k in range(len(triangles)):
        a, b, c = triangles[k, 0], triangles[k, 1], triangles[k, 2]
        ax, ay, bx, by = points[a, 0], points[a, 1], points[b, 0], points[b, 1]
        cx, cy = points[c, 0], points[c, 1]
        double = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if double <= 0.0:
            continue
        first = max(0, int(np.floor(min(ax, bx, cx) / step - 0.5)) - left)
        last = min(cols - 1, int(np.ceil(max(ax, bx, cx) / step)) - left)
        top = max(0, high - int(np.ceil(max(ay, by, cy) / step + 0.5)))
        bottom = min(rows - 1, high - int(np.floor(min(ay, by, cy) / step)))
        for row in range(top, bottom + 1):
            y = (high - row - 0.5) * step
            for col in range(first, last + 1):
                x = (left + col + 0.5) * step
                u = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / double
                v = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / double
                w = 1.0 - u - v
                if u < -SAME or v < -SAME or w < -SAME:
                    continue
                value = u * energy[a] + v * energy[b] + w * energy[c]
                if value > 0.0:
                    out[row, col] = 10.0 * np.log10(value)
