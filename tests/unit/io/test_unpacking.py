"""Archives: what they hold is loaded, what they try is refused, what is broken is said."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import io_samples as samples
import py7zr
import pytest

from jumeau.errors import Cancelled, InputError
from jumeau.io import reading
from jumeau.io.loading import Loaded, load
from jumeau.io.packed import unpacking
from jumeau.io.packed.unpacking import Budget, unpack_all
from jumeau.io.store import MemoryStore
from jumeau.model.progress import silent
from jumeau.model.project import new_project

CSV = b"lon,lat,n\n2.5,44.3,1\n"


def zipped(path: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def loaded(path: Path, store: MemoryStore) -> Loaded:
    return load([path], new_project("x"), store)


def sources(found: Loaded) -> list[str]:
    return [source.name for layer in found.layers for source in layer.provenance.sources]


def shapefile(folder: Path) -> Path:
    folder.mkdir()
    data = samples.frame([{"nom": "Préau"}], [samples.square(0, 0)])
    return samples.write(folder / "bati.shp", data)


@pytest.mark.parametrize("kind", ["zip", "7z"])
def test_a_shapefile_in_an_archive(tmp_path: Path, store: MemoryStore, kind: str) -> None:
    path = shapefile(tmp_path / "parts")
    members = sorted(path.parent.iterdir())
    archive = tmp_path / f"bati.{kind}"
    if kind == "zip":
        zipped(archive, [(f"data/{p.name}", p.read_bytes()) for p in members])
    else:
        with py7zr.SevenZipFile(archive, "w") as file:
            for part in members:
                file.write(part, f"data/{part.name}")
    before = samples.fingerprint(tmp_path)

    found = loaded(archive, store)

    (layer,) = found.layers
    assert sources(found) == [f"bati.{kind}/data/bati.shp"]
    assert store.table(layer.payload)["nom"].to_pylist() == ["Préau"]
    assert samples.fingerprint(tmp_path) == before


def test_archives_within_a_folder_and_within_archives(tmp_path: Path, store: MemoryStore) -> None:
    inner = zipped(tmp_path / "inner.zip", [("b.csv", CSV)]).read_bytes()
    folder = tmp_path / "lot"
    folder.mkdir()
    zipped(folder / "outer.zip", [("a.csv", CSV), ("sub/inner.zip", inner)])
    (tmp_path / "inner.zip").unlink()

    found = loaded(folder, store)

    assert sorted(sources(found)) == ["outer.zip/a.csv", "outer.zip/sub/inner.zip/b.csv"]
    assert not found.problems


def test_a_third_level_is_not_opened(tmp_path: Path, store: MemoryStore) -> None:
    content = CSV
    name = "a.csv"
    for level in range(3):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            file.writestr(name, content)
            file.writestr(f"{level}.csv", CSV)
        content, name = buffer.getvalue(), f"level{level}.zip"
    (tmp_path / "all.zip").write_bytes(content)

    found = loaded(tmp_path / "all.zip", store)

    assert len(found.layers) == 2
    assert [problem.code for problem in found.problems] == ["archive.too_deep"]


@pytest.mark.parametrize(
    "name", ["../a.csv", "/tmp/a.csv", "C:/a.csv", "a/../../b.csv", "..\\a.csv"]
)
def test_members_may_not_leave_the_folder(tmp_path: Path, store: MemoryStore, name: str) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        info = zipfile.ZipInfo("x")
        info.filename = name
        file.writestr(info, CSV)

    with pytest.raises(InputError) as error:
        loaded(archive, store)

    assert error.value.code == "archive.unsafe"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_links_are_not_made(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        info = zipfile.ZipInfo("link.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/hostname")
        file.writestr("a.csv", CSV)
    (tmp_path / "out").mkdir()

    found = unpack_all(archive, tmp_path / "out", Budget(), silent)

    assert list(found.origins.values()) == ["a.zip/a.csv"]
    assert not any(p.is_symlink() for p in (tmp_path / "out").rglob("*"))


def announcing(path: Path, size: int) -> Path:
    """Write a small archive whose directory announces a member of a size [bytes]."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("big.csv", b"0" * 1000)
        file.filelist[0].file_size = size
    return path


