"""Soft shade where little of the sky is seen: corners, courtyards, the foot of walls.

Ambient occlusion in the space of the picture, from the depth buffer. The estimator is that of
M. McGuire et al., "The Alchemy Screen-Space Ambient Obscurance Algorithm" (2011,
doi:10.1145/2018323.2018327), with a falloff that ends at a radius, so that what stands far before a
surface throws no halo on it. It is computed at half the picture's resolution and spread with regard
to depth (J. Kopf et al., "Joint Bilateral Upsampling", 2007, doi:10.1145/1276377.1276497).

Depths are gathered band by band and shaded when the picture is whole: bands leave no seams.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.render import look

Pixels = NDArray[np.uint8]
Depths = NDArray[np.float32]

REACH = 11.0
"""What is farther from a surface takes no light from it [m]."""
LEAST, MOST = 0.012, 0.11
"""The reach on the picture, as a share of its height: so much at least, and so much at most."""
STRENGTH = 3.9
"""Of the shade, before it comes to its end."""
BIAS = 0.09
"""Sine of the slope that counts as flat, so that the ground's facets do not shade each other."""
SAMPLES = 14
_TOLERANCE = 0.02
"""Places whose depths differ by more than this share lie on different surfaces."""
_NOTHING = np.uint16(65535)
_GOLDEN = 2.399963229728653


