"""Which images a source may reach: squares around the receiver."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jumeau.geometry.jit import njit

SIDE = 16
"""Squares a side of the one around a receiver in which images are found by their sources."""


@njit
def spread_images(images: Any) -> None:
    """Write each image to the cells whose sources it may serve: those its wall opens on."""
    about = images.about
    reach = about[3]
    size = 2.0 * reach / SIDE
    about[5] = size
    west, south = about[0] - reach, about[1] - reach
    images.head[:] = -1
    used = 0
    xs, ys = np.empty(4), np.empty(4)
    for k in range(int(about[6]) - 1, -1, -1):
        x, y = images.at[k, 0], images.at[k, 1]
        ax, ay = images.at[k, 2] - x, images.at[k, 3] - y
        bx, by = images.at[k, 4] - x, images.at[k, 5] - y
        da, db = math.sqrt(ax * ax + ay * ay), math.sqrt(bx * bx + by * by)
        fa, fb = max(1.0, reach / da), max(1.0, reach / db)
        cosine = (ax * bx + ay * by) / (da * db)
        margin = reach * (1.0 - math.sqrt(max(0.0, (1.0 + cosine) / 2.0))) + 0.01
        xs[0], xs[1], xs[2], xs[3] = x + ax, x + ax * fa, x + bx * fb, x + bx
        ys[0], ys[1], ys[2], ys[3] = y + ay, y + ay * fa, y + by * fb, y + by
        low, high = ys.min() - margin, ys.max() + margin
        for j in range(
            max(0, int((low - south) // size)), min(SIDE - 1, int((high - south) // size)) + 1
        ):
            bottom, top = south + j * size - margin, south + (j + 1) * size + margin
            left, right = math.inf, -math.inf
            for i in range(4):
                px, py, qx, qy = xs[i - 1], ys[i - 1], xs[i], ys[i]
                if (py < bottom and qy < bottom) or (py > top and qy > top):
                    continue
                for level in (bottom, top):
                    if (py < level) != (qy < level):
                        crossing = px + (level - py) / (qy - py) * (qx - px)
                        left, right = min(left, crossing), max(right, crossing)
                if bottom <= qy <= top:
                    left, right = min(left, qx), max(right, qx)
                if bottom <= py <= top:
                    left, right = min(left, px), max(right, px)
            if left > right:
                continue
            for i in range(
                max(0, int((left - margin - west) // size)),
                min(SIDE - 1, int((right + margin - west) // size)) + 1,
            ):
                if used == len(images.entry):
                    about[7] = 1.0
                    return
                cell = j * SIDE + i
                images.entry[used, 0], images.entry[used, 1] = k, images.head[cell]
                images.head[cell] = used
                used += 1
