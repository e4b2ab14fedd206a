"""ESRI ASCII, GeoTIFF, JPEG 2000 and pictures: what each file is, and which belong together."""

from __future__ import annotations

import contextlib
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from affine import Affine

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds, split
from jumeau.geometry.plausible import no_degrees, swapped
from jumeau.io.current_file import entering
from jumeau.io.environment import GDAL_OPTIONS
from jumeau.io.formats import extension
from jumeau.io.notices import as_invented, says_invented
from jumeau.io.rasters import placed_images
from jumeau.io.rasters.colour_ramps import RAMPS
from jumeau.io.rasters.meaning import HIGHEST, LOWEST, Meaning, bands_of, meaning_of
from jumeau.io.rasters.tile_cells import outline
from jumeau.io.reading import Draft, Facts, Problem, RasterSource, Window
from jumeau.io.schemas import rasters
from jumeau.model.progress import Progress
from jumeau.model.provenance import Certainty, LeftOut, Provenance, SourceFile
from jumeau.model.roles import Role

import rasterio  # isort: skip - after the environment is cleared
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioError

DRIVERS = {
    ".asc": "AAIGrid", ".tif": "GTiff", ".tiff": "GTiff", ".jp2": "JP2OpenJPEG", ".png": "PNG",
    ".jpg": "JPEG", ".jpeg": "JPEG",
}  # fmt: skip
INFRARED = re.compile(r"(?<![a-z])irc(?![a-z])", re.IGNORECASE)
MOSAICS = frozenset(
    {Role.TERRAIN, Role.SURFACE_MODEL, Role.CANOPY, Role.ORTHOPHOTO, Role.LAND_COVER}
)
"""Roles whose tiles are one layer together; other rasters are layers of their own."""

__all__ = ["DRIVERS", "HIGHEST", "LOWEST", "RasterReader", "Tile", "drafts", "examine", "opened"]


@dataclass(frozen=True, slots=True)
class Tile:
    """A raster file, or a band of one, at a glance; ``step`` in units of its CRS.

    ``place`` is its affine map where something beside the file tells it.
    """

    path: Path
    meaning: Meaning
    crs: str | None
    vertical: str
    bounds: Bounds
    step: float
    shape: tuple[int, int]
    bands: int
    provenance: Provenance
    certainty: Certainty
    infrared: bool = False
    band: int = 1
    name: str = ""
    place: tuple[float, ...] = field(default=())

    @property
    def role(self) -> Role:
        """What it shows."""
        return self.meaning.role

    @property
    def classes(self) -> bool:
        """Whether its values are classes."""
        return self.meaning.classes


class RasterReader:
    """The formats of rasters."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what a file is: a layer, or one for each band of values."""
        return [_facts(tile) for tile in examine(path)]

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Yield the drafts of one file; their cells are read when they are loaded."""
        yield from drafts(examine(path))


def _facts(tile: Tile) -> Facts:
    details = [("step", f"{tile.step:g}"), ("bands", str(tile.bands))]
    stated = (("unit", tile.meaning.unit), ("instant", tile.meaning.instant))
    details += [(name, value) for name, value in stated if value]
    return Facts(
        tile.path, tile.name or tile.path.stem, tile.role, tile.shape[0] * tile.shape[1], "raster",
        tile.crs, tile.bounds, (), tile.vertical, tuple(details),
    )  # fmt: skip


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a raster read-only, with the driver of its extension and no other.

    Raises
    ------
    InputError
        ``raster.unreadable``.
    """
    entering(path)
    kind = extension(path)
    name = f"/vsigzip/{path.resolve()}" if path.suffix.lower() == ".gz" else str(path)
    # Without this GDAL takes a grid whose first lines are whole numbers for integers throughout.
    options = {"DATATYPE": "Float32"} if kind == ".asc" else {}
    with rasterio.Env(**environment()), quiet():
        try:
            dataset = rasterio.open(name, driver=DRIVERS[kind], **options)
        except (RasterioError, OSError, ValueError) as error:
            reason = str(error).splitlines()[0][:200]
            raise InputError("raster.unreadable", path=path.name, reason=reason) from error
        with dataset:
            yield dataset


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Let rasters without a place be opened without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def environment(cache: int = 128) -> dict[str, Any]:
    """Return GDAL's options for rasters: world files are looked for, nothing is written.

    Parameters
    ----------
    cache : int
        Blocks that GDAL keeps [MiB].
    """
    return {**GDAL_OPTIONS, "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE", "GDAL_CACHEMAX": cache}


