"""From a table of bodies in 3D to a mesh ready to be drawn, and noise on its façades: CPU time.

Run as ``python tests/benchmarks/bench_bodies.py --count 10000 --json``. The bodies are houses of
seven surfaces (LOD2) turned and stretched at random; the control decodes the same table with
shapely and cuts every surface with mapbox_earcut on its own plane.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import mapbox_earcut
import numpy as np
import shapely

sys.path.append(str(Path(__file__).parents[1] / "unit" / "render"))

import village
from model_houses import EAST, FOOT, NORTH, house, layer_of, project_of

from jumeau.io.store import MemoryStore
from jumeau.model.progress import silent
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Workshop

SPACING = 25.0


def town(count: int, store: MemoryStore) -> Project:
    """Return houses on a grid, each its own size and direction, and bands of noise."""
    random = np.random.default_rng(1)
    side = int(np.ceil(np.sqrt(count)))
    middle = np.array([EAST, NORTH, FOOT])
    one = house()
    bodies = []
    for k in range(count):
        turn, size = random.uniform(0, np.pi), random.uniform(0.7, 1.6)
        matrix = size * np.array(
            [[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]]
        )
        away = SPACING * (k % side), SPACING * (k // side), random.uniform(0, 3)
        place = middle + np.array(away)

        def moved(p: np.ndarray, m: np.ndarray = matrix, at: np.ndarray = place) -> np.ndarray:
            return (p - middle) @ m.T + at

        bodies.append(shapely.transform(one, moved, include_z=True))
    width = SPACING * side
    bands = [
        shapely.buffer(
            shapely.LineString([(EAST, NORTH + y), (EAST + width, NORTH + y + 40)]), reach
        )
        for y in np.arange(0, width, 200.0)
        for reach in (60, 30)
    ]
    noise = village.layer(
        store, Role.NOISE_MAP, bands, {"level": ["5559", "6569"] * (len(bands) // 2)}
    )
    return project_of(layer_of(store, bodies), noise)


def control(blobs: list[bytes]) -> int:
    """Return how many triangles shapely and mapbox_earcut make of the same table."""
    triangles = 0
    for body in shapely.from_wkb(blobs):
        for polygon in body.geoms:
            ring = np.asarray(polygon.exterior.coords)[:-1]
            base = ring - ring[0]
            normal = np.cross(base[1], base[2])
            normal /= np.linalg.norm(normal)
            along = base[1] / np.linalg.norm(base[1])
            across = np.cross(normal, along)
            flat = np.stack([base @ along, base @ across], axis=1)
            triangles += (
                len(mapbox_earcut.triangulate_float64(flat, np.array([len(flat)], np.uint32))) // 3
            )
    return triangles


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    warm = MemoryStore()
    for part in parts_of(town(4, warm)):
        Workshop(warm).prepare(part, silent)
    store = MemoryStore()
    project = town(arguments.count, store)
    workshop = Workshop(store)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures: dict[str, float] = {"count": arguments.count}
    held = []  # façades need the buildings that the scene holds
    for part in parts_of(project):
        start = time.process_time()
        held.append(workshop.prepare(part, silent))
        if part.kind in (Kind.BUILDINGS, Kind.FACADES):
            figures[f"{part.kind.value}_cpu_s"] = round(time.process_time() - start, 3)
    figures["memory_mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    blobs = store.table(project.layers[0].payload, ["geometry"]).column("geometry").to_pylist()
    start = time.process_time()
    control(blobs)
    figures["control_cpu_s"] = round(time.process_time() - start, 3)
    figures["ratio"] = round(figures["buildings_cpu_s"] / figures["control_cpu_s"], 3)
    print(json.dumps(figures) if arguments.json else figures)


if __name__ == "__main__":
    main()
