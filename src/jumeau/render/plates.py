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

PAPER = (255, 255, 255, 246)
INK = (18, 26, 33, 255)
SOFT_INK = (30, 35, 40, 255)
"""Read even through a projector that shows a quarter of the contrast, on any picture."""
SIDE_INK = (84, 94, 104, 255)
LINE = (180, 176, 168, 255)
SCALE = 2.0
"""Height of the scale bar and of the arrow over that of the letters."""
SHRUNK = 0.75
"""Words that would be cut may be so much smaller."""
_BREAK = re.compile(r" (?!(?:h|m|km|ha|dB|%|°C)\b)")
"""Where a line may end: a number keeps its unit."""
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


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float, most: int) -> tuple[str, ...]:
    """Return a text in at most so many lines of a width [pixels]; the last one may be cut."""
    lines: list[str] = []
    line = ""
    for word in _BREAK.split(text):
        longer = f"{line} {word}" if line else word
        if line and face.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(cut_but_the_year(part, face, width) for part in lines)


@lru_cache(maxsize=32)
def title_plate(text: str, em: int, most: int) -> Plate:
    """Return a title; where it would be cut its letters are smaller, then it takes two lines."""
    small = round(em * SHRUNK)
    while em > small and font(em, bold=True).getlength(text) > most - em * 1.2:
        em -= 1
    face = font(em, bold=True)
    lines = wrapped(text, face, most - em * 1.2, 2)
    width = max(face.getlength(line) for line in lines)
    step = em * 1.15
    image, draw = sheet(width + em * 1.2, em * 0.35 + step * len(lines), em * 0.25)
    for k, line in enumerate(lines):
        draw.text((em * 0.6, em * 0.75 + k * step), line, INK, face, anchor="lm")
    return np.asarray(image)


@lru_cache(maxsize=32)
def line_plate(label: str, rest: str, em: int, most: int) -> Plate:
    """Return the line of certainty: the label strong, the source after it, or below it."""
    small = round(em * SHRUNK)
    while em > small and font(em).getlength(rest) > most - 1.1 * em:
        em -= 1
    strong, plain = font(em, bold=True), font(em)
    head = f"{label} · " if rest else label
    pad = em * 0.5
    whole = strong.getlength(head) + plain.getlength(rest)
    if whole <= most - 2 * pad:
        image, draw = sheet(whole + 2 * pad, em * 1.45, em * 0.25)
        draw.text((pad, em * 0.73), head, INK, strong, anchor="lm")
        draw.text((pad + strong.getlength(head), em * 0.73), rest, INK, plain, anchor="lm")
        return np.asarray(image)
    below = wrapped(rest, plain, most - 2 * pad, 2) if rest else ()
    above = wrapped(label, strong, most - 2 * pad, 2)
    width = max(strong.getlength(line) for line in above)
    width = max([width, *(plain.getlength(line) for line in below)])
    step = em * 1.18
    count = len(above) + len(below)
    image, draw = sheet(width + 2 * pad, em * 0.29 + step * count, em * 0.25)
    for k, line in enumerate((*above, *below)):
        face = strong if k < len(above) else plain
        draw.text((pad, em * 0.74 + k * step), line, INK, face, anchor="lm")
    return np.asarray(image)


@lru_cache(maxsize=64)
def scale_plate(length: int, text: str, em: int) -> Plate:
    """Return a scale bar of a length [pixels] below its text."""
    face = font(em)
    pad = em * 0.5
    width = max(length, face.getlength(text)) + 2 * pad
    image, draw = sheet(width, em * SCALE, em * 0.25)
    left = round((width - length) / 2)
    y, thick = round(em * 1.6), max(2, round(em * 0.1))
    draw.text((width / 2, em * 0.72), text, INK, face, anchor="mm")
    draw.rectangle((left, y, left + length - 1, y + thick - 1), INK)
    for x in (left, left + length - thick):
        draw.rectangle((x, y - round(em * 0.22), x + thick - 1, y + thick - 1), INK)
    return np.asarray(image)


@lru_cache(maxsize=128)
def arrow_plate(azimuth: int, letter: str, em: int) -> Plate:
    """Return a north arrow for a picture that looks along ``azimuth`` [degrees]."""
    size = math.ceil(em * SCALE)
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

    draw.polygon([at(0.1, 0), at(-0.4, 0.16), at(-0.29, 0)], INK)
    draw.polygon([at(0.1, 0), at(-0.4, -0.16), at(-0.29, 0)], SIDE_INK)
    face = font(round(em * 0.74 * fine), bold=True)
    draw.text(at(0.31, 0), letter, INK, face, anchor="mm")
    return np.asarray(big.resize((size, size), Image.Resampling.BOX))
