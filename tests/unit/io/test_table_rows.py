"""The attribute table as arrays: sorted, searched, summed up and written out."""

import csv

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from jumeau.errors import InputError, JumeauError
from jumeau.i18n import Translator
from jumeau.io.extents import extent_of
from jumeau.io.summaries import summaries
from jumeau.io.table_files import write_table
from jumeau.io.table_rows import ordered, read_sheet
from jumeau.model.layer import Field, Layer
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role

NAMES = ["Zola", "école 10", "École 9", None, "", "abbaye", "Étang"]
HEIGHTS = [3.5, None, 12.0, 1.0, float("nan"), 7.25, 3.5]


@pytest.fixture
def layer(store):
    """Return a layer of points with names and heights."""
    shapes = shapely.to_wkb(shapely.points(np.arange(7.0), np.arange(7.0) * 2)).tolist()
    table = pa.table(
        {"hauteur": HEIGHTS, "id": [f"B{k}" for k in range(7)], "nom": NAMES, "geometry": shapes}
    )
    fields = tuple(Field(x.name, str(x.type)) for x in table.schema)
    return Layer(
        "bâti", Role.BUILDING, store.add_table(table, "EPSG:2154"), count=7, fields=fields,
        key_field="id", provenance=Provenance(producer="IGN", edition="2024"),
    )  # fmt: skip


def test_the_key_comes_first_and_shapes_do_not_come(store, layer):
    sheet = read_sheet(store, layer)
    assert sheet.names == ("id", "hauteur", "nom")
    assert [sheet.numeric(k) for k in range(3)] == [False, True, False]


def test_numbers_are_sorted_empty_ones_last_in_both_orders(store, layer):
    sheet = read_sheet(store, layer)
    assert ordered(sheet, 1).tolist() == [3, 0, 6, 5, 2, 1, 4]
    assert ordered(sheet, 1, descending=True).tolist() == [2, 5, 0, 6, 3, 1, 4]


def test_texts_are_sorted_as_people_do(store, layer):
    names = [NAMES[k] for k in ordered(read_sheet(store, layer), 2)]
    assert names == ["abbaye", "École 9", "école 10", "Étang", "Zola", None, ""]


@pytest.mark.parametrize(
    ("search", "rows"), [("ECOLE", [1, 2]), ("7,25", [5]), ("b3", [3]), ("x", [])]
)
def test_some_column_holds_what_is_searched(store, layer, search, rows):
    assert ordered(read_sheet(store, layer), search=search).tolist() == rows


def test_a_filter_and_a_choice_limit_what_is_listed(store, layer):
    import msgspec

    sheet = read_sheet(store, msgspec.structs.replace(layer, filter="hauteur < 10"))
    within = np.arange(7) > 0
    assert ordered(sheet, 1, within=within).tolist() == [3, 6, 5]
    assert ordered(sheet, 1, search="b5").tolist() == [5]


def test_numbers_are_summed_up(store, layer):
    (found,) = summaries(store, layer, np.array([0, 1, 2, 4]))
    assert (found.name, found.count, found.total) == ("hauteur", 2, 15.5)
    assert (found.low, found.high, found.mean, found.whole) == (3.5, 12.0, 7.75, False)


def test_how_far_features_reach(store, layer):
    assert extent_of(store, [(layer, np.array([5, 2]))]) == (2.0, 4.0, 5.0, 10.0)
    assert extent_of(store, [(layer, np.array([], np.int64))]) is None


def test_a_table_leaves_as_spreadsheets_here_read_it(store, layer, tmp_path):
    sheet = read_sheet(store, layer)
    path, sources = write_table(
        store, sheet, np.array([2, 0]), tmp_path / "a", "EPSG:2154", Translator("fr")
    )
    assert path.suffix == ".csv"
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines == ["id;hauteur;nom", "B2;12;École 9", "B0;3,5;Zola"]
    told = sources.read_text(encoding="utf-8")
    assert "IGN" in told
    assert "2 sur 7" in told


def test_texts_with_the_signs_of_the_format_are_quoted(store, tmp_path):
    table = pa.table({"a": ['l; "x"', "deux\nlignes", None]})
    layer = Layer("t", Role.TABLE, store.add_table(table, ""), count=3, fields=(Field("a", "s"),))
    path, _ = write_table(
        store, read_sheet(store, layer), np.arange(3), tmp_path / "a.csv", "", Translator("fr")
    )
    with open(path, encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [["a"], ['l; "x"'], ["deux\nlignes"], []]


def test_a_table_leaves_with_its_shapes(store, layer, tmp_path):
    sheet = read_sheet(store, layer)
    path, _ = write_table(
        store, sheet, np.array([2, 0]), tmp_path / "a.gpkg", "EPSG:2154", Translator("en")
    )
    meta, _, shapes, fields = pyogrio.raw.read(path)
    assert meta["crs"] == "EPSG:2154"
    assert meta["fields"].tolist() == ["id", "hauteur", "nom"]
    assert shapely.from_wkb(shapes).tolist() == [shapely.Point(2, 4), shapely.Point(0, 0)]
    assert fields[1].tolist() == [12.0, 3.5]


def test_a_folder_that_is_not_there_is_explained(store, layer, tmp_path):
    sheet = read_sheet(store, layer)
    with pytest.raises(JumeauError) as caught:
        write_table(
            store, sheet, np.array([0]), tmp_path / "none" / "a.csv", "EPSG:2154", Translator()
        )
    assert isinstance(caught.value, InputError)
