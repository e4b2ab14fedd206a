"""How a long job tells how far it is, and learns that it shall stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called by a long job; raises :class:`jumeau.errors.Cancelled` when the user stops it."""

    def __call__(self, fraction: float, step: str = "") -> None:
        """Report a fraction in 0..1 and a key of the catalogue (``steps.<step>``)."""


def silent(fraction: float, step: str = "") -> None:
    """Report to nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress that fills the part from ``start`` to ``end`` of another."""

    def scaled(fraction: float, step: str = "") -> None:
        progress(start + (end - start) * fraction, step)

    return scaled
