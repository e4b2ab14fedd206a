"""The ground as the renderer sees it: altitudes without holes, light on slopes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heightfield import HeightField
from jumeau.geometry.terraform import ShapedField, extent, shape_terrain
from jumeau.render import look
from jumeau.render.rays import ground_hit

if TYPE_CHECKING:
    from jumeau.geometry.terraform import Earthwork

_EXAGGERATION = 2.0
"""Slopes are shaded steeper than they are, so that a hamlet's rise is seen."""
_HOLLOWS = (60.0, 180.0)
"""Hollows and backs of these sizes are told apart [m]."""
_DARKEST, _BRIGHTEST = 0.24, 0.045
_TOUCHED = 0.2
"""Ground that rose or fell by less has some of the light that it had [m]."""
_CUT, _FILLED = -0.035, 0.02
"""What is cut is darker by so much, and what is filled lighter."""


_KEPT = 8
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """A height field without holes over the model's rectangle.

    Attributes
    ----------
    field : HeightField
        Without NaN.
    bounds : tuple of float
        The model's rectangle: xmin, ymin, xmax, ymax [m].
    low, high : float
        Lowest and highest ground [m].
    estimated : bool
        The altitudes were derived from other layers, or are all zero.
    before : Relief or None
        The ground that this one was dug and filled from.
    patches : tuple of HeightField
        Where it was: finer altitudes, which :meth:`altitude` and ``field.sample`` know.
    works : tuple of (rectangle, digest)
        Rectangles beyond which it is as it was [m], and what tells the ground in them from others.
    kept : dict
        What it was last shaped to, by what was dug and filled.
    """

    field: HeightField
    bounds: tuple[float, float, float, float]
    low: float
    high: float
    estimated: bool = False
    before: Relief | None = None
    patches: tuple[HeightField, ...] = ()
    works: tuple[tuple[Box, bytes], ...] = ()
    kept: dict[bytes, Relief] = dataclass_field(default_factory=dict, repr=False)

    @property
    def step(self) -> float:
        """The finest cells [m]."""
        return min((x.step for x in self.patches), default=self.field.step)

    def step_about(self, places: NDArray[np.float64]) -> float:
        """Return the finest cells about places (N, 2) [m]."""
        low, high = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        return self.step if self.worked((low[0], low[1], high[0], high[1])) else self.field.step

    def shaped(self, pieces: Sequence[Earthwork]) -> Relief:
        """Return the ground dug and filled; the very same where nothing is."""
        if not pieces:
            return self
        # A height or a colour that is dragged leaves the ground alone.
        said = [(x.ring.tobytes(), x.altitude, x.up, x.bank) for x in pieces]
        name = hashlib.blake2b(repr(said).encode(), digest_size=16).digest()
        known = self.kept.get(name)
        if known is not None:
            return known
        found = self._shaped(pieces)
        while len(self.kept) >= _KEPT:
            self.kept.pop(next(iter(self.kept)), None)
        self.kept[name] = found
        return found

    def _shaped(self, pieces: Sequence[Earthwork]) -> Relief:
        field = shape_terrain(self.field, pieces)
        if not isinstance(field, ShapedField):
            return self
        low = min(self.low, *(float(x.z.min()) for x in field.patches))
        high = max(self.high, *(float(x.z.max()) for x in field.patches))
        works = []
        for box in field.touched:
            about = [x for x in field.patches if _meet(extent(x), box)]
            digest = hashlib.blake2b(digest_size=12)
            for patch in about:
                digest.update(patch.z.tobytes() + repr((patch.x0, patch.y0, patch.step)).encode())
            works.append((box, digest.digest()))
        first = self.before or self
        return replace(
            self, field=field, low=low, high=high, before=first, patches=field.patches,
            works=tuple(works), kept={},
        )  # fmt: skip

    def raised(
        self, x: NDArray[np.float64] | float, y: NDArray[np.float64] | float
    ) -> NDArray[np.float64]:
        """Return how much higher the ground is than before it was dug and filled [m]."""
        if self.before is None:
            return np.zeros(np.broadcast(x, y).shape)
        return self.altitude(x, y) - self.before.altitude(x, y)

    def altitude(
        self, x: NDArray[np.float64] | float, y: NDArray[np.float64] | float
    ) -> NDArray[np.float64]:
        """Return the ground's altitude [m]; beyond the field, that of its border."""
        # A little within the border: rounding shall lead nobody beyond it.
        inside = 0.25 * self.field.step
        xmin, ymin, xmax, ymax = self.field.bounds
        return self.field.sample(
            np.clip(x, xmin + inside, xmax - inside), np.clip(y, ymin + inside, ymax - inside)
        )

    def light(self, box: tuple[float, float, float, float], count: int) -> NDArray[np.float32]:
        """Return the light on slopes over a box, (count, count), first row in the north.

        Flat ground has 1. Slopes that look away from the lamp are darker, and hollows too, which
        see less of the sky.
        """
        west, south, east, north = box
        step = (east - west) / (count + 1)
        x, y = np.meshgrid(
            np.linspace(west + step, east - step, count),
            np.linspace(north - step, south + step, count),
        )
        # Over less than the terrain's own cells, slopes would show its facets.
        apart = max(step, 1.5 * self.field.step)
        return _lit(*self._slope(x, y, apart), self._hollow(x, y, self.altitude(x, y)))

    def light_of_works(
        self, box: tuple[float, float, float, float], count: int
    ) -> NDArray[np.float32] | None:
        """Return by how much digging and filling changes the light over a box.

        What is filled is a little lighter for itself, what is cut a little darker.

        Returns
        -------
        (count, count) float32 or None
            First row in the north, from border to border of the box; 1 where the ground is as it
            was. None where it is so everywhere.
        """
        if self.before is None or not self.worked(box):
            return None
        west, south, east, north = box
        x, y = np.meshgrid(np.linspace(west, east, count), np.linspace(north, south, count))
        up = self.raised(x, y)
        # Little by little: the edge of a bank is no staircase of cells.
        own = np.clip(np.abs(up) / _TOUCHED, 0.0, 1.0)
        there = own > 0.0
        if not there.any():
            return None
        x, y, up = x[there], y[there], up[there]
        was, step = self.before, (east - west) / (count - 1)
        wide = max(step, 1.5 * was.field.step)
        z = was.altitude(x, y)
        old = _lit(*was._slope(x, y, wide), was._hollow(x, y, z))
        new = _lit(*self._slope(x, y, max(0.7 * step, self.step)), was._hollow(x, y, z + up))
        tone = 1.0 + np.where(up > 0, _FILLED, _CUT) * np.tanh(np.abs(up))
        light = np.ones((count, count), np.float32)
        light[there] = 1.0 + own[there] * (new / old * tone - 1.0)
        return light

    def worked(self, box: tuple[float, float, float, float]) -> bool:
        """Tell whether the ground was dug or filled about a box."""
        return any(_meet(x, box) for x, _ in self.works)

    def hit(self, eye: NDArray[np.float64], direction: NDArray[np.float64], reach: float) -> float:
        """Return the distance at which a ray meets the ground; inf where it does not [m]."""
        f = (self.before or self).field
        low, high = self.low, self.high

        def met(on: HeightField, start: float, end: float) -> float:
            if not end > start:
                return float("inf")
            at = ground_hit(
                on.z, on.x0, on.y0, on.step, low, high, eye + start * direction, direction,
                end - start,
            )  # fmt: skip
            return float(start + at)

        # Where the ground was dug, its own cells are those from before: the patches tell.
        found = float("inf")
        within = []
        for patch in self.patches:
            start, end = _through(extent(patch), eye, direction)
            start, end = max(start, 0.0), min(end, reach)
            if end > start:
                within.append((start, end))
                at = met(patch, start, end)
                found = min(found, at if at <= end else float("inf"))
        after = 0.0
        for start, end in [*sorted(within), (reach, reach)]:
            at = met(f, after, start)
            if at <= start or (start == reach and at < float("inf")):
                found = min(found, at)
                break
            after = max(after, end)
        return min(found, self._hit_beyond(eye, direction, min(found, reach)))

    def _hit_beyond(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64], reach: float
    ) -> float:
        """Return where a ray meets the ground of the model that goes on beyond the field [m]."""
        field, box = self.field.bounds, self.bounds
        covered = all(
            a <= b + 1.0 if k < 2 else a >= b - 1.0
            for k, (a, b) in enumerate(zip(field, box, strict=True))
        )
        if covered or direction[2] >= 0.0:
            return float("inf")
        start = max(float((self.high - eye[2]) / direction[2]), 0.0)
        end = min(reach, float((self.low - 1.0 - eye[2]) / direction[2]))
        for _ in range(2):
            if not end > start:
                return float("inf")
            t = np.linspace(start, end, 257)
            x, y, z = (eye + t[:, None] * direction).T
            inside = (x >= box[0]) & (y >= box[1]) & (x <= box[2]) & (y <= box[3])
            under = np.flatnonzero(inside & (z <= self.altitude(x, y)))
            if not len(under):
                return float("inf")
            first = int(under[0])
            if not first:
                return start
            start, end = float(t[first - 1]), float(t[first])
        return end

    def _slope(
        self, x: NDArray[np.float64], y: NDArray[np.float64], apart: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the rise to the east and to the north, steeper than it is."""
        rise = _EXAGGERATION / (2 * apart)
        dx = (self.altitude(x + apart, y) - self.altitude(x - apart, y)) * rise
        dy = (self.altitude(x, y + apart) - self.altitude(x, y - apart)) * rise
        return dx, dy

    def _hollow(
        self, x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return how much lower than what is around it the ground z is, -1..1."""
        hollow = np.zeros_like(z)
        for reach in _HOLLOWS:
            around = [
                self.altitude(x + reach * a, y + reach * b)
                for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1))
            ]
            hollow += np.tanh(3.0 * (sum(around) / 4 - z) / reach) / len(_HOLLOWS)
        return hollow


