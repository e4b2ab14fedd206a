"""What a view wears of the variants of its project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jumeau.render.relief import Relief
from jumeau.render.sheet import Hidden
from jumeau.render.trees import Thinned
from jumeau.render.variants.overlay import Overlay

if TYPE_CHECKING:
    from jumeau.render.variants.ground_change import GroundChange


@dataclass(frozen=True, slots=True)
class Worn:
    """What a view wears.

    Attributes
    ----------
    after : Overlay or None
        The variant that is shown; None for today.
    before : Overlay or None
        Of a ghost: what it is compared with; None for today.
    ghost : bool
        Whether both are drawn into each other.
    """

    after: Overlay | None = None
    before: Overlay | None = None
    ghost: bool = False

    def hidden(self, layer_id: str) -> Hidden:
        """Return the rows of a layer that the base does not draw."""
        found = frozenset() if self.after is None else self.after.hidden(layer_id)
        if self.before is not None:
            found = found | self.before.hidden(layer_id)
        return found

    def thinned(self, layer_id: str) -> Thinned | None:
        """Return what is cut of a layer of trees."""
        return None if self.after is None else self.after.thinned.get(layer_id)

    def relief(self, base: Relief) -> Relief:
        """Return the ground."""
        return base if self.after is None else self.after.relief

    @property
    def change(self) -> GroundChange | None:
        """What is done to the ground."""
        return None if self.after is None else self.after.ground
