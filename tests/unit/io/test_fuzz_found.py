"""Faults that mutated files have shown, each made by hand: told politely ever since."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import fuzz_models
import fuzz_seeds
import io_samples
import numpy as np
import pyarrow as pa
import pytest
import shapely
from PIL import Image

from jumeau.errors import InputError
from jumeau.geometry.crs import reprojection
from jumeau.io.loading import Loaded, load
from jumeau.io.store import MemoryStore
from jumeau.io.vectors import reader
from jumeau.io.vectors.features import check
from jumeau.model.project import new_project


def loaded(store: MemoryStore, path: Path) -> Loaded:
    return load([path], new_project("x"), store, crs="EPSG:2154")


def refused(store: MemoryStore, path: Path) -> str:
    with pytest.raises(InputError) as error:
        loaded(store, path)
    return error.value.code


def shapefile(folder: Path, old: str, new: str) -> Path:
    """Write a shapefile with another word in its ``.prj``, in Latin-1."""
    (folder / "made").mkdir()
    for name, content in fuzz_seeds.vector(folder / "made", "a.shp").items():
        if name.endswith(".prj"):
            assert old.encode() in content
            content = content.replace(old.encode(), new.encode("latin-1"))
        (folder / name).write_bytes(content)
    return folder / "a.shp"


def test_a_crs_in_latin_1(tmp_path: Path, store: MemoryStore) -> None:
    path = shapefile(tmp_path, "RGF_1993_Lambert_93", "RGF93 Lambert-93 réseau")

    (layer,) = loaded(store, path).layers

    assert layer.count == 5
    assert "crs_from" not in dict(layer.provenance.parameters)  # not the one that was offered


def test_a_projection_that_proj_does_not_know() -> None:
    text = (
        'PROJCS["x",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,'
        '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION['
        '"Lambert_Cot_Conformal_Conic"],PARAMETER["False_Easting",7.0],UNIT["Meter",1.0]]'
    )

    with pytest.raises(InputError, match=r"crs\.no_way"):
        reprojection(text, "EPSG:4326")


def test_osm_features_of_which_none_is_usable(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "a.osm"
    path.write_text(
        '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="44.3" lon="2.5"/>'
        '<node id="2" lat="44.3" lon="2.5"/><way id="9"><nd ref="1"/><nd ref="2"/><nd ref="1"/>'
        '<nd ref="1"/><tag k="building" v="yes"/></way></osm>'
    )

    assert refused(store, path) == "vector.nothing_usable"


def test_gltf_that_is_no_text(tmp_path: Path, store: MemoryStore) -> None:
    document, _ = fuzz_models.gltf_document("data:application/octet-stream;base64,")
    path = tmp_path / "a.gltf"
    path.write_bytes(json.dumps(document).encode().replace(b'"asset"', b'"as\xffet"'))

    assert refused(store, path) == "gltf.not_one"


def test_a_ring_that_is_not_closed_among_polygons_to_be_looked_at() -> None:
    crossing = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    ring = [(20.0, 0.0), (29.0, 0.0), (29.0, 9.0), (20.0, 9.0)]
    corners = b"".join(struct.pack("<2d", *corner) for corner in ring)
    open_ring = struct.pack("<BIII", 1, 3, 1, len(ring)) + corners
    table = pa.table({"geometry": pa.array([crossing.wkb, open_ring], pa.binary())})

    (checked,) = check(table)

    assert checked.table.num_rows == 2
    assert {r.reason: r.count for r in checked.repaired} == {"open_ring": 1, "self_crossing": 1}


def broken_column(kind: pa.DataType) -> pa.Array:
    """Return a column whose offsets run backwards, as a damaged file may give it."""
    offsets = pa.py_buffer(np.array([0, 266, 0, 300], np.int32).tobytes())
    return pa.Array.from_buffers(kind, 3, [None, offsets, pa.py_buffer(bytes(300))])


@pytest.mark.parametrize("kind", [pa.binary(), pa.string()])
def test_columns_that_arrow_cannot_have(kind: pa.DataType) -> None:
    table = pa.Table.from_arrays([broken_column(kind)], names=["wkb_geometry"])

    with pytest.raises(pa.ArrowInvalid):  # which the reader tells as ``vector.unreadable``
        reader._plain(table, "wkb_geometry")


def test_bounds_beyond_the_world(tmp_path: Path, store: MemoryStore) -> None:
    Image.new("RGB", (30, 24), (9, 9, 9)).save(tmp_path / "plan.png")
    box = {"bbox": [0, 0, 1e300, 1e300], "crs": "EPSG:2154"}
    (tmp_path / "plan.json").write_text(json.dumps(box))

    assert refused(store, tmp_path / "plan.png") == "raster.bad_place"


def test_an_archive_with_a_nameless_member(tmp_path: Path, store: MemoryStore) -> None:
    path = tmp_path / "lot.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("?", "nothing")
        file.filelist[0].filename = ""

    assert refused(store, path) == "archive.unreadable"


def test_a_workbook_of_a_later_zip_than_there_is(tmp_path: Path, store: MemoryStore) -> None:
    content = bytearray(fuzz_seeds.ods(tmp_path)["a.ods"])
    content[content.index(b"PK\x01\x02") + 6] = 148  # the version that is needed to unpack
    (tmp_path / "a.ods").write_bytes(content)

    assert refused(store, tmp_path / "a.ods") == "spreadsheet.unreadable"


def test_samples_are_sound(tmp_path: Path, store: MemoryStore) -> None:
    assert loaded(store, shapefile(tmp_path, "RGF_1993_Lambert_93", "RGF_1993_Lambert_93")).layers
    assert io_samples.fingerprint(tmp_path)
