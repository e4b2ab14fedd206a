"""What is said of the noise of a place: sentences, tables, the key of the lines."""

from __future__ import annotations

import math
from collections.abc import Sequence

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.render.noise_paths import Heard, PathKind, Route, table_of
from jumeau.render.noise_place import Answer
from jumeau.render.noise_words import change_words, told_level
from jumeau.render.variant_words import side_title
from jumeau.simulation.noise.bands import HZ, PERIODS

LDEN = "lden"
MOMENTS = (LDEN, *PERIODS)
"""Rows of the table of levels."""
Table = tuple[tuple[str, ...], ...]


def where(answer: Answer, tr: Translator) -> str:
    """Return the head of the sentence: where one listens, and how high."""
    key = "ground" if answer.spot.normal is None else "wall"
    above = answer.spot.above
    return tr(f"noise_place.{key}", height=tr.number(*_metres(above)))


def _metres(value: float) -> tuple[float, int]:
    return (round(value), 0) if abs(value - round(value)) < 0.05 else (round(value, 1), 1)


def sentence(answer: Answer, tr: Translator) -> str:
    """Return what is heard in the first variant: ``environ 63 dB (rue animée) ici, à 4 m…``."""
    return _alone(answer, answer.heard[answer.ids[0]], tr)


def _alone(answer: Answer, heard: Heard, tr: Translator) -> str:
    if heard.built or heard.silent:
        return tr("noise_place.built" if heard.built else "noise_place.silent")
    level = told_level(heard.lden, tr)
    return tr("noise_place.sentence", where=where(answer, tr), level=level)


def comparisons(answer: Answer, project: Project, year: int, tr: Translator) -> tuple[str, ...]:
    """Return a sentence for each further variant: its level and how far it is from the first."""
    first = answer.heard[answer.ids[0]]
    told = []
    for one in answer.ids[1:]:
        heard = answer.heard[one]
        title = side_title(project, one, year, tr)
        if any(x.built or x.silent for x in (first, heard)):
            told.append(tr("noise_place.line", title=title, told=_alone(answer, heard, tr)))
            continue
        about = tr("noise_place.about", number=tr.number(round(heard.lden)))
        change = change_words(heard.lden - first.lden, tr)
        told.append(tr("noise_place.compared", title=title, level=about, change=change))
    return tuple(told)


def titled(answer: Answer, project: Project, year: int, tr: Translator) -> tuple[str, ...]:
    """Return all sentences; the first bears the name of its variant where there are several."""
    said, others = sentence(answer, tr), comparisons(answer, project, year, tr)
    if not others:
        return (said[:1].upper() + said[1:],)
    title = side_title(project, answer.ids[0], year, tr)
    return (tr("noise_place.line", title=title, told=said), *others)


def picture_lines(answer: Answer, project: Project, year: int, tr: Translator) -> tuple[str, ...]:
    """Return what the picture says: the level of each variant, and the difference of two."""
    heard = list(answer.heard.values())
    told = []
    for one in answer.ids:
        here = answer.heard[one]
        title = tr("noise_place.picture")
        if len(heard) > 1:
            title = side_title(project, one, year, tr)
        line = tr("noise_place.about", number=tr.number(round(here.lden)))
        if here.built or here.silent:
            line = tr("noise_place.built" if here.built else "noise_place.silent").rstrip(".")
        told.append(tr("noise_place.line", title=title, told=line))
    if len(heard) == 2 and not any(x.built or x.silent for x in heard):
        told.append(change_words(heard[1].lden - heard[0].lden, tr))
    return tuple(told)


def level_table(answer: Answer, tr: Translator) -> Table:
    """Return the levels of the day and of its parts: a row a moment, a column a variant."""
    rows = []
    for k, moment in enumerate(MOMENTS):
        cells = [tr(f"noise_place.period.{moment}")]
        for heard in answer.heard.values():
            value = heard.lden if k == 0 else float(heard.levels[k - 1])
            cells.append(_decibels(value, tr, there=not (heard.built or heard.silent)))
        rows.append(tuple(cells))
    return tuple(rows)


def _decibels(value: float, tr: Translator, *, there: bool = True) -> str:
    return tr("noise_place.decibels", number=tr.number(round(value))) if there else "–"


def source_table(heard: Heard, tr: Translator, most: int = 8) -> Table:
    """Return the sources that bring most: name, share of the energy, level."""
    return tuple(
        (source_name(x.name, x.source, tr), told_share(x.share, tr), tr.number(round(x.level)))
        for x in heard.sources()[:most]
    )


def source_name(name: str, source: int, tr: Translator) -> str:
    """Return the name of a source, or what it is."""
    return name or f"{tr('noise_place.unnamed')} ({tr(f'noise_place.source.{source}')})"


def told_share(share: float, tr: Translator) -> str:
    """Return a share in whole percents."""
    percent = round(100.0 * share)
    if percent == 0:
        return tr("noise_place.hardly")
    return tr("noise_place.share", percent=tr.number(percent))


def route_cells(route: Route, tr: Translator) -> tuple[str, str, str, str]:
    """Return kind, source, length and level of a way."""
    return (
        tr(f"noise_place.kind.{route.kind}"),
        source_name(route.name, route.source, tr),
        tr("noise_place.length", metres=tr.number(round(route.length))),
        tr.number(round(route.level, 1), 1),
    )


def term_heads(tr: Translator) -> tuple[str, ...]:
    """Return the heads of the table of terms: the octave bands."""
    told = (tr.number(x / 1000 if x >= 1000 else x) + (" k" if x >= 1000 else "") for x in HZ)
    return (tr("noise_place.column.term"), *(tr("noise_place.hz", number=x) for x in told))


def term_table(route: Route, tr: Translator) -> Table:
    """Return what weakens the sound on a way by octave band, then the level that is left."""
    return tuple(
        (
            tr(f"noise_place.term.{name}"),
            *("–" if math.isnan(x) else tr.number(round(x, 1), 1) for x in values),
        )
        for name, values in table_of(route)
    )


def key_rows(heard: Sequence[Heard], tr: Translator) -> tuple[tuple[PathKind, str], ...]:
    """Return the kinds of ways that there are, in words; of one variant with their shares."""
    shares = [x.shares() for x in heard]
    found = []
    for kind in PathKind:
        if any(kind in x for x in shares):
            told = tr(f"noise_place.kind.{kind}")
            if len(shares) == 1:
                told = f"{told} ({told_share(shares[0][kind], tr)})"
            found.append((kind, told))
    return tuple(found)
