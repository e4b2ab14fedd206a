"""What a variant does to the ground: its altitudes, what is laid on it, which tiles it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jumeau.render.look import Rgb
from jumeau.render.relief import Relief
from jumeau.render.sheet import Footprints
from jumeau.render.variants.laid import Laid, footprints_of, laid_on, touched_by
from jumeau.variants.resolved import MovedBody, Planted, Resolved


@dataclass(frozen=True, slots=True, eq=False)
class GroundChange:
    """The ground of a variant, beside that of the base.

    Attributes
    ----------
    relief : Relief
        The shaped ground; the base's own object where no edit shapes it.
    layers : tuple of Laid
        What is laid over the base's ground, in the order of the edits.
    hidden : mapping of str to (N,) int64
        By layer: rows of the base that are not painted, or cast no shade.
    added : Footprints
        New buildings, those in another form, and models: what they cover.
    trees : Planted
        Planted trees: they shade the ground below them.
    built : int
        Calendar year in which those without one of their own are planted; 0 where unknown.
    bodies : tuple of MovedBody
        Bodies of the base that stand elsewhere.
    colour : Rgb
        The variant's.
    boxes : (N, 4) float64
        Rectangles beyond which all this changes nothing: xmin, ymin, xmax, ymax [m]. What the
        hidden rows cover comes on top of them.
    digests : (N,) tuple of bytes
        Of what each box stands for: pieces of ground on which two variants do the same are
        painted once.
    gone : mapping of str to (N,) bool
        By layer of trees, in the order of ``Trees``: those that are cut, and shade nothing.
    """

    relief: Relief
    layers: tuple[Laid, ...]
    hidden: Mapping[str, NDArray[np.int64]]
    added: Footprints
    trees: Planted
    built: int
    bodies: tuple[MovedBody, ...]
    colour: Rgb
    boxes: NDArray[np.float64]
    digests: tuple[bytes, ...]
    gone: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    def edit_at(self, x: float, y: float) -> str:
        """Return the id of the edit whose surface, road or earthwork lies at a place; or ""."""
        return next((one.edit for one in reversed(self.layers) if one.holds(x, y)), "")


def prepare_ground_change(
    resolved: Resolved, relief: Relief, colour: Rgb, built: int = 0
) -> GroundChange:
    """Return what a variant does to the ground: for worker threads, no VTK objects.

    Parameters
    ----------
    relief : Relief
        The ground of the base.
    colour : Rgb
        The variant's.
    built : int
        Calendar year in which it stands finished; 0 where unknown.
    """
    shaped = relief.shaped(resolved.terrain)
    layers = laid_on(resolved)
    hidden = {k: np.array(sorted(rows), np.int64) for k, rows in resolved.hidden.items() if rows}
    added = footprints_of(resolved)
    boxes, digests = touched_by(shaped, layers, added, colour)
    return GroundChange(
        shaped, layers, hidden, added, resolved.trees, built, resolved.bodies,
        colour, boxes, digests,
    )  # fmt: skip
