"""What an expression yields for every row at once, in Arrow's arrays and three-valued logic."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jumeau.errors import InputError
from jumeau.io.expressions.columns import GEOMETRY, Columns, as_numbers
from jumeau.io.expressions.parsing import Node, near
from jumeau.io.expressions.shapes import SPATIAL, Place, meets

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": pc.equal, "<>": pc.not_equal, "<": pc.less, "<=": pc.less_equal,
    ">": pc.greater, ">=": pc.greater_equal,
}  # fmt: skip
_FRENCH_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})(.*)", re.DOTALL)

# What a value is, as people say it.
NUMBER, TEXT, FLAG, INSTANT, SHAPE = "number", "text", "flag", "instant", "shape"


def evaluate(root: Node, columns: Columns) -> Any:
    """Return the truth of an expression for every row, null where it is unknown.

    Raises
    ------
    InputError
        ``expression.field``, ``expression.field_like``, ``expression.type``,
        ``expression.not_a_test``, ``expression.function``, ``expression.date``,
        ``expression.shape``.
    """
    return _Evaluation(columns).test(root)


class _Evaluation:
    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    # -- truth -----------------------------------------------------------------------------------

    def test(self, node: Node) -> Any:
        """Return a boolean array or scalar."""
        if node.kind in ("and_", "or_"):
            join = pc.and_kleene if node.kind == "and_" else pc.or_kleene
            result = self.test(node.parts[0])
            for part in node.parts[1:]:
                result = join(result, self.test(part))
            return result
        if node.kind == "not_":
            return pc.invert(self.test(node.parts[0]))
        if node.kind in ("compare", "between", "like", "within", "is_null"):
            return getattr(self, f"_{node.kind}")(node)
        if node.kind == "call" and str(node.value) in SPATIAL:
            return self._spatial(node)
        value = self._value(node)
        if _kind(value) != FLAG:
            raise InputError("expression.not_a_test", **self._where(node))
        return value

    def _compare(self, node: Node) -> Any:
        left, right = self._alike(node.parts[0], node.parts[1], node)
        return _COMPARE[str(node.value)](left, right)

    def _between(self, node: Node) -> Any:
        value, low, high = node.parts
        left, least = self._alike(value, low, node)
        right, most = self._alike(value, high, node)
        return pc.and_kleene(pc.greater_equal(left, least), pc.less_equal(right, most))

    def _within(self, node: Node) -> Any:
        wanted = node.parts[0]
        constants = [self._constant(part) for part in node.parts[1:]]
        kinds = {type(x) if isinstance(x, str) else float for x in constants}
        if all(isinstance(x, str | int | float) for x in constants) and len(kinds) == 1:
            return self._within_constants(wanted, node.parts[1:], constants, node)
        result = pa.scalar(False)
        for part in node.parts[1:]:
            left, right = self._alike(wanted, part, node)
            result = pc.or_kleene(result, pc.equal(left, right))
        return result

    def _within_constants(
        self, wanted: Node, parts: tuple[Node, ...], constants: list[Any], node: Node
    ) -> Any:
        """Look values up in a set, which does not take longer for a thousand than for one."""
        left, _ = self._alike(wanted, parts[0], node)
        if _kind(left) == NUMBER:
            left = pc.cast(left, pa.float64())
            try:
                constants = [float(str(x).replace(",", ".")) for x in constants]
            except ValueError:
                raise InputError("expression.type", **self._where(node)) from None
        elif _kind(left) == TEXT:
            constants = [str(x) for x in constants]
        else:
            raise InputError("expression.type", **self._where(node))
        held = pa.array(constants, left.type)
        found = pc.is_in(left, value_set=held)
        return pc.if_else(pc.is_valid(left), found, pa.scalar(None, pa.bool_()))

    def _like(self, node: Node) -> Any:
        value, pattern = (self._value(part) for part in node.parts)
        if _kind(value) != TEXT or _kind(pattern) != TEXT or not isinstance(pattern, pa.Scalar):
            raise InputError("expression.like", **self._where(node))
        return pc.match_like(value, pattern.as_py())

    def _is_null(self, node: Node) -> Any:
        value = self._value(node.parts[0])
        if isinstance(value, Place):
            value = value.wkb
        if _kind(value) == TEXT:  # an empty text says nothing either
            return pc.or_(pc.is_null(value), pc.fill_null(pc.equal(value, ""), fill_value=False))
        return pc.is_null(value)

    def _spatial(self, node: Node) -> Any:
        if len(node.parts) != 2:
            raise InputError("expression.function", name=str(node.value), **self._where(node))
        left, right = (self._value(part) for part in node.parts)
        if not isinstance(left, Place) or not isinstance(right, Place):
            raise InputError("expression.shape", **self._where(node))
        return meets(str(node.value), left, right, self._columns.count)

    # -- values ----------------------------------------------------------------------------------

    def _value(self, node: Node) -> Any:
        """Return what a node yields: an array, a scalar, or a place."""
        if node.kind == "field":
            if str(node.value).casefold() == GEOMETRY:
                return Place(wkb=self._columns[GEOMETRY])
            return self._columns[self._columns.resolve(node)]
        if node.kind in ("number", "text", "flag"):
            return pa.scalar(node.value)
        if node.kind in ("date", "timestamp"):
            moment = _moment(str(node.value))
            if moment is None:
                raise InputError("expression.date", value=str(node.value), **self._where(node))
            return pa.scalar(moment, pa.timestamp("us"))
        if node.kind == "shape":
            return self._shape(node)
        if node.kind in ("arithmetic", "negative"):
            return self._arithmetic(node)
        if node.kind == "call":
            return self._call(node)
        return self.test(node)

    def _arithmetic(self, node: Node) -> Any:
        parts = [self._number(part) for part in node.parts]
        if node.kind == "negative":
            return pc.negate(parts[0])
        a, b = parts
        sign = str(node.value)
        if sign in "+-*^":
            sums = {"+": pc.add, "-": pc.subtract, "*": pc.multiply, "^": pc.power}
            return _finite(sums[sign](a, b))
        share = _finite(pc.divide(a, b))
        if sign == "/":
            return share
        whole = pc.trunc(share)
        return whole if sign == "DIV" else pc.subtract(a, pc.multiply(whole, b))

    def _number(self, node: Node) -> Any:
        value = self._value(node)
        if _kind(value) == TEXT and isinstance(value, pa.Array):
            value = self._read_as_numbers(value, node)
        if _kind(value) != NUMBER:
            raise InputError("expression.type", **self._where(node))
        return pc.cast(value, pa.float64())

    def _call(self, node: Node) -> Any:
        name = str(node.value)
        if name in SPATIAL:
            return self._spatial(node)
        if name == "BBOX":
            return self._shape(node)
        if name not in ("CASEI", "ACCENTI", "LOWER", "UPPER") or len(node.parts) != 1:
            raise InputError("expression.function", name=name, **self._where(node))
        value = self._value(node.parts[0])
        if _kind(value) != TEXT:
            raise InputError("expression.type", **self._where(node))
        if name == "UPPER":
            return pc.utf8_upper(value)
        return without_accents(value) if name == "ACCENTI" else pc.utf8_lower(value)

    def _shape(self, node: Node) -> Place:
        if node.kind == "shape":
            place = Place.written(str(node.value))
        else:
            corners = [self._constant(part) for part in node.parts]
            place = Place.box(corners) if len(corners) in (4, 6) else None
        if place is None:
            raise InputError("expression.shape", **self._where(node))
        return place

    # -- making two sides comparable --------------------------------------------------------------

    def _alike(self, left: Node, right: Node, whole: Node) -> tuple[Any, Any]:
        """Return two values of one kind: texts that hold numbers or dates are read as such."""
        a, b = self._value(left), self._value(right)
        kinds = (_kind(a), _kind(b))
        if kinds[0] != kinds[1]:
            a = self._turned(a, kinds[1], left)
            b = self._turned(b, _kind(a), right)
        if _kind(a) != _kind(b) or _kind(a) == SHAPE:
            raise InputError("expression.type", **self._where(whole))
        if _kind(a) == INSTANT:
            a, b = (pc.cast(_naive(x), pa.timestamp("us"), safe=False) for x in (a, b))
        return a, b

    def _turned(self, value: Any, kind: str, node: Node) -> Any:
        """Return a text as what it is compared with, where it can be read so."""
        if _kind(value) != TEXT or kind not in (NUMBER, INSTANT):
            return value
        if isinstance(value, pa.Array):
            read = self._read_as_numbers if kind == NUMBER else self._read_as_instants
            return read(value, node)
        written = value.as_py()
        if kind == INSTANT:
            moment = _moment(written)
            if moment is None:
                raise InputError("expression.date", value=written, **self._where(node))
            return pa.scalar(moment, pa.timestamp("us"))
        try:
            return pa.scalar(float(written.replace(",", ".")))
        except ValueError:
            return value

    def _read_as_numbers(self, value: Any, node: Node) -> Any:
        """Return a column of texts as numbers; where it holds none at all, it was meant as text."""
        found = as_numbers(value)
        if found.null_count == len(found) and len(found) > value.null_count:
            example = next((x for x in value.to_pylist()[:1000] if x), "")
            name = str(node.value)
            raise InputError("expression.text_field", name=name, value=example, **self._where(node))
        return found

    def _read_as_instants(self, value: Any, _node: Node) -> Any:
        words = value.dictionary_encode()
        read = [_moment(word or "") for word in words.dictionary.to_pylist()]
        return pa.array(read, pa.timestamp("us")).take(words.indices)

    def _constant(self, node: Node) -> Any:
        return node.value if node.kind in ("number", "text") else None

    def _where(self, node: Node) -> dict[str, Any]:
        return {"position": node.position + 1, "near": near(self._columns.text, node.position)}


def without_accents(values: Any) -> Any:
    """Return texts without the signs above and below their letters."""
    taken_apart = pc.utf8_normalize(values, form="NFD")
    return pc.replace_substring_regex(taken_apart, r"\p{Mn}", "")


def _kind(value: Any) -> str:
    if isinstance(value, Place):
        return SHAPE
    kind = value.type
    if pa.types.is_boolean(kind):
        return FLAG
    if pa.types.is_string(kind):
        return TEXT
    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        return INSTANT
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return NUMBER if number else str(kind)


def _finite(values: Any) -> Any:
    """Return numbers, null where a division or a power has none."""
    return pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))


def _naive(values: Any) -> Any:
    """Return instants as the clocks of their own place showed them."""
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pc.local_timestamp(values)
    return pc.cast(values, pa.timestamp("us")) if pa.types.is_date(kind) else values


def _moment(text: str) -> datetime.datetime | None:
    """Return the date, or date and hour, of ``2024-05-06…`` or ``06/05/2024…``."""
    text = text.strip()
    if (french := _FRENCH_DAY.match(text)) is not None:
        text = f"{french[3]}-{french[2]}-{french[1]}{french[4]}"
    try:
        return datetime.datetime.fromisoformat(text.replace("/", "-")).replace(tzinfo=None)
    except ValueError:
        return None
