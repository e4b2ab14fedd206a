"""Checks with known answers: the form that every check of the program has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from jumeau.errors import InputError


class Case(msgspec.Struct, frozen=True):
    """One case of a check: a number within a tolerance, or a text that must be equal."""

    id: str
    expected: float | str
    got: float | str
    tolerance: float = 0.0

    @property
    def deviation(self) -> float | None:
        """Distance of two numbers, None for texts."""
        if isinstance(self.expected, str) or isinstance(self.got, str):
            return None
        return abs(self.got - self.expected)

    @property
    def ok(self) -> bool:
        """Whether the case holds; NaN never does."""
        deviation = self.deviation
        return self.expected == self.got if deviation is None else deviation <= self.tolerance


def report(cases: Sequence[Case]) -> dict[str, Any]:
    """Return ``{"cases": [{"id", "expected", "got", "tolerance", "deviation", "ok"}]}``.

    Raises
    ------
    InputError
        ``check.empty``: a check without cases proves nothing.
    """
    if not cases:
        raise InputError("check.empty")
    return {
        "cases": [
            {**msgspec.to_builtins(case), "deviation": case.deviation, "ok": case.ok}
            for case in cases
        ]
    }
