"""A file of CityGML: opened safely, looked at without being parsed, read member by member."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.citymodels.srs import Srs, srs_of
from jumeau.model.progress import Progress

MEMBERS = ("{*}cityObjectMember", "{*}featureMember")
APPEARANCE = "{*}appearanceMember"
CHUNK = 1 << 22
OVERLAP = 4096
"""Bytes that are looked at twice, so that nothing is cut in two."""

_ROOT = re.compile(rb"<(?:[\w.-]+:)?CityModel[\s>]")
_CITYGML = re.compile(rb"opengis\.net/citygml/")
_SRS = re.compile(rb"srsName\s*=\s*[\"']([^\"']+)[\"']")
_CORNERS = re.compile(  # two corners by name, or two positions
    rb"Envelope[^>]*>\s*<(?:\w+:)?(?:lowerCorner|pos)[^>]*>([^<]+)<[^>]*>"
    rb"\s*<(?:\w+:)?(?:upperCorner|pos)[^>]*>([^<]+)<"
)
_PLACES = re.compile(rb"<(?:\w+:)?pos(?:List)?(?:\s[^>]*)?>([^<]+)<")
_MEMBER = tuple(  # what follows is looked at, not taken: it may be the next member
    re.compile(name + rb"[^>/]*>(?=\s*<(?:\w+:)?([A-Z]\w*))")
    for name in (b"cityObjectMember", b"featureMember")
)
_SIGNS = {
    "members": b"cityObjectMember",
    "references": b'href="#',
    "appearances": b"appearanceMember",
    "textures": b"ParameterizedTexture",
    "materials": b"X3DMaterial",
}


class Outline:
    """What is seen of a file without parsing it.

    Attributes
    ----------
    srs : Srs
        The first reference system that is named.
    bounds : tuple of float or None
        Of the model's envelope, else of all envelopes, else of the coordinates.
    classes : Counter
        City objects by class.
    first, last : dict
        First and last byte at which a sign of :data:`_SIGNS` stands.
    """

    def __init__(self) -> None:
        self.srs = Srs()
        self.bounds: Bounds | None = None
        self.classes: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}

    @property
    def has_references(self) -> bool:
        """Whether something refers to a polygon by its id."""
        return "references" in self.first

    @property
    def is_painted(self) -> bool:
        """Whether there are textures or colours."""
        return "textures" in self.first or "materials" in self.first

    @property
    def appearances_follow(self) -> bool:
        """Whether appearances of the whole model stand behind objects that they paint."""
        first = self.first.get("members", 0)
        return self.is_painted and self.last.get("appearances", -1) > first


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file, unpacked where it is a ``.gz``; read-only."""
    try:
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else open(path, "rb") as file:
            yield cast(BinaryIO, file)
    except (OSError, EOFError) as error:
        raise InputError("citygml.unreadable", path=path.name, reason=str(error)[:160]) from error


def outline_of(path: Path, progress: Progress | None = None) -> Outline:
    """Look through a file; its bounds are looked for where no ``progress`` is told.

    Raises
    ------
    InputError
        ``citygml.not_one`` for other XML and for what is none; ``citygml.entities`` for a file
        that declares entities, which could grow without bound.
    """
    found = Outline()
    envelopes: list[Bounds] = []
    places: list[Bounds] = []
    with opened(path) as file:
        position, kept = 0, b""
        while block := file.read(CHUNK):
            if progress is not None:
                progress(0.0, "reading")
            if position == 0:
                block = _head(path, block)
            data = kept + block
            begin = position - len(kept)
            if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
                raise InputError("citygml.entities", path=path.name)
            if found.srs.crs is None and (srs := _first_srs(data)):
                found.srs = srs
            if progress is None and (not envelopes or "members" not in found.first):
                envelopes += _envelopes(data) or (_envelopes(_tail(path)) if not position else [])
            if progress is None and not envelopes:
                places += _boxes_of_places(data)
            fresh = len(kept)
            for match in (m for pattern in _MEMBER for m in pattern.finditer(data)):
                if match.end() > fresh:
                    found.classes[match.group(1).decode("ascii", "replace")] += 1
            for name, sign in _SIGNS.items():
                if (at := data.find(sign)) >= 0:
                    found.first.setdefault(name, begin + at)
                    found.last[name] = begin + data.rfind(sign)
            position += len(block)
            kept = data[-OVERLAP:]
    if not found.classes:
        raise InputError("model.nothing_usable", path=path.name, count=0)
    found.bounds = _joint(envelopes) or _joint(places)
    return found


