"""What a simulation gave back, as layers of the project: payloads in the store, cards."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau import __version__
from jumeau.errors import InputError
from jumeau.io.store import Payloads, PayloadStore
from jumeau.model.analysis import Analysis
from jumeau.model.inputs import NO_TREES, NOISE, layers_that_count
from jumeau.model.layer import Field, Layer, is_estimated_ground
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project
from jumeau.model.provenance import Access, Certainty, Provenance, worst
from jumeau.model.results import UNSURVEYED
from jumeau.model.roles import Role
from jumeau.model.variants import variant_of

SURVEYED = "surveyed"
_TOLD = ("trees", "cell", "year")
"""What was asked and is told on the card; the rest follows from the result itself."""


class _Parts(msgspec.Struct):
    """What all layers of a run share."""

    card: Provenance
    certainty: Certainty
    access: Access
    analysis: Analysis


def result_layers(
    project: Project,
    store: PayloadStore,
    analysis: Analysis,
    role: Role,
    lines_role: Role | None,
    unit: str,
    results: Any,
    progress: Progress = silent,
) -> tuple[Layer, ...]:
    """Put results into the store and return their layers, the ground below.

    Parameters
    ----------
    analysis : Analysis
        The record that all of them bear.
    role, lines_role : Role
        Of values, and of lines of equal value or of zones between them.
    unit : str
        Of the values.
    results : Results
        :class:`jumeau.simulation.analyses.request.Results`, whose arrays are read here.
    """
    parts = _parts(project, analysis, results)
    made: list[Layer] = []
    if results.raster is not None:
        from jumeau.io.rasters.result_cells import add_cells

        raster = results.raster
        ref = add_cells(
            store, raster.values, raster.west, raster.north, raster.step, project.crs, progress
        )
        made.append(_layer(f"{role.value}_ground", role, ref, raster.bounds, parts,
                           raster.values.size, unit))  # fmt: skip
    if results.walls is not None and len(results.walls.samples.points):
        from jumeau.io.samples.keeping import write_samples

        walls = results.walls
        ref = write_samples(store, walls.samples, project.crs, walls.layers, walls.layer)
        xy = walls.samples.points[:, :2]
        box = (*xy.min(0).tolist(), *xy.max(0).tolist())
        made.append(_layer(f"{role.value}_walls", role, ref, box, parts, len(xy), unit))
    if results.lines is not None and lines_role is not None and results.lines.lines:
        ref, box = _add_lines(store, results.lines, project.crs)
        layer = _layer(lines_role.value, lines_role, ref, box, parts, len(results.lines.lines), "")
        made.append(
            msgspec.structs.replace(
                layer, fields=(Field("hours", "double", unit),), columns=(("hours", "hours"),)
            )
        )
    if results.zones is not None and lines_role is not None and results.zones.polygons:
        zones = results.zones
        ref, box = _add_table(store, "level", zones.levels, zones.polygons, project.crs)
        layer = _layer(lines_role.value, lines_role, ref, box, parts, len(zones.polygons), unit)
        made.append(
            msgspec.structs.replace(
                layer, fields=(Field("level", "double", unit),), columns=(("level", "level"),)
            )
        )
    return tuple(reversed(made))


def _layer(
    layer_id: str,
    role: Role,
    ref: PayloadRef,
    bounds: tuple[float, ...],
    parts: _Parts,
    count: int,
    unit: str,
) -> Layer:
    box = (bounds[0], bounds[1], bounds[2], bounds[3])
    return Layer(
        layer_id, role, ref, count=count, bounds=box, unit=unit, certainty=parts.certainty,
        access=parts.access, provenance=parts.card, analysis=parts.analysis,
    )  # fmt: skip


def _add_lines(store: PayloadStore, lines: Any, crs: str) -> tuple[PayloadRef, tuple[float, ...]]:
    import shapely

    shapes = [shapely.linestrings(x) for x in lines.lines]
    return _add_table(store, "hours", lines.values, shapes, crs)


def _add_table(
    store: PayloadStore, column: str, values: Sequence[float], shapes: Sequence[Any], crs: str
) -> tuple[PayloadRef, tuple[float, ...]]:
    """Put shapes with a value each into the store; return where they are and their bounds."""
    import pyarrow as pa
    import shapely

    table = pa.table(
        {
            column: np.asarray(values, np.float64),
            "geometry": pa.array(shapely.to_wkb(np.array(shapes, object)).tolist(), pa.binary()),
        }
    )
    return store.add_table(table, crs), tuple(shapely.total_bounds(shapes).tolist())


def _parts(project: Project, analysis: Analysis, results: Any) -> _Parts:
    """Return the card of a result: whose data, how, when; its certainty is that of the worst."""
    asked = dict(analysis.parameters)
    noise = analysis.simulation == NOISE
    trees = not noise and asked.get("trees") != NO_TREES
    used = layers_that_count(
        project.layers, trees=trees, without=asked.get("without", "").split(), noise=noise
    )
    cards = [x.provenance for x in used]
    named = next((x for x in cards if x.producer or x.product), Provenance())
    invented = any(x.invented for x in cards)
    drawn = bool(analysis.variant) or any(analysis.against)
    estimated = results.estimated or any(is_estimated_ground(x) for x in used)
    certainty = worst([Certainty.COMPUTED, *(x.certainty for x in used)]) or Certainty.COMPUTED
    if estimated:
        certainty = worst([certainty, Certainty.UNCERTAIN]) or certainty
    if invented or drawn:
        certainty = Certainty.ILLUSTRATION
    surveyed = any(x.role is Role.TREE and x.count for x in used)
    told = NO_TREES if not trees else SURVEYED if surveyed else UNSURVEYED
    parameters = [*([("trees", told)] if "trees" in asked else []), *results.facts]
    for name, ids in (("situation", (analysis.variant,)), ("compared_with", analysis.against)):
        variant = variant_of(project, ids[0]) if ids else None
        if variant is not None:
            parameters.append((name, variant.title or variant.id))
    parameters += [(f"asked_{k}", asked[k]) for k in _TOLD if asked.get(k)]
    parameters += [(f"share_{name}", f"{value:.4g}") for name, value in results.shares]
    access = (Access.INTERNAL, Access.RESTRICTED)
    card = Provenance(
        producer=named.producer, product=named.product, edition=named.edition,
        licence=named.licence, url=named.url, method=analysis.simulation,
        parameters=tuple(parameters), derived_from=tuple(x.id for x in used),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        program=f"Jumeau {__version__}", invented=invented,
    )  # fmt: skip
    return _Parts(
        card, certainty, next((a for a in access if any(x.access is a for x in used)),
                              Access.PUBLIC), analysis,
    )  # fmt: skip


def export_result(layer: Layer, payloads: Payloads, path: Path) -> None:
    """Write a result to a file: cells as GeoTIFF, walls, lines and zones as GeoParquet or CSV.

    Raises
    ------
    InputError
        ``analyses.bad_format``.
    """
    import shutil

    from jumeau.io.atomic import explained, writing

    kind, ending = layer.payload.kind, path.suffix.lower()
    known = (".tif", ".tiff") if kind is PayloadKind.RASTER else (".parquet", ".csv")
    if ending not in known:
        raise InputError("analyses.bad_format", expected=", ".join(known), got=ending or path.name)
    source = payloads.path(layer.payload)
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with writing(path) as temporary:
        if ending == ".csv":
            _write_csv(source, temporary)
        else:
            shutil.copyfile(source, temporary)


def _write_csv(source: Path, target: Path) -> None:
    """Write a table of points or lines as CSV: points as x, y, z, lines as WKT."""
    import pyarrow as pa
    import pyarrow.csv as pv
    import pyarrow.parquet as pq
    import shapely

    table = pq.read_table(source)
    shapes = shapely.from_wkb(table.column("geometry").to_pylist())
    rest = table.drop_columns(["geometry"])
    if (shapely.get_type_id(shapes) == 0).all():
        places = shapely.get_coordinates(shapes, include_z=True)
        for k, name in enumerate("xyz"):
            rest = rest.add_column(k, name, pa.array(places[:, k].round(3)))
    else:
        rest = rest.append_column("geometry", pa.array(shapely.to_wkt(shapes, 3)))
    pv.write_csv(rest.cast(_plain(rest.schema)), target)


def _plain(schema: Any) -> Any:
    """Return a schema without dictionaries, which CSV does not know."""
    import pyarrow as pa

    return pa.schema(
        [pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
         for f in schema]
    )  # fmt: skip