class Gathered:
    """The depths of a picture (H, W) while its bands are drawn.

    For each pixel the nearest and the farthest of its samples are kept, in a code that is the
    logarithm of the depth; for every other pixel of every other row the nearest depth itself.

    Parameters
    ----------
    height, width : int
        Of the picture [pixels].
    near, far : float
        Distances of the planes between which there is something [m].
    """

    def __init__(self, height: int, width: int, near: float, far: float) -> None:
        self.near, self.far = near, far
        self.codes = np.empty((2, height, width), np.uint16)
        self.half = np.empty(((height + 1) // 2, (width + 1) // 2), np.float32)

    def take(self, depth: Depths, top: int, oversampling: int) -> None:
        """Take the depth buffer of a band, its lowest row first; ``top`` is its first row."""
        _take(depth, top, oversampling, self.near, self.far, self.codes, self.half)

    def shade(
        self, rgb: Pixels, view_angle: float, mist: tuple[float, float], tone: look.Rgb
    ) -> None:
        """Darken the picture (H, W, 3), top row first, in place.

        Parameters
        ----------
        view_angle : float
            Vertical opening of the camera [degrees].
        mist : pair of float
            Where the mist begins and how far behind it two thirds of a colour are lost [m].
        tone : Rgb
            What white becomes at most.
        """
        height = rgb.shape[0]
        slope = math.tan(math.radians(view_angle / 2))
        # Half-resolution pixels a metre at a distance of one metre.
        focal = height / 4 / slope
        share = _occlusion(
            self.half, focal, REACH, LEAST * height / 2, MOST * height / 2, BIAS, SAMPLES
        )
        share = _smoothed(share, self.half, STRENGTH, mist[0], 1.0 / mist[1])
        taken = 1 - np.array(tone, np.float32) / np.float32(255)
        _apply(rgb, share, self.codes, math.log1p(_TOLERANCE) * 65534 / self._span, taken)

    @property
    def _span(self) -> float:
        return math.log(self.far / self.near)


@njit
def _take(
    depth: Depths,
    top: int,
    oversampling: int,
    near: float,
    far: float,
    codes: NDArray[np.uint16],
    half: Depths,
) -> None:
    rows, columns = depth.shape[0] // oversampling, codes.shape[2]
    scale = 65534.0 / math.log(far / near)
    for row in range(rows):
        at = top + rows - 1 - row
        for column in range(columns):
            low, high = np.float32(1.0), np.float32(0.0)
            for a in range(oversampling):
                for b in range(oversampling):
                    z = depth[row * oversampling + a, column * oversampling + b]
                    low, high = min(low, z), max(high, z)
            nearest = near * far / (far - low * (far - near))
            if at % 2 == 0 and column % 2 == 0:
                half[at // 2, column // 2] = math.inf if low >= 1.0 else nearest
            if low >= 1.0:
                codes[0, at, column] = codes[1, at, column] = _NOTHING
                continue
            code = np.uint16(max(math.log(nearest / near) * scale, 0.0))
            codes[0, at, column] = code
            if high >= 1.0:
                codes[1, at, column] = _NOTHING
            elif high - low < 1e-7:
                codes[1, at, column] = code
            else:
                farthest = near * far / (far - high * (far - near))
                codes[1, at, column] = np.uint16(max(math.log(farthest / near) * scale, 0.0))


@njit
def _occlusion(
    depth: Depths,
    focal: float,
    reach: float,
    least: float,
    most: float,
    bias: float,
    samples: int,
) -> Depths:
    """Return the share of the light (h, w) that surroundings take away, not yet smooth."""
    height, width = depth.shape
    result = np.zeros((height, width), np.float32)
    across, along = np.empty(16 * samples), np.empty(16 * samples)
    for turn in range(16):
        # Neighbours look in other directions; blocks of 4 x 4 look everywhere.
        start = (turn * 7 % 16) / 16 * 2 * math.pi
        for k in range(samples):
            radius = ((k + 0.5 + (turn * 5 % 16) / 16 - 0.5) / samples) ** 1.35
            across[turn * samples + k] = radius * math.cos(k * _GOLDEN + start)
            along[turn * samples + k] = radius * math.sin(k * _GOLDEN + start)
    middle_x, middle_y = width / 2, height / 2
    for i in range(1, height - 1):
        for j in range(1, width - 1):
            z = np.float64(depth[i, j])
            if z == math.inf:
                continue
            ux, uy = (j + 0.5 - middle_x) / focal, (i + 0.5 - middle_y) / focal
            # Of the two neighbours each way, the one on the same surface tells the slope.
            left, right = depth[i, j - 1], depth[i, j + 1]
            up, down = depth[i - 1, j], depth[i + 1, j]
            zx = right - z if abs(right - z) < abs(z - left) else z - left
            zy = down - z if abs(down - z) < abs(z - up) else z - up
            if not (abs(zx) < math.inf and abs(zy) < math.inf):
                continue
            ax, ay, az = z / focal + ux * zx, uy * zx, zx
            bx, by, bz = ux * zy, z / focal + uy * zy, zy
            nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
            length = math.sqrt(nx * nx + ny * ny + nz * nz)
            nx, ny, nz = -nx / length, -ny / length, -nz / length
            pixels = min(max(reach * focal / z, least), most)
            radius = pixels * z / focal
            square = 1.0 / (radius * radius)
            px, py = ux * z, uy * z
            first = (i % 4 * 4 + j % 4) * samples
            total, known = 0.0, 0
            for k in range(first, first + samples):
                a = i + round(along[k] * pixels)
                b = j + round(across[k] * pixels)
                if a < 0 or b < 0 or a >= height or b >= width:
                    continue
                known += 1
                other = np.float64(depth[a, b])
                if other == math.inf:
                    continue
                vx = (b + 0.5 - middle_x) / focal * other - px
                vy = (a + 0.5 - middle_y) / focal * other - py
                vz = other - z
                distance = vx * vx + vy * vy + vz * vz
                fall = 1.0 - distance * square
                if fall <= 0.0 or distance == 0.0:
                    continue
                rise = (vx * nx + vy * ny + vz * nz) / math.sqrt(distance) - bias
                if rise > 0.0:
                    total += rise * fall
            if known:
                result[i, j] = total / known
    # The border has no neighbours to tell its slope.
    result[0], result[height - 1] = result[1], result[height - 2]
    result[:, 0], result[:, width - 1] = result[:, 1], result[:, width - 2]
    return result


@njit
def _smoothed(
    share: Depths, depth: Depths, strength: float, mist_start: float, mist_rate: float
) -> Depths:
    """Return the shade 0..1: means over blocks of 4 x 4 and a rim, each of one surface only."""
    height, width = share.shape
    result = np.zeros_like(share)
    for i in range(height):
        for j in range(width):
            z = depth[i, j]
            if z == math.inf:
                continue
            most = np.float32(_TOLERANCE) * z
            total, weight = np.float32(0.0), np.float32(0.0)
            for a in range(max(i - 2, 0), min(i + 3, height)):
                for b in range(max(j - 2, 0), min(j + 3, width)):
                    if abs(depth[a, b] - z) < most:
                        # Outer rows count half on either side: 4 x 4 in all.
                        own = np.float32(1.0)
                        if abs(a - i) == 2:
                            own *= np.float32(0.5)
                        if abs(b - j) == 2:
                            own *= np.float32(0.5)
                        total += own * share[a, b]
                        weight += own
            if total > 0.0:
                dark = 1.0 - math.exp(-strength * total / weight)
                mist = max(z - mist_start, 0.0) * mist_rate
                result[i, j] = dark * math.exp(-mist * mist)
    return result


@njit
def _spread(
    share: Depths, codes: NDArray[np.uint16], i: int, j: int, code: np.uint16, tolerance: float
) -> float:
    """Return the shade of a pixel from the four around it that lie on the same surface."""
    height, width = share.shape
    up, left = i // 2, j // 2
    down, right = min(up + i % 2, height - 1), min(left + j % 2, width - 1)
    if share[up, left] + share[up, right] + share[down, left] + share[down, right] == 0.0:
        return 0.0
    total, weight = 0.0, 0.0
    for a in (up, down):
        for b in (left, right):
            other = codes[0, 2 * a, 2 * b]
            if other == _NOTHING:
                continue
            apart = (np.float64(other) - np.float64(code)) / tolerance
            own = 1.0 / (1.0 + 8.0 * apart * apart)
            total += own * share[a, b]
            weight += own
    return total / weight if weight > 0.0 else 0.0


@njit
def _apply(
    rgb: Pixels, share: Depths, codes: NDArray[np.uint16], tolerance: float, taken: Depths
) -> None:
    for i in range(rgb.shape[0]):
        for j in range(rgb.shape[1]):
            one, other = codes[0, i, j], codes[1, i, j]
            if one == _NOTHING:
                continue
            # Two halves of a pixel on a border have each the shade of their own surface.
            dark = _spread(share, codes, i, j, one, tolerance)
            if other == _NOTHING:
                dark *= 0.5
            elif other - one > tolerance / 2:
                dark = 0.5 * (dark + _spread(share, codes, i, j, other, tolerance))
            if dark > 0.0:
                for band in range(3):
                    factor = 1.0 - dark * taken[band]
                    rgb[i, j, band] = np.uint8(rgb[i, j, band] * factor + 0.5)