def _head(path: Path, block: bytes) -> bytes:
    if block.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("citygml.encoding", path=path.name, encoding="UTF-16")
    block = block.removeprefix(b"\xef\xbb\xbf")
    if not block.lstrip().startswith(b"<"):
        raise InputError("citygml.not_one", path=path.name, root="–")
    if b"<!ENTITY" in block or b"<!DOCTYPE" in block:
        raise InputError("citygml.entities", path=path.name)
    if _ROOT.search(block) is None or _CITYGML.search(block) is None:
        root = re.search(rb"<([A-Za-z_][\w.:-]*)", block)
        name = root.group(1).decode("ascii", "replace")[:60] if root else "–"
        raise InputError("citygml.not_one", path=path.name, root=name)
    return block


def _tail(path: Path) -> bytes:
    """Return the last bytes of a plain file: some writers put the envelope there."""
    if path.suffix.lower() == ".gz":
        return b""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - CHUNK // 64))
        return file.read()


def _first_srs(data: bytes) -> Srs | None:
    for match in _SRS.finditer(data):
        srs = srs_of(match.group(1).decode("utf-8", "replace"))
        if srs.crs is not None:
            return srs
    return None


def _numbers(text: bytes) -> list[float]:
    try:
        return [float(v) for v in text.split()]
    except ValueError:
        return []


def _envelopes(data: bytes) -> list[Bounds]:
    """Return the model's envelope where it has one, else those of its objects."""
    member = data.find(b"cityObjectMember")
    boxes = []
    for match in _CORNERS.finditer(data):
        low, high = _numbers(match.group(1)), _numbers(match.group(2))
        if len(low) >= 2 and len(high) >= 2:
            boxes.append((low[0], low[1], high[0], high[1]))
            if 0 <= match.start() < member or member < 0:
                break
    return boxes


def _boxes_of_places(data: bytes) -> list[Bounds]:
    boxes = []
    for match in _PLACES.finditer(data):
        values = _numbers(match.group(1))
        x, y = values[0::3], values[1::3]
        if x and y:
            boxes.append((min(x), min(y), max(x), max(y)))
    joint = _joint(boxes)
    return [joint] if joint is not None else []


def _joint(boxes: list[Bounds]) -> Bounds | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


class _Heard:
    """A file that tells how far it has been read, and hears a wish to stop."""

    def __init__(self, file: IO[bytes], size: int, progress: Progress) -> None:
        self._file, self._size, self._progress, self._done = file, max(1, size), progress, 0

    def read(self, count: int = -1) -> bytes:
        """Return the next bytes."""
        block = self._file.read(count)
        self._done += len(block)
        self._progress(min(1.0, self._done / self._size), "reading")
        return block


def elements(path: Path, tags: tuple[str, ...], progress: Progress) -> Iterator[Any]:
    """Yield the elements of some names, each whole; it is forgotten when the next one is asked for.

    Raises
    ------
    InputError
        ``citygml.malformed``: what was read before has been yielded.
    """
    from lxml import etree  # type: ignore[import-untyped]

    with opened(path) as file:
        heard = _Heard(file, path.stat().st_size, progress)
        try:
            for _, element in etree.iterparse(
                heard, events=("end",), tag=tags, huge_tree=True, resolve_entities=False,
                no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                yield element
                element.clear()
                above = element.getparent()
                if above is not None:
                    while element.getprevious() is not None:
                        del above[0]
        except etree.XMLSyntaxError as error:
            reason = str(error)[:160]
            raise InputError("citygml.malformed", path=path.name, reason=reason) from error
