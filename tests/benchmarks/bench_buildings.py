"""From a GeoPackage of footprints to a mesh ready to be drawn: CPU time beside a control.

Run as ``python tests/benchmarks/bench_buildings.py --count 500000 --json``. The footprints are
random, of 11 vertices on average, one in twenty with a courtyard, with the fields of BD TOPO. The
control does the same work with shapely, mapbox_earcut for every footprint and numpy for the walls.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import mapbox_earcut
import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from jumeau.geometry.extrude import BuildingMesh, bake_colours, extrude, volumes
from jumeau.geometry.heightfield import HeightField, ground_under
from jumeau.geometry.heights import building_heights, use_codes
from jumeau.geometry.ragged import Polygons, concatenate, decode_polygons, polygon_areas
from jumeau.geometry.roofs import RoofForm, choose_roof_form

NUMBERS = [
    "hauteur",
    "altitude_minimale_sol",
    "altitude_minimale_toit",
    "altitude_maximale_toit",
    "nombre_d_etages",
]
USES = np.array(["Résidentiel", "Annexe", "Indifférencié", "Industriel", "Agricole"], object)
WALL, ROOF = np.array([0xF4, 0xF1, 0xEA], np.uint8), np.array([0xC9, 0x8A, 0x6B], np.uint8)
CORNER = 650_000.0, 6_350_000.0
SPACING = 25.0


def write_footprints(path: Path, count: int, seed: int = 1) -> None:
    """Star-shaped footprints on a jittered grid, 7 to 15 vertices, and their attributes."""
    random = np.random.default_rng(seed)
    vertices = random.integers(7, 16, count)
    start = np.concatenate([[0], np.cumsum(vertices)])
    owner = np.repeat(np.arange(count), vertices)
    turn = (np.arange(start[-1]) - start[owner] + random.uniform(-0.3, 0.3, start[-1])) / vertices[
        owner
    ]
    radius = random.uniform(5.0, 11.0, start[-1])
    side = int(np.ceil(np.sqrt(count)))
    centre = np.stack([np.arange(count) % side, np.arange(count) // side], axis=1) * SPACING
    centre = centre + np.array(CORNER) + random.uniform(-1.0, 1.0, (count, 2))
    angle = 2.0 * np.pi * turn
    xy = centre[owner] + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    shells = shapely.linearrings(np.round(xy, 2), indices=owner)
    yards = random.random(count) < 0.05
    square = np.array([[-1.5, -1.5], [-1.5, 1.5], [1.5, 1.5], [1.5, -1.5]])
    holed = np.flatnonzero(yards)
    holes = shapely.linearrings(
        np.round((centre[holed, None] + square).reshape(-1, 2), 2),
        indices=np.repeat(np.arange(len(holed)), 4),
    )
    geometry = shapely.polygons(shells)
    geometry[holed] = shapely.polygons(shells[holed], holes=holes[:, None])
    ground = random.uniform(500.0, 640.0, count).round(1)
    height = random.uniform(2.5, 15.0, count).round(1)
    eave = (ground + height).round(1)
    ridge = (eave + random.uniform(0.0, 4.0, count)).round(1)
    unknown = random.random(count) < 0.1
    pyogrio.raw.write(
        path,
        shapely.to_wkb(geometry),
        [
            np.where(unknown, 0.0, height),
            ground,
            np.where(unknown, -1000.0, eave),
            np.where(unknown, np.nan, ridge),
            random.integers(1, 5, count).astype(np.float64),
            USES[random.integers(0, len(USES), count)],
        ],
        [*NUMBERS, "usage_1"],
        layer="batiment",
        driver="GPKG",
        geometry_type="Polygon",
        crs="EPSG:2154",
        SPATIAL_INDEX="NO",
    )


def terrain(count: int) -> HeightField:
    """1000 x 1000 cells of rolling ground below all footprints."""
    step = (int(np.ceil(np.sqrt(count))) + 4) * SPACING / 1000.0
    rows, columns = np.mgrid[0:1000, 0:1000]
    z = 570.0 + 60.0 * np.sin(rows / 90.0) * np.cos(columns / 70.0)
    x0, y0 = CORNER[0] - 2 * SPACING, CORNER[1] - 2 * SPACING + 999 * step
    return HeightField(z.astype(np.float32), x0, y0, step)


def wkb_buffers(column: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Bytes, offsets and validity of a binary Arrow array."""
    _, offsets, data = column.buffers()
    wide = pa.types.is_large_binary(column.type)
    starts = np.frombuffer(offsets, np.int64 if wide else np.int32)
    starts = starts[column.offset : column.offset + len(column) + 1]
    valid = None if not column.null_count else np.asarray(column.is_valid())
    return np.frombuffer(data, np.uint8), starts, valid


