"""Styles of a layer as functions from project to project: add, replace, rename, remove, choose."""

from __future__ import annotations

import math
import re

import msgspec

from jumeau.errors import InputError
from jumeau.model.layer import Layer
from jumeau.model.payload import PayloadKind
from jumeau.model.project import Project, change_layer, replaced
from jumeau.model.style import Style, StyleKind
from jumeau.model.view_state import NamedView, ViewState
from jumeau.render.styling.fields import field_of
from jumeau.render.styling.ramps import ramp_info
from jumeau.render.themes.changes import LEAST_OPACITY

_CODE = re.compile(r"#[0-9a-fA-F]{6}")
_WIDEST = 2000.0
MOST_TITLE = 60
MOST_CLASSES = 60


def styles_of(layer: Layer) -> tuple[Style, ...]:
    """Return all styles of a layer, the first one first."""
    return (layer.style, *layer.styles)


def style_titled(layer: Layer, title: str) -> Style:
    """Return the style with this title.

    Raises
    ------
    InputError
        ``styling.style_unknown``.
    """
    for style in styles_of(layer):
        if style.title == title:
            return style
    listed = ", ".join(style.title or "\N{EN DASH}" for style in styles_of(layer))
    raise InputError("styling.style_unknown", title=title, known=listed)


def free_title(layer: Layer, title: str) -> str:
    """Return a title that no style of the layer has yet: with a number where it is taken."""
    taken = {style.title for style in styles_of(layer)}
    found, number = title, 2
    while found in taken:
        found, number = f"{title} {number}", number + 1
    return found


def check_style(layer: Layer, style: Style) -> None:
    """Refuse a style that cannot be drawn.

    Raises
    ------
    InputError
        ``style.colour``, ``style.opacity``, ``styling.ramp_unknown``, ``styling.field_unknown``,
        ``styling.not_numeric``, ``styling.no_classes``, ``styling.many_classes``,
        ``styling.class_bounds``, ``styling.ends``, ``styling.width``, ``styling.long_title``.
    """
    named = [style.colour, style.no_data, *(one.colour for one in style.classes)]
    named.append("" if style.outline == "none" else style.outline)
    for colour in named:
        if colour and not _CODE.fullmatch(colour):
            raise InputError("style.colour", value=colour)
    if any(not one.colour for one in style.classes):
        raise InputError("style.colour", value="")
    if not LEAST_OPACITY <= style.opacity <= 1.0:
        raise InputError("style.opacity", value=f"{100 * style.opacity:g}")
    if len(style.title) > MOST_TITLE:
        raise InputError("styling.long_title", most=MOST_TITLE)
    for width in (style.outline_width, style.size):
        if not (math.isfinite(width) and 0.0 <= width <= _WIDEST):
            raise InputError("styling.width", value=f"{width:g}", most=round(_WIDEST))
    if style.ramp:
        ramp_info(style.ramp)
    if style.extrude:
        if not (math.isfinite(style.extrude_scale) and style.extrude_scale > 0):
            raise InputError("styling.extrude_scale", value=f"{style.extrude_scale:g}")
        if not field_of(layer, style.extrude).numeric:
            raise InputError("styling.not_numeric", name=style.extrude)
    if style.kind in (StyleKind.STANDARD, StyleKind.SINGLE):
        return
    info = field_of(layer, style.field)
    if style.kind is StyleKind.CONTINUOUS:
        if not info.numeric:
            raise InputError("styling.not_numeric", name=style.field)
        if style.low is not None and style.high is not None and not style.high > style.low:
            raise InputError("styling.ends", low=f"{style.low:g}", high=f"{style.high:g}")
        return
    _check_classes(style, info.numeric)


def _check_classes(style: Style, numeric: bool) -> None:
    if not style.classes:
        raise InputError("styling.no_classes")
    if len(style.classes) > MOST_CLASSES:
        raise InputError("styling.many_classes", count=len(style.classes), most=MOST_CLASSES)
    if style.kind is not StyleKind.GRADUATED:
        return
    if not numeric:
        raise InputError("styling.not_numeric", name=style.field)
    before = -math.inf
    for one in style.classes:
        low = -math.inf if one.low is None else one.low
        high = math.inf if one.high is None else one.high
        if not low < high or low < before or math.isnan(low) or math.isnan(high):
            raise InputError("styling.class_bounds", low=f"{low:g}", high=f"{high:g}")
        before = high


