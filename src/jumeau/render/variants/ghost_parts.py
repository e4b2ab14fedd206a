"""What is removed, kept and added between two overlays: the parts of a ghost, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.extrude import extrude
from jumeau.geometry.roofs import RoofForm
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.crowns import planted
from jumeau.render.sheet import NOTHING, Hidden
from jumeau.render.variants.extracting import features_of_mesh
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.planting import placed_outline
from jumeau.render.variants.prepared_base import rings_of
from jumeau.render.variants.solids_mesh import ragged, same_rings
from jumeau.variants.resolved import MovedBody, Placed, Solid

PLAIN = (250.0, 249.0, 246.0)
"""What is unchanged."""

Soup = tuple[NDArray[np.float32], NDArray[np.int32]]
"""Points and triangles, local to the project's origin [m]."""


def hidden_in(overlay: Overlay | None, layer_id: str) -> Hidden:
    """Return the rows of a layer that an overlay hides; today hides none."""
    return NOTHING if overlay is None else overlay.hidden(layer_id)


def removed(
    before: Overlay | None,
    after: Overlay | None,
    solids: Mapping[str, Any],
    woods: Mapping[str, Any],
) -> Iterator[Soup]:
    """Return points and triangles of what stood before and does not after."""
    for layer_id, here in solids.items():
        rows = hidden_in(after, layer_id) - hidden_in(before, layer_id)
        kept = set() if after is None else taller(after, layer_id, here.buildings).keys()
        gone = [x for x in sorted(rows - kept) if 0 <= x < len(here.buildings.place)]
        if gone:
            mesh, _ = features_of_mesh(here.buildings, np.array(gone, np.int64))
            yield mesh.points, mesh.triangles
    if before is not None:
        if before.buildings is not None:
            same = shared_pieces(before, after) | _of_the_base(before, solids)
            own = [k for k in range(len(before.pieces)) if k not in same]
            if own:
                mesh, _ = features_of_mesh(before.buildings, np.array(own, np.int64))
                yield mesh.points, mesh.triangles
        known = set() if after is None else {_pose(x) for x in after.resolved.bodies}
        for model, moved in _bodies_of(before):
            left = [
                k for k, x in enumerate(moved) if _pose(x) not in known and not (_only_taller(x))
            ]
            if left:
                mesh, _ = features_of_mesh(model, np.array(left, np.int64))
                yield mesh.points, mesh.triangles
        yield from _models_gone(before, after)
        yield from _planted_gone(before, after)
    for layer_id, wood in woods.items():
        gone_trees = _gone(after, layer_id, len(wood.trees.height))
        gone_trees &= ~_gone(before, layer_id, len(wood.trees.height))
        if gone_trees.any():
            yield wood.mesh_of(np.flatnonzero(gone_trees), 1)


def _gone(overlay: Overlay | None, layer_id: str, count: int) -> NDArray[np.bool_]:
    thinned = None if overlay is None else overlay.thinned.get(layer_id)
    return np.zeros(count, np.bool_) if thinned is None else thinned.gone.copy()


def taller(overlay: Overlay, layer_id: str, model: Any) -> dict[int, str]:
    """Return the rows of a layer that only grow, or change their roof, and by which edit."""
    if not isinstance(model, Buildings):
        raised = (x for x in overlay.resolved.bodies if x.source.layer == layer_id)
        return {x.source.index: x.edit for x in raised if _only_taller(x)}
    return {
        x.source.index: x.edit
        for x in overlay.resolved.solids
        if x.source.layer == layer_id and _grows(x, model, x.source.index)
    }


def _of_the_base(overlay: Overlay, solids: Mapping[str, Any]) -> set[int]:
    """Return the pieces of an overlay that are what the base has there, under another colour."""
    model = overlay.buildings
    assert model is not None
    grown = {
        edit
        for layer_id, here in solids.items()
        for edit in taller(overlay, layer_id, here.buildings).values()
    }
    below: list[bool] = np.isnan(model.footprints.box[:, 0]).tolist()
    found = set()
    for k, edit in enumerate(overlay.pieces):
        upper = k > 0 and below[k - 1] and overlay.pieces[k - 1] == edit
        if edit in grown and not upper:
            found.add(k)
    return found


def _grows(solid: Solid, model: Buildings, row: int) -> bool:
    return (
        solid.height + solid.rise >= float(model.height[row] + model.rise[row]) - 0.05
        and solid.altitude is not None
        and same_rings(rings_of(model, row), solid.rings)
    )


