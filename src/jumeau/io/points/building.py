"""From a stream of points to one COPC file: out of memory, block by block.

Points are first laid down as they come. A count over a coarse grid then cuts the octree into blocks
of at most :data:`BLOCK` points; the points are sorted by block on disk, and each block is put in
order by itself. A point's node depends on its own block alone, whatever its level.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry import octree
from jumeau.io.points.copc_writing import Key
from jumeau.io.points.records import Records
from jumeau.model.progress import Progress, part

BLOCK = 1_500_000
"""Points that are put in order at once."""
COARSE = 6
"""The octree is cut into blocks no smaller than its cubes of this level."""
RUN = 400_000
"""Points that are moved at once."""


@dataclass(frozen=True, slots=True)
class Cube:
    """The root: lowest corner and edge, in the whole numbers that coordinates are kept in."""

    low: tuple[int, int, int]
    edge: int

    def cells(self, points: Records, bits: int) -> tuple[NDArray[np.int64], ...]:
        """Return the cells of points along x, y and z, ``2**bits`` to the edge."""
        return tuple(
            ((points[name].astype(np.int64) - low) << bits) // self.edge
            for name, low in zip("XYZ", self.low, strict=True)
        )


class Spill:
    """Points on disk until all are there.

    Parameters
    ----------
    folder : Path
        Where there is room for all of them, twice.
    dtype : numpy.dtype
        Their record.
    """

    def __init__(self, folder: Path, dtype: np.dtype[Any]) -> None:
        self.folder = folder
        self._folder = tempfile.TemporaryDirectory(dir=folder, prefix="points-")
        self.dtype = dtype
        self._path = Path(self._folder.name) / "points"
        self._file = open(self._path, "wb")  # noqa: SIM115 - closed by close()
        self.count = 0
        self.low = np.full(3, np.iinfo(np.int64).max, np.int64)
        self.high = np.full(3, np.iinfo(np.int64).min, np.int64)

    def add(self, points: Records) -> None:
        """Lay down some points."""
        if not len(points):
            return
        self._file.write(np.ascontiguousarray(points).view(np.uint8).data)
        self.count += len(points)
        for axis, name in enumerate("XYZ"):
            self.low[axis] = min(self.low[axis], int(points[name].min()))
            self.high[axis] = max(self.high[axis], int(points[name].max()))

    def cube(self) -> Cube:
        """Return the smallest cube around the points."""
        edge = int((self.high - self.low).max()) + 1
        middle = (self.low + self.high) // 2 - edge // 2
        x, y, z = np.clip(middle, self.high - edge + 1, self.low).tolist()
        return Cube((x, y, z), edge)

    def runs(self) -> Iterator[Records]:
        """Yield the points in runs, as they came."""
        self._file.flush()
        with open(self._path, "rb") as file:
            while data := file.read(RUN * self.dtype.itemsize):
                yield np.frombuffer(data, self.dtype)

    def by_block(self, which: NDArray[np.int32], cube: Cube, progress: Progress) -> Path:
        """Sort the points on disk by block; return the file, blocks one after the other."""
        sizes = np.zeros(int(which.max()) + 1, np.int64)
        for points in self.runs():
            progress(0.0, "ordering_points")
            sizes += np.bincount(which[cube.cells(points, COARSE)], minlength=len(sizes))
        cursor = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        done, path = 0, Path(self._folder.name) / "blocks"
        width = self.dtype.itemsize
        with open(path, "wb") as file:
            file.truncate(self.count * width)
            for points in self.runs():
                progress(done / self.count, "ordering_points")
                block = which[cube.cells(points, COARSE)]
                order = np.argsort(block, kind="stable")
                present, first = np.unique(block[order], return_index=True)
                for b, a, z in zip(present, first, [*first[1:], len(order)], strict=True):
                    file.seek(int(cursor[b]) * width)
                    file.write(points[order[a:z]].view(np.uint8).data)
                    cursor[b] += z - a
                done += len(points)
        return path

    def close(self) -> None:
        """Forget the points."""
        self._file.close()
        self._folder.cleanup()


def blocks_of(counts: NDArray[np.int64], most: int) -> tuple[NDArray[np.int32], list[int]]:
    """Cut the octree into disjoint cubes of few points.

    Parameters
    ----------
    counts : (C, C, C) int64 array
        Points in each cube of the coarsest admitted level; C is a power of two.
    most : int
        A cube with no more points is not cut any further.

    Returns
    -------
    tuple
        (C, C, C) int32 array, the block of each cube; the level of each block.
    """
    which = np.zeros(counts.shape, np.int32)
    levels: list[int] = []
    deepest = int(counts.shape[0]).bit_length() - 1

    def cut(level: int, x: int, y: int, z: int) -> None:
        side = counts.shape[0] >> level
        part = tuple(slice(v * side, (v + 1) * side) for v in (x, y, z))
        total = int(counts[part].sum())
        if not total:
            return
        if total <= most or level == deepest:
            which[part] = len(levels)
            levels.append(level)
            return
        for child in range(8):
            cut(level + 1, 2 * x + (child & 1), 2 * y + (child >> 1 & 1), 2 * z + (child >> 2 & 1))

    cut(0, 0, 0, 0)
    return which, levels


class NodeWriter(Protocol):
    """What takes the nodes."""

    def add(self, key: Key, points: Records) -> None:
        """Take one node."""


def write_octree(spill: Spill, cube: Cube, writer: NodeWriter, progress: Progress) -> None:
    """Write all points of a spill as the nodes of an octree.

    Parameters
    ----------
    spill : Spill
        With at least one point.
    cube : Cube
        Holds them all.
    writer : NodeWriter
        Takes the nodes.
    progress : Progress
        May raise ``Cancelled``.
    """
    side = 1 << COARSE
    counts = np.zeros((side, side, side), np.int64)
    seen = 0
    for points in spill.runs():
        progress(0.1 * seen / spill.count, "ordering_points")
        x, y, z = cube.cells(points, COARSE)
        octree.counts_of_cells(x, y, z, counts)
        seen += len(points)
    which, levels = blocks_of(counts, BLOCK)
    sorted_path = spill.by_block(which, cube, part(progress, 0.1, 0.35))
    sizes = np.bincount(which.ravel(), counts.ravel(), len(levels)).astype(np.int64)
    above: dict[Key, list[Records]] = {}
    done = 0
    with open(sorted_path, "rb") as file:
        for first, size in zip(levels, sizes, strict=True):
            data = np.frombuffer(file.read(int(size) * spill.dtype.itemsize), spill.dtype)
            for key, points in _nodes(data, cube, first):
                progress(0.35 + 0.65 * done / spill.count, "writing_points")
                if key[0] < first:
                    above.setdefault(key, []).append(points)
                else:
                    writer.add(key, points)
                    done += len(points)
    for key in sorted(above):
        progress(0.35 + 0.65 * done / spill.count, "writing_points")
        points = np.concatenate(above.pop(key))
        writer.add(key, points)
        done += len(points)


def _nodes(points: Records, cube: Cube, first: int) -> Iterator[tuple[Key, Records]]:
    """Yield the nodes that the points of one block lie in."""
    cells = cube.cells(points, octree.CODE_BITS)
    code = octree.morton_codes(*cells)
    order = np.argsort(code, kind="stable")
    level = octree.levels_of(code[order], first, octree.LEAF)
    shift = 3 * (octree.CODE_BITS - level.astype(np.int64))
    node = np.where(shift < 3 * octree.CODE_BITS, code[order] >> shift.astype(np.uint64), 0)
    ranked = np.lexsort((node, level))
    changes = np.flatnonzero(
        (np.diff(level[ranked]) != 0) | (np.diff(node[ranked].astype(np.int64)) != 0)
    )
    starts = [0, *(changes + 1).tolist(), len(ranked)]
    for a, z in itertools.pairwise(starts):
        if a == z:
            continue
        one = order[ranked[a]]
        depth = int(level[ranked[a]])
        x, y, w = (int(axis[one]) >> (octree.CODE_BITS - depth) for axis in cells)
        yield (depth, x, y, w), points[order[ranked[a:z]]]
