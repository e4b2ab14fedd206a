"""Sound power of road traffic: Directive 2002/49/EC, annex II, equations 2.2.1 to 2.2.20.

Coefficients of 2015 (Directive (EU) 2015/996) or of 2021 (Delegated Directive (EU) 2021/1226).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jumeau.errors import InputError
from jumeau.simulation.noise.bands import BANDS, HZ, SILENT
from jumeau.simulation.noise.emission.coefficients import rows_of

Table = Literal["2015", "2021"]
CATEGORIES = ("1", "2", "3", "4a", "4b")
"""Light; medium heavy; heavy; two-wheelers up to and above 50 cm³."""
ROLLING = 3
"""The first so many categories have rolling noise; two-wheelers have propulsion only (2.2.3)."""
SLOWEST, FASTEST = 20.0, 130.0
"""Speeds that the coefficients hold for [km/h]."""
REFERENCE_SPEED = 70.0
"""[km/h]"""
REFERENCE_TEMPERATURE = 20.0
"""[°C]"""
STEEPEST = 12.0
"""Gradients beyond this count as this [%]."""
REFERENCE_SURFACE = "DEF"
"""Dense asphalt concrete 0/11 or stone mastic asphalt 0/11, 2 to 7 years old: no correction."""
NO_JUNCTION, CROSSING, ROUNDABOUT = 0, 1, 2
JUNCTION_REACH = 100.0
"""Junctions farther away than this count for nothing [m]."""

_TEMPERATURE = (0.08, 0.04, 0.04)
"""dB per degree, by category (2.2.10)."""
_JUNCTION = {
    CROSSING: ((-4.5, -4.0, -4.0, 0.0, 0.0), (5.5, 9.0, 9.0, 0.0, 0.0)),
    ROUNDABOUT: ((-4.4, -2.3, -2.3, 0.0, 0.0), (3.1, 6.7, 6.7, 0.0, 0.0)),
}
"""Rolling and propulsion by category: annex II, appendix F, table F-3."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RoadTable:
    """Coefficients of one edition.

    Attributes
    ----------
    edition : str
        ``"2015"`` or ``"2021"``.
    ar, br, ap, bp : (5, 8) float64
        Rolling and propulsion by category and octave band [dB]; rolling of two-wheelers is NaN.
    studs : (2, 8) float64
        ``a`` and ``b`` of studded tyres, category 1.
    surfaces : tuple of str
        Codes of the surfaces; the first is :data:`REFERENCE_SURFACE`.
    names : tuple of str
        What each is, as in the source.
    alpha : (R, 5, 8) float64
        Corrections by surface, category and octave band [dB].
    beta : (R, 5) float64
        Effect of the speed on them.
    speeds : (R, 2) float64
        Range that each holds in [km/h].
    fitted_elsewhere : (R,) bool
        Surfaces whose corrections were fitted on another edition's coefficients: the levels with
        them are beyond what they were made for.
    """

    edition: str
    ar: Array
    br: Array
    ap: Array
    bp: Array
    studs: Array
    surfaces: tuple[str, ...]
    names: tuple[str, ...]
    alpha: Array
    beta: Array
    speeds: Array
    fitted_elsewhere: NDArray[np.bool_]

    def rows(self, surface: str | Sequence[str] | ArrayLike) -> NDArray[np.int64]:
        """Return the rows of surfaces told by their codes (or by rows already).

        Raises
        ------
        InputError
            ``noise_emission.surface``.
        """
        given = np.atleast_1d(np.asarray(surface))
        if given.dtype.kind not in "US":
            found = given.astype(np.int64)
            wrong = (found < 0) | (found >= len(self.surfaces))
            if wrong.any():
                self._unknown(str(int(found[wrong][0])))
            return found
        codes, inverse = np.unique(given, return_inverse=True)
        at = {x: k for k, x in enumerate(self.surfaces)}
        for code in codes.tolist():
            if code not in at:
                self._unknown(str(code))
        return np.array([at[str(x)] for x in codes.tolist()], np.int64)[inverse]

    def _unknown(self, code: str) -> None:
        raise InputError("noise_emission.surface", surface=code, codes=", ".join(self.surfaces))


