"""French first, English second: one catalogue for the window, the command line and the pictures.

The catalogue is the folder ``locale/<language>/*.toml``; each file is a tree of tables whose leaves
are sentences with ``{named}`` fields. A leaf is addressed by its dotted path. A file that bears the
path's first word is looked into first, so that a window that starts reads one file and not all.
"""

from __future__ import annotations

import datetime
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from jumeau.errors import JumeauError

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> dict[str, str]:
    """Return all sentences of one language by dotted key."""
    sentences: dict[str, str] = {}
    for path in sorted(_folder(language).glob("*.toml")):
        found = _sentences_of(path)
        if twice := sentences.keys() & found.keys():
            raise KeyError(f"the catalogue holds {sorted(twice)} twice")
        sentences.update(found)
    return sentences


def _folder(language: Language) -> Path:
    return Path(__file__).parent / "locale" / language


@lru_cache(maxsize=64)
def _sentences_of(path: Path) -> dict[str, str]:
    sentences: dict[str, str] = {}
    if path.is_file():
        _flatten(tomllib.loads(path.read_text(encoding="utf-8")), "", sentences)
    return sentences


def _flatten(tree: dict[str, object], prefix: str, into: dict[str, str]) -> None:
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{path}.", into)
        else:
            into[path] = str(value)


class Translator:
    """Phrase catalogue entries in one language.

    Parameters
    ----------
    language : {"fr", "en"}
        The language of all sentences.
    """

    def __init__(self, language: Language = "fr") -> None:
        self.language: Language = language

    def _find(self, key: str) -> str | None:
        near = _sentences_of(_folder(self.language) / f"{key.partition('.')[0]}.toml")
        return near[key] if key in near else catalogue(self.language).get(key)

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return the sentence of ``key`` with its fields filled in."""
        sentence = self._find(key)
        if sentence is None:
            raise KeyError(key)
        return sentence.format(**{k: self.value(v) for k, v in fields.items()})

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds ``key``."""
        return self._find(key) is not None

    def count(self, key: str, number: int, /, **fields: object) -> str:
        """Return ``key.one`` or ``key.other`` with ``number`` filled in (in French 0 is one)."""
        singular = abs(number) < 2 if self.language == "fr" else abs(number) == 1
        return self(f"{key}.{'one' if singular else 'other'}", number=number, **fields)

    def value(self, value: object) -> str:
        """Format a value by the language's habits: decimal comma, thin spaces, dd/mm/yyyy."""
        if isinstance(value, bool):
            return self("common.yes" if value else "common.no")
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, float):
            return self.number(value, 2 if abs(value) < 1000 else 0)
        if isinstance(value, datetime.datetime):
            return value.strftime("%d/%m/%Y %H:%M")
        if isinstance(value, datetime.date):
            return value.strftime("%d/%m/%Y")
        return str(value)

    def number(self, number: float, decimals: int = 0) -> str:
        """Format a number: narrow no-break spaces and a decimal comma in French."""
        text = f"{number:,.{decimals}f}"
        if self.language == "fr":
            text = text.replace(",", "\u202f").replace(".", ",")
        return text.replace("-", "\u2212")


def phrase_error(error: JumeauError, tr: Translator) -> dict[str, str]:
    """Return what happened, what was expected, what was got and the remedy, where known.

    Parameters
    ----------
    error : JumeauError
        The error to phrase.
    tr : Translator
        The user's language.

    Returns
    -------
    dict of str
        Some of ``what``, ``expected``, ``got``, ``remedy``, in this order; ``what`` always.
    """
    parts = {}
    for part in ("what", "expected", "got", "remedy"):
        key = f"errors.{error.code}.{part}"
        if tr.has(key):
            parts[part] = tr(key, **error.fields)
    return parts or {"what": str(error)}
