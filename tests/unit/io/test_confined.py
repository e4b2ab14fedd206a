"""Untrusted files are read in a process of their own: what breaks it breaks nothing else."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import io_samples
import msgspec
import pytest
import shapely

from jumeau.errors import Cancelled, InputError
from jumeau.i18n import Translator, phrase_error
from jumeau.io.confined import messages
from jumeau.io.confined.limits import Limits
from jumeau.io.confined.parent import Confined, describe_confined, import_confined
from jumeau.io.importing import adopted, import_sources
from jumeau.io.loading import CrsNeeded, Loaded
from jumeau.io.store import Store
from jumeau.model.progress import silent
from jumeau.model.project import Project, new_project
from jumeau.model.roles import Role

STRANGE = {"vector": "strange_reader:StrangeReader"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Write buildings as a GeoPackage; return the folder."""
    folder = tmp_path / "town"
    folder.mkdir()
    rows = [io_samples.building(i) for i in range(4)]
    shapes = [io_samples.square(20 * i, 0, 10, 500.0) for i in range(4)]
    io_samples.write(folder / "batiment.gpkg", io_samples.frame(rows, shapes), "batiment")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "project" / "store")


def geojson(path: Path) -> Path:
    frame = io_samples.frame([{"n": 1}], [shapely.Point(2.5, 44.3)], "EPSG:4326")
    return io_samples.write(path, frame)


def empty() -> Project:
    return new_project("x")


def left_behind(store: Store) -> list[Path]:
    return [path for path in (store.folder / "incoming").rglob("*") if path.is_file()]


def codes_of(problems: tuple[object, ...]) -> list[str]:
    return [problem.code for problem in problems]


def undated(loaded: Loaded) -> Loaded:
    """Return what was loaded without the moment at which its ground was estimated."""
    cards = [msgspec.structs.replace(x.provenance, created="") for x in loaded.layers]
    layers = [
        msgspec.structs.replace(layer, provenance=card)
        for layer, card in zip(loaded.layers, cards, strict=True)
    ]
    return replace(loaded, layers=tuple(layers))


# --- what it gives ----------------------------------------------------------------------------


def test_it_gives_what_reading_here_gives(town: Path, kept: Store, tmp_path: Path) -> None:
    (town / "notes.geojson").write_text("<html>")
    here = import_sources([town], empty(), Store(tmp_path / "here"))
    there = import_confined([town], empty(), kept)
    assert undated(there) == undated(here)
    assert [problem.source for problem in there.problems] == ["notes.geojson"]
    for layer in there.layers:
        assert kept.path(layer.payload).is_file()
    assert not (kept.folder / "incoming").exists()


def test_progress_arrives_and_rises(town: Path, kept: Store) -> None:
    heard: list[float] = []
    import_confined([town], empty(), kept, progress=lambda f, step="": heard.append(f))
    assert heard == sorted(heard)
    assert heard[-1] > 0.5


def test_the_question_of_the_crs_crosses(town: Path, kept: Store, tmp_path: Path) -> None:
    frame = io_samples.frame([{"n": 1}], [io_samples.square(0, 0)], None)
    path = io_samples.write(tmp_path / "mute.shp", frame)
    with pytest.raises(CrsNeeded) as asked:
        import_confined([path], empty(), kept)
    with pytest.raises(CrsNeeded) as here:
        import_sources([path], empty(), kept)
    assert asked.value.files == here.value.files == ("mute.shp",)
    assert asked.value.candidates == here.value.candidates
    assert asked.value.bounds == here.value.bounds
    loaded = import_confined([path], empty(), kept, crs="EPSG:2154")
    assert loaded.layers[0].count == 1


def test_files_are_described(town: Path) -> None:
    from jumeau.io.reading import describe

    path = town / "batiment.gpkg"
    assert describe_confined(path) == describe(path)
    with pytest.raises(InputError) as told:
        describe_confined(town / "none.gpkg")
    assert told.value.code == "file.not_found"


def test_a_delivery_is_unpacked_once(kept: Store, tmp_path: Path) -> None:
    io_samples.delivery(tmp_path / "delivery")
    archive = io_samples.packed(tmp_path / "delivery", tmp_path / "BDTOPO.7z")
    steps: list[str] = []
    with Confined(kept.folder) as reader:
        found = reader.look([archive], lambda _f, step="": steps.append(step))
        assert found is not None
        assert [c.insee for c in found.communes] == ["12146", "12174", "12241"]
        assert "unpacking" in steps
        steps.clear()
        loaded = reader.import_commune(
            [archive], "12174", 100.0, empty(), lambda _f, step="": steps.append(step)
        )
        assert "unpacking" not in steps
        assert loaded.place is not None
        assert loaded.place.name == "Olemps"
        assert left_behind(kept)  # still there for another answer
    assert not left_behind(kept)


