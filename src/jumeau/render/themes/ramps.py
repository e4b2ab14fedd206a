"""Ramps of colour for values without classes, mixed in a space where equal steps look equal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jumeau.render.look import Rgb, rgb

STEPS = 256

# Each runs from light to dark without turning back, so that it is read without its colours too.
_STOPS: dict[str, str] = {
    "heat": "#FFF4CF #FBCB7E #F0934F #D3543F #93285A #421A5C",
    "cividis": "#FEE838 #C8B866 #948E77 #666970 #35456C #00224E",
    "leaf": "#F1F3DC #C4DBA0 #86B97A #4A8F64 #1F6052 #0F3440",
    "land": "#F7F2E4 #E3D3AE #C5A978 #9A8059 #6B5C4C #41403F",
    "blue": "#F2F3E6 #BBDCD3 #78B8C6 #4488B4 #2F5792 #2B2A63",
}
RAMPS = tuple(_STOPS)

# Linear light to OKLab: Ottosson 2020, https://bottosson.github.io/posts/oklab/
_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_OPPONENT = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def linear(colour: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return linear light (0..1) of sRGB (..., 3), 0..255 (IEC 61966-2-1)."""
    c = np.asarray(colour, np.float64) / 255.0
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def encoded(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sRGB (..., 3), 0..255, of linear light."""
    c = np.clip(light, 0.0, 1.0)
    return np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055) * 255.0


def oklab(colour: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return OKLab (..., 3) of sRGB, 0..255."""
    return np.asarray(np.cbrt(linear(colour) @ _CONES.T) @ _OPPONENT.T)


def from_oklab(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sRGB (..., 3), 0..255, of OKLab."""
    return encoded((lab @ np.linalg.inv(_OPPONENT).T) ** 3 @ np.linalg.inv(_CONES).T)


@lru_cache(maxsize=32)
def table(name: str) -> NDArray[np.float32]:
    """Return the colours (256, 3) of a ramp, 0..255."""
    return mixed(tuple(rgb(code) for code in _STOPS[name].split()))


def mixed(stops: tuple[Rgb, ...], count: int = STEPS) -> NDArray[np.float32]:
    """Return ``count`` colours through some stops, evenly spaced in OKLab (count, 3)."""
    lab = oklab(np.array(stops))
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], count)
    between = np.column_stack([np.interp(at, along, lab[:, band]) for band in range(3)])
    return from_oklab(between).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Ramp:
    """Colours for values from ``low`` to ``high``, and what the bar of the legend says.

    Attributes
    ----------
    stops : tuple of Rgb
        At even steps from low to high.
    below, above : bool
        Whether values lie below ``low`` or above ``high``: they wear the ends' colours.
    """

    stops: tuple[Rgb, ...]
    low: float
    high: float
    unit: str = ""
    below: bool = False
    above: bool = False


def ramp(
    name: str, values: NDArray[np.float64], unit: str, *, from_zero: bool = False
) -> Ramp | None:
    """Return a ramp over finite values (N,), its ends rounded; None without any value.

    The ends leave out the outermost hundredth on either side, so that a few stray cells do not
    flatten the picture.
    """
    if not len(values):
        return None
    low, high = (float(x) for x in np.quantile(values, (0.01, 0.99)))
    if from_zero:
        low = min(low, 0.0)
    if high <= low:
        high = low + max(abs(low) * 0.01, 1.0)
    step = rounding(high - low)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    colours = table(name)[np.linspace(0, STEPS - 1, 24).round().astype(int)]
    stops = tuple((float(r), float(g), float(b)) for r, g, b in colours)
    return Ramp(stops, low, high, unit, bool((values < low).any()), bool((values > high).any()))


def even_step(extent: float) -> float:
    """Return 1, 2 or 5 times a power of ten: a twentieth of an extent, rounded down."""
    power = 10.0 ** math.floor(math.log10(extent / 20))
    return float(max(k * power for k in (1, 2, 5) if k * power <= extent / 20 * (1 + 1e-9)))


def rounding(extent: float) -> float:
    """Return the step to which the ends of a ramp are rounded: whole numbers where they suffice."""
    return max(even_step(extent), 1.0) if extent >= 8.0 else even_step(extent)


def decimals(step: float) -> int:
    """Return how many decimals tell a step apart."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


MOST_ORDERED = 600


def in_order(colours: NDArray[np.uint8]) -> tuple[Rgb, ...]:
    """Return two dozen colours along the ramp that a picture's pixels (N, 3) are taken from.

    Its colours are strung together, each to the nearest one that is left, from the bluer end to
    the redder. Nothing comes back where they are too many, or lie on no single string.
    """
    found = np.empty((0, 3), np.uint8)
    # A picture that was turned into another grid has mixed colours: they are rounded, and rare
    # ones left out.
    for coarse in (1, 4, 8, 12):
        rounded = np.asarray(colours, np.uint8).reshape(-1, 3) // coarse * coarse + coarse // 2
        found, tally = np.unique(rounded, axis=0, return_counts=True)
        if coarse > 1:
            found = found[tally >= max(3, len(rounded) // 4000)]
        if len(found) <= MOST_ORDERED:
            break
    if not 8 <= len(found) <= MOST_ORDERED:
        return ()
    lab = oklab(found.astype(np.float64))
    warmth = found[:, 0].astype(np.int64) - found[:, 2]
    left = np.ones(len(found), np.bool_)
    at = int(np.argmin(warmth * 4 + found.sum(1)))
    order, longest = [at], 0.0
    left[at] = False
    while left.any():
        away = np.where(left, np.linalg.norm(lab - lab[at], axis=1), np.inf)
        at = int(np.argmin(away))
        longest = max(longest, float(away[at]))
        left[at] = False
        order.append(at)
    if longest > 0.12:
        return ()
    picked = found[np.array(order)[np.linspace(0, len(order) - 1, 24).round().astype(int)]]
    return tuple((float(r), float(g), float(b)) for r, g, b in picked)
