"""Cut building lots along both sides of a street."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Polygon

from .curves import Frame, frame_at
from .ground import Ground
from .model import Lot, Road


@dataclass(frozen=True)
class Style:
    """Widths (least, most), depth and share of lots left empty, metres."""

    least: float
    most: float
    depth: float
    empty: float
    gap: float = 0.0


STYLES = {
    "town": Style(6.0, 10.0, 24.0, 0.03),
    "faubourg": Style(8.0, 14.5, 30.0, 0.06),
    "avenue": Style(14.0, 19.0, 32.0, 0.0),
    "villa": Style(17.0, 25.0, 36.0, 0.12),
    "estate": Style(18.0, 24.5, 32.0, 0.07),
    "sparse": Style(24.0, 34.0, 42.0, 0.45, 12.0),
    "hamlet": Style(17.0, 27.0, 34.0, 0.15, 2.0),
}


def _slab(road: LineString, half: float, side: int, s0: float, s1: float, depth: float) -> Polygon:
    """Ground between abscissas ``s0`` and ``s1``, from the corridor's edge to ``depth``."""
    front, back = [], []
    for s in np.linspace(s0, s1, 4):
        frame = frame_at(road, s, side)
        front.append(frame.at(0.0, half))
        back.append(frame.at(0.0, half + depth))
    ends = [back[0], back[-1]]
    return Polygon([*front, *reversed(ends)])


def _one_lot(
    road: Road, ground: Ground, side: int, s: float, width: float, style: str
) -> Lot | None:
    """Try ever shallower lots at abscissa ``s``; ``None`` where nothing fits."""
    rule = STYLES[style]
    half = road.kind.half
    middle = frame_at(road.line, s + width / 2, side)
    frame = Frame(*middle.at(0.0, half), middle.ux, middle.uy, middle.nx, middle.ny)
    for share in (1.0, 0.8, 0.62):
        slab = _slab(road.line, half, side, s, s + width, rule.depth * share)
        if not slab.is_valid or slab.area < 0.6 * width * rule.depth * share:
            continue
        free = ground.free_part(slab)
        if free.area >= 0.8 * slab.area or (share < 0.7 and free.area >= 0.66 * slab.area):
            return Lot(free, frame, width, rule.depth * share, style)
    return None


def lots_along(road: Road, ground: Ground, rng: np.random.Generator) -> list[Lot]:
    """Lots on both sides of ``road`` as its plan asks; each is taken from ``ground``."""
    found: list[Lot] = []
    for style, start, end in road.plan.lots:
        rule = STYLES[style]
        for side in (1, -1):
            s, stop = road.line.length * start, road.line.length * end
            while s + rule.least <= stop + 2.0:
                width = float(rng.uniform(rule.least, rule.most))
                lot = _one_lot(road, ground, side, s, width, style)
                if lot is None:
                    s += 3.0
                    continue
                s += width + float(rng.uniform(0, rule.gap))
                if rng.random() < rule.empty:
                    continue
                ground.take(lot.polygon)
                found.append(lot)
    return found
