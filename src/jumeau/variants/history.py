"""What has changed between two states of a variant: "ce qui a changé depuis"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum, StrEnum
from typing import Any

import msgspec

from jumeau.i18n import Translator
from jumeau.model.changes import PlaceModel, Traffic
from jumeau.model.edits import Edit, tag_of
from jumeau.model.placed_model import Model
from jumeau.model.provenance import Access
from jumeau.model.variant import Act, Cost, Phase, Variant
from jumeau.variants.difference_rows import cost_words
from jumeau.variants.edit_words import catalogue_of


class Kind(StrEnum):
    """What has happened."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REPLACED = "replaced"
    REORDERED = "reordered"
    VARIANT = "variant"


class Since(msgspec.Struct, frozen=True):
    """One thing that has changed.

    Attributes
    ----------
    kind : Kind
        To an edit, or to what is said of the variant.
    edit, tag, title : str
        The edit: its id, the tag of its change, its title; empty for the variant.
    field : str
        Which of its fields; empty for the whole edit.
    before, after : object
        Values of the field.
    """

    kind: Kind
    edit: str = ""
    tag: str = ""
    title: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


_EDIT_FIELDS = ("on", "title", "phase", "debate", "reason", "comment")
_VARIANT_FIELDS = (
    "title", "status", "act", "date", "base", "year", "phases", "owner", "funding", "cost",
    "hypotheses", "author", "comment",
)  # fmt: skip
_SHAPES = {"footprint", "courtyards", "ring", "holes", "line", "places", "place"}
_NOT_TOLD = {"seed", "earlier"}
_UNITS = {
    "height": "m", "roof_rise": "m", "altitude": "m", "storey_height": "m", "east": "m",
    "north": "m", "up": "m", "spacing": "m", "thickness": "m", "width": "m", "cycle_track": "m",
    "roughness": "m", "rotation": "degrees", "speed": "kmh", "floor_area": "m2",
}  # fmt: skip
_SHARES = {"share", "permeability"}


def changed_since(before: Variant, after: Variant) -> tuple[Since, ...]:
    """Tell what has changed from one state of a variant to another.

    Returns
    -------
    tuple of Since
        What is said of the variant first; then the edits, in the order that they have now; then
        those that are gone.
    """
    found: list[Since] = [
        Since(Kind.VARIANT, field=name, before=a, after=b)
        for name in _VARIANT_FIELDS
        if (a := getattr(before, name)) != (b := getattr(after, name))
    ]
    was = {x.id: x for x in before.edits}
    now = {x.id for x in after.edits}
    moved = _moved([x.id for x in before.edits], [x.id for x in after.edits])
    for edit in after.edits:
        if edit.id not in was:
            found.append(_of(Kind.ADDED, edit))
            continue
        found += _edit_changes(was[edit.id], edit)
        if edit.id in moved:
            found.append(_of(Kind.REORDERED, edit))
    found += [_of(Kind.REMOVED, x) for x in before.edits if x.id not in now]
    return tuple(found)


