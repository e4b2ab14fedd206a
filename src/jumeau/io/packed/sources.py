"""From what was dropped to files that readers can open: folders walked, archives unpacked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import msgspec

from jumeau.errors import InputError
from jumeau.io import reading
from jumeau.io.formats import EXTENSIONS, HEAD
from jumeau.io.packed import archives, bdtopo_files
from jumeau.io.packed.archives import SEVEN_ZIP
from jumeau.io.packed.unpacking import Budget, Unpacked, is_archive, unpack_all
from jumeau.io.reading import Draft, Facts, PointSource, Problem, RasterSource
from jumeau.io.schemas.rasters import SUPPLEMENTS
from jumeau.io.store import PayloadStore
from jumeau.model.progress import Progress, part, silent

GLANCE = 2 * 10**9
"""What an archive may unpack to for a look at what it holds [bytes]."""
RASTERS = (".asc", ".tif", ".tiff", ".jp2")
_NOTES = {".txt", ".xml", ".json", ".jsonl", ".png", ".jpg", ".jpeg"}
"""What lies beside tiles and is perhaps no data."""


@dataclass(slots=True)
class Sources:
    """Files to read, and what they are called where they came from.

    Attributes
    ----------
    files : list of Path
        In the order of what was dropped.
    tiles : list of Path
        Archives of raster tiles alone, of which only the tiles that are wanted are unpacked.
    origins : dict
        File of an archive to its name there (``bati.zip/batiment.shp``).
    problems : list of Problem
        What could not be opened.
    """

    files: list[Path] = field(default_factory=list)
    tiles: list[Path] = field(default_factory=list)
    origins: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def label(self, path: Path) -> str:
        """Return what a file is called for the user."""
        return self.origins.get(path, path.name)

    def named(self, draft: Draft, path: Path | None = None) -> Draft:
        """Return a draft whose card names its files as their archives do.

        Parameters
        ----------
        draft : Draft
            Read from ``path``.
        path : Path, optional
            The file; absent for a mosaic, which names its own.
        """
        if not self.origins:
            return draft
        content = draft.content
        names: dict[str, str] = {}
        if isinstance(content, RasterSource | PointSource):
            names = {p.name: self.origins[p] for p in content.files if p in self.origins}
        elif path is not None:
            own = (path.with_name(source.name) for source in draft.provenance.sources)
            names = {p.name: self.origins[p] for p in own if p in self.origins}
        if not names:
            return draft
        sources = tuple(
            msgspec.structs.replace(source, name=names.get(source.name, source.name))
            for source in draft.provenance.sources
        )
        return replace(draft, provenance=msgspec.structs.replace(draft.provenance, sources=sources))


@contextmanager
def opened_sources(
    sources: Sequence[Path], store: PayloadStore, progress: Progress
) -> Iterator[Sources]:
    """Give the files of folders and archives; what was unpacked lasts as long as the context.

    Parameters
    ----------
    sources : sequence of Path
        Files, folders, archives; opened read-only.
    store : PayloadStore
        Gives the place for what is unpacked.
    progress : Progress
        May raise ``Cancelled``.
    """
    found = Sources()
    listed: list[Path] = []
    for source in sources:
        files = reading.files_of(source)
        listed += files
        if not files:
            error = InputError("folder.nothing", path=source)
            found.problems.append(Problem.of(error, source.name))
    packed = [path for path in listed if is_archive(path)]
    budget = Budget()
    places: list[Path] = []
    try:
        for path in listed:
            if not is_archive(path):
                found.files.append(path)
                continue
            number = packed.index(path)
            step = part(progress, number / len(packed), (number + 1) / len(packed))
            step(0.0, "unpacking")
            try:
                if _holds_tiles_alone(path):
                    found.tiles.append(path)
                    continue
                places.append(_place(store))
                _take(found, path, unpack_all(path, places[-1], budget, step))
            except InputError as error:
                found.problems.append(Problem.of(error, path.name))
        yield found
    finally:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)


def describe_archive(archive: Path) -> list[Facts]:
    """Return what is known at a glance of the files of an archive, unpacked for that alone.

    Raises
    ------
    InputError
        ``archive.packed`` for tiles or a delivery of IGN and for what is larger than
        :data:`GLANCE`; ``archive.nothing``; what unpacking raises.
    """
    packed = InputError("archive.packed", path=archive.name)
    try:
        if _holds_tiles_alone(archive):
            raise packed
        found = Sources()
        with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
            unpacked = unpack_all(archive, Path(folder), Budget(bytes_left=GLANCE), silent)
            _take(found, archive, unpacked)
            facts: list[Facts] = []
            for path in found.files:
                own = reading.describe(path)
                facts += [replace(fact, source=Path(found.label(path))) for fact in own]
            return facts
    except InputError as error:
        if error.code in ("archive.too_big", "archive.delivery"):
            raise packed from error
        raise


def _place(store: PayloadStore) -> Path:
    place = store.temporary(".unpacked")
    place.unlink()
    place.mkdir()
    return place


def _take(found: Sources, archive: Path, unpacked: Unpacked) -> None:
    """Add the readable files of an archive."""
    found.problems += unpacked.problems
    inside = [path for path in reading.files_of(unpacked.folder) if path in unpacked.origins]
    inside = [path for path in inside if not _only_links(path)] or inside
    if not inside and not unpacked.problems:
        count, formats = len(unpacked.origins), ", ".join(EXTENSIONS)
        raise InputError("archive.nothing", path=archive.name, count=count, formats=formats)
    found.origins |= unpacked.origins
    found.files += inside


def _only_links(path: Path) -> bool:
    """Tell the contents page of a KMZ, which only names the other files in it."""
    if path.suffix.lower() != ".kml" or path.stat().st_size > HEAD:
        return False
    text = path.read_bytes()
    return b"<NetworkLink" in text and b"<Placemark" not in text


def _holds_tiles_alone(path: Path) -> bool:
    """Tell an archive of raster tiles, as IGN ships the relief of a department.

    Raises
    ------
    InputError
        ``archive.delivery`` for a delivery of BD TOPO, which is opened by itself; what
        :func:`jumeau.io.packed.archives.members` raises.
    """
    with open(path, "rb") as file:
        if file.read(6) != SEVEN_ZIP:
            return False
    names = list(archives.members(path))
    if bdtopo_files.of_members(names):
        raise InputError("archive.delivery", path=path.name)
    data = [n for n in names if not SUPPLEMENTS.search(n)]
    kinds = {PurePosixPath(n).suffix.lower() for n in data} & (set(EXTENSIONS) - _NOTES)
    return bool(kinds) and kinds <= set(RASTERS)
