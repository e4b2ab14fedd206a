"""Where places are on the picture, and what of the picture is taken already."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import Camera

Box = tuple[float, float, float, float]
"""Left, top, right, bottom [pixels]."""


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """A camera over a picture.

    Attributes
    ----------
    size : pair of int
        Width and height [pixels].
    eye : (3,) float64
        Project CRS [m].
    axes : (3, 3) float64
        Unit vectors to the right, up and forward.
    pixel : float
        Opening of a pixel in the middle of the picture, as a length at the distance of one.
    """

    size: tuple[int, int]
    eye: NDArray[np.float64]
    axes: NDArray[np.float64]
    pixel: float

    def at(
        self, places: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return column, row [pixels] and depth [m] of places (N, 3); depth 0 or less is behind."""
        right, up, depth = self.axes @ (places - self.eye).T
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.where(depth > 0.1, 1.0 / (np.maximum(depth, 0.1) * self.pixel), np.nan)
        return self.size[0] / 2 + right * scale, self.size[1] / 2 - up * scale, depth


def screen_of(camera: Camera, size: tuple[int, int]) -> Screen:
    """Return the screen of a camera, as pictures are drawn with it."""
    forward = np.array(camera.direction)
    azimuth = math.radians(camera.azimuth)
    right = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    half = math.tan(math.radians(camera.field_of_view) / 2)
    axes = np.array([right, np.cross(right, forward), forward])
    return Screen(size, np.array(camera.eye), axes, 2 * half / size[1])


class Taken:
    """A coarse grid over the picture: which of its cells carry something.

    Parameters
    ----------
    size : pair of int
        Of the picture [pixels].
    cell : int
        Side of a cell [pixels].
    """

    def __init__(self, size: tuple[int, int], cell: int) -> None:
        self.size, self.cell = size, cell
        shape = (math.ceil(size[1] / cell), math.ceil(size[0] / cell))
        self.cells = np.zeros(shape, np.bool_)
        self._grown: dict[int, NDArray[np.bool_]] = {}

    def _part(self, box: Box) -> tuple[slice, slice]:
        left, top, right, low = box
        c = self.cell
        return (
            slice(max(math.floor(top / c), 0), max(math.ceil(low / c), 0)),
            slice(max(math.floor(left / c), 0), max(math.ceil(right / c), 0)),
        )

    def free(self, boxes: Iterable[Box], margin: float) -> bool:
        """Tell whether boxes lie within the picture, so far from its border, on free cells."""
        width, height = self.size
        for box in boxes:
            left, top, right, low = box
            if left < margin or top < margin or right > width - margin or low > height - margin:
                return False
            if self.cells[self._part(box)].any():
                return False
        return True

    def take(self, boxes: Iterable[Box], spare: float) -> None:
        """Take boxes with a margin around them."""
        self._grown.clear()
        for left, top, right, low in boxes:
            part = self._part((left - spare, top - spare, right + spare, low + spare))
            self.cells[part] = True

    def free_at(
        self, x: NDArray[np.float64], y: NDArray[np.float64], spare: float = 0.0
    ) -> NDArray[np.bool_]:
        """Tell of each pixel whether it lies on the picture, so far from cells that are taken."""
        cells = self._grown_by(math.ceil(spare / self.cell))
        inside = (x >= 0) & (y >= 0) & (x < self.size[0]) & (y < self.size[1])
        with np.errstate(invalid="ignore"):
            column = np.where(inside, x, 0).astype(np.int64) // self.cell
            row = np.where(inside, y, 0).astype(np.int64) // self.cell
        return np.asarray(inside & ~cells[row, column])

    def _grown_by(self, reach: int) -> NDArray[np.bool_]:
        """Return what is taken, grown by so many cells in every direction."""
        if (kept := self._grown.get(reach)) is not None:
            return kept
        cells = self.cells
        for axis in (0, 1) if reach else ():
            rows = np.moveaxis(cells, axis, 0)
            grown = rows.copy()
            for step in range(1, reach + 1):
                grown[step:] |= rows[:-step]
                grown[:-step] |= rows[step:]
            cells = np.moveaxis(grown, 0, axis)
        self._grown[reach] = cells
        return cells
