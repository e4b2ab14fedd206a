"""Sky view, walls and energy of a town of 1 km2: CPU, and how far it is from a finer answer.

    python tests/benchmarks/bench_sky.py [--times 5] [--step 1.0]

1,800 buildings, 2,500 trees. CPU [s] of the calling process, warm, the best of several: other
processes run beside. A ratio to the copying of the same raster tells machines apart.
"""

from __future__ import annotations

import argparse
import datetime
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from sun_town import town

from jumeau.geometry.horizon.sweeps import seen_sky, sky_directions
from jumeau.simulation.sun.calendar import day_instants
from jumeau.simulation.sun.facades import facade_cells, hours_on_cells
from jumeau.simulation.sun.irradiation import cumulative_sky, irradiation, irradiation_on_cells
from jumeau.simulation.sun.place import SunPlace
from jumeau.simulation.sun.position import sun_positions
from jumeau.simulation.sun.sky_view import directions, first_of, sky_view, sky_view_on_cells
from jumeau.simulation.surfaces import surface_of

WANTED = {"buildings_s": 0.1, "trees_s": 1.2, "facade_day_s": 3.0}


def best(call: Callable[[], Any], times: int) -> float:
    call()
    found = []
    for _ in range(times):
        before = time.process_time()
        call()
        found.append(time.process_time() - before)
    return min(found)


def year_of(place: SunPlace) -> tuple[Any, ...]:
    """Return suns, days, hours and light of a year, hourly."""
    instants = np.arange(np.datetime64("2025-01-01T00:30", "s"), np.datetime64("2026-01-01"), 3600)
    suns = sun_positions(place, instants)
    days = (instants.astype("datetime64[D]") - np.datetime64("2025-01-01")).astype(float) + 1
    sine = np.maximum(np.sin(np.radians(suns.elevation)), 0.0)
    dni, dhi = 850.0 * sine**0.3, 90.0 * sine**0.5
    return suns, days, np.ones(len(instants)), dni * sine + dhi, dni, dhi


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--step", type=float, default=1.0)
    options = parser.parse_args()
    place, times = SunPlace(48.85, 2.35), options.times
    model = town()
    standing = model.standing()
    surface = surface_of(model.ground, standing, model.trees, model.box, options.step)
    cells = facade_cells(standing, model.ground)
    noon = np.datetime64("2025-06-21")
    suns = sun_positions(place, day_instants(place, noon.astype(datetime.date), 10))
    hours = np.full(len(suns), 1.0 / 6.0)
    sky = cumulative_sky(*year_of(place))
    spare = surface.top.copy()
    finer = seen_sky(
        surface.top, surface.step, *first_of(surface), sky_directions(110, solid_angle=False)
    )
    seen = sky_view(surface, trees=False)
    off = np.abs(seen - finer)
    facts: dict[str, Any] = {
        "cells": surface.top.size,
        "directions": len(directions("cosine")),
        "copy_s": best(lambda: np.copyto(spare, surface.top), times),
        "buildings_s": best(lambda: sky_view(surface, trees=False), times),
        "trees_s": best(lambda: sky_view(surface), times),
        "mean_off": float(off.mean()),
        "p99_off": float(np.quantile(off, 0.99)),
        "facade_cells": len(cells),
        "facade_cells_s": best(lambda: facade_cells(standing, model.ground), times),
        "facade_day_suns": int((suns.elevation > 0).sum()),
        "facade_day_s": best(lambda: hours_on_cells(cells, surface, suns, hours, 0.03), times),
        "facade_sky_s": best(lambda: sky_view_on_cells(cells, surface), times),
        "year_boxes": len(sky.suns),
        "year_ground_s": best(lambda: irradiation(surface, sky, trees=False), times),
        "year_ground_trees_s": best(lambda: irradiation(surface, sky), times),
        "year_facades_s": best(lambda: irradiation_on_cells(cells, surface, sky), times),
        "wanted": WANTED,
    }
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
