"""What is assumed of trees that shade: heights that nobody surveyed."""

from __future__ import annotations

import struct

import pyarrow as pa

from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render.sunlit.surfaces import assumed_trees


def trees(store: MemoryStore, heights: list[float | None] | None) -> Layer:
    count = 3 if heights is None else len(heights)
    points = [struct.pack("<BIddd", 1, 1001, 10.0 * k, 5.0, 1.0) for k in range(count)]
    columns = {"geometry": points}
    if heights is not None:
        columns["height"] = heights
    ref = store.add_table(pa.table(columns), "EPSG:2154")
    names = () if heights is None else (("height", "height"),)
    return Layer("tree", Role.TREE, ref, count=count, bounds=(0, 0, 60, 60), columns=names)


def test_trees_without_heights_are_counted():
    store = MemoryStore()
    known = trees(store, [8.0, 12.0])
    some = trees(store, [8.0, None, 0.0, 4.0])
    none = trees(store, None)
    assert assumed_trees(store, [known]) == (0, 2)
    assert assumed_trees(store, []) == (0, 0)
    assert assumed_trees(store, [known, some, none]) == (5, 9)
