"""From a question about noise to all that its answer depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import user_cache
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project
from jumeau.render.noise.town import towns_of
from jumeau.render.shelf import Shelf
from jumeau.simulation.analyses.request import Model, Request
from jumeau.simulation.noise.quality import reference_reach

if TYPE_CHECKING:
    from jumeau.render.analysing import Asked

FOLDER = "noise"
"""In the user's cache: squares of long computations."""


def noise_request(
    project: Project,
    asked: Asked,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    coarse: bool = False,
) -> Request:
    """Return a question about noise with the towns of its variants: for worker threads.

    Parameters
    ----------
    coarse : bool
        A first picture is wanted soon: sources beyond the reach, with which the settings are
        compared, are left out.

    Raises
    ------
    InputError
        As :func:`jumeau.render.noise.town.towns_of`.
    """
    params = asked.params
    wide = params.reach if coarse else reference_reach(params.reach)
    towns = towns_of(
        project, (asked.variant, *asked.against), msgspec.structs.replace(params, reach=wide),
        asked.area, payloads, shelf, progress, year=asked.year, without=asked.without,
    )  # fmt: skip
    return Request(
        params,
        Model(_level, asked.area),  # what stands is in the town
        asked.area,
        against=Model(_level, asked.area) if asked.against else None,
        town=towns[asked.variant],
        town_against=towns[asked.against[0]] if asked.against else None,
        coarse=coarse,
        folder=user_cache() / FOLDER,
    )


def _level(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.zeros(np.broadcast(x, y).shape)
