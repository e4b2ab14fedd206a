"""The pictures of a comparison, made one."""

from __future__ import annotations

import numpy as np

from jumeau.model.view_state import Compare, ViewState
from jumeau.render.compared import (
    PAPER,
    Box,
    Compared,
    Pixels,
    Side,
    halves,
    line_at,
    name_place,
)
from jumeau.render.furniture import compose, lay

LINE = (255, 255, 255)
EDGE = (30, 41, 51)


def joined(
    compared: Compared, *, split: float | None = None, turn: int = 0, mix: float = 0.0
) -> Pixels:
    """Return the whole picture of a comparison.

    Parameters
    ----------
    split : float or None
        Where the line of a swipe stands; None for where the view has it.
    turn : int
        Of sides that take turns, the one that is seen.
    mix : float
        How much of the side after it shines through [0 to 1].
    """
    width, height = compared.size
    view = compared.view
    image = np.full((height, width, 3), PAPER, np.uint8)
    if view.compare is Compare.SIDE_BY_SIDE:
        for k, side in enumerate(compared.sides):
            _lay(image, side, side.box)
            _lay_name(image, compared, k, side.box)
    elif view.compare is Compare.SWIPE:
        seen = halves(view, compared.size, split)
        for k, (side, box) in enumerate(zip(compared.sides, seen, strict=True)):
            _lay(image, side, box)
            _lay_name(image, compared, k, box, split)
        _draw_line(image, view, line_at(view, compared.size, split))
    else:
        count = len(compared.sides)
        first, after = turn % count, (turn + 1) % count
        _lay(image, compared.sides[first], compared.sides[first].box)
        _lay_name(image, compared, first, compared.sides[first].box)
        if mix > 0:
            other = image.copy()
            _lay(other, compared.sides[after], compared.sides[after].box)
            _lay_name(other, compared, after, compared.sides[after].box)
            blend = image.astype(np.float32) * (1 - mix) + other.astype(np.float32) * mix
            image = (blend + 0.5).astype(np.uint8)
    return compose(image, compared.common)


def _lay(image: Pixels, side: Side, seen: Box) -> None:
    """Put what is seen of a side, with its name, in its place."""
    if side.picture is None:
        return
    left, top = max(seen.x, side.drawn.x), max(seen.y, side.drawn.y)
    right = min(seen.x + seen.width, side.drawn.x + side.drawn.width)
    low = min(seen.y + seen.height, side.drawn.y + side.drawn.height)
    if right <= left or low <= top:
        return
    x, y = side.drawn.x, side.drawn.y
    image[top:low, left:right] = side.picture[top - y : low - y, left - x : right - x]


def _lay_name(
    image: Pixels, compared: Compared, number: int, seen: Box, split: float | None = None
) -> None:
    """Put a side's name on what is seen of it."""
    name, place = compared.sides[number].name, name_place(compared, number, split)
    if name is not None and place is not None:
        window = image[seen.y : seen.y + seen.height, seen.x : seen.x + seen.width]
        lay(window, name.plate, place[0] - seen.x, place[1] - seen.y)


def line_thickness(size: tuple[int, int]) -> tuple[int, int]:
    """Return half the thickness of a swipe's line without and with its edges [pixels]."""
    thick = max(round(min(size) / 240), 2)
    return thick, thick + max(thick // 2, 1)


def _draw_line(image: Pixels, view: ViewState, at: int) -> None:
    """Draw the line of a swipe: white between two thin dark edges, seen on any picture."""
    height, width = image.shape[:2]
    thick, outer = line_thickness((width, height))
    for half, colour in ((outer, EDGE), (thick, LINE)):
        low, high = max(at - half, 0), max(at + half, 0)
        if view.across:
            image[low:high] = colour
        else:
            image[:, low:high] = colour
