"""Data that lie on the ground in classes: noise, kinds of neighbourhood, zones of the plan.

One table serves the paint and the legend. Names are keys of the catalogue (``picture.class.*``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.roles import Role
from jumeau.render.look import Rgb, rgb

Column = Callable[[str], NDArray[Any] | None]

OPACITY = 0.65

# Pale to strong, told apart by colour-blind eyes too.
NOISE_LEVELS = (45, 50, 55, 60, 65, 70, 75)

CLASSES: dict[Role, tuple[tuple[str, Rgb], ...]] = {
    Role.NOISE_MAP: (
        ("noise_45", rgb("#EEEBC4")),
        ("noise_50", rgb("#F2E09B")),
        ("noise_55", rgb("#F2C766")),
        ("noise_60", rgb("#E89F4C")),
        ("noise_65", rgb("#D2694A")),
        ("noise_70", rgb("#A63F68")),
        ("noise_75", rgb("#6B2A7B")),
    ),
    Role.LOCAL_CLIMATE_ZONE: (
        ("lcz_compact", rgb("#B5605A")),
        ("lcz_open", rgb("#E0A583")),
        ("lcz_large", rgb("#B9B4C7")),
        ("lcz_sparse", rgb("#EBD9C0")),
        ("lcz_trees", rgb("#7FA672")),
        ("lcz_low_plants", rgb("#CBDDA5")),
        ("lcz_bare", rgb("#DFD3A8")),
        ("lcz_water", rgb("#8FB8D6")),
    ),
    Role.ZONING: (
        ("zone_other", rgb("#CFC8BC")),
        ("zone_u", rgb("#D9938A")),
        ("zone_au", rgb("#F0C29A")),
        ("zone_a", rgb("#F3E6A0")),
        ("zone_n", rgb("#A9CFA0")),
    ),
}

_LCZ_CLASS = {
    **dict.fromkeys((1, 2, 3), 0),
    **dict.fromkeys((4, 5, 6, 7), 1),
    **dict.fromkeys((8, 10), 2),
    9: 3,
    **dict.fromkeys((101, 102, 11, 12), 4),
    **dict.fromkeys((103, 104, 13, 14), 5),
    **dict.fromkeys((105, 106, 15, 16), 6),
    **dict.fromkeys((107, 17), 7),
}
_LCZ_LETTER = {"A": 101, "B": 102, "C": 103, "D": 104, "E": 105, "F": 106, "G": 107}


def classify(role: Role, column: Column, count: int) -> NDArray[np.int8]:
    """Return the class (F,) of each feature of a layer of data."""
    name = "level" if role is Role.NOISE_MAP else "zone"
    values = column(name)
    kind = np.zeros(count, np.int8)
    if values is None:
        return kind
    one = {Role.NOISE_MAP: _noise, Role.LOCAL_CLIMATE_ZONE: _climate, Role.ZONING: _zone}[role]
    known: dict[object, int] = {}
    for index, value in enumerate(values.tolist()):
        if value not in known:
            known[value] = one(value)
        kind[index] = known[value]
    return kind


def _noise(value: object) -> int:
    digits = "".join(sign for sign in str(value) if sign.isdigit())[:2]
    if len(digits) < 2:
        return 0
    return max(int(np.searchsorted(NOISE_LEVELS, int(digits), side="right")) - 1, 0)


def _climate(value: object) -> int:
    text = str(value).strip().upper()
    if text in _LCZ_LETTER:
        return _LCZ_CLASS[_LCZ_LETTER[text]]
    try:
        return _LCZ_CLASS.get(int(float(text)), 3)
    except ValueError:
        return 3


def _zone(value: object) -> int:
    text = str(value).strip().upper().lstrip("0123456789")
    if text.startswith("AU"):
        return 2
    return {"U": 1, "A": 3, "N": 4}.get(text[:1], 0)
