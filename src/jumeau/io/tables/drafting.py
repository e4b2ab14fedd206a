"""A table that was read becomes a draft, with the place of its rows where columns tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Window
from jumeau.io.tables.positions import positions_of
from jumeau.io.vectors.drafts import Origin, drafts_of, in_window, stated_crs
from jumeau.io.vectors.features import encoded
from jumeau.model.progress import Progress, part
from jumeau.model.provenance import LeftOut


def table_drafts(
    origin: Origin, table: pa.Table, window: Window | None, progress: Progress
) -> Iterator[Draft]:
    """Return the drafts of a table of typed columns.

    Parameters
    ----------
    origin : Origin
        Where it comes from.
    table : pyarrow.Table
        Without a geometry column.
    window : Window, optional
        The part that is wanted; rows without a place are then left out with the others.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``vector.empty_layer``, ``vector.nothing_here``, ``vector.nothing_usable``.
    """
    if not table.num_rows:
        raise InputError("vector.empty_layer", path=origin.path.name, layer=origin.name)
    found = positions_of(table)
    progress(0.2, "reading")
    if found is None:
        yield from drafts_of(origin, table, None, None, progress)
        return
    shapes, missing = found.shapes, np.asarray(shapely.is_missing(found.shapes))
    if missing.any():
        lost = LeftOut("no_position", int(missing.sum()))
        origin = replace(origin, left_out=(*origin.left_out, lost))
        table, shapes = table.filter(pa.array(~missing)), shapes[~missing]
    if not {c.lower() for c in found.columns}.isdisjoint({"geometry"}) or len(found.columns) == 1:
        table = table.drop_columns(list(found.columns))
    progress(0.3, "reading")
    table = table.append_column("geometry", encoded(shapes))
    progress(0.4, "reading")
    near = in_window(table, window, stated_crs(found.crs, None)[0])
    if not near.num_rows:
        raise InputError("vector.nothing_here", path=origin.path.name, layer=origin.name)
    yield from drafts_of(origin, near, found.crs, "", part(progress, 0.4, 1.0))


def stem_of(path: Path) -> str:
    """Return a file's name without its extensions."""
    name = path.name
    if name.lower().endswith(".gz"):
        name = name[:-3]
    return name.rsplit(".", 1)[0]
