"""The panel of views: pictures, order, renewal, the way from one to the next."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from jumeau.app import navigation as nav
from jumeau.app.thumbnails import SIZE


@pytest.fixture
def seen(town):
    """Keep three views, each farther away."""
    panel = town.workspace.views
    for number, name in enumerate(("Un", "Deux", "Trois")):
        camera = town.viewport.camera
        town.change(lambda c=camera, n=number: town.viewport.go(nav.zoom(c, c.target, 1.2 + n)))
        panel.keep()
        item = panel.list.currentItem()
        panel.list.closePersistentEditor(item)
        item.setText(name)
    town.viewport.setFocus()
    town.rest()
    return town


def names(desk) -> list[str]:
    return [view.name for view in desk.session.project.views]


def test_each_view_gets_its_picture_and_the_next_start_finds_it(seen):
    panel = seen.workspace.views
    thumbnails, views = panel._thumbnails, seen.session.project.views
    seen.until(lambda: all(thumbnails.path(view.state).is_file() for view in views))
    pictures = [thumbnails.picture(view.state) for view in views]
    assert {(image.width(), image.height()) for image in pictures} == {SIZE}
    assert pictures[0] != pictures[2]
    assert len({image.pixelColor(x, 108).name() for image in pictures[:1]
                for x in range(0, SIZE[0], 8)}) > 3  # fmt: skip
    assert "<img" in panel.list.item(0).toolTip()
    # What another project holds is another picture; a title is not.
    state = views[0].state
    key = thumbnails.key(state)
    assert thumbnails.key(msgspec.structs.replace(state, title="autre")) == key
    seen.session.set_view(state)
    layer = seen.session.project.layers[0].id
    assert thumbnails.key(state.with_layer(layer, shown=False)) != key


def test_a_picture_of_a_view_changes_no_picture(seen):
    seen.rest()
    frames, before = seen.viewport.frames_drawn, seen.pixels()
    done = []
    state = seen.session.project.views[0].state
    seen.projects.keeper.snapshot(state, SIZE, done.append)
    seen.until(lambda: bool(done))
    assert done[0].shape == (SIZE[1], SIZE[0], 3)
    assert seen.viewport.frames_drawn == frames
    seen.change(seen.viewport.redraw)
    assert abs(seen.pixels().astype(int) - before).mean() < 1.0


def test_the_order_is_changed_by_keyboard_and_by_mouse(seen):
    views = seen.workspace.views.list
    views.setCurrentRow(2)
    QTest.keyClick(views, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(seen) == ["Un", "Trois", "Deux"]
    assert views.currentRow() == 1
    views.model().moveRow(QModelIndex(), 0, QModelIndex(), 3)  # what a drop does
    assert names(seen) == ["Trois", "Deux", "Un"]
    seen.session.undo()
    assert names(seen) == ["Un", "Trois", "Deux"]


def test_one_goes_from_view_to_view(seen):
    views = seen.session.project.views
    seen.workspace.views.list.setCurrentRow(2)
    for key, name in ((Qt.Key.Key_PageDown, "Un"), (Qt.Key.Key_PageDown, "Deux"),
                      (Qt.Key.Key_PageUp, "Un")):  # fmt: skip
        QTest.keyClick(seen.viewport, key, Qt.KeyboardModifier.ControlModifier)
        wanted = next(view.state.camera for view in views if view.name == name)
        seen.until(lambda w=wanted: seen.viewport.camera == w)


def test_a_view_is_renewed_copied_and_forgotten(seen):
    panel = seen.workspace.views
    panel.list.setCurrentRow(0)
    camera = seen.viewport.camera
    panel._update()
    assert seen.session.project.views[0].state.camera == camera
    panel._copy()
    assert names(seen) == ["Un", "Un (2)", "Deux", "Trois"]
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert len(names(seen)) == 3
    seen.session.undo()
    seen.session.undo()
    seen.session.undo()
    assert names(seen) == ["Un", "Deux", "Trois"]


def test_without_views_there_is_no_next_one(town):
    assert not town.window.actions_["next_view"].isEnabled()
