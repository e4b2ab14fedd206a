"""Wavefront OBJ: vertices, faces by group, colours and textures of the .mtl beside it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.geometry.surfaces import Surfaces
from jumeau.io.citymodels.block import Block, Tally
from jumeau.io.citymodels.kinds import TYPE
from jumeau.io.citymodels.pictures import Pictures
from jumeau.model.progress import Progress

MESH = "Mesh"
_EVERY = 20_000
"""Lines between two looks at whether the user has stopped."""


@dataclass(slots=True)
class _Look:
    """A material: RGBA, and the number of its texture."""

    colour: tuple[int, int, int, int] = (0, 0, 0, 0)
    image: int = -1


@dataclass(slots=True)
class _Group:
    name: str
    corners: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("q"))
    sizes: list[int] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)


class ObjFile:
    """What an OBJ file holds; built by :func:`read_obj`."""

    def __init__(self) -> None:
        self.vertices: array[float] = array("d")
        self.places: array[float] = array("d")
        self.groups: dict[str, _Group] = {}
        self.looks: dict[str, _Look] = {}
        self.libraries: list[str] = []

    @property
    def points(self) -> NDArray[np.float64]:
        """Vertices (N, 3)."""
        return np.array(self.vertices).reshape(-1, 3)


def read_obj(path: Path, progress: Progress) -> ObjFile:
    """Read a file.

    Raises
    ------
    InputError
        ``obj.not_one`` when it has no vertex or no face.
    """
    found = ObjFile()
    group = found.groups.setdefault("", _Group(""))
    look, size, done = "", max(1, path.stat().st_size), 0
    with open(path, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(_whole(file)):
            done += len(line)
            if number % _EVERY == 0:
                progress(min(1.0, done / size), "reading")
            word, _, rest = line.partition(" ")
            try:
                if word == "v":
                    x, y, z = rest.split()[:3]
                    found.vertices.extend((float(x), float(y), float(z)))
                elif word == "f":
                    _add_face(group, rest.split(), len(found.vertices) // 3,
                              len(found.places) // 2, look)  # fmt: skip
                elif word == "vt":
                    u, v = (*rest.split(), "0")[:2]
                    found.places.extend((float(u), float(v)))
            except ValueError:
                continue
            if word in ("o", "g"):
                name = rest.strip()
                group = found.groups.setdefault(name, _Group(name))
            elif word == "usemtl":
                look = rest.strip()
            elif word == "mtllib":
                found.libraries.append(rest.strip())
    if not found.vertices or not any(g.sizes for g in found.groups.values()):
        raise InputError("obj.not_one", path=path.name)
    return found


def _whole(lines: Iterable[str]) -> Iterable[str]:
    """Yield lines, those that go on after a backslash as one."""
    begun = ""
    for line in lines:
        line = begun + line.strip()
        begun = ""
        if line.endswith("\\"):
            begun = line[:-1] + " "
            continue
        yield line.replace("\t", " ")


def _add_face(group: _Group, corners: list[str], vertices: int, places: int, look: str) -> None:
    numbers, uvs = [], []
    for corner in corners:
        parts = corner.split("/")
        number = int(parts[0])
        number = number - 1 if number > 0 else vertices + number
        if not 0 <= number < vertices:
            raise ValueError(corner)
        numbers.append(number)
        uv = int(parts[1]) if len(parts) > 1 and parts[1] else 0
        uv = uv - 1 if uv > 0 else places + uv if uv < 0 else -1
        uvs.append(uv if 0 <= uv < places else -1)
    if len(numbers) < 3:
        raise ValueError("a face of less than three corners")
    numbers.append(numbers[0])
    uvs.append(uvs[0])
    group.corners.extend(numbers)
    group.places.extend(uvs)
    group.sizes.append(len(numbers))
    group.looks.append(look)


def add_looks(found: ObjFile, path: Path, pictures: Pictures, tally: Tally) -> None:
    """Read the colours and textures of the material libraries beside a file."""
    for name in found.libraries:
        library = (path.parent / name.replace("\\", "/")).resolve()
        if not library.is_relative_to(path.parent.resolve()) or not library.is_file():
            tally.out("material_missing", name[:80])
            continue
        look = _Look()
        for line in library.read_text(encoding="utf-8", errors="replace").splitlines():
            word, _, rest = line.strip().partition(" ")
            if word == "newmtl":
                look = found.looks.setdefault(rest.strip(), _Look())
            elif word == "Kd":
                try:
                    red, green, blue = (float(v) for v in rest.split()[:3])
                except ValueError:
                    continue
                r, g, b = (round(255 * min(1.0, max(0.0, v))) for v in (red, green, blue))
                look.colour = (r, g, b, 255)
            elif word == "map_Kd" and rest.strip():
                picture = library.parent / rest.strip().replace("\\", "/")
                inside = picture.is_relative_to(path.parent)
                named = picture.relative_to(path.parent).as_posix() if inside else rest.strip()
                look.image = pictures.number(named)


def block_of(found: ObjFile, stem: str) -> Block:
    """Return the groups as objects; faces outside any group make one that bears the file's name."""
    groups = [group for group in found.groups.values() if group.sizes]
    corners = np.concatenate([np.array(g.corners, np.int64) for g in groups])
    places = np.concatenate([np.array(g.places, np.int64) for g in groups])
    sizes = np.array([size for g in groups for size in g.sizes], np.int64)
    start = np.concatenate([[0], np.cumsum(sizes)])
    faces = np.concatenate([[0], np.cumsum([len(g.sizes) for g in groups])]).astype(np.int64)
    bodies = Surfaces(found.points[corners], start, np.arange(len(sizes) + 1), faces)
    names = [name for g in groups for name in g.looks]
    colours = images = uv = None
    if found.looks:
        none = _Look()
        looks = [found.looks.get(name, none) for name in names]
        colours = np.array([look.colour for look in looks], np.uint8)
        laid = np.minimum.reduceat(places, start[:-1]) >= 0
        numbers = np.where(laid, np.array([look.image for look in looks], np.int64), -1)
        if (numbers >= 0).any():
            images = numbers.astype(np.int16)
            flat = np.array(found.places, np.float32).reshape(-1, 2)
            uv = np.where(places[:, None] >= 0, flat[np.maximum(places, 0)], 0).astype(np.float32)
    return Block(
        bodies,
        np.full(len(sizes), TYPE["unknown"], np.uint8),
        [group.name or stem for group in groups],
        [MESH] * len(groups),
        [""] * len(groups),
        [{} for _ in groups],
        colours,
        images,
        uv,
    )