def examine(path: Path) -> list[Tile]:
    """Return what a raster file is, from its name, its header and a sample of its cells.

    Returns
    -------
    list of Tile
        One, or one for each band where each is a layer of its own.

    Raises
    ------
    InputError
        ``raster.unreadable``, ``raster.no_position``, ``raster.bad_place``, ``raster.bands``,
        ``raster.no_data``, ``place.no_bounds``, ``place.bad_bounds``, ``place.swapped``.
    """
    product = rasters.product_of(path)
    provenance = rasters.provenance_of(path, product)
    with opened(path) as dataset:
        told = placed_images.beside(path) if dataset.transform.is_identity else None
        transform = _transform(path, dataset, told)
        bounds = outline(transform, dataset.width, dataset.height)
        crs, vertical = _stated_crs(path, dataset, told)
        named_crs, named_vertical = rasters.crs_of_name(path)
        if crs is None and named_crs:
            crs = named_crs
            provenance = _noted(provenance, "crs_from", "product_name")
        if crs is not None and swapped(bounds, crs):
            listed = ", ".join(f"{v:.4g}" for v in bounds)
            raise InputError("place.swapped", path=path.name, bounds=listed)
        if crs is not None and no_degrees(bounds, crs):
            # Metres that are declared as degrees: the declaration is worth nothing.
            provenance = _noted(provenance, "crs_declared", crs)
            crs = None
        tags = " ".join(str(text) for text in dataset.tags().values())
        if "invent" in tags.lower() or says_invented(path):
            provenance = as_invented(provenance)
        certainty = product.certainty if product else Certainty.COMPUTED
        bands = bands_of(path, dataset)
        tiles = []
        for band in bands:
            meaning = meaning_of(path, dataset, product, told, band)
            tiles.append(Tile(
                path, meaning, crs, vertical or named_vertical, bounds,
                math.sqrt(abs(transform.determinant)), dataset.shape, dataset.count,
                _told(provenance, meaning), _certainty(certainty, meaning, provenance),
                infrared=dataset.count == 4 and meaning.colour
                and dataset.colorinterp[3] != ColorInterp.alpha,
                band=band, name=_band_name(path, dataset, band) if len(bands) > 1 else "",
                place=tuple(transform)[:6] if told is not None else (),
            ))  # fmt: skip
        return tiles


def _transform(path: Path, dataset: Any, told: placed_images.Beside | None) -> Affine:
    """Return where a raster lies.

    Raises
    ------
    InputError
        ``raster.no_position``; ``raster.bad_place`` for cells without size or place.
    """
    transform: Affine = dataset.transform
    if told is not None:
        transform = Affine(*told.transform(dataset.width, dataset.height))
    elif transform.is_identity:
        files = placed_images.looked_for(path)
        raise InputError("raster.no_position", path=path.name, files=files)
    numbers = np.array(tuple(transform)[:6])
    sound = np.isfinite(numbers).all() and abs(transform.determinant) > 1e-18
    if not sound or np.abs(numbers).max() > 1e9:
        listed = ", ".join(f"{v:g}" for v in numbers)
        raise InputError("raster.bad_place", path=path.name, numbers=listed)
    return transform


def _stated_crs(
    path: Path, dataset: Any, told: placed_images.Beside | None
) -> tuple[str | None, str]:
    """Return horizontal and vertical CRS, from the file, else from what lies beside it."""
    if told is not None:
        return told.crs, ""
    text = dataset.crs.to_wkt() if dataset.crs else placed_images.crs_beside(path)
    if not text:
        return None, ""
    try:
        return split(text)
    except InputError:
        return None, ""  # a local system, or one that nobody knows: the user is asked


def _noted(provenance: Provenance, name: str, value: str) -> Provenance:
    noted = (*provenance.parameters, (name, value))
    return msgspec.structs.replace(provenance, parameters=noted)


