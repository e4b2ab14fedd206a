"""Counts of traffic beside the roads that they were made on, and carriageways side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io import canonical
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.noise.basis import Basis
from jumeau.render.swatches import matched
from jumeau.simulation.noise.traffic import Told

Array = NDArray[np.float64]
Shapes = tuple[tuple[Array, ...], ...]

BESIDE = 30.0
"""A count stands for the nearest road within [m]."""
ALONG = 500.0
"""And for stretches of a road with the same number or name within [m]."""
APART = 40.0
"""The carriageways of a road lie no farther apart [m]."""
_OTHERS = (("velo", 1), ("cycl", 1), ("pieton", 1), ("bike", 1), ("bus", 1), ("trott", 1))


def plain_number(word: object) -> str:
    """Return the number or name of a road in one spelling: ``RD 099`` is ``D99``."""
    text = str(word or "").upper().strip()
    found = re.fullmatch(r"R?([ANDMEC])\s*[-.]?\s*0*(\d+[A-Z]?\d*)", text)
    return found[1] + found[2] if found else re.sub(r"\W+", " ", text).strip()


def counted(
    basis: Basis, told: Told, lines: Shapes, name: NDArray[Any], number: NDArray[Any]
) -> Told:
    """Return what is told of roads with the counts made on them.

    A count stands for the nearest road with cars within :data:`BESIDE`, and for those of the same
    number or name within :data:`ALONG`; of several the nearest counts.
    """
    import shapely

    counts = _counts(basis)
    cars = np.flatnonzero((told.road_class >= 0) & np.array([bool(x) for x in lines], np.bool_))
    if not len(counts[0]) or not len(cars):
        return told
    shapes, daily, heavy, keys = counts
    single = [(n, shapely.LineString(y)) for n, k in enumerate(cars.tolist()) for y in lines[k]]
    axes = shapely.multilinestrings([x for _, x in single], indices=[n for n, _ in single])
    own = [{plain_number(name[k]), plain_number(number[k])} - {""} for k in cars.tolist()]
    tree = shapely.STRtree(axes)
    best = np.full(len(cars), np.inf)
    value, share = told.counted.copy(), told.heavy_share.copy()
    for k, shape in enumerate(shapes):
        near = tree.query(shape, predicate="dwithin", distance=ALONG)
        if not len(near):
            continue
        away = shapely.distance(axes[near], shape)
        same = np.array([keys[k] in own[j] for j in near.tolist()], np.bool_)
        if keys[k] and same.any():
            chosen = same
        else:  # without a name it stands for the road that it stands on, and the rest of that
            first = int(away.argmin())
            if away[first] > BESIDE:
                continue
            chosen = np.array([bool(own[j] & own[near[first]]) for j in near.tolist()], np.bool_)
            chosen[first] = True
        for j, d in zip(near[chosen].tolist(), away[chosen].tolist(), strict=True):
            if d < best[j]:
                best[j] = d
                value[cars[j]], share[cars[j]] = daily[k], heavy[k]
    return replace(told, counted=value, heavy_share=share)


def _counts(basis: Basis) -> tuple[list[Any], Array, Array, list[str]]:
    """Return places, vehicles a day, share of heavy ones and names of the counts; made once."""
    if "counts" not in basis.kept:
        shapes: list[Any] = []
        found: list[tuple[Array, Array]] = []
        keys: list[str] = []
        for layer in basis.project.layers:
            if layer.role is Role.TRAFFIC_COUNT and layer.payload.kind is PayloadKind.TABLE:
                places, daily, heavy, names = _of_layer(basis, layer)
                shapes += places
                found.append((daily, heavy))
                keys += names
        daily = np.concatenate([np.empty(0), *(x for x, _ in found)])
        heavy = np.concatenate([np.empty(0), *(x for _, x in found)])
        basis.kept["counts"] = shapes, daily, heavy, keys
    made: tuple[list[Any], Array, Array, list[str]] = basis.kept["counts"]
    return made


def _of_layer(basis: Basis, layer: Layer) -> tuple[list[Any], Array, Array, list[str]]:
    import shapely

    table = basis.payloads.table(layer.payload)
    if "geometry" not in table.column_names:
        return [], np.empty(0), np.empty(0), []
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))

    def column(name: str) -> NDArray[Any] | None:
        return canonical.column(basis.payloads, layer, name)

    daily = column("daily")
    if daily is None:
        return [], np.empty(0), np.empty(0), []
    modes = matched(column("mode"), len(daily), _OTHERS)
    heavy = column("heavy_share")
    share = np.full(len(daily), np.nan) if heavy is None else heavy / 100.0
    west, south, east, north = basis.window
    window = shapely.box(west - ALONG, south - ALONG, east + ALONG, north + ALONG)
    good = (daily >= 0.0) & (modes == 0) & shapely.intersects(shapes, window)
    names = column("name")
    rows = np.flatnonzero(good)
    keys = ["" if names is None else plain_number(names[k]) for k in rows.tolist()]
    return [shapes[k] for k in rows.tolist()], daily[rows], share[rows], keys


def twins(
    told: Told,
    lines: Shapes,
    name: NDArray[Any],
    number: NDArray[Any],
    ways: NDArray[np.int8],
) -> Told:
    """Return what is told of roads with the carriageways marked whose other one lies beside.

    Two one-way roads of one number, name or (on motorways and trunk roads) class are the
    carriageways of one road where they lie within :data:`APART` and cars drive against each other.
    """  # fmt: skip
    import shapely

    at = np.flatnonzero((ways != 0) & (told.road_class >= 0))
    at = at[[len(lines[k]) == 1 for k in at.tolist()]] if len(at) else at
    if len(at) < 2:
        return told
    axes = np.array([shapely.LineString(lines[k][0]) for k in at.tolist()], object)
    middle = shapely.line_interpolate_point(axes, 0.5, normalized=True)
    ends = np.array([lines[k][0][-1] - lines[k][0][0] for k in at.tolist()], np.float64)
    ends *= ways[at][:, None] / np.maximum(np.hypot(*ends.T), 1e-9)[:, None]
    first, other = shapely.STRtree(axes).query(middle, predicate="dwithin", distance=APART)
    against = (ends[first] * ends[other]).sum(1) < -0.5
    first, other = first[against], other[against]
    keys = [plain_number(number[k]) or plain_number(name[k]) for k in at.tolist()]
    kinds = told.road_class[at]
    half = told.half.copy()
    daily = told.daily
    for a, b in zip(first.tolist(), other.tolist(), strict=True):
        same = keys[a] == keys[b] and (keys[a] or (kinds[a] == kinds[b] <= 1))
        # Carriageways with numbers of their own were counted one by one.
        each = abs(daily[at[a]] - daily[at[b]]) > 0.01 * max(daily[at[a]], 1.0)
        if same and not each:
            half[at[a]] = True
    return replace(told, half=half)
