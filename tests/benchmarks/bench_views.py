"""Memory of two views of one scene and an off-screen export, beside one view.

    python tests/benchmarks/bench_views.py [PROJECT] [--times 5] [--json]

Resident memory [MB] at the end of a process that has drawn one view, and of one that has drawn two
views of different places and an export of 1920x1080.
"""

from __future__ import annotations

import argparse
import json
import statistics
from pathlib import Path

from measure import paired, python, ratio

DRAW = """
import sys, tempfile
from dataclasses import replace
from pathlib import Path
import msgspec
from jumeau.io.projects.project_file import read_project
from jumeau.model.project import initially_hidden
from jumeau.model.view_state import ViewState
from jumeau.render.scene import Scene, home_camera

with tempfile.TemporaryDirectory() as folder:
    project, _, store = read_project(Path(sys.argv[1]), Path(folder))
    scene = Scene(store)
    scene.load(project)
    one = ViewState(camera=home_camera(project, scene), hidden=initially_hidden(project))
    turned = msgspec.structs.replace(one.camera, azimuth=one.camera.azimuth + 120)
    views = [(one, (1280, 720))]
    if sys.argv[2] == "all":
        other = msgspec.structs.replace(one, camera=turned)
        views += [(other, (1280, 720)), (one, (1920, 1080)), (one, (1280, 720))]
    for viewer, (view, size) in enumerate(views):
        # The last picture is that of the first viewer again; an export's tiles are not kept.
        viewer %= 3
        scene.settle(project, view, size, viewer=viewer)
        pixels = scene.draw(project, view, size, viewer=viewer)
        if viewer == 2:
            scene.leave(viewer)
    assert pixels.std() > 1
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    print(pages * 4096 / 1e6)
    scene.close()
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    demo = Path(__file__).parents[2] / "sample_data" / "demo.jumeau"
    parser.add_argument("project", type=Path, nargs="?", default=demo)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    def memory(which: str) -> float:
        return float(python(DRAW, str(options.project), which).output.split()[0])

    both, single = paired(lambda: memory("all"), lambda: memory("one"), options.times)
    facts = {
        "two_views_and_export_mb": statistics.median(both),
        "one_view_mb": statistics.median(single),
        "ratio": ratio(both, single),
        "ratio_wanted": 1.1,
    }
    print(json.dumps(facts, indent=1) if options.json else facts)


if __name__ == "__main__":
    main()
