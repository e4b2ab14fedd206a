"""Kernels: what reaches one receiver after the other, from all sections within reach."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.around.hull import alike_curved, side_path
from jumeau.simulation.noise.attenuation.kernel import attenuate
from jumeau.simulation.noise.mirrors.images import Images, images_of, reflected_path, reflecting
from jumeau.simulation.noise.paths.cut import cut
from jumeau.simulation.noise.paths.ground import height_at
from jumeau.simulation.noise.profile import COLUMNS, DIRECT, LEFT, PX, PY, REFLECTED, RIGHT, TOP
from jumeau.simulation.noise.settings import DIRECTIONS

BANDS = 8
BELOW = 1e-6
"""A receiver this much below the ground hears nothing [m]."""
SECTIONS = 16
"""Sections that are passed over together where all of them are too far."""
FAR, MIRRORS_FAR, ORDER, LATERAL, RATIO = range(5)
"""Entries of :attr:`Ways.limits`."""
KIND_, CURVED, SECTION_, BITS, WEIGHT, ROWS = range(6)
"""First columns of a log of paths; gains in homogeneous and favourable conditions follow."""
LOGGED = 6 + 2 * BANDS


class Lines(NamedTuple):
    """Sources in the order of their sections.

    Attributes
    ----------
    points : (V, 3) float64
        Local.
    start : (L+1,) int64
        Of each line, into the points.
    first : (S+1,) int64
        Lines of each section.
    box : (S, 4) float64
        West, south, east, north of each section.
    blocks : (…, 4) float64
        The same of :data:`SECTIONS` together.
    """

    points: NDArray[np.float64]
    start: NDArray[np.int64]
    first: NDArray[np.int64]
    box: NDArray[np.float64]
    blocks: NDArray[np.float64]


class Ways(NamedTuple):
    """How sound travels: the air, what counts, and how often it is bent down.

    Attributes
    ----------
    weather : (…, 8) float64
        Of :func:`jumeau.simulation.noise.attenuation.air.air`.
    favourable : (P, 16) float64
        Probability by period and direction from the source to the receiver.
    limits : (5,) float64
        Reach of sources and of reflections [m], order of reflections, whether paths around edges
        count, distance over the longest piece of a line.
    """

    weather: NDArray[np.float64]
    favourable: NDArray[np.float64]
    limits: NDArray[np.float64]


class Scratch(NamedTuple):
    """Buffers of one thread."""

    rows: NDArray[np.float64]
    other: NDArray[np.float64]
    around: NDArray[np.float64]
    images: Images
    found: NDArray[np.int64]
    attenuating: NDArray[np.float64]
    gain: NDArray[np.float64]
    heard: NDArray[np.float64]
    box: NDArray[np.float64]
    terms: NDArray[np.float64]
    nearest: NDArray[np.float64]


class Log(NamedTuple):
    """What single paths were like; empty arrays where nobody asks.

    Attributes
    ----------
    paths : (L, LOGGED) float64
    rows : (R, COLUMNS) float64
        Profiles, one behind the other.
    terms : (L, T, 8) float64
    used : (2,) int64
        Paths and rows used.
    """

    paths: NDArray[np.float64]
    rows: NDArray[np.float64]
    terms: NDArray[np.float64]
    used: NDArray[np.int64]


@njit
def apart(box: Any, i: int, x: float, y: float) -> float:
    """Return the squared distance of a place from a box in plan [m²]; 0 within."""
    dx = max(0.0, max(box[i, 0] - x, x - box[i, 2]))
    dy = max(0.0, max(box[i, 1] - y, y - box[i, 3]))
    found: float = dx * dx + dy * dy
    return found


@njit
def near_sections(lines: Any, receivers: Any, far: float, count: Any) -> None:
    """Count the sections within reach of each receiver."""
    for i in range(len(receivers)):
        x, y, n = receivers[i, 0], receivers[i, 1], 0
        for s in range(len(lines.box)):
            if apart(lines.box, s, x, y) < far * far:
                n += 1
        count[i] = n


@njit
def nearest_on(lines: Any, line: int, x: float, y: float, z: float, out: Any) -> None:
    """Find the distance in space of a line and its length [m]."""
    points = lines.points
    near, length = math.inf, 0.0
    for k in range(lines.start[line], lines.start[line + 1] - 1):
        ax, ay, az = points[k, 0], points[k, 1], points[k, 2]
        ex, ey, ez = points[k + 1, 0] - ax, points[k + 1, 1] - ay, points[k + 1, 2] - az
        plan = ex * ex + ey * ey
        t = 0.0
        if plan > 0.0:
            t = min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / plan))
        dx, dy, dz = x - ax - t * ex, y - ay - t * ey, z - az - t * ez
        near = min(near, dx * dx + dy * dy + dz * dz)
        length += math.sqrt(plan + ez * ez)
    out[0], out[1] = math.sqrt(near), length


@njit
def log_path(log, scratch, rows, n, kind, curved, section, bits, weight):  # type: ignore[no-untyped-def]
    """Note a path, or only count it where there is no room."""
    p, r = log.used[0], log.used[1]
    log.used[0] += 1
    log.used[1] += n
    if p >= len(log.paths) or r + n > len(log.rows):
        return
    log.paths[p, KIND_], log.paths[p, CURVED] = kind, 1.0 if curved else 0.0
    log.paths[p, SECTION_], log.paths[p, BITS] = section, bits
    log.paths[p, WEIGHT], log.paths[p, ROWS] = weight, n
    for b in range(BANDS):
        log.paths[p, 6 + b] = scratch.gain[0, b]
        log.paths[p, 6 + BANDS + b] = scratch.gain[1, b]
    for i in range(n):
        for c in range(COLUMNS):
            log.rows[r + i, c] = rows[i, c]
    for t in range(len(scratch.terms)):
        for b in range(BANDS):
            log.terms[p, t, b] = scratch.terms[t, b]


@njit
def add(prep, ways, scratch, rows, n, kind, curved, sector, weight, section, log):  # type: ignore[no-untyped-def]
    """Add what one path brings to what is heard."""
    gain, heard = scratch.gain, scratch.heard
    bits = attenuate(
        rows,
        n,
        kind,
        curved,
        ways.weather,
        prep.materials,
        scratch.attenuating,
        gain[0],
        gain[1],
        scratch.terms,
    )
    for p in range(len(heard)):
        f = ways.favourable[p, sector]
        for b in range(BANDS):
            heard[p, b] += weight * ((1.0 - f) * gain[0, b] + f * gain[1, b])
    if kind != DIRECT and scratch.box[4] != 0.0:
        box = scratch.box
        for i in range(n):
            box[0], box[1] = min(box[0], rows[i, PX]), min(box[1], rows[i, PY])
            box[2], box[3] = max(box[2], rows[i, PX]), max(box[3], rows[i, PY])
    if len(log.used):
        log_path(log, scratch, rows, n, kind, curved, section, bits, weight)


@njit
def from_point(prep, ways, scratch, sx, sy, sz, rx, ry, rz, mirrored, weight, section, log):  # type: ignore[no-untyped-def]
    """Add all that reaches a receiver from one place; return how many paths had to be left out."""
    lost = 0
    limits = ways.limits
    rows, other = scratch.rows, scratch.other
    sector = 0
    if ways.favourable.shape[1] > 1:
        turn = math.atan2(rx - sx, ry - sy) / (2.0 * math.pi)
        sector = math.floor((turn - math.floor(turn)) * DIRECTIONS + 0.5) % DIRECTIONS
    n = cut(prep.cuts, sx, sy, sz, rx, ry, rz, rows, 0, 0.0)
    if n < 0:
        return 1
    around = 4 if rows[0, TOP] != 0.0 and limits[LATERAL] != 0.0 else 0
    alike = around > 0 and alike_curved(prep.corners, rows, n)
    sideways = mirrors = 0
    if mirrored:
        mirrors = reflecting(prep.reflectors, scratch.images, sx, sy, sz, scratch.found)
    for k in range(1 + around + mirrors):
        kind, curved, m, profile = DIRECT, False, n, rows
        if 0 < k <= around:
            kind, curved, profile = LEFT if k <= 2 else RIGHT, k % 2 == 0, other
            if not (curved and alike):
                sideways = side_path(
                    prep.cuts,
                    prep.corners,
                    rows,
                    n,
                    kind == LEFT,
                    curved,
                    limits[FAR],
                    other,
                    scratch.around,
                )
            m = sideways
        elif k > 0:
            kind, profile = REFLECTED, other
            image = scratch.found[k - 1 - around]
            m = reflected_path(prep.cuts, prep.reflectors, scratch.images, image, sx, sy, sz, other)
        if m > 0:
            add(prep, ways, scratch, profile, m, kind, curved, sector, weight, section, log)
        lost += m < 0
    return lost


@njit
def from_section(prep, ways, lines, scratch, section, rx, ry, rz, mirrored, log):  # type: ignore[no-untyped-def]
    """Add all that reaches a receiver from one section; return points heard and paths left out."""
    far = ways.limits[FAR] * ways.limits[FAR]
    heard, lost = 0, 0
    points = lines.points
    for line in range(lines.first[section], lines.first[section + 1]):
        begin, end = lines.start[line], lines.start[line + 1]
        if end - begin == 1:
            x, y, z = points[begin, 0], points[begin, 1], points[begin, 2]
            if (x - rx) * (x - rx) + (y - ry) * (y - ry) < far:
                lost += from_point(
                    prep, ways, scratch, x, y, z, rx, ry, rz, mirrored, 1.0, section, log
                )
                heard += 1
            continue
        nearest_on(lines, line, rx, ry, rz, scratch.nearest)
        length = scratch.nearest[1]
        if length <= 0.0:
            continue
        pieces = math.ceil(length / max(1.0, scratch.nearest[0] / ways.limits[RATIO]))
        size = length / pieces
        k, passed, ahead = begin - 1, 0.0, 0.0
        ex, ey, ez = 0.0, 0.0, 0.0
        for piece in range(pieces):
            at = (piece + 0.5) * size
            while at > ahead and k < end - 2:
                k += 1
                ex, ey = points[k + 1, 0] - points[k, 0], points[k + 1, 1] - points[k, 1]
                ez = points[k + 1, 2] - points[k, 2]
                passed = ahead
                ahead += math.sqrt(ex * ex + ey * ey + ez * ez)
            t = (at - passed) / max(ahead - passed, 1e-300)
            x, y, z = points[k, 0] + t * ex, points[k, 1] + t * ey, points[k, 2] + t * ez
            if (x - rx) * (x - rx) + (y - ry) * (y - ry) < far:
                lost += from_point(
                    prep, ways, scratch, x, y, z, rx, ry, rz, mirrored, size, section, log
                )
                heard += 1
    return heard, lost


@njit
def receive(  # type: ignore[no-untyped-def]
    prep, ways, lines, scratch, receivers, own, whole, only_start, only, out, log
):
    """Compute what reaches some receivers.

    Parameters
    ----------
    prep : Prepared
    ways : Ways
    lines : Lines
    scratch : Scratch
    receivers : (N, 3) float64
        Local.
    own : (N,) int32
        Building before which each of them stands, -1 for none.
    whole : (N,) bool
        Whether all sections count, or only those listed.
    only_start : (N+1,) int64
    only : (…,) int32
        Sections listed, ascending.
    out : tuple of arrays
        Sections, gains and reach, large enough; number of entries of each receiver; one counter of
        paths left out.
    log : Log

    Returns
    -------
    int
        Entries written.
    """
    section_out, gain_out, reach_out, count_out, lost_out = out
    far, order = ways.limits[FAR], int(ways.limits[ORDER])
    n = 0
    for i in range(len(receivers)):
        rx, ry, rz = receivers[i, 0], receivers[i, 1], receivers[i, 2]
        first = n
        if len(prep.cuts.triangle) and height_at(prep.cuts, rx, ry) > rz + BELOW:
            count_out[i] = 0
            continue
        mirrored, overflown = False, False
        if order > 0:
            images = images_of(
                prep.reflectors,
                rx,
                ry,
                rz,
                order,
                ways.limits[MIRRORS_FAR],
                far,
                own[i],
                scratch.images,
            )
            mirrored = images != 0
            overflown = images < 0
            lost_out[0] += overflown
        most = len(lines.box) if whole[i] else only_start[i + 1] - only_start[i]
        j = 0
        while j < most:
            section = j
            if whole[i]:
                if j % SECTIONS == 0 and apart(lines.blocks, j // SECTIONS, rx, ry) >= far * far:
                    j += SECTIONS
                    continue
            else:
                section = only[only_start[i] + j]
            j += 1
            if apart(lines.box, section, rx, ry) >= far * far:
                continue
            scratch.heard[:] = 0.0
            scratch.box[0] = scratch.box[1] = math.inf
            scratch.box[2] = scratch.box[3] = -math.inf
            scratch.box[4] = len(reach_out)
            heard, lost = from_section(
                prep, ways, lines, scratch, section, rx, ry, rz, mirrored, log
            )
            lost_out[0] += lost
            if lost or overflown:  # what was left out may come back after any edit
                scratch.box[0] = scratch.box[1] = -math.inf
                scratch.box[2] = scratch.box[3] = math.inf
            if heard:
                section_out[n] = section
                for p in range(len(scratch.heard)):
                    for b in range(BANDS):
                        gain_out[n, p, b] = scratch.heard[p, b]
                if len(reach_out):
                    for b in range(4):
                        reach_out[n, b] = scratch.box[b]
                n += 1
        count_out[i] = n - first
    return n