def test_ordinary_files_are_no_delivery(town: Path, kept: Store) -> None:
    with Confined(kept.folder) as reader:
        assert reader.look([town / "batiment.gpkg"]) is None


# --- what breaks it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "code"),
    [
        pytest.param("abort", "reader.crashed", marks=POSIX),
        ("abort@", "reader.crashed"),
        ("segfault", "reader.crashed"),
        ("exit", "reader.crashed"),
        ("raise", "reader.failed"),
        ("raise@", "reader.failed"),
        ("recurse", "reader.failed"),
        ("sleep", "reader.hung"),
        pytest.param("eat", "reader.memory", marks=LINUX),
        ("declare", "reader.memory"),
    ],
)
def test_what_breaks_the_reader_is_left_out(town: Path, kept: Store, how: str, code: str) -> None:
    bad = geojson(town / f"{how}.geojson")
    good = geojson(town / "points.geojson")
    limits = Limits(memory=900 << 20, patience=3.0 if how == "sleep" else 30.0)
    with Confined(kept.folder, limits, STRANGE) as reader:
        loaded = reader.import_sources([bad, good, town / "batiment.gpkg"], empty())
        assert reader.broken == 1
    assert [(p.code, p.source) for p in loaded.problems] == [(code, bad.name)]
    assert {layer.role for layer in loaded.layers} >= {Role.POINTS, Role.BUILDING}
    assert not left_behind(kept)
    for language in ("fr", "en"):
        told = phrase_error(loaded.problems[0].error, Translator(language))
        assert list(told) == ["what", "expected", "got", "remedy"]
        assert bad.name in told["what"]


def test_several_break_it(town: Path, kept: Store) -> None:
    for how in ("segfault", "raise@", "exit"):
        geojson(town / f"{how}.geojson")
    with Confined(kept.folder, readers=STRANGE) as reader:
        loaded = reader.import_sources([town], empty())
        assert reader.broken == 3
    assert sorted(codes_of(loaded.problems)) == [
        "reader.crashed", "reader.crashed", "reader.failed",
    ]  # fmt: skip
    assert any(layer.role is Role.BUILDING for layer in loaded.layers)


def test_a_file_that_was_written_again_gets_its_chance(kept: Store, tmp_path: Path) -> None:
    bad, good = geojson(tmp_path / "raise.geojson"), geojson(tmp_path / "points.geojson")
    with Confined(kept.folder, readers=STRANGE) as reader:
        for _ in range(2):
            assert codes_of(reader.import_sources([bad, good], empty()).problems)
            assert reader.broken == 1  # it is not tried again as it is
        os.utime(bad, ns=(1, 1))
        assert codes_of(reader.import_sources([bad, good], empty()).problems)
        assert reader.broken == 2


def test_files_of_one_name_in_two_archives_are_two(kept: Store, tmp_path: Path) -> None:
    archives = []
    for name in ("a", "b"):
        bad = geojson(tmp_path / "raise.geojson")
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr("raise.geojson", bad.read_bytes() + b"\n" * len(archives))
            archive.write(geojson(tmp_path / "points.geojson"), "points.geojson")
        archives.append(tmp_path / f"{name}.zip")
    with Confined(kept.folder, readers=STRANGE) as reader:
        loaded = reader.import_sources(archives, empty())
        assert reader.broken == 2
    assert len(loaded.layers) == 2
    assert codes_of(loaded.problems) == ["reader.failed", "reader.failed"]


@pytest.mark.parametrize("how", ["segfault", "raise"])
def test_alone_it_is_the_error(kept: Store, tmp_path: Path, how: str) -> None:
    bad = geojson(tmp_path / f"{how}.geojson")
    with Confined(kept.folder, readers=STRANGE) as reader, pytest.raises(InputError) as told:
        reader.import_sources([bad], empty())
    assert told.value.code.startswith("reader.")
    assert told.value.fields["path"] == bad.name
    assert not left_behind(kept)


