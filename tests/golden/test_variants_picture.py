"""Pictures of variants: what is added, hidden, cut and compared; and what lies under a pixel."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from village import EAST, HALL, HOUSE, NORTH, oblique, pixel_of, village

from jumeau.model import changes as ch
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project, replaced
from jumeau.model.variant import Variant
from jumeau.model.variants import change_edit
from jumeau.model.view_state import Compare, Section, Switches, ViewState
from jumeau.render.profiles import PROFILES
from jumeau.render.scene import Scene
from jumeau.render.sunlit.surfaces import site_surface
from jumeau.simulation.sun.shade import shade_of

SIZE = (640, 360)
PLAIN = Switches(edges=False, occlusion=False)
BLUE = "#0072B2"


def square(x: float, y: float, width: float, depth: float) -> tuple[tuple[float, float], ...]:
    """Return a rectangle of the village."""
    ends = ((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))
    return tuple((EAST + a, NORTH + b) for a, b in ends)


def hall() -> FeatureRef:
    return FeatureRef("building", f"building-{HALL}", HALL)


@pytest.fixture(scope="module")
def drawn() -> Iterator[tuple[Scene, Project]]:
    project, store = village()
    house = FeatureRef("building", f"building-{HOUSE}", HOUSE)
    tower = ch.AddBuilding(square(150, 110, 20, 20), 20.0)
    a = Variant(
        "a", "A", colour=BLUE, year=2030,
        edits=(
            Edit("gone", ch.RemoveFeature(hall())), Edit("tower", tower),
            Edit("row", ch.PlantTrees(
                ch.Planting.ROW, ((EAST + 200, NORTH + 100), (EAST + 200, NORTH + 160)), 10.0,
                "lime",
            )),
            Edit("water", ch.SetSurface(square(90, 60, 40, 30), ch.SurfaceKind.WATER)),
        ),
    )  # fmt: skip
    b = Variant("b", "B", edits=(Edit("taller", ch.ChangeHeight(house, 14.0)),))
    project = replaced(project, variants=(a, b))
    scene = Scene(store)
    scene.load(project)
    yield scene, project
    scene.close()


def view(*variants: str, **more: object) -> ViewState:
    """Return a view of some variants."""
    more = {"switches": PLAIN, **more}
    return ViewState(camera=oblique(), variants=variants, **more)  # type: ignore[arg-type]


def picture(scene: Scene, project: Project, shown: ViewState, **how: bool) -> np.ndarray:
    """Return a picture whose ground is painted."""
    scene.settle(project, shown, SIZE)
    return scene.draw(project, shown, SIZE, **how).astype(int)


def test_views_of_several_variants_take_turns(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    shown = [view(), view("a"), view("b"), view("", "a", compare=Compare.GHOST)]
    first = [picture(scene, project, x) for x in shown]
    points = {k: v.buildings.mesh.triangles.copy() for k, v in scene._solids.items()}
    for turn in (2, 0, 3, 1, 0, 2, 1, 3):
        assert np.array_equal(picture(scene, project, shown[turn]), first[turn])
    for k, solids in scene._solids.items():
        assert np.array_equal(solids.buildings.mesh.triangles, points[k])
    for i in range(4):
        for other in first[i + 1 :]:
            assert (np.abs(first[i] - other).max(axis=2) > 30).sum() > 200


@pytest.mark.parametrize("moving", [False, True])
def test_what_is_removed_is_not_drawn_and_what_is_added_is(
    drawn: tuple[Scene, Project], moving: bool
) -> None:
    scene, project = drawn
    few = PROFILES["software"]._replace(moving_triangles=1)
    kept, scene._profile = scene._profile, few if moving else scene._profile
    try:
        today = picture(scene, project, view(), moving=moving)
        tomorrow = picture(scene, project, view("a"), moving=moving)
    finally:
        scene._profile = kept
    camera = oblique()
    column, row = pixel_of(camera, SIZE, 180, 122, 9.0)  # the hall's roof, beside the tower
    assert np.abs(today[row, column] - tomorrow[row, column]).max() > 25
    column, row = pixel_of(camera, SIZE, 160, 120, 20.0)  # the tower's roof
    assert tomorrow[row, column, 2] - tomorrow[row, column, 0] > 60


def test_an_unknown_variant_is_today(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    today = picture(scene, project, view())
    assert np.array_equal(picture(scene, project, view("nobody")), today)
    assert scene.resolved(view("nobody")) is None


def test_a_pick_tells_the_edit(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    camera = oblique()
    on_tower = pixel_of(camera, SIZE, 160, 120, 20.0)
    hit = scene.pick(project, view("a"), SIZE, *on_tower)
    assert hit is not None
    assert (hit.edit, hit.layer, hit.row) == ("tower", "", -1)
    on_hall = pixel_of(camera, SIZE, 180, 122, 9.0)
    hit = scene.pick(project, view(), SIZE, *on_hall)
    assert hit is not None
    assert (hit.edit, hit.layer, hit.row) == ("", "building", HALL)
    hit = scene.pick(project, view("a"), SIZE, *on_hall)
    assert hit is None or hit.row != HALL
    hit = scene.pick(project, view("a"), SIZE, *pixel_of(camera, SIZE, 95, 65, 0.0))
    assert hit is not None
    assert hit.edit == "water"
    on_tree = pixel_of(camera, SIZE, 200, 130, 3.0)
    hit = scene.pick(project, view("a"), SIZE, *on_tree)
    assert hit is not None
    assert hit.edit == "row"


def test_trees_are_larger_in_a_later_year(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    shown = [view("a", year=year) for year in (2030, 2045, 2060)]
    young, grown, old = (picture(scene, project, x) for x in shown)
    bare = picture(
        scene, project, view("a", switches=Switches(False, occlusion=False, trees=False))
    )
    covered = [(np.abs(x - bare).max(axis=2) > 12).sum() for x in (young, grown, old)]
    assert covered[0] + 500 < covered[1] < covered[2] - 100
    assert np.array_equal(picture(scene, project, shown[0]), young)


def test_the_ghost_shows_what_is_removed_in_red(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn

    def reds(image: np.ndarray) -> int:
        return int(((image[..., 0] > 150) & (image[..., 1] < 70) & (image[..., 2] < 90)).sum())

    ghost = picture(scene, project, view("", "a", compare=Compare.GHOST))
    back = picture(scene, project, view("a", "", compare=Compare.GHOST))
    alone = picture(scene, project, view("a"))
    assert reds(ghost) > 200
    assert reds(back) > 200
    assert reds(alone) == 0
    column, row = pixel_of(oblique(), SIZE, 160, 120, 20.0)
    assert ghost[row, column, 2] - ghost[row, column, 0] > 60
    # What only grows loses nothing.
    assert reds(picture(scene, project, view("", "b", compare=Compare.GHOST))) == 0


def test_what_is_there_to_measure_is_the_variants(drawn: tuple[Scene, Project]) -> None:
    scene, _ = drawn
    today, tomorrow = scene.site(view()), scene.site(view("a"))
    assert today is not None
    assert tomorrow is not None
    assert today.top(EAST + 180, NORTH + 122) == pytest.approx(9.0, abs=0.1)
    assert tomorrow.top(EAST + 180, NORTH + 122) == pytest.approx(0.0, abs=0.1)
    assert tomorrow.top(EAST + 160, NORTH + 120) == pytest.approx(20.0, abs=0.1)
    planted = {k: len(trees.height) for k, trees in tomorrow.trees}
    assert planted[""] >= 6
    again = scene.site(view("a"))
    assert again is not None
    assert all(
        a.triangles is b.triangles for a, b in zip(tomorrow.standing, again.standing, strict=True)
    )


def test_heights_for_the_sun_are_the_variants(drawn: tuple[Scene, Project]) -> None:
    scene, _ = drawn
    sites = scene.site(view()), scene.site(view("a"))
    box = (EAST + 120, NORTH + 80, EAST + 240, NORTH + 180)
    assert sites[0] is not None
    assert sites[1] is not None
    today, tomorrow = (site_surface(x, box, 1.0) for x in sites if x is not None)
    hall_at, tower_at, tree_at = (57, 60), (60, 40), (80, 80)  # row, column: 180, 122; 160, 120…
    assert today.top[hall_at] == pytest.approx(9.0, abs=0.1)
    assert tomorrow.top[hall_at] == pytest.approx(0.0, abs=0.1)
    assert tomorrow.top[tower_at] == pytest.approx(20.0, abs=0.1)
    assert today.crown_high is None or not np.isfinite(today.crown_high[tree_at])
    assert tomorrow.crown_high is not None
    assert tomorrow.crown_high[tree_at] > 2.0
    before, after = (shade_of(x, 180.0, 45.0) for x in (today, tomorrow))
    assert before.below[30, 40] < 0.5  # 20 m north of what is to be a tower 20 m high
    assert after.below[38, 40] == pytest.approx(8.5, abs=1.1)


def test_a_section_cuts_the_variant(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    section = Section((EAST + 130, NORTH + 120), (EAST + 210, NORTH + 120))
    one = picture(scene, project, view(section=section))
    other = picture(scene, project, view("a", section=section))
    again = picture(scene, project, view(section=section))
    assert (np.abs(one - other).max(axis=2) > 30).sum() > 300
    assert np.array_equal(one, again)


def test_a_chosen_element_stands_out(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    plain = picture(scene, project, view("a"))
    assert scene.choose_edit("tower")
    assert not scene.choose_edit("tower")
    marked = picture(scene, project, view("a"))
    column, row = pixel_of(oblique(), SIZE, 160, 120, 20.0)
    assert np.abs(plain[row, column] - marked[row, column]).max() > 25
    with scene.stage.away():
        assert np.array_equal(picture(scene, project, view("a")), plain)
    scene.choose_edit("water", "row")
    outlined = picture(scene, project, view("a"))
    assert (np.abs(plain - outlined).max(axis=2) > 40).sum() > 100
    assert scene.choose_edit()
    assert np.array_equal(picture(scene, project, view("a")), plain)


def test_a_changed_edit_replaces_its_variant_in_place(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    before = picture(scene, project, view("a"))
    twins = scene._solids["building"]._twins_of(frozenset({HALL}))
    higher = ch.AddBuilding(square(150, 110, 20, 20), 30.0)
    changed = change_edit(project, "a", "tower", change=higher)
    scene.show(changed)
    assert scene.resolved(view("a")) is not None  # what was there stays until it is replaced
    scene.load(changed)
    resolved = scene.resolved(view("a"))
    assert resolved is not None
    assert [x.height for x in resolved.solids] == [30.0]
    assert scene._solids["building"]._twins_of(frozenset({HALL})) is twins
    taller = picture(scene, changed, view("a"))
    assert (np.abs(before - taller).max(axis=2) > 30).sum() > 200
    scene.load(project)
    assert np.array_equal(picture(scene, project, view("a")), before)


def test_variants_go_with_the_project(drawn: tuple[Scene, Project]) -> None:
    scene, project = drawn
    today = picture(scene, project, view())
    none = replaced(project, variants=())
    scene.load(none)
    assert scene.resolved(view("a")) is None
    assert np.array_equal(picture(scene, none, view("a")), today)
    assert not any(len(x) for x in scene._solids["building"]._twins.values())
    scene.load(project)
    named = msgspec.structs.replace(project, name="Autre")
    assert scene.wanted(named) == ()
