"""Pictures in motion and at rest, recolouring and picking: CPU time, without a graphics card.

    python tests/benchmarks/bench_frames.py [PROJECT] [--only sample 50000 200000] [--json]

Milliseconds of CPU (user + system, all threads) of pictures of 1280x720: the median of an orbit of
36, whose ground was painted before. Three models: the sample project; 50,000 and 200,000 made-up
buildings on 1000 x 1000 cells of rolling ground. Each is seen as a project opens (``home``) and
with every building in view (``whole``).

Beside the time stands how much the buildings of a moving picture cover those of the picture at rest
(intersection over union): a pixel belongs to the buildings where their share of it is at least one
half. The share is had without guessing: two drawings that differ in the colour of the buildings
alone. ``rest_iou`` is that of the picture at rest itself against sixteen samples a pixel: where
buildings are as small as pixels, no picture of this size can do better.
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
import numpy as np
from bench_buildings import terrain, write_footprints
from numpy.typing import NDArray

from jumeau.io.importing import adopted, import_sources
from jumeau.io.projects.project_file import read_project
from jumeau.io.store import MemoryStore
from jumeau.model.project import Project, initially_hidden, new_project
from jumeau.model.view_state import Camera, ViewState
from jumeau.render.scene import Scene, home_camera

SIZE = (1280, 720)
ORBIT = 36
WANTED = {"sample": 130.0, "50000": 250.0, "200000": 400.0}
DEMO = Path(__file__).parents[2] / "sample_data" / "demo.jumeau"


def made(count: int, folder: Path) -> tuple[Project, Any]:
    """Write buildings and a terrain, and load them as a planner would."""
    import rasterio
    from rasterio.transform import from_origin

    buildings, ground = folder / "batiment.gpkg", folder / "terrain.tif"
    write_footprints(buildings, count)
    field = terrain(count)
    corner = from_origin(
        field.x0 - field.step / 2, field.y0 + field.step / 2, field.step, field.step
    )
    rows, columns = field.z.shape
    with rasterio.open(
        ground, "w", driver="GTiff", height=rows, width=columns, count=1, dtype="float32",
        crs="EPSG:2154", transform=corner,
    ) as file:  # fmt: skip
        file.write(field.z, 1)
    store, empty = MemoryStore(), new_project("banc")
    return adopted(empty, import_sources([buildings, ground], empty, store)), store


def cpu(task: Callable[[], object]) -> float:
    """CPU time of a call [ms]."""
    before = time.process_time()
    task()
    return (time.process_time() - before) * 1e3


def whole(scene: Scene, home: Camera) -> Camera:
    """Return the camera that has the whole model in view, as seen from where a project opens."""
    assert scene.relief is not None
    xmin, ymin, xmax, ymax = scene.relief.bounds
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    middle = (x, y, float(scene.relief.altitude(x, y)))
    return msgspec.structs.replace(
        home, target=middle, distance=1.8 * max(xmax - xmin, ymax - ymin)
    )


def turned(view: ViewState, step: int) -> ViewState:
    camera = view.camera
    assert camera is not None
    azimuth = camera.azimuth + 360.0 / ORBIT * step
    return msgspec.structs.replace(view, camera=msgspec.structs.replace(camera, azimuth=azimuth))


def paint(scene: Scene) -> None:
    """Paint what the last picture lacked."""
    while scene.pending() and scene.work_on_tiles():
        pass


def orbit(scene: Scene, project: Project, view: ViewState) -> float:
    """Median of an orbit [ms]; a first one paints the ground."""
    times: list[float] = []
    for _round in range(2):
        times = []
        for step in range(ORBIT):
            here = turned(view, step)
            times.append(cpu(lambda v=here: scene.draw(project, v, SIZE, moving=True)))  # type: ignore[misc]
            paint(scene)
    return statistics.median(times)


def share(
    scene: Scene, project: Project, view: ViewState, *, moving: bool, finer: int = 1
) -> NDArray[np.float64]:
    """Return the buildings' share of each pixel: two drawings that differ in their colour only."""
    size = (SIZE[0] * finer, SIZE[1] * finer)
    drawn = []
    for colour in ((255, 0, 255), (0, 255, 0)):
        for solids in scene._solids.values():
            solids.buildings.colours[:, :3] = colour
            solids.recolour()
        drawn.append(scene.draw(project, view, size, moving=moving).astype(np.int16))
    difference = np.abs(drawn[0] - drawn[1]).max(axis=2) / 255.0
    return difference.reshape(SIZE[1], finer, SIZE[0], finer).mean(axis=(1, 3))


def overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    first, second = a >= 0.498, b >= 0.498
    return float((first & second).sum() / max((first | second).sum(), 1))


