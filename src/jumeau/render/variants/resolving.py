"""A variant resolved where there is no scene that holds it already: for tables and commands."""

from __future__ import annotations

from dataclasses import dataclass

from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.variants import edits_shown
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Prepared, Workshop
from jumeau.render.relief import Relief
from jumeau.render.shelf import Shelf
from jumeau.render.trees import Trees
from jumeau.render.variants.prepared_base import PreparedBase
from jumeau.variants.base import Base
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """A variant over its base, and the ground of the base."""

    resolved: Resolved
    base: Base
    relief: Relief


def base_of(
    project: Project,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
) -> tuple[PreparedBase, Relief]:
    """Prepare what edits of a project may ask for.

    Raises
    ------
    InputError
        ``measuring.no_ground`` when the project has nothing to show.
    """
    from jumeau.errors import InputError

    workshop = Workshop(payloads, shelf)
    kinds = (Kind.RELIEF, Kind.BUILDINGS, Kind.TREES)
    parts = [x for x in parts_of(project) if x.kind in kinds]
    if not parts:
        raise InputError("measuring.no_ground")
    # The ground is needed at once; buildings and trees when an edit concerns them.
    relief = workshop.prepare(parts[0], part(progress, 0.0, 0.5))
    assert isinstance(relief, Relief)

    def made(kind: Kind, layer: Layer) -> Prepared:
        own = next(x for x in parts if x.kind is kind and x.layers[0].id == layer.id)
        return workshop.prepare(own, silent)

    def standing(layer: Layer) -> Buildings | Bodies:
        found = made(Kind.BUILDINGS, layer)
        assert isinstance(found, Buildings | Bodies)
        return found

    def grown(layer: Layer) -> Trees:
        found = made(Kind.TREES, layer)
        assert isinstance(found, Trees)
        return found

    return PreparedBase(project.layers, payloads, standing, grown), relief


def resolved_of(
    project: Project,
    variant_id: str,
    year: int,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
) -> Resolution:
    """Resolve a variant of a project; today where the id is empty or unknown.

    Parameters
    ----------
    year : int
        Calendar year; 0 for the finished variant.

    Raises
    ------
    InputError
        ``measuring.no_ground`` when the project has nothing to show.
    """
    base, relief = base_of(project, payloads, shelf, progress)
    return Resolution(resolve(edits_shown(project, variant_id, year), base), base, relief)
