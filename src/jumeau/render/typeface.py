"""The program's typeface, for everything that is painted with Pillow."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from PIL import ImageFont


@lru_cache(maxsize=32)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the program's typeface at a size [pixels]."""
    name = f"JumeauHyperlegible-{'Bold' if bold else 'Regular'}.ttf"
    file = resources.files("jumeau") / "assets" / "fonts" / name
    with resources.as_file(file) as path:
        return ImageFont.truetype(str(path), size)
