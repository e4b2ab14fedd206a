"""Reading untrusted files in a process of its own: what the window and the commands call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from jumeau.io.confined import messages
from jumeau.io.confined.limits import USUAL, Limits
from jumeau.io.confined.messages import Found, Order, Refusal
from jumeau.io.confined.process import Broken, Reader
from jumeau.io.loading import Loaded
from jumeau.io.models.found import ReadModel
from jumeau.io.packed.delivery import MARGIN
from jumeau.io.projects.project_file import temporary_folder
from jumeau.io.reading import Facts
from jumeau.io.store import Store
from jumeau.io.vectors.raw_rows import RawLayer
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project

__all__ = ["Confined", "Found", "describe_confined", "import_confined", "rows_confined"]

MOST_ASIDE = 100
"""So many files of one job may break the reader before it is given up."""
_Stamp = tuple[tuple[str, int, int], ...]
"""Paths with their sizes and times."""


class Confined:
    """One process that reads, started at its first order; a context manager.

    It serves one order after the other, so that an archive which was unpacked for a question is
    still there for the answer. A file that breaks it is set aside, and the order is given again to
    a new process: all else is loaded, and the broken file is among the problems.

    Parameters
    ----------
    store : Path
        Folder of the store that takes payloads. Nothing else is written.
    limits : Limits
        What the process may take.
    readers : mapping
        Readers by format, as in :data:`jumeau.io.formats.READERS`, that take the place of these.

    Attributes
    ----------
    broken : int
        How many times the process broke.
    """

    def __init__(
        self, store: Path, limits: Limits = USUAL, readers: Mapping[str, str] | None = None
    ) -> None:
        self._store = store
        self._limits = limits
        self._readers = dict(readers or {})
        self._aside: dict[str, tuple[Refusal, _Stamp]] = {}
        self._process: Reader | None = None
        self.broken = 0

    def __enter__(self) -> Confined:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process before its first order: while the user still looks for a file."""
        if self._process is None:
            self._process = Reader(self._store, self._limits, self._readers)

    def close(self) -> None:
        """End the process and remove what it left; a later order starts another one."""
        if self._process is not None:
            self._process.close()
            self._process = None

    # --- orders -------------------------------------------------------------------------------

    def describe(self, source: Path, progress: Progress = silent) -> list[Facts]:
        """Return the layers of a file or a folder; see :func:`jumeau.io.reading.describe`."""
        answer = self._ask(messages.Describe((source,), {}), progress)
        assert isinstance(answer, messages.Described)
        return list(answer.facts)

    def rows(self, source: Path, progress: Progress = silent) -> tuple[RawLayer, ...]:
        """Return the features of a file as they stand."""
        answer = self._ask(messages.Rows((source,), {}), progress)
        assert isinstance(answer, messages.Listed)
        return answer.layers

    def read_model(
        self,
        source: Path,
        project: Project,
        *,
        unit: str = "",
        up: str = "",
        progress: Progress = silent,
    ) -> ReadModel:
        """Read a model made elsewhere; see :func:`jumeau.io.models.reading.read_model`."""
        answer = self._ask(messages.Place((source,), {}, project, unit, up), progress)
        assert isinstance(answer, messages.Placeable)
        Store(self._store).path(answer.found.model.payload)  # is there
        return answer.found

    def look(self, sources: Sequence[Path], progress: Progress = silent) -> Found | None:
        """Return the delivery among the sources, its communes read; None where there is none.

        Raises
        ------
        InputError
            What finding, unpacking and reading it may raise.
        Cancelled
            Nothing is left behind.
        """
        answer = self._ask(messages.Look(tuple(sources), {}), progress)
        assert isinstance(answer, messages.Looked)
        return answer.found

    def import_commune(
        self,
        sources: Sequence[Path],
        insee: str,
        margin: float,
        project: Project,
        progress: Progress = silent,
    ) -> Loaded:
        """Load one commune of the delivery that :meth:`look` found, and what was given with it.

        Parameters
        ----------
        sources : sequence of Path
            As they were given to :meth:`look`.
        insee : str
            Code of the commune.
        margin : float
            Kept around it [m].
        project : Project
            The project that it is for.
        progress : Progress
            Told as it goes; may cancel.
        """
        order = messages.ImportCommune(tuple(sources), {}, project, insee, margin)
        return self._imported(order, progress)

    def import_sources(
        self,
        sources: Sequence[Path],
        project: Project,
        *,
        crs: str | None = None,
        commune: str | None = None,
        margin: float = MARGIN,
        progress: Progress = silent,
    ) -> Loaded:
        """Load files, folders and deliveries; see :func:`import_confined`."""
        order = messages.Import(tuple(sources), {}, project, crs, commune, margin)
        return self._imported(order, progress)

    def _imported(self, order: Order, progress: Progress) -> Loaded:
        answer = self._ask(order, progress)
        assert isinstance(answer, messages.Imported)
        store = Store(self._store)
        for ref in messages.payloads_of(answer.loaded):
            store.path(ref)  # is there
        return answer.loaded

    # --- the process --------------------------------------------------------------------------

    def _ask(self, order: Order, progress: Progress) -> messages.Answer:
        # A file that has been downloaded again, or another archive, gets its chance.
        self._aside = {
            file: (refusal, stamp)
            for file, (refusal, stamp) in self._aside.items()
            if stamp == _stamp(file, order.sources)
        }
        while True:
            aside = {file: refusal for file, (refusal, _) in self._aside.items()}
            order = msgspec.structs.replace(order, aside=aside)
            self.start()
            assert self._process is not None
            try:
                answer = self._process.ask(order, progress)
            except Broken as broken:
                if not broken.usable:
                    self.close()
                self.broken += 1
                again = bool(broken.file) and broken.file not in self._aside
                if not again or len(self._aside) >= MOST_ASIDE:
                    self.close()
                    raise broken.refusal.error from None
                self._aside[broken.file] = broken.refusal, _stamp(broken.file, order.sources)
                continue
            except BaseException:
                self.close()
                raise
            if isinstance(answer, messages.Asked):
                raise answer.error
            if isinstance(answer, messages.Refused):
                raise answer.refusal.error
            return answer


