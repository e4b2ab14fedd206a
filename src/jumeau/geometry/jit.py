"""Compiled kernels: one decorator, and one folder per user for what it compiles.

numba keeps compiled code beside the sources, which an installed application may not write to, and
it does not notice that a function called from another module has changed. So the code goes to the
user's cache folder, below a digest of the module and of all that it imports from here.

numba itself takes longer to import than a window takes to appear. It is loaded by the first kernel
that is called, not by the modules that hold kernels.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs


@functools.cache
def _numba() -> Any:
    """Load numba, without SciPy: no kernel here calls BLAS, and SciPy takes 0.2 s."""
    import numba
    import numba.np.linalg as linalg

    def refuse() -> None:
        raise ImportError

    linalg.ensure_blas, kept = refuse, linalg.ensure_blas
    try:
        import numba.np.arraymath  # asks once, on import
    finally:
        linalg.ensure_blas = kept
    return numba


_F = TypeVar("_F", bound=Callable[..., Any])

_IMPORT = re.compile(r"^\s*(?:from|import)\s+(jumeau(?:\.\w+)+)", re.MULTILINE)

KEPT_DIGESTS = 6
"""Compiled editions kept side by side; older ones are removed."""


def user_cache() -> Path:
    """Return the folder for what can be made again: ``$JUMEAU_CACHE_DIR``, or the user's own."""
    return Path(os.environ.get("JUMEAU_CACHE_DIR") or platformdirs.user_cache_dir("jumeau"))


def cache_folder() -> Path:
    """Return a writable folder for compiled kernels.

    Returns
    -------
    Path
        ``$NUMBA_CACHE_DIR`` where the user has set it, else ``$JUMEAU_CACHE_DIR/numba``, else the
        user's cache folder, else a temporary one where that cannot be written to.
    """
    own = os.environ.get("NUMBA_CACHE_DIR")
    if own:
        return Path(own)
    folder = user_cache() / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        owner = os.getuid() if hasattr(os, "getuid") else "user"
        fallback = Path(tempfile.gettempdir()) / f"jumeau-{owner}" / "numba"
        fallback.mkdir(parents=True, exist_ok=True)
        return fallback


def _sources(source: Path) -> list[Path]:
    """Return the module's file and those of this package that it imports, directly or not."""
    root = Path(__file__).resolve().parents[2]
    found, waiting = {source}, [source]
    while waiting:
        text = waiting.pop().read_text(encoding="utf-8")
        for name in _IMPORT.findall(text):
            imported = root.joinpath(*name.split(".")).with_suffix(".py")
            if imported not in found and imported.is_file():
                found.add(imported)
                waiting.append(imported)
    return sorted(found)


@functools.cache
def _edition(source: Path) -> str:
    """Return the folder for a module's kernels: a digest of all that they may call."""
    digest = hashlib.sha256()
    for path in _sources(source):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    family = cache_folder() / "jumeau" / source.stem
    edition = family / digest.hexdigest()[:16]
    if not edition.exists():
        edition.mkdir(parents=True, exist_ok=True)
        _forget_old(family)
    return str(edition)


def _forget_old(family: Path) -> None:
    try:
        editions = sorted(family.iterdir(), key=lambda folder: folder.stat().st_mtime)
    except OSError:  # another process is clearing the same folder
        return
    for folder in editions[:-KEPT_DIGESTS]:
        shutil.rmtree(folder, ignore_errors=True)


_lock = threading.RLock()


class Later:
    """Something that kernels use and that needs numba: made when one is called.

    Parameters
    ----------
    make : callable
        Makes it.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def made(self) -> Any:
        """Return what numba knows it as."""
        if self._made is None:
            with _lock:
                if self._made is None:
                    self._made = self._make()
        return self._made

    def __call__(self, *arguments: Any) -> Any:
        """Call it, as Python does."""
        return (self._made or self.made())(*arguments)


def _dispatcher(function: Callable[..., Any]) -> Any:
    """Return numba's dispatcher of a kernel; numba cannot see through what is still to be made."""
    numba = _numba()
    names = function.__globals__
    for name in function.__code__.co_names:
        if isinstance(used := names.get(name), Later):
            names[name] = used.made()
    source = Path(function.__code__.co_filename).resolve()
    numba.config.CACHE_DIR = _edition(source)
    return numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")(function)


def njit(function: _F) -> _F:
    """Compile a kernel at its first call, keep the result, and release the GIL while it runs.

    Parameters
    ----------
    function : callable
        A function that numba's nopython mode understands. Divisions follow IEEE 754, as in
        NumPy; floating point is not reassociated, so results do not depend on the machine.

    Returns
    -------
    callable
        The compiled function.
    """
    kernel = Later(lambda: _dispatcher(function))
    return cast(_F, functools.update_wrapper(kernel, function))
