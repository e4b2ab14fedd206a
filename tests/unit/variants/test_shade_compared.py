"""Comparisons of shade that leave out 21 December, or show one hour only."""

from __future__ import annotations

import pytest

from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import Project, new_project, replaced
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import Camera, Compare, NamedView, Switches, ViewState
from jumeau.variants.shade_compared import Compared, shade_compared

HERE = Camera((652_000.0, 6_862_000.0, 30.0))


def project_with(*views: ViewState, layers: tuple[Layer, ...] = ()) -> Project:
    named = tuple(NamedView(f"vue {k}", x) for k, x in enumerate(views))
    origin = (652_000.0, 6_862_000.0, 0.0)
    return replaced(new_project("A"), crs="EPSG:2154", origin=origin, views=named, layers=layers)


def both(instant: str, **more) -> ViewState:
    return ViewState(instant=instant, variants=("", "v"), compare=Compare.SWIPE, **more)


MARCH = "2026-03-21T14:00:00+01:00"
DECEMBER = "2026-12-21T10:00:00+01:00"


def test_one_hour_of_one_day_is_flagged_twice():
    found = shade_compared(project_with(both(MARCH)), "v")
    assert found == Compared(("vue 0",), december=False, one_hour=True)


def test_a_year_with_its_shortest_day_and_several_hours_is_not_flagged():
    found = shade_compared(project_with(both(MARCH), both(DECEMBER)), "v")
    assert found == Compared(("vue 0", "vue 1"), december=True, one_hour=False)


def test_the_same_legal_hour_in_summer_and_winter_is_one_hour():
    summer = both("2026-06-21T14:00:00+02:00")
    found = shade_compared(project_with(summer, both("2026-12-21T13:00:00+00:00")), "v")
    assert found is not None
    assert found.one_hour
    assert found.december


@pytest.mark.parametrize(
    "views",
    [
        (both(""),),
        (both(MARCH, switches=Switches(shade=False)),),
        (ViewState(instant=MARCH, variants=("v",)),),
        (ViewState(instant=MARCH, variants=("a", "b"), compare=Compare.SWIPE),),
        (both("bientôt"),),
    ],
)
def test_what_compares_no_shade_of_the_variant_is_no_matter(views):
    assert shade_compared(project_with(*views), "v") is None


def test_two_views_of_one_place_and_moment_compare_too():
    before = ViewState(camera=HERE, instant=MARCH)
    after = ViewState(camera=HERE, instant=MARCH, variants=("v",))
    found = shade_compared(project_with(before, after), "v")
    assert found == Compared(("vue 0", "vue 1"), december=False, one_hour=True)
    elsewhere = ViewState(camera=Camera((0.0, 0.0, 0.0)), instant=MARCH)
    assert shade_compared(project_with(elsewhere, after), "v") is None


@pytest.mark.parametrize(
    ("first", "last", "december"),
    [
        ("2026-12-21", "2026-12-21", True), ("2026-01-01", "2026-12-31", True),
        ("2026-06-21", "2026-06-21", False), ("2026-02-01", "2026-03-21", False), ("", "", False),
    ],
)  # fmt: skip
def test_differences_in_hours_of_sun_are_comparisons(first, last, december):
    layer = Layer(
        "h", Role.SUN_HOURS_CHANGE, PayloadRef(PayloadKind.RASTER, "0" * 64, 1),
        title="Heures de soleil", analysis=Analysis("sun_hours", "r", "v", ("",)),
        provenance=Provenance(parameters=(("first", first), ("last", last))),
    )  # fmt: skip
    found = shade_compared(project_with(layers=(layer,)), "v")
    assert found == Compared(("Heures de soleil",), december=december, one_hour=False)
    assert shade_compared(project_with(layers=(layer,)), "other") is None
