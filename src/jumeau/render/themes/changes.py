"""What people may change of how a layer looks, and the facts that its file does not tell."""

from __future__ import annotations

import datetime
import re

import msgspec

from jumeau.errors import InputError
from jumeau.model.layer import Layer
from jumeau.model.project import Project, change_layer
from jumeau.model.results import RESULTS
from jumeau.model.roles import Role
from jumeau.render.themes.registry import THEMES, is_raster, palettes_of

LEAST_OPACITY = 0.05

OBSERVED = frozenset(
    {
        Role.SURFACE_TEMPERATURE,
        Role.SENSOR,
        Role.NOISE_MEASUREMENT,
        Role.TRAFFIC_COUNT,
        Role.RASTER,
        Role.CANOPY,
        Role.SURFACE_MODEL,
        Role.LAND_COVER,
        Role.ORTHOPHOTO,
    }
)
"""What was observed on some day: its date may be entered."""

MOMENTARY = frozenset({Role.SURFACE_TEMPERATURE, Role.SENSOR})
"""What means nothing without its date and hour."""


def restyled(
    project: Project,
    layer_id: str,
    *,
    palette: str | None = None,
    opacity: float | None = None,
    colour: str | None = None,
) -> Project:
    """Return the project with a layer that looks otherwise; None leaves something as it is.

    Parameters
    ----------
    palette : str
        One of :func:`jumeau.render.themes.registry.palettes_of`; the first is kept as "standard".
    opacity : float
        0.05..1, on top of the opacity that all data have.
    colour : str
        ``#RRGGBB``, empty for the look's own.

    Raises
    ------
    InputError
        ``style.palette_unknown``, ``style.opacity``, ``style.colour``.
    """
    layer = project.layer(layer_id)
    style = layer.style
    if palette is not None:
        known = palettes_of(layer)
        if palette not in known and palette != "standard":
            listed = ", ".join(known) or "standard"
            raise InputError("style.palette_unknown", name=palette, known=listed)
        style = msgspec.structs.replace(style, name=palette)
    if opacity is not None:
        if not LEAST_OPACITY <= opacity <= 1.0:
            raise InputError("style.opacity", value=f"{100 * opacity:g}")
        style = msgspec.structs.replace(style, opacity=round(opacity, 2))
    if colour is not None:
        if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            raise InputError("style.colour", value=colour)
        style = msgspec.structs.replace(style, colour=colour.upper())
    return change_layer(project, layer_id, style=style)


def measured(
    project: Project, layer_id: str, *, instant: str | None = None, unit: str | None = None
) -> Project:
    """Return the project with a layer's date (and hour) and unit; None leaves them as they are.

    Raises
    ------
    InputError
        ``style.instant`` for what is neither an ISO date nor an ISO date and time.
    """
    changes: dict[str, str] = {}
    if instant is not None:
        changes["instant"] = checked_instant(instant.strip())
    if unit is not None:
        changes["unit"] = unit.strip()
    return change_layer(project, layer_id, **changes) if changes else project


def checked_instant(text: str) -> str:
    """Return an ISO date, or date and time, as it is kept; empty stays empty."""
    if not text:
        return ""
    try:
        if len(text) <= 10:
            return datetime.date.fromisoformat(text).isoformat()
        return datetime.datetime.fromisoformat(text).isoformat(timespec="minutes")
    except ValueError:
        raise InputError("style.instant", value=text) from None


def lacks_its_moment(layer: Layer) -> bool:
    """Tell whether a layer shows a moment that nobody has told yet."""
    if layer.role not in MOMENTARY or layer.instant:
        return False
    return not any(name == "instant" for name, _ in layer.columns)


def has_style(layer: Layer) -> bool:
    """Tell whether there is anything to choose about how a layer looks."""
    plain = is_raster(layer) and layer.role is not Role.TERRAIN
    return layer.role in THEMES or layer.role in RESULTS or plain