def covered(scene: Scene, project: Project, view: ViewState) -> dict[str, float]:
    """IoU of the moving picture's buildings, over some pictures of the orbit."""
    plain = msgspec.structs.replace(view.switches, edges=False, occlusion=False)
    view = msgspec.structs.replace(view, switches=plain)
    scene.canvas.set_mist(1e9, 1e9)
    kept, scene.canvas.set_mist = scene.canvas.set_mist, lambda *_: None  # type: ignore[method-assign]
    moving, rest = [], []
    for step in (0, 7, 19):
        here = turned(view, step)
        for _ in range(16):
            scene.draw(project, here, SIZE, moving=True)
            paint(scene)
        scene.settle(project, here, SIZE)
        still = share(scene, project, here, moving=False)
        moving.append(overlap(share(scene, project, here, moving=True), still))
        rest.append(overlap(still, share(scene, project, here, moving=False, finer=2)))
    scene.canvas.set_mist = kept  # type: ignore[method-assign]
    return {"iou": min(moving), "rest_iou": min(rest)}


def measured(project: Project, store: Any, name: str) -> dict[str, Any]:
    scene = Scene(store)
    scene.load(project)
    view = ViewState(camera=home_camera(project, scene), hidden=initially_hidden(project))
    assert view.camera is not None
    facts: dict[str, Any] = {"renderer": scene.canvas.drawn_by, "profile": scene.profile.name}
    facts["moving_size"] = scene.profile.moving_size(SIZE)
    wide = msgspec.structs.replace(view, camera=whole(scene, view.camera))
    for place, seen in (("home", view), ("whole", wide)):
        scene.settle(project, seen, SIZE)
        rest = [cpu(lambda v=seen: scene.draw(project, v, SIZE)) for _ in range(3)]  # type: ignore[misc]
        facts[place] = {
            "moving_ms": orbit(scene, project, seen),
            "moving_ms_wanted": WANTED[name],
            "rest_ms": statistics.median(rest),
        }
    picks = [
        cpu(lambda x=x, y=y: scene.pick(project, view, SIZE, x, y))  # type: ignore[misc]
        for x in range(100, 1200, 110)
        for y in range(200, 700, 90)
    ]
    facts["pick_ms"], facts["pick_ms_wanted"] = statistics.median(picks), 5.0
    for place, seen in (("home", view), ("whole", wide)):
        facts[place] |= covered(scene, project, seen)
    scene.close()
    return facts


def recolouring(count: int, folder: Path) -> dict[str, float]:
    """CPU time that another field costs beyond the picture [ms]."""
    from jumeau.model.layer import styled
    from jumeau.model.roles import Role
    from jumeau.model.style import Style, StyleKind
    from jumeau.model.view_state import with_style

    project, store = made(count, folder)
    layer = next(x for x in project.layers if x.role is Role.BUILDING)
    styles = tuple(
        Style(kind=StyleKind.CONTINUOUS, field=field, title=field)
        for field in ("hauteur", "nombre_d_etages")
    )
    layer = msgspec.structs.replace(layer, styles=styles)
    others = tuple(layer if x.id == layer.id else x for x in project.layers)
    project = msgspec.structs.replace(project, layers=others)
    assert styled(layer, "hauteur").style.field == "hauteur"
    scene = Scene(store)
    scene.load(project)
    base = ViewState(camera=home_camera(project, scene), hidden=initially_hidden(project))
    views = [with_style(base, layer.id, style.title) for style in styles]
    for view in views:
        scene.settle(project, view, SIZE)
        scene.draw(project, view, SIZE, moving=True)
        paint(scene)
    beyond = []
    for turn in range(8):
        view = views[turn % 2]
        first = cpu(lambda v=view: scene.draw(project, v, SIZE, moving=True))  # type: ignore[misc]
        again = cpu(lambda v=view: scene.draw(project, v, SIZE, moving=True))  # type: ignore[misc]
        beyond.append(first - again)
    scene.close()
    return {"count": count, "beyond_frame_ms": statistics.median(beyond), "wanted_ms": 150.0}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path, nargs="?", default=DEMO)
    names = [*WANTED, "recolour"]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    facts: dict[str, Any] = {}
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:
            if name == "sample":
                project, _, store = read_project(options.project, Path(folder))
                facts[name] = measured(project, store, name)
            elif name == "recolour":
                facts[name] = recolouring(100_000, Path(folder))
            else:
                facts[name] = measured(*made(int(name), Path(folder)), name)
            store = project = None
    print(json.dumps(facts, indent=1) if options.json else facts)


if __name__ == "__main__":
    main()
