"""What a change of a style makes anew, and what it leaves as it is."""

from __future__ import annotations

import msgspec
import pytest
from village import village

from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import Project, add_layers, change_layer
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleClass, StyleKind, Target
from jumeau.model.view_state import ViewState, with_style
from jumeau.render.parts import Kind, Part, parts_of
from jumeau.render.preparing import Workshop
from jumeau.render.styling.tinting import Tint
from jumeau.render.styling.wearing import outfit_of, place_of

SPLIT = (StyleClass("#D03040", high=8.0), StyleClass("#2050C0", low=8.0))
BY_HEIGHT = Style(kind=StyleKind.GRADUATED, field="height", classes=SPLIT, title="H")


def kinds(parts: set[Part]) -> list[str]:
    return sorted(part.kind.value for part in parts)


@pytest.fixture
def project() -> Project:
    return village()[0]


def test_a_mesh_does_not_depend_on_the_styles_of_its_layer(project):
    before = set(parts_of(project))
    styled = change_layer(project, "building", styles=(BY_HEIGHT,))
    assert kinds(set(parts_of(styled)) - before) == ["colours"]
    assert not before - set(parts_of(styled))
    other = msgspec.structs.replace(BY_HEIGHT, target=Target.WALLS)
    changed = change_layer(styled, "building", styles=(other,))
    new, old = set(parts_of(changed)), set(parts_of(styled))
    assert kinds(new - old) == kinds(old - new) == ["colours"]


def test_each_style_of_a_layer_on_the_ground_has_its_part(project):
    green = Style(kind=StyleKind.SINGLE, colour="#10A060", title="V")
    styled = change_layer(project, "road", styles=(green,))
    ground = [x for x in parts_of(styled) if x.kind is Kind.GROUND and x.layers[0].id == "road"]
    assert [x.layers[0].style.title for x in ground] == ["", "V"]
    assert len({place_of(x) for x in ground}) == 2


def test_the_relief_is_painted_only_where_a_style_tells_its_altitudes(project):
    raster = PayloadRef(PayloadKind.RASTER, "0" * 64, ".tif")
    terrain = Layer("terrain", Role.TERRAIN, raster, bounds=project.bounds)
    project = add_layers(project, (terrain,))
    before = set(parts_of(project))
    style = Style(kind=StyleKind.CONTINUOUS, field="1", ramp="land", low=0.0, high=9.0, title="A")
    styled = set(parts_of(change_layer(project, "terrain", styles=(style,))))
    assert kinds(styled - before) == ["ground"]
    assert not before - styled, "neither the relief nor what stands on it is made anew"


def test_a_view_wears_its_own_styles_and_another_stands_in_while_one_is_made():
    project, store = village()
    project = change_layer(project, "building", styles=(BY_HEIGHT,))
    green = Style(kind=StyleKind.SINGLE, colour="#10A060", title="V")
    project = change_layer(project, "road", styles=(green,))
    workshop = Workshop(store)
    light = (Kind.GROUND, Kind.COLOURS)
    prepared = {x: workshop.prepare(x, lambda *_: None) for x in parts_of(project)
                if x.kind in light}  # fmt: skip
    plain, styled = ViewState(), with_style(ViewState(), "building", "H")
    assert outfit_of(project, plain, prepared).tint("building", prepared) is None
    tint = outfit_of(project, styled, prepared).tint("building", prepared)
    assert isinstance(tint, Tint)
    assert outfit_of(project, styled, prepared).tells_data
    assert not outfit_of(project, plain, prepared).tells_data
    assert tint.missing.tolist() == [False, False, False, True]

    def road_of(view: ViewState) -> str:
        parts = outfit_of(project, view, prepared).ground()
        return next(x.layers[0].style.title for x in parts if x.layers[0].id == "road")

    assert road_of(plain) == ""
    assert road_of(with_style(plain, "road", "V")) == "V"
    prepared = {x: y for x, y in prepared.items() if x.layers[0].style.title != "V"}
    assert road_of(with_style(plain, "road", "V")) == "", "it does not blink"


def test_styles_of_a_layer_share_its_shapes():
    project, store = village()
    green = Style(kind=StyleKind.SINGLE, colour="#10A060", title="V")
    blue = msgspec.structs.replace(green, colour="#2050C0", title="B")
    project = change_layer(project, "water", styles=(green, blue))
    workshop = Workshop(store)
    own = [x for x in parts_of(project) if x.kind is Kind.GROUND and x.layers[0].style.title]
    first, second = (workshop.prepare(x, lambda *_: None) for x in own)
    assert first.shapes is second.shapes
    assert first.dress.swatches[-1].fill != second.dress.swatches[-1].fill
