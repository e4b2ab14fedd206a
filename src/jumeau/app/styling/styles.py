"""The styles of a layer as the window uses them: one click to switch, one action a gesture."""

from __future__ import annotations

import msgspec

from jumeau.app.words import layer_title
from jumeau.i18n import Translator
from jumeau.model.layer import Layer
from jumeau.model.results import alike
from jumeau.model.session import Session
from jumeau.model.style import Style, StyleKind
from jumeau.model.view_state import ViewState, with_style


def shown_style(layer: Layer, view: ViewState) -> Style:
    """Return the style in which a view shows a layer."""
    title = dict(view.styles).get(layer.id, layer.style.title)
    return next((x for x in (layer.style, *layer.styles) if x.title == title), layer.style)


def style_title(style: Style, layer: Layer, tr: Translator) -> str:
    """Return what a style is called: as the user named it, else what it shows."""
    if style.title:
        return style.title
    if style.kind in (StyleKind.STANDARD, StyleKind.SINGLE) or not style.field:
        plain = style.kind is StyleKind.STANDARD
        return tr("styling.standard_look" if plain else "styling.kind.single")
    from jumeau.render.styling.fields import fields_of

    found = (info.title for info in fields_of(layer, tr) if info.name == style.field)
    return next(found, style.field)


def switch_style(session: Session, layer_id: str, title: str) -> None:
    """Show a layer in another of its styles; only the view changes."""
    first = session.project.layer(layer_id).style.title
    session.set_view(with_style(session.view, layer_id, "" if title == first else title))


def wear(
    session: Session, layer_id: str, style: Style, tr: Translator, *, go_on: bool = False
) -> None:
    """Put a style in the place of the one that is shown, as one action.

    Results of analyses that looked alike go on looking alike: ground, walls, variants compared.

    Parameters
    ----------
    go_on : bool
        Whether this is a further step of the gesture that made the last action.
    """
    from jumeau.render.styling.changing import replace_style

    project = session.project
    layer = project.layer(layer_id)
    old = shown_style(layer, session.view)
    changed = replace_style(project, layer_id, old.title, style)
    if old.title == style.title == "" and style.kind is StyleKind.STANDARD:
        for other in alike(project.layers, layer):
            changed = replace_style(changed, other.id, "", style)
    deed = session.amend if go_on else session.commit
    deed("style", changed, title=layer_title(layer, tr))
    if style.title != old.title and old.title:
        switch_style(session, layer_id, style.title)


def wear_opacity(
    session: Session, layer_id: str, opacity: float, tr: Translator, *, go_on: bool = False
) -> None:
    """Make a layer more or less opaque."""
    style = shown_style(session.project.layer(layer_id), session.view)
    changed = msgspec.structs.replace(style, opacity=round(opacity, 2))
    wear(session, layer_id, changed, tr, go_on=go_on)


def copy_style(session: Session, layer_id: str, tr: Translator) -> str:
    """Add a copy of the style that is shown, show it, and return its title."""
    from jumeau.render.styling.changing import add_style

    layer = session.project.layer(layer_id)
    style = shown_style(layer, session.view)
    name = style.title or style_title(style, layer, tr)
    if style.kind is StyleKind.STANDARD and not style.title:
        name = tr("style_window.styles.new")
    taken = {style_title(x, layer, tr) for x in (layer.style, *layer.styles)}
    title, number = name, 2
    while title in taken:
        title, number = f"{name} {number}", number + 1
    added = add_style(session.project, layer_id, msgspec.structs.replace(style, title=title))
    session.commit("style_add", added, title=layer_title(layer, tr))
    switch_style(session, layer_id, title)
    return title


def name_style(session: Session, layer_id: str, new: str, tr: Translator) -> None:
    """Give the style that is shown another title."""
    from jumeau.render.styling.changing import rename_style

    layer = session.project.layer(layer_id)
    old = shown_style(layer, session.view).title
    if new and new != old:
        first = old == layer.style.title
        changed = rename_style(session.project, layer_id, old, new)
        session.commit("style_name", changed, title=layer_title(layer, tr))
        if not first:
            switch_style(session, layer_id, new)


def drop_style(session: Session, layer_id: str, tr: Translator) -> None:
    """Remove the style that is shown; the first of the others is shown then."""
    from jumeau.render.styling.changing import remove_style

    layer = session.project.layer(layer_id)
    title = shown_style(layer, session.view).title
    changed = remove_style(session.project, layer_id, title)
    session.commit("style_remove", changed, title=layer_title(layer, tr))
    session.set_view(with_style(session.view, layer_id, ""))
