"""Assemble the commune: roads, then grounds, then lots, then houses, fields and trees."""

from __future__ import annotations

import numpy as np
from shapely import STRtree
from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from . import facilities, greens, plan_areas
from .constants import SEED, SIZE
from .curves import smooth
from .ground import Ground
from .houses import build_on, rounded
from .lots import lots_along
from .model import Area, Building, Layout
from .network import build_roads, corridors
from .old_centre import CENTRE, blocks, fill_block

Rng = np.random.Generator
FRAME = box(0, 0, SIZE, SIZE)
LOT_ORDER = {"town": 0, "faubourg": 1, "avenue": 2, "villa": 4, "estate": 3, "sparse": 5,
             "hamlet": 6}  # fmt: skip


def bare_layout() -> Layout:
    """Roads, water, railway and limits, without any building."""
    river_line = smooth(plan_areas.RIVER_LINE)
    return Layout(
        roads=build_roads(),
        rail=smooth(plan_areas.RAIL_LINE),
        river=river_line.buffer(plan_areas.RIVER_WIDTH / 2),
        river_line=river_line,
        stream_line=smooth(plan_areas.STREAM_LINE),
        commune=Polygon(
            smooth([*plan_areas.COMMUNE_LIMIT, plan_areas.COMMUNE_LIMIT[0]], 40.0).coords
        ),
    )


def _old_centre(layout: Layout, ground: Ground, reserved: list[Polygon], rng: Rng) -> None:
    """Fill the blocks of the old centre, except what stands there already."""
    public = unary_union([ground.obstacles, *reserved])
    for block in blocks(layout.roads, public):
        if block.area > 16_000:
            continue
        central = block.distance(Polygon(CENTRE).centroid) < 110
        houses, parcels = fill_block(block, rng, central)
        layout.buildings.extend(houses)
        layout.parcels.extend(parcels)
        ground.take(block.buffer(0))


def _fill_lots(layout: Layout, ground: Ground, rng: Rng) -> None:
    """Cut the lots of every street, the dense streets first, and build on them."""
    order = sorted(
        (r for r in layout.roads if r.plan.lots),
        key=lambda r: LOT_ORDER[r.plan.lots[0][0]],
    )
    for road in order:
        for lot in lots_along(road, ground, rng):
            layout.lots.append(lot)
            layout.buildings.extend(build_on(lot, rng))


def _without_conflicts(layout: Layout, ground: Ground) -> list[Building]:
    """Keep buildings on dry, free ground that overlap none of the earlier ones."""
    candidates = [b for b in layout.buildings if b.polygon.is_valid and b.polygon.area > 4]
    shapes = [b.polygon for b in candidates]
    tree = STRtree(shapes)
    kept: set[int] = set()
    for i, shape in enumerate(shapes):
        if not FRAME.buffer(-2).contains(shape):
            continue
        if ground.obstacles.intersection(shape).area > 0.4:
            continue
        rivals = [j for j in sorted(tree.query(shape)) if j in kept]
        if all(shapes[j].intersection(shape).area <= 0.05 for j in rivals):
            kept.add(i)
    return [candidates[i] for i in sorted(kept)]


def _trim_areas(layout: Layout, public: Polygon) -> None:
    """Cut yards and grounds by roads, water and the earlier areas."""
    done: list[Area] = []
    for area in layout.areas:
        rest = area.polygon.difference(public)
        if area.kind in ("yard", "farmyard"):
            others = [a.polygon for a in done if a.polygon.intersects(rest)]
            lots = [p.polygon for p in layout.lots if p.polygon.intersects(rest)]
            rest = rest.difference(unary_union([*others, *lots]))
        parts = [g for g in getattr(rest, "geoms", [rest]) if g.area > 20]
        done.extend(Area(part, area.kind, area.name) for part in parts)
    layout.areas = done


def build_layout() -> Layout:
    """Build the whole commune; the same every time."""
    rng = np.random.default_rng(SEED)
    layout = bare_layout()
    stream = layout.stream_line.buffer(plan_areas.STREAM_WIDTH + 4)
    rail = layout.rail.buffer(plan_areas.RAIL_HALF)
    public = unary_union([corridors(layout.roads), layout.river.buffer(3), stream, rail])
    ground = Ground(public)
    layout.areas.extend(facilities.add_grounds(ground))
    public_buildings = facilities.add_public(ground)
    layout.buildings.extend(public_buildings)
    layout.buildings.extend(facilities.add_blocks(ground))
    lines = unary_union([r.line for r in layout.roads])
    for adder in (facilities.add_sheds, facilities.add_farms):
        found, yards = adder(ground, rng, lines)
        layout.buildings.extend(found)
        layout.areas.extend(yards)
    reserved = [a.polygon for a in layout.areas if a.kind not in ("yard", "farmyard")]
    reserved += [Polygon(b.polygon.exterior).buffer(4.0) for b in layout.buildings]
    _old_centre(layout, ground, reserved, rng)
    _fill_lots(layout, ground, rng)
    layout.buildings = _without_conflicts(layout, ground)
    _trim_areas(layout, public)
    for area in layout.areas:
        area.polygon = rounded(area.polygon).buffer(0)
    greens.add_greens(layout, public, rng)
    return layout
