"""The index: names by their words, and what is typed compared with them.

Words are compared without accents, case and abbreviations. A word that stands nowhere may begin
one, or differ from one by one letter (two in long words), counted as the optimal string alignment
distance does: a letter too much, too little, another, or two exchanged.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.io.gazetteer.entries import Named, ParcelTable, named_features, parcel_key
from jumeau.io.gazetteer.words import ABBREVIATIONS, LINKS, SUFFIXES, fold, telling, words_of
from jumeau.io.store import Payloads
from jumeau.model.progress import Progress, silent
from jumeau.model.project import Project

Box = tuple[float, float, float, float]
SHOWN = 12
"""Answers that a question gets at most."""
_EXACT, _START, _LIKE = 1.0, 0.8, 0.55
_BESIDE = 0.5  # at most, for a word that stands beside the name
_BEGINS = 0.06  # for a name that begins just as it is typed
_FEW_STARTS = 400  # words that may begin so; beyond, only the first in the alphabet count
_LONG, _VERY_LONG = 4, 8  # letters from which one or two of them may be wrong
# What is meant first where names fit equally well.
_WEIGHT = {
    "commune": 0.08, "settlement": 0.07, "place": 0.06, "street": 0.05, "address": 0.05,
    "building": 0.04, "stop": 0.03, "water": 0.02, "district": 0.02,
}  # fmt: skip
_PARCEL = re.compile(
    r"(?:parcelles? )?(?:(\d[\dab]\d{3}) ?(?:\d{3} ?)?)?(?:section )?(0?[a-z]{1,2}|[0-9][a-z])"
    r" ?(?:n |no |numero )?(\d{1,4})"
)
_IDU = re.compile(r"(\d[\dab]\d{3})\d{3}([0-9a-z]{2})(\d{4})")  # INSEE, prefix, section, number
_NUMBER = re.compile(r"(\d{1,4})([a-z]?)")


class Found(NamedTuple):
    """A place that was asked for.

    Attributes
    ----------
    kind : str
        A key of ``shell.kind``.
    title, detail : str
        Its name; its postcode and commune, or its street, where known.
    bounds : tuple of float
        xmin, ymin, xmax, ymax in the project's CRS [m].
    place : tuple of float
        A point on it, where a mark stands [m].
    layer, rows : str, tuple of int
        The features that it is; empty for typed coordinates.
    score : float
        How well it fits, at most about 1.
    """

    kind: str
    title: str
    detail: str
    bounds: Box
    place: tuple[float, float]
    layer: str = ""
    rows: tuple[int, ...] = ()
    score: float = 1.0


class Gazetteer:
    """An index of names.

    Parameters
    ----------
    named : sequence of Named
        What has a name.
    parcels : sequence of ParcelTable
        Parcels, which have keys instead.
    """

    def __init__(self, named: Sequence[Named], parcels: Sequence[ParcelTable] = ()) -> None:
        self._named = list(named)
        self._parcels = list(parcels)
        words: dict[str, list[int]] = {}
        lengths = np.ones(len(self._named), np.float64)
        beside: dict[str, tuple[str, ...]] = {}
        self._titles = np.array([fold(item.title) for item in self._named], np.str_)
        for number, item in enumerate(self._named):
            own = dict.fromkeys(telling(words_of(str(self._titles[number]))))
            lengths[number] = max(len(own), 1)
            if item.detail not in beside:
                beside[item.detail] = tuple(telling(words_of(fold(item.detail))))
            for word in own:
                words.setdefault(word, []).append(number)
            for word in beside[item.detail]:
                if word not in own:
                    # What is beside a name may be typed too, and counts less: told by its sign.
                    words.setdefault(word, []).append(-number - 1)
        self._words = sorted(words)
        self._holders = [np.array(words[word], np.int64) for word in self._words]
        self._lengths = lengths
        self._bonus = np.array([_WEIGHT.get(item.kind, 0.0) for item in self._named])

    def __len__(self) -> int:
        return len(self._named) + sum(len(table.keys) for table in self._parcels)

    # -- questions -------------------------------------------------------------------------------

    def search(self, text: str, most: int = SHOWN) -> list[Found]:
        """Return what a text may mean, the likeliest first.

        Parameters
        ----------
        text : str
            As typed: words in any order, an address with its number, a parcel.
        most : int
            Answers at most.
        """
        typed = fold(text)
        if not typed:
            return []
        parcels = self._parcels_of(typed)
        return [*parcels, *self._names_of(typed, most)][:most]

    def _names_of(self, typed: str, most: int) -> list[Found]:
        house, words = _split(typed)
        if not words:
            return []
        count = len(self._named)
        score = np.zeros(count)
        matched = np.zeros(count)  # words of the name itself
        met = np.zeros(count, np.int64)
        for place, word in enumerate(words):
            best = self._of_typed(word, last=place == len(words) - 1)
            here = best > 0
            met += here
            score += np.abs(best)
            matched += best > _BESIDE
        wanted = len(words)
        fits = np.flatnonzero(met == wanted)
        if not len(fits) and count:  # some words may tell where, of which the project knows nothing
            most_met = int(met.max())
            if most_met >= max(2, wanted / 2):
                fits = np.flatnonzero(met == most_met)
        if not len(fits):
            return []
        share = matched[fits] / np.maximum(self._lengths[fits], matched[fits])
        total = score[fits] / wanted * 0.75 + 0.2 * share + self._bonus[fits]
        total += _BEGINS * np.strings.startswith(self._titles[fits], typed)
        chosen = fits[np.argsort(-total, kind="stable")[: 6 * most]]
        value = dict(zip(fits.tolist(), total.tolist(), strict=True))
        found: list[Found] = []
        for number in chosen.tolist():
            found += _told(self._named[number], house, value[number])
        return _distinct(sorted(found, key=lambda x: -x.score))[:most]

    def _of_typed(self, word: str, *, last: bool) -> NDArray[np.float64]:
        """Return how well each name (N,) holds a word as typed, or what it may stand for."""
        best = self._of_word(word, last=last)
        if word in ABBREVIATIONS:
            longer = [self._of_word(x, last=False) for x in ABBREVIATIONS[word].split()]
            best = np.maximum(best, np.min(longer, axis=0))
        return best

    def _of_word(self, word: str, *, last: bool) -> NDArray[np.float64]:
        """Return how well each name (N,) holds a word; at most :data:`_BESIDE` beside it."""
        best = np.zeros(len(self._named))
        for place, weight in self._alike(word, last=last):
            holders = self._holders[place]
            own = holders[holders >= 0]
            best[own] = np.maximum(best[own], weight)
            other = -holders[holders < 0] - 1
            best[other] = np.maximum(best[other], _BESIDE * weight)
        return best

    def _alike(self, word: str, *, last: bool) -> list[tuple[int, float]]:
        """Return the known words that a typed one may mean, with their weights."""
        words = self._words
        place = bisect_left(words, word)
        found: list[tuple[int, float]] = []
        if place < len(words) and words[place] == word:
            found.append((place, _EXACT))
        if last or not found:
            end = place + len(found)
            while end < len(words) and words[end].startswith(word) and end - place < _FEW_STARTS:
                found.append((end, _START if len(word) > 1 else _START / 2))
                end += 1
        if not found and len(word) >= _LONG:
            found = self._misspelt(word)
        return found

    def _misspelt(self, word: str) -> list[tuple[int, float]]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 2 if len(word) >= _VERY_LONG else 1
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=12)
        return [(place, _LIKE / distance) for _, distance, place in near]

    # -- parcels ---------------------------------------------------------------------------------

    def _parcels_of(self, typed: str) -> list[Found]:
        match = _IDU.fullmatch(typed.replace(" ", "")) or _PARCEL.fullmatch(typed)
        if match is None:
            return []
        insee, section, number = match[1] or "", match[2], match[3]
        key = parcel_key(section, number)
        found = []
        for table in self._parcels:
            for row in table.keys.get(key, ()):
                if insee and table.insee[row] and table.insee[row].upper() != insee.upper():
                    continue
                box = table.bounds[row]
                if not np.isnan(box[0]):
                    west, south, east, north = box.tolist()
                    where = (west, south, east, north)
                    detail = table.insee[row]
                    middle = ((west + east) / 2, (south + north) / 2)
                    found.append(Found("parcel", key, detail, where, middle, table.layer, (row,)))
        return found


def build_gazetteer(project: Project, payloads: Payloads, progress: Progress = silent) -> Gazetteer:
    """Return the index of what a project's layers name.

    Parameters
    ----------
    project, payloads : Project, Payloads
        The layers and their content.
    progress : Progress
        Told as it goes; may cancel.
    """
    import rapidfuzz.process  # noqa: F401  # a question must not wait for it

    return Gazetteer(*named_features(project, payloads, progress))


def _split(typed: str) -> tuple[str, list[str]]:
    """Return the number of a house, with its suffix, and the words beside it."""
    parts = typed.split()
    house = ""
    for place, part in enumerate(parts):
        match = _NUMBER.fullmatch(part)
        if match is None:
            continue
        suffix, used = match[2], 1
        follower = parts[place + 1] if place + 1 < len(parts) else ""
        if not suffix and follower in (*SUFFIXES, *SUFFIXES.values()) and len(parts) > 2:
            suffix, used = follower, 2
        house = f"{int(match[1])} {SUFFIXES.get(suffix, suffix)}".strip()
        rest = parts[:place] + parts[place + used :]
        if rest:  # "1944" alone is a name, not a house
            parts = rest
        else:
            house = ""
        break
    return house, [word for word in parts if word not in LINKS] or parts


def _told(item: Named, house: str, score: float) -> list[Found]:
    """Return a name as an answer: the house that was asked for, or all of it."""
    whole = Found(
        item.kind, item.title, item.detail, item.bounds, item.place, item.layer,
        tuple(item.rows.tolist()), score,
    )  # fmt: skip
    if not house:
        return [whole]
    if item.points is None:
        # A name may hold a number ("place du 8 mai"): it counts when it does.
        holds = house.split()[0] in fold(item.title).split()
        return [whole._replace(score=score if holds else score - 0.15)]
    number, _, suffix = house.partition(" ")
    found = []
    for place, own in enumerate(item.numbers):
        known, _, after = own.partition(" ")
        after = SUFFIXES.get(after, after)
        if known == number and (not suffix or after == suffix):
            x, y = item.points[place].tolist()
            row = int(item.rows[place])
            exact = 0.15 if after == suffix else 0.1
            title = f"{own} {item.title}"
            box = (x, y, x, y)
            found.append(Found("address", title, item.detail, box, (x, y), item.layer, (row,),
                               score + exact))  # fmt: skip
    return found or [whole._replace(score=score - 0.1)]


def _distinct(found: Sequence[Found]) -> list[Found]:
    """Return the answers without those that say the same of the same place."""
    kept: list[Found] = []
    for item in found:
        twins = [
            x for x in kept
            if x.kind == item.kind and fold(x.title) == fold(item.title)
            and (x.detail == item.detail or _meet(x.bounds, item.bounds))
        ]  # fmt: skip
        if not twins:
            kept.append(item)
    return kept


def _meet(a: Box, b: Box, slack: float = 60.0) -> bool:
    apart_x = a[0] - slack > b[2] or b[0] - slack > a[2]
    apart_y = a[1] - slack > b[3] or b[1] - slack > a[3]
    return not (apart_x or apart_y)
