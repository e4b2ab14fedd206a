"""The tree of a tileset: which tiles are drawn, where each stands, what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.citymodels.block import Tally

_DEEPEST = 500
FARTHEST = 1e9
"""No number of a tile's matrix is larger [m]."""
LARGEST = 512 * 1024 * 1024
"""A tileset's JSON, or a tile, is not larger [bytes]."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """The file of a tile that is drawn.

    Attributes
    ----------
    path : Path
    matrix : (4, 4) float64 array
        From the tile's axes (z upwards) to the tileset's.
    up : str
        The axis of its glTF that points upwards.
    tileset : str
        Name of the file that was opened.
    """

    path: Path
    matrix: NDArray[np.float64]
    up: str
    tileset: str


def tiles_of(path: Path, tally: Tally) -> Iterator[Tile]:
    """Yield the tiles of the highest level of detail, those of tilesets within it too.

    Where finer tiles replace a coarser one, the coarser one is passed over; where they add to it,
    both are drawn.

    Parameters
    ----------
    path : Path
        The JSON of a tileset; nothing outside its folder is opened.
    tally : Tally
        Takes ``tile_missing``, ``tile_elsewhere``, ``tiles_implicit``, ``tileset_unreadable``.

    Raises
    ------
    InputError
        ``tileset.not_one``.
    """
    folder = path.parent.resolve()
    root = read_tileset(path)
    # (tile, axes above it, refinement above it, folder of its tileset, up axis, depth, tilesets)
    waiting: list[tuple[Any, Any, str, Path, str, int, tuple[Path, ...]]] = []
    waiting.append(
        (root["root"], np.eye(4), "REPLACE", path.parent, _up(root), 0, (path.resolve(),))
    )
    while waiting:
        tile, above, refine, base, up, depth, within = waiting.pop()
        if not isinstance(tile, dict) or depth > _DEEPEST:
            tally.out("tileset_unreadable", base.name)
            continue
        own = _transform(tile)
        if own is None:
            tally.out("tileset_unreadable", base.name)
            continue
        matrix = above @ own
        refine = str(tile.get("refine", refine)).upper()
        children = tile.get("children") or []
        if "implicitTiling" in tile:
            tally.out("tiles_implicit", base.name)
            continue
        named = [_uri(content) for content in _contents(tile)]
        nested = [uri for uri in named if uri.lower().endswith(".json")]
        drawn = named if refine == "ADD" or not _have_content(children) else nested
        for uri in drawn:
            file = _beside(base, folder, uri, tally)
            if file is None:
                continue
            if file.suffix.lower() != ".json":
                yield Tile(file, matrix, up, path.name)
                continue
            if file.resolve() in within:
                tally.out("tileset_unreadable", file.name)
                continue
            try:
                inner = read_tileset(file)
            except InputError:
                tally.out("tileset_unreadable", file.name)
                continue
            waiting.append((inner["root"], matrix, refine, file.parent, _up(inner), depth + 1,
                            (*within, file.resolve())))  # fmt: skip
        waiting += [(child, matrix, refine, base, up, depth + 1, within)
                    for child in reversed(children)]  # fmt: skip


def read_tileset(path: Path) -> dict[str, Any]:
    """Return the JSON of a tileset.

    Raises
    ------
    InputError
        ``tileset.not_one``.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("tileset.not_one", path=path.name) from error
    if not isinstance(found, dict) or not isinstance(found.get("root"), dict):
        raise InputError("tileset.not_one", path=path.name)
    return found


def named_files(path: Path) -> set[Path]:
    """Return the files that a tileset names, itself not; empty where it cannot be read."""
    try:
        waiting, found = [read_tileset(path)["root"]], set()
    except InputError:
        return set()
    while waiting:
        tile = waiting.pop()
        if isinstance(tile, dict):
            waiting += tile.get("children") or []
            for content in _contents(tile):
                uri = unquote(_uri(content).partition("?")[0])
                if uri:
                    found.add((path.parent / uri).resolve())
    return found - {path.resolve()}


def _contents(tile: dict[str, Any]) -> list[Any]:
    several = tile.get("contents")
    listed = several if isinstance(several, list) else []
    return [*([tile["content"]] if tile.get("content") else []), *listed]


def _uri(content: Any) -> str:
    return str(content.get("uri", content.get("url", ""))) if isinstance(content, dict) else ""


def _have_content(tiles: list[Any]) -> bool:
    """Tell whether something below would replace a tile."""
    waiting = list(tiles)
    while waiting:
        tile = waiting.pop()
        if isinstance(tile, dict):
            if any(_uri(content) for content in _contents(tile)):
                return True
            waiting += tile.get("children") or []
    return False


def _up(tileset: dict[str, Any]) -> str:
    asset = tileset.get("asset")
    return str(asset.get("gltfUpAxis", "Y")) if isinstance(asset, dict) else "Y"


def _transform(tile: dict[str, Any]) -> NDArray[np.float64] | None:
    """Return a tile's own matrix; None where it is none."""
    told = tile.get("transform")
    if told is None:
        return np.eye(4)
    try:
        matrix = np.array(told, np.float64).reshape(4, 4).T
    except (ValueError, TypeError):
        return None
    return matrix if np.isfinite(matrix).all() and np.abs(matrix).max() < FARTHEST else None


def _beside(base: Path, folder: Path, uri: str, tally: Tally) -> Path | None:
    """Return the file that a tile names, if it lies in the tileset's folder."""
    text = uri.partition("?")[0]
    if not text:
        return None
    if "://" in text or text.startswith("/"):
        tally.out("tile_elsewhere", text[:80])
        return None
    for spelt in (text, unquote(text)):
        file = (base / spelt).resolve()
        if not file.is_relative_to(folder):
            tally.out("tile_elsewhere", text[:80])
            return None
        if file.is_file():
            return file
    tally.out("tile_missing", text[:80])
    return None
