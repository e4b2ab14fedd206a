"""From text to a tree of small values, or an error that says where and what was expected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from jumeau.errors import InputError
from jumeau.io.expressions.grammar import GRAMMAR

LONGEST = 20_000
"""Letters of the longest expression that is read."""
DEEPEST = 60
"""Brackets within one another."""

_NEAR = 24  # letters of the text that an error repeats
_BRACKETS = re.compile(r"'(?:[^'\\]|\\.|'')*'?|\"(?:[^\"]|\"\")*\"?|([()])")
# What people write who know other languages, and how it is written here.
_HABITS = (
    (re.compile(r"ET\b", re.IGNORECASE), "AND"),
    (re.compile(r"OU\b", re.IGNORECASE), "OR"),
    (re.compile(r"PAS\b", re.IGNORECASE), "NOT"),
    (re.compile(r"COMME\b", re.IGNORECASE), "LIKE"),
    (re.compile(r"ILIKE\b", re.IGNORECASE), "CASEI(…) LIKE CASEI(…)"),
    (re.compile(r"&&?"), "AND"),
    (re.compile(r"\|\|?"), "OR"),
    (re.compile(r"!"), "NOT"),
    (re.compile(r"=="), "="),
    (re.compile(r"=<"), "<="),
    (re.compile(r"=>"), ">="),
    (re.compile(r"[’‘]"), "'"),
    (re.compile(r"[“”«»]"), "'…'"),
)


class Node(msgspec.Struct, frozen=True):
    """A part of an expression.

    Attributes
    ----------
    kind : str
        ``field``, ``number``, ``text``, ``flag``, ``date``, ``timestamp``, ``shape``, or the name
        of what is done with ``parts``.
    value : str, float, int or bool
        Of fields and constants; the operator of comparisons and arithmetic.
    position : int
        Of its first letter in the text, from 0.
    """

    kind: str
    value: str | float | int | bool = ""
    parts: tuple[Node, ...] = ()
    position: int = 0


class Expression(msgspec.Struct, frozen=True):
    """An expression that was understood."""

    text: str
    root: Node


@lru_cache(maxsize=64)
def parse(text: str) -> Expression:
    """Return what a text means.

    Raises
    ------
    InputError
        ``expression.empty``, ``expression.too_long``, ``expression.bracket`` or
        ``expression.syntax``, with the position (from 1) and what stands there.
    """
    if not text.strip():
        raise InputError("expression.empty")
    if len(text) > LONGEST:
        raise InputError("expression.too_long", length=len(text), most=LONGEST)
    _check_brackets(text)
    try:
        tree = _parser().parse(text)
        root = _Nodes(text).transform(tree)
    except UnexpectedInput as problem:
        raise _explained(text, problem) from None
    except RecursionError:
        raise InputError("expression.too_deep", most=DEEPEST) from None
    assert isinstance(root, Node)
    return Expression(text, root)


def fields_in(text: str) -> tuple[str, ...]:
    """Return the names of the fields that an expression asks for, in their order.

    Raises
    ------
    InputError
        As :func:`parse`.
    """
    return tuple(dict.fromkeys(str(node.value) for node in walk(parse(text).root, "field")))


def walk(node: Node, kind: str) -> list[Node]:
    """Return the parts of one kind, in the order of the text."""
    own = [node] if node.kind == kind else []
    return own + [found for part in node.parts for found in walk(part, kind)]


def near(text: str, position: int) -> str:
    """Return some letters of a text from a position on."""
    found = text[position : position + _NEAR].split("\n")[0]
    return found + ("…" if position + _NEAR < len(text) else "")


def closest(name: str, known: Sequence[str]) -> str:
    """Return the known name that looks most like another; empty where none does."""
    lower = {x.casefold(): x for x in reversed(known)}
    found = difflib.get_close_matches(name.casefold(), lower, n=1, cutoff=0.5)
    return lower[found[0]] if found else ""


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


@v_args(meta=True)
class _Nodes(Transformer[Any, Any]):
    """Makes the tree of nodes; ``_`` tokens are gone already."""

    def __init__(self, text: str) -> None:
        super().__init__(visit_tokens=False)
        self._text = text

    def number(self, meta: Any, parts: list[Token]) -> Node:
        written = str(parts[0])
        value = int(written) if written.isdigit() and len(written) < 19 else float(written)
        return Node("number", value, position=meta.start_pos)

    def text(self, meta: Any, parts: list[Token]) -> Node:
        return Node("text", _unquoted(parts[0]), position=meta.start_pos)

    def true(self, meta: Any, _parts: list[Any]) -> Node:
        return Node("flag", True, position=meta.start_pos if not meta.empty else 0)

    def false(self, meta: Any, _parts: list[Any]) -> Node:
        return Node("flag", False, position=meta.start_pos if not meta.empty else 0)

    def field(self, meta: Any, parts: list[Token]) -> Node:
        return Node("field", str(parts[0]), position=meta.start_pos)

    def quoted(self, meta: Any, parts: list[Token]) -> Node:
        return Node("field", str(parts[0])[1:-1].replace('""', '"'), position=meta.start_pos)

    def instant(self, meta: Any, parts: list[Token]) -> Node:
        return Node(str(parts[0]).lower(), _unquoted(parts[1]), position=meta.start_pos)

    def call(self, meta: Any, parts: list[Any]) -> Node:
        return Node("call", str(parts[0]).upper(), tuple(parts[1:]), meta.start_pos)

    def shape(self, meta: Any, _parts: list[Any]) -> Node:
        return Node("shape", self._text[meta.start_pos : meta.end_pos], position=meta.start_pos)

    def wkt(self, _meta: Any, _parts: list[Any]) -> None:
        return None

    wkt_item = wkt

    def negative(self, meta: Any, parts: list[Any]) -> Node:
        part = parts[1]
        if part.kind == "number":
            return Node("number", -part.value, position=meta.start_pos)
        return Node("negative", "", (part,), meta.start_pos)

    def compare(self, meta: Any, parts: list[Any]) -> Node:
        sign = str(parts[1]).replace("!=", "<>")
        return Node("compare", sign, (parts[0], parts[2]), meta.start_pos)

    def arithmetic(self, meta: Any, parts: list[Any]) -> Node:
        return Node("arithmetic", str(parts[1]).upper(), (parts[0], parts[2]), meta.start_pos)

    def __default__(self, data: Any, children: list[Any], meta: Any) -> Node:
        kind, at = str(data), 0 if meta.empty else meta.start_pos
        parts = tuple(children)
        if kind in ("is_not_null", "not_between", "not_like", "not_within"):
            return Node("not_", "", (Node(kind.replace("not_", ""), "", parts, at),), at)
        return Node(kind, "", parts, at)


def _unquoted(token: Token) -> str:
    return str(token)[1:-1].replace("''", "'").replace("\\'", "'")


def _check_brackets(text: str) -> None:
    """Refuse brackets that do not match, and more of them within one another than anybody needs."""
    open_: list[int] = []
    for found in _BRACKETS.finditer(text):
        if found[1] == "(":
            open_.append(found.start())
            if len(open_) > DEEPEST:
                raise InputError("expression.too_deep", most=DEEPEST)
        elif found[1] == ")" and not open_:
            at = found.start()
            raise InputError("expression.bracket", position=at + 1, near=near(text, at))
        elif found[1] == ")":
            open_.pop()
    if open_:
        at = open_[-1]
        raise InputError("expression.bracket", position=at + 1, near=near(text, at))


def _explained(text: str, problem: UnexpectedInput) -> InputError:
    at = problem.pos_in_stream if problem.pos_in_stream is not None else len(text)
    ended = isinstance(problem, UnexpectedToken) and problem.token.type == "$END"
    if ended or at < 0:
        at = len(text.rstrip())
        return InputError("expression.unfinished", position=at + 1, near=text.strip()[-_NEAR:])
    here = text[at:]
    habit = next((right for pattern, right in _HABITS if pattern.match(here)), "")
    if not habit and at and text[at - 1 : at + 1] in ("==", "=<", "=>"):
        at -= 1
        habit = {"==": "=", "=<": "<=", "=>": ">="}[text[at : at + 2]]
    fields = {"position": at + 1, "near": near(text, at)}
    if habit:
        return InputError("expression.habit", right=habit, **fields)
    if re.match(r"\d+,\d", text[max(0, at - 1) - _digits(text, at) : at + 2]):
        return InputError("expression.comma", **fields)
    if isinstance(problem, UnexpectedCharacters) and here[:1] in ("'", '"'):
        return InputError("expression.quote", **fields)
    accepted = set(getattr(problem, "expected", None) or getattr(problem, "allowed", None) or ())
    wanted = "value" if {"NUMBER", "TEXT"} <= accepted else "operator"
    return InputError(f"expression.{wanted}_wanted", **fields)


def _digits(text: str, at: int) -> int:
    """Return how many digits stand before the letter before a position."""
    count = 0
    while at - 2 - count >= 0 and text[at - 2 - count].isdigit():
        count += 1
    return count
