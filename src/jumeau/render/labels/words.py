"""Names as they are written on a picture: spelling, usual abbreviations, lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

Width = Callable[[str], float]
"""Width of a text, in heights of its letters."""

_SMALL = frozenset({
        "à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès",
        "lez", "ou", "par", "pour", "s", "sous", "sur", "un", "une",
})  # fmt: skip
_SPELT = {
    "allee": "Allée", "allees": "Allées", "college": "Collège", "cote": "Côte",
    "ecole": "École", "ecoles": "Écoles", "eglise": "Église", "etang": "Étang",
    "etangs": "Étangs", "ferme": "Ferme", "general": "Général", "lycee": "Lycée",
    "marechal": "Maréchal", "pres": "Prés", "president": "Président", "republique": "République",
    "residence": "Résidence", "resistance": "Résistance", "riviere": "Rivière",
    "theatre": "Théâtre", "verite": "Vérité", "zac": "ZAC", "za": "ZA", "zi": "ZI",
    "ehpad": "EHPAD", "hlm": "HLM",
}  # fmt: skip
_SPELT_OUT = {
    "all": "Allée", "av": "Avenue", "ave": "Avenue", "bd": "Boulevard", "bld": "Boulevard",
    "che": "Chemin", "chem": "Chemin", "crs": "Cours", "fg": "Faubourg", "imp": "Impasse",
    "lot": "Lotissement", "pass": "Passage", "pl": "Place", "qu": "Quai", "r": "Rue",
    "res": "Résidence", "rte": "Route", "sq": "Square",
}  # fmt: skip
_NOTHING = frozenset({"nr", "nc", "sans nom", "sans objet", "inconnu", "unknown", "none", "null"})
SHORTER: tuple[tuple[str, str], ...] = (
    (r"\bRoute départementale (?=\d)", "D\N{NO-BREAK SPACE}"),
    (r"\bRoute nationale (?=\d)", "N\N{NO-BREAK SPACE}"),
    (r"^Avenue\b", "Av."),
    (r"^Boulevard\b", "Bd"),
    (r"^Chemin\b", "Ch."),
    (r"^Faubourg\b", "Fg"),
    (r"^Impasse\b", "Imp."),
    (r"^Lotissement\b", "Lot."),
    (r"^Passage\b", "Pass."),
    (r"^Place\b", "Pl."),
    (r"^Résidence\b", "Rés."),
    (r"^Route\b", "Rte"),
    (r"^Allée\b", "All."),
    (r"^Allées\b", "All."),
    (r"^Square\b", "Sq."),
    (r"\bSaint(?=[- ])", "St"),
    (r"\bSainte(?=[- ])", "Ste"),
    (r"\bGénéral\b", "Gal"),
    (r"\bMaréchal\b", "Mal"),
    (r"\bDocteur\b", "Dr"),
    (r"\bProfesseur\b", "Pr"),
    (r"\bPrésident\b", "Pdt"),
    (r"\bCapitaine\b", "Cne"),
    (r"\bCommandant\b", "Cdt"),
    (r"\bColonel\b", "Cel"),
    (r"\bZone d[’'] ?activités?\b", "ZA"),
    (r"\bZone industrielle\b", "ZI"),
    (r"\bStation d[’']épuration\b", "Station d’épur."),
)
"""Abbreviations that maps and street plates use, from the usual to the less usual."""


def tidy(text: str) -> str:
    """Return a name as it is written: apostrophes, spaces, small letters; empty for no name."""
    plain = re.sub(r"\s+", " ", text).strip().replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    if plain.lower() in _NOTHING or not any(c.isalnum() for c in plain):
        return ""
    letters = [c for c in plain if c.isalpha()]
    if len(letters) > 3 and all(c.isupper() for c in letters):
        return _from_capitals(plain)
    return plain


def _from_capitals(text: str) -> str:
    """Return a name that a source gives in capitals, and often without accents."""
    parts = re.split(r"([ \-’/])", text.lower())
    words = [
        part if k and part in _SMALL and k < len(parts) - 1 else _cased(part, first=k == 0)
        for k, part in enumerate(parts)
    ]
    return "".join(words)


def _cased(word: str, *, first: bool) -> str:
    if first and word in _SPELT_OUT:
        return _SPELT_OUT[word]
    if word in _SPELT:
        return _SPELT[word]
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=20_000)
def abbreviations(text: str) -> tuple[str, ...]:
    """Return the name, and what it may be shortened to, each shorter than the one before."""
    found = [text]
    for pattern, short in SHORTER:
        shorter = re.sub(pattern, short, found[-1])
        if shorter != found[-1]:
            found.append(shorter)
    return tuple(found)


def in_lines(text: str, width: Width, most: float) -> tuple[str, ...]:
    """Return a name in one line, or in two about equal ones where it is wider than ``most``.

    A name that is too wide for two lines is abbreviated; it is never cut.
    """
    for shorter in abbreviations(text):
        lines = _halved(shorter, width, most)
        if max(width(line) for line in lines) <= most:
            return lines
    return lines


def _halved(text: str, width: Width, most: float) -> tuple[str, ...]:
    if width(text) <= most:
        return (text,)
    # A line breaks at a space, or after the hyphen of a compound name.
    places = [m.end() for m in re.finditer(r" |(?<=\w)-(?=\w)", text)]
    pairs: Sequence[tuple[str, str]] = [(text[:k].rstrip(), text[k:]) for k in places]
    if not pairs:
        return (text,)

    def cost(pair: tuple[str, str]) -> float:
        last = pair[0].rpartition(" ")[2].lower()
        left_alone = last in _SMALL  # "Mairie de / Montreval" reads badly, "Saint- / Jean" too
        return max(map(width, pair)) + 2.0 * left_alone + 4.0 * pair[0].endswith("-")

    return min(pairs, key=cost)


def without_commune(text: str, commune: str) -> str:
    """Return the name of a public building without that of the commune, which the room knows."""
    if not commune:
        return text
    return re.sub(rf"(?<=\w) (?:de |d’|d'|du |des ){re.escape(tidy(commune))}$", "", text)
