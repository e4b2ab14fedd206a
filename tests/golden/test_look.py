"""Statistics of small pictures: light walls, no flicker, soft corners, classes told apart."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
import shapely
import village
from village import EAST, NORTH, box, pixel_of

from jumeau.io.store import MemoryStore
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Look, Switches, ViewState
from jumeau.render import canvas
from jumeau.render.colour_vision import MATRICES, difference, lab_of
from jumeau.render.props import coloured
from jumeau.render.scene import Scene
from jumeau.render.themes.ramps import linear

SIZE = (320, 200)
ORBIT = tuple(range(0, 360, 30))
MOST_FLIPS = 12
Opened = tuple[Scene, Project]


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    project, store = village.village()
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def drawn(opened: Opened, camera: Camera, size: tuple[int, int] = SIZE, **changes) -> np.ndarray:
    scene, project = opened
    state = msgspec.structs.replace(ViewState(camera=camera), **changes)
    scene.settle(project, state, size)
    return scene.draw(project, state, size).astype(int)


def around(azimuth: float, distance: float = 150.0, pitch: float = 20.0) -> Camera:
    return Camera((EAST + 110, NORTH + 100, 3.0), distance, azimuth, pitch)


def lightness(image: np.ndarray) -> np.ndarray:
    """Return CIE L* of sRGB pixels (..., 3)."""
    y = linear(image.reshape(-1, 3).astype(float)) @ [0.2126729, 0.7151522, 0.0721750]
    cube = np.where(y > 0.008856, np.cbrt(y), 7.787 * y + 16 / 116)
    return (116 * cube - 16).reshape(image.shape[:-1])


def on_walls(opened: Opened, view: ViewState, built: np.ndarray) -> list[tuple[int, int]]:
    """Return pixels (row, column) of walls among some pixels: what lies below the eaves."""
    scene, project = opened
    found = []
    for row, column in built[:: max(1, len(built) // 150)].tolist():
        pick = scene.pick(project, view, SIZE, column + 0.5, row + 0.5)
        if pick is not None and pick.layer == "building":
            facts = scene.facts("building", pick.row)
            if 0.4 < pick.point[2] - facts["ground"] < facts["height"] - 0.4:
                found.append((row, column))
    return found


@pytest.mark.parametrize("look", Look)
def test_no_facing_wall_is_dark(opened, look):
    walls = []
    for azimuth in ORBIT:
        camera = around(azimuth)
        image = drawn(opened, camera, look=look)
        bare = drawn(opened, camera, look=look, hidden=("building",))
        built = np.argwhere(np.abs(image - bare).max(axis=2) > 6)
        light = lightness(image)
        assert light[tuple(built.T)].min() >= 40, f"near black at {azimuth}°"
        facing = on_walls(opened, ViewState(camera=camera, look=look), built)
        assert len(facing) > 6
        walls += [light[place] for place in facing]
    assert min(walls) >= 55
    assert np.quantile(walls, 0.05) >= 60


def test_walls_and_roofs_are_told_apart(opened):
    """The north-east of the house sees no lamp; its gable and its roof have tones of their own."""
    camera = Camera((EAST + 96, NORTH + 124.5, 5.0), 45.0, 215.0, 25.0)
    image = drawn(opened, camera)
    column, row = pixel_of(camera, SIZE, 96, 126.5, 7.6)
    roof = image[row, column]
    assert roof[0] - roof[2] > 40, "a roof of tiles is warm"
    column, row = pixel_of(camera, SIZE, 96, 129.05, 3.0)
    wall = image[row, column]
    assert 60 <= lightness(wall[None])[0] <= 92
    assert wall[0] - wall[2] < 30


def flips(opened: Opened, distance: float, orbit: tuple[int, ...] = ORBIT) -> int:
    """Return how many pixels change in an orbit where the camera moves by a hair's breadth."""
    worst = 0
    for azimuth in orbit:
        camera = Camera((EAST + 120, NORTH + 100, 2.0), distance, float(azimuth), 25.0)
        beside = msgspec.structs.replace(
            camera, azimuth=azimuth + 2e-4, distance=camera.distance + 0.002
        )
        apart = np.abs(drawn(opened, camera) - drawn(opened, beside)).max(axis=2)
        worst = max(worst, int((apart > 10).sum()))
    return worst


@pytest.mark.parametrize("distance", [90.0, 260.0])
def test_nothing_flickers_in_an_orbit(opened, distance):
    assert flips(opened, distance) <= MOST_FLIPS


