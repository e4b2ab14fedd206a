"""A sheet of paper with a grid of 12 columns: text, pictures, lines. A3, landscape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from jumeau.render.plates import wrapped
from jumeau.render.typeface import font

DPI = 200
WIDTH, HEIGHT = 3307, 2339
"""A3 [pixels]."""
MARGIN = 142
GUTTER = 32
COLUMNS = 12
INK, SOFT, LINE, PAPER = (18, 26, 33), (72, 82, 92), (206, 202, 194), (255, 255, 255)
QUIET = (238, 240, 241)
"""Where a picture would be, and there is none to show."""

Pixels = NDArray[np.uint8]


class Board:
    """A sheet that is drawn on from its top to its foot."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def text(
        self,
        place: tuple[float, float],
        words: str,
        em: int,
        *,
        bold: bool = False,
        ink: tuple[int, int, int] = INK,
        anchor: str = "ls",
    ) -> float:
        """Write a line; return its length [pixels]."""
        face = font(em, bold=bold)
        self.pen.text(place, words, ink, face, anchor=anchor)
        return float(face.getlength(words))

    def lines(
        self, place: tuple[float, float], words: str, em: int, width: float, most: int,
        *, bold: bool = False, ink: tuple[int, int, int] = INK,
    ) -> float:  # fmt: skip
        """Write words in lines of a width from their top; return where they end [pixels]."""
        x, y = place
        for line in wrapped(words, font(em, bold=bold), width, most):
            self.text((x, y + em), line, em, bold=bold, ink=ink)
            y += round(em * 1.36)
        return y

    def rule(self, y: float) -> None:
        """Draw a thin line across the sheet."""
        self.pen.rectangle((MARGIN, round(y), WIDTH - MARGIN - 1, round(y) + 2), LINE)

    def picture(self, pixels: Pixels, x: float, y: float) -> None:
        """Lay a picture (h, w, 3) on the sheet."""
        self.image.paste(Image.fromarray(np.ascontiguousarray(pixels)), (round(x), round(y)))

    def plate(self, plate: Pixels, x: float, y: float) -> None:
        """Lay a plate (h, w, 4) on the sheet."""
        laid = Image.fromarray(np.ascontiguousarray(plate))
        self.image.paste(laid, (round(x), round(y)), laid)

    @property
    def pixels(self) -> Pixels:
        """The sheet (h, w, 3)."""
        return np.asarray(self.image)


def column(first: int, count: int) -> tuple[int, int]:
    """Return where some columns of the grid begin and how wide they are together [pixels]."""
    one = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS
    left = MARGIN + first * (one + GUTTER)
    return round(left), round(count * one + (count - 1) * GUTTER)


def smaller(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Return a picture in another size."""
    image: Any = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))
