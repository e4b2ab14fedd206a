"""A process that has a project open and can be killed: one JSON command a line, one answer a line.

An answer is written only after the action is safe; then the parent may count on it.
"""

import json
import sys
from pathlib import Path

import msgspec
import pyarrow as pa

from jumeau.io.projects.project_file import OpenProject, create, open_project
from jumeau.model.layer import Layer
from jumeau.model.project import (
    Project,
    add_layers,
    change_layer,
    keep_view,
    move_layer,
    new_project,
    remove_layer,
    rename,
)
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState


def act(opened: OpenProject, command: dict[str, str]) -> None:
    session, project = opened.session, opened.session.project
    do, name = command["do"], command.get("name", "")
    ids = [layer.id for layer in project.layers]
    if do == "undo":
        session.undo()
    elif do == "redo":
        session.redo()
    elif do == "save":
        opened.save()
    elif do == "rename":
        session.commit(do, rename(project, name), name=name)
    elif do == "keep_view":
        session.commit(do, keep_view(project, name, ViewState(title=name)), name=name)
    elif do == "add":
        ref = opened.store.add_table(pa.table({"nom": [name]}), "")
        session.commit(do, add_layers(project, (Layer(id=name, role=Role.TABLE, payload=ref),)))
    elif ids and do == "remove":
        session.commit(do, remove_layer(project, ids[0]))
    elif ids and do == "retitle":
        session.commit(do, change_layer(project, ids[-1], title=name), title=name)
    elif ids and do == "move":
        session.commit(do, move_layer(project, ids[-1], 0))


def facts(project: Project) -> dict[str, object]:
    return msgspec.to_builtins(project)


def main(path: Path) -> None:
    opened = open_project(path) if path.exists() else create(path, new_project("Essai"))
    answer = {"project": facts(opened.session.project), "recovered": opened.recovered}
    print(json.dumps(answer), flush=True)
    for line in sys.stdin:
        act(opened, json.loads(line))
        print(json.dumps({"project": facts(opened.session.project)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
