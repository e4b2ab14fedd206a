"""Shapefiles as they arrive: parts missing, and attributes in an encoding that nobody stated."""

from __future__ import annotations

import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jumeau.errors import InputError
from jumeau.io.vectors.signatures import refuse_other

SHP_CODE = struct.pack(">i", 9994)
SNIFFED = 64 * 2**20
"""How much of a .dbf is looked at to tell its encoding [bytes]."""


@dataclass(frozen=True, slots=True)
class Shapefile:
    """A shapefile ready for GDAL.

    Attributes
    ----------
    path : Path
        The .shp, or a copy of it in a temporary folder where the index had to be made again or
        the .prj written in other letters.
    encoding : str or None
        To tell GDAL; None where the file states its own.
    rebuilt_index, no_attributes : bool
        The .shx was missing; the .dbf was missing.
    """

    path: Path
    encoding: str | None
    rebuilt_index: bool
    no_attributes: bool


def sibling(path: Path, suffix: str) -> Path | None:
    """Return the file of the same name with another suffix, whatever its case."""
    for candidate in (suffix, suffix.upper()):
        found = path.with_suffix(candidate)
        if found.is_file():
            return found
    return None


@contextmanager
def prepared(path: Path) -> Iterator[Shapefile]:
    """Give a shapefile that GDAL can open without writing beside it.

    Raises
    ------
    InputError
        ``shapefile.not_one`` when the .shp is something else, ``shapefile.damaged`` when it is
        cut short.
    """
    with open(path, "rb") as file:
        head = file.read(100)
    if len(head) < 100 or head[:4] != SHP_CODE:
        refuse_other(path, head, "Shapefile (.shp)")
        raise InputError("shapefile.not_one", path=path)
    attributes = sibling(path, ".dbf")
    encoding = encoding_of(attributes, sibling(path, ".cpg")) if attributes else None
    index = sibling(path, ".shx")
    crs = _crs_in_utf8(sibling(path, ".prj"))
    if index is not None and crs is None:
        yield Shapefile(path, encoding, False, attributes is None)
        return
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        copy = Path(folder) / path.with_suffix(".shp").name
        shutil.copyfile(path, copy)
        for suffix in (".dbf", ".shx", ".prj", ".cpg"):
            if (part := sibling(path, suffix)) is not None:
                shutil.copyfile(part, copy.with_suffix(suffix))
        if index is None:
            copy.with_suffix(".shx").write_bytes(index_of(copy))
        if crs is not None:
            copy.with_suffix(".prj").write_text(crs, encoding="utf-8")
        yield Shapefile(copy, encoding, index is None, attributes is None)


def _crs_in_utf8(file: Path | None) -> str | None:
    """Return the text of a .prj whose letters are Latin-1, which GDAL hands on as they are."""
    raw = file.read_bytes()[:SNIFFED] if file is not None else b""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
    return None


def index_of(path: Path) -> bytes:
    """Return the content of the .shx of a .shp (ESRI Shapefile Technical Description, 1998).

    Raises
    ------
    InputError
        ``shapefile.damaged`` when the file ends within a record.
    """
    size = path.stat().st_size
    records: list[bytes] = []
    with open(path, "rb") as file:
        head = bytearray(file.read(100))
        place = 100
        while place + 8 <= size:
            file.seek(place)
            _, words = struct.unpack(">2i", file.read(8))
            if words < 2 or place + 8 + 2 * words > size:
                raise InputError("shapefile.damaged", path=path.name, records=len(records))
            records.append(struct.pack(">2i", place // 2, words))
            place += 8 + 2 * words
    head[24:28] = struct.pack(">i", 50 + 4 * len(records))
    return bytes(head) + b"".join(records)


def encoding_of(attributes: Path, code_page: Path | None) -> str | None:
    """Return the encoding of a .dbf that states none: UTF-8 where its bytes are, else Latin-1.

    Parameters
    ----------
    attributes : Path
        The .dbf.
    code_page : Path or None
        The .cpg, which settles the matter where it is there.
    """
    if code_page is not None and code_page.read_bytes().strip():
        return None
    with open(attributes, "rb") as file:
        head = file.read(32)
        if len(head) == 32 and head[29] not in (0x00, 0x57):
            return None  # the language driver states a code page
        start = int.from_bytes(head[8:10], "little") if len(head) == 32 else 0
        file.seek(start)
        content = file.read(SNIFFED)
    if content.isascii():
        return "UTF-8"
    # A field cut at its width may end within a letter: a few broken ones do not make it Latin-1.
    broken = content.decode("utf-8", errors="replace").count("\ufffd")
    letters = sum(content.count(bytes([lead])) for lead in range(0xC3, 0xC6))
    return "UTF-8" if broken <= letters // 4 else "CP1252"