def read(path: Path) -> tuple[Polygons, dict[str, np.ndarray], np.ndarray]:
    """Footprints, numbers and uses, batch by batch."""
    parts, uses = [], []
    numbers: dict[str, list[np.ndarray]] = {name: [] for name in NUMBERS}
    with pyogrio.raw.open_arrow(
        path, columns=[*NUMBERS, "usage_1"], use_pyarrow=True, batch_size=65_536
    ) as (meta, reader):
        geometry = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            parts.append(decode_polygons(*wkb_buffers(batch.column(geometry)))[0])
            for name in NUMBERS:
                numbers[name].append(batch.column(name).to_numpy(zero_copy_only=False))
            words = batch.column("usage_1").dictionary_encode()
            codes = use_codes(words.dictionary.to_pylist())
            uses.append(codes[words.indices.to_numpy(zero_copy_only=False)])
    joined = {name: np.concatenate(columns) for name, columns in numbers.items()}
    return concatenate(parts), joined, np.concatenate(uses)


def build(
    path: Path, field: HeightField, roofs: bool = False, floors: bool = False
) -> tuple[Polygons, BuildingMesh, np.ndarray, np.ndarray]:
    """GeoPackage to mesh and colours; also the polygons and the heights of the solids."""
    polygons, columns, use = read(path)
    ground = ground_under(polygons, field)
    area = polygon_areas(polygons)
    heights = building_heights(
        *(columns[name] for name in NUMBERS),
        use=use,
        footprint_area=area,
        terrain_min=ground[:, 0],
    )
    del columns, use
    base = ground[:, 0]
    eave = np.fmax(ground[:, 1] + heights.height, ground[:, 2] + 1.0)
    form = choose_roof_form(polygons, heights.roof_rise) if roofs else RoofForm.FLAT
    mesh = extrude(polygons, base, eave, heights.roof_rise, form, origin_of(field), floors=floors)
    return polygons, mesh, bake_colours(mesh, WALL, ROOF), (eave - base) * area


def origin_of(field: HeightField) -> tuple[float, float, float]:
    """Middle of the scene."""
    x0, y0, x1, y1 = field.bounds
    return round((x0 + x1) / 2), round((y0 + y1) / 2), 500.0


def control(path: Path, field: HeightField) -> int:
    """Do the same by shapely, a call of mapbox_earcut for each footprint, and numpy walls."""
    _, table = pyogrio.raw.read_arrow(path, columns=["hauteur", "nombre_d_etages"])
    geometry = shapely.from_wkb(table.column(table.column_names[-1]).to_numpy())
    height = table["hauteur"].to_numpy()
    height = np.where(height > 0.0, height, 3.0 * table["nombre_d_etages"].to_numpy())
    _, xy, (ring_offsets, polygon_offsets) = shapely.to_ragged_array(geometry)
    ox, oy, oz = origin_of(field)
    column, row = (xy[:, 0] - field.x0) / field.step, (field.y0 - xy[:, 1]) / field.step
    c, r = column.astype(int), row.astype(int)
    u, v = column - c, row - r
    z = (field.z[r, c] * (1 - u) + field.z[r, c + 1] * u) * (1 - v) + (
        field.z[r + 1, c] * (1 - u) + field.z[r + 1, c + 1] * u
    ) * v
    vertex_start = ring_offsets[polygon_offsets]
    base = np.minimum.reduceat(z, vertex_start[:-1]) - oz
    eave = np.add.reduceat(z, vertex_start[:-1]) / np.diff(vertex_start) + height - oz
    owner = np.repeat(np.arange(len(geometry)), np.diff(vertex_start))
    local = (xy - (ox, oy)).astype(np.float32)
    caps = []
    for f in range(len(geometry)):
        rings = ring_offsets[polygon_offsets[f] : polygon_offsets[f + 1] + 1]
        first = rings[0]
        caps.append(
            mapbox_earcut.triangulate_float64(
                xy[first : rings[-1]], (rings[1:] - first).astype(np.uint32)
            )
            + np.uint32(first)
        )
    cap_triangles = np.concatenate(caps).reshape(-1, 3)
    keep = np.ones(len(xy), bool)
    keep[ring_offsets[1:] - 1] = False
    a = np.flatnonzero(keep)
    walls = np.empty((len(a), 4, 3), np.float32)
    walls[:, 0, :2] = walls[:, 3, :2] = local[a]
    walls[:, 1, :2] = walls[:, 2, :2] = local[a + 1]
    walls[:, :2, 2] = base[owner[a], None]
    walls[:, 2:, 2] = eave[owner[a], None]
    quad = np.arange(len(a), dtype=np.int32)[:, None] * 4
    wall_triangles = (quad + np.array([0, 1, 2, 0, 2, 3], np.int32)).reshape(-1, 3)
    caps_points = np.column_stack([local, eave[owner].astype(np.float32)])
    points = np.concatenate([walls.reshape(-1, 3), caps_points])
    triangles = np.concatenate(
        [wall_triangles, cap_triangles.astype(np.int32) + np.int32(4 * len(a))]
    )
    return len(points) + len(triangles)


