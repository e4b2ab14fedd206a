"""Colours of points: by class, by height, their own, or those of a photograph of the ground.

One table serves the picture and the legend. Names are keys of the catalogue (``picture.class.*``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.model.view_state import Look
from jumeau.render import look
from jumeau.render.look import Rgb, rgb

CLASSIFICATION, HEIGHT, COLOUR, PHOTO = "classification", "height", "rgb", "photo"
"""What ``Style.field`` of a cloud may say."""

# LAS 1.4 R15, table 17; from 64 on LiDAR HD's own. Quiet ones first, so that the model is read.
POINT_CLASSES: tuple[tuple[tuple[int, ...], str, Rgb], ...] = (
    ((2, 66), "points_ground", rgb("#DCD5C7")),
    ((3,), "points_low_vegetation", rgb("#CFDCB8")),
    ((4,), "points_medium_vegetation", rgb("#B4C99A")),
    ((5,), "points_high_vegetation", rgb("#94B083")),
    ((6, 67), "points_building", rgb("#E2BFA4")),
    ((9,), "points_water", look.WATER),
    ((17,), "points_bridge", rgb("#B9BCC4")),
    ((64,), "points_lasting", rgb("#B58FA8")),
    ((10, 11), "points_road", rgb("#E4E0D8")),
    ((13, 14, 15, 16), "points_wire", rgb("#8E8A9C")),
    ((0, 1, 12), "points_other", rgb("#C9C4BA")),
)
_OTHER = POINT_CLASSES[-1]

BARE = rgb("#D6D1C7")
"""Points that lie beside the photograph."""

HEIGHT_RAMP: tuple[Rgb, ...] = (
    rgb("#39507A"), rgb("#4E8B9A"), rgb("#A9C79B"), rgb("#F0DFA0"), rgb("#D98E5F"), rgb("#9C4A4A"),
)  # fmt: skip
"""Low to high; lightness rises and falls, so that it is read without its hues too."""


def palette() -> NDArray[np.float32]:
    """Return the colour (256, 3) of each class."""
    table = np.empty((256, 3), np.float32)
    table[:] = _OTHER[2]
    for classes, _, colour in POINT_CLASSES:
        table[list(classes)] = colour
    return table


def class_key(number: int) -> str:
    """Return the key of a class's name (``picture.class.<key>``)."""
    return next((key for classes, key, _ in POINT_CLASSES if number in classes), _OTHER[1])


def classes_in(layer: Layer) -> tuple[int, ...]:
    """Return the classes that occur in a cloud, as its card tells."""
    told = dict(layer.provenance.parameters).get("classes", "")
    return tuple(int(word) for word in told.split() if word.isdigit())


def is_coloured(layer: Layer) -> bool:
    """Tell whether the points of a cloud have colours of their own."""
    return any(field.name == "red" for field in layer.fields)


def is_photographed(layer: Layer, visible: Iterable[Layer]) -> bool:
    """Tell whether a photograph of the ground below a cloud is among the visible layers."""
    a = layer.bounds
    boxes = (x.bounds for x in visible if x.role is Role.ORTHOPHOTO)
    return any(b[0] < a[2] and a[0] < b[2] and b[1] < a[3] and a[1] < b[3] for b in boxes)


def mode_of(
    layer: Layer, style: Look, coloured: bool, classified: bool, photographed: bool = False
) -> str:
    """Return how a cloud is coloured.

    What the layer's style asks for, where there is such a thing; else, in the look of the
    orthophoto, its own colours or the photograph's, and classes in the model; heights where there
    is nothing else.

    Parameters
    ----------
    coloured, classified : bool
        Whether its points have colours, and classes, of their own.
    photographed : bool
        Whether a photograph of the ground below it is shown.
    """
    able = {CLASSIFICATION: classified, COLOUR: coloured, PHOTO: photographed, HEIGHT: True}
    if able.get(layer.style.field, False):
        return layer.style.field
    first: tuple[str, ...] = (CLASSIFICATION, COLOUR)
    if style is Look.ORTHOPHOTO:
        first = (COLOUR, PHOTO, CLASSIFICATION)
    return next((mode for mode in first if able[mode]), HEIGHT)


def colours_of(
    mode: str,
    classes: NDArray[np.uint8],
    z: NDArray[Any],
    light: NDArray[np.float32],
    own: NDArray[np.uint8] | None,
    span: tuple[float, float],
) -> NDArray[np.uint8]:
    """Return the colours (N, 3) of points.

    Parameters
    ----------
    mode : str
        ``classification``, ``height`` or ``rgb``.
    classes, z : (N,) arrays
        Class; altitude [m].
    light : (N,) float32
        How bright each point sent the beam back, about 1.
    own : (N, 3) uint8 or None
        Photographed colours.
    span : pair of float
        Altitudes at the two ends of the ramp [m].
    """
    if mode == COLOUR and own is not None:
        return own
    if mode == HEIGHT:
        ramp = np.array(HEIGHT_RAMP)
        share = np.clip((z - span[0]) / max(span[1] - span[0], 0.5), 0.0, 1.0) * (len(ramp) - 1)
        colour = np.stack([np.interp(share, range(len(ramp)), ramp[:, k]) for k in range(3)], 1)
    else:
        colour = palette()[classes]
    return np.clip(colour * light[:, None], 0, 255).astype(np.uint8)
