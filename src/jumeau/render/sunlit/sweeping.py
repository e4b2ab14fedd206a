"""A sweep over one window, with the shade that comes in from the coarser one around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.render.sunlit.asking import BELOW, FOOT, GUESSED, HIGH, LOW, TIP, TOP, Field
from jumeau.render.sunlit.sunlight import Swept
from jumeau.simulation.surface import Surface

ASTRAY = np.float32(0.8)
"""Leaves are drawn so far beyond where the grid has them [m]."""
RING = 2
"""Cells along the border that stand for all that is outside."""
TRUNKS = 0.5
"""Trunks are seen in cells up to so large [m]."""

_Cells = tuple[NDArray[np.intp], NDArray[np.intp]]


def prepared(surface: Surface) -> Swept:
    """Return a window that is still to be swept: for worker threads."""
    rows, cols = surface.shape
    plain = surface.crown_high is None and surface.estimated is None
    field = np.zeros((2 if plain else 7, rows, cols), np.float32)
    field[TOP] = surface.top
    cast: dict[str, Any] = {"top": surface.top.copy()}
    if not plain:
        field[LOW], field[HIGH] = np.inf, -np.inf
        field[FOOT], field[TIP] = np.inf, -np.inf
    if surface.crown_low is not None and surface.crown_high is not None:
        field[FOOT] = _least(surface.crown_low) - ASTRAY
        field[TIP] = -_least(-surface.crown_high) + ASTRAY
        cast |= {"crown_low": surface.crown_low.copy(), "crown_high": surface.crown_high.copy()}
        if surface.trunk is not None and surface.step <= TRUNKS:
            stems = np.nonzero((surface.trunk > 0.0) & np.isfinite(surface.crown_low))
            cast["top"][stems] = np.maximum(surface.top[stems], surface.crown_low[stems])
    made = replace(surface, kept={}, estimated=None, trunk=None, **cast)
    ring = _border(rows, cols)
    names = ("top", "crown_low", "crown_high")
    own = {x: getattr(made, x)[ring] for x in names if getattr(made, x) is not None}
    known = None
    if not plain:
        field[GUESSED] = np.inf
    if surface.estimated is not None:
        known = replace(
            surface, top=np.where(surface.estimated, surface.ground, surface.top), kept={},
            crown_low=None, crown_high=None, trunk=None, estimated=None,
        )  # fmt: skip
        own["known"] = known.top[ring]
    return Swept(surface, field, made, known, ring, own)


def sweep(
    window: Swept,
    azimuth: float,
    elevation: float,
    around: Swept | None = None,
    *,
    fine: bool = False,
) -> None:
    """Write the shade on a window.

    What shades its border is raised there: below the altitude up to which the border is in shade
    nothing passes, so the sweep goes on as if the caster stood in the window.

    Parameters
    ----------
    window : Swept
        Its layers are written.
    azimuth, elevation : float
        The sun's, from grid north [degrees].
    around : Swept or None
        A coarser window that holds this one.
    fine : bool
        The edges of the shade run through the middles of cells: for pictures at rest.
    """
    from jumeau.simulation.sun.shade import Shade, shade_of

    field = window.field
    if around is not None:
        _take_over(window, around)
    full = len(field) > 2
    out = Shade(azimuth, elevation, field[BELOW], *((field[LOW], field[HIGH]) if full else ()))
    shade = shade_of(window.cast, azimuth, elevation, out=out)
    for plane, layer, held in (
        (BELOW, shade.below, out.below), (LOW, shade.crown_low, out.crown_low),
        (HIGH, shade.crown_high, out.crown_high),
    ):  # fmt: skip
        if layer is not None and layer is not held:
            field[plane] = layer
    if fine:
        bare = replace(window.cast, crown_low=None, crown_high=None)
        _solid(bare, azimuth, elevation, field[BELOW], fine=True)
    if window.known is not None:
        _solid(window.known, azimuth, elevation, field[GUESSED], fine=fine)


def _solid(surface: Surface, azimuth: float, elevation: float, below: Field, *, fine: bool) -> None:
    """Write below what there is shade of a surface without trees."""
    from jumeau.simulation.sun.shade import Shade, shade_of

    out = Shade(azimuth, elevation, below)
    shade = shade_of(surface, azimuth, elevation, fine=fine, out=out)
    if shade.below is not out.below:
        below[:] = shade.below


def _take_over(window: Swept, around: Swept) -> None:
    """Raise a window's border to the shade that falls on it from outside."""
    surface, outer, (i, j) = window.surface, around.surface, window.ring
    x = surface.west + (j + 0.5) * surface.step
    y = surface.north - (i + 0.5) * surface.step
    k = np.floor((outer.north - y) / outer.step).astype(np.intp)
    m = np.floor((x - outer.west) / outer.step).astype(np.intp)
    at = np.clip(k, 0, outer.shape[0] - 1), np.clip(m, 0, outer.shape[1] - 1)
    own, field = window.own, around.field
    _put(window.cast, "top", window.ring, np.maximum(own["top"], field[BELOW][at]))
    if len(field) > 2 and "crown_high" in own:
        shaded = field[HIGH][at] > own["crown_high"]
        low = np.where(shaded, field[LOW][at], own["crown_low"])
        high = np.where(shaded, field[HIGH][at], own["crown_high"])
        _put(window.cast, "crown_low", window.ring, low)
        _put(window.cast, "crown_high", window.ring, high)
    if window.known is not None:
        below = field[BELOW][at]
        if around.known is not None:
            below = field[GUESSED][at]
        _put(window.known, "top", window.ring, np.maximum(own["known"], below))


def _put(cast: Surface, name: str, ring: _Cells, values: Field) -> None:
    """Write cells of a surface, and of what was kept of it along the other axis."""
    getattr(cast, name)[ring] = values
    turned = cast.kept.get(f"turned {name}")
    if turned is not None:
        turned[ring[1], ring[0]] = values


def _least(a: Field) -> Field:
    """Return the least of the 3 x 3 cells around each."""
    a = np.pad(a, 1, mode="edge")
    a = np.minimum(np.minimum(a[:-2], a[1:-1]), a[2:])
    return np.minimum(np.minimum(a[:, :-2], a[:, 1:-1]), a[:, 2:])


def _border(rows: int, cols: int) -> _Cells:
    """Return rows and columns of the cells along the border."""
    ring = np.ones((rows, cols), np.bool_)
    ring[RING:-RING, RING:-RING] = False
    i, j = np.nonzero(ring)
    return i, j
