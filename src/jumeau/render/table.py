"""The soft shadow of the plinth on the table."""

from __future__ import annotations

from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkTexture

from jumeau.render import look
from jumeau.render.props import textured

_REACH = 0.09
_STRENGTH = 0.42


def table_shadow(bounds: tuple[float, float, float, float], base: float) -> Any:
    """Return an actor with the blurred shadow of a rectangle.

    Parameters
    ----------
    bounds : tuple of float
        The model's rectangle, local to the project's origin [m].
    base : float
        Local altitude of the plinth's foot [m].
    """
    xmin, ymin, xmax, ymax = bounds
    reach = _REACH * max(xmax - xmin, ymax - ymin)
    count = 320
    west, south, east, north = xmin - reach, ymin - reach, xmax + reach, ymax + reach
    # The lamp stands in the south-west, so the shadow leans to the north-east.
    shift = 0.25 * reach
    x = np.linspace(west, east, count)
    y = np.linspace(south, north, count)

    def share(v: Any, low: float, high: float, soft: float) -> Any:
        rise = np.clip((v - low + soft) / (2 * soft), 0, 1)
        fall = np.clip((high - v + soft) / (2 * soft), 0, 1)
        smooth = np.minimum(rise, fall)
        return smooth * smooth * (3 - 2 * smooth)

    def shade(shift: float, soft: float) -> Any:
        across = share(x - shift, xmin, xmax, soft)[None, :]
        return share(y - shift, ymin, ymax, soft)[:, None] * across

    # Away from the lamp its shadow, and all around what the model keeps from the table.
    alpha = np.maximum(shade(shift, 0.7 * reach), 0.75 * shade(0.0, 0.35 * reach))
    rgba = np.empty((count, count, 4), np.uint8)
    rgba[..., :3] = np.array(look.SHADOW).astype(np.uint8)
    rgba[..., 3] = np.clip(alpha * 255 * _STRENGTH, 0, 255).astype(np.uint8)
    data = vtkImageData()
    data.SetDimensions(count, count, 1)
    scalars = numpy_to_vtk(rgba.reshape(-1, 4), deep=True, array_type=VTK_UNSIGNED_CHAR)
    data.GetPointData().SetScalars(scalars)
    texture = vtkTexture()
    texture.SetInputData(data)
    texture.InterpolateOn()
    texture.EdgeClampOn()
    texture.SetColorModeToDirectScalars()
    z = base
    points = np.array([[west, south, z], [east, south, z], [east, north, z], [west, north, z]])
    uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    actor = textured(points.astype(np.float32), np.array([[0, 1, 2, 3]]), uv, texture)
    actor.ForceTranslucentOn()
    return actor
