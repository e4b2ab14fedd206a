"""How high a building is: a chain from what was measured to what is usual.

French data measure a building's height from the ground to the gutter: BD TOPO defines ``hauteur``
as the "différence d'altitude entre le z le plus élevé de la ligne de gouttière et un point au pied
du bâtiment", ``altitude_minimale_toit`` as the altitude of the gutter and
``altitude_maximale_toit`` as that of the ridge (IGN, "BD TOPO version 3, descriptif de contenu",
class BATIMENT). The chain, first known value wins:

========== ====================================================================================
GUTTER     the height as given
ALTITUDES  altitude of the gutter less the lowest altitude of the ground, given or of the terrain
STOREYS    number of storeys, ground floor included, times 3.0 m
DEFAULT    by use, by lightness and by area, see :data:`DEFAULT_HEIGHT`
========== ====================================================================================

Null, NaN, zero, negative, the sentinels -1000 ("Pas de Z") and 9999 and absurd values count as
unknown everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.geometry.jit import njit

HIGHEST = 350.0
"""Heights above are errors [m]; the tallest building of France (Tour First) has 231 m, the Eiffel
tower 330 m."""

LOWEST_ALTITUDE, HIGHEST_ALTITUDE = -20.0, 4900.0
"""Altitudes outside are sentinels or errors [m]; France lies between -10 m and 4806 m."""

STOREY_HEIGHT = 3.0
"""Floor to floor [m]; the value by which GeoClimate derives heights from levels (``h_lev_min``),
E. Bocher et al., "GeoClimate", Journal of Open Source Software 6(65), 2021, 3541."""

MOST_STOREYS = 110

STEEPEST_RISE = 60.0
"""Ridges further above the gutter are towers or errors [m]; taken as unknown."""

SHED_AREA, SHED_HEIGHT = 20.0, 2.5
"""Without any information, below this area [m²] a building is a garden shed of this height [m]:
under 20 m² a mere declaration is needed (code de l'urbanisme, R421-9), and 2.5 m is a usual limit
for outbuildings on a boundary."""

LIGHT_HEIGHT = 3.0
"""Light constructions (``construction_legere``): carports, greenhouses, shelters [m]."""


class HeightSource(IntEnum):
    """Where a height comes from; DEFAULT and STOREYS are to be shown as estimated."""

    GUTTER = 0
    ALTITUDES = 1
    STOREYS = 2
    DEFAULT = 3


class BuildingUse(IntEnum):
    """Classes of ``usage_1`` of BD TOPO that tell something of the height."""

    UNKNOWN = 0
    RESIDENTIAL = 1
    ANNEX = 2
    COMMERCIAL = 3
    INDUSTRIAL = 4
    AGRICULTURAL = 5
    RELIGIOUS = 6
    SPORTS = 7


DEFAULT_HEIGHT = {
    BuildingUse.UNKNOWN: 5.0,  # median of the known heights at Olemps: 5.6 m
    BuildingUse.RESIDENTIAL: 6.0,  # two storeys, as 55 % of French dwellings are houses (INSEE)
    BuildingUse.ANNEX: 3.0,  # garages, sheds: one storey
    BuildingUse.COMMERCIAL: 6.0,  # a shop below a dwelling, or one tall storey
    BuildingUse.INDUSTRIAL: 7.0,  # clear height of a common hall, 6 m, and its roof
    BuildingUse.AGRICULTURAL: 7.0,  # barns and hangars, clear for machines
    BuildingUse.RELIGIOUS: 12.0,  # nave of a parish church
    BuildingUse.SPORTS: 9.0,  # 7 m clear over courts, and the roof
}
"""Gutter height by use [m] where nothing is known; orders of magnitude, always shown as such."""

_USE_WORDS = {
    "residentiel": BuildingUse.RESIDENTIAL,
    "annexe": BuildingUse.ANNEX,
    "commercial et services": BuildingUse.COMMERCIAL,
    "industriel": BuildingUse.INDUSTRIAL,
    "agricole": BuildingUse.AGRICULTURAL,
    "religieux": BuildingUse.RELIGIOUS,
    "sportif": BuildingUse.SPORTS,
}


def use_codes(words: Sequence[str | None]) -> NDArray[np.uint8]:
    """Classes of building use (F,) from BD TOPO's words, whatever their case and accents.

    For a dictionary column, translate the dictionary and index it by the column's codes.
    """
    known: dict[str | None, int] = {None: BuildingUse.UNKNOWN}
    codes = np.zeros(len(words), np.uint8)
    for index, word in enumerate(words):
        if word not in known:
            plain = unicodedata.normalize("NFKD", str(word)).encode("ascii", "ignore").decode()
            known[word] = _USE_WORDS.get(plain.strip().lower(), BuildingUse.UNKNOWN)
        codes[index] = known[word]
    return codes


@dataclass(frozen=True, slots=True, eq=False)
class BuildingHeights:
    """Heights of F buildings.

    Attributes
    ----------
    height : (F,) float64 array
        Gutter above ground [m], always known and positive.
    roof_rise : (F,) float64 array
        Ridge above gutter [m], 0 where flat or unknown.
    ground : (F,) float64 array
        Altitude of the ground [m], NaN where unknown.
    source : (F,) uint8 array
        :class:`HeightSource` of ``height``.
    """

    height: NDArray[np.float64]
    roof_rise: NDArray[np.float64]
    ground: NDArray[np.float64]
    source: NDArray[np.uint8]


@njit
def _is_height(value):  # type: ignore[no-untyped-def]
    return 0.0 < value <= HIGHEST


@njit
def _is_altitude(value):  # type: ignore[no-untyped-def]
    return LOWEST_ALTITUDE < value < HIGHEST_ALTITUDE and value != 0.0


@njit
def _chain(  # type: ignore[no-untyped-def]
    given, ground_min, eave, ridge, storeys, use, light, area, terrain, defaults,
    height, rise, ground, source,
):  # fmt: skip
    for f in range(len(height)):
        z = ground_min[f]
        if not _is_altitude(z):
            z = terrain[f]  # of a model of the ground: NaN where unknown, 0 is an altitude
        above = eave[f] - z if _is_altitude(eave[f]) else np.nan
        if _is_height(given[f]):
            h, s = given[f], HeightSource.GUTTER
        elif _is_height(above):
            h, s = above, HeightSource.ALTITUDES
        elif 1.0 <= storeys[f] <= MOST_STOREYS:
            h, s = storeys[f] * STOREY_HEIGHT, HeightSource.STOREYS
        else:
            s = HeightSource.DEFAULT
            if light[f]:
                h = LIGHT_HEIGHT
            elif 0.0 < area[f] < SHED_AREA and use[f] == 0:
                h = SHED_HEIGHT
            else:
                h = defaults[use[f]]
        if z != z and _is_altitude(eave[f]):
            z = eave[f] - h
        height[f], source[f], ground[f] = h, s, z
        rise[f] = 0.0
        if _is_altitude(ridge[f]):
            gutter = eave[f] if _is_altitude(eave[f]) else z + h
            if 0.0 < ridge[f] - gutter <= STEEPEST_RISE:
                rise[f] = ridge[f] - gutter


def building_heights(
    height: ArrayLike,
    ground_altitude_min: ArrayLike | None = None,
    eave_altitude: ArrayLike | None = None,
    ridge_altitude: ArrayLike | None = None,
    storeys: ArrayLike | None = None,
    use: NDArray[np.uint8] | Sequence[str | None] | None = None,
    light: ArrayLike | None = None,
    footprint_area: ArrayLike | None = None,
    terrain_min: ArrayLike | None = None,
) -> BuildingHeights:
    """Follow the chain of heights for F buildings; every column but the first may be absent.

    Parameters
    ----------
    height : (F,) array
        Ground to gutter [m] (``hauteur``); NaN where null.
    ground_altitude_min, eave_altitude, ridge_altitude : (F,) arrays, optional
        Lowest ground, gutter and ridge [m] (``altitude_minimale_sol``,
        ``altitude_minimale_toit``, ``altitude_maximale_toit``).
    storeys : (F,) array, optional
        Storeys, ground floor included (``nombre_d_etages``).
    use : (F,) uint8 array of BuildingUse, or F words, optional
        See :func:`use_codes`.
    light : (F,) bool array, optional
        Light constructions (``construction_legere``).
    footprint_area : (F,) array, optional
        Area [m²].
    terrain_min : (F,) array, optional
        Lowest altitude of the terrain below [m], NaN where unknown.

    Returns
    -------
    BuildingHeights
        Heights, roof rises, altitudes of the ground and sources.
    """

    def column(values: ArrayLike | None) -> NDArray[np.float64]:
        if values is None:
            return np.full(count, np.nan)
        return np.ascontiguousarray(values, dtype=np.float64)

    given = np.ascontiguousarray(height, dtype=np.float64)
    count = len(given)
    if use is None:
        codes = np.zeros(count, np.uint8)
    elif isinstance(use, np.ndarray) and use.dtype.kind in "ui":
        codes = np.ascontiguousarray(use, dtype=np.uint8)
    else:
        codes = use_codes(list(use))
    defaults = np.full(256, DEFAULT_HEIGHT[BuildingUse.UNKNOWN])
    for code, value in DEFAULT_HEIGHT.items():
        defaults[code] = value
    flags = np.zeros(count, np.bool_) if light is None else np.asarray(light, np.bool_)
    out, rise, ground = (np.empty(count, np.float64) for _ in range(3))
    source = np.empty(count, np.uint8)
    _chain(
        given, column(ground_altitude_min), column(eave_altitude), column(ridge_altitude),
        column(storeys), codes, flags, column(footprint_area), column(terrain_min), defaults,
        out, rise, ground, source,
    )  # fmt: skip
    return BuildingHeights(out, rise, ground, source)
