"""What the legend and the line of certainty say about a view."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from jumeau.i18n import LANGUAGES, Translator
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.project import Project, visible_certainty, visible_layers
from jumeau.model.provenance import Certainty
from jumeau.model.results import is_result
from jumeau.model.roles import Role
from jumeau.model.view_state import Compare, Look, ViewState
from jumeau.render import cloud_colours as clouds
from jumeau.render import look
from jumeau.render.legend_row import Row
from jumeau.render.look import Rgb
from jumeau.render.noise_beside import beside_words, measured_rows, shows_level
from jumeau.render.result_words import result_rows
from jumeau.render.styling.applying import is_styled, tells_data
from jumeau.render.styling.words import style_rows
from jumeau.render.sun_legend import with_shade
from jumeau.render.themes import noise
from jumeau.render.themes.dress import OPACITY, Entry, Form
from jumeau.render.themes.keys import NO_KEY, Key, key_in
from jumeau.render.themes.ramps import Ramp, decimals, rounding
from jumeau.render.themes.registry import (
    AREAS,
    THEMES,
    TOLD_FIRST,
    is_raster,
    ordered_entries,
    static_entries,
)
from jumeau.render.variant_words import is_undecided, shows_drawn, variant_rows
from jumeau.titles import legend_title, map_type_of, with_own_names

__all__ = ["Row", "legend_rows"]

MOST_PLAIN = 5

_SELF_EVIDENT: tuple[tuple[Role, Rgb], ...] = (
    (Role.BUILDING, look.TILE),
    (Role.ROAD, look.ROAD),
    (Role.VEGETATION, look.CROWNS[0]),
    (Role.WATER, look.WATER),
    (Role.RAIL, look.RAIL),
    (Role.SPORTS_GROUND, look.SPORTS),
    (Role.CEMETERY, look.CEMETERY),
)
_OUTLINED: dict[Role, tuple[Rgb, Form]] = {
    Role.COMMUNE: (look.COMMUNE_LINE, Form.OUTLINE),
    Role.PARCEL: (look.PARCEL_LINE, Form.OUTLINE),
    Role.POLYGONS: (look.NEUTRAL, Form.FILL),
    Role.LINES: (look.LINE, Form.LINE),
}
_ALONE = (
    Role.STOP, Role.SENSOR, Role.LUMINAIRE, Role.ADDRESS, Role.POINTS, Role.CENSUS_AREA,
    Role.NOISE_ZONES,
)  # fmt: skip
_PLANS = (Role.PARCEL, Role.PRESCRIPTION)
_DRAWN = frozenset(Role) - {Role.TABLE}
_RASTERS = (
    Role.SURFACE_TEMPERATURE, Role.CANOPY, Role.SURFACE_MODEL, Role.RASTER, Role.VIEWSHED,
)  # fmt: skip
_OWN_COLOURS = (Role.ORTHOPHOTO, Role.POINT_CLOUD)
"""What no style of one's own colours."""
NARROW = 0.00028
"""Side of a pixel by which scales are told (OGC, Symbology Encoding 1.1) [m]."""


