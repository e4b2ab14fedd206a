"""A ``.jumeau`` file: the project folder in one zip, for carrying and sending.

Payloads are compressed already, so they are stored as they are; the same project gives the same
bytes. A package is unpacked with limits: only the names of the format, no way out of the folder, no
more bytes than announced, and each payload must have the content that its name says.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
import zlib
from pathlib import Path

from jumeau.errors import ProjectError
from jumeau.io.atomic import explained, writing
from jumeau.model.payload import PayloadRef
from jumeau.model.progress import Progress, silent

SUFFIX = ".jumeau"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PAYLOAD = re.compile(r"store/([0-9a-f]{2})/(\1[0-9a-f]{62})(\.[a-z0-9]{1,8})?")
_CHUNK = 1 << 20
_METADATA_LIMIT = 256 << 20
# What zipfile raises for a damaged, locked or unknown archive, the last two among them.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


def pack(
    path: Path,
    documents: dict[str, bytes],
    payloads: dict[PayloadRef, Path],
    progress: Progress = silent,
) -> None:
    """Write a package.

    Parameters
    ----------
    path : Path
        The ``.jumeau`` file; it is replaced only when the new one is whole.
    documents : dict
        ``project.json`` and ``view.json`` by name.
    payloads : dict
        The files of the payloads that the project names.
    progress : Progress
        Told after each payload.
    """
    with writing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name in sorted(documents):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, documents[name])
        ordered = sorted(payloads.items(), key=lambda item: item[0].sha256)
        for done, (ref, source) in enumerate(ordered):
            progress(done / len(ordered), "packing")
            info = zipfile.ZipInfo(f"store/{ref.sha256[:2]}/{ref.sha256}{ref.suffix}", _EPOCH)
            info.external_attr = 0o644 << 16
            info.file_size = source.stat().st_size
            with open(source, "rb") as content, archive.open(info, "w") as target:
                shutil.copyfileobj(content, target, _CHUNK)
    progress(1.0, "packing")


def unpack(path: Path, folder: Path, progress: Progress = silent) -> None:
    """Unpack a package into a folder that does not exist yet.

    Raises
    ------
    ProjectError
        ``package.damaged`` with the reason, ``project.disk_full``; nothing is left behind.
    """
    staging = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        with explained(folder):
            staging.mkdir(parents=True)
            with zipfile.ZipFile(path) as archive:
                _extract(path, archive, staging, progress)
            staging.rename(folder)
    except _DAMAGE as error:
        raise ProjectError("package.damaged", path=path, detail=str(error)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _extract(path: Path, archive: zipfile.ZipFile, folder: Path, progress: Progress) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "project.json" not in names:
        raise ProjectError("package.damaged", path=path, detail="project.json")
    total = sum(member.file_size for member in members) or 1
    free = shutil.disk_usage(folder).free
    if total > free:
        raise ProjectError("project.disk_full", path=folder, free=free / 1e6)
    done = 0
    for member in members:
        payload = _PAYLOAD.fullmatch(member.filename)
        document = member.filename in ("project.json", "view.json")
        if not (payload or document):
            raise ProjectError("package.damaged", path=path, detail=member.filename)
        if document and member.file_size > _METADATA_LIMIT:
            raise ProjectError("package.damaged", path=path, detail=member.filename)
        target = folder / member.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        size = 0
        with archive.open(member) as source, open(target, "wb") as sink:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > member.file_size:
                    raise ProjectError("package.damaged", path=path, detail=member.filename)
                digest.update(chunk)
                sink.write(chunk)
                progress(min(1.0, (done + size) / total), "unpacking")
        done += size
        if payload and digest.hexdigest() != payload.group(2):
            raise ProjectError("package.damaged", path=path, detail=member.filename)
