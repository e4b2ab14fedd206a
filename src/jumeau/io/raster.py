"""ESRI ASCII, GeoTIFF and pictures: what each file is, and which belong together."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, split
from jumeau.io.environment import GDAL_OPTIONS
from jumeau.io.notices import as_invented, says_invented
from jumeau.io.reading import Draft, Facts, Problem, RasterSource, Window, extension
from jumeau.io.schemas import rasters
from jumeau.model.progress import Progress
from jumeau.model.provenance import Certainty, LeftOut, Provenance, SourceFile
from jumeau.model.roles import Role

import rasterio  # isort: skip - after the environment is cleared
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioError

DRIVERS = {
    ".asc": "AAIGrid", ".tif": "GTiff", ".tiff": "GTiff", ".jp2": "JP2OpenJPEG", ".png": "PNG",
    ".jpg": "JPEG",
}  # fmt: skip
LOWEST, HIGHEST = -500.0, 9000.0
"""Altitudes of ground outside are sentinels or errors [m]."""
SAMPLE = 96
FEW_VALUES = 40
INFRARED = re.compile(r"(?<![a-z])irc(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tile:
    """A raster file at a glance; ``step`` in units of its CRS."""

    path: Path
    role: Role
    crs: str | None
    vertical: str
    bounds: Bounds
    step: float
    shape: tuple[int, int]
    bands: int
    classes: bool
    provenance: Provenance
    certainty: Certainty
    infrared: bool = False


class RasterReader:
    """The formats of rasters."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what a file is."""
        tile = examine(path)
        details = (("step", f"{tile.step:g}"), ("bands", str(tile.bands)))
        return [
            Facts(path, path.stem, tile.role, tile.shape[0] * tile.shape[1], "raster", tile.crs,
                  tile.bounds, (), tile.vertical, details)
        ]  # fmt: skip

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Yield the draft of one file; its cells are read when it is loaded."""
        yield from drafts([examine(path)])


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a raster read-only, with the driver of its extension and no other.

    Raises
    ------
    InputError
        ``raster.unreadable``.
    """
    kind = extension(path)
    name = f"/vsigzip/{path.resolve()}" if path.suffix.lower() == ".gz" else str(path)
    # Without this GDAL takes a grid whose first lines are whole numbers for integers throughout.
    options = {"DATATYPE": "Float32"} if kind == ".asc" else {}
    with rasterio.Env(**environment()), warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        try:
            dataset = rasterio.open(name, driver=DRIVERS[kind], **options)
        except (RasterioError, OSError, ValueError) as error:
            reason = str(error).splitlines()[0][:200]
            raise InputError("raster.unreadable", path=path.name, reason=reason) from error
        with dataset:
            yield dataset


def environment() -> dict[str, Any]:
    """Return GDAL's options for rasters: world files are looked for, nothing is written."""
    return {**GDAL_OPTIONS, "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE", "GDAL_CACHEMAX": 128}


def examine(path: Path) -> Tile:
    """Return what a raster file is, from its name, its header and a sample of its cells.

    Raises
    ------
    InputError
        ``raster.unreadable``, ``raster.no_position``, ``raster.bands``, ``raster.no_data``.
    """
    product = rasters.product_of(path)
    named_crs, named_vertical = rasters.crs_of_name(path)
    provenance = rasters.provenance_of(path, product)
    with opened(path) as dataset:
        if dataset.transform.is_identity and dataset.crs is None:
            raise InputError("raster.no_position", path=path.name)
        crs, vertical = split(dataset.crs.to_wkt()) if dataset.crs else (None, "")
        if crs is None and named_crs:
            crs = named_crs
            provenance = _noted(provenance, "crs_from", "product_name")
        role, classes = _role(path, dataset, product)
        tags = " ".join(str(text) for text in dataset.tags().values())
        if "invent" in tags.lower() or says_invented(path):
            provenance = as_invented(provenance)
        certainty = product.certainty if product else Certainty.COMPUTED
        left, bottom, right, top = dataset.bounds
        interpretation = dataset.colorinterp
        return Tile(
            path, role, crs, vertical or named_vertical, (left, bottom, right, top),
            float(abs(dataset.transform.a) or abs(dataset.transform.b)), dataset.shape,
            dataset.count, classes, provenance,
            Certainty.ILLUSTRATION if provenance.invented else certainty,
            infrared=dataset.count == 4 and interpretation[3] != ColorInterp.alpha,
        )  # fmt: skip


