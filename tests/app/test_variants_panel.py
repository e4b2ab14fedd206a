"""Variants in the window: list, edits, forms, card, years, earlier states, remarks, files."""

from __future__ import annotations

import typing

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from jumeau.app.icons import Icons
from jumeau.app.palette.entries import reason
from jumeau.app.variants import deeds
from jumeau.app.variants.current import look_at
from jumeau.app.variants.entries import parsed_date
from jumeau.app.variants.feature import Variants
from jumeau.app.variants.fields import FIELDS, Kind, fields_of, value_of, with_value
from jumeau.app.variants.forms import ChangeForm
from jumeau.app.variants.rows import FADED, ID, LEFT, OFF, ON, PROBLEM, RIGHT, TICKED
from jumeau.app.variants.words import Figures, inherited
from jumeau.app.variants.years import SPAN, years_of
from jumeau.i18n import Translator
from jumeau.model import changes as ch
from jumeau.model.edits import Debate, tag_of
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model
from jumeau.model.project import new_project
from jumeau.model.variant import NO_BUILD, TODAY, Act, Phase, Status, ZoneRule
from jumeau.model.variants import (
    add_edits,
    add_variant,
    change_edit,
    change_variant,
    edit_of,
    keep_state,
    new_edit,
    new_variant,
    variant_of,
)
from jumeau.model.view_state import Compare
from jumeau.variants.interchange import export_edits

FR, EN = Translator("fr"), Translator("en")
SQUARE = ((0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0))
FEATURE = FeatureRef("batiment", "B1", 0)
CHANGES: tuple[ch.Change, ...] = (
    ch.AddBuilding(SQUARE, 9.0, 3, kind=ch.BuildingKind.SCHOOL),
    ch.AddBuilding(SQUARE, 9.5, roof=ch.RoofShape.GABLED, roof_rise=2.0),
    ch.RemoveFeature(FEATURE),
    ch.ChangeHeight(FEATURE, 12.0),
    ch.AddStoreys(FEATURE, -1),
    ch.MoveFeature(FEATURE, 3.0, 4.0, rotation=90.0, scale=1.5),
    ch.PlaceModel(Model(PayloadRef(PayloadKind.MODEL, "0" * 64, "glb")), (1.0, 2.0)),
    ch.PlantTrees(ch.Planting.ONE, ((1.0, 1.0),), species="lime"),
    ch.PlantTrees(ch.Planting.ROW, ((0.0, 0.0), (30.0, 40.0))),
    ch.PlantTrees(ch.Planting.AREA, SQUARE, planted=2030),
    ch.SetSurface(SQUARE, ch.SurfaceKind.GRASS, albedo=0.3),
    ch.SetRoof(FEATURE, ch.RoofCover.SOLAR, 0.6),
    ch.AddBarrier(((0.0, 0.0), (50.0, 0.0))),
    ch.SetRoad(((0.0, 0.0), (50.0, 0.0)), speed=30.0, one_way=True, day=ch.Traffic(200.0, 0.05)),
    ch.ShapeTerrain(SQUARE, up=-1.5),
    ch.ShapeTerrain(SQUARE, altitude=101.0),
    ch.Demolish(SQUARE, trees=True),
)


# -- without a window ------------------------------------------------------------------------------


def test_every_kind_of_change_has_a_form():
    tags = {x.__struct_config__.tag for x in typing.get_args(ch.Change)}
    assert set(FIELDS) == tags == {tag_of(x) for x in CHANGES}


@pytest.mark.parametrize("change", CHANGES, ids=tag_of)
def test_what_is_shown_of_a_change_is_what_it_holds(change):
    for field in fields_of(change):
        assert FR.has(field.label)
        assert EN.has(field.label)
        for value in field.choices:
            assert FR.has(f"{field.words}.{value}")
            assert EN.has(f"{field.words}.{value}")
        shown = value_of(change, field)
        if field.when(change):
            back = with_value(change, field, shown)
            if not (isinstance(change, ch.AddBuilding) and field.name == "storeys"):
                assert back == change, field.name
        if field.optional:
            assert value_of(with_value(change, field, None), field) is None


