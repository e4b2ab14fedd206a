"""Whether an extract of OpenStreetMap is whole: GDAL reads a damaged one up to the damage.

It says nothing of what follows, so the check is made here.
PBF as https://wiki.openstreetmap.org/wiki/PBF_Format describes it: blocks of a length, a header
and a blob, which is packed with zlib.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from jumeau.errors import InputError
from jumeau.io.vectors.signatures import refuse_other
from jumeau.model.progress import Progress

_HEADER_LARGEST = 64 * 2**10
_BLOB_LARGEST = 32 * 2**20
_CHUNK = 2**20
_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5


def refuse_damaged(path: Path, progress: Progress) -> None:
    """Read an extract through without keeping anything, and raise where it is not whole.

    Parameters
    ----------
    path : Path
        ``.osm`` or ``.osm.pbf``; opened read-only.
    progress : Progress
        Called for every mebibyte or block; may raise ``Cancelled``.

    Raises
    ------
    InputError
        ``osm.unreadable``, ``vector.not_one``, ``file.other_content``.
    """
    with open(path, "rb") as file:
        head = file.read(4096)
    try:
        if path.suffix.lower() == ".pbf":
            refuse_other(path, head)
            if b"OSMHeader" not in head[:64]:
                raise InputError("vector.not_one", path=path.name, format="OpenStreetMap PBF")
            _check_pbf(path, progress)
        else:
            refuse_other(path, head, "XML")
            if b"<osm" not in head:
                raise InputError("vector.not_one", path=path.name, format="OpenStreetMap XML")
            _check_xml(path, progress)
    except (ValueError, EOFError, zlib.error, expat.ExpatError, OSError) as error:
        raise InputError("osm.unreadable", path=path.name, reason=str(error)[:200]) from error


def _check_xml(path: Path, progress: Progress) -> None:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("<!ENTITY")

    parser.EntityDeclHandler = refuse  # no extract has any
    size, done = max(1, path.stat().st_size), 0
    with open(path, "rb") as file:
        while block := file.read(_CHUNK):
            progress(done / size, "checking")
            done += len(block)
            parser.Parse(block, False)
    parser.Parse(b"", True)


def _check_pbf(path: Path, progress: Progress) -> None:
    size = path.stat().st_size
    with open(path, "rb") as file:
        while head := file.read(4):
            progress(file.tell() / size, "checking")
            length = int.from_bytes(head, "big")
            if len(head) < 4 or not 0 < length <= _HEADER_LARGEST:
                raise ValueError(f"BlobHeader: {length}")
            header = dict(_fields(_exactly(file.read(length), length)))
            blob_size = header.get(3, 0)
            if not isinstance(blob_size, int) or not 0 <= blob_size <= _BLOB_LARGEST:
                raise ValueError(f"Blob: {blob_size!r}")
            blob = dict(_fields(_exactly(file.read(blob_size), blob_size)))
            packed = blob.get(3)
            if isinstance(packed, bytes):
                _unpacked(packed)


def _exactly(content: bytes, length: int) -> bytes:
    if len(content) != length:
        raise EOFError(f"{len(content)} < {length}")
    return content


def _unpacked(packed: bytes) -> None:
    """Unpack a blob, no further than the format allows, and check its sum."""
    unpacker = zlib.decompressobj()
    unpacker.decompress(packed, _BLOB_LARGEST)
    if not unpacker.eof:
        raise ValueError("Blob: zlib")


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Give the fields of a message (https://protobuf.dev/programming-guides/encoding/)."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if kind == _BYTES:
            length, at = _varint(message, at)
        elif kind in (_LONG, _SHORT):
            length = 8 if kind == _LONG else 4
        else:
            raise ValueError(f"wire type {kind}")
        yield number, _exactly(message[at : at + length], length)
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message) or shift > 63:
            raise EOFError("varint")
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
