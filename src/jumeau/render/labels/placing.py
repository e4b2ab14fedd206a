"""Names put on the picture one after another, the weightiest first, none over another."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from jumeau.render.furniture import Item
from jumeau.render.labels.lettering import BOLD, LINE, flagged, height_of, lettered, width_of
from jumeau.render.labels.ranks import Rank
from jumeau.render.labels.screen import Box, Taken
from jumeau.render.labels.straight import best_stretch, upright
from jumeau.render.labels.words import abbreviations, in_lines

MOST: dict[Rank, int] = {
    Rank.TOWN: 4, Rank.PLACE: 9, Rank.LANDMARK: 8, Rank.WATER: 3, Rank.STREET: 8, Rank.STOP: 8,
    Rank.CONTOUR: 6,
}  # fmt: skip
"""So many names of a kind at most: a picture is looked at, not read."""
WIDEST = 10.0
"""Names of places are wrapped where they are wider, in heights of their letters."""
SPARE = 0.45
"""Room around a name, in heights of the body text."""
STEMS = (1.1, 2.5, 4.2)
"""Lengths of the line below a name that stands over a roof, in heights of its letters."""
WAYS = ((0.0, 0.0), (0.0, -1.1), (0.0, 1.1), (0.6, 0.0), (-0.6, 0.0), (0.5, 1.2), (-0.5, 1.2),
        (0.5, -1.2), (-0.5, -1.2), (0.0, -2.2), (0.0, 2.2))  # fmt: skip
"""Where the name of an area may stand from its middle: to the right in its own widths, downwards in
heights of its letters."""
BESIDE = 4
"""Of a street, so many places must be seen where its name stands over it."""
APART = 11.0
"""So far apart stand two equal altitudes of contour lines, in heights of the letters."""
BEND = 0.3
"""So far a street may bend below its name, in heights of the letters."""
FLAT = frozenset({Rank.TOWN, Rank.PLACE, Rank.WATER, Rank.CONTOUR})
Id = tuple[str, str]
"""A layer and a name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a name stood in the picture before: which of its ways, and where along which line."""

    way: int = 0
    run: int = -1
    share: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A name on the picture.

    Attributes
    ----------
    boxes : tuple of Box
        What it takes of the picture [pixels].
    angle : float
        Of its letters, against the clock [degrees].
    """

    id: Id
    rank: Rank
    lines: tuple[str, ...]
    item: Item
    boxes: tuple[Box, ...]
    angle: float
    kept: Kept


@dataclass(slots=True, eq=False)
class Line:
    """A line that a name may run along: on the picture [pixels], and in the project's CRS [m]."""

    run: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    usable: NDArray[np.bool_]
    places: NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Candidate:
    """A name that may be put on the picture.

    Attributes
    ----------
    x, y : float
        What it names [pixels].
    place : (1, 3) float64 or None
        The same, project CRS [m]; None for what runs along lines.
    lines : list of Line
        Where it runs along lines.
    lean : float or None
        The angle at which it is to stand [degrees].
    wide : float
        Width of the area that is named [pixels].
    near : bool
        Whether a name that does not fit along its lines may stand over them.
    """

    id: Id
    rank: Rank
    text: str
    priority: float
    x: float = 0.0
    y: float = 0.0
    place: NDArray[np.float64] | None = None
    lines: list[Line] = field(default_factory=list)
    lean: float | None = None
    wide: float = math.inf
    near: bool = False


