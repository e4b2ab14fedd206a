"""The names and contour lines of a scene; what puts them on a picture is loaded when it is asked.

A first picture does not wait for letters, and nothing here loads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from jumeau.model.project import Project
from jumeau.model.view_state import ViewState
from jumeau.render import camera as cameras
from jumeau.render.contours import Contours, contours_of
from jumeau.render.labels.names import Names
from jumeau.render.labels.ranks import named_layers
from jumeau.render.relief import Relief
from jumeau.render.site import Site, standing_of

if TYPE_CHECKING:
    from jumeau.render.furniture import Item
    from jumeau.render.labels.labels import Labels

KEPT_CONTOURS = 6
"""Grounds whose lines are kept: today's and those of variants."""


class Naming:
    """What a scene is named by.

    Parameters
    ----------
    solids : mapping
        What stands on the ground, by layer, with ``buildings.footprints``.
    """

    def __init__(self, solids: Mapping[str, Any]) -> None:
        self._solids = solids
        self._names: dict[str, Names] = {}
        self._labels: Labels | None = None
        self._contours: list[tuple[Relief, float, Contours]] = []

    def put(self, layer_id: str, names: Names) -> None:
        """Take the names of a layer."""
        self._names[layer_id] = names

    def drop(self, layer_id: str) -> None:
        """Forget the names of a layer."""
        self._names.pop(layer_id, None)

    def contours(self, relief: Relief, view: ViewState) -> Contours | None:
        """Return the contour lines of a view; None where it wants none."""
        if not view.switches.contours:
            return None
        wanted = view.switches.contour_step
        kept = next((x for x in self._contours if x[0] is relief and x[1] == wanted), None)
        if kept is None:
            base = self.contours(relief.before, view) if relief.before is not None else None
            kept = (relief, wanted, contours_of(relief, wanted, base))
            # Those of today and of the variants that are looked at in turn.
            self._contours = [*self._contours[1 - KEPT_CONTOURS :], kept]
        return kept[2]

    def items(
        self,
        relief: Relief,
        project: Project,
        view: ViewState,
        size: tuple[int, int],
        plates: Sequence[Item],
        *,
        px_ratio: float = 1.0,
        moving: bool = False,
    ) -> list[Item]:
        """Return the names on a picture of the scene, below its plates.

        Parameters
        ----------
        plates : sequence of Item
            What lies on the picture already.
        """
        contours = self.contours(relief, view)
        wanted = view.switches.labels or contours or named_layers(project, view)
        if view.camera is None or not wanted:
            return []
        if self._labels is None:
            from jumeau.render.labels.labels import Labels

            self._labels = Labels()
        camera = cameras.lift(view.camera, relief, view.section)
        shown = {k: x.buildings for k, x in self._solids.items() if k not in view.hidden}
        hidden = tuple((x, int(np.count_nonzero(x.footprints.hidden))) for x in shown.values())
        site = Site(relief, tuple(standing_of(k, x) for k, x in shown.items()))
        found = self._labels.placed(
            self._names, project, view, camera, size, site, (relief, hidden), plates,
            contours=contours, px_ratio=px_ratio, moving=moving,
        )  # fmt: skip
        return [x.item for x in found]