def _noted(provenance: Provenance, name: str, value: str) -> Provenance:
    noted = (*provenance.parameters, (name, value))
    return msgspec.structs.replace(provenance, parameters=noted)


def _role(path: Path, dataset: Any, product: rasters.RasterProduct | None) -> tuple[Role, bool]:
    """Return the role, and whether the values are classes, which must not be averaged."""
    byte = all(t == "uint8" for t in dataset.dtypes)
    if dataset.count in (3, 4) and byte:
        return Role.ORTHOPHOTO, False
    if dataset.count != 1:
        kinds = ", ".join(sorted(set(dataset.dtypes)))
        raise InputError("raster.bands", path=path.name, count=dataset.count, types=kinds)
    name = path.name.replace("_", " ").replace("-", " ")
    if product is not None and product.role is not Role.ORTHOPHOTO:
        return product.role, False
    values = _sample(path, dataset)
    few = len(np.unique(values)) <= FEW_VALUES and bool((values == np.round(values)).all())
    if rasters.NOT_GROUND_WORDS.search(name) or byte:
        return Role.RASTER, few
    plausible = bool(((values > LOWEST) & (values < HIGHEST)).mean() > 0.9)
    if rasters.GROUND_WORDS.search(name) and plausible:
        return Role.TERRAIN, False
    return (Role.TERRAIN, False) if plausible and not few else (Role.RASTER, few)


def _sample(path: Path, dataset: Any) -> np.ndarray[Any, Any]:
    shape = tuple(min(SAMPLE, n) for n in dataset.shape)
    try:
        cells = dataset.read(1, out_shape=shape, masked=True).astype(np.float64)
    except (RasterioError, OSError) as error:
        reason = str(error).splitlines()[0][:200]
        raise InputError("raster.unreadable", path=path.name, reason=reason) from error
    values = cells.compressed()
    values = values[np.isfinite(values)]
    if not len(values):
        raise InputError("raster.no_data", path=path.name)
    return np.asarray(values)


def drafts(tiles: Sequence[Tile]) -> list[Draft]:
    """Return one draft for all the tiles of one kind in one CRS: a mosaic.

    Coarse tiles come first, so that finer ones are painted over them.
    """
    groups: dict[tuple[Role, str | None, str], list[Tile]] = {}
    for tile in tiles:
        apart = str(tile.path) if tile.role is Role.RASTER else ""
        if tile.role is Role.ORTHOPHOTO and INFRARED.search(tile.path.stem):
            apart = "irc"  # false colours: never painted over true ones
        groups.setdefault((tile.role, tile.crs, apart), []).append(tile)
    # Layers lie on one another in this order: false colours below true ones.
    ordered = sorted(groups.items(), key=lambda item: item[0][2] == "irc")
    return [_draft(sorted(group, key=lambda t: (-t.step, t.path.name))) for _, group in ordered]


def _title(tile: Tile) -> str:
    if tile.role is Role.RASTER or INFRARED.search(tile.path.stem):
        return tile.path.stem
    return ""


def _draft(tiles: list[Tile]) -> Draft:
    finest = tiles[-1]
    boxes = np.array([t.bounds for t in tiles])
    files = tuple(SourceFile(t.path.name, t.path.stat().st_size) for t in tiles)
    left_out: tuple[LeftOut, ...] = ()
    if infrared := sum(t.infrared for t in tiles):
        left_out = (LeftOut("infrared_band", infrared),)
    return Draft(
        role=finest.role,
        name=finest.path.name.split(".")[0] if finest.role is Role.RASTER else finest.role.value,
        content=RasterSource(tuple(t.path for t in tiles), finest.role is Role.ORTHOPHOTO,
                             finest.classes),
        crs=finest.crs,
        title=_title(finest),
        vertical=finest.vertical,
        bounds=(float(boxes[:, 0].min()), float(boxes[:, 1].min()),
                float(boxes[:, 2].max()), float(boxes[:, 3].max())),
        provenance=msgspec.structs.replace(finest.provenance, sources=files),
        certainty=max((t.certainty for t in tiles), key=list(Certainty).index),
        left_out=left_out,
    )  # fmt: skip
