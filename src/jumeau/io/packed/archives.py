"""7-Zip archives: what they hold, and some of it unpacked into a folder of its own.

An archive of IGN is solid: to get at one file, everything before it is unpacked and thrown away.
"""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import struct
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import py7zr
from py7zr.exceptions import ArchiveError, UnsupportedCompressionMethodError
from py7zr.io import Py7zIO, WriterFactory

from jumeau.errors import InputError
from jumeau.io.current_file import entering
from jumeau.model.progress import Progress, silent

RESERVE = 200 * 2**20
"""Disk that is left free [bytes]."""
_STEP = 65_536  # packed bytes between two looks at whether the user has stopped
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_ERRORS = (ArchiveError, UnsupportedCompressionMethodError, lzma.LZMAError, EOFError, OSError,
           ValueError, TypeError, AssertionError, LookupError, struct.error)  # fmt: skip


class _Watched(io.FileIO):
    """A file that tells how far it has been read, and stops when the user does."""

    def __init__(self, path: Path, progress: Progress) -> None:
        super().__init__(path, "rb")
        self._size = max(1, path.stat().st_size)
        self._progress = progress

    def read(self, size: int | None = -1, /) -> bytes:
        self._progress(min(1.0, self.tell() / self._size), "unpacking")
        return super().read(-1 if size is None else size) or b""


def members(path: Path) -> dict[str, int]:
    """Return the files of an archive and their sizes [bytes]; links are none.

    Raises
    ------
    InputError
        ``archive.unreadable``, ``archive.locked``.
    """
    entering(path)
    with open(path, "rb") as file:
        if file.read(6) != SEVEN_ZIP:
            raise InputError("archive.unreadable", path=path.name, reason="7z")
    try:
        with py7zr.SevenZipFile(path, "r") as archive:
            if archive.needs_password():
                raise InputError("archive.locked", path=path.name)
            return {f.filename: f.uncompressed for f in archive.list() if f.is_file}
    except _ERRORS as error:
        raise InputError("archive.unreadable", path=path.name, reason=str(error)[:200]) from error


def unpack(path: Path, wanted: Collection[str], folder: Path, progress: Progress) -> list[Path]:
    """Unpack some members below a folder.

    Parameters
    ----------
    path : Path
        The archive; opened read-only.
    wanted : collection of str
        Names of members, as :func:`members` gives them.
    folder : Path
        An existing folder; what was unpacked is removed again when something goes wrong.
    progress : Progress
        May raise ``Cancelled``.

    Returns
    -------
    list of Path
        The files, in the order of ``wanted``.

    Raises
    ------
    InputError
        ``archive.unsafe`` for a member outside the folder, ``archive.no_room``,
        ``archive.unreadable``.
    """
    sizes = members(path)
    for name in wanted:
        pure = PurePosixPath(name.replace("\\", "/"))
        if pure.is_absolute() or ".." in pure.parts or ":" in pure.parts[0]:
            raise InputError("archive.unsafe", path=path.name, member=name)
    needed = sum(sizes[name] for name in wanted)
    free = shutil.disk_usage(folder).free
    if needed + RESERVE > free:
        raise InputError(
            "archive.no_room", path=path.name, needed=round(needed / 1e6), free=round(free / 1e6),
            folder=folder,
        )  # fmt: skip
    try:
        # A file object, not a path: the archive is then read in this thread, where the user's
        # wish to stop can be heard.
        with _Watched(path, progress) as file, py7zr.SevenZipFile(file, "r") as archive:
            archive.extract(path=folder, targets=list(wanted))
    except BaseException as error:
        _emptied(folder)
        if isinstance(error, _ERRORS):
            reason = str(error)[:200]
            raise InputError("archive.unreadable", path=path.name, reason=reason) from error
        raise
    return [folder / name for name in wanted]


def unpack_to(
    path: Path, places: Mapping[str, Path], sizes: Mapping[str, int], progress: Progress
) -> None:
    """Unpack members to places of the caller's choice; no links are made.

    Parameters
    ----------
    path : Path
        The archive; opened read-only.
    places : mapping
        Member to the file to write; its folder is made.
    sizes : mapping
        Member to its size [bytes], as :func:`members` gives it: no more is written.
    progress : Progress
        Called for every block that is written; may raise ``Cancelled``.

    Raises
    ------
    InputError
        ``archive.unreadable``; what was written until then is the caller's to remove.
    """
    with tempfile.TemporaryDirectory(prefix="jumeau-") as nowhere:
        root = Path(nowhere).resolve()
        ways = {(root / name).as_posix(): (place, sizes[name]) for name, place in places.items()}
        factory = _Writers(ways, max(1, sum(sizes[name] for name in places)), progress)
        try:
            with (
                _Watched(path, silent) as file,
                py7zr.SevenZipFile(file, "r", blocksize=_STEP) as archive,
            ):
                archive.extract(path=root, targets=list(places), factory=factory)
        except _ERRORS as error:
            reason = str(error)[:200]
            raise InputError("archive.unreadable", path=path.name, reason=reason) from error
        finally:
            factory.close()


def unpack_gzip(path: Path, place: Path) -> None:
    """Unpack a ``.gz``, as far as the disk has room.

    Raises
    ------
    InputError
        ``archive.no_room``.
    """
    with gzip.open(path, "rb") as packed, open(place, "xb") as output:
        while block := packed.read(16 * 2**20):
            free = shutil.disk_usage(place.parent).free
            if len(block) + RESERVE > free:
                raise InputError(
                    "archive.no_room", path=path.name, needed=round(output.tell() / 1e6),
                    free=round(free / 1e6), folder=place.parent,
                )  # fmt: skip
            output.write(block)


class _Writers(WriterFactory):
    """Gives py7zr a file for each member, and nothing for a member that nobody asked for."""

    def __init__(
        self, ways: Mapping[str, tuple[Path, int]], total: int, progress: Progress
    ) -> None:
        self._ways, self._total, self._progress = ways, total, progress
        self._done = 0
        self._open: list[_Writer] = []

    def create(self, filename: str) -> Py7zIO:
        place, size = self._ways.get(filename, (None, 0))
        self.close()
        writer = _Writer(place, size, self)
        self._open.append(writer)
        return writer

    def wrote(self, count: int) -> None:
        self._done += count
        self._progress(min(1.0, self._done / self._total), "unpacking")

    def close(self) -> None:
        for writer in self._open:
            writer.close()
        self._open.clear()


class _Writer(Py7zIO):
    def __init__(self, place: Path | None, size: int, owner: _Writers) -> None:
        self._left, self._owner, self._size = size, owner, 0
        self._file: BinaryIO | None = None
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(place, "xb")  # noqa: SIM115 - closed by close()

    def write(self, s: bytes | bytearray) -> int:
        self._owner.wrote(len(s))
        self._size += len(s)
        if self._file is not None:
            if self._size > self._left:
                raise ValueError("more than was announced")
            self._file.write(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self._size

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _emptied(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
