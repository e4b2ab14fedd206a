"""What of a building is seen from around and above."""

from __future__ import annotations

import numpy as np
import pytest

from jumeau.geometry.outer_triangles import below_top, seen_from_outside

_SIDES = ((0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7), (3, 2, 1, 0))
CORNERS = np.array([t for a, b, c, d in _SIDES for t in ((a, b, c), (a, c, d))])
LID, FLOOR = slice(8, 10), slice(10, 12)


def box(low, high) -> np.ndarray:
    (x0, y0, z0), (x1, y1, z1) = low, high
    foot = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    return np.array([(x, y, z) for z in (z0, z1) for x, y in foot], float)


def test_a_box_in_a_box_is_not_seen() -> None:
    xyz = np.vstack([box((0, 0, 0), (10, 8, 6)), box((2, 2, 1), (5, 5, 4))])
    seen = seen_from_outside(xyz, np.vstack([CORNERS, CORNERS + 8]))
    assert seen[:10].all()
    assert not seen[12:].any()


def test_without_its_lid_the_inside_is_seen() -> None:
    xyz = np.vstack([box((0, 0, 0), (10, 8, 6)), box((2, 2, 1), (5, 5, 4))])
    corners = np.vstack([np.delete(CORNERS, LID, axis=0), CORNERS + 8])
    assert seen_from_outside(xyz, corners)[10:][LID].all()


def test_what_stands_beside_is_seen_however_small() -> None:
    xyz = np.vstack([box((0, 0, 0), (60, 40, 20)), box((61, 5, 0), (61.05, 5.05, 1))])
    seen = seen_from_outside(xyz, np.vstack([CORNERS, CORNERS + 8]))
    assert seen[12:][LID].all()


def test_how_far_places_lie_under_the_top() -> None:
    xyz = box((0, 0, 0), (10, 8, 6))
    places = np.array([(5.0, 4.0, 6.0), (5.0, 4.0, 5.7), (5.0, 4.0, 0.0), (5.0, 4.0, 9.0)])
    assert below_top(xyz, CORNERS, places) == pytest.approx([0.0, 0.3, 6.0, 0.0], abs=1e-6)
