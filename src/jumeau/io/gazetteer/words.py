"""Words as they are compared: without accents, case, hyphens and the abbreviations of addresses."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"[^a-z0-9]+")
# Typographic dashes, apostrophes and quotation marks part words; accents do not.
_SPELT = {
    **str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}),
    **dict.fromkeys((*range(0x2010, 0x2016), *range(0x2018, 0x2020), 0xAB, 0xBB, 0xB0), " "),
}

# What stands in addresses for a longer word, as the national address base and the post spell it.
ABBREVIATIONS: dict[str, str] = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "bvd": "boulevard", "car": "carrefour", "che": "chemin",
    "chem": "chemin", "chs": "chaussee", "crs": "cours", "crt": "carrefour", "dr": "docteur",
    "fbg": "faubourg", "fg": "faubourg", "gal": "general", "gral": "general", "gen": "general",
    "gd": "grand", "gde": "grande", "grd": "grand",
    "ham": "hameau", "imp": "impasse", "jard": "jardin", "lot": "lotissement",
    "mal": "marechal", "mar": "marechal", "mgr": "monseigneur", "mt": "mont", "nd": "notre dame",
    "pass": "passage", "pce": "place", "pl": "place", "plce": "place", "prof": "professeur",
    "prom": "promenade", "pt": "pont", "qua": "quartier", "quart": "quartier", "r": "rue",
    "res": "residence",
    "rpt": "rond point", "rte": "route", "rle": "ruelle", "sq": "square", "st": "saint",
    "ste": "sainte", "sts": "saints", "vc": "voie communale", "zi": "zone industrielle",
    "za": "zone artisanale", "zac": "zone amenagement", "cd": "chemin departemental",
    "capt": "capitaine", "cdt": "commandant", "col": "colonel", "lt": "lieutenant",
    "pdt": "president", "pres": "president", "cc": "centre commercial",
}  # fmt: skip

# Words that tell nothing apart; an address is found with or without them.
LINKS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "en",
                   "sur", "sous", "the", "of"})  # fmt: skip
SUFFIXES = {"b": "bis", "t": "ter", "q": "quater"}
"""Letters for what follows a house number."""


def fold(text: str) -> str:
    """Return a text in lower case without accents, its words parted by single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SPELT))
        text = text.encode("ascii", "ignore").decode()
    return _SIGNS.sub(" ", text.lower()).strip()


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text, abbreviations spelt out."""
    found: list[str] = []
    for word in folded.split():
        found.extend(ABBREVIATIONS.get(word, word).split())
    return found


def telling(words: list[str]) -> list[str]:
    """Return the words that tell something apart; all of them where none does."""
    return [word for word in words if word not in LINKS] or words
