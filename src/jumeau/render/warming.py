"""Compile kernels before they are needed: once after an installation or an update.

Those of the picture, and those of a first import: 3D models, rasters in another grid, point clouds.
"""

from __future__ import annotations

import json
import struct
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jumeau.geometry.heightfield import FEW
from jumeau.geometry.isolines import isolines
from jumeau.geometry.resample import spread
from jumeau.io.store import MemoryStore, Store
from jumeau.io.vectors.features import check
from jumeau.model.changes import RoadUse, SurfaceKind
from jumeau.model.layer import FeatureRef, Layer
from jumeau.model.payload import PayloadKind, PayloadRef, SurfaceSamples
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import Look
from jumeau.render import look
from jumeau.render.blocks import blocks_of, triangles_of
from jumeau.render.bodies import Bodies
from jumeau.render.buildings import Buildings
from jumeau.render.contours import contours_of
from jumeau.render.crowns import planted
from jumeau.render.eye_dome import shade_depths
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.labels.skyline import skyline_of
from jumeau.render.labels.straight import best_stretch
from jumeau.render.marks import Marks
from jumeau.render.occlusion import Gathered
from jumeau.render.parts import parts_of
from jumeau.render.pixels import enlarged, halved
from jumeau.render.preparing import Workshop
from jumeau.render.rays import first_crown, first_hit, ground_hit
from jumeau.render.relief import Relief
from jumeau.render.samples.apart import mixed_apart
from jumeau.render.samples.cells import prepare_cells
from jumeau.render.samples.gables import fitted
from jumeau.render.samples.roofs import RoofSheet, roof_triangles, sheets_of
from jumeau.render.sheet import Crowns, Sheet
from jumeau.render.site import Site, standing_of
from jumeau.render.sunlit.surfaces import site_surface
from jumeau.render.themes.rasters import Steps, colouring_of
from jumeau.render.tile_painting import paint_tile
from jumeau.render.trees import Trees
from jumeau.render.variants.changed_ground import ChangedGround
from jumeau.render.variants.ground_change import prepare_ground_change
from jumeau.simulation.noise.warming import warm_noise
from jumeau.simulation.sight import Question, look_around
from jumeau.simulation.sun.facades import facade_cells, hours_on_cells
from jumeau.simulation.sun.hours import sun_hours
from jumeau.simulation.sun.irradiation import (
    cumulative_sky,
    irradiation,
    irradiation_on_cells,
)
from jumeau.simulation.sun.position import Suns
from jumeau.simulation.sun.shade import far_relief, lit, shade_of
from jumeau.simulation.sun.sky_view import sky_view
from jumeau.simulation.surfaces import without_trees
from jumeau.variants.resolved import Covered, Resolved, Road, Shaped

X, Y = 700_000.0, 6_600_000.0  # in Lambert-93 [m]
MERCATOR = (333_955.0, 5_860_855.0)  # the same place in Web Mercator, a little to the north-west


def warm_up(progress: Progress = silent) -> None:
    """Send a house, a road, a wood and a tree through the whole preparation: for a worker thread.

    The first time it takes a minute, and afterwards seconds: compiled kernels are kept.
    """
    project, store = _hamlet()
    for layer in project.layers:
        check(store.table(layer.payload))  # what reading does
    workshop = Workshop(store)
    parts = parts_of(project)
    prepared = []
    for index, part in enumerate(parts):
        progress(0.8 * index / (len(parts) + 1), "picture_ground")
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
    triangles_of(buildings, (1.0,))
    blocks_of(buildings, 0, 1.0)
    eye, down = np.array([0.0, 0.0, 9.0]), np.array([0.0, 0.0, -1.0])
    f = relief.field
    ground_hit(f.z, f.x0, f.y0, f.step, relief.low, relief.high, eye, down, 10.0)
    f.sample(np.zeros(FEW + 1), np.zeros(FEW + 1))
    first_hit(buildings.mesh.points, buildings.mesh.triangles, eye, down)
    first_crown(foot, np.ones((len(foot), 2), np.float32), eye, down)
    shade_depths(image, np.ones((4, 4), np.float32), 1.0, 10.0, 2, 10.0, 0.0)
    gathered = Gathered(4, 4, 1.0, 10.0)
    gathered.take(np.full((8, 8), 0.5, np.float32), 0, 2)
    gathered.shade(image, 30.0, (5.0, 10.0), look.OCCLUDED)
    Marks().choose(buildings, np.zeros(1, np.int64))
    _warm_up_names(relief, buildings)
    _measure(relief, buildings, t)
    _change_ground(relief, layers)
    _cast_shade(relief, buildings, t)
    _look_at_the_sky(relief, buildings, t)
    warm_noise()
    isolines(np.eye(4, dtype=np.float32), 0.0, 4.0, 1.0, (0.5,))
    progress(0.8, "picture_ground")
    _import_samples()
    progress(1.0, "picture_ground")