@pytest.mark.parametrize("slim", [False, True])
@pytest.mark.parametrize("change", CHANGES, ids=tag_of)
def test_a_form_gives_back_what_it_was_given(qtbot, change, slim):
    form = ChangeForm(CHANGES[0], FR, Icons("#000000", "#888888"), slim=slim)
    qtbot.addWidget(form)
    told = []
    form.changed.connect(lambda: told.append(form.change()))
    form.set_change(change)
    assert form.change() == change
    assert told == []
    assert form.empty == (not fields_of(change))
    for field in fields_of(change):
        widget = form.fields[field.name]
        assert widget.accessibleName() or field.kind is Kind.TICK
        assert widget.isVisibleTo(widget.parentWidget()) == field.when(change)


def test_a_form_tells_each_step_once(qtbot):
    form = ChangeForm(CHANGES[0], FR, Icons("#000000", "#888888"))
    qtbot.addWidget(form)
    told = []
    form.changed.connect(lambda: told.append(form.touched))
    form.fields["storeys"].setValue(4)
    assert form.change() == msgspec.structs.replace(CHANGES[0], storeys=4, height=12.0)
    form.fields["height"].setValue(14.0)  # storeys of 3.5 m are storeys
    assert form.change().storeys == 4
    form.fields["height"].setValue(50.0)  # of 12.5 m they are not
    assert form.change().storeys == 0
    assert told == ["storeys", "height", "height"]
    roof = form.fields["roof"]
    roof.chosen.emit("hipped")
    assert form.change().roof_rise > 0
    assert form.fields["roof_rise"].isVisibleTo(form)


def test_a_tick_stands_for_none(qtbot):
    form = ChangeForm(ch.SetRoad(((0.0, 0.0), (9.0, 0.0))), FR, Icons("#000000", "#888888"))
    qtbot.addWidget(form)
    assert not form.fields["speed"].isEnabled()
    form.fields["speed"].changed_to.emit(50.0)
    assert form.change().speed == 50.0
    form._labels["speed"].setChecked(False)
    assert form.change().speed is None
    form._labels["night.vehicles"].click()
    assert form.change().night == ch.Traffic(100.0)
    form.fields["night.heavy"].setValue(10)
    assert form.change().night == ch.Traffic(100.0, 0.1)


def test_edits_are_called_by_kind_and_figures():
    project = new_project("x")
    figures = Figures(FR)
    line = figures.line(new_edit(project, CHANGES[0]))
    assert line == "Bâtiment neuf – école, 3 niveaux, 200\N{NO-BREAK SPACE}m²"
    titled = new_edit(project, CHANGES[0], title="Aile nord")
    assert figures.title(titled) == "Aile nord"
    assert figures.detail(titled).startswith("Bâtiment neuf – école")
    for change in CHANGES:
        assert figures.line(new_edit(project, change))
        assert Figures(EN, 0.9996).line(new_edit(project, change))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20/11/2026", "2026-11-20"), ("1.2.2030", "2030-02-01"), ("11/2026", "2026-11"),
        (" 2031 ", "2031"), ("2026-11-20", "2026-11-20"), ("2026-11", "2026-11"), ("", ""),
        ("31/02/2026", None), ("13/2026", None), ("bientôt", None), ("20/11/26", None),
    ],
)  # fmt: skip
def test_dates_are_written_as_people_write_them(written, meant):
    assert parsed_date(written) == meant


def planned_project():
    """Return a project with a variant, and another that builds on it."""
    project = new_project("x")
    first = new_variant(project, "Blocs", date="2026-11-20")
    project = add_variant(project, first)
    for change in (CHANGES[0], CHANGES[8]):
        project = add_edits(project, first.id, new_edit(project, change))
    roof = ch.SetRoof(FeatureRef("", "edit-1"), ch.RoofCover.COOL)
    project = add_edits(project, first.id, new_edit(project, roof))
    second = new_variant(project, "Cour ouverte", base=first.id)
    project = add_variant(project, second)
    return add_edits(project, second.id, new_edit(project, CHANGES[10]))


