"""A variant on the screen: what it adds, shown or not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkShaderProperty

from jumeau.model.view_state import Camera
from jumeau.render import look
from jumeau.render.canvas import Canvas
from jumeau.render.props import actor_of, mesh_data
from jumeau.render.solids import Solids
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.planting import sizes_in
from jumeau.render.variants.solids_mesh import mixed
from jumeau.render.woods import Woods

EDGE_WIDTH = 1.5
"""Of the edges of what is added [pixels]."""
EDGE_SHARE = 0.62
"""Share of the variant's colour in its edges, over black."""

_NEARER = """
  gl_Position.z -= {share} * (gl_Position.w - gl_Position.z);
"""


def nearer_shader(share: float) -> vtkShaderProperty:
    """Return a shader of lines that come nearer by a share of the depth: they lie on surfaces."""
    shader = vtkShaderProperty()
    shader.AddVertexShaderReplacement(
        "//VTK::PositionVC::Impl",
        True,
        "//VTK::PositionVC::Impl\n" + _NEARER.format(share=share),
        False,
    )
    return shader


def line_actor(
    canvas: Canvas, points: NDArray[np.float32], edges: NDArray[np.int32], colour: look.Rgb
) -> Any:
    """Return lines that do not fade with the distance, on a canvas and not visible yet."""
    actor = actor_of(mesh_data(points, edges, lines=True), cull=False)
    actor.GetProperty().SetColor(*(c / 255 for c in colour))
    canvas.add(actor)
    actor.SetShaderProperty(nearer_shader(0.0016))
    actor.VisibilityOff()
    return actor


class Dressed:
    """The actors of one overlay.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    origin : tuple of float
        The project's local origin [m].
    """

    def __init__(
        self, canvas: Canvas, overlay: Overlay, origin: tuple[float, float, float]
    ) -> None:
        self.overlay = overlay
        self._canvas = canvas
        self.standing: list[tuple[Solids, tuple[str, ...]]] = [
            (Solids(canvas, model), edits) for model, edits in overlay.bodies
        ]
        if overlay.buildings is not None:
            self.standing.append((Solids(canvas, overlay.buildings), overlay.pieces))
        self.trees: Woods | None = None
        if overlay.trees is not None:
            self.trees = Woods(canvas, overlay.trees, origin)
        self._year = 0
        self._models: Any = None
        if overlay.models is not None:
            from jumeau.render.variants.models import ModelActors

            self._models = ModelActors(canvas, overlay.models)
        self._lines: list[Any] = []
        strokes = overlay.strokes
        if strokes is not None:
            ink = mixed(look.rgb(overlay.colour), (0.0, 0.0, 0.0), EDGE_SHARE)
            for edges in (strokes.plain, strokes.dashed):
                if len(edges):
                    self._lines.append(line_actor(canvas, strokes.points, edges, ink))
        self.show(False)

    def show(self, visible: bool, *, buildings: bool = True) -> None:
        """Show or hide all but the trees; ``buildings``: what is built too."""
        for solids, _ in self.standing:
            solids.show(visible and buildings)
        if self._models is not None:
            self._models.show(visible)
        for line in self._lines:
            line.SetVisibility(visible and buildings)
        if not visible and self.trees is not None:
            self.trees.put_away()

    def plant(
        self, visible: bool, camera: Camera, size: tuple[int, int], year: int, photographic: bool
    ) -> None:
        """Show the trees as they are in a calendar year; 0 for as they are when planted."""
        if self.trees is None:
            return
        if visible and year != self._year:
            self._year = year
            height, width = sizes_in(self.overlay.resolved.trees, year, self.overlay.built)
            order = self.trees.trees.row
            self.trees.grow(height[order].astype(np.float32), (width[order] / 2).astype(np.float32))
        self.trees.show(visible, camera, size, photographic=photographic)

    def detail(self, eye: NDArray[np.float64], pixel: float, samples: int, *, edges: bool) -> None:
        """Draw lines as wide at any number of samples along a pixel, and the models' edges.

        Parameters
        ----------
        eye : (3,) float64
            Local to the project's origin [m].
        pixel : float
            Opening of a pixel [radians].
        """
        for line in self._lines:
            line.GetProperty().SetLineWidth(EDGE_WIDTH * samples)
        if self._models is not None and edges:
            self._models.show_edges(eye, pixel)

    @property
    def highest(self) -> float:
        """Altitude of the highest point [m]."""
        models = [] if self._models is None else [self._models.meshes.highest]
        return max((*models, *(x.buildings.highest for x, _ in self.standing)), default=-np.inf)

    def step_back(self, white: bool) -> None:
        """Draw what is built white, with edges in the variant's colour: data speak in colours."""
        for solids, _ in self.standing:
            solids.set_white(white)

    def mark(self, edits: frozenset[str]) -> None:
        """Make what some edits built stand out."""
        for solids, own in self.standing:
            rows = [row for row, edit in enumerate(own) if edit in edits]
            solids.mark_rows(np.array(rows, np.int64))

    def hit(
        self, eye: NDArray[np.float64], direction: NDArray[np.float64], trees: bool = True
    ) -> tuple[float, str] | None:
        """Return the distance [m] and the edit of the first element that a local ray meets."""
        found: list[tuple[float, str]] = []
        for solids, edits in self.standing:
            hit = solids.hit(eye, direction)
            if hit is not None:
                found.append((hit[0], edits[hit[1]]))
        if self.trees is not None and trees:
            hit = self.trees.hit(eye, direction)
            if hit is not None:
                found.append((hit[0], self.overlay.resolved.trees.edit[hit[1]]))
        if self._models is not None:
            placed = self._models.hit(eye, direction)
            if placed is not None:
                found.append(placed)
        return min(found, default=None)

    def close(self) -> None:
        """Free everything."""
        for solids, _ in self.standing:
            solids.close()
        if self.trees is not None:
            self.trees.close()
        if self._models is not None:
            self._models.close()
        for line in self._lines:
            self._canvas.remove(line)
        self._lines.clear()
