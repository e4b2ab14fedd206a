"""Shade on finished pixels: each sample's place, from its depth, asks whether the sun reaches it.

A sample's depth gives its place, the depths around it the side that it turns to the sky. What turns
away from the sun is in shade; elsewhere the altitude below which no sun passes is compared at the
four cells around, and the answers are blended, as W. T. Reeves et al. do with shadow maps
("Rendering Antialiased Shadows with Depth Maps", 1987, doi:10.1145/37401.37435). Cells in which
something stands over the place are left out: beside a wall, and on it.

Blocks of samples whose corners agree, and that lie on one plane, are filled in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.render.sunlit.asking import PAIR, Depths, Field, asked_of

Pixels = NDArray[np.uint8]

AGREE = 0.04
"""Corners of a block whose shades differ by less agree."""


def tint(
    rgb: Pixels,
    depth: Depths,
    frame: NDArray[np.float64],
    grids: NDArray[np.float64],
    fields: tuple[Field, ...],
    sun: NDArray[np.float64],
    tone: Depths,
    block: int,
    rough: bool,
    points: bool,
) -> None:
    """Tint what the sun does not reach, in place.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        Colours, the lowest row first.
    depth : (h, w) float32
        The depth buffer, likewise.
    frame : (25,) float64
        Eye, right, up and forward (3 each, local [m]); the picture plane's coordinates of the first
        sample and their step; near and far [m]; start [m] and rate [1/m] of the mist; altitude of
        the local origin [m]; a plane's (x, y, dx, dy, on) that cuts the model.
    grids : (LEVELS, 3) float64
        West, north, step of each grid [m], local; a step of 0 ends them.
    fields : LEVELS arrays (7, rows, cols) float32, or (2, rows, cols)
        Of each grid, without leaves and guesses where there are none.
    sun : (5,) float64
        Unit vector to the sun, share of its light that passes through leaves, 1 where it is up.
    tone : (3,) float32
        What is left of each colour in full shade [0 to 1].
    block : int
        Samples along the side of a block.
    rough : bool
        Where corners disagree, their shades are mixed; else each sample is asked.
    points : bool
        The picture holds points: what surrounds a sample tells nothing of its side.
    """
    height, width = depth.shape
    rows, cols = (height + block - 2) // block + 1, (width + block - 2) // block + 1
    i = np.minimum(np.arange(rows) * block, height - 1).astype(np.int32)
    j = np.minimum(np.arange(cols) * block, width - 1).astype(np.int32)
    at = (i[:, None] * PAIR + j).ravel()
    asked = asked_of(depth, at, frame, grids, fields, sun, points, not rough)
    share = np.empty((height, width), np.float32)
    at = np.empty(0 if rough else height * width, np.int32)
    left = _filled(depth, asked.reshape(rows, cols), block, rough, frame, share, at)
    at = at[:left]
    asked = asked_of(depth, at, frame, grids, fields, sun, points, not rough)
    _apply(rgb, share, at, asked, 1.0 - tone)


@njit
def _filled(
    depth: Depths,
    asked: Depths,
    block: int,
    rough: bool,
    frame: NDArray[np.float64],
    share: Depths,
    at: NDArray[np.int32],
) -> int:
    """Fill blocks whose corners agree; write what is left to ask, and return how many."""
    height, width = depth.shape
    rows, cols = asked.shape
    near, far = frame[15], frame[16]
    a, b = 1.0 / near, (far - near) / (near * far)
    left_open, one = 0, np.float32(1.0)
    for p in range(max(rows - 1, 1)):
        first, below = p * block, min(p + 1, rows - 1)
        last = height if p >= rows - 2 else first + block
        i1 = min(below * block, height - 1)
        for q in range(max(cols - 1, 1)):
            left, beside = q * block, min(q + 1, cols - 1)
            right = width if q >= cols - 2 else left + block
            j1 = min(beside * block, width - 1)
            s0, s1, s2, s3 = asked[p, q], asked[p, beside], asked[below, q], asked[below, beside]
            low, high = min(min(s0, s1), min(s2, s3)), max(max(s0, s1), max(s2, s3))
            d0, d1, d2, d3 = depth[first, left], depth[first, j1], depth[i1, left], depth[i1, j1]
            same = high - low < AGREE and max(max(d0, d1), max(d2, d3)) < 1.0
            # So much may a sample lie off the plane of the block [1/m]: a hand, or two samples.
            w = a - b * np.float64(d0)
            most = np.float32(min(0.3 * w, 2.0 * frame[14]) * w / b)
            least = np.float32(0.02) * most + np.float32(1e-9)
            across = np.float32(1.0 / max(j1 - left, 1))
            along = np.float32(1.0 / max(i1 - first, 1))
            for i in range(first, last):
                v = np.float32(i - first) * along
                dl = d0 + (d2 - d0) * v
                step = (d1 + (d3 - d1) * v - dl) * across
                for j in range(left, right):
                    d = depth[i, j]
                    if d >= 1.0:
                        share[i, j] = 0.0
                    elif (i == first and j == left) or (
                        same and abs(d - (dl + step * np.float32(j - left))) < most
                    ):
                        share[i, j] = s0
                    elif rough:
                        # What lies at the same depth counts most.
                        u = np.float32(j - left) * across
                        w0, w1 = (one - u) * (one - v), u * (one - v)
                        w2, w3 = (one - u) * v, u * v
                        w0 /= abs(d - d0) + least
                        w1 /= abs(d - d1) + least
                        w2 /= abs(d - d2) + least
                        w3 /= abs(d - d3) + least
                        total = w0 * s0 + w1 * s1 + w2 * s2 + w3 * s3
                        share[i, j] = total / (w0 + w1 + w2 + w3)
                    else:
                        at[left_open] = i * PAIR + j
                        left_open += 1
    return left_open


@njit
def _apply(rgb: Pixels, share: Depths, at: NDArray[np.int32], asked: Depths, taken: Depths) -> None:
    width = share.shape[1]
    for n in range(len(asked)):
        share[at[n] >> 16, at[n] & (PAIR - 1)] = asked[n]
    for i in range(rgb.shape[0]):
        for j in range(width):
            s = share[i, j]
            if s > 0.004:
                for band in range(3):
                    part = np.float32(1.0) - s * taken[band]
                    rgb[i, j, band] = np.uint8(rgb[i, j, band] * part + np.float32(0.5))
