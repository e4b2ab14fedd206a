"""From parts to arrays: everything that may run in a worker, without VTK."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heightfield import HeightField
from jumeau.io import canonical
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, silent
from jumeau.model.roles import Role
from jumeau.render.bodies import Bodies, prepare_bodies
from jumeau.render.buildings import Buildings, prepare_buildings
from jumeau.render.cloud_nodes import Cloud, prepare_cloud, rough_ground
from jumeau.render.facades import Facades, prepare_facades
from jumeau.render.ground_layers import GroundLayer, prepare_ground_layer, unstyled
from jumeau.render.labels.names import Names, prepare_names
from jumeau.render.parts import EVERYWHERE, Bounds, Kind, Part
from jumeau.render.relief import Relief, filled, rough_field
from jumeau.render.samples.cells import Cells, prepare_cells
from jumeau.render.samples.roofs import RoofSheet, prepare_roofs
from jumeau.render.shelf import Shelf
from jumeau.render.styling.applying import is_styled
from jumeau.render.styling.filtering import kept_polygons, shown_rows
from jumeau.render.styling.prisms import Prisms, prepare_prisms
from jumeau.render.styling.tinting import Tint, prepare_tint
from jumeau.render.trees import Trees, prepare_trees
from jumeau.render.variants.overlay import Overlay

if TYPE_CHECKING:
    from jumeau.render.variants.prepared_base import PreparedBase

Prepared = (
    Relief
    | GroundLayer
    | Buildings
    | Bodies
    | Facades
    | Trees
    | Cloud
    | Names
    | Tint
    | Prisms
    | Cells
    | RoofSheet
    | Overlay
)

MOST_CELLS = 4_000_000
"""Finer terrains are read through their overviews."""
_QUICK = (Kind.COLOURS, Kind.PRISMS, Kind.VARIANT)
"""Made faster than they are kept, and made anew with every change of a style or of an edit."""
_IMAGED = (Kind.GROUND, Kind.SAMPLES)
_MOST_PLAIN = 6


class Workshop:
    """Prepares parts; the relief that several parts rest on is read once.

    Parameters
    ----------
    payloads : Payloads
        Where the layers' contents lie.
    shelf : Shelf or None
        Where prepared parts are kept for the next time.
    """

    def __init__(self, payloads: Payloads, shelf: Shelf | None = None) -> None:
        self.payloads = payloads
        self.shelf = shelf
        self._lock = threading.Lock()
        self._relief: tuple[tuple[tuple[Layer, ...], Bounds], Relief] | None = None
        # Styles of a layer share its shapes: a few layers are kept as they were read last.
        self._plain: dict[Part, GroundLayer] = {}
        # Façades and variants are those of buildings that the scene mostly holds already.
        self._standing: WeakValueDictionary[Part, Buildings | Bodies | Trees] = (
            WeakValueDictionary()
        )
        self._base: tuple[Any, PreparedBase] | None = None

    def prepare(self, part: Part, progress: Progress) -> Prepared:
        """Prepare one part."""
        progress(0.0, f"picture_{part.kind.value}")
        result = self._kept(part, progress) or self._prepare(part, progress)
        if isinstance(result, Buildings | Bodies | Trees):
            self._standing[part] = result
        progress(1.0, f"picture_{part.kind.value}")
        return result

    def _kept(self, part: Part, progress: Progress) -> Prepared | None:
        """Return a part as it was prepared the last time; prepare what is worth being kept."""
        images = any(layer.payload.kind is PayloadKind.RASTER for layer in part.layers)
        # Images are read where they lie, and that changes with the project's place.
        if self.shelf is None or part.kind is Kind.CLOUD or (images and part.kind in _IMAGED):
            return None
        if part.kind in _QUICK or (part.kind is Kind.GROUND and is_styled(part.layers[0].style)):
            return None
        found: Prepared | None = self.shelf.get(part)
        if found is None:
            found = self._prepare(part, progress)
            self.shelf.put(part, found)
        elif isinstance(found, Relief):
            with self._lock:
                self._relief = ((part.layers, part.bounds), found)
        return found

    def _prepare(self, part: Part, progress: Progress) -> Prepared:
        layer = part.layers[0] if part.layers else None
        if part.kind is Kind.RELIEF:
            return self.relief(part.layers, part.bounds)
        if part.kind is Kind.VARIANT:
            return self._overlay(part, progress)
        assert layer is not None
        if part.kind is Kind.GROUND:
            return self._on_ground(part, layer, progress)
        if part.kind is Kind.COLOURS:
            return prepare_tint(self.payloads, layer)
        if part.kind is Kind.NAMES and layer.role is Role.SHADE_LINES:
            from jumeau.render.labels.hours import prepare_hours

            return prepare_hours(self.payloads, layer)
        if part.kind is Kind.NAMES:
            return prepare_names(self.payloads, layer)
        if part.kind is Kind.SAMPLES:
            return self._results(part, layer)
        if part.kind is Kind.CLOUD:
            return prepare_cloud(self.payloads, layer, part.origin, part.layers[1:])
        relief = self.relief(part.relief, part.bounds)
        if part.kind is Kind.TREES:
            return prepare_trees(self.payloads, layer, part.layers[1:], relief)
        if part.kind is Kind.PRISMS:
            ground = self._on_ground(part, layer, progress)
            return prepare_prisms(self.payloads, layer, ground, relief, part.origin)
        if part.kind is Kind.FACADES:
            data = self._on_ground(part, layer, progress)
            return prepare_facades(self._buildings(part, progress), data, relief)
        if layer.has_surfaces:
            return prepare_bodies(self.payloads, layer, relief, part.origin, progress)
        return prepare_buildings(
            kept_polygons(
                canonical.polygons(self.payloads, layer), shown_rows(self.payloads, layer)
            ),
            partial(canonical.column, self.payloads, layer),
            relief,
            part.origin,
            tint_estimated=layer.style.name == "estimated",
        )

    def _results(self, part: Part, layer: Layer) -> Cells | RoofSheet:
        """Return results on walls, or those of the ground as roofs wear them."""
        if layer.payload.kind is PayloadKind.RASTER:
            return prepare_roofs(self.payloads, layer, part.origin)
        from jumeau.io.samples.keeping import read_samples

        return prepare_cells(read_samples(self.payloads, layer.payload), layer, part.origin)

    def _on_ground(self, part: Part, layer: Layer, progress: Progress) -> GroundLayer:
        """Return a layer of the ground in its style, on the shapes that it has in any."""
        if not is_styled(layer.style) or layer.payload.kind is PayloadKind.RASTER:
            return prepare_ground_layer(self.payloads, layer)
        bare = Part(Kind.GROUND, (unstyled(layer),), EVERYWHERE, part.origin)
        if not layer.filter:  # as the shelf knows it
            bare = Part(
                Kind.GROUND, (msgspec.structs.replace(bare.layers[0], fields=()),), EVERYWHERE,
                part.origin,
            )  # fmt: skip
        with self._lock:
            plain = self._plain.pop(bare, None)
        if plain is None:
            found = self._kept(bare, progress) or self._prepare(bare, progress)
            assert isinstance(found, GroundLayer)
            plain = found
        with self._lock:
            self._plain[bare] = plain
            while len(self._plain) > _MOST_PLAIN:
                self._plain.pop(next(iter(self._plain)))
        return prepare_ground_layer(self.payloads, layer, plain)

    def _buildings(self, part: Part, progress: Progress) -> Buildings | Bodies:
        """Return the buildings whose façades a part is."""
        own = Part(Kind.BUILDINGS, part.layers[1:], part.bounds, part.origin, part.relief)
        found = self._held(own, progress)
        assert isinstance(found, Buildings | Bodies)
        if found.footprints.hidden.any():  # what is hidden has no triangles
            again = self._kept(own, progress) or self._prepare(own, progress)
            assert isinstance(again, Buildings | Bodies)
            return again
        return found

    def _held(self, own: Part, progress: Progress) -> Any:
        """Return a part that the scene holds; prepared where it does not."""
        found: Any = self._standing.get(own)
        if found is None:
            found = self._kept(own, progress) or self._prepare(own, progress)
            self._standing[own] = found
        return found

    def _overlay(self, part: Part, progress: Progress) -> Overlay:
        """Apply the edits of a variant to the base, which is not touched."""
        from jumeau.render.variants.making import prepare_overlay
        from jumeau.variants.resolving import resolve

        base = self._base_of(part)
        grown = {
            x.layers[0].id: (x.layers[0].role is Role.VEGETATION, self._held(x, progress))
            for x in part.rests
            if x.kind is Kind.TREES
        }
        relief = self.relief(part.relief, part.bounds)
        resolved = resolve(part.edits, base)
        return prepare_overlay(part, resolved, base, relief, grown, self.payloads)

    def _base_of(self, part: Part) -> PreparedBase:
        """Return what the edits of all variants are applied to."""
        from jumeau.render.variants.prepared_base import PreparedBase

        upon = {(x.kind, x.layers[0].id): x for x in part.rests}

        def held(kind: Kind) -> Any:
            # It outlives the job that asks first, which may be called off.
            return lambda layer: self._held(upon[kind, layer.id], silent)

        key = (part.layers, part.rests)
        with self._lock:
            if self._base is None or self._base[0] != key:
                made = PreparedBase(
                    part.layers, self.payloads, held(Kind.BUILDINGS), held(Kind.TREES)
                )
                self._base = (key, made)
            return self._base[1]

    def relief(self, layers: tuple[Layer, ...], bounds: Bounds) -> Relief:
        """Return the relief made of a terrain, or estimated from other layers."""
        with self._lock:
            key = (layers, bounds)
            if self._relief is None or self._relief[0] != key:
                self._relief = (key, self._read_relief(layers, bounds))
            return self._relief[1]

    def _read_relief(self, layers: tuple[Layer, ...], bounds: Bounds) -> Relief:
        if len(layers) == 1 and layers[0].role is Role.TERRAIN:
            from jumeau.io.rasters.terrain import read_heightfield

            path = self.payloads.path(layers[0].payload)
            field = read_heightfield(path, bounds, max_cells=MOST_CELLS)
            field = HeightField(filled(field.z), field.x0, field.y0, field.step)
            estimated = is_estimated_ground(layers[0])
        else:
            field = rough_field(self._known_altitudes(layers), bounds)
            estimated = True
        return Relief(field, bounds, float(field.z.min()), float(field.z.max()), estimated)

    def _known_altitudes(self, layers: tuple[Layer, ...]) -> NDArray[np.float64]:
        """Return places (N, 3) whose ground altitude other layers tell [m]."""
        found = [np.empty((0, 3))]
        exact = [np.empty((0, 3))]
        for layer in layers:
            if layer.payload.kind is PayloadKind.POINT_CLOUD:
                exact.append(rough_ground(self.payloads, layer))
            elif layer.has_surfaces:
                exact.append(canonical.ground_places(self.payloads, layer))
            elif layer.role is Role.BUILDING:
                ground = canonical.column(self.payloads, layer, "ground_altitude_min")
                if ground is None:
                    continue
                polygons = canonical.polygons(self.payloads, layer)
                first = polygons.ring_start[polygons.polygon_start[polygons.feature_start[:-1]]]
                solid = np.diff(polygons.feature_start) > 0
                xy = polygons.xy[first[solid]]
                found.append(np.column_stack([xy, ground.astype(np.float64)[solid]]))
            else:
                lines = canonical.lines(self.payloads, layer)
                if lines.z is not None:
                    found.append(np.column_stack([lines.xy, lines.z]))
        places = np.concatenate(found)
        # Zero and the like stand for "unknown" in more than one product.
        places = places[(places[:, 2] > 0.5) & (places[:, 2] < 5000.0)]
        return np.concatenate([places, *exact])
