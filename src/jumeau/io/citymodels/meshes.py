"""Meshes on their own: OBJ in map coordinates; glTF, which has no place on Earth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.citymodels.drafting import Model
from jumeau.io.citymodels.obj_file import ObjFile, add_looks, block_of, read_obj
from jumeau.io.citymodels.pictures import Pictures
from jumeau.io.citymodels.srs import Srs
from jumeau.io.formats import extension
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.model.progress import Progress, part, silent
from jumeau.model.roles import Role

KEY = "name"
NEAR = 20_000.0
"""Coordinates that all lie nearer to the origin than this are no map coordinates [m]."""


class MeshReader:
    """Files of OBJ; of glTF, why they cannot be placed."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the one layer of an OBJ file.

        Raises
        ------
        InputError
            ``obj.not_one``, ``gltf.not_one``; ``model.without_place`` for coordinates around an
            origin of their own.
        """
        found = _opened(path, silent)
        bounds = _bounds(found)
        faces = sum(1 for group in found.groups.values() if group.sizes)
        return [Facts(path, path.stem, Role.CITY_OBJECT, faces, "MultiPolygon Z", None,
                      bounds)]  # fmt: skip

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the groups of an OBJ file."""
        found = _opened(path, part(progress, 0.0, 0.8))
        model = Model(path, KEY, Srs(), window, closing=False)
        add_looks(found, path, Pictures(path.parent, model.tally, model.images), model.tally)
        model.add(block_of(found, path.stem))
        yield from model.drafts(only)


def _opened(path: Path, progress: Progress) -> ObjFile:
    if extension(path) != ".obj":
        _check_gltf(path)
        raise InputError("model.without_place", path=path.name)
    found = read_obj(path, progress)
    if max(abs(v) for v in _bounds(found)) < NEAR:
        raise InputError("model.without_place", path=path.name)
    return found


def _bounds(found: ObjFile) -> Bounds:
    points = found.points
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return low[0], low[1], high[0], high[1]


class _Asset(msgspec.Struct):
    version: str = ""


class _Gltf(msgspec.Struct):
    asset: _Asset


def _check_gltf(path: Path) -> None:
    """Tell a glTF file from what only bears its extension."""
    with open(path, "rb") as file:
        if extension(path) == ".glb":
            if file.read(4) != b"glTF":
                raise InputError("gltf.not_one", path=path.name)
            return
        try:
            msgspec.json.decode(file.read(), type=_Gltf)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise InputError("gltf.not_one", path=path.name) from error
