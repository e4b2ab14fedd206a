"""Hours that were computed before, for heights that differ a little: an edit, another variant.

Only the cells that the shade of what differs can reach are computed again; all cells are equal,
bit for bit, to those of a whole computation, for that is how the kernels sum
(:mod:`jumeau.simulation.sun.hours`). What was computed is kept in memory, the latest first.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.progress import Progress
from jumeau.simulation.analyses.request import Bounds, Raster
from jumeau.simulation.sun.position import Suns
from jumeau.simulation.surface import Surface

MOST_BYTES = 300_000_000
"""Of heights and hours kept in memory."""
WORTH = 0.7
"""A larger share of the cells is not worth being told from the whole."""

Hours = Callable[[Bounds, Progress], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What was computed: of which question, of which heights."""

    key: str
    surface: Surface
    hours: NDArray[np.float32]

    @property
    def size(self) -> int:
        """Memory [bytes]."""
        arrays = (
            self.surface.ground, self.surface.top, self.surface.crown_low,
            self.surface.crown_high, self.surface.trunk, self.surface.estimated, self.hours,
        )  # fmt: skip
        return sum(x.nbytes for x in arrays if x is not None)


_kept: list[Kept] = []
_lock = threading.Lock()


def key_of(*parts: Any) -> str:
    """Return a digest of all that a result depends on besides the heights."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(np.ascontiguousarray(part).tobytes())
        digest.update(repr(part).encode() if not isinstance(part, np.ndarray) else b";")
    return digest.hexdigest()


def renewed(
    key: str, surface: Surface, box: Bounds, suns: Suns, hours: Hours, progress: Progress
) -> NDArray[np.float32]:
    """Return the hours of a box: from what is kept where that is less work, else computed.

    Parameters
    ----------
    key : str
        See :func:`key_of`.
    surface : Surface
        Heights in the box and around it.
    box : tuple of float
        Whole cells: west, south, east, north [m].
    suns : Suns
        That are summed.
    hours : callable
        Computes the cells of a box.
    """
    found = _from_kept(key, surface, box, suns, hours, progress)
    if found is None:
        found = hours(box, progress)
    _keep(Kept(key, replace(surface, kept={}), found.copy()))
    return found


def forget() -> None:
    """Keep nothing any more."""
    with _lock:
        _kept.clear()


def _from_kept(
    key: str, surface: Surface, box: Bounds, suns: Suns, hours: Hours, progress: Progress
) -> NDArray[np.float32] | None:
    with _lock:
        alike = [x for x in _kept if x.key == key]
    best: tuple[float, Kept, Bounds | None] | None = None
    for one in alike:
        reached = _reached(one.surface, surface, box, suns)
        size = 0.0 if reached is None else _area(reached)
        if best is None or size < best[0]:
            best = (size, one, reached)
    if best is None or best[0] > WORTH * _area(box):
        return None
    _, one, reached = best
    out = one.hours.copy()
    if reached is not None:
        raster = Raster(out, box[0], box[3], surface.step)
        out[_place(raster, reached)] = hours(reached, progress)
    return out


def _reached(old: Surface, new: Surface, box: Bounds, suns: Suns) -> Bounds | None:
    """Return the whole cells of a box whose hours may differ; None where none may."""
    from jumeau.simulation.sun.hours import changed_box, reach_of

    found = changed_box(old, new)
    if found is None:
        return None
    lowest = min(float(old.ground.min()), float(new.ground.min()))
    west, south, east, north = reach_of(found[0], found[1], lowest, suns, new.step)
    step = new.step
    left, right = np.floor(west / step) * step, np.ceil(east / step) * step
    foot, head = np.floor(south / step) * step, np.ceil(north / step) * step
    cut = (max(left, box[0]), max(foot, box[1]), min(right, box[2]), min(head, box[3]))
    return cut if cut[2] > cut[0] and cut[3] > cut[1] else None


def _place(raster: Raster, box: Bounds) -> tuple[slice, slice]:
    from jumeau.simulation.analyses.running import place_of

    return place_of(raster, box)


def _area(box: Bounds) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _keep(one: Kept) -> None:
    """Keep what was computed, and as much of what was before as there is room for."""
    with _lock:
        rest = [x for x in _kept if x is not one]
        _kept[:] = []
        room = MOST_BYTES
        for x in (one, *rest):
            room -= x.size
            if room < 0:
                break
            _kept.append(x)
