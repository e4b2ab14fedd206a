"""Kinds of neighbourhood by their climate: the 17 local climate zones.

Stewart and Oke 2012, doi:10.1175/BAMS-D-11-00019.1. The colours "cerema" are those that Cerema and
WUDAPT publish for the 17 classes.
"""

from __future__ import annotations

from jumeau.model.layer import Layer
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes.dress import (
    Column,
    Dress,
    Entry,
    Theme,
    by_value,
    colours,
    palette_of,
    worn,
)

CODES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "A", "B", "C", "D", "E", "F", "G")
"""Built kinds by number, covered land by letter."""

_CEREMA = (
    "#8C0000 #D10000 #FF0000 #BF4D00 #FA6600 #FF9955 #FAEE05 #BCBCBC #FFCCAA #555555 "
    "#006A00 #00AA00 #648525 #B9DB79 #000000 #FBF7AE #6A6AFF"
)
_SAFE = (
    "#7E1416 #CD2A4D #E06C55 #683593 #8E6EB8 #DAB7F9 #F3E45C #949CBB #FCC3D7 #48466F "
    "#145E3E #50B680 #82C948 #BDCE87 #9F697F #FBF6E6 #7C9CF2"
)
PALETTES: dict[str, tuple[Rgb, ...]] = {
    "standard": colours(_SAFE),
    "cerema": colours(_CEREMA),
}
_UNKNOWN = Entry("lcz_unknown", rgb("#C9C5BE"))

# Letters are also told as 101..107 (GeoClimate) and 11..17 (WUDAPT's rasters).
_NUMBERS = {
    **{n: n - 1 for n in range(1, 11)},
    **{n: n - 1 for n in range(11, 18)},
    **{n: n - 91 for n in range(101, 108)},
}


def class_of(value: object) -> int:
    """Return the index of a zone in :data:`CODES`, -1 for what is none.

    ``6``, ``6.0``, ``LCZ 6``, ``D``, ``LCZ D``, ``104`` and ``14`` are understood.
    """
    text = str(value).strip().upper().removeprefix("LCZ").strip(" _-:")
    if text in CODES:
        return CODES.index(text)
    try:
        number = float(text)
    except ValueError:
        return -1
    return _NUMBERS.get(int(number), -1) if number == number // 1 else -1


def classes(palette: str) -> tuple[Entry, ...]:
    """Return the entries of the 17 classes."""
    return tuple(
        Entry(f"lcz_{code.lower()}", colour)
        for code, colour in zip(CODES, PALETTES[palette], strict=True)
    )


def raster_classes(layer: Layer) -> dict[int, Entry]:
    """Return the entry of each value of a raster of classes."""
    entries = classes(palette_of(layer, tuple(PALETTES)))
    return {number: entries[index] for number, index in _NUMBERS.items()}


def dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress polygons of local climate zones."""
    entries = (*classes(palette_of(layer, tuple(PALETTES))), _UNKNOWN)
    kind = by_value(column("zone"), count, lambda value: class_of(value) % len(entries))
    return worn(entries, kind)


def _entries(layer: Layer) -> tuple[Entry, ...]:
    return classes(palette_of(layer, tuple(PALETTES)))


LOCAL_CLIMATE_ZONE = Theme(dress, tuple(PALETTES), _entries, notes=("lcz",))
