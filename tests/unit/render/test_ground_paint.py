"""The kernels that paint the ground: exact areas, no seams, exact widths."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from village import ragged

from jumeau.geometry import paint
from jumeau.geometry.ragged import decode_lines

COUNT, TEXEL = 64, 0.5


def cover_of(shapes: list[shapely.Geometry], texel: float = TEXEL) -> np.ndarray:
    p = ragged(shapes)
    acc = np.zeros((COUNT, COUNT + 1), np.float32)
    paint.add_polygons(
        acc, 0.0, COUNT * texel, texel, np.arange(len(p)), p.xy, p.ring_start, p.polygon_start,
        p.feature_start,
    )  # fmt: skip
    return paint.integrate(acc)


def stroke(line: shapely.LineString, width: float, dash: float = 0.0) -> np.ndarray:
    blob = shapely.to_wkb(line)
    lines = decode_lines(np.frombuffer(blob, np.uint8), np.array([0, len(blob)]))
    cover = np.zeros((COUNT, COUNT), np.float32)
    paint.add_stroke(
        cover, 0.0, COUNT * TEXEL, TEXEL, np.array([0]), np.array([width / 2], np.float32),
        lines.xy, lines.line_start, lines.feature_start, dash,
    )  # fmt: skip
    return cover


@given(
    centre=st.tuples(st.floats(-10, 42), st.floats(-10, 42)),
    radii=st.lists(st.floats(0.4, 25), min_size=3, max_size=9),
)
@settings(max_examples=60, deadline=None)
def test_coverage_is_the_area_inside_the_tile(centre, radii):
    angles = np.arange(len(radii)) * 2 * np.pi / len(radii)
    places = np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(radii)[:, None]
    polygon = shapely.Polygon(places + np.array(centre))
    if not polygon.is_valid or polygon.area < 0.05:
        return
    expected = polygon.intersection(shapely.box(0, 0, COUNT * TEXEL, COUNT * TEXEL)).area
    assert cover_of([polygon]).sum() * TEXEL**2 == pytest.approx(expected, rel=2e-3, abs=0.02)


def test_each_texel_holds_its_own_share():
    cover = cover_of([shapely.box(1.25, 1.25, 3.0, 2.0)])
    low = COUNT - 3  # the row from 1.0 m to 1.5 m above the south border
    assert cover[low, 1:7].tolist() == pytest.approx([0, 0.25, 0.5, 0.5, 0.5, 0], abs=1e-6)
    assert cover[low - 1, 2] == pytest.approx(0.5)


def test_holes_are_left_out():
    ring = shapely.box(2, 2, 20, 20).difference(shapely.box(5, 5, 9, 9))
    assert cover_of([ring]).sum() * TEXEL**2 == pytest.approx(18 * 18 - 16, rel=1e-4)


def test_neighbours_leave_no_seam():
    cut = 10.137
    pair = [shapely.box(2, 2, cut, 20), shapely.box(cut, 2, 25, 20)]
    assert np.allclose(cover_of(pair), cover_of([shapely.box(2, 2, 25, 20)]), atol=1e-5)


def test_painting_clears_the_accumulated_areas():
    p = ragged([shapely.box(-5, -5, 50, 50)])
    acc = np.zeros((COUNT, COUNT + 1), np.float32)
    paint.add_polygons(
        acc, 0.0, 32.0, TEXEL, np.array([0]), p.xy, p.ring_start, p.polygon_start, p.feature_start
    )
    assert paint.integrate(acc).min() == 1
    assert not acc.any()


@pytest.mark.parametrize("width", [0.2, 0.5, 1.3, 4.0])
@pytest.mark.parametrize("end", [(28.0, 16.0), (26.0, 25.0), (16.2, 28.0)])
def test_strokes_have_their_width(width, end):
    line = shapely.LineString([(5.0, 6.0), end])
    area = stroke(line, width).sum() * TEXEL**2
    assert area == pytest.approx(line.buffer(width / 2).area, rel=0.08, abs=0.12)


def test_width_across_a_straight_stroke_is_exact():
    cover = stroke(shapely.LineString([(-5.0, 10.13), (40.0, 10.13)]), 3.0)
    assert cover[:, 20].sum() * TEXEL == pytest.approx(3.0, abs=1e-4)


def test_joins_are_round_and_not_painted_twice():
    line = shapely.LineString([(5, 5), (15, 15), (25, 5)])
    cover = stroke(line, 4.0)
    assert cover.max() <= 1
    assert cover.sum() * TEXEL**2 == pytest.approx(line.buffer(2.0).area, rel=0.02)


def test_dashes_paint_half_of_a_line():
    line = shapely.LineString([(0, 10), (32, 10)])
    assert stroke(line, 2.0, dash=2.0).sum() == pytest.approx(stroke(line, 2.0).sum() / 2, rel=0.1)


def test_blur_keeps_the_amount():
    cover = cover_of([shapely.box(12, 12, 18, 19)])
    soft = paint.blur(cover, 3)
    assert soft.sum() == pytest.approx(cover.sum(), rel=1e-4)
    assert soft.max() < 1.001
    assert soft[COUNT - 24 - 3, 21] > 0


def test_a_cast_lies_away_from_the_lamp_and_holds_the_footprint():
    p = ragged([shapely.box(10, 10, 14, 14)])
    acc = np.zeros((COUNT, COUNT + 1), np.float32)
    reach = np.array([5.0], np.float32)
    paint.add_cast(
        acc, 0.0, 32.0, TEXEL, np.array([0]), reach, (1.0, 0.0), p.xy, p.ring_start,
        p.polygon_start, p.feature_start,
    )  # fmt: skip
    cover = paint.integrate(acc)
    assert cover.sum() * TEXEL**2 == pytest.approx(4 * 9, rel=1e-4)
    assert cover[COUNT - 24, int(17 / TEXEL)] == 1


def test_blend_and_bytes():
    rgb = np.full((4, 4, 3), 100.0, np.float32)
    cover = np.zeros((4, 4), np.float32)
    cover[0] = 0.5
    paint.blend(rgb, cover, 200.0, 0.0, 100.0, 1.0)
    image = paint.to_bytes(rgb, 0)
    # The first row of the texture is the south.
    assert image[3, 0].tolist() == [150, 50, 100]
    assert image[0, 0].tolist() == [100, 100, 100]
