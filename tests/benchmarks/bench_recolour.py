"""Colouring 100,000 buildings by another field: CPU beyond the frame, and for two views in turn.

    python tests/benchmarks/bench_recolour.py [--count 100000] [--times 7] [--json]

CPU milliseconds: a frame in a style that is worn already; a change of a style with all that it
takes (values, classes, colours, frame); two views in different styles drawn in turn, a frame.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import shapely

sys.path.append(str(Path(__file__).parents[1] / "unit" / "render"))

from village import EAST, NORTH, layer

from jumeau.io.store import MemoryStore
from jumeau.model.project import add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.style import StyleKind
from jumeau.model.view_state import ViewState, with_style
from jumeau.render.scene import Scene, home_camera
from jumeau.render.styling.changing import add_style, replace_style
from jumeau.render.styling.making import make_style

SIZE, WANTED = (1280, 720), 150


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    row, column = np.divmod(np.arange(options.count), int(options.count**0.5))
    x, y = EAST + 22.0 * column, NORTH + 22.0 * row
    wide, deep = rng.uniform(8, 16, (2, options.count))
    height = rng.gamma(4, 2, options.count)
    height[rng.random(options.count) < 0.05] = np.nan
    store = MemoryStore()
    columns = {"height": height, "storeys": np.round(height / 3) + 1}
    found = layer(store, Role.BUILDING, list(shapely.box(x, y, x + wide, y + deep)), columns)
    project = add_layers(new_project("x"), (found,))
    styles = [
        make_style(store, found, kind=StyleKind.GRADUATED, field="height", title="A"),
        make_style(store, found, kind=StyleKind.CATEGORIES, field="storeys", title="B", count=8),
    ]
    for style in styles:
        project = add_style(project, found.id, style)
    scene = Scene(store)
    scene.load(project)
    home = home_camera(project, scene)
    view = ViewState(camera=msgspec.structs.replace(home, distance=3500.0))
    first, second = (with_style(view, found.id, title) for title in "AB")

    def frame(shown: ViewState) -> float:
        return cpu(lambda: scene.draw(project, shown, SIZE, moving=True))

    for shown in (view, first, second):
        scene.settle(project, shown, SIZE)
        frame(shown)
    frame(first)
    plain = statistics.median(frame(first) for _ in range(options.times))
    turns = statistics.median(frame(x) for _ in range(options.times) for x in (second, first))
    changes = []
    for k in range(options.times):
        field, kind = (("storeys", StyleKind.CATEGORIES), ("height", StyleKind.GRADUATED))[k % 2]
        other = make_style(store, found, kind=kind, field=field, title="A", count=4 + k % 3)
        project = replace_style(project, found.id, "A", other)

        def change(project: object = project) -> None:
            scene.load(project)  # type: ignore[arg-type]
            scene.draw(project, first, SIZE, moving=True)  # type: ignore[arg-type]

        changes.append(cpu(change))
    scene.close()
    facts = {
        "frame_ms": round(plain),
        "recolour_beyond_the_frame_ms": round(statistics.median(changes) - plain),
        "two_views_in_turn_beyond_the_frame_ms": round(turns - plain),
        "wanted_ms": WANTED,
    }
    print(json.dumps(facts, indent=1) if options.json else facts)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU time of a call [ms], of all threads."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main()
