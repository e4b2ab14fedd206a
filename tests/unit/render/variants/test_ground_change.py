"""What a variant does to the ground: right where it touches it, and nothing anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from village import EAST, HALL, HOUSE, NORTH, village

from jumeau.geometry.heightfield import HeightField
from jumeau.io.store import MemoryStore
from jumeau.model import changes as ch
from jumeau.model.edits import Debate, Edit
from jumeau.model.layer import FeatureRef
from jumeau.model.progress import silent
from jumeau.model.project import Project
from jumeau.model.surfaces import SURFACES
from jumeau.model.view_state import Look
from jumeau.render.buildings import Buildings
from jumeau.render.contours import contours_of
from jumeau.render.ground_layers import GroundLayer
from jumeau.render.ground_mesh import cells_on_works, tile_mesh
from jumeau.render.ground_wear import Wear, Worn
from jumeau.render.look import rgb
from jumeau.render.parts import parts_of
from jumeau.render.preparing import Workshop
from jumeau.render.quadtree import Box, Grid, Tile
from jumeau.render.relief import Relief
from jumeau.render.sheet import Sheet
from jumeau.render.site import Site
from jumeau.render.tile_painting import TEXELS, paint_tile
from jumeau.render.trees import Trees
from jumeau.render.variants.changed_ground import ChangedGround
from jumeau.render.variants.ground_change import GroundChange, prepare_ground_change
from jumeau.render.variants.ground_paint import lay_bare, lay_bare_lines, lay_earth
from jumeau.render.variants.resolving import base_of
from jumeau.variants.base import Base
from jumeau.variants.resolved import Resolved
from jumeau.variants.resolving import resolve

ORANGE, BLUE = rgb("#D55E00"), rgb("#0072B2")
Picture = NDArray[np.uint8]


def ring(x: float, y: float, width: float, depth: float) -> tuple[tuple[float, float], ...]:
    corners = ((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))
    return tuple((EAST + a, NORTH + b) for a, b in corners)


@dataclass
class Town:
    """The village as it is prepared for the picture, on a slope."""

    project: Project
    store: MemoryStore
    base: Base
    relief: Relief
    layers: list[GroundLayer]
    footprints: dict[str, Any]
    trees: dict[str, Trees]

    def change(self, *changes: ch.Change, colour: Any = ORANGE, **said: Any) -> GroundChange:
        edits = tuple(Edit(f"e{k}", x, **said) for k, x in enumerate(changes))
        return prepare_ground_change(resolve(edits, self.base), self.relief, colour)

    def ground(
        self, change: GroundChange, style: Look = Look.MAQUETTE, *, lines: bool = False
    ) -> ChangedGround:
        drawn = contours_of(change.relief, 0.5) if lines else None
        return ChangedGround(change, self.layers, self.footprints, self.trees, style, drawn)

    def plain(self, west: float, south: float, side: float, *, lines: bool = False) -> Picture:
        crowns = [x for x, _ in self.ground(self.change())._crowns]
        return paint_tile(
            self.layers, list(self.footprints.values()), crowns, self.relief,
            EAST + west, NORTH + south, side, Look.MAQUETTE,
            contours=contours_of(self.relief, 0.5) if lines else None,
        )  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    project, store = village()
    workshop = Workshop(store)
    made = {x: workshop.prepare(x, silent) for x in parts_of(project)}
    x, y = np.meshgrid(np.arange(-20, 65) * 5.0, np.arange(60, -20, -1) * 5.0)
    z = (10 + 0.02 * x + 0.01 * y + 0.4 * np.sin(x / 40)).astype(np.float32)
    field = HeightField(z, EAST - 100, NORTH + 300, 5.0)
    bounds = (EAST - 90.0, NORTH - 90.0, EAST + 310.0, NORTH + 290.0)
    relief = Relief(field, bounds, float(z.min()), float(z.max()))
    yield Town(
        project,
        store,
        base_of(project, store)[0],
        relief,
        [p for p in made.values() if isinstance(p, GroundLayer)],
        {k.layers[0].id: p.footprints for k, p in made.items() if isinstance(p, Buildings)},
        {k.layers[0].id: p for k, p in made.items() if isinstance(p, Trees)},
    )
    store.close()


def at(picture: Picture, place: tuple[float, float, float], x: float, y: float) -> NDArray[Any]:
    """Return the mean colour about a place of a tile (west, south, side)."""
    west, south, side = place
    texel = side / (TEXELS - 2)
    column, row = round((x - west) / texel) + 1, round((y - south) / texel) + 1
    return picture[row - 2 : row + 3, column - 2 : column + 3].reshape(-1, 3).mean(axis=0)


def painted(ground: ChangedGround, place: tuple[float, float, float]) -> Picture:
    return ground.paint(EAST + place[0], NORTH + place[1], place[2])


def green(colour: NDArray[Any]) -> float:
    """Return how much greener than grey a colour is."""
    return float(colour[1] - (colour[0] + colour[2]) / 2)


def test_no_edit_changes_nothing(town: Town) -> None:
    change = town.change()
    assert change.relief is town.relief
    assert change.layers == ()
    assert len(change.boxes) == 0
    assert town.ground(change).content(EAST - 90, NORTH - 90, 400.0) == b""


def test_later_surfaces_lie_over_earlier_ones_and_holes_are_open(town: Town) -> None:
    place = (180.0, 10.0, 60.0)
    lawn = ch.SetSurface(ring(190, 20, 40, 40), ch.SurfaceKind.GRASS, (ring(200, 30, 8, 8),))
    pond = ch.SetSurface(ring(215, 40, 10, 10), ch.SurfaceKind.WATER)
    above = painted(town.ground(town.change(lawn, pond)), place)
    below = painted(town.ground(town.change(pond, lawn)), place)

    assert green(at(above, place, 195, 25)) > 12
    water = rgb(SURFACES[ch.SurfaceKind.WATER].colour)
    assert at(above, place, 220, 45) == pytest.approx(water, abs=8)
    assert green(at(below, place, 220, 45)) > 12
    plain = town.plain(*place)
    assert at(above, place, 204, 34) == pytest.approx(at(plain, place, 204, 34), abs=3)


def test_each_surface_is_painted_in_its_own_colour(town: Town) -> None:
    place = (0.0, 0.0, 20.0)
    for kind in ch.SurfaceKind:
        change = town.change(ch.SetSurface(ring(-20, -20, 80, 80), kind))
        colour = painted(town.ground(change), place)[40:-40, 40:-40].reshape(-1, 3).mean(axis=0)
        assert colour == pytest.approx(rgb(SURFACES[kind].colour), abs=9), kind


@pytest.mark.parametrize("lines", [False, True])
def test_beyond_its_boxes_a_tile_is_the_base_s(town: Town, lines: bool) -> None:
    place = (-90.0, -90.0, 400.0)
    change = town.change(
        ch.SetSurface(ring(20, 20, 30, 30), ch.SurfaceKind.GRASS),
        ch.ShapeTerrain(ring(200, 200, 20, 20), up=-2.0),
        ch.SetRoad(line=((EAST, NORTH + 220), (EAST + 80, NORTH + 240)), width=6.0),
        ch.AddBuilding(ring(220, 20, 12, 12), height=8.0),
        ch.RemoveFeature(FeatureRef("building", "", HALL)),
    )
    ground = town.ground(change, lines=lines)
    different = np.abs(
        painted(ground, place).astype(int) - town.plain(*place, lines=lines).astype(int)
    ).max(axis=2)
    texel = place[2] / (TEXELS - 2)
    x, y = (EAST + place[0] + (np.arange(TEXELS) - 0.5) * texel for _ in (0, 1))
    y = NORTH + place[1] + (np.arange(TEXELS) - 0.5) * texel
    outside = np.ones(different.shape, np.bool_)
    for box in ground._boxes:
        on_x = (x >= box[0] - 2 * texel) & (x <= box[2] + 2 * texel)
        on_y = (y >= box[1] - 2 * texel) & (y <= box[3] + 2 * texel)
        outside &= ~(on_y[:, None] & on_x[None, :])
    assert outside.mean() > 0.5
    assert different[~outside].max() > 20
    # The lines of equal altitude may differ by a rounding where the dug patch begins.
    assert different[outside].max() <= (8 if lines else 1)


def test_only_tiles_that_are_touched_are_the_variant_s_own(town: Town) -> None:
    lawn = ch.SetSurface(ring(190, 20, 40, 40), ch.SurfaceKind.GRASS)
    pit = ch.ShapeTerrain(ring(20, 200, 20, 20), up=-2.0)
    both, one = town.ground(town.change(lawn, pit)), town.ground(town.change(lawn))
    other = town.ground(town.change(lawn, colour=BLUE))
    on_lawn, on_pit = (EAST + 200, NORTH + 30, 10.0), (EAST + 25, NORTH + 205, 10.0)

    assert both.content(EAST + 100, NORTH + 100, 50.0) == b""
    assert one.content(*on_pit) == b""
    assert both.content(*on_pit) != b""
    # What two variants do alike is painted once; the outline has the variant's colour.
    assert both.content(*on_lawn) == one.content(*on_lawn) != b""
    assert other.content(*on_lawn) != one.content(*on_lawn)
    again = town.ground(town.change(lawn, pit))
    assert again.content(EAST - 90, NORTH - 90, 400.0) == both.content(EAST - 90, NORTH - 90, 400.0)


class _Ground:
    """The ground of the base, as far as a wear asks for it."""

    def __init__(self, relief: Relief) -> None:
        self.relief, self.grid = relief, Grid(relief.bounds)
        self.numbers: dict[Any, int] = {}

    def box_of(self, tile: Tile) -> Box:
        west, south, side = self.grid.square(tile)
        return (west, south, 0.0, west + side, south + side, 30.0)

    def number_of(self, look: Any) -> int:
        return self.numbers.setdefault(look, len(self.numbers))


def test_a_wear_shares_the_base_s_tiles(town: Town) -> None:
    under = _Ground(town.relief)
    pit = town.ground(town.change(ch.ShapeTerrain(ring(20, 200, 20, 20), up=-20.0, bank=0.0)))
    plain, changed = Worn(Wear("look", pit.paint), under), Worn(Wear("look", pit.paint, pit), under)
    tiles = [Tile(4, column, row) for column in range(16) for row in range(16)]
    own = [t for t in tiles if changed.key(t) != plain.key(t)]

    assert 1 <= len(own) <= 9
    assert all(changed.task(changed.key(t))[1] is pit.relief for t in own)
    free = next(t for t in tiles if t not in own)
    assert changed.task(changed.key(free))[1] is town.relief
    assert changed.box_of(own[0])[2] < -5.0
    assert changed.box_of(free) == under.box_of(free)


def test_demolished_buildings_leave_a_bare_plot_without_shade(town: Town) -> None:
    place = (140.0, 95.0, 60.0)
    change = town.change(ch.RemoveFeature(FeatureRef("building", "", HALL)))
    before, after = town.plain(*place), painted(town.ground(change), place)

    for x, y in ((170, 122), (152, 138), (190, 134)):
        assert at(after, place, x, y).sum() > at(before, place, x, y).sum() + 15
    # And it is even: no shade of what stood there.
    inside = [at(after, place, x, y).mean() for x, y in ((155, 115), (170, 130), (185, 118))]
    assert np.ptp(inside) < 6


def test_new_buildings_shade_the_ground(town: Town) -> None:
    place = (180.0, 10.0, 60.0)
    change = town.change(ch.AddBuilding(ring(200, 30, 12, 12), height=10.0))
    before, after = town.plain(*place), painted(town.ground(change), place)

    foot = at(before, place, 206, 43).mean() - at(after, place, 206, 43).mean()
    away = at(before, place, 190, 20).mean() - at(after, place, 190, 20).mean()
    assert foot > 8
    assert abs(away) < 1


def test_a_base_road_is_not_painted_where_it_is_removed(town: Town) -> None:
    road = next(x for x in town.layers if x.layer.id == "road")
    assert road.shapes is not None
    middle = road.shapes.xy[:2].mean(axis=0) - (EAST, NORTH)
    place = (float(middle[0]) - 10, float(middle[1]) - 10, 20.0)
    change = town.change(ch.RemoveFeature(FeatureRef("road", "", 0)))
    before, after = town.plain(*place), painted(town.ground(change), place)

    assert at(before, place, *middle).min() > 235
    assert at(after, place, *middle).max() < 240
    assert at(after, place, *middle)[2] < at(before, place, *middle)[2] - 10


def road_of(**said: Any) -> ch.SetRoad:
    return ch.SetRoad(line=((EAST + 180, NORTH + 40), (EAST + 260, NORTH + 40)), width=6.0, **said)


def test_roads_are_told_apart(town: Town) -> None:
    place = (200.0, 30.0, 20.0)
    uses = {use: painted(town.ground(town.change(road_of(use=use))), place) for use in ch.RoadUse}
    middle = {use: at(x, place, 210, 40) for use, x in uses.items()}
    assert green(middle[ch.RoadUse.CYCLES]) > 15
    assert middle[ch.RoadUse.CARS].min() > middle[ch.RoadUse.CLOSED].min() + 10
    assert middle[ch.RoadUse.SHARED][2] < middle[ch.RoadUse.CARS][2] - 10
    tracks = painted(town.ground(town.change(road_of(cycle_track=3.0))), place)
    assert green(at(tracks, place, 210, 43.8)) > 15  # beside the kerb, not between the kerbs
    assert green(at(tracks, place, 210, 42.0)) < 5
    quiet = painted(town.ground(town.change(road_of(surface=ch.RoadSurface.QUIET))), place)
    assert at(quiet, place, 210, 40).max() < middle[ch.RoadUse.CARS].min()


def test_what_is_open_to_debate_has_a_dashed_edge(town: Town) -> None:
    place = (190.0, 20.0, 40.0)
    lawn = ch.SetSurface(ring(200, 30, 20, 20), ch.SurfaceKind.GRASS)

    def orange(**said: Any) -> NDArray[Any]:
        picture = painted(town.ground(town.change(lawn, **said)), place).astype(int)
        row = round(10 / (place[2] / (TEXELS - 2))) + 1  # the southern edge
        strip = picture[row - 2 : row + 3, 70:185]
        return np.asarray((strip[:, :, 0] - strip[:, :, 2] > 90).any(axis=0))

    fixed = orange(debate=Debate.FIXED, reason="law")
    dashed = orange(debate=Debate.OPEN)
    assert fixed.all()
    assert 0.3 < dashed.mean() < 0.75


def test_ground_is_shaped_and_its_light_with_it(town: Town) -> None:
    change = town.change(ch.ShapeTerrain(ring(200, 200, 20, 20), up=-2.0, bank=1.5))
    relief = change.relief
    assert relief.before is town.relief
    assert relief.step < 0.5
    x, y = EAST + 210, NORTH + 210
    assert float(relief.raised(x, y)) == pytest.approx(-2.0, abs=1e-3)
    assert float(relief.raised(x + 60, y)) == 0
    light = relief.light_of_works((x - 20, y - 20, x + 20, y + 20), 81)
    assert light is not None
    assert light[:8] == pytest.approx(np.ones((8, 81)))
    # The lamp is in the south-west: it shines on the bank in the north-east.
    middle = 40
    assert light[middle, 40 + 23] > light[middle, 40 - 23] + 0.05
    assert relief.light_of_works((x + 50, y, x + 60, y + 10), 9) is None


def test_a_ray_meets_the_bottom_of_a_pit_and_the_top_of_a_heap(town: Town) -> None:
    down, aside = np.array([0.0, 0.0, -1.0]), np.array([1.0, 0.0, -0.02])
    aside = aside / np.linalg.norm(aside)
    x, y = EAST + 210, NORTH + 210
    for up in (-3.0, 3.0):
        relief = town.change(ch.ShapeTerrain(ring(200, 200, 20, 20), up=up, bank=0.0)).relief
        for place in ((x, y), (x + 60, y), (x - 60, y)):
            eye = np.array([*place, 200.0])
            met = 200.0 - relief.hit(eye, down, 1000.0)
            assert met == pytest.approx(float(relief.altitude(*place)), abs=0.02)
    # Low over the fields, the heap stands in the way, and without it nothing does for long.
    eye = np.array([x - 60, y, float(town.relief.altitude(x, y)) + 1.0])
    assert relief.hit(eye, aside, 500.0) == pytest.approx(50.0, abs=1.0)


def test_tiles_meet_where_the_ground_is_dug(town: Town) -> None:
    relief = town.change(ch.ShapeTerrain(ring(200, 200, 20, 20), up=-4.0, bank=1.0)).relief
    west, south, side = EAST + 190.0, NORTH + 190.0, 20.0

    def border(x: float, cells: int, at_end: bool) -> NDArray[Any]:
        mesh = tile_mesh(relief, x, south, side, (EAST, NORTH, 0.0), TEXELS, -50.0, cells)
        grid = mesh.points.reshape(cells + 3, cells + 3, 3)[1:-1, 1:-1]
        return np.asarray(grid[:, -1 if at_end else 0])

    cells = cells_on_works(relief, west, south, side, TEXELS)
    assert cells > 24
    assert cells_on_works(relief, west + 60, south, side, TEXELS) == 24
    assert border(west, cells, True) == pytest.approx(border(west + side, cells, False), abs=1e-3)
    # Where a neighbour has fewer cells, its skirt hangs lower than the gap is deep.
    fine, coarse = border(west, 128, True), border(west + side, 24, False)
    gap = np.abs(fine[:, 2] - np.interp(fine[:, 1], coarse[:, 1], coarse[:, 2])).max()
    mesh = tile_mesh(relief, west + side, south, side, (EAST, NORTH, 0.0), TEXELS, -50.0, 24)
    skirt = mesh.points.reshape(27, 27, 3)
    assert (skirt[1:-1, 1, 2] - skirt[1:-1, 0, 2]).min() > gap


def test_the_plinth_follows_shaped_ground(town: Town) -> None:
    relief = town.change(ch.ShapeTerrain(ring(-100, 50, 40, 40), up=5.0, bank=0.0)).relief
    west, south = EAST - 90.0, NORTH + 40.0
    plain, shaped = (
        tile_mesh(x, west, south, 40.0, (EAST, NORTH, 0.0), TEXELS, 0.0, 64).wall[:, 2:, 2].max()
        for x in (town.relief, relief)
    )
    assert shaped == pytest.approx(plain + 5.0, abs=0.2)


def test_lines_of_equal_altitude_follow_shaped_ground(town: Town) -> None:
    relief = town.change(ch.ShapeTerrain(ring(200, 200, 30, 30), altitude=20.0, bank=1.0)).relief
    before, after = contours_of(town.relief), contours_of(relief)
    assert after.step == before.step
    x, y = np.array([EAST + 215, EAST + 100.0]), np.array([NORTH + 215, NORTH + 100.0])
    assert after.altitude(x, y)[0][0] == pytest.approx(20.0, abs=1e-3)
    assert after.altitude(x, y)[0][1] == before.altitude(x, y)[0][1]
    # And they go on without a step where the patch ends.
    (west, south, _, north), _ = after.dug[0]
    t = np.linspace(south, north, 50)
    inside, outside = (after.altitude(np.full(50, west + d), t)[0] for d in (1e-6, -1e-6))
    assert inside == pytest.approx(outside, abs=0.02)


def test_an_edit_is_found_where_it_lies(town: Town) -> None:
    change = town.change(
        ch.SetSurface(ring(190, 20, 40, 40), ch.SurfaceKind.GRASS, (ring(200, 30, 8, 8),)),
        road_of(cycle_track=2.0),
        ch.ShapeTerrain(ring(20, 200, 20, 20), up=1.0),
    )
    found = {p: change.edit_at(EAST + p[0], NORTH + p[1]) for p in
             ((192, 25), (204, 34), (220, 43.9), (220, 44.1), (30, 210), (100, 100))}  # fmt: skip
    assert list(found.values()) == ["e0", "", "e1", "e0", "e2", ""]


def test_planted_trees_shade_more_as_they_grow(town: Town) -> None:
    trees = ch.PlantTrees(ch.Planting.ONE, ((EAST + 210, NORTH + 40),), height=3.0, planted=2026)
    change = town.change(trees)
    make: Callable[[int], ChangedGround] = lambda year: ChangedGround(  # noqa: E731
        change, town.layers, town.footprints, town.trees, Look.MAQUETTE, None, year
    )
    place = (200.0, 30.0, 20.0)
    young, old = painted(make(0), place), painted(make(2056), place)
    assert old.mean() < young.mean() - 1
    square = (EAST + place[0], NORTH + place[1], place[2])
    assert make(0).content(*square) != make(2056).content(*square)
    hidden = ChangedGround(
        change, town.layers, town.footprints, town.trees, Look.MAQUETTE, None, planted=False
    )
    assert hidden.content(*square) == b""


def test_shaped_ground_keeps_what_the_resolution_says(town: Town) -> None:
    resolved = Resolved()
    change = prepare_ground_change(resolved, town.relief, ORANGE)
    assert change.relief is town.relief
    moved = replace(resolved, hidden={"building": frozenset({HOUSE})})
    hidden = prepare_ground_change(moved, town.relief, ORANGE).hidden
    assert hidden["building"].tolist() == [HOUSE]


def test_cut_trees_shade_nothing(town: Town) -> None:
    change, wood = town.change(), town.trees["vegetation"]
    cut = replace(change, gone={"vegetation": np.ones(len(wood.height), np.bool_)})
    x, y = wood.position[0, :2]
    square = (x - 10, y - 10, 20.0)
    before, after = (town.ground(c).paint(*square).mean() for c in (change, cut))
    assert after > before + 1
    assert town.ground(change).content(*square) == b""
    assert town.ground(cut).content(*square) != b""


def test_a_profile_goes_down_into_a_pit(town: Town) -> None:
    relief = town.change(ch.ShapeTerrain(ring(200, 200, 4, 4), up=-2.0, bank=0.0)).relief
    through = np.array([(EAST + 150, NORTH + 202), (EAST + 250, NORTH + 202)])
    beside = through + np.array([0.0, 40.0])

    def lowest(ground: Relief, line: NDArray[np.float64]) -> float:
        found = Site(ground, ()).profile(line, 1.0)
        at = np.interp(np.linspace(45, 60, 61), found.s, found.ground)
        return float(at.min())

    assert lowest(town.relief, through) - lowest(relief, through) == pytest.approx(2.0, abs=0.15)
    assert lowest(relief, beside) == lowest(town.relief, beside)
    assert relief.step_about(beside) == town.relief.field.step


def test_a_photograph_is_covered_where_something_is_gone(town: Town) -> None:
    side, place = 100, (EAST + 100.0, NORTH + 50.0)

    def photograph() -> Sheet:
        rgb = np.full((side, side, 3), 40.0, np.float32)
        acc = np.zeros((side, side + 1), np.float32)
        return Sheet(rgb, acc, place[0], place[1] + side, 1.0, 8)

    road = next(x for x in town.layers if x.layer.id == "road")
    gone = photograph()
    lay_bare_lines(gone, road, np.array([0]), [])
    assert gone.rgb[50, 50].min() > 150  # the road runs along y = 100
    assert gone.rgb[70, 50].max() < 50
    left = photograph()
    lay_bare_lines(left, road, np.array([0]), [road])
    assert left.rgb[50, 50].max() < 60

    dug = photograph()
    lay_earth(dug, town.change(ch.ShapeTerrain(ring(120, 60, 20, 20), up=-1.0)).relief)
    assert dug.rgb[side - 20, 30].min() > 120
    assert dug.rgb[20, 80].max() < 50

    bare = photograph()
    lay_bare(bare, town.footprints["building"], np.array([HALL]), image=True)
    assert bare.rgb[150 - 122, 170 - 100].min() > 190


def test_a_ray_meets_the_ground_that_goes_on_beyond_the_terrain() -> None:
    z = np.full((11, 11), 100.0, np.float32)
    z[:, -1] = 104.0  # the eastern border: so high is all that lies east of it
    field = HeightField(z, EAST, NORTH + 10.0, 1.0)
    relief = Relief(field, (EAST - 500.0, NORTH - 500.0, EAST + 500.0, NORTH + 500.0), 100.0, 104.0)
    down = np.array([0.0, 0.0, -1.0])

    for east, ground in ((-300.0, 100.0), (5.0, 100.0), (300.0, 104.0)):
        at = relief.hit(np.array([EAST + east, NORTH + 5.0, 200.0]), down, 1000.0)
        assert 200.0 - at == pytest.approx(ground, abs=0.02)
    assert relief.hit(np.array([EAST + 900.0, NORTH, 200.0]), down, 1000.0) == float("inf")
