"""Prepared parts kept for the next time: a saved project is seen again without being built again.

Only arrays that follow from the project's payloads and from this program are kept, in the user's
own cache folder and under a digest of both; whatever is missing or cannot be read is built.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import mmap
import os
import pickle
import struct
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from jumeau.geometry.jit import user_cache

MOST_BYTES = 1_000_000_000
"""Kept at most; what was not used for longest goes first."""
_ALIGNED = 64
_HEAD = struct.Struct("<QQ")


@functools.cache
def _edition() -> bytes:
    """Return a digest of the sources that prepared parts follow from."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(np.__version__.encode())
    for name in ("geometry", "io", "model", "render"):
        for path in sorted((package / name).glob("**/*.py")):
            found = path.stat()
            digest.update(f"{path.name} {found.st_mtime_ns} {found.st_size};".encode())
    return digest.digest()


class Shelf:
    """Prepared parts in files, by what they are made of.

    Parameters
    ----------
    folder : Path or None
        The user's cache folder where None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder if folder is not None else user_cache() / "prepared"

    def get(self, key: Any) -> Any:
        """Return what was put under a key; None where it is not there.

        Its arrays lie in memory that is the caller's own: they may be changed, the file stays.
        """
        path = self._place(key)
        try:
            with open(path, "rb") as file:
                memory = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
            length, count = _HEAD.unpack_from(memory)
            sizes = struct.unpack_from(f"<{count}Q", memory, _HEAD.size)
            start = _HEAD.size + 8 * count
            at = _aligned(start + length)
            buffers = []
            for size in sizes:
                buffers.append(memory[at : at + size])
                at = _aligned(at + size)
            content = pickle.loads(memory[start : start + length], buffers=buffers)
            os.utime(path)
        except Exception:  # damaged files fail in any way, and are built again
            return None
        return content

    def put(self, key: Any, content: Any) -> None:
        """Keep something; where the disk does not take it, nothing is kept."""
        buffers: list[pickle.PickleBuffer] = []
        body = pickle.dumps(content, protocol=5, buffer_callback=buffers.append)
        raws = [buffer.raw() for buffer in buffers]
        path = self._place(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
            try:
                with open(handle, "wb") as file:
                    file.write(_HEAD.pack(len(body), len(raws)))
                    file.write(struct.pack(f"<{len(raws)}Q", *(raw.nbytes for raw in raws)))
                    file.write(body)
                    for raw in raws:
                        file.seek(_aligned(file.tell()))
                        file.write(raw)
                    file.truncate(_aligned(file.tell()))
                os.replace(name, path)
            finally:
                Path(name).unlink(missing_ok=True)
            self._make_room()

    def _place(self, key: Any) -> Path:
        digest = hashlib.sha256(_edition() + msgspec.json.encode(key))
        return self._folder / f"{digest.hexdigest()}.prepared"

    def _make_room(self) -> None:
        files = [(path, path.stat()) for path in self._folder.iterdir()]
        room = MOST_BYTES
        for path, found in sorted(files, key=lambda item: -item[1].st_mtime):
            room -= found.st_size
            if room < 0:
                path.unlink(missing_ok=True)


def _aligned(at: int) -> int:
    return -(-at // _ALIGNED) * _ALIGNED
