"""The tools that measure distances, areas and heights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from jumeau.app.measuring.board import Board
from jumeau.app.measuring.ink import draw_dots, draw_label
from jumeau.app.measuring.measure import FEWEST, MAKERS, MOST, Kind, Measure
from jumeau.app.measuring.pointing import Place, PointingTool

if TYPE_CHECKING:
    from jumeau.app.workspace import Workspace

TOLD = ("height", "total_height", "height_source", "roof_form")


class MeasureTool(PointingTool):
    """Measures one kind of thing; what was measured stays on the board."""

    def __init__(self, workspace: Workspace, board: Board, kind: Kind) -> None:
        super().__init__(workspace, f"measuring.hint.{kind}")
        self._board = board
        self._kind = kind
        self._places: list[Place] = []
        self._under: Place | None = None

    def begun(self) -> bool:
        """Tell whether points have been set."""
        return bool(self._places)

    def put(self, place: Place) -> None:
        """Set a point; a height ends with its second."""
        if self._places and self._places[-1].point == place.point:
            return  # the second click of a double click
        self._places.append(place)
        self._under = None
        self._show()
        if len(self._places) >= MOST[self._kind]:
            self.end()

    def follow(self, place: Place | None) -> None:
        """Draw the line to the cursor."""
        self._under = place
        if self._places:
            self._show()

    def take_back(self) -> bool:
        """Remove the last point."""
        if not self._places:
            return False
        self._places.pop()
        self._show()
        return True

    def clear(self) -> bool:
        """Forget what was begun."""
        had = bool(self._places)
        self._places.clear()
        self._under = None
        self._board.show_draft(None)
        return had

    def end(self) -> bool:
        """Keep what was measured."""
        if not self._places:
            return False
        self._under = None
        measure = self._measured(self._places)
        self._places.clear()
        if measure is None:
            self._board.show_draft(None)
        else:
            self._board.keep(measure)
        return True

    def _show(self) -> None:
        places = [*self._places, *([self._under] if self._under else [])]
        self._board.show_draft(self._measured(places) if self._places else None)

    def _measured(self, places: list[Place]) -> Measure | None:
        site = self.site
        points = tuple(dict.fromkeys(place.point for place in places))
        kind = self._kind
        if kind is Kind.AREA and len(points) == 2:
            kind = Kind.DISTANCE  # the first side
        if site is None or len(points) < FEWEST[kind]:
            return None
        workspace, tr = self._workspace, self._workspace.window_.tr_
        more = {}
        if kind is Kind.HEIGHT:
            more["told"] = self._told(places[0]) or (self._told(places[-1]))
        made = MAKERS[kind](
            points, site, workspace.session.project, self.known(*points), tr, **more
        )
        if kind is Kind.HEIGHT and not made.lines:
            return None
        return made

    def _told(self, place: Place) -> tuple[tuple[str, str], ...]:
        """Return how high the building under a place is, and how that is known."""
        from jumeau.app.panels.element_cards import told_facts

        tr = self._workspace.window_.tr_
        if place.row < 0:
            return ()
        facts = self._workspace.keeper.facts(place.layer, place.row)
        told = [(name, text) for name, text in told_facts(facts, tr) if name in TOLD]
        return tuple((tr(f"app.fact.{name}"), text) for name, text in told)

    def paint(self, painter: QPainter) -> None:
        """Draw the cursor's place, and the value so far beside it."""
        super().paint(painter)
        viewport = self._workspace.viewport
        if self._under is not None and self._under.corner:
            draw_dots(painter, viewport.to_screen([self._under.point]), large=True)
        draft = self._board.draft
        if draft is None or self._under is None or self._at is None or self._by_keys:
            return
        text = "\n".join(f"{label} {value}" for label, value in draft.lines[:2])
        draw_label(painter, QPointF(self._at), text, QRectF(viewport.rect()), centred=False)
