"""Residents and dwellings by computed noise: the table, its bars, its sentences, its file."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from jumeau.app.noise_exposure.feature import NoiseExposure
from jumeau.io.results import result_layers
from jumeau.model.layer import Layer
from jumeau.model.project import replaced
from jumeau.model.roles import Role
from jumeau.model.variants import add_variant, new_variant
from jumeau.render.analysed import added_to
from jumeau.render.analysing import Asked
from jumeau.render.noise.homes import homes_of
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.analyses.request import Results, Walls
from jumeau.simulation.noise.facade_receivers import facade_receivers
from jumeau.simulation.noise.scene import Scene

WHOLE = (-40.0, -40.0, 400.0, 320.0)


def result_of(
    town: Any, variant: str, loss: float, corner: tuple[float, float]
) -> tuple[Layer, ...]:
    """Add levels before all façades: loud in the south, by ``loss`` quieter in the west."""
    session, store = town.session, town.projects.opened.store
    area = tuple(x + corner[k % 2] for k, x in enumerate(WHOLE))
    asked = Asked("noise", Noise(surfaces=("facades",)), area, variant)
    homes = homes_of(session.project, asked, store)
    scene = scene_of(homes.shapes)
    facades = facade_receivers(scene, None, 5.0)
    south = facades.points[:, 1] - corner[1]
    levels = 76.0 - south / 8.0 - 15.0 * (facades.normal[:, 1] > 0.5)
    levels = levels - loss * (facades.points[:, 0] - corner[0] < 155.0)
    samples = facades.samples(levels, homes.row.astype(np.int32))
    walls = Walls(samples, (homes.layer[0],), np.zeros(len(levels), np.int16))
    layers = result_layers(
        session.project, store, asked.analysis(session.project, f"run{variant}{loss:g}"),
        Role.NOISE_LEVEL, Role.NOISE_ZONES, "dB(A)", Results(walls=walls),
    )  # fmt: skip
    session.commit("add_layers", added_to(session.project, layers))
    return layers


def scene_of(shapes: NDArray[Any]) -> Scene:
    rings = [np.array(x.exterior.coords)[::-1][:-1] for one in shapes for x in one.geoms]
    rings = [x if signed(x) > 0 else x[::-1] for x in rings]
    count = len(rings)
    return Scene(
        rings=np.concatenate(rings),
        ring_start=np.arange(count + 1) * 4,
        ring_building=np.arange(count, dtype=np.int32),
        tops=np.full(count, 12.0),
        material=np.zeros(count, np.int32),
    )


def signed(ring: NDArray[np.float64]) -> float:
    x, y = (ring - ring.mean(axis=0)).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


def dialog_of(town: Any) -> Any:
    feature = next(x for x in town.workspace.features if isinstance(x, NoiseExposure))
    town.window.actions_["noise_exposure"].trigger()
    return feature.dialog


def test_before_and_after_stand_beside_one_another(town, corner, tmp_path) -> None:
    session = town.session
    # Without a result it says what to do.
    dialog = dialog_of(town)
    assert "Lancez le calcul du bruit" in plain(dialog.said.text())
    assert not dialog.table.isVisible()
    assert not dialog.save.isEnabled()
    dialog.reject()

    variant = new_variant(session.project, "Rue apaisée")
    session.commit("add_variant", add_variant(session.project, variant))
    result_of(town, "", 0.0, corner)
    result_of(town, variant.id, 6.0, corner)
    dialog = dialog_of(town)
    town.until(lambda: dialog.found is not None)
    found = dialog.found
    assert [x.variant for x in found.sides] == ["", variant.id]
    table = dialog.table
    told = [[plain(table.item(i, k).text()) for k in range(4)] for i in range(table.rowCount())]
    assert [plain(table.horizontalHeaderItem(k).text()) for k in (0, 1)] == [
        "Bruit\ncalculé", "Habitants",
    ]  # fmt: skip
    assert told[-1][0] == "75 dB et plus"
    # 36 blocks of 750 m² on two storeys: 0.7 × 1500 / 65 dwellings each, 1.8 residents a dwelling.
    people = 36 * 0.7 * 1500 / 65 * 1.8
    for side in (0, 1):
        numbers = [x[1].split(" → ")[side].split()[-1] for x in told]
        assert abs(sum(int(x) for x in numbers) - people) < 400
    # The western half of the blocks gets 6 dB quieter, nothing gets louder.
    said = plain(dialog.said.text())
    assert "baisse de 2 dB ou plus pour environ 500 habitants" in said
    assert "et augmente de 2 dB ou plus pour aucun groupe d’habitants" in said
    assert "dépasse" not in said
    assert "illégal" not in said
    note = plain(dialog.note.text())
    assert "n’est pas une carte de bruit stratégique" in plain(dialog.certainty.text())
    assert dialog.table.isColumnHidden(3)  # there is neither school nor care
    assert "Ne remplace ni l’étude d’impact ni l’étude acoustique" in note
    assert "aire de jeux, pompes à chaleur, chantier" in note
    assert dialog.chart.bars.names[-1] == "75 et +"
    assert len(dialog.chart.bars.values[0]) == 2
    assert "Rue apaisée" in dialog.chart.accessibleDescription()
    # The reference value is off by default, and tells no verdict.
    assert "valeur repère" not in said
    dialog.reference.setChecked(True)
    town.until(lambda: dialog.found is not None and dialog.found.reference == 68.0)
    said = plain(dialog.said.text())
    assert "au-dessus de la valeur repère 68 dB, ce qui ne constate pas une infraction :" in said

    dialog.save_csv(tmp_path / "exposition.csv")
    text = plain((tmp_path / "exposition.csv").read_text(encoding="utf-8-sig"))
    assert "règle de la médiane" in text
    assert "75 dB et plus;" in text
    dialog.copy.click()
    assert "75 dB et plus\t" in plain(QApplication.clipboard().text())

    dialog.against.setCurrentIndex(0)
    town.until(lambda: dialog.found is not None and len(dialog.found.sides) == 1)
    assert "→" not in table.item(0, 1).text()

    # A result that no longer holds is not counted.
    house = session.project.first(Role.BUILDING)
    filtered = msgspec.structs.replace(house, filter="storeys > 1")
    layers = tuple(filtered if x.id == house.id else x for x in session.project.layers)
    session.commit("filter", replaced(session.project, layers=layers))
    town.until(lambda: dialog.found is None)
    assert "Recalculez-le" in plain(dialog.said.text())
    assert "à recalculer" in plain(dialog.chosen.currentText())
    dialog.reject()
