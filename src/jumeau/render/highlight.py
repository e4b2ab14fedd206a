"""What is selected, in the picture: buildings tinted in place, all else outlined on the ground."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkShaderProperty

from jumeau.geometry.ragged import Lines, Points, Polygons
from jumeau.render import look
from jumeau.render.canvas import Canvas
from jumeau.render.outlines import (
    Outline,
    circles_around,
    closed_outline,
    line_outline,
    ranges,
)
from jumeau.render.props import actor_of, mesh_data
from jumeau.render.relief import Relief

Rows = NDArray[np.int64]
Chosen = Mapping[str, Rows]
_NONE: Rows = np.empty(0, np.int64)

WIDTH, CASING = 2.6, 5.0
"""Width of an outline, and of the light line that it lies upon [pixels]."""
LIGHT = look.rgb("#FFFFFF")
"""Under the mark's colour: outlines are seen on dark photographs too."""
POINT_RADIUS = 3.0
"""Of the circle around a point that has no size of its own [m]."""

# Outlines lie on the ground, which is drawn with less detail where it is far away.
_NEARER = """
  gl_Position.z -= {share} * (gl_Position.w - gl_Position.z);
"""


class Outlines:
    """The outlines of what lies on the ground, one pair of lines a layer.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._drawn: dict[str, tuple[Any, Any]] = {}
        self._shaders = [_shader(share) for share in (0.004, 0.0042)]

    def show(
        self, layer_id: str, outline: Outline, relief: Relief, origin: tuple[float, float, float]
    ) -> None:
        """Draw the outlines of a layer in place of those before."""
        self.drop(layer_id)
        if not len(outline.edges):
            return
        places = outline.draped(relief) - np.array(origin)
        data = mesh_data(places.astype(np.float32), outline.edges, lines=True)
        pair = []
        for colour, shader in zip((LIGHT, look.MARK), self._shaders, strict=True):
            actor = actor_of(data, cull=False)
            actor.GetProperty().SetColor(*(c / 255 for c in colour))
            self._canvas.add(actor)
            actor.SetShaderProperty(shader)
            pair.append(actor)
        self._drawn[layer_id] = (pair[0], pair[1])

    def arrange(self, hidden: frozenset[str], samples: int) -> None:
        """Show those of the layers that are shown; ``samples`` a pixel's side, 1 in motion."""
        for layer_id, (casing, line) in self._drawn.items():
            for actor, width in ((casing, CASING), (line, WIDTH)):
                actor.SetVisibility(layer_id not in hidden)
                actor.GetProperty().SetLineWidth(width * samples)

    def drop(self, layer_id: str) -> None:
        """Forget the outlines of a layer."""
        for actor in self._drawn.pop(layer_id, ()):
            self._canvas.remove(actor)

    def close(self) -> None:
        """Free everything."""
        for layer_id in tuple(self._drawn):
            self.drop(layer_id)


class Highlight:
    """Keeps the picture true to what is selected, while parts come and go.

    Parameters
    ----------
    solids, woods : mapping
        What stands on the ground, by layer; they change while the scene does.
    parts : mapping
        The scene's parts, among them the layers on the ground.
    stage : callable
        Returns the canvas, the relief (None while there is none) and the local origin [m].
    """

    def __init__(
        self,
        solids: Mapping[str, Any],
        woods: Mapping[str, Any],
        parts: Mapping[Any, Any],
        stage: Callable[[], tuple[Canvas, Relief | None, tuple[float, float, float]]],
    ) -> None:
        self._solids = solids
        self._woods = woods
        self._parts = parts
        self._stage = stage
        self._chosen: dict[str, Rows] = {}
        self._outlines: Outlines | None = None

    def choose(self, chosen: Chosen) -> bool:
        """Make these rows of these layers stand out, and no others; tell whether any changed."""
        before = self._chosen
        self._chosen = {name: np.asarray(rows, np.int64) for name, rows in chosen.items()}
        changed = False
        for layer_id in {*before, *self._chosen}:
            old, new = (x.get(layer_id, _NONE) for x in (before, self._chosen))
            if not np.array_equal(old, new):
                changed = True
                self._refresh(layer_id)
        return changed

    @contextmanager
    def away(self) -> Iterator[None]:
        """Show nothing as selected meanwhile: for pictures that are kept."""
        chosen = self._chosen
        self.choose({})
        try:
            yield
        finally:
            self.choose(chosen)

    def part_changed(self, layer_id: str) -> None:
        """Mark a layer anew whose part came into the scene; all of them after the ground."""
        for chosen in self._chosen if not layer_id else {layer_id} & self._chosen.keys():
            self._refresh(chosen)

    def _refresh(self, layer_id: str) -> None:
        rows = self._chosen.get(layer_id, _NONE)
        solids = self._solids.get(layer_id)
        if self._outlines is not None:
            self._outlines.drop(layer_id)
        if solids is not None:
            solids.mark_rows(rows)
        elif len(rows):
            canvas, relief, origin = self._stage()
            outline = outline_of(self._shapes_of(layer_id), rows)
            if relief is not None and len(outline.edges):
                self._outlines = self._outlines or Outlines(canvas)
                self._outlines.show(layer_id, outline, relief, origin)

    def _shapes_of(self, layer_id: str) -> Any:
        """Return the shapes of a layer on the ground, or its trees; None while it has none."""
        for part, prepared in self._parts.items():
            shapes = getattr(prepared, "shapes", None)
            if shapes is not None and part.layers[0].id == layer_id:
                return shapes
        woods = self._woods.get(layer_id)
        return None if woods is None else woods.trees

    def arrange(self, hidden: frozenset[str], samples: int) -> None:
        """Follow the layers that a view shows."""
        if self._outlines is not None:
            self._outlines.arrange(hidden, samples)

    def close(self) -> None:
        """Free everything."""
        self._chosen = {}
        if self._outlines is not None:
            self._outlines.close()
            self._outlines = None


def outline_of(shapes: Any, rows: Rows) -> Outline:
    """Return the outlines of some features: rings, lines, circles around points and trees.

    Parameters
    ----------
    shapes : Polygons, Lines, Points, Trees or None
        Of the whole layer; trees tell the feature of each by ``row``.
    """
    if isinstance(shapes, Polygons):
        return closed_outline(shapes, rows)
    if isinstance(shapes, Lines):
        return line_outline(shapes, rows)
    if isinstance(shapes, Points):
        picked = ranges(shapes.feature_start[rows], shapes.feature_start[rows + 1])
        return circles_around(shapes.xy[picked], np.full(len(picked), POINT_RADIUS))
    if shapes is not None:
        those = np.isin(shapes.row, rows)
        radius = np.maximum(shapes.radius[those].astype(np.float64) * 1.2, 1.0)
        return circles_around(shapes.position[those, :2], radius)
    return Outline(np.empty((0, 2)), np.empty((0, 2), np.int32))


def _shader(share: float) -> vtkShaderProperty:
    shader = vtkShaderProperty()
    shader.AddVertexShaderReplacement(
        "//VTK::PositionVC::Impl",
        True,
        "//VTK::PositionVC::Impl\n" + _NEARER.format(share=share),
        False,
    )
    return shader


def sorted_rows(rows: Iterable[int]) -> Rows:
    """Return some rows as an array, in their order."""
    return np.sort(np.fromiter(rows, np.int64))
