"""What a variant looks like, as arrays: solids, moved bodies, trees, barriers, edges."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from village import EAST, HALL, HOUSE, NORTH, SHED, village

from jumeau.geometry.mesh import ROOF, WALL
from jumeau.geometry.tree_growth import SPECIES, grown
from jumeau.model import changes as ch
from jumeau.model.edits import Debate, Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.project import Project, replaced
from jumeau.model.variant import Phase, Variant
from jumeau.render.parts import Kind, Part, parts_of, stage_of
from jumeau.render.preparing import Workshop
from jumeau.render.relief import Relief
from jumeau.render.variants.moved_bodies import moved_points
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.panels import panels_of
from jumeau.render.variants.planting import sizes_in
from jumeau.render.variants.strokes import dashes
from jumeau.variants.resolved import Barrier, MovedBody, Planted


def place(x: float, y: float) -> tuple[float, float]:
    """Return a place of the village, project CRS [m]."""
    return EAST + x, NORTH + y


def square(x: float, y: float, width: float, depth: float) -> tuple[tuple[float, float], ...]:
    """Return a rectangle of the village."""
    ends = ((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))
    return tuple(place(*end) for end in ends)


def ref(row: int) -> FeatureRef:
    """Return a building of the village."""
    return FeatureRef("building", f"building-{row}", row)


def with_edits(*edits: Edit, **fields: object) -> tuple[Project, Workshop]:
    """Return the village with one variant of some edits."""
    project, store = village()
    variant = Variant("a", "A", edits=edits, **fields)  # type: ignore[arg-type]
    return replaced(project, variants=(variant,)), Workshop(store)


def variant_part(project: Project, stage: str = "") -> Part:
    """Return the part of the variant at a stage."""
    return next(x for x in parts_of(project) if x.kind is Kind.VARIANT and x.stage == stage)


def overlay_of(*edits: Edit, **fields: object) -> Overlay:
    """Return what edits over the village look like."""
    project, workshop = with_edits(*edits, **fields)
    made = workshop.prepare(variant_part(project), lambda *_: None)
    assert isinstance(made, Overlay)
    return made


def own_points(overlay: Overlay, piece: int) -> np.ndarray:
    """Return the points of a piece, project CRS [m]."""
    model = overlay.buildings
    assert model is not None
    feature = int(model.place[piece])
    first, end = model.mesh.feature_point_start[feature : feature + 2]
    return model.mesh.points[first:end].astype(float) + model.mesh.origin


def colours_of(overlay: Overlay, piece: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the base colours of a piece's walls and of its roof."""
    model = overlay.buildings
    assert model is not None
    feature = int(model.place[piece])
    return model.wall[feature].astype(int), model.roof[feature].astype(int)


def redness(colour: np.ndarray) -> int:
    return int(colour[0]) - int(colour[2])


# -- parts -----------------------------------------------------------------------------------------


def test_a_project_without_variants_has_none_of_their_parts() -> None:
    project, _ = village()
    assert all(x.kind is not Kind.VARIANT for x in parts_of(project))


def test_every_set_of_phases_has_a_part() -> None:
    early, late = Phase("1", date="2028-01-01"), Phase("2", date="2031-06-30")
    added = ch.AddBuilding(square(20, 20, 10, 10), 6.0)
    edits = (Edit("x", added), Edit("y", added, phase="1"), Edit("z", added, phase="2"))
    project, _ = with_edits(*edits, phases=(early, late))
    found = {x.stage: [e.id for e in x.edits] for x in parts_of(project) if x.kind is Kind.VARIANT}
    assert found == {"1 2": ["x"], "2": ["x", "y"], "": ["x", "y", "z"]}
    stages = [stage_of(project, "a", year) for year in (0, 2027, 2028, 2030, 2031)]
    assert stages == ["", "1 2", "2", "2", ""]


def test_a_change_of_the_base_changes_the_part() -> None:
    project, _ = with_edits(Edit("x", ch.RemoveFeature(ref(HOUSE))))
    layers = tuple(
        msgspec.structs.replace(x, filter="height > 3") if x.id == "building" else x
        for x in project.layers
    )
    assert variant_part(replaced(project, layers=layers)) != variant_part(project)


# -- solids ----------------------------------------------------------------------------------------


