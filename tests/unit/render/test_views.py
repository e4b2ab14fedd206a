"""Cameras, relief and trees: what needs no window."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from village import EAST, NORTH, layer, oblique, pixel_of, ragged, village

from jumeau.geometry.heightfield import HeightField
from jumeau.model.progress import silent
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera
from jumeau.render.camera import CLEARANCE, densest, fitted, lift, ray
from jumeau.render.crowns import planted, template
from jumeau.render.grouping import reordered, spatial_groups
from jumeau.render.parts import Kind, parts_of
from jumeau.render.preparing import Workshop
from jumeau.render.rays import first_crown, first_hit, ground_hit
from jumeau.render.relief import Relief, filled, rough_field
from jumeau.render.trees import MOST_TREES, Trees


def hill() -> Relief:
    rows, columns = np.mgrid[0:101, 0:101]
    z = 60 * np.exp(-((rows - 50) ** 2 + (columns - 50) ** 2) / 200.0)
    field = HeightField(z.astype(np.float32), 0.0, 1000.0, 10.0)
    return Relief(field, (0.0, 0.0, 1000.0, 1000.0), 0.0, 60.0)


def test_the_eye_stays_above_the_ground():
    camera = Camera((500.0, 500.0, 60.0), distance=300.0, pitch=-20.0)
    lifted = lift(camera, hill())
    x, y, z = lifted.eye
    assert z >= float(hill().altitude(x, y)) + CLEARANCE / 2
    above = Camera((500.0, 500.0, 60.0), distance=300.0, pitch=40.0)
    assert lift(above, hill()) == above


def test_home_looks_at_the_densest_part():
    rng = np.random.default_rng(1)
    town = rng.normal((300, 700), 40, (400, 2))
    farms = rng.uniform(0, 1000, (60, 2))
    camera = fitted(np.concatenate([town, farms]), hill())
    assert np.hypot(camera.target[0] - 300, camera.target[1] - 700) < 60
    assert 20 < camera.pitch < 45
    assert np.hypot(*(densest(town) - (300, 700))) < 60


def test_home_without_buildings_fits_the_model():
    assert fitted(np.empty((0, 2)), hill()).distance > 500


def test_a_ray_passes_through_the_pixel_of_its_target():
    camera, size = oblique(), (640, 360)
    column, row = pixel_of(camera, size, 140, 90)
    eye, direction = ray(camera, size, column + 0.5, row + 0.5)
    at = eye + direction * (-eye[2] / direction[2])
    assert np.hypot(at[0] - EAST - 140, at[1] - NORTH - 90) < 2.0


def test_rays_meet_triangles_crowns_and_ground():
    points = np.array([[0, 0, 5], [4, 0, 5], [0, 4, 5]], np.float32)
    triangles = np.array([[0, 1, 2]], np.int32)
    eye, down = np.array([1.0, 1.0, 20.0]), np.array([0.0, 0.0, -1.0])
    assert first_hit(points, triangles, eye, down) == (pytest.approx(15.0), 0)
    assert first_hit(points, triangles, np.array([3.0, 3.0, 20.0]), down)[1] == -1
    centre, radius = np.array([[1, 1, 6]], np.float32), np.array([[2, 3]], np.float32)
    assert first_crown(centre, radius, eye, down) == (pytest.approx(11.0), 0)
    f = hill().field
    eye = np.array([500.0, -500.0, 700.0])
    direction = np.array([0.0, 1.0, -0.65])
    direction /= np.linalg.norm(direction)
    distance = ground_hit(f.z, f.x0, f.y0, f.step, 0.0, 60.0, eye, direction, 5000.0)
    x, y, z = eye + distance * direction
    assert z == pytest.approx(float(f.sample(x, y)), abs=0.05)
    up = np.array([0.0, 0.6, 0.8])
    assert ground_hit(f.z, f.x0, f.y0, f.step, 0.0, 60.0, eye, up, 5000.0) == np.inf


def test_holes_in_the_relief_are_filled_from_around():
    z = np.fromfunction(lambda j, i: 100 + i, (40, 60)).astype(np.float32)
    holed = z.copy()
    holed[10:20, 20:35] = np.nan
    whole = filled(holed)
    assert np.isfinite(whole).all()
    assert np.array_equal(whole[np.isfinite(holed)], holed[np.isfinite(holed)])
    assert np.abs(whole - z).max() < 10
    assert not filled(np.full((3, 3), np.nan, np.float32)).any()


def test_the_rough_ground_follows_what_is_known_and_drops_slips():
    rng = np.random.default_rng(3)
    xy = rng.uniform(0, 1000, (600, 2))
    z = 200 + 0.05 * xy[:, 0]
    z[::50] += 80
    field = rough_field(np.column_stack([xy, z]), (0.0, 0.0, 1000.0, 1000.0))
    x, y = np.meshgrid(np.linspace(100, 900, 9), np.linspace(100, 900, 9))
    assert np.abs(field.sample(x, y) - (200 + 0.05 * x)).max() < 6
    assert not rough_field(np.empty((0, 3)), (0.0, 0.0, 10.0, 10.0)).z.any()


def test_flat_ground_is_as_bright_as_its_colour():
    flat = Relief(HeightField(np.zeros((4, 4), np.float32), 0, 30, 10), (0, 0, 30, 30), 0, 0)
    assert np.allclose(flat.light((0, 0, 30, 30), 9), 1.0)
    assert hill().light((0, 0, 1000, 1000), 65).min() > 0.7


def test_features_are_sorted_into_tiles_and_keep_their_shape():
    rng = np.random.default_rng(5)
    shapes = [shapely.box(x, y, x + 5, y + 4) for x, y in rng.uniform(0, 2000, (50, 2))]
    polygons = ragged(shapes)
    order, start = spatial_groups(polygons.xy[::4, 0], polygons.xy[::4, 1])
    assert sorted(order.tolist()) == list(range(50))
    assert start[0] == 0
    assert start[-1] == 50
    moved = reordered(polygons, order)
    for new, old in enumerate(order[:10]):
        ring = slice(*polygons.ring_start[[old, old + 1]])
        assert np.array_equal(moved.xy[slice(*moved.ring_start[[new, new + 1]])], polygons.xy[ring])


def trees_of_the_village() -> Trees:
    project, store = village()
    part = next(x for x in parts_of(project) if x.kind is Kind.TREES)
    trees = Workshop(store).prepare(part, silent)
    assert isinstance(trees, Trees)
    return trees


def test_a_wood_is_planted_inside_its_outline_and_always_the_same():
    first, second = trees_of_the_village(), trees_of_the_village()
    assert np.array_equal(first.position, second.position)
    assert 30 < len(first.height) < 120
    x, y = first.position[:, 0] - EAST, first.position[:, 1] - NORTH
    assert (x > 6).all()
    assert (x < 74).all()
    assert (y > 156).all()
    assert (y < 224).all()
    assert first.height.min() > 3


def test_no_tree_stands_on_a_road():
    project, store = village()
    wood = layer(store, Role.VEGETATION, [shapely.box(EAST, NORTH, EAST + 250, NORTH + 250)],
                 {"nature": ["Bois"]})  # fmt: skip
    layers = tuple(wood if x.role is Role.VEGETATION else x for x in project.layers)
    project = type(project)(project.id, project.name, origin=project.origin, layers=layers)
    part = next(x for x in parts_of(project) if x.kind is Kind.TREES)
    trees = Workshop(store).prepare(part, silent)
    assert isinstance(trees, Trees)
    y = trees.position[:, 1] - NORTH
    x = trees.position[:, 0] - EAST
    on_road = (np.abs(y - 100) < 4) & (x > 15) & (x < 235)
    assert not on_road.any()
    in_house = (x > 91) & (x < 101) & (y > 121) & (y < 128)
    assert not in_house.any()


def test_large_woods_are_thinned():
    store = village()[1]
    wood = layer(store, Role.VEGETATION, [shapely.box(0, 0, 6000, 6000)], {"nature": ["Forêt"]})
    project = village()[0]
    project = type(project)("", "", layers=(wood,))
    part = next(x for x in parts_of(project) if x.kind is Kind.TREES)
    trees = Workshop(store).prepare(part, silent)
    assert isinstance(trees, Trees)
    assert 0.6 * MOST_TREES < len(trees.height) <= MOST_TREES


@pytest.mark.parametrize("detail", [0, 1, 2])
def test_crowns_face_outwards(detail):
    model = template(detail)
    for shape in range(4):
        p = model.points[shape][model.triangles]
        normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
        middle = p.mean(1) - np.array([0, 0, 0.45])
        crown = ~model.bark[model.triangles[:, 0]]
        outwards = (normal * middle).sum(1)[crown]
        assert (outwards > -1e-3).mean() > 0.95


def test_planted_trees_reach_their_height():
    one = np.ones(1, np.float32)
    points, triangles, colours = planted(
        np.array([[10, 20, 5]], np.float32), 8 * one, 3 * one, np.zeros(1, np.uint8),
        np.full((1, 3), 150, np.uint8), 0 * one, 2,
    )  # fmt: skip
    assert points[:, 2].max() == pytest.approx(13.0)
    assert len(colours) == len(points)
    assert triangles.max() < len(points)
    assert colours.min() > 80


def test_far_beyond_the_model_the_ground_is_that_of_its_border():
    field = HeightField(np.full((7, 9), 12.5, np.float32), 650_000.3, 6_350_000.7, 20.1)
    relief = Relief(field, field.bounds, 12.5, 12.5)
    places = np.random.default_rng(2).uniform(-1e5, 1e5, (500, 2))
    z = relief.altitude(650_000.3 + places[:, 0], 6_350_000.7 + places[:, 1])
    assert (z == 12.5).all()


def test_parts_compare_as_values():
    import msgspec

    from jumeau.model.project import change_layer

    project, _ = village()
    parts = parts_of(project)
    assert parts_of(change_layer(project, "road", title="Rues")) == parts
    style = project.layer("road").style
    changed = change_layer(project, "road", style=msgspec.structs.replace(style, opacity=0.5))
    # The road itself; neither the wood that leaves it free nor the ground through its altitudes.
    assert [p.kind for p in set(parts_of(changed)) - set(parts)] == [Kind.GROUND]


def test_warming_up_sends_something_through_every_step():
    from jumeau.render.warming import warm_up

    told: list[float] = []
    warm_up(lambda fraction, step="": told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == 1.0
