"""Roofs wear the values of a raster that covers them: a sheet over their triangles, textured.

The raster's cells under roofs are spread a little beyond the eaves, so that no roof has a rim in
the colour of the ground beside it. The sheet is made for a site: for the buildings of a variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit
from jumeau.geometry.profile import Standing
from jumeau.geometry.solid_raster import raise_to_solids
from jumeau.io.store import Payloads
from jumeau.model.layer import Layer
from jumeau.render.body_paint import WHITE
from jumeau.render.canvas import Canvas, texture_of
from jumeau.render.props import coloured
from jumeau.render.samples.apart import mixed_apart
from jumeau.render.samples.cells import light_on
from jumeau.render.themes.dress import OPACITY
from jumeau.render.themes.rasters import (
    Classes,
    Colouring,
    Steps,
    Styled,
    Values,
    colours_at,
    hatched_in,
)

LIFT = 0.04
"""Sheets lie so far above the roofs [m]."""
MOST_ALONG = 4096
"""Cells along a texture: of larger rasters, so many are drawn."""
SPREAD = 2
"""Values of roofs are spread over so many cells beyond the eaves."""
LEAST_RISE = 0.2
"""Triangles that face the sky less are no roof."""
FINER_UP_TO = 1500
"""Rasters with no more cells along are drawn with twice as many."""
MOST_KEPT = 6
"""Sheets kept of the variants that are looked at in turn."""
STRIPE = 6
"""Texels from stripe to stripe of a hatched class."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RoofSheet:
    """The values of a raster where roofs lie.

    Attributes
    ----------
    cells : (rows, cols) float32
        Row 0 in the north; NaN where nothing is known.
    west, north, step : float
        Upper left corner and side of the cells, project CRS [m].
    """

    layer: Layer
    origin: tuple[float, float, float]
    cells: NDArray[np.float32]
    west: float
    north: float
    step: float
    colouring: Classes | Steps | Values | Styled | None


def prepare_roofs(
    payloads: Payloads, layer: Layer, origin: tuple[float, float, float]
) -> RoofSheet:
    """Read a raster of results, as fine as a texture may be."""
    import rasterio
    from rasterio.enums import Resampling

    from jumeau.io.rasters import reader as raster
    from jumeau.render.raster_painting import halved_shape, look_at

    path = payloads.path(layer.payload)
    colouring: Colouring | None
    colouring, _ = look_at(path, layer)
    with rasterio.Env(**raster.environment()), rasterio.open(path) as image:
        rows, cols = halved_shape(image.shape, MOST_ALONG)
        cells = image.read(
            1, out_shape=(rows, cols), masked=True, resampling=Resampling.nearest
        ).astype(np.float32)
        step = image.transform.a * image.width / cols
        west, north = image.transform.c, image.transform.f
    painted = colouring if isinstance(colouring, Classes | Steps | Values | Styled) else None
    return RoofSheet(layer, origin, cells.filled(np.nan), west, north, step, painted)


@dataclass(frozen=True, slots=True, eq=False)
class Sheets:
    """A sheet over the roofs of a site: triangles with places on a texture."""

    points: NDArray[np.float32]
    triangles: NDArray[np.int32]
    colours: NDArray[np.uint8]
    uv: NDArray[np.float32]
    image: NDArray[np.uint8]


def sheets_of(roofs: RoofSheet, standing: tuple[Standing, ...]) -> Sheets | None:
    """Return the sheet over what stands; None where it has no roofs under the raster."""
    if roofs.colouring is None:
        return None
    top = np.full(roofs.cells.shape, -np.inf, np.float32)
    for one in standing:
        raise_to_solids(top, roofs.west, roofs.north, roofs.step, one)
    covered = np.isfinite(top)
    if not np.isfinite(roofs.cells[covered]).any():
        return None
    corners, normals = [], []
    for one in standing:
        found, normal = roof_triangles(one, roofs.origin)
        x, y = found.reshape(-1, 3, 3)[:, :, :2].mean(axis=1).T
        rows, cols = roofs.cells.shape
        x, y = (x + roofs.origin[0] - roofs.west) / roofs.step, roofs.north - y - roofs.origin[1]
        inside = (x > 0) & (x < cols) & (y > 0) & (y < rows * roofs.step)
        corners.append(found[np.repeat(inside, 3)])
        normals.append(normal[inside])
    points, normal = np.concatenate(corners), np.concatenate(normals)
    if not len(points):
        return None
    rows, cols = roofs.cells.shape
    uv = np.empty((len(points), 2), np.float32)
    ox, oy, _ = roofs.origin
    uv[:, 0] = (points[:, 0] + ox - roofs.west) / (roofs.step * cols)
    uv[:, 1] = 1.0 - (roofs.north - points[:, 1] - oy) / (roofs.step * rows)
    points[:, 2] += LIFT
    light = np.repeat(np.round(255.0 * light_on(normal)).astype(np.uint8), 3, axis=0)
    triangles = np.arange(len(points), dtype=np.int32).reshape(-1, 3)
    spread = spread_beyond(roofs.cells, covered, SPREAD)
    return Sheets(points.astype(np.float32), triangles, light, uv, _image(roofs, spread))


