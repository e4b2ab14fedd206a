"""Parts of a ground tile's sheet: what is small is painted on as many texels as it needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jumeau.render.sheet import Sheet
from jumeau.render.variants.laid import Laid


def near_to(sheet: Sheet, laid: Sequence[Laid]) -> list[Laid]:
    """Return what lies on a sheet or just beside it."""
    west, south, east, north = sheet.box
    return [
        x
        for x in laid
        if x.box[0] <= east + 4 and x.box[2] >= west - 4
        and x.box[1] <= north + 4 and x.box[3] >= south - 4
    ]  # fmt: skip


def meet(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Tell whether two rectangles meet, or nearly."""
    return bool((a[:2] <= b[2:] + 1).all() and (b[:2] <= a[2:] + 1).all())


def box_of(sheet: Sheet) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a part of a sheet, which need be no square."""
    rows, columns = sheet.rgb.shape[:2]
    south, east = sheet.north - rows * sheet.texel, sheet.west + columns * sheet.texel
    return (sheet.west, south, east, sheet.north)


def part_of(
    sheet: Sheet, box: NDArray[np.float64], spare: float
) -> tuple[Sheet, tuple[slice, slice]] | None:
    """Return a copy of the part of a sheet on which a thing is painted, and where it lies.

    It is so much larger that what is soft about its edge has room: a town square costs no more
    than its own texels. None where the thing lies beside the sheet.
    """
    rows, columns = sheet.rgb.shape[:2]
    more = sheet.margin + 3 + spare / sheet.texel
    left, right = ((x - sheet.west) / sheet.texel for x in (box[0], box[2]))
    top, foot = ((sheet.north - y) / sheet.texel for y in (box[3], box[1]))
    down = slice(max(int(top - more), 0), min(int(foot + more) + 1, rows))
    across = slice(max(int(left - more), 0), min(int(right + more) + 1, columns))
    if down.stop <= down.start or across.stop <= across.start:
        return None
    piece = np.ascontiguousarray(sheet.rgb[down, across])
    if piece is sheet.rgb:
        piece = piece.copy()
    acc = np.zeros((piece.shape[0], piece.shape[1] + 1), np.float32)
    west = sheet.west + across.start * sheet.texel
    north = sheet.north - down.start * sheet.texel
    return Sheet(piece, acc, west, north, sheet.texel, sheet.margin), (down, across)
