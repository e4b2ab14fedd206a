"""How one place hears what it hears: each path of sound, its line in space and its terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jumeau.simulation.noise.attenuation.terms import TERMS
from jumeau.simulation.noise.bands import SILENT, a_weighted, lden
from jumeau.simulation.noise.paths.index import Prepared, local
from jumeau.simulation.noise.profile import (
    COLUMNS,
    EDGE,
    KIND,
    PX,
    PY,
    REFLECTION,
    RELIEF,
    WALL,
    X,
    Z,
)
from jumeau.simulation.noise.receiving import (
    CURVED,
    KIND_,
    LOGGED,
    ROWS,
    SECTION_,
    WEIGHT,
    Log,
    Ways,
    receive,
)
from jumeau.simulation.noise.scene import Sources
from jumeau.simulation.noise.settings import Settings, sector_of
from jumeau.simulation.noise.sharing import lines_of, scratch_of, ways_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """One path of sound to one receiver.

    Attributes
    ----------
    section : int
        Where it comes from.
    kind : int
        DIRECT, LEFT, RIGHT or REFLECTED of :mod:`jumeau.simulation.noise.profile`.
    curved : bool
        A path around edges that counts in favourable conditions only; without it they count in
        homogeneous ones only.
    points : (K, 3) float64
        The line of sound: source, edges and reflections on the way, receiver.
    weight : float
        Length of the piece of a line that it stands for [m]; 1 for a point.
    gain_h, gain_f : (8,) float64
        Energy at the receiver over power of the piece, by octave band [1/m²], in homogeneous and
        favourable conditions; 0 where the path does not exist.
    terms : (TERMS, 8) float64
        Of the attenuation: :mod:`jumeau.simulation.noise.attenuation.terms` [dB].
    levels : (3, 8) float64
        What the path brings, by period and octave band [dB], not weighted.
    lden : float
        What it brings to Lden [dB(A)].
    share : float
        Of the energy of Lden, 0 to 1.
    """

    section: int
    kind: int
    curved: bool
    points: Floats
    weight: float
    gain_h: Floats
    gain_f: Floats
    terms: Floats
    levels: Floats
    lden: float
    share: float


def explain(
    prep: Prepared,
    sources: Sources,
    power: Floats,
    receiver: Floats,
    settings: Settings,
    own: int = -1,
) -> tuple[Heard, ...]:
    """Return all paths to one receiver, the loudest first.

    Parameters
    ----------
    prep : Prepared
    sources : Sources
    power : (S, 3, 8) float64
        As for :func:`jumeau.simulation.noise.summing.levels`.
    receiver : (3,) float64
    settings : Settings
    own : int
        Building before whose façade it stands, -1 for none.

    Returns
    -------
    tuple of Heard
        Their energies sum up to the levels there.
    """
    ways, lines = ways_of(settings), lines_of(prep, sources)
    here = np.ascontiguousarray(local(prep, np.asarray(receiver, np.float64))).reshape(1, 3)
    all_of_them = np.ones(1, np.bool_), np.zeros(2, np.int64), np.empty(0, np.int32)
    out = (
        np.empty(sources.sections, np.int32),
        np.empty((sources.sections, len(ways.favourable), 8), np.float32),
        np.empty((0, 4)),
        np.empty(1, np.int64),
        np.zeros(1, np.int64),
    )
    scratch = scratch_of(ways, TERMS)
    owns = np.array([own], np.int32)
    paths = rows = 0
    for _ in range(2):  # counted, then written
        log = Log(
            np.empty((paths, LOGGED)),
            np.empty((rows, COLUMNS)),
            np.empty((paths, TERMS, 8)),
            np.zeros(2, np.int64),
        )
        receive(prep, ways, lines, scratch, here, owns, *all_of_them, out, log)
        paths, rows = log.used.tolist()
    return _told(prep, ways, log, power, here[0])


def _told(
    prep: Prepared, ways: Ways, log: Log, power: Floats, receiver: Floats
) -> tuple[Heard, ...]:
    first = np.concatenate([[0], np.cumsum(log.paths[:, ROWS])]).astype(np.int64)
    found = []
    for k, path in enumerate(log.paths):
        rows = log.rows[first[k] : first[k + 1]]
        dx, dy = receiver[0] - rows[0, PX], receiver[1] - rows[0, PY]
        f = ways.favourable[:, sector_of(dx, dy) if ways.favourable.shape[1] > 1 else 0, None]
        gain_h, gain_f = path[6:14], path[14:22]
        gain = path[WEIGHT] * ((1.0 - f) * gain_h + f * gain_f)
        section = int(path[SECTION_])
        with np.errstate(divide="ignore"):
            brought = np.maximum(power[section] + 10.0 * np.log10(gain), SILENT)
        found.append((section, path, rows, log.terms[k], brought, float(lden(a_weighted(brought)))))
    whole = sum(10.0 ** (x[5] / 10.0) for x in found)
    found.sort(key=lambda x: -x[5])
    return tuple(
        Heard(
            section,
            int(path[KIND_]),
            bool(path[CURVED]),
            line_of(rows) + np.array([*prep.cuts.frame[:2], 0.0]),
            float(path[WEIGHT]),
            path[6:14].copy(),
            path[14:22].copy(),
            terms.copy(),
            brought,
            loud,
            10.0 ** (loud / 10.0) / whole,
        )
        for section, path, rows, terms, brought, loud in found
    )


def line_of(rows: Floats) -> Floats:
    """Return the line of sound (K, 3) along a profile: tight over what stands in its way."""
    turned = np.isin(rows[:, KIND], (REFLECTION, EDGE))
    around = (rows[:, KIND] == EDGE).any()
    kept = [0]
    for i in range(1, len(rows)):
        if i < len(rows) - 1 and (around or rows[i, KIND] not in (WALL, RELIEF)):
            continue
        while len(kept) > 1 and _above(rows, kept[-2], i, kept[-1]) <= 0.0:
            kept.pop()
        kept.append(i)
    z = np.interp(rows[:, X], rows[kept, X], rows[kept, Z])
    if around:
        z[turned] = rows[turned, Z]
    chosen = np.unique([*kept, *np.flatnonzero(turned)])
    return np.column_stack([rows[chosen, PX], rows[chosen, PY], z[chosen]])


def _above(rows: Floats, a: int, b: int, i: int) -> float:
    """Return how far a point lies above the line between two others [m]."""
    t = (rows[i, X] - rows[a, X]) / max(rows[b, X] - rows[a, X], 1e-12)
    return float(rows[i, Z] - rows[a, Z] - t * (rows[b, Z] - rows[a, Z]))
