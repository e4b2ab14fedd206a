"""What the local plan and the planner's own rules say of the plots that a variant builds on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.model.variant import ZoneRule
from jumeau.variants.built import Built
from jumeau.variants.surroundings import Box, Surroundings

LEAST_SHARE = 0.1
"""A zone or a parcel counts where at least so much of a building lies in it."""
_DOCUMENTS = ("nomfic", "nomfichier", "nomreg")
_ADDRESSES = ("urlfic", "url", "urlreg")


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the plan under a building.

    Attributes
    ----------
    label, kind, description : str
        ``LIBELLE`` (UBa), ``TYPEZONE`` (U) and ``LIBELONG`` of the CNIG's standard.
    document, address : str
        File of the rules (``NOMFIC``) and where it is published (``URLFIC``).
    share : float
        Of the building that lies in it [0 to 1].
    """

    label: str
    kind: str
    description: str
    document: str
    address: str
    share: float


def zones_under(shape: Any, around: Surroundings) -> tuple[Zone, ...]:
    """Return the zones under a building, the one with most of it first."""
    found = []
    box: Box = tuple(shape.bounds)
    for layer in around.layers(Role.ZONING):
        for row, zone in around.polygons(layer, box):
            share = float(zone.intersection(shape).area) / max(float(shape.area), 1e-9)
            if share >= LEAST_SHARE:
                found.append(_zone(around, layer, row, share))
    return tuple(sorted(found, key=lambda x: -x.share))


def _zone(around: Surroundings, layer: Layer, row: int, share: float) -> Zone:
    kind = around.text(layer, "zone", row)
    return Zone(
        around.text(layer, "label", row) or kind, kind, around.text(layer, "description", row),
        around.raw(layer, _DOCUMENTS, row), around.raw(layer, _ADDRESSES, row), share,
    )  # fmt: skip


def rule_for(zone: Zone | None, rules: Iterable[ZoneRule]) -> ZoneRule | None:
    """Return the rule that the planner entered for a zone: UB holds for UBa, unless UBa has one.

    A rule without a zone holds for all zones, and where no plan is known.
    """
    best: ZoneRule | None = None
    for rule in rules:
        named = rule.zone.strip()
        holds = not named or (zone is not None and (_is_part(zone.label, named)
                                                    or named == zone.kind))  # fmt: skip
        if holds and (best is None or len(named) > len(best.zone.strip())):
            best = rule
    return best


def _is_part(label: str, named: str) -> bool:
    rest = label.removeprefix(named)
    if rest == label:
        return label.casefold() == named.casefold()
    return not rest or not rest[0].isupper()


def prescriptions_under(shape: Any, around: Surroundings) -> tuple[str, ...]:
    """Return the labels of the plan's prescriptions that a building lies in."""
    found: dict[str, None] = {}
    box: Box = tuple(shape.bounds)
    for layer in around.layers(Role.PRESCRIPTION):
        if not _is_areal(layer):
            continue
        for row, area in around.polygons(layer, box):
            if area.intersection(shape).area >= LEAST_SHARE * shape.area:
                label = around.text(layer, "label", row)
                if label:
                    found[label] = None
    return tuple(found)


def _is_areal(layer: Layer) -> bool:
    """Tell whether a layer of prescriptions has areas: its variety is told by its card."""
    variety = dict(layer.provenance.parameters).get("variety", "")
    return not variety.endswith(("_lines", "_points"))


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """The parcels that a building lies on, as one.

    Attributes
    ----------
    distance : float
        From the building to the plot's limit [m]; 0 where it crosses it.
    ratio : float
        Share of the plot that buildings cover [0 to 1].
    """

    distance: float
    ratio: float


def plot_of(building: Built, others: Iterable[Any], around: Surroundings) -> Plot | None:
    """Return the plot of a building; None where no parcel is known below it.

    Parameters
    ----------
    others : iterable of shapely geometries
        All buildings that stand near in this state, this one among them.
    """
    shape = building.shape
    box: Box = tuple(shape.bounds)
    parcels = [
        parcel
        for layer in around.layers(Role.PARCEL)
        for _, parcel in around.polygons(layer, box)
        if parcel.intersection(shape).area >= LEAST_SHARE * shape.area
    ]
    if not parcels:
        return None
    # Parcels that touch each other are one plot; their common limits do not count.
    plot = shapely.union_all([x.buffer(0.05, join_style="mitre") for x in parcels])
    plot = plot.buffer(-0.05, join_style="mitre")
    inside = plot.buffer(0.2).covers(shape)
    distance = float(plot.boundary.distance(shape)) if inside else 0.0
    covered = shapely.union_all([x for x in others if x.intersects(plot)]).intersection(plot)
    return Plot(distance, float(covered.area) / max(float(plot.area), 1e-9))
