"""Styles on small off-screen pictures: what is coloured, striped, raised and left out is seen."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
import shapely
from village import EAST, HALL, HOUSE, NORTH, SHED, above, box, layer, oblique, pixel_of, village

from jumeau.model.project import Project, add_layers, change_layer
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleClass, StyleKind, Symbol, Target
from jumeau.model.view_state import Camera, Switches, ViewState, with_style
from jumeau.render.scene import Scene
from jumeau.render.styling.changing import add_style
from jumeau.render.themes.keys import key_in

SIZE = (400, 300)
RED, BLUE, GREEN = (208, 48, 64), (32, 80, 192), (16, 160, 96)
LOW, HIGH = "#D03040", "#2050C0"
BARE = Switches(labels=False, occlusion=False, edges=False)


def graduated(field: str, bound: float, **more: object) -> Style:
    classes = (StyleClass(LOW, high=bound), StyleClass(HIGH, low=bound))
    return Style(kind=StyleKind.GRADUATED, field=field, classes=classes, **more)


@pytest.fixture(scope="module")
def styled() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    squares = layer(
        store, Role.POPULATION_GRID,
        [box(0, 0, 40, 40), box(200, 120, 40, 40), box(200, 180, 40, 40)],
        {"residents": [10.0, 80.0, None]},
    )  # fmt: skip
    spots = shapely.points([[EAST + 30, NORTH + 130]])
    points = layer(store, Role.POINTS, list(spots), {"kind": ["a"]})
    project = add_layers(project, (squares, points))

    def add(layer_id: str, style: Style) -> None:
        nonlocal project
        project = add_style(project, layer_id, style)

    add("building", graduated("height", 8.0, title="Toits", target=Target.ROOFS))
    add("building", graduated("height", 8.0, title="Tout"))
    add("population_grid", graduated("residents", 50.0, title="Plat"))
    add("population_grid", graduated("residents", 50.0, title="Relief", extrude="residents"))
    add("road", Style(kind=StyleKind.SINGLE, colour="#10A060", title="Verte", size=12.0))
    for symbol in Symbol:
        add("points", Style(kind=StyleKind.SINGLE, colour=LOW, title=symbol.value, symbol=symbol,
                            size=24.0, outline="none"))  # fmt: skip
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def drawn(
    styled: tuple[Scene, Project], camera: Camera, *chosen: tuple[str, str], off: str = ""
) -> np.ndarray:
    scene, project = styled
    hidden = {"population_grid", "points"} - {layer_id for layer_id, _ in chosen} | {off}
    view = ViewState(camera=camera, hidden=tuple(sorted(hidden)), switches=BARE)
    for layer_id, title in chosen:
        view = with_style(view, layer_id, title)
    scene.settle(project, view, SIZE)
    return scene.draw(project, view, SIZE)


def at(image: np.ndarray, camera: Camera, x: float, y: float, z: float = 0.0) -> np.ndarray:
    column, row = pixel_of(camera, SIZE, x, y, z)
    return image[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3).astype(float).mean(0)


def is_like(colour: np.ndarray, wanted: tuple[int, int, int]) -> bool:
    """Tell whether a colour has a hue, whatever the light on it."""
    a, b = colour - colour.mean(), np.array(wanted) - np.mean(wanted)
    return float(a @ b) > 0.93 * np.linalg.norm(a) * np.linalg.norm(b)


MIDDLES = {HOUSE: (96, 124.5), HALL: (170, 122.5), SHED: (121.5, 151.5)}


def test_roofs_wear_the_colour_of_their_class_and_walls_do_not(styled):
    camera = oblique()
    image = drawn(styled, camera, ("building", "Toits"))
    assert is_like(at(image, camera, 170, 122.5, 9.0), BLUE)
    wall = at(image, camera, 170, 110, 4.0)
    assert np.ptp(wall) < 30
    assert is_like(at(drawn(styled, camera, ("building", "Tout")), camera, 170, 110, 4.0), BLUE)
    plain = drawn(styled, camera)
    assert not is_like(at(plain, camera, 170, 122.5, 9.0), BLUE)


def test_a_house_without_a_value_is_striped(styled):
    x, y = MIDDLES[SHED]
    camera = above(x, y, 22.0)
    image = drawn(styled, camera, ("building", "Tout"))
    roof = image[130:170, 180:220].astype(float)
    assert np.ptp(roof.mean(-1)) > 12, "stripes, not one grey"
    assert np.ptp(roof, axis=-1).max() < 25, "grey, not the colour of a class"
    # Of what has a value nothing is striped.
    camera = above(*MIDDLES[HALL], 22.0)
    flat = drawn(styled, camera, ("building", "Tout"))[130:170, 180:220].astype(float)
    assert flat.std(axis=(0, 1)).max() < 3


def test_two_views_in_turn_keep_their_styles(styled):
    camera = above(*MIDDLES[HOUSE], 120.0)
    first = drawn(styled, camera, ("building", "Tout"))
    second = drawn(styled, camera)
    assert np.array_equal(drawn(styled, camera, ("building", "Tout")), first)
    assert np.array_equal(drawn(styled, camera), second)
    assert is_like(at(first, camera, 96, 122, 7.0), RED)


def test_squares_wear_their_class_and_those_without_a_value_are_striped(styled):
    camera = above(200, 140, 280.0)
    image = drawn(styled, camera, ("population_grid", "Plat"))
    assert is_like(at(image, camera, 220, 140), BLUE)
    column, row = pixel_of(camera, SIZE, 220, 200)
    patch = image[row - 12 : row + 12, column - 12 : column + 12].astype(float)
    assert np.ptp(patch.mean(-1)) > 15
    assert np.ptp(patch, axis=-1).max() < 30


def test_squares_are_raised_by_their_value(styled):
    scene, project = styled
    camera = oblique(220, 140, 300.0)
    image = drawn(styled, camera, ("population_grid", "Relief"))
    assert is_like(at(image, camera, 220, 140, 78.0), BLUE)
    view = ViewState(camera=camera, hidden=("points",))
    view = with_style(view, "population_grid", "Relief")
    column, row = pixel_of(camera, SIZE, 220, 140, 80.0)
    hit = scene.pick(project, view, SIZE, column, row)
    assert hit is not None
    assert (hit.layer, hit.row) == ("population_grid", 1)
    assert hit.point[2] > 60


def test_lines_wear_the_colour_and_the_width_of_their_style(styled):
    camera = above(140, 100, 160.0)
    image = drawn(styled, camera, ("road", "Verte"))
    assert is_like(at(image, camera, 140, 100), GREEN)
    assert is_like(at(image, camera, 140, 104.5), GREEN)
    assert not is_like(at(image, camera, 140, 109), GREEN)


def test_points_have_the_form_of_their_style(styled):
    camera = above(30, 130, 80.0)
    red = {}
    for symbol in Symbol:
        image = drawn(styled, camera, ("points", symbol.value)).astype(float)
        red[symbol] = image[..., 0] - image[..., 1] > 60
    size = {k: int(v.sum()) for k, v in red.items()}
    assert min(size.values()) > 0.6 * max(size.values()), "about as large"
    box_of = {k: np.argwhere(v) for k, v in red.items()}
    square = box_of[Symbol.SQUARE]
    assert len(square) > 0.95 * np.prod(np.ptp(square, axis=0) + 1)
    triangle = red[Symbol.TRIANGLE]
    rows = np.flatnonzero(triangle.any(1))
    assert triangle[rows[-2]].sum() > 3 * triangle[rows[1]].sum(), "stands on its base"
    across = red[Symbol.CROSS].sum(0)
    across = across[across > 0]
    assert across.max() > 2 * across[0]


def test_the_legend_knows_what_has_no_value(styled):
    scene, project = styled
    keys = scene.keys()
    for layer_id, title in (("building", "Tout"), ("population_grid", "Plat")):
        own = next(s for s in project.layer(layer_id).styles if s.title == title)
        key = key_in(keys, msgspec.structs.replace(project.layer(layer_id), style=own))
        assert key is not None
        assert key.missing == 1
        assert sum(key.counts) == project.layer(layer_id).count - 1


def test_a_recolour_builds_nothing_anew(styled):
    scene, project = styled
    other = graduated("height", 5.0, title="Tout")
    styles = tuple(other if s.title == "Tout" else s for s in project.layer("building").styles)
    changed = change_layer(project, "building", styles=styles)
    assert [part.kind.value for part in scene.wanted(changed)] == ["colours"]


def test_what_a_filter_leaves_out_is_neither_drawn_nor_hit(styled):
    _, project = styled
    project, store = village()
    project = change_layer(project, "building", filter="height > 8")
    scene = Scene(store)
    try:
        scene.load(project)
        camera = above(120, 130, 200.0)
        view = ViewState(camera=camera, switches=BARE)
        image = drawn((scene, project), camera)
        ground = at(image, camera, 96, 140)
        assert np.abs(at(image, camera, 96, 124.5) - ground).max() < 14
        column, row = pixel_of(camera, SIZE, 96, 124.5)
        hit = scene.pick(project, view, SIZE, column, row)
        assert hit is None or hit.layer != "building"
        column, row = pixel_of(camera, SIZE, 170, 122.5, 9.0)
        assert scene.pick(project, view, SIZE, column, row).row == HALL
    finally:
        scene.close()
