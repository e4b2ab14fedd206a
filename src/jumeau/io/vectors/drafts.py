"""From a table with geometries to drafts: checked, split by family, recognised, documented.

What every reader of features shares, whatever it reads the table with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import shapely

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, reprojection, split
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.schemas.recognise import Recognised, recognise
from jumeau.io.vectors import axes
from jumeau.io.vectors.features import Checked, check, encoded, with_geometry
from jumeau.model.progress import Progress
from jumeau.model.provenance import LeftOut, SourceFile

_ANY_THIRD = "EPSG:4979"
"""What GDAL says of any GeoJSON with a third coordinate, whatever its altitudes refer to."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table comes from.

    Attributes
    ----------
    path : Path
        The file.
    name : str
        Of the layer, for the user.
    layer : str
        Its name in the file; empty where the file has but one.
    left_out, repaired : tuple of LeftOut
        What reading itself lost or mended.
    """

    path: Path
    name: str
    layer: str = ""
    left_out: tuple[LeftOut, ...] = ()
    repaired: tuple[LeftOut, ...] = ()

    @property
    def file(self) -> tuple[SourceFile, ...]:
        """The card's line for the file."""
        return (SourceFile(self.path.name, self.path.stat().st_size, layer=self.layer),)


def family_of(kind: str | None) -> str:
    """Return the family of GDAL's name of a geometry type; empty when it may be any."""
    if kind is None:
        return "table"
    for word, family in (("Polygon", "polygons"), ("Surface", "polygons"), ("Line", "lines"),
                         ("Curve", "lines"), ("Point", "points")):  # fmt: skip
        if word in kind:
            return family
    return ""


def stated_crs(text: str | None, bounds: Bounds | None) -> tuple[str | None, str]:
    """Return horizontal and vertical CRS; degrees count only where they can be true."""
    if not text:
        return None, ""
    try:
        plane, vertical = split(text)
    except InputError:
        return None, ""
    if vertical == _ANY_THIRD:
        vertical = ""
    if plane == "EPSG:4326" and bounds is not None and not _within(bounds, axes.WORLD):
        return None, ""
    return plane, vertical


def _within(box: Bounds, around: Bounds) -> bool:
    return (
        box[0] >= around[0] and box[1] >= around[1] and box[2] <= around[2] and box[3] <= around[3]
    )


def likely_bounds(bounds: Bounds | None, crs: str | None) -> Bounds | None:
    """Return the box that a layer will have once swapped axes are put right."""
    if bounds is not None and crs == "EPSG:4326" and axes.swapped(bounds):
        return axes.turned(bounds)
    return bounds


def window_box(window: Window | None, crs: str | None) -> Bounds | None:
    """Return a window in a layer's CRS; None where there is none."""
    if window is None:
        return None
    own = crs or window.assumed or window.crs
    if own == window.crs:
        return window.bounds
    return reprojection(own, window.crs).box(window.bounds, backwards=True)


def in_window(table: pa.Table, window: Window | None, crs: str | None) -> pa.Table:
    """Return the features of a table that touch a window, and those without a geometry."""
    box = window_box(window, crs)
    if box is None or "geometry" not in table.column_names:
        return table
    shapes = shapely.from_wkb(
        table.column("geometry").to_numpy(zero_copy_only=False), on_invalid="ignore"
    )
    with np.errstate(invalid="ignore"):
        boxes = shapely.bounds(shapes)
        near = (boxes[:, :2] <= box[2:]).all(axis=1) & (boxes[:, 2:] >= box[:2]).all(axis=1)
    return table.filter(pa.array(near))


def drafts_of(
    origin: Origin,
    table: pa.Table,
    crs_text: str | None,
    kind: str | None,
    progress: Progress,
) -> Iterator[Draft]:
    """Check the geometries of a table and give one draft a family.

    Parameters
    ----------
    origin : Origin
        Where it comes from.
    table : pyarrow.Table
        With WKB in ``geometry``, or without geometries.
    crs_text : str or None
        What the source says of its CRS.
    kind : str or None
        GDAL's name of the geometry type; None for a table.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``vector.nothing_usable``.
    """
    fields = [c for c in table.column_names if c != "geometry"]
    if "geometry" not in table.column_names:
        found = recognise(fields, origin.name, "table", table, origin.path)
        yield draft_of(origin, found, origin.name, table, None, "", None, (), ())
        return
    hint = recognise(fields, origin.name, family_of(kind))
    names = table.column(hint.key_field).to_pylist() if hint.key_field else None
    parts = check(table, names, progress)
    if not parts:
        raise InputError("vector.nothing_usable", path=origin.path.name, layer=origin.name,
                         count=table.num_rows)  # fmt: skip
    del table
    for at, checked in enumerate(parts):
        checked, crs, vertical = placed(checked, crs_text)
        found = recognise(fields, origin.name, checked.family.value, checked.table, origin.path)
        name = origin.name if not at else f"{origin.name}-{checked.family.value}"
        yield draft_of(
            origin, found, name, checked.table, crs, vertical, checked.bounds,
            checked.left_out, (*checked.repaired, *found.gaps),
        )  # fmt: skip


def placed(checked: Checked, crs_text: str | None) -> tuple[Checked, str | None, str]:
    """Return features with their axes in the right order, their CRS and their vertical CRS."""
    crs, vertical = stated_crs(crs_text, checked.bounds)
    if crs != "EPSG:4326" or not axes.swapped(checked.bounds):
        return checked, crs, vertical
    wkb = encoded(axes.exchanged(checked.table.column("geometry")))
    put_right = LeftOut("swapped_axes", checked.table.num_rows)
    mended = Checked(
        checked.family, with_geometry(checked.table, wkb), axes.turned(checked.bounds),
        checked.left_out, (*checked.repaired, put_right),
    )  # fmt: skip
    return mended, crs, vertical


def draft_of(
    origin: Origin,
    found: Recognised,
    name: str,
    table: pa.Table,
    crs: str | None,
    vertical: str,
    bounds: Bounds | None,
    left_out: tuple[LeftOut, ...],
    repaired: tuple[LeftOut, ...],
) -> Draft:
    """Return a draft with its provenance."""
    provenance = msgspec.structs.replace(found.provenance, sources=origin.file)
    return Draft(
        role=found.role, name=name, content=table, crs=crs, title=found.title, vertical=vertical,
        bounds=bounds, columns=found.columns, key_field=found.key_field, provenance=provenance,
        certainty=found.certainty, left_out=(*origin.left_out, *left_out),
        repaired=(*origin.repaired, *repaired), instant=found.instant,
    )  # fmt: skip


def facts_of(path: Path, drafts: Iterable[Draft | Problem]) -> list[Facts]:
    """Return what is known of drafts that were read, for formats that tell nothing at a glance.

    Raises
    ------
    InputError
        The first problem, where nothing could be read.
    """
    found: list[Facts] = []
    problems: list[Problem] = []
    for draft in drafts:
        if isinstance(draft, Problem):
            problems.append(draft)
            continue
        table: Any = draft.content
        fields = tuple((f.name, str(f.type)) for f in table.schema if f.name != "geometry")
        spatial = "geometry" in table.column_names
        kind = _kind(table) if spatial else ""
        found.append(Facts(path, draft.name, draft.role, table.num_rows, kind, draft.crs,
                           draft.bounds, fields, draft.vertical))  # fmt: skip
    if not found and problems:
        raise problems[0].error
    return found


def _kind(table: pa.Table) -> str:
    first = shapely.from_wkb(table.column("geometry")[0].as_py())
    return str(first.geom_type)
