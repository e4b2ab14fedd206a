"""Styles on solids: the colour of every building, and how it is laid over the model's, in place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.mesh import ROOF, BuildingMesh
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.model.style import StyleKind, Target
from jumeau.render.styling.applying import (
    NO_DATA,
    indices_of,
    no_data_colour,
    palette_of_style,
    ramp_of,
    tells_data,
)
from jumeau.render.styling.fields import values_of
from jumeau.render.styling.filtering import shown_rows
from jumeau.render.themes.keys import Key
from jumeau.render.tone import tones


@dataclass(frozen=True, slots=True, eq=False)
class Tint:
    """The colours of the rows of a layer of solids.

    Attributes
    ----------
    rgba : (F, 4) uint8
        By row; alpha is the share of the colour over the model's own, 0 where the row looks as its
        role does.
    missing : (F,) bool
        Rows without a value.
    walls, roofs : bool
        Which surfaces wear the colours.
    """

    rgba: NDArray[np.uint8]
    missing: NDArray[np.bool_]
    walls: bool
    roofs: bool
    key: Key

    def paint(
        self, mesh: BuildingMesh, order: NDArray[np.int64], colours: NDArray[np.uint8]
    ) -> None:
        """Lay the colours over those of all points (N, 3), the light of each point kept.

        Parameters
        ----------
        order : (F,) int64
            Row of each feature of the mesh.
        """
        _paint(
            mesh.part, mesh.shade, mesh.feature_point_start, order, self.rgba, tones(),
            self.walls, self.roofs, colours,
        )  # fmt: skip

    def missing_in(
        self, mesh: BuildingMesh, order: NDArray[np.int64], first: int, end: int
    ) -> NDArray[np.float32] | None:
        """Return which points of the mesh's features ``first`` to ``end`` have no value."""
        from jumeau.render.styling.hatching import missing_in_tile

        return missing_in_tile(mesh, order, first, end, self.missing, self.walls, self.roofs)


@njit
def _paint(
    part: NDArray[np.uint8],
    shade: NDArray[np.uint8],
    starts: NDArray[np.int64],
    order: NDArray[np.int64],
    rgba: NDArray[np.uint8],
    tone: NDArray[np.uint32],
    walls: bool,
    roofs: bool,
    out: NDArray[np.uint8],
) -> None:
    for f in range(len(order)):
        row = order[f]
        share = np.uint32(rgba[row, 3])
        if share == 0:
            continue
        left = np.uint32(255) - share
        half, places = np.uint32(32896), np.uint32(16)
        red, green, blue = (
            np.uint32(rgba[row, 0]), np.uint32(rgba[row, 1]), np.uint32(rgba[row, 2]),
        )  # fmt: skip
        for i in range(starts[f], starts[f + 1]):
            if not (roofs if part[i] == ROOF else walls):
                continue
            s = shade[i]
            r = (red * tone[s, 0] + half) >> places
            g = (green * tone[s, 1] + half) >> places
            b = (blue * tone[s, 2] + half) >> places
            if left > 0:
                # x * 257 + 32896 >> 16 is x / 255, rounded
                wide = np.uint32(257)
                r = ((r * share + out[i, 0] * left) * wide + half) >> places
                g = ((g * share + out[i, 1] * left) * wide + half) >> places
                b = ((b * share + out[i, 2] * left) * wide + half) >> places
            out[i, 0], out[i, 1], out[i, 2] = np.uint8(r), np.uint8(g), np.uint8(b)


def prepare_tint(payloads: Payloads, layer: Layer) -> Tint:
    """Return the colours of a layer of solids in its style: for worker threads."""
    style = layer.style
    count = layer.count
    values = values_of(payloads, layer, style.field) if tells_data(style) else None
    if values is not None:
        count = len(values)
    index = indices_of(style, values, count)
    palette = palette_of_style(style)
    rgba = np.zeros((count, 4), np.uint8)
    own, missing = index >= 0, index == NO_DATA
    rgba[own, :3] = palette[index[own]]
    rgba[missing, :3] = np.array(no_data_colour(style)).round().astype(np.uint8)
    rgba[own | missing, 3] = round(255 * style.opacity)
    shown = shown_rows(payloads, layer)
    counted = own if shown is None else own & shown
    lacking = missing if shown is None else missing & shown
    counts: tuple[int, ...] = ()
    if style.kind is not StyleKind.CONTINUOUS:
        counts = tuple(np.bincount(index[counted], minlength=len(palette)).tolist())
    return Tint(
        rgba, missing,
        walls=style.target in (Target.EVERYTHING, Target.WALLS),
        roofs=style.target in (Target.EVERYTHING, Target.ROOFS),
        key=Key(
            ramp=ramp_of(style, values) if style.kind is StyleKind.CONTINUOUS else None,
            counts=counts, missing=int(lacking.sum()),
        ),
    )  # fmt: skip
