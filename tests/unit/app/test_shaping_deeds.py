"""What is done to elements, resolved: where a hand put them is where they stand."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jumeau.app.shaping import deeds
from jumeau.app.shaping.held import Kind, hold
from jumeau.app.shaping.motion import Motion
from jumeau.geometry.roofs import RoofForm
from jumeau.model import changes as ch
from jumeau.model.edits import own_element
from jumeau.model.layer import FeatureRef
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.placed_model import Model
from jumeau.model.project import new_project
from jumeau.model.roles import Role
from jumeau.model.variants import add_edits, add_variant, new_edit, new_variant, variant_of
from jumeau.model.view_state import ViewState
from jumeau.variants.base import BaseBody, BaseBuilding

HOUSE = FeatureRef("batiment", "B1", 0)
BODY = FeatureRef("maquette", "M1", 0)
RING = np.array([(0.0, 0.0), (20.0, 0.0), (20.0, 8.0), (6.0, 8.0), (6.0, 14.0), (0.0, 14.0)])
OWN = ch.AddBuilding(((40.0, 0.0), (60.0, 0.0), (60.0, 10.0), (40.0, 10.0)), 9.0, storeys=3)
GLB = Model(
    PayloadRef(PayloadKind.MODEL, "0" * 64, ".glb"), tuple(map(tuple, RING[:4].tolist())), high=9.0
)
DRAWN = {
    "building": OWN,
    "model": ch.PlaceModel(GLB, (50.0, 20.0), rotation=30.0),
    "row": ch.PlantTrees(ch.Planting.ROW, ((0.0, 50.0), (40.0, 60.0))),
    "surface": ch.SetSurface(OWN.footprint, ch.SurfaceKind.GRASS),
    "barrier": ch.AddBarrier(((0.0, -20.0), (30.0, -25.0), (50.0, -20.0))),
    "road": ch.SetRoad(((0.0, -40.0), (30.0, -45.0), (50.0, -40.0)), width=5.0),
    "earth": ch.ShapeTerrain(OWN.footprint, up=-1.0),
    "zone": ch.Demolish(OWN.footprint),
}


class Town:
    """A house, and a body of surfaces."""

    def role(self, layer_id):
        return Role.BUILDING if layer_id in ("batiment", "maquette") else None

    def row(self, ref):
        return 0

    def building(self, layer_id, row):
        if layer_id != "batiment":
            return None
        return BaseBuilding(((RING,),), 6.0, 2.0, 100.0, int(RoofForm.GABLED), 2, estimated=True)

    def body(self, layer_id, row):
        return BaseBody((0.0, 0.0, 98.0, 30.0, 10.0, 118.0)) if layer_id == "maquette" else None

    def tree(self, layer_id, row):
        return None

    road = tree

    def standing_in(self, ring):
        return {}

    trees_in = standing_in


def begun():
    project = new_project("x")
    project = add_variant(project, new_variant(project, "A"))
    return project, project.variants[0].id


def seen(project, ref, variant_id=""):
    variant = variant_of(project, variant_id or project.variants[-1].id)
    view = ViewState(variants=(variant.id,))
    return hold(ref, project, view, variant, Town(), lambda x, _y: np.full(np.shape(x), 100.0))


motions = st.builds(
    lambda e, n, r, s: (e, n, r, s),
    st.integers(-500, 500).map(lambda x: x / 10),
    st.integers(-500, 500).map(lambda x: x / 10),
    st.integers(-180, 180).map(float),
    st.sampled_from((0.5, 0.8, 1.0, 1.25, 2.0)),
)


@settings(max_examples=80)
@given(st.lists(motions, min_size=1, max_size=4), st.sampled_from(("house", "body", *DRAWN)))
def test_an_element_stands_where_the_hand_left_it(hands, which):
    """However often it is moved, turned and scaled: it is where the outline was drawn."""
    project, variant_id = begun()
    ref = {"house": HOUSE, "body": BODY}.get(which, HOUSE)
    if which in DRAWN:
        edit = new_edit(project, DRAWN[which])
        project, ref = add_edits(project, variant_id, edit), own_element(edit)
    for east, north, rotation, scale in hands:
        held = seen(project, ref)
        if not 5.0 < held.radius * scale < 60.0:
            scale = 1.0
        motion = Motion(held.pivot, east, north, 0.0, rotation, scale)
        shown = motion.moved(held.pieces[0])
        project = deeds.moved(project, variant_id, held, motion)
        assert seen(project, ref).pieces[0] == pytest.approx(shown, abs=0.02)
    assert len(project.variants[0].edits) == 1  # later gestures go on with the same edit


@settings(max_examples=60)
@given(st.lists(motions, min_size=1, max_size=3), st.sampled_from(sorted({*DRAWN} - {"zone"})))
def test_what_is_built_on_moves_by_one_edit(hands, which):
    project, below = begun()
    edit = new_edit(project, DRAWN[which])
    project, ref = add_edits(project, below, edit), own_element(edit)
    project = add_variant(project, new_variant(project, "B", base=below))
    above = project.variants[-1].id
    for east, north, rotation, scale in hands:
        held = seen(project, ref)
        motion = Motion(held.pivot, east, north, 0.0, rotation, scale)
        shown = motion.moved(held.places)
        project = deeds.moved(project, above, held, motion)
        assert seen(project, ref).places == pytest.approx(shown, abs=0.05)
    assert [len(x.edits) for x in project.variants] == [1, 1]


def test_a_height_is_what_was_asked_for_whatever_came_before():
    project, variant_id = begun()
    project = deeds.heightened(project, variant_id, seen(project, HOUSE), 2, 3.0)
    assert (seen(project, HOUSE).height, seen(project, HOUSE).storeys) == (12.0, 4)
    project = deeds.raised(project, variant_id, seen(project, HOUSE), 10.0)
    project = deeds.heightened(project, variant_id, seen(project, HOUSE), 1, 2.5)
    assert seen(project, HOUSE).height == 12.5
    held = seen(project, HOUSE)
    project = deeds.moved(project, variant_id, held, Motion(held.pivot, scale=2.0))
    for height in (31.0, 7.5, 3.0):  # the last is less than the storeys that were put on it
        project = deeds.raised(project, variant_id, seen(project, HOUSE), height)
        assert seen(project, HOUSE).height == pytest.approx(height, abs=0.02)
    kinds = [type(x.change).__name__ for x in project.variants[0].edits]
    assert kinds == ["AddStoreys", "ChangeHeight", "MoveFeature"]


def test_an_estimated_height_is_told_until_it_is_given():
    project, variant_id = begun()
    assert seen(project, HOUSE).estimated
    project = deeds.raised(project, variant_id, seen(project, HOUSE), 9.0)
    assert not seen(project, HOUSE).estimated


def test_a_body_is_scaled_to_its_height():
    project, variant_id = begun()
    assert (seen(project, BODY).kind, seen(project, BODY).height) == (Kind.BODY, 20.0)
    project = deeds.raised(project, variant_id, seen(project, BODY), 30.0)
    assert seen(project, BODY).height == pytest.approx(30.0)


def test_own_storeys_follow_the_height():
    project, variant_id = begun()
    edit = new_edit(project, OWN)
    project, ref = add_edits(project, variant_id, edit), own_element(edit)
    project = deeds.raised(project, variant_id, seen(project, ref), 15.2)
    assert (seen(project, ref).height, seen(project, ref).storeys) == (15.2, 5)
    project = deeds.heightened(project, variant_id, seen(project, ref), -1, 3.0)
    assert (seen(project, ref).height, seen(project, ref).storeys) == (12.2, 4)
    assert len(project.variants[0].edits) == 1


def test_what_another_variant_adds_is_changed_by_an_edit():
    """The variant that is built on stays as it is."""
    project, below = begun()
    edit = new_edit(project, OWN)
    project, ref = add_edits(project, below, edit), own_element(edit)
    project = add_variant(project, new_variant(project, "B", base=below))
    above = project.variants[-1].id
    held = seen(project, ref)
    assert held.own is None
    project = deeds.moved(project, above, held, Motion(held.pivot, east=5.0))
    project = deeds.raised(project, above, seen(project, ref), 12.0)
    assert seen(project, ref).pieces[0][:, 0].min() == 45.0
    assert seen(project, ref, below).pieces[0][:, 0].min() == 40.0
    project = deeds.removed(project, above, [seen(project, ref)])
    assert seen(project, ref) is None
    assert seen(project, ref, below) is not None


def test_what_was_done_to_an_own_element_goes_with_it():
    project, variant_id = begun()
    edit = new_edit(project, OWN)
    project, ref = add_edits(project, variant_id, edit), own_element(edit)
    project = deeds.put(project, variant_id, ch.SetRoof(ref, ch.RoofCover.COOL))
    cooler = msgspec.structs.replace(ch.SetRoof(ref, ch.RoofCover.COOL), share=0.5)
    project = deeds.put(project, variant_id, cooler)
    assert len(project.variants[0].edits) == 2  # the same edit goes on
    project = deeds.removed(project, variant_id, [seen(project, ref)])
    assert project.variants[0].edits == ()
