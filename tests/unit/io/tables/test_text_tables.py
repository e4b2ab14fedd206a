"""Tables of text in the ways that they arrive: separators, encodings, headers, positions."""

from __future__ import annotations

import datetime
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely

from jumeau.errors import Cancelled, InputError
from jumeau.io import canonical, reading
from jumeau.io.loading import load
from jumeau.io.reading import Draft, Window
from jumeau.io.store import MemoryStore
from jumeau.io.tables import text
from jumeau.io.tables.text import layout_of, read_text
from jumeau.model.progress import Progress, silent
from jumeau.model.project import new_project
from jumeau.model.roles import Role


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def draft(path: Path, window: Window | None = None) -> Draft:
    (found,) = reading.read(path, window)
    assert isinstance(found, Draft)
    return found


def table(path: Path) -> Any:
    return read_text(path, silent)[0]


def xy(found: Draft) -> list[list[float]]:
    assert isinstance(found.content, pa.Table)
    shapes = shapely.from_wkb(found.content.column("geometry").to_pylist())
    return [list(shape.coords[0]) for shape in shapes]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings_are_found(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [["nom", "étage", "valeur"], ["Hôpital", "2", "1.5"], ["Lycée", "3", "2.5"]]
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    path = written(tmp_path / "a.csv", text, encoding)

    found = table(path)

    assert found.column_names == rows[0]
    assert found.to_pylist()[0] == {"nom": "Hôpital", "étage": 2, "valeur": 1.5}


def test_a_byte_that_windows_lacks_makes_it_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"nom;n\nc\xe9 \x81;1\n")

    assert layout_of(path, silent).encoding == "iso-8859-1"
    assert table(path)["n"].to_pylist() == [1]


def test_decimal_commas_spaces_and_missing_values(tmp_path: Path) -> None:
    text = "a;b;c;d\n   1,5;1 234,5;#N/A;x\n2,25  ;12;NULL;\n-,5;1\u202f000\u202f000;7;y\n"
    found = table(written(tmp_path / "a.csv", text))

    assert found["a"].to_pylist() == [1.5, 2.25, -0.5]
    assert found["b"].to_pylist() == [1234.5, 12.0, 1_000_000.0]
    assert found["c"].to_pylist() == [None, None, 7]
    assert found["d"].to_pylist() == ["x", None, "y"]


def test_codes_with_leading_zeros_and_long_times_stay_text(tmp_path: Path) -> None:
    text = "insee,heure,n\n01004,25:10:00,1\n12174,08:00:00,2\n"
    found = table(written(tmp_path / "a.csv", text))

    assert found["insee"].to_pylist() == ["01004", "12174"]
    assert found["heure"].to_pylist() == ["25:10:00", "08:00:00"]
    assert found["n"].type == pa.int64()


def test_dates_are_dates(tmp_path: Path) -> None:
    text = "j;iso;instant;faux\n31/12/2024;2024-02-29;2024-02-29 08:30;2024-13-01\n"
    found = table(written(tmp_path / "a.csv", text))

    assert found["j"].to_pylist() == [datetime.date(2024, 12, 31)]
    assert found["iso"].to_pylist() == [datetime.date(2024, 2, 29)]
    assert found["instant"].to_pylist() == [datetime.datetime(2024, 2, 29, 8, 30)]
    assert found["faux"].to_pylist() == ["2024-13-01"]


def test_headers_of_dbase_give_names_and_types(tmp_path: Path) -> None:
    text = '"ID,N,10,0","CODE,C,5","DEBUT,D","NOTE,C,254"\n1,12,08/01/11,#N/A\n2,13,18/06/10,ok\n'
    found = table(written(tmp_path / "a.csv", text, "latin-1"))

    assert found.to_pylist()[0] == {
        "ID": 1, "CODE": "12", "DEBUT": datetime.date(2011, 1, 8), "NOTE": None,
    }  # fmt: skip


def test_unreadable_values_among_numbers_are_counted(tmp_path: Path) -> None:
    rows = "\n".join(f"{n};{n}" for n in range(40))
    path = written(tmp_path / "a.csv", f"id;v\n{rows}\n41;env. 3\n")

    found, left_out = read_text(path, silent)

    assert found["v"].to_pylist() == [*range(40), None]
    (lost,) = left_out
    assert (lost.reason, lost.count, lost.examples) == ("unreadable_values", 1, ("v : env. 3",))


def test_uneven_rows_are_counted_and_the_others_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\n1,2\n1,2,3\n4\n5,6\n")

    found, left_out = read_text(path, silent)

    assert found["a"].to_pylist() == [1, 5]
    assert [(x.reason, x.count) for x in left_out] == [("uneven_rows", 2)]


def test_titles_above_the_header_and_quoted_line_ends(tmp_path: Path) -> None:
    text = 'Relevé 2024\n\nnom,n\n"deux\nlignes",1\n"a, b",2\n'
    found = table(written(tmp_path / "a.csv", text))

    assert found.to_pylist() == [{"nom": "deux\nlignes", "n": 1}, {"nom": "a, b", "n": 2}]


def test_names_twice_or_absent_are_made_unique(tmp_path: Path) -> None:
    found = table(written(tmp_path / "a.csv", "a;A;;geometry\n1;2;3;4\n"))

    assert len({name.lower() for name in found.column_names}) == 4
    assert "geometry" not in found.column_names


