"""GeoParquet, spreadsheets, dBASE tables and counters."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import io_samples as samples
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from jumeau.errors import InputError
from jumeau.io import canonical, reading
from jumeau.io.loading import load
from jumeau.io.reading import Draft, Window
from jumeau.io.store import MemoryStore
from jumeau.io.tables.counts import mode_of, series_of
from jumeau.io.tables.spreadsheet import table_of
from jumeau.model.progress import silent
from jumeau.model.project import new_project
from jumeau.model.roles import Role


def only(path: Path, window: Window | None = None) -> Draft:
    (draft,) = reading.read(path, window)
    assert isinstance(draft, Draft)
    return draft


def rows(draft: Draft) -> list[dict[str, Any]]:
    assert isinstance(draft.content, pa.Table)
    return draft.content.to_pylist()


# --- GeoParquet ---------------------------------------------------------------------------------


def buildings(count: int = 4) -> Any:
    shapes = [samples.square(20 * n, 0) for n in range(count)]
    return samples.frame([samples.building(n) for n in range(count)], shapes)


def test_geoparquet_as_geopandas_writes_it(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "batiment.parquet"
    buildings().to_parquet(path)

    (facts,) = reading.describe(path)
    (layer,) = load([path], new_project("x"), store).layers

    assert (facts.crs, facts.count, facts.geometry) == ("EPSG:2154", 4, "Polygon")
    assert facts.bounds == layer.bounds
    assert (layer.role, layer.count) == (Role.BUILDING, 4)
    assert canonical.polygons(store, layer).xy.min(axis=0).tolist() == [samples.X, samples.Y]


def test_a_window_of_geoparquet_with_boxes(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    buildings(40).to_parquet(path, write_covering_bbox=True, row_group_size=5)
    box = (samples.X + 205, samples.Y, samples.X + 215, samples.Y + 5)

    draft = only(path, Window(box, "EPSG:2154"))

    assert [row["cleabs"][-2:] for row in rows(draft)] == ["10"]
    assert "bbox" not in rows(draft)[0]
    with pytest.raises(InputError, match=r"vector\.nothing_here"):
        only(path, Window((0.0, 0.0, 1.0, 1.0), "EPSG:2154"))


def test_geoparquet_in_degrees_by_default_and_unknown_by_null(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    data = geopandas.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(2.5, 44.3)], crs="OGC:CRS84")
    data.to_parquet(path)
    assert only(path).crs == "EPSG:4326"

    table = pq.read_table(path)
    for crs, expected in ((None, None), ("absent", "EPSG:4326")):
        geo = json.loads(table.schema.metadata[b"geo"])
        geo["columns"]["geometry"]["crs"] = crs
        if crs == "absent":
            del geo["columns"]["geometry"]["crs"]
        other = table.replace_schema_metadata({b"geo": json.dumps(geo).encode()})
        pq.write_table(other, path)
        assert only(path).crs == expected


def test_another_name_nested_values_and_categories(tmp_path: Path) -> None:
    path = tmp_path / "a.geoparquet"
    data = buildings(2).rename_geometry("geom")[["cleabs", "geom"]]
    data["kind"] = data["cleabs"].astype("category")
    data["names"] = [{"fr": "é"}, None]
    data.to_parquet(path)

    first = rows(only(path))[0]

    assert (first["names"], first["kind"]) == ('{"fr": "é"}', first["cleabs"])
    assert isinstance(first["geometry"], bytes)


def test_parquet_with_coordinates_and_without(tmp_path: Path) -> None:
    pq.write_table(pa.table({"lon": [2.5], "lat": [44.3]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"code": ["a"]}), tmp_path / "b.parquet")

    assert only(tmp_path / "a.parquet").role is Role.POINTS
    assert only(tmp_path / "b.parquet").role is Role.TABLE


def test_bad_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    buildings().to_parquet(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with pytest.raises(InputError, match=r"vector\.unreadable"):
        only(path)
    path.write_bytes(b"{}")
    with pytest.raises(InputError, match=r"file\.other_content"):
        only(path)
    buildings().to_parquet(path, geometry_encoding="geoarrow")
    with pytest.raises(InputError, match=r"geoparquet\.encoding"):
        only(path)


# --- spreadsheets -------------------------------------------------------------------------------

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def ods(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    def cell(value: Any) -> str:
        if isinstance(value, float | int):
            return f'<t:table-cell o:value-type="float" o:value="{value}"/>'
        if isinstance(value, datetime.date):
            return f'<t:table-cell o:value-type="date" o:date-value="{value.isoformat()}"/>'
        if value == "":
            return "<t:table-cell/>"
        return f'<t:table-cell o:value-type="string"><x:p>{value}</x:p></t:table-cell>'

    body = "".join(
        f'<t:table t:name="{name}">'
        + "".join(f"<t:table-row>{''.join(map(cell, row))}</t:table-row>" for row in rows_)
        + "</t:table>"
        for name, rows_ in sheets.items()
    )
    content = (
        f'<?xml version="1.0"?><o:document-content xmlns:o="{OFFICE}" xmlns:t="{TABLE}" '
        f'xmlns:x="{TEXT}"><o:body><o:spreadsheet>{body}</o:spreadsheet></o:body>'
        "</o:document-content>"
    )
    for short, long in (("o:", "office:"), ("t:", "table:"), ("x:", "text:")):
        for start in ("<", "</", " "):
            content = content.replace(f"{start}{short}", f"{start}{long}")
        content = content.replace(f"xmlns:{short[0]}=", f"xmlns:{long[:-1]}=")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", content)
    return path


def test_sheets_are_tables_with_their_places(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "Capteurs": [
            ["Relevé de juin", "", ""], ["", "", ""], ["nom", "Longitude", "Latitude"],
            ["Place", 2.57, 44.35], ["École", "2,58", 44.36], ["sans", "", ""],
        ],
        "Vide": [[""]],
        "Codes": [["code", "jour"], ["01", datetime.date(2024, 6, 1)], ["2A", ""]],
    }  # fmt: skip
    path = ods(tmp_path / "classeur.ods", sheets)

    places, codes = (d for d in reading.read(path) if isinstance(d, Draft))

    assert (places.name, places.crs, places.role) == (
        "classeur-Capteurs", "EPSG:4326", Role.POINTS,
    )  # fmt: skip
    assert [row["nom"] for row in rows(places)] == ["Place", "École"]
    assert [(x.reason, x.count) for x in places.left_out] == [("no_position", 1)]
    assert codes.role is Role.TABLE
    assert rows(codes)[0] == {"code": "01", "jour": datetime.date(2024, 6, 1)}
    assert places.provenance.sources[0].layer == "Capteurs"


def test_a_sheet_with_line_ends_between_its_elements(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", {"Feuille": [["a", "b"], ["un", 2.0]]})
    with zipfile.ZipFile(path) as file:
        content = file.read("content.xml").replace(b"><", b">\n<")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", content)

    assert rows(only(path)) == [{"a": "un", "b": 2}]


def test_columns_of_a_sheet_have_types() -> None:
    body = [["n", "v", "t", "m"], [1.0, 1.5, "x", 2.0], [2.0, "", 3.0, "trois"]]

    table, _ = table_of(body, silent)

    assert [str(field.type) for field in table.schema] == ["int64", "double", "string", "string"]
    assert table["t"].to_pylist() == ["x", "3"]


def test_bad_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04cut")
    with pytest.raises(InputError, match=r"spreadsheet\.unreadable"):
        only(path)
    path.write_bytes(b"nom;valeur\n")
    with pytest.raises(InputError, match=r"spreadsheet\.unreadable"):
        only(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("nothing.txt", "x")
    with pytest.raises(InputError, match=r"spreadsheet\.unreadable"):
        only(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("big", b"")
        file.filelist[0].file_size = 4 * 10**9
    with pytest.raises(InputError, match=r"table\.too_big"):
        only(path)
    with pytest.raises(InputError, match=r"vector\.empty_layer"):
        only(ods(tmp_path / "a.ods", {"Vide": [[""]]}))


# --- dBASE --------------------------------------------------------------------------------------


def test_a_dbase_table_alone(tmp_path: Path) -> None:
    data = samples.frame([{"LEGENDE": "Lden ≥ 55", "N": 3}], [samples.square(0, 0)])
    path = samples.write(tmp_path / "a.shp", data)
    for suffix in (".shp", ".shx", ".prj", ".cpg"):
        path.with_suffix(suffix).unlink()

    draft = only(path.with_suffix(".dbf"))

    assert draft.role is Role.TABLE
    assert rows(draft) == [{"LEGENDE": "Lden ≥ 55", "N": 3}]


def test_bad_dbase(tmp_path: Path) -> None:
    path = tmp_path / "a.dbf"
    for content, code in (
        (b"\x7fELF" + bytes(64), "vector.not_one"),
        (b"PK\x03\x04" + bytes(64), "file.other_content"),
        (b"\x03\x18\x01\x01\x05\0\0\0\x21\0\x01\0" + bytes(21), "vector.empty_layer"),
    ):
        path.write_bytes(content)
        with pytest.raises(InputError) as error:
            only(path)
        assert error.value.code == code


# --- counters -----------------------------------------------------------------------------------


def counter(path: Path, **more: Any) -> Path:
    record = {
        "name": "Pont", "description": "Le compteur vélo du pont.", "coordinates": [4.86, 45.76],
        "counts": [{"month": "2025-02-01", "count": 2800}, {"month": "2024-12-01", "count": 31}],
        **more,
    }  # fmt: skip
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_a_counter_counts_a_day(tmp_path: Path, store: MemoryStore) -> None:
    (layer,) = load([counter(tmp_path / "pont.json")], new_project("x"), store).layers

    assert (layer.role, layer.instant) == (Role.TRAFFIC_COUNT, "2025-02-01")
    values = {n: canonical.column(store, layer, n) for n in ("daily", "name", "mode")}
    assert {n: None if v is None else v[0] for n, v in values.items()} == {
        "daily": 100.0, "name": "Pont", "mode": "bicycle",
    }  # fmt: skip


def test_counts_in_order_and_what_is_lost() -> None:
    good = [{"date": "2024-01-02", "count": 5}, {"month": "2023-02", "count": 56}]

    found, lost = series_of([*good, {"month": "x", "count": 1}, {"month": "2024-01-01"}, 3])

    assert found == [("2023-02-01", 56.0, 28), ("2024-01-02", 5.0, 1)]
    assert lost == 3
    assert mode_of("Compteur piétons") == "pedestrian"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"coordinates": None}, "counts.no_place"),
        ({"coordinates": [1e9, 2]}, "counts.no_place"),
        ({"counts": []}, "vector.empty_layer"),
    ],
)
def test_bad_counters(tmp_path: Path, more: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as error:
        only(counter(tmp_path / "pont.json", **more))

    assert error.value.code == code
