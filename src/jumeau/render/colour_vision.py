"""How colours look to colour-blind eyes, and which of them can hardly be told apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jumeau.render import look
from jumeau.render.themes.dress import OPACITY
from jumeau.render.themes.ramps import encoded, linear

NORMAL = "none"
# Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1.0; on linear light.
MATRICES = {
    NORMAL: np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868],
         [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968],
         [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779],
         [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
DEFICIENCIES = tuple(name for name in MATRICES if name != NORMAL)
HARD = 5.0
"""CIEDE2000 below which two classes are hard to tell apart on a picture."""

# Linear sRGB to XYZ: IEC 61966-2-1, D65.
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375],
     [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_WHITE = np.array([0.95047, 1.0, 1.08883])


def simulated(codes: Sequence[str], deficiency: str) -> tuple[str, ...]:
    """Return ``#RRGGBB`` colours as eyes with a deficiency see them.

    Parameters
    ----------
    deficiency : str
        One of :data:`DEFICIENCIES`, or :data:`NORMAL`.
    """
    light = np.clip(linear(_rgb(codes)) @ MATRICES[deficiency].T, 0.0, 1.0)
    return tuple(
        "#" + "".join(f"{round(float(part)):02X}" for part in colour) for colour in encoded(light)
    )


def confused(
    codes: Sequence[str],
    *,
    neighbours: bool = False,
    share: float = OPACITY,
    least: float = HARD,
) -> tuple[tuple[int, int, str], ...]:
    """Return pairs of colours that are hard to tell apart, worst first, and for which eyes.

    Parameters
    ----------
    codes : sequence of str
        ``#RRGGBB`` of each class.
    neighbours : bool
        Whether only classes that follow one another count: those of a scale in order.
    share : float
        0..1: how much of the colour is seen over the pale ground.
    least : float
        Smallest difference that is enough (CIEDE2000).

    Returns
    -------
    tuple of (int, int, str)
        Places of both colours and the deficiency, :data:`NORMAL` where nobody tells them apart; a
        pair occurs once.
    """
    pairs = list(
        itertools.pairwise(range(len(codes)))
        if neighbours
        else itertools.combinations(range(len(codes)), 2)
    )
    if not pairs:
        return ()
    over = _rgb(codes) * share + np.array(look.PALE) * (1.0 - share)
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    found: dict[tuple[int, int], tuple[float, str]] = {}
    for name, matrix in MATRICES.items():
        lab = lab_of(linear(over) @ matrix.T)
        apart = difference(lab[first], lab[second])
        for pair, distance in zip(pairs, apart.tolist(), strict=True):
            if distance < least and (pair not in found or found[pair][1] != NORMAL):
                worse = pair not in found or distance < found[pair][0]
                found[pair] = (distance, name) if worse else found[pair]
    ranked = sorted(found.items(), key=lambda item: item[1][0])
    return tuple((one, other, name) for (one, other), (_, name) in ranked)


def difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIEDE2000 (N,) of L*a*b* colours (N, 3).

    Sharma, Wu and Dalal 2005, doi:10.1002/col.20070.
    """
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = np.where(c1 * c2 == 0, 0.0, (h2 - h1 + 180) % 360 - 180)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = np.where(np.abs(h1 - h2) > 180, (h1 + h2 + 360) / 2, (h1 + h2) / 2)
    hm = np.where(c1 * c2 == 0, h1 + h2, hm)
    t = (
        1
        - 0.17 * np.cos(np.radians(hm - 30))
        + 0.24 * np.cos(np.radians(2 * hm))
        + 0.32 * np.cos(np.radians(3 * hm + 6))
        - 0.20 * np.cos(np.radians(4 * hm - 63))
    )
    rc = 2 * np.sqrt(cm**7 / (cm**7 + 25.0**7))
    rt = -np.sin(np.radians(60 * np.exp(-(((hm - 275) / 25) ** 2)))) * rc
    light = (l2 - l1) / (1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2))
    chroma, hue = (c2 - c1) / (1 + 0.045 * cm), dh / (1 + 0.015 * cm * t)
    found: NDArray[np.float64] = np.sqrt(light**2 + chroma**2 + hue**2 + rt * chroma * hue)
    return found


def _rgb(codes: Sequence[str]) -> NDArray[np.float64]:
    return np.array([look.rgb(code) for code in codes], np.float64).reshape(-1, 3)


def lab_of(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIE L*a*b* (N, 3) of linear light (N, 3)."""
    ratio = np.clip(light, 0.0, 1.0) @ _XYZ.T / _WHITE
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.column_stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])]
    )