@cache
def road_table(edition: Table = "2021") -> RoadTable:
    """Return the coefficients of an edition; the arrays must not be written to.

    The French surfaces are there in both editions: they were fitted on the coefficients of 2015
    (:attr:`RoadTable.fitted_elsewhere` with those of 2021).

    Raises
    ------
    InputError
        ``noise_emission.table``.
    """
    bands = [f"{x:g}" for x in HZ]
    found: dict[str, Array] = {
        x: np.full((len(CATEGORIES), BANDS), np.nan) for x in ("ar", "br", "ap", "bp")
    }
    studs = np.zeros((2, BANDS))
    for row in rows_of("road_vehicles"):
        if row["table"] == edition:
            values = [float(row[x]) for x in bands]
            if row["coefficient"] in found:
                found[row["coefficient"]][CATEGORIES.index(row["category"])] = values
            else:
                studs["ab".index(row["coefficient"])] = values
    if np.isnan(found["ap"]).any():
        raise InputError("noise_emission.table", table=edition)
    codes, names, elsewhere = [REFERENCE_SURFACE], ["reference"], [False]
    alpha, beta = [np.zeros((len(CATEGORIES), BANDS))], [np.zeros(len(CATEGORIES))]
    speeds = [(SLOWEST, FASTEST)]
    for row in rows_of("road_surfaces"):
        if row["table"] != edition and not row["surface"].startswith("FR"):
            continue
        if row["surface"] != codes[-1]:
            codes.append(row["surface"])
            names.append(row["name"])
            elsewhere.append(row["table"] != edition)
            alpha.append(np.zeros((len(CATEGORIES), BANDS)))
            beta.append(np.zeros(len(CATEGORIES)))
            speeds.append((float(row["from_kmh"]), float(row["to_kmh"])))
        category = CATEGORIES.index(row["category"])
        alpha[-1][category] = [float(row[x]) for x in bands]
        beta[-1][category] = float(row["beta"])
    made = RoadTable(
        edition, found["ar"], found["br"], found["ap"], found["bp"], studs, tuple(codes),
        tuple(names), np.array(alpha), np.array(beta), np.array(speeds), np.array(elsewhere),
    )  # fmt: skip
    for array in (made.ar, made.br, made.ap, made.bp, made.studs, made.alpha, made.beta):
        array.setflags(write=False)
    return made


def clamped(speed: ArrayLike) -> NDArray[np.bool_]:
    """Return which speeds [km/h] lie beyond what the method holds for, and are taken at its limit.

    Slower than :data:`SLOWEST` is emitted as at that speed (2.2.2), faster than :data:`FASTEST`
    likewise. What is no number is told too.
    """
    given = np.asarray(speed, float)
    return ~((given >= SLOWEST) & (given <= FASTEST))


