"""Ground that is dug and filled: finer patches over the terrain, and the volumes moved.

A terrain of 5 or 25 m cells cannot hold a pit of 20 m. Digging therefore leaves the terrain's own
cells alone and lays a finer patch over each place that is touched. The nodes of a patch divide
the terrain's cells evenly and its border runs along lines of the terrain's nodes, beyond all that
is dug: there both have the very same (bilinear) altitudes, so that no step shows where they meet.

Each node takes the share of its own cell that lies within the ring, so that walls have the right
volume at any step; banks are cones about the ring, cut where they meet the ground.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.geometry import paint
from jumeau.geometry.heightfield import HeightField
from jumeau.geometry.jit import njit

Window = tuple[int, int, int, int]
"""First and last column, first and last row of a terrain's nodes."""

STEPS = (0.2, 1.0)
"""Least and greatest step of a patch [m], unless the terrain's own is finer."""
ALONG = 128
"""A patch has about so many nodes along the shorter side of a ring."""
MOST_NODES = 500_000
"""Patches of more nodes become coarser."""
UNTOUCHED = 1e-3
"""Ground that moves less was not dug [m]."""
FARTHEST_BANK = 400.0
"""A bank that meets no ground ends here [m]."""


class Earthwork(Protocol):
    """A piece of ground that is dug or filled, its banks outside the ring."""

    @property
    def ring(self) -> NDArray[np.float64]:
        """Outline (N, 2) [m]."""

    @property
    def altitude(self) -> float | None:
        """To be level at [m]; None: shifted."""

    @property
    def up(self) -> float:
        """Upwards [m]."""

    @property
    def bank(self) -> float:
        """Run over rise; 0 for walls."""


