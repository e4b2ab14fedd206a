"""Public transport: a GTFS feed as a layer of stops and a layer of lines.

A feed is a folder of tables (:mod:`jumeau.io.gtfs.tables`) for which ``stops.txt`` stands.
Departures are those of one ordinary day (:func:`jumeau.io.gtfs.service.ordinary_day`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from jumeau.geometry.crs import Bounds, reprojection, same
from jumeau.io.gtfs.lines import lines_of_shapes, lines_of_stops, mode_of, read_shapes
from jumeau.io.gtfs.service import ordinary_day, read_calendar, runs_of_trips
from jumeau.io.gtfs.stops import Stops, read_stops
from jumeau.io.gtfs.tables import Feed, FeedTable, read_table
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.vectors.features import encoded, examples
from jumeau.model.canonical import LINES_FROM_STOPS
from jumeau.model.progress import Progress, part
from jumeau.model.provenance import Certainty, LeftOut, Provenance, SourceFile
from jumeau.model.roles import Role

CRS = "EPSG:4326"
PRODUCT = "Offre de transport (GTFS)"
STOPS, LINES = "stops", "routes"
_STOP_FIELDS = (("stop_id", "string"), ("name", "string"), ("lines", "string"),
                ("departures", "double"))  # fmt: skip
_LINE_FIELDS = (("route_id", "string"), ("name", "string"), ("number", "string"),
                ("mode", "string"), ("colour", "string"), ("agency", "string"),
                ("departures", "double"), ("from_stops", "bool"))  # fmt: skip
_USED = ("stops", "routes", "trips", "stop_times", "calendar", "calendar_dates", "frequencies",
         "shapes", "agency", "feed_info")  # fmt: skip
_FOR_LINES = ("routes", "trips", "stop_times")
_MOST_NAMES = 3
_COLOUR = re.compile(r"[0-9A-F]{6}")


class GtfsReader:
    """The format of timetables."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the two layers of a feed, from its stops and its routes alone."""
        feed = Feed.beside(path)
        stops = read_stops(feed)
        found = [
            Facts(path, STOPS, Role.STOP, len(stops.ids), "Point", CRS, _box(stops.xy),
                  _STOP_FIELDS)
        ]  # fmt: skip
        routes = read_table(feed, "routes", ("route_id",)).count
        if routes and feed.has("trips") and feed.has("stop_times"):
            found.append(
                Facts(path, LINES, Role.TRANSIT_LINE, routes, "MultiLineString", CRS,
                      _box(stops.xy), _LINE_FIELDS)
            )  # fmt: skip
        return found

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the stops, then the lines; what touches the window is kept."""
        feed = Feed.beside(path)
        stops = read_stops(feed)
        timetable = _timetable(feed, stops, part(progress, 0.0, 0.7))
        card = _card(feed, timetable)
        box = _window(window)
        for name, build, begin in ((STOPS, _stop_draft, 0.7), (LINES, _line_draft, 0.8)):
            if only is not None and name not in only:
                continue
            step = part(progress, begin, begin + 0.1 if name == STOPS else 1.0)
            draft = build(feed, stops, timetable, card, box, step)
            if draft is not None:
                yield draft
            elif box is not None:
                place = {"path": path.name, "layer": name}
                yield Problem(f"{path.name}: {name}", "vector.nothing_here", place)
            else:
                lacking = [f"{table}.txt" for table in _FOR_LINES if not feed.has(table)]
                place = {"path": path.name, "missing": ", ".join(lacking) or "-"}
                yield Problem(f"{path.name}: {name}", "gtfs.no_lines", place)


@dataclass(frozen=True, slots=True, eq=False)
class _Timetable:
    """Routes (R), trips (T) and stop times (N, in the order of each trip), as numbers."""

    routes: FeedTable
    route_ids: tuple[str, ...]
    labels: tuple[str, ...]
    route_of: NDArray[np.int64]
    shape_of: NDArray[np.object_]
    trip: NDArray[np.int64]
    stop: NDArray[np.int64]
    leaves: NDArray[np.bool_]
    runs: NDArray[np.float64]  # of each trip on the ordinary day; NaN where no day is known
    day: str
    period: tuple[str, str]
    left_out: tuple[LeftOut, ...]


def _timetable(feed: Feed, stops: Stops, progress: Progress) -> _Timetable:
    routes = read_table(
        feed,
        "routes",
        ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type",
         "route_color"),
    )  # fmt: skip
    route_ids = tuple(routes.text("route_id").tolist())
    labels = tuple(
        short or long or name
        for short, long, name in zip(
            routes.text("route_short_name").tolist(), routes.text("route_long_name").tolist(),
            route_ids, strict=True,
        )
    )  # fmt: skip
    trips = read_table(
        feed, "trips", ("trip_id", "route_id", "service_id", "shape_id"), part(progress, 0.0, 0.1),
        repeated=("route_id", "service_id", "shape_id"),
    )  # fmt: skip
    trip_ids = trips.text("trip_id").tolist()
    route_of = trips.codes("route_id", route_ids)
    calendar = read_calendar(feed, part(progress, 0.1, 0.15))
    service_of = trips.codes("service_id", calendar.services)
    daily = runs_of_trips(feed, trip_ids, part(progress, 0.15, 0.2))
    known = service_of >= 0
    of_service = np.zeros(len(calendar.services))
    np.add.at(of_service, service_of[known], daily[known])
    day = ordinary_day(calendar, of_service)
    if day >= 0:
        active = np.append(calendar.runs[:, day], False)
        runs = np.where(active[service_of], daily, 0.0)
    else:
        runs = np.full(len(daily), np.nan)
    times = read_table(
        feed, "stop_times", ("trip_id", "stop_id", "stop_sequence", "pickup_type"),
        part(progress, 0.2, 0.8), repeated=("trip_id", "stop_id", "pickup_type"),
    )  # fmt: skip
    trip = times.codes("trip_id", trip_ids)
    progress(0.82, "timetable")
    stop = times.codes("stop_id", stops.all_ids)
    progress(0.85, "timetable")
    sequence = times.number("stop_sequence")
    progress(0.9, "timetable")
    boards = times.codes("pickup_type", ("1",)) < 0
    progress(0.95, "timetable")
    left_out = _counted(
        ("uneven_rows", routes.bad_rows + trips.bad_rows + times.bad_rows),
        ("trip_without_line", int((route_of < 0).sum())),
        ("stop_time_unknown_trip", int((trip < 0).sum())),
        ("stop_time_unknown_stop", int(((trip >= 0) & (stop < 0)).sum())),
    )
    good = np.flatnonzero((trip >= 0) & (stop >= 0))
    order = good[np.lexsort((sequence[good], trip[good]))]
    trip, stop, boards = trip[order], stop[order], boards[order]
    last = np.append(trip[1:] != trip[:-1], True) if len(trip) else np.zeros(0, np.bool_)
    return _Timetable(
        routes, route_ids, labels, route_of, trips.text("shape_id"), trip, stop, boards & ~last,
        runs, calendar.day(day) if day >= 0 else "", calendar.period, left_out,
    )  # fmt: skip


def _counted(*counts: tuple[str, int]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(reason, count) for reason, count in counts if count)


def _stop_draft(
    feed: Feed,
    stops: Stops,
    timetable: _Timetable,
    card: Provenance,
    box: Bounds | None,
    progress: Progress,
) -> Draft | None:
    """Return the layer of stops: one point a place, its platforms counted together."""
    place = stops.place_of[timetable.stop]
    weight = timetable.runs[timetable.trip] * timetable.leaves
    here = place >= 0
    departures = np.bincount(place[here], weights=weight[here], minlength=len(stops.ids))
    if not timetable.day:
        departures = np.full(len(stops.ids), np.nan)
    route = timetable.route_of[timetable.trip]
    progress(0.3, "timetable")
    serves = here & (route >= 0)
    count = max(1, len(timetable.labels))
    pairs = np.unique(place[serves] * count + route[serves])
    served: list[set[str]] = [set() for _ in stops.ids]
    for pair in pairs.tolist():
        served[pair // count].add(timetable.labels[pair % count])
    progress(0.8, "timetable")
    keep = np.flatnonzero(_inside(stops.xy, box))
    if not len(keep):
        return None
    xy = stops.xy[keep]
    table = pa.table(
        {
            "stop_id": pa.array([stops.ids[k] for k in keep]),
            "name": pa.array([stops.names[k] for k in keep]),
            "lines": pa.array([", ".join(sorted(served[k], key=_natural)) for k in keep]),
            "departures": pa.array(departures[keep], from_pandas=True),
            "geometry": encoded(shapely.points(xy)),
        }
    )
    columns = tuple((name, name) for name in ("name", "lines", "departures"))
    return Draft(
        Role.STOP, STOPS, table, CRS, bounds=_box(xy), columns=columns, key_field="stop_id",
        provenance=card, certainty=Certainty.COMPUTED, validity=timetable.period,
        left_out=(*stops.left_out, *timetable.left_out),
    )  # fmt: skip


def _line_draft(
    feed: Feed,
    stops: Stops,
    timetable: _Timetable,
    card: Provenance,
    box: Bounds | None,
    progress: Progress,
) -> Draft | None:
    """Return the layer of lines: one feature a route."""
    import msgspec

    count = len(timetable.route_ids)
    shapes = read_shapes(feed, part(progress, 0.0, 0.3))
    place = {name: at for at, name in enumerate(shapes.names) if name}
    shape = np.array([place.get(name, -1) for name in timetable.shape_of.tolist()], np.int64)
    lines = lines_of_shapes(shapes, timetable.route_of, shape, count, part(progress, 0.3, 0.6))
    route = timetable.route_of[timetable.trip]
    straight = lines_of_stops(
        route, timetable.trip, timetable.stop, stops.all_xy, count, part(progress, 0.6, 1.0)
    )
    from_stops = np.array([line is None for line in lines], np.bool_)
    lines = np.where(from_stops, straight, lines)
    drawn = np.array([line is not None for line in lines], np.bool_)
    from_stops &= drawn
    keep = np.flatnonzero(drawn & _touching(lines, box))
    if not len(keep):
        return None
    known = timetable.route_of >= 0
    departures = np.bincount(
        timetable.route_of[known], weights=timetable.runs[known], minlength=count
    )
    routes = timetable.routes
    agencies = _agencies(feed)
    sole = next(iter(agencies.values()), "") if len(agencies) == 1 else ""
    columns = {
        "route_id": list(timetable.route_ids),
        "name": [long or short for long, short in zip(
            routes.text("route_long_name").tolist(), timetable.labels, strict=True)],
        "number": routes.text("route_short_name").tolist(),
        "mode": [mode_of(kind) for kind in routes.number("route_type").tolist()],
        "colour": [_colour(text) for text in routes.text("route_color").tolist()],
        "agency": [agencies.get(a, sole) for a in routes.text("agency_id").tolist()],
        "departures": departures,
        "from_stops": from_stops,
    }  # fmt: skip
    table = pa.table({
        **{name: pa.array(np.asarray(values)[keep], from_pandas=True)
           for name, values in columns.items()},
        "geometry": encoded(lines[keep]),
    })  # fmt: skip
    guessed = int(from_stops[keep].sum())
    if guessed:
        noted = (*card.parameters, (LINES_FROM_STOPS, str(guessed)))
        card = msgspec.structs.replace(card, parameters=noted)
    low = shapely.total_bounds(lines[keep]).tolist()
    lost = np.flatnonzero(~drawn)
    left_out = _counted(("shape_point_unusable", shapes.unusable))
    if len(lost):
        named = examples(lost, list(timetable.labels))
        left_out = (*left_out, LeftOut("line_without_trip", len(lost), named))
    return Draft(
        Role.TRANSIT_LINE, LINES, table, CRS, bounds=(low[0], low[1], low[2], low[3]),
        columns=tuple((n, n) for n in ("name", "number", "mode", "colour", "departures")),
        key_field="route_id", provenance=card, left_out=left_out, validity=timetable.period,
        certainty=Certainty.UNCERTAIN if guessed else Certainty.COMPUTED,
    )  # fmt: skip


def _agencies(feed: Feed) -> dict[str, str]:
    table = read_table(feed, "agency", ("agency_id", "agency_name"))
    names = zip(table.text("agency_id").tolist(), table.text("agency_name").tolist(), strict=True)
    return {key: name for key, name in names if name}


def _card(feed: Feed, timetable: _Timetable) -> Provenance:
    """Return the provenance card: who publishes the feed, for which days it holds."""
    info = read_table(
        feed, "feed_info", ("feed_publisher_name", "feed_publisher_url", "feed_version",
                            "feed_start_date")
    )  # fmt: skip

    def said(column: str) -> str:
        return str(info.text(column)[0]) if info.count else ""

    names = tuple(dict.fromkeys(_agencies(feed).values()))
    producer = ", ".join(names) if 0 < len(names) <= _MOST_NAMES else said("feed_publisher_name")
    start = said("feed_start_date")
    dated = f"{start[:4]}-{start[4:6]}-{start[6:]}" if re.fullmatch(r"\d{8}", start) else ""
    parameters = [
        ("day", timetable.day),
        ("feed_version", said("feed_version")),
    ]
    files = tuple(
        SourceFile(found.name, found.stat().st_size)
        for name in _USED
        if (found := feed.files.get(f"{name}.txt")) is not None
    )
    return Provenance(
        producer=producer or said("feed_publisher_name"), product=PRODUCT,
        edition=dated or timetable.period[0], url=said("feed_publisher_url"), sources=files,
        parameters=tuple((name, value) for name, value in parameters if value),
    )  # fmt: skip


def _window(window: Window | None) -> Bounds | None:
    """Return the part that is wanted in degrees."""
    if window is None:
        return None
    if same(window.crs, CRS):
        return window.bounds
    return reprojection(CRS, window.crs).box(window.bounds, backwards=True)


def _inside(xy: NDArray[np.float64], box: Bounds | None) -> NDArray[np.bool_]:
    if box is None:
        return np.ones(len(xy), np.bool_)
    return np.asarray(((xy >= box[:2]) & (xy <= box[2:])).all(axis=1), np.bool_)


def _touching(lines: NDArray[np.object_], box: Bounds | None) -> NDArray[np.bool_]:
    if box is None:
        return np.ones(len(lines), np.bool_)
    return np.asarray(shapely.intersects(lines, shapely.box(*box)), np.bool_)


def _box(xy: NDArray[np.float64]) -> Bounds | None:
    if not len(xy):
        return None
    west, south = xy.min(axis=0).tolist()
    east, north = xy.max(axis=0).tolist()
    return west, south, east, north


def _colour(text: str) -> str:
    """Return ``#RRGGBB``, empty where a feed gives none."""
    plain = text.strip().lstrip("#").upper()
    return f"#{plain}" if _COLOUR.fullmatch(plain) else ""


def _natural(text: str) -> tuple[object, ...]:
    """Return what sorts ``2`` before ``10``, and numbers before words."""
    pieces = re.split(r"(\d+)", text)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p.lower()) for p in pieces if p)
