"""The ground of two variants that differ in a few tiles: painting, switching, dragging; memory.

    python tests/benchmarks/bench_variant_ground.py [--json]

Milliseconds of CPU (user + system, all threads), medians; on the sample project, 1280x720:

- ``base_tile_ms``, ``own_tile_ms``: painting one tile of the base, one that a variant touches.
- ``own_tiles``: tiles of its own that a variant with a lawn, a road and a pit has on the picture.
- ``switch_ms``: the ground of the other variant, both painted before, beyond the same one again.
- ``drag_ms``: preparing the ground of a variant whose lawn has another corner each time, and
  arranging the picture; ``drag_pit_ms`` the same of a pit, whose ground is shaped anew.
- ``memory_mb``: meshes and textures of the second variant's own tiles.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from bench_frames import DEMO, SIZE, cpu, paint

from jumeau.io.projects.project_file import read_project
from jumeau.model import changes as ch
from jumeau.model.edits import Edit
from jumeau.model.view_state import ViewState
from jumeau.render import look
from jumeau.render.ground import Ground
from jumeau.render.ground_look import ground_look
from jumeau.render.quadtree import eye_of
from jumeau.render.scene import Scene, home_camera
from jumeau.render.styling.wearing import outfit_of
from jumeau.render.variants.ground_change import GroundChange, prepare_ground_change
from jumeau.render.variants.resolving import base_of
from jumeau.variants.resolving import resolve

TIMES = 12


def figures(scene: Scene, project: Any, view: ViewState, change: Callable[..., Any]) -> Any:
    """Measure the ground of a scene.

    Parameters
    ----------
    change : callable
        (corner [m], depth [m]) to the :class:`GroundChange` of a variant near the camera's target.
    """
    ground = scene._ground
    assert ground is not None
    assert view.camera is not None
    eye, outfit = eye_of(view.camera, SIZE), outfit_of(project, view, scene._parts)
    painted: list[tuple[bool, float]] = []
    make = Ground._paint

    def timed(self: Ground, tile: Any, how: Any, relief: Any) -> Any:
        before = time.thread_time()
        made = make(self, tile, how, relief)
        own = getattr(how, "__self__", None) is not None
        painted.append((own, (time.thread_time() - before) * 1e3))
        return made

    def show(what: GroundChange | None, *, patient: bool = False) -> None:
        wear = ground_look(
            scene._parts, ground, scene._solids, scene._woods, view, outfit, None, None, 0, what
        )
        ground.show(wear, eye, scene.profile.rest_texel, patient=patient)

    Ground._paint = timed  # type: ignore[method-assign]
    try:
        a, b = change(0.0, 2.0), change(3.0, 1.0)
        show(change(5.0, 3.0), patient=True)  # compiles
        painted.clear()
        ground.repaint()
        show(None, patient=True)
        show(a, patient=True)
        before = set(ground._drawn)
        show(b, patient=True)
        new = [ground._drawn[key] for key in ground._drawn if key not in before]
        held = [x for d in new for x in (d.surface.GetMapper().GetInput(), d.texture.GetInput())]
        memory = sum(x.GetActualMemorySize() for x in held) / 1024
        same = [cpu(lambda: show(b)) for _ in range(TIMES)]
        turns = [cpu(lambda k=k: show((a, b)[k % 2])) for k in range(TIMES)]  # type: ignore[misc]
        drag = [cpu(lambda k=k: show(change(k + 9.0, 2.0))) for k in range(TIMES)]  # type: ignore[misc]
        pit = [cpu(lambda k=k: show(change(0.0, 2.0 + k / 9))) for k in range(TIMES)]  # type: ignore[misc]
    finally:
        Ground._paint = make  # type: ignore[method-assign]
    own = [ms for is_own, ms in painted if is_own]
    return {
        "base_tile_ms": round(statistics.median(ms for is_own, ms in painted if not is_own), 1),
        "own_tile_ms": round(statistics.median(own), 1),
        "own_tiles": len(own) / 2,
        "switch_ms": round(statistics.median(turns) - statistics.median(same), 2),
        "drag_ms": round(statistics.median(drag), 1),
        "drag_pit_ms": round(statistics.median(pit), 1),
        "memory_mb": round(memory, 1),
    }


def main() -> None:
    """Print the figures of the sample project."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project, view, store = read_project(DEMO, Path(folder))
        base, relief = base_of(project, store)
        scene = Scene(store)
        scene.load(project)
        camera = home_camera(project, scene)
        view = msgspec.structs.replace(view or ViewState(), camera=camera)
        scene.draw(project, view, SIZE)
        paint(scene)
        x, y = camera.target[:2]

        def square(east: float, north: float, side: float) -> tuple[tuple[float, float], ...]:
            a, b = x + east, y + north
            return (a, b), (a + side, b), (a + side, b + side), (a, b + side)

        def change(corner: float, depth: float) -> GroundChange:
            changes = (
                ch.SetSurface(square(-100, 20, 30 + corner), ch.SurfaceKind.GRASS),
                ch.SetRoad(line=((x - 100, y - 30), (x - 40, y - 20)), width=5.5, cycle_track=3.0),
                ch.ShapeTerrain(square(60, 60, 20), up=-depth, bank=1.5),
            )
            edits = tuple(Edit(f"e{k}", each) for k, each in enumerate(changes))
            return prepare_ground_change(resolve(edits, base), relief, look.rgb("#D55E00"))

        found = figures(scene, project, view, change)
        scene.close()
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:14} {value}")


if __name__ == "__main__":
    main()
