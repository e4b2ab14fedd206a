"""The base that edits are applied to, read from what the scene was prepared from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heights import HeightSource
from jumeau.geometry.ragged import Lines
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.placed_model import Ring
from jumeau.model.roles import Role
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.swatches import road_widths
from jumeau.render.trees import Trees
from jumeau.variants.base import BaseBody, BaseBuilding, BaseRoad, BaseTree, Rings
from jumeau.variants.outlines import inside

Standing = Callable[[Layer], Buildings | Bodies]
Grown = Callable[[Layer], Trees]


class PreparedBase:
    """The untouched data of a project, as far as edits ask for it; safe in any thread.

    Parameters
    ----------
    layers : iterable of Layer
        Of the project.
    payloads : Payloads
        Where their contents lie.
    standing, grown : callable
        Return a layer's buildings or bodies, and its trees, as they are prepared for the picture;
        asked at the first edit that concerns the layer.
    """

    def __init__(
        self, layers: Iterable[Layer], payloads: Payloads, standing: Standing, grown: Grown
    ) -> None:
        self._layers = {layer.id: layer for layer in layers}
        self._payloads = payloads
        self._make_standing = standing
        self._make_grown = grown
        self._kept: dict[tuple[str, str], Any] = {}
        self._buildings: dict[tuple[str, int], BaseBuilding | None] = {}
        self._lock = threading.RLock()

    def _once(self, layer_id: str, what: str, make: Callable[[], Any]) -> Any:
        """Return what was made for a layer, made at the first time."""
        with self._lock:
            if (layer_id, what) not in self._kept:
                self._kept[layer_id, what] = make()
            return self._kept[layer_id, what]

    def _column(self, layer: Layer, name: str) -> NDArray[Any] | None:
        found: NDArray[Any] | None = self._once(
            layer.id, name, lambda: canonical.column(self._payloads, layer, name)
        )
        return found

    def _number(self, layer: Layer, name: str, row: int) -> float:
        """Return a canonical number; NaN where the source tells none."""
        column = self._column(layer, name)
        return float("nan") if column is None else float(column[row])

    def _word(self, layer: Layer, name: str, row: int) -> str:
        column = self._column(layer, name)
        return "" if column is None or column[row] is None else str(column[row])

    @property
    def payloads(self) -> Payloads:
        """Where the contents of the layers lie."""
        return self._payloads

    # -- Base ------------------------------------------------------------------------------------

    def role(self, layer_id: str) -> Role | None:
        """Return a layer's role; None where the project has no such layer."""
        layer = self._layers.get(layer_id)
        return None if layer is None else layer.role

    def row(self, ref: FeatureRef) -> int:
        """Return the row of a feature by its key, by its index where it has none; -1: gone."""
        layer = self._layers.get(ref.layer)
        if layer is None:
            return -1
        if not ref.key or not layer.key_field:
            return ref.index if 0 <= ref.index < layer.count else -1
        keys: dict[str, int] = self._once(layer.id, "key", lambda: self._keys(layer))
        return keys.get(ref.key, -1)

    def _keys(self, layer: Layer) -> dict[str, int]:
        column = self._payloads.table(layer.payload, [layer.key_field]).column(0).to_pylist()
        # Of a key that stands twice, the first feature has it.
        return {str(key): row for row, key in reversed(list(enumerate(column))) if key is not None}

    def building(self, layer_id: str, row: int) -> BaseBuilding | None:
        """Return a building with a footprint; None where there is none in this row."""
        key = (layer_id, row)
        if key not in self._buildings:
            self._buildings[key] = self._building(layer_id, row)
        return self._buildings[key]

    def _building(self, layer_id: str, row: int) -> BaseBuilding | None:
        layer = self._layers.get(layer_id)
        made = self.standing(layer_id)
        if layer is None or not isinstance(made, Buildings):
            return None
        rings = rings_of(made, row)
        if not rings:
            return None
        storeys, dwellings = (self._number(layer, n, row) for n in ("storeys", "dwellings"))
        return BaseBuilding(
            rings,
            float(made.height[row]),
            float(made.rise[row]),
            float(made.ground[row]),
            int(made.form[row]),
            int(storeys) if storeys >= 1 else 0,
            int(dwellings) if dwellings >= 0 else -1,
            self._word(layer, "use", row),
            bool(made.source[row] >= HeightSource.STOREYS),
        )

    def body(self, layer_id: str, row: int) -> BaseBody | None:
        """Return a body of surfaces; None where there is none in this row."""
        made = self.standing(layer_id)
        if not isinstance(made, Bodies):
            return None
        feature = int(made.place[row])
        first, end = made.mesh.feature_point_start[feature : feature + 2].tolist()
        if first == end:
            return None
        points = made.mesh.points[first:end].astype(np.float64) + made.mesh.origin
        low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        box = (low[0], low[1], low[2], high[0], high[1], high[2])
        return BaseBody(box, rings_of(made, row))

    def tree(self, layer_id: str, row: int) -> BaseTree | None:
        """Return a tree; None where there is none in this row."""
        trees = self._trees(layer_id)
        if trees is None:
            return None
        found = np.flatnonzero(trees.row == row)
        if not len(found):
            return None
        k = int(found[0])
        x, y = trees.position[k, :2].tolist()
        return BaseTree((x, y), float(trees.height[k]), 2.0 * float(trees.radius[k]))

    def road(self, layer_id: str, row: int) -> BaseRoad | None:
        """Return a road; None where there is none in this row."""
        layer = self._layers.get(layer_id)
        if layer is None or layer.role is not Role.ROAD or not 0 <= row < layer.count:
            return None
        lines: Lines = self._once(layer_id, "lines", lambda: canonical.lines(self._payloads, layer))
        widths: NDArray[np.float64] = self._once(
            layer_id,
            "widths",
            lambda: road_widths(layer, len(lines), lambda name: self._column(layer, name)),
        )
        first, end = lines.feature_start[row : row + 2].tolist()
        parts = tuple(
            lines.xy[lines.line_start[k] : lines.line_start[k + 1]].copy()
            for k in range(first, end)
        )
        if not parts:
            return None
        speed, lanes = (self._number(layer, n, row) for n in ("speed", "lanes"))
        return BaseRoad(
            parts,
            float(widths[row]),
            self._word(layer, "name", row),
            speed if speed > 0 else None,
            int(lanes) if lanes >= 1 else None,
        )

    def standing_in(self, ring: Ring) -> dict[str, NDArray[np.int64]]:
        """Return the rows of buildings and bodies, by layer, whose middle lies within a ring."""
        found = {}
        for layer in self._layers.values():
            if layer.role is Role.BUILDING or layer.has_surfaces:
                made = self.standing(layer.id)
                if made is not None:
                    box = made.footprints.box
                    rows = _within((box[:, :2] + box[:, 2:]) / 2, ring)
                    if len(rows):
                        found[layer.id] = rows
        return found

    def trees_in(self, ring: Ring) -> dict[str, NDArray[np.int64]]:
        """Return the rows of surveyed trees, by layer, within a ring."""
        found = {}
        for layer_id in self._layers:
            trees = self._trees(layer_id)
            if trees is not None:
                rows = np.unique(trees.row[_within(trees.position[:, :2], ring)])
                if len(rows):
                    found[layer_id] = rows
        return found

    # -- what was prepared -----------------------------------------------------------------------

    def standing(self, layer_id: str) -> Buildings | Bodies | None:
        """Return a layer's buildings or bodies; None where it has none."""
        layer = self._layers.get(layer_id)
        if layer is None or not (layer.role is Role.BUILDING or layer.has_surfaces):
            return None
        made: Buildings | Bodies = self._once(
            layer_id, "standing", lambda: self._make_standing(layer)
        )
        return made

    def _trees(self, layer_id: str) -> Trees | None:
        """Return the surveyed trees of a layer; None where it has none."""
        layer = self._layers.get(layer_id)
        if layer is None or layer.role is not Role.TREE:
            return None
        made: Trees = self._once(layer_id, "trees", lambda: self._make_grown(layer))
        return made


def rings_of(made: Buildings | Bodies, row: int) -> Rings:
    """Return the footprint of a building or body; nothing where it has none."""
    p = made.footprints.polygons
    if not 0 <= row < len(p):
        return ()
    return tuple(
        tuple(
            p.xy[p.ring_start[r] : p.ring_start[r + 1]].copy()
            for r in range(p.polygon_start[q], p.polygon_start[q + 1])
        )
        for q in range(p.feature_start[row], p.feature_start[row + 1])
    )


def _within(places: NDArray[np.float64], ring: Ring) -> NDArray[np.int64]:
    """Return which places (N, 2) lie within a ring."""
    outline = np.asarray(ring, np.float64)
    low, high = outline.min(axis=0), outline.max(axis=0)
    near = np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))
    return near[inside(places[near], ring)] if len(near) else near