@dataclass(frozen=True, slots=True, eq=False)
class ShapedField(HeightField):
    """A terrain with finer patches over it: its own cells are those of the untouched ground.

    Attributes
    ----------
    patches : tuple of HeightField
        They do not overlap, and hold up to their outermost nodes.
    touched : tuple of (xmin, ymin, xmax, ymax)
        Rectangles beyond which the ground is as it was [m].
    """

    patches: tuple[HeightField, ...] = ()
    touched: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def finer(self) -> tuple[HeightField, ...]:
        """The patches."""
        return self.patches

    def sample(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Altitude by bilinear interpolation; see :meth:`HeightField.sample`."""
        xs, ys = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
        out = np.array(HeightField.sample(self, xs, ys))
        rows, columns = self.z.shape
        # In the outer half of the border cells the nearest nodes count.
        u = np.clip(xs, self.x0, self.x0 + (columns - 1) * self.step)
        v = np.clip(ys, self.y0 - (rows - 1) * self.step, self.y0)
        if not out.size:
            return out
        box = (float(u.min()), float(v.min()), float(u.max()), float(v.max()))
        for patch in self.patches:
            west, south, east, north = extent(patch)
            if west > box[2] or east < box[0] or south > box[3] or north < box[1]:
                continue
            near = (u >= west) & (u <= east) & (v >= south) & (v <= north) & ~np.isnan(out)
            if near.any():
                out[near] = patch.sample(u[near], v[near])
        return out


def extent(patch: HeightField) -> tuple[float, float, float, float]:
    """Return the rectangle of a patch's nodes: xmin, ymin, xmax, ymax [m]."""
    rows, columns = patch.z.shape
    return (
        patch.x0,
        patch.y0 - (rows - 1) * patch.step,
        patch.x0 + (columns - 1) * patch.step,
        patch.y0,
    )


def shape_terrain(field: HeightField, pieces: Sequence[Earthwork]) -> HeightField:
    """Return a ground dug and filled, piece after piece; the very same where there is none.

    Within its ring a piece is level, or follows the ground ``up`` metres higher. Outside, its
    banks rise or fall from the ring's altitude by one metre in ``bank`` until they meet the
    ground; those of a shifted piece follow the ground, too.
    """
    before = field.patches if isinstance(field, ShapedField) else ()
    windows: list[tuple[Window, float]] = [(_window(field, extent(x)), x.step) for x in before]
    kept = [x for x in pieces if len(x.ring) >= 3]
    for piece in kept:
        sides = np.ptp(piece.ring, axis=0)
        step = min(max(float(sides.min()) / ALONG, STEPS[0]), STEPS[1])
        window = _window(field, _reached(field, piece))
        if window[1] > window[0] and window[3] > window[2]:
            windows.append((window, step))
    if len(windows) == len(before):
        return field
    found = []
    touched = list(field.touched) if isinstance(field, ShapedField) else []
    for window, step in _apart(windows):
        patch = _patch(field, window, step)
        z = patch.z.astype(np.float64)
        for piece in kept:
            _dig(z, patch, piece)
        box = _changed(patch, np.abs(z - patch.z) > UNTOUCHED)
        if box is not None:
            touched.append(box)
        found.append(HeightField(z.astype(np.float32), patch.x0, patch.y0, patch.step))
    patches = tuple(found)
    return ShapedField(field.z, field.x0, field.y0, field.step, patches, tuple(touched))


def _changed(
    patch: HeightField, nodes: NDArray[np.bool_]
) -> tuple[float, float, float, float] | None:
    """Return the rectangle about some nodes of a patch; None where there are none."""
    rows, columns = np.flatnonzero(nodes.any(axis=1)), np.flatnonzero(nodes.any(axis=0))
    if not len(rows):
        return None
    return (
        float(patch.x0 + (columns[0] - 1) * patch.step),
        float(patch.y0 - (rows[-1] + 1) * patch.step),
        float(patch.x0 + (columns[-1] + 1) * patch.step),
        float(patch.y0 - (rows[0] - 1) * patch.step),
    )


def cut_and_fill(field: HeightField, pieces: Sequence[Earthwork]) -> tuple[float, float]:
    """Return how much earth pieces take away and bring [m³], both positive.

    The sum, over the cells of the patches, of what the ground falls and of what it rises: the
    method of the grid of squares, with the share of a cell that a ring covers. Areas are those of
    the grid: where its scale is not 1, divide by the square of the scale.
    """
    after = shape_terrain(field, pieces)
    cut = fill = 0.0
    if isinstance(after, ShapedField) and after is not field:
        for patch in after.patches:
            change = patch.z - field.sample(*nodes_of(patch))
            # Half of the border's cells lies beyond the patch, but nothing changes there.
            cut -= float(np.nansum(np.minimum(change, 0.0))) * patch.step**2
            fill += float(np.nansum(np.maximum(change, 0.0))) * patch.step**2
    return cut, fill


def _window(field: HeightField, box: tuple[float, float, float, float]) -> Window:
    """Return the nodes of a terrain about a rectangle."""
    rows, columns = field.z.shape
    first, last = ((box[k] - field.x0) / field.step for k in (0, 2))
    above, below = ((field.y0 - box[k]) / field.step for k in (3, 1))
    slack = 1e-6
    return (
        max(math.floor(first + slack), 0),
        min(math.ceil(last - slack), columns - 1),
        max(math.floor(above + slack), 0),
        min(math.ceil(below - slack), rows - 1),
    )


def _reached(field: HeightField, piece: Earthwork) -> tuple[float, float, float, float]:
    """Return the rectangle within which a piece changes the ground, and a little more."""
    (west, south), (east, north) = piece.ring.min(axis=0), piece.ring.max(axis=0)
    spare = 2 * STEPS[0] + 0.01 * field.step
    reach = 0.0
    if piece.bank > 0 and piece.altitude is None:
        reach = min(piece.bank * abs(piece.up), FARTHEST_BANK)
    elif piece.bank > 0 and piece.altitude is not None:
        # The higher the ground about the ring, the farther the bank, the more ground to look at.
        for _ in range(40):
            x, y = np.meshgrid(
                np.linspace(west - reach, east + reach, 41),
                np.linspace(south - reach, north + reach, 41),
            )
            z = field.sample(x, y)
            away = np.hypot(
                np.maximum(np.maximum(west - x, x - east), 0),
                np.maximum(np.maximum(south - y, y - north), 0),
            )
            # Only ground that a bank would reach counts.
            off = np.abs(z - piece.altitude)
            met = off[(away <= off * piece.bank) & np.isfinite(z)]
            wanted = min(piece.bank * float(met.max(initial=0.0)) + field.step, FARTHEST_BANK)
            if wanted <= reach:
                break
            reach = wanted
    reach += spare
    return (float(west - reach), float(south - reach), float(east + reach), float(north + reach))


def _apart(windows: list[tuple[Window, float]]) -> list[tuple[Window, float]]:
    """Return windows none of which meets another: those that do become one."""
    found: list[tuple[Window, float]] = []
    for window, step in windows:
        while True:
            met = next((x for x in found if _meet(x[0], window)), None)
            if met is None:
                break
            found.remove(met)
            a, b = met[0], window
            window = (min(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), max(a[3], b[3]))
            step = min(step, met[1])
        found.append((window, step))
    return found


def _meet(a: Window, b: Window) -> bool:
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def _patch(field: HeightField, window: Window, step: float) -> HeightField:
    """Return a window of a ground in finer nodes."""
    across, down = window[1] - window[0], window[3] - window[2]
    most = max(int(math.sqrt(MOST_NODES / (across * down))), 1)
    parts = min(max(math.ceil(field.step / step - 1e-9), 1), most)
    x0, y0 = field.x0 + window[0] * field.step, field.y0 - window[2] * field.step
    z = np.zeros((down * parts + 1, across * parts + 1), np.float32)
    patch = HeightField(z, x0, y0, field.step / parts)
    return HeightField(field.sample(*nodes_of(patch)).astype(np.float32), x0, y0, patch.step)


def nodes_of(patch: HeightField) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the nodes of a patch are: x and y, as its altitudes [m]."""
    rows, columns = patch.z.shape
    return np.meshgrid(
        patch.x0 + np.arange(columns) * patch.step, patch.y0 - np.arange(rows) * patch.step
    )


def _dig(z: NDArray[np.float64], patch: HeightField, piece: Earthwork) -> None:
    """Dig or fill one piece in a patch's altitudes, in place."""
    rows, columns = z.shape
    half = patch.step / 2
    ring = np.ascontiguousarray(piece.ring, np.float64)
    after, before = np.roll(ring, -1, axis=0), ring
    if float((before[:, 0] * after[:, 1] - after[:, 0] * before[:, 1]).sum()) < 0:
        ring = np.ascontiguousarray(ring[::-1])
    # Cells are told from the patch's corner: far from the origin, float32 areas would be rough.
    local = ring - (patch.x0 - half, patch.y0 + half)
    acc = np.zeros((rows, columns + 1), np.float32)
    ends = np.array([0, len(ring)], np.int64)
    one = np.array([0, 1], np.int64)
    paint.add_polygons(acc, 0.0, 0.0, patch.step, np.zeros(1, np.int64), local, ends, one, one)
    cover = paint.integrate(acc).astype(np.float64)
    level = float("nan") if piece.altitude is None else piece.altitude
    _shape(z, cover, ring, patch.x0, patch.y0, patch.step, level, piece.up, max(piece.bank, 0.0))


@njit
def _shape(z, cover, ring, x0, y0, step, level, up, bank):  # type: ignore[no-untyped-def]
    """Level or shift what is covered; clip what is not to the banks."""
    shifted = np.isnan(level)
    for r in range(z.shape[0]):
        for c in range(z.shape[1]):
            share = cover[r, c] if cover[r, c] < 0.9999 else 1.0
            ground = z[r, c]
            outside = ground
            if share < 1.0 and bank > 0.0:
                limit = bank * abs(up) if shifted else bank * abs(ground - level)
                away = _distance(ring, x0 + c * step, y0 - r * step, limit)
                if away < limit:
                    if shifted:
                        outside = ground + up * (1.0 - away / limit)
                    else:
                        rise = away / bank
                        outside = min(max(ground, level - rise), level + rise)
            inside = ground + up if shifted else level
            z[r, c] = outside + share * (inside - outside)


@njit
def _distance(ring, x, y, limit):  # type: ignore[no-untyped-def]
    """Return how far a place is from a ring's edges, or at least the limit."""
    best = limit * limit
    ax, ay = ring[-1, 0], ring[-1, 1]
    for k in range(len(ring)):
        bx, by = ring[k, 0], ring[k, 1]
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        t = 0.0
        if square > 0.0:
            t = min(max(((x - ax) * dx + (y - ay) * dy) / square, 0.0), 1.0)
        u, v = ax + t * dx - x, ay + t * dy - y
        best = min(best, u * u + v * v)
        ax, ay = bx, by
    return math.sqrt(best)
