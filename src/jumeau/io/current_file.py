"""Which file is about to be read: told to whoever watches over the reading, who may refuse it.

A parser that crashes takes its process with it. What it was reading is known only when it was said
beforehand, wherever in a job the file is opened; so the one who watches is found in the context and
not handed through every function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from jumeau.errors import InputError

Watch = Callable[[Path], None]

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


class SetAside(InputError):  # noqa: N818 - what is done to the file
    """A file that made a reader crash, hang or swell before, and that is not opened again."""


def entering(path: Path) -> None:
    """Say that a file is about to be opened or that its reading goes on.

    Raises
    ------
    SetAside
        When the file is not to be opened.
    """
    watch = _watch.get()
    if watch is not None:
        watch(path)


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Let ``watch`` hear of each file for as long as the context lasts."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
