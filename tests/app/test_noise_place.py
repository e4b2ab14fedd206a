"""The noise of a place in the window: chosen by a click, drawn, told, renewed, kept."""

from __future__ import annotations

import csv

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from jumeau.app.noise_place.feature import NoisePlace
from jumeau.app.panels.cards import Ink
from jumeau.app.panels.result_cards import cell_card
from jumeau.i18n import Translator
from jumeau.model.analysis import Analysis
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.project import new_project
from jumeau.model.provenance import Certainty, Provenance
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.noise_paths import Heard, PathKind, Route
from jumeau.render.noise_place import Answer
from jumeau.simulation.noise.bands import SILENT


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def bands(level: float) -> np.ndarray:
    """Return eight equal bands that make up a level."""
    return np.full(8, level - 10.0 * np.log10(8.0))


def way(kind: PathKind, level: float, name: str, points) -> Route:
    terms = (("divergence", np.full(8, 38.25)), ("air", np.linspace(0.0, 4.0, 8)),
             ("walls", np.full(8, np.nan)))  # fmt: skip
    return Route(0, name, 0, kind, np.array(points, float), bands(level), terms)


class Ear:
    """Answers as told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list = []

    def __call__(self, _project, view, sides, spot, _store, *, progress) -> Answer:
        self.asked.append((sides, spot, view.hidden))
        x, y, z = spot.point
        far = [x + 40.0, y - 30.0, z - 3.5]
        routes = (
            way(PathKind.DIRECT, 60.0, "Rue du Port", [far, [x, y, z]]),
            way(PathKind.OVER, 55.0, "Rue du Port", [far, [x + 20, y - 15, z + 9], [x, y, z]]),
            way(PathKind.REFLECTED, 50.0, "", [far, [x + 30, y + 8, z], [x, y, z]]),
        )
        levels = np.array([60.0, 58.0, 53.0])
        heard = {one: Heard(levels - 5.0 * k, routes) for k, one in enumerate(sides)}
        return Answer(spot, heard, Certainty.UNCERTAIN)


@pytest.fixture
def places(town):
    feature = next(x for x in town.workspace.features if isinstance(x, NoisePlace))
    found = feature.held()
    found.asker = Ear()
    return found


def settled(town, places) -> None:
    town.until(lambda: places.current and places.answer is not None)
    town.rest()


def seen(widget) -> np.ndarray:
    """Return the picture with all that is drawn over it (h, w, 4)."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(image.constBits(), np.uint8)
    return bits.reshape(image.height(), image.width(), 4).copy()


def rows(table) -> list[list[str]]:
    return [
        [plain(table.topLevelItem(k).text(c)) for c in range(table.columnCount())]
        for k in range(table.topLevelItemCount())
    ]