class Sheet:
    """A picture that names are put on.

    Parameters
    ----------
    size : pair of int
        [pixels]
    em : int
        Height of the body text [pixels].
    image : bool
        Whether a photograph lies below.
    plates : sequence of Item
        What lies on the picture already.
    step : int
        Letters are turned by multiples of this: few turns are painted in motion [degrees].
    """

    def __init__(
        self, size: tuple[int, int], em: int, image: bool, plates: list[Item], step: int = 1
    ) -> None:
        self.em, self.image, self._step = em, image, step
        self.taken = Taken(size, max(em // 4, 3))
        for item in plates:
            high, wide = item.plate.shape[:2]
            self.taken.take([(item.x, item.y, item.x + wide, item.y + high)], SPARE * em)
        self.placed: list[Placed] = []
        self._count: Counter[Rank] = Counter()
        self._said: set[str] = set()

    def put(self, candidate: Candidate, kept: Kept) -> bool:
        """Put a name where it fits; tell whether it does."""
        rank = candidate.rank
        same = candidate.text.casefold()
        if self._count[rank] >= MOST[rank] or (rank is not Rank.CONTOUR and same in self._said):
            return False
        if candidate.lines:
            found = self._along(candidate, kept) or self._beside(candidate, kept)
        elif candidate.lean is not None:
            found = self._leaning(candidate)
        elif rank in FLAT:
            found = self._flat(candidate, kept)
        else:
            found = self._over(candidate, kept)
        if found is None:
            return False
        self.taken.take(found.boxes, SPARE * self.em)
        self.placed.append(found)
        self._count[rank] += 1
        self._said.add(same)
        return True

    def _measure(self, candidate: Candidate) -> tuple[tuple[str, ...], int, float, float]:
        """Return lines, height of the letters, width and height of a name that is not a line's."""
        height = height_of(candidate.rank, self.em)
        bold = candidate.rank in BOLD
        lines = in_lines(candidate.text, lambda x: width_of(x, bold), WIDEST)
        wide = max(width_of(line, bold) for line in lines) * height
        return lines, height, wide, len(lines) * LINE * height

    def _flat(self, candidate: Candidate, kept: Kept) -> Placed | None:
        """Put a name upon what it names, or a line above or below it."""
        lines, height, wide, high = self._measure(candidate)
        if candidate.wide < 0.6 * wide:
            return None
        for way in _first(kept.way, len(WAYS)):
            x = candidate.x + WAYS[way][0] * wide
            y = candidate.y + WAYS[way][1] * height
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if self.taken.free([box], 0.3 * self.em):
                plate = lettered(lines, candidate.rank, height, self.image)
                item = _centred(plate, x, y)
                return Placed(candidate.id, candidate.rank, lines, item, (box,), 0.0, Kept(way))
        return None

    def _over(self, candidate: Candidate, kept: Kept) -> Placed | None:
        """Put a name over what it names, with a thin line between."""
        lines, height, wide, high = self._measure(candidate)
        for way in _first(kept.way, len(STEMS)):
            stem = round(STEMS[way] * height)
            low = candidate.y - stem
            box = (candidate.x - wide / 2, low - high, candidate.x + wide / 2, low)
            foot = (candidate.x - 2, low, candidate.x + 2, candidate.y)
            if self.taken.free([box, foot], 0.3 * self.em):
                plate, x, y = flagged(lines, candidate.rank, height, self.image, stem)
                item = Item("label", plate, round(candidate.x) - x, round(candidate.y) - y)
                boxes = (box, foot)
                return Placed(candidate.id, candidate.rank, lines, item, boxes, 0.0, Kept(way))
        return None

    def _along(self, candidate: Candidate, kept: Kept) -> Placed | None:
        """Put a name along the best stretch of its lines; shortened only where it must be."""
        height = height_of(candidate.rank, self.em)
        order = sorted(candidate.lines, key=lambda x: (x.run != kept.run, -len(x.x)))
        free_at = [self.taken.free_at(x.x, x.y, 0.6 * height) for x in order]
        for text in abbreviations(candidate.text):
            long = width_of(text, candidate.rank in BOLD) * height
            for line, on in zip(order, free_at, strict=True):
                free = line.usable & on
                wanted = kept.share if line.run == kept.run else 0.5
                first, last = best_stretch(
                    line.x, line.y, free, long + 0.5 * height, BEND * height, wanted
                )
                if first < 0:
                    continue
                dx, dy = line.x[last] - line.x[first], line.y[last] - line.y[first]
                x, y = line.x[first] + dx / 2, line.y[first] + dy / 2
                now = Kept(0, line.run, (first + last) / 2 / len(line.x))
                if found := self._turned(candidate, (text,), x, y, long, upright(dx, dy), now):
                    return found
        return None

    def _beside(self, candidate: Candidate, kept: Kept) -> Placed | None:
        """Put the name of a street that is near, but too short or bent, over a place of it."""
        if not candidate.near:
            return None
        line = max(candidate.lines, key=lambda x: np.count_nonzero(x.usable))
        free = np.flatnonzero(line.usable & self.taken.free_at(line.x, line.y))
        if len(free) < BESIDE:
            return None
        wanted = kept.share if line.run == kept.run else 0.5
        at = int(free[np.abs(free / len(line.x) - wanted).argmin()])
        candidate.x, candidate.y = float(line.x[at]), float(line.y[at])
        found = self._over(candidate, kept)
        if found is None:
            return None
        return replace(found, kept=Kept(found.kept.way, line.run, at / len(line.x)))

    def _leaning(self, candidate: Candidate) -> Placed | None:
        """Put a name upon what it names, at an angle."""
        assert candidate.lean is not None
        height = height_of(candidate.rank, self.em)
        long = width_of(candidate.text, candidate.rank in BOLD) * height
        text, at = (candidate.text,), (candidate.x, candidate.y)
        if any(
            x.lines == text and math.dist(at, _middle(x.boxes)) < APART * height
            for x in self.placed
        ):
            return None
        return self._turned(candidate, text, *at, long, candidate.lean, Kept())

    def _turned(
        self,
        candidate: Candidate,
        lines: tuple[str, ...],
        x: float,
        y: float,
        long: float,
        angle: float,
        now: Kept,
    ) -> Placed | None:
        height = height_of(candidate.rank, self.em)
        boxes = _boxes_along(x, y, long, height, angle)
        if not self.taken.free(boxes, 0.3 * self.em):
            return None
        turn = round(angle / self._step) * self._step
        plate = lettered(lines, candidate.rank, height, self.image, turn)
        item = _centred(plate, x, y)
        return Placed(candidate.id, candidate.rank, lines, item, boxes, angle, now)


def _first(way: int, count: int) -> list[int]:
    """Return the ways in order, that of the picture before in front."""
    return sorted(range(count), key=lambda k: k != way)


def _centred(plate: NDArray[np.uint8], x: float, y: float) -> Item:
    high, wide = plate.shape[:2]
    return Item("label", plate, round(x - wide / 2), round(y - high / 2))


def _boxes_along(x: float, y: float, long: float, height: float, angle: float) -> tuple[Box, ...]:
    """Return squares that cover letters at an angle."""
    count = max(math.ceil(long / height), 1)
    half = 0.56 * height
    dx, dy = math.cos(math.radians(angle)), -math.sin(math.radians(angle))
    reach = max(long / 2 - half, 0.0)
    at = np.linspace(-reach, reach, count)
    return tuple(
        (x + t * dx - half, y + t * dy - half, x + t * dx + half, y + t * dy + half)
        for t in at.tolist()
    )


def _middle(boxes: tuple[Box, ...]) -> tuple[float, float]:
    left, top, right, low = np.array(boxes).mean(0).tolist()
    return (left + right) / 2, (top + low) / 2
