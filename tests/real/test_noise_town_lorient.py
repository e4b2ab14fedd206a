"""A part of Lorient, imported, as noise sees it: beside what was prepared of it by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import Store
from jumeau.model.project import new_project
from jumeau.model.roles import Role
from jumeau.render.analysing import whole_area
from jumeau.render.noise.town import town_of
from jumeau.simulation.analyses.params import Noise
from jumeau.simulation.noise.bands import SILENT, a_weighted
from jumeau.simulation.noise.cases import read_case
from jumeau.simulation.noise.engine import attenuation
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.summing import levels


@pytest.fixture(scope="module")
def lorient(real_data, tmp_path_factory):
    """Import roads with traffic, buildings and ground types; return the project and its store."""
    folder = real_data / "noise" / "noisemodelling_lorient"
    names = ("ROADS2.shp", "buildings.shp", "ground_type.shp")
    store = Store(tmp_path_factory.mktemp("lorient") / "store")
    project = new_project("Lorient")
    files = [folder / x for x in names]
    return adopted(project, import_sources(files, project, store)), store


@pytest.fixture(scope="module")
def town(lorient):
    project, store = lorient
    return town_of(project, "", Noise(sources=("road",)), whole_area(project), store)


def test_all_of_it_is_read(lorient, town) -> None:
    project, _ = lorient
    assert {x.role for x in project.layers} >= {Role.ROAD, Role.BUILDING, Role.LAND_COVER}
    notes = {x.code: x.count for x in town.notes}
    assert town.sources.sections == 549
    assert "traffic_default" not in notes
    assert "height_estimated" not in notes
    assert 1695 <= len(town.scene.tops) <= 1701
    assert len(town.scene.area_g) >= 25
    assert set(town.scene.area_g.tolist()) == {1.0}
    assert town.scene.default_g == 0.0
    # Streets that run below houses in the data are interrupted there, and that is told.
    assert 0 < notes["road_in_building"] < 40


def test_the_town_gives_the_levels_of_the_prepared_one(real_data, town) -> None:
    """With the powers and settings of the reference: 829 places, NoiseModelling's levels.

    What differs is simplified axes, streets that are interrupted below houses, and houses that
    overlap.
    """
    folder = real_data.parent / "reference" / "noise" / "lorient"
    case = read_case(folder / "lor_flat_r0.json")
    told = json.loads((folder / "lor_flat_r0_nm.json").read_text(encoding="utf-8"))["levels"]
    expected = a_weighted(np.array(told, np.float64))
    scene = replace(town.scene, left_g=case.scene.left_g)
    ground = 0.0 if scene.terrain is None else float(scene.terrain.points[0, 2])
    places = case.receivers + np.array([0.0, 0.0, ground])
    found = attenuation(prepared(scene), town.sources, places, case.settings)
    # The sections stand in the order of the file, as in the reference.
    off = a_weighted(levels(found, case.power)[:, 0]) - expected
    off = off[expected > SILENT + 20.0]
    assert len(off) > 600
    assert abs(off.mean()) < 0.02
    assert off.std() < 0.1
    assert np.quantile(np.abs(off), 0.99) < 0.3
