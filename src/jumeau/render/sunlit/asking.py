"""What shade samples of a picture lie in: their places are asked of grids that have been swept."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

Depths = NDArray[np.float32]
Cells = NDArray[np.int32]

LEVELS = 6
"""Grids that a picture asks at most, the finest first."""
WALL = np.float32(0.4)
"""What looks less to the sky than this is a wall (the normal's upward part)."""
SLOPING, LEVEL = np.float32(0.86), np.float32(0.93)
"""What looks less to the sky than the first is in shade where it turns away from the sun, what
looks more to it than the second is not."""
BESIDE, GRAZING = np.float32(1.6), np.float32(0.35)
"""Walls ask so many cells before themselves, towards the sun where it does not graze them."""
RIM = np.float32(6.0)
"""Cells over which one grid fades into the next."""
PAIR = 65536
"""Row and column of a sample in one number: no drawing is as wide."""
SOFT = 0.05
"""Surfaces that the sun grazes: sine of the angle up to which they are partly in shade."""
STROKES = 9.0
"""Strokes of a hatching are at least so many samples apart, and less than twice as many."""
FAINT = 0.42
"""Shade between the strokes of a hatching, as a share of its whole."""


TOP, BELOW, LOW, HIGH, FOOT, TIP, GUESSED = range(7)
"""Layers of a grid: altitude of the surface; below what there is shade; between what leaves give
shade; between what there are leaves; below what there is shade of known heights alone, inf where
all are known [m]."""

Field = NDArray[np.float32]


def asked_of(
    depth: Depths,
    at: NDArray[np.int32],
    frame: NDArray[np.float64],
    grids: NDArray[np.float64],
    fields: tuple[Field, ...],
    sun: NDArray[np.float64],
    points: bool,
    wide: bool,
) -> Depths:
    """Return how much of the shade's tint samples take (N,) [0 to 1]."""
    places = np.empty((len(at), 7), np.float32)
    found = np.empty((len(at), 4), np.float32)
    _locate(depth, at, frame, points, places, found)
    for k in range(LEVELS if sun[4] > 0.0 else 0):
        if grids[k, 2] > 0.0:
            last = k + 1 == LEVELS or grids[k + 1, 2] <= 0.0
            _compare(places, found, grids[k], last, fields[k], sun, frame[19], wide)
    asked = np.empty(len(at), np.float32)
    _settle(places, found, frame, sun, points, asked)
    return asked


@njit
def _smooth(value: float, low: float, high: float) -> float:
    """Return 0 up to a value, 1 from another, and a smooth way between them."""
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


@njit
def _locate(
    depth: Depths,
    at: Cells,
    frame: NDArray[np.float64],
    points: bool,
    places: Depths,
    found: Depths,
) -> None:
    """Write place, normal and distance of samples, and what is still to be told of them.

    ``found`` has shade, hatching, leaves, and the share that is still to be told.
    """
    height, width = depth.shape
    near, far = frame[15], frame[16]
    a, b = 1.0 / near, (far - near) / (near * far)
    step = frame[14]
    gone = frame[17] + 2.2 / frame[18]
    for n in range(len(at)):
        i, j = at[n] >> 16, at[n] & (PAIR - 1)
        found[n, 0] = found[n, 1] = found[n, 2] = found[n, 3] = 0.0
        d = np.float64(depth[i, j])
        places[n, 6] = np.inf
        if d >= 1.0:
            continue
        w = a - b * d  # the inverse of the distance is linear in the depth, and on planes
        z = 1.0 / w
        if z > gone:
            continue
        sx, sy = frame[12] + j * step, frame[13] + i * step
        x = frame[0] + z * (frame[9] + sx * frame[3] + sy * frame[6])
        y = frame[1] + z * (frame[10] + sx * frame[4] + sy * frame[7])
        up = frame[2] + z * (frame[11] + sx * frame[5] + sy * frame[8])
        if frame[24] > 0.0:
            aside = (x - frame[20]) * frame[23] - (y - frame[21]) * frame[22]
            if abs(aside) < 0.02 + 0.001 * z:
                continue  # what the cut lays open is drawn, not lit
        nx, ny, nz = 0.0, 0.0, 1.0
        if not points:
            # Of the two differences each way, the smaller one is on the same surface.
            left = j - 1 if j > 0 else j + 1
            right = j + 1 if j < width - 1 else j - 1
            low = i - 1 if i > 0 else i + 1
            high = i + 1 if i < height - 1 else i - 1
            one, other = d - depth[i, left], depth[i, right] - d
            if left > j:
                one = -one
            if right < j:
                other = -other
            dx = (one if abs(one) < abs(other) else other) * -b / step
            one, other = d - depth[low, j], depth[high, j] - d
            if low > i:
                one = -one
            if high < i:
                other = -other
            dy = (one if abs(one) < abs(other) else other) * -b / step
            nf = w - sx * dx - sy * dy
            nx = -(dx * frame[3] + dy * frame[6] + nf * frame[9])
            ny = -(dx * frame[4] + dy * frame[7] + nf * frame[10])
            nz = -(dx * frame[5] + dy * frame[8] + nf * frame[11])
            length = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz)
            nx, ny, nz = nx * length, ny * length, nz * length
        places[n, 0], places[n, 1], places[n, 2] = x, y, up
        places[n, 3], places[n, 4], places[n, 5], places[n, 6] = nx, ny, nz, z
        found[n, 3] = 1.0


