"""Where an edit is, and the way there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jumeau.app import navigation as nav
from jumeau.app.variants.words import places_in
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.placed_model import Place
from jumeau.model.project import Project
from jumeau.model.variants import chain

if TYPE_CHECKING:
    from jumeau.app.viewport import Viewport
    from jumeau.io.store import Payloads
    from jumeau.variants.resolved import Resolved

Box = tuple[float, float, float, float]
_AROUND = 25.0  # [m] that is seen beside an edit


def box_of(places: Iterable[Place]) -> Box | None:
    """Return the box of some places; None where there are none."""
    found = list(places)
    if not found:
        return None
    xs, ys = [p[0] for p in found], [p[1] for p in found]
    return (min(xs), min(ys), max(xs), max(ys))


def box_of_edit(
    project: Project,
    shown: tuple[str, ...],
    edit_id: str,
    resolved: Resolved | None,
    payloads: Payloads,
) -> Box | None:
    """Return where an edit is, project CRS [m]: as drawn, as resolved, or where its feature is.

    Parameters
    ----------
    shown : tuple of str
        Variants that the view shows.
    resolved : Resolved or None
        The last of them, where it is known.
    """
    edits = {e.id: e for x in shown for v in chain(project, x) for e in v.edits}
    edit = edits.get(edit_id)
    if edit is None:
        return None
    if places := places_in(edit.change):
        return box_of(places)
    if resolved is not None and (found := _resolved_places(resolved, edit_id)):
        return box_of(found)
    feature = getattr(edit.change, "feature", None)
    if not isinstance(feature, FeatureRef):
        return None
    if not feature.layer:
        target: Edit | None = edits.get(feature.key)
        return None if target is None else box_of(places_in(target.change))
    return _feature_box(project, feature, payloads)


def _resolved_places(resolved: Resolved, edit_id: str) -> list[Place]:
    found: list[Place] = []
    for solid in resolved.solids:
        if solid.edit == edit_id:
            found += [(float(x), float(y)) for rings in solid.rings for x, y in rings[0]]
    for body in resolved.bodies:
        if body.edit == edit_id:
            found.append((body.middle[0] + body.east, body.middle[1] + body.north))
    for road in resolved.roads:
        if road.edit == edit_id:
            found += [(float(x), float(y)) for line in road.lines for x, y in line]
    trees = resolved.trees
    found += [
        (float(x), float(y))
        for (x, y), of in zip(trees.xy, trees.edit, strict=True)
        if of == edit_id
    ]
    return found


def _feature_box(project: Project, feature: FeatureRef, payloads: Payloads) -> Box | None:
    """Return where a feature of the base is; None where it is gone."""
    import numpy as np

    from jumeau.io.extents import extent_of

    layer = next((x for x in project.layers if x.id == feature.layer), None)
    if layer is None:
        return None
    row = feature.index
    if feature.key and layer.key_field:
        column = payloads.table(layer.payload, [layer.key_field]).column(layer.key_field)
        keys = [str(x) for x in column.to_pylist()]
        row = keys.index(feature.key) if feature.key in keys else -1
    if row < 0:
        return None
    return extent_of(payloads, [(layer, np.array([row]))])


def go_to_box(viewport: Viewport, box: Box) -> None:
    """Fly to a box, with some of its surroundings."""
    camera: Any = viewport.camera
    if camera is not None:
        wide = (box[0] - _AROUND, box[1] - _AROUND, box[2] + _AROUND, box[3] + _AROUND)
        viewport.fly_to(nav.whole(wide, camera.target[2], viewport.pixels, camera))
