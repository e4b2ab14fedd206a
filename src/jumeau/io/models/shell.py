"""The outer shell of a model that holds rooms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jumeau.geometry.outer_triangles import seen_from_outside
from jumeau.io.models.raw import Part
from jumeau.model.progress import Progress, silent


def outer(parts: list[Part], progress: Progress = silent) -> tuple[list[Part], int]:
    """Return the parts with the triangles that are seen, and how many were not."""
    start = np.cumsum([0] + [len(x.xyz) for x in parts])
    xyz = np.concatenate([x.xyz for x in parts])
    corners = np.concatenate([x.corners + s for x, s in zip(parts, start, strict=False)])
    seen = seen_from_outside(xyz, corners, progress)
    found, first = [], 0
    for one in parts:
        rows = seen[first : first + len(one.corners)]
        first += len(one.corners)
        if rows.any():
            found.append(replace(one, corners=one.corners[rows]))
    return found, int((~seen).sum())
