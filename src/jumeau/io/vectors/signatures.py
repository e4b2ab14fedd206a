"""What a file really is, by its first bytes: a name may say one thing and the content another."""

from __future__ import annotations

from pathlib import Path

from jumeau.errors import InputError

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x1f\x8b", "GZIP"),
    (b"SQLite format 3\0", "GeoPackage (SQLite)"),
    (b"\x00\x00\x27\x0a", "Shapefile (.shp)"),
    (b"fgb\x03", "FlatGeobuf"),
    (b"PAR1", "Parquet"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"LASF", "LAS/LAZ"),
    (b"\xd0\xcf\x11\xe0", "Microsoft Office (.xls, .doc)"),
    (b"MZ", "EXE"),
)


def content_of(head: bytes) -> str:
    """Return the name of the format that first bytes are of; empty where they tell nothing.

    Parameters
    ----------
    head : bytes
        The beginning of a file, a kibibyte or more.
    """
    known = next((name for sign, name in _SIGNS if head.startswith(sign)), "")
    if known:
        return known
    text = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    if text.startswith(b"<"):
        return "HTML" if b"<html" in text else "KML" if b"<kml" in text else "XML"
    if text.startswith((b"{", b"[")):
        return "JSON"
    return ""


def refuse_other(path: Path, head: bytes, *accepted: str) -> None:
    """Raise when a file is plainly of another format than its name says.

    Parameters
    ----------
    path : Path
        The file, for the message.
    head : bytes
        Its first bytes.
    *accepted : str
        The names, as :func:`content_of` gives them, that are right.

    Raises
    ------
    InputError
        ``file.other_content``.
    """
    found = content_of(head)
    if found and found not in accepted:
        raise InputError("file.other_content", path=path.name, suffix=path.suffix, found=found)
