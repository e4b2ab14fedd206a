"""The file that a cloud becomes is COPC 1.0 by the letter, and its levels thin it evenly."""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

import laspy
import numpy as np
import point_samples as samples
import pytest

from jumeau.errors import InputError
from jumeau.geometry import octree
from jumeau.io.loading import load
from jumeau.io.points import building
from jumeau.io.points.copc_reading import read_octree
from jumeau.io.store import MemoryStore
from jumeau.model.project import new_project


def stored(path: Path, store: MemoryStore) -> Path:
    (layer,) = load([path], new_project("x"), store).layers
    return store.path(layer.payload)


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut small clouds into blocks and nodes, as large ones are."""
    monkeypatch.setattr(building, "BLOCK", 20_000)
    monkeypatch.setattr(building, "RUN", 7_000)
    monkeypatch.setattr(octree, "LEAF", 500)


@pytest.mark.usefixtures("in_blocks")
def test_the_file_is_copc_by_the_letter(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz", 100_000, point_format=8)

    data = stored(tmp_path / "a.laz", store).read_bytes()

    # https://copc.io/copc-specification-1.0.pdf and LAS 1.4 R15, table 3
    assert data[:4] == b"LASF"
    assert data[24:26] == b"\x01\x04"
    assert struct.unpack_from("<H", data, 94) == (375,)
    start, records = struct.unpack_from("<2I", data, 96)
    assert data[104] == 0x80 | 8
    assert struct.unpack_from("<H", data, 105) == (38,)
    assert struct.unpack_from("<H", data, 6)[0] & 16  # CRS in well-known text
    assert struct.unpack_from("<Q", data, 247) == (100_000,)
    user, number, size = struct.unpack_from("<16sHH", data, 375 + 2)
    assert (user.rstrip(b"\0"), number, size) == (b"copc", 1, 160)
    *centre, half, spacing = struct.unpack_from("<5d", data, 375 + 54)
    page, length = struct.unpack_from("<2Q", data, 375 + 54 + 40)
    assert data[375 + 54 + 72 : 375 + 54 + 160] == bytes(88)
    at = 375
    for _ in range(records):
        at += 54 + struct.unpack_from("<H", data, at + 20)[0]
    assert at == start
    first, evlrs = struct.unpack_from("<QI", data, 235)
    assert evlrs == 1
    assert data[first + 2 : first + 6] == b"copc"
    assert struct.unpack_from("<H", data, first + 18) == (1000,)
    assert (first + 60, length) == (page, struct.unpack_from("<Q", data, first + 20)[0])
    assert first + 60 + length == len(data)
    entries = [struct.unpack_from("<4iQ2i", data, page + 32 * k) for k in range(length // 32)]
    assert len(entries) > 50
    assert sum(entry[6] for entry in entries) == 100_000
    keys = {entry[:4] for entry in entries}
    assert all((k - 1, x >> 1, y >> 1, z >> 1) in keys for k, x, y, z in keys if k)
    # The nodes are the chunks, one after the other, from the first point to the chunks' table.
    places = sorted((entry[4], entry[5]) for entry in entries if entry[6])
    assert places[0][0] == start + 8
    assert all(a + b == c for (a, b), (c, _) in itertools.pairwise(places))
    assert struct.unpack_from("<Q", data, start)[0] == sum(places[-1])
    low, high = np.array(centre) - half, np.array(centre) + half
    assert spacing == pytest.approx(2 * half / 128)
    box = np.array(struct.unpack_from("<6d", data, 179)).reshape(3, 2)
    assert (box[:, 1] >= low - 1e-6).all()
    assert (box[:, 0] <= high + 1e-6).all()


@pytest.mark.usefixtures("in_blocks")
def test_another_reader_finds_every_point_in_its_node(tmp_path: Path, store: MemoryStore) -> None:
    given = samples.survey(tmp_path / "a.laz", 100_000)
    path = stored(tmp_path / "a.laz", store)

    names = ("X", "Y", "Z", "intensity", "red", "classification")
    wanted = samples.sorted_rows(*(given[n] for n in names))
    with laspy.CopcReader.open(str(path)) as reader:
        everything = reader.query()
        levels = [reader.query(level=level) for level in range(6)]
        middle = laspy.copc.Bounds(
            np.array([samples.X + 10, samples.Y + 10]), np.array([samples.X + 20, samples.Y + 20])
        )
        window = reader.query(bounds=middle)
    assert np.array_equal(samples.sorted_rows(*(everything[n] for n in names)), wanted)
    assert np.array_equal(
        samples.sorted_rows(*(np.concatenate([p[n] for p in levels]) for n in names)), wanted
    )
    x, y = np.array(given.x) - samples.X, np.array(given.y) - samples.Y
    # A query goes node by node: a point in the wrong one would be missed.
    inside = (x >= 10) & (x <= 20) & (y >= 10) & (y <= 20)
    assert len(window) == int(inside.sum())
    whole = laspy.read(path)  # as any reader of LAZ does, without the hierarchy
    assert np.array_equal(samples.sorted_rows(*(whole[n] for n in names)), wanted)


@pytest.mark.usefixtures("in_blocks")
def test_blocks_do_not_show(
    tmp_path: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.survey(tmp_path / "a.laz", 60_000)
    cut = read_octree(stored(tmp_path / "a.laz", store))
    monkeypatch.setattr(building, "BLOCK", 10**6)
    whole = read_octree(stored(tmp_path / "a.laz", store))

    assert np.array_equal(cut.key, whole.key)
    assert np.array_equal(cut.count, whole.count)
    for node in range(len(cut.key)):
        one, other = (o.points(node, everything=True) for o in (cut, whole))
        assert np.array_equal(np.sort(one), np.sort(other))


def test_points_of_one_place_end_somewhere(tmp_path: Path, store: MemoryStore) -> None:
    def pile(cloud: laspy.LasData) -> None:
        cloud.X[:] = cloud.X[0]
        cloud.Y[:] = cloud.Y[0]
        cloud.Z[:] = cloud.Z[0]

    samples.survey(tmp_path / "a.laz", 40_000, edit=pile)

    found = read_octree(stored(tmp_path / "a.laz", store))

    assert int(found.count.sum()) == 40_000


def test_a_level_takes_one_point_of_each_cell() -> None:
    draw = np.random.default_rng(2)
    cells = draw.integers(0, 1 << octree.CODE_BITS, (3, 30_000))
    code = np.sort(octree.morton_codes(*cells))

    level = octree.levels_of(code, 0, 100)

    root = code[level == 0] >> np.uint64(3 * octree.DEEPEST)
    assert len(np.unique(root)) == len(root)
    every = np.unique(code >> np.uint64(3 * octree.DEEPEST))
    assert len(root) == len(every)
    assert (level >= 0).all()


def test_codes_interleave_bits() -> None:
    x, y, z = (np.array([v], np.int64) for v in (0b101, 0b011, 0b110))

    assert octree.morton_codes(x, y, z)[0] == 0b101_110_011


def test_a_hierarchy_that_leads_nowhere_is_no_hang(tmp_path: Path, store: MemoryStore) -> None:
    samples.survey(tmp_path / "a.laz")
    path = stored(tmp_path / "a.laz", store)
    data = bytearray(path.read_bytes())
    page = struct.unpack_from("<Q", data, 375 + 54 + 40)[0]
    struct.pack_into("<Q2i", data, page + 16, page, 32, -1)  # a page that names itself
    path.write_bytes(data)

    with pytest.raises(InputError) as error:
        read_octree(path)

    assert error.value.code == "points.unreadable"