def test_a_copy_has_ids_of_its_own_and_refers_to_its_own():
    project = planned_project()
    source = project.variants[0]
    twin = deeds.copied(project, source, "Copie").variants[-1]
    assert {x.id for x in twin.edits}.isdisjoint({x.id for v in project.variants for x in v.edits})
    assert twin.edits[2].change.feature == FeatureRef("", twin.edits[0].id)
    assert [x.change for x in twin.edits[:2]] == [x.change for x in source.edits[:2]]
    assert twin.kept == ()
    assert twin.colour != source.colour


def test_what_a_variant_builds_on_is_told_before_its_own():
    project = planned_project()
    assert [e.id for _, e in inherited(project, project.variants[1])] == [
        "edit-1", "edit-2", "edit-3",
    ]  # fmt: skip


def test_the_years_are_those_of_trees_and_phases():
    from jumeau.model.view_state import ViewState

    project = planned_project()
    assert years_of(project, ViewState(), FR, 2026) is None
    shown = ViewState(variants=("variant-1",))
    assert years_of(project, shown, FR, 2026) == (2026, 2026 + SPAN, ())
    without = change_edit(project, "variant-1", "edit-2", on=False)
    assert years_of(without, shown, FR, 2026) is None
    phases = (Phase("p", "Cour", "2024-03"), Phase("q", "", ""))
    dated = change_variant(without, "variant-1", phases=phases, year=2031)
    found = years_of(dated, ViewState(variants=("variant-2",)), FR, 2026)
    assert found == (2024, 2031 + SPAN, ((2024, "Cour (03/2024)"),))


# -- in the window ---------------------------------------------------------------------------------


@pytest.fixture
def planned(town):
    """Return a window with two variants, the first of which is shown, and the feature."""
    town.until(lambda: bool(town.workspace.features))
    session = town.session
    x, y, _ = session.view.camera.target
    project = session.project
    first = new_variant(project, "Blocs", date="2026-11-20")
    project = add_variant(project, first)

    def ring(a: float) -> tuple[tuple[float, float], ...]:
        return tuple((x + a + u, y + v) for u, v in SQUARE)

    gone = ch.RemoveFeature(FeatureRef("batiment", "n’existe pas"))
    for change in (ch.AddBuilding(ring(0), 9.0, 3), ch.SetSurface(ring(30), ch.SurfaceKind.GRASS),
                   gone):  # fmt: skip
        project = add_edits(project, first.id, new_edit(project, change))
    second = new_variant(project, "Cour ouverte", base=first.id)
    project = add_variant(project, second)
    trees = ch.PlantTrees(ch.Planting.AREA, ring(0), species="oak")
    project = add_edits(project, second.id, new_edit(project, trees))
    session.commit("add_variant", project)
    look_at(session, first.id)
    town.rest()
    town.feature = next(f for f in town.workspace.features if isinstance(f, Variants))
    town.panel = town.feature.panel
    return town


def titles(rows) -> list[str]:
    return [rows.item(k).text() for k in range(rows.count())]


def marks(rows, row_id: str) -> list[str]:
    return [name for name, _ in rows.item_of(row_id).data(RIGHT)]


def click_mark(rows, row_id: str, mark: str) -> None:
    index = rows.indexFromItem(rows.item_of(row_id))
    rows.scrollTo(index)
    box = rows.visualRect(index)
    place = next(p for name, _, p in rows.line.marks(box, index) if name == mark)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place.center())


def dialog(desk) -> QDialog:
    return next(x for x in desk.window.findChildren(QDialog) if x.isVisible())


def nameless(parent: QWidget) -> list[str]:
    buddies = {label.buddy() for label in parent.findChildren(QLabel)}
    return [
        f"{type(x).__name__} {x.objectName()}"
        for x in parent.findChildren(QWidget)
        if x.focusPolicy() & Qt.FocusPolicy.TabFocus and x.isVisible() and x.focusProxy() is None
        and not x.objectName().startswith("qt_") and x not in buddies
        and not (x.accessibleName() or getattr(x, "text", lambda: "")())
    ]  # fmt: skip


