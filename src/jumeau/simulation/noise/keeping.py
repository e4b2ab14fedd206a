"""Attenuations that were computed before, kept in memory for an edit or for another variant.

Emission is apart: a change of traffic, speed or surface finds its attenuation here whole, and its
levels are a product of matrices. After a change of a building, a barrier or the ground only those
pairs of receiver and section are computed again that it can touch (:mod:`.renewing`), and receivers
and sections that are new. The result is equal, bit for bit, to a whole computation.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.noise.paths.index import Prepared, local
from jumeau.simulation.noise.renewing import (
    BESIDE,
    building_keys,
    changed,
    near_boxes,
    section_keys,
    touched,
)
from jumeau.simulation.noise.scene import Attenuation, Scene, Sources
from jumeau.simulation.noise.settings import Settings

MOST_BYTES = 1_000_000_000
"""Of attenuations kept in memory."""
TRIED = 4
"""So many of the latest are looked at for what can be taken over."""
NONE = -1
ZERO = np.zeros((1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What was computed, and of what."""

    settings: Settings
    scene: Scene
    sources: Sources
    receivers: NDArray[np.float64]
    own: tuple[bytes, ...]
    found: Attenuation

    @property
    def size(self) -> int:
        """Memory [bytes]."""
        one = self.found
        return sum(x.nbytes for x in (one.start, one.section, one.gain, one.reach, self.receivers))


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What must be computed, and what is taken over.

    Attributes
    ----------
    rows : (M,) int64
        Receivers of which anything must be computed.
    whole : (M,) bool
        All of it.
    start, section : (M+1,) int64, (K,) int32
        The sections of the others.
    row : (N,) int64
        Of the kept one, for each receiver; -1 for a new one.
    sections : (S,) int32
        Number now of each section of the kept one; -1 for one that is gone.
    taken : (K,) bool
        Entries of the kept one that hold.
    """

    rows: NDArray[np.int64]
    whole: NDArray[np.bool_]
    start: NDArray[np.int64]
    section: NDArray[np.int32]
    row: NDArray[np.int64]
    sections: NDArray[np.int32]
    taken: NDArray[np.bool_]

    @property
    def weight(self) -> float:
        """How much there is to do, in receivers computed whole."""
        return float(self.whole.sum()) + 0.02 * len(self.section)


_kept: list[Kept] = []
_ready: list[tuple[Scene, Prepared]] = []
_lock = threading.Lock()


def forget() -> None:
    """Keep nothing any more."""
    with _lock:
        _kept.clear()
        _ready.clear()


def attenuation_of(
    scene: Scene,
    sources: Sources,
    receivers: NDArray[np.float64],
    settings: Settings,
    progress: Progress = silent,
    *,
    own: NDArray[np.int32] | None = None,
) -> Attenuation:
    """Return an attenuation: from what is kept as far as it holds, else computed.

    Parameters
    ----------
    scene, sources, receivers, settings, own
        As of :func:`jumeau.simulation.noise.engine.attenuation`.
    progress : Progress
        May raise ``Cancelled``.
    """
    from jumeau.simulation.noise.engine import attenuation

    keys = _own_keys(scene, own, len(receivers))
    with _lock:
        alike = [x for x in _kept if x.settings == settings][:TRIED]
    best: tuple[Kept, Work] | None = None
    for one in alike:
        work = _work(one, scene, sources, receivers, keys)
        if work is not None and (best is None or work.weight < best[1].weight):
            best = one, work
        if best is not None and not len(best[1].rows):
            break
    if best is None or best[1].whole.sum() > 0.9 * len(receivers):
        found = attenuation(
            ready(scene), sources, receivers, settings, progress, own=own, reach=True
        )
    else:
        found = _renewed(best, scene, sources, receivers, settings, own, progress)
    _keep(Kept(settings, scene, sources, receivers, keys, found))
    return found


def ready(scene: Scene) -> Prepared:
    """Return a scene ready for kernels; the latest ones are kept."""
    from jumeau.simulation.noise.paths.index import prepared

    with _lock:
        found = next((prep for one, prep in _ready if one is scene), None)
    if found is None:
        found = prepared(scene)
        with _lock:
            _ready.insert(0, (scene, found))
            del _ready[TRIED:]
    return found


def _renewed(
    best: tuple[Kept, Work], scene: Scene, sources: Sources, receivers: NDArray[np.float64],
    settings: Settings, own: NDArray[np.int32] | None, progress: Progress,
) -> Attenuation:  # fmt: skip
    """Return what is kept with what must be computed again in its places."""
    from jumeau.simulation.noise.engine import attenuation

    one, work = best
    fresh = Attenuation(
        np.zeros(1, np.int64), np.empty(0, np.int32),
        np.empty((0, *one.found.gain.shape[1:]), np.float32), np.empty((0, 4), np.float32),
    )  # fmt: skip
    if len(work.rows):
        fresh = attenuation(
            ready(scene), sources, receivers[work.rows], settings, part(progress, 0.0, 0.95),
            own=None if own is None else own[work.rows], reach=True,
            only=(work.whole, work.start, work.section),
        )  # fmt: skip
    return _merged(one.found, fresh, work, len(receivers), sources.sections)


# -- what is left to do ----------------------------------------------------------------------------


def _work(
    one: Kept, scene: Scene, sources: Sources, receivers: NDArray[np.float64],
    own: tuple[bytes, ...],
) -> Work | None:  # fmt: skip
    settings, row = one.settings, _rows(one, receivers, own)
    whole = row == NONE
    sections, new = _sections(one.sources, sources)
    taken = sections[one.found.section] != NONE
    if one.scene is not scene:
        where = changed(one.scene, scene)
        if where is None:
            return None
        if len(where.boxes) and not _same_place(one.scene, scene):
            return None
        if len(where.boxes):
            taken &= ~touched(
                one.receivers, one.found.start, one.found.section, one.found.reach, one.sources,
                where, settings,
            )  # fmt: skip
        whole |= near_boxes(receivers, where.boxes, 0.0)  # it may have been below the ground
    near = _near(receivers, sources, new, settings.max_distance)
    count, listed = _again(row, whole, one.found, sections, taken, new, near)
    rows = np.flatnonzero(whole | (count > 0))
    start = np.concatenate([[0], np.cumsum(count[rows])]).astype(np.int64)
    return Work(rows, whole[rows], start, listed, row, sections, taken)


def _near(
    receivers: NDArray[np.float64], sources: Sources, new: NDArray[np.int32], distance: float
) -> NDArray[np.bool_]:
    """Tell which new sections each receiver may hear, (N, new)."""
    found = np.zeros((len(receivers), len(new)), np.bool_)
    for k, section in enumerate(new):
        lines = np.flatnonzero(sources.section == section)
        ends = [sources.points[sources.start[j] : sources.start[j + 1], :2] for j in lines]
        points = np.concatenate([np.empty((0, 2)), *ends])
        if len(points):
            box = np.concatenate([points.min(0) - BESIDE, points.max(0) + BESIDE])
            found[:, k] = near_boxes(receivers, box[None], distance)
    return found


def _same_place(one: Scene, other: Scene) -> bool:
    """Tell whether both scenes count from the same origin: else the last digits differ."""
    return bool((local(ready(one), ZERO) == local(ready(other), ZERO)).all())


def _own_keys(scene: Scene, own: NDArray[np.int32] | None, count: int) -> tuple[bytes, ...]:
    """Return the shape of the building that each receiver stands before, as a key."""
    if own is None or not (own >= 0).any():
        return (b"",) * count
    keys = [hashlib.blake2b(x, digest_size=16).digest() for x in building_keys(scene)]
    return tuple(keys[x] if x >= 0 else b"" for x in own.tolist())


def _rows(one: Kept, receivers: NDArray[np.float64], own: tuple[bytes, ...]) -> NDArray[np.int64]:
    """Return the row of the kept one of each receiver."""
    if one.receivers is receivers and one.own == own:
        return np.arange(len(receivers), dtype=np.int64)
    there: dict[Hashable, int] = {
        key: k for k, key in enumerate(zip(_bytes(one.receivers), one.own, strict=True))
    }
    mine = zip(_bytes(receivers), own, strict=True)
    return np.array([there.get(key, NONE) for key in mine], np.int64)


def _bytes(receivers: NDArray[np.float64]) -> list[bytes]:
    rows = np.ascontiguousarray(receivers, np.float64)
    found: list[bytes] = rows.view("V24").ravel().tolist()
    return found


def _sections(old: Sources, new: Sources) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the number now of each section of before, and the sections that are new."""
    if old is new:
        return np.arange(old.sections, dtype=np.int32), np.empty(0, np.int32)
    there = {key: k for k, key in enumerate(section_keys(new))}
    now = np.array([there.get(key, NONE) for key in section_keys(old)], np.int32).reshape(-1)
    known = np.zeros(new.sections, np.bool_)
    known[now[now != NONE]] = True
    return now, np.flatnonzero(~known).astype(np.int32)


