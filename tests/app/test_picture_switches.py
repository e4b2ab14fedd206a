"""The ticks of the picture: they follow the view, and change it."""

from __future__ import annotations

import msgspec
import numpy as np

from jumeau.app.picture_switches import SWITCHES
from jumeau.model.view_state import Switches


def test_ticks_follow_the_view_and_set_it(town):
    town.until(lambda: bool(town.workspace.features))
    actions, session = town.window.actions_, town.session
    view = session.view
    for name in SWITCHES:
        assert actions[name].isEnabled()
        assert actions[name].isChecked() == getattr(view.switches, name)
    for name in SWITCHES:
        before = getattr(session.view.switches, name)
        actions[name].trigger()
        assert getattr(session.view.switches, name) is not before
        assert actions[name].isChecked() is not before
    shown = msgspec.structs.replace(session.view, switches=Switches())
    town.change(lambda: session.set_view(shown))
    assert actions["labels"].isChecked()
    assert not actions["contours"].isChecked()
    near = msgspec.structs.replace(session.view.camera, distance=120.0)
    town.change(lambda: session.set_view(msgspec.structs.replace(session.view, camera=near)))
    edged = town.pixels().astype(int)
    town.change(actions["edges"].trigger)
    assert np.abs(town.pixels() - edged).max() > 20
