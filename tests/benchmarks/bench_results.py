"""Results on 1,800 buildings: CPU of preparing 170,000 cells of walls, and of drawing them.

    python tests/benchmarks/bench_results.py [--count 1800] [--times 5] [--json]

CPU milliseconds of a frame in motion and of one at rest (one sample a pixel), with nothing told,
with a raster on ground and roofs, and with cells on walls besides; of a click on a wall.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

sys.path.append(str(Path(__file__).parents[1] / "unit" / "render"))

from village import EAST, NORTH, layer

from jumeau.io.samples.keeping import write_samples
from jumeau.io.store import MemoryStore
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef, SurfaceSamples
from jumeau.model.project import add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.parts import Kind
from jumeau.render.scene import Scene, home_camera

SIZE, PITCH, CELL = (1280, 720), 24.0, 2.0
CARD = Provenance(parameters=(("first", "2026-03-21"), ("last", "2026-03-21")))
ASKED = {"provenance": CARD, "analysis": Analysis("sun_hours", "1"), "unit": "h"}


def cells_of(houses: np.ndarray) -> SurfaceSamples:
    """Return cells on four walls of each house (x, y, width, depth, height)."""
    found = []
    for row, (x, y, w, d, h) in enumerate(houses):
        corners = [(x, y), (x + w, y), (x + w, y + d), (x, y + d), (x, y)]
        for (ax, ay), (bx, by) in itertools.pairwise(corners):
            length = abs(bx - ax) + abs(by - ay)
            n, m = max(1, round(length / CELL)), max(1, round(h / CELL))
            tx, ty = (bx - ax) / length, (by - ay) / length
            u, v = (k.ravel() for k in np.meshgrid((np.arange(n) + 0.5) * length / n,
                                                   (np.arange(m) + 0.5) * h / m))  # fmt: skip
            same = np.ones(len(u))
            found.append(np.column_stack([
                ax + tx * u, ay + ty * u, v, same * ty, -tx * same, 0 * u, u, v,
                same * length / n, same * h / m, same * row,
            ]))  # fmt: skip
    t = np.concatenate(found)
    waves = 3 * np.abs(np.sin(t[:, 0] / 17) + np.cos(t[:, 1] / 23))
    hours = np.clip(6 - 5 * t[:, 4] + 0.25 * t[:, 7] - waves, 0, 11)
    return SurfaceSamples(
        t[:, :3], t[:, 10].astype(np.int32), (t[:, 7] // 3).astype(np.int16),
        t[:, 6:8].astype(np.float32), hours[None].astype(np.float32),
        t[:, 3:6].astype(np.float32), t[:, 8:10].astype(np.float32),
    )  # fmt: skip


def raster(store: MemoryStore, side: float) -> PayloadRef:
    """Return hours of sun on ground and roofs in cells of 1 m."""
    count = int(side)
    x, y = np.meshgrid(np.arange(count), np.arange(count))
    hours = np.clip(6 + 4 * np.sin(x / 31) * np.cos(y / 27), 0, 12).astype(np.float32)
    path = store.temporary(".tif")
    with rasterio.open(
        path, "w", driver="GTiff", width=count, height=count, count=1, dtype="float32",
        nodata=float("nan"), crs="EPSG:2154",
        transform=Affine(1.0, 0.0, EAST, 0.0, -1.0, NORTH + count),
    ) as target:  # fmt: skip
        target.write(hours, 1)
    return store.adopt(path, PayloadKind.RASTER)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1800)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rng, store = np.random.default_rng(1), MemoryStore()
    along = int(np.ceil(options.count**0.5))
    row, column = np.divmod(np.arange(options.count), along)
    wide, deep = rng.uniform(8, 16, (2, options.count))
    height = np.clip(rng.gamma(4, 2, options.count), 3, 30)
    x, y = EAST + PITCH * column, NORTH + PITCH * row
    shapes = list(shapely.box(x, y, x + wide, y + deep))
    houses = layer(store, Role.BUILDING, shapes, {"height": height})
    samples = cells_of(np.column_stack([x, y, wide, deep, height]))
    ref = write_samples(store, samples, "EPSG:2154")
    walls = Layer("walls", Role.SUN_HOURS, ref, count=len(samples.points), **ASKED)
    side = PITCH * along
    bounds = (EAST, NORTH, EAST + side, NORTH + side)
    ground = Layer("ground", Role.SUN_HOURS, raster(store, side), bounds=bounds, **ASKED)
    project = add_layers(new_project("x"), (houses, walls, ground))
    scene = Scene(store)
    scene.load(project)  # compiles
    part = next(
        x for x in scene._parts if x.kind is Kind.SAMPLES and x.layers[0].id == "walls"
    )  # fmt: skip
    prepared = min(cpu(lambda: scene.prepare(part)) for _ in range(options.times))
    near = msgspec.structs.replace(home_camera(project, scene), distance=900.0)
    view = ViewState(camera=near)
    views = {
        "nothing": msgspec.structs.replace(view, hidden=("ground", "walls")),
        "raster": msgspec.structs.replace(view, hidden=("walls",)),
        "raster_and_walls": view,
    }
    facts: dict[str, object] = {
        "cells": len(samples.points),
        "rectangles": [len(x.points) // 4 for x in scene.prepare(part).levels],  # type: ignore[union-attr]
        "prepare_ms": round(prepared),
    }
    for name, shown in views.items():
        scene.settle(project, shown, SIZE)
        for mode in ("moving", "rough"):
            frames = []
            for k in range(options.times + 1):
                start = time.process_time()
                scene.draw(project, turned(shown, k), SIZE, **{mode: True})
                frames.append(1000 * (time.process_time() - start))
            facts[f"{name}_{mode}_ms"] = round(min(frames[1:]))
    clicks = [cpu(lambda: scene.pick(project, view, SIZE, 640, 300)) for _ in range(3)]
    facts["click_ms"] = round(min(clicks))
    scene.close()
    print(json.dumps(facts, indent=1) if options.json else facts)


def turned(view: ViewState, step: int) -> ViewState:
    """Return the view with the eye a little farther around."""
    assert view.camera is not None
    camera = msgspec.structs.replace(view.camera, azimuth=0.2 * step)
    return msgspec.structs.replace(view, camera=camera)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU time of a call [ms], of all threads."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main()