def test_an_archive_of_a_terabyte_is_refused_unwritten(tmp_path: Path, store: MemoryStore) -> None:
    archive = announcing(tmp_path / "a.zip", 10**12)
    (tmp_path / "out").mkdir()

    with pytest.raises(InputError) as error:
        unpack_all(archive, tmp_path / "out", Budget(), silent)

    assert error.value.code == "archive.too_big"
    assert not any(p.is_file() for p in (tmp_path / "out").rglob("*"))
    with pytest.raises(InputError, match=r"archive\.too_big"):
        loaded(archive, store)


def test_the_ratio_counts_beyond_a_gigabyte(tmp_path: Path) -> None:
    archive = announcing(tmp_path / "a.zip", 2 * 10**9)
    (tmp_path / "out").mkdir()

    with pytest.raises(InputError, match=r"archive\.too_big"):
        unpack_all(archive, tmp_path / "out", Budget(), silent)


def test_the_budget_is_shared(tmp_path: Path) -> None:
    budget = Budget(bytes_left=1500)
    for number in range(2):
        (tmp_path / str(number)).mkdir()
    archive = zipped(tmp_path / "a.zip", [("a.csv", b"0" * 1000)])
    unpack_all(archive, tmp_path / "0", budget, silent)

    with pytest.raises(InputError, match=r"archive\.too_big"):
        unpack_all(archive, tmp_path / "1", budget, silent)
    with pytest.raises(InputError, match=r"archive\.too_many"):
        unpack_all(archive, tmp_path / "1" / "x", Budget(members_left=0), silent)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(tmp_path / "a.zip", [("a.csv", CSV)])
    (tmp_path / "out").mkdir()
    usage = unpacking.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(unpacking.shutil, "disk_usage", lambda _: usage._replace(free=1000))

    with pytest.raises(InputError, match=r"archive\.no_room"):
        unpack_all(archive, tmp_path / "out", Budget(), silent)


@pytest.mark.parametrize("content", [b"PK\x03\x04truncated", b"not an archive", b"PK\x05\x06"])
def test_a_broken_archive(tmp_path: Path, store: MemoryStore, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)

    with pytest.raises(InputError, match=r"archive\.unreadable"):
        loaded(tmp_path / "a.zip", store)


def test_a_cut_archive(tmp_path: Path, store: MemoryStore) -> None:
    whole = zipped(tmp_path / "a.zip", [("a.csv", CSV * 100)]).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(InputError, match=r"archive\.unreadable"):
        loaded(tmp_path / "a.zip", store)


def test_a_broken_member_is_a_problem_and_the_rest_loads(
    tmp_path: Path, store: MemoryStore
) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        file.writestr("good.csv", CSV)
        file.writestr("bad.csv", b"lon,lat\n9.99,9.99\n")
    archive.write_bytes(archive.read_bytes().replace(b"9.99,9.99", b"9.98,9.99"))

    found = loaded(archive, store)

    assert sources(found) == ["a.zip/good.csv"]
    assert [(p.source, p.code) for p in found.problems] == [("a.zip/bad.csv", "archive.member")]


def test_a_locked_archive(tmp_path: Path, store: MemoryStore) -> None:
    archive = tmp_path / "a.7z"
    with py7zr.SevenZipFile(archive, "w", password="secret") as file:
        file.writestr(CSV, "a.csv")
    with pytest.raises(InputError, match=r"archive\.locked"):
        loaded(archive, store)

    path = zipped(tmp_path / "a.zip", [("a.csv", CSV)])
    raw = bytearray(path.read_bytes())
    raw[6] |= 1  # the flag in the member's own header
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(bytes(raw))
    with pytest.raises(InputError, match=r"archive\.locked"):
        loaded(path, store)


