"""The canonical columns of a layer give codes in their one spelling."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest

from jumeau.io.canonical import column
from jumeau.io.store import MemoryStore
from jumeau.model.layer import Layer
from jumeau.model.roles import Role


@pytest.mark.parametrize(
    ("role", "name", "given", "expected"),
    [
        (Role.LOCAL_CLIMATE_ZONE, "zone", pa.array([101, 6, None, 12]), ["A", "6", "", "B"]),
        (Role.LOCAL_CLIMATE_ZONE, "zone", pa.array([104.0, math.nan]), ["D", ""]),
        (Role.NOISE_MAP, "level", pa.array(["Lden5559", "75", None]), [55.0, 75.0, math.nan]),
        (Role.NOISE_MAP, "level", pa.array([55, 60]), [55.0, 60.0]),
        (Role.NOISE_MAP, "source", pa.array(["R", "airportsInAgglomeration"]), ["road", "air"]),
        (Role.SOUND_CLASSIFICATION, "category", pa.array([1, 5]), [1.0, 5.0]),
        (Role.SOUND_CLASSIFICATION, "category", pa.array(["NC", "3"]), [math.nan, 3.0]),
        (Role.SOUND_CLASSIFICATION, "width", pa.array(["250 m", None]), [250.0, math.nan]),
        (Role.PRESCRIPTION, "type", pa.array([5, 31]), ["05", "31"]),
        (Role.TREE, "height", pa.array([12.5, 200.0, None]), [12.5, math.nan, math.nan]),
        (Role.NOISE_MEASUREMENT, "instant", pa.array([1505895219666]),
         ["2017-09-20T08:13:39+00:00"]),
        (Role.CROP, "group", pa.array(["01", "18"]), ["1", "18"]),
        (Role.ZONING, "zone", pa.array(["AUc", None]), ["AUc", ""]),
    ],
)  # fmt: skip
def test_codes_are_read(
    role: Role, name: str, given: pa.Array, expected: list[float | str]
) -> None:
    store = MemoryStore()
    ref = store.add_table(pa.table({"c": given}), "")
    values = column(store, Layer("a", role, ref, columns=((name, "c"),)), name)
    store.close()

    assert values is not None
    # NaN is equal to itself here.
    assert [str(v) for v in values.tolist()] == [str(v) for v in expected]
