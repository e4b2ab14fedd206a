"""From a draft of bodies to a layer: every vertex in the project's CRS, textures in the store."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.bodies import boxes, vertex_start
from jumeau.geometry.crs import Reprojection, reprojection, same
from jumeau.geometry.surfaces import Surfaces, decode_surfaces
from jumeau.geometry.vertical import HeightWay
from jumeau.io.citymodels.pictures import picture_suffix
from jumeau.io.citymodels.table import encoded
from jumeau.io.geometry_column import wkb_buffers
from jumeau.io.keeping import Target, _card, _stated, heights_of, layer_of
from jumeau.io.reading import Draft
from jumeau.io.store import PayloadStore
from jumeau.io.vectors.features import examples, with_geometry
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.progress import Progress
from jumeau.model.provenance import LeftOut

VERTICES = 500_000
"""Vertices reprojected between two looks at whether the user has stopped."""


def keep_surfaces(
    draft: Draft, target: Target, assumed: str | None, store: PayloadStore, progress: Progress
) -> Layer:
    """Reproject the vertices of bodies where needed, and put bodies and textures into the store.

    Surfaces stay as they are: none is mended, turned, merged or dropped, so what is counted by
    surface and by vertex (types, colours, textures) still fits.

    Parameters
    ----------
    draft : Draft
        With a table of bodies, see :mod:`jumeau.model.canonical`.
    target : Target
        The project's CRS.
    assumed : str or None
        CRS of a draft that states none.
    store : PayloadStore
        Takes the table and the pictures.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``crs.unstated``, ``crs.outside`` when no body has a place in the project's CRS.
    """
    table = draft.content
    if not isinstance(table, pa.Table):
        raise TypeError("bodies stand in a table")
    crs = _stated(draft, assumed)
    bodies = decode_surfaces(*wkb_buffers(table.column("geometry")))
    left_out = draft.left_out
    box = boxes(bodies)
    way = None if same(crs, target.crs) else reprojection(crs, target.crs, draft.bounds)
    heights = heights_of(draft, crs, target)
    rise = heights if heights is not None and heights.known else None
    if way is not None or rise is not None:
        bodies = _moved(bodies, way, rise, progress)
        box = boxes(bodies)
        start = vertex_start(bodies)
        wrong = np.concatenate([[0], np.cumsum(~np.isfinite(bodies.xyz).all(axis=1))])
        lost = np.diff(wrong[start]) > 0
        geometry = encoded(bodies)
        table = with_geometry(table, pa.chunked_array([geometry]))
        if lost.any():
            if lost.all():
                raise InputError("crs.outside", crs=crs, target=target.crs)
            names = table.column(draft.key_field).to_pylist() if draft.key_field else None
            rows = np.flatnonzero(lost)
            out = LeftOut("outside_crs", len(rows), examples(rows, names))
            left_out = (*left_out, out)
            table, box = table.filter(pa.array(~lost)), box[~lost]
    transformations = () if way is None else (way.record(),)
    progress(0.8, "storing")
    images = tuple(_adopted(path, store) for path in draft.images)
    progress(0.9, "storing")
    ref = store.add_table(table, target.crs)
    progress(1.0, "storing")
    low, high = np.nanmin(box[:, :2], axis=0).tolist(), np.nanmax(box[:, 3:5], axis=0).tolist()
    own = {name for _, name in draft.columns if name.startswith("surface_")}
    return layer_of(
        draft,
        ref,
        count=table.num_rows,
        bounds=(low[0], low[1], high[0], high[1]),
        fields=tuple(
            Field(f.name, str(f.type))
            for f in table.schema
            if f.name != "geometry" and f.name not in own
        ),
        provenance=_card(draft, target, transformations, True, heights),
        left_out=left_out,
        images=images,
    )


def _moved(
    bodies: Surfaces, way: Reprojection | None, rise: HeightWay | None, progress: Progress
) -> Surfaces:
    xyz: NDArray[Any] = bodies.xyz.copy()
    for first in range(0, len(xyz), VERTICES):
        progress(0.8 * first / len(xyz), "reprojecting")
        block = slice(first, first + VERTICES)
        if rise is not None:
            xyz[block, 2] = rise(xyz[block, :2], xyz[block, 2])
        if way is not None:
            xyz[block, :2] = way(xyz[block, :2])
    return replace(bodies, xyz=xyz)


def _adopted(path: Path, store: PayloadStore) -> PayloadRef:
    with open(path, "rb") as file:
        suffix = picture_suffix(file.read(8)) or path.suffix.lower()
    copy = store.temporary(suffix)
    try:
        shutil.copyfile(path, copy)
        return store.adopt(copy, PayloadKind.IMAGE)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
