"""Which features lie within a shape that was drawn on the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.app import navigation as nav
from jumeau.geometry.anchors import within_ring
from jumeau.io.anchors import anchors_of
from jumeau.io.expressions.masks import shown_rows
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, visible_layers
from jumeau.model.view_state import ViewState
from jumeau.render.relief import Relief

Project3d = Callable[[NDArray[np.float64]], NDArray[np.float64]]
MOST_KEPT = 12


def selectable(project: Project, view: ViewState, chosen: str) -> tuple[Layer, ...]:
    """Return the layers in which a shape selects: the chosen one if it is seen, else all seen."""
    seen = [x for x in visible_layers(project, view) if has_shapes(x)]
    own = tuple(x for x in seen if x.id == chosen)
    return own or tuple(seen)


def has_shapes(layer: Layer) -> bool:
    """Tell whether a layer has features with a place, which can be selected in the picture."""
    placed = layer.bounds[2] > layer.bounds[0] or layer.bounds[3] > layer.bounds[1]
    return layer.payload.kind is PayloadKind.TABLE and layer.count > 0 and placed


class Anchors:
    """The places of features on the ground, read once a layer."""

    def __init__(self) -> None:
        self._known: dict[Any, NDArray[np.float64]] = {}

    def of(self, payloads: Payloads, layer: Layer, relief: Relief | None) -> NDArray[np.float64]:
        """Return the place (F, 3) of each feature, NaN where it has no shape or is filtered out."""
        key = (layer.payload.sha256, layer.filter, id(relief))
        if key not in self._known:
            xy = anchors_of(payloads, layer)
            shown = shown_rows(payloads, layer)
            if shown is not None:
                xy = np.where(shown[:, None], xy, np.nan)
            known = ~np.isnan(xy[:, 0])
            z = np.full(len(xy), np.nan)
            if relief is not None:
                z[known] = relief.altitude(xy[known, 0], xy[known, 1])
            else:
                z[known] = 0.0
            while len(self._known) >= MOST_KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = np.column_stack([xy, z])
        return self._known[key]


def rows_within(
    payloads: Payloads,
    layers: Iterable[Layer],
    relief: Relief | None,
    anchors: Anchors,
    to_screen: Project3d,
    ring: NDArray[np.float64],
) -> dict[str, NDArray[np.int64]]:
    """Return the features whose places on the ground are seen within a ring of the picture.

    Parameters
    ----------
    to_screen : callable
        From places (N, 3) to pixels (N, 2), NaN behind the eye.
    ring : (M, 2) float64
        Corners of the shape [pixels].

    Returns
    -------
    dict of arrays
        Rows by layer; layers without any are left out.
    """
    found = {}
    for layer in layers:
        places = anchors.of(payloads, layer, relief)
        rows = np.flatnonzero(within_ring(to_screen(places), ring))
        if len(rows):
            found[layer.id] = rows
    return found


def seen_from(viewport: Any, keeper: Any) -> tuple[Project3d, NDArray[np.float64]] | None:
    """Return how places are projected on the picture as it is, and the ring of its frame.

    None while there is nothing to look at.
    """
    camera, seen = viewport.camera, viewport.frame
    if camera is None:
        return None
    lifted = keeper.lifted(camera)
    size, corner = seen.size, np.array([seen.x, seen.y], np.float64)
    width, height = size
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    return (lambda places: nav.projected(lifted, size, places) + corner), frame + corner
