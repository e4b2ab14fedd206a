"""Heavy data beside the project: the kinds of payload, and the reference that names one.

A payload is read-only. On disk it lies in the project's store under its content's hash, in an open
format; the classes below are its form in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray


class PayloadKind(StrEnum):
    """The closed list of payload kinds; a value is written in project files and never changes."""

    TABLE = "table"
    RASTER = "raster"
    SAMPLES = "samples"
    INSTANCES = "instances"
    POINT_CLOUD = "point_cloud"
    IMAGE = "image"
    TIMED_POINTS = "timed_points"
    NETWORK = "network"
    MODEL = "model"


class PayloadRef(msgspec.Struct, frozen=True):
    """The name of a payload in the store: kind, SHA-256 of the file, suffix, size [bytes]."""

    kind: PayloadKind
    sha256: str
    suffix: str
    size: int = 0


class Tabular(Protocol):
    """What is asked of a table in memory; an Arrow table has it."""

    @property
    def num_rows(self) -> int:
        """Count of rows."""

    @property
    def column_names(self) -> list[str]:
        """Names of the columns."""

    def column(self, name: Any) -> Any:
        """Return one column."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Features: attribute columns and a WKB column ``geometry`` (absent for a plain table)."""

    data: Tabular


@dataclass(frozen=True, slots=True, eq=False)
class RasterStack:
    """A regular grid over time, on disk, read by window; axes (t, y, x), row 0 in the north.

    Parameters
    ----------
    path : Path
        A tiled GeoTIFF with overviews; one band a time, or one band a colour when ``colour``.
    times : sequence of str
        ISO instants of the bands; empty where time has no meaning.
    colour : bool
        The bands are red, green, blue (and alpha).
    """

    path: Path
    times: Sequence[str] = ()
    colour: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceSamples:
    """Values at places on surfaces (façades, roofs), over time.

    Attributes
    ----------
    points : (N, 3) float64, project CRS [m]
    feature : (N,) int32, row of the feature that carries the sample
    storey : (N,) int16, storey above ground, -1 on roofs
    uv : (N, 2) float32, place on the surface: along the wall and up it [m]
    values : (T, N) float32
    normal : (N, 3) float32, unit vectors out of the surface
    size : (N, 2) float32, width along the wall and height up it of the cell around a point [m];
        the cell of a roof lies level
    times : ISO instants, one a row of ``values``
    """

    points: NDArray[np.float64]
    feature: NDArray[np.int32]
    storey: NDArray[np.int16]
    uv: NDArray[np.float32]
    values: NDArray[np.float32]
    normal: NDArray[np.float32]
    size: NDArray[np.float32]
    times: Sequence[str] = ()

    def __post_init__(self) -> None:
        count = len(self.points)
        if not (len(self.feature) == len(self.storey) == len(self.uv) == count):
            raise ValueError("points, feature, storey and uv must have the same length")
        if not (len(self.normal) == len(self.size) == count):
            raise ValueError("normal and size must have a row for each point")
        if self.values.ndim != 2 or self.values.shape[1] != count:
            raise ValueError("values must have the shape (times, points)")


@dataclass(frozen=True, slots=True, eq=False)
class Instances:
    """The same few shapes at many places: trees, luminaires.

    Attributes
    ----------
    position : (N, 3) float64, foot of each instance, project CRS [m]
    size : (N, 2) float32, height and width [m]
    shape : (N,) uint8, index into ``shapes``
    feature : (N,) int32, row of the source feature
    shapes : names of the shapes
    """

    position: NDArray[np.float64]
    size: NDArray[np.float32]
    shape: NDArray[np.uint8]
    feature: NDArray[np.int32]
    shapes: Sequence[str]

    def __post_init__(self) -> None:
        count = len(self.position)
        if not (len(self.size) == len(self.shape) == len(self.feature) == count):
            raise ValueError("position, size, shape and feature must have the same length")


@dataclass(frozen=True, slots=True, eq=False)
class PointCloud:
    """A point cloud on disk (COPC), read by window and by level of detail."""

    path: Path


@dataclass(frozen=True, slots=True, eq=False)
class TimedPoints:
    """Moving or repeated measurements: (N, 3) positions [m], (N,) ISO instants, (N,) values."""

    position: NDArray[np.float64]
    instant: Sequence[str]
    value: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not (len(self.position) == len(self.instant) == len(self.value)):
            raise ValueError("position, instant and value must have the same length")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A routable network.

    Attributes
    ----------
    node : (N, 3) float64, project CRS [m]
    edge : (E, 2) int32, first and last node
    direction : (E,) int8, 0 both ways, 1 along, -1 against
    level : (E,) int8, position above (+) or below (-) ground
    feature : (E,) int32, row of the source feature
    """

    node: NDArray[np.float64]
    edge: NDArray[np.int32]
    direction: NDArray[np.int8]
    level: NDArray[np.int8]
    feature: NDArray[np.int32]

    def __post_init__(self) -> None:
        count = len(self.edge)
        if not (len(self.direction) == len(self.level) == len(self.feature) == count):
            raise ValueError("edge, direction, level and feature must have the same length")
        if count and (self.edge.min() < 0 or self.edge.max() >= len(self.node)):
            raise ValueError("an edge names a node that does not exist")


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture on disk (PNG or JPEG) without a place of its own: the texture of surfaces."""

    path: Path


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A model made elsewhere, on disk as a glTF binary (GLB 2.0): metres, y up."""

    path: Path


Payload = (
    Table
    | RasterStack
    | SurfaceSamples
    | Instances
    | PointCloud
    | TimedPoints
    | Network
    | Image
    | Mesh
)
