"""What is to be looked at before a variant is shown: remarks, never verdicts.

Nothing here is forbidden or wrong because of a remark: the local plan is read by those whose office
it is, and the program gives no legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec
import shapely

from jumeau.geometry.measure import rounded
from jumeau.i18n import Translator
from jumeau.model.changes import PlaceModel
from jumeau.model.edits import Debate, Edit
from jumeau.model.project import Project
from jumeau.model.roles import Role
from jumeau.model.variant import NO_BUILD, Status, Variant, ZoneRule
from jumeau.variants.base import Base
from jumeau.variants.built import Built, standing
from jumeau.variants.moved_traffic import LEAST, traffic_removed
from jumeau.variants.ownership import parcels_touched, private_only
from jumeau.variants.resolved import Resolved
from jumeau.variants.shade_compared import shade_compared
from jumeau.variants.surroundings import Surroundings
from jumeau.variants.zoning import Zone, plot_of, prescriptions_under, rule_for, zones_under

NEAR_TREES = 100.0
"""Trees are surveyed on a site where one stands within this distance [m]."""
MOST_NAMED = 12
"""So many parcels are named; of the others their number is told."""


class Severity(StrEnum):
    """What a remark asks for."""

    ASK = "ask"
    LOOK = "look"
    NOTE = "note"


class Remark(msgspec.Struct, frozen=True):
    """A remark.

    Attributes
    ----------
    code : str
        A key of the catalogue: ``facts.remarks.<code>``.
    fields : tuple of pairs
        Numbers are phrased in the user's language.
    edit : str
        Id of the edit that it is about; empty for the variant.
    severity : Severity
        Something to be asked or completed; something to be looked at; a fact to know.
    """

    code: str
    fields: tuple[tuple[str, str | int | float], ...] = ()
    edit: str = ""
    severity: Severity = Severity.LOOK


def remarks(
    project: Project,
    variant: Variant,
    resolved: Resolved,
    base: Base,
    around: Surroundings,
    *,
    today: str = "",
) -> tuple[Remark, ...]:
    """Look at a variant before it is shown.

    Parameters
    ----------
    resolved : Resolved
        The variant as it is shown, with what it builds on.
    around : Surroundings
        The layers of the project.
    today : str
        ISO date: rights of models may have ended.

    Returns
    -------
    tuple of Remark
        What asks for something first, then what is to be looked at, then what is to be known.
    """
    found = [
        *_said(variant, resolved.edits, today),
        *_owners(resolved, base, around),
        *_traffic(resolved, base, around),
        *_trees(resolved, base, around),
        *_shade(project, variant),
        *_plan(project, resolved, base, around),
        *(
            Remark(f"problem.{x.code}", tuple(x.fields), x.edit, Severity.LOOK)
            for x in resolved.problems
        ),
    ]
    order = list(Severity)
    return tuple(sorted(dict.fromkeys(found), key=lambda x: order.index(x.severity)))


def remark_words(remark: Remark, tr: Translator) -> str:
    """Return a remark as a sentence."""
    fields = {name: _word(value, tr) for name, value in remark.fields}
    if remark.code.startswith("problem."):
        return tr(f"problems.{remark.code.removeprefix('problem.')}", **fields)
    number = dict(remark.fields).get("number")
    if isinstance(number, int):
        del fields["number"]
        return tr.count(f"facts.remarks.{remark.code}", number, **fields)
    return tr(f"facts.remarks.{remark.code}", **fields)


def _word(value: str | int | float, tr: Translator) -> str:
    if isinstance(value, float):
        return tr.number(value, 0 if abs(value - round(value)) < 0.05 else 1)
    return tr.number(value) if isinstance(value, int) else value


# -- what is said ----------------------------------------------------------------------------------


def _said(variant: Variant, edits: Iterable[Edit], today: str) -> Iterator[Remark]:
    """Return what people have left out: acts, reasons, rights, hypotheses."""
    if variant.status is Status.DECIDED and not variant.act.complete:
        yield Remark("act_missing", severity=Severity.ASK)
    if variant.id == NO_BUILD and not variant.hypotheses.strip():
        yield Remark("hypotheses_missing", severity=Severity.ASK)
    cost = variant.cost
    if (cost.investment or cost.yearly) and not cost.base_year:
        yield Remark("cost_year_missing", severity=Severity.ASK)
    for edit in edits:
        if edit.debate is Debate.FIXED and not edit.reason.strip():
            yield Remark("reason_missing", _named(edit), edit.id, Severity.ASK)
        if isinstance(edit.change, PlaceModel):
            card = edit.change.card
            if card.image is None or not card.author.strip():
                yield Remark("rights_unknown", _named(edit), edit.id, Severity.ASK)
            elif card.until and today and card.until < today:
                fields = (*_named(edit), ("date", card.until))
                yield Remark("rights_ended", fields, edit.id, Severity.ASK)


def _named(edit: Edit) -> tuple[tuple[str, str], ...]:
    return (("title", edit.title or edit.id),)


def _owners(resolved: Resolved, base: Base, around: Surroundings) -> Iterator[Remark]:
    parcels = parcels_touched(resolved, base, around)
    private = private_only(parcels)
    if private:
        names = [x.name for x in private[:MOST_NAMED]]
        if len(private) > MOST_NAMED:
            names.append("…")
        fields = (("number", len(private)), ("parcels", ", ".join(names)))
        yield Remark("private_parcels", fields, severity=Severity.ASK)
    elif not around.layers(Role.PARCEL) and resolved.edits:
        yield Remark("no_parcels", severity=Severity.NOTE)


def _traffic(resolved: Resolved, base: Base, around: Surroundings) -> Iterator[Remark]:
    removed = traffic_removed(resolved, base, around)
    edit = removed.edits[0] if len(removed.edits) == 1 else ""
    if removed.vehicles >= LEAST:
        about = int(rounded(removed.vehicles, figures=2)[0])
        yield Remark("traffic_removed", (("vehicles", about),), edit, Severity.LOOK)
    if removed.unknown:
        yield Remark("traffic_unknown", (("number", removed.unknown),), edit, Severity.LOOK)


def _trees(resolved: Resolved, base: Base, around: Surroundings) -> Iterator[Remark]:
    """Return whether trees are planted where none were surveyed."""
    planted = [k for k, species in enumerate(resolved.trees.species) if species]
    if not planted:
        return
    xy = resolved.trees.xy[planted]
    (west, south), (east, north) = xy.min(axis=0) - NEAR_TREES, xy.max(axis=0) + NEAR_TREES
    ring = ((west, south), (east, south), (east, north), (west, north))
    if not base.trees_in(ring):
        yield Remark("trees_unsurveyed", severity=Severity.LOOK)


def _shade(project: Project, variant: Variant) -> Iterator[Remark]:
    """Return what comparisons of shade leave out: the shortest day, other hours."""
    found = shade_compared(project, variant.id)
    if found is None:
        return
    names = [*found.names[:MOST_NAMED], *("…" for _ in found.names[MOST_NAMED : MOST_NAMED + 1])]
    fields = (("views", ", ".join(names)),)
    if not found.december:
        yield Remark("shade_no_december", fields, severity=Severity.LOOK)
    if found.one_hour:
        yield Remark("shade_one_hour", fields, severity=Severity.LOOK)


# -- the local plan --------------------------------------------------------------------------------


def _plan(
    project: Project, resolved: Resolved, base: Base, around: Surroundings
) -> Iterator[Remark]:
    buildings = [x for x in standing(resolved, base, frozenset()).values() if not x.shape.is_empty]
    if not buildings:
        return
    known = bool(around.layers(Role.ZONING))
    if not known:
        yield Remark("no_zoning", severity=Severity.NOTE)
    stands = _standing_near(buildings, resolved, around)
    for building in buildings:
        zones = zones_under(building.shape, around)
        if known and not zones:
            yield Remark("zone_none", (), building.edit, Severity.NOTE)
        for zone in zones:
            yield _zone_remark(zone, building)
        for label in prescriptions_under(building.shape, around):
            yield Remark("prescription", (("label", label),), building.edit, Severity.LOOK)
        for held in zones or (None,):
            if (rule := rule_for(held, project.zone_rules)) is not None:
                yield from _rules(rule, held, building, stands, around, project.grid_scale)


def _zone_remark(zone: Zone, building: Built) -> Remark:
    """Return in which zone a building stands, in the plan's own words."""
    told = zone.description or zone.label
    rest = told.removeprefix(zone.label)
    if rest == told or rest[:1].isalnum():  # "Agricole" does not name the zone A
        told = f"{zone.label} \N{EN DASH} {told}"
    fields = [("zone", told)]
    if zone.document:
        fields.append(("document", zone.document))
    if zone.address:
        fields.append(("address", zone.address))
    code = "zone_read" if zone.document else "zone"
    return Remark(code, tuple(fields), building.edit, Severity.NOTE)


