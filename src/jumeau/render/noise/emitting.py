"""What roads and rails emit: lines with their sound power by period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.render.noise.lines import Axes, axes_of, slopes_of
from jumeau.render.noise.rails import Rails, rail_levels
from jumeau.render.noise.roads import Roads
from jumeau.render.noise.standing import Blocks
from jumeau.simulation.noise.bands import BANDS, SILENT
from jumeau.simulation.noise.emission.road import Table, road_power
from jumeau.simulation.noise.triangles import Ground

Array = NDArray[np.float64]

SLOPE_STEP = 1.0
"""Slopes count in steps of [%]."""
ROAD, RAIL, INDUSTRY = range(3)


class Emission(NamedTuple):
    """Lines of some sections, and what each section emits.

    Attributes
    ----------
    points, start, section
        As in :class:`jumeau.simulation.noise.scene.Sources`.
    power : (S, 3, 8) float64
    kind : (S,) uint8
    names : tuple of str
    """

    points: Array
    start: NDArray[np.int64]
    section: NDArray[np.int32]
    power: Array
    kind: NDArray[np.uint8]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Which road of a variant each section of a town is: rows of :class:`Roads`."""

    road: NDArray[np.int64]


def silent_roads(roads: Roads) -> NDArray[np.bool_]:
    """Return which roads (S,) are not heard: nothing drives, or it drives in a tunnel."""
    found: NDArray[np.bool_] = (roads.traffic.daily <= 0.0) | (roads.level < 0.0)
    return found


def road_emission(
    roads: Roads, ground: Ground, blocks: Blocks, table: Table, notes: Counter[str]
) -> Emission:
    """Return the roads that are heard as sections."""
    heard = np.flatnonzero(~silent_roads(roads))
    cars = roads.traffic.daily > 0.0
    notes["road_in_tunnel"] += int((cars & (roads.level < 0.0)).sum())
    notes["road_on_bridge"] += int((cars & (roads.level > 0.0)).sum())
    axes = axes_of(
        [roads.lines[k] for k in heard.tolist()], [roads.z[k] for k in heard.tolist()],
        roads.level[heard], ground, blocks, notes,
    )  # fmt: skip
    names = tuple(_name(roads, k) for k in heard.tolist())
    power = powers(roads, heard, axes, table)
    return Emission(
        axes.points, axes.start, axes.owner.astype(np.int32), power,
        np.full(len(heard), ROAD, np.uint8), names,
    )  # fmt: skip


def _name(roads: Roads, k: int) -> str:
    name, number = str(roads.name[k] or ""), str(roads.number[k] or "")
    return f"{name} ({number})" if name and number else name or number


def powers(roads: Roads, rows: NDArray[np.int64], axes: Axes | None, table: Table) -> Array:
    """Return the sound power of roads (S, 3, 8) [dB re 1 pW/m], unweighted.

    The power of a road is the mean of the powers of its stretches by their slope; without axes all
    are level.
    """
    count = len(rows)
    if axes is None or not len(axes.points):
        owner: NDArray[np.int64] = np.arange(count)
        slope: Array = np.zeros(count)
        weight: Array = np.ones(count)
    else:
        whose, length, steep = slopes_of(axes)
        step = np.round(np.clip(steep, -12.0, 12.0) / SLOPE_STEP).astype(np.int64)
        both = roads.one_way[rows[whose]] == 0
        step = np.where(both, np.abs(step), step * roads.one_way[rows[whose]])
        key, inverse = np.unique(np.column_stack([whose, step]), axis=0, return_inverse=True)
        weight = np.bincount(inverse.ravel(), length, len(key)).astype(np.float64)
        owner, slope = key[:, 0], key[:, 1] * SLOPE_STEP
    at = rows[owner]
    traffic = roads.traffic
    flow = np.zeros((len(at), 3, 5))
    flow[..., 0], flow[..., 2] = traffic.light[at], traffic.heavy[at]
    speed = np.repeat(traffic.light_speed[at][..., None], 5, axis=2)
    speed[..., 2] = traffic.heavy_speed[at]
    found = road_power(
        flow.reshape(-1, 5), speed.reshape(-1, 5),
        np.repeat(roads.surface[at].astype(str), 3), np.repeat(slope, 3), table=table,
        both_ways=np.repeat(roads.one_way[at] == 0, 3),
    ).reshape(-1, 3, BANDS)  # fmt: skip
    total = np.zeros((count, 3, BANDS))
    np.add.at(total, owner, weight[:, None, None] * 10.0 ** (found / 10.0))
    whole = np.bincount(owner, weight, count)
    mean = total / np.where(whole > 0.0, whole, 1.0)[:, None, None]
    power: Array = 10.0 * np.log10(np.maximum(mean, 10.0 ** (SILENT / 10.0)))
    return power


def rail_emission(
    rails: Rails, ground: Ground, blocks: Blocks, notes: Counter[str]
) -> Emission:  # fmt: skip
    """Return the rails that are heard, each as two sections: at 0.5 m and 4 m above the ground."""
    power, heights = rail_levels(rails)
    heard = np.flatnonzero((power > SILENT + 1.0).any((1, 2, 3)))
    axes = axes_of(
        [rails.lines[k] for k in heard.tolist()], [rails.z[k] for k in heard.tolist()],
        rails.level[heard], ground, nothing_built(blocks), notes, 0.0,
    )  # fmt: skip
    names = tuple(str(rails.name[k] or "") for k in heard.tolist())
    parts = []
    for k, height in enumerate(heights):
        parts.append(Emission(
            axes.points + np.array([0.0, 0.0, height]), axes.start, axes.owner.astype(np.int32),
            power[heard, :, k], np.full(len(heard), RAIL, np.uint8), names,
        ))  # fmt: skip
    return together(parts)


def nothing_built(blocks: Blocks) -> Blocks:
    """Return none of the buildings: stations stand over their tracks."""
    return blocks.only(np.zeros(len(blocks), np.bool_))


def together(parts: list[Emission]) -> Emission:
    """Return the sections of all parts, numbered on."""
    points, start, section, before, vertices = [], [np.zeros(1, np.int64)], [], 0, 0
    for one in parts:
        points.append(one.points)
        start.append(one.start[1:] + vertices)
        section.append(one.section + before)
        before += len(one.power)
        vertices += len(one.points)
    return Emission(
        np.concatenate([np.empty((0, 3)), *points]), np.concatenate(start),
        np.concatenate([np.empty(0, np.int32), *section]).astype(np.int32),
        np.concatenate([np.empty((0, 3, BANDS)), *(x.power for x in parts)]),
        np.concatenate([np.empty(0, np.uint8), *(x.kind for x in parts)]),
        tuple(name for x in parts for name in x.names),
    )  # fmt: skip
