"""Hatching on solids: buildings without a value are striped, so that grey is never a class.

A tile with such buildings gets one number a point more: 0 where there is a value, else a place
along a slanted axis in the model's own metres, by which a shader draws stripes. They stay on the
surfaces as the eye moves.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkRenderingCore import vtkShaderProperty

from jumeau.geometry.jit import njit
from jumeau.geometry.mesh import ROOF, BuildingMesh

NAME = "missing"
_DECLARED = "//VTK::PositionVC::Dec\n"
_VERTEX_DEC = f"""
  in float {NAME};
  out float missingHere;
"""
_VERTEX = f"""
  missingHere = {NAME};
"""
_FRAGMENT_DEC = """
  in float missingHere;
"""
SLANT = (1.0, 1.0, 1.4)
_WRAP = 3.4 * 1024
# Stripes a third of their distance wide: 2.4 m, twice as much for each coarser level.
STRIPES = """
  if (missingHere > 0.5) {
    float along = missingHere;
    float grain = fwidth(along);
    float apart = 3.4 * exp2(ceil(log2(max(grain * 5.0 / 3.4, 1.0))));
    float away = abs(fract(along / apart) - 0.5) * apart;
    float stripe = clamp(0.5 + (apart / 6.0 - away) / max(grain, 1e-4), 0.0, 1.0);
    gl_FragData[0].rgb = mix(mix(gl_FragData[0].rgb, vec3(0.97, 0.96, 0.94), 0.66),
                             gl_FragData[0].rgb * 0.96, stripe);
  }
"""


def hatching_shader(after: str) -> vtkShaderProperty:
    """Return the shader of tiles with hatched buildings.

    Parameters
    ----------
    after : str
        What all surfaces do with their colour at last: the mist.
    """
    shader = vtkShaderProperty()
    shader.AddVertexShaderReplacement(
        "//VTK::PositionVC::Dec", True, _DECLARED + _VERTEX_DEC, False
    )
    shader.AddVertexShaderReplacement(
        "//VTK::PositionVC::Impl", True, "//VTK::PositionVC::Impl\n" + _VERTEX, False
    )
    shader.AddFragmentShaderReplacement(
        "//VTK::PositionVC::Dec", True, _DECLARED + _FRAGMENT_DEC, False
    )
    shader.AddFragmentShaderReplacement(
        "//VTK::TCoord::Impl", True, "//VTK::TCoord::Impl\n" + STRIPES + after, False
    )
    return shader


def stripes_of(points: NDArray[np.float32] | None) -> Any:
    """Return VTK's array of the places of points along the axis; None for none."""
    if points is None:
        return None
    array = numpy_to_vtk(points, deep=True)
    array.SetName(NAME)
    return array


def hatch(actor: Any, stripes: Any, plain: Any, hatched: Any) -> None:
    """Hatch the points of a tile that are told, or none of them.

    Parameters
    ----------
    stripes : vtkFloatArray or None
        Places along the axis, at least 1, where there is no value, else 0; None for a tile
        without such points.
    plain, hatched : vtkShaderProperty
        The shader of all surfaces, and that of hatched ones.
    """
    mapper, data = actor.GetMapper(), actor.GetMapper().GetInput().GetPointData()
    if stripes is None:
        if data.GetArray(NAME) is not None:
            mapper.RemoveVertexAttributeMapping(NAME)
            data.RemoveArray(NAME)
            actor.SetShaderProperty(plain)
        return
    data.AddArray(stripes)
    mapper.MapDataArrayToVertexAttribute(NAME, NAME, vtkDataObject.FIELD_ASSOCIATION_POINTS, -1)
    actor.SetShaderProperty(hatched)


@njit
def missing_points(
    points: NDArray[np.float32],
    part: NDArray[np.uint8],
    starts: NDArray[np.int64],
    rows: NDArray[np.int64],
    missing: NDArray[np.bool_],
    walls: bool,
    roofs: bool,
    out: NDArray[np.float32],
) -> bool:
    """Write the places of points of features without a value (N,); tell whether there are any."""
    found = False
    lowest = np.inf
    for i in range(starts[0], starts[len(rows)]):
        lowest = min(lowest, points[i, 0] + points[i, 1] + SLANT[2] * points[i, 2])
    # Whole periods are left out: stripes meet from tile to tile.
    lowest = math.floor(lowest / _WRAP) * _WRAP - 1.0
    for k in range(len(rows)):
        for i in range(starts[k], starts[k + 1]):
            here = missing[rows[k]] and (roofs if part[i] == ROOF else walls)
            along = points[i, 0] + points[i, 1] + SLANT[2] * points[i, 2] - lowest
            out[i - starts[0]] = along if here else 0.0
            found = found or here
    return found


def missing_in_tile(
    mesh: BuildingMesh,
    order: NDArray[np.int64],
    first: int,
    end: int,
    missing: NDArray[np.bool_],
    walls: bool,
    roofs: bool,
) -> NDArray[np.float32] | None:
    """Return which points of a tile have no value; None where all have one."""
    rows = order[first:end]
    if not missing[rows].any():
        return None
    starts = mesh.feature_point_start[first : end + 1]
    out = np.empty(int(starts[-1] - starts[0]), np.float32)
    found = missing_points(mesh.points, mesh.part, starts, rows, missing, walls, roofs, out)
    return out if found else None
