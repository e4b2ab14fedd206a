"""How well words that are typed fit a name: accents, case and the order of words do not matter."""

from __future__ import annotations

from collections.abc import Sequence

from jumeau.io.gazetteer.words import fold

WHOLE, START, INSIDE, LETTERS = 1.0, 0.85, 0.5, 0.2
"""A word is the same, begins so, holds it, or holds its letters in this order."""
_BESIDE = 0.6  # what is said beside the name counts less than the name
_LEAST_LETTERS = 3


def fit(typed: str, name: str, beside: str = "") -> float:
    """Return how well typed words fit a name: 0 where one of them does not, at most 1.

    Parameters
    ----------
    typed : str
        Folded (:func:`jumeau.io.gazetteer.words.fold`).
    name, beside : str
        The name and what else tells of it (its menu), folded.
    """
    words = typed.split()
    if not words:
        return 1.0
    own, others = name.split(), beside.split()
    total = 0.0
    for word in words:
        best = max(_fit_of(word, own, name), _BESIDE * _fit_of(word, others, beside))
        if best == 0.0:
            return 0.0
        total += best
    brief = len(typed) / max(len(typed), len(name))
    begins = 0.05 if name.startswith(typed) else 0.0
    return min(1.0, 0.85 * total / len(words) + 0.1 * brief + begins)


def _fit_of(word: str, words: Sequence[str], whole: str) -> float:
    if word in words:
        return WHOLE
    if any(other.startswith(word) for other in words):
        return START
    if word in whole:
        return INSIDE
    if len(word) >= _LEAST_LETTERS and _in_order(word, "".join(o[:4] for o in words)):
        return LETTERS
    return 0.0


def _in_order(letters: str, text: str) -> bool:
    """Tell whether letters come in this order in a text: "plec" in "plein ecran"."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


__all__ = ["fit", "fold"]
