"""Light baked into a mesh: computed once when it is built, drawn without lighting later.

A key light, a fill light from the opposite side and the sky's hemisphere, so that every
orientation has a tone of its own and no wall is black. Walls and roofs are exposed separately: the
brightest of each keeps its base colour. The foot of walls is darker, as less sky is seen there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit


@dataclass(frozen=True, slots=True)
class Light:
    """The lights of the baked shade.

    Attributes
    ----------
    key_azimuth, key_elevation : float
        Direction towards the key light, clockwise from north, and above the horizon [°].
    fill_azimuth, fill_elevation : float
        The same of the fill light [°].
    key, fill, sky, ambient : float
        Strengths. The sky's share is that of the hemisphere seen: half for a wall.
    foot : float
        Factor on the shade at the foot of walls.
    """

    key_azimuth: float = 215.0
    key_elevation: float = 50.0
    fill_azimuth: float = 55.0
    fill_elevation: float = 25.0
    key: float = 0.36
    fill: float = 0.07
    sky: float = 0.14
    ambient: float = 0.62
    foot: float = 0.85

    @classmethod
    def default(cls) -> Light:
        """Key light from the south-west, high; fill from the north-east."""
        return cls()

    def coefficients(self) -> NDArray[np.float64]:
        """Numbers for the kernels: two scaled directions, ambient, sky, exposures, foot."""

        def direction(azimuth: float, elevation: float, strength: float) -> tuple[float, ...]:
            a, e = math.radians(azimuth), math.radians(elevation)
            return (
                strength * math.sin(a) * math.cos(e),
                strength * math.cos(a) * math.cos(e),
                strength * math.sin(e),
            )

        key = direction(self.key_azimuth, self.key_elevation, self.key)
        fill = direction(self.fill_azimuth, self.fill_elevation, self.fill)
        brightest_wall = self.ambient + self.sky / 2.0 + math.hypot(*key[:2])
        brightest_roof = self.ambient + self.sky + self.key
        return np.array(
            [*key, *fill, self.ambient, self.sky, 1 / brightest_wall, 1 / brightest_roof, self.foot]
        )


@njit
def shade_of(light, nx, ny, nz, roof):  # type: ignore[no-untyped-def]
    """Shade 0 to 255 of a surface with unit normal (nx, ny, nz), as a float."""
    key = light[0] * nx + light[1] * ny + light[2] * nz
    fill = light[3] * nx + light[4] * ny + light[5] * nz
    value = light[6] + light[7] * 0.5 * (1.0 + nz) + max(key, 0.0) + max(fill, 0.0)
    return 255.0 * min(value * light[9 if roof else 8], 1.0)
