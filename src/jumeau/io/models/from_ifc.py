"""IFC 2x3 and 4 as a raw model: the outer triangles, and nothing that is written about them.

ifcopenshell is an optional extra. Its geometry comes from the OpenCASCADE kernel alone; the kernels
of CGAL, which lie in the same wheel as plug-ins, are never loaded (see docs/licences.md). Names,
property sets and texture paths are not read.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from jumeau.errors import InputError
from jumeau.io.citymodels.ifc import looked_at
from jumeau.io.citymodels.srs import srs_of
from jumeau.io.models.raw import GREY, OnMap, Part, Raw
from jumeau.model.progress import Progress

KERNEL = "opencascade"
VERSION = "0.9.0.post1"
"""Of ifcopenshell, as in the lock: what a user is told to install."""

_TAIL = 4096
_INSIDE = ("IfcFurnishingElement", "IfcDistributionElement", "IfcTransportElement")
_NO_BODY = ("IfcSpatialStructureElement", "IfcFeatureElementSubtraction", "IfcAnnotation",
            "IfcGrid", "IfcVirtualElement", "IfcSpatialZone", "IfcPort", "IfcStructuralItem",
            "IfcStructuralActivity", "IfcPositioningElement")  # fmt: skip
"""Rooms, openings, drawings, and the site's own ground: the project has one."""
_GLASS = (191, 204, 211, 255)
_WOOD, _TILE, _WALL = (201, 182, 160, 255), (226, 190, 163, 255), (244, 240, 230, 255)
_BY_CLASS = (("IfcWindow", _GLASS), ("IfcCurtainWall", _GLASS), ("IfcPlate", _GLASS),
             ("IfcDoor", _WOOD), ("IfcRoof", _TILE), ("IfcWall", _WALL))  # fmt: skip
"""Colours of elements that have no style of their own."""


def read_ifc(path: Path, progress: Progress) -> Raw:
    """Read a file.

    Raises
    ------
    InputError
        ``ifc.not_one``, ``ifc.without_geometry``, ``models.no_ifc``, ``models.damaged``.
    """
    schema, shapes = looked_at(path)
    if not _ends(path):
        raise InputError("models.damaged", path=path.name)
    if not shapes:
        raise InputError("ifc.without_geometry", path=path.name, schema=schema)
    try:
        import ifcopenshell
        import ifcopenshell.geom
    except ImportError as error:
        command = f'"{sys.executable}" -m pip install "ifcopenshell=={VERSION}"'
        raise InputError("models.no_ifc", path=path.name, command=command) from error
    progress(0.02, "reading")
    try:
        file = ifcopenshell.open(str(path))
    except Exception as error:  # SWIG raises many kinds
        raise InputError("models.damaged", path=path.name) from error
    unit = unit_of(file)
    raw = Raw(unit=unit, unit_said=True, up="z", whole=False)
    wanted = _wanted(file, raw)
    if not wanted:
        raise InputError("ifc.without_geometry", path=path.name, schema=schema)
    progress(0.1, "reading")
    _tessellate(ifcopenshell.geom, file, wanted, raw, progress)
    if not raw.parts:
        raise InputError("ifc.without_geometry", path=path.name, schema=schema)
    raw.place = place_of(file, unit)
    return raw


def _ends(path: Path) -> bool:
    """Tell whether a file goes on to its end: what is cut off would be missing in silence."""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return b"END-ISO-10303-21" in file.read()


def unit_of(file: Any) -> float:
    """Return the length unit of a file [m]; metres where it says nothing."""
    prefixes = {"MILLI": 1e-3, "CENTI": 1e-2, "DECI": 1e-1, "KILO": 1e3, "MICRO": 1e-6}
    for project in file.by_type("IfcProject")[:1]:
        for unit in getattr(project.UnitsInContext, "Units", None) or ():
            if getattr(unit, "UnitType", "") != "LENGTHUNIT":
                continue
            if unit.is_a("IfcSIUnit"):
                return prefixes.get(unit.Prefix or "", 1.0)
            if unit.is_a("IfcConversionBasedUnit"):
                measure = unit.ConversionFactor
                said = prefixes.get(getattr(measure.UnitComponent, "Prefix", None) or "", 1.0)
                return float(measure.ValueComponent.wrappedValue) * said
    return 1.0


def _wanted(file: Any, raw: Raw) -> list[Any]:
    """Return the elements that are seen from outside; count the others."""
    found = []
    for product in file.by_type("IfcProduct"):
        if getattr(product, "Representation", None) is None:
            continue
        if any(_is(product, name) for name in _INSIDE):
            raw.tally.out("model_inside", "")
        elif product.is_a("IfcSite"):
            raw.tally.out("model_site", "")
        elif any(_is(product, name) for name in _NO_BODY):
            raw.tally.out("model_rooms", "")
        else:
            found.append(product)
    return found


def _is(product: Any, name: str) -> bool:
    try:
        return bool(product.is_a(name))
    except RuntimeError:  # this edition of IFC has no such class
        return False


