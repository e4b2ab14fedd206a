"""Where what stands is, so that a first view shows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.project import Project
from jumeau.model.view_state import Camera
from jumeau.render.camera import fitted
from jumeau.render.sheet import Footprints

SURROUNDINGS = 15.0
"""A single house is seen with so much around it [m]."""


def home_camera(project: Project, scene: Any) -> Camera:
    """Return a flattering oblique view of the commune's centre."""
    relief = scene.relief
    if relief is None:
        x, y, z = project.origin
        return Camera((x, y, z))
    prints = scene.footprints()
    return fitted(middles(prints), relief, whole=whole(prints))


def middles(footprints: Iterable[Footprints]) -> NDArray[np.float64]:
    """Return the middles (N, 2) of all that stands, project CRS [m]."""
    box = _boxes(footprints)
    return np.asarray((box[:, :2] + box[:, 2:]) / 2)


def whole(footprints: Iterable[Footprints]) -> tuple[float, float, float, float] | None:
    """Return middle, half extent with a little around, and height of all that stands [m]."""
    prints = list(footprints)
    box = _boxes(prints)
    if not len(box):
        return None
    west, south = box[:, :2].min(axis=0).tolist()
    east, north = box[:, 2:].max(axis=0).tolist()
    reach = float(np.hypot(east - west, north - south)) / 2 + SURROUNDINGS
    tallest = max(float(x.height.max(initial=0.0)) for x in prints)
    return (west + east) / 2, (south + north) / 2, reach, tallest


def _boxes(footprints: Iterable[Footprints]) -> NDArray[np.float64]:
    box = np.concatenate([np.empty((0, 4)), *(x.box for x in footprints)])
    return np.asarray(box[np.isfinite(box).all(axis=1)])
