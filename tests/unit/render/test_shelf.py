import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from jumeau.render import shelf as shelves
from jumeau.render.shelf import Shelf


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    name: str
    numbers: np.ndarray
    flags: np.ndarray


@pytest.fixture
def thing() -> Thing:
    return Thing("pont", np.arange(12.0).reshape(3, 4), np.array([True, False, True]))


def test_what_is_kept_comes_back_and_may_be_changed(tmp_path: Path, thing: Thing) -> None:
    Shelf(tmp_path).put(("a", 1), thing)
    back = Shelf(tmp_path).get(("a", 1))
    assert back.name == "pont"
    np.testing.assert_array_equal(back.numbers, thing.numbers)
    np.testing.assert_array_equal(back.flags, thing.flags)
    back.numbers[:] = 0
    assert Shelf(tmp_path).get(("a", 1)).numbers[2, 3] == 11


def test_another_key_is_another_thing(tmp_path: Path, thing: Thing) -> None:
    Shelf(tmp_path).put(("a", 1), thing)
    assert Shelf(tmp_path).get(("a", 2)) is None
    assert Shelf(tmp_path / "elsewhere").get(("a", 1)) is None


def test_another_edition_of_the_program_builds_again(
    tmp_path: Path, thing: Thing, monkeypatch: pytest.MonkeyPatch
) -> None:
    Shelf(tmp_path).put("a", thing)
    monkeypatch.setattr(shelves, "_edition", lambda: b"newer")
    assert Shelf(tmp_path).get("a") is None


@pytest.mark.parametrize("length", [0, 5, 16, 100, 200])
def test_a_damaged_file_is_built_again(tmp_path: Path, thing: Thing, length: int) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("a", thing)
    (file,) = tmp_path.iterdir()
    os.truncate(file, length)
    assert shelf.get("a") is None


def test_what_was_not_used_for_longest_goes(
    tmp_path: Path, thing: Thing, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path)
    for key in ("old", "used"):
        shelf.put(key, thing)
    for file in tmp_path.iterdir():
        os.utime(file, (1, 1))
    assert shelf.get("used") is not None
    size = next(tmp_path.iterdir()).stat().st_size
    monkeypatch.setattr(shelves, "MOST_BYTES", int(2.5 * size))
    shelf.put("new", thing)
    assert shelf.get("old") is None
    assert shelf.get("used") is not None
    assert shelf.get("new") is not None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path, thing: Thing) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    shelf = Shelf(blocked / "below")
    shelf.put("a", thing)
    assert shelf.get("a") is None


def test_empty_arrays_are_kept(tmp_path: Path) -> None:
    empty = Thing("rien", np.empty((0, 4)), np.zeros(0, np.bool_))
    Shelf(tmp_path).put("a", empty)
    back = Shelf(tmp_path).get("a")
    assert back.numbers.shape == (0, 4)
    assert len(back.flags) == 0
