"""Bodies of the base that a variant moves or makes higher: their own triangles, elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.mesh import ROOF
from jumeau.geometry.ragged import Polygons
from jumeau.render import look
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import into_tiles
from jumeau.render.sheet import Footprints
from jumeau.render.variants.extracting import features_of_mesh
from jumeau.render.variants.solids_mesh import ROOF_SHARE, WALL_SHARE, mixed
from jumeau.variants.resolved import MovedBody

_WHITE = look.rgb("#FCFAF6")


def moved_points(points: NDArray[np.float64], body: MovedBody) -> NDArray[np.float64]:
    """Return places (N, 3) of a body where a variant has them, project CRS [m]."""
    angle = math.radians(body.rotation)
    c, s = math.cos(angle) * body.scale, math.sin(angle) * body.scale
    x, y = points[:, 0] - body.middle[0], points[:, 1] - body.middle[1]
    return np.column_stack(
        [
            body.middle[0] + body.east + c * x + s * y,
            body.middle[1] + body.north + c * y - s * x,
            body.z0 + body.up + (points[:, 2] - body.z0) * body.tall,
        ]
    )


def prepare_moved(bodies: Bodies, moved: list[MovedBody], colour: str) -> Bodies:
    """Return some bodies of a layer as a variant has them; a row for each, in their order."""
    rows, origin = np.array([x.source.index for x in moved]), np.array(bodies.mesh.origin)
    mesh, own = features_of_mesh(bodies, rows)
    start = mesh.feature_point_start
    points = mesh.points.astype(np.float64) + origin
    for k, body in enumerate(moved):
        at = slice(int(start[k]), int(start[k + 1]))
        points[at] = moved_points(points[at], body)
    strong = look.rgb(colour)
    tints = np.array([mixed(strong, _WHITE, WALL_SHARE), mixed(strong, _WHITE, ROOF_SHARE)])
    roof = (mesh.part == ROOF).astype(np.int64)
    base = tints[roof].round().astype(np.uint8)
    count = len(moved)
    local = (points - origin).astype(np.float32)
    whole = replace(mesh, points=local)
    order, tile_start = np.arange(count), np.array([0, count], np.int64)
    tile_box = into_tiles(
        whole.points, whole.triangles, start[tile_start], mesh.feature_triangle_start[tile_start]
    )
    box = np.full((count, 4), np.nan)
    foot, top = np.full(count, np.nan), np.full(count, np.nan)
    for k in range(count):
        own_points = points[start[k] : start[k + 1]]
        if len(own_points):
            box[k] = (*own_points[:, :2].min(axis=0), *own_points[:, :2].max(axis=0))
            foot[k], top[k] = own_points[:, 2].min(), own_points[:, 2].max()
    empty = np.zeros(count + 1, np.int64)
    none = Polygons(np.empty((0, 2)), None, empty[:1], empty[:1], empty)
    made = Bodies(
        whole, order, order, tile_start, tile_box,
        base=base, own=None, own_always=False,
        movable=np.zeros(len(base), np.bool_), edged=bodies.edged[own],
        uv=None, texture=None, textured=np.zeros(len(base), np.bool_),
        colours=np.empty((len(base), 3), np.uint8),
        footprints=Footprints(
            none, box, np.nan_to_num(top - foot).astype(np.float32), np.zeros(count, np.bool_)
        ),
        foot=foot, top=top, ground=foot, area=bodies.area[rows],
        shift=0.0, doubt=0.0,
    )  # fmt: skip
    made.bake(False)
    return made
