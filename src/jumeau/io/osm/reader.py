"""Extracts of OpenStreetMap (XML and PBF) through GDAL, sorted into the twin's roles.

A file is read once for each kind of geometry; nodes are indexed in memory while it is.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jumeau.errors import InputError
from jumeau.io.osm.files import refuse_damaged
from jumeau.io.osm.tags import (
    COLUMNS,
    COUNTS,
    LENGTHS,
    NATURES,
    RULES,
    WANTED,
    length,
    number,
    speed,
    split_by_role,
)
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.schemas.recognise import GENERIC
from jumeau.io.tables.drafting import stem_of
from jumeau.io.vectors.drafts import Origin, facts_of, in_window
from jumeau.io.vectors.drivers import GdalErrors, reason_of
from jumeau.io.vectors.features import check
from jumeau.model.progress import Progress, part, silent
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role

import pyogrio  # isort: skip - after its drivers are chosen
import pyogrio.raw

PRODUCER = "les contributeurs OpenStreetMap"
LICENCE = "ODbL 1.0"
URL = "https://www.openstreetmap.org/copyright"
BATCH = 8_192
_TITLES = {"multipolygons": "polygons", "lines": "lines", "multilinestrings": "routes",
           "points": "points"}  # fmt: skip


class OsmReader:
    """OpenStreetMap's own formats."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what the file holds, by role; it is read through, for nothing else tells it."""
        return facts_of(path, self.read(path, None, silent, None))

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the file; a draft for each role, in the order of the layers."""
        refuse_damaged(path, part(progress, 0.0, 0.1))
        found, count = False, 0
        with _settings() as settings:
            tables: dict[str, pa.Table] = {}
            for place, layer in enumerate(RULES):
                start = 0.1 + 0.6 * place / len(RULES)
                step = part(progress, start, start + 0.6 / len(RULES))
                tables[layer] = _table(path, layer, settings, step)
        edition = max(_edition(table) for table in tables.values())
        stem = stem_of(path).removesuffix(".osm")
        for layer, table in tables.items():
            near = in_window(table, window, "EPSG:4326")
            for role, features in split_by_role(near, layer):
                name = f"{stem}-{_TITLES[layer] if role in GENERIC else role.value}"
                if role in NATURES and layer != "multipolygons":
                    name += f"-{_TITLES[layer]}"  # a role may have several kinds of geometry
                if only is None or name in only:
                    count += features.num_rows
                    own = part(progress, 0.7, 1.0)
                    for draft in _drafts(path, layer, name, role, features, edition, own):
                        found = True
                        yield draft
        if not found and count:
            raise InputError("vector.nothing_usable", path=path.name, layer=stem, count=count)
        if not found and only is None:
            code = "vector.empty_layer" if window is None else "vector.nothing_here"
            raise InputError(code, path=path.name, layer=stem)
        progress(1.0, "reading")


@contextmanager
def _settings() -> Iterator[Path]:
    """Give the file that tells GDAL which tags become columns."""
    lines = ["closed_ways_are_polygons=aeroway,amenity,boundary,building,building:part,craft,"
             "geological,historic,landuse,leisure,military,natural,office,place,shop,sport,tourism,"
             "water,area:highway",
             "attribute_name_laundering=no", "tags_format=json",
             "report_all_tagged_ways=no"]  # fmt: skip
    for layer, tags in WANTED.items():
        lines += [f"[{layer}]", "osm_id=yes", "osm_timestamp=yes", "other_tags=yes",
                  f"attributes={','.join(tags)}",
                  "unsignificant=created_by,converted_by,source,time,ele,attribution,note",
                  "ignore=created_by,converted_by,source,time,note,attribution"]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        place = Path(folder) / "osm.ini"
        place.write_text("\n".join(lines) + "\n", encoding="ascii")
        yield place


def _table(path: Path, layer: str, settings: Path, progress: Progress) -> pa.Table:
    progress(0.0, "reading")
    batches: list[pa.RecordBatch] = []
    rows = 0
    try:
        with (
            warnings.catch_warnings(),
            pyogrio.raw.open_arrow(
                path, layer=layer, batch_size=BATCH, CONFIG_FILE=str(settings)
            ) as (meta, stream),
        ):
            warnings.simplefilter("ignore")
            reader = pa.RecordBatchReader.from_stream(stream)
            for batch in reader:
                batches.append(batch)
                rows += batch.num_rows
                progress(rows / (rows + 8 * BATCH), "reading")
            table = pa.Table.from_batches(batches, schema=reader.schema)
            geometry = meta["geometry_name"] or "wkb_geometry"
    except GdalErrors as error:
        raise InputError("osm.unreadable", path=path.name, reason=reason_of(error)) from error
    return pa.table(
        {
            "geometry" if name == geometry else name: column.cast(_plain(column.type))
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    )


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return the type without what it says of its use: ``other_tags`` is text that is JSON."""
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _edition(table: pa.Table) -> str:
    """Return the newest date of an object, empty where the extract has none."""
    if "osm_timestamp" not in table.column_names or not table.num_rows:
        return ""
    newest = pc.max(table.column("osm_timestamp")).as_py()
    return newest.date().isoformat() if newest is not None and newest.year > 2003 else ""


