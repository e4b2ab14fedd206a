"""The views that a project keeps: in which order, under which names, brought up to date."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from jumeau.model.project import Project, replaced
from jumeau.model.view_state import NamedView, ViewState


def rename_view(project: Project, old: str, new: str) -> Project:
    """Return the project with a view under another name; as it is where that name is taken."""
    if not new or any(view.name == new for view in project.views):
        return project
    return _changed(project, old, lambda view: _named(view, new))


def move_view(project: Project, name: str, place: int) -> Project:
    """Return the project with a view at another place of the list (0 is the first)."""
    view = view_named(project, name)
    if view is None:
        return project
    others = [x for x in project.views if x is not view]
    others.insert(max(0, min(place, len(others))), view)
    return replaced(project, views=tuple(others))


def update_view(project: Project, name: str, state: ViewState) -> Project:
    """Return the project with a view that shows something else; its title stays."""

    def updated(view: NamedView) -> NamedView:
        return NamedView(view.name, msgspec.structs.replace(state, title=view.state.title))

    return _changed(project, name, updated)


def copy_view(project: Project, name: str, copy: str) -> Project:
    """Return the project with a view once more, right after itself, under another name."""
    view = view_named(project, name)
    if view is None or view_named(project, copy) is not None:
        return project
    place = project.views.index(view) + 1
    twin = _named(view, copy)
    return replaced(project, views=(*project.views[:place], twin, *project.views[place:]))


def view_named(project: Project, name: str) -> NamedView | None:
    """Return a view by its name; None where there is none such."""
    return next((view for view in project.views if view.name == name), None)


def free_name(project: Project, wanted: Callable[[int], str], first: int) -> str:
    """Return the first name that no view bears; ``wanted`` spells the name of a number."""
    taken = {view.name for view in project.views}
    number = first
    while wanted(number) in taken:
        number += 1
    return wanted(number)


def _changed(project: Project, name: str, change: Callable[[NamedView], NamedView]) -> Project:
    views = tuple(change(view) if view.name == name else view for view in project.views)
    return replaced(project, views=views)


def _named(view: NamedView, name: str) -> NamedView:
    """Return a view under another name; a title that ended with the old one follows."""
    title = view.state.title
    if title.endswith(view.name):
        title = title.removesuffix(view.name) + name
    return NamedView(name, msgspec.structs.replace(view.state, title=title))
