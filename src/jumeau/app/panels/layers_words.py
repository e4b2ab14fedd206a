"""What the rows of the layer tree say beside their names."""

from __future__ import annotations

from collections.abc import Callable

from jumeau.app.panels.layers_nodes import Node
from jumeau.app.styling.styles import shown_style
from jumeau.app.words import has_features, left_out_lines
from jumeau.i18n import Translator
from jumeau.model.inputs import outdated
from jumeau.model.layer import Layer
from jumeau.model.project import Project
from jumeau.model.style import StyleKind
from jumeau.model.view_state import ViewState
from jumeau.titles import group_title

_MOST = 8


def tip_of(
    node: Node, named: Callable[[Layer], str], tr: Translator, project: Project | None = None
) -> str:
    """Return the tip of a row: the whole name, the source, the filter, what its sign means.

    ``project`` tells whether the result of an analysis still holds.
    """
    if node.group is not None:
        names = [f"• {named(layer)}" for layer in node.layers]
        return "\n".join([group_title(node.group, tr), *names])
    layer = node.layer
    if layer is None:
        return ""
    title = named(layer)
    lines = [f"{title} ({tr.number(layer.count)})" if has_features(layer) else title]
    if layer.provenance.short:
        lines.append(layer.provenance.short)
    if layer.filter:
        lines += [tr("app.layers.filtered"), layer.filter]
    return "\n".join(lines + signs_of(layer, project, tr))


def signs_of(layer: Layer, project: Project | None, tr: Translator) -> list[str]:
    """Return why a row bears a sign; nothing where it bears none."""
    why = outdated(project, layer) if project is not None else None
    lines = []
    if why is not None:
        lines.append(tr("analyses.outdated_told", reason=tr(f"analyses.reason.{why}")))
    return lines + (left_out_of(layer, tr) if layer.left_out else [])


def left_out_of(layer: Layer, tr: Translator) -> list[str]:
    """Return what was left out of a layer on reading."""
    lines = left_out_lines(layer.left_out, tr)
    return [tr("app.layers.left_out"), *(f"• {x}" for x in lines)]


def swatches_of(layer: Layer, view: ViewState) -> tuple[str, ...]:
    """Return the colours of the style in which a view shows a layer; none for its usual look."""
    style = shown_style(layer, view)
    if style.kind is StyleKind.SINGLE:
        return (style.colour,) if style.colour else ()
    if style.kind is StyleKind.CONTINUOUS:
        from jumeau.render.styling.ramps import RAMPS, ramp_colours

        return ramp_colours(style.ramp, _MOST, style.reversed) if style.ramp in RAMPS else ()
    if style.kind is StyleKind.STANDARD:
        return ()
    return tuple(x.colour for x in style.classes if x.shown)[:_MOST]
