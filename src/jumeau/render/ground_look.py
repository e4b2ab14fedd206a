"""What is painted on the ground of a view, as a key and as a function that paints a square."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.view_state import ViewState
from jumeau.render.contours import Contours
from jumeau.render.ground import Ground
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.ground_wear import Wear
from jumeau.render.parts import Kind, Part
from jumeau.render.shelf import Shelf
from jumeau.render.solids import Solids
from jumeau.render.styling.wearing import STYLED, Outfit
from jumeau.render.tile_painting import paint_tile
from jumeau.render.variants.changed_ground import YEARS, ChangedGround
from jumeau.render.variants.ground_change import GroundChange
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
    change: GroundChange | None = None,
) -> Wear:
    """Return what is painted on the ground of a view.

    Parameters
    ----------
    parts : mapping
        Everything that was prepared.
    solids, woods : mapping
        What stands on the ground of the base, by layer: it casts shade.
    contours : Contours or None
        Of the variant's relief, where it has its own: elsewhere it has the same lines.
    shelf : Shelf or None
        Where the tile of the whole model is kept for the next time.
    removed : int
        How often buildings were hidden or shown.
    change : GroundChange or None
        What the view's variant does to the ground.
    """
    style, relief = view.look, ground.relief
    chosen = outfit.ground()
    layers = [p for x in chosen if isinstance(p := parts[x], GroundLayer)]
    shown = [k for k in solids if k not in view.hidden]
    wooded = [k for k in woods if view.switches.trees and k not in view.hidden]
    step = contours.step if contours else 0.0
    whole = ground.grid.side

    footprints = {k: solids[k].buildings.footprints for k in shown}
    crowns = [woods[k].crowns for k in wooded]

    def painted(west: float, south: float, side: float) -> NDArray[np.uint8]:
        shadows = tuple(footprints.values())
        return paint_tile(
            layers, shadows, crowns, relief, west, south, side, style, contours=contours
        )

    def painted_or_kept(west: float, south: float, side: float) -> NDArray[np.uint8]:
        if shelf is None or side < whole or removed:
            return painted(west, south, side)
        upright = (*STYLED, Kind.NAMES, Kind.VARIANT)
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
    if change is None:
        return Wear(key, painted_or_kept)
    year, planted = view.year // YEARS * YEARS, view.switches.trees

    def changed() -> ChangedGround:
        trees = {k: woods[k].trees for k in wooded}
        return ChangedGround(
            change, layers, footprints, trees, style, contours, year, planted=planted
        )

    own = ground.remembered((change, key, year, planted), changed)
    return Wear(key, painted_or_kept, own)
