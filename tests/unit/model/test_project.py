import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import (
    add_layers,
    change_layer,
    forget_view,
    initially_hidden,
    keep_view,
    move_layer,
    new_project,
    remove_layer,
    visible_certainty,
    visible_layers,
)
from jumeau.model.provenance import Certainty, Provenance, worst
from jumeau.model.roles import Role
from jumeau.model.session import Session, apply_difference, difference
from jumeau.model.view_state import Camera, Look, ViewState


def layer(name: str, certainty: Certainty = Certainty.MEASURED, x: float = 0.0) -> Layer:
    ref = PayloadRef(PayloadKind.TABLE, name * 4, ".parquet", 12)
    return Layer(
        id=name, role=Role.BUILDING, payload=ref, certainty=certainty, bounds=(x, 0, x + 10, 10)
    )


def test_layers_keep_their_order_and_unique_ids() -> None:
    project = add_layers(new_project("Essai"), (layer("a"), layer("b")))
    project = add_layers(project, (layer("a"),))
    assert [x.id for x in project.layers] == ["a-2", "a", "b"]
    assert [x.id for x in move_layer(project, "b", 0).layers] == ["b", "a-2", "a"]
    assert [x.id for x in remove_layer(project, "a").layers] == ["a-2", "b"]


def test_the_first_layers_fix_the_origin_for_good() -> None:
    project = add_layers(new_project("Essai"), (layer("a", x=664_000.0),))
    assert project.origin == (664_000.0, 0.0, 0.0)
    assert add_layers(project, (layer("b", x=900_000.0),)).origin == project.origin


def test_the_worst_of_what_is_visible_labels_the_view() -> None:
    project = add_layers(
        new_project("Essai"),
        (layer("a"), layer("b", Certainty.UNCERTAIN), layer("c", Certainty.COMPUTED)),
    )
    assert visible_certainty(project, ViewState()) == Certainty.UNCERTAIN
    assert visible_certainty(project, ViewState(hidden=("b",))) == Certainty.COMPUTED
    assert visible_certainty(project, ViewState(hidden=("a", "b", "c"))) is None
    assert worst(Certainty) == Certainty.ILLUSTRATION


def test_views_are_replaced_by_name() -> None:
    project = keep_view(new_project("Essai"), "Mairie", ViewState(title="un"))
    project = keep_view(project, "Mairie", ViewState(title="deux"))
    assert [v.state.title for v in project.views] == ["deux"]
    assert forget_view(project, "Mairie").views == ()


def test_the_year_is_found_in_any_edition() -> None:
    assert Provenance(edition="2025-06-15").year == "2025"
    assert Provenance(edition="ED251").year == ""
    card = Provenance(producer="IGN", product="BD TOPO®", edition="édition 2025-06-15")
    assert card.short == "IGN – BD TOPO® 2025"


def test_the_camera_looks_where_it_says() -> None:
    north = Camera(target=(0, 0, 0), distance=100, azimuth=0, pitch=0)
    assert msgspec.to_builtins(north)["distance"] == 100
    assert north.eye == (0, -100, 0)
    east_down = Camera(target=(0, 0, 0), distance=100, azimuth=90, pitch=30)
    x, y, z = east_down.eye
    assert (round(x, 6), round(y, 6), round(z, 6)) == (-86.60254, 0, 50)


names = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "rename", "move"]), names)))
def test_a_difference_restores_the_new_project(steps: list[tuple[str, str]]) -> None:
    start = add_layers(new_project("Essai"), (layer("a"), layer("b")))
    project = start
    for step, name in steps:
        has = any(x.id == name for x in project.layers)
        if step == "add":
            project = add_layers(project, (layer(name),))
        elif has and step == "remove":
            project = remove_layer(project, name)
        elif has and step == "rename":
            project = change_layer(project, name, title=name * 3)
        elif has:
            project = move_layer(project, name, 0)
    assert apply_difference(start, difference(start, project)) == project


def test_undo_and_redo_walk_the_history() -> None:
    start = new_project("Essai")
    session = Session(start)
    seen: list[tuple[str, str]] = []
    session.subscribe(lambda old, new: seen.append((old.name, new.name)))
    for name in ("un", "deux"):
        session.commit("rename", msgspec.structs.replace(session.project, name=name), name=name)
    session.undo()
    assert (session.project.name, session.can_redo, session.dirty) == ("un", True, True)
    session.undo()
    session.undo()
    assert session.project is start
    assert not session.dirty
    session.redo()
    assert session.undo_action is not None
    assert session.undo_action.fields == (("name", "un"),)
    session.commit("rename", msgspec.structs.replace(session.project, name="trois"))
    assert not session.can_redo
    assert seen == [
        ("Essai", "un"),
        ("un", "deux"),
        ("deux", "un"),
        ("un", "Essai"),
        ("Essai", "un"),
        ("un", "trois"),
    ]


def test_the_view_stays_out_of_undo() -> None:
    session = Session(new_project("Essai"))
    session.set_view(ViewState(title="vue"))
    assert not session.can_undo
    assert session.view.title == "vue"


def test_nothing_changes_when_an_action_cannot_be_made_safe() -> None:
    def full_disk(entry: object) -> None:
        raise OSError("no space")

    session = Session(new_project("Essai"), record=full_disk)
    before = session.project
    with pytest.raises(OSError, match="no space"):
        session.commit("rename", msgspec.structs.replace(before, name="autre"))
    assert session.project is before
    assert not session.can_undo


def test_a_photograph_counts_only_where_it_is_seen() -> None:
    photo = msgspec.structs.replace(layer("photo"), role=Role.ORTHOPHOTO)
    project = add_layers(new_project("Essai"), (photo, layer("a")))
    assert [x.id for x in visible_layers(project, ViewState())] == ["a"]
    seen = visible_layers(project, ViewState(look=Look.ORTHOPHOTO))
    assert [x.id for x in seen] == ["photo", "a"]
    assert initially_hidden(project) == ()
