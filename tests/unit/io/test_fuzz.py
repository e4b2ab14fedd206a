"""Broken files of every format: none hurts this process, each is loaded or told politely."""

from __future__ import annotations

import os
from pathlib import Path

import fuzzing
import pytest
from fuzz_seeds import REFUSED

from jumeau.io.confined.parent import Confined

FEW, MANY = 300, 20_000
MINUTES = 20


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, fuzzing.Seed]:
    """Return the sound files."""
    return fuzzing.seeds(tmp_path_factory.mktemp("seeds"))


def test_the_sound_files_are_loaded(sound: dict[str, fuzzing.Seed], tmp_path: Path) -> None:
    outcomes = {}
    with Confined(tmp_path / "store", fuzzing.LIMITS) as reader:
        for form, seed in sound.items():
            folder = tmp_path / form
            folder.mkdir()
            for name, content in seed.items():
                (folder / name).write_bytes(content)
            outcomes[form] = fuzzing.outcomes_of(reader, folder / next(iter(seed)))
    other = {form: told for form, told in outcomes.items() if told != ["loaded"]}
    assert {form: told for form, told in other.items() if told != [REFUSED.get(form)]} == {}


def test_the_same_start_gives_the_same_files(sound: dict[str, fuzzing.Seed]) -> None:
    import random

    seed = sound["geojson"]
    one, other = (fuzzing.mutated_seed(seed, random.Random(7)) for _ in range(2))
    assert one == other
    assert one != seed


def check(tally: fuzzing.Tally, count: int) -> None:
    """Fail unless each file was loaded or explained; broken readers were survived."""
    print("\n".join(tally.lines()))
    assert tally.total() >= count
    assert tally.wordless == set()
    assert tally.total("loaded") > 0
    assert tally.total("reader.hung") == 0
    assert sorted(tally.faults) == []


def test_a_few_broken_files(sound: dict[str, fuzzing.Seed], tmp_path: Path) -> None:
    check(fuzzing.fuzz(sound, FEW, tmp_path, start=1), FEW)


@pytest.mark.slow
def test_many_broken_files(sound: dict[str, fuzzing.Seed], tmp_path: Path) -> None:
    before = cpu_minutes()
    check(fuzzing.fuzz(sound, MANY, tmp_path, start=1_000_000), MANY)
    assert cpu_minutes() - before < MINUTES


def cpu_minutes() -> float:
    """Return the processor's time that this process and those that it ended have taken [min]."""
    times = os.times()
    return (times.user + times.system + times.children_user + times.children_system) / 60
