"""CPU of sun and shade on a square kilometre, and how near shade is to exact vectors.

    python tests/benchmarks/bench_shade.py [--times 5] [--large] [--json]

1,800 buildings and 2,500 trees (``sun_town.py``), cells of 1 m, warm; user + system time, the best
of several runs. The error of a year with shared azimuths is measured against each hour's own sun.
``--large`` adds 30 km² for a day, in a process of its own: its peak memory, and whether cells of a
corner equal those of a run over that corner and its margin alone.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import time
from pathlib import Path

import numpy as np
import shapely
from measure import python
from sun_town import Town, town

from jumeau.simulation.sun.calendar import day_instants, period_instants
from jumeau.simulation.sun.hours import SECTOR, renewed, sun_hours
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_positions
from jumeau.simulation.sun.shade import lit, shade_of
from jumeau.simulation.surface import Surface
from jumeau.simulation.surfaces import surface_of, without_trees

PLACE = SunPlace(48.86, 2.35, 40.0, -0.49)
DAY = datetime.date(2025, 6, 21)
AZIMUTHS = (95.0, 138.0, 180.0, 222.0, 265.0)
LARGE = """
import datetime, resource, sys
import numpy as np
from sun_town import WEST, SOUTH, town
from jumeau.simulation.sun.calendar import day_instants
from jumeau.simulation.sun.hours import hours_in_tiles
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_positions
from jumeau.simulation.surfaces import surface_of

side = 5480.0
made = town(side=side, buildings=54_000, trees=75_000, hills=25.0)
standing = made.standing()
at = day_instants(SunPlace(48.86, 2.35, 40.0, -0.49), datetime.date(2025, 6, 21), 5)
suns = sun_positions(SunPlace(48.86, 2.35, 40.0, -0.49), at)
suns = suns.only(suns.elevation > 0.0)

def over(box):
    x, y = made.trees[:, 0], made.trees[:, 1]
    near = (x > box[0] - 9) & (x < box[2] + 9) & (y > box[1] - 9) & (y < box[3] + 9)
    return surface_of(made.ground, standing, made.trees[near], box, 1.0)

weights = np.full(len(suns), 1 / 12)
hours = hours_in_tiles(over, made.box, 1.0, suns, weights, 0.03)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, hours.shape[0], hours.mean())
if len(sys.argv) > 1:
    from jumeau.simulation.sun.hours import sun_hours
    print(int((sun_hours(over(made.box), suns, weights, 0.03) != hours).sum()))
"""


def best(work, times: int) -> float:  # type: ignore[no-untyped-def]
    """Return the least CPU seconds of several calls."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def exact_shade(made: Town, azimuth: float, elevation: float):  # type: ignore[no-untyped-def]
    """Return the union of all footprints and their shadows on flat ground."""
    a = math.radians(azimuth)
    away = -np.array([math.sin(a), math.cos(a)]) / math.tan(math.radians(elevation))
    parts = []
    for ring, height in zip(made.rings, made.height, strict=True):
        tip = ring + away * height
        parts += [shapely.Polygon(ring), shapely.Polygon(tip)]
        for k in range(len(ring)):
            corners = [ring[k - 1], ring[k], tip[k], tip[k - 1]]
            parts.append(shapely.convex_hull(shapely.MultiPoint(corners)))
    union = shapely.union_all(parts)
    shapely.prepare(union)
    return union


