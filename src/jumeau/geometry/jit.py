"""Compiled kernels: one decorator, and one folder per user for what it compiles.

numba keeps compiled code beside the sources, which an installed application may not write to, and
it does not notice that a function called from another module has changed. So the code goes to the
user's cache folder, below a digest of the module and of all that it imports from here.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs


def _without_blas() -> None:
    """Load numba's array functions without SciPy: no kernel here calls BLAS, and it takes 0.2 s."""
    import numba.np.linalg as linalg

    def refuse() -> None:
        raise ImportError

    linalg.ensure_blas, kept = refuse, linalg.ensure_blas
    try:
        import numba.np.arraymath  # noqa: F401 - asks once, on import
    finally:
        linalg.ensure_blas = kept


_without_blas()

_F = TypeVar("_F", bound=Callable[..., Any])

_IMPORT = re.compile(r"^\s*(?:from|import)\s+(jumeau(?:\.\w+)+)", re.MULTILINE)

KEPT_DIGESTS = 6
"""Compiled editions kept side by side; older ones are removed."""


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
    base = os.environ.get("JUMEAU_CACHE_DIR") or platformdirs.user_cache_dir("jumeau")
    folder = Path(base) / "numba"
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
    source = Path(function.__code__.co_filename).resolve()
    config: Any = numba.config
    config.CACHE_DIR = _edition(source)
    decorate: Any = numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")
    return cast(_F, decorate(function))
