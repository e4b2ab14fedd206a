"""The ground of one look under one variant: which tiles it has of its own, and their paint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.ragged import Lines
from jumeau.model.roles import Role
from jumeau.model.view_state import Look
from jumeau.render.contours import Contours
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.relief import Relief
from jumeau.render.sheet import Crowns, Footprints, Sheet
from jumeau.render.tile_painting import TEXELS, paint_tile
from jumeau.render.trees import Trees
from jumeau.render.variants.ground_change import GroundChange
from jumeau.render.variants.ground_paint import lay, lay_bare, lay_bare_lines, lay_earth, outline
from jumeau.render.variants.laid import SHADE, moved_footprints
from jumeau.render.variants.planting import sizes_in

YEARS = 8
"""The shade of planted trees grows in steps of so many years: a slider repaints little."""
SMALLEST = 0.5
"""What is smaller changes nothing on a coarse tile [texels]."""
_GONE = np.array([np.inf, np.inf, -np.inf, -np.inf])


class ChangedGround:
    """What a variant makes of the ground in one look.

    Parameters
    ----------
    layers : sequence of GroundLayer
        What the base has on its ground, from below to above.
    footprints, trees : mapping
        What stands on it, by layer.
    year : int
        Calendar year, in steps of ``YEARS``; 0 for trees as they are when planted.
    planted : bool
        Whether trees are shown.
    """

    def __init__(
        self,
        change: GroundChange,
        layers: Sequence[GroundLayer],
        footprints: Mapping[str, Footprints],
        trees: Mapping[str, Trees],
        style: Look,
        contours: Contours | None,
        year: int = 0,
        *,
        planted: bool = True,
    ) -> None:
        self.change = change
        self.relief: Relief = change.relief
        self._style, self._contours = style, contours
        boxes, digests = [change.boxes], list(change.digests)
        self._bare: list[tuple[Footprints, NDArray[np.int64]]] = []
        self._prints: list[Footprints] = []
        for layer_id, prints in footprints.items():
            rows = change.hidden.get(layer_id)
            if rows is not None:
                hidden = prints.hidden.copy()
                hidden[rows] = True
                self._bare.append((prints, rows))
                boxes.append(prints.box[rows] + SHADE * np.array([-1, -1, 1, 1]))
                digests += [f"{layer_id} {row}".encode() for row in rows.tolist()]
                prints = replace(prints, hidden=hidden)
            self._prints.append(prints)
        self.added = [change.added]
        if change.bodies:
            moved, where, what = moved_footprints(change.bodies, footprints)
            self.added.append(moved)
            boxes.append(where)
            digests += what
        self._prints += self.added
        self._gone_lines: list[tuple[GroundLayer, NDArray[np.int64]]] = []
        self._layers: list[GroundLayer] = []
        for layer in layers:
            rows = change.hidden.get(layer.layer.id)
            if rows is not None and len(layer.box) and layer.layer.role is not Role.BUILDING:
                box = layer.box.copy()
                wide = np.max(layer.dress.half_width, initial=3.0) + 1.0
                boxes.append(box[rows] + wide * np.array([-1, -1, 1, 1]))
                digests += [f"{layer.layer.id} {row}".encode() for row in rows.tolist()]
                box[rows] = _GONE
                if isinstance(layer.shapes, Lines):
                    self._gone_lines.append((layer, rows))
                layer = replace(layer, box=box)
            self._layers.append(layer)
        self._crowns = [_left(change, layer_id, x) for layer_id, x in trees.items()]
        for _, gone in self._crowns:
            if len(gone):
                spare = gone[:, 2:] * 1.6 + 1.0
                boxes.append(np.column_stack([gone[:, :2] - spare, gone[:, :2] + spare]))
                digests += [row.tobytes() for row in gone]
        own = _planted(change, year) if planted else np.empty((0, 3))
        if len(own):
            spare = own[:, 2:] * 1.6 + 1.0
            boxes.append(np.column_stack([own[:, :2] - spare, own[:, :2] + spare]))
            digests += [row.tobytes() for row in own]
        self._own_crowns = Crowns(own)
        self._boxes, self._digests = np.concatenate(boxes), digests
        self._known: dict[tuple[float, float, float], bytes] = {}

    def content(self, west: float, south: float, side: float) -> bytes:
        """Return a digest of what a variant changes on a tile; empty where it changes nothing."""
        place = (west, south, side)
        found = self._known.get(place)
        if found is None:
            texel = side / (TEXELS - 2)
            b, spare = self._boxes, 2 * texel
            met = (
                (b[:, 0] <= west + side + spare) & (b[:, 2] >= west - spare)
                & (b[:, 1] <= south + side + spare) & (b[:, 3] >= south - spare)
                & (np.maximum(b[:, 2] - b[:, 0], b[:, 3] - b[:, 1]) >= SMALLEST * texel)
            )  # fmt: skip
            rows = np.flatnonzero(met).tolist()
            made = b"\n".join(self._digests[k] for k in rows)
            found = hashlib.blake2b(made, digest_size=12).digest() if rows else b""
            self._known[place] = found
        return found

    def paint(self, west: float, south: float, side: float) -> NDArray[np.uint8]:
        """Paint the texture of a tile."""
        crowns = [x for x, _ in self._crowns]
        return paint_tile(
            self._layers, self._prints, crowns, self.relief, west, south, side, self._style,
            contours=self._contours, over=self,
        )  # fmt: skip

    # -- while a tile is painted -----------------------------------------------------------------

    @property
    def crowns(self) -> Crowns:
        """The planted trees' own."""
        return self._own_crowns

    def lay(self, sheet: Sheet, *, image: bool) -> None:
        """Paint what lies on the ground."""
        for prints, rows in self._bare:
            lay_bare(sheet, prints, rows, image=image)
        if image:  # the photograph shows what was there
            for layer, rows in self._gone_lines:
                lay_bare_lines(sheet, layer, rows, self._layers)
            lay_earth(sheet, self.relief)
        lay(sheet, self.change.layers, self._layers, image=image)

    def outline(self, sheet: Sheet) -> None:
        """Show where the variant touches the ground."""
        change = self.change
        outline(sheet, change.layers, change.colour, self._layers, 1.5 * self.relief.step)


def _left(change: GroundChange, layer_id: str, trees: Trees) -> tuple[Crowns, NDArray[np.float64]]:
    """Return the crowns of the base that are left, and those that are gone (N, 3)."""
    xyr = np.column_stack([trees.position[:, :2], trees.radius])
    gone = change.gone.get(layer_id)
    if gone is None or len(gone) != len(xyr):  # of trees that were just prepared anew
        return Crowns(xyr), xyr[:0]
    return Crowns(xyr[~gone]), xyr[gone]


def _planted(change: GroundChange, year: int) -> NDArray[np.float64]:
    """Return places and radii (N, 3) of planted trees in a year [m]."""
    _, width = sizes_in(change.trees, year, change.built)
    return np.column_stack([change.trees.xy, width / 2])