def _told(provenance: Provenance, meaning: Meaning) -> Provenance:
    """Return the card with how cells became values."""
    if meaning.span is not None:
        for name, value in zip(("vmin", "vmax"), meaning.span, strict=True):
            provenance = _noted(provenance, name, f"{value:g}")
    if meaning.ramp:
        provenance = _noted(provenance, "values_from", "colours")
        provenance = _noted(provenance, "ramp", RAMPS[meaning.ramp].source)
    elif (meaning.scale, meaning.offset) != (1.0, 0.0) and not meaning.colour:
        sign = "+" if meaning.offset >= 0 else "−"
        formula = f"{meaning.scale:g} × DN {sign} {abs(meaning.offset):g}"
        provenance = _noted(provenance, "values_scaled", formula)
    return provenance


def _certainty(certainty: Certainty, meaning: Meaning, card: Provenance) -> Certainty:
    if card.invented:
        return Certainty.ILLUSTRATION
    return Certainty.UNCERTAIN if meaning.ramp else certainty


def _band_name(path: Path, dataset: Any, band: int) -> str:
    return f"{path.stem} {dataset.descriptions[band - 1] or band}"


def drafts(tiles: Sequence[Tile]) -> list[Draft]:
    """Return one draft for all the tiles of one kind in one CRS: a mosaic.

    Coarse tiles come first, so that finer ones are painted over them.
    """
    groups: dict[tuple[Any, ...], list[Tile]] = {}
    for tile in tiles:
        together = tile.role in MOSAICS and not tile.name
        apart = "" if together else f"{tile.path} {tile.band}"
        if tile.role is Role.ORTHOPHOTO and INFRARED.search(tile.path.stem):
            apart = "irc"  # false colours: never painted over true ones
        m = tile.meaning
        alike = (m.colour, m.classes, m.scale, m.offset, m.unit)
        groups.setdefault((tile.role, tile.crs, tile.vertical, apart, alike), []).append(tile)
    # Layers lie on one another in this order: false colours below true ones.
    ordered = sorted(groups.items(), key=lambda item: item[0][3] == "irc")
    return [_draft(sorted(group, key=lambda t: (-t.step, t.path.name))) for _, group in ordered]


def _title(tile: Tile) -> str:
    if tile.name:
        return tile.name
    if tile.role is Role.RASTER or INFRARED.search(tile.path.stem):
        return tile.path.stem
    return ""


def _draft(tiles: list[Tile]) -> Draft:
    finest = tiles[-1]
    boxes = np.array([t.bounds for t in tiles])
    files = tuple(SourceFile(t.path.name, t.path.stat().st_size) for t in tiles)
    left_out: list[LeftOut] = []
    if infrared := sum(t.infrared for t in tiles):
        left_out.append(LeftOut("infrared_band", infrared))
    meaning = finest.meaning
    if finest.role is Role.SURFACE_TEMPERATURE and "T" not in meaning.instant:
        # The window asks for them; a temperature of the ground means nothing without its hour.
        left_out.append(LeftOut("hour_missing" if meaning.instant else "instant_missing", 1))
    named = finest.name or finest.path.name.split(".")[0]
    return Draft(
        role=finest.role,
        name=named if finest.role not in MOSAICS else finest.role.value,
        content=RasterSource(
            tuple(t.path for t in tiles), meaning.colour, meaning.classes,
            places=tuple(t.place for t in tiles) if any(t.place for t in tiles) else (),
            band=finest.band, scale=meaning.scale, offset=meaning.offset,
            absent=tuple(sorted({v for t in tiles for v in t.meaning.absent})),
            ramp=meaning.ramp, span=meaning.span or (0.0, 1.0),
        ),
        crs=finest.crs,
        title=_title(finest),
        vertical=finest.vertical,
        bounds=(float(boxes[:, 0].min()), float(boxes[:, 1].min()),
                float(boxes[:, 2].max()), float(boxes[:, 3].max())),
        provenance=msgspec.structs.replace(finest.provenance, sources=files),
        certainty=max((t.certainty for t in tiles), key=list(Certainty).index),
        left_out=tuple(left_out),
        unit=meaning.unit,
        instant=meaning.instant,
    )  # fmt: skip
