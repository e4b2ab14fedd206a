"""Projects on disk: create, open, save, pack, recover.

The working form is a folder::

    project.json    the project as last saved
    view.json       the view it was left with
    journal.jsonl   every action since, each flushed to disk before it is acknowledged
    store/          payloads by content

A ``.jumeau`` file is that folder packed. It is worked on in a folder of the program's own, which
holds its journal, and packed again when it is saved.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path

import filelock
import msgspec

from jumeau.errors import ProjectError
from jumeau.io.atomic import copy, explained, writing
from jumeau.io.places import data_folder
from jumeau.io.projects import package
from jumeau.io.projects.journal import Journal, cut, read_journal
from jumeau.io.projects.project_format import decode, encode, read_view, write_view
from jumeau.io.store import Store, sha256_of
from jumeau.model.payload import PayloadRef
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project, initially_hidden
from jumeau.model.session import Session
from jumeau.model.variants import payloads_kept
from jumeau.model.view_state import ViewState

PROJECT = "project.json"
VIEW = "view.json"
JOURNAL = "journal.jsonl"
STAMP = "unpacked-from.json"


class Stamp(msgspec.Struct, frozen=True):
    """Which package a working folder was unpacked from."""

    path: str
    sha256: str


class OpenProject:
    """A project folder that this process has open, and nobody else.

    Attributes
    ----------
    folder : Path
        The working folder.
    packed : Path or None
        The ``.jumeau`` file that is written when the project is saved.
    draft : bool
        The project has no place of its own yet: it needs ``save_as``.
    store : Store
        Its payloads.
    session : Session
        Its state and history.
    recovered : int
        How many actions were found in the journal that had not been saved.
    """

    def __init__(self, folder: Path, *, packed: Path | None = None, draft: bool = False) -> None:
        self.folder = folder
        self.packed = packed
        self.draft = draft
        self._lock = _lock(folder)
        try:
            saved = decode(_read(folder / PROJECT), folder / PROJECT)
            lines, sound = read_journal(folder / JOURNAL, saved.journal)
            self.store = Store(folder / "store")
            view = read_view(folder / VIEW)
            view = view or ViewState(hidden=initially_hidden(saved.project))
            self._journal = Journal(folder / JOURNAL, lines[-1].n if lines else saved.journal)
            self.session = Session(saved.project, view, self._journal.record)
            for line in lines:
                self.session.replay(line.entry)
            cut(folder / JOURNAL, sound)
        except msgspec.ValidationError as error:
            self._lock.release()
            path = folder / JOURNAL
            raise ProjectError("project.damaged", path=path, detail=str(error)) from error
        except BaseException:
            self._lock.release()
            raise
        self.recovered = len(lines)

    @property
    def place(self) -> Path | None:
        """Where the user finds the project; None for a draft."""
        return None if self.draft else (self.packed or self.folder)

    def save(self, progress: Progress = silent) -> None:
        """Write the project where it belongs.

        Raises
        ------
        ProjectError
            When it cannot be written: what was saved before, and the journal, are as they were.
        """
        if self.packed is not None:
            self.pack(self.packed, progress)
            _stamp(self.folder, self.packed)
        self._write()
        self.session.mark_saved()

    def save_as(self, path: Path, progress: Progress = silent) -> None:
        """Give the project a place: a ``.jumeau`` file, or a folder that is new or empty."""
        if path.suffix == package.SUFFIX:
            self.pack(path, progress)
            self._write()
            working = working_folder(path)
            if working != self.folder:
                _discard(working)
                self._move_to(working, move=self.draft)
            self.packed = path
            _stamp(self.folder, path)
        else:
            if path.exists() and any(path.iterdir()):
                raise ProjectError("project.exists", path=path)
            self._write()
            self._move_to(path, move=self.draft)
            (self.folder / STAMP).unlink(missing_ok=True)
            self.packed = None
        self.draft = False
        self.session.mark_saved()

    def pack(self, path: Path, progress: Progress = silent) -> None:
        """Write the project, as it is now, to a ``.jumeau`` file."""
        project = self.session.project
        documents = {
            PROJECT: encode(project, 0),
            VIEW: msgspec.json.format(msgspec.json.encode(self.session.view), indent=1) + b"\n",
        }
        payloads = {ref: self.store.path(ref) for ref in payload_roots((project,))}
        package.pack(path, documents, payloads, progress)

    def close(self, *, discard: bool = False) -> None:
        """Close the project; ``discard`` forgets what was not saved.

        A closed project keeps unsaved actions in its journal unless they are discarded.
        """
        if discard:
            self._journal.empty()
        if not self.session.dirty:
            write_view(self.folder / VIEW, self.session.view)
        self._journal.close()
        if not self.session.dirty or discard:
            saved = decode(_read(self.folder / PROJECT), self.folder / PROJECT)
            self.store.collect(payload_roots((saved.project,)))
        self._lock.release()
        if self.draft and (discard or not self.session.dirty):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self) -> None:
        content = encode(self.session.project, self._journal.number)
        with writing(self.folder / PROJECT) as temporary:
            temporary.write_bytes(content)
        write_view(self.folder / VIEW, self.session.view)
        self._journal.empty()

    def _move_to(self, folder: Path, *, move: bool) -> None:
        """Go on in another folder, with a copy of everything that the history needs."""
        staging = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(staging, ignore_errors=True)
        try:
            with explained(folder):
                ignored = shutil.ignore_patterns("lock", "incoming", STAMP)
                shutil.copytree(self.folder, staging, ignore=ignored, copy_function=copy)
                if folder.is_dir():
                    folder.rmdir()
                staging.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        number = self._journal.number
        self._journal.close()
        self._lock.release()
        if move:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder = folder
        self._lock = _lock(folder)
        self._journal = Journal(folder / JOURNAL, number)
        self.store = Store(folder / "store")
        self.session.record_with(self._journal.record)


def create(folder: Path | None, project: Project) -> OpenProject:
    """Create a project in a folder that is new or empty; without a folder, a draft.

    Raises
    ------
    ProjectError
        ``project.exists``, ``project.not_writable``, ``project.disk_full``.
    """
    draft = folder is None
    if folder is None:
        folder = _drafts() / uuid.uuid4().hex
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError("project.exists", path=folder)
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writing(folder / PROJECT) as temporary:
        temporary.write_bytes(encode(project, 0))
    return OpenProject(folder, draft=draft)


def open_project(path: Path, *, as_copy: bool = False, progress: Progress = silent) -> OpenProject:
    """Open a project folder or a ``.jumeau`` file.

    Parameters
    ----------
    path : Path
        The folder, its ``project.json``, or the package.
    as_copy : bool
        Open a draft with the same content (the demo, a model to start from).
    progress : Progress
        Told while a package is unpacked.

    Raises
    ------
    ProjectError
        ``project.not_found``, ``project.damaged``, ``project.newer``, ``project.locked``,
        ``package.damaged``, ``project.disk_full``, ``project.not_writable``.
    """
    folder = _project_folder(path)
    if as_copy:
        draft = _drafts() / uuid.uuid4().hex
        if folder is not None:
            with explained(draft):
                ignored = shutil.ignore_patterns("lock", "incoming", STAMP)
                shutil.copytree(folder, draft, ignore=ignored, copy_function=copy)
        else:
            package.unpack(path, draft, progress)
        return OpenProject(draft, draft=True)
    if folder is not None:
        return OpenProject(folder, draft=folder.parent == _drafts())
    working = working_folder(path)
    if working.is_dir() and not _is_current(working, path):
        _discard(working)
    if not working.is_dir():
        package.unpack(path, working, progress)
        _stamp(working, path)
    return OpenProject(working, packed=path)


def read_project(path: Path, into: Path) -> tuple[Project, ViewState | None, Store]:
    """Read a project without opening it for changes: for exports and for looking at it.

    A folder that is open elsewhere can be read; what its journal holds counts. A package is
    unpacked below ``into``.
    """
    folder = _project_folder(path)
    if folder is None:
        folder = into / "project"
        package.unpack(path, folder)
    saved = decode(_read(folder / PROJECT), folder / PROJECT)
    session = Session(saved.project)
    for line in read_journal(folder / JOURNAL, saved.journal)[0]:
        session.replay(line.entry)
    return session.project, read_view(folder / VIEW), Store(folder / "store")


def working_folder(packed: Path) -> Path:
    """Return the folder in which a package is worked on."""
    mark = hashlib.sha256(os.fsencode(packed.resolve())).hexdigest()[:12]
    return data_folder() / "open" / f"{packed.stem}-{mark}"


def unfinished_drafts() -> list[Path]:
    """Return the drafts that a crash left behind with actions in their journal."""
    drafts = sorted((_drafts()).glob(f"*/{JOURNAL}"))
    return [path.parent for path in drafts if path.stat().st_size and not _is_locked(path.parent)]


def payload_roots(projects: Iterable[Project]) -> set[PayloadRef]:
    """Return the payloads that these projects name."""
    projects = tuple(projects)
    layers = [layer for project in projects for layer in project.layers]
    models = {ref for project in projects for ref in payloads_kept(project)}
    return models.union(ref for layer in layers for ref in (layer.payload, *layer.images))


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for :func:`read_project` that goes when it is closed."""
    return tempfile.TemporaryDirectory(prefix="jumeau-")