def test_what_is_removed_is_hidden_and_nothing_is_built() -> None:
    overlay = overlay_of(Edit("x", ch.RemoveFeature(ref(HOUSE))))
    assert overlay.hidden("building") == {HOUSE}
    assert overlay.buildings is None
    assert overlay.strokes is None


def test_a_new_building_has_the_colour_of_its_variant() -> None:
    change = ch.AddBuilding(square(20, 20, 20, 10), 8.0)
    overlay = overlay_of(Edit("x", change), colour="#D55E00")
    assert overlay.pieces == ("x",)
    points = own_points(overlay, 0)
    assert points[:, 2].max() == pytest.approx(8.0, abs=0.01)
    assert points[:, 0].min() == pytest.approx(EAST + 20, abs=0.01)
    wall, roof = colours_of(overlay, 0)
    assert redness(roof) > 2 * redness(wall) > 40


def test_only_what_is_new_of_a_raised_building_is_coloured() -> None:
    overlay = overlay_of(Edit("x", ch.ChangeHeight(ref(HALL), 15.0)))
    assert overlay.pieces == ("x", "x")
    below, above = own_points(overlay, 0), own_points(overlay, 1)
    assert below[:, 2].max() == pytest.approx(9.0, abs=0.01)
    assert above[:, 2].min() == pytest.approx(9.0, abs=0.01)
    assert above[:, 2].max() >= 15.0 - 0.01
    assert redness(colours_of(overlay, 0)[0]) < 20 < redness(colours_of(overlay, 1)[0])


def test_a_green_roof_is_green_and_its_walls_stay_white() -> None:
    overlay = overlay_of(Edit("x", ch.SetRoof(ref(HALL), ch.RoofCover.GREEN_INTENSIVE)))
    wall, roof = colours_of(overlay, 0)
    assert redness(wall) < 20
    assert roof[1] > roof[0] > roof[2]


def test_solar_panels_are_darker_than_a_cool_roof() -> None:
    solar = overlay_of(Edit("x", ch.SetRoof(ref(HALL), ch.RoofCover.SOLAR)))
    cool = overlay_of(Edit("x", ch.SetRoof(ref(HALL), ch.RoofCover.COOL)))
    assert colours_of(solar, 0)[1].sum() < 0.6 * colours_of(cool, 0)[1].sum()


def test_what_is_moved_stands_elsewhere() -> None:
    overlay = overlay_of(Edit("x", ch.MoveFeature(ref(SHED), east=30.0)))
    assert overlay.hidden("building") == {SHED}
    assert own_points(overlay, 0)[:, 0].min() == pytest.approx(EAST + 150, abs=0.01)
    assert redness(colours_of(overlay, 0)[0]) > 20


def test_a_barrier_follows_its_line_in_panels() -> None:
    line = np.array([place(10, 10), place(50, 10), place(50, 30)])
    panels = panels_of(Barrier("x", line, 3.0, 0.2, 0.6))
    assert len(panels) == 15
    overlay = overlay_of(Edit("x", ch.AddBarrier((place(10, 10), place(50, 10)), 3.0)))
    assert set(overlay.pieces) == {"x"}
    model = overlay.buildings
    assert model is not None
    assert (model.mesh.points[:, 2] + model.mesh.origin[2]).max() == pytest.approx(3.0, abs=0.01)


def test_the_base_is_left_as_it_is() -> None:
    project, workshop = with_edits(Edit("x", ch.ChangeHeight(ref(HALL), 15.0)))
    part = variant_part(project)
    base = workshop._held(part.rests[0], lambda *_: None)
    before = base.mesh.points.copy(), base.mesh.triangles.copy(), base.colours.copy()
    workshop.prepare(part, lambda *_: None)
    after = base.mesh.points, base.mesh.triangles, base.colours
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert not base.footprints.hidden.any()


def test_a_body_is_turned_about_its_middle_and_stretched_above_its_foot() -> None:
    body = MovedBody("x", ref(0), (10.0, 20.0), 1.0, 2.0, 0.5, 90.0, 1.0, z0=5.0, tall=2.0)
    found = moved_points(np.array([[11.0, 20.0, 5.0], [10.0, 20.0, 9.0]]), body)
    assert np.allclose(found, [[11.0, 21.0, 5.5], [11.0, 22.0, 13.5]])


