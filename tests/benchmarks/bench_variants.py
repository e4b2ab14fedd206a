"""Variants over 50,000 buildings: resolving, preparing, switching and dragging; CPU time.

    python tests/benchmarks/bench_variants.py [--count 50000] [--edits 200] [--json]

Milliseconds of CPU (user + system, all threads), medians, all ratios within one run:

- ``prepare``: a variant of 200 edits, resolved and prepared, against meshing anew the tiles that
  its edits touch and nothing else (wanted: at most twice that, plus 0.3 ms an edit).
- ``switch``: today and two variants drawn in turn, beyond the same picture drawn again
  (wanted: 60 ms). ``first`` is the first time that a variant is shown, after the small unseen
  picture that the window draws of each while it is idle (``rehearsal``).
- ``drag``: one edit's height changes each time: parts, resolving, preparing and installing, and
  the picture beyond an unchanged one (wanted: 30 ms). ``year``: the trees grow with each picture.
- ``same``: after random switches, edits, undo and redo, the overlay equals one from scratch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from bench_frames import SIZE, cpu, made, paint

from jumeau.io import canonical
from jumeau.model import changes as ch
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project, initially_hidden, replaced
from jumeau.model.roles import Role
from jumeau.model.variant import Variant
from jumeau.model.variants import change_edit
from jumeau.model.view_state import ViewState
from jumeau.render.buildings import prepare_buildings
from jumeau.render.grouping import reordered
from jumeau.render.parts import Kind, Part
from jumeau.render.scene import Scene, home_camera
from jumeau.variants.resolving import resolve

WANTED = {"prepare_factor": 2.0, "prepare_ms_an_edit": 0.3, "switch_ms": 60.0, "drag_ms": 30.0}


def edits_on(scene: Scene, layer_id: str, count: int, middle: np.ndarray) -> tuple[Edit, ...]:
    """Return edits of all kinds on buildings about a place, and trees."""
    buildings = scene._solids[layer_id].buildings
    box = buildings.footprints.box
    away = np.hypot(*((box[:, :2] + box[:, 2:]) / 2 - middle).T)
    near = np.argsort(away)[: 3 * count].tolist()
    random = np.random.default_rng(7)
    rows = random.choice(near, count, replace=False).tolist()
    found: list[Edit] = []
    for k, row in enumerate(rows):
        ref = FeatureRef(layer_id, "", int(row))
        x, y = (float(v) for v in box[row, :2])
        kinds: tuple[Callable[[], ch.Change], ...] = (
            lambda r=ref, n=row: ch.ChangeHeight(r, float(buildings.height[n]) + 4.0),  # type: ignore[misc]
            lambda r=ref: ch.AddStoreys(r, 1),  # type: ignore[misc]
            lambda r=ref: ch.RemoveFeature(r),  # type: ignore[misc]
            lambda r=ref: ch.MoveFeature(r, east=3.0, rotation=10.0),  # type: ignore[misc]
            lambda r=ref: ch.SetRoof(r, ch.RoofCover.GREEN_EXTENSIVE),  # type: ignore[misc]
            lambda x=x, y=y: ch.AddBuilding(  # type: ignore[misc]
                ((x, y), (x + 20, y), (x + 20, y + 12), (x, y + 12)), 9.0,
                roof=ch.RoofShape.GABLED, roof_rise=3.0,
            ),
        )  # fmt: skip
        found.append(Edit(f"edit-{k + 1}", kinds[k % len(kinds)]()))
    x, y = middle.tolist()
    ends = ((-60.0, -60.0), (52.0, -60.0), (52.0, 52.0), (-60.0, 52.0))
    square = tuple((x + a, y + b) for a, b in ends)
    trees = ch.PlantTrees(ch.Planting.AREA, square, 5.0, "lime", planted=2027)
    found[-1] = Edit(found[-1].id, trees)
    return tuple(found)


def digest(scene: Scene, project: Project, variant: str) -> str:
    """Return a digest of what is drawn of a variant."""
    worn = scene.stage.worn(project, ViewState(variants=(variant,)))
    assert worn.after is not None
    found = hashlib.sha256()
    for array in worn.after.arrays():
        found.update(
            np.ascontiguousarray(array).tobytes()
            if isinstance(array, np.ndarray)
            else repr(array).encode()
        )
    return found.hexdigest()


def part_of(scene: Scene, project: Project, variant: str) -> Part:
    """Return the part of a finished variant."""
    parts = scene._parts_of(project)
    return next(
        x for x in parts if x.kind is Kind.VARIANT and (x.variant, x.stage) == (variant, "")
    )


def remeshing(scene: Scene, layer: Any, project: Project, touched: frozenset[int]) -> Any:
    """Return a call that meshes anew the tiles of some rows, and how many buildings these have."""
    buildings = scene._solids[layer.id].buildings
    place = buildings.place[np.array(sorted(touched))]
    tiles = np.unique(np.searchsorted(buildings.tile_start, place, side="right") - 1)
    rows = np.concatenate(
        [buildings.order[buildings.tile_start[t] : buildings.tile_start[t + 1]] for t in tiles]
    )
    payloads = scene._workshop.payloads
    polygons = reordered(canonical.polygons(payloads, layer), rows)
    columns: dict[str, Any] = {}

    def column(name: str) -> Any:
        if name not in columns:
            whole = canonical.column(payloads, layer, name)
            columns[name] = None if whole is None else whole[rows]
        return columns[name]

    return partial(prepare_buildings, polygons, column, scene.relief, project.origin), len(rows)


def amended(project: Project, edit_id: str, height: float) -> Project:
    """Return the project with one height changed."""
    edit = next(x for x in project.variants[0].edits if x.id == edit_id)
    change = msgspec.structs.replace(edit.change, height=height)
    return change_edit(project, project.variants[0].id, edit_id, change=change)


def caught_up(scene: Scene, project: Project) -> None:
    """Do what the window does after each amendment."""
    scene.show(project)
    for part in scene.wanted(project):
        scene.install(part, scene.prepare(part))


def measured(count: int, edits: int, folder: Path) -> dict[str, Any]:
    """Return all figures."""
    project, store = made(count, folder)
    scene = Scene(store)
    scene.load(project)
    layer = next(x for x in project.layers if x.role is Role.BUILDING)
    view = ViewState(camera=home_camera(project, scene), hidden=initially_hidden(project))
    assert view.camera is not None
    middle = np.array(view.camera.target[:2])
    first = edits_on(scene, layer.id, edits, middle)
    variants = (
        Variant("a", "A", edits=first, year=2027),
        Variant("b", "B", edits=first[: edits // 2], colour="#0072B2", year=2027),
    )
    project = replaced(project, variants=variants)
    facts: dict[str, Any] = {"buildings": count, "edits": edits, "wanted": WANTED}

    part = part_of(scene, project, "a")
    overlay: Any = scene.prepare(part)
    base = scene._workshop._base
    assert base is not None
    mesh, meshed = remeshing(scene, layer, project, overlay.hidden(layer.id))
    mesh()
    together, alone, resolving = [], [], []
    for _ in range(7):
        together.append(cpu(lambda: scene.prepare(part)))
        alone.append(cpu(mesh))
        resolving.append(cpu(lambda: resolve(part.edits, base[1])))
    allowed = [2 * x + 0.3 * edits for x in alone]
    facts["prepare"] = {
        "ms": statistics.median(together), "resolve_ms": statistics.median(resolving),
        "tiles_alone_ms": statistics.median(alone), "buildings_in_tiles": meshed,
        "share_of_allowed": statistics.median(
            x / y for x, y in zip(together, allowed, strict=True)
        ),
    }  # fmt: skip

    scene.load(project)
    views = [msgspec.structs.replace(view, variants=x) for x in ((), ("a",), ("b",))]
    rehearsal = cpu(lambda: scene.draw(project, views[1], (160, 90)))
    scene.draw(project, views[2], (160, 90))
    opened = []
    for one in views:
        opened.append(cpu(lambda v=one: scene.draw(project, v, SIZE, moving=True)))  # type: ignore[misc]
        scene.settle(project, one, SIZE)
        scene.draw(project, one, SIZE, moving=True)
        paint(scene)
    beyond, frames = [], []
    for turn in range(15):
        one = views[turn % 3]
        new = cpu(lambda v=one: scene.draw(project, v, SIZE, moving=True))  # type: ignore[misc]
        again = cpu(lambda v=one: scene.draw(project, v, SIZE, moving=True))  # type: ignore[misc]
        beyond.append(new - again)
        frames.append(again)
    facts["switch"] = {
        "beyond_frame_ms": statistics.median(beyond), "most_ms": max(beyond),
        "first_ms": opened[1] - statistics.median(frames), "rehearsal_ms": rehearsal,
        "frame_ms": statistics.median(frames),
    }  # fmt: skip

    raised = next(x for x in first if isinstance(x.change, ch.AddBuilding))
    shown = views[1]
    following, drawing = [], []
    for step in range(20):
        here = amended(project, raised.id, 9.0 + 0.5 * step)
        following.append(cpu(lambda p=here: caught_up(scene, p)))  # type: ignore[misc]
        new = cpu(lambda p=here: scene.draw(p, shown, SIZE, moving=True))  # type: ignore[misc]
        again = cpu(lambda p=here: scene.draw(p, shown, SIZE, moving=True))  # type: ignore[misc]
        drawing.append(new - again)
        project = here
    facts["drag"] = {
        "update_ms": statistics.median(following), "beyond_frame_ms": statistics.median(drawing),
        "together_ms": statistics.median(a + b for a, b in zip(following, drawing, strict=True)),
    }  # fmt: skip
    paint(scene)
    years = []
    for year in range(2028, 2048):
        then = msgspec.structs.replace(shown, year=year)
        new = cpu(lambda v=then: scene.draw(project, v, SIZE, moving=True))  # type: ignore[misc]
        again = cpu(lambda v=then: scene.draw(project, v, SIZE, moving=True))  # type: ignore[misc]
        years.append(new - again)
    trees = len(overlay.resolved.trees)
    facts["year"] = {"trees": trees, "beyond_frame_ms": statistics.median(years)}

    states = [project]
    random = np.random.default_rng(11)
    for _ in range(12):
        chosen = states[int(random.integers(len(states)))]
        if random.random() < 0.6:
            chosen = amended(chosen, raised.id, float(random.uniform(5.0, 30.0)))
            states.append(chosen)
        caught_up(scene, chosen)
        scene.draw(chosen, views[int(random.integers(3))], (320, 180), moving=True)
    other = Scene(store)
    other.load(chosen)
    facts["same"] = all(digest(scene, chosen, x) == digest(other, chosen, x) for x in ("a", "b"))
    other.close()
    scene.close()
    return facts


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        facts = measured(options.count, options.edits, Path(folder))
    facts["cpu_s"] = time.process_time() - begun
    print(json.dumps(facts, indent=1) if options.json else facts)


if __name__ == "__main__":
    main()
