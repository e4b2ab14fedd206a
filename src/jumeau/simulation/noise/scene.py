"""What sound meets on its way: buildings, barriers, the ground and its cover. Arrays only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

RIGID = 0
"""Material of what absorbs nothing: the first row of :attr:`Scene.materials`."""


def _none() -> NDArray[np.float64]:
    return np.empty((0, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """The ground as triangles.

    Attributes
    ----------
    points : (N, 3) float64
        Project CRS [m].
    triangles : (M, 3) int32
        Corners, counter-clockwise.
    """

    points: NDArray[np.float64]
    triangles: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What sound meets.

    Attributes
    ----------
    rings : (V, 2) float64
        Vertices of the rings of buildings, one after the other, not repeated [m]; exteriors run
        counter-clockwise, courtyards clockwise.
    ring_start : (R+1,) int64
        Into ``rings``.
    ring_building : (R,) int32
        Whose ring it is.
    tops : (B,) float64
        Altitude of the roof of each building [m].
    material : (B,) int32
        Row of ``materials`` of its walls.
    barriers : (W, 2, 3) float64
        Thin walls: both ends, x, y and altitude of the top [m].
    barrier_material : (W,) int32
    materials : (M, 8) float64
        Absorption by octave band, 0 to 1; row 0 is rigid.
    areas : (A_V, 2) float64
        Vertices of the rings of ground with a cover of its own, not repeated.
    area_start : (A_R+1,) int64
        Into ``areas``.
    area_of : (A_R,) int32
        Which area each ring bounds; a place belongs to an area where it lies within an odd number
        of its rings. Areas do not overlap.
    area_g : (A,) float64
        Ground factor of each area: 0 hard, 1 soft.
    default_g : float
        Ground factor elsewhere.
    left_g : float or None
        Ground factor elsewhere once a path has left an area, up to where it turns; None for
        ``default_g``, as it should be: the reference files of NoiseModelling were made with 0.
    terrain : Terrain or None
        None for level ground at altitude 0.
    """

    rings: NDArray[np.float64] = field(default_factory=_none)
    ring_start: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    ring_building: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    tops: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    material: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    barriers: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2, 3)))
    barrier_material: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    materials: NDArray[np.float64] = field(default_factory=lambda: np.zeros((1, 8)))
    areas: NDArray[np.float64] = field(default_factory=_none)
    area_start: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    area_of: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    area_g: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    default_g: float = 0.0
    left_g: float | None = None
    terrain: Terrain | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Points and lines that emit; a section is what has one power (a stretch of road, a machine).

    Attributes
    ----------
    points : (V, 3) float64
        Vertices of the lines, one after the other: x, y and altitude [m]. A line of one vertex is
        a point.
    start : (S+1,) int64
        Into ``points``.
    section : (S,) int32
        Which section each line belongs to.
    sections : int
        How many there are.
    """

    points: NDArray[np.float64]
    start: NDArray[np.int64]
    section: NDArray[np.int32]
    sections: int


@dataclass(frozen=True, slots=True, eq=False)
class Attenuation:
    """How much of the power of each section reaches each receiver; a sparse matrix by rows.

    Attributes
    ----------
    start : (N+1,) int64
        Of each receiver, into the entries.
    section : (K,) int32
        Ascending within a receiver.
    gain : (K, P, 8) float32
        Energy at the receiver over power emitted [1/m²], of the whole section (over its length for
        a line: power is told a metre), by period and octave band. P is 1 where all periods have
        the same weather, else 3.
    reach : (K, 4) float32
        West, south, east, north of all that was looked at on other ways than straight over, by
        entry, rounded outwards [m]; west above east where there was none, all of the plane where
        it is not known. Empty where it was not asked for.
    left_out : int
        Paths with more points than a profile holds, and receivers among more walls than images are
        kept of: what they bring is missing.
    """

    start: NDArray[np.int64]
    section: NDArray[np.int32]
    gain: NDArray[np.float32]
    reach: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 4), np.float32))
    left_out: int = 0