@njit
def _compare(
    places: Depths,
    found: Depths,
    grid: NDArray[np.float64],
    last: bool,
    field: Field,
    sun: NDArray[np.float64],
    ground: float,
    wide: bool,
) -> None:
    """Ask one grid about the samples that lie on it; near its rim it tells a share only."""
    rows, cols = field.shape[1], field.shape[2]
    full = field.shape[0] > 2
    step = np.float32(grid[2])
    inverse = np.float32(1.0 / grid[2])
    west, north = np.float32(grid[0]), np.float32(grid[1])
    base = np.float32(ground)
    level: float = max(math.sqrt(sun[0] * sun[0] + sun[1] * sun[1]), 1e-6)
    rise, tx, ty = (
        np.float32(sun[2] / level),
        np.float32(sun[0] / level),
        np.float32(sun[1] / level),
    )
    ramp = float(min(max(float(rise * step), 0.05), 1.5))
    sharp = np.float32(1.0 / ramp)
    sx, sy, sz = np.float32(sun[0]), np.float32(sun[1]), np.float32(sun[2])
    half, one, zero, two = np.float32(0.5), np.float32(1.0), np.float32(0.0), np.float32(2.0)
    over, away = np.float32(0.7), np.float32(-0.02)
    taps = 3 if wide else 2
    count = taps * taps
    dull = np.float32(1.0 - sun[3])
    for n in range(len(places)):
        rest = found[n, 3]
        if rest < 0.01:
            continue
        u = (places[n, 0] - west) * inverse
        v = (north - places[n, 1]) * inverse
        margin = min(min(u, cols - u), min(v, rows - v))
        share = min(max((margin - two) / RIM, zero), one)
        if last and margin > 0.0:
            share = 1.0
        if share <= 0.0:
            continue
        share = np.float32(share) * rest
        found[n, 3] = rest - share
        z = places[n, 2] + base
        nx, ny, nz = places[n, 3], places[n, 4], places[n, 5]
        if full:
            i, j = int(v), int(u)
            if field[FOOT, i, j] < z < field[TIP, i, j] and z > field[TOP, i, j] + over:
                s = min(max(half + (field[BELOW, i, j] - z) * sharp, zero), one)
                found[n, 0] += share * s
                found[n, 2] += share
                continue
        if nz < SLOPING and nx * sx + ny * sy + nz * sz < away:
            continue  # what turns away from the sun is in shade whatever stands there
        gx = gy = zero
        wall = nz < WALL
        if wall:
            # A place nearer to the sun, on the same ray, has the same shade of what is farther.
            flat = one / math.sqrt(nx * nx + ny * ny)
            ahead = (nx * tx + ny * ty) * flat
            along = BESIDE / max(ahead, GRAZING)
            flat *= BESIDE - ahead * along
            u += nx * flat + tx * along
            v -= ny * flat + ty * along
            z += along * step * rise
            if last and not (zero < u < cols and zero < v < rows):
                continue  # beside the model nothing stands
        else:
            # How the surface rises a cell to the east, and a cell to the south.
            gx, gy = -nx / nz * step, ny / nz * step
        lean = abs(gx) + abs(gy)
        tolerance = np.float32(0.35) + np.float32(0.3) * step + np.float32(0.002) * places[n, 6]
        tolerance += np.float32(0.25) * lean
        lean *= np.float32(0.4)
        if wide:  # a quadratic spline over 3 x 3 cells
            j, i = min(max(int(u) - 1, 0), cols - 3), min(max(int(v) - 1, 0), rows - 3)
            u, v = u - np.float32(j) - half - one, v - np.float32(i) - half - one
            u, v = min(max(u, -half), half), min(max(v, -half), half)
            u0, v0 = half * (half - u) * (half - u), half * (half - v) * (half - v)
            u2, v2 = half * (half + u) * (half + u), half * (half + v) * (half + v)
            u1, v1 = one - u0 - u2, one - v0 - v2
            here = z - gx * (u + one) - gy * (v + one)
        else:
            j = min(max(math.floor(u - half), 0), cols - 2)
            i = min(max(math.floor(v - half), 0), rows - 2)
            u1 = min(max(u - half - np.float32(j), zero), one)
            v1 = min(max(v - half - np.float32(i), zero), one)
            u0, v0, u2, v2 = one - u1, one - v1, zero, zero
            here = z - gx * u1 - gy * v1
        total = weight = thinned = sure = zero
        for turn in range(2):
            for k in range(count):
                a, b = k // taps, k % taps
                own = u0 if b == 0 else u1 if b == 1 else u2
                own *= v0 if a == 0 else v1 if a == 1 else v2
                plane = here + gx * np.float32(b) + gy * np.float32(a)
                t = field[TOP, i + a, j + b]
                if t > plane + tolerance and turn == 0:
                    continue
                low = plane
                if not wall:
                    if t > plane - tolerance:
                        low = t
                    low += lean
                s = min(max(half + (field[BELOW, i + a, j + b] - low) * sharp, zero), one)
                total += own * s
                weight += own
                if full and s > zero and field[GUESSED, i + a, j + b] < low:
                    known = half + (field[GUESSED, i + a, j + b] - low) * sharp
                    sure += own * s * (one - min(max(known, zero), one))
                if full and s < one and field[HIGH, i + a, j + b] > plane:
                    leaf = min(half + (field[HIGH, i + a, j + b] - plane) * sharp, one)
                    leaf *= min(max(half + (plane - field[LOW, i + a, j + b]) * sharp, zero), one)
                    thinned += own * leaf * (one - s)
            if weight > 0.02:
                break
        if weight > zero:
            found[n, 0] += share * (total + thinned * dull) / weight
            found[n, 1] += share * sure / weight


