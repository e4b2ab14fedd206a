"""CPU of an edit of one building, of traffic and of a new street on 20,000 receivers.

    python tests/benchmarks/bench_noise_edits.py [--receivers 20000] [--order 1] [--lateral]
                                                 [--times 3] [--json]

A made-up town of streets every 80 m with houses along them, receivers 4 m high every 10 m, sources
within 300 m; one thread, warm; user + system time, the best of several. A whole computation is run
once beside them, and what is renewed is compared with one of the edited town bit for bit.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from jumeau.simulation.noise import keeping
from jumeau.simulation.noise.engine import levels
from jumeau.simulation.noise.keeping import attenuation_of, forget
from jumeau.simulation.noise.scene import Scene, Sources
from jumeau.simulation.noise.settings import Settings

WEST, SOUTH, BLOCK = 652_000.0, 6_862_000.0, 80.0
House = tuple[float, float, float, float, float]


def houses(blocks: int) -> list[House]:
    """Return six houses on each block: west, south, width, depth, height [m]."""
    rng = np.random.default_rng(7)
    found = []
    for row in range(blocks):
        for col in range(blocks):
            for k in range(6):
                x = col * BLOCK + 11.0 + 21.0 * (k % 3)
                y = row * BLOCK + 12.0 + 34.0 * (k // 3)
                found.append((x, y, *rng.uniform((10.0, 9.0, 5.0), (16.0, 14.0, 16.0))))
    return found


def scene_of(built: list[House]) -> Scene:
    """Return the houses on hard ground."""
    rings = [((w, s), (w + a, s), (w + a, s + b), (w, s + b)) for w, s, a, b, _ in built]
    return Scene(
        rings=np.array(rings).reshape(-1, 2) + np.array((WEST, SOUTH)),
        ring_start=np.arange(len(built) + 1, dtype=np.int64) * 4,
        ring_building=np.arange(len(built), dtype=np.int32),
        tops=np.array([x[4] for x in built]),
        material=np.zeros(len(built), np.int32),
    )


def sources_of(blocks: int, more: int = 0) -> Sources:
    """Return the streets, a section a block; ``more`` of them once again, beside."""
    side = blocks * BLOCK
    lines = []
    for k in range(blocks + 1):
        for j in range(blocks):
            a, b, c = j * BLOCK, (j + 1) * BLOCK, k * BLOCK
            lines += [((a, c), (b, c)), ((c, a), (c, b))]
    lines += [((side / 2 + 3.0, 10.0), (side / 2 + 3.0, BLOCK))] * more
    points = np.array([(WEST + x, SOUTH + y, 0.05) for line in lines for x, y in line])
    count = len(lines)
    return Sources(
        points, np.arange(count + 1, dtype=np.int64) * 2, np.arange(count, dtype=np.int32), count
    )


def receivers_of(blocks: int, built: list[House], count: int) -> np.ndarray:
    """Return receivers every 10 m, outside the houses."""
    at = np.arange(5.0, blocks * BLOCK, 10.0)
    x, y = (v.ravel() for v in np.meshgrid(at, at))
    free = np.ones(len(x), np.bool_)
    for west, south, wide, deep, _ in built:
        free &= ~((x >= west) & (x <= west + wide) & (y >= south) & (y <= south + deep))
    rows = np.column_stack([x + WEST, y + SOUTH, np.full(len(x), 4.0)])[free]
    return np.ascontiguousarray(rows[:count])


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU time of a call [s], and what it returned."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures."""
    blocks = int(np.ceil(np.sqrt(options.receivers * 100.0 * 1.35) / BLOCK))
    built = houses(blocks)
    receivers = receivers_of(blocks, built, options.receivers)
    how = Settings(
        max_distance=300.0, reflection_order=options.order, lateral=options.lateral
    )  # fmt: skip
    middle = len(built) // 2 + 3 * blocks
    west, south, wide, deep, height = built[middle]
    edited = [*built]
    edited[middle] = (west, south, wide, deep, height + 6.0)
    scene, after, sources = scene_of(built), scene_of(edited), sources_of(blocks)
    attenuation_of(scene, sources, receivers[:50], how)  # compiled
    attenuation_of(after, sources, receivers[:50], how)
    forget()
    whole, first = cpu(lambda: attenuation_of(scene, sources, receivers, how))
    best: dict[str, float] = {}
    for _ in range(options.times):
        for name, work in (
            ("building", lambda: attenuation_of(scene_of(edited), sources, receivers, how)),
            ("street", lambda: attenuation_of(scene, sources_of(blocks, 1), receivers, how)),
            ("nothing", lambda: attenuation_of(scene_of(built), sources, receivers, how)),
        ):
            keeping._kept[:] = keeping._kept[-1:]  # the first whole one
            took, found = cpu(work)
            best[name] = min(best.get(name, np.inf), took)
            if name == "building":
                renewed = found
    power = np.full((sources.sections, 3, 8), 70.0)
    levels(first, power)
    best["levels"] = min(cpu(lambda: levels(first, power))[0] for _ in range(options.times))
    forget()
    again, fresh = cpu(lambda: attenuation_of(after, sources, receivers, how))
    same = renewed.gain.tobytes() == fresh.gain.tobytes()
    return {
        "receivers": len(receivers), "buildings": len(built), "pairs": len(first.section),
        "memory_mb": round(first.gain.nbytes / 1e6 + first.reach.nbytes / 1e6),
        "whole_s": round(min(whole, again), 2), "bit_equal": same,
        **{f"{name}_s": round(took, 3) for name, took in best.items()},
    }  # fmt: skip


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receivers", type=int, default=20_000)
    parser.add_argument("--order", type=int, default=1)
    parser.add_argument("--lateral", action="store_true")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measured(options)
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:12} {value}")


if __name__ == "__main__":
    main()
