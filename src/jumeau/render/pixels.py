"""Kernels over finished pixels."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, and below [pixels]."""


@njit
def halved(raw: Pixels, result: Pixels) -> None:
    """Write the means of 2 x 2 pixels, upside down: bottom row first becomes top row first."""
    height, width = raw.shape[0] // 2, raw.shape[1] // 2
    for row in range(height):
        low = 2 * (height - 1 - row)
        for column in range(width):
            left = 2 * column
            for band in range(3):
                total = (
                    np.uint32(raw[low, left, band])
                    + np.uint32(raw[low, left + 1, band])
                    + np.uint32(raw[low + 1, left, band])
                    + np.uint32(raw[low + 1, left + 1, band])
                    + np.uint32(2)
                )
                result[row, column, band] = np.uint8(total >> np.uint32(2))


@njit
def enlarged(small: Pixels, height: int, width: int) -> Pixels:
    """Return the image at another size, bilinear: for pictures in motion."""
    rows, columns = small.shape[0], small.shape[1]
    result = np.empty((height, width, 3), np.uint8)
    for row in range(height):
        y = min(max((row + 0.5) * rows / height - 0.5, 0.0), rows - 1.0)
        j = min(int(y), rows - 2)
        fy = y - j
        for column in range(width):
            x = min(max((column + 0.5) * columns / width - 0.5, 0.0), columns - 1.0)
            i = min(int(x), columns - 2)
            fx = x - i
            for band in range(3):
                top = small[j, i, band] * (1 - fx) + small[j, i + 1, band] * fx
                low = small[j + 1, i, band] * (1 - fx) + small[j + 1, i + 1, band] * fx
                result[row, column, band] = np.uint8(top * (1 - fy) + low * fy + 0.5)
    return result


def within(part: Box, size: tuple[int, int], small: tuple[int, int]) -> Box:
    """Return what a part of a picture covers of the same picture at another size."""
    across, down = small[0] / size[0], small[1] / size[1]
    left, top, right, low = part
    return (
        math.floor(left * across), math.floor(top * down),
        math.ceil(right * across), math.ceil(low * down),
    )  # fmt: skip


def stretched(image: Pixels, part: Box) -> Pixels:
    """Return an image in the size of a part of a picture; itself where it has that size."""
    width, height = part[2] - part[0], part[3] - part[1]
    return image if image.shape[:2] == (height, width) else enlarged(image, height, width)
