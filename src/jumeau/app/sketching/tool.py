"""The drawing tool: points by clicks or keys, exact numbers, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from jumeau.app.sketching.hand import SketchingHand
from jumeau.app.sketching.kinds import Kind, Shape
from jumeau.app.sketching.showing import Sight, show
from jumeau.app.sketching.telling import taken_by
from jumeau.app.variants.current import draw
from jumeau.geometry import sketch
from jumeau.geometry.sketch import Place
from jumeau.model.changes import AddBuilding, ShapeTerrain

if TYPE_CHECKING:
    from jumeau.app.sketching.feature import Sketching
    from jumeau.model.changes import Change

SAME = 0.02
"""A point so near to the one before is the second click of a double click [m]."""


class SketchTool(SketchingHand):
    """Draws one kind of thing.

    Parameters
    ----------
    sketching : Sketching
        What all drawing tools share.
    kind : Kind
        What is drawn.
    """

    def __init__(self, sketching: Sketching, kind: Kind) -> None:
        super().__init__(sketching, kind)
        self._drawn: tuple[tuple[Place, ...], Change] | None = None

    # -- in hand ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Take the keyboard, show the bar, read what stands near."""
        s = self._sketching
        viewport = s.workspace.viewport
        viewport.setFocus(Qt.FocusReason.OtherFocusReason)
        s.aiming.told = self.changed.emit
        s.aiming.refresh()
        bar = s.bar
        bar.show_tool(self.kind, s.form(self.kind), s.aiming.setback, rectangle=s.rectangle)
        bar.changed.connect(self._form_changed)
        bar.rectangle_asked.connect(self.set_rectangle)
        bar.setback_given.connect(self._set_setback)
        s.field.changed.connect(self.changed)
        s.field.accepted.connect(self._accept)
        s.field.refused.connect(self._close_field)
        viewport.drawn.connect(self._picture_drawn)
        self.changed.emit()

    def stop(self) -> None:
        """Forget what was begun, put the bar away."""
        s = self._sketching
        self._soon.stop()
        self._by_keys = False
        self.clear()
        self._drawn = None
        s.field.end()
        bar, field = s.bar, s.field
        for signal, slot in (
            (bar.changed, self._form_changed),
            (bar.rectangle_asked, self.set_rectangle),
            (bar.setback_given, self._set_setback),
            (field.changed, self.changed),
            (field.accepted, self._accept),
            (field.refused, self._close_field),
            (s.workspace.viewport.drawn, self._picture_drawn),
        ):
            signal.disconnect(slot)
        s.aiming.plot = None
        bar.hide()

    def _form_changed(self) -> None:
        form = self._sketching.bar.form
        if form is not None:
            form.set_change(self._at_ground(form.change()))
            self._sketching.remembered[self.kind.name] = form.change()
        self.changed.emit()

    def _at_ground(self, change: Change) -> Change:
        """Return a change whose altitude, where it was just asked for, is that of the ground."""
        asked = isinstance(change, AddBuilding | ShapeTerrain) and change.altitude == 0.0
        camera = self._sketching.workspace.viewport.camera
        if not asked or camera is None:
            return change
        x, y = self.points[0] if self.points else camera.target[:2]
        ground = float(self._sketching.aiming.ground([(x, y)])[0, 2])
        altered: Change = msgspec.structs.replace(change, altitude=round(ground, 1))
        return altered

    def _set_setback(self, distance: float) -> None:
        self._sketching.aiming.setback = distance
        self._sketching.aiming.plot = None
        self.changed.emit()

    def _picture_drawn(self) -> None:
        """Take the ghost of what was drawn away, once the picture holds the thing itself."""
        if self._drawn is not None and self._sketching.workspace.keeper.is_filled:
            self._drawn = None
            self.changed.emit()
        self._sketching.aiming.refresh()

    # -- what is drawn ---------------------------------------------------------------------------

    @property
    def form(self) -> Change:
        """What the next thing will be, but for its places."""
        return self._sketching.form(self.kind)

    def shape(self) -> tuple[Place, ...]:
        """Return the points as they would be with the next one."""
        under = self.under()
        if under is None:
            return tuple(self.points)
        if self.width_next:
            return sketch.rectangle(self.points[0], self.points[1], under)
        if self.points and sketch.distance(self.points[-1], under) < SAME:
            return tuple(self.points)
        if self.closes and self.aim is not None:
            return tuple(self.points)
        return (*self.points, under)

    def wrong(self) -> tuple[str, Place | None]:
        """Return why the sketch cannot be as it is (a key of the catalogue), and where."""
        shape = self.shape()
        if self.kind.shape is Shape.RING and len(shape) > 2:
            at = sketch.crossing(shape, closed=True)
            if at is not None:
                return "crossing", at
        if self.refused and shape:
            return self.refused, shape[-1]
        return "", None

    def _too_small(self, points: tuple[Place, ...]) -> str:
        scale = self._sketching.workspace.session.project.grid_scale
        if self.kind.shape is Shape.RING:
            return "small" if sketch.ring_area(points) / scale**2 < self.kind.least else ""
        if self.kind.shape is Shape.LINE:
            return "short" if sketch.line_length(points) / scale < self.kind.least else ""
        return ""

    def put(self, place: Place) -> None:
        """Set a point; the last of a rectangle, and each place of a tree, ends the sketch."""
        self._sketching.field.end()
        if self.points and sketch.distance(self.points[-1], place) < SAME:
            return
        if self.width_next:
            self.finish(sketch.rectangle(self.points[0], self.points[1], place))
            return
        points = (*self.points, place)
        if self.kind.shape is Shape.RING and sketch.crossing(points, closed=False) is not None:
            self.refused = "crossing"
            return
        self.refused = ""
        self.points.append(place)
        if self.kind.shape is Shape.PLACE:
            self.finish(tuple(self.points))

    def end(self) -> bool:
        """Close the sketch; it stays as it is where it cannot be."""
        if not self.points:
            return False
        if self.width_next and self.aim is not None:
            self.finish(self.shape())
        elif len(self.points) < self.kind.fewest:
            self.refused = "few"
        else:
            self.finish(tuple(self.points))
        return True

    def finish(self, points: tuple[Place, ...]) -> None:
        """Put what was drawn into the variant, as one action."""
        ring = self.kind.shape is Shape.RING
        crossed = ring and sketch.crossing(points, closed=True) is not None
        self.refused = "crossing" if crossed else self._too_small(points)
        if self.refused:
            return
        workspace = self._sketching.workspace
        form = self.form
        self.points.clear()
        self._drawn = (points, form)
        draw(workspace.session, workspace.window_.tr_, self.kind.made(form, points))

    def clear(self) -> bool:
        """Forget what was begun; tell whether anything was."""
        had = bool(self.points)
        self.points.clear()
        self.refused = ""
        return had

    def take_back(self) -> bool:
        """Take the last point back; tell whether there was one."""
        if not self.points:
            return False
        self.points.pop()
        self.refused = ""
        return True

    # -- picture ---------------------------------------------------------------------------------

    def taken(self) -> tuple[int, int] | None:
        """Return how many buildings and trees lie in the sketch; None while unknown."""
        aiming = self._sketching.aiming
        hidden = {k: frozenset(v) for k, v in aiming.hidden().items()}
        return taken_by(self.shape(), aiming.surroundings, hidden)

    def paint(self, painter: QPainter) -> None:
        """Draw the sketch over the picture."""
        workspace = self._sketching.workspace
        key, place = self.wrong()
        sight = Sight(
            workspace.viewport,
            self._sketching.aiming,
            workspace.session,
            workspace.window_.tr_,
            self.kind,
            self.form,
        )
        if self._drawn is not None:
            sight.ghost(painter, *self._drawn)
        show(painter, sight, self, at=self._at, by_keys=self._by_keys, wrong=(key, place))
