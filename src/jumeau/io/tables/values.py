"""Columns of text as numbers and dates, where that is what they hold.

What a column of numbers holds besides numbers is counted, never turned into a value. Codes that
begin with a zero (a commune's, a department's) stay text.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from jumeau.model.progress import Progress
from jumeau.model.provenance import LeftOut

MISSING = ("", "#N/A", "#N/D", "#NA", "NULL", "Null", "null", "<Null>", "<NULL>", "NaN", "nan",
           "\\N", "#REF!", "#VALUE!", "#VALEUR!", "#DIV/0!")  # fmt: skip
"""Texts that mean that there is no value."""
TOLERATED = 0.05
"""Share of a column that may be unreadable and leave it one of numbers or dates."""
EXAMPLES = 5
_SAMPLE = 2000

_INTEGER = r"^[+-]?\d{1,18}$"
_CODE = r"^[+-]?0\d+$"
_NUMBER = r"^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$"
_GROUPED = r"^[+-]?\d{1,3}([ \x{a0}\x{202f}']\d{3})+([.,]\d+)?$"
_DATES: tuple[tuple[str, str, str], ...] = (
    (r"^\d{4}-\d\d-\d\d$", "%Y-%m-%d", "D"),
    (r"^\d\d?/\d\d?/\d{4}$", "%d/%m/%Y", "D"),
    (r"^\d{4}/\d\d/\d\d$", "%Y/%m/%d", "D"),
    (r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$", "%Y-%m-%dT%H:%M:%S", "s"),
    (r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d$", "%Y-%m-%dT%H:%M", "s"),
    (r"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d$", "%d/%m/%YT%H:%M:%S", "s"),
    (r"^\d\d/\d\d/\d{4} \d\d:\d\d$", "%d/%m/%YT%H:%M", "s"),
)
_DATES_OF_DBASE = ((r"^\d{8}$", "%Y%m%d", "D"), (r"^\d\d/\d\d/\d\d$", "%d/%m/%y", "D"))


def typed(
    table: pa.Table, types: Sequence[str], progress: Progress
) -> tuple[pa.Table, tuple[LeftOut, ...]]:
    """Give each column of texts its type.

    Parameters
    ----------
    table : pyarrow.Table
        Columns of strings; others are left as they are.
    types : sequence of str
        dBASE's letter of each column where the header gives one (``C`` stays text).
    progress : Progress
        Called for each column; may raise ``Cancelled``.

    Returns
    -------
    pyarrow.Table
        int64, float64, bool, date32, timestamp or string columns.
    tuple of LeftOut
        ``unreadable_values``: cells that hold no number or date where the others do; they are
        empty now.
    """
    columns: list[pa.ChunkedArray] = []
    lost = 0
    examples: list[str] = []
    for at, name in enumerate(table.column_names):
        progress(at / table.num_columns, "reading")
        column = table.column(at)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            text = cleaned(column)
            column = _typed(text, types[at] if at < len(types) else "")
            if column.null_count > text.null_count:
                wrong = pc.and_(pc.is_null(column), pc.is_valid(text))
                found = text.filter(wrong)
                lost += len(found)
                examples += [f"{name} : {v}" for v in found[: EXAMPLES - len(examples)].to_pylist()]
        columns.append(column)
    left_out = (LeftOut("unreadable_values", lost, tuple(examples[:EXAMPLES])),) if lost else ()
    return pa.table(columns, names=table.column_names), left_out


def cleaned(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts without the spaces around them, null where they say that there is no value."""
    try:
        text = pc.utf8_trim_whitespace(column)
    except pa.ArrowInvalid:
        text = pc.utf8_trim_whitespace(_whole_letters(column))
    missing = pc.is_in(text, value_set=pa.array(MISSING, text.type))
    return pc.if_else(missing, pa.scalar(None, text.type), text)


def _whole_letters(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts without the letters that are no UTF-8: cut in two, or of another encoding."""
    raw = column.cast(pa.binary()).to_pylist()
    text = [None if v is None else v.decode("utf-8", errors="ignore") for v in raw]
    return pa.chunked_array([text], column.type)


def _typed(text: pa.ChunkedArray, declared: str) -> pa.ChunkedArray:
    there = len(text) - text.null_count
    if not there or declared == "C":
        return text
    sample = text.slice(0, _SAMPLE).drop_null()
    if not len(sample):
        sample = text.drop_null().slice(0, _SAMPLE)
    if _share(sample, f"{_NUMBER}|{_GROUPED}") >= 1 - 4 * TOLERATED:
        return _numbers(text, there, declared)
    formats = (*_DATES, *(_DATES_OF_DBASE if declared == "D" else ()))
    for pattern, form, unit in formats:
        if _share(sample, pattern) >= 1 - 4 * TOLERATED:
            return _dates(text, there, pattern, form, unit)
    if pc.all(pc.is_in(pc.utf8_lower(sample), pa.array(["true", "false"], text.type))).as_py():
        flags = pc.equal(pc.utf8_lower(text), "true")
        known = pc.is_in(pc.utf8_lower(text), pa.array(["true", "false"], text.type))
        if pc.all(pc.or_(known, pc.is_null(text))).as_py():
            return flags
    return text


def _share(text: pa.ChunkedArray, pattern: str) -> float:
    return float(pc.mean(pc.match_substring_regex(text, pattern)).as_py() or 0.0)


def _numbers(text: pa.ChunkedArray, there: int, declared: str) -> pa.ChunkedArray:
    good = pc.match_substring_regex(text, f"{_NUMBER}|{_GROUPED}")
    if (pc.sum(good).as_py() or 0) < (1 - TOLERATED) * there:
        return text
    if not declared and pc.any(pc.match_substring_regex(text, _CODE)).as_py():
        return text
    text = pc.if_else(good, text, pa.scalar(None, text.type))
    if pc.all(pc.match_substring_regex(text, _INTEGER)).as_py():
        # Arrow reads no plus sign.
        return pc.replace_substring_regex(text, r"^\+", "").cast(pa.int64())
    text = pc.replace_substring_regex(text, r"[+ \x{a0}\x{202f}']", "")
    text = pc.replace_substring_regex(text, r"^(-?)[.,]", r"\g<1>0.".replace(r"\g<1>", r"\1"))
    text = pc.replace_substring(text, ",", ".")
    return pc.replace_substring_regex(text, r"\.($|[eE])", r"\1").cast(pa.float64())


def _dates(
    text: pa.ChunkedArray, there: int, pattern: str, form: str, unit: str
) -> pa.ChunkedArray:
    good = pc.match_substring_regex(text, pattern)
    plain = pc.if_else(good, text, pa.scalar(None, text.type))
    if unit == "s":
        plain = pc.replace_substring(plain, " ", "T")
    found = pc.strptime(plain, format=form, unit="s", error_is_null=True)
    if len(found) - found.null_count < (1 - TOLERATED) * there:
        return text
    return found.cast(pa.date32()) if unit == "D" else found