def _of(kind: Kind, edit: Edit, field: str = "", before: Any = None, after: Any = None) -> Since:
    return Since(kind, edit.id, tag_of(edit.change), edit.title, field, before, after)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Return the fewest edits that must have moved for the order to be another."""
    place = {x: k for k, x in enumerate(before)}
    common = [x for x in after if x in place]
    # All but those of a longest rising run (patience sorting) have moved.
    tails: list[int] = []
    ends: list[str] = []
    earlier: dict[str, str] = {}
    for name in common:
        k = bisect_left(tails, place[name])
        tails[k : k + 1] = [place[name]]
        ends[k : k + 1] = [name]
        earlier[name] = ends[k - 1] if k else ""
    kept = set()
    name = ends[-1] if ends else ""
    while name:
        kept.add(name)
        name = earlier[name]
    return set(common) - kept


def _edit_changes(was: Edit, now: Edit) -> Iterator[Since]:
    for name in _EDIT_FIELDS:
        a, b = getattr(was, name), getattr(now, name)
        if a != b:
            yield _of(Kind.CHANGED, now, name, a, b)
    if type(was.change) is not type(now.change):
        yield _of(Kind.CHANGED, now, "change", tag_of(was.change), tag_of(now.change))
        return
    redrawn = False
    for name in type(now.change).__struct_fields__:
        a, b = getattr(was.change, name), getattr(now.change, name)
        if a == b or name in _NOT_TOLD:
            continue
        if isinstance(now.change, PlaceModel) and name == "model":
            yield _of(Kind.REPLACED, now, name)
        elif name in _SHAPES:
            if not redrawn:
                yield _of(Kind.CHANGED, now, "shape")
            redrawn = True
        else:
            yield _of(Kind.CHANGED, now, name, a, b)


# -- words -----------------------------------------------------------------------------------------


def since_words(
    one: Since, tr: Translator, *, phases: tuple[Phase, ...] = (), internal: bool = False
) -> str:
    """Return what has changed as a sentence.

    Parameters
    ----------
    phases : tuple of Phase
        Of the variant, for their titles.
    internal : bool
        Tell costs that are not public.
    """
    name = tr(f"edits.{one.tag}") if one.tag else ""
    if one.title:
        name = tr("facts.since.named", what=name, title=one.title)
    if one.kind in (Kind.ADDED, Kind.REMOVED, Kind.REPLACED, Kind.REORDERED):
        return tr(f"facts.since.{one.kind.value}", name=name)
    if one.field == "on":
        return tr("facts.since.on" if one.after else "facts.since.off", name=name)
    if one.field == "shape":
        return tr("facts.since.redrawn", name=name)
    field = tr(f"facts.field.{one.field}")
    where = "edit" if one.kind is Kind.CHANGED else "variant"
    values = [_value(one.field, x, tr, phases, internal) for x in (one.before, one.after)]
    long = one.field in ("comment", "hypotheses", "reason", "card", "feature", "model")
    if long or None in values:
        return tr(f"facts.since.{where}_other", name=name, field=field)
    before, after = (x or tr("facts.since.nothing") for x in values)
    return tr(f"facts.since.{where}", name=name, field=field, before=before, after=after)


def _value(
    field: str, value: Any, tr: Translator, phases: tuple[Phase, ...], internal: bool
) -> str | None:
    """Return a value in words; None for one that is not told."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, Cost):
        return _cost(value, tr, internal)
    if isinstance(value, Act):
        return " ".join(x for x in (value.body, value.number, _date(value.date, tr)) if x)
    if isinstance(value, Traffic):
        return tr("facts.unit.hourly", value=tr.number(value.vehicles))
    if field == "phases":
        return ", ".join(f"{x.title or x.id} {_date(x.date, tr)}".strip() for x in value)
    if field == "phase":
        return next((x.title for x in phases if x.id == value), "") or str(value)
    if field == "status":
        return tr(f"variants.status.{value.value}")
    if field == "change":
        return tr(f"edits.{value}")
    if field == "species":
        return tr(f"species.{value}") if tr.has(f"species.{value}") else str(value)
    if isinstance(value, Enum):
        return tr(f"{catalogue_of(type(value))}.{value.value}")
    if isinstance(value, (msgspec.Struct, Model, tuple)):
        return None
    return _plain(field, value, tr)


def _plain(field: str, value: Any, tr: Translator) -> str | None:
    if isinstance(value, bool):
        return tr.value(value)
    if field == "date":
        return _date(str(value), tr)
    if field in ("year", "planted", "seed"):
        return str(value) if value else ""
    if field == "dwellings" and value < 0:
        return tr("facts.since.estimated")
    if isinstance(value, (int, float)):
        if field in _SHARES:
            return tr("facts.unit.percent", value=tr.number(100 * value))
        decimals = 0 if abs(value - round(value)) < 1e-6 else 1 if abs(value) >= 1 else 2
        number = tr.number(value, decimals)
        return tr(f"facts.unit.{_UNITS[field]}", value=number) if field in _UNITS else number
    return str(value)


def _cost(cost: Cost, tr: Translator, internal: bool) -> str | None:
    if cost == Cost():
        return ""
    if cost.access is not Access.PUBLIC and not internal:
        return None
    told = (cost_words(cost, x, tr, internal=internal) for x in ("investment", "yearly"))
    return " ; ".join(x for x in told if x) or None


def _date(text: str, tr: Translator) -> str:
    import datetime

    try:
        return tr.value(datetime.date.fromisoformat(text[:10]))
    except ValueError:
        return text
