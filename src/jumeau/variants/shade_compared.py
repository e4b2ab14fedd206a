"""Of which dates and hours a project compares the shade: what a meeting must not be shown alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from jumeau.errors import InputError
from jumeau.model.instants import aware
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.view_state import NamedView

DECEMBER = (12, 21)
"""The day with the longest shade: month and day."""
_SUN_HOURS = "sun_hours"


class Compared(NamedTuple):
    """What of a project compares the shade of a variant with another one's.

    Attributes
    ----------
    names : tuple of str
        Of the views and results, in their order.
    december : bool
        Whether 21 December is among their dates.
    one_hour : bool
        Whether they show one hour of the day, and no sum over it.
    """

    names: tuple[str, ...]
    december: bool
    one_hour: bool


def shade_compared(project: Project, variant_id: str) -> Compared | None:
    """Return what is compared of the shade of a variant; None where nothing is.

    Views count that compare variants, and views of one variant each that share place and instant;
    of results, differences in hours of sun.
    """
    views = tuple(_views(project, variant_id))
    results = tuple(_results(project, variant_id))
    if not views and not results:
        return None
    zone = _zone(project)
    moments = [aware(x.state.instant).astimezone(zone) for x in views]
    december = any((x.month, x.day) == DECEMBER for x in moments)
    december |= any(_has_december(x) for x in results)
    one_hour = not results and len({(x.hour, x.minute) for x in moments}) == 1
    names = (*(x.name for x in views), *(x.title or x.id for x in results))
    return Compared(names, december, one_hour)


def _views(project: Project, variant_id: str) -> Iterator[NamedView]:
    lit = [x for x in project.views if x.state.switches.shade and _is_instant(x.state.instant)]
    alike: dict[object, set[str]] = {}
    for one in lit:
        if len(one.state.variants) < 2:
            alike.setdefault(_where(one), set()).add(one.state.variant)
    for one in lit:
        shown = set(one.state.variants)
        if len(one.state.variants) < 2:
            shown = alike[_where(one)]
        if len(shown) > 1 and variant_id in shown:
            yield one


def _where(view: NamedView) -> object:
    """Return what two views of one place at one instant share."""
    return (view.state.camera, aware(view.state.instant))


def _is_instant(text: str) -> bool:
    try:
        return bool(text and aware(text))
    except InputError:
        return False


def _results(project: Project, variant_id: str) -> Iterator[Layer]:
    for layer in project.layers:
        found = layer.analysis
        if found is None or found.simulation != _SUN_HOURS or not found.against:
            continue
        if variant_id in (found.variant, *found.against):
            yield layer


def _has_december(layer: Layer) -> bool:
    """Tell whether the period of a result holds a 21 December."""
    told = dict(layer.provenance.parameters)
    try:
        first = datetime.date.fromisoformat(told.get("first", ""))
        last = datetime.date.fromisoformat(told.get("last", "") or told["first"])
    except ValueError:
        return False
    days = (datetime.date(year, *DECEMBER) for year in range(first.year, last.year + 1))
    return any(first <= day <= last for day in days)


def _zone(project: Project) -> datetime.tzinfo:
    """Return the zone of the project's legal time; UTC where it lies nowhere."""
    from zoneinfo import ZoneInfo

    from jumeau.simulation.sun.placing import place_of

    try:
        return ZoneInfo(place_of(project).zone)
    except InputError:
        return datetime.UTC
