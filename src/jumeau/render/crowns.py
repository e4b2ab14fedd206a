"""Low-polygon crowns: a few templates, and the kernel that plants them as one mesh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.render import look


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A tree of height 1 and crown radius 1.

    Attributes
    ----------
    points : (4, K, 3) float32, for ROUND, TALL, CONE and BUSH
    normals : (4, K, 3) float32
    bark : (K,) bool, points of the trunk
    triangles : (T, 3) int32
    """

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    bark: NDArray[np.bool_]
    triangles: NDArray[np.int32]


# Height and radius of the rings of each shape, from below to above; the last is the tip.
_PROFILES = (
    ((0.20, 0.50), (0.42, 1.0), (0.72, 0.84), (0.92, 0.42), (1.0, 0.0)),
    ((0.08, 0.45), (0.30, 1.0), (0.62, 0.88), (0.88, 0.48), (1.0, 0.0)),
    ((0.12, 0.85), (0.20, 1.0), (0.50, 0.62), (0.78, 0.28), (1.0, 0.0)),
    ((0.00, 0.80), (0.35, 1.0), (0.70, 0.85), (0.92, 0.45), (1.0, 0.0)),
)


@lru_cache(maxsize=3)
def template(detail: int) -> Template:
    """Return the templates: detail 2 with trunk, 1 coarse, 0 for far away."""
    sides = (4, 5, 8)[detail]
    chosen = ((0, 1, 4), (0, 1, 2, 4), (0, 1, 2, 3, 4))[detail]
    forms = [_form(profile, chosen, sides, trunk=detail == 2) for profile in _PROFILES]
    triangles: list[list[int]] = []
    for ring in range(len(chosen) - 2):
        for k in range(sides):
            a, b = ring * sides + k, ring * sides + (k + 1) % sides
            c, d = a + sides, b + sides
            triangles += [[a, b, c], [b, d, c]] if ring % 2 == 0 else [[a, b, d], [a, d, c]]
    tip = (len(chosen) - 1) * sides
    triangles += [[tip - sides + k, tip - sides + (k + 1) % sides, tip] for k in range(sides)]
    if detail == 2:
        for k in range(4):
            a, b = tip + 1 + k, tip + 1 + (k + 1) % 4
            triangles += [[a, b, b + 4], [a, b + 4, a + 4]]
    points = np.array([form[0] for form in forms], np.float32)
    bark = np.zeros(points.shape[1], np.bool_)
    bark[tip + 1 :] = True
    normals = np.array([form[1] for form in forms], np.float32)
    return Template(points, normals, bark, np.array(triangles, np.int32))


def _form(
    profile: tuple[tuple[float, float], ...], chosen: tuple[int, ...], sides: int, *, trunk: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points and normals of one shape: rings, tip, and the trunk's two squares."""
    around = np.arange(sides) * 2 * math.pi / sides
    points: list[list[float]] = []
    facing: list[list[float]] = []
    for number, ring in enumerate(chosen[:-1]):
        z, radius = profile[ring]
        # Every other ring is turned by half a side, and no crown is quite round.
        angles = around + (math.pi / sides) * (number % 2)
        for angle, reach in zip(
            angles, radius * (1 + 0.07 * np.sin(3 * angles + number)), strict=True
        ):
            points.append([math.cos(angle) * reach, math.sin(angle) * reach, z])
            facing.append([math.cos(angle), math.sin(angle), (z - 0.5) * 1.9])
    points.append([0.0, 0.0, profile[-1][0]])
    facing.append([0.0, 0.0, 1.0])
    for z in (-0.05, profile[1][0]) if trunk else ():
        for k in range(4):
            x, y = math.cos(k * math.pi / 2), math.sin(k * math.pi / 2)
            points.append([0.09 * x, 0.09 * y, z])
            facing.append([x, y, 0.0])
    normals = np.array(facing)
    return np.array(points), normals / np.linalg.norm(normals, axis=1)[:, None]


@njit
def _plant(
    foot: NDArray[np.float32],
    height: NDArray[np.float32],
    radius: NDArray[np.float32],
    shape: NDArray[np.uint8],
    colour: NDArray[np.uint8],
    turn: NDArray[np.float32],
    shapes: NDArray[np.float32],
    normals: NDArray[np.float32],
    bark: NDArray[np.bool_],
    template_triangles: NDArray[np.int32],
    lamp: NDArray[np.float64],
    trunk: NDArray[np.float64],
    points: NDArray[np.float32],
    colours: NDArray[np.uint8],
    triangles: NDArray[np.int32],
) -> None:
    many, faces = shapes.shape[1], len(template_triangles)
    for n in range(len(foot)):
        c, s = math.cos(turn[n]), math.sin(turn[n])
        form = shape[n]
        for k in range(many):
            x, y, z = shapes[form, k, 0], shapes[form, k, 1], shapes[form, k, 2]
            at = n * many + k
            points[at, 0] = foot[n, 0] + (c * x - s * y) * radius[n]
            points[at, 1] = foot[n, 1] + (s * x + c * y) * radius[n]
            points[at, 2] = foot[n, 2] + z * height[n]
            nx, ny, nz = normals[form, k, 0], normals[form, k, 1], normals[form, k, 2]
            facing = (c * nx - s * ny) * lamp[0] + (s * nx + c * ny) * lamp[1] + nz * lamp[2]
            light = (
                0.80
                + 0.24 * max(facing, 0.0)
                + 0.08 * min(max(z, 0.0), 1.0)
                + 0.03 * min(facing, 0.0)
            )
            for band in range(3):
                base = trunk[band] if bark[k] else colour[n, band]
                colours[at, band] = np.uint8(min(base * light, 255.0))
        for t in range(faces):
            for m in range(3):
                triangles[n * faces + t, m] = n * many + template_triangles[t, m]


def planted(
    foot: NDArray[np.float32],
    height: NDArray[np.float32],
    radius: NDArray[np.float32],
    shape: NDArray[np.uint8],
    colour: NDArray[np.uint8],
    turn: NDArray[np.float32],
    detail: int,
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.uint8]]:
    """Return points, triangles and colours of trees as one mesh, light baked.

    Parameters
    ----------
    foot : (N, 3) float32
        Local to the project's origin [m].
    detail : int
        2 with trunks, 1 coarse, 0 for far away.
    """
    model = template(detail)
    many, faces = model.points.shape[1], len(model.triangles)
    points = np.empty((len(foot) * many, 3), np.float32)
    colours = np.empty((len(foot) * many, 3), np.uint8)
    triangles = np.empty((len(foot) * faces, 3), np.int32)
    lamp = np.array(look.LIGHT_FROM)
    _plant(
        foot, height, radius, shape, colour, turn, model.points, model.normals, model.bark,
        model.triangles, lamp / np.linalg.norm(lamp), np.array(look.TRUNK), points, colours,
        triangles,
    )  # fmt: skip
    return points, triangles, colours
