"""What commands print: sentences, one JSON object, progress, errors."""

from __future__ import annotations

import json
import locale
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jumeau.errors import JumeauError
from jumeau.i18n import LANGUAGES, Language, Translator, phrase_error
from jumeau.model.progress import Progress, silent


def asked_language(words: Sequence[str]) -> Language | None:
    """Return the language asked for by ``--lang`` or ``JUMEAU_LANG``; None where neither is."""
    asked = os.environ.get("JUMEAU_LANG", "")
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return _spoken(asked) if asked else None


def language_of(words: Sequence[str]) -> Language:
    """Return the language that was asked for, else the system's; else French."""
    if (asked := asked_language(words)) is not None:
        return asked
    system = os.environ.get("LC_ALL") or os.environ.get("LANG") or _system_language()
    return _spoken(system)


def _spoken(name: str) -> Language:
    return "en" if name.lower().startswith("en") and "en" in LANGUAGES else "fr"


def _system_language() -> str:
    return locale.getlocale()[0] or ""


def print_json(value: dict[str, Any]) -> None:
    """Print one JSON object on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def print_lines(*lines: str) -> None:
    """Print sentences on standard output."""
    print("\n".join(lines))


def print_error(error: JumeauError, tr: Translator, *, as_json: bool) -> None:
    """Print what happened, expected, got, remedy: as sentences on standard error, or as JSON."""
    sentences = phrase_error(error, tr)
    if as_json:
        fields = {name: _plain(value) for name, value in error.fields.items()}
        print_json({"error": {"code": error.code, **sentences, "fields": fields}})
        return
    for part, sentence in sentences.items():
        label = tr(f"common.error.{part}")
        print(f"{label}{sentence}", file=sys.stderr)


def _plain(value: object) -> Any:
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    return str(value)


class Bar:
    """A progress bar on standard error, ten times a second at most.

    Parameters
    ----------
    tr : Translator
        For the names of the steps.
    """

    WIDTH = 28

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._last = 0.0
        self._drawn = False

    def __call__(self, fraction: float, step: str = "") -> None:
        """Draw the bar."""
        now = time.monotonic()
        if now - self._last < 0.1 and fraction < 1.0:
            return
        self._last = now
        full = round(self.WIDTH * min(1.0, max(0.0, fraction)))
        key = f"steps.{step}"
        name = self._tr(key) if step and self._tr.has(key) else ""
        bar = "█" * full + "░" * (self.WIDTH - full)
        print(f"\r{bar} {fraction:4.0%} {name:<32.32}", end="", file=sys.stderr, flush=True)
        self._drawn = True

    def close(self) -> None:
        """Wipe the bar."""
        if self._drawn:
            print("\r" + " " * (self.WIDTH + 42) + "\r", end="", file=sys.stderr, flush=True)


def progress_for(tr: Translator) -> Progress:
    """Return a bar when standard error is a terminal, else silence."""
    return Bar(tr) if sys.stderr.isatty() else silent
