"""What is seen of a sketch: the plot, the shape with its ghost, the snap, the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from jumeau.app.sketching import ink
from jumeau.app.sketching.kinds import Kind, Shape
from jumeau.app.sketching.surroundings import Near
from jumeau.app.sketching.telling import told_length, told_segment, told_shape
from jumeau.app.variants.current import variant_worked_on
from jumeau.geometry.sketch import Place
from jumeau.geometry.snapping import Sign
from jumeau.model.changes import AddBarrier, AddBuilding, Demolish, PlantTrees, SetRoad, SetSurface
from jumeau.model.surfaces import SURFACES
from jumeau.model.variant import COLOURS, NO_BUILD

if TYPE_CHECKING:
    from jumeau.app.sketching.aiming import Aim, Aiming
    from jumeau.app.sketching.tool import SketchTool
    from jumeau.app.viewport import Viewport
    from jumeau.i18n import Translator
    from jumeau.model.changes import Change
    from jumeau.model.session import Session

HINT = 0.48
"""How far down the picture the hint stands, below the title and the overview map."""
_DOTTED = (Sign.RIGHT_ANGLE, Sign.PARALLEL, Sign.PROLONGATION)


@dataclass(frozen=True, slots=True)
class Sight:
    """With what a sketch is seen."""

    viewport: Viewport
    aiming: Aiming
    session: Session
    tr: Translator
    kind: Kind
    form: Change

    @property
    def colour(self) -> QColor:
        """Colour of the variant that is worked on, or of the one that would be begun."""
        if isinstance(self.form, Demolish):
            return QColor(ink.WRONG)
        project = self.session.project
        variant = variant_worked_on(project, self.session.view)
        if variant is not None:
            return QColor(variant.colour)
        count = sum(x.id != NO_BUILD for x in project.variants)
        return QColor(COLOURS[count % len(COLOURS)])

    def on_ground(self, points: tuple[Place, ...], *, closed: bool) -> np.ndarray:
        """Return the pixels of a line along the ground."""
        xy = np.array(points, np.float64).reshape(-1, 2)
        return np.asarray(
            self.viewport.to_screen(ink.draped(xy, self.aiming.ground, closed=closed))
        )

    def ghost(self, painter: QPainter, points: tuple[Place, ...], form: Change) -> None:
        """Draw a shape in the form that it will have."""
        if not points:
            return
        colour = self.colour
        closed = self.kind.shape is Shape.RING and len(points) > 2
        if self.kind.shape is not Shape.PLACE:
            seen = self.on_ground(points, closed=closed)
            if closed:
                ink.fill(painter, seen, self._brush(form, colour))
            ink.draw_line(painter, seen, ink=colour)
        if isinstance(form, AddBuilding) and len(points) > 2:
            self._block(painter, points, form, colour)
        elif isinstance(form, AddBarrier) and len(points) > 1:
            self._wall(painter, points, form.height, colour)
        elif isinstance(form, SetRoad) and form.width and len(points) > 1:
            self._kerbs(painter, points, form.width, colour)
        elif isinstance(form, PlantTrees):
            self._trees(painter, points, form, colour)

    def _brush(self, form: Change, colour: QColor) -> QBrush:
        if isinstance(form, Demolish):
            return QBrush(colour, Qt.BrushStyle.BDiagPattern)
        shade = QColor(SURFACES[form.surface].colour) if isinstance(form, SetSurface) else colour
        shade = QColor(shade)
        shade.setAlpha(170 if isinstance(form, SetSurface) else 48)
        return QBrush(shade)

    def _block(
        self, painter: QPainter, points: tuple[Place, ...], form: AddBuilding, colour: QColor
    ) -> None:
        foot = self.aiming.ground(points)
        low = float(foot[:, 2].min()) if form.altitude is None else form.altitude
        eave = np.column_stack([foot[:, :2], np.full(len(foot), low + form.height)])
        seen = self.viewport.to_screen(np.vstack([foot, eave]))
        ink.draw_block(painter, seen[: len(foot)], seen[len(foot) :], colour)

    def _wall(
        self, painter: QPainter, points: tuple[Place, ...], height: float, colour: QColor
    ) -> None:
        xy = np.array(points, np.float64)
        foot = ink.draped(xy, self.aiming.ground, closed=False)
        seen = self.viewport.to_screen(np.vstack([foot, foot + np.array((0.0, 0.0, height))]))
        low, high = seen[: len(foot)], seen[len(foot) :]
        shade = QColor(colour)
        shade.setAlpha(80)
        ink.fill(painter, np.vstack([low, high[::-1]]), QBrush(shade))
        ink.draw_line(painter, high, ink=colour)

    def _kerbs(
        self, painter: QPainter, points: tuple[Place, ...], width: float, colour: QColor
    ) -> None:
        import shapely

        half = width * self.session.project.grid_scale / 2
        area = shapely.LineString(points).buffer(half, cap_style="flat", join_style="mitre")
        for part in shapely.get_parts(area).tolist():
            ring = tuple((x, y) for x, y in shapely.get_coordinates(part.exterior)[:-1].tolist())
            seen = self.on_ground(ring, closed=True)
            shade = QColor(colour)
            shade.setAlpha(48)
            ink.fill(painter, seen, QBrush(shade))
            ink.fine_line(painter, seen, colour)

    def _trees(
        self, painter: QPainter, points: tuple[Place, ...], form: PlantTrees, colour: QColor
    ) -> None:
        """Draw each tree as a stem with a crown, as high as it is planted."""
        from jumeau.variants.planting import places_of

        made = self.kind.made(form, points)
        places = places_of(made)[0][:400] if isinstance(made, PlantTrees) else np.empty((0, 2))
        if not len(places):
            return
        foot = self.aiming.ground(places)
        seen = self.viewport.to_screen(np.vstack([foot, foot + np.array((0.0, 0.0, form.height))]))
        crown = QColor(colour)
        crown.setAlpha(150)
        for low, high in zip(seen[: len(foot)], seen[len(foot) :], strict=True):
            if np.isfinite(low).all() and np.isfinite(high).all():
                tall = max(float(np.hypot(*(high - low))), 6.0)
                ink.fine_line(painter, np.array([low, high]), colour)
                painter.setPen(QColor(colour))
                painter.setBrush(crown)
                painter.drawEllipse(QPointF(*high), 0.34 * tall, 0.34 * tall)

    def at(self, place: Place, altitude: float | None = None) -> QPointF | None:
        """Return the pixel of a place on the ground, or at an altitude; None where unseen."""
        point = self.aiming.ground([place])
        if altitude is not None:
            point[0, 2] = altitude
        x, y = self.viewport.to_screen(point)[0].tolist()
        return QPointF(x, y) if x == x and abs(x) < 1e5 and abs(y) < 1e5 else None


def show(
    painter: QPainter,
    sight: Sight,
    tool: SketchTool,
    *,
    at: QPointF | None,
    by_keys: bool,
    wrong: tuple[str, Place | None],
) -> None:
    """Draw a sketch."""
    bounds = QRectF(sight.viewport.rect())
    tr, aim = sight.tr, tool.aim
    _show_plot(painter, sight, bounds)
    shape = tool.shape()
    if sight.kind.shape is not Shape.PLACE or aim is not None:
        if wrong[0] == "crossing" and wrong[1] is not None:
            ink.draw_line(painter, sight.on_ground(shape, closed=True), ink=ink.WRONG)
        else:
            sight.ghost(painter, shape, sight.form)
    if tool.points:
        seen = sight.viewport.to_screen(sight.aiming.ground(tool.points))
        ink.draw_dots(painter, seen, ink=sight.colour)
    key, place = wrong
    if aim is not None:
        _show_snap(painter, sight, aim, bounds, alone=not tool.points)
        _show_numbers(painter, sight, tool, shape, at, bounds, crossed=key == "crossing")
    if key and place is not None and (spot := sight.at(place)) is not None:
        ink.draw_wrong(painter, spot)
        ink.draw_sentence(painter, spot, tr(f"sketching.wrong.{key}"), bounds)
    if by_keys and at is not None:
        ink.draw_cross(painter, at)
    if not tool.points:
        spot = QPointF(bounds.center().x(), bounds.top() + HINT * bounds.height())
        if aim is None or at is None:
            ink.write(
                painter, spot, [tr(f"sketching.hint.{sight.kind.name}")], bounds, centred=True
            )


def _show_plot(painter: QPainter, sight: Sight, bounds: QRectF) -> None:
    plot, tr = sight.aiming.plot, sight.tr
    if plot is None:
        return
    for ring in plot.outlines:
        ink.fine_line(painter, sight.viewport.to_screen(ring), ink.PLOT, halo=False)
    for number, ring in enumerate(plot.dashes):
        seen = sight.viewport.to_screen(ring)
        ink.fine_line(painter, seen, ink.PLOT, dashed=True, width=1.8)
        inside = seen[np.isfinite(seen).all(1)]
        if number == 0 and len(inside):
            text = tr("sketching.told.setback", value=told_length(plot.setback, tr))
            if plot.known and plot.zone:
                text += f" ({plot.zone})"
            room = bounds.adjusted(20, 60, -120, -80)
            held = [QPointF(*p) for p in inside.tolist() if room.contains(QPointF(*p))]
            if held:
                lowest = max(held, key=lambda p: p.y())
                ink.write(painter, lowest, [text], bounds, size=14.0)


def _show_snap(painter: QPainter, sight: Sight, aim: Aim, bounds: QRectF, *, alone: bool) -> None:
    """Draw what was snapped to; with its word where no plate bears it."""
    snap = aim.snap
    spot = sight.at(aim.place, aim.height)
    if snap is None or spot is None:
        return
    for start, end in snap.guides:
        seen = sight.on_ground((start, end), closed=False)
        ink.fine_line(painter, seen, ink.GUIDE, dashed=True)
    if aim.height > aim.altitude + 0.5 and (foot := sight.at(aim.place)) is not None:
        stem = np.array([[spot.x(), spot.y()], [foot.x(), foot.y()]])
        ink.fine_line(painter, stem, ink.GUIDE, dashed=True)
    ink.draw_sign(painter, spot, snap.sign)
    if alone:
        above = QPointF(spot.x(), spot.y() - 12.0)
        ink.write(painter, above, [snap_word(aim, sight.tr)], bounds, centred=True)


def snap_word(aim: Aim, tr: Translator) -> str:
    """Return what was snapped to, in a word or two."""
    snap = aim.snap
    if snap is None:
        return ""
    kinds = [Near(k).name.lower() for k in dict.fromkeys(snap.kinds) if k >= 0]
    if snap.sign in (Sign.VERTEX, Sign.EDGE) and kinds:
        return tr(f"sketching.snap.{snap.sign}_{kinds[0]}")
    word = tr(f"sketching.snap.{snap.sign}")
    if snap.sign in _DOTTED and len(kinds) == 1 and len(snap.guides) == 1:
        word = tr("sketching.snap.of", what=word, whose=tr(f"sketching.near.{kinds[0]}"))
    return word


def _show_numbers(
    painter: QPainter,
    sight: Sight,
    tool: SketchTool,
    shape: tuple[Place, ...],
    at: QPointF | None,
    bounds: QRectF,
    *,
    crossed: bool,
) -> None:
    """Write lengths, areas and what else is known beside the cursor."""
    tr, scale = sight.tr, sight.session.project.grid_scale
    if not tool.points or at is None:
        return
    lines = []
    if tool.width_next and len(shape) == 4:
        sides = [told_segment((shape[k], shape[k + 1]), scale, tr) for k in (0, 1)]
        lines.append(" × ".join(sides))
    else:
        lines.append(told_segment(shape, scale, tr))
    taken = tool.taken() if isinstance(sight.form, Demolish) else None
    lines += told_shape(sight.kind, sight.form, shape, scale, tr, sight.aiming.relief, taken)
    below = QPointF(at.x(), at.y() + (44.0 if tool.typing else 0.0))
    seen = sight.viewport.to_screen(sight.aiming.ground(tool.points))
    seen = seen[np.isfinite(seen).all(1)]
    drawn = QPointF(*seen.mean(0).tolist()) if len(seen) and not tool.typing else None
    word = snap_word(tool.aim, tr) if tool.aim is not None else ""
    ink.draw_plate(painter, below, [x for x in lines if x], bounds, drawn, word)
