"""From a draft to a layer: coordinates in the project's CRS, the payload in the store.

Heights are moved to the project's vertical system where the way is known, and left with a word on
the card where it is not: see :mod:`jumeau.geometry.vertical`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, Reprojection, reprojection, same
from jumeau.geometry.vertical import HeightWay, height_way
from jumeau.io.notices import as_invented
from jumeau.io.reading import Draft, PointSource, RasterSource
from jumeau.io.schemas.recognise import EDITION_FROM
from jumeau.io.store import PayloadStore
from jumeau.io.vectors.features import encoded, examples, with_geometry
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.progress import Progress, part
from jumeau.model.provenance import (
    Certainty,
    LeftOut,
    Provenance,
    SourceFile,
    Transformation,
)
from jumeau.model.roles import Role

ALTITUDES = frozenset({Role.TERRAIN, Role.SURFACE_MODEL})
"""Rasters whose cells are altitudes."""
BLOCK = 20_000
"""Features reprojected between two looks at whether the user has stopped."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where layers go: the project's horizontal and vertical CRS (empty where unknown)."""

    crs: str
    vertical: str


def keep(
    draft: Draft,
    target: Target,
    assumed: str | None,
    store: PayloadStore,
    bounds: Bounds | None,
    progress: Progress,
) -> Layer:
    """Put a draft into the store, whatever it holds; parameters as for :func:`keep_raster`."""
    if isinstance(draft.content, RasterSource):
        return keep_raster(draft, target, assumed, store, bounds, progress)
    if isinstance(draft.content, PointSource):
        from jumeau.io.points.keeping import keep_points

        return keep_points(draft, target, assumed, store, bounds, progress)
    if any(name == "surface_types" for name, _ in draft.columns):
        from jumeau.io.citymodels.keeping import keep_surfaces

        return keep_surfaces(draft, target, assumed, store, progress)
    return keep_table(draft, target, assumed, store, progress)


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
    heights: HeightWay | None = None
    spatial = "geometry" in table.column_names
    if spatial:
        crs = _stated(draft, assumed)
        heights = heights_of(draft, crs, target)
        moving = heights if heights is not None and heights.known else None
        way = None if same(crs, target.crs) else reprojection(crs, target.crs, draft.bounds)
        if way is not None or moving is not None:
            table, bounds, lost = _reprojected(draft, table, way, moving, progress)
            left_out = (*left_out, *lost)
        done = () if way is None else (way.record(),)
    progress(0.9, "storing")
    ref = store.add_table(table, target.crs if spatial else "")
    progress(1.0, "storing")
    return layer_of(
        draft,
        ref,
        count=table.num_rows,
        bounds=bounds or (0.0, 0.0, 0.0, 0.0),
        fields=tuple(Field(f.name, str(f.type)) for f in table.schema if f.name != "geometry"),
        provenance=_card(draft, target, done, spatial, heights),
        left_out=left_out,
    )


def layer_of(
    draft: Draft,
    ref: PayloadRef,
    *,
    count: int,
    bounds: Bounds,
    provenance: Provenance,
    left_out: tuple[LeftOut, ...],
    fields: tuple[Field, ...] = (),
    images: tuple[PayloadRef, ...] = (),
) -> Layer:
    """Return the layer of a draft whose content is in the store; parameters as for ``Layer``."""
    return Layer(
        id=slug(draft.name) or draft.role.value,
        role=draft.role,
        payload=ref,
        title=draft.title,
        count=count,
        bounds=bounds,
        fields=fields,
        columns=draft.columns,
        key_field=draft.key_field,
        certainty=draft.certainty,
        provenance=provenance,
        left_out=left_out,
        repaired=draft.repaired,
        style=draft.style,
        unit=draft.unit,
        instant=draft.instant,
        validity=draft.validity,
        images=images,
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
    from jumeau.io.rasters.mosaic import write_mosaic

    source = draft.content
    if not isinstance(source, RasterSource):
        raise TypeError("a table has no cells")
    crs = _stated(draft, assumed)
    way = None if same(crs, target.crs) else reprojection(crs, target.crs, draft.bounds)
    heights = None
    if draft.role in ALTITUDES:
        box = draft.bounds if way is None or draft.bounds is None else way.box(draft.bounds)
        heights = height_way(target.crs, draft.vertical, target.vertical, box)
    output = store.temporary(".tif")
    try:
        mosaic = write_mosaic(
            source,
            crs,
            target.crs,
            output,
            ground=draft.role is Role.TERRAIN,
            heights=heights,
            bounds=bounds,
            progress=part(progress, 0.0, 0.95),
        )
        ref = store.adopt(output, PayloadKind.RASTER, progress)
    except BaseException:
        output.unlink(missing_ok=True)
        raise
    counted = (
        ("cells_without_data", mosaic.without_data),
        ("implausible_altitude", mosaic.implausible),
    )
    left_out = tuple(LeftOut(reason, count) for reason, count in counted if count)
    done = () if way is None else (way.record(),)
    facts = [("step", f"{mosaic.grid.step:g}")]
    if mosaic.resampled:
        facts.append(("resampled", "yes"))
    if mosaic.coarser > 1:
        facts.append(("coarser", str(mosaic.coarser)))
    if mosaic.clipped:
        facts.append(("clipped", "yes"))
    # Heights above ground, classes and temperatures are no altitudes, whatever the header says.
    said = draft if draft.role in ALTITUDES else replace(draft, vertical="")
    card = _card(said, target, done, True, heights)
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
        style=draft.style,
        unit=draft.unit,
        instant=draft.instant,
        validity=draft.validity,
    )


