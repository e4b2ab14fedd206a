"""Coordinates that are typed: degrees or metres, in the ways in which people write them."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np

from jumeau.errors import JumeauError
from jumeau.geometry.crs import reprojection

WGS_84 = "EPSG:4326"
LAMBERT_93 = "EPSG:2154"
NEAR = 30_000.0
"""How far from what a project shows a place may lie to be meant by coordinates typed there [m]."""

_ZERO_NORTHING = 1_000_000.0  # [m] between the false northings of two conic zones
_ZONES = {zone: f"EPSG:{3900 + zone}" for zone in range(42, 51)}
_DECIMAL = r"[-+]?\d{1,8}(?:[.,]\d+)?"
_PAIR = re.compile(rf"\(?\s*({_DECIMAL})\s*(?:[;/]|,\s|\s|,(?=[-+]?\d+\.))\s*({_DECIMAL})\s*\)?")
_POINTS = re.compile(r"\(?\s*([-+]?\d+\.\d+)\s*,\s*([-+]?\d+\.\d+)\s*\)?")
_SIXTIETHS = re.compile(
    r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|’’|”)\s*)?([NSEOWnseow])"
)
_THOUSANDS = re.compile(r"(?<=\d)[\u202f\u00a0](?=\d{3}(?!\d))")


class Place(NamedTuple):
    """A place that was typed: in the project's CRS [m], and the CRS in which it was typed."""

    x: float
    y: float
    crs: str


def typed_place(
    text: str, crs: str, bounds: tuple[float, float, float, float] | None = None
) -> Place | None:
    """Return the place that coordinates mean; None for a text that is none.

    Parameters
    ----------
    text : str
        ``44.35, 2.57`` (latitude first, as maps on the web give them), ``44°21′N 2°34′E``,
        ``650000 6860000``.
    crs : str
        The project's CRS.
    bounds : tuple of float, optional
        What the project shows [m]: of several meanings, the one near it is taken.

    Returns
    -------
    Place or None
        Metres are taken for the project's own CRS, else Lambert-93, else its conic zones;
        degrees for WGS 84.
    """
    for source, x, y in _meanings(_THOUSANDS.sub("", text.strip()), crs):
        try:
            place = reprojection(source, crs)(np.array([[x, y]]))[0].tolist()
        except JumeauError:
            continue
        if all(math.isfinite(part) for part in place[:2]) and _near(place[0], place[1], bounds):
            return Place(place[0], place[1], source)
    return None


def _near(x: float, y: float, bounds: tuple[float, float, float, float] | None) -> bool:
    if bounds is None:
        return True
    west, south, east, north = bounds
    return west - NEAR <= x <= east + NEAR and south - NEAR <= y <= north + NEAR


def _meanings(text: str, crs: str) -> list[tuple[str, float, float]]:
    """Return what a text may mean: CRS, easting or longitude, northing or latitude."""
    if (degrees := _degrees(text)) is not None:
        return [(WGS_84, *degrees)]
    match = _POINTS.fullmatch(text) or _PAIR.fullmatch(text)
    if match is None:
        return []
    first, second = (float(part.replace(",", ".")) for part in match.groups())
    if abs(first) <= 90 and abs(second) <= 180:
        found = [(WGS_84, second, first)]
        if abs(second) <= 90:
            found.append((WGS_84, first, second))
        return found
    if abs(first) <= 180 and abs(second) <= 90:
        return [(WGS_84, first, second)]
    systems = list(dict.fromkeys([crs, LAMBERT_93]))
    zone = round((second - 200_000.0) / _ZERO_NORTHING) + 41
    if zone in _ZONES and 1_000_000 <= first <= 2_500_000:
        systems.append(_ZONES[zone])
    return [(system, first, second) for system in systems]


def _degrees(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of degrees, minutes and seconds; None for anything else."""
    parts = _SIXTIETHS.findall(text)
    if len(parts) != 2 or _SIXTIETHS.sub("", text).strip(" ,;"):
        return None
    east: float | None = None
    north: float | None = None
    for degrees, minutes, seconds, side in parts:
        value = int(degrees) + _number(minutes) / 60 + _number(seconds) / 3600
        side = side.upper()
        if side in "NS":
            north = value if side == "N" else -value
        else:
            east = value if side == "E" else -value
    return None if east is None or north is None else (east, north)


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if text else 0.0
