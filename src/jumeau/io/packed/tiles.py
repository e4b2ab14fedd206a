"""Raster tiles in an archive: only those that the project needs are unpacked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path, PurePosixPath

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.formats import extension
from jumeau.io.notices import says_invented
from jumeau.io.packed import archives
from jumeau.io.schemas.rasters import SUPPLEMENTS
from jumeau.io.store import PayloadStore
from jumeau.model.progress import Progress

_PLACE = re.compile(r"_(\d{4})_(\d{4})_")
_NOTICES = re.compile(r"(lisez.?moi|readme)[^/]*$", re.IGNORECASE)
_RASTERS = (".asc", ".tif", ".tiff", ".jp2")
_OTHERS = (".shp", ".gpkg")


@contextmanager
def unpacked_tiles(
    archive: Path, bounds: Bounds | None, store: PayloadStore, progress: Progress
) -> Iterator[list[Path]]:
    """Give the raster tiles of an archive, unpacked for as long as the context lasts.

    Parameters
    ----------
    archive : Path
        A ``.7z`` as IGN ships RGE ALTI.
    bounds : tuple of float, optional
        Where tiles are wanted [m]; the names of IGN's tiles tell where they lie. Without bounds,
        all are unpacked.
    store : PayloadStore
        Gives the place.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``archive.nothing`` without rasters, ``raster.outside`` when none lies in the bounds; what
        :func:`jumeau.io.packed.archives.unpack` raises.
    """
    names = list(archives.members(archive))
    tiles = [n for n in names if PurePosixPath(n).suffix.lower() in _RASTERS]
    tiles = [n for n in tiles if not SUPPLEMENTS.search(n)]
    if not tiles:
        formats = ", ".join((*_RASTERS, *_OTHERS))
        raise InputError("archive.nothing", path=archive.name, count=len(names), formats=formats)
    wanted = tiles if bounds is None else _within(tiles, bounds)
    if not wanted:
        raise InputError("raster.outside", path=archive.name, count=len(tiles))
    notices = [n for n in names if _NOTICES.search(n)]
    place = store.temporary(".unpacked")
    place.unlink()
    place.mkdir()
    try:
        files = archives.unpack(archive, [*wanted, *notices], place, progress)
        if says_invented(archive):
            for path in files[: len(wanted)]:
                path.with_name("LISEZMOI.txt").write_text("Donnée inventée", encoding="utf-8")
        yield [path for path in files[: len(wanted)] if extension(path) in _RASTERS]
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _within(names: list[str], bounds: Bounds) -> list[str]:
    """Return the tiles that may touch the bounds; names give the north-west corner in km."""
    places = {n: (int(m[1]), int(m[2])) for n in names if (m := _PLACE.search(n))}
    corners = sorted(set(places.values()))
    columns, rows = sorted({x for x, _ in corners}), sorted({y for _, y in corners})
    gaps = [b - a for axis in (columns, rows) for a, b in pairwise(axis)]
    size = min(gaps, default=5)

    def touches(name: str) -> bool:
        if name not in places:
            return True
        west, north = places[name]
        return (
            1000 * west <= bounds[2]
            and 1000 * (west + size) >= bounds[0]
            and 1000 * (north - size) <= bounds[3]
            and 1000 * north >= bounds[1]
        )

    return [n for n in names if touches(n)]
