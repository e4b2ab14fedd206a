"""Results that stand: cells on walls, and roofs in the ground's values, as views show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jumeau.geometry.profile import Standing
from jumeau.render.canvas import Canvas
from jumeau.render.parts import Part
from jumeau.render.quadtree import Eye
from jumeau.render.samples.cells import Cells
from jumeau.render.samples.roofs import Roofs, RoofSheet
from jumeau.render.samples.walls import Walls
from jumeau.render.styling.wearing import place_of

Place = tuple[str, ...]


class Results:
    """Everything of the kind in a scene, by layer and style."""

    def __init__(self) -> None:
        self.walls: dict[Place, Walls] = {}
        self.roofs: dict[Place, Roofs] = {}

    def put(self, canvas: Canvas, part: Part, prepared: Cells | RoofSheet) -> None:
        """Take a part."""
        if isinstance(prepared, Cells):
            self.walls[place_of(part)] = Walls(canvas, prepared)
        else:
            self.roofs[place_of(part)] = Roofs(canvas, prepared)

    def drop(self, part: Part) -> None:
        """Forget a part."""
        walls = self.walls.pop(place_of(part), None)
        roofs = self.roofs.pop(place_of(part), None)
        for old in (walls, roofs):
            if old is not None:
                old.close()

    def show(
        self, shown: Sequence[Part], eye: Eye, standing: tuple[Standing, ...], *, moving: bool
    ) -> None:
        """Show these parts and no others.

        Parameters
        ----------
        shown : sequence of Part
            From below to above: of several rasters on roofs the last one is seen.
        standing : tuple of Standing
            What stands in the view: its roofs are covered; without any, no wall has cells.
        """
        places = [place_of(part) for part in shown]
        uppermost = next((x for x in reversed(places) if x in self.roofs), None)
        for place, walls in self.walls.items():
            walls.show(standing if place in places else (), eye, moving=moving)
        for place, roofs in self.roofs.items():
            roofs.show(standing if place == uppermost else None)

    def upright(self, shown: Sequence[Part]) -> dict[str, Cells]:
        """Return the cells of these parts by layer, to be hit by rays."""
        found = ((x.layers[0].id, self.walls.get(place_of(x))) for x in shown)
        return {layer: walls.cells for layer, walls in found if walls is not None}

    def facts(self, layer_id: str, row: int) -> dict[str, Any]:
        """Return value, storey, height above the foot [m] and size [m] of a cell of a layer."""
        for place, walls in self.walls.items():
            cells = walls.cells
            if place[0] == layer_id and 0 <= row < len(cells.value):
                return {
                    "value": float(cells.value[row]),
                    "storey": int(cells.storey[row]),
                    "above": float(cells.v[row]),
                    "cell": cells.size(row),
                }
        return {}

    def close(self) -> None:
        """Free everything."""
        for walls in self.walls.values():
            walls.close()
        for roofs in self.roofs.values():
            roofs.close()
        self.walls.clear()
        self.roofs.clear()
