"""The places in space that names are put to: above roofs, above the ground, along lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.render.labels.names import Names
from jumeau.render.labels.ranks import Rank
from jumeau.render.labels.skyline import Skyline
from jumeau.render.relief import Relief
from jumeau.render.site import Site

MOST_ROOFS = 800
"""Of a layer, so many names are put over a roof."""
TOWER = 6.0
"""A tower is so much higher than what stands about it [m]."""
_ABOVE, _OVER_ROOFS = 1.0, 2.0
"""Names lie so far above the ground and, those of areas, above the roofs [m]."""


def anchors(names: Names, site: Site, skyline: Skyline) -> NDArray[np.float64]:
    """Return the places (N, 3) of names: above roofs where they name what stands [m]."""
    xy = names.place
    z = site.relief.altitude(xy[:, 0], xy[:, 1]) + _ABOVE
    places = np.column_stack([xy, z])
    few = range(min(len(names), MOST_ROOFS))
    if names.rank is Rank.LANDMARK:
        for k in few:
            found = _roof(names.box[k], skyline)
            if found is not None:
                x, y, high, _ = found
                # The cell's height is that of its middle; that of the roof just below is exact.
                exact = site.top(x, y)
                places[k] = (x, y, (exact if exact > high - TOWER else high) + 0.3)
    elif names.rank in (Rank.PLACE, Rank.TOWN):
        for k in few:
            x, y = xy[k].tolist()
            places[k, 2] = skyline.above(x, y, 12.0) + _OVER_ROOFS
    return places


def on_ground(names: Names, relief: Relief) -> NDArray[np.float64]:
    """Return the lines (V, 3) that names run along, a little above the ground [m]."""
    xy = names.runs.xy
    return np.column_stack([xy, relief.altitude(xy[:, 0], xy[:, 1]) + _ABOVE])


def _roof(box: NDArray[np.float64], skyline: Skyline) -> tuple[float, float, float, bool] | None:
    """Return the roof that stands for an area; None where little of it is built.

    What stands at the border of the area is mostly a neighbour's, but for a tower.
    """
    side = np.tile(box[2:] - box[:2], 2) * [1, 1, -1, -1]
    inner, outer = (skyline.roof_in(box + share * side) for share in (0.2, 0.03))
    found = outer if inner is None or (outer and outer[2] > inner[2] + TOWER) else inner
    return found if found is not None and found[3] else None
