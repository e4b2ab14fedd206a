"""Settings, sources and buffers in the shape that the kernels of receivers take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.around.hull import scratch_around
from jumeau.simulation.noise.attenuation.air import air
from jumeau.simulation.noise.attenuation.kernel import scratch_buffer
from jumeau.simulation.noise.mirrors.images import images_scratch
from jumeau.simulation.noise.paths.index import Prepared, local
from jumeau.simulation.noise.profile import COLUMNS, MOST
from jumeau.simulation.noise.receiving import SECTIONS, Lines, Log, Scratch, Ways
from jumeau.simulation.noise.scene import Sources
from jumeau.simulation.noise.settings import DIRECTIONS, Settings

MIRRORED = 4096
"""Reflected paths from one place to one receiver at most."""

Floats = NDArray[np.float64]


def ways_of(settings: Settings) -> Ways:
    """Return settings ready for kernels."""
    periods = [tuple(x) for x in settings.favourable]
    if len(set(periods)) == 1:
        periods = periods[:1]
    width = DIRECTIONS if settings.by_direction else 1
    favourable = np.array([x if len(x) == width else x * width for x in periods], np.float64)
    return Ways(
        air(settings),
        favourable,
        np.array(
            [
                settings.max_distance,
                settings.reflection_distance,
                settings.reflection_order,
                settings.lateral,
                settings.line_ratio,
            ],
            np.float64,
        ),
    )


def lines_of(prep: Prepared, sources: Sources) -> Lines:
    """Return sources in the order of their sections, ready for kernels."""
    order = np.argsort(sources.section, kind="stable")
    points = local(prep, sources.points).reshape(-1, 3)
    count = np.diff(sources.start)[order]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    taken = np.arange(int(start[-1])) + np.repeat(sources.start[:-1][order] - start[:-1], count)
    points = np.ascontiguousarray(points[taken])
    first = np.searchsorted(sources.section[order], np.arange(sources.sections + 1))
    of_point = np.repeat(sources.section[order], count)
    box = _boxes(points, of_point, sources.sections)
    blocks = np.full((-(-sources.sections // SECTIONS), 4), np.inf)
    blocks[:, 2:] = -np.inf
    block = np.arange(sources.sections) // SECTIONS
    np.minimum.at(blocks[:, :2], block, box[:, :2])
    np.maximum.at(blocks[:, 2:], block, box[:, 2:])
    return Lines(points, start, first.astype(np.int64), box, blocks)


def _boxes(points: Floats, of_point: NDArray[np.int32], sections: int) -> Floats:
    box = np.full((sections, 4), np.inf)
    box[:, 2:] = -np.inf
    np.minimum.at(box[:, :2], of_point, points[:, :2])
    np.maximum.at(box[:, 2:], of_point, points[:, :2])
    return box


def scratch_of(ways: Ways, terms: int = 0) -> Scratch:
    """Return buffers for one thread."""
    return Scratch(
        np.empty((MOST, COLUMNS)),
        np.empty((MOST, COLUMNS)),
        scratch_around(),
        images_scratch(int(ways.limits[2])),
        np.empty(MIRRORED, np.int64),
        scratch_buffer(),
        np.zeros((2, 8)),
        np.zeros((len(ways.favourable), 8)),
        np.zeros(5),
        np.zeros((terms, 8)),
        np.zeros(2),
    )


def no_log() -> Log:
    """Return a log that nothing is written to."""
    empty = np.empty((0, 1))
    return Log(empty, empty, np.empty((0, 0, 8)), np.empty(0, np.int64))
