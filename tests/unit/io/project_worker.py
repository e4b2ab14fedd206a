"""A process that has a project open and can be killed: one JSON command a line, one answer a line.

An answer is written only after the action is safe; then the parent may count on it.
"""

import json
import sys
from pathlib import Path

import msgspec
import pyarrow as pa

from jumeau.io.projects.project_file import OpenProject, create, open_project
from jumeau.model.changes import AddBuilding, PlaceModel
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.placed_model import Model
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
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    keep_state,
    new_edit,
    new_variant,
    payloads_kept,
    remove_edits,
)
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
    elif do == "variant":
        session.commit(do, add_variant(project, new_variant(project, name)))
    elif project.variants and do in DRAWN:
        session.commit(do, DRAWN[do](opened, project, name))


def _draw(opened: OpenProject, project: Project, name: str) -> Project:
    ring = ((0.1, 0.2), (9.0 + len(name), 0.2), (9.0, 7.0))
    return add_edits(
        project, project.variants[-1].id, new_edit(project, AddBuilding(ring, 6.3), title=name)
    )


def _place(opened: OpenProject, project: Project, name: str) -> Project:
    model = opened.store.temporary(".glb")
    model.write_bytes(f"model {name}".encode())
    placed = PlaceModel(Model(opened.store.adopt(model, PayloadKind.MODEL)), (3.0, 4.0))
    return add_edits(project, project.variants[0].id, new_edit(project, placed))


def _switch(opened: OpenProject, project: Project, name: str) -> Project:
    for variant in project.variants:
        for edit in variant.edits:
            return change_edit(project, variant.id, edit.id, on=not edit.on, comment=name)
    return project


def _keep(opened: OpenProject, project: Project, name: str) -> Project:
    kept = keep_state(project, project.variants[0].id, name, "2026-11-20")
    return remove_edits(kept, project.variants[0].id, *(x.id for x in project.variants[0].edits))


DRAWN = {"draw": _draw, "place": _place, "switch": _switch, "keep_state": _keep}


def facts(opened: OpenProject) -> dict[str, object]:
    project = opened.session.project
    lost = [x.sha256 for x in payloads_kept(project) if not opened.store.path(x).exists()]
    return {**msgspec.to_builtins(project), "lost_models": lost}


def main(path: Path) -> None:
    opened = open_project(path) if path.exists() else create(path, new_project("Essai"))
    answer = {"project": facts(opened), "recovered": opened.recovered}
    print(json.dumps(answer), flush=True)
    for line in sys.stdin:
        act(opened, json.loads(line))
        print(json.dumps({"project": facts(opened)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
