"""Before and after in one picture: removed in red, added in colour, unchanged white."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkShaderProperty

from jumeau.geometry.mesh import ROOF
from jumeau.render import look
from jumeau.render.canvas import Canvas
from jumeau.render.edges import creases
from jumeau.render.props import coloured
from jumeau.render.solids import Solids
from jumeau.render.tone import tones
from jumeau.render.variants.dressed import line_actor
from jumeau.render.variants.extracting import features_of_mesh
from jumeau.render.variants.ghost_parts import (
    PLAIN,
    hidden_in,
    pale_bodies,
    pale_where_same,
    removed,
    taller,
)
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.solids_mesh import ROOF_SHARE, WALL_SHARE, mixed

REMOVED = look.rgb("#C8102E")
"""Outline and hatching of what is removed."""
LINE_WIDTH = 1.8
"""Of that outline [pixels]."""
_STRIPES = """
  float across = mod(gl_FragCoord.x + gl_FragCoord.y, 9.0 * ghostGrain);
  if (across > 2.0 * ghostGrain) discard;
"""


class Ghost:
    """What is removed, and what is added, from one overlay to another.

    Parameters
    ----------
    before, after : Overlay or None
        None for today.
    solids, woods : mapping
        What stands on the ground, by layer.
    """

    def __init__(
        self,
        canvas: Canvas,
        before: Overlay | None,
        after: Overlay | None,
        solids: Mapping[str, Any],
        woods: Mapping[str, Any],
    ) -> None:
        self._canvas = canvas
        self._shader = vtkShaderProperty()
        self._shader.AddFragmentShaderReplacement(
            "//VTK::TCoord::Impl", True, "//VTK::TCoord::Impl\n" + _STRIPES, False
        )
        self._grain = self._shader.GetFragmentCustomUniforms()
        self._grain.SetUniformf("ghostGrain", 1.0)
        self._faces: list[Any] = []
        self._lines: list[Any] = []
        self._solids: list[Solids] = []
        for points, triangles in removed(before, after, solids, woods):
            self._add_removed(points, triangles)
        colour = look.rgb(after.colour) if after is not None else look.MARK
        for layer_id, here in solids.items():
            rows = hidden_in(before, layer_id) - hidden_in(after, layer_id)
            same = set() if before is None else taller(before, layer_id, here.buildings).keys()
            for those, tint in ((rows - same, colour), (rows & same, PLAIN)):
                if those:
                    self._add_restored(here.buildings, those, tint)
        if after is not None and after.buildings is not None:
            self._solids.append(Solids(canvas, pale_where_same(after, before)))
        if after is not None:
            self._solids += [Solids(canvas, x) for x in pale_bodies(after, before)]
        self.show(False)

    def _add_removed(self, points: NDArray[np.float32], triangles: NDArray[np.int32]) -> None:
        colours = np.tile(np.array(REMOVED, np.uint8), (len(points), 1))
        face = coloured(points, triangles, colours)
        self._canvas.add(face)
        face.SetShaderProperty(self._shader)
        self._faces.append(face)
        self._lines.append(line_actor(self._canvas, points, creases(points, triangles), REMOVED))

    def _add_restored(self, model: Any, rows: frozenset[int], colour: look.Rgb) -> None:
        """Add what stands after, and did not before, though it is of the base."""
        mesh, _ = features_of_mesh(model, np.array(sorted(rows), np.int64))
        tints = np.array([mixed(colour, PLAIN, x) for x in (WALL_SHARE, ROOF_SHARE)])
        paint = tints[(mesh.part == ROOF).astype(np.int64)]
        light = tones()[mesh.shade].astype(np.float64) / 65535.0
        face = coloured(mesh.points, mesh.triangles, (paint * light).astype(np.uint8), cull=False)
        self._canvas.add(face)
        self._faces.append(face)

    def show(self, visible: bool, samples: int = 1) -> None:
        """Show or hide all; ``samples`` along a pixel."""
        for solids in self._solids:
            solids.show(visible)
        for face in self._faces:
            face.SetVisibility(visible)
        for line in self._lines:
            line.SetVisibility(visible)
            line.GetProperty().SetLineWidth(LINE_WIDTH * samples)
        self._grain.SetUniformf("ghostGrain", float(samples))

    def close(self) -> None:
        """Free everything."""
        for solids in self._solids:
            solids.close()
        for actor in (*self._faces, *self._lines):
            self._canvas.remove(actor)
        self._solids, self._faces, self._lines = [], [], []
