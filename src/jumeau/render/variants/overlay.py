"""What a variant is on the picture, as arrays: prepared in a worker, put up by the dressing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.relief import Relief
from jumeau.render.sheet import NOTHING, Hidden
from jumeau.render.trees import Thinned, Trees
from jumeau.render.variants.strokes import Strokes
from jumeau.variants.resolved import Resolved

if TYPE_CHECKING:
    from jumeau.render.variants.ground_change import GroundChange
    from jumeau.render.variants.models import ModelMeshes


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A variant at one set of its phases, over the base that it leaves untouched.

    Attributes
    ----------
    variant : str
        Its id.
    colour : str
        ``#RRGGBB`` of its elements.
    built : int
        Calendar year in which it stands finished; 0 where unknown.
    origin : tuple of float
        The project's local origin [m].
    resolved : Resolved
        What its edits make of the base.
    ground : GroundChange
        What lies on its ground, and its relief.
    thinned : mapping of str to Thinned
        By layer of trees: where any is cut, or stands higher or lower.
    buildings : Buildings or None
        The mesh of ``resolved.solids`` and of the barriers, in the variant's colour; a row is a
        piece, of which a solid may have two: what was there already, and what comes upon it.
    pieces : tuple of str
        Id of the edit of each row of ``buildings``.
    bodies : tuple of (Bodies, tuple of str)
        Moved bodies of each layer, and the edit of each row.
    models : ModelMeshes or None
        Models made elsewhere.
    trees : Trees or None
        Planted trees as they are when planted, tile by tile; ``row`` counts in
        ``resolved.trees``.
    strokes : Strokes or None
        The edges of what is added.
    """

    variant: str
    colour: str
    built: int
    origin: tuple[float, float, float]
    resolved: Resolved
    ground: GroundChange
    thinned: Mapping[str, Thinned] = field(default_factory=dict)
    buildings: Buildings | None = None
    pieces: tuple[str, ...] = ()
    bodies: tuple[tuple[Bodies, tuple[str, ...]], ...] = ()
    models: ModelMeshes | None = None
    trees: Trees | None = None
    strokes: Strokes | None = None

    @property
    def relief(self) -> Relief:
        """The variant's ground; the base's own where no edit shapes it."""
        return self.ground.relief

    def hidden(self, layer_id: str) -> Hidden:
        """Return the rows of a layer of the base that are not there as they were."""
        return self.resolved.hidden.get(layer_id, NOTHING)

    def arrays(self) -> list[Any]:
        """Return what the picture is drawn from, to tell whether two overlays are the same."""
        found: list[Any] = [self.relief.field.z, *(x.z for x in self.relief.patches)]
        for solids in (self.buildings, *(x for x, _ in self.bodies)):
            if solids is not None:
                found += [solids.mesh.points, solids.mesh.triangles, solids.colours]
        if self.trees is not None:
            found += [self.trees.position, self.trees.height, self.trees.radius, self.trees.shape]
        for layer_id in sorted(self.thinned):
            found += [self.thinned[layer_id].gone, self.thinned[layer_id].z]
        found.append({k: sorted(v) for k, v in sorted(self.resolved.hidden.items())})
        return found
