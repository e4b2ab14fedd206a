"""The nodes of a COPC file: where they lie, and the points of one of them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.points.headers import PointHeader, explained, read_header
from jumeau.io.points.records import Records

MOST_NODES = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Octree:
    """The nodes of one file, the coarsest first.

    Attributes
    ----------
    key : (N, 4) int32, level and place along x, y, z
    offset, size : (N,) int64, where the points lie in the file [bytes]
    count : (N,) int64, points
    low : (3,) float64, lowest corner of the root, in the file's CRS [m]
    edge : float, edge of the root [m]
    spacing : float, between the points of the root [m]
    """

    header: PointHeader
    key: NDArray[np.int32]
    offset: NDArray[np.int64]
    size: NDArray[np.int64]
    count: NDArray[np.int64]
    low: NDArray[np.float64]
    edge: float
    spacing: float

    def boxes(self) -> NDArray[np.float64]:
        """Return xmin, ymin, zmin, xmax, ymax, zmax (N, 6) of the nodes [m]."""
        side = self.edge / 2.0 ** self.key[:, :1]
        low = self.low + self.key[:, 1:] * side
        return np.hstack([low, low + side])

    def points(self, node: int, *, everything: bool = False) -> Records:
        """Read the points of a node.

        Parameters
        ----------
        everything : bool
            Times, intensities and the like too, not only places, classes and colours.
        """
        import laspy
        import lazrs

        header = self.header
        dtype = laspy.PointFormat(header.format).dtype()
        out = np.zeros(int(self.count[node]), dtype)
        with explained(header.path):
            with open(header.path, "rb") as file:
                file.seek(int(self.offset[node]))
                packed = np.frombuffer(file.read(int(self.size[node])), np.uint8)
            wanted = (
                laspy.DecompressionSelection.all()
                if everything
                else (
                    laspy.DecompressionSelection.base()
                    | laspy.DecompressionSelection.Z
                    | laspy.DecompressionSelection.CLASSIFICATION
                    | laspy.DecompressionSelection.INTENSITY
                    | laspy.DecompressionSelection.RGB
                )
            )
            lazrs.decompress_points_with_chunk_table(
                packed, header.laszip, out.view(np.uint8), [(len(out), len(packed))],
                wanted.to_lazrs(),
            )  # fmt: skip
        return out

    def places(self, points: Records) -> NDArray[np.float64]:
        """Return coordinates (N, 3) in the file's CRS [m]."""
        found = np.empty((len(points), 3))
        for axis, name in enumerate("XYZ"):
            found[:, axis] = points[name] * self.header.scale[axis] + self.header.offset[axis]
        return found


def read_octree(path: Path) -> Octree:
    """Read where the nodes of a COPC file lie.

    Raises
    ------
    InputError
        ``points.unreadable`` when it is no COPC file or its hierarchy leads nowhere.
    """
    header = read_header(path)
    with explained(path), open(path, "rb") as file:
        file.seek(375)
        record = file.read(54 + 160)
        user = record[2:18].split(b"\0")[0]
        if user != b"copc":
            raise InputError("points.unreadable", path=path.name, reason="copc")
        info: tuple[Any, ...] = struct.unpack("<5d2Q2d", record[54 : 54 + 72])
        pages: list[tuple[int, int]] = [(info[5], info[6])]
        entries: list[tuple[int, ...]] = []
        seen: set[int] = set()
        while pages:
            at, size = pages.pop()
            if at in seen or len(entries) > MOST_NODES:
                raise InputError("points.unreadable", path=path.name, reason="copc hierarchy")
            seen.add(at)
            file.seek(at)
            for entry in struct.iter_unpack("<4iQ2i", file.read(size // 32 * 32)):
                if entry[6] == -1:
                    pages.append((entry[4], entry[5]))
                elif entry[6] > 0:
                    entries.append(entry)
    table = np.array(sorted(entries), np.int64).reshape(-1, 7)
    half = info[3]
    return Octree(
        header, table[:, :4].astype(np.int32), table[:, 4], table[:, 5], table[:, 6],
        np.array(info[:3]) - half, 2 * half, info[4],
    )  # fmt: skip
