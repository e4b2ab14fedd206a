"""What the codes of public data say, spelt in one way whatever file they came from.

Each function takes the text of one value and returns the canonical one; :data:`READINGS` names
them for :class:`jumeau.model.canonical.Quantity`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable

_LCZ = re.compile(r"^(?:LCZ)?[\s_:-]*(10[1-7]|1[0-7]|[1-9]|[A-G])(?:\.0+)?(?![\w.])", re.IGNORECASE)
_LETTERS = "ABCDEFG"
TALLEST_TREE = 80.0
"""No tree in France is taller [m]: the tallest known one has 67 m."""
_BAND = re.compile(r"(?:den|night|day|evening|ln|ld|le)\D*(\d{2})(\d{2})?", re.IGNORECASE)
_JOINED = re.compile(r"^(\d{2})(\d{2})$")
_BELOW = re.compile(r"<|lower|less|inf|moins", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?:[ T]+(\d.*))?$")
_COMPACT = re.compile(r"^((?:19|20)\d\d)([01]\d)([0-3]\d)(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$")
_EPOCH = re.compile(r"^\d{9,13}(?:\.0+)?$")
_SOURCES = (
    ("airport", "air"), ("aero", "air"), ("aéro", "air"), ("air", "air"),
    ("rail", "rail"), ("fer", "rail"), ("industr", "industry"), ("icpe", "industry"),
    ("road", "road"), ("rout", "road"),
)  # fmt: skip
_SOURCE_LETTERS = {"r": "road", "f": "rail", "a": "air", "i": "industry"}


def lcz_code(text: str) -> str:
    """Return the local climate zone, ``1`` to ``10`` or ``A`` to ``G``; empty if it is none.

    Understood are Stewart and Oke's own names (``6``, ``LCZ 6``, ``D``), GeoClimate's numbers
    (101 to 107 for A to G) and WUDAPT's (11 to 17).
    """
    found = _LCZ.match(text.strip())
    if found is None:
        return ""
    code = found[1].upper()
    if not code.isdigit():
        return code
    number = int(code)
    if number > 100:
        return _LETTERS[number - 101]
    return _LETTERS[number - 11] if number > 10 else code


def noise_bound(text: str) -> float:
    """Return the lower bound [dB(A)] of a class of noise, NaN where there is none.

    ``55`` (CNIG), ``Lden5559``, ``LnightGreaterThan70`` (European directive 2002/49/EC, reporting
    formats) and ``55-60`` are understood; a class that is open downwards has none.
    """
    if _BELOW.search(text):
        return math.nan
    found = _BAND.search(text) or _JOINED.match(text.strip())
    if found is not None and (found[2] is None or int(found[2]) - int(found[1]) in (4, 5)):
        return float(found[1])
    level = first_number(text)
    return level if 20 <= level <= 130 else math.nan


def noise_index(text: str) -> str:
    """Return the index of a noise map: ``LD`` (day, evening and night), ``LN`` (night) or empty."""
    plain = text.strip().lower()
    if plain.startswith(("lden", "ld", "l_den")):
        return "LD"
    return "LN" if plain.startswith(("lnight", "ln", "l_night")) else ""


def noise_source(text: str) -> str:
    """Return what a noise map is about: ``road``, ``rail``, ``air``, ``industry``, or empty."""
    plain = text.strip().lower()
    if len(plain) == 1:
        return _SOURCE_LETTERS.get(plain, "")
    return next((source for word, source in _SOURCES if word in plain), "")


def noise_map_kind(text: str) -> str:
    """Return the kind of a strategic map, ``A`` to ``D``; empty where it is unknown.

    A: exposure; B: sectors of the sound classification; C: above the limits; D: changes to come
    (Code de l'environnement, R572-5).
    """
    letter = text.strip().upper().removeprefix("TYPE").strip()[:1]
    return letter if letter in ("A", "B", "C", "D") else ""


def first_number(text: str) -> float:
    """Return the first number of a text (``250 m``), NaN where there is none."""
    found = _NUMBER.search(text)
    return float(found[0].replace(",", ".")) if found is not None else math.nan


def tree_height(text: str) -> float:
    """Return the height of a tree [m], NaN where no tree is as tall (200 stands for a doubt)."""
    height = first_number(text)
    return height if height <= TALLEST_TREE else math.nan


def sound_category(text: str) -> float:
    """Return the category (1 to 5) of a road or a railway's sound classification, NaN if none.

    ``NC`` (not classified) and ``HC`` (no longer) are none; of ``2_1`` it is the first.
    """
    number = first_number(text)
    return number if number in (1.0, 2.0, 3.0, 4.0, 5.0) else math.nan


def two_digits(text: str) -> str:
    """Return a code of the CNIG lists on two digits: ``5`` and ``5.0`` are ``05``."""
    plain = text.strip().removesuffix(".0")
    return plain.zfill(2) if plain.isdigit() else plain


def plain_number(text: str) -> str:
    """Return a code without leading zeros: ``01`` and ``1.0`` are ``1``."""
    plain = text.strip().removesuffix(".0")
    return str(int(plain)) if plain.isdigit() else plain


def iso_instant(text: str) -> str:
    """Return a date, or a date and time, in ISO 8601; the text itself where it is none.

    Understood are day first (``08/01/11``), ``20240601``, and the seconds or milliseconds since
    1970 that phones write (UTC, written with its offset).
    """
    plain = text.strip()
    if _EPOCH.match(plain):
        seconds = float(plain)
        seconds = seconds / 1000 if seconds > 1e11 else seconds
        moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
        return moment.isoformat(timespec="seconds")
    if (found := _DAY_FIRST.match(plain)) is not None:
        day, month, year, rest = found.groups()
        century = "" if len(year) == 4 else ("19" if int(year) >= 70 else "20")
        plain = f"{century}{year}-{int(month):02}-{int(day):02}" + (f"T{rest}" if rest else "")
    elif (found := _COMPACT.match(plain)) is not None:
        year, month, day, hour, minute, second = found.groups()
        plain = f"{year}-{month}-{day}"
        if hour:
            plain += f"T{hour}:{minute}:{second or '00'}"
    try:
        moment = datetime.datetime.fromisoformat(plain)
    except ValueError:
        return text
    return plain[:10] if len(plain) <= 10 else moment.isoformat(timespec="seconds")


READINGS: dict[str, Callable[[str], str] | Callable[[str], float]] = {
    "lcz": lcz_code,
    "noise_bound": noise_bound,
    "noise_index": noise_index,
    "noise_source": noise_source,
    "noise_map": noise_map_kind,
    "first_number": first_number,
    "sound_category": sound_category,
    "tree_height": tree_height,
    "two_digits": two_digits,
    "plain_number": plain_number,
    "instant": iso_instant,
}
"""Name of a reading to the function that reads one value."""