def _drafts() -> Path:
    return data_folder() / "drafts"


def _project_folder(path: Path) -> Path | None:
    """Return the project's folder, None when ``path`` is a package."""
    if path.name == PROJECT and path.is_file():
        return path.parent
    if path.is_dir():
        if not (path / PROJECT).is_file():
            raise ProjectError("project.not_found", path=path)
        return path
    if not path.is_file():
        raise ProjectError("project.not_found", path=path)
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ProjectError("project.not_found", path=path.parent) from error
    except PermissionError as error:
        raise ProjectError("project.not_readable", path=path.parent) from error


def _lock(folder: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(folder / "lock", thread_local=False)
    try:
        with explained(folder):
            lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise ProjectError("project.locked", path=folder) from error
    return lock


def _is_locked(folder: Path) -> bool:
    try:
        with _lock(folder):
            return False
    except ProjectError:
        return True


def _stamp(folder: Path, packed: Path) -> None:
    stamp = Stamp(str(packed.resolve()), sha256_of(packed))
    with writing(folder / STAMP) as temporary:
        temporary.write_bytes(msgspec.json.encode(stamp))


def _is_current(working: Path, packed: Path) -> bool:
    """Tell whether a working folder was unpacked from the package as it is now."""
    try:
        stamp = msgspec.json.decode((working / STAMP).read_bytes(), type=Stamp)
    except (OSError, ValueError):
        return False
    return stamp.sha256 == sha256_of(packed)


def _discard(working: Path) -> None:
    """Remove a working folder that nobody has open; work in its journal is set aside, not lost."""
    if not working.exists():
        return
    if _is_locked(working):
        raise ProjectError("project.locked", path=working)
    journal = working / JOURNAL
    if journal.exists() and journal.stat().st_size:
        _drafts().mkdir(parents=True, exist_ok=True)
        working.rename(_drafts() / uuid.uuid4().hex)
    else:
        shutil.rmtree(working)