def test_flicker_would_be_seen(opened, monkeypatch):
    """Roads as surfaces of their own would flicker, and edges in the plane of their walls."""
    scene, project = opened
    ends = ((10, 130), (240, 140), (240, 150), (10, 140))
    place = np.array([(EAST + x, NORTH + y, 0.0) for x, y in ends]) - project.origin
    road = coloured(
        place.astype(np.float32), np.array([[0, 1, 2], [0, 2, 3]]), np.full((4, 3), 90, np.uint8),
        cull=False,
    )  # fmt: skip
    scene.canvas.add(road)
    assert flips(opened, 260.0, (90, 210)) > 20 * MOST_FLIPS
    scene.canvas.remove(road)
    monkeypatch.setattr(canvas, "_NEARER", "")
    village_again, store = village.village()
    flat = Scene(store)
    try:
        flat.load(village_again)
        assert flips((flat, village_again), 90.0, (90, 180, 210)) > MOST_FLIPS
    finally:
        flat.close()


def test_corners_are_soft_and_the_open_ground_is_as_it_was(opened):
    camera = around(20.0, 200.0, 35.0)
    soft = drawn(opened, camera)
    hard = drawn(opened, camera, switches=Switches(occlusion=False))
    darker = (hard - soft).max(axis=2)
    assert (soft <= hard + 1).all()
    assert darker.max() > 15
    for x, y in ((215, 130), (30, 40)):  # far from everything
        column, row = pixel_of(camera, SIZE, x, y)
        if 3 < column < SIZE[0] - 3 and 3 < row < SIZE[1] - 3:
            assert np.abs(soft - hard)[row - 2 : row + 3, column - 2 : column + 3].max() <= 1
    column, row = pixel_of(camera, SIZE, 170, 109.3)  # before the hall's south wall
    assert darker[row - 1 : row + 2, column - 1 : column + 2].mean() > 4


def test_large_pictures_have_no_seams(opened, monkeypatch):
    camera, size = around(20.0, 200.0, 35.0), (400, 300)
    whole = drawn(opened, camera, size)
    monkeypatch.setattr(canvas, "MOST_SAMPLES", 400 * 300 * 4 // 3)
    bands = drawn(opened, camera, size)
    assert np.abs(bands - whole).max() <= 24  # the rasteriser's own rounding, at edges
    assert (np.abs(bands - whole).max(axis=2) > 2).mean() < 0.002


def test_shade_is_spared_in_motion(opened):
    scene, project = opened
    view = ViewState(camera=around(20.0, 200.0, 35.0))
    scene.settle(project, view, SIZE)
    plain = msgspec.structs.replace(view, switches=Switches(occlusion=False))
    moving = [scene.draw(project, x, SIZE, moving=True) for x in (view, plain)]
    assert np.array_equal(*moving)


@pytest.mark.parametrize(
    ("role", "column", "values"),
    [
        (Role.NOISE_MAP, "level", ["5055", "5560", "6065", "6570", "7075", "75"]),
        (Role.LOCAL_CLIMATE_ZONE, "zone", ["2", "3", "5", "6", "8", "A", "D", "G"]),
    ],
)
def test_classes_of_the_picture_are_told_apart(role, column, values):
    """As they are seen: over the paled model, with its light, by four kinds of eyes."""
    store = MemoryStore()
    stripes = [box(10 + 20 * k, 20, 18, 160) for k in range(len(values))]
    data = village.layer(store, role, stripes, {column: values})
    ends = village.layer(store, Role.COMMUNE, [shapely.box(EAST, NORTH, EAST + 250, NORTH + 250)])
    project = add_layers(new_project("Zones"), (data, ends))
    scene = Scene(store)
    try:
        scene.load(project)
        camera = village.above(100, 100, 480)
        image = drawn((scene, project), camera, switches=Switches(labels=False))
    finally:
        scene.close()
    seen = []
    for x in [19 + 20 * k for k in range(len(values))] + [222]:
        c, r = pixel_of(camera, SIZE, x, 100)
        seen.append(np.median(image[r - 3 : r + 4, c - 2 : c + 3].reshape(-1, 3), axis=0))
    for name, matrix in MATRICES.items():
        colours = lab_of(linear(np.array(seen)) @ matrix.T)
        apart = difference(colours[:, None], colours[None])
        near = apart[:-1, :-1][np.triu_indices(len(values), 1)].min()
        ground = apart[-1, :-1].min()
        assert near > 5, f"{name}: {near:.1f}"
        assert ground > 5, f"{name}: {ground:.1f} from the ground"
