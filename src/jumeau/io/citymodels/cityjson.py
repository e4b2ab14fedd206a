"""CityJSON 1.0 to 2.0, and CityJSONSeq: one object a line."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from jumeau.errors import InputError
from jumeau.geometry.crs import Bounds
from jumeau.io.citymodels.block import Tally
from jumeau.io.citymodels.cityjson_block import block_of
from jumeau.io.citymodels.cityjson_document import (
    CityObject,
    Document,
    Header,
    Loose,
    Transform,
)
from jumeau.io.citymodels.cityjson_objects import Batch, Ground, Source, coordinates, gather
from jumeau.io.citymodels.drafting import Model
from jumeau.io.citymodels.kinds import BUILDING, KINDS, kind_of, layer_name
from jumeau.io.citymodels.pictures import Pictures
from jumeau.io.citymodels.srs import Srs, srs_of
from jumeau.io.formats import extension
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.model.progress import Progress, part, silent
from jumeau.model.roles import Role

KEY = "id"
LINES = 400
"""Lines of CityJSONSeq that are read together."""
OBJECTS = 1500
"""City objects that become arrays together: few enough for arrays to stay near the processor."""
_CLASS = re.compile(rb'"type"\s*:\s*"(\+?[A-Z]\w+)"')
_NO_OBJECT = frozenset(
    ("CityJSON", "CityJSONFeature", "MultiPoint", "MultiLineString", "MultiSurface", "Solid",
     "CompositeSurface", "MultiSolid", "CompositeSolid", "GeometryInstance", "CityObjectGroup")
)  # fmt: skip


class CityJsonReader:
    """Files of CityJSON and CityJSONSeq."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the layers of a file: one a kind of city object."""
        with _opened(path) as file:
            data = file.read()
        header, bounds = _header(path, data)
        srs = _srs(header.metadata)
        counts: Counter[str] = Counter()
        for name, number in Counter(_CLASS.findall(data)).items():
            text = name.decode()
            if text not in _NO_OBJECT and not text.endswith(("Surface", "Part", "Installation")):
                counts[kind_of(text)] += number
        facts = []
        for kind in (kind for kind in KINDS if counts[kind]):
            role = Role.BUILDING if kind == BUILDING else Role.CITY_OBJECT
            name = layer_name(_stem(path), kind)
            facts.append(
                Facts(
                    path,
                    name,
                    role,
                    counts[kind],
                    "MultiPolygon Z",
                    srs.crs,
                    bounds,
                    vertical=srs.vertical,
                )
            )
        if not facts:
            raise InputError("model.nothing_usable", path=path.name, count=0)
        return facts

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the layers of a file, one after the other."""
        progress(0.0, "reading")
        with _opened(path) as file:
            model = _read(path, file, window, progress)
        progress(0.95, "reading")
        yield from model.drafts(only)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return open(path, "rb")


def _stem(path: Path) -> str:
    name = path.name
    for suffix in (".gz", ".json", ".jsonl", ".city"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return name


def _decoded(path: Path, text: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
    try:
        return decoder.decode(text[3:] if text.startswith(b"\xef\xbb\xbf") else text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("cityjson.not_one", path=path.name, reason=str(error)[:160]) from error


def _document(path: Path, text: bytes, tally: Tally) -> Document:
    """Return a document; where a part is not as it should be, the objects that are."""
    try:
        document: Document = _decoded(path, text, msgspec.json.Decoder(Document))
        return document
    except InputError as error:
        if not isinstance(error.__cause__, msgspec.ValidationError):
            raise
    loose: Loose = _decoded(path, text, msgspec.json.Decoder(Loose))
    decoder = msgspec.json.Decoder(CityObject)
    whole = Document(**{name: getattr(loose, name) for name in loose.__struct_fields__})
    whole.objects = {}
    for key, raw in loose.objects.items():
        try:
            whole.objects[key] = decoder.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            tally.out("unreadable_object", key)
    return whole


def _checked(path: Path, header: Header | Document) -> None:
    if header.type != "CityJSON":
        raise InputError("cityjson.not_one", path=path.name, reason=f'"type": "{header.type}"')


def _srs(metadata: dict[str, Any] | None) -> Srs:
    """Return the reference system; 1.0 and older say it as a URN or as ``crs.epsg``."""
    metadata = metadata or {}
    named = metadata.get("referenceSystem")
    if named is None and isinstance(metadata.get("crs"), dict):
        code = metadata["crs"].get("epsg")
        named = f"EPSG:{code}" if code else None
    return srs_of(str(named)) if named is not None else Srs()


def _header(path: Path, data: bytes) -> tuple[Header, Bounds | None]:
    """Return what is said at the start of a file, and the box of its vertices."""
    if extension(path) == ".jsonl":
        first, *rest = data.split(b"\n", 1)
        header: Header = _decoded(path, first, msgspec.json.Decoder(Header))
        _checked(path, header)
        said = (header.metadata or {}).get("geographicalExtent")
        if isinstance(said, list) and len(said) == 6:
            return header, (said[0], said[1], said[3], said[4])
        boxes = [_box(m.group(1), header.transform)
                 for m in re.finditer(rb'"vertices"\s*:\s*(\[\s*\[[^a-zA-Z"{}]*\]\s*\])', rest[0])
                 ] if rest else []  # fmt: skip
        west, south, east, north = zip(*boxes, strict=True) if boxes else ((), (), (), ())
        if not boxes:
            return header, None
        return header, (min(west), min(south), max(east), max(north))
    document: _Extent = _decoded(path, data, msgspec.json.Decoder(_Extent))
    _checked(path, document)
    return document, _box(document.vertices, document.transform)


class _Extent(Header):
    vertices: msgspec.Raw = msgspec.Raw(b"[]")


def _box(text: bytes | msgspec.Raw, transform: Transform | None) -> Bounds | None:
    points = coordinates(text)
    if not len(points):
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    if transform is not None:
        corners = [(p * transform.scale + transform.translate) for p in (low, high)]
        low, high = corners[0], corners[1]
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _read(path: Path, file: IO[bytes], window: Window | None, progress: Progress) -> Model:
    if extension(path) != ".jsonl":
        lost = Tally()
        document = _document(path, file.read(), lost)
        _checked(path, document)
        model = _model(path, document, window)
        model.tally.left_out |= lost.left_out
        _add(model, [(document, document.transform)], path, part(progress, 0.2, 0.95))
        return model
    decoder = msgspec.json.Decoder(Document)
    head: Document = _decoded(path, file.readline(), decoder)
    _checked(path, head)
    model = _model(path, head, window)
    if head.objects:
        _add(model, [(head, head.transform)], path, silent)
    size, done = max(1, path.stat().st_size), 0
    waiting: list[tuple[Document, Transform | None]] = []
    for number, line in enumerate(file, start=2):
        done += len(line)
        if not line.strip():
            continue
        try:
            feature: Document = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            model.tally.out("unreadable_line", f"n° {number}")
            continue
        if feature.appearance is None:
            feature.appearance = head.appearance
        if feature.templates is None:
            feature.templates = head.templates
        waiting.append((feature, feature.transform or head.transform))
        if len(waiting) == LINES:
            progress(min(0.9, 0.9 * done / size), "reading")
            _add(model, waiting, path, silent)
            waiting = []
    _add(model, waiting, path, silent)
    return model


def _model(path: Path, head: Document, window: Window | None) -> Model:
    srs = _srs(head.metadata)
    return Model(path, KEY, srs, window, closing=False, stem=_stem(path))


def _add(
    model: Model,
    documents: list[tuple[Document, Transform | None]],
    path: Path,
    progress: Progress,
) -> None:
    """Add the objects of documents: those of many small ones together, of a large one by parts."""
    pictures = Pictures(path.parent, model.tally, model.images)
    ground = Ground()
    sources = [Source(document, transform, ground) for document, transform in documents]
    total = max(1, sum(len(source.families) for source in sources))
    done = 0
    batches: dict[str, Batch] = {}  # a layer each: blocks of one kind need not be taken apart

    def flush(kind: str) -> None:
        model.add(block_of(batches.pop(kind), ground.points, pictures.number, model.tally))

    for source in sources:
        objects, roots = source.document.objects, list(source.families)
        for first in range(0, len(roots), OBJECTS):
            few: dict[str, list[str]] = {}
            for root in roots[first : first + OBJECTS]:
                few.setdefault(kind_of(objects[root].type), []).append(root)
            for kind, several in few.items():
                gather(source, several, batches.setdefault(kind, Batch()), model.tally)
            done += min(OBJECTS, len(roots) - first)
            for kind in [kind for kind, batch in batches.items() if len(batch.keys) >= OBJECTS]:
                progress(done / total, "reading")
                flush(kind)
    for kind in [kind for kind, batch in batches.items() if batch.keys]:
        flush(kind)
