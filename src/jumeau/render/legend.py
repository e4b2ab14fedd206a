"""What the legend and the line of certainty say about a view."""

from __future__ import annotations

from dataclasses import dataclass

from jumeau.i18n import LANGUAGES, Translator
from jumeau.model.layer import Layer, is_estimated_ground
from jumeau.model.project import Project, visible_certainty, visible_layers
from jumeau.model.provenance import Certainty
from jumeau.model.roles import Role
from jumeau.model.variant import Status
from jumeau.model.view_state import Look, ViewState
from jumeau.render import look
from jumeau.render.data_classes import CLASSES
from jumeau.render.look import Rgb
from jumeau.titles import legend_title

MOST_ROWS, MOST_PLAIN = 12, 5

_SELF_EVIDENT: tuple[tuple[Role, Rgb], ...] = (
    (Role.BUILDING, look.TILE),
    (Role.ROAD, look.ROAD),
    (Role.VEGETATION, look.CROWNS[0]),
    (Role.WATER, look.WATER),
    (Role.RAIL, look.RAIL),
    (Role.SPORTS_GROUND, look.SPORTS),
    (Role.CEMETERY, look.CEMETERY),
)
_DATA: dict[Role, Rgb] = {
    Role.COMMUNE: look.COMMUNE_LINE,
    Role.PARCEL: look.PARCEL_LINE,
    Role.PRESCRIPTION: look.PRESCRIPTION,
    Role.POLYGONS: look.NEUTRAL,
    Role.LINES: look.LINE,
}
_PLANS = (Role.PARCEL, Role.PRESCRIPTION)
_DRAWN = frozenset(Role) - {Role.TABLE, Role.POINTS}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the legend: a colour, or a heading without one."""

    text: str
    colour: Rgb | None


def legend_rows(project: Project, view: ViewState, tr: Translator) -> tuple[Row, ...]:
    """Return the rows of the legend: the data, or else what stands on the ground."""
    shown = visible_layers(project, view)
    rows: list[Row] = []
    for role, classes in CLASSES.items():
        # Two maps of one kind: their names first, then the classes that they share.
        titles = [Row(legend_title(x, tr), None) for x in shown if x.role is role]
        if titles:
            rows += [*titles, *(Row(tr(f"picture.class.{key}"), c) for key, c in classes)]
    for layer in shown:
        if layer.role in _DATA:
            own = look.rgb(layer.style.colour) if layer.style.colour else _DATA[layer.role]
            rows.append(Row(legend_title(layer, tr), own))
    if view.look is Look.MAQUETTE:
        roles = {layer.role for layer in shown}
        plain = [
            Row(tr(f"picture.legend.{role.value}"), colour)
            for role, colour in _SELF_EVIDENT
            if role in roles
        ]
        rows += plain[: MOST_PLAIN if not rows else 0]
    return tuple(dict.fromkeys(rows))[:MOST_ROWS]


def drawn_layers(project: Project, view: ViewState) -> tuple[Layer, ...]:
    """Return the layers that leave a trace on the picture."""
    image = view.look is Look.ORTHOPHOTO
    return tuple(
        layer
        for layer in visible_layers(project, view)
        if layer.role in _DRAWN and (layer.role is not Role.ORTHOPHOTO or image)
    )


def certainty_of(project: Project, view: ViewState) -> Certainty | None:
    """Return the label of the view: the worst of what is visible; None when nothing is."""
    if any(layer.provenance.invented for layer in drawn_layers(project, view)):
        return Certainty.ILLUSTRATION
    return visible_certainty(project, view)


def certainty_line(project: Project, view: ViewState, tr: Translator) -> tuple[str, str]:
    """Return the label and the rest of the short line; empty when nothing is drawn."""
    label = certainty_of(project, view)
    if label is None:
        return ("", "")
    layers = drawn_layers(project, view)
    if any(layer.provenance.invented for layer in layers):
        return (tr(f"certainty.{label.value}"), tr("picture.invented"))
    source = _main_source(layers, view, tr)
    if any(is_estimated_ground(layer) for layer in layers):
        source = tr("picture.ground_estimated", source=source)
    return (tr(f"certainty.{label.value}"), source)


def _main_source(layers: tuple[Layer, ...], view: ViewState, tr: Translator) -> str:
    first: tuple[Role, ...] = (
        Role.NOISE_MAP,
        Role.LOCAL_CLIMATE_ZONE,
        Role.ZONING,
        Role.BUILDING,
        Role.ROAD,
    )
    if view.look is Look.ORTHOPHOTO:
        first = (Role.ORTHOPHOTO, *first)
    ranked = sorted(layers, key=lambda x: first.index(x.role) if x.role in first else len(first))
    named = [layer.provenance.short for layer in ranked if layer.provenance.short]
    return named[0] if named else tr("picture.unknown_source")


def picture_title(project: Project, view: ViewState, tr: Translator) -> str:
    """Return the title of a picture: the view's own, else the place, else the uppermost data."""
    if view.title:
        return view.title
    if project.place is not None:
        return project.place.name
    unnamed = {Translator(language)("app.new.name") for language in LANGUAGES}
    if project.name not in unnamed:
        return project.name
    data = (x for x in visible_layers(project, view) if x.role in CLASSES or x.role in _PLANS)
    return next((legend_title(layer, tr) for layer in data), "")


def is_under_study(project: Project, view: ViewState) -> bool:
    """Tell whether a variant is shown on which nothing is decided."""
    shown = [x for x in project.variants if x.id in view.variants]
    return any(x.status not in (Status.DECIDED, Status.BUILT) for x in shown)
