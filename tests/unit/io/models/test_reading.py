"""Models are read in a process of their own: with progress, cancel, limits, and no GPL plug-in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from model_files import write_glb, write_ifc

from jumeau.errors import Cancelled, InputError
from jumeau.io.models.reading import read_model
from jumeau.io.store import Store
from jumeau.model.project import new_project


def test_a_model_is_read_elsewhere_and_lies_in_the_store(tmp_path: Path, kept: Store) -> None:
    told: list[float] = []
    found = read_model(
        write_glb(tmp_path / "a.glb"), kept, new_project("x"),
        progress=lambda fraction, step="": told.append(fraction),
    )  # fmt: skip
    assert kept.has(found.model.payload)
    assert told != []
    assert [p for p in kept.folder.rglob("*") if p.is_file()] == [kept.path(found.model.payload)]


def test_a_cancel_leaves_nothing(tmp_path: Path, kept: Store) -> None:
    def stop(fraction: float, step: str = "") -> None:
        if fraction > 0.0:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_model(write_ifc(tmp_path / "a.ifc"), kept, new_project("x"), progress=stop)
    assert [p for p in kept.folder.rglob("*") if p.is_file()] == []


def test_an_error_comes_back_with_its_fields(tmp_path: Path, kept: Store) -> None:
    path = tmp_path / "a.glb"
    path.write_bytes(b"glTF")
    with pytest.raises(InputError) as refused:
        read_model(path, kept, new_project("x"))
    assert refused.value.code == "models.damaged"
    assert refused.value.fields == {"path": "a.glb"}


def test_without_ifcopenshell_the_command_is_told(tmp_path: Path, kept: Store, monkeypatch) -> None:
    from jumeau.io.models.converting import convert
    from jumeau.io.models.from_ifc import VERSION
    from jumeau.model.progress import silent

    monkeypatch.setitem(sys.modules, "ifcopenshell", None)
    with pytest.raises(InputError) as refused:
        convert(write_ifc(tmp_path / "a.ifc"), new_project("x"), kept, silent)
    assert refused.value.code == "models.no_ifc"
    assert f"ifcopenshell=={VERSION}" in str(refused.value.fields["command"])
    lock = (Path(__file__).parents[4] / "requirements" / "test.txt").read_text()
    assert f"\nifcopenshell=={VERSION} " in lock


_MAPPED = """
import sys
from pathlib import Path
from jumeau.io.models.from_ifc import read_ifc
from jumeau.model.progress import silent
assert read_ifc(Path(sys.argv[1]), silent).parts
for line in open("/proc/self/maps"):
    print(line.split()[-1].rsplit("/")[-1])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel of Linux")
def test_no_plug_in_of_cgal_is_loaded(tmp_path: Path) -> None:
    path = write_ifc(tmp_path / "a.ifc")
    done = subprocess.run(
        [sys.executable, "-c", _MAPPED, str(path)], capture_output=True, text=True, check=True
    )
    mapped = set(done.stdout.split())
    assert any("kernel_opencascade" in name for name in mapped)
    assert [
        n for n in mapped if any(x in n.lower() for x in ("cgal", "svgfill", "libgmp", "mpfr"))
    ] == []
