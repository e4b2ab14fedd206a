"""Where the layers of BD TOPO lie in what IGN ships: a GeoPackage, shapefiles, an archive."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from jumeau.errors import InputError
from jumeau.io import reading
from jumeau.io.current_file import SetAside, entering
from jumeau.io.schemas.bdtopo import LAYERS
from jumeau.io.vectors.drivers import GdalErrors

import pyogrio  # isort: skip

Places = dict[str, tuple[str, str]]
"""Layer of BD TOPO to the file that holds it and the layer's name there."""

SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def of_folder(folder: Path) -> Places:
    """Return the layers below a folder: those of a GeoPackage with communes, else shapefiles."""
    geopackages = sorted(folder.rglob("*.gpkg"), key=lambda p: -p.stat().st_size)
    for candidate in geopackages:
        with contextlib.suppress(InputError):
            places = of_geopackage(candidate)
            if "commune" in places:
                return places
    places = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".shp", ".gpkg") and path.stem.lower() in LAYERS:
            places.setdefault(path.stem.lower(), (str(path), path.stem))
    return places


def of_geopackage(path: Path) -> Places:
    """Return the layers of a GeoPackage.

    Raises
    ------
    InputError
        ``vector.unreadable``.
    """
    entering(path)
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    except GdalErrors as error:
        reason = str(error)[:200]
        raise InputError("vector.unreadable", path=path.name, reason=reason) from error
    return {name.lower(): (str(path), name) for name in layers if name.lower() in LAYERS}


def of_members(names: Sequence[str]) -> Places:
    """Return the layers in an archive; of a GeoPackage only that it is there."""
    for name in names:
        pure = PurePosixPath(name)
        if pure.suffix.lower() == ".gpkg" and pure.name.upper().startswith(("BDT", "BD_TOPO")):
            return {"commune": (name, "commune")}
    shapes = [PurePosixPath(n) for n in names if n.lower().endswith(".shp")]
    places = {p.stem.lower(): (str(p), p.stem) for p in shapes if p.stem.lower() in LAYERS}
    return places if "commune" in places else {}


def members_of(places: Places, inside: Sequence[str]) -> list[str]:
    """Return the members of an archive that hold some layers, parts of shapefiles included."""
    wanted: dict[str, None] = {}
    for member, _ in places.values():
        pure = PurePosixPath(member)
        if pure.suffix.lower() != ".shp":
            wanted[member] = None
            continue
        stem = str(pure.with_suffix(""))
        parts = {f"{stem}{suffix}".lower() for suffix in SHAPEFILE_PARTS}
        wanted |= dict.fromkeys(n for n in inside if n.lower() in parts)
    return list(wanted)


def count_of_communes(places: Places) -> int:
    """Return how many communes there are to choose from."""
    path, layer = places["commune"]
    try:
        entering(Path(path))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    except (*GdalErrors, SetAside):
        return 0
    return int(info["features"])


def beside(folder: Path, places: Places) -> list[Path]:
    """Return the readable files of a folder that do not belong to the delivery in it.

    The delivery is everything below the first folder on the way to its layers; a GeoPackage that
    lies in the folder itself is a delivery alone.
    """
    own = {Path(path) for path, _ in places.values()}
    roots = {folder / path.relative_to(folder).parts[0] for path in own}
    if any(path.suffix.lower() == ".shp" and path.parent == folder for path in own):
        return []
    return [p for p in reading.files_of(folder) if not any(p.is_relative_to(r) for r in roots)]
