"""LAS, LAZ and COPC: what each file is, and which belong together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jumeau.geometry.crs import Bounds
from jumeau.io.notices import as_invented, says_invented
from jumeau.io.points.headers import PointHeader, read_header
from jumeau.io.reading import Draft, Facts, PointSource, Problem, Window
from jumeau.io.schemas.rasters import CRS_IN_NAME, VERTICAL_IN_NAME
from jumeau.model.progress import Progress
from jumeau.model.provenance import Certainty, Provenance, SourceFile
from jumeau.model.roles import Role

LIDAR_HD = re.compile(
    r"(?<![A-Z])(LHD|LIDAR[_-]?HD)(?![A-Z])"
    r"|\d{3,6}_\d{4,6}_(?:PTS_)?(?:[A-Z]_)?(LA93|LAMB93|RGAF09UTM20|RGR92UTM40|UTM22RGFG95|RGM04UTM38)_"
    r"(IGN69|IGN78|GUAD88|MART87|REUN89|NGG77|SHOM53)",
    re.IGNORECASE,
)
"""Names of the tiles of IGN's survey: ``LHD_FXX_0770_6278_PTS_LAMB93_IGN69.copc.laz``."""
_CARD = Provenance(
    producer="IGN", product="LiDAR HD", licence="Licence Ouverte 2.0 (Etalab)",
    url="https://geoservices.ign.fr/lidarhd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PointFile:
    """A file of points at a glance."""

    header: PointHeader
    crs: str | None
    vertical: str
    provenance: Provenance
    certainty: Certainty
    title: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.header.path


class PointReader:
    """The formats of point clouds."""

    def describe(self, path: Path) -> list[Facts]:
        """Return what a file is; only its header is read."""
        file = examine(path)
        header = file.header
        details = (
            ("version", f"LAS {header.version}"),
            ("point_format", str(header.format)),
            ("scale", f"{min(header.scale):g}"),
            ("copc", "yes" if header.copc else "no"),
        )
        return [
            Facts(path, _stem(path), Role.POINT_CLOUD, header.count, "points", file.crs,
                  header.bounds, header.dimensions, file.vertical, details)
        ]  # fmt: skip

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Yield the draft of one file; its points are read when it is loaded."""
        yield from drafts([examine(path)])


def examine(path: Path) -> PointFile:
    """Return what a file of points is, from its name and its header.

    Raises
    ------
    InputError
        As :func:`jumeau.io.points.headers.read_header`.
    """
    header = read_header(path)
    crs, vertical, card = header.crs, header.vertical, Provenance()
    certainty, title = Certainty.COMPUTED, ""
    if LIDAR_HD.search(path.name) and header.format >= 6:
        card, certainty, title = _CARD, Certainty.MEASURED, "Nuage de points LiDAR HD"
        words = path.name.replace("_", " ")
        plane = next((code for p, code in CRS_IN_NAME if p.search(words)), "")
        if crs is None and plane:
            crs = plane
            card = msgspec.structs.replace(card, parameters=(("crs_from", "product_name"),))
        upper = path.name.upper()
        vertical = vertical or next((c for word, c in VERTICAL_IN_NAME if word in upper), "")
    if says_invented(path):
        card, certainty = as_invented(card), Certainty.ILLUSTRATION
    return PointFile(header, crs, vertical, card, certainty, title)


def drafts(files: Sequence[PointFile]) -> list[Draft]:
    """Return one draft for all the files of one product in one CRS: one cloud."""
    groups: dict[tuple[str | None, str, str], list[PointFile]] = {}
    for file in files:
        groups.setdefault((file.crs, file.vertical, file.provenance.product), []).append(file)
    return [_draft(sorted(group, key=lambda f: f.path.name)) for group in groups.values()]


def _draft(files: list[PointFile]) -> Draft:
    first = files[0]
    alone = len(files) == 1
    sources = tuple(SourceFile(f.path.name, f.path.stat().st_size) for f in files)
    card = msgspec.structs.replace(first.provenance, sources=sources)
    return Draft(
        role=Role.POINT_CLOUD,
        name=_stem(first.path) if alone else Role.POINT_CLOUD.value,
        content=PointSource(tuple(f.path for f in files)),
        crs=first.crs,
        title=first.title or (_stem(first.path) if alone else ""),
        vertical=first.vertical,
        bounds=_joint([f.header.bounds for f in files]),
        provenance=card,
        certainty=max((f.certainty for f in files), key=list(Certainty).index),
    )


def _stem(path: Path) -> str:
    return path.name.split(".copc.")[0].removesuffix(path.suffix)


def _joint(boxes: Sequence[Bounds | None]) -> Bounds | None:
    known = [b for b in boxes if b is not None and all(map(math.isfinite, b))]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)
