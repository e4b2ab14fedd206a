"""Scenes with known results: levels of each path and totals, from the geometry end to end."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.model.progress import Progress
from jumeau.simulation.noise.bands import HZ, a_weighted
from jumeau.simulation.noise.cases import Case, read_case
from jumeau.simulation.noise.engine import attenuation, explain, levels
from jumeau.simulation.noise.paths.index import prepared
from jumeau.simulation.noise.profile import DIRECT, LEFT, REFLECTED, RIGHT
from jumeau.simulation.noise.validation import PATH, TOTAL
from jumeau.simulation.validation.checks import Check

TOLERANCE = 0.1
"""Of each path's bands [dB] and of totals [dB(A)]."""
OTHERS_TOLERANCE = 0.3
"""Of totals that another program computed, not a standard [dB(A)]."""
PATHS = {"Direct": DIRECT, "Left": LEFT, "Right": RIGHT, "Reflection": REFLECTED}
"""Names of the paths in files."""
CONDITIONS = {"LH": "homogeneous", "LF": "favourable"}
LEFT_OUT = {"TC21": (("Left", "LF"), ("Right", "LF"))}
"""Rows that ISO/TR 17534-4 lists among the paths of a case and leaves out of its total: the
favourable paths around the building of TC21 pass no hull. They are not compared."""
SILENCE = -200.0
"""Level of a path that does not exist [dB]."""

Levels = NDArray[np.float64]


class Path(NamedTuple):
    """What is heard by one path.

    Attributes
    ----------
    kind : int
        Of :mod:`jumeau.simulation.noise.profile`.
    homogeneous, favourable : (8,) float64
        Levels [dB]; :data:`SILENCE` where there is no such path.
    """

    kind: int
    homogeneous: Levels
    favourable: Levels


def scene_checks(told: dict[str, Any], source: str, file: str, progress: Progress) -> list[Check]:
    """Return the checks of a scene.

    Parameters
    ----------
    told : dict
        The case as :func:`jumeau.simulation.noise.cases.read_case` takes it, with ``expected``:
        ``paths`` (levels ``LH``, ``LF`` by band of each), ``LA_total_dBA``; or ``levels`` by
        receiver and band.

    Raises
    ------
    InputError
        ``noise_validation.unknown``.
    """
    try:
        case = read_case(told)
        return _checks(case, told["expected"], source, progress)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise InputError("noise_validation.unknown", name=file) from None


def _checks(case: Case, expected: dict[str, Any], source: str, progress: Progress) -> list[Check]:
    found: list[Check] = []
    if "levels" in expected:
        return _receivers(case, np.array(expected["levels"], float), source, progress)
    heard = heard_in(case)
    left_out = LEFT_OUT.get(case.id, ())
    if "LA_total_dBA" in expected:
        name = f"{case.id}, no_favourable_lateral" if left_out else case.id
        found.append(Check(TOTAL, name, "noise_total", float(expected["LA_total_dBA"]),
                           float(_totals(case, progress)[0]), TOLERANCE, "dB(A)",
                           source))  # fmt: skip
    for name, kind in PATHS.items():
        for key, condition in CONDITIONS.items():
            published = expected.get("paths", {}).get(name, {}).get(key)
            if published is None or (name, key) in left_out:
                continue
            computed = _together([getattr(x, condition) for x in heard if x.kind == kind])
            for band, one, value in zip(HZ, published, computed.tolist(), strict=True):
                where = f"{case.id}, {name.lower()}, {band:g} Hz"
                found.append(Check(PATH, where, f"noise_{condition}", float(one),
                                   value if value > SILENCE else np.nan, TOLERANCE, "dB",
                                   source))  # fmt: skip
    return found


def heard_in(case: Case) -> tuple[Path, ...]:
    """Return all paths to the first receiver of a case."""
    prep = prepared(case.scene)
    found = []
    for one in explain(prep, case.sources, case.power, case.receivers[0], case.settings):
        power = case.lw[one.section]
        with np.errstate(divide="ignore"):
            found.append(Path(
                one.kind,
                np.maximum(power + 10.0 * np.log10(one.weight * one.gain_h), SILENCE),
                np.maximum(power + 10.0 * np.log10(one.weight * one.gain_f), SILENCE),
            ))  # fmt: skip
    return tuple(found)


def _receivers(case: Case, expected: Levels, source: str, progress: Progress) -> list[Check]:
    """Return the totals at all receivers of a scene beside those of another program."""
    pairs = zip(a_weighted(expected).tolist(), _totals(case, progress).tolist(), strict=True)
    return [
        Check(TOTAL, f"{case.id}, {k}", "noise_receiver", one, value, OTHERS_TOLERANCE, "dB(A)",
              source)
        for k, (one, value) in enumerate(pairs, 1)
    ]  # fmt: skip


def _totals(case: Case, progress: Progress) -> Levels:
    """Return the long-term levels at all receivers (N,) [dB(A)]."""
    made = attenuation(prepared(case.scene), case.sources, case.receivers, case.settings, progress)
    return a_weighted(levels(made, case.power)[:, 0])


def _together(rows: list[Levels]) -> Levels:
    """Return the sum of levels by energy (8,) [dB]."""
    if not rows:
        return np.full(HZ.size, SILENCE)
    total: Levels = 10.0 * np.log10((10.0 ** (np.array(rows) / 10.0)).sum(0))
    return total
