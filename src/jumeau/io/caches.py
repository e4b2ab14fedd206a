"""What was kept only to be quicker the next time: how much it is, and away with it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from jumeau.geometry.jit import user_cache

KEPT = ("prepared", "views")
"""Prepared parts of scenes and pictures of views; compiled kernels stay, they belong to the
program."""


def folder() -> Path:
    """Return the folder of what can be made again."""
    return user_cache()


def size() -> int:
    """Return how much there is [bytes]."""
    return sum(_length(path) for path in _files())


def empty() -> int:
    """Remove it; return how much that was [bytes]. What is in use where that matters stays."""
    freed = 0
    for path in _files():
        length = _length(path)
        with contextlib.suppress(OSError):
            path.unlink()
            freed += length
    return freed


def _files() -> list[Path]:
    return [path for name in KEPT for path in (user_cache() / name).rglob("*") if path.is_file()]


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # another window has just removed it
        return 0
