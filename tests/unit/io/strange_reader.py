"""A reader that does what a broken or a hostile file can make a parser do, told by a file's name.

It reads GeoJSON like the real one. ``abort.geojson`` aborts when it is read, ``abort@.geojson``
when it is looked at, and so on.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from jumeau.errors import InputError
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.io.vectors.reader import VectorReader
from jumeau.model.progress import Progress


class StrangeReader:
    """The reader of features, except for files with a strange name."""

    def describe(self, path: Path) -> list[Facts]:
        if path.stem.endswith("@"):
            _misbehave(path.stem[:-1], path)
        return VectorReader().describe(path)

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        _misbehave(path.stem, path)
        yield from VectorReader().read(path, window, progress, only)


def _misbehave(how: str, path: Path) -> None:
    if how == "abort":
        os.abort()
    elif how == "segfault":
        ctypes.string_at(0)
    elif how == "exit":
        os._exit(0)
    elif how == "raise":
        raise ZeroDivisionError("half a ring")
    elif how == "recurse":
        _misbehave(how, path)
    elif how == "sleep":
        path.with_suffix(".pid").write_text(str(os.getpid()))
        ctypes.PyDLL(None).sleep(600)  # inside C, holding Python's lock: nothing is heard
    elif how == "eat":
        eaten = []
        while True:
            eaten.append(os.urandom(8 << 20))
    elif how == "declare":
        bytearray(1 << 44)  # what a header can declare
    elif how == "tell":
        raise InputError("vector.unreadable", path=path.name, reason=_told())


def _told() -> str:
    """Tell what this process may do, and what it has loaded."""
    may = []
    try:
        socket.socket().close()
        may.append("socket")
    except OSError:
        pass
    try:
        subprocess.run([sys.executable, "-c", ""], check=False)
        may.append("program")
    except OSError:
        pass
    may += sorted({"PySide6", "vtkmodules"} & set(sys.modules))
    inherited = {"GDAL_DRIVER_PATH", "OGR_GEOJSON_MAX_OBJ_SIZE", "HTTPS_PROXY"}
    may += sorted(inherited & set(os.environ))
    if os.nice(0) < 5:
        may.append("priority")
    import resource

    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        may.append("core")
    if signal.getsignal(signal.SIGIO) is not signal.SIG_DFL:
        may.append("outlive")
    return ",".join(may) or "nothing"


def forever(progress: Progress) -> None:
    """Report for ever without getting anywhere."""
    while True:
        progress(0.5, "reading")
        time.sleep(0.01)


class StillReader(VectorReader):
    """A reader that reports for ever."""

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        forever(progress)
        yield from ()


class LyingReader(VectorReader):
    """A reader that has taken over its process and sends what it likes."""

    def describe(self, path: Path) -> list[Facts]:
        import gc
        from multiprocessing.connection import Connection

        for thing in gc.get_objects():
            if isinstance(thing, Connection):
                thing.send_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR.")
        time.sleep(60)
        return []
