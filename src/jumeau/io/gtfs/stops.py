"""The stops of a GTFS feed: platforms stand where their station does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.gtfs.lines import on_globe
from jumeau.io.gtfs.tables import Feed, read_table
from jumeau.model.provenance import LeftOut

_PLATFORM, _STATION, _BOARDING = 0.0, 1.0, 4.0
_EXAMPLES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Where people get on.

    Attributes
    ----------
    ids, names : tuple of str
        Of each place (P): a station with all its platforms, or a stop that belongs to none.
    xy : array, shape (P, 2)
        Longitude and latitude [degrees].
    all_ids : tuple of str
        Of each row (Q) of the feed's table.
    all_xy : array, shape (Q, 2)
        Longitude and latitude of each row [degrees], NaN where unknown.
    place_of : array, shape (Q,)
        The place of each row, -1 for entrances and for what stands nowhere.
    left_out : tuple of LeftOut
        What could not be used.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    xy: NDArray[np.float64]
    all_ids: tuple[str, ...]
    all_xy: NDArray[np.float64]
    place_of: NDArray[np.int64]
    left_out: tuple[LeftOut, ...]


def read_stops(feed: Feed) -> Stops:
    """Read ``stops.txt``.

    A station without a position of its own stands in the middle of its platforms, a platform
    without one at its station.

    Raises
    ------
    InputError
        ``gtfs.not_one`` when it has not the columns of stops, ``gtfs.no_stops`` when none of its
        rows is a place, ``gtfs.unreadable``.
    """
    wanted = ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station")
    table = read_table(feed, "stops", wanted)
    path = feed.files["stops.txt"]
    if not {"stop_id", "stop_lat", "stop_lon"} <= set(table.table.column_names):
        raise InputError(
            "gtfs.not_one", path=path.name, columns=", ".join(table.table.column_names) or "-"
        )
    ids = tuple(table.text("stop_id").tolist())
    xy = np.column_stack([table.number("stop_lon"), table.number("stop_lat")])
    xy[~on_globe(xy[:, 0], xy[:, 1])] = np.nan
    kind = np.nan_to_num(table.number("location_type"), nan=_PLATFORM)
    named = np.array([bool(name) for name in ids], np.bool_)
    top = _top(table.codes("parent_station", ids), kind)
    used = np.asarray(named & np.isin(kind, (_PLATFORM, _STATION, _BOARDING)), np.bool_)
    children = used & (top != np.arange(len(ids)))
    xy = _completed(xy, top, children)
    placed = np.asarray(np.isfinite(xy).all(axis=1), np.bool_)
    # A parent that stands nowhere, or is no station, leaves its platforms to themselves.
    lone = used & ~(placed[top] & used[top])
    top = np.where(lone, np.arange(len(ids)), top)
    place_rows = np.flatnonzero(used & placed & (top == np.arange(len(ids))))
    if not len(place_rows):
        raise InputError("gtfs.no_stops", path=path.name, count=table.count)
    number = np.full(len(ids), -1, np.int64)
    number[place_rows] = np.arange(len(place_rows))
    place_of = np.where(used & placed, number[top], -1)
    names = table.text("stop_name")
    nowhere = np.flatnonzero(used & ~placed)
    counted = [("uneven_rows", table.bad_rows), ("stop_without_id", int((~named).sum()))]
    left_out = [LeftOut(reason, count) for reason, count in counted if count]
    if len(nowhere):
        few = tuple(str(names[row] or ids[row]) for row in nowhere[:_EXAMPLES])
        left_out.append(LeftOut("stop_without_place", len(nowhere), few))
    return Stops(
        tuple(ids[row] for row in place_rows),
        tuple(str(names[row] or ids[row]) for row in place_rows),
        xy[place_rows],
        ids,
        xy,
        place_of,
        tuple(left_out),
    )


def _top(parent: NDArray[np.int64], kind: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the station of each row, itself where it has none; a boarding area has two steps."""
    own = np.arange(len(parent))
    top = np.where((parent >= 0) & (kind != _STATION), parent, own)
    return np.asarray(top[top], np.int64)


def _completed(
    xy: NDArray[np.float64], top: NDArray[np.int64], children: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the positions with those of stations and platforms that lack one."""
    placed = np.isfinite(xy).all(axis=1)
    rows = np.flatnonzero(children & placed)
    middle = np.zeros_like(xy)
    np.add.at(middle, top[rows], xy[rows])
    count = np.bincount(top[rows], minlength=len(xy))
    lacking = ~placed & (count > 0)
    found = xy.copy()
    found[lacking] = middle[lacking] / count[lacking, None]
    orphan = children & ~placed
    found[orphan] = found[top[orphan]]
    return found
