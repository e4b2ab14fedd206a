"""Paint polygons and lines into the texels of a ground tile, by exact coverage.

A tile is a raster of square texels, its first row in the north. Polygons are covered by signed
areas, as font rasterisers do: each edge adds what it covers to the texels that it crosses, and a
running sum along each row gives the covered share of every texel. Neighbours of one class
therefore leave no seam. Lines are capsules: a box filter over the distance to the line.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from jumeau.geometry.jit import njit

Cover = NDArray[np.float32]


@njit
def _add_span(acc: Cover, u0: float, v0: float, u1: float, v1: float) -> None:
    """Add one edge that lies within 0 <= u <= width (texels, v downwards)."""
    height = acc.shape[0]
    if v0 == v1:
        return
    sign = 1.0
    if v0 > v1:
        u0, v0, u1, v1, sign = u1, v1, u0, v0, -1.0
    if v1 <= 0.0 or v0 >= height:
        return
    slope = (u1 - u0) / (v1 - v0)
    u = u0
    if v0 < 0.0:
        u -= v0 * slope
        v0 = 0.0
    last = min(height, math.ceil(v1))
    limit = float(acc.shape[1] - 1)
    for row in range(int(v0), last):
        dy = min(row + 1.0, v1) - max(float(row), v0)
        following = u + slope * dy
        left = min(max(min(u, following), 0.0), limit)
        right = min(max(max(u, following), 0.0), limit)
        area = dy * sign
        first = int(left)
        final = math.ceil(right)
        if final <= first + 1:
            share = 0.5 * (left + right) - first
            acc[row, first] += area * (1.0 - share)
            if first + 1 < acc.shape[1]:
                acc[row, first + 1] += area * share
        else:
            rate = 1.0 / (right - left)
            head = 1.0 - (left - first)
            begun = 0.5 * rate * head * head
            acc[row, first] += area * begun
            tail = right - final + 1.0
            ended = 0.5 * rate * tail * tail
            if final == first + 2:
                acc[row, first + 1] += area * (1.0 - begun - ended)
            else:
                second = rate * (head + 0.5)
                acc[row, first + 1] += area * (second - begun)
                for column in range(first + 2, final - 1):
                    acc[row, column] += area * rate
                before = second + (final - first - 3) * rate
                acc[row, final - 1] += area * (1.0 - before - ended)
            acc[row, final] += area * ended
        u = following


@njit
def add_edge(acc: Cover, u0: float, v0: float, u1: float, v1: float) -> None:
    """Add the signed area to the right of one edge.

    Parameters
    ----------
    acc : (height, width + 1) float32
        Signed areas, changed in place; :func:`integrate` turns them into coverage.
    u0, v0, u1, v1 : float
        The edge in texels from the tile's north-west corner, v southwards.
    """
    width = float(acc.shape[1] - 1)
    if u0 >= width and u1 >= width:
        return
    if u0 <= 0.0 and u1 <= 0.0:
        _add_span(acc, 0.0, v0, 0.0, v1)
        return
    if min(u0, u1) >= 0.0 and max(u0, u1) <= width:
        _add_span(acc, u0, v0, u1, v1)
        return
    slope = (v1 - v0) / (u1 - u0)
    au, av = u0, v0
    bu, bv = u1, v1
    if au < 0.0:
        at = v0 - u0 * slope
        _add_span(acc, 0.0, av, 0.0, at)
        au, av = 0.0, at
    elif au > width:
        au, av = width, v0 + (width - u0) * slope
    if bu < 0.0:
        at = v0 - u0 * slope
        _add_span(acc, 0.0, at, 0.0, bv)
        bu, bv = 0.0, at
    elif bu > width:
        bu, bv = width, v0 + (width - u0) * slope
    _add_span(acc, au, av, bu, bv)


@njit
def add_polygons(
    acc: Cover,
    west: float,
    north: float,
    texel: float,
    rows: NDArray[np.int64],
    xy: NDArray[np.float64],
    ring_start: NDArray[np.int64],
    polygon_start: NDArray[np.int64],
    feature_start: NDArray[np.int64],
) -> None:
    """Add the features ``rows`` of ragged polygons (exteriors counter-clockwise).

    Parameters
    ----------
    acc : (height, width + 1) float32
        Signed areas, changed in place.
    west, north : float
        North-west corner of the tile, project CRS [m].
    texel : float
        Side of a texel [m].
    """
    for index in range(len(rows)):
        feature = rows[index]
        if feature_start[feature] == feature_start[feature + 1]:
            continue
        ring_low = polygon_start[feature_start[feature]]
        ring_high = polygon_start[feature_start[feature + 1]]
        for ring in range(ring_low, ring_high):
            first = ring_start[ring]
            end = ring_start[ring + 1]
            if end - first < 3:
                continue
            u0 = (xy[end - 1, 0] - west) / texel
            v0 = (north - xy[end - 1, 1]) / texel
            for k in range(first, end):
                u1 = (xy[k, 0] - west) / texel
                v1 = (north - xy[k, 1]) / texel
                add_edge(acc, u0, v0, u1, v1)
                u0, v0 = u1, v1


@njit
def add_cast(
    acc: Cover,
    west: float,
    north: float,
    texel: float,
    rows: NDArray[np.int64],
    reach: NDArray[np.float32],
    towards: tuple[float, float],
    xy: NDArray[np.float64],
    ring_start: NDArray[np.int64],
    polygon_start: NDArray[np.int64],
    feature_start: NDArray[np.int64],
) -> None:
    """Add the flat ground that prisms over the features cover from a slanting light.

    Parameters
    ----------
    reach : (F,) float32
        Length of each feature's cast [m].
    towards : pair of float
        Unit vector (east, north) away from the light.
    """
    for index in range(len(rows)):
        feature = rows[index]
        if feature_start[feature] == feature_start[feature + 1]:
            continue
        du = towards[0] * reach[feature] / texel
        dv = -towards[1] * reach[feature] / texel
        ring_low = polygon_start[feature_start[feature]]
        ring_high = polygon_start[feature_start[feature + 1]]
        for ring in range(ring_low, ring_high):
            first = ring_start[ring]
            end = ring_start[ring + 1]
            if end - first < 3:
                continue
            u0 = (xy[end - 1, 0] - west) / texel
            v0 = (north - xy[end - 1, 1]) / texel
            for k in range(first, end):
                u1 = (xy[k, 0] - west) / texel
                v1 = (north - xy[k, 1]) / texel
                # An edge that looks away from the light sweeps a parallelogram.
                if (v1 - v0) * du - (u1 - u0) * dv < 0.0:
                    add_edge(acc, u0, v0, u0 + du, v0 + dv)
                    add_edge(acc, u0 + du, v0 + dv, u1 + du, v1 + dv)
                    add_edge(acc, u1 + du, v1 + dv, u1, v1)
                else:
                    add_edge(acc, u0, v0, u1, v1)
                u0, v0 = u1, v1


@njit
def integrate(acc: Cover) -> Cover:
    """Return the covered share of every texel, 0..1, and clear the accumulated areas."""
    height, width = acc.shape[0], acc.shape[1] - 1
    cover = np.empty((height, width), np.float32)
    for row in range(height):
        total = np.float32(0.0)
        for column in range(width):
            total += acc[row, column]
            acc[row, column] = 0.0
            cover[row, column] = min(max(total, np.float32(0.0)), np.float32(1.0))
        acc[row, width] = 0.0
    return cover


@njit
def add_stroke(
    cover: Cover,
    west: float,
    north: float,
    texel: float,
    rows: NDArray[np.int64],
    half_width: NDArray[np.float32],
    xy: NDArray[np.float64],
    line_start: NDArray[np.int64],
    feature_start: NDArray[np.int64],
    dash: float,
) -> None:
    """Raise the coverage to that of the strokes of the features ``rows``, joins round.

    Parameters
    ----------
    cover : (height, width) float32
        Coverage, changed in place.
    half_width : (F,) float32
        Half the width of each feature [m].
    dash : float
        Length of a dash and of the gap after it [m]; 0 for a whole line.
    """
    for index in range(len(rows)):
        feature = rows[index]
        for line in range(feature_start[feature], feature_start[feature + 1]):
            along = 0.0
            for k in range(line_start[line], line_start[line + 1] - 1):
                ax = (xy[k, 0] - west) / texel
                ay = (north - xy[k, 1]) / texel
                bx = (xy[k + 1, 0] - west) / texel
                by = (north - xy[k + 1, 1]) / texel
                _capsule(cover, ax, ay, bx, by, half_width[feature] / texel, along, dash / texel)
                along += math.hypot(bx - ax, by - ay)


@njit
def _capsule(
    cover: Cover,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    half: float,
    along: float,
    dash: float,
) -> None:
    """Raise the coverage to that of one capsule (texels)."""
    height, width = cover.shape
    radius = half + 0.5
    low = min(ay, by) - radius
    high = max(ay, by) + radius
    if high <= 0.0 or low >= height or max(ax, bx) + radius <= 0.0:
        return
    if min(ax, bx) - radius >= width:
        return
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    length = math.sqrt(square)
    for row in range(max(0, int(low)), min(height, math.ceil(high) + 1)):
        y = row + 0.5
        # The part of the segment that can reach this row bounds the columns.
        t0, t1 = 0.0, 1.0
        if abs(dy) > 1e-9:
            near = (y - radius - ay) / dy
            far = (y + radius - ay) / dy
            t0 = min(max(min(near, far), 0.0), 1.0)
            t1 = min(max(max(near, far), 0.0), 1.0)
        left = min(ax + t0 * dx, ax + t1 * dx) - radius
        right = max(ax + t0 * dx, ax + t1 * dx) + radius
        for column in range(max(0, int(left)), min(width, math.ceil(right) + 1)):
            x = column + 0.5
            t = 0.0
            if square > 0.0:
                t = min(max(((x - ax) * dx + (y - ay) * dy) / square, 0.0), 1.0)
            if dash > 0.0 and (along + t * length) % (2.0 * dash) > dash:
                continue
            distance = math.hypot(x - ax - t * dx, y - ay - t * dy)
            share = min(distance + 0.5, half) - max(distance - 0.5, -half)
            if share > cover[row, column]:
                cover[row, column] = min(share, 1.0)


@njit
def add_discs(
    cover: Cover, west: float, north: float, texel: float, xyr: NDArray[np.float64]
) -> None:
    """Raise the coverage to that of soft discs: (N, 3) x, y, radius [m], fading to the rim."""
    height, width = cover.shape
    for k in range(len(xyr)):
        u = (xyr[k, 0] - west) / texel
        v = (north - xyr[k, 1]) / texel
        radius = max(xyr[k, 2] / texel, 0.5)
        for row in range(max(0, int(v - radius)), min(height, int(v + radius) + 1)):
            for column in range(max(0, int(u - radius)), min(width, int(u + radius) + 1)):
                near = 1.0 - math.hypot(column + 0.5 - u, row + 0.5 - v) / radius
                if near > cover[row, column]:
                    cover[row, column] = near


@njit
def _blur_rows(source: Cover, target: Cover, radius: int) -> None:
    height, width = source.shape
    scale = np.float32(1.0 / (2 * radius + 1))
    for row in range(height):
        total = np.float32(0.0)
        for k in range(-radius, radius + 1):
            total += source[row, min(max(k, 0), width - 1)]
        for column in range(width):
            target[column, row] = total * scale
            total += source[row, min(column + radius + 1, width - 1)]
            total -= source[row, max(column - radius, 0)]


@njit
def blur(cover: Cover, radius: int) -> Cover:
    """Return the coverage softened by two box filters of ``2 radius + 1`` texels each way."""
    height, width = cover.shape
    if radius < 1:
        return cover.copy()
    turned = np.empty((width, height), np.float32)
    result = np.empty((height, width), np.float32)
    _blur_rows(cover, turned, radius)
    _blur_rows(turned, result, radius)
    _blur_rows(result, turned, radius)
    _blur_rows(turned, result, radius)
    return result


@njit
def blend(
    rgb: NDArray[np.float32], cover: Cover, red: float, green: float, blue: float, opacity: float
) -> None:
    """Blend one colour (0..255) into the (height, width, 3) image where the coverage says so."""
    height, width = cover.shape
    for row in range(height):
        for column in range(width):
            share = cover[row, column] * opacity
            if share > 0.0:
                rgb[row, column, 0] += (red - rgb[row, column, 0]) * share
                rgb[row, column, 1] += (green - rgb[row, column, 1]) * share
                rgb[row, column, 2] += (blue - rgb[row, column, 2]) * share


@njit
def darken(
    rgb: NDArray[np.float32], factor: NDArray[np.float32], red: float, green: float, blue: float
) -> None:
    """Multiply the image by a coarser (m, m) field of light, bilinear, corner to corner.

    ``red``, ``green`` and ``blue`` are how much of the shade each band takes.
    """
    height, width = rgb.shape[0], rgb.shape[1]
    rows, columns = factor.shape
    for row in range(height):
        y = (row + 0.5) / height * (rows - 1)
        j = min(int(y), rows - 2)
        fy = y - j
        for column in range(width):
            x = (column + 0.5) / width * (columns - 1)
            i = min(int(x), columns - 2)
            fx = x - i
            light = (factor[j, i] * (1 - fx) + factor[j, i + 1] * fx) * (1 - fy) + (
                factor[j + 1, i] * (1 - fx) + factor[j + 1, i + 1] * fx
            ) * fy
            rgb[row, column, 0] *= 1.0 - (1.0 - light) * red
            rgb[row, column, 1] *= 1.0 - (1.0 - light) * green
            rgb[row, column, 2] *= 1.0 - (1.0 - light) * blue


@njit
def to_bytes(rgb: NDArray[np.float32], margin: int) -> NDArray[np.uint8]:
    """Return the image without its margin as bytes, its first row in the south."""
    height, width = rgb.shape[0] - 2 * margin, rgb.shape[1] - 2 * margin
    result = np.empty((height, width, 3), np.uint8)
    for row in range(height):
        for column in range(width):
            for band in range(3):
                value = rgb[margin + height - 1 - row, margin + column, band] + 0.5
                result[row, column, band] = np.uint8(min(max(value, 0.0), 255.0))
    return result
