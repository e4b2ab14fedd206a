"""Coordinates of GML: the same numbers, to the last bit, however they are spelt."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from citymodel_samples import SQUARE, building, model, only, polygon, surfaces, table

from jumeau.io.citymodels.gml_geometry import floats


def test_numbers_are_those_of_python() -> None:
    drawn = random.Random(7)
    texts = []
    for _ in range(20_000):
        value = drawn.uniform(-1, 1) * 10.0 ** drawn.randint(-8, 9)
        texts.append(drawn.choice(["%.6f", "%.3f", "%.12f", "%r", "%.17g", "%.8e"]) % value)
    assert floats(texts) == [float(text) for text in texts]


def test_spellings_that_json_does_not_know() -> None:
    texts = ["+1.5", ".5", "1.", "007", "-0.25", "1E3"]
    assert floats(texts) == [1.5, 0.5, 1.0, 7.0, -0.25, 1000.0]
    assert floats([]) == []


@pytest.mark.parametrize("texts", [["1,2", "3"], ["x"], ["1", "]"], ["null"], ["[1]"], ["1", ","]])
def test_what_is_no_number(texts: list[str]) -> None:
    with pytest.raises(ValueError, match="could not convert"):
        floats(texts)


def test_commas_in_a_list_of_places_are_not_guessed_at(tmp_path: Path) -> None:
    good = polygon(SQUARE, "g")
    bad = polygon(SQUARE, "h").replace("5.0 ", "5.0,")
    text = building(f"<bldg:lod1MultiSurface>{surfaces(good, bad)}</bldg:lod1MultiSurface>")
    path = tmp_path / "a.gml"
    path.write_text(model(text), encoding="utf-8")
    draft = only(path)
    assert table(draft).num_rows == 1
    assert {x.reason: x.count for x in draft.left_out} == {"unreadable_geometry": 1}
