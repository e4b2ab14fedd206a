"""What lies around a variant, by role: the shapes of the project's layers near a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines, Polygons
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.variants.base import Rings

Box = tuple[float, float, float, float]


class Surroundings:
    """The layers of a project, read as far as they are asked for.

    Parameters
    ----------
    project : Project
    payloads : Payloads
        The project's store.
    """

    def __init__(self, project: Project, payloads: Payloads) -> None:
        self._layers = project.layers
        self._payloads = payloads
        self._shapes: dict[str, tuple[Polygons | Lines, NDArray[np.float64]]] = {}
        self._columns: dict[tuple[str, str], NDArray[Any] | None] = {}

    def layers(self, *roles: Role) -> tuple[Layer, ...]:
        """Return the layers with one of these roles."""
        return tuple(x for x in self._layers if x.role in roles)

    def polygons(self, layer: Layer, box: Box | NDArray[np.float64]) -> list[tuple[int, Any]]:
        """Return rows and multipolygons of a layer whose boxes touch a box, or several (N, 4)."""
        shapes, boxes = self._read(layer, areal=True)
        assert isinstance(shapes, Polygons)
        found = []
        for row in _touching(boxes, box):
            rings = tuple(
                tuple(
                    shapes.xy[shapes.ring_start[r] : shapes.ring_start[r + 1]]
                    for r in range(shapes.polygon_start[q], shapes.polygon_start[q + 1])
                )
                for q in range(shapes.feature_start[row], shapes.feature_start[row + 1])
            )
            if rings:
                found.append((row, shape_of(rings)))
        return found

    def lines(self, layer: Layer, box: Box | NDArray[np.float64]) -> list[int]:
        """Return the rows of lines of a layer whose boxes touch a box, or several (N, 4)."""
        return _touching(self._read(layer, areal=False)[1], box)

    def text(self, layer: Layer, name: str, row: int) -> str:
        """Return a canonical text of a feature; empty where the source tells none."""
        column = self._column(layer, name)
        return "" if column is None or column[row] is None else str(column[row]).strip()

    def number(self, layer: Layer, name: str, row: int) -> float:
        """Return a canonical number of a feature; NaN where the source tells none."""
        column = self._column(layer, name)
        return float("nan") if column is None else float(column[row])

    def raw(self, layer: Layer, names: Iterable[str], row: int) -> str:
        """Return the first of some columns of the source that says something; else empty."""
        known = {x.name.lower(): x.name for x in layer.fields}
        for name in names:
            if name in known and (told := self._raw(layer, known[name], row)):
                return told
        return ""

    def _raw(self, layer: Layer, name: str, row: int) -> str:
        key = (layer.id, f"raw {name}")
        if key not in self._columns:
            values = self._payloads.table(layer.payload, [name]).column(name).to_pylist()
            self._columns[key] = np.array(values, object)
        column = self._columns[key]
        return "" if column is None or column[row] is None else str(column[row]).strip()

    def _column(self, layer: Layer, name: str) -> NDArray[Any] | None:
        key = (layer.id, name)
        if key not in self._columns:
            self._columns[key] = canonical.column(self._payloads, layer, name)
        return self._columns[key]

    def _read(self, layer: Layer, *, areal: bool) -> tuple[Any, NDArray[np.float64]]:
        if layer.id not in self._shapes:
            if areal:
                shapes: Any = canonical.polygons(self._payloads, layer)
                start = shapes.ring_start[shapes.polygon_start[shapes.feature_start]]
            else:
                shapes = canonical.lines(self._payloads, layer)
                start = shapes.line_start[shapes.feature_start]
            self._shapes[layer.id] = shapes, _boxes(shapes.xy, start)
        return self._shapes[layer.id]


def _boxes(xy: NDArray[np.float64], start: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the box of each run of vertices; of an empty one, one that touches nothing."""
    boxes = np.full((len(start) - 1, 4), np.nan)
    some = np.flatnonzero(np.diff(start) > 0)
    if len(some):
        first = start[:-1][some]
        boxes[some, :2] = np.minimum.reduceat(xy, first)
        boxes[some, 2:] = np.maximum.reduceat(xy, first)
    return boxes


def _touching(boxes: NDArray[np.float64], box: Box | NDArray[np.float64]) -> list[int]:
    """Return which boxes touch a box, or one of several."""
    near = np.zeros(len(boxes), np.bool_)
    for west, south, east, north in np.asarray(box, np.float64).reshape(-1, 4).tolist():
        touches = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        touches &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        near |= touches
    found: list[int] = np.flatnonzero(near).tolist()
    return found


def shape_of(rings: Rings) -> Any:
    """Return rings as one valid shape, pieces that lie over each other joined."""
    pieces = [shapely.Polygon(x[0], x[1:]) for x in rings if len(x[0]) >= 3]
    if len(pieces) == 1 and pieces[0].is_valid:
        return pieces[0]
    return areal(shapely.union_all([shapely.make_valid(x) for x in pieces]))


def areal(shape: Any) -> Any:
    """Return the surfaces of a shape, without its lines and points."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [x for x in shapely.get_parts(shape).tolist() if shapely.get_dimensions(x) == 2]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def strip(lines: Iterable[NDArray[np.float64]], width: float) -> Any:
    """Return the surface of a road: its lines with half its width on both sides."""
    pieces = [shapely.LineString(x) for x in lines if len(x) >= 2]
    return shapely.union_all(pieces).buffer(width / 2, cap_style="flat")
