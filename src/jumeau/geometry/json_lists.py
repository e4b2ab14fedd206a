"""Kernels that read JSON's nested lists of numbers without making a Python object of any.

The text of many lists is read in one go: ``text`` holds them one after the other, list ``g`` from
``start[g]`` to ``start[g + 1]``.
"""

from __future__ import annotations

import numpy as np

from jumeau.geometry.jit import njit

OPEN, CLOSE, MINUS, ZERO, NINE, LETTER_N = 0x5B, 0x5D, 0x2D, 0x30, 0x39, 0x6E
SKIPPED = -1
"""What ``null`` is read as."""


@njit
def read_rings(text, start, depth, values, ring_start, polygon_start, list_start, bad):  # type: ignore[no-untyped-def]
    """Read boundaries: rings of indices, surfaces of rings, whatever holds the surfaces.

    Rings are closed: their first index stands at their end too.

    Parameters
    ----------
    text : (B,) uint8 array
    start : (G+1,) int64 array
    depth : (G,) int64 array
        How deep the rings lie: 3 for a MultiSurface, 4 for a Solid, 5 for a MultiSolid.
    values, ring_start, polygon_start, list_start : integer arrays
        Filled, ring after ring.
    bad : (G,) bool array
        Set for lists that are not nested as they should be; nothing of them is kept.

    Returns
    -------
    tuple of int
        Values, rings and polygons.
    """
    n, r, q = 0, 0, 0
    ring_start[0] = polygon_start[0] = list_start[0] = 0
    for g in range(len(start) - 1):
        n0, r0, q0 = n, r, q
        level, deepest = 0, depth[g]
        position, end = start[g], start[g + 1]
        wrong = False
        while position < end:
            sign = text[position]
            position += 1
            if sign == OPEN:
                level += 1
                wrong = wrong or level > deepest
            elif sign == CLOSE:
                if level == deepest:
                    if n > ring_start[r] and values[n - 1] != values[ring_start[r]]:
                        values[n] = values[ring_start[r]]
                        n += 1
                    r += 1
                    ring_start[r] = n
                elif level == deepest - 1 and r > polygon_start[q]:
                    q += 1
                    polygon_start[q] = r
                level -= 1
            elif ZERO <= sign <= NINE:
                value = np.int64(sign - ZERO)
                while position < end and ZERO <= text[position] <= NINE:
                    value = value * 10 + (text[position] - ZERO)
                    position += 1
                values[n] = value
                n += 1
                wrong = wrong or level != deepest
            elif sign == LETTER_N and level == deepest:
                values[n] = SKIPPED
                n += 1
                position += 3
            elif sign > 0x20 and sign != 0x2C:
                wrong = True
            if wrong:
                break
        if wrong or level != 0:
            bad[g] = True
            n, r, q = n0, r0, q0
        list_start[g + 1] = q
    return n, r, q


@njit
def read_flat(text, start, values, list_start):  # type: ignore[no-untyped-def]
    """Read whole numbers and nulls in order, whatever holds them; returns how many."""
    n = 0
    list_start[0] = 0
    for g in range(len(start) - 1):
        position, end = start[g], start[g + 1]
        while position < end:
            sign = text[position]
            position += 1
            if ZERO <= sign <= NINE:
                value = np.int64(sign - ZERO)
                while position < end and ZERO <= text[position] <= NINE:
                    value = value * 10 + (text[position] - ZERO)
                    position += 1
                values[n] = value
                n += 1
            elif sign == LETTER_N:
                values[n] = SKIPPED
                n += 1
                position += 3
        list_start[g + 1] = n
    return n


@njit
def read_triples(text, values):  # type: ignore[no-untyped-def]
    """Read ``[[x,y,z],…]`` of whole numbers; returns how many, or -1 where they are others."""
    n, position, end, level, inside = 0, 0, len(text), 0, 0
    while position < end:
        sign = text[position]
        position += 1
        if sign == OPEN:
            level += 1
            inside = 0
        elif sign == CLOSE:
            if level == 2 and inside != 3:
                return np.int64(-1)
            level -= 1
        elif sign == MINUS or ZERO <= sign <= NINE:
            value = np.int64(0) if sign == MINUS else np.int64(sign - ZERO)
            digits = 0 if sign == MINUS else 1
            while position < end and ZERO <= text[position] <= NINE:
                value = value * 10 + (text[position] - ZERO)
                position += 1
                digits += 1
            if digits == 0 or digits > 18 or level != 2 or inside == 3:
                return np.int64(-1)
            values[n, inside] = -value if sign == MINUS else value
            inside += 1
            if inside == 3:
                n += 1
        elif sign > 0x20 and sign != 0x2C:
            return np.int64(-1)  # a fraction, an exponent, or no number
    return n if level == 0 else np.int64(-1)
