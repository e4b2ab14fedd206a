"""From a draft to a layer: coordinates in the project's CRS, the payload in the store."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, Reprojection, reprojection, same
from jumeau.io.features import encoded, examples, with_geometry
from jumeau.io.notices import as_invented
from jumeau.io.reading import Draft, RasterSource
from jumeau.io.schemas.recognise import EDITION_FROM
from jumeau.io.store import PayloadStore
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress
from jumeau.model.provenance import (
    Certainty,
    LeftOut,
    Provenance,
    SourceFile,
    Transformation,
)
from jumeau.model.roles import Role

BLOCK = 20_000
"""Features reprojected between two looks at whether the user has stopped."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where layers go: the project's horizontal and vertical CRS (empty where unknown)."""

    crs: str
    vertical: str


def keep_table(
    draft: Draft, target: Target, assumed: str | None, store: PayloadStore, progress: Progress
) -> Layer:
    """Reproject the features of a draft where needed, and put them into the store.

    Parameters
    ----------
    draft : Draft
        With a table.
    target : Target
        The project's CRS.
    assumed : str or None
        CRS of a draft that states none.
    store : PayloadStore
        Takes the table.
    progress : Progress
        May raise ``Cancelled``.
    """
    table, bounds, left_out = draft.content, draft.bounds, draft.left_out
    if not isinstance(table, pa.Table):
        raise TypeError("a raster has no features")
    done: tuple[Transformation, ...] = ()
    spatial = "geometry" in table.column_names
    if spatial:
        crs = _stated(draft, assumed)
        if not same(crs, target.crs):
            way = reprojection(crs, target.crs)
            table, bounds, lost = _reprojected(draft, table, way, progress)
            left_out, done = (*left_out, *lost), (way.record(),)
    progress(0.9, "storing")
    ref = store.add_table(table, target.crs if spatial else "")
    progress(1.0, "storing")
    return Layer(
        id=slug(draft.name) or draft.role.value,
        role=draft.role,
        payload=ref,
        title=draft.title,
        count=table.num_rows,
        bounds=bounds or (0.0, 0.0, 0.0, 0.0),
        fields=tuple(Field(f.name, str(f.type)) for f in table.schema if f.name != "geometry"),
        columns=draft.columns,
        key_field=draft.key_field,
        certainty=draft.certainty,
        provenance=_card(draft, target, done, spatial),
        left_out=left_out,
        repaired=draft.repaired,
    )


def keep_raster(
    draft: Draft,
    target: Target,
    assumed: str | None,
    store: PayloadStore,
    bounds: Bounds | None,
    progress: Progress,
) -> Layer:
    """Write the mosaic of a draft's tiles in the target CRS into the store.

    ``bounds`` is the part that is wanted, in the target CRS; the others as for
    :func:`keep_table`.
    """
    from jumeau.io.mosaic import write_mosaic

    source = draft.content
    if not isinstance(source, RasterSource):
        raise TypeError("a table has no cells")
    crs = _stated(draft, assumed)
    output = store.temporary(".tif")
    try:
        mosaic = write_mosaic(
            source.files,
            crs,
            target.crs,
            output,
            colour=source.colour,
            classes=source.classes,
            ground=draft.role is Role.TERRAIN,
            bounds=bounds,
            progress=progress,
        )
        ref = store.adopt(output, PayloadKind.RASTER)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    counted = (
        ("cells_without_data", mosaic.without_data),
        ("implausible_altitude", mosaic.implausible),
    )
    left_out = tuple(LeftOut(reason, count) for reason, count in counted if count)
    done = () if same(crs, target.crs) else (reprojection(crs, target.crs).record(),)
    facts = [("step", f"{mosaic.grid.step:g}")]
    if mosaic.resampled:
        facts.append(("resampled", "yes"))
    if mosaic.clipped:
        facts.append(("clipped", "yes"))
    card = _card(draft, target, done, True)
    provenance = msgspec.structs.replace(card, parameters=(*card.parameters, *facts))
    return Layer(
        id=slug(draft.name) or draft.role.value,
        role=draft.role,
        payload=ref,
        title=draft.title,
        count=mosaic.grid.rows * mosaic.grid.cols,
        bounds=mosaic.bounds,
        certainty=draft.certainty,
        provenance=provenance,
        left_out=(*draft.left_out, *left_out),
    )


def _stated(draft: Draft, assumed: str | None) -> str:
    crs = draft.crs or assumed
    if crs is None:
        raise InputError("crs.unstated", path=draft.name)
    return crs


