"""Sun, shade and sky: what is computed beside what is published, or can be had in another way.

Nothing here is a stored result: each check computes anew, with the code that the pictures and the
analyses use.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jumeau.errors import InputError
from jumeau.model.progress import Progress, part, silent
from jumeau.simulation.validation.checks import CASES, Check, read_cases

SHIPPED = tuple(CASES / f"{x}.csv" for x in ("sun_positions", "nrel_spa", "sky_view"))
"""Published values that come with the program; their sources are told in the catalogue."""
POSITION, SHADE, SKY = "position", "shade", "sky"
KINDS = (POSITION, SHADE, SKY)


def validate(paths: Sequence[Path] = (), progress: Progress = silent) -> list[Check]:
    """Compute all checks.

    Parameters
    ----------
    paths : sequence of Path
        Files of cases: sun positions or sky-view factors (see ``assets/validation``). Empty: those
        that come with the program. With all of those, shade is held against shapes too.
    progress : Progress
        May raise ``Cancelled``.

    Raises
    ------
    InputError
        ``file.not_found``; ``validation.unknown``, ``validation.broken``.
    """
    from jumeau.simulation.sun.validation_shade import shade_checks
    from jumeau.simulation.sun.validation_sky import sky_checks
    from jumeau.simulation.sun.validation_sun import position_checks

    found: list[Check] = []
    files = tuple(paths) or SHIPPED
    for number, path in enumerate(files):
        share = part(progress, 0.7 * number / len(files), 0.7 * (number + 1) / len(files))
        share(0.0, "validation")
        columns, rows, source = read_cases(path)
        source = path.stem if path in SHIPPED else source
        if {"lat", "lon", "utc"} <= columns:
            found += position_checks(rows, source, path.name)
        elif {"case", "params"} <= columns:
            found += sky_checks(rows, source, path.name, share)
        else:
            raise InputError("validation.unknown", name=path.name, columns=", ".join(columns)[:80])
    if set(SHIPPED) <= set(files):
        found += shade_checks(part(progress, 0.7, 1.0))
    progress(1.0, "validation")
    return sorted(found, key=lambda x: KINDS.index(x.kind))