def _measure(relief: Relief, buildings: Buildings, trees: Trees) -> None:
    """Cut the house and look around, as measures and analyses do."""
    site = Site(relief, (standing_of("building", buildings),), (("tree", trees),))
    site.profile(np.array([[0.0, 8.0], [60.0, 8.0]]), 1.0, trees=True)
    crowns = (np.column_stack([trees.position, trees.height, trees.radius]).astype(np.float64),)
    question = Question(30.0, 30.0, radius=10.0, trees=True)
    look_around(question, relief.altitude, relief.bounds, site.standing, crowns)


def _cast_shade(relief: Relief, buildings: Buildings, trees: Trees) -> None:
    """Cast shade, at an instant and over some, with trees and without."""
    site = Site(relief, (standing_of("building", buildings),), (("tree", trees),))
    surface = site_surface(site, (0.0, 0.0, 64.0, 64.0), 2.0)
    guessed = replace(surface, estimated=surface.top > surface.ground, kept={})
    far = far_relief(relief.altitude, (-200.0, -200.0, 260.0, 260.0), surface.bounds)
    for azimuth, fine in ((10.0, False), (100.0, False), (100.0, True)):
        lit(guessed, shade_of(guessed, azimuth, 30.0, far=far, fine=fine), 0.5)
    suns, weights = Suns(*np.array([[100.0], [30.0], [100.0], [30.0]])), np.ones(1)
    sun_hours(surface, suns, weights, 0.5)
    sun_hours(without_trees(surface), suns, weights, 0.5, sector=2.0)
    lit(without_trees(surface), shade_of(without_trees(surface), 10.0, 30.0), 0.5)


def _look_at_the_sky(relief: Relief, buildings: Buildings, trees: Trees) -> None:
    """Ask what ground, walls and roofs see of the sky and receive from it."""
    site = Site(relief, (standing_of("building", buildings),), (("tree", trees),))
    surface = site_surface(site, (0.0, 0.0, 64.0, 64.0), 2.0)
    cells = facade_cells(site.standing, relief.altitude, roofs=True)
    suns, one = Suns(*np.array([[100.0], [30.0], [100.0], [30.0]])), np.ones(1)
    hours_on_cells(cells, surface, suns, one, 0.5)
    sky = cumulative_sky(suns, one, one, one, one, one)
    for known in (surface, without_trees(surface)):
        sky_view(known)
        irradiation(known, sky)
        irradiation_on_cells(cells, known, sky)


def _tell_results(buildings: Buildings) -> None:
    """Lay results on a wall and on the roof of the house, and over the ground beside it."""
    cells, steps = np.full((40, 40), 3.0, np.float32), np.arange(4.0)
    mixed_apart(cells[:2, :2], steps / 4, steps / 4, np.zeros((4, 4), np.bool_), 1.0,
                np.empty((4, 4)))  # fmt: skip
    card = Provenance(parameters=(("first", "2026-03-21"),))
    ref = PayloadRef(PayloadKind.SAMPLES, "", "")
    layer = Layer("result", Role.SUN_HOURS, ref, provenance=card)
    two, one = np.zeros(2, np.int16), np.ones((2, 2), np.float32)
    places = np.array([[X, Y, 1.0], [X + 1.0, Y, 2.0]])
    samples = SurfaceSamples(
        places, two.astype(np.int32), two, one, one[:1], np.tile([0.0, -1.0, 0.0], (2, 1)).astype(
            np.float32), one,
    )  # fmt: skip
    made = prepare_cells(samples, layer, (X, Y, 0.0))
    made.hit(np.array([0.0, -9.0, 1.0]), np.array([0.0, 1.0, 0.0]))
    standing = standing_of("building", buildings)
    fitted(made.tops, roof_triangles(standing, made.origin)[0])
    colouring = colouring_of(layer, np.array([3.0]))
    assert isinstance(colouring, Steps)
    sheets_of(RoofSheet(layer, made.origin, cells, X, Y + 40.0, 1.0, colouring), (standing,))


