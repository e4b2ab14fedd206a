"""Which grids a picture asks for its shade: fine where it looks, coarse over the whole model."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from jumeau.model.view_state import Camera
from jumeau.render.sunlit.asking import LEVELS

Bounds = tuple[float, float, float, float]

FINEST = 0.125
"""Cells are no finer [m], and double from there."""
ACROSS = 704
"""Cells along the side of a fine window."""
WHOLE = 900
"""Cells along the longer side of the whole model, at most."""
ANCHORS = 8
"""A window is moved by so many parts of its side at once."""
PER_PIXEL = 1.2
"""Cells of the finest window may be so wide where the camera looks at [pixels]."""


class Window(NamedTuple):
    """A box of cells of the world's grid.

    Attributes
    ----------
    step : float
        Side of a cell [m].
    box : tuple of float
        West, south, east, north [m].
    """

    step: float
    box: Bounds

    def away(self, other: Window) -> float:
        """Return how far its middle lies from another's, in halves of its side."""
        (a, b, c, d), (e, f, g, h) = self.box, other.box
        return max(abs(a + c - e - g), abs(b + d - f - h)) / max(c - a, d - b)


def whole_of(bounds: Bounds) -> Window:
    """Return the window that holds a whole model."""
    west, south, east, north = bounds
    side = max(east - west, north - south)
    step = FINEST * 2.0 ** max(math.ceil(math.log2(max(side / WHOLE, FINEST) / FINEST)), 0)
    return Window(step, _snapped(bounds, step))


def windows_of(camera: Camera, height: int, bounds: Bounds) -> list[Window]:
    """Return the windows of a picture, the finest first; the last one holds the whole model.

    Parameters
    ----------
    camera : Camera
        Where it is looked from and at.
    height : int
        Of the picture [pixels].
    bounds : tuple of float
        Of the model [m].
    """
    whole = whole_of(bounds)
    pixel = 2 * math.tan(math.radians(camera.field_of_view / 2)) / height
    wanted = PER_PIXEL * pixel * camera.distance / FINEST
    finest = FINEST * 2.0 ** max(math.floor(math.log2(max(wanted, 1e-6))), 0)
    steps = []
    step = finest
    while step < 0.9 * whole.step:
        steps.append(step)
        step *= 2.0
    while len(steps) > LEVELS - 1:
        steps.pop(-1 if len(steps) % 2 else -2)
    return [x for x in (_about(camera, s, bounds) for s in steps) if x is not None] + [whole]


def _about(camera: Camera, step: float, bounds: Bounds) -> Window | None:
    """Return the window about what a camera looks at; None where there is no model."""
    side = ACROSS * step
    x, y, _ = camera.target
    dx, dy, _ = camera.direction
    # What lies before the place looked at is larger on the picture than what lies behind.
    nearer = min(0.2 * side, 0.3 * camera.distance)
    middle = np.array([x - dx * nearer, y - dy * nearer])
    anchor = side / ANCHORS
    low = np.round((middle - side / 2) / anchor) * anchor
    west, south = max(low[0], bounds[0]), max(low[1], bounds[1])
    east, north = min(low[0] + side, bounds[2]), min(low[1] + side, bounds[3])
    if east - west < 8 * step or north - south < 8 * step:
        return None
    return Window(step, _snapped((west, south, east, north), step))


def _snapped(box: Bounds, step: float) -> Bounds:
    """Return a box widened to whole cells of the world's grid."""
    west, south, east, north = box
    return (
        math.floor(west / step) * step, math.floor(south / step) * step,
        math.ceil(east / step) * step, math.ceil(north / step) * step,
    )  # fmt: skip
