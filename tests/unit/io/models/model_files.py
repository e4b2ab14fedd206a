"""Small models that are written here: what tests read."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

FACES = ((0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7), (3, 2, 1, 0))
"""Of a box whose corners go around its foot, then around its top: seen from outside."""


def corners(wide: float, deep: float, high: float) -> np.ndarray:
    """Return the corners of a box, z up, from its own origin."""
    foot = [(0, 0), (wide, 0), (wide, deep), (0, deep)]
    return np.array([(x, y, z) for z in (0, high) for x, y in foot], float)


def triangles() -> np.ndarray:
    return np.array([t for a, b, c, d in FACES for t in ((a, b, c), (a, c, d))])


def write_obj(
    path: Path,
    size=(12.0, 8.0, 6.0),
    *,
    shift=(0.0, 0.0, 0.0),
    up: str = "y",
    head: str = "",
    extra: str = "",
    material: str = "",
) -> Path:
    """Write a box as OBJ; with y up, as most programs do, z is the other way round."""
    lines = [head] if head else []
    for x, y, z in corners(*size) + np.array(shift):
        lines.append(f"v {x} {y} {z}" if up == "z" else f"v {x} {z} {-y}")
    lines += [f"vt {u} {v}" for u, v in ((0, 0), (1, 0), (1, 1), (0, 1))]
    if material:
        lines.append(f"usemtl {material}")
    for face in FACES:
        lines.append("f " + " ".join(f"{i + 1}/{k + 1}" for k, i in enumerate(face)))
    path.write_text("\n".join(lines) + "\n" + extra, encoding="utf-8")
    return path


def glb_bytes(tree: dict[str, Any], data: bytes) -> bytes:
    """Return a GLB of a JSON tree and a binary chunk."""
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    chunks += struct.pack("<I4s", len(data), b"BIN\0") + data
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def write_glb(path: Path, size=(12.0, 8.0, 6.0), *, picture: bytes = b"", **more: Any) -> Path:
    """Write a box as GLB, y up, with a colour, and a texture where there is a picture."""
    x, y, z = corners(*size).T
    points = np.column_stack([x, z, -y]).astype("<f4")
    index = triangles().astype("<u2").ravel()
    uv = np.column_stack([x / max(size), y / max(size)]).astype("<f4")
    parts = [points.tobytes(), index.tobytes(), uv.tobytes(), picture]
    offsets = np.cumsum([0] + [len(p) + (-len(p) % 4) for p in parts]).tolist()
    data = b"".join(p + b"\0" * (-len(p) % 4) for p in parts)
    views = [{"buffer": 0, "byteOffset": o, "byteLength": len(p)}
             for o, p in zip(offsets, parts, strict=False) if p]  # fmt: skip
    rough: dict[str, Any] = {"baseColorFactor": [0.5, 0.1, 0.1, 1.0]}
    tree: dict[str, Any] = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "scene": 0,
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [
            {"attributes": {"POSITION": 0, "TEXCOORD_0": 2}, "indices": 1, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": rough}],
        "buffers": [{"byteLength": len(data)}],
        "bufferViews": views,
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5123, "count": len(index), "type": "SCALAR"},
            {"bufferView": 2, "componentType": 5126, "count": 8, "type": "VEC2"},
        ],
    }  # fmt: skip
    if picture:
        rough["baseColorTexture"] = {"index": 0}
        tree |= {"images": [{"bufferView": 3, "mimeType": "image/png"}],
                 "textures": [{"source": 0}]}  # fmt: skip
    tree |= more
    path.write_bytes(glb_bytes(tree, data))
    return path


_IFC = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('','',(''),(''),'','','');
FILE_SCHEMA(('{schema}'));
ENDSEC;
DATA;
#1=IFCPROJECT('0000000000000000000001',$,'Secret name',$,$,$,$,(#20),#10);
#10=IFCUNITASSIGNMENT((#11));
#11={unit};
#20=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,#21,{north});
#21=IFCAXIS2PLACEMENT3D(#22,$,$);
#22=IFCCARTESIANPOINT((0.,0.,0.));
#23=IFCDIRECTION(({tx},{ty}));
#30=IFCSITE('0000000000000000000002',$,'Site',$,$,#31,$,$,.ELEMENT.,{latlon},$,$,$);
#31=IFCLOCALPLACEMENT($,#21);
#40=IFCRELAGGREGATES('0000000000000000000003',$,$,$,#1,(#30));
#50=IFCDIRECTION((0.,0.,1.));
{bodies}
{more}
ENDSEC;
END-ISO-10303-21;
"""
_BODY = """#{n}0=IFCRECTANGLEPROFILEDEF(.AREA.,$,#{n}1,{w},{d});
#{n}1=IFCAXIS2PLACEMENT2D(#{n}2,$);
#{n}2=IFCCARTESIANPOINT(({x},{y}));
#{n}3=IFCEXTRUDEDAREASOLID(#{n}0,#{n}4,#50,{h});
#{n}4=IFCAXIS2PLACEMENT3D(#{n}5,$,$);
#{n}5=IFCCARTESIANPOINT((0.,0.,{z}));
#{n}6=IFCSHAPEREPRESENTATION(#20,'Body','SweptSolid',(#{n}3));
#{n}7=IFCPRODUCTDEFINITIONSHAPE($,$,(#{n}6));
#{n}8=IFC{kind}('00000000000000000000{n:02d}',$,'Secret element',$,$,#31,#{n}7,{tail});
"""
METRE, MILLI = "IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.)", "IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.)"
_TAILS = {"SPACE": "$,.ELEMENT.,$,$", "BUILDINGELEMENTPROXY": "$,$", "FURNISHINGELEMENT": "$"}


def write_ifc(
    path: Path,
    bodies=(("BUILDINGELEMENTPROXY", (10.0, 6.0, 5.0), (5.0, 3.0, 0.0)),),
    *,
    unit: str = METRE,
    latlon: str = "$,$",
    north: tuple[float, float] | None = None,
    more: str = "",
    schema: str = "IFC4",
) -> Path:
    """Write boxes as IFC: kind, size, and the middle of the foot of each."""
    text = ""
    for number, (kind, (w, d, h), (x, y, z)) in enumerate(bodies):
        text += _BODY.format(
            n=60 + number, w=w, d=d, h=h, x=x, y=y, z=z, kind=kind, tail=_TAILS[kind]
        )
    tx, ty = north or (0.0, 1.0)
    path.write_text(
        _IFC.format(schema=schema, unit=unit, latlon=latlon, bodies=text, more=more,
                    north="#23" if north else "$", tx=tx, ty=ty),
        encoding="ascii",
    )  # fmt: skip
    return path