def _tessellate(geom: Any, file: Any, wanted: list[Any], raw: Raw, progress: Progress) -> None:
    settings = geom.settings()
    settings.set("use-world-coords", True)
    settings.set("weld-vertices", True)
    settings.set("mesher-linear-deflection", 0.02)
    settings.set("apply-default-materials", False)
    walk = geom.iterator(settings, file, 1, include=wanted, geometry_library=KERNEL)
    if not walk.initialize():
        return
    seen, done = 0, 0
    while True:
        shape = walk.get()
        done += 1
        progress(0.1 + 0.75 * min(1.0, done / len(wanted)), "reading")
        mesh = shape.geometry
        xyz = np.array(mesh.verts, np.float64).reshape(-1, 3) / raw.unit  # they come in metres
        corners = np.array(mesh.faces, np.int64).reshape(-1, 3)
        of_face = np.array(mesh.material_ids, np.int64)
        usual = next((c for name, c in _BY_CLASS if _is(file.by_id(shape.id), name)), GREY)
        colours = [_colour(x, usual) for x in mesh.materials]
        if len(corners):
            seen += 1
            for number in np.unique(of_face).tolist() if len(of_face) == len(corners) else (-1,):
                rows = corners if len(of_face) != len(corners) else corners[of_face == number]
                used, local = np.unique(rows, return_inverse=True)
                colour = colours[number] if 0 <= number < len(colours) else usual
                raw.parts.append(Part(xyz[used], local.reshape(-1, 3).astype(np.int64), colour))
        if not walk.next():
            break
    if seen < len(wanted):
        raw.tally.out("model_no_shape", *[""] * (len(wanted) - seen))


def _colour(material: Any, usual: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return a style's colour; the usual one of its element where it has none."""
    try:
        said = material.diffuse
        three = said.components if hasattr(said, "components") else said
        red, green, blue = (float(v) for v in three)
        clear = float(material.transparency)
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return usual
    if not all(0.0 <= v <= 1.0 for v in (red, green, blue)):
        return usual
    if clear == clear and clear > 0.15:  # glass is drawn as a pale pane: nobody looks inside
        return _GLASS
    return round(255 * red), round(255 * green), round(255 * blue), 255


# -- where it stands -------------------------------------------------------------------------------


def place_of(file: Any, unit: float) -> OnMap | None:
    """Return where a file says that it stands: on a map, else by the site's position on earth."""
    return _on_grid(file, unit) or _on_earth(file, unit)


def _on_grid(file: Any, unit: float) -> OnMap | None:
    said = _conversion(file)
    if said is None:
        return None
    name, map_unit, values = said
    east, north, height = (float(values.get(k) or 0.0) for k in ("e", "n", "h"))
    if not (abs(east) > 0.0 or abs(north) > 0.0):
        return None
    x, y = float(values.get("x") or 0.0), float(values.get("y") or 0.0)
    turned = math.degrees(math.atan2(y, x)) if x or y else 0.0
    east, north, height = (v * map_unit for v in (east, north, height))
    srs = srs_of(name) if name else None
    crs, vertical = (srs.crs or "", srs.vertical) if srs is not None else ("", "")
    if name and not crs:
        crs = _by_name(name)
    return OnMap(crs, vertical, east, north, height, -turned)


def _by_name(name: str) -> str:
    """Return a CRS by its name, where it is one that PROJ knows."""
    from jumeau.geometry.crs import split

    for text in (name, name.replace("EPSG", "EPSG:").replace("::", ":").replace(" ", "")):
        try:
            return split(text)[0]
        except InputError:
            continue
    return ""


def _conversion(file: Any) -> tuple[str, float, dict[str, Any]] | None:
    """Return name of the map's CRS, its unit [m] and the numbers of the conversion."""
    names = {"e": "Eastings", "n": "Northings", "h": "OrthogonalHeight", "x": "XAxisAbscissa",
             "y": "XAxisOrdinate"}  # fmt: skip
    if file.schema.upper().startswith("IFC2X3"):
        sets = {x.Name: x for x in file.by_type("IfcPropertySet")
                if x.Name in ("ePSet_MapConversion", "ePSet_ProjectedCRS")}  # fmt: skip
        if "ePSet_MapConversion" not in sets:
            return None
        told = _properties(sets["ePSet_MapConversion"])
        crs = _properties(sets.get("ePSet_ProjectedCRS"))
        return str(crs.get("Name") or ""), 1.0, {k: told.get(v) for k, v in names.items()}
    for one in file.by_type("IfcMapConversion")[:1]:
        crs = one.TargetCRS
        map_unit = getattr(crs, "MapUnit", None)
        size = 1e-3 if getattr(map_unit, "Prefix", None) == "MILLI" else 1.0
        values = {k: getattr(one, v, None) for k, v in names.items()}
        return str(getattr(crs, "Name", "") or ""), size, values
    return None


def _properties(found: Any) -> dict[str, Any]:
    listed = getattr(found, "HasProperties", None) or ()
    return {
        x.Name: x.NominalValue.wrappedValue
        for x in listed
        if x.is_a("IfcPropertySingleValue") and x.NominalValue is not None
    }


def _on_earth(file: Any, unit: float) -> OnMap | None:
    for site in file.by_type("IfcSite"):
        latitude, longitude = _degrees(site.RefLatitude), _degrees(site.RefLongitude)
        if latitude is None or longitude is None or (latitude == 0.0 and longitude == 0.0):
            continue
        height = site.RefElevation
        up = float(height) * unit if height else None  # 0 is what nobody has filled in
        return OnMap("EPSG:4326", "", longitude, latitude, up, -_true_north(file), rough=True)
    return None


def _degrees(parts: Any) -> float | None:
    """Return degrees of degrees, minutes, seconds and millionths, each with the sign of all."""
    if not parts or len(parts) < 3:
        return None
    whole = sum(float(v) / d for v, d in zip(parts, (1.0, 60.0, 3600.0, 3.6e9), strict=False))
    return whole if -180.0 <= whole <= 180.0 else None


def _true_north(file: Any) -> float:
    """Return the direction of true north, clockwise from the model's y axis [degrees]."""
    for context in file.by_type("IfcGeometricRepresentationContext"):
        if context.is_a() == "IfcGeometricRepresentationContext" and context.TrueNorth:
            x, y = (float(v) for v in context.TrueNorth.DirectionRatios[:2])
            return math.degrees(math.atan2(x, y))
    return 0.0