def _card(
    draft: Draft, target: Target, done: tuple[Transformation, ...], spatial: bool
) -> Provenance:
    """Return the card with what was done to coordinates; altitudes are never changed, but said."""
    parameters = draft.provenance.parameters
    if spatial and draft.crs is None:
        parameters = (*parameters, ("crs_from", "user"))
    if draft.vertical:
        parameters = (*parameters, ("vertical", draft.vertical))
        if target.vertical and draft.vertical != target.vertical:
            left = Transformation(draft.vertical, target.vertical, "", vertical=True, done=False)
            done = (*done, left)
    return msgspec.structs.replace(
        draft.provenance,
        transformations=done,
        parameters=parameters,
        program=f"Jumeau {__version__}",
    )


def _reprojected(
    draft: Draft, table: pa.Table, way: Reprojection, progress: Progress
) -> tuple[pa.Table, Bounds, tuple[LeftOut, ...]]:
    """Return the table on the target's coordinates; altitudes stay as they are."""

    def move(coordinates: NDArray[Any]) -> NDArray[Any]:
        moved = coordinates.copy()
        moved[:, :2] = way(coordinates[:, :2])
        return moved

    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    moved = np.empty_like(shapes)
    for first in range(0, len(shapes), BLOCK):
        progress(0.8 * first / len(shapes), "reprojecting")
        block = shapes[first : first + BLOCK]
        high = np.asarray(shapely.has_z(block))
        for which, has_z in ((high, True), (~high, False)):
            if which.any():
                rows = first + np.flatnonzero(which)
                moved[rows] = shapely.transform(block[which], move, include_z=has_z)
    box = shapely.bounds(moved)
    lost = ~np.isfinite(box).all(axis=1)
    out_of_reach: tuple[LeftOut, ...] = ()
    if lost.any():
        names = table.column(draft.key_field).to_pylist() if draft.key_field else None
        rows = np.flatnonzero(lost)
        out_of_reach = (LeftOut("outside_crs", len(rows), examples(rows, names)),)
        table, moved, box = table.filter(pa.array(~lost)), moved[~lost], box[~lost]
        if not len(moved):
            raise InputError("crs.outside", crs=way.source, target=way.target)
    low, high_ = box[:, :2].min(axis=0).tolist(), box[:, 2:].max(axis=0).tolist()
    return with_geometry(table, encoded(moved)), (*low, *high_), out_of_reach


def slug(name: str) -> str:
    """Return a name as an id: lower case, without accents, words joined by underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def agreeing(layers: list[Layer]) -> list[Layer]:
    """Make the cards of layers that were loaded together agree.

    Without an edition in a file's name, each layer knows only when its own features last changed;
    together they tell the edition: the layers of one product take the newest date. And where one
    layer of a file says that it is invented, its other layers are too.
    """
    invented = {x.provenance.sources for x in map(_file, layers) if x.provenance.invented}
    layers = [_marked(layer, invented) for layer in layers]
    newest: dict[tuple[str, str], str] = {}
    for layer in layers:
        card = layer.provenance
        if card.product:
            known = newest.get((card.producer, card.product), "")
            newest[card.producer, card.product] = max(known, card.edition)
    return [_dated(layer, newest) for layer in layers]


def _file(layer: Layer) -> Layer:
    """Return the layer with its sources named by file alone."""
    files = tuple(msgspec.structs.replace(s, layer="") for s in layer.provenance.sources)
    card = msgspec.structs.replace(layer.provenance, sources=files)
    return msgspec.structs.replace(layer, provenance=card)


def _marked(layer: Layer, invented: set[tuple[SourceFile, ...]]) -> Layer:
    if layer.provenance.invented or _file(layer).provenance.sources not in invented:
        return layer
    card = as_invented(layer.provenance)
    return msgspec.structs.replace(layer, provenance=card, certainty=Certainty.ILLUSTRATION)


def _dated(layer: Layer, newest: dict[tuple[str, str], str]) -> Layer:
    card = layer.provenance
    best = newest.get((card.producer, card.product), "")
    guessed = not card.edition or any(name == EDITION_FROM for name, _ in card.parameters)
    if not guessed or best == card.edition:
        return layer
    others = tuple(p for p in card.parameters if p[0] != EDITION_FROM)
    parameters = (*others, (EDITION_FROM, "newest_of_product"))
    card = msgspec.structs.replace(card, edition=best, parameters=parameters)
    return msgspec.structs.replace(layer, provenance=card)
