"""The drawing tools of an open project: one bar, one set of things to snap to, nine tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from jumeau.app.sketching.aiming import Aiming
    from jumeau.app.sketching.bar import SketchBar
    from jumeau.app.sketching.kinds import Kind
    from jumeau.app.sketching.number_field import NumberField
    from jumeau.app.tools.tool import Tool
    from jumeau.app.workspace import Workspace
    from jumeau.model.changes import Change

TOOLS = (
    "draw_building",
    "plant_tree",
    "plant_row",
    "plant_area",
    "draw_surface",
    "draw_road",
    "draw_barrier",
    "shape_terrain",
    "demolish",
)


class Sketching(QObject):
    """Offers the drawing tools; what they need is made when the first is taken in hand."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.remembered: dict[str, Change] = workspace.window_.last_drawn
        self.rectangle = False
        self._aiming: Aiming | None = None
        self._bar: SketchBar | None = None
        self._field: NumberField | None = None
        for name in TOOLS:
            workspace.toolbox.add(name, self._maker(name))

    def _maker(self, name: str) -> Callable[[], Tool]:
        def make() -> Tool:
            from jumeau.app.sketching.kinds import KINDS
            from jumeau.app.sketching.tool import SketchTool

            return SketchTool(self, KINDS[name])

        return make

    def form(self, kind: Kind) -> Change:
        """Return what the next thing that a tool draws will be: as it was the last time."""
        return self.remembered.get(kind.name, kind.usual)

    @property
    def aiming(self) -> Aiming:
        """What finds the place that is meant."""
        if self._aiming is None:
            from jumeau.app.sketching.aiming import Aiming

            self._aiming = Aiming(self.workspace)
        return self._aiming

    @property
    def bar(self) -> SketchBar:
        """The bar over the picture."""
        if self._bar is None:
            from jumeau.app.sketching.bar import SketchBar

            self._bar = SketchBar(self.workspace.window_)
            self._bar.closed.connect(self.workspace.toolbox.put_down)
            self._bar.left.connect(self.workspace.viewport.setFocus)
        return self._bar

    @property
    def field(self) -> NumberField:
        """The field for exact numbers."""
        if self._field is None:
            from jumeau.app.sketching.number_field import NumberField

            self._field = NumberField(self.workspace.window_.tr_, self.workspace.viewport)
        return self._field

    def close(self) -> None:
        """Put the tool down and take everything down."""
        if self._bar is not None:
            self.workspace.toolbox.put_down()
        if self._aiming is not None:
            self._aiming.close()
        if self._field is not None:
            self._field.deleteLater()
        if self._bar is not None:
            self._bar.take_down()
            self._bar = None
