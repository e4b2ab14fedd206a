"""The layer tree stays a tree, whatever is done to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumeau.model import groups
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import Project, add_layers, move_layer, new_project, remove_layer
from jumeau.model.roles import Role
from jumeau.model.session import Session, apply_difference, difference

NAMES = "abcdef"


def layer(name: str, role: Role = Role.BUILDING, group: str = "") -> Layer:
    ref = PayloadRef(PayloadKind.TABLE, name * 4, ".parquet", 12)
    return Layer(id=name, role=role, payload=ref, group=group)


def town(*roles: tuple[str, Role]) -> Project:
    found = roles or tuple((name, Role.BUILDING) for name in NAMES)
    return add_layers(new_project("Essai"), tuple(layer(*one) for one in found))


def spelt(project: Project) -> str:
    """Return the tree as text: ``a [bc] d``."""
    parts = []
    for branch in groups.branches(project):
        ids = "".join(x.id for x in branch.layers)
        parts.append(ids if branch.group is None else f"[{ids}]")
    return " ".join(parts)


def test_layers_are_grouped_where_the_first_of_them_stood() -> None:
    project = groups.group_layers(town(), ("b", "d", "e"), "Bâti")
    assert spelt(project) == "a [bde] c f"
    assert [x.title for x in project.groups] == ["Bâti"]
    again = groups.group_layers(project, ("c", "d"), "Autre")
    assert spelt(again) == "a [dc] [be] f"
    assert spelt(groups.ungroup(again, again.groups[0].id)) == "a d c [be] f"


def test_a_group_of_whole_groups_is_one_group() -> None:
    project = groups.group_layers(town(), ("b", "d"), "Un")
    (first,) = project.groups
    both = groups.group_layers(project, (first.id, "f"), "Deux")
    assert spelt(both) == "a [bdf] c e"
    assert [x.title for x in both.groups] == ["Deux"]


@pytest.mark.parametrize(
    ("ids", "into", "before", "wanted"),
    [
        (("a",), "group:1", "d", "[bad] c e f"),
        (("a", "f"), "group:1", "", "[bdaf] c e"),
        (("d",), "", "a", "d a [b] c e f"),
        (("group:1",), "", "", "a c e f [bd]"),
        (("group:1",), "", "group:1", "a [bd] c e f"),
        (("b",), "group:1", "", "a [db] c e f"),
        (("b", "d"), "", "group:1", "a b d c e f"),
        (("e",), "", "group:1", "a e [bd] c f"),
    ],
)
def test_layers_and_groups_move(ids, into, before, wanted) -> None:
    project = groups.group_layers(town(), ("b", "d"), "Un")
    assert spelt(groups.move(project, ids, into, before)) == wanted


@pytest.mark.parametrize(
    ("entry", "way", "wanted"),
    [
        ("a", +1, "[abd] c e f"),
        ("c", -1, "a [bdc] e f"),
        ("b", +1, "a [db] c e f"),
        ("b", -1, "a b [d] c e f"),
        ("d", +1, "a [b] d c e f"),
        ("group:1", +1, "a c [bd] e f"),
        ("group:1", -1, "[bd] a c e f"),
        ("f", +1, "a [bd] c e f"),
        ("e", +1, "a [bd] c f e"),
    ],
)
def test_a_step_with_the_keyboard(entry, way, wanted) -> None:
    project = groups.group_layers(town(), ("b", "d"), "Un")
    assert spelt(groups.step(project, entry, way)) == wanted


def test_layers_are_put_in_order_by_theme_and_own_groups_stay() -> None:
    project = town(
        ("zones", Role.NOISE_MAP), ("eau", Role.WATER), ("rue", Role.ROAD), ("bati", Role.BUILDING),
        ("sol", Role.TERRAIN), ("rail", Role.RAIL), ("ecole", Role.BUILDING),
    )  # fmt: skip
    project = groups.group_layers(project, ("ecole",), "À voir")
    themed = groups.group_by_theme(project)
    assert [(x.id, x.title) for x in themed.groups] == [
        ("group:1", "À voir"),
        ("theme:buildings", ""),
        ("theme:transport", ""),
        ("theme:nature", ""),
        ("theme:noise", ""),
        ("theme:relief", ""),
    ]
    assert groups.layers_named(themed, ("theme:transport",)) == ("rue", "rail")
    assert groups.group_by_theme(themed) == themed
    later = add_layers(themed, (layer("canal", Role.WATERCOURSE), layer("x", Role.POINTS)))
    later = groups.group_by_theme(later, ("canal",))
    assert groups.layers_named(later, ("theme:nature",)) == ("eau", "canal")
    assert later.layers[0].id == "x"
    moved = groups.move(later, ("theme:nature",), "", "x")
    assert groups.group_by_theme(moved).groups[0].id == "theme:nature"
    assert groups.is_by_theme(moved)
    assert not groups.is_by_theme(project)


def test_every_role_has_one_theme() -> None:
    listed = [role for roles in groups.THEMES.values() for role in roles]
    assert sorted(listed) == sorted(Role)


def test_what_is_unknown_is_refused() -> None:
    project = town()
    for refused in (
        lambda: groups.ungroup(project, "a"),
        lambda: groups.rename_group(project, "x", "y"),
        lambda: groups.group_layers(project, ("x",), ""),
        lambda: groups.move(project, ("a",), "x"),
        lambda: groups.move(project, ("a",), "", "x"),
        lambda: groups.remove_layers(project, ("x",)),
        lambda: groups.step(project, "x", 1),
    ):
        with pytest.raises(KeyError):
            refused()


def test_layers_that_were_strewn_are_gathered() -> None:
    project = groups.group_layers(town(), ("a", "b"), "Un")
    strewn = move_layer(project, "b", 4)
    assert spelt(strewn) == "[ab] c d e f"
    gathered = groups.rename_group(strewn, "group:1", "Deux")
    assert [x.id for x in gathered.layers] == list(NAMES)
    emptied = remove_layer(remove_layer(project, "a"), "b")
    assert groups.step(emptied, "c", 1).groups == ()


steps = st.lists(
    st.tuples(
        st.sampled_from(["group", "ungroup", "move", "into", "step", "remove", "theme", "undo",
                         "redo", "rename"]),
        st.sets(st.sampled_from(NAMES), min_size=1, max_size=3),
        st.integers(0, 5),
    ),
    max_size=25,
)  # fmt: skip


def changed(project: Project, what: str, ids: set[str], number: int) -> Project:
    """Return what a step makes of a project; the project itself where it means nothing."""
    there = tuple(x.id for x in project.layers if x.id in ids)
    group = project.groups[number % len(project.groups)].id if project.groups else ""
    tree = groups.branches(project)
    if what == "theme":
        return groups.group_by_theme(project)
    if not there:
        return project
    if what == "group":
        return groups.group_layers(project, there, "Groupe")
    if what == "remove":
        return groups.remove_layers(project, there[:1])
    if what == "step":
        return groups.step(project, group if number % 2 and group else there[0], number % 2 * 2 - 1)
    if what == "move":
        moved = (*there, *((group,) if group else ()))
        return groups.move(project, moved, "", tree[number % len(tree)].id)
    if not group:
        return project
    if what == "into":
        return groups.move(project, there, group)
    if what == "rename":
        return groups.rename_group(project, group, f"Groupe {number}")
    return groups.ungroup(project, group) if what == "ungroup" else project


@given(steps)
def test_the_tree_stays_whole_and_undo_brings_it_back(
    done: list[tuple[str, set[str], int]],
) -> None:
    session = Session(town())
    start = session.project
    for what, ids, number in done:
        before = session.project
        if what == "undo":
            session.undo()
        elif what == "redo":
            session.redo()
        else:
            after = changed(before, what, ids, number)
            assert apply_difference(before, difference(before, after)) == after
            removed = set(ids) if what == "remove" else set()
            assert {x.id for x in before.layers} - {x.id for x in after.layers} <= removed
            session.commit(what, after)
        project = session.project
        flat = [x for branch in groups.branches(project) for x in branch.layers]
        assert flat == list(project.layers)  # the layers of a group follow one another
        assert {x.id for x in project.groups} == {x.group for x in project.layers} - {""}
        assert len({x.id for x in project.layers}) == len(project.layers)
    while session.can_undo:
        session.undo()
    assert session.project == start