def _stated(draft: Draft, assumed: str | None) -> str:
    crs = draft.crs or assumed
    if crs is None:
        raise InputError("crs.unstated", path=draft.name)
    return crs


def heights_of(draft: Draft, crs: str, target: Target) -> HeightWay | None:
    """Return the way of a draft's heights to the project's vertical system.

    Parameters
    ----------
    draft : Draft
        What was read.
    crs : str
        Its horizontal CRS, in which the way takes places.
    target : Target
        The project's CRS.

    Returns
    -------
    HeightWay or None
        None where heights stay as they are without a word; see
        :func:`jumeau.geometry.vertical.height_way`.
    """
    return height_way(crs, draft.vertical, target.vertical, draft.bounds)


def _card(
    draft: Draft,
    target: Target,
    done: tuple[Transformation, ...],
    spatial: bool,
    heights: HeightWay | None = None,
) -> Provenance:
    """Return the card with what was done to coordinates, and to heights or why not.

    Parameters
    ----------
    heights : HeightWay, optional
        The way that heights went, or that is barred. Without it, heights of another system than
        the project's are said to be as they were.
    """
    parameters = draft.provenance.parameters
    if spatial and draft.crs is None:
        parameters = (*parameters, ("crs_from", "user"))
    if draft.vertical:
        parameters = (*parameters, ("vertical", draft.vertical))
        if heights is not None:
            done = (*done, heights.record())
            if not heights.known:
                lacking = heights.operation
                told = ("grid_missing", lacking) if lacking else ("no_height_way", "yes")
                parameters = (*parameters, told)
        elif target.vertical and height_way("EPSG:4326", draft.vertical, target.vertical):
            left = Transformation(draft.vertical, target.vertical, "", vertical=True, done=False)
            done = (*done, left)
    return msgspec.structs.replace(
        draft.provenance,
        transformations=done,
        parameters=parameters,
        program=f"Jumeau {__version__}",
    )


def _reprojected(
    draft: Draft,
    table: pa.Table,
    way: Reprojection | None,
    heights: HeightWay | None,
    progress: Progress,
) -> tuple[pa.Table, Bounds, tuple[LeftOut, ...]]:
    """Return the table on the target's coordinates, its heights in the target's system."""

    def move(coordinates: NDArray[Any]) -> NDArray[Any]:
        moved = coordinates.copy()
        if way is not None:
            moved[:, :2] = way(coordinates[:, :2])
        if heights is not None and coordinates.shape[1] == 3:
            moved[:, 2] = heights(coordinates[:, :2], coordinates[:, 2])
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
            raise InputError("crs.outside", crs=draft.crs or "", target=way.target if way else "")
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
    if not best or not guessed or best == card.edition:
        return layer
    others = tuple(p for p in card.parameters if p[0] != EDITION_FROM)
    parameters = (*others, (EDITION_FROM, "newest_of_product"))
    card = msgspec.structs.replace(card, edition=best, parameters=parameters)
    return msgspec.structs.replace(layer, provenance=card)