def shared_pieces(one: Overlay, other: Overlay | None) -> set[int]:
    """Return the pieces of an overlay that another has just so."""
    if other is None or one.buildings is None or other.buildings is None:
        return set()
    theirs = {_shape(other.buildings, k) for k in range(len(other.pieces))}
    return {k for k in range(len(one.pieces)) if _shape(one.buildings, k) in theirs}


def _shape(model: Buildings, row: int) -> bytes:
    feature = int(model.place[row])
    first, end = model.mesh.feature_point_start[feature : feature + 2].tolist()
    return model.mesh.points[first:end].tobytes()


def pale_where_same(after: Overlay, before: Overlay | None) -> Buildings:
    """Return what a variant builds, white where it stood so before."""
    model = after.buildings
    assert model is not None
    same = shared_pieces(after, before)
    wall, roof = model.wall.copy(), model.roof.copy()
    features = model.place[np.array(sorted(same), np.int64)]
    wall[features], roof[features] = PLAIN, PLAIN
    pale = replace(model, wall=wall, roof=roof, colours=np.empty_like(model.colours))
    pale.bake(False)
    return pale


def _bodies_of(overlay: Overlay) -> Iterator[tuple[Bodies, list[MovedBody]]]:
    """Return the moved bodies of each layer, and how each was moved."""
    by_edit = {x.edit: x for x in overlay.resolved.bodies}
    for model, edits in overlay.bodies:
        yield model, [by_edit[x] for x in edits]


def _pose(body: MovedBody) -> tuple[object, ...]:
    """Return what tells whether two bodies stand alike."""
    return (
        body.source, body.east, body.north, body.up, body.rotation, body.scale, body.tall
    )  # fmt: skip


def _only_taller(body: MovedBody) -> bool:
    """Tell whether a body stands where it was, and nothing of it is taken away."""
    stays = (body.east, body.north, body.up, body.rotation, body.scale) == (0.0, 0.0, 0.0, 0.0, 1.0)
    return stays and body.tall >= 1.0


def pale_bodies(after: Overlay, before: Overlay | None) -> Iterator[Bodies]:
    """Return the bodies that a variant moves, white where they stood so before."""
    known = set() if before is None else {_pose(x) for x in before.resolved.bodies}
    for model, moved in _bodies_of(after):
        base = model.base.copy()
        for k, body in enumerate(moved):
            if _pose(body) in known:
                first, end = model.mesh.feature_point_start[k : k + 2].tolist()
                base[first:end] = PLAIN
        pale = replace(model, base=base, colours=np.empty_like(model.colours))
        pale.bake(False)
        yield pale


def _planted_gone(before: Overlay, after: Overlay | None) -> Iterator[Soup]:
    """Return the crowns of trees that are no longer planted."""
    trees = before.trees
    if trees is None:
        return
    known: set[tuple[float, float]] = set()
    if after is not None and after.trees is not None:
        known = {(x, y) for x, y, _ in after.trees.position.tolist()}
    left = [k for k, (x, y, _) in enumerate(trees.position.tolist()) if (x, y) not in known]
    if left:
        foot = (trees.position[left] - np.array(before.origin)).astype(np.float32)
        points, triangles, _ = planted(
            foot, trees.height[left], trees.radius[left], trees.shape[left], trees.colour[left],
            trees.turn[left], 1,
        )  # fmt: skip
        yield points, triangles


def _models_gone(before: Overlay, after: Overlay | None) -> Iterator[Soup]:
    """Return prisms in place of the models that are no longer where they stood."""
    known = set() if after is None else {_stand(x) for x in after.resolved.models}
    gone = [
        x for x in before.resolved.models if _stand(x) not in known and len(x.model.footprint) >= 3
    ]
    if not gone:
        return
    from jumeau.render.variants.models import foot_altitude

    foot = np.array([foot_altitude(x, before.relief) for x in gone])
    shapes = ragged([((placed_outline(x.model.footprint, x),),) for x in gone])
    low, high = (np.array([getattr(x.model, n) * x.scale for x in gone]) for n in ("low", "high"))
    mesh = extrude(shapes, foot + low, foot + high, 0.0, RoofForm.FLAT, before.origin)
    yield mesh.points, mesh.triangles


def _stand(placed: Placed) -> tuple[object, ...]:
    """Return what tells whether two models stand alike."""
    return (
        placed.model.payload, placed.place, placed.rotation, placed.scale, placed.sits, placed.up
    )  # fmt: skip
