"""A model as its file has it, before it is made one of the project's."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jumeau.io.citymodels.block import Tally

GREY = (205, 201, 193, 255)
"""Of surfaces whose material says nothing, or whose texture is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The triangles of one material.

    Attributes
    ----------
    xyz : (N, 3) float64
        In the file's unit, z up.
    corners : (T, 3) int64
    colour : tuple of int
        RGBA, sRGB.
    uv : (N, 2) float32 or None
        Place in the picture, v upwards.
    image : int
        Index into the pictures, -1 for none.
    """

    xyz: NDArray[np.float64]
    corners: NDArray[np.int64]
    colour: tuple[int, int, int, int] = GREY
    uv: NDArray[np.float32] | None = None
    image: int = -1


@dataclass(frozen=True, slots=True)
class OnMap:
    """Where a file says that its model stands.

    A point (x, y, z) of the model, in metres, lies at ``east + cos x + sin y``,
    ``north - sin x + cos y`` and altitude ``up + z``, with the sine and cosine of ``rotation``.

    Attributes
    ----------
    crs : str
        Horizontal CRS; empty where the file does not tell and its coordinates have to.
    vertical : str
        Vertical CRS; empty where unknown.
    rotation : float
        Clockwise, from grid north of ``crs`` [degrees].
    up : float or None
        None where the file says nothing of altitudes.
    rough : bool
        A latitude and longitude of the site, which architects often leave as they find it.
    """

    crs: str = ""
    vertical: str = ""
    east: float = 0.0
    north: float = 0.0
    up: float | None = 0.0
    rotation: float = 0.0
    rough: bool = False


@dataclass(slots=True)
class Raw:
    """What a file holds.

    Attributes
    ----------
    parts : list of Part
    pictures : list of bytes
        Files of textures; empty where one could not be read.
    unit : float
        Length of a unit [m].
    unit_said : bool
        Whether the file, or its format, says so.
    up : str
        ``z`` or ``y`` where the file, or its format, says which way is up; empty where not.
    place : OnMap or None
        None for a model around an origin of its own.
    whole : bool
        False where rooms and furniture are in it, which nobody sees from outside.
    mesh : bool
        A bare mesh: its edges tell whether it closes.
    tally : Tally
        What was left out, and what was mended.
    """

    parts: list[Part] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    unit: float = 1.0
    unit_said: bool = False
    up: str = ""
    place: OnMap | None = None
    whole: bool = True
    mesh: bool = False
    tally: Tally = field(default_factory=Tally)
