"""The look of surfaces in space: what each is, its colour in the model, the light on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.heights import use_codes
from jumeau.geometry.jit import njit
from jumeau.geometry.roofs import RoofForm
from jumeau.geometry.shading import shade_of
from jumeau.geometry.surfaces import (
    CEILING,
    CLOSURE,
    DOOR,
    FLOOR,
    GROUND,
    OTHER,
    ROAD,
    ROOF,
    TERRAIN,
    UNKNOWN,
    UPRIGHT,
    VEGETATION,
    WALL,
    WATER,
    WINDOW,
)
from jumeau.model.roles import Role
from jumeau.render import look
from jumeau.render.buildings import LIGHT, house_colours, landmarks, roof_materials

Column = Callable[[str], NDArray[Any] | None]

FLAT_ROOF = 0.985
"""Roofs whose unit normal points up by more are flat: less than 10°."""
BACK = 0.5
"""A level roof beside sloped ones, lower than their top by more, is a terrace [m]."""
DOWN = 0.7
WHITE = (250, 249, 246)
"""Walls and roofs without colours of their own over an orthophoto."""
WINDOW_COLOUR = look.rgb("#BFC9CE")
DOOR_COLOUR = look.rgb("#C9B6A0")
_DECK = look.rgb("#E0DBD1")
_OF_TYPE = {
    WINDOW: WINDOW_COLOUR,
    DOOR: DOOR_COLOUR,
    FLOOR: look.FLAT,
    ROAD: look.PAVED,
    WATER: look.WATER,
    VEGETATION: look.WOOD,
    TERRAIN: look.GROUND,
    OTHER: look.CONSTRUCTION,
}
WALLS = (WALL, CLOSURE, WINDOW, DOOR)
LYING = (ROAD, WATER, VEGETATION, TERRAIN)
"""Kinds that lie on the ground."""


def settled_kinds(
    kind: NDArray[np.uint8], up: NDArray[np.float64], low: NDArray[np.float64], building: bool
) -> NDArray[np.uint8]:
    """Return what surfaces are where their source does not say: by how they lie.

    Parameters
    ----------
    kind : (Q,) uint8
        Index into ``SURFACE_TYPES``.
    up : (Q,) float64
        Vertical part of the unit normal outwards, NaN without area.
    low : (Q,) float64
        Height of the surface's highest vertex above the body's lowest [m].
    building : bool
        Undersides are grounds only of buildings.
    """
    settled = np.minimum(kind, OTHER).astype(np.uint8)
    unknown = settled == UNKNOWN
    settled[unknown] = WALL
    settled[unknown & (up > UPRIGHT)] = ROOF
    if building:
        settled[unknown & (up < -DOWN) & (low < 1.0)] = GROUND
    return settled


def surface_colours(
    role: Role,
    kind: NDArray[np.uint8],
    up: NDArray[np.float64],
    feature: NDArray[np.int64],
    area: NDArray[np.float64],
    column: Column,
    high: NDArray[np.float64],
) -> NDArray[np.uint8]:
    """Return the model's colour (Q, 3) of every surface.

    Parameters
    ----------
    feature : (Q,) int64
        Feature of each surface.
    area : (F,) float64
        Footprints [m²].
    high : (Q,) float64
        Highest altitude of each surface [m].
    """
    colours = np.tile(np.array(look.CONSTRUCTION).round().astype(np.uint8), (len(kind), 1))
    if role is Role.BUILDING:
        count = len(area)
        use = column("use")
        codes = np.zeros(count, np.uint8) if use is None else use_codes(use.tolist())
        special = landmarks(column("nature"), codes, count)
        material = roof_materials(column, count)
        flat, pitched = (
            house_colours(area, special, np.full(count, form, np.uint8), material, count)
            for form in (RoofForm.FLAT, RoofForm.GABLED)
        )
        colours[:] = pitched[0][feature]
        roofs = kind == ROOF
        level = roofs & (up > FLAT_ROOF)
        colours[roofs] = pitched[1][feature[roofs]]
        colours[level] = flat[1][feature[level]]
        # The back of a vault and the terraces of a church are not the roof of a hall.
        top = np.full(count, np.nan)
        np.fmax.at(top, feature[roofs & ~level], high[roofs & ~level])
        between = level & np.isfinite(top[feature])
        colours[between] = pitched[1][feature[between]]
        colours[between & (high < top[feature] - BACK)] = np.round(look.FLAT)
        under = kind == CEILING
        colours[under] = (colours[under] * 0.94).astype(np.uint8)
    else:
        colours[(kind == ROOF) | (kind == FLOOR)] = _DECK
    for code, colour in _OF_TYPE.items():
        colours[kind == code] = np.round(colour)
    return colours


@njit
def _shades(
    normal: NDArray[np.float64],
    roof: NDArray[np.bool_],
    light: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    for q in range(len(out)):
        nx, ny, nz = normal[q, 0], normal[q, 1], normal[q, 2]
        if nx == nx:
            # Walls and roofs are exposed apart; what is neither goes from one to the other.
            share = 1.0 if roof[q] else min(max((nz - 0.1) / 0.6, 0.0), 1.0)
            upright, lying = shade_of(light, nx, ny, nz, False), shade_of(light, nx, ny, nz, True)
            out[q] = upright + share * (lying - upright)
        else:
            out[q] = 255.0


def shades(normal: NDArray[np.float64], roof: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the baked light (Q,), 0 to 255, of surfaces with these outward normals (Q, 3).

    Parameters
    ----------
    roof : (Q,) bool
        Which of them are roofs, however steep: a vault has one tone from its foot to its back.
    """
    out = np.empty(len(normal))
    _shades(np.ascontiguousarray(normal), roof, LIGHT.coefficients(), out)
    return out
