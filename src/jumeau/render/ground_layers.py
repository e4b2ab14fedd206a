"""Layers that lie on the ground, made ready for painting: shapes, boxes, swatches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.render.styling.applying import is_styled, tells_data
from jumeau.render.styling.dressing import restyled
from jumeau.render.styling.fields import values_of
from jumeau.render.styling.filtering import kept_lines, kept_points, kept_polygons, shown_rows
from jumeau.render.swatches import DRESSES
from jumeau.render.themes.dress import Dress
from jumeau.render.themes.keys import NO_KEY, Key, raster_key, vector_key
from jumeau.render.themes.plan import for_lines
from jumeau.render.themes.rasters import Colouring
from jumeau.render.themes.registry import AREAS

LINE_ROLES = frozenset(
    {
        Role.ROAD,
        Role.RAIL,
        Role.WATERCOURSE,
        Role.HEDGE,
        Role.LINES,
        Role.SHADE_LINES,
        Role.SOUND_CLASSIFICATION,
        Role.TRANSIT_LINE,
    }
)
POINT_ROLES = frozenset(
    {
        Role.POINTS,
        Role.ADDRESS,
        Role.LUMINAIRE,
        Role.TRAFFIC_COUNT,
        Role.SENSOR,
        Role.NOISE_MEASUREMENT,
        Role.STOP,
    }
)
Shapes = Polygons | Lines | Points


@dataclass(frozen=True, slots=True, eq=False)
class GroundLayer:
    """One layer ready for painting.

    Attributes
    ----------
    shapes : Polygons, Lines, Points or None
        None for an image.
    outline : Lines or None
        Rings of the polygons as closed lines, where their edges are drawn.
    box : (F, 4) float64
        xmin, ymin, xmax, ymax of each feature, infinite and reversed where it is empty [m].
    image : Path or None
        The file of an image.
    colouring : Colouring or None
        How the cells of an image are coloured; None for its own colours.
    key : Key
        What the legend says of it.
    """

    layer: Layer
    shapes: Shapes | None
    outline: Lines | None
    box: NDArray[np.float64]
    dress: Dress
    image: Path | None = None
    colouring: Colouring | None = None
    key: Key = NO_KEY

    @property
    def tells_data(self) -> bool:
        """Whether it shows values, so that the model steps back behind it."""
        return self.layer.role in AREAS or tells_data(self.layer.style)

    def rows_in(self, west: float, south: float, east: float, north: float) -> NDArray[np.int64]:
        """Return the features whose boxes meet a rectangle."""
        b = self.box
        return np.flatnonzero(
            (b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)
        )


def unstyled(layer: Layer) -> Layer:
    """Return a layer in its role's own look: what its styles have in common."""
    return msgspec.structs.replace(layer, style=Style())


def prepare_ground_layer(
    payloads: Payloads, layer: Layer, base: GroundLayer | None = None
) -> GroundLayer:
    """Read a layer and make it ready for painting.

    Parameters
    ----------
    base : GroundLayer or None
        The same layer in its role's own look, where it is at hand: its shapes are shared.
    """
    if layer.payload.kind is PayloadKind.RASTER:
        return _raster(payloads, layer)
    if is_styled(layer.style):
        plain = base or prepare_ground_layer(payloads, unstyled(layer))
        return _styled(payloads, layer, plain)
    shapes = _kept(_shapes(payloads, layer), shown_rows(payloads, layer))
    if isinstance(shapes, Polygons):
        box = polygon_boxes(shapes)
    elif isinstance(shapes, Lines):
        box = boxes(shapes.xy, shapes.line_start, shapes.feature_start)
    else:
        each = np.arange(len(shapes.xy) + 1, dtype=np.int64)
        box = boxes(shapes.xy, each, shapes.feature_start)
    dress = DRESSES.get(layer.role, DRESSES[Role.POLYGONS])(
        layer, len(shapes), partial(canonical.column, payloads, layer)
    )
    outline = None
    if isinstance(shapes, Polygons):
        if any(s.edge is not None for s in dress.swatches):
            outline = closed_rings(shapes)
    elif layer.role is Role.PRESCRIPTION:
        dress = for_lines(dress)
    key = vector_key(layer, dress, box)
    return GroundLayer(layer, shapes, outline, box, dress, key=key)


