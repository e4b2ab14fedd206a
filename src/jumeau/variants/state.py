"""What the edits so far have made of a base."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from jumeau.model.changes import RoadUse
from jumeau.model.edits import Edit
from jumeau.model.layer import FeatureRef
from jumeau.variants.base import Base
from jumeau.variants.resolved import (
    Barrier,
    Covered,
    MovedBody,
    Placed,
    Planted,
    Problem,
    Resolved,
    Road,
    Shaped,
    Solid,
)

Key = tuple[str, int | str]
"""An element: (layer, row) of the base, or ("", id) of the edit that adds it."""


class State:
    """What the edits so far have made."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.hidden: dict[str, set[int]] = {}
        self.removed: dict[str, set[int]] = {}
        self.removed_by: dict[Key, Edit] = {}
        self.settled: dict[tuple[Key, str], Edit] = {}
        self.cleared: list[NDArray[np.float64]] = []
        self.elements: dict[Key, Any] = {}
        self.problems: list[Problem] = []

    def tell(self, edit: Edit, code: str, **fields: object) -> None:
        """Note what an edit could not do."""
        said = tuple((name, str(value)) for name, value in fields.items())
        self.problems.append(Problem(edit.id, code, said))

    def key(self, edit: Edit, ref: FeatureRef) -> Key | None:
        """Return what a reference means now; None, and a problem, where it is not there."""
        if not ref.layer:
            key: Key = ("", ref.key)
            if key in self.elements:
                return key
        else:
            if self.base.role(ref.layer) is None:
                self.tell(edit, "no_layer", layer=ref.layer)
                return None
            row = self.base.row(ref)
            key = (ref.layer, row)
            if row >= 0 and row not in self.removed.get(ref.layer, ()):
                return key
        if (other := self.removed_by.get(key)) is not None:
            self.tell(edit, "removed_before", other=other.title or other.id)
        else:
            self.tell(edit, "gone", layer=ref.layer, key=ref.key or ref.index)
        return None

    def settle(self, edit: Edit, key: Key, what: str) -> None:
        """Remember who settles a quantity: an earlier edit that did is overruled, and told so."""
        if (earlier := self.settled.get((key, what))) is not None:
            self.tell(earlier, "overruled", other=edit.title or edit.id)
        self.settled[key, what] = edit

    def hide(self, key: Key) -> None:
        """Draw a feature of the base no longer as it was."""
        if key[0]:
            self.hidden.setdefault(key[0], set()).add(cast("int", key[1]))

    def remove(self, edit: Edit, key: Key) -> None:
        """Take an element away for good."""
        self.elements.pop(key, None)
        self.removed_by[key] = edit
        if key[0]:
            self.hide(key)
            self.removed.setdefault(key[0], set()).add(cast("int", key[1]))

    def element(self, edit: Edit, key: Key) -> Any:
        """Return an element as it stands, a feature of the base becoming one; None for others."""
        found = self.elements.get(key)
        if found is None and key[0]:
            layer, row = key[0], cast("int", key[1])
            ref = FeatureRef(layer, "", row)
            for make in (self._solid, self._body, self._tree, self._road):
                if (found := make(edit, ref)) is not None:
                    break
        return found

    def put(self, key: Key, element: Any) -> None:
        """Put an element in its place."""
        self.hide(key)
        self.elements[key] = element

    def _solid(self, edit: Edit, ref: FeatureRef) -> Solid | None:
        b = self.base.building(ref.layer, ref.index)
        if b is None:
            return None
        return Solid(
            edit.id, ref, b.rings, b.height, b.rise, b.form, b.ground,
            storeys=b.storeys, dwellings=b.dwellings, use=b.use,
        )  # fmt: skip

    def _body(self, edit: Edit, ref: FeatureRef) -> MovedBody | None:
        b = self.base.body(ref.layer, ref.index)
        if b is None:
            return None
        middle = ((b.box[0] + b.box[3]) / 2, (b.box[1] + b.box[4]) / 2)
        return MovedBody(edit.id, ref, middle, z0=b.box[2])

    def _tree(self, edit: Edit, ref: FeatureRef) -> Planted | None:
        tree = self.base.tree(ref.layer, ref.index)
        if tree is None:
            return None
        return Planted(
            np.array([tree.place]), np.array([tree.height]), np.array([tree.width]), ("",),
            np.zeros(1, np.int64), (edit.id,),
        )  # fmt: skip

    def _road(self, edit: Edit, ref: FeatureRef) -> Road | None:
        road = self.base.road(ref.layer, ref.index)
        if road is None:
            return None
        return Road(
            edit.id, ref, road.lines, road.width, RoadUse.CARS, speed=road.speed,
            lanes=road.lanes, name=road.name,
        )  # fmt: skip

    def result(self, edits: tuple[Edit, ...]) -> Resolved:
        """Return all that was made."""

        def all_of(kind: type) -> tuple[Any, ...]:
            return tuple(x for x in self.elements.values() if type(x) is kind)

        return Resolved(
            edits=edits,
            hidden={k: frozenset(v) for k, v in self.hidden.items()},
            removed={k: frozenset(v) for k, v in self.removed.items()},
            cleared=tuple(self.cleared),
            solids=all_of(Solid),
            bodies=all_of(MovedBody),
            models=all_of(Placed),
            trees=_together(all_of(Planted)),
            surfaces=all_of(Covered),
            roads=all_of(Road),
            barriers=all_of(Barrier),
            terrain=all_of(Shaped),
            problems=tuple(self.problems),
        )


def _together(planted: tuple[Planted, ...]) -> Planted:
    if not planted:
        return Planted()
    return Planted(
        np.concatenate([x.xy for x in planted]),
        np.concatenate([x.height for x in planted]),
        np.concatenate([x.width for x in planted]),
        tuple(s for x in planted for s in x.species),
        np.concatenate([x.planted for x in planted]),
        tuple(e for x in planted for e in x.edit),
    )
