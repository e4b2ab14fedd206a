"""How far some features of some layers reach."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from jumeau.io.store import Payloads
from jumeau.model.layer import Layer

Box = tuple[float, float, float, float]


def extent_of(payloads: Payloads, chosen: Iterable[tuple[Layer, NDArray[np.int64]]]) -> Box | None:
    """Return xmin, ymin, xmax, ymax of some rows of layers, project CRS [m]; None without shapes.

    Parameters
    ----------
    chosen : pairs
        A layer with a table, and its rows.
    """
    import pyarrow as pa
    import shapely

    boxes = [np.empty((0, 4))]
    for layer, rows in chosen:
        table = payloads.table(layer.payload, ["geometry"])
        if "geometry" not in table.column_names or not len(rows):
            continue
        taken = table.column("geometry").take(pa.array(np.sort(rows)))
        shapes = shapely.from_wkb(np.array(taken.to_pylist(), object), on_invalid="ignore")
        boxes.append(shapely.bounds(shapes))
    found = np.concatenate(boxes)
    found = found[np.isfinite(found).all(1)]
    if not len(found):
        return None
    west, south = found[:, :2].min(0).tolist()
    east, north = found[:, 2:].max(0).tolist()
    return (west, south, east, north)
