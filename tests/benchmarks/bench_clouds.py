"""Ten million points: taking them in, looking at them in motion, reaching every one of them.

    python tests/benchmarks/bench_clouds.py DATA [--points 10000000] [--json]

DATA is the folder of real data sets: the three tiles of Montpellier are repeated side by side.
Figures: CPU seconds and peak memory [MB] of the import; of the process that draws, peak memory and
CPU [ms] (user and system, all threads) of a picture of 1280x720 in motion, the median over an orbit
of 36, with and without the reading of nodes between pictures; the points that the nodes hold; and
CPU seconds of the terrain. The import and the drawing are processes of their own.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path

from measure import python

REPEAT = """
import sys
from pathlib import Path
import laspy, numpy as np
source, target, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
tiles = [laspy.read(path) for path in sorted(source.glob("*.laz"))]
one = sum(len(tile.points) for tile in tiles)
copies = -(-count // one)
columns = int(np.ceil(np.sqrt(copies)))
for row in range(-(-copies // columns)):
    with laspy.open(target / f"row_{row}.laz", "w", header=tiles[0].header) as writer:
        for column in range(min(columns, copies - row * columns)):
            for tile in tiles:
                moved = tile.points.copy()
                moved.X[:] += column * 10_000
                moved.Y[:] += row * 10_000
                writer.write_points(moved)
print(one * copies)
"""

IMPORT = """
import sys
from pathlib import Path
from jumeau.io.importing import adopted, import_sources
from jumeau.io.projects.project_file import create
from jumeau.model.project import new_project
opened = create(None, new_project("x"))
files = sorted(Path(sys.argv[1]).glob("*.laz"))
loaded = import_sources(files, opened.session.project, opened.store)
opened.session.commit("add", adopted(opened.session.project, loaded))
opened.save_as(Path(sys.argv[2]))
opened.close(discard=True)
print(loaded.layers[0].count)
"""

DRAW = """
import json, statistics, sys, tempfile, time
from pathlib import Path
import msgspec
from jumeau.io.projects.project_file import read_project
from jumeau.model.view_state import ViewState
from jumeau.render.scene import Scene, home_camera

with tempfile.TemporaryDirectory() as folder:
    project, _, store = read_project(Path(sys.argv[1]), Path(folder))
    scene = Scene(store)
    scene.load(project)
    far = home_camera(project, scene)
    facts = {}
    for name, camera in (("far", far), ("near", msgspec.structs.replace(far, distance=90.0))):
        scene.settle(project, ViewState(camera=camera), (1280, 720))
        scene.draw(project, ViewState(camera=camera), (1280, 720))
        drawing, reading, shown = [], [], []
        for turn in range(36):
            view = ViewState(camera=msgspec.structs.replace(camera, azimuth=10.0 * turn))
            start = time.process_time()
            pixels = scene.draw(project, view, (1280, 720), moving=True)
            drawing.append(time.process_time() - start)
            scene.work_on_tiles()
            reading.append(time.process_time() - start)
            shown.append(sum(x.shown_points for x in scene._clouds.values()))
            assert pixels.std() > 1
        facts[f"moving_{name}_ms"] = 1000 * statistics.median(drawing)
        facts[f"moving_{name}_with_reading_ms"] = 1000 * statistics.median(reading)
        facts[f"moving_{name}_points"] = statistics.median(shown)
    cloud = next(iter(scene._clouds.values())).cloud
    facts["points_in_nodes"] = sum(len(cloud.node(n).z) for n in range(len(cloud.octree.key)))
    facts["nodes"] = len(cloud.octree.key)
    scene.close()
    print(json.dumps(facts))
"""

TERRAIN = """
import sys, tempfile
from pathlib import Path
from jumeau.io.points.deriving import derive
from jumeau.io.projects.project_file import read_project
with tempfile.TemporaryDirectory() as folder:
    project, _, store = read_project(Path(sys.argv[1]), Path(folder))
    print(derive(project, store, project.layers[-1].id, "terrain").count)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tiles = options.data / "ign" / "lidarhd_montpellier"
    with tempfile.TemporaryDirectory() as folder:
        repeated, project = Path(folder) / "tiles", Path(folder) / "project"
        repeated.mkdir()
        count = int(python(REPEAT, str(tiles), str(repeated), str(options.points)).output)
        taken = python(IMPORT, str(repeated), str(project))
        print(taken, file=sys.stderr)
        drawn = python(DRAW, str(project))
        print(drawn, file=sys.stderr)
        derived = python(TERRAIN, str(project))
    facts = {
        "points": count,
        "points_kept": int(taken.output),
        "import_cpu_s": taken.cpu,
        "import_peak_mb": taken.peak,
        **json.loads(drawn.output.splitlines()[-1]),
        "drawing_peak_mb": drawn.peak,
        "terrain_cpu_s": derived.cpu,
        "terrain_peak_mb": derived.peak,
        "moving_ms_wanted": 250,
        "peak_mb_wanted": 1500,
    }
    facts = {k: round(v, 1) if isinstance(v, float) and math.isfinite(v) else v
             for k, v in facts.items()}  # fmt: skip
    print(json.dumps(facts, indent=1) if options.json else facts)


if __name__ == "__main__":
    main()
