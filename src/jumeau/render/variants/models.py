"""Models made elsewhere, in the town: their own colours, softened, on their ground.

A model is read from the store once, by its content, and kept as long as it is among the last few;
what a variant shows of it is that model turned, moved and lit. Arrays are made in a worker
(:func:`prepare_models`); :class:`ModelActors` puts them on the canvas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import ProjectError
from jumeau.io.store import Payloads
from jumeau.model.placed_model import Ring
from jumeau.render import look
from jumeau.render.body_paint import shades
from jumeau.render.canvas import Canvas, texture_of
from jumeau.render.props import coloured, lined
from jumeau.render.rays import first_hit
from jumeau.render.relief import Relief
from jumeau.render.solids import EDGE_PIXELS, STOREY
from jumeau.render.tone import tones
from jumeau.render.variants.model_files import Loaded, loaded
from jumeau.variants.resolved import Placed

EDGE_DARK = 0.72
"""How dark the variant's colour is along edges."""
UP = 0.35
"""What points up by more is no wall."""
FOOT = 0.92
"""Light at the foot of a wall, where less of the sky is seen."""

_Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The triangles of one model that share a texture, or have none.

    Attributes
    ----------
    points : (N, 3) float32
        Local to the project's origin [m].
    triangles : (M, 3) int32
    colours : (N, 3) uint8
        Light included; a texture multiplies them.
    uv : (N, 2) float32 or None
    texture : int
        Index into the textures of the file, -1 for none.
    """

    points: NDArray[np.float32]
    triangles: NDArray[np.int32]
    colours: NDArray[np.uint8]
    uv: NDArray[np.float32] | None
    texture: int


@dataclass(frozen=True, slots=True, eq=False)
class ModelMesh:
    """One placed model.

    Attributes
    ----------
    edit : str
        Id of the edit that places it.
    groups : tuple of Group
    textures : tuple of (h, w, 3) uint8
        First rows at the bottom; shared by all that place the same file.
    edges : (E, 2) int32
        Into ``edge_points`` (P, 3) float32.
    box : (6,) float64
        Lowest and highest coordinates, local [m].
    """

    edit: str
    groups: tuple[Group, ...]
    textures: tuple[NDArray[np.uint8], ...]
    edge_points: NDArray[np.float32]
    edges: NDArray[np.int32]
    box: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ModelMeshes:
    """The models of a variant.

    Attributes
    ----------
    models : tuple of ModelMesh
    colour : str
        ``#RRGGBB`` of the variant: that of edges.
    origin : tuple of float
        What was subtracted from every coordinate [m].
    """

    models: tuple[ModelMesh, ...]
    colour: str
    origin: tuple[float, float, float]

    @property
    def highest(self) -> float:
        """Altitude of the highest point [m]."""
        return max(float(x.box[5]) for x in self.models) + self.origin[2]


def placed_ring(ring: Ring, placed: Placed) -> NDArray[np.float64]:
    """Return the outline (N, 2) of a model where it stands, project CRS [m]."""
    turn = math.radians(placed.rotation)
    x, y = placed.scale * np.array(ring, np.float64).reshape(-1, 2).T
    return np.column_stack(
        [
            placed.place[0] + math.cos(turn) * x + math.sin(turn) * y,
            placed.place[1] - math.sin(turn) * x + math.cos(turn) * y,
        ]
    )


def foot_altitude(placed: Placed, relief: Relief) -> float:
    """Return the altitude of a model's foot: of the lowest ground under it, or as it was given."""
    if not placed.sits:
        return placed.up
    ring = placed_ring(placed.model.footprint or ((0.0, 0.0),), placed)
    middles = (ring + np.roll(ring, 1, axis=0)) / 2
    x, y = np.vstack([ring, middles, [placed.place]]).T
    return float(np.min(relief.altitude(x, y))) + placed.up


def prepare_models(
    payloads: Payloads,
    placed: Sequence[Placed],
    relief: Relief,
    origin: tuple[float, float, float],
    colour: str = "",
) -> ModelMeshes | None:
    """Read models and put them where they stand; None where there is none that can be read.

    Parameters
    ----------
    relief : Relief
        The variant's ground.
    origin : tuple of float
        The project's local origin [m].
    colour : str
        ``#RRGGBB`` of the variant.
    """
    found = []
    for one in placed:
        try:
            file = loaded(payloads.path(one.model.payload), one.model.payload.sha256)
        except ProjectError:
            continue  # resolving has told so
        if file is not None and file.groups:
            found.append(_put(one, file, foot_altitude(one, relief), origin))
    return ModelMeshes(tuple(found), colour, origin) if found else None


