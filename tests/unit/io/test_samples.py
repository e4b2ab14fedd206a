"""Samples on walls: what is kept is what was given, and other programs read it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from jumeau.errors import ProjectError
from jumeau.io.samples.keeping import read_samples, read_table, write_samples
from jumeau.io.store import Store
from jumeau.model.payload import PayloadKind, SurfaceSamples


def samples(times: tuple[str, ...] = ()) -> SurfaceSamples:
    count, rng = 5, np.random.default_rng(3)
    return SurfaceSamples(
        points=rng.uniform(6e5, 7e5, (count, 3)),
        feature=np.array([4, 4, 7, 7, 9], np.int32),
        storey=np.array([0, 1, 0, -1, 2], np.int16),
        uv=rng.uniform(0, 9, (count, 2)).astype(np.float32),
        values=rng.uniform(0, 9, (max(1, len(times)), count)).astype(np.float32),
        normal=np.tile(np.array([0.6, 0.8, 0.0], np.float32), (count, 1)),
        size=np.full((count, 2), 2.0, np.float32),
        times=times,
    )


@pytest.mark.parametrize("times", [(), ("2026-03-21T09:00+01:00", "2026-03-21T10:00+01:00")])
def test_what_is_kept_is_what_was_given(tmp_path: Path, times: tuple[str, ...]) -> None:
    store, given = Store(tmp_path), samples(times)
    ref = write_samples(store, given, "EPSG:2154", ("b", "c"), np.array([0, 0, 1, 1, 1]))
    assert (ref.kind, ref.suffix) == (PayloadKind.SAMPLES, ".parquet")
    kept = read_samples(store, ref)
    for name in ("points", "feature", "storey", "uv", "values", "normal", "size"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(given, name), name)
        assert getattr(kept, name).dtype == getattr(given, name).dtype
    assert kept.times == times
    assert read_table(store, ref).column("layer").to_pylist() == ["b", "b", "c", "c", "c"]


def test_other_programs_read_the_points(tmp_path: Path) -> None:
    store, given = Store(tmp_path), samples()
    path = store.path(write_samples(store, given, "EPSG:2154"))
    table = pq.read_table(path)
    points = shapely.from_wkb(table.column("geometry").to_pylist())
    np.testing.assert_array_equal(shapely.get_coordinates(points, include_z=True), given.points)
    assert b'"primary_column": "geometry"' in table.schema.metadata[b"geo"]


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    ref = write_samples(store, samples(), "EPSG:2154")
    path = store.path(ref)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ProjectError) as raised:
        read_samples(store, ref)
    assert raised.value.code == "store.damaged"
