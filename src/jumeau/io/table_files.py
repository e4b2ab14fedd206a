"""Tables that leave: CSV as French spreadsheets read it, GeoPackage; each with its sources."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.i18n import Translator
from jumeau.io.atomic import writing
from jumeau.io.expressions.columns import GEOMETRY
from jumeau.io.store import Payloads
from jumeau.io.table_rows import Sheet
from jumeau.model.layer import Layer
from jumeau.titles import title_of

Rows = NDArray[np.int64]


def write_table(
    payloads: Payloads, sheet: Sheet, rows: Rows, path: Path, crs: str, tr: Translator
) -> tuple[Path, Path]:
    """Write some rows of a layer, and its sources beside them.

    Parameters
    ----------
    sheet : Sheet
        What is written: the source's columns as they are.
    rows : (N,) int64 array
        In the order of the file.
    path : Path
        ``.gpkg`` for a GeoPackage with the shapes, else CSV: ``;``, decimal comma, UTF-8 with its
        mark, so that a double click opens it in a French spreadsheet.
    crs : str
        The project's.

    Returns
    -------
    pair of Path
        The table and the text file with its sources.

    Raises
    ------
    InputError
        ``table.unwritable``.
    """
    path = path if path.suffix else path.with_suffix(".csv")
    sources = path.with_name(f"{path.stem}.sources.txt")
    try:
        with writing(path) as temporary:
            if path.suffix.lower() == ".gpkg":
                _write_geopackage(payloads, sheet, rows, temporary, crs)
            else:
                _write_csv(sheet, rows, temporary)
        lines = source_lines(sheet.layer, len(rows), sheet.count, tr)
        sources.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except (OSError, pa.ArrowException) as problem:
        raise InputError("table.unwritable", path=str(path), reason=str(problem)) from problem
    return path, sources


def _taken(sheet: Sheet, rows: Rows) -> pa.Table:
    index = pa.array(rows)
    return pa.table({n: c.take(index) for n, c in zip(sheet.names, sheet.columns, strict=True)})


def _write_csv(sheet: Sheet, rows: Rows, path: Path) -> None:
    table = _taken(sheet, rows)
    head = ";".join(_quoted(pa.array(sheet.names, pa.string())).to_pylist())
    columns = [_words(values) for values in table.columns]
    lines = pc.binary_join_element_wise(*columns, ";").to_pylist() if columns else []
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        file.write("\r\n".join([head, *lines, ""]))


def _words(values: Any) -> Any:
    """Return a column as a spreadsheet here reads it: decimal comma, nothing where unknown."""
    kind = values.type
    words = values.cast(pa.string())
    if pa.types.is_floating(kind):
        words = pc.replace_substring(words, ".", ",")
    return _quoted(pc.fill_null(words, ""))


def _quoted(words: Any) -> Any:
    """Return texts in quotes where they need them."""
    needs = pc.match_substring_regex(words, r'[;"\r\n]')
    doubled = pc.replace_substring(words, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), words)


def _write_geopackage(payloads: Payloads, sheet: Sheet, rows: Rows, path: Path, crs: str) -> None:
    import pyogrio

    table = _taken(sheet, rows)
    shapes = payloads.table(sheet.layer.payload, [GEOMETRY])
    geometry: dict[str, Any] = {}
    if GEOMETRY in shapes.column_names:
        table = table.append_column(GEOMETRY, shapes.column(GEOMETRY).take(pa.array(rows)))
        geometry = {"geometry_name": GEOMETRY, "geometry_type": "Unknown", "crs": crs}
    named = path.with_suffix(".gpkg")  # the format wants this ending
    named.unlink(missing_ok=True)
    pyogrio.write_arrow(table, named, driver="GPKG", layer=sheet.layer.id, **geometry)
    os.replace(named, path)


def source_lines(layer: Layer, number: int, whole: int, tr: Translator) -> Sequence[str]:
    """Return what a reader of a table must know of where it comes from."""
    card = layer.provenance
    told: list[tuple[str, dict[str, object]]] = [("layer", {"title": title_of(layer, tr)})]
    told += [
        (name, {name: value})
        for name in ("producer", "product", "edition", "licence")
        if (value := getattr(card, name))
    ]
    if card.sources:
        told.append(("files", {"files": ", ".join(x.name for x in card.sources)}))
    if card.method:
        key = f"methods.{card.method}"
        told.append(("method", {"method": tr(key) if tr.has(key) else card.method}))
    if layer.filter:
        told.append(("filter", {"filter": layer.filter}))
    told.append(("rows", {"number": tr.number(number), "whole": tr.number(whole)}))
    lines = [tr(f"selecting.sources.{name}", **fields) for name, fields in told]
    return [*lines, tr("selecting.sources.raw")]
