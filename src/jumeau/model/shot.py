"""From where, in which direction and when a photograph was taken."""

from __future__ import annotations

import math

import msgspec

EYE = 1.75
"""Height of a camera in the hand above the ground [m]."""
USUAL_FOCAL = 26.0
"""Of a telephone's main camera, in 35 mm terms [mm]: where a photograph does not tell."""
DIAGONAL = math.hypot(36.0, 24.0)
"""Of the 35 mm frame that equivalent focal lengths refer to [mm] (CIPA DCG-001)."""


class Shot(msgspec.Struct, frozen=True):
    """What a photograph is compared with the model by.

    Attributes
    ----------
    instant : str
        Aware ISO instant.
    place : tuple of float
        Where the camera stood, project CRS [m].
    azimuth : float
        Direction of looking, clockwise from **grid** north [degrees].
    tilt : float
        Above the horizon; negative where it looks down [degrees].
    field_of_view : float
        Vertical opening [degrees].
    eye : float
        Height of the camera above the ground [m].
    author : str
        Who took it; empty where that is not known.
    """

    instant: str
    place: tuple[float, float]
    azimuth: float = 0.0
    tilt: float = 0.0
    field_of_view: float = 50.0
    eye: float = EYE
    author: str = ""


def field_of_view(focal: float, width: int, height: int) -> float:
    """Return the vertical opening of a photograph [degrees].

    Parameters
    ----------
    focal : float
        35 mm equivalent [mm]: it relates to the diagonal.
    width, height : int
        Of the upright photograph [pixels].
    """
    frame = DIAGONAL * height / math.hypot(width, height)
    return math.degrees(2 * math.atan(frame / 2 / focal))