def the_list_shows_and_compares(planned):
    panel, session = planned.panel, planned.session
    assert panel.isVisible()  # the first variant brings the panel
    rows = panel.variants
    assert [rows.item(k).data(ID) for k in range(rows.count())] == [
        TODAY, NO_BUILD, "variant-1", "variant-2",
    ]  # fmt: skip
    assert titles(rows)[0].startswith("Aujourd’hui")
    click_mark(rows, "variant-2", "unticked")
    assert session.view.variants == ("variant-1", "variant-2")
    assert session.view.compare is Compare.SWIPE
    click_mark(rows, TODAY, "unticked")
    assert session.view.variants == (TODAY, "variant-1", "variant-2")
    assert session.view.compare is Compare.SIDE_BY_SIDE
    click_mark(rows, "variant-1", TICKED)
    click_mark(rows, TODAY, TICKED)
    assert (session.view.variants, session.view.compare) == (("variant-2",), Compare.NONE)
    assert rows.model().moveRow(QModelIndex(), 3, QModelIndex(), 2)  # as a drop does
    assert [x.id for x in session.project.variants] == ["variant-2", "variant-1"]
    session.undo()
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert session.view.variants == ("variant-1",)
    QTest.keyClick(rows, Qt.Key.Key_Home)
    assert session.view.variants == ()
    assert panel.edits.count() == 0
    assert panel.hint.isVisible()
    assert not planned.window.actions_["variant_card"].isEnabled()
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert session.view.variants == (NO_BUILD,)
    assert variant_of(session.project, NO_BUILD) is None  # offered all the same
    planned.window.actions_.run("variant_card")
    card = dialog(planned)
    card.hypotheses.setPlainText("Trafic +5 %")
    card.year.setValue(2041)
    card.accept()
    kept = variant_of(session.project, NO_BUILD)
    assert (kept.year, kept.hypotheses) == (2041, "Trafic +5 %")
    assert titles(rows)[1] == "Sans le projet, en 2041"


def the_edits_are_switched_named_ordered_and_removed(planned):
    panel, session = planned.panel, planned.session
    rows = panel.edits

    def edits() -> tuple:
        return variant_of(session.project, "variant-1").edits

    assert titles(rows) == ["Bâtiment neuf", "Sol", "Élément enlevé"]
    planned.until(lambda: marks(rows, "edit-3")[0] == PROBLEM)
    click_mark(rows, "edit-2", ON)
    assert not edits()[1].on
    assert marks(rows, "edit-2")[-1] == OFF
    assert rows.item_of("edit-2").data(FADED)
    rows.choose("edit-1")
    rows.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(rows, Qt.Key.Key_Down, alt)
    assert [x.id for x in edits()] == ["edit-2", "edit-1", "edit-3"]
    assert rows.current_id == "edit-1"
    rows.rename()
    editor = rows.findChild(QLineEdit)
    editor.setText("École")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    planned.until(lambda: edits()[1].title == "École")
    planned.until(lambda: rows.state() == rows.State.NoState)
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    assert [x.id for x in edits()] == ["edit-2", "edit-3"]
    for _ in range(4):
        session.undo()
    assert [(x.id, x.on, x.title) for x in edits()] == [
        ("edit-1", True, ""), ("edit-2", True, ""), ("edit-3", True, ""),
    ]  # fmt: skip
    before = session.view.camera
    rows.fly_asked.emit("edit-1")
    planned.until(lambda: session.view.camera != before)
    assert rows.model().moveRow(QModelIndex(), 0, QModelIndex(), 3)  # as a drop does
    assert [x.id for x in edits()] == ["edit-2", "edit-3", "edit-1"]
    session.undo()
    assert titles(rows) == ["Bâtiment neuf", "Sol", "Élément enlevé"]
    look_at(session, "variant-2")
    assert titles(rows) == ["Bâtiment neuf", "Sol", "Élément enlevé", "Plantation"]
    assert rows.model().moveRow(QModelIndex(), 3, QModelIndex(), 0)  # among those taken over
    assert titles(rows) == ["Bâtiment neuf", "Sol", "Élément enlevé", "Plantation"]
    assert [rows.item(k).data(FADED) for k in range(4)] == [True, True, True, False]
    rows.setCurrentRow(0)
    QTest.keyClick(rows, Qt.Key.Key_Delete)  # what is taken over is not removed here
    assert len(edits()) == 3
    menu = panel._edit_menu(QPoint(0, 0))
    assert len(menu.actions()) == 1
    menu.close()


