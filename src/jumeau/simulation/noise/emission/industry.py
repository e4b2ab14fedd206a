"""Sound power of industry: points, lines and areas; Directive 2002/49/EC, annex II, 2.4."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import A_WEIGHT, BANDS, SILENT
from jumeau.simulation.noise.scene import Sources

FLAT = (0.0,) * BANDS
"""All octave bands emit the same."""
SPECTRA: dict[str, tuple[float, ...]] = {
    "flat": FLAT,
    "pink_falling": tuple(-3.0 * k for k in range(BANDS)),
}
"""Shapes that stand for a machine of which only a total is known [dB, relative]: the same in every
octave, or 3 dB less an octave. Neither is a measurement: whoever takes one says so."""
MOST_POINTS = 10_000
"""Of one area."""

Array = NDArray[np.float64]


class Emitters(NamedTuple):
    """Sources with their power.

    Attributes
    ----------
    sources : Sources
    power : (S, 8) float64
        dB re 1 pW for points, a metre for lines.
    """

    sources: Sources
    power: Array


def bands_of(total: ArrayLike, spectrum: ArrayLike = FLAT) -> Array:
    """Return the bands (…, 8) [dB] of totals (…) in dB(A), shaped by a spectrum.

    Parameters
    ----------
    total : (…) array
        dB(A) re 1 pW.
    spectrum : (8,) array
        How the bands lie to one another, unweighted [dB].

    Raises
    ------
    InputError
        ``noise_emission.spectrum_shape``.
    """
    shape = np.asarray(spectrum, float)
    if shape.shape != (BANDS,) or not np.isfinite(shape).all():
        raise InputError("noise_emission.spectrum_shape", count=shape.size)
    whole = 10.0 * math.log10(float((10.0 ** ((shape + A_WEIGHT) / 10.0)).sum()))
    found: Array = np.asarray(total, float)[..., None] + shape - whole
    return found


def working(power: ArrayLike, share: ArrayLike) -> Array:
    """Return the power (…, 8) of sources that work a share (…) of a period: 2.4.1 [dB]."""
    part = np.clip(np.asarray(share, float), 0.0, 1.0)
    with np.errstate(divide="ignore"):
        less = 10.0 * np.log10(part)
    found: Array = np.maximum(np.asarray(power, float) + less[..., None], SILENT)
    return found


def points(places: ArrayLike, power: ArrayLike) -> Emitters:
    """Return point sources: places (N, 3) [m] with powers (N, 8) or (8,) [dB re 1 pW]."""
    at = np.atleast_2d(np.asarray(places, float))
    count = len(at)
    every = np.broadcast_to(np.asarray(power, float), (count, BANDS)).copy()
    made = Sources(at, np.arange(count + 1), np.arange(count, dtype=np.int32), count)
    return Emitters(made, every)


def line(places: ArrayLike, power: ArrayLike, *, whole: bool = True) -> Emitters:
    """Return a line source along places (N, 3) [m].

    Parameters
    ----------
    power : (8,) array
        Of the whole line, or a metre of it where ``whole`` is false [dB re 1 pW].

    Raises
    ------
    InputError
        ``noise_emission.no_length``.
    """
    at = np.asarray(places, float)
    length = float(np.linalg.norm(np.diff(at, axis=0), axis=1).sum())
    if length <= 0.0:
        raise InputError("noise_emission.no_length", count=len(at))
    levels = np.asarray(power, float) - (10.0 * math.log10(length) if whole else 0.0)
    made = Sources(at, np.array([0, len(at)]), np.zeros(1, np.int32), 1)
    return Emitters(made, levels[None, :])


def area(
    ring: ArrayLike, height: float, power: ArrayLike, step: float = 5.0, *, whole: bool = True
) -> Emitters:
    """Return an area that emits, as the points of a grid within it; one section.

    Parameters
    ----------
    ring : (N, 2) array
        The area's bounds, not repeated [m].
    height : float
        Altitude that it emits at [m].
    power : (8,) array
        Of the whole area, or a square metre where ``whole`` is false [dB re 1 pW]; the section's
        power is that of one point.
    step : float
        Of the grid, anchored to the world [m]; made coarser where there were more than
        :data:`MOST_POINTS`. Halved until three points lie within.

    Raises
    ------
    InputError
        ``noise_emission.no_area``.
    """
    import shapely

    shape = shapely.make_valid(shapely.Polygon(np.asarray(ring, float)))
    size = float(shape.area)
    if size <= 0.0:
        raise InputError("noise_emission.no_area", count=len(np.asarray(ring)))
    west, south, east, north = shape.bounds
    step = max(step, math.sqrt((east - west) * (north - south) / MOST_POINTS))
    shapely.prepare(shape)
    at = _grid(shape, step)
    while len(at) < 3:
        step /= 2.0
        at = _grid(shape, step)
    share = size / len(at) if not whole else 1.0 / len(at)
    levels = np.asarray(power, float) + 10.0 * math.log10(share)
    placed = np.column_stack([at, np.full(len(at), height)])
    count = len(at)
    made = Sources(placed, np.arange(count + 1), np.zeros(count, np.int32), 1)
    return Emitters(made, levels[None, :])


def _grid(shape: object, step: float) -> Array:
    """Return the middles of the cells of the world's grid that lie within a shape (N, 2)."""
    import shapely

    west, south, east, north = shapely.bounds(shape).tolist()
    x = (np.arange(math.floor(west / step), math.ceil(east / step) + 1) + 0.5) * step
    y = (np.arange(math.floor(south / step), math.ceil(north / step) + 1) + 0.5) * step
    every = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    found: Array = every[shapely.contains_xy(shape, every)]
    return found
