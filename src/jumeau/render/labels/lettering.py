"""The letters of names: small pictures with a light halo, painted once, then kept."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from jumeau.render.labels.ranks import Rank
from jumeau.render.plates import Plate
from jumeau.render.typeface import font

Ink = tuple[int, int, int]

INKS: dict[Rank, Ink] = {
    Rank.TOWN: (18, 26, 33),
    Rank.PLACE: (18, 26, 33),
    Rank.LANDMARK: (58, 26, 20),
    Rank.WATER: (0, 40, 68),
    Rank.STREET: (34, 37, 41),
    Rank.STOP: (0, 41, 62),
    Rank.CONTOUR: (58, 32, 8),
}
"""Dark enough to be read through a projector that shows a quarter of the contrast."""
SIZES: dict[Rank, float] = {Rank.TOWN: 1.4, Rank.PLACE: 1.18}
"""Height of the letters over that of the body text; 1 where nothing is said."""
BOLD = frozenset({Rank.TOWN, Rank.PLACE, Rank.LANDMARK})
SLANTED = frozenset({Rank.WATER})
HALO = (255, 254, 250)
HALO_OPACITY, HALO_OVER_IMAGE = 0.9, 0.98
LINE, SLANT = 1.14, 0.2
"""Height of a line over that of the letters; how far slanted letters lean for their height."""
MEASURED = 100


def height_of(rank: Rank, em: int) -> int:
    """Return the height of the letters of a kind of names [pixels]."""
    return max(round(em * SIZES.get(rank, 1.0)), 1)


@lru_cache(maxsize=20_000)
def width_of(text: str, bold: bool) -> float:
    """Return the width of a text in heights of its letters."""
    return float(font(MEASURED, bold=bold).getlength(text)) / MEASURED


@lru_cache(maxsize=1024)
def lettered(
    lines: tuple[str, ...], rank: Rank, height: int, image: bool = False, angle: int = 0
) -> Plate:
    """Return a name as a picture.

    Parameters
    ----------
    lines : tuple of str
        One line, or two.
    height : int
        Of the letters [pixels].
    image : bool
        Over a photograph the halo is denser.
    angle : int
        Turned so far against the clock [degrees].
    """
    face = font(height, bold=rank in BOLD)
    halo = max(2, round(height * 0.11))
    pad = halo + 2
    lean = SLANT * height if rank in SLANTED else 0.0
    widths = [face.getlength(line) for line in lines]
    wide = math.ceil(max(widths) + lean) + 2 * pad
    high = math.ceil(height * LINE * len(lines)) + 2 * pad
    ink, around = Image.new("L", (wide, high), 0), Image.new("L", (wide, high), 0)
    for canvas, stroke in ((around, halo), (ink, 0)):
        pen = ImageDraw.Draw(canvas)
        for k, line in enumerate(lines):
            y = pad + (k + 0.5) * height * LINE
            pen.text((wide / 2, y), line, 255, face, anchor="mm", stroke_width=stroke)
    around = around.filter(ImageFilter.GaussianBlur(max(0.5, height * 0.035)))
    masks = [ink, around]
    if lean:
        shear = (1.0, SLANT, -SLANT * high / 2, 0.0, 1.0, 0.0)
        masks = [
            m.transform(m.size, Image.Transform.AFFINE, shear, Image.Resampling.BICUBIC)
            for m in masks
        ]
    if angle:
        masks = [m.rotate(angle, Image.Resampling.BICUBIC, expand=True) for m in masks]
    return _mixed(masks[0], masks[1], INKS[rank], HALO_OVER_IMAGE if image else HALO_OPACITY)


def _mixed(ink: Image.Image, around: Image.Image, colour: Ink, opacity: float) -> Plate:
    """Return letters over their halo."""
    a = np.asarray(ink, np.float32) / 255.0
    b = np.minimum(np.asarray(around, np.float32) / 255.0 * 1.15, 1.0) * opacity
    alpha = a + b * (1 - a)
    share = np.divide(a, alpha, out=np.zeros_like(a), where=alpha > 0)[..., None]
    rgb = np.array(HALO, np.float32) * (1 - share) + np.array(colour, np.float32) * share
    return np.dstack([rgb, alpha[..., None] * 255.0]).round().astype(np.uint8)


@lru_cache(maxsize=128)
def flagged(
    lines: tuple[str, ...], rank: Rank, height: int, image: bool, stem: int
) -> tuple[Plate, int, int]:
    """Return a name above a thin line down to what it names, and where on it that line ends.

    Parameters
    ----------
    stem : int
        Length of the line below the letters [pixels].
    """
    text = lettered(lines, rank, height, image)
    high, wide = text.shape[:2]
    thin = max(round(height / 14), 1)
    dot = max(height * 0.13, 2.0)
    extra = stem + math.ceil(dot) + 2
    fine = 4
    size = (wide * fine, (high + extra) * fine)
    x, foot = wide * fine / 2, (high + stem) * fine
    top = (high - height * 0.12) * fine
    ink, around = Image.new("L", size, 0), Image.new("L", size, 0)
    for canvas, more in ((around, 1.5), (ink, 0.0)):
        pen = ImageDraw.Draw(canvas)
        half, radius = (thin / 2 + more) * fine, (dot + more) * fine
        pen.rectangle((x - half, top, x + half, foot), 255)
        pen.ellipse((x - radius, foot - radius, x + radius, foot + radius), 255)
    small = (wide, high + extra)
    ink = ink.resize(small, Image.Resampling.BOX)
    around = around.resize(small, Image.Resampling.BOX)
    plate = _mixed(ink, around, INKS[rank], HALO_OVER_IMAGE if image else HALO_OPACITY)
    over = np.zeros_like(plate)
    over[:high] = text
    a, b = over[..., 3:].astype(np.float32) / 255.0, plate[..., 3:].astype(np.float32) / 255.0
    alpha = a + b * (1 - a)
    rgb = np.divide(over[..., :3] * a + plate[..., :3] * b * (1 - a), alpha,
                    out=np.zeros(plate[..., :3].shape, np.float32), where=alpha > 0)  # fmt: skip
    return np.dstack([rgb, alpha * 255.0]).round().astype(np.uint8), wide // 2, high + stem
