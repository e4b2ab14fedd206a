"""The command that tells who is exposed: known people, known levels."""

from __future__ import annotations

import csv
import json

import numpy as np
import pyarrow as pa
import pytest
import shapely

from jumeau.cli import main
from jumeau.io.projects.project_file import create
from jumeau.io.results import result_layers
from jumeau.model.layer import Layer
from jumeau.model.payload import SurfaceSamples
from jumeau.model.project import add_layers, new_project, replaced
from jumeau.model.provenance import Provenance
from jumeau.model.roles import Role
from jumeau.model.variant import Variant
from jumeau.render.analysed import added_to
from jumeau.render.analysing import Asked
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.analyses.request import Results, Walls

X, Y = 652_000.0, 6_862_000.0
AREA = (X - 20.0, Y - 20.0, X + 400.0, Y + 60.0)
HOMES = (100.0, 200.0, 60.0, 2.0, 0.0)
"""Dwellings; 1.8 residents each, as where no commune tells its population."""
LOUDEST = (72.0, 71.0, 58.0, 62.0, 69.0)


def levels_of(loss: float) -> np.ndarray:
    """Return four levels a building: two on the loud side, one beside, one behind."""
    return np.concatenate([[x - loss, x - 1.0 - loss, x - 8.0, x - 21.0] for x in LOUDEST])


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Save a street of five buildings with levels of today, and of a variant 3 dB quieter."""
    path = tmp_path_factory.mktemp("rue") / "rue.jumeau"
    opened = create(None, new_project("Rue"))
    try:
        shapes = [shapely.box(X + 40 * k, Y, X + 40 * k + 20, Y + 12) for k in range(5)]
        houses = pa.table(
            {
                "geometry": list(shapely.to_wkb(shapes)),
                "height": [12.0] * 5,
                "ground_altitude_min": [40.0] * 5,
                "nombre_de_logements": list(HOMES),
                "usage_1": ["Résidentiel"] * 4 + ["Enseignement"],
            }
        )
        store = opened.store
        named = ("height", "ground_altitude_min")
        layer = Layer(
            "maisons", Role.BUILDING, store.add_table(houses, "EPSG:2154"), count=5, bounds=AREA,
            provenance=Provenance(producer="IGN", product="BD TOPO®", edition="2025-06-15"),
            columns=(*((x, x) for x in named), ("dwellings", "nombre_de_logements"),
                     ("use", "usage_1")),
        )  # fmt: skip
        grown = add_layers(opened.session.project, (layer,))
        grown = replaced(grown, variants=(Variant("lente", "Rue à 30 km/h"),))
        for variant, loss in (("", 0.0), ("lente", 3.0)):
            asked = Asked("noise", Noise(surfaces=("facades",)), AREA, variant)
            made = result_layers(
                grown, store, asked.analysis(grown, f"run{loss:g}"), Role.NOISE_LEVEL,
                Role.NOISE_ZONES, "dB(A)", Results(walls=walls(levels_of(loss))),
            )  # fmt: skip
            grown = added_to(grown, made)
        opened.session.commit("add", grown)
        opened.save_as(path)
    finally:
        opened.close(discard=True)
    return path


def walls(levels: np.ndarray) -> Walls:
    feature = np.repeat(np.arange(5), 4).astype(np.int32)
    points = np.column_stack(
        [X + 40.0 * feature + np.tile([5.0, 15.0, 20.0, 10.0], 5),
         Y + np.tile([0.0, 0.0, 6.0, 12.0], 5), np.full(20, 44.0)]
    )  # fmt: skip
    normal = np.tile([[0, -1, 0], [0, -1, 0], [1, 0, 0], [0, 1, 0]], (5, 1)).astype(np.float32)
    size = np.full((20, 2), 3.0, np.float32)
    samples = SurfaceSamples(
        points, feature, np.ones(20, np.int16), size, levels[None].astype(np.float32), normal, size
    )
    return Walls(samples, ("maisons",), np.zeros(20, np.int16))


def asked(capsys, *words: str) -> dict:
    assert main(["noise", "exposure", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_situation(project, capsys):
    told = asked(capsys, str(project), "--variant", "today", "--reference")
    assert told["variants"] == [""]
    assert told["certainty"].startswith("CALCULÉ")
    # By the median rule the two loud receivers of each building count. From 72/71 and 71/70 dB
    # 180 and 360 residents; 62 dB: 3.6 residents, merged below; 58 and 57 dB: 108, a single one.
    rows = {(x["from"], x["below"]): x for x in told["classes"]}
    loud = rows[70.0, 75.0]
    assert loud["residents"] == [{"value": 500, "fewer_than": False}]
    assert loud["dwellings"] == [{"value": 300, "fewer_than": False}]
    assert rows[55.0, 65.0]["residents"] == [{"value": 100, "fewer_than": False}]
    # The school at 69 dB is one building: told as fewer than three.
    assert rows[65.0, 70.0]["residents"] == [{"value": 0, "fewer_than": False}]
    assert rows[65.0, 70.0]["sensitive"] == [{"value": 3, "fewer_than": True}]
    # Above 68 dB: two blocks of flats and the school.
    assert told["reference"]["level"] == 68.0
    assert told["reference"]["buildings_above"] == [{"value": 3, "fewer_than": False}]
    # Every building is more than 20 dB quieter behind.
    assert told["quiet_facade"] == [{"value": 700, "fewer_than": False}]
    assert any("médiane" in x for x in told["method"])
    assert any("BD TOPO" in x for x in told["sources"])


def test_before_and_after(project, capsys, tmp_path):
    table = tmp_path / "exposition.csv"
    told = asked(capsys, str(project), "--csv", str(table))
    assert told["variants"] == ["", "lente"]
    assert "reference" not in told
    # 650 residents, in four buildings that all get 3 dB quieter.
    assert told["moved"]["quieter"] == {"value": 700, "fewer_than": False}
    assert told["moved"]["louder"] == {"value": 0, "fewer_than": False}
    rows = [x["residents"] for x in told["classes"] if x["from"] == 65.0]
    assert [x["value"] for x in rows[0]] == [0, 500]
    text = table.read_text(encoding="utf-8-sig")
    assert "n’est pas une carte de bruit stratégique" in text
    lines = [x for x in csv.reader(text.splitlines(), delimiter=";") if not x[0].startswith("#")]
    assert lines[0][1:3] == ["Habitants – Aujourd’hui (2025)", "Habitants – Rue à 30 km/h"]


def test_sentences_have_no_verdict(project, capsys):
    assert main(["noise", "exposure", str(project), "--reference"]) == 0
    told = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "ne constate pas une infraction" in told
    assert "Ne remplace ni l’étude d’impact ni l’étude acoustique" in told
    for word in ("dépass", "illégal", "point noir", "Lden"):
        assert word not in told


def test_without_a_fitting_result_it_says_how_to_get_one(project, capsys):
    assert main(["noise", "exposure", str(project), "--indicator", "ln"]) != 0
    assert "jumeau simulate noise" in capsys.readouterr().err