def likeness(made: Town, surface: Surface, fine: bool) -> dict[str, list[float]]:
    """Return intersection over union with exact shade, for some suns, in three ways."""
    found: dict[str, list[float]] = {"centres": [], "areas": [], "open_ground": []}
    rows, cols = surface.shape
    built = surface.top > surface.ground + 0.5
    for azimuth, elevation in zip(AZIMUTHS, (15.0, 35.0, 64.0, 25.0, 40.0), strict=True):
        shade = shade_of(surface, azimuth, elevation, fine=fine)
        dark = (surface.ground < shade.below) | built
        shape = exact_shade(made, azimuth, elevation)
        share = np.zeros(surface.shape)
        for i in range(3):
            for j in range(3):
                x = surface.west + (np.arange(cols) + (i + 0.5) / 3) * surface.step
                y = surface.north - (np.arange(rows) + (j + 0.5) / 3) * surface.step
                inside = shapely.contains_xy(shape, *np.meshgrid(x, y))
                share += inside / 9
                if i == j == 1:
                    middle = inside
        both = share[dark].sum()
        found["centres"].append(float((dark & middle).sum() / (dark | middle).sum()))
        found["areas"].append(float(both / (dark.sum() + share.sum() - both)))
        free = ~built
        found["open_ground"].append(
            float((dark & middle & free).sum() / ((dark | middle) & free).sum())
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--whole", action="store_true", help="compare with a single run of 30 km²")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    made = town()
    surface = surface_of(made.ground, made.standing(), made.trees, made.box, 1.0)
    bare = without_trees(surface)
    result: dict[str, object] = {}
    instants = []
    for azimuth in AZIMUTHS:
        spare = shade_of(surface, azimuth, 35.0)

        def instant(azimuth: float = azimuth, spare=spare) -> None:  # type: ignore[no-untyped-def]
            lit(surface, shade_of(surface, azimuth, 35.0, out=spare), 0.03)

        instants.append(round(1000 * best(instant, 3 * options.times), 2))
    result["instant_ms"] = instants
    suns = sun_positions(PLACE, day_instants(PLACE, DAY, 5))
    suns = suns.only(suns.elevation > 0.0)
    weights = np.full(len(suns), 5 / 60)
    hours = sun_hours(surface, suns, weights, 0.03)
    result["day_s"] = best(lambda: sun_hours(surface, suns, weights, 0.03), options.times)
    half = np.timedelta64(30, "m")
    first, last = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
    year = sun_positions(PLACE, period_instants(PLACE, first, last, 60) + half)
    year = year.only(year.elevation > 0.0)
    ones = np.ones(len(year))
    shared = sun_hours(bare, year, ones, 0.0, sector=SECTOR)
    result["year_s"] = best(lambda: sun_hours(bare, year, ones, 0.0, sector=SECTOR), options.times)
    exact = sun_hours(bare, year, ones, 0.0)
    off = np.abs(shared - exact)
    result["year_error_h"] = {
        "mean": float(off.mean()), "p95": float(np.percentile(off, 95)),
        "bias": float((shared - exact).mean()), "of": float(exact.mean()),
    }  # fmt: skip
    fewer = Town(made.side, made.rings[:-1], made.height[:-1], made.trees, made.hills)
    after = surface_of(fewer.ground, fewer.standing(), fewer.trees, fewer.box, 1.0)
    again = renewed(hours, surface, after, suns, weights, 0.03)
    result["edit_s"] = best(
        lambda: renewed(hours, surface, after, suns, weights, 0.03), options.times
    )
    result["edit_equal"] = bool((again == sun_hours(after, suns, weights, 0.03)).all())
    for step in (1.0, 0.5):
        cells = surface_of(made.ground, made.standing(), None, made.box, step)
        for fine in (True, False):
            ious = likeness(made, cells, fine)
            name = f"iou_{step:g}m_{'final' if fine else 'dragging'}"
            result[name] = {k: f"{min(v):.3f} to {max(v):.3f}" for k, v in ious.items()}
    if options.large:
        here = str(Path(__file__).parent)
        words = ["whole"] if options.whole else []
        ran = python(LARGE, *words, environment={"PYTHONPATH": here})
        result["large"] = {"cpu_s": ran.cpu, "told": ran.output.split()}
    if options.json:
        print(json.dumps(result, indent=1))
        return
    for name, value in result.items():
        print(f"{name:18} {value}")


if __name__ == "__main__":
    main()
