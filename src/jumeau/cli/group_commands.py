"""The command ``group``: the groups of the layer tree."""

from __future__ import annotations

import argparse

from jumeau.cli.output import print_json, print_lines
from jumeau.cli.project_commands import layer_named
from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.projects.project_file import open_project
from jumeau.model import groups
from jumeau.model.project import Project
from jumeau.titles import group_title, title_of


def group(options: argparse.Namespace, tr: Translator) -> int:
    """Group layers, sort them by theme, or dissolve a group; without options, tell the groups."""
    opened = open_project(options.project)
    try:
        session = opened.session
        label, project = _changed(session.project, options, tr)
        if project != session.project:
            session.commit(label, project)
            opened.save()
        _tell(session.project, options, tr)
        return 0
    finally:
        opened.close()


def _changed(project: Project, options: argparse.Namespace, tr: Translator) -> tuple[str, Project]:
    if options.by_theme:
        return "group_by_theme", groups.group_by_theme(project)
    if options.remove:
        return "ungroup", groups.ungroup(project, _group_titled(project, options.remove, tr))
    if options.title and not options.layers:
        raise InputError("group.what")
    if not options.title:
        return "", project
    ids = [layer_named(project, name).id for name in options.layers]
    return "group", groups.group_layers(project, ids, options.title)


def _group_titled(project: Project, title: str, tr: Translator) -> str:
    """Return the id of a group; ``group.unknown`` names those there are."""
    titles = {group_title(x, tr): x.id for x in project.groups}
    if title not in titles:
        known = ", ".join(titles) or "\N{EN DASH}"
        raise InputError("group.unknown", title=title, known=known)
    return titles[title]


def _tell(project: Project, options: argparse.Namespace, tr: Translator) -> None:
    found = [x for x in groups.branches(project) if x.group is not None]
    if options.json:
        alone = [x.id for x in groups.branches(project) if x.group is None]
        listed = [
            {
                "id": x.id,
                "title": group_title(x.group, tr) if x.group else "",
                "layers": [layer.id for layer in x.layers],
            }
            for x in found
        ]
        print_json({"groups": listed, "alone": alone})
        return
    lines = [
        tr(
            "cli.say.group",
            title=group_title(x.group, tr),
            layers=", ".join(title_of(layer, tr) for layer in x.layers),
        )
        for x in found
        if x.group is not None
    ]
    print_lines(*(lines or [tr("cli.say.group_none")]))
