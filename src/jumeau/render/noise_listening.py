"""What is heard at a place of a project, computed: each way from each source, with its terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render.noise_paths import Heard, PathKind, Route, in_order
from jumeau.render.noise_place import (
    Answer,
    Spot,
    answer_of,
    is_built,
    own_building,
    usual_params,
)
from jumeau.simulation.noise.attenuation import terms as rows
from jumeau.simulation.noise.bands import A_WEIGHT, SILENT, a_weighted, lden
from jumeau.simulation.noise.profile import DIRECT, REFLECTED

if TYPE_CHECKING:
    from jumeau.render.shelf import Shelf
    from jumeau.simulation.noise.explaining import Heard as Path
    from jumeau.simulation.noise.settings import Settings
    from jumeau.simulation.noise.town import Town

Floats = NDArray[np.float64]
NEAR = 1.0
"""Half the side of the area about a place: sources count as far as they reach from it [m]."""
_SHARED = (("divergence", rows.DIVERGENCE), ("air", rows.AIR_TERM), ("walls", rows.WALLS_TERM))
_OWN = (
    ("boundary", rows.BOUNDARY), ("ground", rows.GROUND), ("diffraction", rows.SCREEN),
    ("retrodiffraction", rows.RETRO),
)  # fmt: skip
_CONDITIONS = (("homogeneous", rows.HOMOGENEOUS), ("favourable", rows.FAVOURABLE))


def noise_of(
    project: Project,
    view: ViewState,
    variants: Iterable[str],
    spot: Spot,
    payloads: Payloads,
    shelf: Shelf | None = None,
    *,
    progress: Progress = silent,
) -> Answer:
    """Return the noise of a place in some variants of a project: for worker threads.

    Parameters
    ----------
    view : ViewState
        Its hidden buildings do not count; its year decides about phases; the noise that it shows
        tells the parameters.
    variants : iterable of str
        Ids, the one that others are compared with first; "" is today.

    Raises
    ------
    InputError
        As :func:`jumeau.render.noise.town.towns_of`.
    """
    from jumeau.render.noise.town import towns_of
    from jumeau.simulation.noise.quality import settings_of

    params, without = usual_params(project, view)
    x, y, _ = spot.point
    towns = towns_of(
        project, tuple(dict.fromkeys(variants)), params, (x - NEAR, y - NEAR, x + NEAR, y + NEAR),
        payloads, shelf, part(progress, 0.0, 0.8), year=view.year, without=without,
    )  # fmt: skip
    favourable = (params.favourable_day, params.favourable_evening, params.favourable_night)
    settings = settings_of(params.quality, params.reach, favourable)

    def listen(town: Town, spot: Spot) -> Heard:
        return listened(town, spot, settings)

    return answer_of(project, view, towns, spot, listen, part(progress, 0.8, 1.0))


def listened(town: Town, spot: Spot, settings: Settings) -> Heard:
    """Return what is heard at a place of a town: for worker threads."""
    from jumeau.simulation.noise.engine import explain
    from jumeau.simulation.noise.keeping import ready

    nothing = np.full(3, SILENT)
    if is_built(town.scene, spot):
        return Heard(nothing, (), built=True)
    if not town.sources.sections:
        return Heard(nothing)
    own = own_building(town.scene, spot)
    paths = explain(
        ready(town.scene), town.sources, town.power, np.array(spot.point), settings, own
    )
    if not paths:
        return Heard(nothing)
    levels = np.array([a_weighted(x.levels) for x in paths])
    energy = (10.0 ** (levels / 10.0)).sum(axis=0)
    routes = in_order(route_of(town, x) for x in paths)
    return Heard(10.0 * np.log10(energy), routes)


def route_of(town: Town, path: Path) -> Route:
    """Return a path of the computation as it is told: named, its level by octave as in Lden."""
    bands = lden((path.levels + A_WEIGHT).T)
    return Route(
        path.section, town.names[path.section], int(town.kind[path.section]), kind_of(path),
        path.points, bands, terms_of(path),
    )  # fmt: skip


def kind_of(path: Path) -> PathKind:
    """Return how a path comes: straight where nothing bends it."""
    if path.kind == REFLECTED:
        return PathKind.REFLECTED
    if path.kind != DIRECT:
        return PathKind.AROUND
    screens = path.terms[[first + rows.SCREEN for _, first in _CONDITIONS]]
    bent = bool((np.nan_to_num(screens) != 0.0).any()) or len(path.points) > 2
    return PathKind.OVER if bent else PathKind.DIRECT


def terms_of(path: Path) -> tuple[tuple[str, Floats], ...]:
    """Return what weakens the sound on a path [dB]: what both conditions share, then each."""
    found = [(name, path.terms[row].copy()) for name, row in _SHARED]
    for condition, first in _CONDITIONS:
        there = path.gain_h if first == rows.HOMOGENEOUS else path.gain_f
        if there.any():
            found += [(f"{name}_{condition}", path.terms[first + row].copy()) for name, row in _OWN]
    return tuple(found)
