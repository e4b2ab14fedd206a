"""While a library reads a workbook: what it raises arrives, and the progress tells no lies."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jumeau.errors import Cancelled, InputError
from jumeau.io.tables import spreadsheet
from jumeau.model.progress import silent


class Panic(BaseException):
    """What a library in Rust raises when it gives up."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as file:
        file.writestr("content.xml", "")
    return tmp_path / "a.ods"


def raising(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    def work(path: Path) -> Any:
        raise fault

    monkeypatch.setattr(spreadsheet, "_sheets", work)


@pytest.mark.parametrize("fault", [TypeError("ours"), MemoryError("full"), AssertionError("ours")])
def test_a_fault_of_ours_is_not_taken_for_one_of_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    raising(monkeypatch, fault)

    with pytest.raises(type(fault)) as error:
        spreadsheet.read_sheets(path, silent)

    assert error.value is fault


def test_a_panic_of_the_library_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, Panic("index"))

    with pytest.raises(InputError) as error:
        spreadsheet.read_sheets(path, silent)

    assert (error.value.code, error.value.fields["reason"]) == ("spreadsheet.unreadable", "index")


def test_the_progress_stands_still_and_a_wish_to_stop_is_heard(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "_sheets", lambda path: time.sleep(20))
    told: list[float] = []

    def progress(fraction: float, step: str = "") -> None:
        told.append(fraction)
        if len(told) == 5:
            raise Cancelled

    begin = time.monotonic()
    with pytest.raises(Cancelled):
        spreadsheet.read_sheets(path, progress)

    assert time.monotonic() - begin < 5
    assert set(told) == {0.0}  # whoever watches sees a hang
