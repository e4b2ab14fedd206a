"""What one picture is lit by: grids that have been swept, the sun, and the colour of shade."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Section
from jumeau.render import look
from jumeau.render.sunlit.asking import LEVELS, Depths, Field
from jumeau.render.sunlit.tinting import Pixels, tint
from jumeau.simulation.surface import Surface

Vector = tuple[float, float, float]

_NONE = np.zeros((2, 1, 1), np.float32)


class Lens(NamedTuple):
    """How the samples of a drawing lie in the world, which is local [m].

    Attributes
    ----------
    eye, right, up, forward : (3,) float64
        Where the eye is, and unit vectors.
    left, low, step : float
        The first sample, bottom left, on a picture plane at a distance of 1, and the next one's.
    near, far : float
        Distances of the planes between which there is something [m].
    """

    eye: NDArray[np.float64]
    right: NDArray[np.float64]
    up: NDArray[np.float64]
    forward: NDArray[np.float64]
    left: float
    low: float
    step: float
    near: float
    far: float


def lens_of(
    camera: Any, angle: float, size: tuple[int, int], corner: tuple[int, int], samples: int
) -> Lens:
    """Return the lens of a drawing.

    Parameters
    ----------
    camera : vtkCamera
        What it is seen through.
    angle : float
        Vertical opening of the whole picture [degrees].
    size : pair of int
        Width and height of the whole picture [pixels].
    corner : pair of int
        The drawing's left column and the row below it, from the picture's top left [pixels].
    samples : int
        Along a side of a pixel.
    """
    width, height = size
    half = math.tan(math.radians(angle / 2))
    step = 2.0 * half / (height * samples)
    eye = np.array(camera.GetPosition())
    forward = np.array(camera.GetDirectionOfProjection())
    right = np.cross(forward, np.array(camera.GetViewUp()))
    right /= np.linalg.norm(right)
    near, far = camera.GetClippingRange()
    left = (corner[0] * samples + 0.5) * step - half * width / height
    low = half - (corner[1] * samples - 0.5) * step
    return Lens(eye, right, np.cross(right, forward), forward, left, low, step, near, far)


@dataclass(slots=True, eq=False)
class Swept:
    """A window and the shade on it.

    Attributes
    ----------
    surface : Surface
        What stands there.
    field : (7, rows, cols) or (2, rows, cols) float32
        Its layers, see :mod:`jumeau.render.sunlit.asking`.
    cast : Surface
        What casts the shade: with trunks, and with what comes in over the border.
    known : Surface or None
        The same without what has an estimated height; None where nothing has.
    ring : pair of (N,) intp
        Rows and columns of the cells along the border.
    own : dict
        What ``cast`` has there of its own, by the name of the layer; ``known`` has its top.
    under : tuple or None
        The sun that its shade is of (azimuth, elevation), what it came in from, and whether it is
        fine; None before the first sweep.
    """

    surface: Surface
    field: Field
    cast: Surface
    known: Surface | None
    ring: tuple[NDArray[np.intp], NDArray[np.intp]]
    own: dict[str, Any]
    under: tuple[tuple[float, float], Hashable, bool] | None = None


class Sunlight:
    """The light of one picture.

    Parameters
    ----------
    swept : sequence of Swept
        The finest first; none where the sun is down.
    azimuth, elevation : float
        The sun's, from grid north [degrees].
    passes : float
        Share of the light that leaves let through [0 to 1].
    origin : tuple of float
        The project's local origin [m].
    tone : tuple of float
        What is left of each colour in full shade [0 to 1].
    section : Section or None
        Where the model is cut open.
    block : int
        Pixels along the side of what is asked at its corners first.
    rough : bool
        Corners that disagree are mixed: for pictures in motion.
    """

    def __init__(
        self,
        swept: Sequence[Swept],
        azimuth: float,
        elevation: float,
        passes: float,
        origin: Vector,
        tone: Vector = look.SHADE,
        section: Section | None = None,
        *,
        block: int = 2,
        rough: bool = False,
    ) -> None:
        self._block, self._rough = block, rough
        along, up = math.radians(azimuth), math.radians(elevation)
        flat = math.cos(up)
        risen = 1.0 if elevation > 0.0 else 0.0
        self._sun = np.array(
            [math.sin(along) * flat, math.cos(along) * flat, math.sin(up), passes, risen]
        )
        self._tone = np.array(tone, np.float32)
        self._grids = np.zeros((LEVELS, 3))
        swept = list(swept)[:LEVELS]
        for k, one in enumerate(swept):
            place = one.surface
            self._grids[k] = place.west - origin[0], place.north - origin[1], place.step
        rest = LEVELS - len(swept)
        self._fields = tuple(x.field for x in swept) + (_NONE,) * rest
        self._place = np.zeros(6)
        self._place[0] = origin[2]
        if section is not None:
            (ax, ay), (bx, by) = section.start, section.end
            long = max(math.hypot(bx - ax, by - ay), 1e-9)
            self._place[1:] = (
                ax - origin[0], ay - origin[1], (bx - ax) / long, (by - ay) / long, 1.0
            )  # fmt: skip

    def tint(
        self,
        rgb: Pixels,
        depth: Depths,
        lens: Lens,
        mist: tuple[float, float],
        *,
        samples: int = 1,
        points: bool = False,
    ) -> None:
        """Tint what the sun does not reach, in place.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
            Colours of a drawing, the lowest row first.
        depth : (h, w) float32
            Its depth buffer, likewise.
        mist : pair of float
            Where it begins, and how far behind it two thirds of a colour are lost [m].
        samples : int
            Along the side of a pixel.
        points : bool
            The picture holds points.
        """
        frame = np.concatenate(
            [lens.eye, lens.right, lens.up, lens.forward,
             [lens.left, lens.low, lens.step, lens.near, lens.far, mist[0], 1.0 / mist[1]],
             self._place]
        )  # fmt: skip
        block = self._block * samples
        tint(
            rgb, depth, frame, self._grids, self._fields, self._sun, self._tone,
            block, self._rough, points,
        )  # fmt: skip