def _change_ground(relief: Relief, layers: list[GroundLayer]) -> None:
    """Lay a lawn and a road, and dig a pit, as a variant does."""
    ring = np.array([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0), (20.0, 30.0)])
    resolved = Resolved(
        surfaces=(Covered("", ((ring,),), SurfaceKind.PAVING, 0.3, 0.2, 0.001),),
        roads=(Road("", FeatureRef("", ""), (ring[:2],), 3.0, RoadUse.CARS),),
        terrain=(Shaped("", ring, None, -1.0, 1.0),),
    )
    change = prepare_ground_change(resolved, relief, look.MARK)
    lines = contours_of(change.relief)
    ChangedGround(change, layers, {}, {}, Look.MAQUETTE, lines).paint(0.0, 0.0, 60.0)


def _import_samples() -> None:
    """Read a house, a slope, a photograph and a few points in files, as an import does."""
    from jumeau.io.importing import adopted, import_sources
    from jumeau.io.points.deriving import derive

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = (_house(folder), _slope(folder), _photograph(folder), _points(folder))
        store = Store(folder / "store")
        project = new_project("")
        project = adopted(project, import_sources(files, project, store, crs="EPSG:2154"))
        cloud = next(x for x in project.layers if x.role is Role.POINT_CLOUD)
        derive(project, store, cloud.id, "surface")
    spread(np.zeros((2, 2)), 2, np.zeros((2, 2), np.float32))  # between two vertical systems


def _house(folder: Path) -> Path:
    corners = [[x, y, z] for z in (0, 3) for x, y in ((0, 0), (8, 0), (8, 6), (0, 6))]
    faces = ((0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))
    shapes = [
        {
            "type": kind,
            "lod": "1",
            "boundaries": boundaries,
            "semantics": {"surfaces": [{"type": "WallSurface"}], "values": values},
        }
        for kind, boundaries, values in (
            ("Solid", [[[list(face)] for face in faces]], [[0] * 6]),
            ("MultiSurface", [[list(face)] for face in faces], [0] * 6),
        )
    ]
    model = {
        "type": "CityJSON",
        "version": "1.1",
        "transform": {"scale": [1.0, 1.0, 1.0], "translate": [X, Y, 0.0]},
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/2154"},
        "CityObjects": {
            str(k): {"type": "Building", "geometry": [shape]} for k, shape in enumerate(shapes)
        },
        "vertices": corners,
    }
    path = folder / "house.city.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    return path


def _slope(folder: Path) -> Path:
    return _raster(folder / "mnt.tif", np.add.outer(np.arange(8.0), np.arange(8.0))[None], "f4")


def _photograph(folder: Path) -> Path:
    return _raster(folder / "photo.tif", np.full((3, 8, 8), 90), "u1")


def _raster(path: Path, cells: NDArray[np.float64], kind: str) -> Path:
    """Write cells (B, h, w) in another projection than the project's: they are resampled."""
    import rasterio
    from affine import Affine

    _, height, width = cells.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=len(cells), height=height, width=width,
        dtype=np.dtype(kind), crs="EPSG:3857",
        transform=Affine(4.0, 0.0, MERCATOR[0], 0.0, -4.0, MERCATOR[1]),
    ) as dataset:  # fmt: skip
        dataset.write(cells.astype(kind))
    return path


def _points(folder: Path) -> Path:
    import laspy

    cloud = laspy.LasData(laspy.LasHeader(point_format=6, version="1.4"))
    cloud.header.scales, cloud.header.offsets = np.full(3, 0.01), np.array([X, Y, 0.0])
    at = np.arange(400)
    cloud.x, cloud.y, cloud.z = X + at % 20, Y + at // 20, at % 3
    cloud.classification = np.full(len(at), 2, np.uint8)
    cloud.return_number = cloud.number_of_returns = np.ones(len(at), np.uint8)
    path = folder / "points.laz"
    cloud.write(path)
    return path


def _warm_up_names(relief: Relief, buildings: Buildings) -> None:
    """Compile what names and contour lines need."""
    skyline = skyline_of(Site(relief, (standing_of("", buildings),)))
    skyline.seen(np.array([0.0, 0.0, 900.0]), np.zeros((1, 3)))
    ends = np.array([0.0, 9.0])
    best_stretch(ends, ends, np.ones(2, np.bool_), 5.0, 1.0, 0.5)
    contours = contours_of(relief)
    contours.altitude(ends, ends)
    blank = np.zeros((4, 4, 3), np.float32)
    contours.paint(Sheet(blank, np.zeros((4, 5), np.float32), X, Y, 1.0, 0))


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
        layer(Role.STOP, 1, [(20, 50, 1)]),
        msgspec.structs.replace(
            layer(Role.BUILDING, 3, ring(40, 40, 8), surface_types=b"\x03"), id="body"
        ),
    )  # fmt: skip
    return add_layers(new_project(""), layers), store


if __name__ == "__main__":
    warm_up()
