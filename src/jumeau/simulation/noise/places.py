"""Where noise is computed in an area, for one variant or for two that are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.measure import Altitude
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.analyses.request import Bounds
from jumeau.simulation.noise.facade_receivers import Facades, facade_receivers
from jumeau.simulation.noise.paths.ground import height_at
from jumeau.simulation.noise.paths.index import Prepared, local
from jumeau.simulation.noise.receivers import Receivers, ground_receivers
from jumeau.simulation.noise.scene import Scene

GROUND, FACADES = "ground", "facades"
NO_OWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Receivers of one variant: those of the ground first, then those before façades.

    Attributes
    ----------
    points : (N, 3) float64
        x, y, altitude [m].
    own : (N,) int32
        Building whose façade each stands before; -1 on the ground.
    ground : Receivers or None
    facades : Facades or None
        None where they were not asked for.
    """

    points: NDArray[np.float64]
    own: NDArray[np.int32]
    ground: Receivers | None
    facades: Facades | None

    @property
    def on_ground(self) -> int:
        """How many are on the ground."""
        return 0 if self.ground is None else len(self.ground)


def altitude_of(prep: Prepared) -> Altitude:
    """Return the altitude of the ground by which sound is followed, at places."""

    def altitude(x: Any, y: Any) -> Any:
        at = np.stack([np.asarray(x, np.float64).ravel(), np.asarray(y, np.float64).ravel()], 1)
        out = np.zeros(len(at))
        _heights(prep.cuts, local(prep, at), out)
        return out.reshape(np.shape(x))

    return altitude


@njit
def _heights(cuts: Any, places: Any, out: Any) -> None:
    for k in range(len(places)):
        out[k] = height_at(cuts, places[k, 0], places[k, 1])


def places_of(
    scene: Scene,
    prep: Prepared,
    area: Bounds,
    surfaces: tuple[str, ...],
    step: float,
    height: float,
    spacing: float,
    *,
    also: Scene | None = None,
    halvings: int = 2,
    progress: Progress = silent,
) -> Places:
    """Return the receivers of an area.

    Parameters
    ----------
    scene : Scene
    prep : Prepared
        Of the scene.
    area : tuple of float
        West, south, east, north [m].
    surfaces : tuple of str
        ``ground``, ``facades``.
    step, height, spacing : float
        Between receivers of the ground, of them above it, between those along walls [m].
    also : Scene or None
        Of the variant that is compared: its buildings have no receivers either.
    halvings : int
        How often the grid is refined near walls.
    """
    altitude = altitude_of(prep)
    ground = facades = None
    if GROUND in surfaces:
        ground = ground_receivers(
            scene, area, step, height, altitude, also=also, halvings=halvings,
            progress=part(progress, 0.0, 0.6),
        )  # fmt: skip
    if FACADES in surfaces:
        facades = facade_receivers(
            scene, area, spacing, altitude, progress=part(progress, 0.6, 1.0)
        )
    return together(ground, facades)


def together(ground: Receivers | None, facades: Facades | None) -> Places:
    """Return receivers of the ground and before façades as one."""
    points = [np.empty((0, 3))]
    own = [np.empty(0, np.int32)]
    if ground is not None:
        points.append(ground.points)
        own.append(np.full(len(ground), NO_OWN, np.int32))
    if facades is not None:
        points.append(facades.points)
        own.append(facades.building.astype(np.int32))
    return Places(np.concatenate(points), np.concatenate(own), ground, facades)


def moved_to(ground: Receivers, prep: Prepared) -> Receivers:
    """Return the same receivers, as high above the ground of another variant."""
    x, y = ground.points[:, 0], ground.points[:, 1]
    z = np.asarray(altitude_of(prep)(x, y), np.float64) + ground.height
    return Receivers(np.column_stack([x, y, z]), ground.mesh, ground.height)
