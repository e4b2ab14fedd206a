"""Fields, hedges, woods and trees on the ground that nobody built on."""

from __future__ import annotations

import itertools

import numpy as np
from shapely import STRtree, clip_by_rect, prepare
from shapely.affinity import rotate
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from .constants import SIZE
from .curves import frame_at
from .model import Area, Layout, Tree
from .old_centre import halves_of
from .plan_areas import RAIL_HALF, WOODS

Rng = np.random.Generator
URBAN_STYLES = ("faubourg", "avenue", "villa", "estate", "town")
VINES = (2080.0, 2330.0)
CROPS = ("wheat", "stubble", "rape", "maize", "plough", "meadow", "meadow", "barley")


def _polygons(geometry: BaseGeometry, least: float) -> list[Polygon]:
    parts = getattr(geometry, "geoms", [geometry])
    return [g for g in parts if g.geom_type == "Polygon" and g.area > least]


def _wavy(shape: Polygon, rng: Rng) -> BaseGeometry:
    """Soften the outline of a wood and let it wander by a few metres."""
    ring = shape.buffer(30).buffer(-30).exterior
    count = int(ring.length / 9)
    wander = np.convolve(np.tile(rng.normal(0, 1, count), 3), np.hanning(9), "same")[count:][:count]
    points = []
    for i in range(count):
        frame = frame_at(ring, ring.length * i / count, 1, reach=6.0)
        points.append(frame.at(0.0, 4.0 * float(wander[i])))
    return Polygon(points).buffer(0)


def _woods(layout: Layout, public: BaseGeometry, rng: Rng) -> list[Area]:
    built = unary_union([b.polygon for b in layout.buildings]).buffer(14)
    found = []
    for name, points in WOODS.items():
        wood = _wavy(Polygon(points), rng)
        wood = wood.intersection(box(0, 0, SIZE, SIZE)).difference(public.buffer(3))
        found.extend(Area(g, "wood", name) for g in _polygons(wood.difference(built), 500))
    return found


def _riparian(layout: Layout, public: BaseGeometry, rng: Rng) -> list[Area]:
    """Broken strips of trees on the river banks and the stream."""
    taken = unary_union(
        [b.polygon.buffer(9) for b in layout.buildings]
        + [a.polygon for a in layout.areas]
        + [p.polygon for p in layout.lots]
    )
    avoid = unary_union([public, layout.river.buffer(1.0), taken])
    found = []
    for line, inner, outer in ((layout.river_line, 9.5, 11.0), (layout.stream_line, 2.5, 6.0)):
        s = 0.0
        while s < line.length:
            run = float(rng.uniform(40, 130))
            pts = [line.interpolate(t) for t in np.arange(s, min(s + run, line.length), 9.0)]
            side = float(rng.choice([-1, 1, 0]))
            s += run * (1.0 if rng.random() < 0.7 else 1.6)
            if len(pts) < 2:
                continue
            path = LineString([(p.x, p.y) for p in pts])
            strip = path.buffer(inner + outer * float(rng.uniform(0.6, 1.3)))
            if side:
                strip = strip.intersection(path.buffer(80 * side, single_sided=True))
            strip = strip.difference(clip_by_rect(avoid, *strip.buffer(5).bounds))
            strip = strip.intersection(box(0, 0, SIZE, SIZE)).buffer(-1).buffer(1)
            found.extend(Area(g.simplify(0.8), "riparian") for g in _polygons(strip, 60))
    return found


def _urban(layout: Layout) -> BaseGeometry:
    """Ground where leftovers are gardens and greens rather than fields."""
    pieces = [p.polygon.buffer(3) for p in layout.lots if p.style in URBAN_STYLES]
    pieces += [
        a.polygon.buffer(4) for a in layout.areas if a.kind not in ("wood", "riparian", "farmyard")
    ]
    pieces += [b.polygon.buffer(12) for b in layout.buildings if b.kind in ("block", "town")]
    return unary_union(pieces).buffer(70).buffer(-70)


def _divide(layout: Layout, public: BaseGeometry, rng: Rng) -> None:
    """Cut the remaining land into fields, meadows and gardens."""
    used = [public, *(p.polygon for p in layout.lots), *layout.parcels]
    used += [a.polygon for a in layout.areas]
    square = box(0, 0, SIZE, SIZE)
    around = rotate(square.buffer(900, join_style="mitre"), 17)
    rest = around.difference(unary_union(used).buffer(0))
    urban = _urban(layout)
    prepare(urban)
    rest = rest.buffer(-0.4).buffer(0.4, join_style="mitre")
    pieces = _polygons(rest.intersection(urban), 30) + _polygons(rest.difference(urban), 30)
    for piece in pieces:
        target = 3200.0 if urban.contains(piece.representative_point()) else 24_000.0
        valley = layout.river_line.distance(piece.representative_point()) < 260
        target *= (0.45 if valley else 1.0) * float(rng.uniform(0.7, 1.3))
        found = [p.intersection(square) for p in halves_of(piece, target)]
        for part in (g for f in found for g in _polygons(f, 15)):
            point = part.representative_point()
            if urban.contains(point):
                built = part.area < 1500 or rng.random() < 0.6
                kind = "garden" if built else "meadow"
            elif layout.river_line.distance(point) < 200 or part.area < 2500:
                kind = "meadow"
            else:
                vines = point.distance(Point(*VINES)) < 330 and rng.random() < 0.75
                kind = "vine" if vines else str(rng.choice(CROPS))
            layout.fields.append(Area(part, kind))


