"""Small sound models of a building, hand-made, in the formats of city models and of meshes."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path

import io_samples
import numpy as np

Seed = dict[str, bytes]
X, Y = io_samples.X, io_samples.Y


def citygml(_folder: Path) -> Seed:
    low, high = "{0} {1} {2} {3} {1} {2} {3} {4} {2} {0} {4} {2} {0} {1} {2}", ""
    floor = low.format(X, Y, 500, X + 10, Y + 10)
    roof = low.format(X, Y, 506, X + 10, Y + 10)
    wall = f"{X} {Y} 500 {X + 10} {Y} 500 {X + 10} {Y} 506 {X} {Y} 506 {X} {Y} 500"
    for kind, ring in (("Ground", floor), ("Roof", roof), ("Wall", wall)):
        high += (
            f"<bldg:boundedBy><bldg:{kind}Surface><bldg:lod2MultiSurface><gml:MultiSurface>"
            "<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing>"
            f"<gml:posList>{ring}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
            f"</gml:surfaceMember></gml:MultiSurface></bldg:lod2MultiSurface></bldg:{kind}Surface>"
            "</bldg:boundedBy>"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><CityModel '
        'xmlns="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:bldg="http://www.opengis.net/citygml/building/2.0"><gml:boundedBy><gml:Envelope '
        f'srsName="EPSG:2154" srsDimension="3"><gml:lowerCorner>{X} {Y} 500</gml:lowerCorner>'
        f"<gml:upperCorner>{X + 10} {Y + 10} 506</gml:upperCorner></gml:Envelope></gml:boundedBy>"
        '<cityObjectMember><bldg:Building gml:id="B1"><bldg:measuredHeight uom="m">6'
        f"</bldg:measuredHeight>{high}</bldg:Building></cityObjectMember></CityModel>"
    )
    return {"a.gml": text.encode()}


def city(first: str) -> dict[str, object]:
    corners = [[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]]
    corners += [[x, y, 6] for x, y, _ in corners]
    walls = [[[i, (i + 1) % 4, (i + 1) % 4 + 4, i + 4]] for i in range(4)]
    shell = [[[0, 3, 2, 1]], [[4, 5, 6, 7]], *walls]
    semantics = {
        "surfaces": [{"type": t} for t in ("GroundSurface", "RoofSurface", "WallSurface")],
        "values": [[0, 1, 2, 2, 2, 2]],
    }
    solid = {"type": "Solid", "lod": "2.2", "boundaries": [shell], "semantics": semantics}
    thing = {"type": "Building", "attributes": {"hauteur": 6}, "geometry": [solid]}
    transform = {"scale": [1, 1, 1], "translate": [X, Y, 500]}
    reference = "https://www.opengis.net/def/crs/EPSG/0/2154"
    return {
        "type": first, "version": "2.0", "id": "B1", "transform": transform,
        "metadata": {"referenceSystem": reference}, "CityObjects": {"B1": thing},
        "vertices": corners,
    }  # fmt: skip


def cityjson(_folder: Path) -> Seed:
    return {"a.city.json": json.dumps(city("CityJSON")).encode()}


def cityjsonseq(_folder: Path) -> Seed:
    head = {**city("CityJSON"), "CityObjects": {}, "vertices": []}
    return {"a.city.jsonl": "\n".join(map(json.dumps, (head, city("CityJSONFeature")))).encode()}


_CORNERS = np.array([[0, 0, 0], [10, 0, 0], [0, 6, 0], [0, 0, 8]], np.float32)
_FACES = np.array([[0, 1, 2], [0, 1, 3], [1, 2, 3], [0, 2, 3]], np.uint16)


def gltf_document(uri: str | None) -> tuple[dict[str, object], bytes]:
    binary = _CORNERS.tobytes() + _FACES.tobytes()
    buffer: dict[str, object] = {"byteLength": len(binary)}
    if uri is not None:
        buffer["uri"] = uri + base64.b64encode(binary).decode()
    return {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "translation": [0, 0, 0]}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "buffers": [buffer],
        "bufferViews": [{"buffer": 0, "byteOffset": 0, "byteLength": 48},
                        {"buffer": 0, "byteOffset": 48, "byteLength": 24}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3",
                       "min": [0, 0, 0], "max": [10, 6, 8]},
                      {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"}],
    }, binary  # fmt: skip


def glb_bytes() -> bytes:
    document, binary = gltf_document(None)
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def glb(_folder: Path) -> Seed:
    return {"a.glb": glb_bytes()}


def gltf(_folder: Path) -> Seed:
    document, _ = gltf_document("data:application/octet-stream;base64,")
    return {"a.gltf": json.dumps(document).encode()}


def obj(_folder: Path) -> Seed:
    lines = [f"v {X + x} {Y + y} {500 + z}" for x, y, z in _CORNERS]
    lines += ["f " + " ".join(str(i + 1) for i in face) for face in _FACES]
    return {"a.obj": "\n".join(["o maison", *lines]).encode()}


_PLACE = [4_566_000.0, 199_300.0, 4_432_000.0]  # near Rodez, EPSG:4978 [m]


def tile(magic: bytes, table: dict[str, object], binary: bytes, body: bytes) -> bytes:
    text = json.dumps(table).encode()
    text += b" " * (-(28 + len(text)) % 8)
    length = 28 + len(text) + len(binary) + len(body)
    return struct.pack("<4s6I", magic, 1, length, len(text), len(binary), 0, 0) + (
        text + binary + body
    )


def b3dm(_folder: Path) -> Seed:
    return {"a.b3dm": tile(b"b3dm", {"BATCH_LENGTH": 0, "RTC_CENTER": _PLACE}, b"", glb_bytes())}


def pnts(_folder: Path) -> Seed:
    table = {"POINTS_LENGTH": 4, "RTC_CENTER": _PLACE, "POSITION": {"byteOffset": 0}}
    return {"a.pnts": tile(b"pnts", table, _CORNERS.tobytes(), b"")}


def tileset(content: Seed) -> Seed:
    box = [*_PLACE, 50, 0, 0, 0, 50, 0, 0, 0, 50]
    root = {
        "boundingVolume": {"box": box}, "geometricError": 0, "refine": "ADD",
        "content": {"uri": next(iter(content))},
    }  # fmt: skip
    text = json.dumps({"asset": {"version": "1.0"}, "geometricError": 10, "root": root})
    return {"tileset.json": text.encode(), **content}


def ifc(_folder: Path) -> Seed:
    lines = f"""ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('a.ifc','2024-01-01T00:00:00',(''),(''),'','','');
