"""The ways by which sound comes to a place: as records, and as lines over the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jumeau.render.look import Rgb, rgb
from jumeau.simulation.noise.bands import SILENT, lden

MOST_DRAWN = 24
"""Ways that are drawn, the loudest first."""
MOST_TOLD, FAINT_IN_FILES = 500, 40.0
"""Ways that are written to a file, and how much quieter than the whole they may be [dB]."""
FAINT = 20.0
"""What is so much quieter than the whole is not drawn [dB]."""


class PathKind(StrEnum):
    """How sound comes: straight, over something, around its side, by a wall that reflects it."""

    DIRECT = "direct"
    OVER = "over"
    AROUND = "around"
    REFLECTED = "reflected"


INK: dict[PathKind, Rgb] = {
    PathKind.DIRECT: rgb("#0072B2"),
    PathKind.OVER: rgb("#B3460B"),
    PathKind.AROUND: rgb("#8E2F73"),
    PathKind.REFLECTED: rgb("#00704F"),
}
DASHES: dict[PathKind, tuple[float, ...]] = {
    PathKind.DIRECT: (),
    PathKind.OVER: (6.0, 2.5),
    PathKind.AROUND: (6.0, 2.2, 1.2, 2.2),
    PathKind.REFLECTED: (1.6, 2.0),
}
"""Lengths of strokes and gaps over the width of the line; none for a whole line."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One way of the sound from a source to the place.

    Attributes
    ----------
    section : int
        Of the sources.
    name : str
        Of the source; empty where it has none.
    source : int
        0 road, 1 rail, 2 industry.
    kind : PathKind
    points : (K, 3) float64
        From the source to the place, project CRS [m].
    bands : (8,) float64
        Level by octave band, of day, evening and night together as in Lden [dB(A)].
    terms : tuple of (str, (8,) float64)
        What weakens the sound, by octave band [dB]: names are keys ``noise_place.term.<name>``.
    """

    section: int
    name: str
    source: int
    kind: PathKind
    points: NDArray[np.float64]
    bands: NDArray[np.float64]
    terms: tuple[tuple[str, NDArray[np.float64]], ...] = ()

    @property
    def level(self) -> float:
        """Level of all bands [dB(A)]."""
        return total(self.bands)

    @property
    def length(self) -> float:
        """Of the whole way [m]."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())


@dataclass(frozen=True, slots=True)
class Source:
    """What one source brings to the place.

    Attributes
    ----------
    name : str
    source : int
        As :attr:`Route.source`.
    share : float
        Of all the energy, 0 to 1.
    level : float
        [dB(A)]
    """

    name: str
    source: int
    share: float
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What is heard at a place in one variant.

    Attributes
    ----------
    levels : (3,) float64
        Of day, evening and night [dB(A)].
    routes : tuple of Route
        The loudest first.
    built : bool
        Whether a building stands there: nothing is heard.
    """

    levels: NDArray[np.float64]
    routes: tuple[Route, ...] = ()
    built: bool = False

    @property
    def lden(self) -> float:
        """Mean of the day with its penalties [dB(A)]."""
        return float(lden(self.levels))

    @property
    def silent(self) -> bool:
        """Whether no source reaches the place."""
        return not self.routes

    def sources(self) -> tuple[Source, ...]:
        """Return what each source brings, the loudest first; those of one name are one."""
        energy: dict[tuple[str, int], float] = {}
        for route in self.routes:
            key = (route.name, route.source)
            energy[key] = energy.get(key, 0.0) + float((10.0 ** (route.bands / 10.0)).sum())
        whole = sum(energy.values())
        found = [
            Source(name, source, x / whole, 10.0 * float(np.log10(x)))
            for (name, source), x in energy.items()
            if x > 0.0
        ]
        return tuple(sorted(found, key=lambda x: (-x.level, x.name)))

    def shares(self) -> dict[PathKind, float]:
        """Return the share of the energy that comes by each kind of way; those that there are."""
        energy: dict[PathKind, float] = {}
        for route in self.routes:
            here = float((10.0 ** (route.bands / 10.0)).sum())
            energy[route.kind] = energy.get(route.kind, 0.0) + here
        whole = sum(energy.values())
        return {kind: energy[kind] / whole for kind in PathKind if energy.get(kind, 0.0) > 0.0}


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A line to draw: its points (K, 3) [m], what it stands for, how loud beside the loudest."""

    points: NDArray[np.float64]
    kind: PathKind
    strength: float


def total(bands: NDArray[np.float64]) -> float:
    """Return the sum of levels [dB]."""
    energy = float((10.0 ** (np.asarray(bands) / 10.0)).sum())
    return 10.0 * float(np.log10(max(energy, 10.0 ** (SILENT / 10.0))))


def strokes(heard: Heard, most: int = MOST_DRAWN) -> tuple[Stroke, ...]:
    """Return what is drawn of the ways to a place, the faintest first.

    A road is heard along its whole length: of all the ways of one kind from one section the loudest
    stands for the others. Those that together are :data:`FAINT` below the whole are left out.
    ``strength`` runs from 1, the loudest, to 0.
    """
    groups: dict[tuple[int, PathKind], list[Route]] = {}
    for route in heard.routes:
        groups.setdefault((route.section, route.kind), []).append(route)
    levels = {key: total(np.array([x.level for x in group])) for key, group in groups.items()}
    whole = total(np.array(list(levels.values()))) if levels else 0.0
    loud = sorted(levels, key=lambda key: (-levels[key], key))[:most]
    first = levels[loud[0]] if loud else 0.0
    found = [
        Stroke(groups[key][0].points, key[1], max(1.0 - (first - levels[key]) / FAINT, 0.0))
        for key in loud
        if whole - levels[key] < FAINT
    ]
    return tuple(reversed(found))


def told_routes(heard: Heard) -> tuple[Route, ...]:
    """Return the ways that files list: the loudest, as far as they matter."""
    whole = total(np.array([x.level for x in heard.routes])) if heard.routes else 0.0
    return tuple(x for x in heard.routes[:MOST_TOLD] if whole - x.level < FAINT_IN_FILES)


def in_order(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Return ways, the loudest first; those that bring nothing are left out."""
    heard = [x for x in routes if x.level > SILENT + 1.0]
    return tuple(sorted(heard, key=lambda x: (-x.level, x.section, x.kind)))


def table_of(route: Route) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Return the rows of the table of a way: its terms, then ``level``; NaN where there is none."""
    rows = [(name, tuple(values.tolist())) for name, values in _present(route.terms)]
    return (*rows, ("level", tuple(route.bands.tolist())))


def _present(
    terms: Sequence[tuple[str, NDArray[np.float64]]],
) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the terms that exist: those that say something in some band."""
    return [
        (name, x) for name, x in terms if np.isfinite(x).any() and np.abs(x[np.isfinite(x)]).any()
    ]
