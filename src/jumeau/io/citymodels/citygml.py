"""CityGML 1.0, 2.0 and 3.0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jumeau.errors import InputError
from jumeau.io.citymodels.block import Tally
from jumeau.io.citymodels.drafting import Model
from jumeau.io.citymodels.gml_appearance import Appearances
from jumeau.io.citymodels.gml_block import Gathering
from jumeau.io.citymodels.gml_file import APPEARANCE, MEMBERS, Outline, elements, outline_of
from jumeau.io.citymodels.gml_geometry import local_name
from jumeau.io.citymodels.gml_objects import ObjectReader
from jumeau.io.citymodels.kinds import BUILDING, KINDS, kind_of, layer_name
from jumeau.io.citymodels.pictures import Pictures
from jumeau.io.reading import Draft, Facts, Problem, Window
from jumeau.model.progress import Progress, part
from jumeau.model.roles import Role

KEY = "gml_id"
OBJECTS = 5_000
"""City objects that become arrays together, at most."""
_GROUP = "CityObjectGroup"


class CityGmlReader:
    """Files of CityGML."""

    def describe(self, path: Path) -> list[Facts]:
        """Return the layers of a file: one a kind of city object."""
        outline = outline_of(path)
        counts: Counter[str] = Counter()
        for name, number in outline.classes.items():
            if name != _GROUP:
                counts[kind_of(name)] += number
        stem = _stem(path)
        bounds = outline.bounds
        if bounds is not None and outline.srs.is_turned(bounds):
            bounds = (bounds[1], bounds[0], bounds[3], bounds[2])
        return [
            Facts(
                path, layer_name(stem, kind),
                Role.BUILDING if kind == BUILDING else Role.CITY_OBJECT, counts[kind],
                "MultiPolygon Z", outline.srs.crs, bounds, vertical=outline.srs.vertical,
            )
            for kind in KINDS if counts[kind]
        ]  # fmt: skip

    def read(
        self, path: Path, window: Window | None, progress: Progress, only: Sequence[str] | None
    ) -> Iterator[Draft | Problem]:
        """Read the layers of a file, one after the other."""
        outline = outline_of(path, progress)
        model = Model(path, KEY, outline.srs, window, closing=True, stem=_stem(path))
        try:
            _fill(model, path, outline, progress)
        except InputError as error:
            # A file that was cut off while it was copied still shows what it holds.
            if error.code != "citygml.malformed" or not model.has_objects:
                raise
            yield Problem.of(error, path.name)
        yield from model.drafts(only)


def _stem(path: Path) -> str:
    return Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem


def _fill(model: Model, path: Path, outline: Outline, progress: Progress) -> None:
    pictures = Pictures(path.parent, model.tally, model.images)
    whole = Appearances()
    start = 0.0
    tags = (*MEMBERS, APPEARANCE) if outline.is_painted else MEMBERS
    if outline.appearances_follow:
        start = 0.3
        for element in elements(path, (APPEARANCE,), part(progress, 0.0, start)):
            whole.add(element, pictures, model.tally)
        tags = MEMBERS
    reader = ObjectReader(outline.has_references, model.tally)
    gathering = Gathering(model.tally)
    try:
        for element in elements(path, tags, part(progress, start, 0.9)):
            if local_name(element.tag) == "appearanceMember":
                whole.add(element, pictures, model.tally)
            else:
                painted = outline.is_painted
                _take(element, reader, gathering, whole, pictures if painted else None, model.tally)
            if gathering.is_full or len(gathering) >= OBJECTS:
                model.add(gathering.block())
    finally:
        if len(gathering):
            model.add(gathering.block())


def _take(
    member: Any,
    reader: ObjectReader,
    gathering: Gathering,
    whole: Appearances,
    pictures: Pictures | None,
    tally: Tally,
) -> None:
    """Gather the objects of a member; nothing of it is held afterwards."""
    for child in member:
        if local_name(child.tag) == _GROUP:
            continue
        own = Appearances()
        if pictures is not None:
            own.add(child, pictures, tally)
        gathering.add(reader.read(child), (own, whole))
