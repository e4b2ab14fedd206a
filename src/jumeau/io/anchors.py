"""Where the features of a layer are, one place each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.anchors import (
    line_anchors,
    point_anchors,
    polygon_anchors,
    surface_anchors,
)
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer


def anchors_of(payloads: Payloads, layer: Layer) -> NDArray[np.float64]:
    """Return one place (F, 2) of each feature, NaN where it has no shape, project CRS [m].

    Parameters
    ----------
    layer : Layer
        A layer with a table that has a geometry.
    """
    if layer.has_surfaces:
        return surface_anchors(canonical.surfaces(payloads, layer))
    found = polygon_anchors(canonical.polygons(payloads, layer))
    if not np.isnan(found[:, 0]).any():
        return found
    # A layer may hold shapes of several kinds.
    for places in (
        line_anchors(canonical.lines(payloads, layer)),
        point_anchors(canonical.points(payloads, layer)),
    ):
        found = np.where(np.isnan(found), places, found)
    return found