def _styled(payloads: Payloads, layer: Layer, base: GroundLayer) -> GroundLayer:
    """Return a layer in a style of its own on the shapes that it has in any."""
    assert base.shapes is not None
    values = values_of(payloads, layer, layer.style.field) if tells_data(layer.style) else None
    there = base.box[:, 2] >= base.box[:, 0]
    dress, key = restyled(base.shapes, base.dress, layer.style, values, there)
    outline = base.outline
    if outline is None and isinstance(base.shapes, Polygons):
        outline = closed_rings(base.shapes)
    return GroundLayer(layer, base.shapes, outline, base.box, dress, key=key)


def _kept(shapes: Shapes, mask: NDArray[np.bool_] | None) -> Shapes:
    """Return shapes without those that the layer's filter leaves out; rows stay."""
    if isinstance(shapes, Polygons):
        return kept_polygons(shapes, mask)
    return kept_lines(shapes, mask) if isinstance(shapes, Lines) else kept_points(shapes, mask)


def _raster(payloads: Payloads, layer: Layer) -> GroundLayer:
    from jumeau.render.raster_painting import look_at

    path = payloads.path(layer.payload)
    none = Dress((), np.zeros(0, np.int8), np.zeros(0, np.float32))
    colouring, bare = (None, False) if layer.role is Role.ORTHOPHOTO else look_at(path, layer)
    key = raster_key(layer, colouring, bare)
    return GroundLayer(layer, None, None, np.empty((0, 4)), none, path, colouring, key)


def _shapes(payloads: Payloads, layer: Layer) -> Shapes:
    """Return the shapes of the kind that the role leads to expect, else of what there is."""
    readers: list[Callable[[Payloads, Layer], Shapes]] = [
        canonical.polygons,
        canonical.lines,
        canonical.points,
    ]
    first = 1 if layer.role in LINE_ROLES else 2 if layer.role in POINT_ROLES else 0
    readers.insert(0, readers.pop(first))
    found = readers[0](payloads, layer)
    # Walls, dams and the like come as lines too; prescriptions as lines and as points.
    for read in readers[1:]:
        if len(found.xy):
            break
        other = read(payloads, layer)
        if len(other.xy):
            found = other
    return found


def polygon_boxes(polygons: Polygons) -> NDArray[np.float64]:
    """Return the box (F, 4) of each feature [m]."""
    starts = polygons.polygon_start[polygons.feature_start]
    return boxes(polygons.xy, polygons.ring_start, starts)


@njit
def boxes(
    xy: NDArray[np.float64], part_start: NDArray[np.int64], feature_start: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return xmin, ymin, xmax, ymax (F, 4) of features made of parts of vertices [m]."""
    count = len(feature_start) - 1
    box = np.empty((count, 4), np.float64)
    for feature in range(count):
        box[feature, 0] = box[feature, 1] = np.inf
        box[feature, 2] = box[feature, 3] = -np.inf
        first = part_start[feature_start[feature]]
        for k in range(first, part_start[feature_start[feature + 1]]):
            box[feature, 0] = min(box[feature, 0], xy[k, 0])
            box[feature, 1] = min(box[feature, 1], xy[k, 1])
            box[feature, 2] = max(box[feature, 2], xy[k, 0])
            box[feature, 3] = max(box[feature, 3], xy[k, 1])
    return box


def closed_rings(polygons: Polygons) -> Lines:
    """Return every ring as a closed line, features kept."""
    lengths = np.diff(polygons.ring_start)
    start = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.int64)
    ring = np.repeat(np.arange(len(lengths)), lengths + 1)
    place = np.arange(start[-1]) - start[ring]
    index = polygons.ring_start[ring] + np.where(place == lengths[ring], 0, place)
    feature_start = polygons.polygon_start[polygons.feature_start]
    return Lines(np.ascontiguousarray(polygons.xy[index]), None, start, feature_start)
