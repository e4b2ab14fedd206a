"""What the keeper of a scene asks of its parts, and where their contents lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jumeau.model.payload import PayloadRef

if TYPE_CHECKING:
    import pyarrow

    from jumeau.io.projects.project_file import OpenProject


SNAPSHOT = "snapshot"
"""Who looks at small pictures that are drawn once."""


class CurrentStore:
    """The store of the open project, wherever "save as" has taken it meanwhile."""

    def __init__(self, opened: OpenProject) -> None:
        self._opened = opened

    def table(self, ref: PayloadRef, columns: Sequence[str] | None = None) -> pyarrow.Table:
        """Return a table of the store."""
        return self._opened.store.table(ref, columns)

    def path(self, ref: PayloadRef) -> Path:
        """Return a file of the store."""
        return self._opened.store.path(ref)


def is_variant(part: Any) -> bool:
    """Tell whether a part is a variant: it rests on the others, and follows gestures."""
    return bool(part.variant)


def is_hidden(part: Any, hidden: set[str]) -> bool:
    """Tell whether a part shows nothing for now: it can wait until the others are there."""
    return bool(part.layers) and all(layer.id in hidden for layer in part.layers)


def place_of_variant(part: Any) -> tuple[str, str]:
    """Return what a variant's part takes the place of another by."""
    return part.variant, part.stage
