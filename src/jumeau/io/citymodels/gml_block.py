"""City objects of CityGML, a few thousand at a time, as flat arrays."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np

from jumeau.geometry.surfaces import Surfaces
from jumeau.io.citymodels.block import Block, Tally
from jumeau.io.citymodels.gml_appearance import Appearances, colour_of
from jumeau.io.citymodels.gml_geometry import Surface, floats, id_of
from jumeau.io.citymodels.gml_objects import CityObject
from jumeau.io.citymodels.kinds import surface_of

VERTICES = 200_000
"""Vertices that are gathered before they become arrays."""


class Gathering:
    """City objects on their way into a block.

    Parameters
    ----------
    tally : Tally
        Takes ``texture_mismatch``.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._clear()

    def _clear(self) -> None:
        self._xyz: array[float] = array("d")
        self._rings: list[int] = []
        self._polygons: list[int] = []
        self._features: list[int] = []
        self._types: list[int] = []
        self._colours: dict[int, tuple[int, int, int, int]] = {}
        self._images: dict[int, int] = {}
        self._uv: dict[int, array[float]] = {}
        self._keys: list[str] = []
        self._kinds: list[str] = []
        self._lods: list[str] = []
        self._attributes: list[dict[str, Any]] = []

    @property
    def is_full(self) -> bool:
        """Whether it is time to make a block."""
        return len(self._xyz) > 3 * VERTICES

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, found: CityObject, appearances: tuple[Appearances, ...]) -> None:
        """Add an object with its colours and textures."""
        default = surface_of(found.name)
        painted = any(known.places or known.colours for known in appearances)
        for surface in found.surfaces:
            if painted and surface.element is not None:
                self._paint(surface, found.key, appearances)
            self._types.append(default if surface.type is None else surface.type)
            self._polygons.append(len(surface.rings))
            self._rings += surface.rings
            self._xyz.extend(surface.xyz)
        self._features.append(len(found.surfaces))
        self._keys.append(found.key)
        self._kinds.append(found.name)
        self._lods.append(found.lod)
        self._attributes.append(found.attributes)

    def _paint(self, surface: Surface, key: str, appearances: tuple[Appearances, ...]) -> None:
        number = len(self._types)
        colour = colour_of(surface.element, appearances, id_of)
        if colour is not None:
            self._colours[number] = colour
        if not surface.rings or not any(known.places for known in appearances):
            return
        laid, image = array("f"), -1
        for ring, size in zip(surface.ring_elements, surface.rings, strict=True):
            name = id_of(ring)
            place = next((k.places[name] for k in appearances if name in k.places), None)
            if place is None:
                if image >= 0:
                    self._tally.out("texture_mismatch", key)
                return
            try:
                values = floats(place[1].split())
            except ValueError:
                values = []
            if len(values) == 2 * (size - 1) and size > 1:
                values += values[:2]
            if len(values) != 2 * size:
                self._tally.out("texture_mismatch", key)
                return
            laid.extend(values)
            image = place[0] if image < 0 else image
        self._images[number], self._uv[number] = image, laid

    def block(self) -> Block:
        """Return what was gathered, and start anew."""
        xyz = np.frombuffer(self._xyz, np.float64).reshape(-1, 3)
        bodies = Surfaces(
            xyz, _starts(self._rings), _starts(self._polygons), _starts(self._features)
        )
        count = len(self._types)
        colours = images = uv = None
        if self._colours:
            colours = np.zeros((count, 4), np.uint8)
            colours[list(self._colours)] = list(self._colours.values())
        if self._images:
            images = np.full(count, -1, np.int16)
            images[list(self._images)] = list(self._images.values())
            uv = np.zeros((len(xyz), 2), np.float32)
            start = bodies.ring_start[bodies.polygon_start]
            for number, laid in self._uv.items():
                uv[start[number] : start[number + 1]] = np.array(laid).reshape(-1, 2)
        made = Block(
            bodies, np.array(self._types, np.uint8), self._keys, self._kinds, self._lods,
            self._attributes, colours, images, uv,
        )  # fmt: skip
        self._clear()
        return made


def _starts(sizes: list[int]) -> Any:
    start = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=start[1:])
    return start