def _meet(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


def _through(
    box: tuple[float, float, float, float],
    eye: NDArray[np.float64],
    direction: NDArray[np.float64],
) -> tuple[float, float]:
    """Return the distances at which a ray enters and leaves an upright box."""
    low, high = -np.inf, np.inf
    for axis in (0, 1):
        near, far = box[axis] - eye[axis], box[axis + 2] - eye[axis]
        if abs(direction[axis]) < 1e-12:
            if near > 0 or far < 0:
                return np.inf, -np.inf
            continue
        first, last = sorted((near / direction[axis], far / direction[axis]))
        low, high = max(low, first), min(high, last)
    return float(low), float(high)


def _lit(
    dx: NDArray[np.float64], dy: NDArray[np.float64], hollow: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the light on slopes; flat ground has 1."""
    lamp = np.array(look.LIGHT_FROM)
    lamp = lamp / np.linalg.norm(lamp)
    length = np.sqrt(dx * dx + dy * dy + 1)
    facing = (-dx * lamp[0] - dy * lamp[1] + lamp[2]) / length - lamp[2]
    value = 0.62 * facing - 0.10 * hollow
    # Neither cliffs nor quarries turn black, and no slope is lit to white.
    value = np.where(
        value < 0,
        _DARKEST * np.tanh(value / _DARKEST),
        _BRIGHTEST * np.tanh(value / _BRIGHTEST),
    )
    return np.asarray(1.0 + value, np.float32)


def filled(z: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the grid with holes (NaN) filled smoothly from around them."""
    known = np.isfinite(z)
    if known.all():
        return z
    if not known.any():
        return np.zeros_like(z)
    return np.where(known, z, _pulled(np.where(known, z, 0.0), known.astype(np.float64))).astype(
        np.float32
    )


def _pulled(values: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pull weighted means up a pyramid and push them down into the gaps."""
    rows, columns = values.shape
    if weight.min() > 0 or max(rows, columns) <= 1:
        return np.asarray(np.divide(values * weight, weight, where=weight > 0, out=values * 0))
    pad = ((0, rows % 2), (0, columns % 2))
    w = np.pad(weight, pad)
    v = np.pad(values, pad) * w
    sums = [a.reshape(a.shape[0] // 2, 2, a.shape[1] // 2, 2).sum((1, 3)) for a in (v, w)]
    coarse_w = np.minimum(sums[1], 1.0)
    coarse_v = np.divide(sums[0], sums[1], where=sums[1] > 0, out=np.zeros_like(sums[0]))
    coarse = _pulled(coarse_v, coarse_w)
    up = _doubled(coarse)[:rows, :columns]
    share = np.minimum(weight, 1.0)
    return np.asarray(values * share + up * (1 - share))


def _doubled(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the grid at twice its size, bilinear between centres."""
    for axis in (0, 1):
        before = np.concatenate([a.take([0], axis), a.take(range(a.shape[axis] - 1), axis)], axis)
        after = np.concatenate([a.take(range(1, a.shape[axis]), axis), a.take([-1], axis)], axis)
        pair = np.stack([0.75 * a + 0.25 * before, 0.75 * a + 0.25 * after], axis + 1)
        shape = list(a.shape)
        shape[axis] *= 2
        a = pair.reshape(shape)
    return a


def rough_field(
    points: NDArray[np.float64], bounds: tuple[float, float, float, float], step: float = 20.0
) -> HeightField:
    """Return a rough ground from altitudes known at places (N, 3); flat at 0 where there are none.

    Parameters
    ----------
    points : (N, 3) float64
        Places with a plausible altitude of the ground [m].
    bounds : tuple of float
        The rectangle to cover [m].
    step : float
        Cell [m].
    """
    xmin, ymin, xmax, ymax = bounds
    step = max(step, max(xmax - xmin, ymax - ymin) / 400)
    columns = max(2, int(np.ceil((xmax - xmin) / step)) + 1)
    rows = max(2, int(np.ceil((ymax - ymin) / step)) + 1)
    z = np.zeros((rows, columns))
    for passes in (24, 8) if len(points) else ():
        i = np.clip(np.rint((points[:, 0] - xmin) / step).astype(int), 0, columns - 1)
        j = np.clip(np.rint((ymax - points[:, 1]) / step).astype(int), 0, rows - 1)
        total, count = np.zeros((rows, columns)), np.zeros((rows, columns))
        np.add.at(total, (j, i), points[:, 2])
        np.add.at(count, (j, i), 1.0)
        mean = np.divide(total, count, where=count > 0, out=np.zeros_like(total))
        z = _softened(_pulled(mean, np.minimum(count, 1.0) * 0.9), passes)
        # Outliers (a bridge, a slip of the survey) shall not make hills: they miss the next pass.
        points = points[np.abs(points[:, 2] - z[j, i]) < 9.0]
    return HeightField(z.astype(np.float32), xmin, ymax, step)


def _softened(z: NDArray[np.float64], passes: int) -> NDArray[np.float64]:
    """Return the grid after some passes of a small blur."""
    for _ in range(passes):
        p = np.pad(z, 1, mode="edge")
        z = (p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:]) / 8 + z / 2
    return z
