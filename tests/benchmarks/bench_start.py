"""First paint and first 3D picture, beside a window that imports pyvistaqt first.

    python tests/benchmarks/bench_start.py [--times 5] [--json]

CPU seconds (user + system) from the start of the process to the event, on the same display, with
kernels compiled before. The first picture is taken of a project that was open before (its
prepared parts are in the user's cache) and of one that was not. Needs ``pyvistaqt`` (the
``benchmark`` group) and a display (``xvfb-run -a`` gives one).
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path

from measure import paired, python, ratio

from jumeau.geometry.jit import cache_folder

CONTROL = """
import resource, sys
import pyvistaqt
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
view = pyvistaqt.QtInteractor(window, auto_update=False, multi_samples=0)
window.setCentralWidget(view)
window.resize(1280, 720)
window.show()
app.processEvents()
view.render()
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime, flush=True)
view.close()
"""

PAINT = """
import resource, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from jumeau.app.main import application
from jumeau.app.settings import Settings
from jumeau.app.window import Window

def told():
    heavy = [m for m in ("vtkmodules", "numba", "pyarrow", "pyvista") if m in sys.modules]
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(usage.ru_utime + usage.ru_stime, *heavy, flush=True)
    QTimer.singleShot(0, window.close)

# The window's own signal follows the paint. A filter of the application's events would come a
# little earlier, and make Python classes of every object that it watches on its way.
app = application()
window = Window(app, Settings())
window.first_painted.connect(told)
window.resize(1280, 720)
window.show()
app.exec()
"""

PICTURE = """
import resource, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from jumeau.app.main import application
from jumeau.app.settings import Settings
from jumeau.app.viewport import Viewport
from jumeau.app.window import Window

app = application()
window = Window(app, Settings())
window.resize(1280, 720)
window.show()

def told():
    view = window.findChild(Viewport)
    if view is not None and view.frames_drawn:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        print(usage.ru_utime + usage.ru_stime, flush=True)
        window.close()
    else:
        QTimer.singleShot(5, told)

QTimer.singleShot(0, lambda: window.open(Path(sys.argv[1])))
QTimer.singleShot(5, told)
app.exec()
"""

PROJECT = """
import sys
from pathlib import Path
import numpy as np, pyarrow as pa, shapely
from jumeau.io.importing import adopted, import_sources
from jumeau.io.projects.project_file import create
from jumeau.model.project import new_project
folder = Path(sys.argv[1])
features = []
for i in range(100):
    x, y = 652000 + 30 * (i % 10), 6862000 + 30 * (i // 10)
    ring = [[x, y], [x + 12, y], [x + 12, y + 9], [x, y + 9], [x, y]]
    features.append({"type": "Feature", "properties": {"hauteur": 6.0},
                     "geometry": {"type": "Polygon", "coordinates": [ring]}})
import json
source = folder / "batiment.geojson"
crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
source.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
opened = create(folder / "projet", new_project("Essai"))
loaded = import_sources([source], opened.session.project, opened.store)
opened.session.commit("add", adopted(opened.session.project, loaded))
opened.save()
opened.close()
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        places = {f"JUMEAU_{x}_DIR": f"{folder}/{x}" for x in ("CONFIG", "DATA", "LOG", "CACHE")}
        places["NUMBA_CACHE_DIR"] = str(cache_folder())
        places["NO_AT_BRIDGE"] = "1"
        python(PROJECT, folder, environment=places)
        project = str(Path(folder) / "projet")

        def control() -> float:
            return float(python(CONTROL, environment=places).output.split()[0])

        def paint() -> float:
            seconds, *heavy = python(PAINT, environment=places).output.split()
            if heavy:
                raise RuntimeError(f"imported before the first paint: {heavy}")
            return float(seconds)

        def picture() -> float:
            return float(python(PICTURE, project, environment=places).output.split()[0])

        def new_picture() -> float:
            shutil.rmtree(f"{folder}/CACHE/prepared", ignore_errors=True)
            return picture()

        control(), paint(), picture()
        paints, controls = paired(paint, control, options.times)
        pictures, again = paired(picture, control, options.times)
        new_pictures, beside = paired(new_picture, control, options.times)
    facts = {
        "first_paint_cpu_s": statistics.median(paints),
        "first_picture_cpu_s": statistics.median(pictures),
        "first_picture_of_a_new_project_cpu_s": statistics.median(new_pictures),
        "eager_pyvistaqt_cpu_s": statistics.median(controls + again + beside),
        "first_paint_ratio": ratio(paints, controls),
        "first_paint_ratio_wanted": 0.15,
        "first_picture_ratio": ratio(pictures, again),
        "first_picture_of_a_new_project_ratio": ratio(new_pictures, beside),
        "first_picture_ratio_wanted": 0.5,
    }
    if options.json:
        print(json.dumps(facts, indent=1))
    else:
        print("\n".join(f"{name:38} {value:.3f}" for name, value in facts.items()))


if __name__ == "__main__":
    main()