def _put(
    placed: Placed, file: Loaded, altitude: float, origin: tuple[float, float, float]
) -> ModelMesh:
    turn = math.radians(placed.rotation)
    rotation = np.array(
        [
            [math.cos(turn), math.sin(turn), 0.0],
            [-math.sin(turn), math.cos(turn), 0.0],
            [0.0, 0.0, 1.0],
        ]
    )
    shift = np.array([*placed.place, altitude]) - np.array(origin)
    groups, lows, highs = [], [], []
    for one in file.groups:
        points = (placed.scale * one.points.astype(np.float64)) @ rotation.T + shift
        shade = shades(one.normals @ rotation.T, one.normals[:, 2] > UP)
        up = np.clip((points[:, 2] - shift[2]) / 2.0, 0.0, 1.0)
        shade *= np.where(np.abs(one.normals[:, 2]) < UP, FOOT + (1.0 - FOOT) * up, 1.0)
        light = tones()[np.clip(shade, 0, 255).round().astype(np.uint8)]
        colours = ((one.colours * light + 32896) >> 16).astype(np.uint8)
        lows.append(points.min(axis=0))
        highs.append(points.max(axis=0))
        groups.append(Group(points.astype(np.float32), one.triangles, colours, one.uv, one.texture))
    ends = (placed.scale * file.edge_points.astype(np.float64)) @ rotation.T + shift
    box = np.concatenate([np.min(lows, axis=0), np.max(highs, axis=0)])
    return ModelMesh(
        placed.edit, tuple(groups), file.textures, ends.astype(np.float32), file.edges, box
    )


class ModelActors:
    """The models of a variant on the canvas.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    meshes : ModelMeshes
        What is drawn.
    """

    def __init__(self, canvas: Canvas, meshes: ModelMeshes) -> None:
        self._canvas = canvas
        self.meshes = meshes
        self.actors: list[Any] = []
        self._textures: dict[int, Any] = {}
        self._lines: list[Any | None] = [None] * len(meshes.models)
        for model in meshes.models:
            for group in model.groups:
                actor = coloured(
                    group.points, group.triangles, group.colours, cull=False, uv=group.uv
                )
                if group.texture >= 0:
                    actor.SetTexture(self._texture(model.textures[group.texture]))
                canvas.add(actor)
                self.actors.append(actor)

    def _texture(self, pixels: NDArray[np.uint8]) -> Any:
        found = self._textures.get(id(pixels))
        if found is None:
            found = self._textures[id(pixels)] = texture_of(pixels, mipmap=True)
            found.RepeatOn()
            found.EdgeClampOff()
        return found

    def show(self, visible: bool) -> None:
        """Show or hide all."""
        for actor in self.actors:
            actor.SetVisibility(visible)
        for lines in self._lines:
            if lines is not None:
                lines.VisibilityOff()

    def show_edges(self, eye: _Vector, pixel: float) -> None:
        """Show the edges of what is near, in the variant's colour.

        Parameters
        ----------
        eye : (3,) float64
            Local to the project's origin [m].
        pixel : float
            Opening of a pixel [radians].
        """
        reach = STOREY / (EDGE_PIXELS * pixel)
        for number, model in enumerate(self.meshes.models):
            away = np.maximum(np.maximum(model.box[:3] - eye, eye - model.box[3:]), 0.0)
            near = float(np.linalg.norm(away)) < reach
            lines = self._lines[number]
            if near and lines is None and len(model.edges):
                lines = lined(model.edge_points, model.edges, self._ink())
                self._canvas.add(lines, lines=True)
                self._lines[number] = lines
            if lines is not None:
                lines.SetVisibility(near)

    def _ink(self) -> look.Rgb:
        if not self.meshes.colour:
            return look.EDGE
        red, green, blue = look.rgb(self.meshes.colour)
        return EDGE_DARK * red, EDGE_DARK * green, EDGE_DARK * blue

    def hit(self, eye: _Vector, direction: _Vector) -> tuple[float, str] | None:
        """Return the distance [m] and the edit of the first model that a local ray meets."""
        best, edit = math.inf, ""
        for model in self.meshes.models:
            with np.errstate(divide="ignore", invalid="ignore"):
                near = (model.box[:3] - eye) / direction
                far = (model.box[3:] - eye) / direction
            enter = float(np.nanmax(np.minimum(near, far)))
            leave = float(np.nanmin(np.maximum(near, far)))
            if leave < max(enter, 0.0) or enter > best:
                continue
            for group in model.groups:
                distance, triangle = first_hit(group.points, group.triangles, eye, direction)
                if triangle >= 0 and distance < best:
                    best, edit = distance, model.edit
        return (best, edit) if edit else None

    def close(self) -> None:
        """Free the actors."""
        for actor in (*self.actors, *(x for x in self._lines if x is not None)):
            self._canvas.remove(actor)
        self.actors.clear()
        self._lines = [None] * len(self._lines)
        for texture in self._textures.values():
            texture.ReleaseGraphicsResources(self._canvas.window)
        self._textures.clear()
