"""Files of cases become scenes: told by small ones made up here."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from jumeau.simulation.noise.cases import read_case
from jumeau.simulation.noise.paths.ground import height_at
from jumeau.simulation.noise.paths.index import local, prepared

ROOM = {
    "id": "X1",
    "geometry": {
        "source": [1.0, 2.0, 0.5],
        "receiver": [40.0, 2.0, 4.0],
        "Gs": 0.3,
        "buildings": [
            {"polygon": [[10, 10], [10, 20], [20, 20], [20, 10], [10, 10]], "top_altitude": 7.0,
             "absorption": [0.1] * 8},
        ],
        "walls": [{"line": [[0, 30], [5, 30], [9, 31]], "top_altitude": [2, 3, 4],
                   "absorption": [0.5] * 8}],
        "ground_areas": [{"polygon": [[0, 0], [5, 0], [5, 5], [0, 5]], "G": 0.9}],
        "topo_lines": [[[-50, -50, 0], [50, -50, 0]], [[50, -50, 0], [50, 50, 10]],
                       [[-50, 50, 10], [50, 50, 10]], [[-50, -50, 0], [-50, 50, 10]]],
    },
    "options": {"reflection_order": 2, "lateral_diffraction": True, "c_ground_m_s": 340.0},
    "meteo": {"temperature_C": 10, "relative_humidity": 70, "p_favourable": 0.5},
    "Lw_per_band": [93.0] * 8,
}  # fmt: skip


def test_a_case_is_read(tmp_path: Path) -> None:
    path = tmp_path / "X1.json"
    path.write_text(json.dumps(ROOM), encoding="utf-8")
    case = read_case(path)
    scene = case.scene
    assert case.id == "X1"
    assert scene.ring_start.tolist() == [0, 4]
    x, y = scene.rings.T
    assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() == pytest.approx(200.0)  # left turns
    assert scene.barriers[:, :, 2].tolist() == [[2, 3], [3, 4]]
    assert scene.materials[scene.material[0]].tolist() == [0.1] * 8
    assert scene.materials[scene.barrier_material[1]].tolist() == [0.5] * 8
    assert scene.materials[0].tolist() == [0.0] * 8
    assert (scene.default_g, scene.area_g.tolist()) == (0.3, [0.9])
    assert case.settings.favourable == ((0.5,), (0.5,), (0.5,))
    assert (case.settings.reflection_order, case.settings.lateral) == (2, True)
    assert case.power.shape == (1, 3, 8)
    prep = prepared(scene)
    at = local(prep, np.array([20.0, 0.0]))
    assert height_at(prep.cuts, float(at[0]), float(at[1])) == pytest.approx(5.0)


def test_sources_may_be_lines_and_receivers_many() -> None:
    geometry = {
        **ROOM["geometry"],  # type: ignore[dict-item]
        "sources": [
            {"geom": [[0, 0, 1], [9, 0, 1], [9, 9, 1]], "Lw": [80.0] * 8},
            {"geom": [[5, 5, 1]], "Lw": [90.0] * 8},
        ],
        "receivers": [[1, 1, 4], [2, 2, 4], [3, 3, 4]],
        "topo_lines": [],
    }
    case = read_case({**ROOM, "geometry": geometry})
    assert case.sources.start.tolist() == [0, 3, 4]
    assert case.sources.section.tolist() == [0, 1]
    assert case.lw[:, 0].tolist() == [80.0, 90.0]
    assert len(case.receivers) == 3
    assert case.scene.terrain is None
