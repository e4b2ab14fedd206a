"""The parts of the style editor, without a picture: each choice is one action on the style."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QTableWidgetSelectionRange,
    QWidget,
)

from jumeau.app.icons import Icons
from jumeau.app.styling.class_table import (
    COLOUR,
    LABEL,
    SHOWN,
    VALUES,
    number_in,
    number_words,
)
from jumeau.app.styling.editing import Editing
from jumeau.app.styling.editor import StyleEditor
from jumeau.app.tasks import Tasks
from jumeau.app.theme import THEMES
from jumeau.i18n import Translator
from jumeau.model.layer import Field, Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import add_layers, change_layer, new_project
from jumeau.model.roles import Role
from jumeau.model.session import Session
from jumeau.model.style import Style, StyleKind, Symbol, Target

Key = Qt.Key
COUNT = 200


class Payloads:
    """A store with one table."""

    def __init__(self) -> None:
        dice = np.random.default_rng(3)
        self._table = pa.table(
            {
                "hauteur": dice.gamma(3.0, 3.0, COUNT),
                "usage_1": [("Résidentiel", "Commercial", "Agricole")[k % 3] for k in range(COUNT)],
            }
        )

    def table(self, _ref, columns=None):
        """Return the table."""
        return self._table.select(columns) if columns else self._table

    def path(self, _ref):
        """Return nothing: there is no file."""
        raise AssertionError


def layer(name: str, role: Role) -> Layer:
    ref = PayloadRef(PayloadKind.TABLE, name * 8, ".parquet", 1)
    fields = (Field("hauteur", "double", "m"), Field("usage_1", "string"))
    columns = (("height", "hauteur"), ("use", "usage_1")) if role is Role.BUILDING else ()
    return Layer(
        id=name, role=role, payload=ref, count=COUNT, fields=fields, columns=columns,
        bounds=(0.0, 0.0, 1000.0, 1000.0),
    )  # fmt: skip


class Bench:
    """An editor, and what a test does to it."""

    def __init__(self, qtbot) -> None:
        layers = (layer("b", Role.BUILDING), layer("p", Role.POINTS), layer("l", Role.LINES))
        self.session = Session(add_layers(new_project("Essai"), layers))
        self.tasks = Tasks()
        self.qtbot = qtbot
        tr, theme = Translator("fr"), THEMES["light"]
        self.editing = Editing(self.session, Payloads(), self.tasks, tr)
        icons = Icons("#000000", "#888888")
        self.editor = StyleEditor(self.editing, tr, icons, theme, lambda _: ())
        qtbot.addWidget(self.editor)
        self.editor.resize(320, 900)
        self.editor.show()
        self.editing.open("b")

    @property
    def style(self) -> Style:
        """The style that is shown."""
        return self.editing.style

    def rest(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=20_000)

    def pick(self, box: QComboBox, value: str) -> None:
        """Choose an entry, as somebody does, and wait."""
        place = box.findData(value)
        assert place >= 0, [box.itemData(k) for k in range(box.count())]
        box.setCurrentIndex(place)
        box.activated.emit(place)
        self.rest()


@pytest.fixture
def bench(qtbot):
    """Return an editor of buildings in their usual look."""
    found = Bench(qtbot)
    yield found
    found.editing.close()
    found.tasks.close()


@pytest.fixture
def classed(bench):
    """Return an editor of buildings in classes by their height."""
    bench.pick(bench.editor.colours.kind, "graduated")
    assert bench.style.kind is StyleKind.GRADUATED
    return bench


def test_ramp_direction_method_count_and_target(classed):
    colours = classed.editor.colours
    first = [x.colour for x in classed.style.classes]
    classed.pick(colours.ramp, "heat")
    assert classed.style.ramp == "heat"
    assert [x.colour for x in classed.style.classes] != first
    low = classed.style.classes[0].colour
    colours.reverse.click()
    assert classed.style.classes[-1].colour == low
    classed.pick(colours.method, "equal")
    assert classed.style.method == "equal"
    colours.count.setValue(3)
    classed.rest()
    assert len(classed.style.classes) == 3
    classed.pick(classed.editor.form.target, "roofs")
    assert classed.style.target is Target.ROOFS


def test_ramps_that_confuse_come_when_they_are_asked_for(classed):
    box = classed.editor.colours.ramp
    assert box.findData("gnylrd") < 0
    classed.pick(box, "*")
    box.hidePopup()
    assert box.findData("gnylrd") > box.findData("viridis")
    assert classed.style.ramp != "*"


def test_only_what_makes_sense_is_shown(classed):
    editor, form = classed.editor, classed.editor.form
    assert form.target.isVisibleTo(editor)
    assert not form.symbol.isVisibleTo(editor)
    classed.editing.open("l")
    assert form.width_.isVisibleTo(editor)
    assert not form.target.isVisibleTo(editor)
    classed.editing.open("p")
    assert form.symbol.isVisibleTo(editor)
    classed.pick(form.symbol, "triangle")
    form.diameter.setValue(12.0)
    assert (classed.style.symbol, classed.style.size) == (Symbol.TRIANGLE, 12.0)
    classed.editing.open("")
    assert editor.none.isVisibleTo(editor)


def test_a_limit_is_dragged_as_one_action(classed):
    chart, session = classed.editor.colours.histogram, classed.session
    count, before = len(session.history), chart.limits
    at = QPoint(round(chart.place(before[0])), 20)
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=at)
    for step in range(1, 6):
        QTest.mouseMove(chart, at + QPoint(2 * step, 0))
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=at + QPoint(10, 0))
    assert classed.style.classes[1].low > before[0]
    assert classed.style.classes[0].high == classed.style.classes[1].low
    assert classed.style.method == "manual"
    assert len(session.history) == count + 1
    QTest.keyClick(chart, Key.Key_Left)
    assert len(session.history) == count + 2
    session.undo()
    session.undo()
    assert [x.low for x in classed.style.classes[1:]] == list(before)


def test_the_legend_is_edited_in_its_cells(classed):
    table = classed.editor.classes.table
    table.item(1, LABEL).setText("maisons basses")
    assert classed.style.classes[1].label == "maisons basses"
    table.item(0, LABEL).setText(table.item(0, LABEL).text())  # confirmed: no label of its own
    assert classed.style.classes[0].label == ""
    bound = classed.style.classes[1].low
    table.item(1, VALUES).setText(f"{bound + 0.5:.1f}".replace(".", ","))
    assert classed.style.classes[1].low == classed.style.classes[0].high == bound + 0.5
    table.item(1, VALUES).setText("1000000")  # beyond the next class: refused
    assert classed.style.classes[1].low == bound + 0.5
    table.item(1, SHOWN).setCheckState(Qt.CheckState.Unchecked)
    assert not classed.style.classes[1].shown


def test_a_colour_is_one_action(classed):
    count = len(classed.session.history)
    classed.editor.classes.table.setCurrentCell(0, COLOUR)
    QTest.keyClick(classed.editor.classes.table, Key.Key_Return)
    menu = classed.editor.classes.findChild(QWidget, "colours")
    menu.findChildren(QAbstractButton)[4].click()
    assert classed.style.classes[0].colour == "#EE6677"
    assert len(classed.session.history) == count + 1


def test_classes_are_merged_split_and_removed(classed):
    classes = classed.editor.classes
    count = len(classed.style.classes)
    classes.table.setRangeSelected(QTableWidgetSelectionRange(0, 0, 1, LABEL), True)
    classes.buttons["merge"].click()
    assert len(classed.style.classes) == count - 1
    classes.table.selectRow(0)
    classes.buttons["add"].click()
    assert len(classed.style.classes) == count
    classes.table.selectRow(count - 1)
    QTest.keyClick(classes.table, Key.Key_Delete)
    assert len(classed.style.classes) == count - 1


def test_opacity_is_one_action_however_long_it_is_dragged(classed):
    slider, count = classed.editor.form.opacity.slider, len(classed.session.history)
    for value in (90, 70, 55, 40):
        slider.setValue(value)
    slider.sliderReleased.emit()
    assert classed.style.opacity == pytest.approx(0.4)
    assert len(classed.session.history) == count + 1
    slider.setValue(80)
    assert len(classed.session.history) == count + 2
    classed.session.undo()
    assert slider.value() == 40


def test_values_have_colours_an_order_and_a_rest(bench):
    classes = bench.editor.classes
    bench.pick(bench.editor.colours.kind, "categories")
    assert bench.style.field == "use"
    assert not classes.rest.isChecked()
    classes.rest.click()
    assert bench.style.classes[-1].values == ()
    classes.rest.click()
    first, second = (x.values for x in bench.style.classes[:2])
    classes.table.selectRow(0)
    classes.buttons["down"].click()
    assert [x.values for x in bench.style.classes[:2]] == [second, first]
    classes.table.selectRow(0)
    classes.remove()
    assert second not in [x.values for x in bench.style.classes]
    classes.buttons["add"].click()
    assert bench.style.classes[-1].values == second


def test_a_continuous_ramp_has_ends(bench):
    colours = bench.editor.colours
    bench.pick(colours.kind, "continuous")
    low = bench.style.low
    colours.high.setValue(20.0)
    assert (bench.style.low, bench.style.high) == (low, 20.0)
    colours.high.setValue(low - 5.0)  # below the low end: refused
    assert bench.style.high == 20.0


def test_what_cannot_be_done_is_said_in_the_panel(classed):
    classed.editing.change(ramp="no such ramp")
    assert classed.editor.problem.isVisibleTo(classed.editor)
    assert "no such ramp" in classed.editor.problem.text()
    assert classed.style.ramp != "no such ramp"
    classed.editor.reset.click()
    assert not classed.editor.problem.isVisibleTo(classed.editor)
    assert classed.style == Style()


def test_a_style_from_elsewhere_is_followed(classed):
    single = Style(kind=StyleKind.SINGLE, colour="#AA3377")
    classed.session.commit("style", change_layer(classed.session.project, "b", style=single))
    assert classed.editor.colours.colour.code == "#AA3377"
    assert classed.editor.colours.kind.currentData() == "single"


def test_classes_that_look_alike_are_told(classed):
    assert "distinguent" in classed.editor.vision.told.text()
    classes = classed.style.classes
    changed = (classes[0], *(x for x in classes[1:]))
    alike = [type(classes[0])(classes[0].colour, low=x.low, high=x.high) for x in changed]
    classed.editing.change(classes=tuple(alike))
    assert "ressemblent" in classed.editor.vision.told.text()


def test_everything_is_named_and_reached_by_keyboard(classed):
    editor = classed.editor
    for kind in (QComboBox, QAbstractButton, QLineEdit):
        for widget in editor.findChildren(kind):
            inner = widget.objectName().startswith("qt_") or not widget.isVisibleTo(editor)
            if inner or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
                continue
            assert widget.accessibleName() or widget.property("text"), widget
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5", 12.5), ("1 200", 1200.0), ("\N{MINUS SIGN}3", -3.0), ("1,234.5", 1234.5),
     ("1.234,5", 1234.5), ("douze", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_as_they_are_typed(text, value):
    assert number_in(text, Translator("fr")) == value


def test_numbers_are_written_as_they_are_read():
    for language in ("fr", "en"):
        for value in (0.25, 12.0, -1234.5, 1e6):
            tr = Translator(language)
            assert number_in(number_words(value, tr), tr) == value