def test_a_table_without_header(tmp_path: Path) -> None:
    found = table(written(tmp_path / "a.csv", "1;2.5\n3;4.5\n"))

    assert found.column_names == ["column_1", "column_2"]
    assert found.num_rows == 2


def test_longitude_and_latitude_are_degrees(tmp_path: Path) -> None:
    text = "id;Latitude;LONGITUDE\n1;44,35;2,57\n2;;2,6\n3;44,36;2,58\n"
    found = draft(written(tmp_path / "a.csv", text))

    assert found.crs == "EPSG:4326"
    assert found.role is Role.POINTS
    assert xy(found) == [[2.57, 44.35], [2.58, 44.36]]
    assert [(x.reason, x.count) for x in found.left_out] == [("no_position", 1)]


@pytest.mark.parametrize(
    ("names", "crs"),
    [
        (("x", "y"), None),
        (("COORD_X", "coord_y"), None),
        (("X_L93", "Y_L93"), "EPSG:2154"),
        (("xcc46", "ycc46"), "EPSG:3946"),
    ],
)
def test_plane_coordinates(tmp_path: Path, names: tuple[str, str], crs: str | None) -> None:
    path = written(tmp_path / "a.csv", f"{names[0]},n,{names[1]}\n660000.5,1,6360000\n")

    found = draft(path)

    assert found.crs == crs
    assert xy(found) == [[660000.5, 6360000.0]]


def test_metres_called_longitude_are_not_degrees(tmp_path: Path) -> None:
    found = draft(written(tmp_path / "a.csv", "lon,lat\n660000,6360000\n"))

    assert found.crs is None


def test_swapped_columns_are_put_right_and_said(tmp_path: Path) -> None:
    found = draft(written(tmp_path / "a.csv", "lon,lat\n44.35,2.57\n44.36,2.58\n"))

    assert xy(found) == [[2.57, 44.35], [2.58, 44.36]]
    assert found.bounds == (2.57, 44.35, 2.58, 44.36)
    assert [(x.reason, x.count) for x in found.repaired] == [("swapped_axes", 2)]


def test_well_known_text_geojson_and_pairs(tmp_path: Path) -> None:
    square = "POLYGON((0 0,1 0,1 1,0 0))"
    line = '{""type"":""LineString"",""coordinates"":[[2,44],[3,45]]}'
    wkt = draft(written(tmp_path / "a.csv", f'id,WKT\n1,"SRID=2154;{square}"\n'))
    shape = draft(written(tmp_path / "b.csv", f'id,geo_shape\n1,"{line}"\n'))
    pair = draft(written(tmp_path / "c.csv", 'id;geo_point_2d\n1;"44.35, 2.57"\n'))

    assert (wkt.crs, wkt.role) == ("EPSG:2154", Role.POLYGONS)
    assert (shape.crs, shape.role) == ("EPSG:4326", Role.LINES)
    assert xy(pair) == [[2.57, 44.35]]


def test_without_position_it_is_a_table(tmp_path: Path) -> None:
    found = draft(written(tmp_path / "a.csv", "code;libelle\n01;Boisé\n"))

    assert (found.role, found.crs, found.bounds) == (Role.TABLE, None, None)


def test_a_window_keeps_what_lies_in_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "lon,lat,n\n2.5,44.3,1\n4.8,45.7,2\n")

    found = draft(path, Window((2.0, 44.0, 3.0, 45.0), "EPSG:4326"))

    assert isinstance(found.content, pa.Table)
    assert found.content["n"].to_pylist() == [1]


def test_a_packed_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"lon,lat\n2.5,44.3\n"))

    assert draft(path).name == "a"
    assert reading.describe(path)[0].crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE html><html></html>", "file.other_content"),
        (b"PK\x03\x04rest", "file.other_content"),
        (b"a;b\n1;\x00\x00\x012\n", "table.not_text"),
        (b"a;b\n", "vector.empty_layer"),
        (b"\n \n", "vector.empty_layer"),
    ],
)
def test_bad_tables_say_what_is_wrong(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(InputError) as error:
        draft(path)

    assert error.value.code == code


def test_an_open_quote_loses_no_row_before_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'a,b\n1,2\n3,4\n"5,6\n7,8\n')

    found, left_out = read_text(path, silent)

    assert found["a"].to_pylist()[:2] == [1, 3]
    assert sum(x.count for x in left_out) >= 1


def test_the_user_may_stop(tmp_path: Path) -> None:
    def stop(fraction: float, step: str = "") -> None:
        raise Cancelled

    path = written(tmp_path / "a.csv", "a,b\n1,2\n")

    with pytest.raises(Cancelled):
        next(reading.read(path, None, stop))


def test_loading_reads_a_table_but_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def counted(path: Path, progress: Progress) -> Any:
        read.append(path)
        return read_text(path, progress)

    monkeypatch.setattr(text, "read_text", counted)
    store = MemoryStore()
    path = written(
        tmp_path / "arbres.csv",
        "genre;hauteur;geo_point_2d\nTilia;8;44.35, 2.57\nAcer;;44.36, 2.58\n",
    )

    (layer,) = load([path], new_project("x"), store).layers

    assert read == [path]
    assert (layer.role, layer.count) == (Role.TREE, 2)
    heights = canonical.column(store, layer, "height")
    assert heights is not None
    assert heights[0] == 8.0
    store.close()
