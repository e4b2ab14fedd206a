"""Places in expressions: what meets, holds or leaves another (GEOS, through shapely)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

SPATIAL = ("S_INTERSECTS", "S_WITHIN", "S_CONTAINS", "S_DISJOINT", "S_TOUCHES", "S_CROSSES",
           "S_OVERLAPS", "S_EQUALS")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Place:
    """A geometry that was written, or the geometries of all rows, as well-known binary.

    Coordinates are those of the project, not of the source: that is where layers are kept.
    """

    wkb: Any = None
    one: Any = None

    @staticmethod
    def written(text: str) -> Place | None:
        """Return the place of well-known text; None where it is none."""
        import shapely

        try:
            return Place(one=shapely.from_wkt(text))
        except shapely.GEOSException:
            return None

    @staticmethod
    def box(corners: list[Any]) -> Place | None:
        """Return a rectangle of west, south, east, north (with lows and highs: of six numbers)."""
        import shapely

        if not all(isinstance(x, int | float) for x in corners):
            return None
        west, south = corners[:2]
        east, north = corners[len(corners) // 2 :][:2]
        return Place(one=shapely.box(west, south, east, north))


def meets(relation: str, left: Place, right: Place, count: int) -> Any:
    """Return whether one place stands in a relation to the other, for every row."""
    import shapely

    def geometries(place: Place) -> Any:
        if place.one is not None:
            shapely.prepare(place.one)
            return place.one
        return shapely.from_wkb(np.array(place.wkb.to_pylist(), object), on_invalid="ignore")

    a, b = geometries(left), geometries(right)
    test = getattr(shapely, relation.removeprefix("S_").lower())
    met = np.broadcast_to(test(a, b), count)
    unknown = np.broadcast_to(shapely.is_missing(a) | shapely.is_missing(b), count)
    return pa.array(np.array(met), mask=np.array(unknown))
