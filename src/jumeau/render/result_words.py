"""What the legend says of results of analyses: whose, of when, compared with what, how sure."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence

import numpy as np

from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.results import CHANGES, NOISE, hides_gains, is_result
from jumeau.model.roles import Role
from jumeau.model.view_state import ViewState
from jumeau.render.legend_row import Row
from jumeau.render.look import PALE
from jumeau.render.noise_words import level_words, noise_title, notes_above, notes_below
from jumeau.render.themes import noise_levels, results, sun
from jumeau.render.themes.dress import OPACITY, Entry, Form
from jumeau.render.themes.keys import Key, key_in
from jumeau.render.variant_words import side_title
from jumeau.titles import title_of, told_apart

_UNDATED = (Role.SKY_VIEW, Role.SKY_VIEW_CHANGE)


def told_day(day: datetime.date, tr: Translator) -> str:
    """Return a day of any year as people say it: ``21 mars``, ``1er juin``."""
    key = "sun_themes.first_day" if day.day == 1 else "sun_themes.day"
    return tr(key, number=str(day.day), month=tr(f"sun_themes.month.{day.month}"))


def dated(layer: Layer, title: str, tr: Translator) -> str:
    """Return the title of a result with its day, its days or its year."""
    days = None if layer.role in _UNDATED else sun.days_of(layer)
    if days is None:
        return title
    first, last = days
    if first == last:
        return tr("sun_themes.on_day", title=title, day=told_day(first, tr))
    if (last - first).days >= 364:
        return tr("sun_themes.on_year", title=title)
    told = {"first": told_day(first, tr), "last": told_day(last, tr)}
    return tr("sun_themes.on_days", title=title, **told)


def when_of(layer: Layer, tr: Translator) -> str:
    """Return the day or the days of a result alone; empty where it has none."""
    if layer.role in NOISE:
        return tr(f"noise_looks.when.{noise_levels.indicator_of(layer)}")
    return dated(layer, "", tr).strip()


def result_title(layer: Layer, tr: Translator) -> str:
    """Return the heading of a result in the legend: ``Heures de soleil le 21 mars``."""
    if layer.role in NOISE:
        return layer.title or noise_title(layer, tr)
    return layer.title or dated(layer, tr(f"picture.legend.{layer.role}"), tr)


def layer_names(project: Project, tr: Translator) -> dict[str, str]:
    """Return the names of all layers by their ids; results say of which variant they are."""

    def named(layer: Layer, tr: Translator) -> str:
        if layer.title or layer.analysis is None:
            return title_of(layer, tr)
        whose = [layer.analysis.variant, *layer.analysis.against]
        sides = " \N{EN DASH} ".join(side_title(project, x, 0, tr) for x in whose)
        kind = layer.payload.kind.value
        key = f"sun_themes.lies_on.{kind}"
        if layer.role in NOISE:
            key = f"noise_looks.lies_on.{kind}"
        title = tr(key, title=title_of(layer, tr)) if tr.has(key) else title_of(layer, tr)
        return tr("sun_themes.of_variant", title=title, name=sides)

    return told_apart(project.layers, tr, named)


def against_of(layer: Layer, project: Project, view: ViewState, tr: Translator) -> str:
    """Return the name of what a difference is taken from; empty for what is no difference."""
    if layer.analysis is None or not layer.analysis.against:
        return ""
    return side_title(project, layer.analysis.against[0], view.year, tr)


def result_rows(
    project: Project,
    view: ViewState,
    layers: Sequence[Layer],
    keys: Mapping[str, Key] | None,
    tr: Translator,
) -> list[Row]:
    """Return the rows of results: those of the ground, of walls and of both sides stand together.

    Parameters
    ----------
    layers : sequence of Layer
        The visible ones, in their styles.
    """
    groups: dict[tuple[object, ...], list[Layer]] = {}
    for layer in sorted(filter(is_result, layers), key=lambda x: results.IN_ORDER.index(x.role)):
        against = against_of(layer, project, view, tr)
        when = when_of(layer, tr) if layer.role in NOISE else sun.days_of(layer)
        same = (layer.role, layer.title, when, layer.style.name, against)
        groups.setdefault((*same, hides_gains(layer)), []).append(layer)
    rows: list[Row] = []
    for group in groups.values():
        rows += _rows_of(project, view, group, keys, tr)
    return rows


def _rows_of(
    project: Project,
    view: ViewState,
    group: Sequence[Layer],
    keys: Mapping[str, Key] | None,
    tr: Translator,
) -> list[Row]:
    from jumeau.render.legend import entry_text

    layer = group[0]
    found = [key_in(keys, x) for x in group]
    known = [x for x in found if x is not None]
    entries: dict[Entry, None] = {}
    for key in known:
        entries.update(dict.fromkeys(key.entries))
    order = results.scale_of(layer).entries
    listed = sorted(entries, key=lambda e: order.index(e) if e in order else len(order))
    if not known:
        listed = list(order)
    rows = [Row(result_title(layer, tr), None)]
    if against := against_of(layer, project, view, tr):
        rows.append(Row(tr("sun_themes.against", name=against), None, "note"))
    rows += [Row(text, None, "note") for text in notes_above(layer, tr)]
    share = OPACITY * layer.style.opacity
    for entry in listed:
        colour = entry.colour
        if entry.form is Form.FILL:
            red, green, blue = (p + (c - p) * share for c, p in zip(colour, PALE, strict=True))
            colour = (red, green, blue)
        rows.append(Row(entry_text(entry, tr), colour, entry.form))
    bare = any(key.bare for key in known)
    rows += [Row(text, None, "note") for text in notes_below(layer, tr, bare=bare)]
    if layer.role in CHANGES and bare:
        rows.append(Row(tr("sun_themes.not_compared"), None, "note"))
    if hides_gains(layer) and any(e.form is Form.HATCH for e in listed):
        rows.append(Row(tr("sun_themes.unsurveyed"), None, "note"))
    return rows


def value_words(layer: Layer, value: float, tr: Translator) -> str:
    """Return a value of a result in plain words, rounded to what is known.

    ``environ 3 h 30``, ``environ 45 min de moins``, ``environ 65 % du ciel``.
    """
    if value != value:
        return tr("sun_themes.no_value")
    if layer.role in NOISE:
        return level_words(layer, value, tr)
    if layer.role not in CHANGES:
        return _amount(layer, value, tr)
    bounds = sun.scale_of(layer, np.array([value])).bounds
    if abs(value) < bounds[len(bounds) // 2]:
        return tr("sun_themes.same")
    key = "more" if value > 0 else "less"
    return tr(f"sun_themes.{key}", amount=_amount(layer, abs(value), tr))


def _amount(layer: Layer, value: float, tr: Translator) -> str:
    if layer.role in (Role.SKY_VIEW, Role.SKY_VIEW_CHANGE):
        percent = value if layer.unit == "%" else 100.0 * value
        return tr("sun_themes.share", percent=tr.number(5 * round(percent / 5)))
    if layer.role in (Role.IRRADIATION, Role.IRRADIATION_CHANGE):
        return tr("sun_themes.energy", energy=tr.number(*_two_figures(value)))
    if value < sun.NO_SUN:
        return tr("sun_themes.no_sun")
    if value >= 20.0:
        return tr("sun_themes.about_hours", hours=tr.number(*_two_figures(value)))
    minutes = max(5 * round(12.0 * value), 5) if value < 1.0 else 15 * round(4.0 * value)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return tr("sun_themes.about_minutes", minutes=str(rest))
    if not rest:
        return tr("sun_themes.about_hours", hours=str(hours))
    return tr("sun_themes.about_hours_minutes", hours=str(hours), minutes=f"{rest:02d}")


def _two_figures(value: float) -> tuple[float, int]:
    """Return a number rounded to two figures, and its decimals."""
    if value <= 0.0:
        return 0.0, 0
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(value / step) * step, max(0, -math.floor(math.log10(step) + 1e-9))
