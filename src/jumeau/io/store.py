"""The store: payloads beside the project, read-only, named by their content.

Tables are GeoParquet (WKB geometry in the column ``geometry``), rasters are tiled GeoTIFF. A
payload lies at ``<first two signs of its SHA-256>/<SHA-256><suffix>``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jumeau.errors import ProjectError
from jumeau.io.atomic import explained, flush, flush_folder
from jumeau.model.payload import PayloadKind, PayloadRef
from jumeau.model.progress import Progress, silent

if TYPE_CHECKING:  # a project whose picture is kept is seen before a table is read
    import pyarrow as pa

ROWS_A_GROUP = 65_536


class Payloads(Protocol):
    """What reads payloads: the renderer, the simulations, the exports."""

    def table(self, ref: PayloadRef, columns: Sequence[str] | None = None) -> pa.Table:
        """Return a table, or some of its columns."""

    def path(self, ref: PayloadRef) -> Path:
        """Return the file of a payload."""


class PayloadStore(Payloads, Protocol):
    """What takes payloads in as well."""

    def add_table(self, table: pa.Table, crs: str) -> PayloadRef:
        """Take a table in; ``crs`` is an authority code or WKT, empty without geometry."""

    def adopt(self, finished: Path, kind: PayloadKind, progress: Progress = silent) -> PayloadRef:
        """Take a finished file in; it is moved from where it was."""

    def temporary(self, suffix: str) -> Path:
        """Return a place where a file for :meth:`adopt` can be written."""


class Store:
    """A store in a folder.

    Parameters
    ----------
    folder : Path
        Made when it does not exist.
    incoming : Path, optional
        Where what comes in is written at first, on the same disk; in the store where absent.
    """

    def __init__(self, folder: Path, incoming: Path | None = None) -> None:
        self.folder = folder
        self._incoming = incoming or folder / "incoming"
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def path(self, ref: PayloadRef) -> Path:
        """Return the file of a payload.

        Raises
        ------
        ProjectError
            ``store.missing`` when the store does not hold it.
        """
        path = self._place(ref)
        if not path.is_file():
            raise ProjectError("store.missing", sha256=ref.sha256, kind=ref.kind.value)
        return path

    def table(self, ref: PayloadRef, columns: Sequence[str] | None = None) -> pa.Table:
        """Return a table, or some of its columns (those that it has).

        Raises
        ------
        ProjectError
            ``store.missing`` or ``store.damaged``.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.path(ref)
        try:
            with pq.ParquetFile(path) as file:
                names = file.schema_arrow.names
                wanted = names if columns is None else [c for c in columns if c in names]
                return file.read(columns=wanted, use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise ProjectError("store.damaged", path=path) from error

    def add_table(self, table: pa.Table, crs: str) -> PayloadRef:
        """Take a table in."""
        path = self.temporary(".parquet")
        with explained(path):
            write_geoparquet(table, crs, path)
        return self.adopt(path, PayloadKind.TABLE)

    def adopt(self, finished: Path, kind: PayloadKind, progress: Progress = silent) -> PayloadRef:
        """Take a finished file in; it is moved, flushed to disk, and from then on read-only.

        ``progress`` may raise ``Cancelled`` while a large file is gone through.
        """
        with explained(self.folder):
            digest = sha256_of(finished, progress)
            ref = PayloadRef(kind, digest, finished.suffix, finished.stat().st_size)
            place = self._place(ref)
            place.parent.mkdir(exist_ok=True)
            if place.exists():
                finished.unlink()
            else:
                flush(finished)
                os.replace(finished, place)
                flush_folder(place.parent)
        return ref

    def temporary(self, suffix: str) -> Path:
        """Return a fresh place inside the store."""
        with explained(self.folder):
            self._incoming.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=suffix, dir=self._incoming)
        os.close(handle)
        return Path(name)

    def has(self, ref: PayloadRef) -> bool:
        """Tell whether the payload lies here."""
        return self._place(ref).is_file()

    def collect(self, roots: Iterable[PayloadRef]) -> int:
        """Remove the payloads that no root names; return how many went."""
        kept = {self._place(ref) for ref in roots}
        gone = [p for p in self.folder.glob("??/*") if p.is_file() and p not in kept]
        for path in gone:
            path.unlink()
        shutil.rmtree(self._incoming, ignore_errors=True)
        return len(gone)

    def _place(self, ref: PayloadRef) -> Path:
        return self.folder / ref.sha256[:2] / f"{ref.sha256}{ref.suffix}"


class MemoryStore:
    """A store that lasts as long as the program: for a picture straight from a file."""

    def __init__(self) -> None:
        self._tables: dict[str, pa.Table] = {}
        self._files: dict[str, Path] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def table(self, ref: PayloadRef, columns: Sequence[str] | None = None) -> pa.Table:
        """Return a table, or some of its columns (those that it has)."""
        table = self._tables[ref.sha256]
        if columns is None:
            return table
        return table.select([c for c in columns if c in table.column_names])

    def path(self, ref: PayloadRef) -> Path:
        """Return the file of a payload."""
        return self._files[ref.sha256]

    def add_table(self, table: pa.Table, crs: str) -> PayloadRef:
        """Keep a table; ``crs`` matters only for a store on disk."""
        name = f"memory-{len(self._tables)}"
        self._tables[name] = table
        return PayloadRef(PayloadKind.TABLE, name, ".arrow", table.nbytes)

    def adopt(self, finished: Path, kind: PayloadKind, progress: Progress = silent) -> PayloadRef:
        """Keep a file."""
        name = f"file-{len(self._files)}"
        self._files[name] = finished
        return PayloadRef(kind, name, finished.suffix, finished.stat().st_size)

    def temporary(self, suffix: str) -> Path:
        """Return a fresh place in a temporary folder."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="jumeau-")
        handle, name = tempfile.mkstemp(suffix=suffix, dir=self._folder.name)
        os.close(handle)
        return Path(name)

    def close(self) -> None:
        """Forget everything and remove the temporary folder."""
        self._tables.clear()
        self._files.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def sha256_of(path: Path, progress: Progress = silent) -> str:
    """Return the SHA-256 of a file's content; ``progress`` may raise ``Cancelled``."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(2**24):
            digest.update(block)
            progress(1.0, "storing")
    return digest.hexdigest()


def write_geoparquet(table: pa.Table, crs: str, path: Path) -> None:
    """Write a table as GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/).

    Parameters
    ----------
    table : pyarrow.Table
        With WKB in ``geometry`` when it has a geometry.
    crs : str
        Authority code or WKT; empty where unknown (written as null, as the format says).
    path : Path
        The file to write.
    """
    import pyarrow.parquet as pq

    if "geometry" in table.column_names:
        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": [],
            "crs": _projjson(crs) if crs else None,
        }
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        kept = {k: v for k, v in (table.schema.metadata or {}).items() if k != b"geo"}
        table = table.replace_schema_metadata({**kept, b"geo": json.dumps(geo).encode()})
    pq.write_table(table, path, compression="zstd", row_group_size=ROWS_A_GROUP)


@lru_cache(maxsize=16)
def _projjson(crs: str) -> dict[str, Any]:
    from pyproj import CRS

    return CRS.from_user_input(crs).to_json_dict()