# -- trees -----------------------------------------------------------------------------------------


def test_trees_grow_with_the_year() -> None:
    count = 3
    planted = Planted(
        np.zeros((count, 2)), np.full(count, 4.0), np.full(count, 2.5), ("lime", "", "oak"),
        np.array([2030, 2030, 0]), ("x",) * count,
    )  # fmt: skip
    height, width = sizes_in(planted, 2050, 2040)
    assert (height[0], width[0]) == pytest.approx(grown(SPECIES["lime"], 4.0, 20))
    assert (height[1], width[1]) == (4.0, 2.5)
    assert (height[2], width[2]) == pytest.approx(grown(SPECIES["oak"], 4.0, 10))
    for year, built in ((0, 2040), (2030, 0)):
        height, width = sizes_in(planted, year, built)
        assert height.tolist() == [4.0] * 3


def test_woods_are_cut_where_something_is_built() -> None:
    change = ch.AddBuilding(square(20, 170, 30, 30), 6.0)
    overlay = overlay_of(Edit("x", change))
    project, workshop = with_edits()
    (woods,) = [x for x in variant_part(project).rests if x.kind is Kind.TREES]
    trees = workshop.prepare(woods, lambda *_: None)
    xy = trees.position[:, :2] - (EAST, NORTH)  # type: ignore[union-attr]
    inside = (np.abs(xy - (35, 185)) < 15).all(axis=1)
    gone = overlay.thinned["vegetation"].gone
    assert inside.any()
    assert gone[inside].all()
    assert not gone[(np.abs(xy - (35, 185)) > 17).any(axis=1)].any()


def test_dug_ground_takes_its_trees_along() -> None:
    overlay = overlay_of(Edit("x", ch.ShapeTerrain(square(20, 170, 30, 30), up=-3.0, bank=0.0)))
    thinned = overlay.thinned["vegetation"]
    assert not thinned.gone.any()
    assert thinned.z.min() == pytest.approx(-3.0, abs=0.05)
    assert isinstance(overlay.relief, Relief)
    assert float(overlay.relief.altitude(*place(35, 185))) == pytest.approx(-3.0, abs=0.05)


# -- edges -----------------------------------------------------------------------------------------


def test_dashes_begin_and_end_with_the_edge() -> None:
    points = np.array([[0, 0, 0], [10, 0, 0], [0, 0.5, 0]], np.float32)
    places, edges = dashes(points, np.array([[0, 1], [0, 2]], np.int32), 2.0, 1.0)
    long = places[edges[edges[:, 0] < 8]]
    assert len(long) == 4
    assert long[0, 0, 0] == 0.0
    assert long[-1, 1, 0] == pytest.approx(10.0)
    lengths = np.linalg.norm(long[:, 1] - long[:, 0], axis=1)
    assert np.allclose(lengths, 20.0 / 11.0)
    assert len(edges) == 5


def test_what_is_open_to_debate_has_a_dashed_edge() -> None:
    change = ch.AddBuilding(square(20, 20, 20, 10), 8.0)
    open_ = overlay_of(Edit("x", change)).strokes
    fixed = overlay_of(Edit("x", change, debate=Debate.FIXED, reason="budget")).strokes
    assert open_ is not None
    assert fixed is not None
    assert len(open_.dashed) > 3 * len(fixed.plain) > 0
    assert not len(open_.plain)
    assert not len(fixed.dashed)


def test_the_same_edits_make_the_same_overlay() -> None:
    edits = (
        Edit("x", ch.ChangeHeight(ref(HALL), 15.0)),
        Edit("y", ch.PlantTrees(ch.Planting.AREA, square(150, 150, 40, 40), 6.0)),
        Edit("z", ch.AddBarrier((place(10, 10), place(60, 40)), 3.0)),
    )
    one, other = overlay_of(*edits), overlay_of(*edits)
    for a, b in zip(one.arrays(), other.arrays(), strict=True):
        assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
    assert math.isfinite(float(one.relief.field.z.sum()))


def test_walls_and_roofs_are_told_apart() -> None:
    overlay = overlay_of(Edit("x", ch.AddBuilding(square(20, 20, 20, 10), 8.0)))
    assert overlay.buildings is not None
    assert set(overlay.buildings.mesh.part.tolist()) == {WALL, ROOF}
