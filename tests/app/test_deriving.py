"""Rasters out of a point cloud, from the menu."""

from __future__ import annotations

import laspy
import numpy as np
import pytest
from pyproj import CRS

from jumeau.model.roles import Role

ENTRIES = ("derive_terrain", "derive_surface", "derive_canopy")


@pytest.fixture
def survey(tmp_path, corner):
    """Write a field with a house on it, its ground at 100 m and its roof at 108 m."""
    draw = np.random.default_rng(5)
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales, header.offsets = np.full(3, 0.01), np.array([*corner, 0.0])
    header.add_crs(CRS.from_epsg(2154))
    cloud = laspy.LasData(header)
    x, y = draw.uniform(0, 40, (2, 8_000))
    house = (x > 15) & (x < 25) & (y > 15) & (y < 25)
    cloud.x, cloud.y = corner[0] + x, corner[1] + y
    cloud.z = np.where(house, 108.0, 100.0)
    cloud.classification = np.where(house, 6, 2).astype(np.uint8)
    cloud.return_number = cloud.number_of_returns = np.ones(len(x), np.uint8)
    cloud.write(tmp_path / "leve.laz")
    return tmp_path / "leve.laz"


def enabled(desk) -> set[bool]:
    return {desk.window.actions_[name].isEnabled() for name in ENTRIES}


def test_without_a_point_cloud_the_menu_is_grey(town):
    assert enabled(town) == {False}
    assert not town.window.actions_.submenu("derive").isEnabled()


def test_a_surface_is_taken_from_the_cloud_and_undone(desk, survey):
    desk.load(survey)
    assert enabled(desk) == {True}
    assert desk.window.actions_.submenu("derive").isEnabled()
    before = desk.session.project

    desk.window.actions_.run("derive_surface")
    desk.until(lambda: len(desk.session.project.layers) == 2)
    desk.rest()

    surface = desk.session.project.first(Role.SURFACE_MODEL)
    assert surface.id not in desk.session.view.hidden
    assert desk.workspace.layers.current == surface.id
    assert "nuage de points" in desk.window.messages.text
    assert dict(surface.provenance.parameters)["step"] == "0.5"
    desk.window.actions_.run("undo")
    assert desk.session.project.layers == before.layers


def test_what_a_cloud_cannot_give_is_explained(desk, survey):
    desk.load(survey)
    desk.window.actions_.run("derive_canopy")
    desk.until(lambda: "végétation" in desk.window.messages.text)
    desk.until(lambda: not desk.window.tasks.busy)
    assert len(desk.session.project.layers) == 1


def test_the_computation_can_be_stopped(desk, survey):
    desk.load(survey)
    before = desk.session.project
    desk.window.actions_.run("derive_terrain")
    job = next(iter(desk.window.tasks._jobs))
    desk.window.tasks.cancel(job)
    desk.until(lambda: not desk.window.tasks.busy)
    assert desk.session.project is before


def test_a_closed_project_takes_the_entries_with_it(desk, survey):
    desk.load(survey)
    desk.session.mark_saved()
    desk.window.actions_.run("close")
    desk.until(lambda: desk.projects.opened is None)
    assert enabled(desk) == {False}
