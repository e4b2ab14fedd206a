"""IFC as data: a model has its place in a variant, so it gives no layer, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.model.progress import Progress

CHUNK = 1 << 22
_SHAPES = re.compile(
    rb"=\s*IFC(?:FACETEDBREP|ADVANCEDBREP|EXTRUDEDAREASOLID|REVOLVEDAREASOLID|TRIANGULATEDFACESET"
    rb"|POLYGONALFACESET|SHELLBASEDSURFACEMODEL|FACEBASEDSURFACEMODEL|BOOLEAN\w*RESULT|SWEPT\w+"
    rb"|SURFACECURVESWEPTAREASOLID|CSGSOLID|BLOCK|MAPPEDITEM|SECTIONEDSOLID\w*)\s*\(",
    re.IGNORECASE,
)
_SCHEMA = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'", re.IGNORECASE)
_OVERLAP = 64


class IfcReader:
    """Files of IFC (ISO 16739, written as ISO 10303-21): see :mod:`jumeau.io.models`."""

    def describe(self, path: Path) -> list[Facts]:
        """Say why the file gives no layer.

        Raises
        ------
        InputError
            ``ifc.not_one``, ``ifc.without_geometry`` or ``ifc.not_yet``.
        """
        schema, shapes = looked_at(path)
        code = "ifc.not_yet" if shapes else "ifc.without_geometry"
        raise InputError(code, path=path.name, schema=schema)

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Say why the file gives no layer, as :meth:`describe` does."""
        progress(0.0, "reading")
        self.describe(path)
        yield from ()


def looked_at(path: Path) -> tuple[str, bool]:
    """Return the schema of a file, and whether it holds a body."""
    with open(path, "rb") as file:
        head = file.read(CHUNK)
        if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"ISO-10303-21"):
            raise InputError("ifc.not_one", path=path.name)
        schema = _SCHEMA.search(head)
        name = schema.group(1).decode("ascii", "replace")[:40] if schema else ""
        if not name.upper().startswith("IFC") or b"DATA;" not in head:
            raise InputError("ifc.not_one", path=path.name)
        data = head
        while data:
            if _SHAPES.search(data):
                return name, True
            block = file.read(CHUNK)
            data = data[-_OVERLAP:] + block if block else b""
    return name, False