def _again(
    row: NDArray[np.int64], whole: NDArray[np.bool_], found: Attenuation,
    sections: NDArray[np.int32], taken: NDArray[np.bool_], new: NDArray[np.int32],
    near: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:  # fmt: skip
    """Return, by receiver, how many sections must be computed, and which, ascending."""
    count = np.zeros(len(row), np.int64)
    _count(row, whole, found.start, found.section, sections, taken, near, count)
    listed = np.empty(int(count.sum()), np.int32)
    _list(row, whole, found.start, found.section, sections, taken, new, near, listed)
    return count, listed


@njit
def _count(
    row: Any, whole: Any, start: Any, section: Any, sections: Any, taken: Any, near: Any, out: Any
) -> None:
    for i in range(len(row)):
        if whole[i]:
            continue
        out[i] = near[i].sum()
        for e in range(start[row[i]], start[row[i] + 1]):
            if not taken[e] and sections[section[e]] >= 0:
                out[i] += 1


@njit
def _list(
    row: Any, whole: Any, start: Any, section: Any, sections: Any, taken: Any, new: Any, near: Any,
    out: Any,
) -> None:  # fmt: skip
    n = 0
    for i in range(len(row)):
        if whole[i]:
            continue
        first = n
        for e in range(start[row[i]], start[row[i] + 1]):
            if not taken[e] and sections[section[e]] >= 0:
                out[n] = sections[section[e]]
                n += 1
        for k in range(len(new)):
            if near[i, k]:
                out[n] = new[k]
                n += 1
        out[first:n].sort()


# -- together --------------------------------------------------------------------------------------


def _merged(
    old: Attenuation, fresh: Attenuation, work: Work, count: int, sections: int
) -> Attenuation:
    """Return what holds of the kept one and what is fresh, in the order of a whole computation."""
    place = np.full(count, NONE, np.int64)
    place[work.rows] = np.arange(len(work.rows))
    whole = np.zeros(count, np.bool_)
    whole[work.rows] = work.whole
    start = np.zeros(count + 1, np.int64)
    _sizes(work.row, whole, place, old.start, work.taken, fresh.start, start)
    np.cumsum(start, out=start)
    section = np.empty(int(start[-1]), np.int32)
    gain = np.empty((int(start[-1]), *old.gain.shape[1:]), np.float32)
    reach = np.empty((int(start[-1]), 4), np.float32)
    _fill(
        work.row, whole, place, old.start, old.section, old.gain, old.reach, work.taken,
        work.sections, fresh.start, fresh.section, fresh.gain, fresh.reach, start, section, gain,
        reach, np.full(sections, NONE, np.int64),
    )  # fmt: skip
    return Attenuation(start, section, gain, reach)


@njit
def _sizes(
    row: Any, whole: Any, place: Any, start: Any, taken: Any, fresh_start: Any, out: Any
) -> None:
    for i in range(len(row)):
        if place[i] >= 0:
            out[i + 1] += fresh_start[place[i] + 1] - fresh_start[place[i]]
        if not whole[i]:
            for e in range(start[row[i]], start[row[i] + 1]):
                out[i + 1] += taken[e]


@njit
def _fill(
    row: Any, whole: Any, place: Any, start: Any, section: Any, gain: Any, reach: Any, taken: Any,
    sections: Any, fresh_start: Any, fresh_section: Any, fresh_gain: Any, fresh_reach: Any,
    out_start: Any, out_section: Any, out_gain: Any, out_reach: Any, at: Any,
) -> None:  # fmt: skip
    """Write the entries of each receiver by ascending section; ``at`` is scratch, all -1."""
    for i in range(len(row)):
        n, first = out_start[i], out_start[i]
        if place[i] >= 0:
            for e in range(fresh_start[place[i]], fresh_start[place[i] + 1]):
                out_section[n] = fresh_section[e]
                at[fresh_section[e]] = -2 - e
                n += 1
        if not whole[i]:
            for e in range(start[row[i]], start[row[i] + 1]):
                if taken[e]:
                    out_section[n] = sections[section[e]]
                    at[out_section[n]] = e
                    n += 1
        out_section[first:n].sort()
        for k in range(first, n):
            e = at[out_section[k]]
            if e < 0:
                out_gain[k] = fresh_gain[-2 - e]
                out_reach[k] = fresh_reach[-2 - e]
            else:
                out_gain[k] = gain[e]
                out_reach[k] = reach[e]


def _keep(one: Kept) -> None:
    """Keep what was computed, and as much of what was before as there is room for."""
    with _lock:
        rest = list(_kept)
        _kept[:] = []
        room = MOST_BYTES
        for x in (one, *rest):
            room -= x.size
            if room < 0:
                break
            _kept.append(x)
