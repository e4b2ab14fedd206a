"""What the result of a noise computation depends on, and that of the sun does not."""

from __future__ import annotations

import msgspec
import pytest

from jumeau.model.analysis import Analysis
from jumeau.model.changes import Planting, PlantTrees, SetRoad
from jumeau.model.inputs import Outdated, inputs_of, outdated
from jumeau.model.layer import FeatureRef, Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import Project, add_layers, change_layer, new_project
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant

HEARD = {
    "buildings": Role.BUILDING, "terrain": Role.TERRAIN, "roads": Role.ROAD, "rails": Role.RAIL,
    "counts": Role.TRAFFIC_COUNT, "cover": Role.LAND_COVER, "crops": Role.CROP, "woods":
    Role.VEGETATION, "ponds": Role.WATER, "parkings": Role.TRANSPORT_AREA, "sports":
    Role.SPORTS_GROUND, "cemetery": Role.CEMETERY, "machines": Role.POINTS,
}  # fmt: skip
UNHEARD = {"trees": Role.TREE, "stops": Role.STOP, "points": Role.POINTS, "map": Role.NOISE_MAP}


def layer(name: str, role: Role) -> Layer:
    made = Layer(name, role, PayloadRef(PayloadKind.TABLE, name, ".parquet"))
    fields = (Field("LWD63", "double"),) if name == "machines" else ()
    return msgspec.structs.replace(made, fields=fields)


def with_result(simulation: str, without: tuple[str, ...] = ()) -> tuple[Project, Layer]:
    roles = {k: v for k, v in (HEARD | UNHEARD).items() if k not in without}
    project = add_layers(new_project("x"), tuple(layer(k, v) for k, v in roles.items()))
    project = add_variant(project, new_variant(project, "A"))
    made = Analysis(simulation, "r", "variant-1", (), (("trees", "none"),))
    made = msgspec.structs.replace(made, inputs=inputs_of(project, made))
    kept = msgspec.structs.replace(layer("result", Role.NOISE_LEVEL), analysis=made)
    grown = add_layers(project, (kept,))
    return grown, grown.layer("result")


def other(project: Project, name: str) -> Project:
    return change_layer(project, name, payload=PayloadRef(PayloadKind.TABLE, "new", ".parquet"))


@pytest.mark.parametrize("name", sorted(HEARD))
def test_noise_depends_on_what_makes_and_what_dampens_it(name: str) -> None:
    project, result = with_result("noise")
    assert outdated(project, result) is None
    assert outdated(other(project, name), result) is Outdated.DATA


@pytest.mark.parametrize("name", sorted(UNHEARD))
def test_noise_does_not_depend_on_the_rest(name: str) -> None:
    project, result = with_result("noise")
    assert outdated(other(project, name), result) is None


@pytest.mark.parametrize("name", sorted(set(HEARD) - {"buildings", "terrain"}))
def test_the_sun_does_not_depend_on_traffic_or_cover(name: str) -> None:
    project, result = with_result("sun_hours")
    assert outdated(other(project, name), result) is None


def test_trees_of_a_variant_are_not_heard_and_its_roads_are() -> None:
    project, result = with_result("noise")
    trees = PlantTrees(Planting.ONE, ((1.0, 2.0),))
    planted = add_edits(project, "variant-1", new_edit(project, trees))
    assert outdated(planted, result) is None
    slower = SetRoad(feature=FeatureRef("roads", "", 0), speed=30.0)
    changed = add_edits(project, "variant-1", new_edit(project, slower))
    assert outdated(changed, result) is Outdated.VARIANT


def test_a_result_of_noise_does_not_outdate_the_next_one() -> None:
    project, result = with_result("noise")
    assert outdated(other(project, "result"), result) is None