@njit
def _settle(
    places: Depths,
    found: Depths,
    frame: NDArray[np.float64],
    sun: NDArray[np.float64],
    points: bool,
    asked: Depths,
) -> None:
    """Write what samples take of the tint: of what gives shade, their own side, and the mist."""
    soft = min(SOFT, 0.8 * sun[2])
    for n in range(len(asked)):
        z = np.float64(places[n, 6])
        if z == np.inf:
            asked[n] = 0.0
            continue
        shade, hatched, leafy = found[n, 0], found[n, 1], found[n, 2]
        facing = places[n, 3] * sun[0] + places[n, 4] * sun[1] + places[n, 5] * sun[2]
        if sun[4] <= 0.0:
            shade = 1.0
        elif leafy > 0.0:
            # Leaves have no hard sides: the light goes around a crown, and a little through it.
            away = 1.0 - 0.6 * sun[3] - _smooth(facing, -0.5, 0.5)
            shade = max(shade, min(max(away, 0.0), 1.0) * leafy)
        elif not points and facing < soft and places[n, 5] < LEVEL:
            # Gentle slopes ask the grid alone: their facets are the picture's, not the ground's.
            away = 1.0 - _smooth(facing, -0.2 * soft, soft)
            away *= 1.0 - _smooth(places[n, 5], float(SLOPING), float(LEVEL))
            shade = max(shade, away)
            if away > 0.6:
                hatched = 0.0
        hatched /= max(shade, 0.01)
        if hatched > 0.02:
            # Strokes of the world, some samples apart, slanting over ground and walls alike.
            pixel = z * frame[14]
            apart = 2.0 ** math.ceil(math.log2(max(pixel * STROKES, 0.4)))
            at = (places[n, 0] + places[n, 1] + places[n, 2]) / apart
            at = abs(at - math.floor(at) - 0.5) * 2.0
            edge = min(max(pixel * 2.0 / apart, 0.05), 0.5)
            stroke = _smooth(at, 0.5 - edge, 0.5 + edge)
            shade *= 1.0 - hatched * (1.0 - FAINT) * (1.0 - stroke)
        beyond = z - frame[17]
        if beyond > 0.0:
            beyond *= frame[18]
            shade *= math.exp(-beyond * beyond)
        asked[n] = shade
