"""Small pictures with their own ground: text, legend, scale bar, arrow. Painted once, then kept."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from jumeau.render.typeface import font

Plate = NDArray[np.uint8]
"""(h, w, 4) red, green, blue, alpha."""

PAPER = (255, 255, 255, 236)
INK = (27, 36, 44, 255)
SOFT_INK = (70, 80, 90, 255)
LINE = (180, 176, 168, 255)
SHRUNK = 0.75
"""Words that would be cut may be so much smaller."""
_YEAR = re.compile(r" (?:18|19|20)\d\d\b.*$")


def sheet(width: float, height: float, radius: float) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return a plate with round corners, drawn smooth, and its pen."""
    size = (math.ceil(width), math.ceil(height))
    mask = Image.new("L", (size[0] * 4, size[1] * 4), 0)
    box = (0, 0, size[0] * 4 - 1, size[1] * 4 - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * 4, fill=PAPER[3])
    image = Image.new("RGBA", size, (*PAPER[:3], 0))
    image.putalpha(mask.resize(size, Image.Resampling.BOX))
    return image, ImageDraw.Draw(image)


def cut(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """Return the text, shortened with an ellipsis where it is wider [pixels]."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def cut_but_the_year(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """Return a source, shortened where it is wider [pixels]; a year at its end stays."""
    found = _YEAR.search(text)
    if found is None or face.getlength(text) <= width:
        return cut(text, face, width)
    end = found.group()
    return cut(text[: found.start()], face, width - face.getlength(end)) + end


@lru_cache(maxsize=32)
def title_plate(text: str, em: int, most: int) -> Plate:
    """Return a title of one line; its letters are smaller where it would be cut."""
    small = round(em * SHRUNK)
    while em > small and font(em, bold=True).getlength(text) > most - em * 1.2:
        em -= 1
    face = font(em, bold=True)
    text = cut(text, face, most - em * 1.2)
    image, draw = sheet(face.getlength(text) + em * 1.2, em * 1.6, em * 0.3)
    draw.text((em * 0.6, em * 0.8), text, INK, face, anchor="lm")
    return np.asarray(image)


@lru_cache(maxsize=32)
def line_plate(label: str, rest: str, em: int, most: int) -> Plate:
    """Return the line of certainty: the label strong, the source after it, or below it."""
    small = round(em * SHRUNK)
    while em > small and font(em).getlength(rest) > most - 1.1 * em:
        em -= 1
    strong, plain = font(em, bold=True), font(em)
    head = f"{label} · " if rest else label
    pad = em * 0.55
    whole = strong.getlength(head) + plain.getlength(rest)
    if whole <= most - 2 * pad:
        image, draw = sheet(whole + 2 * pad, em * 1.55, em * 0.3)
        draw.text((pad, em * 0.78), head, INK, strong, anchor="lm")
        draw.text((pad + strong.getlength(head), em * 0.78), rest, INK, plain, anchor="lm")
        return np.asarray(image)
    rest = cut_but_the_year(rest, plain, most - 2 * pad)
    label = cut(label, strong, most - 2 * pad)
    width = max(strong.getlength(label), plain.getlength(rest)) + 2 * pad
    image, draw = sheet(width, em * 2.8, em * 0.3)
    draw.text((pad, em * 0.8), label, INK, strong, anchor="lm")
    draw.text((pad, em * 2.0), rest, INK, plain, anchor="lm")
    return np.asarray(image)


@lru_cache(maxsize=64)
def scale_plate(length: int, text: str, note: str, em: int) -> Plate:
    """Return a scale bar of a length [pixels], its text and the place for which it holds."""
    face, small = font(em), font(max(round(em * 0.72), 9))
    pad = em * 0.55
    width = max(length, face.getlength(text), small.getlength(note)) + 2 * pad
    image, draw = sheet(width, em * 2.75, em * 0.3)
    left = round((width - length) / 2)
    y, thick = round(em * 1.45), max(2, round(em * 0.12))
    draw.text((width / 2, em * 0.68), text, INK, face, anchor="mm")
    draw.rectangle((left, y, left + length - 1, y + thick - 1), INK)
    for x in (left, left + length - thick):
        draw.rectangle((x, y - round(em * 0.22), x + thick - 1, y + thick - 1), INK)
    draw.text((width / 2, em * 2.15), note, SOFT_INK, small, anchor="mm")
    return np.asarray(image)


@lru_cache(maxsize=128)
def arrow_plate(azimuth: int, letter: str, em: int) -> Plate:
    """Return a north arrow for a picture that looks along ``azimuth`` [degrees]."""
    size = round(em * 2.75)
    fine = 4
    big = Image.new("RGBA", (size * fine, size * fine), (*PAPER[:3], 0))
    draw = ImageDraw.Draw(big)
    draw.ellipse((0, 0, size * fine - 1, size * fine - 1), PAPER)
    turn = math.radians(-azimuth)
    centre = size * fine / 2

    def at(along: float, across: float) -> tuple[float, float]:
        x = centre + (math.sin(turn) * along + math.cos(turn) * across) * size * fine
        y = centre - (math.cos(turn) * along - math.sin(turn) * across) * size * fine
        return (x, y)

    draw.polygon([at(0.17, 0), at(-0.36, 0.15), at(-0.25, 0)], INK)
    draw.polygon([at(0.17, 0), at(-0.36, -0.15), at(-0.25, 0)], SOFT_INK)
    face = font(max(round(em * 0.8 * fine), 9), bold=True)
    draw.text(at(0.33, 0), letter, INK, face, anchor="mm")
    return np.asarray(big.resize((size, size), Image.Resampling.BOX))