def legend_rows(
    project: Project,
    view: ViewState,
    tr: Translator,
    keys: Mapping[str, Key] | None = None,
) -> tuple[Row, ...]:
    """Return the rows of the legend: the data, or else what stands on the ground.

    Parameters
    ----------
    keys : mapping or None
        What each layer holds, by its id; without it, whatever its theme may show.
    """
    seen = visible_layers(project, view)
    results = [x for x in seen if is_result(x) and not is_styled(x.style)]
    others = [x for x in seen if x not in results]
    visible = beside_words(with_own_names(others, tr, legend_title), results, tr)
    shown = [x for x in visible if not is_styled(x.style)]
    themed = [x for x in shown if x.role in THEMES or (x.role in _RASTERS and is_raster(x))]
    themed.sort(key=lambda x: TOLD_FIRST.index(x.role) if x.role in TOLD_FIRST else 99)
    rows = result_rows(project, view, results, keys, tr)
    single = list(variant_rows(project, view, tr))
    for layer in visible:
        if is_styled(layer.style) and layer.role not in _OWN_COLOURS:
            told = rows if tells_data(layer.style) else single
            told += _styled_rows(layer, key_in(keys, layer), tr)
    groups: list[list[Layer]] = []
    for layer in themed:
        # Two maps of one kind: their names first, then the classes that they share.
        last = groups[-1][0] if groups else None
        if last is not None and last.role is layer.role and _shared(last, layer):
            groups[-1].append(layer)
        else:
            groups.append([layer])
    for group in groups:
        rows += _group(group, keys, tr, beside=shows_level(results))
    for layer in shown:
        if layer.role is Role.POINT_CLOUD:
            rows += _cloud_rows(layer, view.look, tr, clouds.is_photographed(layer, visible))
        if layer.role in _OUTLINED:
            colour, form = _OUTLINED[layer.role]
            own = look.rgb(layer.style.colour) if layer.style.colour else colour
            rows.append(Row(legend_title(layer, tr), own, form))
    if view.look is Look.MAQUETTE:
        roles = {layer.role for layer in shown}
        plain = [
            Row(tr(f"picture.legend.{role.value}"), colour)
            for role, colour in _SELF_EVIDENT
            if role in roles
        ]
        known = rows or view.compare in (Compare.SIDE_BY_SIDE, Compare.GHOST)
        rows += [*single, *plain[: max(MOST_PLAIN - len(single), 0) if not known else 0]]
    else:
        rows += single
    if view.section is not None:
        rows.append(Row(tr("picture.legend.section"), look.POCHE))
    rows += [
        Row(tr("selecting.legend.filtered", layer=x.title or legend_title(x, tr)), None, "note")
        for x in visible
        if x.filter
    ]
    return tuple(dict.fromkeys(rows))


def _styled_rows(layer: Layer, key: Key | None, tr: Translator) -> list[Row]:
    """Return the rows of a layer in a style of its own, with what must be said of its data."""
    rows = style_rows(layer, key, tr)
    if not tells_data(layer.style):
        return rows
    rows[0] = dataclasses.replace(rows[0], text=_observed(layer, rows[0].text, tr))
    theme = THEMES.get(layer.role)
    if theme is not None and theme.gaps and all(x.form not in ("note", Form.MISSING) for x in rows):
        rows.append(Row(tr("themes.note.no_data"), None, "note"))
    return [*rows, *(Row(tr(f"themes.note.{note}"), None, "note") for note in notes_of(layer))]


def _cloud_rows(layer: Layer, style: Look, tr: Translator, photographed: bool) -> list[Row]:
    """Return the rows of a point cloud: classes, a ramp of heights, or whose colours it has."""
    found = clouds.classes_in(layer)
    classified = any(k > 1 for k in found)
    mode = clouds.mode_of(layer, style, clouds.is_coloured(layer), classified, photographed)
    rows = [Row(legend_title(layer, tr), None)]
    if mode == clouds.PHOTO:
        rows.append(Row(tr("picture.class.points_photo"), None, "note"))
    elif mode == clouds.HEIGHT:
        rows.append(Row(tr("picture.class.points_heights"), None, "ramp", clouds.HEIGHT_RAMP))
    elif mode == clouds.CLASSIFICATION:
        rows += [
            Row(tr(f"picture.class.{key}"), colour)
            for classes, key, colour in clouds.POINT_CLASSES
            if set(classes) & set(found)
        ]
    return rows


def _shared(first: Layer, second: Layer) -> bool:
    """Tell whether two layers wear the same colours with the same meaning."""
    return (
        map_type_of(first) == map_type_of(second)
        and first.style.name == second.style.name
        and not is_raster(first)
        and not is_raster(second)
    )


