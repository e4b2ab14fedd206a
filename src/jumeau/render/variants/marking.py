"""Outlines on the ground of the elements that stand out."""

from __future__ import annotations

import numpy as np

from jumeau.render.outlines import Outline, circles_around, split
from jumeau.render.variants.overlay import Overlay
from jumeau.render.variants.panels import THINNEST
from jumeau.render.variants.strokes import kerbs, outlines_of


def outline_of_edits(overlay: Overlay, edits: frozenset[str]) -> Outline:
    """Return what outlines the elements of some edits that are no solids."""
    resolved = overlay.resolved
    rings = [ring for edit, those in outlines_of(resolved) if edit in edits for ring in those]
    for barrier in resolved.barriers:
        if barrier.edit in edits:
            rings += kerbs(barrier.line, 2.0 + max(barrier.thickness, THINNEST))
    pieces = []
    for ring in rings:
        number = np.arange(len(ring))
        pieces.append(split(ring, np.column_stack([number, np.roll(number, -1)])))
    trees = resolved.trees
    those = np.array([edit in edits for edit in trees.edit], np.bool_)
    if those.any():
        radius = np.maximum(trees.width[those] * 0.6, 1.0)
        pieces.append(circles_around(trees.xy[those], radius))
    first = np.cumsum([0] + [len(x.xy) for x in pieces])
    return Outline(
        np.concatenate([np.empty((0, 2)), *(x.xy for x in pieces)]),
        np.concatenate(
            [
                np.empty((0, 2), np.int32),
                *(x.edges + np.int32(n) for x, n in zip(pieces, first, strict=False)),
            ]
        ),
    )
