"""Edits that leave for QGIS and come back: GeoPackage, GeoJSON (RFC 7946), or their own JSON.

A GeoPackage has one layer for each kind of geometry, in the project's CRS, exactly; a GeoJSON is
one collection in WGS 84, its coordinates rounded to :data:`DECIMALS`. The table's columns are in
``docs/data.md``. What comes in may be any layer of features: see :mod:`jumeau.variants.edit_words`.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.atomic import writing
from jumeau.model.changes import Change
from jumeau.model.edits import Edit
from jumeau.model.project import Project
from jumeau.model.variants import change_variant as _changed
from jumeau.model.variants import variant_of
from jumeau.variants.edit_reading import BadRow, Imported, Reading, way_from

if TYPE_CHECKING:  # features are loaded after the first picture, files later still
    from jumeau.io.vectors.raw_rows import RawLayer
    from jumeau.variants.edit_rows import Row

__all__ = ["BadRow", "Imported", "export_edits", "import_edits", "put_edits"]

WGS84 = "EPSG:4326"
DECIMALS = 9
"""Of a degree in GeoJSON: 0.1 mm."""
SUFFIXES = (".gpkg", ".geojson", ".json")

_LAYERS = (("Polygon", "edits_polygons"), ("LineString", "edits_lines"),
           ("Point", "edits_points"), ("", "edits_features"))  # fmt: skip
_OWN_ID = re.compile(r"edit-\d+")
_MOST_BYTES = 64 << 20


# -- out -------------------------------------------------------------------------------------------


def export_edits(edits: Sequence[Edit], project: Project, path: Path) -> Path:
    """Write edits to a GeoPackage, a GeoJSON or a JSON file, as its suffix says; whole or not.

    Raises
    ------
    InputError
        ``interchange.suffix``.
    ProjectError
        ``project.disk_full`` or ``project.not_writable``.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("interchange.suffix", path=path.name)
    with writing(path) as temporary:
        if suffix == ".gpkg":
            _write_geopackage(edits, project.crs, temporary)
        elif suffix == ".geojson":
            temporary.write_text(_geojson(edits, project), encoding="utf-8")
        else:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(edits), indent=1))
    return path


def _rows(edits: Iterable[Edit]) -> list[Row]:
    from jumeau.variants.edit_rows import row_of

    rows = [row_of(x) for x in edits]
    for number, row in enumerate(rows, 1):
        row.values["order"] = number
    return rows


def _write_geopackage(edits: Sequence[Edit], crs: str, path: Path) -> None:
    import pyarrow as pa
    import pyogrio
    import shapely

    rows = _rows(edits)
    named = path.with_suffix(".gpkg")  # the format wants this ending
    named.unlink(missing_ok=True)
    try:
        for kind, layer in _LAYERS:
            held = [x for x in rows if (x.geometry.geom_type if x.geometry else "") == kind]
            if not held and (kind or rows):
                continue
            table = pa.table(_columns([x.values for x in held]))
            options: dict[str, Any] = {}
            if kind:
                wkb = pa.array([shapely.to_wkb(x.geometry) for x in held], pa.binary())
                table = table.append_column("geom", wkb)
                options = {"geometry_name": "geom", "geometry_type": kind, "crs": crs}
            pyogrio.write_arrow(table, named, driver="GPKG", layer=layer, **options)
        os.replace(named, path)
    finally:
        named.unlink(missing_ok=True)


