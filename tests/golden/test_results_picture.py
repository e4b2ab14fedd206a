"""Small pictures of results: cells on walls, roofs in the raster's values, lines with hours."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from village import EAST, NORTH, box, layer, pixel_of
from wall_of_cells import wall

from jumeau.io.samples.keeping import write_samples
from jumeau.io.store import MemoryStore
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, add_layers, new_project
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Section, ViewState
from jumeau.render.scene import Scene

SIZE = (320, 200)
DARK, LIGHT = 0.5, 11.0
"""Hours of sun on the wall's west and east, of the ground and of the roof."""


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[Scene, Project]]:
    import rasterio
    from rasterio.transform import Affine

    store = MemoryStore()
    house = layer(store, Role.BUILDING, [box(0, 0, 40, 20)], {"height": [15.0], "light": [True]})
    told = (("first", "2026-03-21"), ("last", "2026-03-21"))
    card = Provenance(producer="IGN", product="BD TOPO®", edition="2025", parameters=told)
    asked = Analysis("sun_hours", "1")
    values = np.full((6, 20), LIGHT)
    values[:, :10] = DARK
    samples = wall(values)
    samples.points[:] += np.array([EAST, NORTH, 0.0]) - np.array([700_000.0, 6_600_000.0, 100.0])
    walls = Layer(
        "walls", Role.SUN_HOURS, write_samples(store, samples, "EPSG:2154"), count=120,
        bounds=house.bounds, provenance=card, analysis=asked, unit="h",
    )  # fmt: skip
    path = store.temporary(".tif")
    x, y = np.meshgrid(np.arange(120) - 39.5, 59.5 - np.arange(100))
    on = (x > 0) & (x < 40) & (y > 0) & (y < 20)
    with rasterio.open(
        path, "w", driver="GTiff", width=120, height=100, count=1, dtype="float32",
        nodata=float("nan"), crs="EPSG:2154",
        transform=Affine(1.0, 0.0, EAST - 40, 0.0, -1.0, NORTH + 60),
    ) as target:  # fmt: skip
        target.write(np.where(on, DARK, LIGHT).astype(np.float32), 1)
    bounds = (EAST - 40, NORTH - 40, EAST + 80, NORTH + 60)
    ground = Layer(
        "ground", Role.SUN_HOURS, store.adopt(path, PayloadKind.RASTER), bounds=bounds,
        provenance=card, analysis=asked, unit="h",
    )  # fmt: skip
    project = add_layers(new_project("x"), (house, walls, ground))
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()
    store.close()


def looking() -> Camera:
    """Return a camera in the south, over the ground before the wall."""
    return Camera((EAST + 20, NORTH, 0.0), distance=130.0, azimuth=0.0, pitch=30.0)


def seen(town, places, **view: object) -> list[np.ndarray]:
    """Return the colours of some places, (x, y, z) from the village's corner."""
    scene, project = town
    camera = looking()
    state = msgspec.structs.replace(ViewState(camera=camera), **view)
    scene.settle(project, state, SIZE)
    image = scene.draw(project, state, SIZE)
    found = []
    for place in places:
        column, row = pixel_of(camera, SIZE, *place)
        around = image[row - 1 : row + 2, column - 1 : column + 2]
        found.append(around.reshape(-1, 3).mean(0))
    return found


WEST, EASTERN, ROOF, GROUND = (8, 0, 8), (32, 0, 8), (20, 10, 15), (20, -25, 0)


def is_dark(colour: np.ndarray) -> bool:
    """Tell whether a colour is that of little sun: blue, and far from white."""
    return bool(colour[2] > colour[0] + 10 and colour.mean() < 160)


def test_walls_roofs_and_ground_wear_the_same_classes(town):
    west, east, roof, ground = seen(town, (WEST, EASTERN, ROOF, GROUND))
    assert is_dark(west)
    assert is_dark(roof)
    assert not is_dark(east)
    assert east.mean() > 190
    assert ground.mean() > 220
    assert ground[0] > ground[2] + 10  # much sun is yellow


def test_results_go_with_their_layer_and_with_their_variant(town):
    hidden = seen(town, (WEST, ROOF), hidden=("ground", "walls"))
    assert not any(is_dark(x) for x in hidden)
    walls = seen(town, (WEST, ROOF), hidden=("ground",))
    assert is_dark(walls[0])
    assert not is_dark(walls[1])
    other = seen(town, (WEST, ROOF, GROUND), variants=("another",))
    assert not any(is_dark(x) for x in other)
    bare = seen(town, (WEST,), hidden=("building", "ground"))
    assert not is_dark(bare[0])  # no cells where nothing stands


def test_a_cell_is_picked_and_tells_its_value(town):
    scene, project = town
    camera = looking()
    view = ViewState(camera=camera)
    seen(town, ())
    for place, value in ((WEST, DARK), (EASTERN, LIGHT)):
        pick = scene.pick(project, view, SIZE, *pixel_of(camera, SIZE, *place))
        assert pick.layer == "walls"
        facts = scene.facts(pick.layer, pick.row)
        assert facts["value"] == pytest.approx(value)
        assert facts["storey"] == 2
    hidden = view.with_layer("walls", shown=False)
    pick = scene.pick(project, hidden, SIZE, *pixel_of(camera, SIZE, *WEST))
    assert pick.layer == "building"


def test_a_section_cuts_cells_too(town):
    cut = Section((EAST + 20, NORTH - 90), (EAST + 20, NORTH + 90))
    west, east = seen(town, (WEST, EASTERN), section=cut)
    assert is_dark(west)
    assert east.mean() > 190
    cut = Section((EAST + 20, NORTH + 90), (EAST + 20, NORTH - 90))
    assert not is_dark(seen(town, (WEST,), section=cut)[0])
