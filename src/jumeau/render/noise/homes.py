"""The buildings of a result's area and who lives in them; no sources, no ground."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.render.analysing import Asked
from jumeau.render.noise.basis import basis_of
from jumeau.render.noise.living import dwellings_of
from jumeau.render.noise.standing import blocks_of, untangled
from jumeau.render.shelf import Shelf


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Buildings of an area in one variant, B of them.

    Attributes
    ----------
    shapes : (B,) object
        What each covers (shapely), project CRS [m].
    layer : tuple of str
        Id of the layer of each; empty for one of the variant.
    row : (B,) int64
        Row in its layer; -1 for one of the variant.
    residents, dwellings : (B,) float64
    sensitive : (B,) bool
        Schools and care.
    """

    shapes: NDArray[Any]
    layer: tuple[str, ...]
    row: NDArray[np.int64]
    residents: NDArray[np.float64]
    dwellings: NDArray[np.float64]
    sensitive: NDArray[np.bool_]


def homes_of(
    project: Project,
    asked: Asked,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
) -> Homes:
    """Return the buildings whose middle lies in the area of a question: for worker threads.

    Parameters
    ----------
    asked : Asked
        About noise: its area, variant, year and what does not count.

    Raises
    ------
    InputError
        ``measuring.no_ground``.
    """
    import shapely

    # No source is asked for: buildings beside the area do not matter either.
    params = msgspec.structs.replace(asked.params, reach=50.0)
    basis = basis_of(
        project, (asked.variant,), params, asked.area, payloads, shelf, part(progress, 0.0, 0.7),
        year=asked.year, without=asked.without,
    )  # fmt: skip
    notes: Counter[str] = Counter()
    blocks = blocks_of(basis, asked.variant, basis.ground_of(asked.variant), notes)
    walls, heir = untangled(blocks, notes)
    found = dwellings_of(basis, asked.variant, blocks, heir, len(walls), notes)
    progress(1.0, "noise_exposure")
    middle = shapely.get_coordinates(shapely.centroid(walls.shapes)).reshape(-1, 2)
    west, south, east, north = asked.area
    inside = (middle[:, 0] >= west) & (middle[:, 0] < east)
    inside &= (middle[:, 1] >= south) & (middle[:, 1] < north)
    own = np.flatnonzero(inside)
    return Homes(
        walls.shapes[own], tuple(found.layer[k] for k in own.tolist()), found.row[own],
        found.residents[own], found.dwellings[own], found.sensitive[own],
    )  # fmt: skip
