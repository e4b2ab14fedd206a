"""A commune square by square: equal to one run, gone on with after an interruption."""

from __future__ import annotations

import os

import numpy as np
import pytest

from jumeau.errors import Cancelled
from jumeau.simulation.noise import engine, keeping, tiles
from jumeau.simulation.noise.settings import Settings
from jumeau.simulation.noise.tiles import levels_of, squares_of, tidy
from tests.unit.simulation.noise.small_town import HOUSES, receivers_of, scene_of, town_of

HOW = Settings(max_distance=150.0, reflection_distance=40.0, reflection_order=1)
RECEIVERS = receivers_of(20.0)
OWN = np.full(len(RECEIVERS), -1, np.int32)


@pytest.fixture(autouse=True)
def small_squares(monkeypatch):
    keeping.forget()
    monkeypatch.setattr(tiles, "SIDE", 100.0)
    yield
    keeping.forget()


@pytest.fixture
def calls(monkeypatch) -> list[int]:
    """List the receivers of each call of the engine."""
    done: list[int] = []
    real = engine.attenuation

    def counted(prep, sources, receivers, *rest, **more):
        done.append(len(receivers))
        return real(prep, sources, receivers, *rest, **more)

    monkeypatch.setattr(engine, "attenuation", counted)
    return done


def in_squares(monkeypatch, town, folder, progress=lambda *_: None):
    monkeypatch.setattr(tiles, "WHOLE", 10)
    return levels_of(town, RECEIVERS, OWN, HOW, folder, progress)


def test_squares_are_equal_to_one_run_bit_for_bit(monkeypatch, tmp_path, calls) -> None:
    whole = levels_of(town_of(), RECEIVERS, OWN, HOW)
    assert calls == [len(RECEIVERS)]
    parts = in_squares(monkeypatch, town_of(), tmp_path)
    assert len(calls) == 1 + 9
    assert parts.tobytes() == whole.tobytes()
    assert in_squares(monkeypatch, town_of(), None).tobytes() == whole.tobytes()


def test_each_receiver_lies_in_one_square(monkeypatch) -> None:
    rows = list(squares_of(RECEIVERS))
    assert len(rows) == 9
    assert sorted(np.concatenate(rows).tolist()) == list(range(len(RECEIVERS)))
    for one in rows:
        assert np.ptp(RECEIVERS[one][:, :2], axis=0).max() < 100.0
    assert [x.tolist() for x in squares_of(RECEIVERS[:1])] == [[0]]


def test_an_interrupted_run_goes_on_where_it_stopped(monkeypatch, tmp_path, calls) -> None:
    def stop(fraction: float, step: str = "") -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        in_squares(monkeypatch, town_of(), tmp_path, stop)
    done = len(list(tmp_path.glob("*.npy")))
    assert 0 < done < 9
    assert not list(tmp_path.glob("*.part"))
    calls.clear()
    found = in_squares(monkeypatch, town_of(), tmp_path)
    assert len(calls) == 9 - done
    monkeypatch.setattr(tiles, "WHOLE", 40_000)
    assert found.tobytes() == levels_of(town_of(), RECEIVERS, OWN, HOW).tobytes()


def test_what_a_square_depends_on_is_in_its_name(monkeypatch, tmp_path, calls) -> None:
    in_squares(monkeypatch, town_of(), tmp_path)
    calls.clear()
    in_squares(monkeypatch, town_of(scene_of(HOUSES[1:])), tmp_path)
    assert len(calls) == 9
    louder = town_of()
    louder.power[0] += 1.0
    in_squares(monkeypatch, louder, tmp_path)
    assert len(calls) == 18
    in_squares(monkeypatch, town_of(scene_of(dip=2.0)), tmp_path)
    assert len(calls) == 27


def test_a_damaged_square_is_computed_again(monkeypatch, tmp_path, calls) -> None:
    first = in_squares(monkeypatch, town_of(), tmp_path)
    paths = sorted(tmp_path.glob("*.npy"))
    paths[0].write_bytes(paths[0].read_bytes()[:50])
    np.save(paths[1], np.zeros((2, 3)))
    calls.clear()
    assert in_squares(monkeypatch, town_of(), tmp_path).tobytes() == first.tobytes()
    assert len(calls) == 2


def test_what_nobody_went_on_with_is_thrown_away(tmp_path) -> None:
    for name in ("new.npy", "old.npy", "old.part", "other.txt"):
        (tmp_path / name).write_bytes(b"x")
    for path in tmp_path.glob("o*"):
        os.utime(path, (1.0, 1.0))
    tidy(tmp_path)
    assert sorted(x.name for x in tmp_path.iterdir()) == ["new.npy", "other.txt"]
    tidy(tmp_path / "nowhere")
    tidy(None)
