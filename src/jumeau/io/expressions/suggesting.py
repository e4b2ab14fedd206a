"""What may follow while an expression is being written: fields, words of the language, values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from jumeau.io.expressions.grammar import WORDS

if TYPE_CHECKING:
    from jumeau.io.store import Payloads
    from jumeau.model.layer import Layer

MOST = 60
_TOKEN = re.compile(
    r"'(?:[^']|'')*'|'(?P<open>(?:[^']|'')*)$"
    r'|"(?P<quoted>[^"]*)"|"(?P<half>[^"]*)$'
    r"|(?P<name>[^\W\d][\w.:]*)|\S"
)
_PLAIN = re.compile(r"[^\W\d][\w.:]*\Z")


class Completion(NamedTuple):
    """Where the text that is replaced begins, and what may stand there."""

    start: int
    offers: tuple[str, ...]


def completion(
    before: str, fields: Sequence[str], values: Callable[[str], Sequence[str]]
) -> Completion:
    """Return what may replace the end of a text.

    Parameters
    ----------
    before : str
        The text before the cursor.
    fields : sequence of str
        Names of the fields.
    values : callable
        Returns known values of a field, the most frequent ones first.
    """
    last_field, start, word, kind = "", len(before), "", "name"
    for found in _TOKEN.finditer(before):
        if found["open"] is not None:
            start, word, kind = found.start(), found["open"], "value"
            break
        name = found["name"] or found["quoted"]
        at_end = found.end() == len(before)
        if at_end and (found["name"] is not None or found["half"] is not None):
            start, word = found.start(), found["name"] or found["half"] or ""
            break
        if name and name.upper() not in _UPPER:
            last_field = next((x for x in fields if x.casefold() == name.casefold()), last_field)
    if kind == "value":
        offers = [_text(x) for x in values(last_field)] if last_field else []
        return Completion(start, tuple(_matching(offers, word, "'"))[:MOST])
    names = _matching(fields, word) if word else list(fields)
    words = [x for x in WORDS if x.casefold().startswith(word.casefold())] if word else []
    return Completion(start, tuple([written(x) for x in names] + words)[:MOST])


def _matching(offers: Sequence[str], word: str, before: str = "") -> list[str]:
    """Return what begins with a word, then what holds it elsewhere."""
    wanted = _plain(word)
    first = [x for x in offers if _plain(x).startswith(before + wanted)]
    return first + [x for x in offers if wanted in _plain(x) and x not in first]


def written(name: str) -> str:
    """Return a field's name as an expression writes it: in double quotes where it must be."""
    if _PLAIN.match(name) and name.upper() not in _UPPER:
        return name
    return '"' + name.replace('"', '""') + '"'


def frequent_values(payloads: Payloads, layer: Layer, field: str, most: int = 200) -> list[str]:
    """Return the most frequent texts of a field; none of a field of numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from jumeau.io.expressions.columns import Columns

    values = Columns(payloads, layer)[field]
    if not pa.types.is_string(values.type):
        return []
    counts = pc.value_counts(pc.drop_null(values))
    order = pc.sort_indices(counts.field("counts"), sort_keys=[("", "descending")])
    return [str(x) for x in counts.field("values").take(order[:most]).to_pylist() if x]


_UPPER = frozenset(part for word in WORDS for part in word.split())


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(x for x in apart if not unicodedata.combining(x))
