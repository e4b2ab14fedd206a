"""Archives anywhere in what is loaded: unpacked into a folder of their own, within limits.

Nothing of an archive is believed: names may not lead out of the folder, links are not made, and
what it says of its size is checked before and while it is unpacked.
"""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from jumeau.errors import InputError
from jumeau.io.formats import ARCHIVES
from jumeau.io.notices import says_invented
from jumeau.io.packed import archives
from jumeau.io.packed.archives import RESERVE, SEVEN_ZIP
from jumeau.io.reading import Problem
from jumeau.model.progress import Progress, part

MOST_BYTES = 20 * 10**9
"""What all archives of one loading may unpack to [bytes]."""
MOST_MEMBERS = 200_000
MOST_RATIO = 200
"""How many times its own size an archive may unpack to, beyond :data:`FREE_BYTES`."""
FREE_BYTES = 10**9
DEEPEST = 2
"""An archive, and those in it; not those in these."""
_CHUNK = 2**20
_ZIP_SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST = 120
_ERRORS = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError,
           NotImplementedError, RuntimeError, ValueError)  # fmt: skip


@dataclass(slots=True)
class Budget:
    """What may still be unpacked, shared by all the archives of one loading."""

    bytes_left: int = MOST_BYTES
    members_left: int = MOST_MEMBERS


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive held.

    Attributes
    ----------
    folder : Path
        Where it lies now, to be looked through like any folder.
    origins : dict
        File to its name in the archive: ``bati.zip/data/batiment.shp``.
    problems : tuple of Problem
        Members that could not be unpacked.
    """

    folder: Path
    origins: dict[Path, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    place: Path
    info: zipfile.ZipInfo | None = None


def is_archive(path: Path) -> bool:
    """Tell whether a file is an archive by its name."""
    return path.suffix.lower() in ARCHIVES and path.is_file()


def unpack_all(archive: Path, folder: Path, budget: Budget, progress: Progress) -> Unpacked:
    """Unpack an archive, and those in it, below a folder.

    Parameters
    ----------
    archive : Path
        ``.zip``, ``.kmz`` or ``.7z``; opened read-only.
    folder : Path
        An existing, empty folder; what it holds after an error is the caller's to remove.
    budget : Budget
        What is left; less afterwards.
    progress : Progress
        Called at least for every mebibyte; may raise ``Cancelled``.

    Raises
    ------
    InputError
        ``archive.unreadable``, ``archive.locked``, ``archive.unsafe``, ``archive.no_room``,
        ``archive.too_big``, ``archive.too_many``; nothing is written by the last four.
    """
    found = _one(archive, folder / _safe(archive.stem), budget, progress)
    return _nested(found, archive.name, 1, budget, progress)


def _nested(
    outer: Unpacked, label: str, depth: int, budget: Budget, progress: Progress
) -> Unpacked:
    origins: dict[Path, str] = {}
    problems = list(outer.problems)
    for path, name in outer.origins.items():
        if not is_archive(path):
            origins[path] = name
            continue
        try:
            if depth >= DEEPEST:
                raise InputError("archive.too_deep", path=name, depth=DEEPEST)
            place = _free(path.with_name(path.stem))
            inner = _one(path, place, budget, progress, name)
            inner = _nested(inner, name, depth + 1, budget, progress)
            origins |= inner.origins
            problems += inner.problems
        except InputError as error:
            problems.append(Problem.of(error, name))
        path.unlink(missing_ok=True)
    return Unpacked(outer.folder, origins, tuple(problems))


def _one(
    archive: Path, folder: Path, budget: Budget, progress: Progress, label: str = ""
) -> Unpacked:
    label = label or archive.name
    folder.mkdir(parents=True)
    with open(archive, "rb") as file:
        sign = file.read(6)
    if sign == SEVEN_ZIP:
        found = _seven(archive, folder, budget, progress, label)
    elif sign[:4] in _ZIP_SIGNS:
        found = _zip(archive, folder, budget, progress, label)
    else:
        raise InputError("archive.unreadable", path=archive.name, reason=sign[:4].hex(" "))
    if says_invented(archive):
        for place in {path.parent for path in found.origins}:
            (place / "LISEZMOI-archive.txt").write_text("Donnée inventée", encoding="utf-8")
    return found


def _allowed(archive: Path, members: list[_Member], folder: Path, budget: Budget) -> None:
    """Refuse an archive that would unpack to too much, before anything is written."""
    needed = sum(member.size for member in members)
    if len(members) > budget.members_left:
        raise InputError(
            "archive.too_many", path=archive.name, count=len(members), limit=MOST_MEMBERS
        )
    packed = max(1, archive.stat().st_size)
    if needed > budget.bytes_left or (needed > FREE_BYTES and needed > MOST_RATIO * packed):
        raise InputError(
            "archive.too_big", path=archive.name, needed=round(needed / 1e6),
            packed=round(packed / 1e6, 1), limit=MOST_BYTES // 10**6, ratio=MOST_RATIO,
        )  # fmt: skip
    free = shutil.disk_usage(folder).free
    if needed + RESERVE > free:
        raise InputError(
            "archive.no_room", path=archive.name, needed=round(needed / 1e6),
            free=round(free / 1e6), folder=folder,
        )  # fmt: skip
    budget.members_left -= len(members)
    budget.bytes_left -= needed


def _zip(archive: Path, folder: Path, budget: Budget, progress: Progress, label: str) -> Unpacked:
    origins: dict[Path, str] = {}
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(archive) as file:
            members = list(_zip_members(archive, file, folder))
            _allowed(archive, members, folder, budget)
            total, done = max(1, sum(m.size for m in members)), 0
            for member in members:
                name = f"{label}/{member.name}"
                span = part(progress, done / total, (done + member.size) / total)
                done += member.size
                try:
                    assert member.info is not None
                    with file.open(member.info) as packed:
                        _copied(packed, member, span)
                    origins[member.place] = name
                except _ERRORS as error:
                    member.place.unlink(missing_ok=True)
                    wrong = _wrong(archive, name, error)
                    if wrong.code == "archive.no_room":
                        raise wrong from error
                    problems.append(Problem.of(wrong, name))
    except _ERRORS as error:
        raise InputError("archive.unreadable", path=archive.name, reason=_said(error)) from error
    if problems and not origins:
        raise problems[0].error
    return Unpacked(folder, origins, tuple(problems))


def _zip_members(archive: Path, file: zipfile.ZipFile, folder: Path) -> Iterator[_Member]:
    taken: set[str] = set()
    for info in file.infolist():
        name = _name(info)
        if not name:
            raise InputError("archive.unreadable", path=archive.name, reason="directory")
        if info.flag_bits & 0x1:
            raise InputError("archive.locked", path=archive.name)
        if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
            yield _Member(name, info.file_size, _place(archive, name, folder, taken), info)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name: many tools write UTF-8 or a code page of DOS without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp850"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _copied(packed: IO[bytes], member: _Member, progress: Progress) -> None:
    member.place.parent.mkdir(parents=True, exist_ok=True)
    done = 0
    with open(member.place, "xb") as output:
        while block := packed.read(_CHUNK):
            progress(min(1.0, done / max(1, member.size)), "unpacking")
            done += len(block)
            if done > member.size:
                raise ValueError("more than was announced")
            output.write(block)
    progress(1.0, "unpacking")


def _seven(archive: Path, folder: Path, budget: Budget, progress: Progress, label: str) -> Unpacked:
    sizes = archives.members(archive)
    taken: set[str] = set()
    members = [_Member(n, s, _place(archive, n, folder, taken)) for n, s in sizes.items()]
    _allowed(archive, members, folder, budget)
    archives.unpack_to(archive, {m.name: m.place for m in members}, sizes, progress)
    origins = {m.place: f"{label}/{m.name}" for m in members if m.place.is_file()}
    return Unpacked(folder, origins)


def _place(archive: Path, name: str, folder: Path, taken: set[str]) -> Path:
    """Return where a member may be written: below the folder, under a name that no other has.

    Raises
    ------
    InputError
        ``archive.unsafe``.
    """
    pure = PurePosixPath(name.replace("\\", "/"))
    drive = bool(pure.parts) and re.match(r"^[A-Za-z]:", pure.parts[0]) is not None
    if pure.is_absolute() or ".." in pure.parts or drive or not pure.parts or "\0" in name:
        raise InputError("archive.unsafe", path=archive.name, member=name)
    place = folder.joinpath(*(_safe(piece) for piece in pure.parts))
    stem, number = place, 1
    while str(place).lower() in taken:
        number += 1
        place = stem.with_name(f"{stem.stem}-{number}{stem.suffix}")
    taken.add(str(place).lower())
    return place


def _safe(piece: str) -> str:
    """Return a part of a name as every file system takes it."""
    plain = _FORBIDDEN.sub("_", piece).rstrip(". ") or "_"
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    if len(plain.encode()) > _LONGEST:
        suffix = Path(plain).suffix[:12]
        plain = plain.encode()[: _LONGEST - len(suffix)].decode(errors="ignore") + suffix
    return plain


def _free(place: Path) -> Path:
    number, free = 1, place
    while free.exists():
        number += 1
        free = place.with_name(f"{place.name}-{number}")
    return free


def _wrong(archive: Path, name: str, error: Exception) -> InputError:
    import errno

    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return InputError("archive.no_room", path=archive.name, needed=0, free=0, folder="")
    if isinstance(error, NotImplementedError):
        return InputError("archive.method", path=name)
    return InputError("archive.member", path=name, reason=_said(error))


def _said(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
