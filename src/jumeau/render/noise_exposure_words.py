"""Who is exposed to which noise, in words for the room: rounded numbers, no verdict."""

from __future__ import annotations

import math

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.render.noise.exposing import LOUD, Exposed
from jumeau.render.variant_words import side_title
from jumeau.simulation.noise.exposure_told import Rounded, Row


def number_told(number: Rounded, tr: Translator) -> str:
    """Return a rounded number for a cell of the table: ``300``, ``moins de 100``, ``0``."""
    key = "fewer" if number.fewer else "number"
    return tr(f"noise_exposure.{key}", number=tr.number(number.value))


def number_short(number: Rounded, tr: Translator) -> str:
    """Return a rounded number where there is little room: ``300``, ``< 100``."""
    key = "fewer_short" if number.fewer else "number"
    return tr(f"noise_exposure.{key}", number=tr.number(number.value))


def class_told(row: Row, tr: Translator) -> str:
    """Return the name of a class: ``de 55 à 60 dB``."""
    low, high = (tr.number(x) if math.isfinite(x) else "" for x in (row.lower, row.upper))
    key = ("between", "from", "below", "all")[2 * (not low) + (not high)]
    return tr(f"noise_exposure.class.{key}", low=low, high=high)


def class_short(row: Row, tr: Translator) -> str:
    """Return the name of a class under a bar: ``55–60``."""
    low, high = (tr.number(x) if math.isfinite(x) else "" for x in (row.lower, row.upper))
    key = ("between", "from", "below", "all")[2 * (not low) + (not high)]
    return tr(f"noise_exposure.short.{key}", low=low, high=high)


def people_told(number: Rounded, tr: Translator) -> str:
    """Return a number of residents in a sentence: ``environ 300 habitants``."""
    return _counted(number, "people", tr)


def _counted(number: Rounded, kind: str, tr: Translator) -> str:
    key = "fewer" if number.fewer else "about" if number.value else "nobody"
    return tr(f"noise_exposure.{kind}.{key}", number=tr.number(number.value))


def titles(found: Exposed, project: Project, year: int, tr: Translator) -> tuple[str, ...]:
    """Return the names of the sides, what is compared with first."""
    return tuple(side_title(project, x.variant, year, tr) for x in found.sides)


def sentences(found: Exposed, project: Project, year: int, tr: Translator) -> tuple[str, ...]:
    """Return what the table says, in plain words."""
    names = titles(found, project, year, tr)

    def both(numbers: list[Rounded], kind: str = "people") -> str:
        told = [_counted(x, kind, tr) for x in numbers]
        if len(told) == 1:
            return told[0]
        if told[0] == told[1]:
            return tr("noise_exposure.both_alike", told=told[0])
        pairs = zip(names, told, strict=True)
        return tr("noise_exposure.both", **{
            key: tr("noise_exposure.of_side", side=name, people=people)
            for key, (name, people) in zip(("before", "after"), pairs, strict=True)
        })  # fmt: skip

    told = [
        tr("noise_exposure.loud", people=both([x.loud for x in found.sides]),
           level=tr.number(LOUD[found.indicator]),
           when=tr(f"noise_exposure.when.{found.indicator}"))
    ]  # fmt: skip
    if found.moved is not None and not (found.moved.quieter.value or found.moved.louder.value):
        told.append(tr("noise_exposure.unmoved"))
    elif found.moved is not None:
        told.append(
            tr("noise_exposure.moved", before=names[0], after=names[-1],
               quieter=people_told(found.moved.quieter, tr),
               louder=people_told(found.moved.louder, tr))
        )  # fmt: skip
    if any(x.quiet.value for x in found.sides):
        told.append(tr("noise_exposure.quiet", people=both([x.quiet for x in found.sides])))
    if found.reference is not None:
        told.append(
            tr("noise_exposure.above", level=tr.number(found.reference),
               buildings=both([x.above for x in found.sides], "buildings"))
        )  # fmt: skip
    unknown = max((x.unknown for x in found.sides), key=lambda x: x.value)
    if unknown.value:
        told.append(tr("noise_exposure.unknown", people=people_told(unknown, tr)))
    return tuple(told)


def method_told(found: Exposed, tr: Translator) -> tuple[str, ...]:
    """Return how it was computed, what it lacks and what it is not."""
    return (
        tr("noise_exposure.local"),
        tr("noise_exposure.method"),
        tr("noise_exposure.estimated"),
        tr("noise_exposure.not_included"),
        tr("noise_exposure.no_study"),
    )
