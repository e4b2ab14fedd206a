"""What covers the land: classes of land cover, and crops of the graphic parcel register."""

from __future__ import annotations

import numpy as np

from jumeau.model.layer import Layer
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes.dress import (
    Column,
    Dress,
    Entry,
    Theme,
    by_value,
    colours,
    worn,
)

# The seven classes of UMEP's land cover rasters (UMEP manual, "Land Cover").
CLASSES: tuple[tuple[str, Rgb], ...] = (
    ("cover_paved", rgb("#8C8A93")),
    ("cover_building", rgb("#C4605A")),
    ("cover_evergreen", rgb("#1F5B46")),
    ("cover_deciduous", rgb("#5FA052")),
    ("cover_grass", rgb("#C3DB84")),
    ("cover_bare", rgb("#E9D3A2")),
    ("cover_water", rgb("#6FA8DC")),
)
QUALITATIVE = colours(
    "#56A3C9 #E5A13C #4B9F86 #C9739F #9A8FC4 #B5A642 #D9805F #7D8A99 #A7C686 #8C6D5A"
)
"""For categories that only their source can name."""

_OTHERS = Entry("others", rgb("#BDB8B0"))


def raster_classes(_layer: Layer) -> dict[int, Entry]:
    """Return the entry of each value of a raster of land cover."""
    return {k + 1: Entry(key, colour) for k, (key, colour) in enumerate(CLASSES)}


def categories(layer: Layer, count: int, column: Column, *names: str) -> Dress:
    """Dress features by the words of the first column there is: the most frequent ones apart."""
    values = next((v for name in names if (v := column(name)) is not None), None)
    if values is None:
        return worn((Entry("unnamed", QUALITATIVE[0]),), np.zeros(count, np.int8))
    texts = [str(x).strip() for x in values.tolist()]
    words, tally = np.unique(np.array([x for x in texts if x] or [""]), return_counts=True)
    first = [str(w) for w in words[np.argsort(-tally, kind="stable")][: len(QUALITATIVE)]]
    entries = tuple(Entry("", QUALITATIVE[k], words=word) for k, word in enumerate(first))
    place = {word: k for k, word in enumerate(first)}
    kind = np.array([place.get(text, len(first)) for text in texts], np.int8)
    return worn((*entries, _OTHERS), kind)


def cover_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress polygons of land cover: UMEP's numbers, else the source's own words."""
    values = column("class")
    if values is not None:
        numbers = {str(x).strip().removesuffix(".0") for x in values.tolist()} - {""}
        if numbers and numbers <= {str(k) for k in range(1, len(CLASSES) + 1)}:
            entries = (*(Entry(key, colour) for key, colour in CLASSES), _OTHERS)
            kind = by_value(values, count, lambda x: int(float(str(x) or len(entries))) - 1)
            return worn(entries, kind)
    return categories(layer, count, column, "label", "class")


# Groups of crops of the register (ASP, "codification des cultures"), by their number.
_CROPS: tuple[tuple[str, Rgb, tuple[int, ...]], ...] = (
    ("crop_cereals", rgb("#E8C766"), (1, 2, 3, 4, 14)),
    ("crop_oil", rgb("#F2E85E"), (5, 6, 7)),
    ("crop_pulses", rgb("#B58FBF"), (8, 15)),
    ("crop_industrial", rgb("#C48A5A"), (9, 10, 24, 26)),
    ("crop_fallow", rgb("#D9D2C3"), (11,)),
    ("crop_fodder", rgb("#9CC9A0"), (16, 19)),
    ("crop_grassland", rgb("#5E9E66"), (17, 18)),
    ("crop_orchard", rgb("#D9767A"), (20, 22, 23)),
    ("crop_vine", rgb("#7A4A7E"), (21,)),
    ("crop_vegetables", rgb("#4F9FB5"), (25,)),
)


def crop_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress fields by their group of crops, else by the source's own words."""
    values = column("group")
    group = {number: k for k, (_, _, numbers) in enumerate(_CROPS) for number in numbers}

    def one(value: object) -> int:
        text = str(value).strip().removesuffix(".0")
        return group.get(int(text), len(_CROPS)) if text.isdigit() else len(_CROPS)

    if values is None or all(one(x) == len(_CROPS) for x in set(values.tolist())):
        return categories(layer, count, column, "group", "crop")
    entries = (*(Entry(key, colour) for key, colour, _ in _CROPS), _OTHERS)
    return worn(entries, by_value(values, count, one), edge=rgb("#8F8A78"), edge_width=0.6)


LAND_COVER = Theme(cover_dress)
CROP = Theme(crop_dress)
