"""The attribute table: what cells say, and how a selection goes in and out."""

import datetime

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import Qt

from jumeau.app.icons import Icons
from jumeau.app.table.model import EMPTY, TableModel
from jumeau.app.table.panel import TablePanel, pieces
from jumeau.app.theme import THEMES
from jumeau.i18n import Translator
from jumeau.io.table_rows import Sheet
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.roles import Role

FRENCH = Translator("fr")
REF = PayloadRef(PayloadKind.TABLE, "0", ".x")


def sheet_of(role=Role.BUILDING, columns=(), **content):
    arrays = tuple(pa.array(values) for values in content.values())
    layer = Layer("b", role, REF, count=len(arrays[0]), columns=columns)
    return Sheet(layer, tuple(content), arrays, None)


def model_of(sheet, rows=None):
    model = TableModel(FRENCH, "#888888", "#D9E8EF")
    model.set_sheet(sheet, np.arange(sheet.count) if rows is None else rows)
    return model


def test_cells_say_what_the_source_holds_as_people_write_it(qapp):
    sheet = sheet_of(
        hauteur=[12.5, None, 1234.0],
        nom=["Église", "", None],
        annee=[1987, -3, 2024],
        plat=[True, False, None],
        le=[datetime.date(2024, 5, 6), None, datetime.date(1900, 1, 2)],
        columns=(("height", "hauteur"),),
    )
    model = model_of(sheet)
    told = [[model.index(r, c).data() for c in range(5)] for r in range(3)]
    assert told == [
        ["12,5", "Église", "1987", "oui", "06/05/2024"],
        [EMPTY, EMPTY, "\N{MINUS SIGN}3", "non", EMPTY],
        ["1\u202f234", EMPTY, "2024", EMPTY, "02/01/1900"],
    ]
    titles = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(5)]
    assert titles[0] == "Hauteur (m)"
    name = model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert name == "hauteur"
    sides = [
        Qt.AlignmentFlag(model.index(0, c).data(Qt.ItemDataRole.TextAlignmentRole))
        for c in range(2)
    ]
    assert sides[0] & Qt.AlignmentFlag.AlignRight
    assert sides[1] & Qt.AlignmentFlag.AlignLeft


def test_residents_are_rounded_and_few_of_them_merged(qapp):
    sheet = sheet_of(
        Role.POPULATION_GRID,
        (("code", "idcar"), ("residents", "ind")),
        idcar=["a", "b"], ind=[117.4, 3.0], ind_0_3=[4.5, 1.0],
    )  # fmt: skip
    model = model_of(sheet)
    assert model.columnCount() == 2
    assert "120" in model.index(0, 1).data()
    assert "11" in model.index(1, 1).data()


def test_the_order_of_a_list_is_that_of_its_rows(qapp):
    model = model_of(sheet_of(nom=list("abcdef")), np.array([5, 0, 2]))
    assert [model.index(k, 0).data() for k in range(3)] == ["f", "a", "c"]
    assert model.headerData(0, Qt.Orientation.Vertical) == 6
    assert model.places_of(frozenset({0, 1, 5, 99})).tolist() == [0, 1]
    model.set_selected(frozenset({2}))
    tints = [model.index(k, 0).data(Qt.ItemDataRole.BackgroundRole) for k in range(3)]
    assert [x is not None for x in tints] == [False, False, True]
    model.set_sorted(0, descending=True)
    assert model.headerData(0, Qt.Orientation.Horizontal).endswith("↓")


def test_runs_of_neighbours():
    first, last = pieces(np.array([1, 2, 3, 7, 9, 10]))
    assert first.tolist() == [1, 7, 9]
    assert last.tolist() == [3, 7, 10]
    assert [x.tolist() for x in pieces(np.array([4]))] == [[4], [4]]
    assert [x.tolist() for x in pieces(np.array([], np.int64))] == [[], []]


@pytest.fixture
def panel(qtbot):
    panel = TablePanel(FRENCH, Icons("#000000", "#888888"), THEMES["light"])
    qtbot.addWidget(panel)
    panel.resize(800, 300)
    panel.show()
    return panel


def test_a_whole_large_table_is_selected_without_asking_for_each_row(panel, qapp, monkeypatch):
    count = 40_000
    panel.model.set_sheet(sheet_of(a=np.arange(count)), np.arange(count)[::-1].copy())
    told, asked = [], [0]
    usual = TableModel.rowCount

    def counting(self, *parent):
        asked[0] += 1
        return usual(self, *parent)

    monkeypatch.setattr(TableModel, "rowCount", counting)
    panel.rows_chosen.connect(lambda rows, add: told.append((len(rows), add)))
    panel.view.selectAll()
    for _ in range(5):
        qapp.processEvents()
    assert told == [(count, False)]
    assert asked[0] < count / 4


def test_rows_are_selected_by_hand_and_followed(panel):
    panel.model.set_sheet(sheet_of(a=list(range(200))), np.arange(200))
    told = []
    panel.rows_chosen.connect(lambda rows, add: told.append((rows, add)))
    panel.view.selectRow(3)
    assert told == [(frozenset({3}), False)]
    panel.select(frozenset({150, 151}), scroll=True)
    assert len(told) == 1
    assert [x.row() for x in panel.view.selectionModel().selectedRows()] == [150, 151]
    assert panel.view.rowAt(5) > 100
    panel.select(frozenset(range(0, 200, 2)), scroll=False)
    assert len(panel.view.selectionModel().selectedRows()) == 100


def test_every_button_has_a_name(panel):
    buttons = (panel.only_selected, panel.only_seen, panel.zoom, panel.invert, panel.copy,
               panel.export, panel.shut, panel.search, panel.layers)  # fmt: skip
    assert all(x.accessibleName() for x in buttons)
