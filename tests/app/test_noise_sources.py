"""The table of sources of noise in the window."""

import csv

from jumeau.app.noise_sources.feature import NoiseSources
from jumeau.app.noise_sources.model import COLUMNS
from jumeau.model.changes import RoadUse, SetRoad
from jumeau.model.layer import FeatureRef
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant


def opened(town):
    town.window.actions_["noise_sources"].trigger()
    feature = next(x for x in town.workspace.features if isinstance(x, NoiseSources))
    town.until(lambda: feature.dialog is not None and feature.dialog.found is not None)
    return feature.dialog


def cell(dialog, row: int, name: str) -> str:
    index = dialog.model.index(row, COLUMNS.index(name))
    return dialog.model.data(index)


def test_the_table_lists_filters_shows_saves_and_follows(town, tmp_path) -> None:
    dialog = opened(town)
    assert dialog.model.rowCount() == 7
    assert cell(dialog, 0, "origin") == "estimé par défaut"
    assert cell(dialog, 0, "daily") == "500"
    assert "7 tronçons de route dont 7 à trafic estimé par défaut" in dialog.said.text()
    assert "Trafic estimé par défaut selon la classe de la voie (tronçons)\u00a0: 7" in (
        dialog.note.text()
    )
    dialog.origin.setCurrentIndex(dialog.origin.findData("known"))
    assert dialog.model.rowCount() == 0
    dialog.origin.setCurrentIndex(0)
    dialog.text.setText("desserte")
    assert dialog.model.rowCount() == 7
    dialog.text.setText("rien de tel")
    assert dialog.model.rowCount() == 0
    dialog.text.clear()
    # A click selects the road and flies to it.
    before = town.session.view.camera
    row = dialog.model.rows[3]
    dialog.table.clicked.emit(dialog.model.index(3, 0))
    town.rest()
    assert town.workspace.selection.rows_of(row.layer) == {row.row}
    after = town.session.view.camera
    assert after != before
    assert abs(after.target[0] - row.place[0]) < 1.0
    assert abs(after.target[1] - row.place[1]) < 1.0
    dialog.save_csv(tmp_path / "table")
    with open(tmp_path / "table.csv", encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file, delimiter=";"))) == 8
    # It follows the variants.
    project = town.session.project
    roads = next(x for x in project.layers if x.role is Role.ROAD)
    variant = new_variant(project, "Sans voitures")
    project = add_variant(project, variant)
    closed = SetRoad(feature=FeatureRef(roads.id, "TRONROUT3", 3), use=RoadUse.WALKING)
    project = add_edits(project, variant.id, new_edit(project, closed))
    town.session.commit("variant_new", project, name="A")
    town.until(lambda: dialog.variant.count() == 2)
    dialog.variant.setCurrentIndex(1)
    town.until(lambda: dialog.found is not None and dialog.found.of("road") == 6)
    (silent,) = (x for x in dialog.found.rows if not x.heard)
    assert silent.edit
    assert "Voies que la variante ferme aux voitures" in dialog.note.text()
    town.rest()
    dialog.reject()
