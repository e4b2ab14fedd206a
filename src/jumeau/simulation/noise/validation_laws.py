"""What is known exactly: absorption of the air, points and lines over hard ground, reciprocity."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jumeau.model.progress import Progress
from jumeau.simulation.noise.attenuation.air import absorption
from jumeau.simulation.noise.bands import HZ, lden
from jumeau.simulation.noise.cases import Case, read_case
from jumeau.simulation.noise.validation import LAW
from jumeau.simulation.noise.validation_cases import heard_in
from jumeau.simulation.validation.checks import Check

LAWS_TOLERANCE = 0.01
LINE_TOLERANCE = 0.05
"""A line is computed as pieces no longer than half its distance [dB]."""
AIR = (
    (10.0, 70.0, (0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117.0)),
    (20.0, 70.0, (0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6)),
    (30.0, 70.0, (0.1, 0.3, 1.0, 3.1, 7.4, 12.7, 23.1, 59.3)),
    (15.0, 20.0, (0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202.0)),
    (15.0, 50.0, (0.1, 0.5, 1.2, 2.2, 4.2, 10.8, 36.2, 129.0)),
    (15.0, 80.0, (0.1, 0.3, 1.1, 2.4, 4.1, 8.3, 23.7, 82.8)),
)
"""Degrees, percent, and dB/km by octave band: ISO 9613-2:1996, table 2, exact to its last digit."""
POWER = 90.0
"""Of the sources [dB]."""
POINTS = ((30.0, 2.0, 1.5), (100.0, 4.0, 4.0), (180.0, 6.0, 4.0))
"""Distance in plan, heights of source and receiver [m]; near enough for hard ground to be -3 dB in
favourable conditions too."""
LINES = ((10.0, 150.0), (40.0, 150.0))
"""Distance to the middle of a straight line, and half its length [m]."""
WEATHER = {"temperature_C": 15.0, "relative_humidity": 70.0, "p_favourable": 0.5}


def law_checks(progress: Progress) -> list[Check]:
    """Return the checks against closed forms."""
    found = _air() + _periods()
    progress(0.1, "validation")
    found += [x for one in POINTS for x in _point(*one)]
    progress(0.4, "validation")
    found += [x for one in LINES for x in _line(*one)]
    progress(0.8, "validation")
    return found + _reciprocity()


def _air() -> list[Check]:
    from jumeau.simulation.noise.settings import Settings

    found = []
    for temperature, humidity, rows in AIR:
        computed = 1000.0 * absorption(Settings(temperature=temperature, humidity=humidity))
        for band, published, value in zip(HZ, rows, computed.tolist(), strict=True):
            case = f"{temperature:g} °C {humidity:g} %, {band:g} Hz"
            digit = 1.0 if published >= 100.0 else 0.1
            found.append(Check(LAW, case, "noise_air", published, value, digit, "dB/km",
                               "iso_9613_2"))  # fmt: skip
    return found


def _periods() -> list[Check]:
    """Return the Lden of a level that never changes: Directive 2002/49/EC, annex I."""
    exact = 60.0 + 10.0 * math.log10((12.0 + 4.0 * 10.0**0.5 + 8.0 * 10.0) / 24.0)
    computed = float(lden(np.full(3, 60.0)))
    return [Check(LAW, "60 dB", "noise_lden", exact, computed, 0.001, "dB", "directive_annex_1")]


def _point(away: float, low: float, high: float) -> list[Check]:
    """Return a point over hard ground: divergence, air, and 3 dB more; equations 2.5.11, 2.5.15."""
    case = _scene([[0.0, 0.0, low]], [away, 0.0, high])
    far = math.hypot(away, high - low)
    lost = 20.0 * math.log10(far) + 10.0 * math.log10(4.0 * math.pi) - 3.0
    exact = POWER - lost - far * absorption(case.settings)
    (heard,) = heard_in(case)
    found = []
    for name, computed in (("homogeneous", heard.homogeneous), ("favourable", heard.favourable)):
        for band, one, value in zip(HZ, exact.tolist(), computed.tolist(), strict=True):
            told = f"{away:g} m, {name}, {band:g} Hz"
            found.append(Check(LAW, told, "noise_point", one, value, LAWS_TOLERANCE, "dB",
                               "closed_form"))  # fmt: skip
    return found


def _line(away: float, half: float) -> list[Check]:
    """Return a straight line over hard ground beside the integral over it."""
    height = 2.0
    case = _scene([[0.0, -half, height], [0.0, half, height]], [away, 0.0, height])
    at = (np.arange(20_000) + 0.5) / 10_000.0 - 1.0
    far = np.hypot(away, half * at)[:, None]
    energy = 10.0 ** (-absorption(case.settings) * far / 10.0) / (4.0 * math.pi * far**2)
    whole = energy.mean(0) * 2.0 * half
    exact = POWER + 3.0 + 10.0 * np.log10(whole)
    heard = heard_in(case)
    computed = 10.0 * np.log10(
        np.sum([10.0 ** (x.homogeneous / 10.0) for x in heard], axis=0, dtype=np.float64)
    )
    return [
        Check(LAW, f"{away:g} m, {band:g} Hz", "noise_line", one, value, LINE_TOLERANCE, "dB",
              "closed_form")
        for band, one, value in zip(HZ, exact.tolist(), computed.tolist(), strict=True)
    ]  # fmt: skip


def _reciprocity() -> list[Check]:
    """Return the level over a building one way and the other, in homogeneous conditions."""
    house = {"polygon": [[20, -60], [32, -60], [32, 60], [20, 60]], "top_altitude": 9.0}
    ends = [0.0, 0.0, 0.5], [70.0, 5.0, 3.0]
    there, back = (
        heard_in(_scene([list(a)], list(b), buildings=[house], soft=0.6))[0].homogeneous
        for a, b in (ends, ends[::-1])
    )
    return [
        Check(LAW, f"{band:g} Hz", "noise_reciprocity", one, other, LAWS_TOLERANCE, "dB",
              "reciprocity")
        for band, one, other in zip(HZ, there.tolist(), back.tolist(), strict=True)
    ]  # fmt: skip


def _scene(
    line: list[list[float]],
    receiver: list[float],
    *,
    buildings: list[dict[str, Any]] | None = None,
    soft: float = 0.0,
) -> Case:
    """Return a scene on level ground."""
    return read_case({
        "id": "",
        "geometry": {
            "sources": [{"geom": line, "Lw": [POWER] * HZ.size}], "receivers": [receiver],
            "Gs": soft, "buildings": buildings or [], "walls": [], "ground_areas": [],
        },
        "options": {"reflection_order": 0, "lateral_diffraction": False, "c_ground_m_s": 340.0},
        "meteo": WEATHER,
    })  # fmt: skip