def cpu_seconds() -> float:
    """User and system time of this process and its children [s]."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def median_cpu(task: object, repeats: int) -> float:
    """Median CPU time of a call [s]; its result is thrown away before the next."""
    times = []
    for _ in range(repeats):
        gc.collect()
        before = cpu_seconds()
        task()  # type: ignore[operator]
        times.append(cpu_seconds() - before)
    return statistics.median(times)


def measure(count: int, repeats: int, folder: Path) -> dict[str, float | int]:
    """All figures; the file is made by another process, so that its memory does not count."""
    path, small = folder / "footprints.gpkg", folder / "warm.gpkg"
    for target, n in ((path, count), (small, 2000)):
        command = [sys.executable, __file__, "--write", str(target), "--count", str(n)]
        subprocess.run(command, check=True)
    # A thread that reads ahead costs more CPU time than it saves in waiting.
    pyogrio.set_gdal_config_options({"OGR_GPKG_NUM_THREADS": "1"})
    field = terrain(count)
    build(small, terrain(2000), roofs=True, floors=True)  # compiles, or loads what was compiled
    control(small, terrain(2000))
    reading = median_cpu(lambda: read(path), repeats)
    flat = median_cpu(lambda: build(path, field), repeats)
    # All the figures above are of runs one after the other; nothing of a run outlives it.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0**2
    pitched = median_cpu(lambda: build(path, field, roofs=True), repeats)
    peak_pitched = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0**2
    polygons, mesh, colours, expected = build(path, field, floors=True)
    worst = float(np.max(np.abs(volumes(mesh) / expected - 1.0)))
    recolour = median_cpu(functools.partial(bake_colours, mesh, WALL, ROOF, out=colours), repeats)
    figures = {
        "vertices_per_footprint": len(polygons.xy) / count,
        "triangles": len(mesh.triangles),
        "imperfect_caps": len(mesh.imperfect),
        "worst_volume_error": worst,
        "recolour_ms_per_100k": recolour * 1e8 / count,
    }
    del polygons, mesh, colours, expected
    controlled = median_cpu(lambda: control(path, field), repeats)
    return {
        "count": count,
        "read_cpu_s": reading,
        "flat_cpu_s": flat,
        "flat_buildings_per_s": count / flat,
        "peak_gib": peak,
        "pitched_cpu_s": pitched,
        "pitched_buildings_per_s": count / pitched,
        "peak_pitched_gib": peak_pitched,
        "control_cpu_s": controlled,
        "ratio_to_control": controlled / flat,
        **figures,
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500_000, help="footprints")
    parser.add_argument("--repeats", type=int, default=5, help="runs, of which the median counts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--write", type=Path, help="only write the footprints to this file")
    arguments = parser.parse_args()
    if arguments.write:
        write_footprints(arguments.write, arguments.count)
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(arguments.count, arguments.repeats, Path(folder))
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value:.4g}" if isinstance(value, float) else f"{name:24} {value}")


if __name__ == "__main__":
    main()
