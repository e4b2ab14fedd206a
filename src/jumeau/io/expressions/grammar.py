"""The grammar of CQL2 text (OGC 21-065r2, annex B), as far as tables of features need it.

One rule serves booleans and numbers alike, so that brackets need no looking ahead; what a part
yields is checked when it is evaluated. Identifiers may hold any letter, as the standard says.
"""

from __future__ import annotations

GRAMMAR = r"""
?start: either
?either: both | both (_OR both)+ -> or_
?both: negation | negation (_AND negation)+ -> and_
?negation: test | _NOT negation -> not_
?test: sum
    | sum COMPARISON sum -> compare
    | sum _IS _NULL -> is_null
    | sum _IS _NOT _NULL -> is_not_null
    | sum _BETWEEN sum _AND sum -> between
    | sum _NOT _BETWEEN sum _AND sum -> not_between
    | sum _LIKE sum -> like
    | sum _NOT _LIKE sum -> not_like
    | sum _IN "(" sum ("," sum)* ")" -> within
    | sum _NOT _IN "(" sum ("," sum)* ")" -> not_within
?sum: product | sum PLUS product -> arithmetic | sum MINUS product -> arithmetic
?product: power | product TIMES power -> arithmetic
?power: signed | signed POWER signed -> arithmetic
?signed: atom | MINUS atom -> negative
?atom: NUMBER -> number
    | TEXT -> text
    | _TRUE -> true
    | _FALSE -> false
    | "(" either ")"
    | NAME -> field
    | QUOTED -> quoted
    | INSTANT "(" TEXT ")" -> instant
    | NAME "(" either ("," either)* ")" -> call
    | WKT wkt -> shape
wkt: "(" wkt_item ("," wkt_item)* ")"
?wkt_item: (NUMBER | MINUS)+ | wkt

_OR.2: /OR(?!\w)/i
_AND.2: /AND(?!\w)/i
_NOT.2: /NOT(?!\w)/i
_IS.2: /IS(?!\w)/i
_NULL.2: /NULL(?!\w)/i
_IN.2: /IN(?!\w)/i
_LIKE.2: /LIKE(?!\w)/i
_BETWEEN.2: /BETWEEN(?!\w)/i
_TRUE.2: /TRUE(?!\w)/i
_FALSE.2: /FALSE(?!\w)/i
INSTANT.2: /(DATE|TIMESTAMP)(?=\s*\()/i
WKT.2: /(MULTI)?(POINT|LINESTRING|POLYGON)(\s+Z)?(?=\s*\()/i
COMPARISON: "<=" | ">=" | "<>" | "!=" | "=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES.2: "*" | "/" | "%" | /DIV(?!\w)/i
POWER: "^"
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
TEXT: /'([^'\\]|\\'|\\(?!')|'')*'/
NAME: /[^\W\d][\w.:]*/
QUOTED: /"([^"]|"")+"/
%ignore /\s+/
"""

WORDS = ("AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS NULL", "IS NOT NULL", "TRUE", "FALSE",
         "DATE", "CASEI", "ACCENTI", "S_INTERSECTS", "S_WITHIN", "DIV")  # fmt: skip
"""Words of the language, to be proposed while one writes."""
