"""Shade on a grid beside exact vector shade: prisms on flat ground, unions by GEOS.

What is compared are all places in shade or built over: the union of each footprint with its
shadow. ``centres`` counts cells by their middle; ``areas`` weighs them by the share that the exact
shade covers, so that it also holds what any grid loses at borders.
"""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from jumeau.simulation.sun.shade import shade_of
from jumeau.simulation.surfaces import surface_of

SUNS = ((100.0, 15.0), (133.0, 35.0), (180.0, 64.0), (250.0, 40.0))


def _town():
    path = Path(__file__).parents[3] / "benchmarks" / "sun_town.py"
    spec = importlib.util.spec_from_file_location("sun_town_for_tests", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.town(7, side=200.0, buildings=72, trees=0)


@pytest.fixture(scope="module")
def town():
    return _town()


def exact(town, azimuth, elevation):
    """Return the union of footprints and shadows."""
    a = math.radians(azimuth)
    away = -np.array([math.sin(a), math.cos(a)]) / math.tan(math.radians(elevation))
    parts = []
    for ring, height in zip(town.rings, town.height, strict=True):
        tip = ring + away * height
        parts += [shapely.Polygon(ring), shapely.Polygon(tip)]
        for k in range(len(ring)):
            corners = [ring[k - 1], ring[k], tip[k], tip[k - 1]]
            parts.append(shapely.convex_hull(shapely.MultiPoint(corners)))
    union = shapely.union_all(parts)
    shapely.prepare(union)
    return union


def covered(shape, surface, parts):
    """Return the share of each cell that a shape covers, from parts x parts points."""
    rows, cols = surface.shape
    out = np.zeros(surface.shape)
    for i in range(parts):
        for j in range(parts):
            x = surface.west + (np.arange(cols) + (i + 0.5) / parts) * surface.step
            y = surface.north - (np.arange(rows) + (j + 0.5) / parts) * surface.step
            out += shapely.contains_xy(shape, *np.meshgrid(x, y))
    return out / parts**2


@pytest.mark.parametrize(
    ("step", "fine", "least", "least_area"),
    [
        (1.0, True, 0.94, 0.92),
        (1.0, False, 0.91, 0.91),
        (0.5, True, 0.96, 0.955),
        (0.5, False, 0.95, 0.945),
    ],
)
def test_shade_is_where_exact_shade_is(town, step, fine, least, least_area):
    surface = surface_of(town.ground, town.standing(), None, town.box, step)
    for azimuth, elevation in SUNS:
        shade = shade_of(surface, azimuth, elevation, fine=fine)
        found = (surface.ground < shade.below) | (surface.top > surface.ground + 0.5)
        shape = exact(town, azimuth, elevation)
        centres = covered(shape, surface, 1) > 0.5
        assert (found & centres).sum() / (found | centres).sum() >= least
        share = covered(shape, surface, 4)
        both = share[found].sum()
        assert both / (found.sum() + share.sum() - both) >= least_area
