"""How far the settings of a quality are from reference settings, at places drawn by chance."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.progress import Progress, silent
from jumeau.simulation.noise.bands import a_weighted, indicator_of
from jumeau.simulation.noise.settings import Settings
from jumeau.simulation.noise.town import Town

COARSE, PREVIEW, STUDY = "coarse", "preview", "study"
FARTHER, FARTHEST = 1.5, 500.0
"""The reference follows sources so many times farther, or so far [m] at least."""
POINTS, SEED = 20, 20_151_996
"""Places that are drawn, and what by: the same ones for the same receivers."""
LOW, HIGH = 10.0, 90.0
"""Percentiles that are told."""
HEARD = 20.0
"""Places with less than this [dB(A)] tell nothing: no source is within reach."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """By how much levels differ from those of the reference [dB].

    Attributes
    ----------
    low, high : float
        10 % and 90 % quantiles of computed less reference.
    points : int
        At how many places.
    """

    low: float
    high: float
    points: int


def settings_of(
    quality: str, reach: float, favourable: tuple[float, float, float]
) -> Settings:  # fmt: skip
    """Return the settings of a quality.

    Parameters
    ----------
    quality : str
        :data:`COARSE`, :data:`PREVIEW` or :data:`STUDY`.
    reach : float
        Of the sources [m].
    favourable : tuple of float
        Share of favourable conditions for day, evening and night.
    """
    return Settings(
        max_distance=reach,
        reflection_order={COARSE: 0, PREVIEW: 1, STUDY: 2}[quality],
        lateral=quality == STUDY,
        favourable=tuple((x,) for x in favourable),
    )


def reference_reach(reach: float) -> float:
    """Return how far the reference follows sources [m]."""
    return max(FARTHER * reach, FARTHEST)


def reference_of(settings: Settings) -> Settings:
    """Return the reference settings: order 2, around vertical edges, sources farther away."""
    return dataclasses.replace(
        settings, reflection_order=2, lateral=True,
        max_distance=reference_reach(settings.max_distance),
    )  # fmt: skip


def drawn(count: int, points: int = POINTS) -> NDArray[np.intp]:
    """Return which of some receivers are compared with the reference, ascending."""
    chosen = np.random.default_rng(SEED).permutation(count)[:points]
    return np.sort(chosen)


def deviation_of(
    town: Town,
    receivers: NDArray[np.float64],
    own: NDArray[np.int32],
    levels: NDArray[np.float64],
    settings: Settings,
    indicator: str,
    progress: Progress = silent,
) -> Deviation | None:
    """Return by how much levels differ from the reference, at places drawn by chance.

    Parameters
    ----------
    town : Town
        With the sources that the reference hears.
    receivers : (N, 3) float64
    own : (N,) int32
    levels : (N,) float64
        Of the indicator, as computed [dB(A)].
    settings : Settings
        With which they were.
    indicator : str
        One of :data:`jumeau.simulation.noise.bands.INDICATORS`.

    Returns
    -------
    Deviation or None
        None where nothing is heard anywhere.
    """
    from jumeau.simulation.noise.engine import attenuation
    from jumeau.simulation.noise.engine import levels as levels_by_band
    from jumeau.simulation.noise.keeping import ready

    heard = np.flatnonzero(levels > HEARD)
    if not len(heard):
        return None
    rows = heard[drawn(len(heard))]
    way = attenuation(
        ready(town.scene), town.sources, receivers[rows], reference_of(settings), progress,
        own=own[rows],
    )  # fmt: skip
    reference = indicator_of(indicator, a_weighted(levels_by_band(way, town.power)))
    low, high = np.percentile(levels[rows] - reference, (LOW, HIGH)).tolist()
    return Deviation(low, high, len(rows))