def _hedges(layout: Layout, public: BaseGeometry, rng: Rng) -> None:
    """Hedges on some field edges, denser near the stream and the farms."""
    keep_off = unary_union(
        [b.polygon.buffer(3) for b in layout.buildings] + [a.polygon for a in layout.areas]
    )
    seen: list[LineString] = []
    for area in layout.fields:
        if area.kind == "garden" or area.polygon.area < 3500:
            continue
        coords = list(area.polygon.simplify(4).exterior.coords)
        for a, b in itertools.pairwise(coords):
            edge = LineString([a, b])
            middle = edge.interpolate(0.5, normalized=True)
            bocage = layout.stream_line.distance(middle) < 420 or middle.y > 2250
            if edge.length < 45 or rng.random() > (0.48 if bocage else 0.16):
                continue
            if min(middle.x, middle.y, SIZE - middle.x, SIZE - middle.y) < 15:
                continue
            if any(o.distance(middle) < 8 for o in seen):
                continue
            line = edge.difference(keep_off)
            parts = getattr(line, "geoms", [line])
            seen.extend(g for g in parts if g.length > 25 and not g.crosses(public))
    layout.hedges = seen


def _avenue_trees(layout: Layout, rng: Rng) -> list[Tree]:
    found = []
    rules = {
        "Avenue de la Gare": ("Platane commun", 13.0, 9.0, 9.0, 6.6, 1931),
        "Avenue du Collège": ("Tilleul à petites feuilles", 10.0, 6.5, 10.0, 6.6, 1978),
        "Rue de l'Industrie": ("Érable champêtre", 6.5, 4.2, 16.0, 4.0, 2006),
        "Rue Pasteur": ("Érable plane", 9.0, 6.0, 13.0, 4.1, 1971),
        "Rue du 8-Mai-1945": ("Charme commun", 8.0, 5.0, 14.0, 4.1, 1985),
    }
    for road in layout.roads:
        rule = rules.get(road.plan.name)
        if rule is None or (road.plan.kind == "street" and road.plan.name.startswith("Avenue")):
            continue
        species, height, crown, pitch, away, year = rule
        for side in (1, -1):
            for s in np.arange(8.0, road.line.length - 6, pitch):
                if rng.random() < 0.06:
                    continue
                x, y = frame_at(road.line, float(s), side).at(0.0, away)
                found.append(Tree(x, y, height * float(rng.normal(1, 0.09)),
                                  crown * float(rng.normal(1, 0.1)), species,
                                  road.plan.name, year))  # fmt: skip
    return found


def _grid_trees(layout: Layout, rng: Rng) -> list[Tree]:
    """Limes on the square, small trees in car parks, ash trees in the public garden."""
    rules = {
        "Place de l'Église": ("Tilleul argenté", 9.5, 6.2, 7.0, 1954, 3.0),
        "Place de la Gare": ("Platane commun", 12.0, 8.0, 11.0, 1931, 5.0),
        "Parking du Centre commercial": ("Frêne à fleurs", 5.5, 3.8, 13.0, 2009, 3.0),
        "Parking de la Gare": ("Érable champêtre", 6.0, 4.0, 9.5, 1999, 3.0),
        "Jardin public de la Lise": ("Marronnier d'Inde", 14.0, 9.0, 15.0, 1920, 4.0),
    }
    found = []
    for area in layout.areas:
        rule = rules.get(area.name)
        if rule is None:
            continue
        species, height, crown, pitch, year, margin = rule
        inside = area.polygon.buffer(-margin)
        x0, y0, x1, y1 = area.polygon.bounds
        grid = [(float(x), float(y)) for x in np.arange(x0 + pitch / 2, x1, pitch)
                for y in np.arange(y0 + pitch / 2, y1, pitch)]  # fmt: skip
        found.extend(
            Tree(x, y, height * float(rng.normal(1, 0.08)), crown * float(rng.normal(1, 0.08)),
                 species, area.name, year)
            for x, y in grid
            if inside.contains(Point(x, y)) and rng.random() < 0.85
        )  # fmt: skip
    return found


def _garden_trees(layout: Layout, rng: Rng) -> list[Tree]:
    """Private trees for the picture only: gardens, meadows and farmyards."""
    found = []
    places = [(p.polygon, 1.1) for p in layout.lots if p.style != "town"]
    places += [
        (f.polygon, f.polygon.area / (380 if f.kind == "garden" else 9000))
        for f in layout.fields
        if f.kind in ("garden", "meadow")
    ]
    places += [(p, p.area / 260) for p in layout.parcels if p.area > 220]
    places += [
        (a.polygon, a.polygon.area / 500)
        for a in layout.areas
        if a.kind in ("farmyard", "park", "cemetery")
    ]
    for polygon, mean in places:
        x0, y0, x1, y1 = polygon.bounds
        for _ in range(min(40, int(rng.poisson(mean)))):
            x, y = float(rng.uniform(x0, x1)), float(rng.uniform(y0, y1))
            crown = float(rng.uniform(2.5, 8.0))
            if polygon.buffer(-1.5).contains(Point(x, y)):
                found.append(Tree(x, y, crown * 1.3, crown, "Jardin"))
    return found


def add_greens(layout: Layout, public: BaseGeometry, rng: Rng) -> None:
    """Fill the rest of ``layout``: woods, fields, hedges and trees."""
    layout.areas.extend(_woods(layout, public, rng))
    layout.areas.extend(_riparian(layout, public, rng))
    _divide(layout, public, rng)
    _hedges(layout, public, rng)
    trees = [*_avenue_trees(layout, rng), *_grid_trees(layout, rng), *_garden_trees(layout, rng)]
    hard = [layout.river, layout.rail.buffer(RAIL_HALF)]
    hard += [r.carriageway for r in layout.roads]
    hard += [b.polygon.buffer(1.2) for b in layout.buildings]
    tree = STRtree(hard)
    layout.trees = [t for t in trees if not len(tree.query(Point(t.x, t.y), "intersects"))]
