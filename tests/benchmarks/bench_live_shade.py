"""Live shade in pictures of 1280x720: CPU time beside that of the same picture without it.

    python tests/benchmarks/bench_live_shade.py [PROJECT...] [--times 9] [--json]

Milliseconds of CPU (user + system, all threads), the best of several, in turn with the picture
without shade, so that all differences are of one run. ``drag``: the hour changes with each picture,
as with the slider (wanted: 60 ms beyond a frame). ``orbit``: the camera turns and the hour stays
(wanted: 1.2 frames). ``rest``: the picture after it, of four samples a pixel, its sun unchanged.
``sweep``: what the new position of the sun takes of a drag. ``prepare``: the windows of heights, in
a worker.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from jumeau.io.projects.project_file import read_project
from jumeau.model.project import initially_hidden
from jumeau.model.view_state import ViewState
from jumeau.render.scene import Scene, home_camera
from jumeau.render.sunlit import live

SIZE = (1280, 720)
DEMO = Path(__file__).parents[2] / "sample_data" / "demo.jumeau"
WANTED = {"drag_beyond_ms": 60.0, "orbit_frames": 1.2}


def cpu(task: Callable[[], object]) -> float:
    """CPU time of a call [ms]."""
    before = time.process_time()
    task()
    return (time.process_time() - before) * 1e3


def measured(path: Path, times: int) -> dict[str, Any]:
    """Return the figures of one project."""
    with tempfile.TemporaryDirectory() as folder:
        project, _, store = read_project(path, Path(folder))
        scene = Scene(store)
        scene.load(project)
        plain = ViewState(camera=home_camera(project, scene), hidden=initially_hidden(project))
        bare = msgspec.structs.replace(plain, switches=msgspec.structs.replace(
            plain.switches, shade=False
        ))  # fmt: skip

        def at(minute: int, view: ViewState = plain) -> ViewState:
            hour = f"2026-03-21T{9 + minute // 60:02d}:{minute % 60:02d}+01:00"
            return msgspec.structs.replace(view, instant=hour)

        def turned(view: ViewState, step: int) -> ViewState:
            assert view.camera is not None
            camera = msgspec.structs.replace(view.camera, azimuth=view.camera.azimuth + 2.0 * step)
            return msgspec.structs.replace(view, camera=camera)

        def moving(view: ViewState) -> float:
            viewer = view.switches.shade
            return cpu(lambda: scene.draw(project, view, SIZE, moving=True, viewer=viewer))

        def rest(view: ViewState) -> float:
            return cpu(lambda: scene.draw(project, view, SIZE))

        scene.settle(project, bare, SIZE)
        prepare = cpu(lambda: scene.settle(project, at(0), SIZE))
        for k in range(3):
            for view in (at(k), at(k, bare)):
                moving(view)
                rest(view)
        swept: list[float] = []
        whole = live.sweep

        def told(*arguments: Any, **more: Any) -> None:
            swept[-1] += cpu(lambda: whole(*arguments, **more))

        live.sweep = told
        drag, frame, orbit, still, shaded, unshaded = [], [], [], [], [], []
        for k in range(times):
            swept.append(0.0)
            drag.append(moving(at(10 + 35 * k)))
            frame.append(moving(at(10 + 35 * k, bare)))
        for k in range(times):
            orbit.append(moving(turned(at(200), k)))
            still.append(moving(turned(at(200, bare), k)))
        for _ in range(times):
            shaded.append(rest(at(200)))
            unshaded.append(rest(at(200, bare)))
        live.sweep = whole
        scene.close()
        return {
            "drag_beyond_ms": min(drag) - min(frame), "frame_ms": min(frame),
            "sweep_ms": min(swept), "orbit_frames": min(orbit) / min(still),
            "rest_beyond_ms": min(shaded) - min(unshaded), "rest_ms": min(unshaded),
            "prepare_ms": prepare, "wanted": WANTED,
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path, nargs="*", default=[DEMO])
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    facts = {x.stem: measured(x, options.times) for x in options.project}
    print(json.dumps(facts, indent=1) if options.json else facts)


if __name__ == "__main__":
    main()
