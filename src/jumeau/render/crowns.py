"""Low-polygon crowns: a few templates, and the kernel that plants them as one mesh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.render import look

SHAPES = 5
ROUND, TALL, CONE, BUSH, UMBRELLA = range(SHAPES)
"""Round deciduous trees, poplars and cypresses, conifers, shrubs, umbrella pines."""

NEAR = 3
"""The finest detail, for trees that fill a part of the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A tree of height 1 and crown radius 1.

    Attributes
    ----------
    points : (SHAPES, K, 3) float32
    normals : (SHAPES, K, 3) float32
    bark : (K,) bool, points of the trunk
    triangles : (T, 3) int32
    """

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    bark: NDArray[np.bool_]
    triangles: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Blob:
    """A part of a crown: its middle beside the trunk, its ends, its radius; 1 is a cone."""

    x: float
    y: float
    low: float
    high: float
    radius: float
    cone: float = 0.0


# From far each crown is one body; from near three, so that it has a form of its own.
_WHOLE = (
    _Blob(0, 0, 0.22, 1.0, 1.0, 0.12),
    _Blob(0, 0, 0.06, 1.0, 1.0, 0.42),
    _Blob(0, 0, 0.10, 1.0, 1.0, 1.0),
    _Blob(0, 0, -0.05, 1.0, 1.0, 0.1),
    _Blob(0, 0, 0.62, 1.0, 1.0, 0.05),
)
_PARTS = (
    (
        _Blob(0.05, 0.0, 0.34, 1.0, 0.74, 0.08),
        _Blob(-0.36, 0.26, 0.24, 0.76, 0.62),
        _Blob(0.34, -0.28, 0.22, 0.70, 0.62),
    ),
    (
        _Blob(0, 0, 0.05, 0.62, 1.0, 0.1),
        _Blob(0.10, 0.06, 0.28, 0.84, 0.86, 0.15),
        _Blob(-0.04, 0, 0.50, 1.0, 0.62, 0.5),
    ),
    (
        _Blob(0, 0, 0.10, 0.56, 1.0, 0.85),
        _Blob(0, 0, 0.34, 0.78, 0.72, 0.85),
        _Blob(0, 0, 0.58, 1.0, 0.46, 0.9),
    ),
    (
        _Blob(0.1, 0, -0.05, 1.0, 0.76, 0.05),
        _Blob(-0.42, 0.3, -0.05, 0.72, 0.56),
        _Blob(0.36, -0.42, -0.05, 0.66, 0.54),
    ),
    (
        _Blob(0.05, 0.05, 0.68, 1.0, 0.72),
        _Blob(-0.42, 0.22, 0.62, 0.90, 0.58),
        _Blob(0.40, -0.30, 0.60, 0.88, 0.58),
    ),
)
_RINGS = ((0.16, 0.60), (0.10, 0.42, 0.80), (0.06, 0.32, 0.64, 0.88), (0.08, 0.36, 0.66, 0.90))
_SIDES = (4, 5, 7, 7)
_TRUNK_RADIUS = 0.085


@lru_cache(maxsize=4)
def template(detail: int) -> Template:
    """Return the templates: 0 for far away, 1 coarse, 2 with trunk, 3 for near ones."""
    rings, sides = len(_RINGS[detail]), _SIDES[detail]
    blobs = 3 if detail == NEAR else 1
    size = rings * sides + 2
    triangles: list[list[int]] = []
    for start in range(0, blobs * size, size):
        for ring in range(rings - 1):
            for k in range(sides):
                a, b = start + ring * sides + k, start + ring * sides + (k + 1) % sides
                c, d = a + sides, b + sides
                triangles += [[a, b, c], [b, d, c]] if ring % 2 == 0 else [[a, b, d], [a, d, c]]
        foot, tip = start + rings * sides, start + rings * sides + 1
        for k in range(sides):
            a, b = start + k, start + (k + 1) % sides
            top = (rings - 1) * sides
            triangles += [[b, a, foot], [a + top, b + top, tip]]
    bark = np.zeros(blobs * size + (8 if detail >= 2 else 0), np.bool_)
    if detail >= 2:
        bark[blobs * size :] = True
        for k in range(4):
            a, b = blobs * size + k, blobs * size + (k + 1) % 4
            triangles += [[a, b, b + 4], [a, b + 4, a + 4]]
    forms = [_form(shape, detail) for shape in range(SHAPES)]
    points = np.array([form[0] for form in forms], np.float32)
    normals = np.array([form[1] for form in forms], np.float32)
    return Template(points, normals, bark, np.array(triangles, np.int32))


def _form(shape: int, detail: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points and normals of one shape: blobs, then the trunk's two squares."""
    parts = _PARTS[shape] if detail == NEAR else (_WHOLE[shape],)
    points: list[NDArray[np.float64]] = []
    facing: list[NDArray[np.float64]] = []
    for number, blob in enumerate(parts):
        # What has no trunk stands on the ground.
        low = blob.low if detail >= 2 or shape == UMBRELLA else 0.4 * blob.low
        there, away = _body(blob, low, detail, number)
        points.append(there)
        facing.append(away)
    # Crowns are as wide as they were measured.
    widest = max(float(np.hypot(*body[:, :2].T).max()) for body in points)
    points = [body / (widest, widest, 1.0) for body in points]
    if detail >= 2:
        around = np.arange(4) * math.pi / 2
        ring = np.stack([np.cos(around), np.sin(around), np.zeros(4)], 1)
        for z in (-0.06, max(0.5 * (parts[0].low + parts[0].high), 0.1)):
            points.append(ring * _TRUNK_RADIUS + [0.0, 0.0, z])
            facing.append(ring)
    return np.concatenate(points), np.concatenate(facing)


def _body(
    blob: _Blob, low: float, detail: int, number: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points and normals of one blob: rings from below, its foot, its tip."""
    sides = _SIDES[detail]
    around = np.arange(sides) * 2 * math.pi / sides
    points: list[list[float]] = []
    facing: list[list[float]] = []
    for ring, t in enumerate(_RINGS[detail]):
        ball = math.sqrt(max(1 - (2 * t - 1) ** 2, 0.0)) ** 0.8
        cone = min(t / 0.08, 1.0) * (1 - t) ** 0.9
        radius = blob.radius * (ball + (cone - ball) * blob.cone)
        z = low + (blob.high - low) * t
        # Every other ring is turned by half a side, and no crown is quite round.
        angles = around + (math.pi / sides) * (ring % 2) + 0.7 * number
        bumps = 1 + 0.09 * np.sin(3 * angles + 2 * ring + number) + 0.05 * np.sin(5 * angles)
        up = (2 * t - 1) * (1 - blob.cone) + 0.55 * blob.cone
        for angle, reach in zip(angles, radius * bumps, strict=True):
            points.append([blob.x + math.cos(angle) * reach, blob.y + math.sin(angle) * reach, z])
            facing.append([math.cos(angle), math.sin(angle), 1.25 * up])
    points += [[blob.x, blob.y, low], [blob.x, blob.y, blob.high]]
    facing += [[0.0, 0.0, -1.0], [0.0, 0.0, 1.0]]
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
            # Below less of the sky is seen, and on the far side there is its light alone.
            light = (
                0.69
                + 0.33 * max(facing, 0.0)
                + 0.05 * min(facing, 0.0)
                + 0.13 * min(max(z, 0.0), 1.0) * (0.6 + 0.4 * nz)
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
        3 for near trees, 2 with trunks, 1 coarse, 0 for far away.
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
