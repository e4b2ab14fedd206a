"""Where the lines of a GTFS feed run: their shapes, else straight from stop to stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from jumeau.io.gtfs.tables import Feed, read_table
from jumeau.model.progress import Progress, silent

_MODES: tuple[tuple[int, int, str], ...] = (
    (0, 0, "Tramway"), (1, 1, "Métro"), (2, 2, "Train"), (3, 3, "Autobus"), (4, 4, "Bateau"),
    (5, 5, "Tramway à câble"), (6, 6, "Téléphérique"), (7, 7, "Funiculaire"),
    (11, 11, "Trolleybus"), (12, 12, "Monorail"), (100, 199, "Train"), (200, 299, "Autocar"),
    (400, 404, "Métro"), (405, 405, "Monorail"), (500, 699, "Métro"),
    (715, 715, "Transport à la demande"), (700, 799, "Autobus"), (800, 899, "Trolleybus"),
    (900, 999, "Tramway"), (1000, 1099, "Bateau"), (1100, 1199, "Avion"), (1200, 1299, "Bateau"),
    (1300, 1399, "Téléphérique"), (1400, 1499, "Funiculaire"), (1500, 1599, "Taxi"),
    (1701, 1701, "Téléphérique"),
)  # fmt: skip
"""Route types, the extended ones (Hierarchical Vehicle Types) too: first, last, word."""


def mode_of(kind: float) -> str:
    """Return the French word for a route type; ``Autre transport`` for one that is unknown."""
    return next((word for low, high, word in _MODES if low <= kind <= high), "Autre transport")


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """The shapes that trips follow: their names and geometries (LineString, degrees)."""

    names: tuple[str, ...]
    lines: NDArray[np.object_]
    unusable: int = 0


def read_shapes(feed: Feed, progress: Progress = silent) -> Shapes:
    """Read ``shapes.txt``; points that are no place are left out and counted."""
    table = read_table(
        feed,
        "shapes",
        ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
        progress,
        repeated=("shape_id",),
    )
    if not table.count:
        return Shapes((), np.empty(0, object))
    column = table.table.column("shape_id") if "shape_id" in table.table.column_names else None
    if column is None:
        return Shapes((), np.empty(0, object))
    known = column.unify_dictionaries().combine_chunks()
    chunk = known if not hasattr(known, "chunks") else known.chunk(0)
    names = tuple(dict.fromkeys((word or "").strip() for word in chunk.dictionary.to_pylist()))
    which = table.codes("shape_id", names)
    lat, lon = table.number("shape_pt_lat"), table.number("shape_pt_lon")
    order = table.number("shape_pt_sequence")
    good = (which >= 0) & on_globe(lon, lat) & np.isfinite(order)
    rows = np.flatnonzero(good)
    rows = rows[np.lexsort((order[rows], which[rows]))]
    lines = np.full(len(names), None, object)
    sizes = np.bincount(which[rows], minlength=len(names))
    long = sizes[which[rows]] > 1
    rows = rows[long]
    if len(rows):
        owner, dense = np.unique(which[rows], return_inverse=True)
        lines[owner] = shapely.linestrings(np.column_stack([lon[rows], lat[rows]]), indices=dense)
    return Shapes(names, lines, int(len(which) - good.sum()))


def on_globe(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which positions [degrees] are places; 0, 0 is how feeds write that they know none."""
    with np.errstate(invalid="ignore"):
        inside = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    return np.asarray(inside & ~((lon == 0) & (lat == 0)), np.bool_)


def lines_of_shapes(
    shapes: Shapes,
    route: NDArray[np.int64],
    shape: NDArray[np.int64],
    count: int,
    progress: Progress = silent,
) -> NDArray[np.object_]:
    """Return the line of each route (R,), None where none of its trips has a shape.

    Parameters
    ----------
    shapes : Shapes
        All shapes of the feed.
    route, shape : array, shape (T,)
        Of each trip, -1 where unknown.
    count : int
        Number of routes R.
    progress : Progress
        Called for every route; may raise ``Cancelled``.
    """
    found = np.full(count, None, object)
    drawn = np.array([line is not None for line in shapes.lines], np.bool_)
    if not len(drawn):
        return found
    good = (route >= 0) & (shape >= 0) & drawn[np.maximum(shape, 0)]
    pairs = np.unique(np.column_stack([route[good], shape[good]]), axis=0)
    for one in np.unique(pairs[:, 0]):
        progress(one / count, "timetable")
        parts = shapes.lines[pairs[pairs[:, 0] == one, 1]]
        # There and back along the same street is one line.
        _, first = np.unique(shapely.to_wkb(shapely.normalize(parts)), return_index=True)
        found[one] = shapely.multilinestrings(parts[np.sort(first)])
    return found


def lines_of_stops(
    route: NDArray[np.int64],
    trip: NDArray[np.int64],
    stop: NDArray[np.int64],
    places: NDArray[np.float64],
    count: int,
    progress: Progress = silent,
) -> NDArray[np.object_]:
    """Return the line of each route (R,), straight between consecutive stops; None for none.

    Parameters
    ----------
    route, trip, stop : array, shape (N,)
        Of each stop time, in the order of each trip; -1 where unknown.
    places : array, shape (P, 2)
        Longitude and latitude of each stop, NaN where unknown.
    count : int
        Number of routes R.
    progress : Progress
        Called for every route; may raise ``Cancelled``.
    """
    found = np.full(count, None, object)
    placed = (stop >= 0) & np.isfinite(places[np.maximum(stop, 0)]).all(axis=1)
    route, trip, stop = route[placed], trip[placed], stop[placed]
    if len(stop) < 2:
        return found
    near = (trip[1:] == trip[:-1]) & (stop[1:] != stop[:-1]) & (route[1:] >= 0)
    low, high = np.minimum(stop[:-1], stop[1:])[near], np.maximum(stop[:-1], stop[1:])[near]
    base = len(places)
    keys = np.unique((route[1:][near] * base + low) * base + high)
    progress(0.3, "timetable")
    edges = np.column_stack([keys // base**2, keys // base % base, keys % base])
    for one in np.unique(edges[:, 0]):
        progress(0.3 + 0.7 * one / count, "timetable")
        ends = edges[edges[:, 0] == one, 1:]
        line = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(places[ends])))
        is_one = shapely.get_type_id(line) == shapely.GeometryType.LINESTRING
        found[one] = shapely.multilinestrings([line]) if is_one else line
    return found
