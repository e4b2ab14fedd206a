"""What all variants of a town rest on, prepared once: ground, buildings, edits resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.variants import edits_shown
from jumeau.render.relief import Relief
from jumeau.render.shelf import Shelf
from jumeau.render.variants.prepared_base import PreparedBase
from jumeau.render.variants.resolving import base_of
from jumeau.simulation.analyses.params import Noise
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """A project as noise reads it.

    Attributes
    ----------
    project : Project
    payloads : Payloads
    base : PreparedBase
        Its buildings and roads.
    relief : Relief
        Its ground.
    params : Noise
    area : tuple of float
        Whose receivers are wanted [m].
    window : tuple of float
        The area with what may be heard there [m].
    without : frozenset of str
        Layers of buildings that do not count.
    resolved : dict
        Variants by their id; "" is today.
    kept : dict
        What variants share, once it is made.
    """

    project: Project
    payloads: Payloads
    base: PreparedBase
    relief: Relief
    params: Noise
    area: Bounds
    window: Bounds
    without: frozenset[str]
    resolved: dict[str, Resolved]
    kept: dict[str, Any] = field(default_factory=dict)

    def ground_of(self, variant: str) -> Relief:
        """Return the ground of a variant."""
        return self.relief.shaped(self.resolved[variant].terrain)


def basis_of(
    project: Project,
    variants: Iterable[str],
    params: Noise,
    area: Bounds,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    year: int = 0,
    without: Iterable[str] = (),
) -> Basis:
    """Prepare what some variants of a project rest on.

    Parameters
    ----------
    variants : iterable of str
        Ids; "" is today.
    year : int
        Calendar year of phases; 0 for the finished variants.

    Raises
    ------
    InputError
        ``measuring.no_ground`` when the project has nothing to show.
    """
    base, relief = base_of(project, payloads, shelf, part(progress, 0.0, 0.8))
    found = {
        x: resolve(edits_shown(project, x, year), base) if x else Resolved()
        for x in dict.fromkeys(variants)
    }
    r = params.reach
    window = (area[0] - r, area[1] - r, area[2] + r, area[3] + r)
    progress(1.0, "noise_town")
    return Basis(
        project, payloads, base, relief, params, area, window, frozenset(without), found
    )  # fmt: skip
