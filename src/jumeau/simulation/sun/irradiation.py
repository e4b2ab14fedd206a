"""Energy that the sun and the sky give to ground, roofs and walls: what could be, not a yield.

The suns of all instants are gathered by their direction, in narrow boxes of azimuth and elevation,
with the energy that comes from each (a cumulative sky, after Robinson and Stone 2004, "Irradiation
modelling made simple: the cumulative sky approach", PLEA; on rasters as SEBE, Lindberg et al. 2015,
doi 10.1016/j.solener.2015.03.001): shade is cast once for each box, not once for each instant.

Beam: DNI times the cosine of the incidence, where the direction is free. Diffuse: Hay and Davies
(1980, in the form of pvlib's ``haydavies``): a share DNI/E0 of the diffuse light comes from the
sun's direction, the rest evenly from all the sky that is seen. Reflected: what is not sky is of
even albedo and as bright as open ground.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.horizon.planes import received_on
from jumeau.geometry.horizon.points import received_at
from jumeau.geometry.horizon.sweeps import Directions
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.sun.far import FarRelief
from jumeau.simulation.sun.horizon import above_skyline
from jumeau.simulation.sun.position import Suns
from jumeau.simulation.sun.sky_view import crowns_of, directions, first_of, places
from jumeau.simulation.surface import Surface

Numbers = NDArray[np.float64]

ALBEDO = 0.2
"""Of usual ground (pvlib's default; grass and dark paving, Oke 1987)."""
AZIMUTH_BOX, ELEVATION_BOX = 3.0, 2.0
"""Boxes in which suns are gathered [degrees]."""
LOWEST = 0.5
"""Suns lower than this give nothing that counts [degrees]."""
SOLAR = 1366.1
"""Solar constant [W/m2]: ASTM E490, as pvlib has it."""
BUILT = 0.5
"""What rises so far above the ground is a roof [m]."""
STEEPEST = 2.0
"""A roof does not rise by more from cell to cell; what does is its edge [cells]."""
SOURCE = (
    "Cumulative sky (Robinson & Stone 2004; SEBE, doi 10.1016/j.solener.2015.03.001), "
    "diffuse: Hay & Davies 1980"
)
"""What is told of the method in the provenance of a result."""


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeSky:
    """Energy by direction, over some instants.

    Attributes
    ----------
    suns : Directions
        Boxes of the sun's ways; weights are energies on a plane that faces the sun [kWh/m2].
    through : (K,) float32
        Share of each box's light that passes leaves [0 to 1].
    even : float
        Diffuse light of the even part of the sky on open level ground [kWh/m2].
    even_through : float
        Share of it that passes leaves.
    total : float
        All light on open level ground [kWh/m2].
    """

    suns: Directions
    through: NDArray[np.float32]
    even: float
    even_through: float
    total: float


def cumulative_sky(
    suns: Suns,
    days: Numbers,
    hours: Numbers,
    ghi: Numbers,
    dni: Numbers,
    dhi: Numbers,
    passes: Numbers | float = 0.0,
    *,
    model: str = "haydavies",
) -> CumulativeSky:
    """Gather the light of some instants by its direction.

    Parameters
    ----------
    suns : Suns
        N of them.
    days : (N,) float64
        Day of the year, from 1.
    hours : (N,) float64
        What each stands for [h].
    ghi, dni, dhi : (N,) float64
        Global on a level plane, direct on a plane that faces the sun, diffuse on a level plane
        [W/m2].
    passes : (N,) float64 or float
        Share of the light that passes leaves [0 to 1].
    model : "haydavies" or "isotropic"
        Of the diffuse light.
    """
    through = np.broadcast_to(np.asarray(passes, float), ghi.shape)
    up = (suns.elevation > LOWEST) & (ghi > 0.0)
    around = np.zeros_like(dhi)
    if model == "haydavies":
        around[up] = np.clip(dni[up] / extraterrestrial(days[up]), 0.0, 1.0)
    # pvlib's floor: a cosine of the zenith of 89 degrees.
    sine = np.maximum(np.sin(np.radians(suns.elevation)), 0.01745)
    energy = np.where(up, (dni + dhi * around / sine) * hours, 0.0) / 1000.0
    even = dhi * (1.0 - around) * hours / 1000.0
    total = float(even.sum())
    boxes, through_boxes = _boxes(suns, energy, through)
    return CumulativeSky(
        boxes, through_boxes, total, float((even * through).sum() / total) if total else 0.0,
        float((ghi * hours).sum() / 1000.0),
    )  # fmt: skip


def extraterrestrial(days: Numbers) -> Numbers:
    """Return the sun's light outside the atmosphere on days of the year [W/m2] (Spencer 1971)."""
    b = 2.0 * np.pi * (days - 1.0) / 365.0
    return np.asarray(
        SOLAR
        * (
            1.00011 + 0.034221 * np.cos(b) + 0.00128 * np.sin(b)
            + 0.000719 * np.cos(2.0 * b) + 7.7e-05 * np.sin(2.0 * b)
        )
    )  # fmt: skip


def _boxes(suns: Suns, energy: Numbers, through: Numbers) -> tuple[Directions, NDArray[np.float32]]:
    """Gather suns in boxes; each box lies in the middle of its energy."""
    kept = np.flatnonzero(energy > 0.0)
    azimuth, elevation, energy = suns.azimuth[kept], suns.elevation[kept], energy[kept]
    column = np.floor(azimuth / AZIMUTH_BOX).astype(np.int64)
    row = np.floor(elevation / ELEVATION_BOX).astype(np.int64)
    key, box = np.unique(np.stack([column, row], axis=1), axis=0, return_inverse=True)
    box = box.ravel()
    sums = np.bincount(box, energy, len(key))
    middle = np.bincount(box, energy * np.sin(np.radians(elevation)), len(key)) / sums
    sine = np.clip(middle, 0.0, 0.999999)
    # One azimuth for all the elevations of a column: its boxes are swept together.
    columns, start = np.unique(key[:, 0], return_index=True)
    of = np.searchsorted(columns, column)
    weights = np.bincount(of, energy, len(columns))
    bearing = np.bincount(of, energy * azimuth, len(columns)) / weights
    passes = np.bincount(box, energy * through[kept], len(key)) / sums
    found = Directions(
        np.radians(bearing), np.append(start, len(key)), sine / np.sqrt(1.0 - sine * sine),
        sums.astype(np.float32),
    )  # fmt: skip
    return found, passes.astype(np.float32)


def irradiation(
    surface: Surface,
    sky: CumulativeSky,
    *,
    albedo: float = ALBEDO,
    trees: bool = True,
    far: FarRelief | None = None,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return the energy on ground and roofs.

    Parameters
    ----------
    surface : Surface
        Heights; roofs and ground are as steep as they are there.
    sky : CumulativeSky
        Light of the instants.
    albedo : float
        Of ground and buildings [0 to 1].
    trees : bool
        Leaves take light.
    far : FarRelief or None
        Relief beyond the surface.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    (rows, cols) float32
        For an area of the slanted surface [kWh/m2].
    """
    normal = normals_of(surface)
    crowns = crowns_of(surface) if trees else None
    first = first_of(surface)
    dome = above_skyline(directions("solid_angle"), surface, far)
    suns = above_skyline(sky.suns, surface, far)

    def received(looked: Directions, through: NDArray[np.float32], tell: Progress) -> Field:
        return received_on(surface.top, crowns, through, surface.step, first, normal, looked, tell)

    direct = received(suns, sky.through, part(progress, 0.0, 0.7))
    passes = np.full(len(dome), sky.even_through, np.float32)
    seen = received(dome, passes, part(progress, 0.7, 1.0)) * np.float32(2.0)
    return _sum(direct, seen, sky, albedo)


def irradiation_on_cells(
    cells: Cells,
    surface: Surface,
    sky: CumulativeSky,
    *,
    albedo: float = ALBEDO,
    trees: bool = True,
    far: FarRelief | None = None,
    progress: Progress = silent,
) -> NDArray[np.float32]:
    """Return the energy on cells of walls and roofs (N,) [kWh/m2].

    Parameters
    ----------
    cells : Cells
        Where.
    surface, sky, albedo, trees, far, progress
        As :func:`irradiation`. NaN outside the surface.
    """
    crowns = crowns_of(surface) if trees else None
    place, first = places(cells, surface), first_of(surface)
    dome = above_skyline(directions("solid_angle"), surface, far)
    suns = above_skyline(sky.suns, surface, far)

    def received(looked: Directions, through: NDArray[np.float32], tell: Progress) -> Field:
        return received_at(
            surface.top, crowns, through, surface.step, first, place, cells.normal, looked,
            progress=tell,
        )  # fmt: skip

    direct = received(suns, sky.through, part(progress, 0.0, 0.7))
    passes = np.full(len(dome), sky.even_through, np.float32)
    seen = received(dome, passes, part(progress, 0.7, 1.0)) * np.float32(2.0)
    return _sum(direct, seen, sky, albedo)


Field = NDArray[np.float32]


def _sum(direct: Field, seen: Field, sky: CumulativeSky, albedo: float) -> Field:
    seen = np.minimum(seen, np.float32(1.0))
    around = np.float32(sky.even) * seen + np.float32(albedo * sky.total) * (np.float32(1.0) - seen)
    return np.asarray(direct + around, np.float32)


def normals_of(surface: Surface) -> NDArray[np.float32]:
    """Return unit vectors out of ground and roofs (3, rows, cols): east, north, up.

    The slope of a cell is that towards its neighbours on the same roof or on the ground: both
    sides, one side beside an edge, none where both are edges.
    """
    top, step = surface.top, surface.step
    roof = top - surface.ground > BUILT
    down = _slope(top, roof, step)
    east = _slope(top.T, roof.T, step).T
    length = 1.0 / np.sqrt(1.0 + east * east + down * down)
    return np.stack([-east * length, down * length, length]).astype(np.float32)


def _slope(top: Field, roof: NDArray[np.bool_], step: float) -> Field:
    """Return the rise from row to row [m/m]."""
    rise = np.diff(top, axis=0) / np.float32(step)
    joined = (roof[1:] == roof[:-1]) & (np.abs(rise) < STEEPEST)
    rise[~joined] = 0.0
    total, count = np.zeros_like(top), np.zeros(top.shape, np.float32)
    total[:-1] += rise
    total[1:] += rise
    count[:-1] += joined
    count[1:] += joined
    return np.asarray(total / np.maximum(count, 1.0), np.float32)
