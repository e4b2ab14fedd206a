"""Tiles without the features that a variant has not: the same points, fewer triangles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

from jumeau.render.props import actor_of


@dataclass(frozen=True, slots=True, eq=False)
class Twin:
    """An actor that takes a tile's place, and its triangles: those left out have no area."""

    actor: Any
    triangles: NDArray[np.int32]


def twin_of(actor: Any, triangles: NDArray[np.int32], gone: Iterable[slice]) -> Twin:
    """Return the twin of a tile's actor without some triangles.

    Points and colours are shared: what colours the tile colours its twin.
    """
    left = triangles.copy()
    for place in gone:
        left[place] = 0
    own = actor.GetMapper().GetInput()
    data = vtkPolyData()
    data.SetPoints(own.GetPoints())
    data.GetPointData().ShallowCopy(own.GetPointData())
    cells = vtkCellArray()
    drawn = left[left[:, 0] != left[:, 1]]
    cells.SetData(3, numpy_to_vtk(np.ascontiguousarray(drawn.reshape(-1))))
    data.SetPolys(cells)
    twin = actor_of(data, cull=bool(actor.GetProperty().GetBackfaceCulling()))
    mapper = twin.GetMapper()
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointData()
    twin.SetTexture(actor.GetTexture())
    return Twin(twin, left)
