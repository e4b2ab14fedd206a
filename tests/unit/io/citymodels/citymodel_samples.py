"""City models small enough to be read by eye, written without the program's own code."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Problem, describe, read
from jumeau.model.canonical import SURFACE_TYPES

E0, N0 = 842_000.0, 6_520_000.0
"""A corner in Lyon, in Lambert-93."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0"
 xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml"
 xmlns:gen="http://www.opengis.net/citygml/generics/2.0"
 xmlns:veg="http://www.opengis.net/citygml/vegetation/2.0"
 xmlns:app="http://www.opengis.net/citygml/appearance/2.0"
 xmlns:xlink="http://www.w3.org/1999/xlink">
"""
TAIL = "</core:CityModel>\n"


def envelope(srs: str, box: tuple[float, ...] = (E0, N0, 170, E0 + 10, N0 + 10, 180)) -> str:
    """Return a model's envelope."""
    low, high = (" ".join(map(str, box[i : i + 3])) for i in (0, 3))
    return (
        f'<gml:boundedBy><gml:Envelope srsName="{srs}" srsDimension="3"><gml:lowerCorner>{low}'
        f"</gml:lowerCorner><gml:upperCorner>{high}</gml:upperCorner></gml:Envelope>"
        "</gml:boundedBy>"
    )


def ring(corners: list[tuple[float, float, float]], name: str = "") -> str:
    """Return a linear ring of corners relative to the sample's corner."""
    text = " ".join(f"{E0 + x} {N0 + y} {z}" for x, y, z in corners)
    named = f' gml:id="{name}"' if name else ""
    return f"<gml:LinearRing{named}><gml:posList>{text}</gml:posList></gml:LinearRing>"


def polygon(corners: list[tuple[float, float, float]], name: str = "", hole: str = "") -> str:
    """Return a polygon; ``hole`` is a ring."""
    named = f' gml:id="{name}"' if name else ""
    inner = f"<gml:interior>{hole}</gml:interior>" if hole else ""
    outer = ring(corners, f"{name}_r" if name else "")
    return f"<gml:Polygon{named}><gml:exterior>{outer}</gml:exterior>{inner}</gml:Polygon>"


def surfaces(*members: str) -> str:
    """Return a MultiSurface of polygons."""
    listed = "".join(f"<gml:surfaceMember>{m}</gml:surfaceMember>" for m in members)
    return f"<gml:MultiSurface>{listed}</gml:MultiSurface>"


SQUARE = [(0.0, 0.0, 5.0), (4.0, 0.0, 5.0), (4.0, 4.0, 5.0), (0.0, 4.0, 5.0), (0.0, 0.0, 5.0)]
WALL = [(0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 5.0), (0.0, 0.0, 5.0), (0.0, 0.0, 0.0)]
PANE = [(1.0, 0.0, 1.0), (2.0, 0.0, 1.0), (2.0, 0.0, 2.0), (1.0, 0.0, 2.0), (1.0, 0.0, 1.0)]


def model(*members: str, srs: str = "EPSG:2154", before: str = "") -> str:
    """Return a CityGML 2.0 file of some members."""
    listed = "".join(f"<core:cityObjectMember>{m}</core:cityObjectMember>" for m in members)
    return HEAD + (envelope(srs) if srs else "") + before + listed + TAIL


def building(content: str, name: str = "b") -> str:
    """Return a building."""
    return f'<bldg:Building gml:id="{name}">{content}</bldg:Building>'


def drafts(path: Path) -> list[Draft]:
    """Return the layers of a file; a problem is an error."""
    found = list(read(path))
    assert not any(isinstance(x, Problem) for x in found), found
    return [x for x in found if isinstance(x, Draft)]


def only(path: Path) -> Draft:
    """Return the one layer of a file."""
    (draft,) = drafts(path)
    return draft


def refusal(path: Path) -> str:
    """Return the code of the error with which a file is refused."""
    try:
        describe(path)
        list(read(path))
    except InputError as error:
        return error.code
    raise AssertionError(f"{path} was read")


def table(draft: Draft) -> pa.Table:
    """Return the rows of a layer."""
    assert isinstance(draft.content, pa.Table)
    return draft.content


def shapes(draft: Draft) -> list[shapely.MultiPolygon]:
    """Return the bodies of a layer, decoded by GEOS."""
    return list(shapely.from_wkb(table(draft).column("geometry").to_pylist()))


def kinds(draft: Draft, row: int = 0) -> list[str]:
    """Return the names of the types of an object's surfaces."""
    return [SURFACE_TYPES[i] for i in table(draft).column("surface_types")[row].as_py()]


def unpacked(draft: Draft, name: str, kind: str, row: int = 0) -> Any:
    """Return the values packed for an object in a column."""
    return np.frombuffer(table(draft).column(name)[row].as_py(), kind)


def write_png(path: Path) -> Path:
    """Write a picture of one red pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    path.parent.mkdir(parents=True, exist_ok=True)
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    )  # fmt: skip
    return path


def cityjson(objects: dict[str, Any], vertices: list[list[float]], **more: Any) -> dict[str, Any]:
    """Return a CityJSON 2.0 document in Lambert-93."""
    return {
        "type": "CityJSON",
        "version": "2.0",
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/2154"},
        "transform": {"scale": [0.001, 0.001, 0.001], "translate": [E0, N0, 0.0]},
        "CityObjects": objects,
        "vertices": vertices,
        **more,
    }


CUBE = [[x, y, z] for z in (0, 3000) for x, y in ((0, 0), (2000, 0), (2000, 2000), (0, 2000))]
FACES = [
    [[0, 3, 2, 1]],
    [[4, 5, 6, 7]],
    [[0, 1, 5, 4]],
    [[1, 2, 6, 5]],
    [[2, 3, 7, 6]],
    [[3, 0, 4, 7]],
]


def write_json(path: Path, document: Any) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
