"""How the sun of a place is told: sentences for the window, the command line and the files."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from jumeau.i18n import Translator
from jumeau.model.project import Project
from jumeau.render.sun_answers import Answer
from jumeau.render.sun_words import told_day
from jumeau.render.variant_words import side_title
from jumeau.simulation.sun.diagram import DayPath, Diagram, Hidden, Hides, hidden_of
from jumeau.simulation.sun.presets import Beside
from jumeau.simulation.sun.share import DayShare
from jumeau.simulation.sun.spots import SpotKind

ROUND = 10
"""Times of the day and durations are told so exactly [min]."""
MOST_INTERVALS = 3
"""So many parts of a day are told one by one."""


def rounded(minutes: float, to: int = ROUND) -> int:
    """Return minutes rounded, halves up [min]."""
    return math.floor(minutes / to + 0.5) * to


def told_hours(minutes: float, tr: Translator) -> str:
    """Return a duration as people say it: ``5 h 30``, ``40 min``."""
    total = rounded(minutes)
    hours, rest = divmod(total, 60)
    if not hours:
        return tr("sun_places.minutes", minutes=str(rest))
    if not rest:
        return tr("sun_places.hours", hours=str(hours))
    return tr("sun_places.hours_minutes", hours=str(hours), minutes=f"{rest:02d}")


def told_time(minutes: float, tr: Translator) -> str:
    """Return a time of the day [min after midnight] as people say it: ``9 h 10``."""
    hour, minute = divmod(rounded(minutes), 60)
    return tr("themes.clock", hour=f"{hour % 24}", minute=f"{minute:02d}")


def sun_minutes(day: DayShare | None) -> float:
    """Return how long at least half of a place is in the sun [min], as its sentence has it."""
    if day is None:
        return 0.0
    return float(sum(b - a for a, b in told_intervals(day)))


def told_intervals(day: DayShare) -> tuple[tuple[int, int], ...]:
    """Return when at least half of a place is in the sun, rounded: no gleams or gaps [min]."""
    found: list[tuple[int, int]] = []
    for a, b in day.intervals():
        if found and rounded(a) <= found[-1][1]:
            found[-1] = (found[-1][0], max(rounded(b), found[-1][1]))
        else:
            found.append((rounded(a), rounded(b)))
    return tuple(x for x in found if x[1] > x[0])


def told_when(day: DayShare, tr: Translator) -> str:
    """Return when at least half of a place is in the sun: ``de 9 h 10 à 16 h 40``."""
    parts = told_intervals(day)
    if len(parts) > MOST_INTERVALS:
        first, last = told_time(parts[0][0], tr), told_time(parts[-1][1], tr)
        return tr("sun_places.several", count=len(parts), start=first, end=last)
    told = [
        tr("sun_places.from_to", start=told_time(a, tr), end=told_time(b, tr)) for a, b in parts
    ]
    if len(told) < 2:
        return "".join(told)
    return tr("sun_places.and", first=", ".join(told[:-1]), last=told[-1])


def sentence(
    answer: Answer, project: Project, date: datetime.date, variant_id: str, tr: Translator
) -> str:
    """Return the sun of a place in a variant on a date, beside the first variant of the answer."""
    kind = answer.spot.kind
    name = tr(f"sun_places.name.{kind}")
    day = answer.day(variant_id, date)
    on = told_day(date, tr)
    if day is None:
        lost = "built_over" if kind is SpotKind.AREA else "gone"
        return tr(f"sun_places.{lost}", name=name, day=on)
    if not day.up.any():
        return tr("sun_places.no_sunrise", day=on)
    minutes = sun_minutes(day)
    whole = "area" if kind in (SpotKind.AREA, SpotKind.FACADE) else "one"
    if minutes < ROUND:
        # Where less than half is in the sun at any time, the best moment is told.
        best = float(day.share.max(initial=0.0))
        if whole == "area" and best > 0.05:
            share = tr.number(max(5 * round(20 * best), 5))
            told = tr("sun_places.said.little", name=name, day=on, share=share)
        else:
            told = tr("sun_places.said.none", name=name, day=on)
    else:
        told = tr(
            f"sun_places.said.{whole}", name=name, day=on, when=told_when(day, tr),
            hours=told_hours(minutes, tr),
        )  # fmt: skip
    first = answer.ids[0]
    if variant_id == first:
        return f"{told}."
    before = answer.day(first, date)
    if before is None:
        return f"{told}."
    return tr(
        "sun_places.beside", told=told, difference=difference(day, before, project, first, tr)
    )


def difference(
    day: DayShare, before: DayShare, project: Project, first: str, tr: Translator
) -> str:
    """Return how much more or less that is than before."""
    now, then = sun_minutes(day), sun_minutes(before)
    than = than_words(project, first, tr)
    if abs(now - then) < ROUND:
        return tr("sun_places.same", than=than)
    key = "more" if now > then else "less"
    return tr(
        f"sun_places.{key}", hours=told_hours(abs(now - then), tr), than=than,
        former=told_hours(then, tr) if then >= ROUND else tr("sun_places.none_short"),
    )  # fmt: skip


def than_words(project: Project, first: str, tr: Translator) -> str:
    """Return what is compared with: ``aujourd’hui``, ``« Les blocs »``."""
    if not first:
        return tr("sun_places.today")
    return tr("sun_places.quoted", title=side_title(project, first, 0, tr))


def told_rule(one: Beside, tr: Translator) -> str:
    """Return a value beside the one that a rule of thumb names, without a verdict."""
    if one.measure == "hours":
        value, reference = told_hours(60 * one.value, tr), told_hours(60 * one.reference, tr)
    elif one.measure == "share":
        value, reference = (f"{tr.number(round(100 * x))}" for x in (one.value, one.reference))
    else:
        value, reference = tr.number(one.value, 2), tr.number(one.reference, 1)
    return tr(f"sun_places.rule.{one.rule.id}_{one.measure}", value=value, reference=reference)


def told_hidden(one: Hidden, eye: tuple[float, float, float], convergence: float,
                name: str, tr: Translator) -> str:  # fmt: skip
    """Return who hides the sun when: ``de 9 h 10 à 10 h : bâtiment, à 20 m au sud-est``."""
    when = tr("sun_places.from_to", start=told_time(one.start, tr), end=told_time(one.end, tr))
    if one.by in (Hides.WALL, Hides.NOTHING):
        return tr("sun_places.hidden_plain", when=when, name=tr("sun_places.hides.wall"))
    if one.by is Hides.RELIEF:
        return tr("sun_places.hidden_plain", when=when, name=tr("sun_places.hides.relief"))
    dx, dy = one.where[0] - eye[0], one.where[1] - eye[1]
    away = math.hypot(dx, dy)
    far = 5 * round(away / 5) if away >= 10 else max(round(away), 1)
    azimuth = math.degrees(math.atan2(dx, dy)) + convergence
    wind = tr(f"sunning.direction.{round(azimuth / 45) % 8}")
    told = name or tr(f"sun_places.hides.{one.by}")
    return tr("sun_places.hidden", when=when, name=told, far=str(far), wind=wind)


def told_sky(diagrams: Mapping[str, Diagram], project: Project, tr: Translator) -> str:
    """Return how much of the sky is seen, beside the first variant."""
    ids = tuple(diagrams)
    now, first = diagrams[ids[-1]].sky, diagrams[ids[0]].sky
    if len(ids) < 2:
        return tr("sun_places.diagram.sky", share=str(round(100 * now)))
    former = tr("sun_places.today_alone") if not ids[0] else side_title(project, ids[0], 0, tr)
    return tr("sun_places.diagram.sky_before", share=str(round(100 * now)),
              before=str(round(100 * first)), former=former)  # fmt: skip


def told_hidden_day(
    diagram: Diagram, path: DayPath, names: Mapping[tuple[float, float], str], tr: Translator
) -> list[str]:
    """Return what hides the sun on a day: a heading, then a line for each part of the day."""
    found = [x for x in hidden_of(path) if rounded(x.end) > rounded(x.start)]
    on = told_day(path.date, tr)
    if not found:
        return [tr("sun_places.diagram.nothing", day=on)]
    lines = [
        told_hidden(x, diagram.eye, diagram.convergence, names.get(x.where, ""), tr) for x in found
    ]
    return [tr("sun_places.diagram.hidden_by", day=on), *lines]
