"""What a layer wears on the ground: swatches, and the legend's word for each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.style import Symbol
from jumeau.render.look import Rgb, rgb

Column = Callable[[str], NDArray[Any] | None]
"""A canonical quantity of a layer by its name; None where the source has none."""

OPACITY = 0.68
"""Of data on the model: between 60 and 75 %."""

MOST_KINDS = 120
"""Swatches of one layer."""


def colours(codes: str) -> tuple[Rgb, ...]:
    """Return the colours of ``#RRGGBB`` codes with blanks between them."""
    return tuple(rgb(code) for code in codes.split())


class Form(StrEnum):
    """How an entry of the legend is drawn."""

    FILL = "fill"
    HATCH = "hatch"
    LINE = "line"
    DISC = "disc"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    CROSS = "cross"
    PRISM = "prism"
    OUTLINE = "outline"
    MISSING = "missing"
    NOTHING = "nothing"


POINT_FORMS = (Form.DISC, Form.SQUARE, Form.DIAMOND, Form.TRIANGLE, Form.CROSS)
"""The forms of points, in the order of :class:`jumeau.model.style.Symbol`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the legend.

    Attributes
    ----------
    key : str
        Sentence of the catalogue (``themes.class.<key>``); empty where ``words`` say it all.
    words : str
        As the source writes it, or what the sentence's ``{words}`` stands for.
    size : float
        Of a disc, beside the largest of its theme.
    """

    key: str
    colour: Rgb
    form: Form = Form.FILL
    words: str = ""
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class Swatch:
    """One way of painting: a fill, soft rims outside and inside, and an edge.

    Attributes
    ----------
    fill : Rgb or None
        Colour of the surface, of the stroke or of the disc.
    opacity : float
        0..1.
    rim, rim_width, rim_opacity
        Soft colour outside of the edge, its reach [m].
    inner, inner_width, inner_opacity
        Soft colour inside of the edge, its reach [m].
    edge, edge_width
        Outline or casing and its width [m].
    dash : float
        Length of dashes of a line [m]; 0 for a whole line.
    least : float
        Least half width of a line, or radius of a disc [texels], so that neither vanishes.
    hatch : float
        Distance of the stripes of a surface [m]; 0 for a whole surface.
    core, core_width
        Colour and width [m] of a line in the middle of a wide stroke.
    symbol : Symbol
        Form of points.
    """

    fill: Rgb | None
    opacity: float = 1.0
    rim: Rgb | None = None
    rim_width: float = 0.0
    rim_opacity: float = 0.0
    inner: Rgb | None = None
    inner_width: float = 0.0
    inner_opacity: float = 0.0
    edge: Rgb | None = None
    edge_width: float = 0.0
    dash: float = 0.0
    least: float = 0.0
    hatch: float = 0.0
    core: Rgb | None = None
    core_width: float = 0.0
    symbol: Symbol = Symbol.DISC


@dataclass(frozen=True, slots=True, eq=False)
class Dress:
    """The swatches of a layer from below to above, and which of them each feature wears.

    Attributes
    ----------
    kind : (F,) int8 or int16
        Swatch of each feature.
    half_width : (F,) float32
        Half the width of lines, radius of discs [m].
    entries : tuple of Entry or None
        The legend's entry of each swatch; empty where the legend says nothing of the layer.
    """

    swatches: tuple[Swatch, ...]
    kind: NDArray[np.int8] | NDArray[np.int16]
    half_width: NDArray[np.float32]
    entries: tuple[Entry | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Classes of a result: below ``bounds[0]``, then from each bound to the next.

    Attributes
    ----------
    gains : tuple of int
        Classes in which the variant has more shade than what it is compared with.
    """

    bounds: tuple[float, ...]
    entries: tuple[Entry, ...]
    gains: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """How the layers of a role look.

    Attributes
    ----------
    dress : callable
        (layer, count of features, column) to a :class:`Dress`.
    palettes : tuple of str
        Names for ``Style.name``; the first is the one that is worn unless another is chosen.
    entries : callable or None
        The legend of a layer while nothing is known of its content.
    notes : tuple of str
        Sentences under the legend (``themes.note.<key>``).
    gaps : bool
        Whether ground without a colour means that there is no data.
    """

    dress: Callable[[Layer, int, Column], Dress]
    palettes: tuple[str, ...] = ("standard",)
    entries: Callable[[Layer], tuple[Entry, ...]] | None = None
    notes: tuple[str, ...] = ()
    gaps: bool = False


def palette_of(layer: Layer, palettes: tuple[str, ...]) -> str:
    """Return the palette that a layer wears: the one chosen, else the first."""
    return layer.style.name if layer.style.name in palettes else palettes[0]


def worn(
    entries: tuple[Entry, ...],
    kind: NDArray[np.int8],
    *,
    opacity: float = OPACITY,
    edge: Rgb | None = None,
    edge_width: float = 0.0,
) -> Dress:
    """Return plain surfaces in classes: one swatch an entry, ``kind`` (F,) their index."""
    swatches = tuple(
        Swatch(
            None if entry.form is Form.OUTLINE else entry.colour,
            opacity=opacity,
            edge=edge,
            edge_width=edge_width,
            hatch=HATCH if entry.form is Form.HATCH else 0.0,
        )
        for entry in entries
    )
    return Dress(swatches, kind, np.zeros(len(kind), np.float32), entries)


HATCH = 7.0
"""Distance of stripes [m]."""


def by_value(
    values: NDArray[Any] | None, count: int, one: Callable[[object], int]
) -> NDArray[np.int8]:
    """Return the class (F,) of each value, each distinct value looked at once."""
    kind = np.zeros(count, np.int8)
    if values is None:
        return kind
    known: dict[object, int] = {}
    for index, value in enumerate(values.tolist()):
        key = str(value)
        if key not in known:
            known[key] = one(value)
        kind[index] = known[key]
    return kind


def worn_entries(dress: Dress, kind: NDArray[np.int8] | NDArray[np.int16]) -> tuple[Entry, ...]:
    """Return the entries of the swatches that are worn, in the order of the theme."""
    if not dress.entries:
        return ()
    worn_ones = set(np.unique(kind).tolist())
    found = (entry for k, entry in enumerate(dress.entries) if k in worn_ones)
    return tuple(dict.fromkeys(entry for entry in found if entry is not None))
