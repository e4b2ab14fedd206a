"""Colours of houses: by the roof's material, landmarks stronger, neighbours never quite alike."""

from __future__ import annotations

import numpy as np

from jumeau.geometry.roofs import RoofForm
from jumeau.render import look
from jumeau.render.buildings import house_colours, landmarks, roof_materials


def materials(*words: object) -> list[int]:
    column = {"roof_material": np.array(words, object)}
    return roof_materials(column.get, len(words)).tolist()


def test_materials_are_read_as_codes_and_as_words():
    words = ("10", "23", "", None, "Ardoise", "roof_tiles", "béton", "slate", "chaume")
    assert materials(*words) == [1, 2, 0, 0, 2, 1, 4, 2, 0]


def test_tiles_are_warm_and_slates_are_cool_whoever_owns_them():
    count = 200
    plain = np.zeros(count, np.int8)
    gabled = np.full(count, RoofForm.GABLED, np.uint8)
    area = np.full(count, 90.0)
    code = np.where(np.arange(count) % 2, 1, 2).astype(np.int8)
    wall, roof = (x.astype(int) for x in house_colours(area, plain, gabled, code, count))
    tiles, slates = roof[code == 1], roof[code == 2]
    assert (tiles[:, 0] - tiles[:, 2] > 40).all()
    assert (slates[:, 2] >= slates[:, 0]).all()
    assert len(np.unique(tiles, axis=0)) > 30
    assert np.ptp(tiles.mean(1)) > 8
    assert np.abs(wall - np.array(look.WALL)).max() < 8


def test_landmarks_stand_out():
    natures = np.array(["Eglise", "church", "Mairie", "school", "Indifférenciée", None], object)
    kind = landmarks(natures, np.zeros(6, np.uint8), 6)
    gabled = np.full(6, RoofForm.GABLED, np.uint8)
    _, roof = house_colours(np.full(6, 300.0), kind, gabled, np.zeros(6, np.int8), 6)
    strong = roof[:, 0].astype(int) - roof[:, 2]
    assert (strong[:4] > strong[4:].max() + 15).all()