def what_is_said_of_an_edit(planned):
    panel, session = planned.panel, planned.session

    def edit():
        return edit_of(variant_of(session.project, "variant-1"), "edit-1")

    panel.choose("edit-1")
    said = panel.properties
    said.form.fields["storeys"].setValue(4)
    steps = len(session.history)
    said.form.fields["storeys"].setValue(5)
    assert (edit().change.storeys, edit().change.height) == (5, 15.0)
    assert len(session.history) == steps  # one gesture, one action
    said.form.fields["height"].setValue(16.0)
    assert len(session.history) == steps + 1
    said.comment.setText("Le préau reste")
    said.comment.editingFinished.emit()
    assert edit().comment == "Le préau reste"
    said.debate.chosen.emit("fixed")  # asks its reason
    dialog(planned).reject()
    assert edit().debate is Debate.OPEN
    assert said.debate.currentData() == "open"
    said.debate.chosen.emit("fixed")
    asked = dialog(planned)
    asked.findChild(QLineEdit).setText("sécurité")
    asked.accept()
    assert (edit().debate, edit().reason) == (Debate.FIXED, "sécurité")
    said.reason.setText("")
    said.reason.editingFinished.emit()
    assert edit().reason == "sécurité" == said.reason.text()
    said.comment.setText("écrit, puis un autre élément est choisi")
    panel.choose("edit-2")
    assert edit().comment.startswith("écrit")
    assert edit_of(variant_of(session.project, "variant-1"), "edit-2").comment == ""
    panel.choose("edit-3")
    planned.until(lambda: said.problem.isVisible())
    assert "gardée" in said.problem.text()
    assert not said.form.isVisible()
    assert nameless(panel) == []


def variants_begin_are_copied_and_removed(planned):
    actions, session = planned.window.actions_, planned.session
    actions.run("new_variant")
    form = dialog(planned)
    form.title.setText("Troisième")
    form.base.setCurrentIndex(form.base.findData("variant-2"))
    assert nameless(form) == []
    form.accept()
    made = session.project.variants[-1]
    assert (made.title, made.base, session.view.variants) == ("Troisième", "variant-2", (made.id,))
    actions.run("duplicate_variant")
    assert session.project.variants[-1].title == "Troisième (copie)"
    session.undo()  # what is shown is gone: today is what remains
    assert planned.panel.variants.current_id == TODAY
    assert planned.panel.hint.isVisible()
    assert not actions["duplicate_variant"].isEnabled()
    look_at(session, "variant-1")
    actions.run("remove_variant")
    assert variant_of(session.project, "variant-1") is None
    assert len(variant_of(session.project, "variant-2").edits) == 4  # what it built on stays
    assert session.view.variants == ()
    planned.window.messages._act()  # take it back
    assert variant_of(session.project, "variant-1") is not None
    assert session.view.variants == ("variant-1",)


def the_card_keeps_what_is_decided(planned):
    actions, session = planned.window.actions_, planned.session

    def variant():
        return variant_of(session.project, "variant-1")

    actions.run("variant_card")
    card = dialog(planned)
    assert nameless(card) == []
    assert card.base.findData("variant-2") < 0  # it builds on this one
    card.status.setCurrentIndex(card.status.findData("decided"))
    assert card.act_told.isVisibleTo(card)
    card.title.setText("Blocs bas")
    card.show_colour("#009E73")
    card.year.setValue(2032)
    card.phases.add.click()
    _, title, date, _ = card.phases.rows[0]
    title.setText("École")
    date.setText("trop tôt")
    assert not card._ok.isEnabled()
    date.setText("03/2029")
    card.investment.ends[1].setValue(2_000_000)
    card.accept()
    assert variant().status is Status.IN_CONSULTATION  # "décidé" needs its act
    assert "soumise à concertation" in planned.window.messages.text
    assert (variant().title, variant().colour, variant().year) == ("Blocs bas", "#009E73", 2032)
    assert variant().phases == (Phase("phase-1", "École", "2029-03"),)
    assert variant().cost.investment == (2_000_000, 2_000_000)
    assert variant().cost.access == "internal"
    actions.run("variant_card")
    card = dialog(planned)
    card.status.setCurrentIndex(card.status.findData("decided"))
    card.act_number.setText("2026-114")
    card.act_date.setText("20/11/2026")
    assert not card.act_told.isVisibleTo(card)
    card.accept()
    assert variant().status is Status.DECIDED
    assert variant().act == Act("", "2026-114", "2026-11-20")
    panel = planned.panel
    panel.choose("edit-1")
    assert panel.properties.phase.isVisibleTo(panel)
    panel.properties.phase.chosen.emit("phase-1")
    assert edit_of(variant(), "edit-1").phase == "phase-1"
    actions.run("variant_card")
    card = dialog(planned)
    card.phases.rows[0][3].click()
    card.accept()
    assert variant().phases == ()
    assert edit_of(variant(), "edit-1").phase == ""


