"""What readers yield, and which reader a file has: a dict by extension.

A reader returns source coordinates; :mod:`jumeau.io.loading` alone reprojects.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from jumeau.errors import InputError, JumeauError
from jumeau.geometry.crs import Bounds
from jumeau.io.schemas.rasters import SUPPLEMENTS
from jumeau.model.progress import Progress, silent
from jumeau.model.provenance import Certainty, LeftOut, Provenance
from jumeau.model.roles import Role


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
    """

    files: tuple[Path, ...]
    colour: bool
    classes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What a reader yields: content in source coordinates, nothing reprojected.

    Attributes
    ----------
    name : str
        The source's own name of the layer (a file's stem, a GeoPackage's table).
    title : str
        Empty where the role's own title says it all.
    content : pyarrow.Table or RasterSource
        A table has its geometry as WKB in the column ``geometry``.
    crs : str or None
        Horizontal CRS, authority code or WKT; None where the file does not say.
    vertical : str
        Vertical CRS, empty where the file does not say.
    bounds : tuple of float or None
        In ``crs``; None without geometry.
    """

    role: Role
    name: str
    content: pa.Table | RasterSource
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


def readers() -> dict[str, Reader]:
    """Return the readers by extension; ``.gz`` is looked through."""
    from jumeau.io import raster, vector

    return {
        **dict.fromkeys((".gpkg", ".shp", ".geojson", ".json"), vector.VectorReader()),
        **dict.fromkeys((".asc", ".tif", ".tiff", ".jp2", ".png", ".jpg"), raster.RasterReader()),
    }


def extension(path: Path) -> str:
    """Return the suffix that tells the format: of ``sol.asc.gz`` it is ``.asc``."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix


def reader_of(path: Path) -> Reader:
    """Return the reader of a file.

    Raises
    ------
    InputError
        ``file.not_found``, ``file.unknown_format``, ``file.empty``, ``file.unreadable``.
    """
    if not path.is_file():
        raise InputError("file.not_found", path=path)
    found = readers().get(extension(path))
    if found is None:
        formats = ", ".join(sorted(readers()))
        raise InputError("file.unknown_format", path=path.name, suffix=path.suffix, formats=formats)
    try:
        with open(path, "rb") as file:
            if not file.read(1):
                raise InputError("file.empty", path=path.name)
    except OSError as error:
        raise InputError("file.unreadable", path=path, reason=error.strerror or "") from error
    return found


def files_of(source: Path) -> list[Path]:
    """Return the readable files of a folder, at any depth, or the file itself."""
    if not source.is_dir():
        return [source]
    known = readers()
    found = [
        p for p in sorted(source.rglob("*")) if p.is_file() and extension(p) in {*known, ".7z"}
    ]
    return [p for p in found if _is_data(p)]


_WORLD_FILES = {".png": (".pgw", ".pngw", ".wld"), ".jpg": (".jgw", ".jpgw", ".wld")}


def _is_data(path: Path) -> bool:
    """Tell data from what lies beside them: pictures without a place, settings, supplements."""
    kind = extension(path)
    if kind in _WORLD_FILES:
        return any(path.with_suffix(suffix).is_file() for suffix in _WORLD_FILES[kind])
    if kind == ".json":
        try:
            with gzip.open(path) if path.suffix.lower() == ".gz" else open(path, "rb") as file:
                return b'"Feature' in file.read(65_536)
        except (OSError, EOFError):
            return True  # its reader will say what is wrong with it
    return not SUPPLEMENTS.search(str(path))


def describe(source: Path) -> list[Facts]:
    """Return what is known at a glance of the layers of a file or a folder.

    Raises
    ------
    InputError
        When a file cannot be opened, or a folder holds nothing that is known
        (``folder.nothing``); ``archive.packed`` for an archive, which only loading unpacks.
    """
    if source.suffix.lower() == ".7z" and source.is_file():
        raise InputError("archive.packed", path=source.name)
    files = [path for path in files_of(source) if path.suffix.lower() != ".7z"]
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
