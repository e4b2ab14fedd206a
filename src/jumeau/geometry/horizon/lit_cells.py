"""The sun on cells of walls, from a field of shade over a raster."""

from __future__ import annotations

import numpy as np

from jumeau.geometry.jit import njit


@njit
def add_sun(  # type: ignore[no-untyped-def]
    below, leaves, intervals, passes, hours, way, index, height, normal, total
):
    """Add the hours of one sun to cells that face it, in place.

    Parameters
    ----------
    below : (rows * cols,) float32
        Altitude below which there is shade [m].
    leaves : tuple of 4 (rows * cols,) float32
        Low and high of altitudes that leaves shade, of which ``intervals`` pairs count [m].
    intervals : int
        0, 1 or 2.
    passes, hours : float32, float64
        Share of the light that passes leaves; what the sun stands for [h].
    way : (3,) float32
        Unit vector to the sun.
    index : (N,) int64
        Cell of the raster below each place; -1 outside, where there is no shade.
    height : (N,) float32
        Altitude of each place [m].
    normal : (N, 3) float32
        Unit vectors.
    total : (N,) float64
        Is added to [h].
    """
    for n in range(len(index)):
        facing = normal[n, 0] * way[0] + normal[n, 1] * way[1] + normal[n, 2] * way[2]
        if facing <= 0.0:
            continue
        share, k, z = np.float32(1.0), index[n], height[n]
        if k >= 0:
            if z < below[k]:
                continue
            for i in range(intervals):
                if leaves[2 * i][k] <= z <= leaves[2 * i + 1][k]:
                    share = passes
        total[n] += hours * share