def the_years_go_by(planned):
    session, bar = planned.session, planned.feature.bar
    assert planned.feature.strip.isVisible()  # the picture keeps its size, whatever is shown
    assert not bar.isEnabled()  # neither trees nor phases
    look_at(session, "variant-2")
    assert bar.isEnabled()
    assert session.view.year == 0
    assert bar.slider.value() == bar.slider.minimum()
    told = []
    stop = session.subscribe_view(lambda _old, new: told.append(new.year))
    first = bar.slider.minimum() + 1
    for step in range(1, 6):
        bar.slider.setValue(first + step)
    planned.until(lambda: session.view.year == first + 5)
    assert told == [first + 5]  # many steps of a drag make one picture
    stop()
    assert bar.year.text() == str(first + 5)
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    planned.until(lambda: session.view.year == first + 6)
    bar.reset.click()
    planned.until(lambda: session.view.year == 0)
    bar._beat.setInterval(5)
    bar.play.click()
    planned.until(lambda: session.view.year > first + 1)
    look_at(session, "variant-1")
    assert not bar.play.isChecked()
    planned.workspace.toggle_panels()
    assert not planned.feature.strip.isVisible()
    planned.workspace.toggle_panels()
    assert nameless(bar) == []


def an_earlier_state_is_kept_told_and_shown_beside(planned):
    actions, session = planned.window.actions_, planned.session
    assert not actions["changes_since"].isEnabled()
    actions.run("keep_state")
    form = dialog(planned)
    assert not form._ok.isEnabled()
    form.occasion.setText("Réunion publique")
    form.date.setText("18/11/2026")
    form.accept()
    change = edit_of(variant_of(session.project, "variant-1"), "edit-1").change
    lower = msgspec.structs.replace(change, storeys=2, height=6.0)
    session.commit("x", change_edit(session.project, "variant-1", "edit-1", change=lower))
    actions.run("changes_since")
    form = dialog(planned)
    assert nameless(form) == []
    lines = [form.list.item(k).text() for k in range(form.list.count())]
    assert len(lines) == 2
    assert all("Bâtiment neuf" in x for x in lines)
    assert form.show_.isEnabled()
    form.beside.click()
    before, now = session.view.variants
    assert now == "variant-1"
    assert session.view.compare is Compare.SWIPE
    state = variant_of(session.project, before)
    assert (state.title, state.edits[0].change) == ("Blocs au 18/11/2026", change)
    assert variant_of(session.project, "variant-1").kept[0].occasion == "Réunion publique"


def remarks_are_told_and_follow_the_rules(planned):
    actions, session = planned.window.actions_, planned.session
    actions.run("variant_remarks")
    form = dialog(planned)
    planned.until(lambda: form.list.count() > 0)
    said = [form.list.item(k).text() for k in range(form.list.count())]
    assert any("cadastre" in x for x in said)
    assert any("sans effet" in x for x in said)
    assert not any("repère" in x for x in said)
    assert nameless(form) == []
    form.rules.click()
    rules = next(x for x in form.findChildren(QDialog) if x.isVisible())
    assert nameless(rules) == []
    rules.rows[0].height.setValue(7.0)
    rules.rows[0].source.setText("UB 10")
    rules.add.click()  # says nothing: it is no rule
    rules.accept()
    assert session.project.zone_rules == (ZoneRule("", 7.0, source="UB 10"),)
    form.reject()


