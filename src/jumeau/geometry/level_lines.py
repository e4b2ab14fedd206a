"""Lines of equal altitude: a smooth surface through a grid, and its levels drawn on a raster."""

from __future__ import annotations

import math

from jumeau.geometry.jit import njit

FLAT = 0.003
"""Where the ground rises less than this, there is no line to be drawn."""


@njit
def _spline(z, x0, y0, step, x, y):  # type: ignore[no-untyped-def]
    """Value and slope of the uniform cubic B-spline of a grid (row 0 north) at a place."""
    rows, columns = z.shape
    u, v = (x - x0) / step, (y0 - y) / step
    c, r = math.floor(u), math.floor(v)
    u, v = u - c, v - r
    wu0, wu3 = (1 - u) ** 3 / 6, u**3 / 6
    wu1 = (3 * u**3 - 6 * u * u + 4) / 6
    wu2 = 1 - wu0 - wu1 - wu3
    du0, du3 = -((1 - u) ** 2) / 2, u * u / 2
    du1 = (9 * u * u - 12 * u) / 6
    du2 = -du0 - du1 - du3
    wv0, wv3 = (1 - v) ** 3 / 6, v**3 / 6
    wv1 = (3 * v**3 - 6 * v * v + 4) / 6
    wv2 = 1 - wv0 - wv1 - wv3
    dv0, dv3 = -((1 - v) ** 2) / 2, v * v / 2
    dv1 = (9 * v * v - 12 * v) / 6
    dv2 = -dv0 - dv1 - dv3
    ca, cb = min(max(c - 1, 0), columns - 1), min(max(c, 0), columns - 1)
    cc, cd = min(max(c + 1, 0), columns - 1), min(max(c + 2, 0), columns - 1)
    value, east, south = 0.0, 0.0, 0.0
    for k in range(4):
        row = min(max(r - 1 + k, 0), rows - 1)
        w = wv0 if k == 0 else wv1 if k == 1 else wv2 if k == 2 else wv3
        d = dv0 if k == 0 else dv1 if k == 1 else dv2 if k == 2 else dv3
        line = z[row, ca] * wu0 + z[row, cb] * wu1 + z[row, cc] * wu2 + z[row, cd] * wu3
        turn = z[row, ca] * du0 + z[row, cb] * du1 + z[row, cc] * du2 + z[row, cd] * du3
        value += w * line
        east += w * turn
        south += d * line
    return value, east / step, -south / step


@njit
def sample_spline(z, x0, y0, step, x, y, out):  # type: ignore[no-untyped-def]
    """Write the spline's value, and its slope to the east and to the north, of places (N, 3)."""
    for k in range(len(x)):
        out[k, 0], out[k, 1], out[k, 2] = _spline(z, x0, y0, step, x[k], y[k])


@njit
def draw_levels(  # type: ignore[no-untyped-def]
    rgb, west, north, texel, z, x0, y0, step, interval, every, colour, thin, thin_opacity, strong,
    strong_opacity,
):  # fmt: skip
    """Draw the levels of a grid on a raster, each ``every``-th one stronger; widths in texels."""
    rows, columns = rgb.shape[:2]
    for j in range(rows):
        y = north - (j + 0.5) * texel
        for i in range(columns):
            value, east, up = _spline(z, x0, y0, step, west + (i + 0.5) * texel, y)
            slope = math.sqrt(east * east + up * up)
            if slope < FLAT:
                continue
            nearest = round(value / interval)
            away = abs(value - nearest * interval) / slope / texel
            major = int(nearest) % every == 0
            half = (strong if major else thin) / 2
            cover = min(max(half + 0.5 - away, 0.0), 1.0)
            if cover <= 0.0:
                continue
            # Lines closer together than their widths would flood the ground.
            apart = interval / slope / texel
            if major:
                cover *= min(max(apart * every / 6.0, 0.0), 1.0) * strong_opacity
            else:
                cover *= min(max((apart - 1.5) / 3.5, 0.0), 1.0) * thin_opacity
            cover *= min((slope - FLAT) / FLAT, 1.0)
            for band in range(3):
                rgb[j, i, band] += (colour[band] - rgb[j, i, band]) * cover
