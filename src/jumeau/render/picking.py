"""What lies under a pixel: the nearest of buildings, trees and the ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.io.store import Payloads
from jumeau.model.project import Project
from jumeau.model.view_state import Camera, Section
from jumeau.render.camera import ray
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.relief import Relief
from jumeau.render.section import kept_range
from jumeau.render.sheet import NOTHING, Hidden


class Pick(msgspec.Struct, frozen=True):
    """What was hit.

    Attributes
    ----------
    layer : str
        Id of the layer; empty for bare ground.
    row : int
        Row in the layer's payload; -1 for bare ground.
    key : str
        The source's stable key, empty where there is none.
    point : tuple of float
        Project CRS [m].
    edit : str
        Id of the edit whose element was hit; then there is neither layer nor row.
    """

    layer: str
    row: int
    key: str
    point: tuple[float, float, float]
    edit: str = ""


class Elements(Protocol):
    """What a variant adds to a picture, and what it leaves out."""

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64]
    ) -> tuple[float, str] | None:
        """Return distance [m] and edit of the first element that a local ray meets."""

    def lying(self, x: float, y: float) -> str:
        """Return the edit of what is laid on the ground at a place; empty where nothing is."""

    def hidden(self, layer_id: str) -> Hidden:
        """Return the rows of a layer that are not there as they were."""


def pick_in(
    camera: Camera,
    size: tuple[int, int],
    pixel: tuple[float, float],
    origin: tuple[float, float, float],
    relief: Relief,
    solids: Mapping[str, Any],
    woods: Mapping[str, Any],
    ground: Sequence[GroundLayer],
    payloads: Payloads,
    project: Project,
    section: Section | None = None,
    cut: Callable[[tuple[float, float, float]], tuple[str, int] | None] | None = None,
    elements: Elements | None = None,
) -> Pick | None:
    """Return the nearest thing under a pixel.

    Parameters
    ----------
    solids, woods : mapping
        What stands on the ground, by layer, with ``hit(eye, direction)`` in local coordinates.
    ground : sequence of GroundLayer
        What lies on the ground, the uppermost first.
    section : Section or None
        Where the model is cut open.
    cut : callable or None
        Tells layer and row of what is cut at a place of the section.
    elements : Elements or None
        Those of the variant that is shown.
    """
    eye, direction = ray(camera, size, *pixel)
    near, far = kept_range(section, eye, direction)
    if not np.isfinite(near):
        return None
    if near > 0.0:  # from the cut on
        eye = eye + near * direction
        face = cut(tuple(eye.tolist())) if cut is not None else None
        if face is not None:
            key = _key(payloads, project, *face) if face[0] else ""
            return Pick(*face, key, tuple(eye.tolist()))
    corners = np.array([[x, y] for x in relief.bounds[::2] for y in relief.bounds[1::2]])
    reach = float(np.hypot(*(corners - eye[:2]).T).max()) * 1.5 + 1000.0
    nearest = relief.hit(eye, direction, reach)
    layer_id, row = "", -1
    local = eye - np.array(origin)
    for things in (solids, woods):
        for name, thing in things.items():
            hit = thing.hit(local, direction)
            if hit is not None and hit[0] < nearest:
                nearest, layer_id, row = hit[0], name, hit[1]
    edit = ""
    if elements is not None:
        element = elements.hit(local, direction)
        if element is not None and element[0] < nearest:
            nearest, layer_id, row, edit = element[0], "", -1, element[1]
    if not np.isfinite(nearest) or nearest > far - near:
        return None
    x, y, z = (eye + nearest * direction).tolist()
    if not layer_id and not edit and elements is not None:
        edit = elements.lying(x, y)
    if not layer_id and not edit:
        layer_id, row = _on_ground(ground, x, y, elements)
    return Pick(layer_id, row, _key(payloads, project, layer_id, row), (x, y, z), edit)


def _on_ground(
    ground: Sequence[GroundLayer], x: float, y: float, elements: Elements | None
) -> tuple[str, int]:
    for layer in ground:
        if layer.shapes is None:
            continue
        hidden = NOTHING if elements is None else elements.hidden(layer.layer.id)
        for row in reversed(layer.rows_in(x - 30, y - 30, x + 30, y + 30).tolist()):
            if row in hidden:
                continue
            swatch = layer.dress.swatches[layer.dress.kind[row]]
            if isinstance(layer.shapes, Polygons):
                if swatch.fill is not None and _inside(layer.shapes, row, x, y):
                    return layer.layer.id, row
            elif isinstance(layer.shapes, Points):
                start = layer.shapes.feature_start
                near = layer.shapes.xy[start[row] : start[row + 1]] - (x, y)
                reach = max(float(layer.dress.half_width[row]), 6.0)
                if len(near) and float(np.hypot(*near.T).min()) <= reach:
                    return layer.layer.id, row
            elif _distance(layer.shapes, row, x, y) <= layer.dress.half_width[row]:
                return layer.layer.id, row
    return "", -1


def _inside(polygons: Polygons, row: int, x: float, y: float) -> bool:
    """Tell whether a place lies in a feature (even-odd over all its rings)."""
    inside = False
    low = polygons.polygon_start[polygons.feature_start[row]]
    high = polygons.polygon_start[polygons.feature_start[row + 1]]
    for ring in range(low, high):
        a = polygons.xy[polygons.ring_start[ring] : polygons.ring_start[ring + 1]]
        b = np.roll(a, -1, axis=0)
        crosses = (a[:, 1] > y) != (b[:, 1] > y)
        a, b = a[crosses], b[crosses]
        at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        inside ^= bool(np.count_nonzero(at > x) % 2)
    return inside


def _distance(lines: Lines, row: int, x: float, y: float) -> float:
    """Return the distance from a place to a line feature [m]."""
    best = np.inf
    for line in range(lines.feature_start[row], lines.feature_start[row + 1]):
        p = lines.xy[lines.line_start[line] : lines.line_start[line + 1]]
        if len(p) < 2:
            continue
        d = np.diff(p, axis=0)
        v = np.array([x, y]) - p[:-1]
        square = np.maximum((d * d).sum(1), 1e-12)
        t = np.clip((v * d).sum(1) / square, 0, 1)
        best = min(best, float(np.hypot(*(v - t[:, None] * d).T).min()))
    return best


def _key(payloads: Payloads, project: Project, layer_id: str, row: int) -> str:
    if row < 0:
        return ""
    layer = project.layer(layer_id)
    if not layer.key_field:
        return ""
    table = payloads.table(layer.payload, [layer.key_field])
    value = table.column(layer.key_field)[row].as_py()
    return "" if value is None else str(value)
