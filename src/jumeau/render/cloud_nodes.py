"""A point cloud as the renderer sees it: its nodes, which of them a camera needs, their points."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import octree as octrees
from jumeau.io.points.copc_reading import Octree, read_octree
from jumeau.io.points.records import Records
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.render.cloud_photos import Photo, sampled, shades
from jumeau.render.quadtree import Eye

GROUND_CLASSES = (2, 66)
COLOURS = ("red", "green", "blue")
ROUGH = 150_000
"""Points that suffice for a rough ground."""
_SOME, _BESIDE = 128, 150
_VIRTUAL = 66  # LiDAR HD: points that were never measured


@dataclass(frozen=True, slots=True, eq=False)
class NodePoints:
    """The points of one node.

    Attributes
    ----------
    place : (N, 3) float32, local coordinates [m]
    z : (N,) float32, altitude [m]
    classes : (N,) uint8
    light : (N,) float32, brightness about 1
    own : (N, 3) uint8 or None, colours that came with the points
    gap : float, usual distance between neighbours [m]
    photos : of each photograph below the cloud, (N, 4) uint8: colour, and 255 where it is known
    depth : (N,) float32, brightness below what stands above; None without photographs
    """

    place: NDArray[np.float32]
    z: NDArray[np.float32]
    classes: NDArray[np.uint8]
    light: NDArray[np.float32]
    own: NDArray[np.uint8] | None
    gap: float
    photos: tuple[Photo, ...] = ()
    depth: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """One cloud, ready to be looked at.

    Attributes
    ----------
    box : (K, 6) float64, of each node, project CRS [m]
    spacing : (K,) float64, between the points of each node [m]
    children : nodes below each node
    span : pair of float, altitudes that hold nearly all points [m]
    beams : pair of float, usual weak and strong intensity
    classified : bool, points have classes worth showing
    photos : id and file of each photograph of the ground, the uppermost first
    """

    layer: Layer
    octree: Octree
    origin: tuple[float, float, float]
    box: NDArray[np.float64]
    spacing: NDArray[np.float64]
    children: tuple[tuple[int, ...], ...]
    span: tuple[float, float]
    beams: tuple[float, float]
    coloured: bool
    classified: bool
    photos: tuple[tuple[str, Path], ...] = ()

    @property
    def high(self) -> float:
        """The highest point [m]."""
        return self.octree.header.high[2]

    def node(self, node: int) -> NodePoints:
        """Read the points of a node: for worker threads."""
        raw = self.octree.points(node)
        place = self.octree.places(raw)
        classes = np.ascontiguousarray(raw["classification"])
        if self.classified:
            real = classes != _VIRTUAL
            raw, place, classes = raw[real], place[real], classes[real]
        weak, strong = self.beams
        light = np.ones(len(raw), np.float32)
        if strong > weak:
            beam = np.clip((raw["intensity"] - weak) / (strong - weak), 0.0, 1.0)
            light = np.float32(0.86) + np.float32(0.2) * np.sqrt(beam, dtype=np.float32)
        own = None
        if self.coloured:
            own = np.stack([raw[c] >> 8 for c in COLOURS], 1).astype(np.uint8)
        gap = _gap(place, float(self.spacing[node]))
        local = (place - self.origin).astype(np.float32)
        z = place[:, 2].astype(np.float32)
        photos = tuple(sampled(path, place, gap) for _, path in self.photos)
        depth = shades(place, gap) if photos else None
        return NodePoints(local, z, classes, light, own, gap, photos, depth)


def _gap(place: NDArray[np.float64], spacing: float) -> float:
    """Return the usual distance between neighbours [m].

    The points of a node lie along a curve that fills space, so the nearest one is among those
    before and after. Strewn at random, neighbours are half as far apart as on a grid.
    """
    if len(place) < 2:
        return spacing
    some = np.linspace(0, len(place) - 1, min(_SOME, len(place))).astype(np.int64)
    beside = np.clip(some[:, None] + np.arange(-_BESIDE, _BESIDE + 1), 0, len(place) - 1)
    away = ((place[beside] - place[some, None]) ** 2).sum(axis=2)
    away[beside == some[:, None]] = np.inf
    nearest = np.sqrt(away.min(axis=1))
    return float(np.clip(1.8 * np.median(nearest), spacing / 16, spacing))


def prepare_cloud(
    payloads: Payloads,
    layer: Layer,
    origin: tuple[float, float, float],
    photos: tuple[Layer, ...] = (),
) -> Cloud:
    """Read where the nodes of a cloud lie, and a few of its points.

    Parameters
    ----------
    photos : tuple of Layer
        Photographs of the ground whose colours its points may take, the uppermost first.
    """
    octree = read_octree(payloads.path(layer.payload))
    keys = [tuple(key) for key in octree.key.tolist()]
    number = {key: index for index, key in enumerate(keys)}
    below: list[list[int]] = [[] for _ in keys]
    for index, (level, x, y, z) in enumerate(keys):
        if level and (above := number.get((level - 1, x >> 1, y >> 1, z >> 1))) is not None:
            below[above].append(index)
    first = octree.points(0, everything=True)
    z = octree.places(first)[:, 2]
    low, high = np.quantile(z, [0.01, 0.995])
    weak, strong = np.quantile(first["intensity"], [0.05, 0.95])
    return Cloud(
        layer, octree, origin, octree.boxes(),
        octree.edge / 2.0 ** octree.key[:, 0] / 2**octrees.GRID_BITS,
        tuple(map(tuple, below)), (float(low), float(high)), (float(weak), float(strong)),
        _coloured(first), bool((first["classification"] > 1).mean() > 0.02),
        tuple((x.id, payloads.path(x.payload)) for x in photos),
    )  # fmt: skip


def _coloured(points: Records) -> bool:
    """Tell whether points have colours of their own; all black is none."""
    return "red" in (points.dtype.names or ()) and any(points[c].any() for c in COLOURS)


def needed_nodes(cloud: Cloud, eye: Eye, most: int, pixels: float) -> list[int]:
    """Return the nodes to draw, the most important first; each after the one above it.

    Parameters
    ----------
    most : int
        Points that may be drawn at once.
    pixels : float
        Neighbours in a node may lie so far apart on the picture [pixels].
    """
    low, high = cloud.box[:, :3] - eye.place, cloud.box[:, 3:] - eye.place
    seen = np.ones(len(low), bool)
    for plane in eye.planes:
        seen &= np.where(plane > 0, high, low) @ plane >= 0
    nearest = np.maximum(np.maximum(low, -high), 0.0)
    distance = np.sqrt((nearest * nearest).sum(axis=1))
    apart = cloud.spacing / (eye.pixel * np.maximum(distance, 0.2))
    roots = np.flatnonzero(cloud.octree.key[:, 0] == cloud.octree.key[0, 0])
    heap = [(-apart[n], int(n)) for n in roots if seen[n]]
    heapq.heapify(heap)
    found: list[int] = []
    total = 0
    while heap:
        worst, node = heapq.heappop(heap)
        total += int(cloud.octree.count[node])
        if total > most and found:
            break
        found.append(node)
        if -worst > pixels:
            for child in cloud.children[node]:
                if seen[child]:
                    heapq.heappush(heap, (-apart[child], child))
    return found


def rough_ground(payloads: Payloads, layer: Layer) -> NDArray[np.float64]:
    """Return places (N, 3) near the ground [m]: points of its class, else the lowest there are."""
    octree = read_octree(payloads.path(layer.payload))
    found, total = [], 0
    for node in range(len(octree.key)):
        if total > ROUGH:
            break
        raw = octree.points(node)
        total += len(raw)
        found.append(np.column_stack([octree.places(raw), raw["classification"]]))
    points = np.concatenate(found)
    ground = np.isin(points[:, 3], GROUND_CLASSES)
    if ground.mean() > 0.02:
        return points[ground, :3]
    cell = np.floor(points[:, :2] / 10.0).astype(np.int64)
    order = np.lexsort((points[:, 2], cell[:, 1], cell[:, 0]))
    cell = cell[order]
    lowest = np.r_[True, (np.diff(cell, axis=0) != 0).any(axis=1)]
    return points[order[lowest], :3]
