"""Fine patterns of lawns, gravel and paving: the same wherever a tile begins."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

Tone = NDArray[np.float32]


@njit
def _chance(i, j, seed):  # type: ignore[no-untyped-def]
    """Return a number of 0..1 that a cell of the world has for ever."""
    h = (i * 374761393 + j * 668265263 + seed * 974634877) & 0x7FFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0x7FFFFFFF
    h ^= h >> 16
    return (h & 0xFFFF) / 65535.0


@njit
def add_noise(
    tone: Tone, west: float, north: float, texel: float, cell: float, share: float, seed: int
) -> None:
    """Add soft spots of the size of a cell [m], between -share and share.

    Spots that are smaller than texels fade away instead of flickering.
    """
    height, width = tone.shape
    share *= min(max(cell / texel - 1.0, 0.0), 1.0)
    if share <= 0.0:
        return
    for row in range(height):
        v = (north - (row + 0.5) * texel) / cell
        j = math.floor(v)
        fv = v - j
        fv = fv * fv * (3.0 - 2.0 * fv)
        for column in range(width):
            u = (west + (column + 0.5) * texel) / cell
            i = math.floor(u)
            fu = u - i
            fu = fu * fu * (3.0 - 2.0 * fu)
            low = _chance(i, j, seed) * (1.0 - fu) + _chance(i + 1, j, seed) * fu
            high = _chance(i, j + 1, seed) * (1.0 - fu) + _chance(i + 1, j + 1, seed) * fu
            tone[row, column] += share * (2.0 * (low * (1.0 - fv) + high * fv) - 1.0)


@njit
def add_joints(
    tone: Tone, west: float, north: float, texel: float, pitch: float, wide: float, share: float
) -> None:
    """Add the joints of square slabs: ``share`` (negative: darker) where there is one [m]."""
    height, width = tone.shape
    share *= min(max(pitch / texel / 3.0 - 1.0, 0.0), 1.0)
    if share == 0.0:
        return
    for row in range(height):
        v = _joint(north - (row + 0.5) * texel, pitch, wide, texel)
        for column in range(width):
            u = _joint(west + (column + 0.5) * texel, pitch, wide, texel)
            tone[row, column] += share * max(u, v)


@njit
def _joint(at, pitch, wide, texel):  # type: ignore[no-untyped-def]
    """Return which share of a texel is joint."""
    away = abs(at / pitch - round(at / pitch)) * pitch
    low, high = max(away - texel / 2, -wide / 2), min(away + texel / 2, wide / 2)
    return max(high - low, 0.0) / texel


@njit
def blend_toned(
    rgb: NDArray[np.float32],
    cover: NDArray[np.float32],
    tone: Tone,
    red: float,
    green: float,
    blue: float,
    opacity: float,
) -> None:
    """Blend a colour (0..255), lighter or darker by ``tone``, in where the coverage says so."""
    height, width = cover.shape
    for row in range(height):
        for column in range(width):
            share = cover[row, column] * opacity
            if share > 0.0:
                more = tone[row, column]
                rgb[row, column, 0] += (red + more - rgb[row, column, 0]) * share
                rgb[row, column, 1] += (green + more - rgb[row, column, 1]) * share
                rgb[row, column, 2] += (blue + more - rgb[row, column, 2]) * share
