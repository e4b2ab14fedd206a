"""Looking across a grid of the highest things about."""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit

SPARE = 1.2
"""A ray may pass so far below a surface: the grid is coarse [m]."""


@njit
def seen_from(top, west, north, cell, high, eye, places, out):  # type: ignore[no-untyped-def]
    """Tell of places (N, 3) whether nothing of a grid of heights stands between them and an eye."""
    rows, columns = top.shape
    for n in range(len(places)):
        dx, dy, dz = eye[0] - places[n, 0], eye[1] - places[n, 1], eye[2] - places[n, 2]
        flat = math.sqrt(dx * dx + dy * dy)
        out[n] = True
        if flat < cell:
            continue
        dx, dy, dz = dx / flat, dy / flat, dz / flat
        at = 1.5 * cell
        while at < flat:
            z = places[n, 2] + at * dz + SPARE
            if z > high:
                break
            i = int((places[n, 0] + at * dx - west) / cell)
            j = int((north - places[n, 1] - at * dy) / cell)
            if i < 0 or j < 0 or i >= columns or j >= rows:
                break
            if z < top[j, i]:
                out[n] = False
                break
            at += 0.7 * cell
