"""Arrays to VTK actors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from jumeau.render.look import Rgb


def mesh_data(
    points: NDArray[np.float32],
    cells: NDArray[np.int32] | NDArray[np.int64],
    *,
    lines: bool = False,
) -> vtkPolyData:
    """Return a mesh of cells of one size, (C, k) vertex numbers; VTK keeps the arrays alive."""
    data = vtkPolyData()
    held = vtkPoints()
    held.SetData(numpy_to_vtk(np.ascontiguousarray(points)))
    data.SetPoints(held)
    connectivity = np.ascontiguousarray(cells.reshape(-1))
    array = vtkCellArray()
    if connectivity.dtype == np.int64:
        array.SetData(cells.shape[1], numpy_to_vtkIdTypeArray(connectivity))
    else:
        array.SetData(cells.shape[1], numpy_to_vtk(connectivity))
    if lines:
        data.SetLines(array)
    else:
        data.SetPolys(array)
    return data


def actor_of(data: vtkPolyData, *, cull: bool = True) -> vtkActor:
    """Return an actor that shows a mesh in its own colours, unlit."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(data)
    mapper.SetResolveCoincidentTopologyToOff()
    mapper.StaticOn()
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    if cull:
        actor.GetProperty().BackfaceCullingOn()
    return actor


def coloured(
    points: NDArray[np.float32],
    cells: NDArray[np.int32] | NDArray[np.int64],
    colours: NDArray[np.uint8],
    *,
    cull: bool = True,
    uv: NDArray[np.float32] | None = None,
) -> vtkActor:
    """Return an actor of a mesh with a colour at every point (N, 3).

    ``uv`` (N, 2) are the places on a texture, which multiplies the colours where the actor has one.
    """
    data = mesh_data(points, cells)
    if uv is not None:
        data.GetPointData().SetTCoords(numpy_to_vtk(np.ascontiguousarray(uv)))
    scalars = numpy_to_vtk(np.ascontiguousarray(colours), array_type=VTK_UNSIGNED_CHAR)
    data.GetPointData().SetScalars(scalars)
    actor = actor_of(data, cull=cull)
    actor.GetMapper().SetColorModeToDirectScalars()
    actor.GetMapper().SetScalarModeToUsePointData()
    return actor


def lined(points: NDArray[np.float32], edges: NDArray[np.int32], colour: Rgb) -> vtkActor:
    """Return an actor of thin lines (E, 2) of one colour."""
    actor = actor_of(mesh_data(points, edges, lines=True), cull=False)
    actor.GetProperty().SetColor(*(c / 255 for c in colour))
    # They fade with the distance, so they are blended over the surfaces.
    actor.ForceTranslucentOn()
    return actor


def specks(points: NDArray[np.float32], colours: NDArray[np.uint8]) -> vtkActor:
    """Return an actor of points (N, 3), each in its colour (N, 3)."""
    data = vtkPolyData()
    held = vtkPoints()
    held.SetData(numpy_to_vtk(np.ascontiguousarray(points)))
    data.SetPoints(held)
    array = vtkCellArray()  # one cell of them all
    array.SetData(len(points), numpy_to_vtk(np.arange(len(points), dtype=np.int32)))
    data.SetVerts(array)
    actor = actor_of(data, cull=False)
    actor.GetMapper().SetColorModeToDirectScalars()
    actor.GetMapper().SetScalarModeToUsePointData()
    recolour(actor, colours)
    return actor


def recolour(actor: vtkActor, colours: NDArray[np.uint8]) -> None:
    """Give the points of a mesh other colours (N, 3)."""
    scalars = numpy_to_vtk(np.ascontiguousarray(colours), array_type=VTK_UNSIGNED_CHAR)
    actor.GetMapper().GetInput().GetPointData().SetScalars(scalars)


def textured(
    points: NDArray[np.float32],
    cells: NDArray[np.int64],
    uv: NDArray[np.float32],
    texture: vtkTexture,
) -> vtkActor:
    """Return an actor of a mesh that carries a texture."""
    data = mesh_data(points, cells)
    data.GetPointData().SetTCoords(numpy_to_vtk(np.ascontiguousarray(uv)))
    actor = actor_of(data, cull=False)
    actor.SetTexture(texture)
    return actor
