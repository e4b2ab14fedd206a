"""What readers yield; which reader a file has is told by :mod:`jumeau.io.formats`.

A reader returns source coordinates; :mod:`jumeau.io.loading` alone reprojects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from jumeau.errors import InputError, JumeauError
from jumeau.geometry.crs import Bounds
from jumeau.io.formats import ARCHIVES, EXTENSIONS, extension, format_of, head_of, reader_of
from jumeau.io.rasters.placed_images import PICTURES, has_place
from jumeau.io.schemas.rasters import SUPPLEMENTS
from jumeau.model.progress import Progress, silent
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role
from jumeau.model.style import Style


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a file that is wanted.

    Attributes
    ----------
    bounds : tuple of float
        xmin, ymin, xmax, ymax in ``crs``.
    crs : str
        CRS of the bounds.
    assumed : str
        CRS of files that state none; empty where unknown.
    """

    bounds: Bounds
    crs: str
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class RasterSource:
    """Raster files that make one picture: tiles of a mosaic, one CRS, one kind.

    Attributes
    ----------
    files : tuple of Path
        Painted in this order, later ones over earlier ones.
    colour : bool
        The bands are red, green and blue.
    classes : bool
        The values are classes, which must not be averaged.
    places : tuple of tuples
        For each file the six numbers of the affine map from columns and rows to coordinates
        (a, b, c, d, e, f), where something beside the file tells it; empty where the file does.
    band : int
        The band of the values, from 1.
    scale, offset : float
        A value in its unit is ``scale * cell + offset``.
    absent : tuple of float
        Cells that mean "no data" although the file does not say so.
    ramp : str
        The ramp (:mod:`jumeau.io.rasters.colour_ramps`) whose colours stand for values; empty for
        none.
    span : tuple of float
        Values of the ramp's two ends.
    """

    files: tuple[Path, ...]
    colour: bool
    classes: bool = False
    places: tuple[tuple[float, ...], ...] = ()
    band: int = 1
    scale: float = 1.0
    offset: float = 0.0
    absent: tuple[float, ...] = ()
    ramp: str = ""
    span: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class PointSource:
    """Files of points (LAS, LAZ, COPC) that make one cloud, one CRS."""

    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What a reader yields: content in source coordinates, nothing reprojected.

    Attributes
    ----------
    name : str
        The source's own name of the layer (a file's stem, a GeoPackage's table).
    title : str
        Empty where the role's own title says it all.
    content : pyarrow.Table, RasterSource or PointSource
        A table has its geometry as WKB in the column ``geometry``. Where ``columns`` names
        ``surface_types``, each geometry is a MultiPolygon Z, the surfaces of a body in 3D.
    crs : str or None
        Horizontal CRS, authority code or WKT; None where the file does not say.
    vertical : str
        Vertical CRS, empty where the file does not say.
    bounds : tuple of float or None
        In ``crs``; None without geometry.
    unit, instant, validity
        As in :class:`jumeau.model.layer.Layer`.
    images : tuple of Path
        Files of the textures that ``surface_images`` counts.
    """

    role: Role
    name: str
    content: pa.Table | RasterSource | PointSource
    crs: str | None
    title: str = ""
    vertical: str = ""
    bounds: Bounds | None = None
    columns: tuple[tuple[str, str], ...] = ()
    key_field: str = ""
    provenance: Provenance = Provenance()  # noqa: RUF009 - a frozen value
    certainty: Certainty = Certainty.COMPUTED
    left_out: tuple[LeftOut, ...] = ()
    repaired: tuple[LeftOut, ...] = ()
    unit: str = ""
    instant: str = ""
    validity: tuple[str, str] = ("", "")
    images: tuple[Path, ...] = ()
    style: Style = Style()  # noqa: RUF009 - a frozen value


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a layer without reading it through.

    ``fields`` are names with Arrow's or numpy's types; ``geometry`` is empty for a table and
    ``raster`` for a raster, whose ``count`` is its cells.
    """

    source: Path
    layer: str
    role: Role
    count: int
    geometry: str
    crs: str | None
    bounds: Bounds | None
    fields: tuple[tuple[str, str], ...] = ()
    vertical: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a part of one, that could not be used; the rest was."""

    source: str
    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def error(self) -> InputError:
        """The problem as an error, for :func:`jumeau.i18n.phrase_error`."""
        return InputError(self.code, **self.fields)

    @staticmethod
    def of(error: JumeauError, source: Path | str) -> Problem:
        """Return the problem that an error means for a source."""
        return Problem(str(source), error.code, dict(error.fields))


class Reader(Protocol):
    """A format: what its files hold, at a glance and in full."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the layers of a file without reading them through."""

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the layers of a file (those named by ``only``), one after the other."""


def files_of(source: Path) -> list[Path]:
    """Return the readable files of a folder, at any depth, or the file itself."""
    if not source.is_dir():
        return [source]
    found = [p for p in sorted(source.rglob("*")) if p.is_file() and _may_be_read(p)]
    return _without_tiles([p for p in found if _is_data(p)])


def _without_tiles(files: list[Path]) -> list[Path]:
    """Leave out what a tileset among the files names: the tileset stands for its tiles."""
    tilesets = [p for p in files if p.suffix.lower() == ".json" and format_of(p) == "tiles3d"]
    if not tilesets:
        return files
    from jumeau.io.citymodels.tileset import named_files

    named = set().union(*map(named_files, tilesets))
    return [p for p in files if p.resolve() not in named]


def _may_be_read(path: Path) -> bool:
    return extension(path) in EXTENSIONS or path.suffix.lower() in ARCHIVES


def _is_data(path: Path) -> bool:
    """Tell data from what lies beside them: pictures without a place, settings, supplements."""
    kind = extension(path)
    if kind in PICTURES:
        return has_place(path)
    if kind in (".json", ".jsonl", ".txt"):
        return bool(format_of(path))
    if kind == ".xml":  # most are metadata beside a shapefile
        return b"CityModel" in head_of(path)
    if kind == ".dbf" and any(path.with_suffix(s).is_file() for s in (".shp", ".SHP")):
        return False
    return not SUPPLEMENTS.search(str(path))


def describe(source: Path) -> list[Facts]:
    """Return what is known at a glance of the layers of a file or a folder.

    Raises
    ------
    InputError
        When a file cannot be opened, or a folder holds nothing that is known
        (``folder.nothing``); ``archive.packed`` for a large archive, which only loading unpacks.
    """
    if source.suffix.lower() in ARCHIVES and source.is_file():
        from jumeau.io.packed.sources import describe_archive  # which reads in its turn

        return describe_archive(source)
    files = [path for path in files_of(source) if path.suffix.lower() not in ARCHIVES]
    if not files:
        raise InputError("folder.nothing", path=source)
    return [facts for path in files for facts in reader_of(path).describe(path)]


def read(
    source: Path,
    window: Window | None = None,
    progress: Progress = silent,
    only: Sequence[str] | None = None,
) -> Iterator[Draft | Problem]:
    """Read a file, layer by layer.

    Parameters
    ----------
    source : Path
        A file; opened read-only.
    window : Window, optional
        The part that is wanted; features that touch it are kept whole.
    progress : Progress
        Called between batches; may raise ``Cancelled``.
    only : sequence of str, optional
        Names of the layers that are wanted.

    Yields
    ------
    Draft or Problem
        A layer, or why one could not be used.

    Raises
    ------
    InputError
        When the file as a whole cannot be used.
    """
    yield from reader_of(source).read(source, window, progress, only)