def _group(
    group: list[Layer], keys: Mapping[str, Key] | None, tr: Translator, *, beside: bool
) -> list[Row]:
    """Return the rows of layers that share their classes; ``beside`` a computed level."""
    layer = group[0]
    theme = THEMES.get(layer.role)
    told = [(keys or {}).get(x.id) for x in group]
    entries: dict[Entry, None] = {}
    for one, key in zip(group, told, strict=True):
        entries.update(dict.fromkeys(static_entries(one) if key is None else key.entries))
    if layer.role in _ALONE and len(entries) == 1:  # the layer's name says it all
        only = next(iter(entries))
        return [Row(_heading(x, tr), only.colour, only.form) for x in group]
    if layer.role is Role.NOISE_MEASUREMENT and beside and entries:
        return measured_rows([_heading(x, tr) for x in group], tuple(entries), tr)
    order = ordered_entries(layer)
    listed = sorted(entries, key=lambda e: order.index(e) if e in order else len(order))
    rows = [Row(_heading(x, tr), None) for x in group]
    if layer.role is not Role.NOISE_MAP and len(group) > (layer.role is not Role.PRESCRIPTION) + 1:
        rows = [Row(_shared_heading(group, tr), None)]
    share = OPACITY * layer.style.opacity
    named = {entry_text(e, tr): e for e in reversed(listed)}
    rows += [Row(t, _as_seen(e, share), e.form, size=e.size) for t, e in reversed(named.items())]
    key = told[0] or NO_KEY
    if key.ramp is not None:
        rows.append(_ramp_row(key.ramp, share, tr))
    if layer.role is Role.VIEWSHED:
        rows.append(Row(tr("themes.note.viewshed"), None, "note"))
    elif key.bare or (theme is not None and theme.gaps):
        limits = layer.role is Role.NOISE_MAP and map_type_of(layer) == "C"
        note = "below_or_no_data" if limits else "no_data"
        rows.append(Row(tr(f"themes.note.{note}"), None, "note"))
    rows += [Row(tr(f"themes.note.{note}"), None, "note") for note in notes_of(layer)]
    return rows


def notes_of(layer: Layer) -> tuple[str, ...]:
    """Return the keys (``themes.note.<key>``) of what must be said with a layer."""
    if layer.role is Role.NOISE_MAP and map_type_of(layer) == "C":
        return ("limit",)
    if layer.role is Role.SURFACE_TEMPERATURE:
        return ("surface_temperature",)
    return THEMES[layer.role].notes if layer.role in THEMES else ()


def _heading(layer: Layer, tr: Translator) -> str:
    """Return the name of a layer, with the day and hour at which it was observed."""
    return _observed(layer, legend_title(layer, tr), tr)


def _observed(layer: Layer, title: str, tr: Translator) -> str:
    """Return a heading with the day and hour at which what stands below it was observed."""
    if layer.instant:
        return tr("themes.observed", title=title, instant=told_instant(layer.instant, tr))
    if layer.role is Role.SURFACE_TEMPERATURE:
        return tr("themes.no_instant", title=title)
    return title


def _shared_heading(group: list[Layer], tr: Translator) -> str:
    """Return one name for several layers of a kind, with the years in which they were observed."""
    title = tr(f"picture.legend.{group[0].role}")
    years = sorted({layer.instant[:4] for layer in group})
    if not years[0]:
        return title
    span = years[0] if len(years) == 1 else f"{years[0]}\N{EN DASH}{years[-1]}"
    return tr("themes.observed", title=title, instant=span)


def told_instant(instant: str, tr: Translator) -> str:
    """Return an ISO date, or date and time, as people say it: ``12/07/2022, 12 h 30``."""
    try:
        if len(instant) <= 10:
            return tr.value(datetime.date.fromisoformat(instant))
        moment = datetime.datetime.fromisoformat(instant)
    except ValueError:
        return instant
    clock = tr("themes.clock", hour=f"{moment.hour}", minute=f"{moment.minute:02d}")
    return f"{tr.value(moment.date())}, {clock}"


def entry_text(entry: Entry, tr: Translator) -> str:
    """Return the words of an entry; numbers in them are written as the language writes them."""
    if not entry.key:
        return entry.words
    parts = [_told(x, tr) for x in entry.words.split("|")]
    return tr(f"themes.class.{entry.key}", words=parts[0], more=parts[-1])


def _told(words: str, tr: Translator) -> str:
    """Return a part of an entry's words, a number as the language writes it."""
    whole, point, part = words.partition(".")
    if not whole.isdigit() or (point and not part.isdigit()):
        return words
    return tr.number(float(words), len(part))


def _as_seen(entry: Entry, share: float) -> Rgb:
    """Return the colour of a class as it looks on the paled ground."""
    return _over(entry.colour, share) if entry.form is Form.FILL else entry.colour


def _over(colour: Rgb, share: float) -> Rgb:
    red, green, blue = (p + (c - p) * share for c, p in zip(colour, look.PALE, strict=True))
    return (red, green, blue)


def _ramp_row(ramp: Ramp, share: float, tr: Translator) -> Row:
    """Return the bar of a ramp: its ends and its middle, with the unit at the end."""
    places = decimals(rounding(ramp.high - ramp.low))
    low, high = (tr.number(x, places) for x in (ramp.low, ramp.high))
    low = f"\N{LESS-THAN OR EQUAL TO} {low}" if ramp.below else low
    high = f"\N{GREATER-THAN OR EQUAL TO} {high}" if ramp.above else high
    unit = f"\N{NO-BREAK SPACE}{ramp.unit}" if ramp.unit else ""
    return Row(
        f"{low}{unit}|{high}{unit}", None, "ramp", tuple(_over(c, share) for c in ramp.stops)
    )


