"""Writing files so that they are whole or not there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jumeau.errors import ProjectError


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; put it in place when the block ends well.

    The file is flushed to disk before it is put in place; on any error it is removed and what stood
    at ``path`` is untouched.

    Raises
    ------
    ProjectError
        ``project.disk_full`` or ``project.not_writable``.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with explained(path):
            yield temporary
            flush(temporary)
            os.replace(temporary, path)
            flush_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's refusals to write at ``path`` into errors that a user understands."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise ProjectError("project.disk_full", path=path, free=free_megabytes(path)) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ProjectError("project.not_writable", path=path) from error
        raise


def copy(source: str, target: str) -> None:
    """Copy one file, for :func:`shutil.copytree`: the first refusal stops everything, explained."""
    with explained(Path(target)):
        shutil.copy2(source, target)


def free_megabytes(path: Path) -> float:
    """Return the free space of the disk that a path, or the nearest folder above it, lies on."""
    folder = next((p for p in (path, *path.parents) if p.is_dir()), Path.cwd())
    return shutil.disk_usage(folder).free / 1e6


def flush(path: Path) -> None:
    """Wait until the file's content is on the disk."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the folder's entries are on the disk (where the system can)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
