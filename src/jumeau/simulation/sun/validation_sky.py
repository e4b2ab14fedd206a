"""Sky-view factors beside closed forms: streets, basins, walls and courts as heights on cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.model.progress import Progress
from jumeau.simulation.sun.facades import Cells
from jumeau.simulation.sun.sky_view import Weighting, sky_view, sky_view_on_cells
from jumeau.simulation.sun.validation import SKY
from jumeau.simulation.surface import Surface
from jumeau.simulation.validation.checks import Check, number_in

TOLERANCE = 0.01
QUANTITIES: tuple[tuple[str, Weighting], ...] = (
    ("svf_cosine_weighted", "cosine"),
    ("svf_solid_angle", "solid_angle"),
)
ACROSS = 81
"""Cells across a street, a court or a basin: the middle is that of a cell."""
LONG = 60
"""A street without an end is so many times as long as wide."""
WALL = 4
"""Cells of a wall's thickness: beyond it nothing hides more of the sky."""
_PARAMETER = re.compile(r"([A-Za-z]/?[A-Za-z]?)=([\d.]+)")

Heights = NDArray[np.float32]


class Scene(NamedTuple):
    """Heights, and where the sky is looked at.

    Attributes
    ----------
    top : (rows, cols) float32
        In cells; the ground is 0.
    row, col : int
        The cell.
    up : float
        Height on the wall, in cells; negative on the ground.
    """

    top: Heights
    row: int
    col: int
    up: float = -1.0


def sky_checks(
    rows: list[tuple[int, dict[str, str]]], source: str, file: str, progress: Progress
) -> list[Check]:
    """Return the checks of all cases of a file, in both quantities.

    Parameters
    ----------
    rows : list of (line, row)
        ``case`` (one of :data:`BUILDERS`), ``params`` (``H/W=1 x/W=0.25``) and either or both of
        the columns of :data:`QUANTITIES`.

    Raises
    ------
    InputError
        ``validation.broken``.
    """
    found = []
    for number, (line, row) in enumerate(rows):
        progress(number / len(rows), "validation")
        name, text = (row.get("case") or "").strip(), (row.get("params") or "").strip()
        scene = _scene(name, text, line, file)
        for column, weighting in QUANTITIES:
            published = number_in(row, column, line, file)
            if published is not None:
                computed = _seen(scene, weighting)
                found.append(Check(
                    SKY, f"{name}, {text}", f"sky_{weighting}", published, computed, TOLERANCE,
                    "", source,
                ))  # fmt: skip
    return found


def _scene(name: str, text: str, line: int, file: str) -> Scene:
    given = {key: float(value) for key, value in _PARAMETER.findall(text)}
    try:
        return BUILDERS[name](given)
    except (KeyError, ValueError, ZeroDivisionError):
        told = f"{name}, {text}"[:60]
        raise InputError(
            "validation.broken", name=file, line=line, column="case", value=told
        ) from None


def _seen(scene: Scene, weighting: Weighting) -> float:
    step = 1.0
    rows = scene.top.shape[0]
    ground = np.zeros_like(scene.top)
    surface = Surface(0.0, float(rows) * step, step, ground, scene.top)
    if scene.up < 0:
        return float(sky_view(surface, weighting=weighting)[scene.row, scene.col])
    x, y = scene.col + 0.5, rows - scene.row - 0.5
    one = np.zeros(1, np.int32)
    wall = Cells(
        np.array([[x, y, scene.up]]), np.array([[1.0, 0.0, 0.0]], np.float32),
        np.ones((1, 2), np.float32), np.zeros((1, 2), np.float32), one, one.astype(np.int16),
        one.astype(np.int16), one, np.zeros(1, np.bool_), ("",), 0.5,
    )  # fmt: skip
    return float(sky_view_on_cells(wall, surface, weighting=weighting)[0])


def street(given: dict[str, float]) -> Scene:
    """Return an endless street; looked at ``x/W`` from its wall, by default in its middle."""
    height = given["H/W"] * ACROSS
    top = np.zeros((LONG * ACROSS + 1, ACROSS + 2 * WALL), np.float32)
    top[:, :WALL] = top[:, -WALL:] = height
    at = given.get("x/W", 0.5) * ACROSS
    return Scene(top, len(top) // 2, WALL + min(math.floor(at), ACROSS - 1))


def street_wall(given: dict[str, float]) -> Scene:
    """Return an endless street, looked at from its western wall, ``z/H`` up."""
    scene = street(given)
    up = given["z/H"] * given["H/W"] * ACROSS
    return Scene(scene.top, scene.row, WALL, up)


def single_wall(given: dict[str, float]) -> Scene:
    """Return an endless wall, looked at from so far that its height is ``H/d`` of it."""
    away = ACROSS // 2
    height = given["H/d"] * (away + 0.5)
    top = np.zeros((2 * LONG * away + 1, away + 1 + WALL), np.float32)
    top[:, :WALL] = height
    return Scene(top, len(top) // 2, WALL + away)


def basin(given: dict[str, float]) -> Scene:
    """Return a round basin, looked at from its middle."""
    radius = 2.0 * ACROSS
    half = math.ceil(radius) + WALL
    along = np.arange(-half, half + 1)
    away = np.hypot(*np.meshgrid(along, along))
    top = np.where(away > radius, np.float32(given["H/R"] * radius), np.float32(0))
    return Scene(top.astype(np.float32), half, half)


def court(given: dict[str, float]) -> Scene:
    """Return a court of ``L`` by ``W``, looked at from its middle."""
    scale = ACROSS / min(given["L"], given["W"])
    long, wide = (2 * math.floor(given[x] * scale / 2) + 1 for x in ("L", "W"))
    top = np.full((long + 2 * WALL, wide + 2 * WALL), given["H"] * scale, np.float32)
    top[WALL:-WALL, WALL:-WALL] = 0.0
    return Scene(top, len(top) // 2, top.shape[1] // 2)


BUILDERS: dict[str, Callable[[dict[str, float]], Scene]] = {
    "canyon_centre": street,
    "canyon_offset": street,
    "canyon_wall_vertical_receiver": street_wall,
    "single_wall": single_wall,
    "basin_centre": basin,
    "rect_court_centre": court,
}
