"""Textures of models: pictures beside the file, made small and plain, without what they carry."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import unquote

from jumeau.io.citymodels.block import Tally

WIDEST = 2048
"""Side of a texture at most [pixels]: a model is seen from across a street."""
_MOST = 200_000_000
"""Pixels of a picture that is opened at all."""


def bytes_beside(folder: Path, name: str) -> bytes | None:
    """Return a file of the model's folder or below; None where there is none."""
    inside = folder.resolve()
    for spelt in (name, unquote(name)):
        text = spelt.strip().replace("\\", "/")
        if not text or "://" in text or text.startswith("/") or text[1:2] == ":":
            return None
        try:
            path = (inside / text).resolve()
            if path.is_relative_to(inside) and path.is_file():
                return path.read_bytes()
        except (OSError, ValueError):
            return None
    return None


def picture_bytes(data: bytes, name: str, tally: Tally) -> bytes:
    """Return a picture as a JPEG or a PNG of a modest size, without its metadata.

    Empty, and counted, where it cannot be read.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST:
                raise ValueError("too large")
            image.draft("RGB", (WIDEST, WIDEST))
            clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
            plain = image.convert("RGBA" if clear else "RGB")
            if clear and min(plain.getchannel("A").getextrema()) == 255:
                plain, clear = plain.convert("RGB"), False
            plain.thumbnail((WIDEST, WIDEST))
            out = io.BytesIO()
            if clear:
                plain.save(out, "PNG")
            else:
                plain.save(out, "JPEG", quality=88)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        tally.out("texture_format", name)
        return b""
    return out.getvalue()
