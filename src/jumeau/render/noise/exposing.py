"""From the result of a noise simulation before façades to who is exposed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jumeau.errors import InputError
from jumeau.io.store import Payloads
from jumeau.model.inputs import outdated
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.progress import Progress, part, silent
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.render.analysing import asked_of
from jumeau.render.shelf import Shelf
from jumeau.simulation.noise.exposure import (
    REFERENCE,
    Exposure,
    Levels,
    above,
    classes_of,
    exposure,
)
from jumeau.simulation.noise.exposure_told import (
    SMALLEST,
    Moved,
    Rounded,
    Row,
    buildings_told,
    moved,
    residents_told,
    rows_of,
)

LOUD = {"lden": 65.0, "ln": 55.0, "lday": 65.0, "levening": 65.0}
"""From these levels on it is told in a sentence how many live there [dB(A)]: bounds of classes."""
_SAME = (
    "indicator", "quality", "sources", "cell", "reach", "coefficients", "area",
    "favourable_day", "favourable_evening", "favourable_night",
)  # fmt: skip
"""Parameters that two results must share to be compared."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is told of one situation.

    Attributes
    ----------
    variant : str
        Id; empty for today.
    loud, quiet, unknown : Rounded
        Residents from :data:`LOUD` on; with a quiet façade; before whose building nothing is
        computed.
    above : Rounded
        Buildings above the reference value; nothing where it is not asked for.
    lived : bool
        Whether any dwelling is known or estimated.
    """

    variant: str
    loud: Rounded
    quiet: Rounded
    unknown: Rounded
    above: Rounded
    lived: bool


@dataclass(frozen=True, slots=True)
class Exposed:
    """What may be told of a result: rounded, with small groups merged.

    Attributes
    ----------
    indicator : str
        ``lden``, ``ln``, ``lday`` or ``levening``.
    sides : tuple of Side
        What is compared with first, the result last.
    rows : tuple of Row
        By class, the quietest first.
    moved : Moved or None
        Where two situations are compared.
    reference : float or None
        The reference value [dB(A)]; None where it is not asked for.
    layers : tuple of str
        Ids of the results that were read.
    """

    indicator: str
    sides: tuple[Side, ...]
    rows: tuple[Row, ...]
    moved: Moved | None = None
    reference: float | None = None
    layers: tuple[str, ...] = field(default=())


def facade_results(project: Project) -> tuple[Layer, ...]:
    """Return the levels computed before façades."""
    return tuple(
        x for x in project.layers
        if x.role is Role.NOISE_LEVEL and x.payload.kind is PayloadKind.SAMPLES
        and x.analysis is not None and not x.analysis.against
    )  # fmt: skip


def usual_result(project: Project, layers: tuple[Layer, ...], shown: str = "") -> Layer | None:
    """Return the result that is told where nobody has chosen; None of none.

    One that holds; that of the variant that is shown. Where today is shown, one of a variant, for
    today stands beside it then.
    """
    current = [x for x in layers if not is_stale(project, x)] or list(layers)
    ids = [x.analysis.variant if x.analysis else "" for x in current]
    fitting = [x for x, one in zip(current, ids, strict=True) if one and shown in (one, "")]
    return next(iter((*fitting, *current)), None)


def partners_of(project: Project, layer: Layer) -> tuple[Layer, ...]:
    """Return the results of other situations that were asked the same, today's first."""
    assert layer.analysis is not None
    asked = _told(layer)
    found = [
        x for x in facade_results(project)
        if x.analysis is not None and x.analysis.variant != layer.analysis.variant
        and all(_told(x).get(k) == asked.get(k) for k in _SAME)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda x: bool(x.analysis and x.analysis.variant)))


def is_stale(project: Project, layer: Layer) -> bool:
    """Tell whether a result holds no more."""
    return outdated(project, layer) is not None


def indicator_of(layer: Layer) -> str:
    """Return the indicator of a result."""
    told = _told(layer).get("indicator", "lden")
    return told if told in LOUD else "lden"


def reference_of(layer: Layer) -> float | None:
    """Return the reference value of what was computed [dB(A)]: of roads where they count.

    None for levels of day and evening, which have none.
    """
    indicator = indicator_of(layer)
    if indicator not in ("lden", "ln"):
        return None
    sources = _told(layer).get("sources", "").replace(",", " ").split()
    kind = next((x for x in REFERENCE if x in sources), "road")
    return REFERENCE[kind][indicator == "ln"]


def _told(layer: Layer) -> dict[str, str]:
    return dict(layer.analysis.parameters) if layer.analysis is not None else {}


# -- counting --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """A situation before it is rounded: by building of its scene."""

    exposure: Exposure
    keys: tuple[tuple[str, int], ...]
    residents: NDArray[np.float64]
    lived: NDArray[np.bool_]


