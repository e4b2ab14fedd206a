"""The command ``views``: the views that a project keeps, in their order."""

from __future__ import annotations

import argparse

from jumeau.cli.output import print_json, print_lines
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import open_project
from jumeau.model.project import Project, forget_view
from jumeau.model.views import copy_view, move_view, rename_view, view_named


def views(options: argparse.Namespace, tr: Translator) -> int:
    """List the views of a project; rename, move, duplicate or forget one of them."""
    opened = open_project(options.project)
    try:
        session = opened.session
        for label, name, project in _changes(options, session.project):
            if project != session.project:
                session.commit(label, project, name=name)
        if session.dirty:
            opened.save()
        kept = session.project.views
        if options.json:
            print_json({"views": [{"name": x.name, "title": x.state.title} for x in kept]})
        else:
            print_lines(*(x.name for x in kept) if kept else [tr("shell.views.none")])
        return 0
    finally:
        opened.close()


def _changes(options: argparse.Namespace, project: Project) -> list[tuple[str, str, Project]]:
    """Return what was asked for, as the label of an action, a view's name and the new project."""
    found = []
    if options.rename:
        old, new = options.rename
        project = rename_view(_with(project, old), old, new)
        found.append(("rename_view", new, project))
    if options.move:
        name, place = options.move
        if not place.isdigit() or int(place) < 1:
            raise InputError("shell.place", got=place)
        project = move_view(_with(project, name), name, int(place) - 1)
        found.append(("move_view", name, project))
    if options.copy:
        name, twin = options.copy
        project = copy_view(_with(project, name), name, twin)
        found.append(("copy_view", name, project))
    if options.forget:
        project = forget_view(_with(project, options.forget), options.forget)
        found.append(("forget_view", options.forget, project))
    return found


def _with(project: Project, name: str) -> Project:
    """Return the project, which must have a view of this name."""
    if view_named(project, name) is None:
        known = ", ".join(view.name for view in project.views)
        raise InputError("shell.no_view", got=name, known=known or "\N{EN DASH}")
    return project
