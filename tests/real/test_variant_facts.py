"""Remarks on variants over real plans and parcels."""

from __future__ import annotations

import pytest
import shapely

from jumeau.i18n import Translator
from jumeau.io.importing import adopted, import_sources
from jumeau.io.store import Store
from jumeau.model import changes as c
from jumeau.model.edits import Edit
from jumeau.model.project import new_project, replaced
from jumeau.model.roles import Role
from jumeau.model.variant import Variant, ZoneRule
from jumeau.render.variants.resolving import base_of
from jumeau.variants.built import dwellings_in
from jumeau.variants.differences import differences_of
from jumeau.variants.outlines import area_of
from jumeau.variants.ownership import parcels_touched
from jumeau.variants.remarks import remark_words, remarks
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve
from jumeau.variants.surroundings import Surroundings

FR = Translator("fr")


def opened(tmp_path, *sources):
    store = Store(tmp_path / "store")
    project = new_project("A")
    return adopted(project, import_sources(sources, project, store)), store


def block(shape, width=12.0, depth=12.0, height=14.0):
    """Return a building on a shape."""
    at = shape.representative_point()
    ring = shapely.get_coordinates(shapely.box(at.x, at.y, at.x + width, at.y + depth))[:-1]
    return Edit("edit-1", c.AddBuilding(tuple(map(tuple, ring.tolist())), height))


@pytest.fixture
def plan(real_data):
    return real_data / "planning" / "plui_241800432_20200128" / "241800432_ZONE_URBA_20200128.shp"


def test_a_real_plan_tells_zone_and_document(tmp_path, plan):
    project, store = opened(tmp_path, plan)
    project = replaced(project, zone_rules=(ZoneRule("UB", 12.0, source="article 10"),))
    around = Surroundings(project, store)
    (layer,) = around.layers(Role.ZONING)
    box = layer.bounds
    zone = next(
        shape
        for row, shape in around.polygons(layer, box)
        if around.text(layer, "label", row) == "UB" and shape.area > 5000
    )
    base, _ = base_of(project, store)
    resolved = resolve((block(zone),), base)
    found = remarks(project, Variant("v", "A"), resolved, base, around)
    words = [remark_words(x, FR) for x in found]
    assert any(x.startswith("Dans la zone UB : zone urbaine") for x in words)
    assert any("241800432_reglement_20200128.pdf" in x for x in words)
    assert any("repère de la zone UB saisi\xa0: 12\xa0m (article 10)" in x for x in words)


def test_real_parcels_are_listed(tmp_path, real_data):
    project, store = opened(tmp_path, real_data / "planning" / "cadastre_91216")
    around = Surroundings(project, store)
    (layer,) = around.layers(Role.PARCEL)
    parcel = next(s for _, s in around.polygons(layer, layer.bounds) if 400 < s.area < 900)
    base, _ = base_of(project, store)
    resolved = resolve((block(parcel, 60.0),), base)
    found = parcels_touched(resolved, base, around)
    assert len(found) > 1
    assert not any(x.public for x in found)
    assert all(len(x.name.split()) == 2 for x in found)
    # Nothing of it lies beyond the building.
    assert sum(x.area for x in found) <= 60 * 12 + 0.01


def test_estimated_dwellings_meet_those_that_are_told(tmp_path, olemps):
    """BD TOPO tells the dwellings of most houses: what the estimate makes of the same houses."""
    project, store = opened(tmp_path, olemps / "BATIMENT.shp")
    base, _ = base_of(project, store)
    layer = project.first(Role.BUILDING)
    told = estimated = 0.0
    for row in range(layer.count):
        one = base.building(layer.id, row)
        if one is not None and one.dwellings > 0 and one.use.startswith("Résidentiel"):
            area = area_of(one.rings)
            storeys = one.storeys or max(round(one.height / 3.0), 1)
            told += one.dwellings
            estimated += dwellings_in(area * storeys, area, storeys, one.use)
    assert told > 1300
    assert 0.8 < estimated / told < 1.2


def test_a_demolition_on_olemps(tmp_path, olemps):
    """Woods, roads and houses of BD TOPO tell what the ground is today."""
    project, store = opened(tmp_path, olemps / "BATIMENT.shp", olemps / "TRONCON_DE_ROUTE.shp",
                            olemps / "ZONE_DE_VEGETATION.shp")  # fmt: skip
    around = Surroundings(project, store)
    base, _ = base_of(project, store)
    (layer,) = around.layers(Role.BUILDING)
    row, house = max(around.polygons(layer, layer.bounds), key=lambda x: x[1].area)
    west, south, east, north = house.envelope.buffer(5, join_style="mitre").bounds
    ring = ((west, south), (east, south), (east, north), (west, north))
    lawn = Edit("edit-1", c.SetSurface(ring, c.SurfaceKind.GRASS))
    gone = Edit("edit-2", c.Demolish(ring))
    resolved = resolve((lawn, gone), base)
    assert row in resolved.removed[layer.id]
    found = differences_of(project, ("", Resolved()), ("v", resolved), base, around)
    assert found.buildings_removed >= 1
    assert -found.footprint >= 0.999 * house.area
    assert found.sealed[1] <= found.footprint + 1.0  # at least what was built on is open again
    assert found.touched >= found.green[1] >= -found.sealed[1]
