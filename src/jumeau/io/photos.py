"""Photographs: what they tell of themselves (EXIF), and their pixels; read only, never written."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError

LARGEST = 150_000_000
"""Pixels of the largest photograph that is read."""
_EXIF, _GPS = 0x8769, 0x8825
_ORIENTATION, _ARTIST = 0x0112, 0x013B
_TAKEN, _OFFSET = 0x9003, 0x9011
_FOCAL = 0xA405
_SIDEWAYS = (5, 6, 7, 8)


class Photo(msgspec.Struct, frozen=True):
    """What a photograph tells of itself.

    Attributes
    ----------
    name : str
        Of the file.
    width, height : int
        Held upright [pixels].
    taken : str
        ISO date and time, with its offset where the camera wrote it; empty where it is not told.
    longitude, latitude : float or None
        WGS 84 [degrees].
    direction : float or None
        Of looking, clockwise from north [degrees].
    magnetic : bool
        Whether that is magnetic north.
    focal : float or None
        35 mm equivalent focal length [mm].
    author : str
        As the camera was told.
    """

    name: str
    width: int
    height: int
    taken: str = ""
    longitude: float | None = None
    latitude: float | None = None
    direction: float | None = None
    magnetic: bool = False
    focal: float | None = None
    author: str = ""

    @property
    def has_zone(self) -> bool:
        """Whether the date comes with its offset from UTC."""
        return bool(self.taken) and datetime.datetime.fromisoformat(self.taken).tzinfo is not None

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is not told: of ``date``, ``zone``, ``place``, ``direction``, ``focal``."""
        known = {
            "date": bool(self.taken),
            "zone": self.has_zone or not self.taken,
            "place": self.longitude is not None and self.latitude is not None,
            "direction": self.direction is not None,
            "focal": self.focal is not None,
        }
        return tuple(name for name, is_known in known.items() if not is_known)


def read_photo(path: Path) -> Photo:
    """Return what a photograph tells of itself.

    Raises
    ------
    InputError
        ``photo.missing``, ``photo.unreadable``, ``photo.too_large``.
    """
    with _opened(path) as image:
        width, height = image.size
        try:
            exif = image.getexif()
            inner, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
        except (OSError, SyntaxError, ValueError, TypeError, KeyError):
            exif, inner, gps = {}, {}, {}
    if exif.get(_ORIENTATION) in _SIDEWAYS:
        width, height = height, width
    longitude, latitude = _angle(gps, 4, 3, "W", 180.0), _angle(gps, 2, 1, "S", 90.0)
    if longitude is None or latitude is None or (longitude == 0.0 and latitude == 0.0):
        longitude = latitude = None
    direction = _number(gps.get(17))
    return Photo(
        path.name, width, height,
        taken=_taken(inner),
        longitude=longitude,
        latitude=latitude,
        direction=None if direction is None else direction % 360.0,
        magnetic=_text(gps.get(16)).upper() == "M",
        focal=_number(inner.get(_FOCAL)) or None,
        author=_text(exif.get(_ARTIST)),
    )  # fmt: skip


def read_pixels(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a photograph held upright, (h, w, 3), no larger than a box [pixels].

    Raises
    ------
    InputError
        As :func:`read_photo`.
    """
    from PIL import Image, ImageOps

    with _opened(path) as image:
        try:
            if image.mode not in ("RGBA", "LA", "P"):
                image.draft("RGB", (2 * size[0], 2 * size[1]))
            upright = ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, SyntaxError, ValueError) as problem:
            raise InputError("photo.unreadable", name=path.name) from problem
    upright = ImageOps.contain(upright, size, Image.Resampling.LANCZOS)
    return np.asarray(upright)


def _opened(path: Path) -> Any:
    from PIL import Image

    if not path.is_file():
        raise InputError("photo.missing", name=path.name)
    try:
        image = Image.open(path)
    except Image.DecompressionBombError as problem:
        raise InputError("photo.too_large", name=path.name) from problem
    except (OSError, SyntaxError, ValueError) as problem:
        raise InputError("photo.unreadable", name=path.name) from problem
    if image.size[0] * image.size[1] > LARGEST:
        image.close()
        raise InputError("photo.too_large", name=path.name)
    return image


def _taken(inner: Any) -> str:
    """Return when a photograph was taken, as ISO text."""
    try:
        moment = datetime.datetime.strptime(_text(inner.get(_TAKEN)), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return ""
    try:
        return datetime.datetime.fromisoformat(
            f"{moment.isoformat()}{_text(inner.get(_OFFSET))}"
        ).isoformat()
    except ValueError:
        return moment.isoformat()


def _angle(gps: Any, name: int, reference: int, negative: str, most: float) -> float | None:
    """Return an angle of degrees, minutes and seconds."""
    try:
        degrees, minutes, seconds = (float(x) for x in gps[name])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    angle = degrees + minutes / 60.0 + seconds / 3600.0
    if not math.isfinite(angle) or not 0.0 <= angle <= most:
        return None
    return -angle if _text(gps.get(reference)).upper() == negative else angle


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) and number >= 0.0 else None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "ignore")
    return str(value or "").strip("\x00 \t\n")
