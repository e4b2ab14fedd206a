"""The list of views: pure changes."""

from __future__ import annotations

from jumeau.model.project import Project, keep_view, new_project
from jumeau.model.view_state import Camera, ViewState
from jumeau.model.views import copy_view, free_name, move_view, rename_view, update_view


def project() -> Project:
    found = new_project("Essai")
    for number, name in enumerate(("un", "deux", "trois")):
        state = ViewState(camera=Camera((number, 0.0, 0.0)), title=f"Bourg : {name}")
        found = keep_view(found, name, state)
    return found


def names(found: Project) -> list[str]:
    return [view.name for view in found.views]


def test_a_view_moves_and_nothing_else_changes() -> None:
    assert names(move_view(project(), "trois", 0)) == ["trois", "un", "deux"]
    assert names(move_view(project(), "un", 99)) == ["deux", "trois", "un"]
    same = project()
    assert move_view(same, "quatre", 0) is same


def test_an_updated_view_keeps_its_name_place_and_title() -> None:
    elsewhere = ViewState(camera=Camera((9.0, 9.0, 9.0)), title="autre")
    view = update_view(project(), "deux", elsewhere).views[1]
    assert (view.name, view.state.title) == ("deux", "Bourg : deux")
    assert view.state.camera == Camera((9.0, 9.0, 9.0))


def test_a_copy_stands_after_its_original_and_its_title_follows() -> None:
    found = copy_view(project(), "un", "un (2)")
    assert names(found) == ["un", "un (2)", "deux", "trois"]
    assert found.views[1].state.title == "Bourg : un (2)"
    same = project()
    assert copy_view(same, "un", "deux") is same


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    same = project()
    assert rename_view(same, "un", "deux") is same
    assert names(rename_view(project(), "un", "mairie")) == ["mairie", "deux", "trois"]
    taken = keep_view(project(), "Vue 4", ViewState())
    assert free_name(taken, lambda n: f"Vue {n}", 4) == "Vue 5"