def _stamp(file: str, sources: Sequence[Path]) -> _Stamp:
    """Return what changes when a file does; one that was unpacked changes with the sources."""
    paths = [Path(file)] if Path(file).is_absolute() else list(sources)
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(found)


def import_confined(
    sources: Sequence[Path],
    project: Project,
    store: Store,
    *,
    crs: str | None = None,
    commune: str | None = None,
    margin: float = MARGIN,
    progress: Progress = silent,
    limits: Limits = USUAL,
) -> Loaded:
    """Load files, folders and deliveries in a process of their own, with limits.

    Parameters
    ----------
    sources, project, crs, commune, margin
        As for :func:`jumeau.io.importing.import_sources`.
    store : Store
        A store on disk; the payloads are there when this returns.
    progress : Progress
        Told twenty times a second; when it raises ``Cancelled`` the process is ended at once.
    limits : Limits
        What the process may take.

    Returns
    -------
    Loaded
        As it would be without a process of its own. A file that made the reader crash
        (``reader.crashed``, ``reader.failed``), hang (``reader.hung``) or swell
        (``reader.memory``) is among the problems.

    Raises
    ------
    InputError
        As for ``import_sources``; one of the codes above when nothing else was left.
    Cancelled
        Nothing is left behind.
    """
    with Confined(store.folder, limits) as reader:
        return reader.import_sources(
            sources, project, crs=crs, commune=commune, margin=margin, progress=progress
        )


def describe_confined(source: Path, limits: Limits = USUAL) -> list[Facts]:
    """Return what is known at a glance of a file or a folder, looked at in a process of its own.

    Raises
    ------
    InputError
        As :func:`jumeau.io.reading.describe`, and ``reader.*`` for a file that breaks the reader.
    """
    with temporary_folder() as folder, Confined(Path(folder) / "store", limits) as reader:
        return reader.describe(source)


def rows_confined(
    source: Path, limits: Limits = USUAL, progress: Progress = silent
) -> tuple[RawLayer, ...]:
    """Return the features of a file as they stand, read in a process of its own.

    Raises
    ------
    InputError
        As :func:`jumeau.io.vectors.raw_rows.raw_layers`, and ``reader.*`` for a file that breaks
        the reader.
    """
    with temporary_folder() as folder, Confined(Path(folder) / "store", limits) as reader:
        return reader.rows(source, progress)
