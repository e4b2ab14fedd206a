import struct

import numpy as np
import pytest
import shapely
from footprints import blocks, buffers, decoded, ragged, star
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.geometry.ragged import (
    Polygons,
    concatenate,
    decode_lines,
    decode_points,
    decode_polygons,
    polygon_areas,
    polygon_perimeters,
)
from jumeau.geometry.repair import crossing_features, mend_crossings


def normal_rings(shape: shapely.Geometry) -> list[np.ndarray]:
    """Rings of a shape as the decoder leaves them."""
    rings = []
    for part in shapely.get_parts(shape):
        part = shapely.orient_polygons(part)
        for ring in (part.exterior, *part.interiors):
            rings.append(shapely.get_coordinates(ring, include_z=True)[:-1])  # noqa: PERF401
    return rings


def starts_at_same(ring: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether the rings are the same, wherever they start."""
    return any(np.array_equal(np.roll(ring, -k, axis=0), other) for k in range(len(ring)))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    flavor=st.sampled_from(["extended", "iso"]),
    byte_order=st.sampled_from([0, 1]),
    z=st.booleans(),
    m=st.booleans(),
    srid=st.booleans(),
)
def test_decoding_equals_shapely(
    seed: int, flavor: str, byte_order: int, z: bool, m: bool, srid: bool
) -> None:
    random = np.random.default_rng(seed)
    shapes: list[shapely.Geometry] = []
    for k in range(random.integers(1, 6)):
        part = star(random, random.integers(3, 20), 650_000.0 + 40.0 * k, 6_350_000.0)
        if random.random() < 0.5:
            hole = shapely.Point(part.centroid).buffer(0.3, quad_segs=2)
            part = shapely.Polygon(part.exterior, [hole.exterior.coords])
        if random.random() < 0.5:
            part = shapely.MultiPolygon([part, star(random, 5, 651_000.0, 6_350_000.0)])
        if random.random() < 0.5:
            part = part.reverse()
        shapes.append(part)
    if z or m:
        shapes = [
            shapely.transform(
                shapely.force_3d(shape, 1.0),
                lambda c: np.column_stack([c[:, :2], 500.0 + c[:, 0] % 7.0 + c[:, 1] % 3.0]),
                include_z=True,
            )
            for shape in shapes
        ]
    if m:
        if flavor == "extended" and not z:
            return  # nothing that shapely can write
        data = [with_measures(shape, byte_order, keep_z=z) for shape in shapes]
        polygons, repairs = decode_polygons(*buffers(data))
    else:
        if srid and flavor == "extended":
            shapes = [shapely.set_srid(shape, 2154) for shape in shapes]
        polygons, repairs = decoded(
            shapes,
            flavor=flavor,
            byte_order=byte_order,
            include_srid=srid and flavor == "extended",
        )
    assert not repairs.malformed
    assert not repairs.empty
    expected = [normal_rings(shape) for shape in shapes]
    flat = [ring for rings in expected for ring in rings]
    assert len(polygons.ring_start) - 1 == len(flat)
    for r, ring in enumerate(flat):
        first, stop = polygons.ring_start[r : r + 2]
        assert starts_at_same(polygons.xy[first:stop], ring[:, :2])
        if z:
            assert polygons.z is not None
            assert starts_at_same(polygons.z[first:stop, None], ring[:, 2:3])
        else:
            assert polygons.z is None
    counts = np.diff(polygons.polygon_start[polygons.feature_start])
    assert counts.tolist() == [len(rings) for rings in expected]
    assert polygon_areas(polygons) == pytest.approx(shapely.area(shapes), rel=1e-9)
    assert polygon_perimeters(polygons) == pytest.approx(shapely.length(shapes), rel=1e-6)


def with_measures(shape: shapely.Geometry, byte_order: int, keep_z: bool) -> bytes:
    """ISO WKB with M (and Z): written here, as GEOS before 3.12 cannot."""
    order = "<" if byte_order else ">"

    def polygon(part: shapely.Polygon) -> bytes:
        kind = 3003 if keep_z else 2003
        out = struct.pack(f"{order}BII", byte_order, kind, 1 + len(part.interiors))
        for ring in (part.exterior, *part.interiors):
            rows = shapely.get_coordinates(ring, include_z=True)
            rows = np.column_stack([rows if keep_z else rows[:, :2], np.arange(len(rows))])
            out += struct.pack(f"{order}I", len(rows)) + rows.astype(f"{order}f8").tobytes()
        return out

    if shape.geom_type == "Polygon":
        return polygon(shape)
    kind = 3006 if keep_z else 2006
    parts = shapely.get_parts(shape)
    head = struct.pack(f"{order}BII", byte_order, kind, len(parts))
    return head + b"".join(polygon(part) for part in parts)


def raw_polygon(*rings: list[tuple[float, float]]) -> bytes:
    out = struct.pack("<BII", 1, 3, len(rings))
    for ring in rings:
        out += struct.pack("<I", len(ring)) + np.array(ring, "<f8").tobytes()
    return out


SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]


def test_rings_are_cleaned_and_counted() -> None:
    data = [
        raw_polygon([*SQUARE[:1], (0.0004, 0.0), *SQUARE[1:]]),  # a duplicate within 1 mm
        raw_polygon(SQUARE[:4]),  # not closed
        raw_polygon(SQUARE[::-1]),  # clockwise
        raw_polygon(SQUARE, [(1, 1), (2, 2), (3, 3), (1, 1)]),  # a hole without area
        raw_polygon([(0, 0), (1, 0), (0, 0)], SQUARE),  # an exterior of two vertices
    ]
    polygons, repairs = decode_polygons(*buffers(data))
    assert polygon_areas(polygons).tolist() == [100.0, 100.0, 100.0, 100.0, 0.0]
    assert np.diff(polygons.ring_start).tolist() == [4, 4, 4, 4]
    assert repairs.duplicate_vertices == 1
    assert repairs.closed_rings == 1
    assert repairs.reversed_rings == 1
    assert repairs.dropped_rings == 3
    assert repairs.empty == (4,)


def test_what_cannot_be_read_comes_out_empty() -> None:
    good = raw_polygon(SQUARE)
    hostile = struct.pack("<BII", 1, 6, 0xFFFFFFFF)
    data = [
        b"",
        good,
        raw_polygon([(0, 0), (np.nan, 1), (1, 1), (0, 0)]),
        raw_polygon([(np.inf, 0), (1, 1), (0, 1), (np.inf, 0)]),
        good[:-9],
        b"\x07" + good[1:],
        hostile,
        shapely.to_wkb(shapely.Point(1, 2)),
        shapely.to_wkb(shapely.Polygon()),
        struct.pack("<BII", 1, 3, 0xFFFFFFFF),
        shapely.to_wkb(shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)])),
        good,
    ]
    valid = np.array([bool(item) for item in data])
    polygons, repairs = decode_polygons(*buffers(data), valid=valid)
    assert np.flatnonzero(polygon_areas(polygons)).tolist() == [1, 10, 11]
    assert repairs.null == (0,)
    assert repairs.non_finite == (2, 3)
    assert repairs.malformed == (4, 5, 6, 9)
    assert repairs.other_type == (7,)
    assert repairs.empty == (8,)


@given(noise=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_noise_never_breaks_the_decoder(noise: bytes) -> None:
    data = [noise, raw_polygon(SQUARE), b"\x01\x06\x00\x00\x00" + noise]
    polygons, _ = decode_polygons(*buffers(data))
    assert polygon_areas(polygons)[1] == 100.0


def test_degrees_need_a_smaller_tolerance() -> None:
    ring = [(2.0 + x * 1e-5, 44.0 + y * 1e-5) for x, y in SQUARE]
    assert len(decode_polygons(*buffers([raw_polygon(ring)]), tolerance=1e-9)[0].xy) == 4


def test_offsets_into_a_slice() -> None:
    data, offsets = buffers([raw_polygon(SQUARE), raw_polygon(SQUARE), raw_polygon(SQUARE)])
    polygons, _ = decode_polygons(data, offsets[1:].astype(np.int32))
    assert len(polygons) == 2
    assert polygon_areas(polygons).tolist() == [100.0, 100.0]


def test_concatenation_keeps_order() -> None:
    random = np.random.default_rng(3)
    shapes = [blocks(random) for _ in range(7)]
    whole = ragged(shapes)
    parts = concatenate([ragged(shapes[:3]), ragged(shapes[3:3]), ragged(shapes[3:])])
    for name in ("xy", "ring_start", "polygon_start", "feature_start"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
    assert len(concatenate([])) == 0


def test_lines_and_points() -> None:
    lines = [
        shapely.LineString([(0, 0, 5), (1, 2, 6)]),
        shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3), (4, 4)]]),
        shapely.Point(0, 0),
    ]
    decoded_lines = decode_lines(*buffers([shapely.to_wkb(line) for line in lines]))
    assert np.diff(decoded_lines.line_start).tolist() == [2, 2, 3]
    assert np.diff(decoded_lines.feature_start).tolist() == [1, 2, 0]
    assert decoded_lines.z is not None
    assert decoded_lines.z[:2].tolist() == [5.0, 6.0]
    assert np.isnan(decoded_lines.z[2:]).all()
    points = [shapely.Point(1, 2), shapely.Point(), shapely.MultiPoint([(3, 4), (5, 6)])]
    decoded_points = decode_points(*buffers([shapely.to_wkb(point) for point in points]))
    assert decoded_points.xy.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert decoded_points.feature_start.tolist() == [0, 1, 1, 3]


def test_crossings_are_found_and_mended() -> None:
    bow = raw_polygon([(0, 0), (10, 10), (10, 0), (0, 12), (0, 0)])
    polygons, repairs = decode_polygons(*buffers([raw_polygon(SQUARE), bow, raw_polygon(SQUARE)]))
    assert crossing_features(polygons).tolist() == [1]
    mended, repairs = mend_crossings(polygons, repairs)
    assert repairs.self_crossing == (1,)
    assert len(mended) == 3
    assert not len(crossing_features(mended))
    bow_shape = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 12)])
    assert polygon_areas(mended)[1] == pytest.approx(shapely.make_valid(bow_shape).area)
    assert polygon_areas(mended)[[0, 2]].tolist() == [100.0, 100.0]


def test_moved_to_keeps_the_rings() -> None:
    polygons: Polygons = ragged([shapely.box(0, 0, 2, 1)])
    assert polygon_areas(polygons.moved_to(polygons.xy * 10.0))[0] == 200.0
