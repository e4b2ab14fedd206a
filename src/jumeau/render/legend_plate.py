"""The box of the legend, painted once, then kept: classes, lines, discs, stripes, ramps, notes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import ImageDraw

from jumeau.render.legend_row import CORNERS, DASHED, PRISM, Row
from jumeau.render.look import GROUND, Rgb
from jumeau.render.plates import INK, LINE, SOFT_INK, Plate, sheet, wrapped
from jumeau.render.themes.dress import Form
from jumeau.render.typeface import font

STEP, PAD, SIDE, RAMP = 1.3, 0.6, 0.86, 9.0
"""Of a line, of the margin, of a swatch, of the bar of a ramp, over the height of the letters."""
MOST_LINES = 3
LEAST = 12.0
"""Notes are wrapped where they are wider than all other rows, and than that over the letters."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A row of the legend with its text in lines."""

    row: Row
    lines: tuple[str, ...]
    width: float

    @property
    def steps(self) -> float:
        """Height over that of a line."""
        return 1.9 if self.row.form == "ramp" else len(self.lines)


@lru_cache(maxsize=32)
def legend_plate(rows: tuple[Row, ...], em: int, most: int, columns: int = 1) -> Plate:
    """Return the box of the legend.

    Parameters
    ----------
    em : int
        Height of the letters [pixels].
    most : int
        Greatest width of the box [pixels]; words are wrapped, at last cut.
    columns : int
        In how many the rows stand.
    """
    pad, step = em * PAD, em * STEP
    room = (most - pad * (columns + 1)) / columns
    parts = _columns(_blocks(rows, em, room), columns)
    widths = [max(block.width for block in part) for part in parts]
    height = max(sum(block.steps for block in part) for part in parts)
    image, draw = sheet(sum(widths) + pad * (len(parts) + 1), step * height + pad, em * 0.3)
    x = pad
    for part, width in zip(parts, widths, strict=True):
        y = pad / 2
        for block in part:
            _draw(draw, block, x, y, em)
            y += block.steps * step
        x += width + pad
    return np.asarray(image)


def legend_height(rows: tuple[Row, ...], em: int, most: int, columns: int = 1) -> float:
    """Return the height of the box without painting it [pixels]."""
    room = (most - em * PAD * (columns + 1)) / columns
    parts = _columns(_blocks(rows, em, room), columns)
    return em * (STEP * max(sum(b.steps for b in part) for part in parts) + PAD)


def _columns(blocks: list[_Block], count: int) -> list[list[_Block]]:
    """Return the blocks in columns of about one height, in order."""
    if count < 2 or len(blocks) < 2:
        return [blocks]
    half = sum(block.steps for block in blocks) / count
    parts: list[list[_Block]] = [[]]
    filled = 0.0
    for block in blocks:
        if filled >= half - 1e-6 and len(parts) < count:
            parts.append([])
            filled = 0.0
        parts[-1].append(block)
        filled += block.steps
    return parts


def _blocks(rows: tuple[Row, ...], em: int, room: float) -> list[_Block]:
    """Return the rows in lines: a note is no wider than the rest, unless it would be cut."""
    found = [_block(row, em, room) for row in rows]
    rest = [block.width for block in found if block.row.form != "note"]
    narrow = max([LEAST * em, *rest])
    for k, block in enumerate(found):
        if block.row.form == "note" and block.width > narrow:
            lines = wrapped(block.row.text, font(em), narrow, MOST_LINES + 1)
            if len(lines) <= MOST_LINES:
                width = max(font(em).getlength(line) for line in lines)
                found[k] = _Block(block.row, lines, width)
    return found


def _block(row: Row, em: int, room: float) -> _Block:
    if row.form == "ramp":
        face = font(em)
        marks = row.text.split("|")
        width = max(RAMP * em, sum(face.getlength(mark) for mark in marks) + 1.5 * em)
        return _Block(row, tuple(marks), min(width, room))
    bold = row.colour is None and row.form != "note"
    face = font(em, bold=bold)
    indent = 0.0 if row.colour is None else 1.5 * SIDE * em
    lines = wrapped(row.text, face, room - indent, MOST_LINES)
    return _Block(row, lines, indent + max(face.getlength(line) for line in lines))