def add_style(project: Project, layer_id: str, style: Style, *, first: bool = False) -> Project:
    """Return the project with a further style of a layer.

    Parameters
    ----------
    first : bool
        Whether it becomes the layer's first style: what views show that choose none.

    Raises
    ------
    InputError
        ``styling.title_taken``, and those of :func:`check_style`.
    """
    layer = project.layer(layer_id)
    check_style(layer, style)
    _check_title(layer, style.title)
    if first:
        return change_layer(project, layer_id, style=style, styles=styles_of(layer))
    return change_layer(project, layer_id, styles=(*layer.styles, style))


def replace_style(project: Project, layer_id: str, title: str, style: Style) -> Project:
    """Return the project with another style in the place of the one with this title.

    Where the new one has another title, views that chose the old one follow.

    Raises
    ------
    InputError
        ``styling.style_unknown``, ``styling.title_taken``, and those of :func:`check_style`.
    """
    layer = project.layer(layer_id)
    old = style_titled(layer, title)
    check_style(layer, style)
    if style.title != title:
        _check_title(layer, style.title)
    changed = tuple(style if x is old else x for x in styles_of(layer))
    project = change_layer(project, layer_id, style=changed[0], styles=changed[1:])
    return _followed(project, layer_id, title, style.title) if style.title != title else project


def rename_style(project: Project, layer_id: str, title: str, new: str) -> Project:
    """Return the project with a style under another title; named views follow.

    Raises
    ------
    InputError
        ``styling.style_unknown``, ``styling.title_taken``, ``styling.long_title``.
    """
    style = style_titled(project.layer(layer_id), title)
    renamed = msgspec.structs.replace(style, title=new.strip())
    return replace_style(project, layer_id, title, renamed)


def remove_style(project: Project, layer_id: str, title: str) -> Project:
    """Return the project without a style; a layer without any has its role's own look.

    Raises
    ------
    InputError
        ``styling.style_unknown``.
    """
    layer = project.layer(layer_id)
    old = style_titled(layer, title)
    left = tuple(x for x in styles_of(layer) if x is not old) or (Style(),)
    project = change_layer(project, layer_id, style=left[0], styles=left[1:])
    return _followed(project, layer_id, title, "")


def put_first(project: Project, layer_id: str, title: str) -> Project:
    """Return the project with a layer whose first style is the one with this title.

    Raises
    ------
    InputError
        ``styling.style_unknown``.
    """
    layer = project.layer(layer_id)
    chosen = style_titled(layer, title)
    others = tuple(x for x in styles_of(layer) if x is not chosen)
    return change_layer(project, layer_id, style=chosen, styles=others)


def renamed_in_view(view: ViewState, layer_id: str, title: str, new: str) -> ViewState:
    """Return a view that follows a style's new title; an empty one means the first style."""
    pairs = [(k, new if (k, t) == (layer_id, title) else t) for k, t in view.styles]
    kept = tuple((k, t) for k, t in pairs if t or k != layer_id)
    return view if kept == view.styles else msgspec.structs.replace(view, styles=kept)


def _followed(project: Project, layer_id: str, title: str, new: str) -> Project:
    if not title:
        return project
    views = tuple(
        NamedView(x.name, renamed_in_view(x.state, layer_id, title, new)) for x in project.views
    )
    return project if views == project.views else replaced(project, views=views)


def _check_title(layer: Layer, title: str) -> None:
    if any(style.title == title for style in styles_of(layer)):
        raise InputError("styling.title_taken", title=title or "\N{EN DASH}")


def can_extrude(layer: Layer) -> bool:
    """Tell whether a layer may hold polygons on the ground that a field can raise."""
    from jumeau.render.ground_layers import LINE_ROLES, POINT_ROLES

    if layer.payload.kind is not PayloadKind.TABLE or layer.has_surfaces:
        return False
    from jumeau.model.roles import GROUND_ORDER

    return layer.role in GROUND_ORDER and layer.role not in (*LINE_ROLES, *POINT_ROLES)