def test_a_click_tells_levels_sources_and_ways(town, corner, places, tmp_path) -> None:
    view = town.session.view
    down = msgspec.structs.replace(
        view.camera, target=(corner[0] + 45.0, corner[1] + 40.0, 100.0), distance=220.0,
        azimuth=0.0, pitch=60.0,
    )  # fmt: skip
    town.change(lambda: town.session.set_view(msgspec.structs.replace(view, camera=down)))
    town.window.actions_["noise_place"].trigger()
    widget = town.viewport
    ground = widget._picture.ground(corner[0] + 45.0, corner[1] + 33.0)
    point = np.array([[corner[0] + 45.0, corner[1] + 33.0, ground]])
    at = widget.to_screen(point)[0].round().astype(int)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(*at))
    settled(town, places)
    assert widget.tool is None
    spot = places.spot
    assert spot.normal is None
    assert spot.point[2] == pytest.approx(spot.clicked[2] + 4.0, abs=0.2)
    panel = places.panel
    # 60 dB by day, 58 in the evening (+5) and 53 at night (+10):
    # 10·lg((12·10^6.0 + 4·10^6.3 + 8·10^6.3) / 24) = 61.8 dB.
    assert "Environ 62 dB (rue animée) ici, à 4 m au-dessus du sol." in plain(panel.sentence.text())
    assert rows(panel.levels) == [
        ["24 h", "62 dB"], ["Jour, 6 h–18 h", "60 dB"], ["Soirée, 18 h–22 h", "58 dB"],
        ["Nuit, 22 h–6 h", "53 dB"],
    ]  # fmt: skip
    # 10^6 + 10^5.5 beside 10^5: 93 % and 7 %.
    assert rows(panel.sources) == [
        ["Rue du Port", "93 %", "61"], ["source sans nom (route)", "7 %", "50"],
    ]  # fmt: skip
    assert [x[0] for x in rows(panel.routes)] == [
        "tout droit", "par-dessus un obstacle", "renvoyé par une façade",
    ]  # fmt: skip
    told = rows(panel.terms)
    assert [x[0] for x in told] == ["distance", "air", "niveau ici, dB(A)"]
    assert told[1][1:3] == ["0,0", "0,6"]
    assert "CALCULÉ, données incertaines" in panel.note.text()
    assert "n’est pas une carte de bruit stratégique" in panel.note.text()
    assert "ne remplace ni" in panel.note.text().lower()
    widget.repaint()
    shown = seen(widget)
    panel.routes.topLevelItem(2).setSelected(True)
    assert panel.chosen_route == 2
    widget.repaint()
    assert (shown != seen(widget)).sum() > 1000  # the chosen way over the others, which fade

    panel.save(tmp_path / "bruit.csv")
    town.rest()
    with (tmp_path / "bruit.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    heads = [x[0] for x in lines if x[0].startswith("#")]
    assert heads[0] == "# CALCULÉ, données incertaines"
    assert any("carte de bruit stratégique" in x for x in heads)
    ways = [x for x in lines if len(x) > 12 and x[2] == "Rue du Port"]
    assert ways[0][3:6] == ["tout droit", "50,12", "distance"]
    assert ways[0][6:8] == ["38,25", "38,25"]

    hidden = msgspec.structs.replace(town.session.view, hidden=("batiment",))
    town.session.set_view(hidden)
    assert not places.current  # at once: never an old answer as a new one
    assert not panel.csv.isEnabled()
    town.until(lambda: places.current)
    assert places.asker.asked[-1][2] == ("batiment",)
    count = len(places.asker.asked)
    panel.height_box.setValue(1.5)
    town.until(lambda: places.current and len(places.asker.asked) > count)
    assert places.spot.above == 1.5
    places.clear()
    town.rest()
    assert town.workspace.docks["noise_place"].isHidden()
    assert places.answer is None


def test_a_facade_is_heard_before_it_and_silence_is_said(town, corner, places) -> None:
    x, y = corner[0] + 15.0, corner[1]
    ground = town.projects.keeper.ground(x, y)
    places.find((x, y + 0.02, ground + 6.0))
    settled(town, places)
    spot = places.spot
    assert spot.normal[1] < -0.99  # the south wall of the southernmost building
    assert spot.point[1] == pytest.approx(y - 2.0, abs=0.05)
    assert spot.point[2] == pytest.approx(ground + 6.0)
    assert "devant cette façade" in places.panel.sentence.text()

    class Deaf(Ear):
        def __call__(self, _project, _view, sides, spot, _store, *, progress) -> Answer:
            return Answer(spot, {x: Heard(np.full(3, SILENT)) for x in sides}, Certainty.COMPUTED)

    places.asker = Deaf()
    places.find((x + 30.0, y + 33.0, ground))
    settled(town, places)
    assert "Aucune des sources du projet" in places.panel.sentence.text()
    assert rows(places.panel.levels)[0] == ["24 h", "–"]
    town.viewport.repaint()


def test_the_card_of_a_facade_tells_the_level_in_words() -> None:
    made = Analysis("noise", "1", "", (), (("indicator", "ln"),))
    ref = PayloadRef(PayloadKind.SAMPLES, "1" * 64, 1)
    card = Provenance(producer="IGN", product="BD TOPO®", edition="2025")
    one = Layer("w", Role.NOISE_LEVEL, ref, unit="dB(A)", analysis=made, provenance=card,
                certainty=Certainty.COMPUTED)  # fmt: skip
    facts = {"value": 57.4, "storey": 1, "above": 4.2, "cell": (5.0, 3.0)}
    ink = Ink("#000000", "#111111", "#222222", "#333333")
    told = plain(cell_card(one, facts, new_project("x"), ViewState(), Translator("fr"), ink))
    for words in ("environ 57 dB (conversation)", "la nuit, de 22 h à 6 h", "étage 1",
                  "n’est pas une carte de bruit stratégique", "CALCULÉ – pas mesuré"):  # fmt: skip
        assert words in told, told
    assert "arbres" not in told
