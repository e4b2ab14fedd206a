"""The journal: an append-only file that makes each action safe before it is acknowledged.

One JSON object a line, each with its number. A line that was torn by a crash is the last one; it
was never acknowledged and is cut off. Lines that the saved project holds are passed over.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from jumeau.io.atomic import explained
from jumeau.model.session import Entry


class Line(msgspec.Struct, frozen=True):
    """A numbered entry."""

    n: int
    entry: Entry


class Journal:
    """The journal of one open project.

    Parameters
    ----------
    path : Path
        The file; made at the first entry.
    number : int
        The number of the last entry that is safe.
    """

    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        self._number = number
        self._handle: int | None = None

    @property
    def number(self) -> int:
        """The number of the last entry."""
        return self._number

    def record(self, entry: Entry) -> None:
        """Append an entry and wait until it is on the disk.

        Raises
        ------
        ProjectError
            When it cannot be written; the journal is as it was.
        """
        line = msgspec.json.encode(Line(self._number + 1, entry)) + b"\n"
        with explained(self._path):
            handle = self._open()
            start = os.lseek(handle, 0, os.SEEK_END)
            try:
                rest = line
                while rest:
                    rest = rest[os.write(handle, rest) :]
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, start)
                raise
        self._number += 1

    def empty(self) -> None:
        """Remove all entries, once the saved project holds them."""
        with explained(self._path):
            handle = self._open()
            os.ftruncate(handle, 0)
            os.fsync(handle)

    def close(self) -> None:
        """Close the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _open(self) -> int:
        if self._handle is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._handle = os.open(self._path, flags, 0o644)
        return self._handle


def read_journal(path: Path, after: int) -> tuple[list[Line], int]:
    """Return the lines numbered above ``after``, and the length of the sound part of the file.

    Reading stops at the first line that is not whole.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return [], 0
    lines: list[Line] = []
    sound = 0
    for raw in content.splitlines(keepends=True):
        if not raw.endswith(b"\n"):
            break
        try:
            line = msgspec.json.decode(raw, type=Line)
        except msgspec.MsgspecError:
            break
        sound += len(raw)
        if line.n > after:
            lines.append(line)
    return lines, sound


def cut(path: Path, length: int) -> None:
    """Cut an end off that cannot be read; more than one torn line is kept beside the journal."""
    if not path.exists() or path.stat().st_size <= length:
        return
    with explained(path):
        unread = path.read_bytes()[length:]
        if b"\n" in unread:
            path.with_suffix(".unread").write_bytes(unread)
        os.truncate(path, length)