def road_power(
    flow: ArrayLike,
    speed: ArrayLike,
    surface: str | Sequence[str] | ArrayLike = REFERENCE_SURFACE,
    slope: ArrayLike = 0.0,
    junction_distance: ArrayLike = np.inf,
    junction_kind: ArrayLike = NO_JUNCTION,
    *,
    table: Table = "2021",
    temperature: float = 15.0,
    studded_share: ArrayLike = 0.0,
    studded_months: ArrayLike = 0.0,
    both_ways: ArrayLike = False,
) -> Array:
    """Return the sound power of road traffic a metre of line (N, 8) [dB re 1 pW/m], unweighted.

    Parameters
    ----------
    flow : (N, 5) array
        Vehicles an hour by category (:data:`CATEGORIES`).
    speed : (N, 5) or (5,) or scalar
        [km/h]; brought within the method's range (see :func:`clamped`).
    surface : str, (N,) str or (N,) int
        Codes, or rows of :attr:`RoadTable.surfaces`.
    slope : (N,) array
        Of the way that the traffic drives, up is positive [%]. With ``both_ways`` half drives up
        and half down.
    junction_distance : (N,) array
        To the next traffic light or roundabout [m].
    junction_kind : (N,) int
        :data:`NO_JUNCTION`, :data:`CROSSING` or :data:`ROUNDABOUT`.
    table : {"2021", "2015"}
        Edition of the coefficients.
    temperature : float
        Mean of the year [°C].
    studded_share, studded_months : (N,) array
        Share of the light vehicles with studded tyres while they are used, and months a year.
    both_ways : (N,) bool
        The flow is that of both directions together.

    Raises
    ------
    InputError
        ``noise_emission.surface``, ``noise_emission.table``, ``noise_emission.flow``.
    """
    tab = road_table(table)
    flows = np.atleast_2d(np.asarray(flow, float))
    wrong = ~(np.isfinite(flows) & (flows >= 0.0))
    if wrong.any():
        raise InputError("noise_emission.flow", count=int(wrong.sum()))
    count = len(flows)
    speeds = np.broadcast_to(np.asarray(speed, float), flows.shape)
    speeds = np.clip(np.nan_to_num(speeds, nan=SLOWEST), SLOWEST, FASTEST)
    rows = np.broadcast_to(tab.rows(surface), count)
    slopes = np.broadcast_to(np.asarray(slope, float), count)
    both = np.broadcast_to(np.asarray(both_ways, bool), count)
    near = np.clip(1.0 - np.abs(np.asarray(junction_distance, float)) / JUNCTION_REACH, 0.0, 1.0)
    near = np.broadcast_to(near, count)
    kinds = np.broadcast_to(np.asarray(junction_kind, np.int64), count)
    studded = np.broadcast_to(
        np.asarray(studded_share, float) * np.asarray(studded_months, float) / 12.0, count
    )
    energy = np.zeros((count, BANDS))
    for k in range(len(CATEGORIES)):
        v = speeds[:, k]
        alpha, beta = tab.alpha[rows, k], tab.beta[rows, k]
        logs = np.log10(v / REFERENCE_SPEED)[:, None]
        stop = [_junction(kinds, near, part, k)[:, None] for part in (0, 1)]
        # Propulsion: 2.2.11, 2.2.18, 2.2.20; porous surfaces absorb, none adds to it.
        driven = tab.ap[k] + tab.bp[k] * ((v - REFERENCE_SPEED) / REFERENCE_SPEED)[:, None]
        driven += stop[1] + np.minimum(alpha, 0.0)
        up = 10.0 ** (_gradient(k, v, slopes) / 10.0)
        down = 10.0 ** (_gradient(k, v, -slopes) / 10.0)
        one = 10.0 ** (driven / 10.0) * np.where(both, 0.5 * (up + down), up)[:, None]
        if k < ROLLING:
            # 2.2.4, 2.2.10, 2.2.17, 2.2.19
            rolling = tab.ar[k] + tab.br[k] * logs + stop[0] + alpha + beta[:, None] * logs
            rolling += _TEMPERATURE[k] * (REFERENCE_TEMPERATURE - temperature)
            rolled = 10.0 ** (rolling / 10.0)
            if k == 0 and studded.any():
                rolled *= _studs(tab, v, studded)
            one += rolled
        energy += one * (flows[:, k] / (1000.0 * v))[:, None]
    floor = 10.0 ** (SILENT / 10.0)
    found: Array = 10.0 * np.log10(np.maximum(energy, floor))
    return found


def _junction(kinds: NDArray[np.int64], near: Array, part: int, category: int) -> Array:
    """Return the effect of accelerating and braking on rolling (0) or propulsion (1) [dB]."""
    found = np.zeros(len(kinds))
    for kind, terms in _JUNCTION.items():
        found[kinds == kind] = terms[part][category]
    made: Array = found * near
    return made


def _studs(tab: RoadTable, v: Array, share: Array) -> Array:
    """Return the factor on the energy of rolling noise of studded tyres: 2.2.6 to 2.2.8 (N, 8)."""
    logs = np.log10(np.clip(v, 50.0, 90.0) / REFERENCE_SPEED)[:, None]
    more = 10.0 ** ((tab.studs[0] + tab.studs[1] * logs) / 10.0)
    made: Array = (1.0 - share)[:, None] + share[:, None] * more
    return made


def _gradient(category: int, v: Array, slope: Array) -> Array:
    """Return the effect of a gradient on propulsion [dB]: 2.2.13 to 2.2.16 (N,)."""
    up, down = np.clip(slope, 0.0, STEEPEST), np.clip(-slope, 0.0, STEEPEST)
    if category == 0:
        found = np.where(down > 6.0, down - 6.0, np.maximum(up - 2.0, 0.0) / 1.5 * v / 100.0)
    elif category == 1:
        falls = (down - 4.0) / 0.7 * (v - 20.0) / 100.0
        found = np.where(down > 4.0, falls, up * v / 100.0)
    elif category == 2:
        falls = (down - 4.0) / 0.5 * (v - 10.0) / 100.0
        found = np.where(down > 4.0, falls, up / 0.8 * v / 100.0)
    else:
        found = np.zeros_like(v)
    made: Array = found
    return made
