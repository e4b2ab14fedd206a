"""The rows of the layer tree: groups with their layers, and layers that stand alone."""

from __future__ import annotations

from collections.abc import Iterator

from jumeau.model.layer import Layer
from jumeau.model.project import Group


class Node:
    """A row: a group, a layer, or the root that holds them.

    Parameters
    ----------
    number : int
        By which Qt's indexes know it.
    parent : Node or None
        The group that it stands in, or the root.
    """

    def __init__(
        self,
        number: int,
        parent: Node | None,
        group: Group | None = None,
        layer: Layer | None = None,
    ) -> None:
        self.number = number
        self.parent = parent
        self.group = group
        self.layer = layer
        self.children: list[Node] = []

    @property
    def id(self) -> str:
        """Id of the group or of the layer; empty for the root."""
        if self.layer is not None:
            return self.layer.id
        return self.group.id if self.group is not None else ""

    @property
    def row(self) -> int:
        """Its place among its siblings."""
        return 0 if self.parent is None else self.parent.children.index(self)

    @property
    def layers(self) -> list[Layer]:
        """The layers of a group, or the layer itself."""
        return [node.layer for node in self.walk() if node.layer is not None]

    def walk(self) -> Iterator[Node]:
        """Yield the row and all rows below it."""
        yield self
        for child in self.children:
            yield from child.walk()