FILE_SCHEMA(('IFC4'));
ENDSEC;
DATA;
#1=IFCPROJECT('2O2Fr$t4X7Zf8NOew3FL01',$,'p',$,$,$,$,(#2),#5);
#2=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#3,$);
#3=IFCAXIS2PLACEMENT3D(#4,$,$);
#4=IFCCARTESIANPOINT((0.,0.,0.));
#5=IFCUNITASSIGNMENT((#6));
#6=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#7=IFCSITE('2O2Fr$t4X7Zf8NOew3FL02',$,'s',$,$,#8,$,$,.ELEMENT.,(44,18,0),(2,30,0),500.,$,$);
#8=IFCLOCALPLACEMENT($,#3);
#9=IFCBUILDING('2O2Fr$t4X7Zf8NOew3FL03',$,'b',$,$,#10,$,$,.ELEMENT.,$,$,$);
#10=IFCLOCALPLACEMENT(#8,#3);
#11=IFCRELAGGREGATES('2O2Fr$t4X7Zf8NOew3FL04',$,$,$,#1,(#7));
#12=IFCRELAGGREGATES('2O2Fr$t4X7Zf8NOew3FL05',$,$,$,#7,(#9));
#13=IFCWALL('2O2Fr$t4X7Zf8NOew3FL06',$,'w',$,$,#10,#14,$,$);
#14=IFCPRODUCTDEFINITIONSHAPE($,$,(#15));
#15=IFCSHAPEREPRESENTATION(#2,'Body','SweptSolid',(#16));
#16=IFCEXTRUDEDAREASOLID(#17,#3,#19,6.);
#17=IFCRECTANGLEPROFILEDEF(.AREA.,$,#18,10.,8.);
#18=IFCAXIS2PLACEMENT2D(#20,$);
#19=IFCDIRECTION((0.,0.,1.));
#20=IFCCARTESIANPOINT((0.,0.));
#21=IFCRELCONTAINEDINSPATIALSTRUCTURE('2O2Fr$t4X7Zf8NOew3FL07',$,$,$,(#13),#9);
#22=IFCMAPCONVERSION(#2,#23,{X},{Y},500.,1.,0.,1.);
#23=IFCPROJECTEDCRS('EPSG:2154',$,$,$,$,$,$);
ENDSEC;
END-ISO-10303-21;
"""
    return {"a.ifc": lines.encode()}
