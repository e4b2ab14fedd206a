"""A comparison as a value: its sides, where they lie in the picture, where its line stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Compare, ViewState
from jumeau.render.furniture import Item, letters_of

Pixels = NDArray[np.uint8]
Size = tuple[int, int]

PAPER = 255
"""Grey of the strip and of the lines between cells."""


class Box(NamedTuple):
    """A rectangle of the picture [pixels]."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a place lies within."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A picture of one variant.

    Attributes
    ----------
    view : ViewState
        What it shows, alone.
    box : Box
        Where its whole picture lies, seen or not.
    drawn : Box
        What of it was drawn: less than ``box`` while the camera moves.
    picture : (h, w, 3) uint8, or None
        Of ``drawn``; None where it was not its turn.
    name : Item or None
        Its name, and what must be said of it.
    """

    view: ViewState
    box: Box
    drawn: Box
    picture: Pixels | None
    name: Item | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The sides of a comparison, and what lies over or below them all.

    Attributes
    ----------
    whole : bool
        Every side is there with all its pixels: the line may move, the sides take turns.
    """

    view: ViewState
    size: Size
    sides: tuple[Side, ...]
    common: tuple[Item, ...]
    whole: bool


def is_compared(view: ViewState) -> bool:
    """Tell whether a view is made of several pictures."""
    return len(view.sides) > 1


def sides_shown(view: ViewState) -> tuple[ViewState, ...]:
    """Return the sides that a view has room for: two of a swipe, four at most of the others."""
    return view.sides[: 2 if view.compare is Compare.SWIPE else 4]


def cells(count: int, size: Size) -> tuple[Box, ...]:
    """Return the cells of pictures side by side: halves, thirds, or two by two, all alike."""
    width, height = size
    columns = 2 if count == 4 else count
    rows = math.ceil(count / columns)
    gap = max(round(width / 320), 2)
    wide = (width - gap * (columns - 1)) // columns
    high = (height - gap * (rows - 1)) // rows
    return tuple(
        Box((k % columns) * (wide + gap), (k // columns) * (high + gap), wide, high)
        for k in range(count)
    )


def line_at(view: ViewState, size: Size, split: float | None = None) -> int:
    """Return how far from the left, or from the top, the line of a swipe stands [pixels]."""
    along = size[1] if view.across else size[0]
    share = view.split if split is None else split
    return min(max(round(share * along), 0), along)


def halves(view: ViewState, size: Size, split: float | None = None) -> tuple[Box, Box]:
    """Return what is seen of the two sides of a swipe."""
    width, height = size
    at = line_at(view, size, split)
    if view.across:
        return Box(0, 0, width, at), Box(0, at, width, height - at)
    return Box(0, 0, at, height), Box(at, 0, width - at, height)


def name_place(
    compared: Compared, number: int, split: float | None = None
) -> tuple[int, int] | None:
    """Return where a side's name stands; below the line for the lower side of a swipe.

    None where the line leaves it no room.
    """
    name = compared.sides[number].name
    if name is None:
        return None
    view = compared.view
    if view.compare is not Compare.SWIPE or not view.across or number == 0:
        return name.x, name.y
    margin = round(0.3 * letters_of(compared.size))
    y = line_at(view, compared.size, split) + margin
    x = 2 * margin
    left = [i for i in compared.common if i.x < compared.size[0] // 3 and i.name != "title"]
    foot = min((i.y for i in left), default=compared.size[1])
    return (x, y) if y + name.plate.shape[0] <= foot else None
