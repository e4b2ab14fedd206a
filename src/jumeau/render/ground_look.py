"""What is painted on the ground of a view, as a key and as a function that paints a square."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import ViewState
from jumeau.render.contours import Contours
from jumeau.render.ground import Ground, Paint
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.parts import Kind, Part
from jumeau.render.shelf import Shelf
from jumeau.render.solids import Solids
from jumeau.render.styling.wearing import STYLED, Outfit
from jumeau.render.tile_painting import paint_tile
from jumeau.render.woods import Woods


def ground_look(
    parts: Mapping[Part, Any],
    ground: Ground,
    solids: Mapping[str, Solids],
    woods: Mapping[str, Woods],
    view: ViewState,
    outfit: Outfit,
    contours: Contours | None,
    shelf: Shelf | None,
    removed: int,
) -> tuple[Hashable, Paint]:
    """Return what is painted on the ground of a view.

    Parameters
    ----------
    parts : mapping
        Everything that was prepared.
    solids, woods : mapping
        What stands on the ground, by layer: it casts shade.
    shelf : Shelf or None
        Where the tile of the whole model is kept for the next time.
    removed : int
        How often buildings were hidden or shown.
    """
    style, relief = view.look, ground.relief
    chosen = outfit.ground()
    layers = [p for x in chosen if isinstance(p := parts[x], GroundLayer)]
    shown = [k for k in solids if k not in view.hidden]
    footprints = [solids[k].buildings.footprints for k in shown]
    wooded = [k for k in woods if view.switches.trees and k not in view.hidden]
    crowns = [woods[k].crowns for k in wooded]
    step = contours.step if contours else 0.0
    whole = ground.grid.side

    def painted(west: float, south: float, side: float) -> NDArray[np.uint8]:
        return paint_tile(
            layers, footprints, crowns, relief, west, south, side, style, contours=contours
        )

    def painted_or_kept(west: float, south: float, side: float) -> NDArray[np.uint8]:
        if shelf is None or side < whole or removed:
            return painted(west, south, side)
        upright = (*STYLED, Kind.NAMES)
        made_of = [x for x in parts if x.kind not in upright] + chosen
        name = ("tile", made_of, shown, wooded, style, step, (west, south, side))
        image: NDArray[np.uint8] | None = shelf.get(name)
        if image is None:
            image = painted(west, south, side)
            shelf.put(name, image)
        return image

    upright = [x.layers[0] for x in parts if x.kind in (Kind.BUILDINGS, Kind.TREES)]
    standing = tuple((x.id, x.payload, x.filter) for x in upright)  # their shadows and shade
    key = (tuple(chosen), tuple(shown), tuple(wooded), standing, style, step, removed)
    return key, painted_or_kept