def edits_leave_and_come_back(planned, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    actions, session = planned.window.actions_, planned.session
    path = tmp_path / "blocs.gpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    before = variant_of(session.project, "variant-1").edits
    actions.run("export_edits")
    planned.until(path.is_file)
    planned.until(lambda: "3 éléments" in planned.window.messages.text)
    look_at(session, TODAY)
    actions.run("import_edits")
    planned.until(lambda: len(session.project.variants) == 3)
    made = session.project.variants[-1]
    assert [x.change for x in made.edits[:2]] == [x.change for x in before[:2]]
    assert session.view.variants == (made.id,)


def rows_left_out_are_told(planned, tmp_path):
    session, path = planned.session, tmp_path / "zones.geojson"
    edits = variant_of(session.project, "variant-1").edits
    content = msgspec.json.decode(export_edits(edits, session.project, path).read_bytes())
    for feature in content["features"]:
        feature["properties"] = {"name": "Zone"}
    path.write_bytes(msgspec.json.encode(content))
    planned.feature.exchange.read(path)
    planned.until(lambda: any(x.isVisible() for x in planned.window.findChildren(QDialog)), 30_000)
    asked = dialog(planned)
    assert nameless(asked) == []
    box = asked.boxes["polygons"]
    box.setCurrentIndex(box.findData("demolish"))
    asked.accept()
    planned.until(lambda: "2 éléments changés" in planned.window.messages.text, 30_000)
    tags = [tag_of(x.change) for x in variant_of(session.project, "variant-1").edits]
    assert tags == ["demolish", "demolish", "remove_feature"]
    planned.window.messages._act()
    left = dialog(planned)
    assert nameless(left) == []
    left.reject()
    session.undo()


def test_variants_are_listed_compared_begun_and_removed(planned):
    the_list_shows_and_compares(planned)
    look_at(planned.session, "variant-1")
    variants_begin_are_copied_and_removed(planned)


def test_edits_are_listed_and_told_about(planned):
    the_edits_are_switched_named_ordered_and_removed(planned)
    look_at(planned.session, "variant-1")
    what_is_said_of_an_edit(planned)


def test_cards_and_years(planned):
    the_card_keeps_what_is_decided(planned)
    look_at(planned.session, "variant-1")
    the_years_go_by(planned)


def test_earlier_states_and_remarks(planned):
    an_earlier_state_is_kept_told_and_shown_beside(planned)
    look_at(planned.session, "variant-1")
    remarks_are_told_and_follow_the_rules(planned)


def test_files_of_edits(planned, tmp_path, monkeypatch):
    rows_left_out_are_told(planned, tmp_path)
    look_at(planned.session, "variant-1")
    edits_leave_and_come_back(planned, tmp_path, monkeypatch)


def test_the_panel_speaks_english(make_desk, data):
    desk = make_desk("en")
    desk.load(data / "batiment.gpkg")
    desk.until(lambda: bool(desk.workspace.features))
    assert reason(desk.window, "variant_card") == "show a variant first"
    assert reason(desk.window, "changes_since") == "keep a state presented first"
    project = keep_state(planned_project(), "variant-1", "Meeting", "2026-11-20")
    variants = msgspec.structs.replace(desk.session.project, variants=project.variants)
    desk.session.commit("add_variant", variants)
    look_at(desk.session, "variant-1")
    feature = next(f for f in desk.workspace.features if isinstance(f, Variants))
    assert titles(feature.panel.edits) == ["New building", "Planting", "Roof cover"]
    assert feature.shown
    desk.window.set_theme("dark")  # everything is made anew: the same leaf stays on top
    desk.until(lambda: not isValid(feature.panel))
    desk.until(lambda: bool(desk.workspace.features))
    feature = next(f for f in desk.workspace.features if isinstance(f, Variants))
    desk.until(lambda: feature.shown)
    assert [name for name, _ in feature.panel.variants.item(2).data(LEFT)] == [TICKED]
    for name in ("variant_card", "keep_state", "changes_since", "new_variant"):
        desk.window.actions_.run(name)
        shown = dialog(desk)
        assert nameless(shown) == []
        shown.reject()
        QApplication.processEvents()