def _draw(draw: ImageDraw.ImageDraw, block: _Block, x: float, y: float, em: int) -> None:
    row, step = block.row, em * STEP
    if row.form == "ramp":
        _draw_ramp(draw, block, x, y, em)
        return
    bold = row.colour is None and row.form != "note"
    ink = SOFT_INK if row.form == "note" else INK
    left = x
    if row.colour is not None:
        _draw_sign(draw, row, x, y + step / 2, em)
        left += 1.5 * SIDE * em
    for index, line in enumerate(block.lines):
        draw.text((left, y + (index + 0.5) * step), line, ink, font(em, bold=bold), anchor="lm")


def _draw_sign(draw: ImageDraw.ImageDraw, row: Row, x: float, y: float, em: int) -> None:
    """Draw what stands for a class: a box, a striped or an open one, a line, a disc."""
    assert row.colour is not None
    side, thin = em * SIDE, max(1, em // 16)
    colour = _bytes(row.colour)
    box = (round(x), round(y - side / 2), round(x + side), round(y + side / 2))
    if row.form == Form.LINE:
        draw.rectangle((box[0], round(y - em * 0.11), box[2], round(y + em * 0.11)), colour)
    elif row.form == Form.DISC:
        inset = round(side * (1 - row.size) / 2)
        round_box = (box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset)
        draw.ellipse(round_box, colour, (255, 255, 255, 255), max(1, em // 12))
    elif row.form in CORNERS:
        white, edge = (255, 255, 255, 255), max(1, em // 12)
        places = [(x + side * across, y + side * down) for across, down in CORNERS[row.form]]
        draw.polygon(places, colour, white, edge)
    elif row.form == Form.OUTLINE:
        draw.rectangle(box, _bytes(GROUND), colour, max(2, em // 8))
    elif row.form == DASHED:
        _dash(draw, box, _mixed(row.colour, 0.22), colour, max(2, em // 9))
    elif row.form == Form.PRISM:
        for share, corners in PRISM:
            places = [(x + side * across, y + side * down) for across, down in corners]
            dim = tuple(part * share for part in row.colour)
            draw.polygon(places, _bytes((dim[0], dim[1], dim[2])))
    elif row.form in (Form.HATCH, Form.MISSING):
        draw.rectangle(box, _mixed(row.colour, 0.22), colour, max(2, em // 12))
        for k in range(1, 4):
            at = round(2 * side * k / 4)
            low = min(at, round(side))
            far = at - low
            draw.line(
                (box[0] + far, box[1] + low, box[0] + low, box[1] + far), colour, max(1, em // 9)
            )
    else:
        draw.rectangle(box, colour, LINE, thin)


def _dash(
    draw: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    inside: tuple[int, int, int, int],
    colour: tuple[int, int, int, int],
    thick: int,
) -> None:
    """Draw a box whose edge is dashed."""
    draw.rectangle(box, inside)
    left, top, right, low = box
    dash = max((right - left) / 5, 1.0)
    for k in (0, 2, 4):
        a, b = round(k * dash), round((k + 1) * dash)
        for y in (top, low - thick + 1):
            draw.rectangle((left + a, y, left + b, y + thick - 1), colour)
        for x in (left, right - thick + 1):
            draw.rectangle((x, top + a, x + thick - 1, top + b), colour)


def _draw_ramp(draw: ImageDraw.ImageDraw, block: _Block, x: float, y: float, em: int) -> None:
    """Draw a bar of colours with its ends below."""
    stops = np.array(block.row.stops)
    wide = max(round(block.width), 2)
    left, top, low = round(x), round(y + 0.2 * em), round(y + 1.05 * em)
    at = np.linspace(0, len(stops) - 1, wide)
    bands = np.column_stack(
        [np.interp(at, np.arange(len(stops)), stops[:, band]) for band in range(3)]
    )
    for column, colour in enumerate(bands.round().astype(int).tolist()):
        draw.line((left + column, top, left + column, low), (*colour, 255))
    draw.rectangle((left, top, left + wide - 1, low), None, LINE, max(1, em // 16))
    face, line = font(em), y + 1.75 * em
    draw.text((x, line), block.lines[0], INK, face, anchor="lm")
    if len(block.lines) == 3:
        draw.text((x + block.width / 2, line), block.lines[1], INK, face, anchor="mm")
    draw.text((x + block.width, line), block.lines[-1], INK, face, anchor="rm")


def _bytes(colour: Rgb) -> tuple[int, int, int, int]:
    red, green, blue = (round(part) for part in colour)
    return (red, green, blue, 255)


def _mixed(colour: Rgb, share: float) -> tuple[int, int, int, int]:
    red, green, blue = (g + (c - g) * share for c, g in zip(colour, GROUND, strict=True))
    return _bytes((red, green, blue))
