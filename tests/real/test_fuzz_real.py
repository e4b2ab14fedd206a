"""Broken files of the formats that only a real file stands for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "unit" / "io"))
import fuzzing
import test_fuzz


@pytest.mark.slow
def test_broken_copies_of_real_files(real_data: Path, tmp_path: Path) -> None:
    test_fuzz.check(fuzzing.fuzz(fuzzing.real_seeds(real_data), 1000, tmp_path, start=1), 1000)
