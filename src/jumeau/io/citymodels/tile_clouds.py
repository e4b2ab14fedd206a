"""The points of a tileset's tiles as one cloud: a LAS file in a metric CRS.

Tiles give geocentric places; clouds of points are kept from files in a plane: the UTM zone of the
tileset's middle, WGS 84, with heights above the ellipsoid.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.crs import Bounds
from jumeau.io.atomic import explained
from jumeau.io.citymodels.point_tile import Cloud
from jumeau.io.reading import Draft, PointSource
from jumeau.model.provenance import Certainty, LeftOut, Provenance, SourceFile
from jumeau.model.roles import Role

IN_3D = "EPSG:4979"
BATCH = 100_000
"""Points that are placed at once."""
STEP = 0.001
"""Step of the coordinates that are written [m]."""
FORMAT = 7
"""Point format of LAS 1.4 with colours."""
_REACH = 2_000_000.0
"""Farther from the first point than this, a point has no place in the file [m]."""


def layer_of(stem: str) -> str:
    """Return the name of the layer of points of a tileset."""
    return f"{stem}-points"


def zone_of(bounds: Bounds) -> str:
    """Return the UTM zone, WGS 84, of the middle of a box in degrees.

    Zones are 6 degrees wide, from 180 degrees west (EPSG:32601 to 32660, south EPSG:32701 on);
    the exceptions of Norway and Svalbard are not made.
    """
    longitude, latitude = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    zone = min(60, max(1, math.floor((longitude + 180.0) / 6.0) + 1))
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"


class CloudFile:
    """A LAS file that takes the clouds of tiles, one after the other.

    Parameters
    ----------
    path : Path
        Where it is written, in a folder of its own.
    crs : str
        The projected CRS of its coordinates.
    """

    def __init__(self, path: Path, crs: str) -> None:
        self._path, self._crs = path, crs
        self._writer: Any = None
        self._way: Any = None
        self._offset = np.zeros(3)
        self._box = np.array([np.inf, np.inf, -np.inf, -np.inf])
        self.count = 0
        self.lost = 0

    def add(
        self, cloud: Cloud, rows: slice, on_ellipsoid: Callable[[], NDArray[np.float64]]
    ) -> None:
        """Add some points of a cloud.

        Parameters
        ----------
        cloud : Cloud
            Their colours and classes.
        rows : slice
            Which of its points.
        on_ellipsoid : callable
            Returns their longitude, latitude [degrees] and height [m] (n, 3).
        """
        from pyproj import Transformer

        places = on_ellipsoid()
        if self._way is None:
            self._way = Transformer.from_crs("EPSG:4326", self._crs, always_xy=True)
        east, north = self._way.transform(places[:, 0], places[:, 1])
        xyz = np.column_stack([east, north, places[:, 2]])
        sound = np.isfinite(xyz).all(axis=1)
        if self._writer is None and sound.any():
            self._open(np.floor(xyz[sound][0]))
        sound &= (np.abs(xyz - self._offset) < _REACH).all(axis=1)
        self.lost += int(len(xyz) - sound.sum())
        if not sound.any():
            return
        points = self._points(cloud, rows, xyz, sound)
        with explained(self._path):
            self._writer.write_points(points)
        low, high = xyz[sound, :2].min(axis=0), xyz[sound, :2].max(axis=0)
        self._box = np.concatenate([np.minimum(self._box[:2], low),
                                    np.maximum(self._box[2:], high)])  # fmt: skip
        self.count += len(points)

    def _open(self, offset: NDArray[np.float64]) -> None:
        import laspy

        header = laspy.LasHeader(version="1.4", point_format=FORMAT)
        header.scales, header.offsets = np.full(3, STEP), offset
        self._offset = offset
        with explained(self._path):
            self._writer = laspy.open(self._path, mode="w", header=header)

    def _points(
        self, cloud: Cloud, rows: slice, xyz: NDArray[np.float64], sound: NDArray[np.bool_]
    ) -> Any:
        import laspy

        points = laspy.ScaleAwarePointRecord.zeros(int(sound.sum()), header=self._writer.header)
        points.x, points.y, points.z = xyz[sound].T
        points["return_number"][:] = 1
        points["number_of_returns"][:] = 1
        if cloud.colours is not None:
            one = len(cloud.colours) == 1
            colours = cloud.colours if one else cloud.colours[rows][sound]
            for name, band in zip(("red", "green", "blue"), colours.T, strict=True):
                points[name][:] = band.astype(np.uint16) * 257
        if cloud.classes is not None:
            points["classification"][:] = cloud.classes[rows][sound]
        if cloud.intensity is not None:
            points["intensity"][:] = cloud.intensity[rows][sound]
        return points

    def close(self) -> None:
        """Finish the file; nothing can be added any more."""
        if self._writer is not None:
            with explained(self._path):
                self._writer.close()
            self._writer = None

    def draft(self, source: Path, stem: str, left_out: tuple[LeftOut, ...]) -> Draft:
        """Return the cloud as a draft.

        Parameters
        ----------
        source : Path
            The file that was opened.
        stem : str
            What the tileset is called.
        left_out : tuple of LeftOut
            What was passed over and no other layer tells.
        """
        west, south, east, north = self._box.tolist()
        name = layer_of(stem)
        files = (SourceFile(source.name, source.stat().st_size, layer=name),)
        lost = (LeftOut("outside_crs", self.lost),) if self.lost else ()
        return Draft(
            role=Role.POINT_CLOUD,
            name=name,
            title=stem,
            content=PointSource((self._path,)),
            crs=self._crs,
            vertical=IN_3D,
            bounds=(west, south, east, north),
            provenance=Provenance(sources=files),
            certainty=Certainty.COMPUTED,
            left_out=(*left_out, *lost),
        )
