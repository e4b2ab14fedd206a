"""Bodies of surfaces: colours, light, altitudes, textures; noise on the foot of façades."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest
import shapely
import village
from model_houses import (
    DEPTH,
    EAST,
    FOOT,
    NORTH,
    RIDGE,
    TYPES,
    WIDTH,
    house,
    inside_out,
    layer_of,
    project_of,
)
from PIL import Image

from jumeau.errors import Cancelled
from jumeau.geometry import mesh as meshes
from jumeau.geometry.heightfield import HeightField
from jumeau.geometry.surfaces import DOOR, GROUND, ROAD, ROOF, TERRAIN, VEGETATION, WALL, WINDOW
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import silent
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.style import Style
from jumeau.render import look
from jumeau.render.bodies import OWN_COLOURS, Bodies, prepare_bodies
from jumeau.render.body_paint import WHITE, WINDOW_COLOUR
from jumeau.render.buildings import Buildings
from jumeau.render.edges import creases
from jumeau.render.facades import Facades
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Workshop
from jumeau.render.relief import Relief
from jumeau.render.shelf import Shelf

ORIGIN = (EAST, NORTH, FOOT)


def flat_ground(z: float = FOOT, estimated: bool = False) -> Relief:
    field = HeightField(np.full((20, 20), z, np.float32), EAST - 100, NORTH + 100, 20.0)
    return Relief(field, (EAST - 90, NORTH - 90, EAST + 90, NORTH + 90), z, z, estimated)


def bodies_of(store: MemoryStore, layer: Layer, z: float = FOOT, estimated: bool = False) -> Bodies:
    return prepare_bodies(store, layer, flat_ground(z, estimated), ORIGIN)


def prepared(project: Project, store: MemoryStore, kind: Kind) -> list[object]:
    workshop = Workshop(store)
    return [workshop.prepare(x, silent) for x in parts_of(project) if x.kind is kind]


def lightness(rgb: np.ndarray) -> np.ndarray:
    """Return CIE L* of sRGB colours (N, 3)."""
    c = rgb.astype(np.float64) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    y = linear @ (0.2126, 0.7152, 0.0722)
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)


def normals(bodies: Bodies) -> np.ndarray:
    corner = bodies.mesh.points[bodies.mesh.triangles].astype(np.float64)
    n = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    return n / np.linalg.norm(n, axis=1, keepdims=True)


def test_walls_and_roofs_have_the_colours_of_the_model():
    store = MemoryStore()
    b = bodies_of(store, layer_of(store, [house()]))
    roof = b.mesh.part == meshes.ROOF
    assert np.abs(b.base[roof].mean(0) - look.TILE).max() < 18
    assert np.abs(b.base[~roof].mean(0) - look.WALL).max() < 8
    assert b.mesh.points[:, 2].max() == pytest.approx(RIDGE)
    assert b.facts(0)["total_height"] == pytest.approx(RIDGE)
    assert b.facts(0)["footprint_area"] == pytest.approx(WIDTH * DEPTH)
    assert not {"off_ground", "moved"} & set(b.facts(0))


def test_a_house_inside_out_looks_the_same_and_no_wall_is_black():
    store = MemoryStore()
    good, bad = (bodies_of(store, layer_of(store, [s])) for s in (house(), inside_out(house())))
    assert np.array_equal(np.sort(good.colours, axis=0), np.sort(bad.colours, axis=0))
    for b in (good, bad):
        out = normals(b)
        middle = b.mesh.points[b.mesh.triangles].mean(axis=1)
        assert ((middle - (WIDTH / 2, DEPTH / 2, 3.0)) * out).sum(axis=1).min() > 0
        assert lightness(b.colours).min() > 40


def test_surfaces_of_unknown_kind_are_told_by_how_they_lie():
    store = MemoryStore()
    known = bodies_of(store, layer_of(store, [house()]))
    unknown = bodies_of(store, layer_of(store, [house()], [[0] * 7]))
    assert np.array_equal(known.colours, unknown.colours)
    assert len(known.mesh.triangles) == 4 + 6 + 4  # and none for the ground
    short = layer_of(store, [house()], [[WALL, WALL]])  # not one for each surface: not believed
    assert np.array_equal(bodies_of(store, short).colours, known.colours)


def test_windows_and_doors_are_darker_than_their_wall():
    store = MemoryStore()
    types = [GROUND, WINDOW, DOOR, WALL, WALL, ROOF, ROOF]
    b = bodies_of(store, layer_of(store, [house()], [types]))
    windows = (b.base == np.round(WINDOW_COLOUR).astype(np.uint8)).all(axis=1)
    assert windows.sum() == 4
    assert lightness(b.base[windows]).max() < lightness(np.array([look.WALL]))[0] - 5


def test_bodies_stand_where_their_source_says():
    store = MemoryStore()
    layer = layer_of(store, [house(), house(30)])
    hanging = bodies_of(store, layer, z=FOOT - 48)
    assert hanging.facts(0)["off_ground"] == pytest.approx(48)
    assert hanging.mesh.points[:, 2].max() == pytest.approx(RIDGE)
    assert hanging.shift == 0
    sunk = bodies_of(store, layer, z=FOOT + 6)
    assert sunk.facts(1)["off_ground"] == pytest.approx(-6)
    assert sunk.shift == 0


def test_what_would_all_lie_under_the_ground_is_lifted_and_told():
    store = MemoryStore()
    b = bodies_of(store, layer_of(store, [house(), house(30, z=FOOT + 1)]), z=FOOT + 300)
    assert b.facts(0)["moved"] == pytest.approx(299.5)
    assert b.facts(0)["ground"] == pytest.approx(FOOT)  # as the source has it
    assert b.mesh.points[:, 2].max() == pytest.approx(RIDGE + 1 + 299.5, abs=1e-3)


def test_walls_are_drawn_down_to_a_ground_a_little_below():
    store = MemoryStore()
    b = bodies_of(store, layer_of(store, [house()]), z=FOOT - 2)
    assert -2.6 < b.mesh.points[:, 2].min() < -2
    assert b.mesh.points[:, 2].max() == pytest.approx(RIDGE)
    assert not b.doubt


@pytest.mark.parametrize("foot", [-3.2, 0.0, 431.7])
def test_without_a_terrain_the_ground_follows_the_feet(foot):
    store = MemoryStore()
    project = project_of(layer_of(store, [house(z=foot), house(60, 20, foot + 1.0)]))
    (relief,) = prepared(project, store, Kind.RELIEF)
    assert isinstance(relief, Relief)
    assert relief.estimated
    assert relief.altitude(EAST + 5, NORTH + 4) == pytest.approx(foot + 0.5, abs=0.7)
    (b,) = prepared(project, store, Kind.BUILDINGS)
    assert isinstance(b, Bodies)
    assert not b.doubt
    assert not b.shift


def test_a_house_alone_has_ground_around_it():
    store = MemoryStore()
    part = parts_of(project_of(layer_of(store, [house()])))[0]
    assert part.bounds[0] < EAST - 20
    assert part.bounds[3] > NORTH + DEPTH + 20


def test_roads_and_plants_lie_on_the_ground_and_the_terrain_is_the_ground():
    store = MemoryStore()
    square = shapely.Polygon([(0, 0), (20, 0), (20, 20), (0, 20)])
    sunk = shapely.force_3d(square, -0.4)
    flat = shapely.MultiPolygon([shapely.transform(sunk, lambda p: p + ORIGIN, include_z=True)])
    layer = layer_of(store, [flat] * 3, [[ROAD], [VEGETATION], [TERRAIN]], Role.CITY_OBJECT)
    b = bodies_of(store, layer)
    assert np.diff(b.mesh.feature_triangle_start)[b.place].tolist() == [2, 2, 0]
    assert (b.mesh.points[:, 2] > 0).all()
    assert (b.mesh.points[:, 2] < 0.5).all()
    road, plant = (b.base[b.mesh.feature_point_start[b.place[row]]] for row in (0, 1))
    assert np.abs(road - np.array(look.PAVED)).max() < 2
    assert np.abs(plant - np.array(look.WOOD)).max() < 2
    assert not b.edged.any()
    assert np.isnan(b.footprints.box).all()  # no shadow
    assert lightness(b.colours).min() > 60


def test_the_source_colours_show_over_an_orthophoto_or_when_a_style_asks():
    store = MemoryStore()
    red = bytes([200, 30, 30, 255] * 5 + [0, 0, 0, 0] * 2)
    layer = layer_of(store, [house()], surface_colours=[red])
    b = bodies_of(store, layer)
    plain = b.colours.copy()
    assert plain[:, 1].min() > 100
    b.bake(True)
    walls = b.mesh.part == meshes.WALL
    assert (b.colours[walls, 1] < 40).all()
    assert (b.colours[~walls] > 150).all()  # the roofs have no colour of their own
    b.bake(False)
    assert np.array_equal(b.colours, plain)
    styled = bodies_of(store, msgspec.structs.replace(layer, style=Style(OWN_COLOURS)))
    assert (styled.colours[walls, 1] < 40).all()


def textured_layer(store: MemoryStore, folder: Path, uv_by: float = 1.0) -> Layer:
    """Return a house whose south wall has a picture, red over blue; its roof a broken one."""
    path = folder / "wall.png"
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20, :, 0], pixels[20:, :, 2] = 255, 255  # red above, blue below
    Image.fromarray(pixels).save(path)
    broken = folder / "broken.jpg"
    broken.write_bytes(b"no picture")
    refs = tuple(store.adopt(p, PayloadKind.IMAGE) for p in (path, broken))
    images = np.array([-1, 0, -1, -1, -1, 1, -1], "<i2").tobytes()
    uv = np.full((5 + 5 + 6 + 5 + 6 + 5 + 5, 2), np.nan, "<f4")
    uv[5:10] = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * uv_by + 3.0
    uv[27:32] = 0.5
    return layer_of(store, [house()], surface_images=[images], surface_uv=[uv.tobytes()],
                    images=refs)  # fmt: skip


@pytest.mark.parametrize("uv_by", [1.0, 3.0])
def test_a_picture_lies_on_its_wall_the_right_way_up(tmp_path, uv_by):
    store = MemoryStore()
    b = bodies_of(store, textured_layer(store, tmp_path, uv_by))
    assert b.texture is not None
    assert b.uv is not None
    assert b.textured.sum() == 4
    corner = b.uv[b.textured]
    assert (b.mesh.points[b.textured][:, 1] == 0).all()  # the south wall
    height, width = b.texture.shape[:2]

    def seen(share: float) -> np.ndarray:
        """Return the picture's colour at this share of the wall's height."""
        u, v = corner.min(0) + (corner.max(0) - corner.min(0)) * (0.5, share)
        return b.texture[int(v * height), int(u * width)]

    for repeat in range(int(uv_by)):
        assert seen((repeat + 0.2) / uv_by).tolist() == [0, 0, 255]
        assert seen((repeat + 0.8) / uv_by).tolist() == [255, 0, 0]
    elsewhere = b.uv[~b.textured] * (width, height)
    assert {tuple(b.texture[int(v), int(u)]) for u, v in elsewhere} == {(255, 255, 255)}
    assert not (b.colours[b.textured] == 255).all()
    b.bake(True)
    assert b.colours[b.textured].min() > 180
    share = b.colours[~b.textured] / np.array(WHITE)
    assert np.ptp(share, axis=1).max() < 0.04  # the light beside the lamp is a little warm
    assert share.max() > 0.95


def test_the_pieces_of_a_wall_have_no_edges_within():
    store = MemoryStore()
    whole = bodies_of(store, layer_of(store, [house()]))
    pieces = []
    for polygon in house().geoms:
        ring = polygon.exterior.coords[:-1]
        pieces += [shapely.Polygon([ring[0], a, b]) for a, b in pairwise(ring[1:])]
    cut = bodies_of(store, layer_of(store, [shapely.MultiPolygon(pieces)], [[0] * len(pieces)]))
    counts = [len(creases(b.mesh.points, b.mesh.triangles)) for b in (whole, cut)]
    # Four uprights, four at the foot, two gutters, the ridge and four verges.
    assert counts == [15, 15]
    hidden = np.zeros_like(whole.mesh.triangles)
    assert len(creases(whole.mesh.points, hidden)) == 0


# -- noise -----------------------------------------------------------------------------------------


def noise(store: MemoryStore, zones: list[shapely.Geometry], levels: list[str]) -> Layer:
    return village.layer(store, Role.NOISE_MAP, zones, {"level": levels})


def facades_of(project: Project, store: MemoryStore) -> tuple[Facades, Buildings | Bodies]:
    (facades,) = prepared(project, store, Kind.FACADES)
    (buildings,) = prepared(project, store, Kind.BUILDINGS)
    assert isinstance(facades, Facades)
    assert isinstance(buildings, Buildings | Bodies)
    return facades, buildings


def zone(south: float, north: float) -> shapely.Geometry:
    return shapely.box(EAST - 50, NORTH + south, EAST + 60, NORTH + north)


def test_the_foot_of_a_wall_takes_the_class_before_it():
    store = MemoryStore()
    maps = noise(store, [zone(-30, -0.5)], ["7075"])
    facades, b = facades_of(project_of(layer_of(store, [house()]), maps), store)
    before = b.colours.copy()
    facades.paint(b.colours, b.mesh.shade)
    changed = np.flatnonzero((b.colours != before).any(axis=1))
    assert len(changed) == 2
    # The two corners at the foot of the south wall, and nothing above.
    assert (b.mesh.points[changed, 1] + b.mesh.origin[1] == NORTH).all()
    assert (b.mesh.points[changed, 2] + b.mesh.origin[2] < FOOT + 0.5).all()
    strong = facades.rgb[0].astype(float)
    assert np.abs(b.colours[changed] - strong).max() < 60
    assert np.abs(before[changed] - strong).max() > 80


def test_of_two_zones_the_one_that_is_painted_last_is_on_the_wall():
    store = MemoryStore()
    zones, levels = [zone(-30, 0), zone(-40, 40)], ["7075", "5559"]
    house_layer = layer_of(store, [house()])
    both = facades_of(project_of(house_layer, noise(store, zones, levels)), store)
    low = facades_of(project_of(house_layer, noise(store, zones[1:], levels[1:])), store)
    south = both[1].mesh.points[both[0].point, 1] + both[1].mesh.origin[1] == NORTH
    colours = {tuple(c) for c in both[0].rgb.tolist()}
    assert len(colours) == 2
    assert {tuple(c) for c in low[0].rgb.tolist()} < colours
    assert south.any()
    assert len(both[0].point) == len(low[0].point) == 8


def test_extruded_buildings_have_feet_too():
    project, store = village.village()
    zones = [village.box(0, 60, 250, 49)]  # south of the hall
    project = project_of(*project.layers, noise(store, zones, ["6569"]))
    facades, b = facades_of(project, store)
    assert isinstance(b, Buildings)
    feature = np.searchsorted(b.mesh.feature_point_start, facades.point, side="right") - 1
    assert village.HALL in b.order[feature]
    assert village.HOUSE not in b.order[feature]
    assert village.SHED not in b.order[feature]
    assert (b.mesh.points[facades.point, 2] + b.mesh.origin[2] < 0.5).all()


def test_a_map_that_says_nothing_here_changes_nothing():
    store = MemoryStore()
    far = noise(store, [shapely.box(EAST + 40, NORTH, EAST + 50, NORTH + 9)], ["7075"])
    facades, b = facades_of(project_of(layer_of(store, [house()]), far), store)
    before = b.colours.copy()
    facades.paint(b.colours, b.mesh.shade)
    assert np.array_equal(b.colours, before)


def test_bodies_and_facades_are_kept_on_the_shelf(tmp_path):
    store = MemoryStore()
    project = project_of(
        layer_of(store, [house(), house(30)]), noise(store, [zone(-30, 0)], ["6569"])
    )
    parts = [x for x in parts_of(project) if x.kind in (Kind.BUILDINGS, Kind.FACADES)]
    assert [x.kind for x in parts] == [Kind.BUILDINGS, Kind.FACADES]
    first = [Workshop(store, Shelf(tmp_path)).prepare(x, silent) for x in parts]
    # The façades alone, from what was kept: the buildings are not there.
    again = [Workshop(MemoryStore(), Shelf(tmp_path)).prepare(x, silent) for x in parts]
    assert np.array_equal(first[0].colours, again[0].colours)
    assert np.array_equal(first[1].point, again[1].point)
    assert first[0].facts(1) == again[0].facts(1)


def test_what_has_no_shape_is_no_obstacle():
    store = MemoryStore()
    corners = [(EAST + x, NORTH + y, np.nan) for x, y in ((0, 0), (5, 0), (5, 5))]
    flat = shapely.MultiPolygon([shapely.Polygon(corners)])
    shapes = [house(), shapely.MultiPolygon(), flat]
    b = bodies_of(store, layer_of(store, shapes, [[*TYPES], [], [ROOF]]))
    assert np.diff(b.mesh.feature_triangle_start)[b.place].tolist() == [14, 0, 0]
    assert np.isnan(b.foot[1:]).all()
    assert b.facts(2)["footprint_area"] == 0
    none = bodies_of(store, layer_of(store, shapes[1:2], [[]]))
    assert len(none.mesh.points) == 0
    assert not none.colours.any()


def test_reading_pictures_can_be_stopped(tmp_path):
    store = MemoryStore()
    layer = textured_layer(store, tmp_path)

    def stop(_share: float, _step: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare_bodies(store, layer, flat_ground(), ORIGIN, stop)


def test_a_terrain_that_slopes_is_not_told_to_miss_the_ground():
    store = MemoryStore()
    slope = shapely.Polygon([(0, 0, 30), (80, 0, 0), (80, 80, 40)])
    hill = shapely.MultiPolygon([shapely.transform(slope, lambda p: p + ORIGIN, include_z=True)])
    project = project_of(layer_of(store, [hill], [[TERRAIN]], Role.CITY_OBJECT))
    (b,) = prepared(project, store, Kind.BUILDINGS)
    assert isinstance(b, Bodies)
    assert not b.doubt
    assert len(b.mesh.triangles) == 0
