"""Computed noise: levels in the classes of strategic maps, differences, areas of equal level.

The classes are those of :mod:`jumeau.render.themes.noise`, so that a computed level reads as an
official one does; what tells them apart are the lines around the classes, the coloured walls and
the words. Differences run from blue, quieter, to orange, louder; below 2 dB they are grey.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jumeau.model.layer import Layer
from jumeau.model.roles import Role
from jumeau.render.look import Rgb, rgb
from jumeau.render.themes import noise
from jumeau.render.themes.dress import (
    OPACITY,
    Column,
    Dress,
    Entry,
    Form,
    Scale,
    Swatch,
    Theme,
    by_value,
    colours,
    palette_of,
    worn,
)

CHANGES = (2.0, 5.0, 10.0)
"""Bounds of the classes of differences, on both sides [dB]; the first is hardly perceived."""
LINE = rgb("#5E4A5B")
"""Of the lines between two classes."""
_WIDTH = 0.6

_TINTS: dict[str, tuple[Rgb, ...]] = {
    # Less of it blue, more of it orange; in the middle what nobody perceives.
    "standard": colours("#1F4E93 #5B9BD5 #ACD3EC #CBC9C4 #F9DC98 #EC9F3A #A9500F"),
    "purple_green": colours("#1B6B37 #74B877 #C4E4BC #CBC9C4 #CDB8DA #9970AB #5B1A6B"),
}
_KEYS = ("much_less", "less", "little_less", "none", "little_more", "more", "much_more")

PALETTES: dict[Role, tuple[str, ...]] = {
    Role.NOISE_LEVEL: tuple(noise.PALETTES),
    Role.NOISE_LEVEL_CHANGE: tuple(_TINTS),
}
IN_ORDER = (Role.NOISE_LEVEL_CHANGE, Role.NOISE_LEVEL)
"""As the legend tells them."""
ZONES = ("standard", "filled", "nf_s_31_130")
"""Palettes of areas of equal level: lines around them, or surfaces."""

INDICATORS = ("lden", "ln", "lday", "levening")


def indicator_of(layer: Layer) -> str:
    """Return which level a layer of computed noise tells: one of :data:`INDICATORS`."""
    for told in (layer.analysis.parameters if layer.analysis else (), layer.provenance.parameters):
        found = dict(told).get("indicator", "")
        if found in INDICATORS:
            return found
    return INDICATORS[0]


def scale_of(layer: Layer) -> Scale:
    """Return the classes of computed levels, or of their differences."""
    chosen = palette_of(layer, PALETTES[layer.role])
    if layer.role is Role.NOISE_LEVEL:
        return Scale(tuple(float(b) for b in noise.BOUNDS), _levels(chosen))
    bounds = (*(-b for b in reversed(CHANGES)), *CHANGES)
    pairs = zip(_KEYS, _TINTS[chosen], strict=True)
    return Scale(bounds, tuple(Entry(f"noise_change_{key}", tint) for key, tint in pairs))


def _levels(palette: str) -> tuple[Entry, ...]:
    """Return the classes of levels; the lowest one is quiet, not unknown."""
    quiet, *others = noise.classes(palette)
    return (Entry("noise_quiet", quiet.colour), *others)


def zones_dress(layer: Layer, count: int, column: Column) -> Dress:
    """Dress areas of equal level: by the lower bound of their class (column ``level``)."""
    chosen = palette_of(layer, ZONES)
    if chosen == "standard":
        line = Swatch(None, opacity=0.0, edge=LINE, edge_width=_WIDTH)
        entry = Entry("noise_contours", LINE, Form.LINE)
        # No line within the lowest class, which has one colour; its border is that of the next.
        quiet = by_value(column("level"), count, lambda x: int(float(str(x)) < noise.BOUNDS[0]))
        half = np.zeros(count, np.float32)
        return Dress((line, Swatch(None, opacity=0.0)), quiet, half, (entry, None))
    entries = _levels("standard" if chosen == "filled" else chosen)

    def one(value: object) -> int:
        level = float(str(value))
        return int(np.searchsorted(noise.BOUNDS, level, side="right")) if level == level else 0

    kind: NDArray[np.int8] = by_value(column("level"), count, one)
    return worn(entries, kind, opacity=OPACITY, edge=LINE, edge_width=_WIDTH)


def zone_entries(layer: Layer) -> tuple[Entry, ...]:
    """Return the legend of areas of whose content nothing is known yet."""
    if palette_of(layer, ZONES) == "standard":
        return (Entry("noise_contours", LINE, Form.LINE),)
    return _levels("standard" if palette_of(layer, ZONES) == "filled" else palette_of(layer, ZONES))


NOISE_ZONES = Theme(zones_dress, ZONES, zone_entries)