def roof_triangles(
    one: Standing, origin: tuple[float, float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return corners (3K, 3), local to the project's origin, and normals (K, 3) of roofs."""
    shift = np.array(one.origin) - np.array(origin)
    begin = one.point_start[one.tile_start[:-1]]
    number = np.diff(one.triangle_start[one.tile_start])
    # Triangles count from the first point of their tile.
    absolute = one.triangles.astype(np.int64) + np.repeat(begin, number)[:, None]
    p = one.points[absolute].astype(np.float64) + shift
    normal = np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0])
    length = np.linalg.norm(normal, axis=1)
    normal /= np.maximum(length, 1e-9)[:, None]
    kept = (normal[:, 2] >= LEAST_RISE) & (length > 1e-6)
    return p[kept].reshape(-1, 3), normal[kept]


@njit
def spread_beyond(
    cells: NDArray[np.float32], covered: NDArray[np.bool_], times: int
) -> NDArray[np.float32]:
    """Return cells of which those beside covered ones have a covered neighbour's value."""
    out = cells.copy()
    known = covered.copy()
    rows, cols = cells.shape[0], cells.shape[1]
    for _ in range(times):
        before, was = out.copy(), known.copy()
        for i in range(rows):
            for j in range(cols):
                if was[i, j]:
                    continue
                total, count = 0.0, 0
                for di in range(-1, 2):
                    for dj in range(-1, 2):
                        k, m = i + di, j + dj
                        if 0 <= k < rows and 0 <= m < cols and was[k, m]:
                            value = before[k, m]
                            if value == value:
                                total += value
                                count += 1
                if count:
                    out[i, j] = total / count
                    known[i, j] = True
    return out


def twice_as_fine(cells: NDArray[np.float32], apart: float) -> NDArray[np.float32]:
    """Return values in cells of half the side, so that the edges of classes are crisp."""
    rows, cols = cells.shape
    x, y = (np.arange(2 * n) / 2 - 0.25 for n in (cols, rows))
    out = np.empty((2 * rows, 2 * cols))
    mixed_apart(cells, x, y, np.zeros(out.shape, np.bool_), apart, out)
    return out.astype(np.float32)


def _image(roofs: RoofSheet, cells: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the texture (rows, cols, 3), its first row in the south: data on white roofs."""
    assert roofs.colouring is not None
    if max(cells.shape) <= FINER_UP_TO and isinstance(roofs.colouring, Steps):
        cells = twice_as_fine(cells, roofs.colouring.apart)
    values = cells.astype(np.float64)
    colours = colours_at(roofs.colouring, values)
    share = colours[..., 3:] * (OPACITY * roofs.layer.style.opacity)
    hatched = hatched_in(roofs.colouring, values)
    if hatched is not None:
        i, j = np.ogrid[: hatched.shape[0], : hatched.shape[1]]
        stripe = ((i + j) % STRIPE) * 3 < STRIPE
        share[..., 0] *= np.where(hatched & ~stripe, 0.22, 1.0)
    white = np.array(WHITE, np.float32)
    image = white + (colours[..., :3] - white) * share
    return np.ascontiguousarray(np.round(image[::-1]).astype(np.uint8))


_Made = tuple[tuple[Any, ...], Any, Any]
"""What a sheet was made of, its actor and its texture."""


class Roofs:
    """The sheets of one layer over the roofs of the sites that are looked at.

    Parameters
    ----------
    canvas : Canvas
        Where they are drawn.
    roofs : RoofSheet
        What was prepared.
    """

    def __init__(self, canvas: Canvas, roofs: RoofSheet) -> None:
        self._canvas = canvas
        self.roofs = roofs
        self._made: dict[tuple[int, ...], _Made] = {}
        self._shown: Any = None

    def show(self, standing: tuple[Standing, ...] | None) -> None:
        """Lay the sheet over what stands; None to hide it."""
        actor = None if standing is None else self._actor(standing)
        if self._shown is not None and self._shown is not actor:
            self._shown.VisibilityOff()
        if actor is not None:
            actor.VisibilityOn()
        self._shown = actor

    def _actor(self, standing: tuple[Standing, ...]) -> Any:
        held = tuple(x.triangles for x in standing)
        key = tuple(id(x) for x in held)
        found = self._made.get(key)
        if found is None:
            found = self._laid(standing, held)
            while len(self._made) >= MOST_KEPT:
                self._free(self._made.pop(next(iter(self._made))))
            self._made[key] = found
        return found[1]

    def _laid(self, standing: tuple[Standing, ...], held: tuple[Any, ...]) -> _Made:
        sheets = sheets_of(self.roofs, standing)
        if sheets is None:
            return held, None, None
        actor = coloured(sheets.points, sheets.triangles, sheets.colours, uv=sheets.uv)
        texture = texture_of(sheets.image)
        actor.SetTexture(texture)
        self._canvas.add(actor)
        return held, actor, texture

    def _free(self, made: _Made) -> None:
        _, actor, texture = made
        if actor is not None:
            if actor is self._shown:
                self._shown = None
            self._canvas.remove(actor)
            texture.ReleaseGraphicsResources(self._canvas.window)

    def close(self) -> None:
        """Free the actors."""
        for made in self._made.values():
            self._free(made)
        self._made.clear()
        self._shown = None
