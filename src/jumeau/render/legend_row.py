"""A row of the legend, as the picture and the panel draw it."""

from __future__ import annotations

from dataclasses import dataclass

from jumeau.render.look import Rgb
from jumeau.render.themes.dress import Form

Places = tuple[tuple[float, float], ...]
CORNERS: dict[str, Places] = {
    Form.SQUARE: ((0.08, -0.42), (0.92, -0.42), (0.92, 0.42), (0.08, 0.42)),
    Form.DIAMOND: ((0.5, -0.52), (1.02, 0.0), (0.5, 0.52), (-0.02, 0.0)),
    Form.TRIANGLE: ((0.5, -0.52), (1.0, 0.42), (0.0, 0.42)),
    Form.CROSS: (
        (0.32, -0.5), (0.68, -0.5), (0.68, -0.18), (1.0, -0.18), (1.0, 0.18), (0.68, 0.18),
        (0.68, 0.5), (0.32, 0.5), (0.32, 0.18), (0.0, 0.18), (0.0, -0.18), (0.32, -0.18),
    ),
}  # fmt: skip
"""Corners of the symbols of points, over the side of a sign: from its left border, its middle."""
DASHED = "dashed"
"""Form of a box with a dashed edge: what is open to debate."""
PRISM: tuple[tuple[float, Places], ...] = (
    (1.0, ((0.5, -0.5), (1.0, -0.28), (0.5, -0.06), (0.0, -0.28))),
    (0.72, ((0.0, -0.28), (0.5, -0.06), (0.5, 0.5), (0.0, 0.28))),
    (0.86, ((0.5, -0.06), (1.0, -0.28), (1.0, 0.28), (0.5, 0.5))),
)
"""The three faces of a prism with the light on each: top, left, right."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the legend: a colour with its word, a heading, a note or a ramp.

    Attributes
    ----------
    colour : Rgb or None
        None for a heading, a note and a ramp.
    form : str
        Of :class:`Form`; ``note`` for a sentence, ``ramp`` for a bar with ``stops``.
    stops : tuple of Rgb
        Colours of a ramp; ``text`` holds its marks with ``|`` between them.
    size : float
        Of a disc, beside the largest one.
    """

    text: str
    colour: Rgb | None
    form: str = Form.FILL
    stops: tuple[Rgb, ...] = ()
    size: float = 1.0