def exposed(
    project: Project,
    layer: Layer,
    against: Layer | None,
    payloads: Payloads,
    shelf: Shelf | None = None,
    progress: Progress = silent,
    *,
    reference: bool = False,
) -> Exposed:
    """Count who is exposed to what a result tells: for worker threads.

    Parameters
    ----------
    layer : Layer
        One of :func:`facade_results`.
    against : Layer or None
        One of :func:`partners_of`, or nothing.
    reference : bool
        Whether buildings above the reference value are counted too.

    Raises
    ------
    InputError
        ``noise_exposure.stale``; ``measuring.no_ground``.
    """
    chosen = (layer,) if against is None else (against, layer)
    for one in chosen:
        if is_stale(project, one):
            raise InputError("noise_exposure.stale", title=one.title)
    share = 1.0 / len(chosen)
    counted = [
        _counted(project, x, payloads, shelf, part(progress, k * share, (k + 1) * share))
        for k, x in enumerate(chosen)
    ]
    indicator = indicator_of(layer)
    limit = reference_of(layer) if reference else None
    sides = tuple(
        _side(one.analysis.variant, x, indicator, limit)
        for one, x in zip(chosen, counted, strict=True) if one.analysis is not None
    )  # fmt: skip
    change = None
    if against is not None:
        before, after = counted
        row = {key: k for k, key in enumerate(after.keys) if key[1] >= 0}
        same = np.array([row.get(key, -1) for key in before.keys], np.intp)
        change = moved(before.exposure, after.exposure, before.residents, same)
    return Exposed(
        indicator, sides, rows_of([x.exposure for x in counted]), change, limit,
        tuple(x.id for x in chosen),
    )  # fmt: skip


def _side(variant: str, counted: _Counted, indicator: str, limit: float | None) -> Side:
    found = counted.exposure
    loud = np.array([False, *(x >= LOUD[indicator] for x in found.bounds)])
    people = float(found.residents[loud].sum())
    alone = int(found.inhabited[loud].sum()) < 2
    over = 0 if limit is None else len(above(found, limit, counted.lived))
    return Side(
        variant,
        _group(0.0 if alone else people),
        _group(found.quiet_residents),
        _group(found.unknown_residents),
        buildings_told(over),
        bool(counted.lived.any()),
    )


def _group(people: float) -> Rounded:
    """Return a number of residents; of fewer than 11 nothing is told."""
    return residents_told(people if people >= SMALLEST else 0.0)


def _counted(
    project: Project, layer: Layer, payloads: Payloads, shelf: Shelf | None, progress: Progress
) -> _Counted:
    """Return who is exposed to one result, by building."""
    from jumeau.io.samples.keeping import read_table
    from jumeau.render.noise.homes import homes_of

    assert layer.analysis is not None
    asked = asked_of(layer.analysis)
    homes = homes_of(project, asked, payloads, shelf, part(progress, 0.0, 0.8))
    table = read_table(payloads, layer.payload)
    building = _buildings(table, homes.layer, homes.row, homes.shapes)
    known = building >= 0
    heard = Levels(
        table.column("value").to_numpy().astype(np.float64)[known],
        building[known].astype(np.int32),
        table.column("storey").to_numpy().astype(np.int16)[known],
    )
    found = exposure(
        heard, homes.residents, homes.dwellings, homes.sensitive,
        classes_of(indicator_of(layer)),
    )  # fmt: skip
    progress(1.0, "noise_exposure")
    lived = (homes.residents > 0.0) | (homes.dwellings > 0.0) | homes.sensitive
    keys = tuple(zip(homes.layer, homes.row.tolist(), strict=True))
    return _Counted(found, keys, homes.residents, lived)


def _buildings(
    table: Any, layers: tuple[str, ...], rows: NDArray[np.int64], shapes: NDArray[Any]
) -> NDArray[np.int64]:
    """Return the building (N,) that each sample stands on, -1 for none.

    By layer and row; buildings of a variant have no row, so theirs are found by their places.
    """
    import shapely

    number = {key: k for k, key in enumerate(zip(layers, rows.tolist(), strict=True))}
    names = table.column("layer").to_pylist()
    feature = table.column("feature").to_pylist()
    found = np.array(
        [number.get((a, b), -1) if b >= 0 else -1 for a, b in zip(names, feature, strict=True)],
        np.int64,
    )
    lost = np.flatnonzero(np.array(feature) < 0)
    own = np.flatnonzero(rows < 0)
    if len(lost) and len(own):
        places = shapely.from_wkb(np.array(table.column("geometry").to_pylist(), object)[lost])
        tree = shapely.STRtree(shapes[own])
        place, near = tree.query_nearest(places, max_distance=1.0, all_matches=False)
        found[lost[place]] = own[near]
    return found
