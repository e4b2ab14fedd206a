"""Levels of many receivers: square by square, each kept in a folder until all are there.

Each receiver is computed for itself, so that squares give the very levels of a single run. What was
computed before an interruption is found again by a digest of all that it depends on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.noise.bands import a_weighted
from jumeau.simulation.noise.keeping import attenuation_of, ready
from jumeau.simulation.noise.scene import Scene
from jumeau.simulation.noise.settings import Settings
from jumeau.simulation.noise.town import Town

EDITION = "1"
"""Raised when the program computes other levels of the same inputs."""
WHOLE = 40_000
"""So many receivers are computed at once, and their attenuation is kept in memory."""
SIDE = 512.0
"""Of a square [m]."""
OLD = 30 * 86_400.0
"""Squares of computations that nobody went on with are thrown away after this time [s]."""


def levels_of(
    town: Town,
    receivers: NDArray[np.float64],
    own: NDArray[np.int32],
    settings: Settings,
    folder: Path | None = None,
    progress: Progress = silent,
) -> NDArray[np.float64]:
    """Return the levels (N, 3) of day, evening and night at receivers [dB(A)].

    Parameters
    ----------
    town : Town
    receivers : (N, 3) float64
        Project CRS [m].
    own : (N,) int32
        Building before whose façade each stands; -1 for none.
    settings : Settings
    folder : Path or None
        Where squares are kept; None to keep none.
    progress : Progress
        May raise ``Cancelled``: squares that are done stay.
    """
    if len(receivers) <= WHOLE:
        from jumeau.simulation.noise.engine import levels

        found = attenuation_of(town.scene, town.sources, receivers, settings, progress, own=own)
        return a_weighted(levels(found, town.power))
    return _in_squares(town, receivers, own, settings, folder, progress)


def _in_squares(
    town: Town, receivers: NDArray[np.float64], own: NDArray[np.int32], settings: Settings,
    folder: Path | None, progress: Progress,
) -> NDArray[np.float64]:  # fmt: skip
    from jumeau.simulation.noise.engine import attenuation, levels

    out = np.empty((len(receivers), 3))
    base = digest_of(town, settings)
    done = 0
    for rows in squares_of(receivers):
        share = part(progress, done / len(receivers), (done + len(rows)) / len(receivers))
        share(0.0, "noise_tiles")
        at, whose = receivers[rows], own[rows]
        path = None if folder is None else folder / f"{_named(base, at, whose)}.npy"
        found = None if path is None else read_square(path, len(rows))
        if found is None:
            way = attenuation(ready(town.scene), town.sources, at, settings, share, own=whose)
            found = a_weighted(levels(way, town.power))
            if path is not None:
                write_square(path, found)
        out[rows] = found
        done += len(rows)
    return out


def squares_of(receivers: NDArray[np.float64]) -> Iterator[NDArray[np.intp]]:
    """Yield the rows of the receivers of each square of the world, from the south-west on."""
    cell = np.floor(receivers[:, :2] / SIDE).astype(np.int64)
    order = np.lexsort((cell[:, 0], cell[:, 1]))
    other = (np.diff(cell[order], axis=0) != 0).any(axis=1)
    yield from np.split(order, np.flatnonzero(other) + 1)


def digest_of(town: Town, settings: Settings) -> bytes:
    """Return a digest of all that levels depend on besides the receivers."""
    digest = hashlib.sha256(f"{EDITION} {settings!r}".encode())
    scene = town.scene
    for name in Scene.__slots__:
        value = getattr(scene, name)
        _told(digest, value.points if name == "terrain" and value is not None else value)
        if name == "terrain" and value is not None:
            _told(digest, value.triangles)
    for value in (town.sources.points, town.sources.start, town.sources.section, town.power):
        _told(digest, value)
    return digest.digest()


def _told(digest: Any, value: Any) -> None:
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype} {value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    else:
        digest.update(repr(value).encode())


def _named(base: bytes, receivers: NDArray[np.float64], own: NDArray[np.int32]) -> str:
    digest = hashlib.sha256(base)
    _told(digest, receivers)
    _told(digest, own)
    return digest.hexdigest()[:32]


# -- the folder ------------------------------------------------------------------------------------


def read_square(path: Path, count: int) -> NDArray[np.float64] | None:
    """Return the levels of a square; None where they are not there, or damaged."""
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    fits = found.shape == (count, 3) and found.dtype == np.float64
    return found if fits else None


def write_square(path: Path, levels: NDArray[np.float64]) -> None:
    """Keep the levels of a square; without room on the disk it is computed again another time."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, levels)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def tidy(folder: Path | None, *, older: float = OLD) -> None:
    """Throw away squares that were kept longer ago than a time [s]."""
    if folder is None or not folder.is_dir():
        return
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if path.suffix in (".npy", ".part") and time.time() - path.stat().st_mtime > older:
                path.unlink()
