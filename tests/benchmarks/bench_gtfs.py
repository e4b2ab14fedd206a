"""How long a city's timetable takes: 200,000 stop times, stops and lines, with their provenance.

Run it with ``python tests/benchmarks/bench_gtfs.py [stop times]``. It prints the CPU seconds of
the reader (the limit is 3 s), the peak memory, and the ratio to reading the same file of stop
times with Python's ``csv`` module alone.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
from pathlib import Path

from measure import paired, python, ratio

LIMIT = 3.0
TIMES = 200_000
STOPS_OF_A_TRIP = 25
ROUTES = 80
SERVICES = 12

READ = """
import sys, time
from pathlib import Path
from jumeau.io.gtfs.reader import GtfsReader
from jumeau.model.progress import silent
GtfsReader().describe(Path(sys.argv[1]))
start = time.process_time()
drafts = list(GtfsReader().read(Path(sys.argv[1]), None, silent, None))
print(time.process_time() - start, drafts[0].content.num_rows, drafts[1].content.num_rows)
"""
PLAIN = """
import csv, sys, time
from pathlib import Path
start = time.process_time()
with open(Path(sys.argv[1]).with_name("stop_times.txt"), newline="") as file:
    rows = sum(1 for _ in csv.reader(file))
print(time.process_time() - start, rows)
"""


def write_feed(folder: Path, times: int) -> Path:
    """Write a feed of a city whose lines run there and back along their stops, all year."""
    chance = random.Random(1)
    trips = times // STOPS_OF_A_TRIP
    stops = ROUTES * STOPS_OF_A_TRIP // 2
    with open(folder / "stops.txt", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["stop_id", "stop_name", "stop_lat", "stop_lon", "parent_station"])
        for number in range(stops):
            place = (f"{43.5 + chance.random() / 5:.6f}", f"{3.8 + chance.random() / 5:.6f}")
            rows.writerow([f"S{number}", f"Arrêt {number}", *place, ""])
    lines = [[chance.randrange(stops) for _ in range(STOPS_OF_A_TRIP)] for _ in range(ROUTES)]
    with open(folder / "routes.txt", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["route_id", "route_short_name", "route_type", "route_color"])
        rows.writerows([f"R{n}", n + 1, 3, f"{n * 3000:06X}"] for n in range(ROUTES))
    with (
        open(folder / "trips.txt", "w", newline="") as trip_file,
        open(folder / "stop_times.txt", "w", newline="") as time_file,
    ):
        trip_rows, time_rows = csv.writer(trip_file), csv.writer(time_file)
        trip_rows.writerow(["route_id", "service_id", "trip_id"])
        time_rows.writerow(
            ["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type"]
        )
        for trip in range(trips):
            route = trip % ROUTES
            name = f"R{route}-course-{trip:07d}"
            trip_rows.writerow([f"R{route}", f"V{trip % SERVICES}", name])
            begin = 5 * 60 + trip * 7 % 1260
            path = lines[route] if trip % 2 else lines[route][::-1]
            for place, stop in enumerate(path):
                minute = begin + 2 * place
                moment = f"{minute // 60:02d}:{minute % 60:02d}:00"
                time_rows.writerow([name, moment, moment, f"S{stop}", place + 1, 0])
    with open(folder / "calendar.txt", "w", newline="") as file:
        rows = csv.writer(file)
        days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        rows.writerow(["service_id", *days, "start_date", "end_date"])
        for service in range(SERVICES):
            week = [1, 1, 1, 1, 1, service % 2, 0]
            rows.writerow([f"V{service}", *week, "20240901", "20250831"])
    return folder / "stops.txt"


def main() -> None:
    """Measure, and print."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    with tempfile.TemporaryDirectory() as folder:
        path = write_feed(Path(folder), times)
        peaks: list[float] = []

        def reader() -> float:
            done = python(READ, str(path))
            peaks.append(done.peak)
            return float(done.output.split()[0])

        def plain() -> float:
            return float(python(PLAIN, str(path)).output.split()[0])

        ours, theirs = paired(reader, plain, 3)
    worst = max(ours)
    print(f"{times} stop times: {worst:.2f} s CPU at worst, limit {LIMIT:.0f} s")
    print(f"peak memory {max(peaks):.0f} MB; {ratio(ours, theirs):.1f} times the csv module alone")
    if times <= TIMES and worst > LIMIT:
        raise SystemExit("too slow")


if __name__ == "__main__":
    main()
