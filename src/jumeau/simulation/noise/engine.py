"""From a scene, its sources and receivers to attenuations: all paths, in chunks of receivers.

Common framework of annex II of Directive 2002/49/EC (2015/996, corrected by 2021/1226), 2.5. Lines
are cut into equal pieces for each receiver; each receiver is computed for itself and each section
in an order of its own, so that results are equal bit for bit however the work is divided.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.progress import Progress, silent
from jumeau.simulation.noise.explaining import Heard, explain
from jumeau.simulation.noise.paths.index import Prepared, local
from jumeau.simulation.noise.receiving import Lines, Scratch, Ways, near_sections, receive
from jumeau.simulation.noise.scene import Attenuation, Sources
from jumeau.simulation.noise.settings import Settings
from jumeau.simulation.noise.sharing import lines_of, no_log, scratch_of, ways_of
from jumeau.simulation.noise.summing import levels, levels_changed

__all__ = ["Heard", "attenuation", "explain", "levels", "levels_changed"]

CHUNK = 64
"""Receivers that are computed in one go."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What all chunks share."""

    prep: Prepared
    ways: Ways
    lines: Lines
    receivers: Floats
    own: NDArray[np.int32]
    whole: NDArray[np.bool_]
    start: NDArray[np.int64]
    only: NDArray[np.int32]
    reach: bool
    spare: deque[Scratch]

    def run(self, first: int, last: int) -> tuple[Any, ...]:
        """Compute receivers; in a thread."""
        try:
            scratch = self.spare.pop()
        except IndexError:
            scratch = scratch_of(self.ways)
        here = np.ascontiguousarray(self.receivers[first:last])
        near = np.zeros(len(here), np.int64)
        near_sections(self.lines, here, float(self.ways.limits[0]), near)
        most = int(np.where(self.whole[first:last], near, np.diff(self.start)[first:last]).sum())
        out = (
            np.empty(most, np.int32),
            np.empty((most, len(self.ways.favourable), 8), np.float32),
            np.empty((most if self.reach else 0, 4)),
            np.empty(len(here), np.int64),
            np.zeros(1, np.int64),
        )
        n = receive(
            self.prep,
            self.ways,
            self.lines,
            scratch,
            here,
            self.own[first:last],
            self.whole[first:last],
            self.start[first : last + 1],
            self.only,
            out,
            no_log(),
        )
        self.spare.append(scratch)
        kept = out[:3] if n == most else tuple(x[:n].copy() for x in out[:3])
        return (*kept, *out[3:])


def attenuation(
    prep: Prepared,
    sources: Sources,
    receivers: Floats,
    settings: Settings,
    progress: Progress = silent,
    *,
    own: NDArray[np.int32] | None = None,
    threads: int | None = None,
    reach: bool = False,
    only: tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int32]] | None = None,
) -> Attenuation:
    """Return how much of the power of each section reaches each receiver.

    Parameters
    ----------
    prep : Prepared
        Of :func:`jumeau.simulation.noise.paths.index.prepared`.
    sources : Sources
    receivers : (N, 3) float64
        x, y and altitude [m]; one below the ground hears nothing.
    settings : Settings
    progress : Progress
        May raise ``Cancelled``.
    own : (N,) int32, optional
        Building before whose façade each receiver stands: its reflection is left out; -1 for none.
    threads : int, optional
        One for each processor.
    reach : bool
        Whether to tell what was looked at: :attr:`Attenuation.reach`.
    only : tuple of arrays, optional
        For each receiver (N,) whether all sections count; where not, which do: starts (N+1,) into
        sections, ascending.

    Returns
    -------
    Attenuation
    """
    count = len(receivers)
    ways, lines = ways_of(settings), lines_of(prep, sources)
    if only is None:
        only = np.ones(count, np.bool_), np.zeros(count + 1, np.int64), np.empty(0, np.int32)
    job = _Job(
        prep,
        ways,
        lines,
        np.ascontiguousarray(local(prep, receivers)).reshape(-1, 3),
        np.full(count, -1, np.int32) if own is None else np.array(own, np.int32),
        np.array(only[0], np.bool_),
        np.array(only[1], np.int64),
        np.array(only[2], np.int32),
        reach,
        deque(),
    )
    found = _all(job, count, progress, threads or os.cpu_count() or 1)
    start = np.concatenate([[0], *(x[3] for x in found)]).astype(np.int64).cumsum()
    sections, gains, reaches = (_together(found, i) for i in range(3))
    told = np.empty((0, 4), np.float32)
    if reach:
        shift = np.tile(prep.cuts.frame[:2], 2)
        told = _outwards(reaches + shift) if len(found) else told
    if not len(found):
        sections = np.empty(0, np.int32)
        gains = np.empty((0, len(ways.favourable), 8), np.float32)
    left_out = sum(int(x[4][0]) for x in found)
    return Attenuation(start, sections, gains, told, left_out)


def _together(found: list[tuple[Any, ...]], i: int) -> NDArray[Any]:
    """Return one array of all chunks, and let go of the parts."""
    parts = [x[i] for x in found]
    for k, x in enumerate(found):
        found[k] = (*x[:i], None, *x[i + 1 :])
    return np.concatenate(parts) if parts else np.empty(0)


def _outwards(box: Floats) -> NDArray[np.float32]:
    """Return boxes in single precision that hold those given."""
    near = box.astype(np.float32)
    away = np.array([-np.inf, -np.inf, np.inf, np.inf], np.float32)
    finite = np.isfinite(near)
    found: NDArray[np.float32] = np.where(finite, np.nextafter(near, away), near)
    return found


def _all(job: _Job, count: int, progress: Progress, threads: int) -> list[tuple[Any, ...]]:
    """Compute all chunks, a few at a time, and put them in their order."""
    from concurrent.futures import ThreadPoolExecutor

    ends = [(k, min(k + CHUNK, count)) for k in range(0, count, CHUNK)]
    found: list[tuple[Any, ...]] = []
    progress(0.0)
    if threads == 1 or len(ends) < 2:
        for first, last in ends:
            found.append(job.run(first, last))
            progress(last / count)
        return found
    with ThreadPoolExecutor(min(threads, len(ends))) as pool:
        waiting: deque[Future[tuple[Any, ...]]] = deque()
        coming = iter(ends)
        try:
            for first, last in coming:
                waiting.append(pool.submit(job.run, first, last))
                if len(waiting) > 2 * threads:
                    found.append(waiting.popleft().result())
                    progress(len(found) / len(ends))
            while waiting:
                found.append(waiting.popleft().result())
                progress(len(found) / len(ends))
        finally:
            for one in waiting:
                one.cancel()
    return found