def _columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the columns of some rows, by the kinds that their fields have."""
    import pyarrow as pa

    from jumeau.variants.edit_rows import SAID
    from jumeau.variants.edit_words import TAGS, fields_of

    kinds: dict[str, Any] = {"edit": pa.string(), **dict.fromkeys(SAID, pa.string())}
    kinds |= {"on": pa.bool_(), "order": pa.int64()}
    plain = {float: pa.float64(), int: pa.int64(), bool: pa.bool_()}
    told = {name for row in rows for name in row}
    for tag in dict.fromkeys(row["edit"] for row in rows):
        for name, (hint, _) in fields_of(TAGS[tag]).items():
            if name in told and name not in kinds:
                kinds[name] = plain.get(hint, pa.string())
    return {name: pa.array([x.get(name) for x in rows], kind) for name, kind in kinds.items()}


def _geojson(edits: Sequence[Edit], project: Project) -> str:
    import shapely
    from shapely.geometry import mapping

    way = way_from(project, WGS84)

    def placed(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = np.round(way(xy), DECIMALS)
        return moved

    features = []
    for row in _rows(edits):
        shape = row.geometry
        if shape is not None:
            shape = shapely.transform(shape, placed)
            if shape.geom_type == "Polygon":  # outlines counter-clockwise (RFC 7946, 3.1.6)
                shape = shapely.orient_polygons(shape)
        features.append(
            {
                "type": "Feature",
                "id": row.values["id"],
                "geometry": None if shape is None else mapping(shape),
                "properties": row.values,
            }
        )
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1)


# -- in --------------------------------------------------------------------------------------------


def import_edits(
    path: Path,
    project: Project,
    *,
    usual: Mapping[str, str] | None = None,
    crs: str = "",
    layers: Sequence[RawLayer] | None = None,
) -> Imported:
    """Read edits from a file of features, or from a JSON of edits.

    Parameters
    ----------
    path : Path
        GeoPackage, GeoJSON, shapefile, FlatGeobuf or KML, read in a process of its own; or the
        JSON that :func:`export_edits` writes.
    usual : mapping of str to str
        By family: the tag of features that do not say what they are.
    crs : str
        Of files that do not say it; empty for the project's, where the features lie in it.
    layers : sequence of RawLayer
        The features, where they were read already.

    Raises
    ------
    InputError
        ``file.not_found``, ``interchange.not_edits``, ``interchange.too_many``, ``crs.unstated``,
        and what reading the file may raise.
    """
    if layers is None:
        if not path.is_file():
            raise InputError("file.not_found", path=path)
        if path.suffix.lower() == ".json" and (found := _own_json(path)) is not None:
            return Imported(found)
        from jumeau.io.confined.parent import rows_confined

        layers = rows_confined(path)
    reading = Reading(project, dict(usual or {}), crs, path)
    for layer in layers:
        reading.take(layer)
    return reading.found()


def _own_json(path: Path) -> tuple[Edit, ...] | None:
    """Return the edits of a JSON; None for a GeoJSON, which is a file of features."""
    if path.stat().st_size > _MOST_BYTES:
        raise InputError("interchange.not_edits", path=path.name, reason="64 MB")
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        told = msgspec.json.decode(content)
        if isinstance(told, dict) and "type" in told and "edits" not in told:
            return None
        listed = told["edits"] if isinstance(told, dict) else told
        return msgspec.convert(listed, tuple[Edit, ...])
    except (msgspec.MsgspecError, KeyError, TypeError, RecursionError) as error:
        raise InputError("interchange.not_edits", path=path.name, reason=str(error)) from error


# -- into a variant --------------------------------------------------------------------------------


def put_edits(
    project: Project, variant_id: str, edits: Iterable[Edit]
) -> tuple[Project, tuple[str, ...], tuple[str, ...]]:
    """Put edits into a variant: those that it has are replaced in place, others come after them.

    An edit whose id is taken elsewhere gets another, and the edits that name what it adds follow.

    Returns
    -------
    Project
        The very same one where nothing changes.
    tuple of str, tuple of str
        Ids of the edits that were added, and of those that were changed.
    """
    variant = variant_of(project, variant_id)
    if variant is None:
        raise KeyError(variant_id)
    states = [s for v in project.variants for s in (v, *(k.state for k in v.kept))]
    taken = {e.id for s in states for e in s.edits}
    own = {e.id: e for e in variant.edits}
    named: dict[str, str] = {}
    given: set[str] = set()
    coming: list[Edit] = []
    free = (x for k in itertools.count(1) if (x := f"edit-{k}") not in taken)
    for edit in edits:
        new = edit.id
        other = new not in own and (not _OWN_ID.fullmatch(new) or new in taken)
        if other or new in given:  # taken elsewhere, or twice in one file
            new = next(free)
        taken.add(new)
        given.add(new)
        if edit.id:
            named.setdefault(edit.id, new)
        coming.append(msgspec.structs.replace(edit, id=new))
    coming = [msgspec.structs.replace(e, change=_renamed(e.change, named)) for e in coming]
    added = [x for x in coming if x.id not in own]
    changed = {x.id: x for x in coming if x.id in own and own[x.id] != x}
    if not added and not changed:
        return project, (), ()
    kept = tuple(changed.get(x.id, x) for x in variant.edits)
    grown = _changed(project, variant_id, edits=(*kept, *added))
    return grown, tuple(x.id for x in added), tuple(changed)


def _renamed(change: Change, named: Mapping[str, str]) -> Change:
    """Return a change that names what edits add by their new ids."""
    ref = getattr(change, "feature", None)
    if ref is None or ref.layer or ref.key not in named or named[ref.key] == ref.key:
        return change
    renamed: Change = msgspec.structs.replace(
        change, feature=msgspec.structs.replace(ref, key=named[ref.key])
    )
    return renamed
