"""Compile the picture's kernels before they are needed: once after an installation or an update."""

from __future__ import annotations

import struct

import msgspec
import numpy as np
import pyarrow as pa

from jumeau.io.store import MemoryStore
from jumeau.io.vectors.features import check
from jumeau.model.layer import Layer
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.view_state import Look
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.crowns import planted
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.parts import parts_of
from jumeau.render.pixels import enlarged, halved
from jumeau.render.preparing import Workshop
from jumeau.render.rays import first_crown, first_hit, ground_hit
from jumeau.render.relief import Relief
from jumeau.render.sheet import Crowns
from jumeau.render.tile_painting import paint_tile
from jumeau.render.trees import Trees


def warm_up(progress: Progress = silent) -> None:
    """Send a house, a road, a wood and a tree through the whole preparation: for a worker thread.

    The first time it takes half a minute, and afterwards a second: compiled kernels are kept.
    """
    project, store = _hamlet()
    for layer in project.layers:
        check(store.table(layer.payload))  # what reading does
    workshop = Workshop(store)
    parts = parts_of(project)
    prepared = []
    for index, part in enumerate(parts):
        progress(index / (len(parts) + 1), "picture_ground")
        prepared.append(workshop.prepare(part, silent))
    relief = next(x for x in prepared if isinstance(x, Relief))
    buildings = next(x for x in prepared if isinstance(x, Buildings))
    bodies = next(x for x in prepared if isinstance(x, Bodies))
    trees = [x for x in prepared if isinstance(x, Trees)]
    layers = [x for x in prepared if isinstance(x, GroundLayer)]
    crowns = [Crowns(np.column_stack([x.position[:, :2], x.radius])) for x in trees]
    prints = [buildings.footprints, bodies.footprints]
    paint_tile(layers, prints, crowns, relief, 0.0, 0.0, 60.0, Look.MAQUETTE)
    t = trees[0]
    foot = t.position.astype(np.float32)
    planted(foot, t.height, t.radius, t.shape, t.colour, t.turn, 1)
    image = np.zeros((4, 4, 3), np.uint8)
    halved(image, np.empty((2, 2, 3), np.uint8))
    enlarged(image, 8, 8)
    eye, down = np.array([0.0, 0.0, 9.0]), np.array([0.0, 0.0, -1.0])
    f = relief.field
    ground_hit(f.z, f.x0, f.y0, f.step, relief.low, relief.high, eye, down, 10.0)
    first_hit(buildings.mesh.points, buildings.mesh.triangles, eye, down)
    first_crown(foot, np.ones((len(foot), 2), np.float32), eye, down)
    progress(1.0, "picture_ground")


def _hamlet() -> tuple[Project, MemoryStore]:
    store = MemoryStore()

    def layer(
        role: Role, kind: int, places: list[tuple[float, float, float]], **columns: object
    ) -> Layer:
        flat = struct.pack(f"<{3 * len(places)}d", *(v for place in places for v in place))
        head = {1: b"", 2: struct.pack("<I", len(places)), 3: struct.pack("<II", 1, len(places))}
        shape = struct.pack("<BI", 1, kind + 1000) + head[kind] + flat
        table = pa.table({"geometry": [shape], **{k: [v] for k, v in columns.items()}})
        ref = store.add_table(table, "EPSG:2154")
        names = tuple((name, name) for name in columns)
        return Layer(role.value, role, ref, count=1, bounds=(0, 0, 60, 60), columns=names)

    def ring(x: float, y: float, side: float) -> list[tuple[float, float, float]]:
        corners = [(x, y), (x + side, y), (x + side, y + side / 2), (x, y + side / 2), (x, y)]
        return [(a, b, 1.0) for a, b in corners]

    layers = (
        layer(Role.BUILDING, 3, ring(5, 5, 12), height=5.0, ridge_altitude=9.0,
              ground_altitude_min=1.0, eave_altitude=6.0, nature="Eglise", use="Annexe"),
        layer(Role.ROAD, 2, [(0, 30, 1), (60, 31, 1)], width=5.0, nature="Sentier"),
        layer(Role.HEDGE, 2, [(0, 40, 1), (20, 41, 1)]),
        layer(Role.VEGETATION, 3, ring(25, 2, 30), nature="Bois"),
        layer(Role.CEMETERY, 3, ring(2, 45, 9)),
        layer(Role.TREE, 1, [(50, 50, 1)]),
        layer(Role.NOISE_MAP, 3, ring(0, 0, 60), level="6065"),
        msgspec.structs.replace(
            layer(Role.BUILDING, 3, ring(40, 40, 8), surface_types=b"\x03"), id="body"
        ),
    )  # fmt: skip
    return add_layers(new_project(""), layers), store


if __name__ == "__main__":
    warm_up()
