"""File to first exported 1280x720 picture, beside the least that it takes.

    python tests/benchmarks/bench_first_picture.py [--count 100000] [--times 5] [--json]

CPU seconds (user + system, with children), kernels compiled before. The control is the sum of
three parts, in one process: reading two columns with ``read_arrow``, the mesh kernel on the same
footprints with the same roofs (from WKB in memory to the coloured mesh), and one ``Render()`` of
the same scene with the same effects in a window of its own, as any first picture needs one. Beside
it stand the cost of drawing once more, and the bare kernel of ``bench_buildings.py``, which infers
no roofs where the ridge is unknown and sorts nothing into tiles, with the ratio that follows. The
program is measured twice: from a process that has its libraries loaded, and from the start of
``jumeau export image FILE``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench_buildings import write_footprints
from measure import python, run

PARTS = """
import resource, statistics, sys
from pathlib import Path
import msgspec
import pyogrio.raw
sys.path.insert(0, sys.argv[3])
from bench_buildings import build, terrain
from jumeau.export.image import export_image
from jumeau.i18n import Translator
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import MemoryStore
from jumeau.model.project import initially_hidden, new_project
from jumeau.model.view_state import ViewState
from jumeau.render.parts import Kind
from jumeau.render.scene import Scene, home_camera

path, times = Path(sys.argv[1]), int(sys.argv[2])
size = (1280, 720)

def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime

def median(task):
    seconds = []
    for _ in range(times):
        before = cpu()
        task()
        seconds.append(cpu() - before)
    return statistics.median(seconds)

def read():
    pyogrio.raw.read_arrow(path, columns=["hauteur", "altitude_minimale_sol"])

field = terrain(int(sys.argv[4]))

def bare_mesh():
    build(path, field, roofs=True)

def picture():
    store = MemoryStore()
    project = made(store)
    view = ViewState(hidden=initially_hidden(project))
    out = Path(sys.argv[5]) / "image.png"
    export_image(project, view, store, out, size, Translator("fr"), internal=True)
    store.close()

def made(store):
    empty = new_project("banc")
    return adopted(empty, import_sources([path], empty, store))

picture()
bare_mesh()
from bench_buildings import read as read_all
store = MemoryStore()
project = made(store)
firsts, agains, meshes = [], [], []
for _ in range(times):
    scene = Scene(store)
    for part in scene.wanted(project):
        before = cpu()
        prepared = scene.prepare(part)
        if part.kind is Kind.BUILDINGS:
            meshes.append(cpu() - before)
        scene.install(part, prepared)
    view = ViewState(camera=home_camera(project, scene), hidden=initially_hidden(project))
    scene.settle(project, view, size)
    before = cpu()
    scene.draw(project, view, size)
    middle = cpu()
    scene.draw(project, view, size)
    firsts.append(middle - before)
    agains.append(cpu() - middle)
    scene.close()
render, again = statistics.median(firsts), statistics.median(agains)
whole_mesh, read_mesh = median(bare_mesh), median(lambda: read_all(path))
print(msgspec.json.encode({
    "read_arrow": median(read), "mesh_kernel": statistics.median(meshes),
    "render": render, "render_again": again, "picture": median(picture),
    "bare_mesh_kernel": whole_mesh - read_mesh,
}).decode())
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    here = str(Path(__file__).parent)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batiment.gpkg"
        write_footprints(path, options.count)
        words = [str(path), str(options.times), here, str(options.count), folder]
        parts = json.loads(python(PARTS, *words).output.splitlines()[-1])
        out = str(Path(folder) / "image.png")
        command = [sys.executable, "-m", "jumeau.cli", "export", "image", str(path)]
        command += ["--out", out, "--size", "1280x720", "--internal", "--json"]
        whole = statistics.median(run(command).cpu for _ in range(options.times))
    control = parts["read_arrow"] + parts["mesh_kernel"] + parts["render"]
    facts = {
        **parts,
        "control": control,
        "ratio": parts["picture"] / control,
        "ratio_to_bare_kernel": parts["picture"]
        / (control - parts["mesh_kernel"] + parts["bare_mesh_kernel"]),
        "ratio_wanted": 1.5,
        "from_process_start": whole,
    }
    print(json.dumps(facts, indent=1) if options.json else facts)


if __name__ == "__main__":
    main()
