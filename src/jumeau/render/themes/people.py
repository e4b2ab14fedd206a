"""Where people live: squares in classes of residents, and the outlines of census areas.

Residents are only told in classes. The lowest one takes in every group of fewer than eleven.
"""

from __future__ import annotations

import math

import numpy as np

from jumeau.model.layer import Layer
from jumeau.render.look import rgb
from jumeau.render.themes.dress import Column, Dress, Entry, Form, Swatch, Theme, colours, worn

FEWEST = 11
"""Groups of fewer residents are never told apart."""

_COLOURS = colours("#E4EFC9 #A9D6C0 #5FB3C4 #3A7DB2 #2B4688")
_NO_DATA = Entry("residents_unknown", rgb("#CFCBC5"))
# Upper bounds of all classes but the last: of squares of 200 m, and of 1 km.
_SMALL = (50, 100, 200, 400)
_LARGE = (100, 500, 1000, 5000)


def _entries(bounds: tuple[int, ...]) -> tuple[Entry, ...]:
    first = Entry("residents_fewer", _COLOURS[0], words=str(bounds[0]))
    middle = tuple(
        Entry("residents_between", _COLOURS[k + 1], words=f"{bounds[k]}|{bounds[k + 1]}")
        for k in range(len(bounds) - 1)
    )
    return (first, *middle, Entry("residents_more", _COLOURS[-1], words=str(bounds[-1])), _NO_DATA)


def grid_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress the squares of a population grid."""
    values = column("residents")
    residents = np.full(count, np.nan) if values is None else values.astype(np.float64)
    known = residents[np.isfinite(residents)]
    bounds = _LARGE if len(known) and float(np.quantile(known, 0.95)) > 2000 else _SMALL
    kind = np.searchsorted(bounds, residents, side="right").astype(np.int8)
    kind[~np.isfinite(residents)] = len(bounds) + 1
    return worn(_entries(bounds), kind, edge=rgb("#FFFFFF"), edge_width=1.0)


def about(residents: float) -> tuple[str, int]:
    """Return how a number of residents is told: a sentence's key and a rounded number.

    ``fewer`` than eleven, or ``about`` so many: to tens below 1 000, else to hundreds; the empty
    key where the number is unknown.
    """
    if not math.isfinite(residents):
        return "", 0
    if residents < FEWEST:
        return "fewer", FEWEST
    step = 10 if residents < 1000 else 100
    return "about", int(round(residents / step) * step)


def area_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress census areas: outlines alone."""
    colour = rgb(layer.style.colour) if layer.style.colour else rgb("#5B6C8F")
    swatch = Swatch(None, edge=colour, edge_width=3.0)
    entry = Entry("census_area", colour, Form.OUTLINE)
    return Dress((swatch,), np.zeros(count, np.int8), np.ones(count, np.float32), (entry,))


POPULATION_GRID = Theme(grid_dress, gaps=True)
CENSUS_AREA = Theme(area_dress)
