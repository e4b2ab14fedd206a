"""The form of ``project.json``: an integer schema, stable tags, migrations from dict to dict."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from jumeau import __version__
from jumeau.errors import ProjectError
from jumeau.io.atomic import writing
from jumeau.model.project import Project
from jumeau.model.view_state import ViewState

SCHEMA = 3
FORMAT = "jumeau-project"


def v1_to_v2(raw: dict[str, Any]) -> dict[str, Any]:
    """Wrap the changes of variants: an edit has an id and what people say about it."""
    variants = []
    for variant in raw.get("project", {}).get("variants", ()):
        edits = [
            {"id": f"{variant['id']}-{number}", "change": change}
            for number, change in enumerate(variant.get("edits", ()), 1)
        ]
        variants.append({**variant, "edits": edits})
    return {**raw, "schema": 2, "project": {**raw.get("project", {}), "variants": variants}}


def v2_to_v3(raw: dict[str, Any]) -> dict[str, Any]:
    """Leave all as it is: what is new, the record of an analysis on a layer, has been absent."""
    return {**raw, "schema": 3}


# From a schema to the next one. A function stays here for ever once a release has written it.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: v1_to_v2,
    2: v2_to_v3,
}


class Saved(msgspec.Struct, frozen=True):
    """The content of ``project.json``.

    ``journal`` is the number of the last journal entry that the project holds.
    """

    format: str
    schema: int
    program: str
    journal: int
    project: Project


def encode(project: Project, journal: int) -> bytes:
    """Return ``project.json`` for a project, the same bytes for the same project."""
    saved = Saved(FORMAT, SCHEMA, __version__, journal, project)
    return msgspec.json.format(msgspec.json.encode(saved), indent=1) + b"\n"


def decode(content: bytes, path: Path) -> Saved:
    """Return what a ``project.json`` holds, brought to today's schema.

    Raises
    ------
    ProjectError
        ``project.damaged`` or ``project.newer``.
    """
    try:
        raw = json.loads(content)
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            raise ProjectError("project.damaged", path=path, detail=f"format is not {FORMAT!r}")
        schema = raw.get("schema")
        if not isinstance(schema, int):
            raise ProjectError("project.damaged", path=path, detail="schema is not a number")
        if schema > SCHEMA:
            raise ProjectError(
                "project.newer", path=path, schema=schema, known=SCHEMA, program=raw.get("program")
            )
        while schema < SCHEMA:
            raw = MIGRATIONS[schema](raw)
            schema += 1
        return msgspec.convert(raw, Saved)
    except (ValueError, KeyError) as error:  # msgspec.ValidationError is a ValueError
        raise ProjectError("project.damaged", path=path, detail=str(error)) from error


def write_view(path: Path, view: ViewState) -> None:
    """Write the view that the project was left with."""
    with writing(path) as temporary:
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(view), indent=1) + b"\n")


def read_view(path: Path) -> ViewState | None:
    """Return the view that the project was left with; None where none can be read.

    A view is a convenience: a damaged one never keeps a project from opening.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=ViewState)
    except (OSError, ValueError):
        return None
