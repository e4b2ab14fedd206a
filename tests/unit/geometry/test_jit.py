import subprocess
import sys
from pathlib import Path

import pytest

from jumeau.geometry import jit


def test_the_cache_folder_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("JUMEAU_CACHE_DIR", str(tmp_path / "cache"))
    assert jit.cache_folder() == tmp_path / "cache" / "numba"
    assert jit.cache_folder().is_dir()


def test_a_folder_that_cannot_be_written_falls_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("JUMEAU_CACHE_DIR", str(blocked))
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = jit.cache_folder()
    assert tmp_path in folder.parents
    assert blocked not in folder.parents


def test_old_editions_are_forgotten(tmp_path: Path) -> None:
    for k in range(jit.KEPT_DIGESTS + 3):
        (tmp_path / str(k)).mkdir()
    jit._forget_old(tmp_path)
    assert len(list(tmp_path.iterdir())) == jit.KEPT_DIGESTS


def test_an_edition_covers_what_a_module_imports() -> None:
    folder = Path(jit.__file__).parent
    names = {path.name for path in jit._sources(folder / "extrude.py")}
    assert {"extrude.py", "triangulate.py", "skeleton.py", "jit.py"} <= names
    assert "heights.py" not in names


def test_kernels_are_imported_without_numba() -> None:
    code = (
        "import sys, jumeau.geometry.extrude, jumeau.geometry.ragged, jumeau.geometry.paint\n"
        "assert 'numba' not in sys.modules and 'llvmlite' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_needed_later_is_made_once() -> None:
    made = []
    later = jit.Later(lambda: made.append(1) or (lambda x: x + 1))
    assert not made
    assert (later(1), later(2)) == (2, 3)
    assert made == [1]
