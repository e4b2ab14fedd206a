"""The methods that can be held against what is published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jumeau.model.progress import Progress, silent
from jumeau.simulation.validation.checks import Check

SUN, NOISE = "sun", "noise"
SUBJECTS = (SUN, NOISE)
SUFFIXES = {SUN: (".csv",), NOISE: (".csv", ".json")}
"""Files of cases that each takes."""


def validate(subject: str, paths: Sequence[Path] = (), progress: Progress = silent) -> list[Check]:
    """Compute all checks of a subject.

    Parameters
    ----------
    subject : str
        One of :data:`SUBJECTS`.
    paths : sequence of Path
        Files of cases; empty for those that come with the program.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        What the subject's own function raises.
    """
    # Each loads what it computes with, kernels among them.
    if subject == NOISE:
        from jumeau.simulation.noise.validation import validate as of_noise

        return of_noise(paths, progress)
    from jumeau.simulation.sun.validation import validate as of_sun

    return of_sun(paths, progress)


def shipped(subject: str) -> tuple[Path, ...]:
    """Return the files of cases of a subject that come with the program."""
    if subject == NOISE:
        from jumeau.simulation.noise.validation import SHIPPED as OF_NOISE

        return OF_NOISE
    from jumeau.simulation.sun.validation import SHIPPED as OF_SUN

    return OF_SUN
