"""Point clouds come in: every point at its place, with its meaning; what is lost is told."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import laspy
import numpy as np
import point_samples as samples
import pytest
from pyproj import Transformer

from jumeau.errors import Cancelled, InputError
from jumeau.io.loading import CrsNeeded, load
from jumeau.io.points.reader import PointReader
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role


def one(path: Path, store: MemoryStore, **options: str) -> Layer:
    (layer,) = load([path], new_project("x"), store, **options).layers
    return layer


def read_back(layer: Layer, store: MemoryStore) -> laspy.ScaleAwarePointRecord:
    with laspy.CopcReader.open(str(store.path(layer.payload))) as reader:
        return reader.query()


def counts(layer: Layer) -> dict[str, int]:
    return {item.reason: item.count for item in layer.left_out}


@pytest.mark.parametrize(
    ("version", "point_format", "suffix"),
    [
        ("1.1", 1, ".las"), ("1.2", 0, ".las"), ("1.2", 3, ".laz"), ("1.3", 2, ".laz"),
        ("1.4", 6, ".las"), ("1.4", 7, ".laz"), ("1.4", 8, ".laz"),
    ],
)  # fmt: skip
def test_every_version_keeps_every_point(
    tmp_path: Path, store: MemoryStore, version: str, point_format: int, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    given = samples.survey(path, version=version, point_format=point_format)
    before = path.read_bytes()

    layer = one(path, store)

    assert (layer.role, layer.count) == (Role.POINT_CLOUD, 5_000)
    assert layer.payload.kind is PayloadKind.POINT_CLOUD
    kept = read_back(layer, store)
    names = ("X", "Y", "Z", "classification", "intensity", "return_number", "number_of_returns")
    wanted = samples.sorted_rows(*(given[name] for name in names))
    assert np.array_equal(samples.sorted_rows(*(kept[name] for name in names)), wanted)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_tiles_of_one_crs_become_one_cloud(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz")
    samples.survey(tmp_path / "b.laz", east=50.0, scale=0.001)
    samples.survey(tmp_path / "c.laz", crs="EPSG:3947")

    layers = load([tmp_path], new_project("x"), store).layers

    joined = next(x for x in layers if len(x.provenance.sources) == 2)
    assert {x.count for x in layers} == {10_000, 5_000}
    assert joined.bounds[2] - joined.bounds[0] == pytest.approx(100.0, abs=0.1)
    assert ("point_step", "0.001") in joined.provenance.parameters


def test_times_tell_the_day_of_the_flight(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz")

    def of_a_week(cloud: laspy.LasData) -> None:
        cloud.gps_time = np.linspace(1000, 2000, len(cloud.points))
        cloud.header.global_encoding.gps_time_type = laspy.header.GpsTimeType.WEEK_TIME

    samples.survey(tmp_path / "b.laz", edit=of_a_week)

    assert one(tmp_path / "a.laz", store).instant == "2021-05-28"
    assert one(tmp_path / "a.laz", store).provenance.edition == "2021-05-28"
    assert one(tmp_path / "b.laz", store).instant == ""


def test_a_name_of_ign_is_known(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "LHD_FXX_0700_6601_PTS_C_LAMB93_IGN69.copc.laz"
    samples.survey(tmp_path / "x.laz", crs=None)
    (tmp_path / "x.laz").rename(path)

    layer = one(path, store)

    card = layer.provenance
    assert (card.producer, card.product, card.licence) == (
        "IGN", "LiDAR HD", "Licence Ouverte 2.0 (Etalab)",
    )  # fmt: skip
    assert layer.title == "Nuage de points LiDAR HD"
    assert layer.certainty is Certainty.MEASURED
    assert {("crs_from", "product_name"), ("vertical", "EPSG:5720")} <= set(card.parameters)


def test_a_file_without_crs_asks(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.las"
    samples.survey(path, crs=None)

    with pytest.raises(CrsNeeded) as asked:
        load([path], new_project("x"), store)

    assert asked.value.candidates[0].code == "EPSG:2154"
    assert one(path, store, crs="EPSG:2154").count == 5_000


def test_geokeys_tell_the_crs(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.las"
    keys = (1, 1, 0, 2, 3072, 0, 1, 2154, 4096, 0, 1, 5720)

    def with_keys(cloud: laspy.LasData) -> None:
        data = struct.pack(f"<{len(keys)}H", *keys)
        cloud.vlrs.append(laspy.VLR("LASF_Projection", 34735, "keys", data))

    samples.survey(path, version="1.2", point_format=3, crs=None, edit=with_keys)

    (facts,) = PointReader().describe(path)

    assert (facts.crs, facts.vertical) == ("EPSG:2154", "EPSG:5720")


def test_a_foreign_crs_is_reprojected_in_full(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.laz"
    given = samples.survey(path, crs="EPSG:3947", corner=(1_650_000.0, 6_200_000.0))

    layer = one(path, store)

    way = Transformer.from_crs("EPSG:3947", "EPSG:2154", always_xy=True)
    x, y = way.transform(np.array(given.x), np.array(given.y))
    kept = read_back(layer, store)
    # Intensities and heights are as they were: they tell which point is which.
    heights = np.rint(given.z * 1000).astype(int), np.rint(kept.z * 1000).astype(int)
    wanted = np.lexsort((x, given.intensity, heights[0]))
    found = np.lexsort((kept.x, kept.intensity, heights[1]))
    assert np.array_equal(heights[1][found], heights[0][wanted])
    assert np.abs(np.array(kept.x)[found] - x[wanted]).max() < 0.0006
    assert np.abs(np.array(kept.y)[found] - y[wanted]).max() < 0.0006
    assert layer.provenance.transformations[0].target == "EPSG:2154"


def test_feet_become_metres(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.laz"
    given = samples.survey(path, crs="EPSG:2154+6360")

    kept = read_back(one(path, store), store)

    assert float(kept.z.max()) == pytest.approx(float(given.z.max()) * 0.3048006096, abs=0.002)


def test_colours_of_eight_bits_are_brightened(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz", bits=8)

    layer = one(tmp_path / "a.laz", store)

    kept = read_back(layer, store)
    assert int(kept.red.max()) == 255 * 257
    assert ("colour_bits", "8") in layer.provenance.parameters


def test_black_is_no_colour(tmp_path: Path, store: MemoryStore) -> None:
    def darken(cloud: laspy.LasData) -> None:
        for name in ("red", "green", "blue"):
            cloud[name] = np.zeros(len(cloud.points), np.uint16)

    samples.survey(tmp_path / "a.laz", edit=darken)

    assert "red" not in {field.name for field in one(tmp_path / "a.laz", store).fields}


def test_noise_and_withheld_points_are_left_out(tmp_path: Path, store: MemoryStore) -> None:
    def spoil(cloud: laspy.LasData) -> None:
        cloud.classification[:30] = 7
        cloud.classification[30:40] = 18
        cloud.withheld[40:45] = 1

    samples.survey(tmp_path / "a.laz", edit=spoil)

    layer = one(tmp_path / "a.laz", store)

    assert counts(layer) == {"noise": 40, "withheld": 5}
    assert layer.count == 4_955


def header_field(path: Path, at: int, layout: str, *values: float) -> None:
    data = bytearray(path.read_bytes())
    struct.pack_into(layout, data, at, *values)
    path.write_bytes(data)


def test_a_few_points_outside_the_box_are_strays(tmp_path: Path, store: MemoryStore) -> None:
    def stray(cloud: laspy.LasData) -> None:
        cloud.x[:3] = samples.X + 900_000

    path = tmp_path / "a.las"
    samples.survey(path, edit=stray)
    header_field(path, 179, "<2d", samples.X + 50.1, samples.X)

    layer = one(path, store)

    assert counts(layer) == {"points_outside_header": 3}
    assert layer.bounds[2] < samples.X + 51


def test_a_box_that_lies_is_not_believed(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.las"
    samples.survey(path)
    header_field(path, 179, "<4d", samples.X + 1, samples.X, samples.Y + 1, samples.Y)

    layer = one(path, store)

    assert layer.count == 5_000
    assert {x.reason for x in layer.repaired} == {"header_bounds"}


def truncated(path: Path) -> Path:
    samples.survey(path, 160_000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    return path


def test_a_truncated_file_gives_what_is_there(tmp_path: Path, store: MemoryStore) -> None:
    layer = one(truncated(tmp_path / "a.las"), store)

    assert layer.count + counts(layer)["points_missing"] == 160_000
    assert layer.count >= 100_000


def test_a_packed_file_without_its_end_is_explained(tmp_path: Path, store: MemoryStore) -> None:
    # The table of chunks stands at the end: without it nothing can be found.
    with pytest.raises(InputError) as error:
        one(truncated(tmp_path / "a.laz"), store)

    assert error.value.code == "points.unreadable"


def test_a_packed_file_that_promises_chunks_without_end_is_explained(
    tmp_path: Path, store: MemoryStore
) -> None:
    path = tmp_path / "a.laz"
    samples.survey(path)
    data = path.read_bytes()
    (start,) = struct.unpack_from("<I", data, 96)
    (table,) = struct.unpack_from("<q", data, start)
    assert struct.unpack_from("<I", data, table + 4) == (1,)
    header_field(path, table + 4, "<I", 2**32 - 1)  # sixteen bytes each, if one believes it

    with pytest.raises(InputError) as error:
        one(path, store)

    assert (error.value.code, error.value.fields["reason"]) == ("points.unreadable", "chunk table")


def test_a_count_that_lies_is_noticed(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.las"
    samples.survey(path)
    header_field(path, 247, "<Q", 2**50)

    layer = one(path, store)

    assert layer.count == 5_000
    assert counts(layer) == {"points_missing": 2**50 - 5_000}


@pytest.mark.parametrize(
    ("at", "layout", "values", "code"),
    [
        (131, "<d", (float("nan"),), "points.bad_scale"),
        (131, "<d", (0.0,), "points.bad_scale"),
        (247, "<Q", (0,), "points.empty"),
        (0, "<4s", (b"LASX",), "points.not_las"),
        (104, "<B", (77,), "points.unreadable"),
        (100, "<I", (2**31,), "points.unreadable"),
    ],
)
def test_nonsense_in_the_header_is_explained(
    tmp_path: Path, at: int, layout: str, values: tuple[float, ...], code: str
) -> None:
    path = tmp_path / "a.las"
    samples.survey(path)
    header_field(path, at, layout, *values)

    with pytest.raises(InputError) as error:
        PointReader().describe(path)

    assert error.value.code == code


def test_records_that_nobody_can_read_say_nothing(tmp_path: Path, store: MemoryStore) -> None:
    def garble(cloud: laspy.LasData) -> None:
        cloud.vlrs.append(laspy.VLR("LASF_Projection", 34735, "keys", b"\x01"))
        cloud.vlrs.append(laspy.VLR("LASF_Projection", 2112, "wkt", b"PROJCS[\xff\xfe"))

    path = tmp_path / "a.las"
    samples.survey(path, crs=None, edit=garble)

    assert PointReader().describe(path)[0].crs is None


def test_every_byte_may_be_wrong(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.laz"
    samples.survey(path, 3_000)
    whole = path.read_bytes()
    draw = np.random.default_rng(11)
    for _ in range(60):
        data = bytearray(whole)
        for at in draw.integers(0, len(data), 6):
            data[at] = draw.integers(0, 256)
        path.write_bytes(bytes(data[: draw.integers(100, len(data) + 1)]))
        with contextlib.suppress(InputError):
            load([path], new_project("x"), store, crs="EPSG:2154")


def test_a_wish_to_stop_is_heard(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz", 120_000)
    for last in (0.2, 0.5, 0.8):

        def stop(fraction: float, step: str = "", last: float = last) -> None:
            if fraction > last:
                raise Cancelled

        with pytest.raises(Cancelled):
            load([tmp_path / "a.laz"], new_project("x"), store, progress=stop)
        assert not [p for p in store.temporary(".x").parent.iterdir() if p.suffix != ".x"]
