"""What a comparison costs, in frames: CPU time beside that of a single picture, in one run.

    python tests/benchmarks/bench_compare.py [PROJECT] [--times 9] [--size 1280x720] [--json]

Frames are drawn with names and furniture, the camera moving by a degree each time, in turn with a
single picture of the same view. The line of a swipe is dragged at rest: what is counted is painting
the window's picture from the kept sides. Wanted: 0.2 and 1.6 frames.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from jumeau.app.comparing.shown import Joining, Shown
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import read_project
from jumeau.model.changes import AddBuilding, Planting, PlantTrees
from jumeau.model.edits import Edit
from jumeau.model.project import initially_hidden, replaced
from jumeau.model.variant import Variant
from jumeau.model.view_state import Compare, ViewState
from jumeau.render.comparing import drawn
from jumeau.render.scene import Scene, home_camera


def with_variant(project, place):
    """Return the project with a block and a row of trees at a place."""
    x, y = place
    ring = ((x, y), (x + 50, y), (x + 50, y + 14), (x, y + 14))
    edits = (
        Edit("edit-1", AddBuilding(ring, 16.0)),
        Edit("edit-2", PlantTrees(Planting.ROW, ((x, y - 12), (x + 120, y - 12)))),
    )
    return replaced(project, variants=(Variant("variant-1", "A", edits=edits),))


def main() -> None:
    parser = argparse.ArgumentParser()
    demo = Path(__file__).parents[2] / "sample_data" / "demo.jumeau"
    parser.add_argument("project", type=Path, nargs="?", default=demo)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    width, height = (int(x) for x in options.size.split("x"))
    size, tr = (width, height), Translator("fr")
    application = QGuiApplication.instance() or QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        project, _, store = read_project(options.project, Path(folder))
        scene = Scene(store)
        scene.load(project)
        camera = home_camera(project, scene)
        project = with_variant(project, camera.target[:2])
        scene.load(project)
        one = ViewState(camera=camera, hidden=initially_hidden(project), variants=("variant-1",))
        pair = msgspec.structs.replace(one, variants=("", "variant-1"))
        views = {
            "swipe": msgspec.structs.replace(pair, compare=Compare.SWIPE),
            "swipe_at_a_quarter": msgspec.structs.replace(pair, compare=Compare.SWIPE, split=0.25),
            "swipe_across": msgspec.structs.replace(pair, compare=Compare.SWIPE, across=True),
            "side_by_side": msgspec.structs.replace(pair, compare=Compare.SIDE_BY_SIDE),
            "blink": msgspec.structs.replace(pair, compare=Compare.BLINK),
            "ghost": msgspec.structs.replace(pair, compare=Compare.GHOST),
        }
        turn = 0

        def frame(view: ViewState) -> float:
            nonlocal turn
            turned = msgspec.structs.replace(camera, azimuth=camera.azimuth + turn)
            view = msgspec.structs.replace(view, camera=turned)
            start = time.process_time()
            drawn(scene, project, view, size, tr, moving=True, turn=0)
            return time.process_time() - start

        facts: dict[str, float] = {}
        for view in (one, *views.values()):
            frame(view)
        single: list[float] = []
        for name, view in views.items():
            both = []
            for _ in range(options.times):
                turn += 1
                alone = frame(view=one)
                both.append(frame(view) / alone)
                single.append(alone)
            facts[f"{name}_moving_frames"] = statistics.median(both)
        facts["frame_ms"] = 1000 * statistics.median(single)
        facts["dragging_frames"] = dragging(scene, project, views["swipe"], size, tr, options.times)
        scene.close()
    del application
    facts["wanted_moving"], facts["wanted_dragging"] = 1.6, 0.2
    facts = {name: round(x, 3) for name, x in facts.items()}
    print(json.dumps(facts, indent=1) if options.json else facts)


def dragging(scene, project, view, size, tr, times: int) -> float:
    """Return what painting the kept sides costs beside drawing a single moving frame."""
    shown = Shown(drawn(scene, project, view, size, tr), 1.0)
    target = QImage(*size, QImage.Format.Format_RGB32)
    shares = []
    for k in range(times):
        alone = msgspec.structs.replace(view, compare=Compare.NONE)
        start = time.process_time()
        drawn(scene, project, alone, size, tr, moving=True)
        frame = time.process_time() - start
        start = time.process_time()
        for step in range(10):
            painter = QPainter(target)
            split = 0.1 + 0.8 * (10 * k + step) / (10 * times)
            shown.paint(painter, QRect(0, 0, *size), size, Joining(split))
            painter.end()
        shares.append((time.process_time() - start) / 10 / frame)
    return statistics.median(shares)


if __name__ == "__main__":
    main()
