"""Published maps as they are delivered: every value finds its class, nothing is left unnamed."""

from __future__ import annotations

import pytest

from jumeau.i18n import Translator
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import MemoryStore
from jumeau.model.project import new_project
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.ground_layers import prepare_ground_layer
from jumeau.render.legend import legend_rows


def prepared(real_data, folder: str, role: Role):
    """Load a data set; return its layers of a role, ready for painting, with their project."""
    store = MemoryStore()
    empty = new_project("x")
    project = adopted(empty, import_sources([real_data / folder], empty, store))
    layers = [prepare_ground_layer(store, x) for x in project.layers if x.role is role]
    assert layers
    return project, layers, store


def test_limits_of_the_gironde_have_one_colour_each(real_data):
    project, layers, store = prepared(real_data, "noise/cbs_gironde_infra_c", Role.NOISE_MAP)
    told = {entry.words for x in layers for entry in x.key.entries}
    assert told == {"68", "73", "65"}
    assert {entry.key for x in layers for entry in x.key.entries} == {"noise_limit"}
    rows = legend_rows(project, ViewState(), Translator("fr"), {x.layer.id: x.key for x in layers})
    assert "Ne constate pas une infraction" in [row.text for row in rows]
    store.close()


def test_levels_of_the_agglomeration_are_all_understood(real_data):
    folder = "noise/agglo_bordeaux_industry_airport"
    _, layers, store = prepared(real_data, folder, Role.NOISE_MAP)
    keys = {entry.key for x in layers for entry in x.key.entries}
    assert "no_level" not in keys
    assert {"noise_50", "noise_55", "noise_75"} <= keys
    store.close()


@pytest.mark.parametrize("folder", ["heat/lcz_redon_bdtopo", "heat/lcz_wudapt_raster"])
def test_kinds_of_neighbourhood_of_redon(real_data, folder):
    _, layers, store = prepared(real_data, folder, Role.LOCAL_CLIMATE_ZONE)
    keys = [entry.key for entry in layers[0].key.entries]
    assert "lcz_unknown" not in keys
    assert {"lcz_3", "lcz_6", "lcz_a", "lcz_d", "lcz_g"} <= set(keys)
    store.close()


def test_zones_and_prescriptions_of_a_plan(real_data):
    folder = "planning/plui_241800432_20200128"
    project, layers, store = prepared(real_data, folder, Role.ZONING)
    assert [entry.key for entry in layers[0].key.entries] == [
        "zone_u", "zone_au", "zone_aus", "zone_a", "zone_n",
    ]  # fmt: skip
    rules = [prepare_ground_layer(store, x) for x in project.layers if x.role is Role.PRESCRIPTION]
    assert {"rule_wood", "rule_heritage"} <= {e.key for x in rules for e in x.key.entries}
    store.close()


def test_the_temperature_of_niort_has_a_unit_and_a_ramp(real_data):
    _, layers, store = prepared(real_data, "heat/niort_lst_png", Role.SURFACE_TEMPERATURE)
    key = layers[0].key
    assert key.ramp is not None
    assert key.ramp.unit == "°C"
    assert 28.0 <= key.ramp.low < key.ramp.high <= 53.0  # the bounds of its maker's own legend
    assert key.bare
    store.close()
