"""Values that a layer lacks: counted on arrival, so that what is estimated later is known to be."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from jumeau.io.arrow_values import numbers
from jumeau.io.vectors.features import examples
from jumeau.model.codes import TALLEST_TREE
from jumeau.model.provenance import LeftOut
from jumeau.model.roles import Role

NO_ALTITUDE = -1000.0
"""BD TOPO's "Pas de Z" [m]."""


def gaps_of(
    role: Role, columns: dict[str, str], table: pa.Table | None, key: str
) -> tuple[LeftOut, ...]:
    """Return the counts of heights and altitudes that a layer lacks; its features are kept.

    Reasons: ``height_missing`` (null or not a number), ``height_zero`` (zero or negative),
    ``height_implausible`` (no tree is as tall), ``altitude_missing`` ("Pas de Z").
    """
    if table is None or role not in (Role.BUILDING, Role.TREE):
        return ()
    names = table.column(key).to_pylist() if key else None
    found = []
    if "height" in columns:
        height = numbers(table.column(columns["height"]))
        found.append(("height_missing", np.isnan(height)))
        found.append(("height_zero", height <= 0))
        if role is Role.TREE:
            found.append(("height_implausible", height > TALLEST_TREE))
    if "ground_altitude_min" in columns:
        ground = numbers(table.column(columns["ground_altitude_min"]))
        found.append(("altitude_missing", np.isnan(ground) | (ground <= NO_ALTITUDE)))
    return tuple(
        LeftOut(reason, int(which.sum()), examples(np.flatnonzero(which), names))
        for reason, which in found
        if which.any()
    )


def mostly_estimated(role: Role, columns: dict[str, str], table: pa.Table | None) -> bool:
    """Tell whether more than half of a layer's buildings or trees have no height of their own."""
    if role not in (Role.BUILDING, Role.TREE) or table is None or table.num_rows == 0:
        return False
    if "height" not in columns:
        return True
    height = numbers(table.column(columns["height"]))
    return bool((np.isnan(height) | (height <= 0)).mean() > 0.5)
