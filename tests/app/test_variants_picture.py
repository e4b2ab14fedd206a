"""The window's picture follows the variants: drawing them, gestures, undo, another view."""

from __future__ import annotations

import numpy as np

from jumeau.app.variants.current import draw, look_at, redraw
from jumeau.model import changes as ch


def test_a_drawn_building_is_seen_and_follows_a_gesture(town, corner) -> None:
    session, keeper = town.session, town.projects.keeper
    before = town.pixels()
    x, y = corner[0] + 90.0, corner[1] + 100.0
    ring = ((x, y), (x + 60, y), (x + 60, y + 40), (x, y + 40))
    added: list = []
    town.change(lambda: added.extend(draw(session, town.window.tr_, ch.AddBuilding(ring, 20.0))))
    town.until(lambda: keeper.resolved(session.view) is not None)
    town.rest()
    drawn = town.pixels()
    assert (np.abs(drawn.astype(int) - before).max(axis=2) > 60).sum() > 500
    variant = session.view.variant
    (edit,) = added

    heights, step = {20.0}, 0
    while len(heights) < 4 and step < 1500:  # the picture follows while the gesture goes on
        step += 1
        redraw(session, variant, edit.id, ch.AddBuilding(ring, 20.0 + 0.01 * step))
        town.qtbot.wait(15)
        heights.add(keeper.resolved(session.view).solids[0].height)
    assert len(heights) == 4
    redraw(session, variant, edit.id, ch.AddBuilding(ring, 44.0))
    town.until(lambda: keeper.resolved(session.view).solids[0].height == 44.0)
    town.rest()
    assert (np.abs(town.pixels().astype(int) - drawn).max(axis=2) > 60).sum() > 300

    keeper.choose_edit(edit.id)
    town.rest()
    marked = town.pixels()
    keeper.choose_edit()
    town.rest()
    assert (np.abs(town.pixels().astype(int) - marked).max(axis=2) > 25).sum() > 300

    session.undo()  # the gesture
    session.undo()  # the building, and the variant that it began
    town.until(lambda: keeper.resolved(session.view) is None)
    town.rest()
    assert (np.abs(town.pixels().astype(int) - before).max(axis=2) > 25).mean() < 0.01
    session.redo()
    look_at(session, variant)
    town.until(lambda: keeper.resolved(session.view) is not None)
    town.change(lambda: look_at(session, ""))
    assert keeper.resolved(session.view) is None
