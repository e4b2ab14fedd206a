"""How sound is computed: what is followed, how far, in what air."""

from __future__ import annotations

import math
from dataclasses import dataclass

DIRECTIONS = 16
"""Sectors of the wind rose by which favourable conditions may be told, clockwise from north."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a computation.

    Attributes
    ----------
    max_distance : float
        Sources farther away than this in plan do not count [m].
    reflection_distance : float
        Walls farther than this from receiver or source reflect nothing [m].
    reflection_order : int
        0 to 2.
    lateral : bool
        Diffraction around vertical edges too.
    temperature : float
        Of the air [°C].
    humidity : float
        Relative [%].
    pressure : float
        [Pa]
    favourable : tuple of tuple of float
        Probability of favourable conditions for day, evening and night: one value, or one a sector
        of the direction from the source to the receiver (:data:`DIRECTIONS`).
    ground_speed : float
        Speed of sound in the ground term [m/s]; ISO/TR 17534-4 has 340.
    line_ratio : float
        A line source is cut into pieces no longer than its distance over this, at least 1 m.
    sunk_g : float or None
        Ground factor at a source where it or the receiver lies below the mean ground plane; None
        for that of its place, as it should be: the reference files of NoiseModelling were made
        with 0.
    """

    max_distance: float = 500.0
    reflection_distance: float = 100.0
    reflection_order: int = 1
    lateral: bool = False
    temperature: float = 15.0
    humidity: float = 70.0
    pressure: float = 101_325.0
    favourable: tuple[tuple[float, ...], ...] = ((0.5,), (0.75,), (1.0,))
    ground_speed: float = 340.0
    line_ratio: float = 2.0
    sunk_g: float | None = None

    @property
    def by_direction(self) -> bool:
        """Whether favourable conditions depend on the direction."""
        return any(len(x) > 1 for x in self.favourable)


def sector_of(dx: float, dy: float) -> int:
    """Return the sector of the direction from a source to a receiver."""
    turn = math.atan2(dx, dy) / (2.0 * math.pi) % 1.0
    return round(turn * DIRECTIONS) % DIRECTIONS
