"""The ramps that styles take their colours from: sequential, diverging, qualitative.

Sequential ones run from light (little) to dark (much), diverging ones from cool to warm. Marked as
safe are those whose neighbouring classes stay apart under simulated deficiencies of colour vision.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes.ramps import STEPS, from_oklab, mixed, oklab


class RampKind(StrEnum):
    """What a ramp is made for."""

    SEQUENTIAL = "sequential"
    DIVERGING = "diverging"
    QUALITATIVE = "qualitative"


@dataclass(frozen=True, slots=True)
class RampInfo:
    """A ramp.

    Attributes
    ----------
    stops : tuple of str
        ``#RRGGBB``: through which a ramp runs, or the colours of a qualitative one.
    safe : bool
        Whether its classes can be told apart by colour-blind eyes: sequential and diverging ones
        in at most 7 classes, qualitative ones in as many as it has colours.
    """

    name: str
    kind: RampKind
    stops: tuple[str, ...]
    safe: bool = True


def _ramp(name: str, kind: RampKind, stops: str, safe: bool = True) -> tuple[str, RampInfo]:
    codes = tuple(f"#{code.upper()}" for code in stops.split())
    return name, RampInfo(name, kind, codes, safe)


_S, _D, _Q = RampKind.SEQUENTIAL, RampKind.DIVERGING, RampKind.QUALITATIVE

# ylgnbu ... rdylgn: ColorBrewer 2.0 by C. Brewer, M. Harrower and The Pennsylvania State University
# (Apache-2.0), https://colorbrewer2.org. viridis, magma: S. van der Walt and N. Smith (CC0).
# cividis: Nuñez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239.
# tol_*: P. Tol 2021, technical note SRON/EPS/TN/09-002, issue 3.2; their greys are left for "no
# data". okabe_ito: M. Okabe and K. Ito 2008, Color Universal Design, without its black.
RAMPS: dict[str, RampInfo] = dict(
    (
        _ramp("lagoon", _S, "ece99a a9d8a4 62bdb3 3a92b8 2f5f9e 2b2a63"),
        _ramp("blue", _S, "e4efe4 bbdcd3 78b8c6 4488b4 2f5792 2b2a63"),
        _ramp("cividis", _S, "fee838 c8b866 948e77 666970 35456c 00224e"),
        _ramp("viridis", _S, "fde725 b4de2c 6dcd59 35b779 1f9e89 "
              "26828e 31688e 3e4a89 482878 440154"),
        _ramp("heat", _S, "fff4cf fbcb7e f0934f d3543f 93285a 421a5c"),
        _ramp("magma", _S, "fcfdbf fec287 fb8861 e65164 b63679 822681 51127c 1d1147"),
        _ramp("leaf", _S, "f1f3dc c4dba0 86b97a 4a8f64 1f6052 0f3440"),
        _ramp("land", _S, "f7f2e4 e3d3ae c5a978 9a8059 6b5c4c 41403f"),
        _ramp("ylgnbu", _S, "ffffd9 edf8b1 c7e9b4 7fcdbb 41b6c4 1d91c0 225ea8 253494 081d58"),
        _ramp("ylorrd", _S, "ffffcc ffeda0 fed976 feb24c fd8d3c fc4e2a e31a1c bd0026 800026"),
        _ramp("blues", _S, "f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b"),
        _ramp("greens", _S, "f7fcf5 e5f5e0 c7e9c0 a1d99b 74c476 41ab5d 238b45 006d2c 00441b"),
        _ramp("oranges", _S, "fff5eb fee6ce fdd0a2 fdae6b fd8d3c f16913 d94801 a63603 7f2704"),
        _ramp("purples", _S, "fcfbfd efedf5 dadaeb bcbddc 9e9ac8 807dba 6a51a3 54278f 3f007d"),
        _ramp("burd", _D, "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 "
              "fddbc7 f4a582 d6604d b2182b 67001f"),
        _ramp("puor", _D, "2d004b 542788 8073ac b2abd2 d8daeb f7f7f7 "
              "fee0b6 fdb863 e08214 b35806 7f3b08"),
        _ramp("bgbr", _D, "003c30 01665e 35978f 80cdc1 c7eae5 f5f5f5 "
              "f6e8c3 dfc27d bf812d 8c510a 543005"),
        _ramp("gnpr", _D, "00441b 1b7837 5aae61 a6dba0 d9f0d3 f7f7f7 "
              "e7d4e8 c2a5cf 9970ab 762a83 40004b"),
        _ramp("buylrd", _D, "313695 4575b4 74add1 abd9e9 e0f3f8 ffffbf "
              "fee090 fdae61 f46d43 d73027 a50026"),
        _ramp("gnylrd", _D, "006837 1a9850 66bd63 a6d96a d9ef8b ffffbf "
              "fee08b fdae61 f46d43 d73027 a50026",
              safe=False),
        _ramp("okabe_ito", _Q, "e69f00 56b4e9 009e73 f0e442 0072b2 d55e00 cc79a7"),
        _ramp("tol_bright", _Q, "4477aa ee6677 228833 ccbb44 66ccee aa3377"),
        _ramp("tol_muted", _Q, "cc6677 332288 ddcc77 117733 88ccee 882255 44aa99 999933 aa4499"),
        _ramp("tol_light", _Q, "eedd88 77aadd ee8866 44bb99 ffaabb 99ddff bbcc33 aaaa00"),
    )
)  # fmt: skip

DEFAULT_RAMP = "lagoon"
DEFAULT_DIVERGING = "burd"
DEFAULT_QUALITATIVE = "tol_light"
_LIGHTEST = 0.93
"""Lightness at which sequential ramps begin (OKLab, 1 is white)."""
_MORE = "tol_muted"
"""Where the usual qualitative ramp has too few colours."""


def ramp_info(name: str) -> RampInfo:
    """Return a ramp.

    Raises
    ------
    InputError
        ``styling.ramp_unknown``.
    """
    found = RAMPS.get(name)
    if found is None:
        raise InputError("styling.ramp_unknown", name=name, known=", ".join(RAMPS))
    return found


def ramp_colours(name: str, n: int, reversed: bool = False) -> tuple[str, ...]:  # noqa: A002
    """Return ``n`` colours of a ramp, ``#RRGGBB``.

    A qualitative ramp that has fewer gives them again, lighter and then darker.

    Raises
    ------
    InputError
        ``styling.ramp_unknown``.
    """
    info = ramp_info(name)
    if info.kind is RampKind.QUALITATIVE:
        own = info.stops[::-1] if reversed else info.stops
        return tuple(_again(own[k % len(own)], k // len(own)) for k in range(n))
    if n == 1:
        return (code(tuple(ramp_table(name, False)[STEPS * 2 // 3])),)
    at = np.linspace(0, STEPS - 1, max(n, 2)).round().astype(int)
    found = tuple(code(tuple(c)) for c in ramp_table(name)[at][:n])
    return found[::-1] if reversed else found


@lru_cache(maxsize=64)
def ramp_table(name: str, reversed: bool = False) -> NDArray[np.float32]:  # noqa: A002
    """Return the colours (256, 3) of a ramp from its low to its high end, 0..255."""
    info = ramp_info(name)
    stops: tuple[Rgb, ...] = tuple(rgb(x) for x in info.stops)
    if info.kind is RampKind.DIVERGING:
        half = len(stops) // 2 + 1
        down, up = mixed(stops[:half], STEPS // 2), mixed(stops[half - 1 :], STEPS // 2)
        table = np.concatenate([down, up])
    else:
        table = mixed(stops)
        light = oklab(table.astype(np.float64))[:, 0]
        if light[0] > _LIGHTEST > light[-1]:
            # What is as light as paper is not seen on it.
            first = int(np.argmax(light <= _LIGHTEST))
            table = mixed(tuple(tuple(c) for c in table[first:].tolist()))
    table = table[::-1] if reversed else table
    table.setflags(write=False)
    return table


def code(colour: tuple[float, ...]) -> str:
    """Return ``#RRGGBB`` of red, green, blue (0..255)."""
    return "#" + "".join(f"{min(max(round(float(part)), 0), 255):02X}" for part in colour)


def _again(colour: str, turn: int) -> str:
    """Return a colour as it is worn at its first, second, third turn."""
    if turn == 0:
        return colour
    lab = oklab(np.array([rgb(colour)]))
    lab[:, 0] += (0.0, 0.13, -0.15, 0.07, -0.08)[turn % 5]
    lab[:, 1:] *= 0.85
    return code(tuple(from_oklab(lab)[0]))


def default_qualitative(count: int) -> str:
    """Return the usual ramp for so many categories."""
    return DEFAULT_QUALITATIVE if count <= len(RAMPS[DEFAULT_QUALITATIVE].stops) else _MORE
