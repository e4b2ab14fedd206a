"""GTFS feeds: stops and lines, whatever of the standard's tables are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from jumeau.errors import Cancelled, InputError
from jumeau.io import canonical
from jumeau.io.formats import format_of
from jumeau.io.gtfs.lines import mode_of
from jumeau.io.gtfs.reader import GtfsReader
from jumeau.io.gtfs.service import Calendar, ordinary_day, read_calendar
from jumeau.io.gtfs.tables import Feed, seconds
from jumeau.io.loading import load
from jumeau.io.reading import Draft, Problem, Window
from jumeau.io.store import MemoryStore
from jumeau.model.progress import silent
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role

# Monday 3 to Sunday 16 June 2024. On weekdays line 1 runs twice out and once back; line 2 on
# Saturdays.
FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
    "a,Les Cars du Lot,https://example.org,Europe/Paris\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
    "G,Gare,44.45,1.44,1,\n"
    "G1,Gare quai 1,44.4501,1.4401,0,G\n"
    "G2,Gare quai 2,44.4499,1.4399,,G\n"
    "M,Mairie,44.46,1.45,0,\n"
    "P,Piscine,44.47,1.46,0,\n"
    "E,Entrée,44.45,1.44,2,G\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\n"
    "r1,a,1,Gare - Piscine,3,e2001a\n"
    "r2,a,2,,0,\n"
    "r3,a,10,Fantôme,3,\n",
    "trips.txt": "route_id,service_id,trip_id\nr1,w,t1\nr1,w,t2\nr1,w,t3\nr2,s,t4\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,07:00:00,07:00:00,G1,1\nt1,07:10:00,07:10:00,P,9\nt1,07:05:00,07:05:00,M,2\n"
    "t2,24:50:00,24:50:00,G1,1\nt2,24:55:00,24:55:00,M,2\nt2,25:00:00,25:00:00,P,3\n"
    "t3,8:00:00,8:00:00,P,1\nt3,8:05:00,8:05:00,M,2\nt3,8:10:00,8:10:00,G2,3\n"
    "t4,09:00:00,09:00:00,M,1\nt4,09:10:00,09:10:00,P,2\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\n"
    "w,1,1,1,1,1,0,0,20240603,20240616\ns,0,0,0,0,0,1,0,20240603,20240616\n",
    "calendar_dates.txt": "service_id,date,exception_type\n",
}
SHAPES = (
    "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
    "x,44.47,1.46,30\nx,44.45,1.44,4\nx,44.455,1.448,10\n"
    "y,44.45,1.44,1\ny,44.455,1.448,2\ny,44.47,1.46,3\n"
)


def feed(folder: Path, encoding: str = "utf-8", **files: str | None) -> Path:
    """Write a feed; ``files`` replaces tables, None leaves one out."""
    folder.mkdir(exist_ok=True)
    changed = {f"{name}.txt": text for name, text in files.items()}
    for name, text in {**FEED, **changed}.items():
        if text is not None:
            (folder / name).write_bytes(text.encode(encoding))
    return folder / "stops.txt"


def drafts(path: Path, window: Window | None = None, only: Any = None) -> list[Any]:
    return list(GtfsReader().read(path, window, silent, only))


def both(path: Path) -> tuple[Draft, Draft]:
    stops, lines = drafts(path)
    assert isinstance(stops, Draft)
    assert isinstance(lines, Draft)
    return stops, lines


def rows(draft: Draft, key: str) -> dict[str, dict[str, Any]]:
    table: Any = draft.content
    return {row[key]: row for row in table.to_pylist()}


def test_stops_are_where_people_get_on(tmp_path: Path) -> None:
    stops, _ = both(feed(tmp_path / "f"))
    found = rows(stops, "stop_id")

    assert stops.role is Role.STOP
    assert stops.key_field == "stop_id"
    assert {k: (v["name"], v["lines"], v["departures"]) for k, v in found.items()} == {
        "G": ("Gare", "1", 2.0),  # both platforms; the arrival of t3 is no departure
        "M": ("Mairie", "1, 2", 3.0),
        "P": ("Piscine", "1, 2", 1.0),
    }
    assert shapely.from_wkb(found["G"]["geometry"]).coords[0] == (1.44, 44.45)
    assert stops.crs == "EPSG:4326"
    assert stops.left_out == ()


def test_lines_without_shapes_run_from_stop_to_stop(tmp_path: Path) -> None:
    _, lines = both(feed(tmp_path / "f"))
    found = rows(lines, "route_id")

    assert lines.role is Role.TRANSIT_LINE
    assert lines.certainty is Certainty.UNCERTAIN
    assert dict(lines.provenance.parameters)["lines_from_stops"] == "2"
    assert {k: (v["name"], v["number"], v["mode"], v["colour"], v["departures"])
            for k, v in found.items()} == {
        "r1": ("Gare - Piscine", "1", "Autobus", "#E2001A", 3.0),
        "r2": ("2", "2", "Tramway", "", 0.0),
    }  # fmt: skip
    line = shapely.from_wkb(found["r2"]["geometry"])
    assert shapely.get_coordinates(line).tolist() == [[1.45, 44.46], [1.46, 44.47]]
    ((lost),) = lines.left_out
    assert (lost.reason, lost.count, lost.examples) == ("line_without_trip", 1, ("10",))


def test_shapes_are_followed_once(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id,shape_id\nr1,w,t1,x\nr1,w,t2,x\nr1,w,t3,y\nr2,s,t4,\n"
    _, lines = both(feed(tmp_path / "f", trips=trips, shapes=SHAPES))
    found = rows(lines, "route_id")

    line = shapely.from_wkb(found["r1"]["geometry"])
    assert shapely.get_num_geometries(line) == 1  # there and back are one
    assert len(shapely.get_coordinates(line)) == 3
    assert {k: v["from_stops"] for k, v in found.items()} == {"r1": False, "r2": True}
    assert lines.certainty is Certainty.UNCERTAIN


def test_a_feed_with_all_its_shapes_is_certain(tmp_path: Path) -> None:
    trips = "route_id,service_id,trip_id,shape_id\nr1,w,t1,x\nr2,s,t4,y\n"
    _, lines = both(feed(tmp_path / "f", trips=trips, shapes=SHAPES))

    assert lines.certainty is Certainty.COMPUTED
    assert "lines_from_stops" not in dict(lines.provenance.parameters)


def test_the_card_says_who_and_when(tmp_path: Path) -> None:
    info = (
        "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,"
        "feed_version\nRégion,https://example.org/gtfs,fr,20240601,20240630,v7\n"
    )
    stops, _ = both(feed(tmp_path / "f", feed_info=info))

    card = stops.provenance
    assert (card.producer, card.edition, card.url) == (
        "Les Cars du Lot", "2024-06-01", "https://example.org/gtfs",
    )  # fmt: skip
    assert dict(card.parameters) == {"day": "2024-06-03", "feed_version": "v7"}
    assert stops.validity == ("2024-06-03", "2024-06-15")
    assert {source.name for source in card.sources} >= {"stops.txt", "stop_times.txt"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    _, lines = both(feed(tmp_path / "f", encoding))

    assert rows(lines, "route_id")["r1"]["mode"] == "Autobus"
    assert lines.left_out[0].examples == ("10",)
    stops, _ = both(
        feed(tmp_path / "f", encoding, routes=FEED["routes.txt"].replace("1,Gare", "É,G"))
    )
    assert rows(stops, "stop_id")["G"]["lines"] == "É"


@pytest.mark.parametrize(
    "missing", ["agency", "calendar_dates", "calendar", "trips", "stop_times", "routes"]
)
def test_missing_tables(tmp_path: Path, missing: str) -> None:
    found = drafts(feed(tmp_path / "f", **{missing: None}))

    stops = rows(found[0], "stop_id")
    assert set(stops) == {"G", "M", "P"}
    if missing in ("calendar", "trips"):
        # Nothing runs on a known day: that is no zero.
        assert {row["departures"] for row in stops.values()} == {None}
    if missing in ("trips", "stop_times", "routes"):
        assert isinstance(found[1], Problem)
        assert found[1].code == "gtfs.no_lines"
        assert found[1].fields["missing"] == f"{missing}.txt"
    else:
        assert found[1].name == "routes"


def test_a_feed_that_is_damaged_never_surprises(tmp_path: Path) -> None:
    import random

    chance, codes = random.Random(5), set[str]()
    path = feed(tmp_path / "f", shapes=SHAPES)
    whole = {p: p.read_bytes() for p in sorted(path.parent.iterdir())}
    for _ in range(30):
        for file, content in whole.items():
            text = bytearray(content)
            for _ in range(chance.choice((0, 0, 1, 20))):
                at = chance.randrange(len(text) + 1)
                text[at : at + chance.randrange(9)] = chance.choice(
                    (b"", b'"', b"\0", b",", b"\n", b"\xff", b"9" * 30, b"nan", b"-1", b"\xc2\xb2")
                )
            file.write_bytes(bytes(text))
        try:
            GtfsReader().describe(path)
            found = drafts(path)
        except InputError as error:
            codes.add(error.code)
        else:
            assert found[0].content.num_rows > 0
    assert codes <= {"gtfs.not_one", "gtfs.no_stops", "gtfs.unreadable"}


def test_a_feed_becomes_two_layers_of_a_project(tmp_path: Path, store: MemoryStore) -> None:
    loaded = load([feed(tmp_path / "f")], new_project("x"), store)

    stops, lines = loaded.layers
    assert (stops.role, lines.role) == (Role.STOP, Role.TRANSIT_LINE)
    assert stops.validity == lines.validity == ("2024-06-03", "2024-06-15")
    departures = canonical.column(store, lines, "departures")
    assert departures is not None
    assert departures.tolist() == [3.0, 0.0]
    assert len(canonical.lines(store, lines)) == 2
    assert len(canonical.points(store, stops)) == 3


def test_a_feed_of_single_dates(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nw,20240605,1\nw,20240606,1\ns,20240608,1\n"
    stops, _ = both(feed(tmp_path / "f", calendar=None, calendar_dates=dates))

    assert dict(stops.provenance.parameters)["day"] == "2024-06-05"
    assert rows(stops, "stop_id")["M"]["departures"] == 3.0


def test_removed_days_do_not_count(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nw,20240603,2\n"
    calendar = read_calendar(Feed.beside(feed(tmp_path / "f", calendar_dates=dates)))

    assert calendar.period == ("2024-06-04", "2024-06-15")


def test_headways_are_counted(tmp_path: Path) -> None:
    every = "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,08:00:00,600\n"
    stops, lines = both(feed(tmp_path / "f", frequencies=every))

    assert rows(stops, "stop_id")["G"]["departures"] == 13.0  # 12 of t1, one of t2
    assert rows(lines, "route_id")["r1"]["departures"] == 14.0


def test_getting_on_may_be_forbidden(tmp_path: Path) -> None:
    times = (
        "trip_id,stop_id,stop_sequence,pickup_type\n"
        "t1,G1,1,0\nt1,M,2,1\nt1,P,3,0\n"
    )  # fmt: skip
    stops, _ = both(feed(tmp_path / "f", stop_times=times))

    assert rows(stops, "stop_id")["M"]["departures"] == 0.0


def test_bad_rows_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    stops = (
        FEED["stops.txt"] + "X,Nulle part,,,0,\nY,Île,0,0,0,\nZ,Pôle,95,2,0,\n,Anonyme,44,1,0,\n"
    )
    trips = FEED["trips.txt"] + "inconnue,w,t9\n"
    times = FEED["stop_times.txt"] + "t1,7,7\nt8,07:00:00,07:00:00,M,1\nt1,07:00:00,07:00:00,Q,4\n"
    found, _ = both(feed(tmp_path / "f", stops=stops, trips=trips, stop_times=times))

    assert {x.reason: x.count for x in found.left_out} == {
        "stop_without_id": 1,
        "stop_without_place": 3,
        "uneven_rows": 1,
        "trip_without_line": 1,
        "stop_time_unknown_trip": 1,
        "stop_time_unknown_stop": 1,
    }
    assert len(rows(found, "stop_id")) == 3


def test_a_station_without_a_place_stands_among_its_platforms(tmp_path: Path) -> None:
    stops = FEED["stops.txt"].replace("G,Gare,44.45,1.44,", "G,Gare,,,")
    found, _ = both(feed(tmp_path / "f", stops=stops))

    place = shapely.from_wkb(rows(found, "stop_id")["G"]["geometry"])
    assert place.coords[0] == pytest.approx((1.44, 44.45))


def test_a_platform_of_no_station_stands_for_itself(tmp_path: Path) -> None:
    stops = FEED["stops.txt"].replace(",0,G\n", ",0,inconnue\n")
    found, _ = both(feed(tmp_path / "f", stops=stops))

    assert set(rows(found, "stop_id")) == {"G", "G1", "M", "P"}


def test_only_what_is_wanted_is_kept(tmp_path: Path) -> None:
    path = feed(tmp_path / "f")
    window = Window((1.449, 44.459, 1.451, 44.461), "EPSG:4326")

    stops, lines = drafts(path, window)
    assert set(rows(stops, "stop_id")) == {"M"}
    assert set(rows(lines, "route_id")) == {"r1", "r2"}  # kept whole: they touch it
    (alone,) = drafts(path, only=["routes"])
    assert alone.name == "routes"
    nothing = drafts(path, Window((5.0, 45.0, 5.1, 45.1), "EPSG:4326"))
    assert [x.code for x in nothing if isinstance(x, Problem)] == ["vector.nothing_here"] * 2


def test_a_window_in_metres(tmp_path: Path) -> None:
    window = Window((577_000.0, 6_370_000.0, 577_001.0, 6_370_001.0), "EPSG:2154")

    assert all(isinstance(x, Problem) for x in drafts(feed(tmp_path / "f"), window))


def test_a_glance_reads_stops_and_routes_alone(tmp_path: Path) -> None:
    path = feed(tmp_path / "f", stop_times="ruined")
    facts = GtfsReader().describe(path)

    assert [(f.layer, f.role, f.count) for f in facts] == [
        ("stops", Role.STOP, 3),
        ("routes", Role.TRANSIT_LINE, 3),
    ]
    assert facts[0].bounds == (1.44, 44.45, 1.46, 44.47)
    assert format_of(path) == "gtfs"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", "gtfs.not_one"),
        ("", "gtfs.not_one"),
        ("stop_id,stop_lat,stop_lon\n", "gtfs.no_stops"),
        ("stop_id,stop_lat,stop_lon\nx,nord,sud\n", "gtfs.no_stops"),
        ("PK\x03\x04\x00\x00\x00", "gtfs.not_one"),
    ],
)
def test_what_is_no_feed_says_so(tmp_path: Path, text: str, code: str) -> None:
    path = feed(tmp_path / "f", stops=text)
    for attempt in (lambda: GtfsReader().describe(path), lambda: drafts(path)):
        with pytest.raises(InputError) as raised:
            attempt()
        assert raised.value.code == code


def test_a_user_can_stop_it(tmp_path: Path) -> None:
    def stop(fraction: float, step: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(GtfsReader().read(feed(tmp_path / "f"), None, stop, None))


def test_an_ordinary_day_is_the_most_frequent_kind_of_weekday() -> None:
    import datetime

    runs = np.zeros((3, 21), np.bool_)  # three weeks from a Monday
    runs[0, [0, 1, 3, 4]] = True  # school, in the first week
    runs[1, [7, 8, 9, 10, 11, 14, 15, 16, 17, 18]] = True  # holidays
    runs[2, [5, 6, 12, 13, 19, 20]] = True  # weekends
    calendar = Calendar(("a", "b", "c"), datetime.date(2024, 6, 3), runs)

    assert calendar.day(ordinary_day(calendar, np.array([10.0, 4.0, 90.0]))) == "2024-06-10"
    weekend = Calendar(("c",), calendar.first, runs[2:])
    assert weekend.day(ordinary_day(weekend, np.array([90.0]))) == "2024-06-08"
    assert ordinary_day(calendar, np.zeros(3)) == -1


def test_times_go_beyond_midnight() -> None:
    assert [seconds(t) for t in ("7:05:09", "25:10:00", "07:30")] == [25509.0, 90600.0, 27000.0]
    assert np.isnan([seconds(t) for t in ("", "midi", "7")]).all()


def test_modes_have_french_words() -> None:
    assert [mode_of(k) for k in (0, 1, 2, 3, 4, 7, 109, 204, 715, 900)] == [
        "Tramway", "Métro", "Train", "Autobus", "Bateau", "Funiculaire", "Train", "Autocar",
        "Transport à la demande", "Tramway",
    ]  # fmt: skip
    assert mode_of(float("nan")) == mode_of(9999) == "Autre transport"