def test_a_reader_that_reports_without_advancing_is_stopped(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jumeau.io.confined.process.STANDING", 2)
    path = geojson(tmp_path / "still.geojson")
    readers = {"vector": "strange_reader:StillReader"}
    confined = Confined(kept.folder, Limits(patience=2.0), readers)
    with confined as reader, pytest.raises(InputError) as told:
        reader.import_sources([path], empty())
    assert told.value.code == "reader.hung"


def test_the_process_may_do_little(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("limits of Linux")
    monkeypatch.setenv("GDAL_DRIVER_PATH", str(tmp_path))
    monkeypatch.setenv("OGR_GEOJSON_MAX_OBJ_SIZE", "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://localhost:1")
    path = geojson(tmp_path / "tell.geojson")
    with Confined(kept.folder, readers=STRANGE) as reader, pytest.raises(InputError) as told:
        reader.import_sources([path], empty())
    assert told.value.fields["reason"] == "nothing"


# --- how it ends ------------------------------------------------------------------------------


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@LINUX
def test_a_wish_to_stop_is_heard_inside_one_call(kept: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "sleep.geojson")
    mark = path.with_suffix(".pid")
    asked = 0.0

    def stop(_fraction: float, _step: str = "") -> None:
        nonlocal asked
        if mark.exists() and mark.read_text():
            asked = time.monotonic()
            raise Cancelled

    with Confined(kept.folder, readers=STRANGE) as reader, pytest.raises(Cancelled):
        reader.import_sources([path], empty(), progress=stop)
    assert time.monotonic() - asked < 0.5
    assert is_gone(int(mark.read_text()))
    assert not (kept.folder / "incoming").exists()


@LINUX
def test_it_does_not_outlive_its_parent(tmp_path: Path) -> None:
    path = geojson(tmp_path / "sleep.geojson")
    code = (
        "import sys; sys.path.append(sys.argv[3])\n"
        "from pathlib import Path\n"
        "from jumeau.io.confined.parent import Confined\n"
        "from jumeau.model.project import new_project\n"
        "if __name__ == '__main__':\n"
        "    Confined(Path(sys.argv[2]), readers={'vector': 'strange_reader:StrangeReader'})"
        ".import_sources([Path(sys.argv[1])], new_project('x'))\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    words = [sys.executable, script, path, tmp_path / "store", Path(__file__).parent]
    parent = subprocess.Popen([str(word) for word in words])
    mark = path.with_suffix(".pid")
    try:
        assert wait_for(lambda: mark.exists() and bool(mark.read_text()))
        child = int(mark.read_text())
        assert not is_gone(child)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert wait_for(lambda: is_gone(child), 5.0)


@LINUX
def test_a_forgotten_one_ends(kept: Store, town: Path) -> None:
    reader = Confined(kept.folder)
    reader.start()
    assert reader.describe(town / "batiment.gpkg")
    pid = multiprocessing.active_children()[-1].pid
    assert pid is not None
    assert not is_gone(pid)
    del reader
    gc.collect()
    assert wait_for(lambda: is_gone(pid), 5.0)
    assert not (kept.folder / "incoming").exists()


# --- what passes between the two --------------------------------------------------------------


def test_messages_keep_their_values(town: Path, tmp_path: Path) -> None:
    project = adopted(empty(), import_sources([town], empty(), Store(tmp_path / "here")))
    refusal = messages.Refusal("InputError", "file.empty", {"path": "é.gpkg"})
    order = messages.Import((town,), {"a": refusal}, project, None, "12174", 250.0)
    assert messages.decoded_order(messages.encoded(order)) == order
    asked = messages.Asked(("a",), (), (float("-inf"), 0.0, 1e400, 2.5))
    back = messages.decoded(messages.encoded(asked))
    assert back == asked


def test_a_forged_name_of_a_payload_is_refused(town: Path, tmp_path: Path) -> None:
    loaded = import_sources([town], empty(), Store(tmp_path / "here"))
    layer = loaded.layers[0]
    for sha256, suffix in (("../../etc/passwd", ".gpkg"), (layer.payload.sha256, "/../x")):
        forged = msgspec.structs.replace(layer.payload, sha256=sha256, suffix=suffix)
        layers = (msgspec.structs.replace(layer, payload=forged),)
        answer = messages.Imported(type(loaded)(layers, (), loaded.crs, loaded.vertical))
        with pytest.raises(ValueError, match="payload"):
            messages.decoded(messages.encoded(answer))


def test_nonsense_from_the_process_is_a_crash(kept: Store, tmp_path: Path) -> None:
    path = geojson(tmp_path / "points.geojson")
    readers = {"vector": "strange_reader:LyingReader"}
    with Confined(kept.folder, readers=readers) as reader, pytest.raises(InputError) as told:
        reader.import_sources([path], empty(), progress=silent)
    assert told.value.code == "reader.crashed"
