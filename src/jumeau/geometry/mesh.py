"""The mesh of many buildings: one array each of points, triangles, parts and shades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.geometry.jit import njit

WALL, ROOF, FLOOR = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class BuildingMesh:
    """Triangles of F buildings; each building's points and triangles are contiguous.

    Attributes
    ----------
    points : (N, 3) float32 array
        Metres from ``origin``.
    triangles : (M, 3) int32 array
        Counter-clockwise seen from outside.
    part : (N,) uint8 array
        ``WALL``, ``ROOF`` or ``FLOOR``; the parts share no points.
    shade : (N,) uint8 array
        Baked light, 255 for the base colour.
    feature_point_start, feature_triangle_start : (F+1,) int64 arrays
        Where each building begins: to hide, replace, recolour or pick it.
    origin : tuple of float
        x, y, z [m] in the project's CRS.
    empty, flattened, imperfect : tuple of int
        Features without a solid (no polygon, no finite altitude); those whose roof could not be
        built and is flat; those whose cap has overlapping triangles (self-crossing outlines).
    """

    points: NDArray[np.float32]
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]
    shade: NDArray[np.uint8]
    feature_point_start: NDArray[np.int64]
    feature_triangle_start: NDArray[np.int64]
    origin: tuple[float, float, float]
    empty: tuple[int, ...] = ()
    flattened: tuple[int, ...] = ()
    imperfect: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.feature_point_start) - 1


def feature_of_triangle(mesh: BuildingMesh, triangle: ArrayLike) -> NDArray[np.int64]:
    """Feature to which each triangle index belongs; for picking."""
    return np.searchsorted(mesh.feature_triangle_start, triangle, side="right") - 1


@njit
def _bake(part, shade, tones, starts, wall, roof, out):  # type: ignore[no-untyped-def]
    channels = out.shape[1]
    for f in range(len(starts) - 1):
        w, r = wall[f % len(wall)], roof[f % len(roof)]
        wr, wg, wb = np.uint32(w[0]), np.uint32(w[1]), np.uint32(w[2])
        rr, rg, rb = np.uint32(r[0]), np.uint32(r[1]), np.uint32(r[2])
        for i in range(starts[f], starts[f + 1]):
            s = shade[i]
            top = part[i] == ROOF
            # x * 257 + 32896 >> 16 is x / 255, rounded, for all x up to 255 * 255
            red = ((rr if top else wr) * tones[s, 0] + np.uint32(32896)) >> np.uint32(16)
            green = ((rg if top else wg) * tones[s, 1] + np.uint32(32896)) >> np.uint32(16)
            blue = ((rb if top else wb) * tones[s, 2] + np.uint32(32896)) >> np.uint32(16)
            out[i, 0], out[i, 1], out[i, 2] = np.uint8(red), np.uint8(green), np.uint8(blue)
            if channels == 4:
                out[i, 3] = np.uint8(255)


def bake_colours(
    mesh: BuildingMesh,
    wall_rgb: NDArray[np.uint8],
    roof_rgb: NDArray[np.uint8],
    channels: int = 4,
    out: NDArray[np.uint8] | None = None,
    tones: NDArray[np.uint32] | None = None,
) -> NDArray[np.uint8]:
    """Colour of every point: its building's base colour times its shade.

    Parameters
    ----------
    mesh : BuildingMesh
        N points of F buildings.
    wall_rgb, roof_rgb : (3,) or (F, 3) uint8 arrays
        Base colours, sRGB; floors take that of the walls.
    channels : int
        3, or 4 with an opaque alpha.
    out : (N, channels) uint8 array, optional
        Written in place.
    tones : (256, 3) uint32 array, optional
        What a base colour is multiplied by at every shade, in 65535ths; grey light without it.

    Returns
    -------
    (N, channels) uint8 array
        sRGB.
    """
    if out is None:
        out = np.empty((len(mesh.points), channels), np.uint8)
    wall, roof = (
        np.ascontiguousarray(np.atleast_2d(np.asarray(rgb, np.uint8))[:, :3])
        for rgb in (wall_rgb, roof_rgb)
    )
    if tones is None:
        tones = np.repeat(np.arange(256, dtype=np.uint32)[:, None] * np.uint32(257), 3, axis=1)
    _bake(mesh.part, mesh.shade, tones, mesh.feature_point_start, wall, roof, out)
    return out


@njit
def _volumes(points, triangles, point_start, triangle_start, out):  # type: ignore[no-untyped-def]
    for f in range(len(out)):
        total = 0.0
        if point_start[f + 1] > point_start[f]:
            o = point_start[f]
            ox, oy, oz = (
                np.float64(points[o, 0]),
                np.float64(points[o, 1]),
                np.float64(points[o, 2]),
            )
            for t in range(triangle_start[f], triangle_start[f + 1]):
                a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
                ax, ay, az = points[a, 0] - ox, points[a, 1] - oy, points[a, 2] - oz
                bx, by, bz = points[b, 0] - ox, points[b, 1] - oy, points[b, 2] - oz
                cx, cy, cz = points[c, 0] - ox, points[c, 1] - oy, points[c, 2] - oz
                total += (
                    ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
                )
        out[f] = total / 6.0


def volumes(mesh: BuildingMesh) -> NDArray[np.float64]:
    """Signed volume of each building (F,) [m³], by the divergence theorem.

    The mesh needs floors; a closed solid turned outwards has a positive volume.
    """
    out = np.empty(len(mesh), np.float64)
    _volumes(
        mesh.points, mesh.triangles, mesh.feature_point_start, mesh.feature_triangle_start, out
    )
    return out