def _standing_near(
    buildings: list[Built], resolved: Resolved, around: Surroundings
) -> list[shapely.Geometry]:
    """Return what stands about the buildings of a variant: they, and what is left of today's."""
    shapes = [x.shape for x in buildings]
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    box = (west - 200.0, south - 200.0, east + 200.0, north + 200.0)
    for layer in around.layers(Role.BUILDING):
        if not layer.has_surfaces:
            gone = resolved.hidden.get(layer.id, frozenset())
            shapes += [x for row, x in around.polygons(layer, box) if row not in gone]
    return shapes


def _rules(
    rule: ZoneRule,
    zone: Zone | None,
    building: Built,
    stands: list[shapely.Geometry],
    around: Surroundings,
    scale: float,
) -> Iterator[Remark]:
    """Return where a building is beyond what the planner entered for a zone."""
    label = zone.label if zone is not None else ""

    def told(code: str, value: float, limit: float) -> Remark:
        fields: list[tuple[str, str | float]] = [("value", value), ("limit", limit)]
        if label:
            fields.append(("zone", label))
        if rule.source:
            fields.append(("source", rule.source))
        name = f"{code}.{'zone' if label else 'all'}{'_source' if rule.source else ''}"
        return Remark(name, tuple(fields), building.edit, Severity.LOOK)

    if rule.height and building.height > rule.height + 0.05:
        yield told("height", round(building.height, 1), rule.height)
    if not (rule.setback or rule.ratio) or building.key[0]:
        return  # where a building of today stands is no matter of the variant
    plot = plot_of(building, stands, around)
    if plot is None:
        yield Remark("no_plot", (), building.edit, Severity.NOTE)
        return
    distance = plot.distance / scale
    if rule.setback and distance < rule.setback - 0.05:
        yield told("setback", round(distance, 1), rule.setback)
    if rule.ratio and plot.ratio > rule.ratio + 0.005:
        yield told("ratio", float(round(100 * plot.ratio)), float(round(100 * rule.ratio)))