def _drafts(
    path: Path,
    layer: str,
    name: str,
    role: Role,
    table: pa.Table,
    edition: str,
    progress: Progress,
) -> Iterator[Draft]:
    table, lost = _measured(table, role)
    left_out = (LeftOut("unreadable_values", lost),) if lost else ()
    own = set(table.column_names)
    columns = tuple((n, c) for n, c in COLUMNS.get(role, {}).items() if c in own)
    keys = table.column("osm_id").to_pylist() if "osm_id" in own else None
    for at, checked in enumerate(check(table, keys, progress)):
        card = Provenance(
            producer=PRODUCER, product="OpenStreetMap", edition=edition, licence=LICENCE, url=URL,
            sources=Origin(path, name, layer).file,
        )  # fmt: skip
        yield Draft(
            role=role, name=name if not at else f"{name}-{checked.family.value}",
            content=checked.table, crs="EPSG:4326", bounds=checked.bounds,
            title=name if role in GENERIC else "", columns=columns,
            key_field="osm_id" if "osm_id" in own else "", provenance=card,
            certainty=Certainty.COMPUTED, left_out=(*left_out, *checked.left_out),
            repaired=checked.repaired,
        )  # fmt: skip


def _measured(table: pa.Table, role: Role) -> tuple[pa.Table, int]:
    """Return the table with lengths [m], counts and speeds [km/h] as numbers, and few columns."""
    lost = 0
    readers: dict[str, Callable[[str | None], float]] = {
        **dict.fromkeys(LENGTHS, length), **dict.fromkeys(COUNTS, number), "maxspeed": speed,
    }  # fmt: skip
    if "osm_way_id" in table.column_names:  # closed ways have their own number
        ids = pc.coalesce(table.column("osm_id"), pc.binary_join_element_wise(
            pa.scalar("way/"), table.column("osm_way_id"), ""))  # fmt: skip
        at = table.column_names.index("osm_id")
        table = table.set_column(at, "osm_id", ids).drop_columns(["osm_way_id"])
    for name, read in readers.items():
        if name not in table.column_names:
            continue
        column = table.column(name)
        values = np.array([read(text) for text in column.to_pylist()], float)
        lost += int((np.isnan(values) & ~np.asarray(column.is_null())).sum())
        at = table.column_names.index(name)
        table = table.set_column(at, name, pa.array(values, from_pandas=True))
    if role is Role.BUILDING and "height" in table.column_names:
        table = table.append_column("eave_height", _eaves(table))
    if role in NATURES:
        kinds = [c for c in NATURES[role] if c in table.column_names]
        table = table.append_column("nature", pc.coalesce(*(table.column(c) for c in kinds)))
    if role is Role.TREE and "genus" in table.column_names:
        species = pc.coalesce(table.column("species"), table.column("genus"))
        table = table.set_column(table.column_names.index("species"), "species", species)
    if "osm_timestamp" in table.column_names:  # 1970 stands for an extract without dates
        dates = table.column("osm_timestamp")
        known = pc.greater(dates, pa.scalar(0, pa.int64()).cast(dates.type))
        at = table.column_names.index("osm_timestamp")
        dates = pc.if_else(known, dates, pa.scalar(None, dates.type))
        table = table.set_column(at, "osm_timestamp", dates)
    empty = [n for n in table.column_names if table.column(n).null_count == table.num_rows]
    kept = {"osm_id", "geometry", *COLUMNS.get(role, {}).values()}
    return table.drop_columns([n for n in empty if n not in kept]), lost


def _eaves(table: pa.Table) -> pa.Array:
    """Return heights from the ground to the gutter [m]: OpenStreetMap's are to the ridge."""
    height = np.asarray(table.column("height").to_numpy(zero_copy_only=False), float)
    if "roof:height" in table.column_names:
        roof = np.asarray(table.column("roof:height").to_numpy(zero_copy_only=False), float)
        height = np.where(np.isfinite(roof) & (roof < height), height - roof, height)
    return pa.array(height, from_pandas=True)
