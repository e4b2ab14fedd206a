"""The style editor in the real window: what is chosen is seen at once, and can be taken back."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QComboBox

from jumeau.app.styling.feature import Styling
from jumeau.model.roles import Role
from jumeau.model.style import Style, StyleKind


def feature(desk) -> Styling:
    return next(x for x in desk.workspace.features if isinstance(x, Styling))


def opened(desk):
    """Open the editor for the buildings and return it."""
    desk.workspace.layers.choose(desk.session.project.first(Role.BUILDING).id)
    desk.window.actions_.run("style")
    return feature(desk).editor


def pick(box: QComboBox, value: str) -> None:
    """Choose an entry, as somebody does."""
    place = box.findData(value)
    assert place >= 0, [box.itemData(k) for k in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def style(desk) -> Style:
    return desk.session.project.first(Role.BUILDING).style


def difference(one, other) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_classes_by_height_are_seen_and_taken_back(town):
    editor = opened(town)
    assert feature(town).shown
    assert editor.colours.kind.hasFocus()
    before = town.pixels()
    assert editor.section("classes").isHidden()
    town.change(lambda: pick(editor.colours.kind, "graduated"))
    town.until(lambda: style(town).kind is StyleKind.GRADUATED)
    town.rest()
    assert style(town).field == "height"
    assert difference(before, town.pixels()) > 1
    assert editor.classes.table.rowCount() == len(style(town).classes) > 2
    assert any("hauteur" in row.text.lower() for row in editor.preview.rows)
    town.change(town.session.undo)
    assert style(town) == Style()
    assert difference(before, town.pixels()) < 0.5
    assert editor.colours.kind.currentData() == "standard"

    town.window.actions_.run("style")  # it has the keyboard: the same key puts it away
    assert not feature(town).shown
    town.workspace.layers.choose(town.session.project.first(Role.ROAD).id)
    town.window.actions_.run("style")
    assert "Routes" in feature(town).head.title.text()
    town.session.undo()
    assert town.session.project.layers == ()
    assert editor.none.isVisibleTo(editor)


def test_several_styles_and_one_click_to_switch(town, monkeypatch):
    editor = opened(town)
    town.change(lambda: pick(editor.colours.kind, "graduated"))
    town.until(lambda: style(town).kind is StyleKind.GRADUATED and not editor.editing.busy)
    town.rest()
    heights = town.pixels()
    layer = town.session.project.first(Role.BUILDING)
    editor.bar.add()
    copy = town.session.project.first(Role.BUILDING).styles[0]
    assert dict(town.session.view.styles) == {layer.id: copy.title}
    town.change(editor.reset.click)
    assert difference(heights, town.pixels()) > 1
    assert style(town).kind is StyleKind.GRADUATED  # the first one is as it was
    asked = []
    monkeypatch.setattr(
        "jumeau.app.styling.style_bar.ask_name",
        lambda *given: asked.append(given[3]) or given[4]("Comme d’habitude"),
    )
    editor.bar.rename()
    assert asked == [copy.title]
    assert editor.bar.box.currentText() == "Comme d’habitude"
    history = len(town.session.history)
    town.change(lambda: pick(editor.bar.box, ""))
    assert difference(heights, town.pixels()) < 0.5
    assert len(town.session.history) == history  # only the view changed
    pick(editor.bar.box, "Comme d’habitude")
    editor.bar.remove()
    assert town.session.project.first(Role.BUILDING).styles == ()
    assert town.session.view.styles == ()

    town.window.set_language("en")  # everything is made anew: the editor stays where it was
    town.until(lambda: town.window.tr_.language == "en" and bool(town.workspace.features))
    town.until(lambda: feature(town).shown)
    assert feature(town).head.title.text().startswith("Style: ")
    assert not feature(town).editor.isAncestorOf(town.window.focusWidget())
