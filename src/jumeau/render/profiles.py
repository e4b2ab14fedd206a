"""How much a machine may be asked for, chosen from the name of what draws its pictures.

The picture at rest is the same on every machine; profiles differ in what is spent on motion.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

Size = tuple[int, int]


class Profile(NamedTuple):
    """What is spent on a picture.

    Attributes
    ----------
    name : str
        ``software``, ``integrated`` or ``dedicated``.
    moving_pixels : int
        Pictures in motion are drawn with so many pixels at most, and enlarged.
    moving_texel, rest_texel : float
        How large a texel of the ground may look [pixels].
    moving_samples, rest_samples : int
        Samples along a side of a pixel.
    moving_triangles : int
        Where buildings have more triangles in motion, those far away are simplified.
    moving_occlusion, rest_occlusion : bool
        Whether corners are darkened.
    """

    name: str
    moving_pixels: int
    moving_texel: float
    moving_samples: int
    moving_triangles: int
    rest_texel: float = 1.3
    rest_samples: int = 2
    moving_occlusion: bool = False
    rest_occlusion: bool = True

    def moving_size(self, size: Size) -> Size:
        """Return the size in which a picture (width, height) is drawn in motion [pixels].

        It has at least half as many pixels along a side as the picture itself.
        """
        width, height = size
        scale = min(1.0, max(0.5, math.sqrt(self.moving_pixels / (width * height))))
        return max(round(width * scale), 2), max(round(height * scale), 2)


PROFILES: dict[str, Profile] = {
    "software": Profile("software", 930_000, 1.6, 1, 900_000),
    "integrated": Profile("integrated", 2_100_000, 1.6, 1, 5_000_000),
    "dedicated": Profile("dedicated", 8_300_000, 1.3, 2, 40_000_000),
}
"""The profiles by name, from the least to the most able machine."""

_SOFTWARE = (
    r"llvmpipe|lavapipe|softpipe|swrast|swiftshader|software|microsoft basic render|gdi generic"
)
"""Renderers that compute on the processor."""

_DEDICATED = (
    r"nvidia|geforce|quadro|\brtx\b|tesla|\bnv[0-9a-f]{2,3}\b"
    r"|\barc\b.*\b[ab]\d{2,3}m?\b"  # Arc A770 is a card, Arc Graphics lies in the processor
    r"|radeon.*\b(rx|pro|hd|r[79])\b|radeon vii|firepro|\bfirestream\b|instinct"
)
"""Graphics cards with a memory of their own."""


def profile_of(renderer: str) -> Profile:
    """Return the profile for the name that a machine's OpenGL gives its renderer.

    What nobody knows is taken for a modest machine, and an empty name for none at all.
    """
    if not renderer.strip() or re.search(_SOFTWARE, renderer, re.IGNORECASE):
        return PROFILES["software"]
    # What lies within the processor, or behind another machine's driver, has names without end.
    card = re.search(_DEDICATED, renderer, re.IGNORECASE)
    return PROFILES["dedicated" if card else "integrated"]
