"""Shapes of trees: closed, low in polygons, each species its own; light that is warm beside."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import village

from jumeau.geometry.heightfield import HeightField
from jumeau.io.store import MemoryStore
from jumeau.model.roles import Role
from jumeau.render.crowns import BUSH, CONE, NEAR, ROUND, SHAPES, TALL, UMBRELLA, template
from jumeau.render.relief import Relief
from jumeau.render.tone import tones
from jumeau.render.trees import prepare_trees

FLAT = Relief(
    HeightField(np.zeros((52, 52), np.float32), village.EAST, village.NORTH + 255, 5.0),
    (village.EAST, village.NORTH, village.EAST + 250, village.NORTH + 250), 0.0, 0.0,
)  # fmt: skip


@pytest.mark.parametrize("detail", range(NEAR + 1))
def test_a_crown_is_a_closed_body_of_few_triangles(detail):
    model = template(detail)
    assert model.points.shape[0] == SHAPES
    assert len(model.triangles) <= (20, 40, 70, 200)[detail]
    crown = model.triangles[~model.bark[model.triangles[:, 0]]]
    sides = np.sort(np.concatenate([crown[:, [0, 1]], crown[:, [1, 2]], crown[:, [2, 0]]]), axis=1)
    assert (np.unique(sides, axis=0, return_counts=True)[1] == 2).all(), "every edge has two faces"
    for points, normals in zip(model.points, model.normals, strict=True):
        assert np.allclose(np.linalg.norm(normals, axis=1), 1.0, atol=1e-5)
        assert -0.1 <= points[:, 2].min() < points[:, 2].max() <= 1.0
        assert np.hypot(*points[:, :2].T).max() == pytest.approx(1.0)
        a, b, c = (points[crown[:, k]] for k in range(3))
        outwards = np.cross(b - a, c - a)
        facing = (outwards * normals[crown].mean(axis=1)).sum(axis=1)
        assert (facing > 0).mean() > 0.85, "seen from outside"


def test_species_have_shapes_of_their_own():
    # Above the middle a conifer is thin and an umbrella pine is wide.
    points = template(NEAR).points
    wide = [np.hypot(*p[(p[:, 2] > 0.74) & (p[:, 2] < 0.95)][:, :2].T).max() for p in points]
    assert wide[CONE] < 0.6 * wide[ROUND]
    assert wide[UMBRELLA] > wide[ROUND]
    store = MemoryStore()
    species = ["Pin parasol", "Cyprès", "Sapin", "Tilleul", "Populus nigra", "Arbuste", None]
    places = [shapely.Point(village.EAST + 10 * k, village.NORTH + 9) for k in range(len(species))]
    layer = village.layer(store, Role.TREE, places, {"species": species})
    trees = prepare_trees(store, layer, (), FLAT)
    found = dict(zip(trees.row.tolist(), trees.shape.tolist(), strict=True))
    assert [found[k] for k in range(7)] == [UMBRELLA, TALL, CONE, ROUND, TALL, BUSH, ROUND]


def test_a_mixed_wood_has_conifers_among_others():
    store = MemoryStore()
    wood = [village.box(0, 0, 240, 240), village.box(0, 0, 1, 1)]
    layer = village.layer(store, Role.VEGETATION, wood, {"nature": ["Forêt fermée mixte", "Bois"]})
    trees = prepare_trees(store, layer, (), FLAT)
    share = (trees.shape == CONE).mean()
    assert 0.3 < share < 0.6
    assert np.ptp(trees.colour[:, 1].astype(int)) > 10


def test_light_is_neutral_at_its_brightest_and_warm_beside():
    table = tones().astype(float)
    assert (table[255] == 65535).all()
    assert (np.diff(table, axis=0) > 0).all()
    red, _, blue = table[180]
    assert red > blue


def test_hollows_and_slopes_away_from_the_lamp_are_darker():
    x = np.arange(0, 1005, 5.0)
    bowl = 30 * np.cos((x - 500) / 500 * np.pi)[None, :] * np.ones((len(x), 1))
    field = HeightField((-bowl).astype(np.float32), 0.0, 1000.0, 5.0)
    relief = Relief(field, (0, 0, 1000, 1000), -30.0, 30.0)
    light = relief.light((300, 300, 700, 700), 41)
    middle = light[20]
    assert middle[5] < middle[-6], "the west side of a valley looks away from the lamp"
    assert middle[20] < 1.0
    assert 0.7 < light.min() < light.max() < 1.06
