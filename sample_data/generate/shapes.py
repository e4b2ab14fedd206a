"""Footprints of large buildings, as corner lists centred on the origin (metres)."""

from __future__ import annotations

import math

from .curves import Coords


def rectangle(length: float, width: float) -> Coords:
    """Rectangle of ``length`` along and ``width`` away."""
    a, b = length / 2, width / 2
    return [(-a, -b), (a, -b), (a, b), (-a, b)]


def u_shape(length: float, width: float, wing: float) -> Coords:
    """U open towards the positive second axis."""
    a, b = length / 2, width / 2
    return [(-a, -b), (a, -b), (a, b), (a - wing, b), (a - wing, -b + wing),
            (-a + wing, -b + wing), (-a + wing, b), (-a, b)]  # fmt: skip


def l_shape(length: float, width: float, wing: float) -> Coords:
    """L with its inner corner towards the positive axes."""
    a, b = length / 2, width / 2
    return [(-a, -b), (a, -b), (a, -b + wing), (-a + wing, -b + wing), (-a + wing, b), (-a, b)]


def t_shape(length: float, width: float, wing: float) -> Coords:
    """T: a bar with a stem towards the positive second axis."""
    a, b = length / 2, width / 2
    return [(-a, -b), (a, -b), (a, -b + wing), (wing / 2, -b + wing), (wing / 2, b),
            (-wing / 2, b), (-wing / 2, -b + wing), (-a, -b + wing)]  # fmt: skip


def church(length: float, width: float) -> Coords:
    """Nave, transept and a polygonal apse towards the positive first axis."""
    a, b = length / 2, width / 2
    t0, t1, tb = a - 15.0, a - 8.0, b + 4.5
    apse = [(a - 4 + b * math.sin(t), -b * math.cos(t)) for t in (0.0, 0.8, 1.57, 2.34, 3.1416)]
    return [(-a, -b), (t0, -b), (t0, -tb), (t1, -tb), (t1, -b), *apse,
            (t1, b), (t1, tb), (t0, tb), (t0, b), (-a, b)]  # fmt: skip


def circle(radius: float, count: int = 16) -> Coords:
    """Regular polygon close to a circle."""
    turns = [2 * math.pi * i / count for i in range(count)]
    return [(radius * math.cos(t), radius * math.sin(t)) for t in turns]