def scale_notes(project: Project, view: ViewState, tr: Translator, pixel: float) -> str:
    """Return what must be said of a map that is seen closer than the scale it was made for.

    Parameters
    ----------
    pixel : float
        Length on the ground of a pixel as the eye sees it [m].
    """
    for layer in visible_layers(project, view):
        official = layer.role is Role.NOISE_MAP and not layer.provenance.method
        if official and pixel < noise.scale_of(layer) * NARROW:
            return tr("themes.not_by_parcel")
    return ""


def drawn_layers(project: Project, view: ViewState) -> tuple[Layer, ...]:
    """Return the layers that leave a trace on the picture."""
    image = view.look is Look.ORTHOPHOTO
    return tuple(
        layer
        for layer in visible_layers(project, view)
        if layer.role in _DRAWN and (layer.role is not Role.ORTHOPHOTO or image)
    )


def certainty_of(project: Project, view: ViewState, *, guessed: bool = False) -> Certainty | None:
    """Return the label of the view: the worst of what is visible; None when nothing is.

    What a variant draws is an illustration, whatever the data are on which it stands. Shade is
    computed at best; ``guessed`` tells that something that casts it has an estimated height.
    """
    invented = any(layer.provenance.invented for layer in drawn_layers(project, view))
    if invented or shows_drawn(project, view):
        return Certainty.ILLUSTRATION
    return with_shade(visible_certainty(project, view), project, view, guessed=guessed)


def certainty_line(
    project: Project,
    view: ViewState,
    tr: Translator,
    pixel: float | None = None,
    *,
    guessed: bool = False,
) -> tuple[str, str]:
    """Return the label and the rest of the short line; empty when nothing is drawn.

    Parameters
    ----------
    pixel : float or None
        As for :func:`scale_notes`; None where the picture has no scale.
    guessed : bool
        As for :func:`certainty_of`.
    """
    label = certainty_of(project, view, guessed=guessed)
    if label is None:
        return ("", "")
    layers = drawn_layers(project, view)
    if any(layer.provenance.invented for layer in layers):
        source = tr("picture.invented")
    else:
        source = _main_source(layers, view, tr)
        if any(is_estimated_ground(layer) for layer in layers):
            source = tr("picture.ground_estimated", source=source)
        if shows_drawn(project, view):
            source = f"{tr('comparing.drawn_project')} · {source}"
    if pixel is not None and (note := scale_notes(project, view, tr, pixel)):
        source = f"{source} · {note}"
    return (tr(f"certainty.{label.value}"), source)


def _main_source(layers: tuple[Layer, ...], view: ViewState, tr: Translator) -> str:
    first: tuple[Role, ...] = (*TOLD_FIRST, Role.BUILDING, Role.ROAD)
    if view.look is Look.ORTHOPHOTO:
        first = (Role.ORTHOPHOTO, *first)
    ranked = sorted(layers, key=lambda x: first.index(x.role) if x.role in first else len(first))
    named = [x.provenance.short for x in ranked if _is_named(x)]
    if ranked and ranked[0].role in TOLD_FIRST and not _is_named(ranked[0]):
        return tr("picture.unknown_source")  # never another layer's name under these data
    return named[0] if named else tr("picture.unknown_source")


def _is_named(layer: Layer) -> bool:
    """Tell whether a card names a source, not a year alone."""
    return bool(layer.provenance.producer or layer.provenance.product)


def picture_title(project: Project, view: ViewState, tr: Translator) -> str:
    """Return the title of a picture: the view's own, else the place, else the uppermost data."""
    if view.title:
        return view.title
    if project.place is not None:
        return project.place.name
    unnamed = {Translator(language)("app.new.name") for language in LANGUAGES}
    if project.name not in unnamed:
        return project.name
    data = (x for x in visible_layers(project, view) if x.role in AREAS or x.role in _PLANS)
    return next((legend_title(layer, tr) for layer in data), "")


def is_under_study(project: Project, view: ViewState) -> bool:
    """Tell whether a variant is shown on which nothing is decided."""
    return is_undecided(project, view)
