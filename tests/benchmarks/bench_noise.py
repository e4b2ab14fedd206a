"""CPU of noise: paths a second, receivers, threads, a change of traffic; deviations beside them.

    python tests/benchmarks/bench_noise.py [--times 3] [--json]

Scenes of Lorient from the reference folder (``../shared/reference/noise`` or the one given by
``--reference``); warm, user + system time, the best of several runs. Threads are held against a
loop of the same kind that touches no memory, in the same run: a machine whose cores are shared
scales badly whatever runs on it. The change of traffic is that of one street among all, with
100,000 receivers (those of Lorient repeated), in a process of its own for its peak memory.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from measure import python
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.simulation.noise.bands import a_weighted
from jumeau.simulation.noise.cases import Case, read_case
from jumeau.simulation.noise.engine import attenuation, levels
from jumeau.simulation.noise.paths.index import Prepared, prepared

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "noise"
OTHER_MS = 40.0
"""What NoiseModelling takes for a receiver at order 1 with lateral paths, on one core [ms]."""
WINDOW = 5000
CHANGE = """
import sys, time, resource
import numpy as np
from jumeau.simulation.noise.cases import read_case
from jumeau.simulation.noise.engine import attenuation, levels, levels_changed
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.scene import Attenuation

case = read_case(sys.argv[1])
one = attenuation(prepared(case.scene), case.sources, case.receivers, case.settings)
many = -(-100_000 // len(case.receivers))
count = np.tile(np.diff(one.start), many)[:100_000]
start = np.concatenate([[0], np.cumsum(count)])
end = int(start[-1])
att = Attenuation(start, np.tile(one.section, many)[:end], np.tile(one.gain, (many, 1, 1))[:end])
power = case.power
t = time.process_time(); before = levels(att, power); whole = time.process_time() - t
street = int(np.bincount(att.section).argmax())
power[street] += 3.0
best = 9.0
for _ in range(3):
    t = time.process_time()
    after = levels_changed(att, power, before, np.array([street]))
    best = min(best, time.process_time() - t)
told = int((after != before).any((1, 2)).sum())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(best, whole, told, len(att.section), peak)
"""


@njit
def bare(n: int) -> float:
    """Work that touches no memory: what threads can bring at best on this machine."""
    x, total = 0.5, 0.0
    for _ in range(n):
        x = 3.7 * x * (1.0 - x)
        total += x
    return total


def best(work: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    """Return the least seconds of several calls."""
    found = []
    for _ in range(times):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def lorient(folder: Path, name: str) -> tuple[Case, Prepared, dict[str, object]]:
    """Return a part of the town, ready, and what was computed for it elsewhere."""
    case = read_case(folder / "lorient" / f"{name}.json")
    told = json.loads((folder / "lorient" / f"{name}_nm.json").read_text(encoding="utf-8"))
    return case, prepared(case.scene), told


def measured(folder: Path, name: str, times: int) -> dict[str, float]:
    """Return CPU and deviations of one part of the town."""
    case, prep, told = lorient(folder, name)

    def run() -> NDArray[np.float64]:
        found = attenuation(prep, case.sources, case.receivers, case.settings, threads=1)
        return levels(found, case.power)[:, 0]

    off = a_weighted(run()) - a_weighted(np.array(told["levels"]))
    cpu = best(run, times, time.process_time)
    other = float(told["run_s"]) * float(told["threads"]) / len(case.receivers)  # type: ignore[arg-type]
    return {
        "cpu_s": cpu,
        "paths_per_s": float(told["cut_profiles"]) / cpu,  # type: ignore[arg-type]
        "ms_per_receiver": 1000.0 * cpu / len(case.receivers),
        "file_over_ours": other * len(case.receivers) / cpu,
        "mean_dBA": float(off.mean()),
        "std_dBA": float(off.std()),
        "median_dBA": float(np.median(np.abs(off))),
    }


def window(folder: Path, times: int) -> dict[str, float]:
    """Return CPU of receivers on a grid over the middle of the town, order 1, no lateral paths."""
    import shapely

    case, prep, _ = lorient(folder, "lor_flat_r1")
    scene = case.scene
    middle = np.median(case.receivers[:, :2], axis=0)
    at = (np.arange(84) - 41.5) * 10.0
    x, y = (v.ravel() for v in np.meshgrid(at + middle[0], at + middle[1]))
    built = shapely.STRtree(
        [shapely.Polygon(r) for r in np.split(scene.rings, scene.ring_start[1:-1])]
    )
    inside = np.unique(built.query(shapely.points(x, y), "within")[0])
    free = np.setdiff1d(np.arange(len(x)), inside)[:WINDOW]
    receivers = np.stack([x[free], y[free], np.full(len(free), 4.0)], 1)
    settings = replace(case.settings, lateral=False)

    def run() -> object:
        return attenuation(prep, case.sources, receivers, settings, threads=1)

    run()
    return {"receivers": float(len(free)), "cpu_s": best(run, times, time.process_time)}


def threads(folder: Path, times: int) -> dict[str, float]:
    """Return how much faster two threads are, and how much faster the bare loop."""
    case, prep, _ = lorient(folder, "lor_flat_r1_lat")
    bare(10)
    rounds = 100_000_000

    def ours(count: int) -> Callable[[], object]:
        return lambda: attenuation(prep, case.sources, case.receivers, case.settings, threads=count)

    def loops(count: int) -> Callable[[], object]:
        def run() -> None:
            with ThreadPoolExecutor(count) as pool:
                list(pool.map(bare, [rounds // count] * count))

        return run

    ours(2)()
    works = (ours(1), ours(2), loops(1), loops(2))
    series = [[best(x, 1, time.perf_counter) for x in works] for _ in range(2 * times)]
    one, two, plain_one, plain_two = (min(x) for x in zip(*series, strict=True))
    gain, plain = one / two, plain_one / plain_two
    return {"ours": gain, "bare": plain, "share": gain / plain}


def change(folder: Path) -> dict[str, float]:
    """Return CPU and peak memory of one street's change with 100,000 receivers."""
    told = python(CHANGE, str(folder / "lorient" / "lor_flat_r1_lat.json")).output.split()
    names = ("cpu_s", "all_levels_cpu_s", "receivers_changed", "entries", "peak_MB")
    return dict(zip(names, map(float, told), strict=True))


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--reference", type=Path, default=REFERENCE)
    asked = parser.parse_args()
    folder = asked.reference
    found: dict[str, dict[str, float]] = {
        name: measured(folder, name, asked.times)
        for name in ("lorpts_r0", "lor_flat_r1_lat", "lor_dem_r0", "lor_dem_r1_lat")
    }
    lateral = found["lor_flat_r1_lat"]
    lateral["times_faster_than_40_ms"] = OTHER_MS / lateral["ms_per_receiver"]
    found["window_5000_order_1"] = window(folder, asked.times)
    found["two_threads"] = threads(folder, asked.times)
    found["one_street_100000_receivers"] = change(folder)
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    for name, values in found.items():
        print(name)
        for key, value in values.items():
            print(f"  {key:28} {value:14,.4f}")


if __name__ == "__main__":
    main()
