"""Industry and other machines whose sound power a layer tells: points, lines and areas.

Layers are known by their columns, whatever their role: ``lw`` [dB(A)] or octave bands ``lw63`` to
``lw8000``; by period ``lwd``, ``lwe`` and ``lwn`` likewise, as NoiseModelling has them (also
``hzd63`` …). ``height`` is above the ground [m]. The power of a line is that of a metre, that of an
area is that of all of it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.io.arrow_values import numbers
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.roles import Role
from jumeau.render.noise.basis import Basis
from jumeau.render.noise.emitting import INDUSTRY, Emission, together
from jumeau.render.styling.filtering import shown_rows
from jumeau.simulation.noise.bands import HZ, SILENT
from jumeau.simulation.noise.emission import industry
from jumeau.simulation.noise.triangles import Ground

Array = NDArray[np.float64]

ROLES = (Role.POINTS, Role.LINES, Role.POLYGONS, Role.PLACE_OF_INTEREST)
LOUDEST = 160.0
"""Sound powers above are errors [dB]."""
USUAL_HEIGHT = 1.0
"""Above the ground, where none is told [m]."""
HIGHEST = 200.0
_BANDS = tuple(f"{x:g}" for x in HZ)
_PERIODS = ("d", "e", "n")
_HEIGHT = ("height", "hauteur", "h", "haut")
_NAME = ("name", "nom", "libelle", "label", "id")


def tells_power(layer: Layer) -> bool:
    """Tell whether a layer has sound powers."""
    return layer.payload.kind is PayloadKind.TABLE and layer.role in ROLES and bool(
        _columns({x.name.lower(): x.name for x in layer.fields})
    )  # fmt: skip


def _columns(names: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return, by period (``""`` for all), the columns of one total or of the eight bands."""
    found: dict[str, tuple[str, ...]] = {}
    for letter in ("", *_PERIODS):
        for stem in (f"lw{letter}", f"hz{letter}"):
            bands = tuple(names[f"{stem}{x}"] for x in _BANDS if f"{stem}{x}" in names)
            if len(bands) == len(_BANDS):
                found[letter] = bands
        if letter not in found and f"lw{letter}" in names:
            found[letter] = (names[f"lw{letter}"],)
    return found if "" in found or all(x in found for x in _PERIODS) else {}


def industry_emission(basis: Basis, ground: Ground, notes: Counter[str]) -> Emission:
    """Return the machines of a project about the area as sections.

    Parameters
    ----------
    notes : Counter
        Counts what was assumed or left out, by code.
    """
    parts = [
        x
        for layer in basis.project.layers
        if tells_power(layer)
        for x in _of_layer(basis, layer, ground, notes)
    ]
    return together(parts)


def _of_layer(
    basis: Basis, layer: Layer, ground: Ground, notes: Counter[str]
) -> list[Emission]:  # fmt: skip
    import shapely

    table = basis.payloads.table(layer.payload)
    names = {x.lower(): x for x in table.column_names}
    columns = _columns(names)
    shapes = shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))
    good = shapely.intersects(shapes, shapely.box(*basis.window))
    shown = shown_rows(basis.payloads, layer)
    rows = np.flatnonzero(good if shown is None else good & shown)
    power = np.stack([
        _powers(table, columns.get(x) or columns[""], notes, rows) for x in _PERIODS
    ], axis=1)  # fmt: skip
    height = _first(table, names, _HEIGHT)
    told = next((names[x] for x in _NAME if x in names), None)
    label = None if told is None else table.column(told).to_pylist()
    found: list[Emission] = []
    for k, row in enumerate(rows.tolist()):
        if not np.isfinite(power[k]).all() or not (power[k] > SILENT + 1.0).any():
            notes["industry_power_absurd"] += 1
            continue
        high = USUAL_HEIGHT if height is None else float(height[row])
        if not 0.0 <= high <= HIGHEST:
            high = USUAL_HEIGHT
            notes["industry_height"] += 1
        name = "" if label is None else str(label[row] or "")
        found += [_emission(x, power[k], high, ground, name)
                  for x in shapely.get_parts(shapes[row]).tolist()]  # fmt: skip
    return found


def _powers(
    table: Any, columns: tuple[str, ...], notes: Counter[str], rows: NDArray[np.int64]
) -> Array:
    """Return the powers (R, 8) of some rows; NaN where they cannot be."""
    given = np.column_stack([numbers(table.column(x))[rows] for x in columns])
    with np.errstate(invalid="ignore"):
        given = np.where((given >= SILENT) & (given <= LOUDEST), given, np.nan)
    if len(columns) == 1:
        notes["industry_spectrum"] += int(np.isfinite(given[:, 0]).sum())
        return industry.bands_of(given[:, 0])
    return given


def _first(table: Any, names: dict[str, str], wanted: tuple[str, ...]) -> Array | None:
    found = next((names[x] for x in wanted if x in names), None)
    return None if found is None else numbers(table.column(found))


def _emission(shape: Any, power: Array, height: float, ground: Ground, name: str) -> Emission:
    """Return one machine: its places, and its power (3, 8) told as its kind of source has it."""
    import shapely

    xy = shapely.get_coordinates(shape)
    z = ground.altitude(xy[:, 0], xy[:, 1]) + height
    kind = shapely.get_dimensions(shape)
    if kind == 0:
        made = industry.points(np.column_stack([xy, z]), power[0])
    elif kind == 1:
        made = industry.line(np.column_stack([xy, z]), power[0], whole=False)
    else:
        made = industry.area(xy[:-1], 0.0, power[0])
        at = made.sources.points[:, :2]
        made.sources.points[:, 2] = ground.altitude(at[:, 0], at[:, 1]) + height
    # Of areas each point has its share of the power, in all periods the same.
    share = made.power[0] - power[0]
    return Emission(
        made.sources.points, made.sources.start.astype(np.int64),
        made.sources.section.astype(np.int32), (power + share)[None],
        np.full(1, INDUSTRY, np.uint8), (name,),
    )  # fmt: skip