def test_an_archive_without_data(tmp_path: Path, store: MemoryStore) -> None:
    with pytest.raises(InputError, match=r"archive\.nothing"):
        loaded(zipped(tmp_path / "a.zip", [("notes.pdf", b"%PDF")]), store)


def test_the_user_may_stop_and_nothing_stays(tmp_path: Path, store: MemoryStore) -> None:
    archive = zipped(tmp_path / "a.zip", [("a.csv", CSV * 200_000)])
    steps: list[str] = []

    def stop(fraction: float, step: str = "") -> None:
        steps.append(step)
        if step == "unpacking" and len(steps) > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        load([archive], new_project("x"), store, progress=stop)

    place = store.temporary(".x")
    assert [p.name for p in place.parent.iterdir()] == [place.name]


def test_names_in_other_code_pages(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", [("b__ti.csv", CSV), ("c_te.csv", CSV)])
    raw = archive.read_bytes().replace(b"b__ti.csv", "bâti.csv".encode())
    archive.write_bytes(raw.replace(b"c_te.csv", "côte.csv".encode("cp850")))
    (tmp_path / "out").mkdir()

    found = unpack_all(archive, tmp_path / "out", Budget(), silent)

    assert list(found.origins.values()) == ["a.zip/bâti.csv", "a.zip/côte.csv"]


def test_awkward_names_are_made_harmless(tmp_path: Path) -> None:
    names = ("con.csv", "a?b.csv", "A.csv", "a.csv", f"{'é' * 100}.csv")
    archive = zipped(tmp_path / "a.zip", [(name, CSV) for name in names])
    (tmp_path / "out").mkdir()

    found = unpack_all(archive, tmp_path / "out", Budget(), silent)

    assert len({str(p).lower() for p in found.origins}) == len(names)
    assert all(len(p.name.encode()) <= 130 for p in found.origins)
    assert not any(p.stem.lower() == "con" or "?" in p.name for p in found.origins)


def test_a_member_that_is_more_than_announced(tmp_path: Path) -> None:
    data = zlib.compress(b"x")  # only to have two members
    archive = zipped(tmp_path / "a.zip", [("a.csv", CSV), ("b.bin", data)])
    raw = archive.read_bytes()
    at = raw.index(b"PK\x01\x02")
    size = (len(CSV) - 5).to_bytes(4, "little")
    archive.write_bytes(raw[: at + 24] + size + raw[at + 28 :])
    (tmp_path / "out").mkdir()

    found = unpack_all(archive, tmp_path / "out", Budget(), silent)

    assert [p.code for p in found.problems] == ["archive.member"]
    assert list(found.origins.values()) == ["a.zip/b.bin"]


def test_an_invented_archive_stays_invented(tmp_path: Path, store: MemoryStore) -> None:
    zipped(tmp_path / "a.zip", [("deep/er/a.csv", CSV)])
    (tmp_path / "LISEZMOI.txt").write_text("Donnée inventée pour l’essai", encoding="utf-8")

    (layer,) = loaded(tmp_path / "a.zip", store).layers

    assert layer.provenance.invented


def test_the_contents_page_of_a_kmz_is_no_problem(tmp_path: Path, store: MemoryStore) -> None:
    point = "<Placemark><Point><coordinates>2.5,44.3</coordinates></Point></Placemark>"
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
    link = "<NetworkLink><Link><href>layers/a.kml</href></Link></NetworkLink>"
    members = [("doc.kml", kml.format(link).encode()), ("layers/a.kml", kml.format(point).encode())]

    found = loaded(zipped(tmp_path / "a.kmz", members), store)

    assert sources(found) == ["a.kmz/layers/a.kml"]
    assert not found.problems


def test_what_an_archive_holds_is_told(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", [("sub/a.csv", CSV), ("b.csv", b"a;b\n1;2\n")])

    facts = reading.describe(archive)

    assert [(fact.layer, str(fact.source)) for fact in facts] == [
        ("b", "a.zip/b.csv"), ("a", "a.zip/sub/a.csv"),
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"archive\.packed"):
        reading.describe(announcing(tmp_path / "big.zip", 10**11))
