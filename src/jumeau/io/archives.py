"""7-Zip archives: what they hold, and some of it unpacked into a folder of its own.

An archive of IGN is solid: to get at one file, everything before it is unpacked and thrown away.
"""

from __future__ import annotations

import io
import lzma
import shutil
from collections.abc import Collection
from pathlib import Path, PurePosixPath

import py7zr
from py7zr.exceptions import ArchiveError, UnsupportedCompressionMethodError

from jumeau.errors import InputError
from jumeau.model.progress import Progress

RESERVE = 200 * 2**20
"""Disk that is left free [bytes]."""
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_ERRORS = (ArchiveError, UnsupportedCompressionMethodError, lzma.LZMAError, EOFError, OSError,
           ValueError, TypeError)  # fmt: skip


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
    """Return the files of an archive and their sizes [bytes].

    Raises
    ------
    InputError
        ``archive.unreadable``, ``archive.locked``.
    """
    with open(path, "rb") as file:
        if file.read(6) != SEVEN_ZIP:
            raise InputError("archive.unreadable", path=path.name, reason="7z")
    try:
        with py7zr.SevenZipFile(path, "r") as archive:
            if archive.needs_password():
                raise InputError("archive.locked", path=path.name)
            return {f.filename: f.uncompressed for f in archive.list() if not f.is_directory}
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


def _emptied(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
